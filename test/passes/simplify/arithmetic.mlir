// One rule of Arithmetic.cpp a line.
// RUN: tfc-opt --tfc-simplify=test-convergence=true --split-input-file %s | FileCheck %s

// CHECK-LABEL: @neutral
module @neutral {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    %zero = tfc.constant dense<0.0> : tensor<f32>
    %ones = tfc.constant dense<1.0> : tensor<1x4xf32>
    %0 = tfc.add %x, %zero : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
    %1 = tfc.add %zero, %0 : (tensor<f32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    %2 = tfc.sub %1, %zero : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
    %3 = tfc.mul %2, %ones : (tensor<?x4xf32>, tensor<1x4xf32>) -> tensor<?x4xf32>
    %4 = tfc.realdiv %3, %ones : (tensor<?x4xf32>, tensor<1x4xf32>) -> tensor<?x4xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[X]]
    tfc.fetch "a", %4 : tensor<?x4xf32>
  }
}

// -----

// The neutral element may give the result its shape: then it stays.
// CHECK-LABEL: @shape_giving
module @shape_giving {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<f32>
    %zero = tfc.constant dense<0.0> : tensor<3xf32>
    // CHECK: %[[SUM:.*]] = tfc.add
    %0 = tfc.add %x, %zero : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: tfc.fetch "a", %[[SUM]]
    tfc.fetch "a", %0 : tensor<3xf32>
  }
}

// -----

// x * 0 is 0 for integers alone.
// CHECK-LABEL: @zero_times
module @zero_times {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<f32>
    %i = tfc.placeholder "i" : tensor<i32>
    %zero = tfc.constant dense<0.0> : tensor<f32>
    // CHECK-DAG: %[[ZERO:.*]] = tfc.constant dense<0> : tensor<i32>
    %izero = tfc.constant dense<0> : tensor<i32>
    // CHECK-DAG: %[[PRODUCT:.*]] = tfc.mul {{.*}}f32
    %0 = tfc.mul %x, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
    %1 = tfc.mul %i, %izero : (tensor<i32>, tensor<i32>) -> tensor<i32>
    // CHECK: tfc.fetch "a", %[[PRODUCT]]
    // CHECK: tfc.fetch "b", %[[ZERO]]
    tfc.fetch "a", %0 : tensor<f32>
    tfc.fetch "b", %1 : tensor<i32>
  }
}

// -----

// CHECK-LABEL: @signs
module @signs {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: %[[Y:.*]] = tfc.placeholder "y"
    %y = tfc.placeholder "y" : tensor<3xf32>
    %nx = tfc.neg %x : (tensor<3xf32>) -> tensor<3xf32>
    %ny = tfc.neg %y : (tensor<3xf32>) -> tensor<3xf32>
    %nny = tfc.neg %ny : (tensor<3xf32>) -> tensor<3xf32>
    // CHECK-DAG: %[[A:.*]] = tfc.sub %[[X]], %[[Y]]
    %a = tfc.add %x, %ny : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK-DAG: %[[B:.*]] = tfc.sub %[[Y]], %[[X]]
    %b = tfc.add %nx, %y : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK-DAG: %[[C:.*]] = tfc.add %[[X]], %[[Y]]
    %c = tfc.sub %x, %ny : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: tfc.fetch "a", %[[A]]
    // CHECK: tfc.fetch "b", %[[B]]
    // CHECK: tfc.fetch "c", %[[C]]
    // CHECK: tfc.fetch "d", %[[Y]]
    tfc.fetch "a", %a : tensor<3xf32>
    tfc.fetch "b", %b : tensor<3xf32>
    tfc.fetch "c", %c : tensor<3xf32>
    tfc.fetch "d", %nny : tensor<3xf32>
  }
}

// -----

// CHECK-LABEL: @powers
module @powers {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<3xf32>
    %one = tfc.constant dense<1.0> : tensor<f32>
    %two = tfc.constant dense<2.0> : tensor<3xf32>
    %a = tfc.pow %x, %one : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
    // CHECK-NEXT: %[[B:.*]] = tfc.square %[[X]]
    %b = tfc.pow %a, %two : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK-NEXT: %[[R:.*]] = tfc.relu %[[B]]
    %c = tfc.relu %b : (tensor<3xf32>) -> tensor<3xf32>
    %d = tfc.relu %c : (tensor<3xf32>) -> tensor<3xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[R]]
    tfc.fetch "a", %d : tensor<3xf32>
  }
}
