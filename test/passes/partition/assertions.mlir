// RUN: tfc-opt %s --split-input-file --tfc-partition | FileCheck %s

// An assign behind an assertion stands in a later segment, though a run needs
// both; no function is made of the whole signature.
// CHECK-LABEL: module @behind
module @behind {
  // CHECK: func.func private @segment_0
  // CHECK: tfc.check
  // CHECK: func.func private @segment_1
  // CHECK-SAME: tfc.assigned = @"variable w"
  // CHECK: tfc.exported_signature @"signature s"
  // CHECK-NOT: segment =
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %p = tfc.placeholder "p" : tensor<i1>
    %w = tfc.variable "w" : !tfc.variable<tensor<4xf32>>
    %f = tfc.feedable "x", %x : (tensor<4xf32>) -> tensor<4xf32>
    %q = tfc.feedable "p", %p : (tensor<i1>) -> tensor<i1>
    %c = tfc.check %q {message = "no"} : (tensor<i1>) -> tensor<i1>
    %a = tfc.assign %w, %f : (!tfc.variable<tensor<4xf32>>, tensor<4xf32>) -> tensor<4xf32>
    %y = tfc.with_dependencies %a after (%c) : (tensor<4xf32>, tensor<i1>) -> tensor<4xf32>
    tfc.fetch "y", %y : tensor<4xf32>
    tfc.signature "s" inputs(%f, %q) ["x", "p"] outputs(%y) ["y"] targets() : (tensor<4xf32>, tensor<i1>, tensor<4xf32>) -> ()
  }
}

// -----

// What nothing waits for is not run.
// CHECK-LABEL: module @unneeded
module @unneeded {
  // CHECK-NOT: tfc.check
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %p = tfc.placeholder "p" : tensor<i1>
    %c = tfc.check %p {message = "no"} : (tensor<i1>) -> tensor<i1>
    %y = tfc.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "y", %y : tensor<4xf32>
  }
}

// -----

// In a region the variable keeps its value where the assertion fails.
// CHECK-LABEL: module @region
module @region {
  // CHECK: func.func private @segment_0(%[[P:.*]]: tensor<i1> {tfc.input = @p}, %[[X:.*]]: tensor<4xf32> {tfc.input = @x}, %[[W:.*]]: tensor<4xf32> {tfc.read
  // CHECK: %[[HOLDS:.*]] = tfc.check
  // CHECK-NEXT: %[[NEW:.*]] = tfc.select %[[HOLDS]], %[[X]], %[[W]]
  // CHECK-NEXT: tfc.yield %[[NEW]], %[[NEW]]
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %p = tfc.placeholder "p" : tensor<i1>
    %w = tfc.variable "w" : !tfc.variable<tensor<4xf32>>
    %y = tfc.if %p {
      %c = tfc.check %p, %x {message = "x is {}"} : (tensor<i1>, tensor<4xf32>) -> tensor<i1>
      %a = tfc.assign %w, %x : (!tfc.variable<tensor<4xf32>>, tensor<4xf32>) -> tensor<4xf32>
      tfc.yield %a : tensor<4xf32>
    } else {
      tfc.yield %x : tensor<4xf32>
    } : (tensor<i1>) -> tensor<4xf32>
    tfc.fetch "y", %y : tensor<4xf32>
  }
}
