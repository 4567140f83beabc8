// Shape rules see through arithmetic on integers that are known when compiling.
// RUN: tfc-opt %s --split-input-file --tfc-infer-shapes | FileCheck %s

// Elementwise ops by their facet `scalar`: bits, powers, a square of a difference.
// CHECK-LABEL: tfc.graph
tfc.graph {
  %c6 = tfc.constant dense<6> : tensor<i32>
  %c3 = tfc.constant dense<3> : tensor<i32>
  %v = tfc.placeholder "v" : tensor<f32>
  // (6 & 3) = 2, 3^2 = 9, (6 - 3)^2 = 9, 6 << 3 = 48.
  %and = tfc.bitwise_and %c6, %c3 : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %pow = tfc.pow %c3, %and : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %diff = tfc.squared_difference %c6, %c3 : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %shift = tfc.left_shift %c6, %c3 : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %s = tfc.stack %and, %pow, %diff, %shift : (tensor<i32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<4xi32>
  // CHECK: tfc.fill {{.*}} -> tensor<2x9x9x48xf32>
  %y = tfc.fill %s, %v : (tensor<4xi32>, tensor<f32>) -> tensor<?x?x?x?xf32>
  tfc.fetch "y", %y : tensor<?x?x?x?xf32>
}

// -----

// What would overflow, or divide by zero, is not known.
// CHECK-LABEL: tfc.graph
tfc.graph {
  %large = tfc.constant dense<2000000000> : tensor<i32>
  %zero = tfc.constant dense<0> : tensor<i32>
  %c7 = tfc.constant dense<7> : tensor<i32>
  %v = tfc.placeholder "v" : tensor<f32>
  %sum = tfc.add %large, %large : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %quotient = tfc.floordiv %c7, %zero : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %isLess = tfc.less %zero, %c7 : (tensor<i32>, tensor<i32>) -> tensor<i1>
  // The condition chooses what is known.
  %chosen = tfc.select %isLess, %c7, %sum : (tensor<i1>, tensor<i32>, tensor<i32>) -> tensor<i32>
  %s = tfc.stack %sum, %quotient, %chosen : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3xi32>
  // CHECK: tfc.fill {{.*}} -> tensor<?x?x7xf32>
  %y = tfc.fill %s, %v : (tensor<3xi32>, tensor<f32>) -> tensor<?x?x?xf32>
  tfc.fetch "y", %y : tensor<?x?x?xf32>
}

// -----

// Elements that are moved, of a matrix of which one dimension is known.
// CHECK-LABEL: tfc.graph
tfc.graph {
  %x = tfc.placeholder "x" : tensor<?x5xf32>
  %v = tfc.placeholder "v" : tensor<f32>
  %s = tfc.shape %x : (tensor<?x5xf32>) -> tensor<2xi32>
  %both = tfc.stack %s, %s {axis = 1} : (tensor<2xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  %t = tfc.transpose %both : (tensor<2x2xi32>) -> tensor<2x2xi32>
  %flat = tfc.constant dense<4> : tensor<1xi32>
  %all = tfc.reshape %t, %flat : (tensor<2x2xi32>, tensor<1xi32>) -> tensor<4xi32>
  // CHECK: tfc.fill {{.*}} -> tensor<?x5x?x5xf32>
  %y = tfc.fill %all, %v : (tensor<4xi32>, tensor<f32>) -> tensor<?x?x?x?xf32>
  // Of nothing, the sum is 0 and the product 1.
  %none = tfc.constant dense<> : tensor<0xi32>
  %sum = tfc.reduce_sum %none : (tensor<0xi32>) -> tensor<i32>
  %product = tfc.reduce_prod %none : (tensor<0xi32>) -> tensor<i32>
  %two = tfc.stack %sum, %product : (tensor<i32>, tensor<i32>) -> tensor<2xi32>
  // CHECK: tfc.fill {{.*}} -> tensor<0x1xf32>
  %z = tfc.fill %two, %v : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  tfc.fetch "y", %y : tensor<?x?x?x?xf32>
  tfc.fetch "z", %z : tensor<?x?xf32>
}
