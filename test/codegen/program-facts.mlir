// RUN: tfc-opt %s --tfc-program-facts | FileCheck %s
// RUN: tfc-opt %s --tfc-program-facts --mlir-print-debuginfo | FileCheck %s

// Ten operations: two of a function whose one dimension is unknown, which counts
// as 1, and eight additions. The hash is of the program without its locations.
// CHECK: module attributes {tfc.graph_hash = 6054301065470548291 : i64}
// CHECK: func.func private @segment_0({{.*}}) attributes {tfc.flops = 1.000000e+01 : f64, tfc.segment}
#id = affine_map<(i) -> (i)>
func.func private @segment_0(%x: tensor<?xf32>, %y: tensor<8xf32>) -> (tensor<?xf32>, tensor<8xf32>) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%v: f32, %o: f32):
    %s = arith.mulf %v, %v : f32
    %t = math.exp %s : f32
    linalg.yield %t : f32
  } -> tensor<?xf32>
  %f = tensor.empty() : tensor<8xf32>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%y : tensor<8xf32>) outs(%f : tensor<8xf32>) {
  ^bb0(%v: f32, %o: f32):
    %s = arith.addf %v, %v : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %a, %b : tensor<?xf32>, tensor<8xf32>
}
