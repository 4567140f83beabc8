// RUN: tfc-opt --tfc-simplify=test-convergence=true --split-input-file %s | FileCheck %s

// CHECK-LABEL: @select
module @select {
  tfc.graph {
    // CHECK: %[[C:.*]] = tfc.placeholder "c"
    %c = tfc.placeholder "c" : tensor<3xi1>
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: %[[Y:.*]] = tfc.placeholder "y"
    %y = tfc.placeholder "y" : tensor<3xf32>
    %true = tfc.constant dense<true> : tensor<i1>
    %a = tfc.select %true, %x, %y : (tensor<i1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    %b = tfc.select %c, %y, %y : (tensor<3xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    %n = tfc.logical_not %c : (tensor<3xi1>) -> tensor<3xi1>
    // CHECK: %[[S:.*]] = tfc.select %[[C]], %[[Y]], %[[X]]
    %d = tfc.select %n, %x, %y : (tensor<3xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: tfc.fetch "a", %[[X]]
    // CHECK: tfc.fetch "b", %[[Y]]
    // CHECK: tfc.fetch "d", %[[S]]
    tfc.fetch "a", %a : tensor<3xf32>
    tfc.fetch "b", %b : tensor<3xf32>
    tfc.fetch "d", %d : tensor<3xf32>
  }
}

// -----

// A cast in between goes where it loses nothing.
// CHECK-LABEL: @casts
module @casts {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: %[[I:.*]] = tfc.placeholder "i"
    %i = tfc.placeholder "i" : tensor<3xi32>
    %0 = tfc.cast %x {dtype = f64} : (tensor<3xf32>) -> tensor<3xf64>
    %1 = tfc.cast %0 {dtype = f32} : (tensor<3xf64>) -> tensor<3xf32>
    // int32 -> float64 loses nothing, int32 -> float32 does.
    %2 = tfc.cast %i {dtype = f64} : (tensor<3xi32>) -> tensor<3xf64>
    // CHECK-DAG: %[[D:.*]] = tfc.cast %[[I]] {dtype = i64}
    %3 = tfc.cast %2 {dtype = i64} : (tensor<3xf64>) -> tensor<3xi64>
    // CHECK-DAG: %[[F:.*]] = tfc.cast %[[I]] {dtype = f32}
    %4 = tfc.cast %i {dtype = f32} : (tensor<3xi32>) -> tensor<3xf32>
    // CHECK-DAG: %[[E:.*]] = tfc.cast %[[F]] {dtype = i32}
    %5 = tfc.cast %4 {dtype = i32} : (tensor<3xf32>) -> tensor<3xi32>
    // CHECK: tfc.fetch "a", %[[X]]
    // CHECK: tfc.fetch "b", %[[D]]
    // CHECK: tfc.fetch "c", %[[E]]
    tfc.fetch "a", %1 : tensor<3xf32>
    tfc.fetch "b", %3 : tensor<3xi64>
    tfc.fetch "c", %5 : tensor<3xi32>
  }
}

// -----

// CHECK-LABEL: @stop_gradient
module @stop_gradient {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<3xf32>
    %s = tfc.stop_gradient %x : (tensor<3xf32>) -> tensor<3xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[X]]
    tfc.fetch "a", %s : tensor<3xf32>
  }
}

// -----

// It stays while a gradient is still to be taken.
// CHECK-LABEL: @gradients_to_come
module @gradients_to_come {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: tfc.stop_gradient
    %s = tfc.stop_gradient %x : (tensor<3xf32>) -> tensor<3xf32>
    %y = tfc.mul %x, %s : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    %g = tfc.gradients of(%y) by(%x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    tfc.fetch "a", %g : tensor<3xf32>
  }
}
