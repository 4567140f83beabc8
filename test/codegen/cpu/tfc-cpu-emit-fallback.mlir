// RUN: tfc-opt %s --tfc-cpu-emit-elementwise --tfc-cpu-emit-fallback | FileCheck %s

// A body with a region is no vector code; loops it is.
// CHECK-LABEL: func @region
// CHECK: scf.for
// CHECK: scf.if
// CHECK-NOT: linalg
// CHECK-NOT: affine
func.func @region(%x: memref<4xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      outs(%x : memref<4xf32>) {
  ^bb0(%a: f32):
    %c = arith.cmpf olt, %a, %zero : f32
    %r = scf.if %c -> f32 {
      scf.yield %zero : f32
    } else {
      scf.yield %a : f32
    }
    linalg.yield %r : f32
  }
  return
}
