// RUN: tfc-opt %s --tfc-expand-early --tfc-partition | FileCheck %s

// The count is computed by one segment, the rows are cut by the next.
// CHECK: tfc.tensor @[[COUNT:size]] : tensor<i64>
// CHECK: func.func private @segment_0(%{{.*}}: tensor<3x4xi1> {tfc.input = @x})
// CHECK-SAME: tfc.output = @size
// CHECK: tfc.where_padded
// CHECK: func.func private @segment_1
// CHECK: tfc.slice
tfc.graph {
  %x = tfc.placeholder "x" : tensor<3x4xi1>
  %y = tfc.where %x : (tensor<3x4xi1>) -> tensor<?x2xi64>
  tfc.fetch "y", %y : tensor<?x2xi64>
}
