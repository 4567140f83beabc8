// RUN: split-file %s %t
// RUN: tfc-opt %t/graph.mlir --tfc-cut-points | FileCheck %s
// RUN: tfc-opt %t/graph.mlir --tfc-cut-points="fetch=h feed=h" | FileCheck %s --check-prefix=NAMED
// RUN: tfc-opt %t/graph.mlir --tfc-cut-points="fetch=*" | FileCheck %s --check-prefix=ALL
// RUN: not tfc-opt %t/graph.mlir --tfc-cut-points="fetch=nowhere" 2>&1 | FileCheck %s --check-prefix=NO-FETCH
// RUN: not tfc-opt %t/graph.mlir --tfc-cut-points="feed=nowhere" 2>&1 | FileCheck %s --check-prefix=NO-FEED
// RUN: not tfc-opt %t/twice.mlir --tfc-cut-points 2>&1 | FileCheck %s --check-prefix=TWICE

// A sink is fetchable, what lies before it is not; an initialiser is a target.
// CHECK: %[[W:.*]] = tfc.variable "w"
// CHECK: %[[ASSIGN:.*]] = tfc.assign %[[W]]
// CHECK-NEXT: %[[DONE:.*]] = tfc.group %[[ASSIGN]]
// CHECK-NEXT: tfc.fetch "w/Assign", %[[DONE]] : !tfc.control
// CHECK-NOT: tfc.fetch "h"
// CHECK: %[[LOSS:.*]] = tfc.reduce_sum
// CHECK: tfc.fetch "loss", %[[LOSS]]
// CHECK-NOT: tfc.name

// A feedable stands between a value and its users; it is fetchable as it is.
// NAMED: %[[H:.*]] = tfc.relu
// NAMED-NEXT: %[[FED:.*]] = tfc.feedable "h", %[[H]]
// NAMED-NEXT: tfc.reduce_sum %[[FED]]

// ALL: tfc.fetch "h"
// ALL: tfc.fetch "loss"

// NO-FETCH: error: --fetch: there is no tensor, variable or target named 'nowhere'
// NO-FEED: error: --feed: there is no tensor named 'nowhere'
// TWICE: error: two nodes are named 'a'

//--- graph.mlir
tfc.graph {
  %x = tfc.placeholder "x" : tensor<?xf32>
  %w = tfc.variable "w" : !tfc.variable<tensor<f32>>
  %one = tfc.constant dense<1.0> : tensor<f32>
  %set = tfc.assign %w, %one {initializer} : (!tfc.variable<tensor<f32>>, tensor<f32>) -> tensor<f32>
  %h = tfc.relu %x {tfc.name = "h"} : (tensor<?xf32>) -> tensor<?xf32>
  %l = tfc.reduce_sum %h {tfc.name = "loss"} : (tensor<?xf32>) -> tensor<f32>
}
//--- twice.mlir
tfc.graph {
  %x = tfc.placeholder "a" : tensor<?xf32>
  %h = tfc.relu %x {tfc.name = "a"} : (tensor<?xf32>) -> tensor<?xf32>
}
