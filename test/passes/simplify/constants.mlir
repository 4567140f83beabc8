// Ops on constants are evaluated as they would be lowered.
// RUN: tfc-opt --tfc-simplify=test-convergence=true --split-input-file %s | FileCheck %s

// CHECK-LABEL: @elementwise
module @elementwise {
  tfc.graph {
    %a = tfc.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
    %b = tfc.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
    %i = tfc.constant dense<[-7, 7]> : tensor<2xi32>
    %j = tfc.constant dense<2> : tensor<2xi32>
    // CHECK-DAG: %[[SUM:.*]] = tfc.constant dense<{{\[\[}}2.000000e+00, 3.000000e+00, 4.000000e+00], [3.000000e+00, 4.000000e+00, 5.000000e+00]]>
    %0 = tfc.add %a, %b : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
    // CHECK-DAG: %[[QUOTIENT:.*]] = tfc.constant dense<[-4, 3]>
    %1 = tfc.floordiv %i, %j : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
    // CHECK-DAG: %[[TRUE:.*]] = tfc.constant dense<[true, false]>
    %2 = tfc.less %i, %j : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    // CHECK-DAG: %[[ROOT:.*]] = tfc.constant dense<3.000000e+00> : tensor<100000xf64>
    %big = tfc.constant dense<9.0> : tensor<100000xf64>
    %3 = tfc.sqrt %big : (tensor<100000xf64>) -> tensor<100000xf64>
    // CHECK-DAG: %[[CAST:.*]] = tfc.constant dense<[-7.000000e+00, 7.000000e+00]> : tensor<2xf32>
    %4 = tfc.cast %i {dtype = f32} : (tensor<2xi32>) -> tensor<2xf32>
    // CHECK-DAG: %[[LEAKY:.*]] = tfc.constant dense<[-3.500000e+00, 7.000000e+00]>
    %5 = tfc.leaky_relu %4 {alpha = 0.5 : f32} : (tensor<2xf32>) -> tensor<2xf32>
    // CHECK: tfc.fetch "0", %[[SUM]]
    // CHECK: tfc.fetch "1", %[[QUOTIENT]]
    // CHECK: tfc.fetch "2", %[[TRUE]]
    // CHECK: tfc.fetch "3", %[[ROOT]]
    // CHECK: tfc.fetch "4", %[[CAST]]
    // CHECK: tfc.fetch "5", %[[LEAKY]]
    tfc.fetch "0", %0 : tensor<2x3xf32>
    tfc.fetch "1", %1 : tensor<2xi32>
    tfc.fetch "2", %2 : tensor<2xi1>
    tfc.fetch "3", %3 : tensor<100000xf64>
    tfc.fetch "4", %4 : tensor<2xf32>
    tfc.fetch "5", %5 : tensor<2xf32>
  }
}

// -----

// CHECK-LABEL: @moves
module @moves {
  tfc.graph {
    %i = tfc.constant dense<[1, 2]> : tensor<2xi32>
    %s = tfc.constant dense<[2, 3]> : tensor<2xi32>
    %f = tfc.constant dense<0.5> : tensor<f32>
    %zero = tfc.constant dense<0> : tensor<i32>
    %four = tfc.constant dense<4> : tensor<i32>
    %one = tfc.constant dense<1> : tensor<i32>
    // CHECK-DAG: %[[E:.*]] = tfc.constant dense<{{\[\[}}1], [2]]> : tensor<2x1xi32>
    %0 = tfc.expand_dims %i {axis = 1} : (tensor<2xi32>) -> tensor<2x1xi32>
    // CHECK-DAG: %[[B:.*]] = tfc.constant dense<5.000000e-01> : tensor<2x3xf32>
    %1 = tfc.broadcast_to %f, %s : (tensor<f32>, tensor<2xi32>) -> tensor<2x3xf32>
    // CHECK-DAG: %[[R:.*]] = tfc.constant dense<[0, 1, 2, 3]> : tensor<4xi32>
    %2 = tfc.range %zero, %four, %one : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<4xi32>
    // CHECK: tfc.fetch "0", %[[E]]
    // CHECK: tfc.fetch "1", %[[B]]
    // CHECK: tfc.fetch "2", %[[R]]
    tfc.fetch "0", %0 : tensor<2x1xi32>
    tfc.fetch "1", %1 : tensor<2x3xf32>
    tfc.fetch "2", %2 : tensor<4xi32>
  }
}

// -----

// What the folders do not know stays: an integer power is a loop.
// CHECK-LABEL: @left
module @left {
  tfc.graph {
    %i = tfc.constant dense<[3, 5]> : tensor<2xi32>
    %n = tfc.constant dense<[3, 2]> : tensor<2xi32>
    // CHECK: tfc.pow
    %0 = tfc.pow %i, %n : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
    tfc.fetch "0", %0 : tensor<2xi32>
  }
}
