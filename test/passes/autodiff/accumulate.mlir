// How gradients meet: several uses, several reads, several results, nothing.
// RUN: tfc-opt --tfc-autodiff --split-input-file %s | FileCheck %s

// CHECK-LABEL: @two_uses
module @two_uses {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: %[[E:.*]] = tfc.exp
    %e = tfc.exp %x : (tensor<3xf32>) -> tensor<3xf32>
    %y = tfc.mul %x, %e : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: %[[ONE:.*]] = tfc.constant dense<1.0
    // CHECK: %[[DX:.*]] = tfc.mul %[[ONE]], %[[E]]
    // CHECK: %[[DE:.*]] = tfc.mul %[[ONE]], %[[X]]
    // CHECK: %[[DXE:.*]] = tfc.mul %[[DE]], %[[E]]
    // CHECK: %[[SUM:.*]] = tfc.add %[[DX]], %[[DXE]]
    // CHECK: tfc.fetch "g", %[[SUM]]
    %g = tfc.gradients of(%y) by(%x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    tfc.fetch "g", %g : tensor<3xf32>
  }
}

// -----

// A variable's gradient is the sum over its reads before the request.
// CHECK-LABEL: @two_reads
module @two_reads {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    // CHECK-COUNT-2: tfc.read_variable
    %a = tfc.read_variable %v : (!tfc.variable<tensor<3xf32>>) -> tensor<3xf32>
    %b = tfc.read_variable %v : (!tfc.variable<tensor<3xf32>>) -> tensor<3xf32>
    %na = tfc.neg %a : (tensor<3xf32>) -> tensor<3xf32>
    %y = tfc.add %na, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: %[[ONE:.*]] = tfc.constant dense<1.0
    // CHECK: %[[NEG:.*]] = tfc.neg %[[ONE]]
    // CHECK: %[[SUM:.*]] = tfc.add %[[NEG]], %[[ONE]]
    // CHECK: tfc.fetch "g", %[[SUM]]
    %g = tfc.gradients of(%y) by(%v) : (tensor<3xf32>, !tfc.variable<tensor<3xf32>>) -> tensor<3xf32>
    tfc.fetch "g", %g : tensor<3xf32>
  }
}

// -----

// A result that no y depends on has a gradient of zeros.
// CHECK-LABEL: @one_piece
module @one_piece {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %p:2 = tfc.split %x {sizes = array<i64: 1, 3>, axis = 0 : i64} : (tensor<4xf32>) -> (tensor<1xf32>, tensor<3xf32>)
    // CHECK: %[[ONE:.*]] = tfc.constant dense<1.0
    // CHECK: %[[ZERO:.*]] = tfc.constant dense<0.0
    // CHECK: tfc.concat %[[ZERO]], %[[ONE]] {axis = 0
    %g = tfc.gradients of(%p#1) by(%x) : (tensor<3xf32>, tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "g", %g : tensor<4xf32>
  }
}

// -----

// Not connected: zeros.
// CHECK-LABEL: @not_connected
module @not_connected {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x2xf32>
    %s = tfc.stop_gradient %x : (tensor<?x2xf32>) -> tensor<?x2xf32>
    // CHECK: %[[ZERO:.*]] = tfc.constant dense<0.0
    // CHECK: %[[ZEROS:.*]] = tfc.broadcast_like %[[ZERO]]
    // CHECK: tfc.fetch "g", %[[ZEROS]]
    %g = tfc.gradients of(%s) by(%x) : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
    tfc.fetch "g", %g : tensor<?x2xf32>
  }
}

// -----

// grad_ys take the place of ones; a gradient flows through the graph's
// structure, not into control inputs.
// CHECK-LABEL: @structure
module @structure {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: %[[S:.*]] = tfc.placeholder "s"
    %s = tfc.placeholder "s" : tensor<3xf32>
    %n = tfc.neg %x : (tensor<3xf32>) -> tensor<3xf32>
    %d = tfc.placeholder_with_default "d", %n : (tensor<3xf32>) -> tensor<3xf32>
    %f = tfc.feedable "f", %d : (tensor<3xf32>) -> tensor<3xf32>
    %y = tfc.with_dependencies %f after(%x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: %[[G:.*]] = tfc.neg %[[S]]
    // CHECK: tfc.fetch "g", %[[G]]
    %g = tfc.gradients of(%y) by(%x) from(%s) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    tfc.fetch "g", %g : tensor<3xf32>
  }
}

// -----

// The gradient of a gradient: d(3 x^2)/dx.
// CHECK-LABEL: @second
module @second {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<f32>
    %q = tfc.square %x : (tensor<f32>) -> tensor<f32>
    %y = tfc.mul %q, %x : (tensor<f32>, tensor<f32>) -> tensor<f32>
    %g = tfc.gradients of(%y) by(%x) {tfc.name = "first"} : (tensor<f32>, tensor<f32>) -> tensor<f32>
    // CHECK: tfc.identity {{.*}}tfc.name = "first"
    // CHECK-NOT: tfc.gradients
    // CHECK: tfc.fetch "h"
    %h = tfc.gradients of(%g) by(%x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
    tfc.fetch "h", %h : tensor<f32>
  }
}

// -----

// Broadcasting is undone: leading dimensions go, dimensions of 1 stay.
// CHECK-LABEL: @broadcast
module @broadcast {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3x1xf32>
    %y = tfc.placeholder "y" : tensor<2x?x4xf32>
    %z = tfc.add %x, %y : (tensor<3x1xf32>, tensor<2x?x4xf32>) -> tensor<2x3x4xf32>
    // CHECK: %[[LEADING:.*]] = tfc.reduce_sum %{{.*}} {axes = array<i64: 0>}
    // CHECK: %[[G:.*]] = tfc.reduce_sum %[[LEADING]] {axes = array<i64: 1>, keepdims = true} : (tensor<3x4xf32>) -> tensor<3x1xf32>
    // CHECK: tfc.fetch "g", %[[G]]
    %g = tfc.gradients of(%z) by(%x) : (tensor<2x3x4xf32>, tensor<3x1xf32>) -> tensor<3x1xf32>
    tfc.fetch "g", %g : tensor<3x1xf32>
  }
}
