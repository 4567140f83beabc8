// RUN: tfc-opt %s --tfc-cpu-emit-reduction --canonicalize --cse | FileCheck %s
#id = affine_map<(i, j) -> (i, j)>
#rows = affine_map<(i, j) -> (i)>
#columns = affine_map<(i, j) -> (j)>

// Along the last axis lanes hold partial sums, combined in halves.
// CHECK-LABEL: func @last_axis
// CHECK: scf.for {{.*}} -> (vector<4xf32>
// CHECK: arith.addf {{.*}} : vector<4xf32>
// CHECK: vector.shuffle {{.*}} [0, 1] : vector<4xf32>, vector<4xf32>
// CHECK-NOT: linalg
func.func @last_axis(%x: memref<1x64xf32>, %y: memref<1xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<1xf32>)
  linalg.generic {indexing_maps = [#id, #rows], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<1x64xf32>) outs(%y : memref<1xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %o : f32
    linalg.yield %s : f32
  }
  return
}

// Along the first axis each lane is a result.
// CHECK-LABEL: func @first_axis
// CHECK: scf.for {{.*}} -> (vector<4xf32>, vector<4xf32>)
// CHECK: vector.load
// CHECK-NOT: vector.shuffle
// CHECK-NOT: linalg
func.func @first_axis(%x: memref<?x8xf32>, %y: memref<8xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, #rows], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<?x8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.maximumf %a, %o : f32
    linalg.yield %s : f32
  }
  return
}
