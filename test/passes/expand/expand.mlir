// Compositions take the place of their ops, whose names pass to what replaces them.
// RUN: tfc-opt %s --split-input-file --tfc-expand | FileCheck %s

// softmax(x) = e / sum e with e = exp(x - max x), each part computed once.
// CHECK-LABEL: func.func private @softmax
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
// CHECK-NOT: tfc.softmax
// CHECK: %[[M:.*]] = tfc.reduce_max %[[X]] {axes = array<i64: -1>, keepdims = true}
// CHECK: %[[D:.*]] = tfc.sub %[[X]], %[[M]]
// CHECK: %[[E:.*]] = tfc.exp %[[D]]
// CHECK: %[[S:.*]] = tfc.reduce_sum %[[E]] {axes = array<i64: -1>, keepdims = true}
// CHECK: %[[Y:.*]] = tfc.realdiv %[[E]], %[[S]]
// CHECK: return %[[Y]]
func.func private @softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = tfc.softmax %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

// A composition of compositions: no op is left that has one.
// CHECK-LABEL: func.func private @nested
// CHECK-NOT: tfc.softmax_cross_entropy
// CHECK-NOT: tfc.log_softmax
// CHECK: return
func.func private @nested(%x: tensor<2x3xf32>, %l: tensor<2x3xf32>) -> tensor<2xf32> {
  %y = tfc.softmax_cross_entropy %x, %l : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
