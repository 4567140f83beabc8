// RUN: tfc-opt %s --tfc-lower --split-input-file | FileCheck %s

// Strings are addresses: what moves them moves i64, what reads them is a call.
// CHECK-LABEL: func.func private @move(%arg0: tensor<?xi64>) -> tensor<?x1xi64>
func.func private @move(%x: tensor<?x!tfc.string>) -> tensor<?x1x!tfc.string> {
  // CHECK: tensor.expand_shape {{.*}} : tensor<?xi64> into tensor<?x1xi64>
  %y = tfc.expand_dims %x {axis = 1 : i64} : (tensor<?x!tfc.string>) -> tensor<?x1x!tfc.string>
  return %y : tensor<?x1x!tfc.string>
}

// -----

// Comparisons of addresses would mean nothing.
// CHECK-LABEL: func.func private @compare
func.func private @compare(%x: tensor<3x!tfc.string>) -> tensor<3xi1> {
  // CHECK: "tfc_kernel_string_constant"() {{.*}}parameters = array<i64: 1, 2, 25185>
  %c = tfc.string_constant {values = ["ab"], shape = array<i64>} : () -> tensor<!tfc.string>
  // CHECK: "tfc_kernel_string_compare"({{.*}}) {{.*}}parameters = array<i64: 2>{{.*}} (tensor<3xi64>, tensor<i64>, tensor<3xi1>) -> tensor<3xi1>
  %y = tfc.less %x, %c : (tensor<3x!tfc.string>, tensor<!tfc.string>) -> tensor<3xi1>
  return %y : tensor<3xi1>
}
