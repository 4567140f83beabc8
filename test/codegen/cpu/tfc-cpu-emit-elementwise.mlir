// RUN: tfc-opt %s --tfc-cpu-emit-elementwise --canonicalize --cse | FileCheck %s
#id = affine_map<(i, j, k) -> (i, j, k)>

// Three dimensions that lie in order are one loop of 4 x 4 lanes.
// CHECK-LABEL: func @merged
// CHECK: scf.for %[[I:.+]] = %c0 to %c48 step %c16
// CHECK-NOT: scf.for
// CHECK: vector.load {{.*}}[%[[I]]] : memref<48xf32>, vector<4xf32>
func.func @merged(%x: memref<2x3x8xf32>, %y: memref<2x3x8xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : memref<2x3x8xf32>) outs(%y : memref<2x3x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  }
  return
}

// A bool is a byte in memory.
// CHECK-LABEL: func @bools
// CHECK: %[[C:.+]] = arith.cmpf olt, {{.*}} : vector<4xf32>
// CHECK: %[[BYTES:.+]] = arith.extui %[[C]] : vector<4xi1> to vector<4xi8>
// CHECK: vector.store %[[BYTES]]
func.func @bools(%x: memref<4xf32>, %y: memref<4xi1>) {
  %zero = arith.constant 0.0 : f32
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : memref<4xf32>) outs(%y : memref<4xi1>) {
  ^bb0(%a: f32, %o: i1):
    %c = arith.cmpf olt, %a, %zero : f32
    linalg.yield %c : i1
  }
  return
}

// A row that one number picks is read as vectors.
// CHECK-LABEL: func @rows
// CHECK: %[[ROW:.+]] = arith.index_cast
// CHECK: vector.load %{{.*}}[%[[ROW]], %{{.*}}] : memref<100x8xf32>, vector<4xf32>
func.func @rows(%table: memref<100x8xf32>, %which: memref<5xi32>, %y: memref<5x8xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%which : memref<5xi32>) outs(%y : memref<5x8xf32>) {
  ^bb0(%w: i32, %o: f32):
    %row = arith.index_cast %w : i32 to index
    %j = linalg.index 1 : index
    %v = memref.load %table[%row, %j] : memref<100x8xf32>
    linalg.yield %v : f32
  }
  return
}
