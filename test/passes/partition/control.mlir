// RUN: tfc-opt %s --split-input-file --tfc-partition | FileCheck %s

// What a region takes from outside is an input of the segment; a constant is
// repeated. A variable that a branch assigns becomes a result.
// CHECK-LABEL: module @branch
module @branch {
  // CHECK: func.func private @segment_0(%[[P:.*]]: tensor<i1> {tfc.input = @p}, %[[X:.*]]: tensor<4xf32> {tfc.input = @x}, %[[W:.*]]: tensor<4xf32> {tfc.read, tfc.variable = @"variable w"})
  // CHECK-SAME: -> (tensor<4xf32> {tfc.output = @y}, tensor<4xf32> {tfc.assigned = @"variable w"})
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %p = tfc.placeholder "p" : tensor<i1>
    %w = tfc.variable "w" : !tfc.variable<tensor<4xf32>>
    %c = tfc.constant dense<2.0> : tensor<f32>
    // CHECK: %[[C:.*]] = tfc.constant
    // CHECK: %[[Y:.*]]:2 = tfc.if %[[P]] {
    // CHECK-NEXT: %[[NEW:.*]] = tfc.mul %[[X]], %[[C]]
    // CHECK-NEXT: tfc.yield %[[NEW]], %[[NEW]]
    // CHECK: } else {
    // CHECK-NEXT: tfc.yield %[[W]], %[[W]]
    // CHECK: return %[[Y]]#0, %[[Y]]#1
    %y = tfc.if %p {
      %m = tfc.mul %x, %c : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
      %a = tfc.assign %w, %m : (!tfc.variable<tensor<4xf32>>, tensor<4xf32>) -> tensor<4xf32>
      tfc.yield %a : tensor<4xf32>
    } else {
      %r = tfc.read_variable %w : (!tfc.variable<tensor<4xf32>>) -> tensor<4xf32>
      tfc.yield %r : tensor<4xf32>
    } : (tensor<i1>) -> tensor<4xf32>
    tfc.fetch "y", %y : tensor<4xf32>
  }
}

// -----

// A read behind a loop that assigns sees what the loop left.
// CHECK-LABEL: module @loop
module @loop {
  // CHECK: func.func private @segment_0
  // CHECK: %[[N:.*]]:2 = tfc.while(%{{.*}}, %{{.*}}) {
  // CHECK: ^bb0(%{{.*}}: tensor<i32>, %{{.*}}: tensor<f32>):
  // CHECK: } do {
  // CHECK: ^bb0(%[[I:.*]]: tensor<i32>, %[[V:.*]]: tensor<f32>):
  // CHECK: %[[SUM:.*]] = tfc.add %[[V]]
  // CHECK: tfc.yield %{{.*}}, %[[SUM]]
  // CHECK: return %[[N]]#0, %[[N]]#1
  // CHECK: func.func private @segment_1(%{{.*}}: tensor<f32> {tfc.read, tfc.variable = @"variable v"})
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<f32>>
    %zero = tfc.constant dense<0> : tensor<i32>
    %one = tfc.constant dense<1> : tensor<i32>
    %four = tfc.constant dense<4> : tensor<i32>
    %step = tfc.constant dense<1.5> : tensor<f32>
    %n = tfc.while (%zero) {
    ^bb0(%i: tensor<i32>):
      %less = tfc.less %i, %four : (tensor<i32>, tensor<i32>) -> tensor<i1>
      tfc.yield %less : tensor<i1>
    } do {
    ^bb0(%i: tensor<i32>):
      %a = tfc.assign_add %v, %step : (!tfc.variable<tensor<f32>>, tensor<f32>) -> tensor<f32>
      %next = tfc.add %i, %one : (tensor<i32>, tensor<i32>) -> tensor<i32>
      tfc.yield %next : tensor<i32>
    } : (tensor<i32>) -> tensor<i32>
    %r = tfc.read_variable %v : (!tfc.variable<tensor<f32>>) -> tensor<f32>
    tfc.fetch "n", %n : tensor<i32>
    tfc.fetch "r", %r : tensor<f32>
  }
}
