// RUN: tfc-opt %s --tfc-bufferize | FileCheck %s

// What AssignDestinations gave a destination is computed right there, without a
// buffer or a copy between.
// CHECK-LABEL: func.func private @segment_0
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<4xf32> {tfc.input = @x}, %[[Y:[a-z0-9]+]]: memref<4xf32>
// CHECK-NEXT: linalg.generic {{.*}} ins(%[[X]] : memref<4xf32>) outs(%[[Y]] : memref<4xf32>)
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.copy
// CHECK: return
#id = affine_map<(i) -> (i)>
func.func private @segment_0(%context: !llvm.ptr {tfc.context}, %x: memref<4xf32> {tfc.input = @x}, %y: memref<4xf32> {tfc.output = @y}) attributes {tfc.segment} {
  %t = bufferization.to_tensor %x restrict : memref<4xf32> to tensor<4xf32>
  %o = bufferization.to_tensor %y restrict writable : memref<4xf32> to tensor<4xf32>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%t : tensor<4xf32>) outs(%o : tensor<4xf32>) {
  ^bb0(%v: f32, %u: f32):
    %s = arith.mulf %v, %v : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %a in restrict writable %y : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}
