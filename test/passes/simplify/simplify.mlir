// The rules work together: folding a shape makes a reshape static, equal ops become
// one, and what nothing needs goes. Each rule has its test in the files beside this.
// RUN: tfc-opt %s --tfc-simplify | FileCheck %s

// CHECK-LABEL: func.func @f
// CHECK-SAME: (%[[X:.*]]: tensor<3x4xf32>)
// CHECK-NEXT: %[[Y:.*]] = tfc.exp %[[X]]
// CHECK-NEXT: %[[Z:.*]] = tfc.add %[[Y]], %[[Y]]
// CHECK-NEXT: return %[[Z]]
func.func @f(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %s = tfc.shape %x : (tensor<3x4xf32>) -> tensor<2xi32>
  %r = tfc.reshape %x, %s : (tensor<3x4xf32>, tensor<2xi32>) -> tensor<3x4xf32>
  %a = tfc.exp %r : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %b = tfc.exp %x : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %unused = tfc.log %b : (tensor<3x4xf32>) -> tensor<3x4xf32>
  %z = tfc.add %a, %b : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %z : tensor<3x4xf32>
}
