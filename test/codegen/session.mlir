// A program of three segments, written as the partition writes it, runs in a
// session: initialise, train in place, predict at two batch sizes.
// RUN: tfc compile --from=bufferize %s --name=line -o %t.o
// RUN: %cc -I%runtime_include %S/Inputs/session.c %t.o %runtime_library -lstdc++ -lpthread -lm -o %t
// RUN: %t | FileCheck %s

// CHECK: before: 1.5 2.5 3.5
// CHECK: step 1: loss 4
// CHECK: step 2: loss 1
// CHECK: after: 3
// CHECK: wrong shape: INVALID_ARGUMENT {{.*}}x

#id = affine_map<(i) -> (i)>
#one = affine_map<(i) -> (0)>
#none = affine_map<(i) -> ()>
module @line {
  tfc.tensor @x {name = "x", feedable, placeholder} : tensor<?xf32>
  tfc.tensor @y {name = "y", fetchable} : tensor<?xf32>
  tfc.tensor @loss {name = "loss", fetchable} : tensor<f32>
  tfc.target @init {name = "init"}
  tfc.target @train {name = "train"}
  tfc.state @w {name = "w", initializer = @init, trainable} : tensor<1xf32>
  tfc.exported_signature @predict {name = "predict", input_names = ["x"],
    inputs = [@x], output_names = ["y"], outputs = [@y], targets = []}

  func.func private @segment_0(%w: tensor<1xf32> {tfc.variable = @w})
      -> (tensor<1xf32> {tfc.assigned = @w})
      attributes {tfc.segment, tfc.after = [], tfc.targets = [@init]} {
    %c = arith.constant dense<0.5> : tensor<1xf32>
    return %c : tensor<1xf32>
  }

  // loss = (w - 2.5)^2; w += 1
  func.func private @segment_1(%w: tensor<1xf32> {tfc.variable = @w})
      -> (tensor<f32> {tfc.output = @loss}, tensor<1xf32> {tfc.assigned = @w})
      attributes {tfc.segment, tfc.after = [], tfc.targets = [@train]} {
    %zero = arith.constant 0.0 : f32
    %target = arith.constant 2.5 : f32
    %rate = arith.constant 1.0 : f32
    %e = tensor.empty() : tensor<f32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
    %loss = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]}
        ins(%w : tensor<1xf32>) outs(%f : tensor<f32>) {
    ^bb0(%v: f32, %sum: f32):
      %d = arith.subf %v, %target : f32
      %s = arith.mulf %d, %d : f32
      %r = arith.addf %sum, %s : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %e1 = tensor.empty() : tensor<1xf32>
    %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
        ins(%w : tensor<1xf32>) outs(%e1 : tensor<1xf32>) {
    ^bb0(%v: f32, %out: f32):
      %r = arith.addf %v, %rate : f32
      linalg.yield %r : f32
    } -> tensor<1xf32>
    return %loss, %new : tensor<f32>, tensor<1xf32>
  }

  // y = x + w
  func.func private @segment_2(%x: tensor<?xf32> {tfc.input = @x}, %w: tensor<1xf32> {tfc.variable = @w})
      -> (tensor<?xf32> {tfc.output = @y})
      attributes {tfc.segment, tfc.after = [], tfc.targets = []} {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?xf32>
    %e = tensor.empty(%n) : tensor<?xf32>
    %y = linalg.generic {indexing_maps = [#id, #one, #id], iterator_types = ["parallel"]}
        ins(%x, %w : tensor<?xf32>, tensor<1xf32>) outs(%e : tensor<?xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.addf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<?xf32>
    return %y : tensor<?xf32>
  }
}
