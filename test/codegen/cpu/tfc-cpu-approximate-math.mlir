// RUN: tfc-opt %s --tfc-cpu-approximate-math | FileCheck %s

// CHECK-LABEL: func @polynomial
// CHECK-NOT: math.exp
// CHECK: arith.mulf {{.*}} : vector<8xf32>
func.func @polynomial(%x: vector<8xf32>) -> vector<8xf32> {
  %y = math.exp %x : vector<8xf32>
  return %y : vector<8xf32>
}

// No polynomial is precise enough: the C library, lane by lane.
// CHECK-LABEL: func @calls
// CHECK-COUNT-2: math.atan %{{.*}} : f32
// CHECK: vector.from_elements
func.func @calls(%x: vector<2xf32>) -> vector<2xf32> {
  %y = math.atan %x : vector<2xf32>
  return %y : vector<2xf32>
}

// CHECK-LABEL: func @instruction
// CHECK: math.sqrt %{{.*}} : vector<8xf64>
func.func @instruction(%x: vector<8xf64>) -> vector<8xf64> {
  %y = math.sqrt %x : vector<8xf64>
  return %y : vector<8xf64>
}
