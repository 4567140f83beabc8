// A segment that is labelled with a device has its place in the tables, and so
// have its tensors and variables; the object then says that it needs a runtime
// with device code. Without such a label nothing of this is there.
// RUN: tfc compile --from=bufferize %s --name=two --emit=llvm -o - | FileCheck %s
// RUN: tfc compile --from=bufferize %S/session.mlir --name=line --emit=llvm -o - | FileCheck %s --check-prefix=HOST

// CHECK: @text{{[.0-9]*}} = {{.*}} c"/device:GPU:1\00"
// CHECK: @segments = internal constant
// CHECK-SAME: i16 0, i16 1, i32 0 }{{.*}}i16 0, i16 0, i32 {{[1-9][0-9]*}} }]
// The name, the producer, the names of the features.
// CHECK: @two_program = {{.*}} i32 1128682545, i32 4, i32 200, i32 1, ptr @text{{[.0-9]*}}, ptr @text{{[.0-9]*}}, ptr @text{{[.0-9]*}},
// CHECK-SAME: ptr @devices, ptr null, ptr @text{{[.0-9]*}},
// CHECK-SAME: ptr @tfc_devices }

// HOST: @line_program = {{.*}} i32 1128682545, i32 4, i32 200, i32 0, ptr @text{{[.0-9]*}}, ptr @text{{[.0-9]*}}, ptr null,
// HOST-NOT: tfc_devices

#id = affine_map<(i) -> (i)>
module @two {
  tfc.tensor @x {name = "x", feedable, placeholder} : tensor<4xf32>
  tfc.tensor @h : tensor<4xf32>
  tfc.tensor @y {name = "y", fetchable} : tensor<4xf32>
  tfc.state @w {name = "w", tfc.device = "/device:GPU:1"} : tensor<4xf32>

  func.func private @segment_0(%x: tensor<4xf32> {tfc.input = @x}, %w: tensor<4xf32> {tfc.variable = @w, tfc.read})
      -> (tensor<4xf32> {tfc.output = @h})
      attributes {tfc.segment, tfc.after = [], tfc.targets = [], tfc.device = "/device:GPU:1"} {
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
        ins(%x, %w : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      linalg.yield %s : f32
    } -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
  func.func private @segment_1(%h: tensor<4xf32> {tfc.input = @h})
      -> (tensor<4xf32> {tfc.output = @y})
      attributes {tfc.segment, tfc.after = [], tfc.targets = [], tfc.device = "/job:worker/task:1/device:CPU:0"} {
    %e = tensor.empty() : tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
        ins(%h : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %s = arith.mulf %a, %a : f32
      linalg.yield %s : f32
    } -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
}
