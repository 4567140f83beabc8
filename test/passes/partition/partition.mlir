// RUN: tfc-opt %s --split-input-file --tfc-partition | FileCheck %s

// Ops of one label are one function; what two labels need is computed once, in
// a segment of its own, and passed on.
// CHECK-LABEL: module @shared
module @shared {
  // CHECK-DAG: tfc.tensor @x {feedable, fetchable, name = "x", placeholder} : tensor<4xf32>
  // CHECK-DAG: tfc.tensor @a {fetchable, name = "a"} : tensor<4xf32>
  // CHECK-DAG: tfc.tensor @[[PASSED:passed]] : tensor<4xf32>
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    // CHECK: func.func private @segment_0(%{{.*}}: tensor<4xf32> {tfc.input = @x}) -> (tensor<4xf32> {tfc.output = @passed})
    // CHECK-NEXT: tfc.exp
    // CHECK-NEXT: tfc.sin
    // CHECK-NEXT: return
    %e = tfc.exp %x : (tensor<4xf32>) -> tensor<4xf32>
    %s = tfc.sin %e : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: func.func private @segment_1({{.*}} {tfc.input = @passed}) -> (tensor<4xf32> {tfc.output = @a})
    // CHECK-NEXT: tfc.neg
    %a = tfc.neg %s : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: func.func private @segment_2({{.*}} {tfc.input = @passed}) -> (tensor<4xf32> {tfc.output = @b})
    // CHECK-NEXT: tfc.abs
    %b = tfc.abs %s : (tensor<4xf32>) -> tensor<4xf32>
    // Demanded by nothing.
    // CHECK-NOT: tfc.cos
    %dead = tfc.cos %s : (tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "a", %a : tensor<4xf32>
    tfc.fetch "b", %b : tensor<4xf32>
  }
}

// -----

// A constant and a read are repeated where they are used; a cut point ends a
// segment.
// CHECK-LABEL: module @cut
module @cut {
  tfc.graph {
    %w = tfc.variable "w" : !tfc.variable<tensor<4xf32>>
    %r = tfc.read_variable %w : (!tfc.variable<tensor<4xf32>>) -> tensor<4xf32>
    %c = tfc.constant dense<2.0> : tensor<f32>
    // CHECK: func.func private @segment_0(%{{.*}}: tensor<4xf32> {tfc.read, tfc.variable = @"variable w"}) -> (tensor<4xf32> {tfc.output = @h})
    // CHECK: tfc.constant
    %h = tfc.mul %r, %c : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
    // CHECK: func.func private @segment_1(%{{.*}} {tfc.input = @h}, %{{.*}} {tfc.read, tfc.variable = @"variable w"})
    // CHECK: tfc.constant
    %m = tfc.mul %h, %c : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
    %y = tfc.add %m, %r : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "h", %h : tensor<4xf32>
    tfc.fetch "y", %y : tensor<4xf32>
  }
}

// -----

// The order of effects: the read before the assign runs before it, the read
// behind it after it, though all are of different labels.
// CHECK-LABEL: module @effects
module @effects {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<f32>>
    %r0 = tfc.read_variable %v : (!tfc.variable<tensor<f32>>) -> tensor<f32>
    %a = tfc.neg %r0 : (tensor<f32>) -> tensor<f32>
    %one = tfc.constant dense<1.0> : tensor<f32>
    %set = tfc.assign_add %v, %one : (!tfc.variable<tensor<f32>>, tensor<f32>) -> tensor<f32>
    %r1 = tfc.read_variable %v : (!tfc.variable<tensor<f32>>) -> tensor<f32>
    %b = tfc.abs %r1 : (tensor<f32>) -> tensor<f32>
    %done = tfc.group %set : tensor<f32>
    // CHECK: @segment_0
    // CHECK-NEXT: tfc.neg
    // CHECK: @segment_1{{.*}}tfc.assigned = @"variable v"{{.*}}tfc.targets = [@step]
    // CHECK: tfc.add
    // CHECK: @segment_2
    // CHECK-NEXT: tfc.abs
    tfc.fetch "b", %b : tensor<f32>
    tfc.fetch "a", %a : tensor<f32>
    tfc.fetch "step", %done : !tfc.control
  }
}

// -----

// Effects that would close a cycle between two labels split a segment: the first
// assign of u must come before v's, the second behind it.
// CHECK-LABEL: module @cycle
module @cycle {
  tfc.graph {
    %u = tfc.variable "u" : !tfc.variable<tensor<f32>>
    %v = tfc.variable "v" : !tfc.variable<tensor<f32>>
    %one = tfc.constant dense<1.0> : tensor<f32>
    %u1 = tfc.assign_add %u, %one : (!tfc.variable<tensor<f32>>, tensor<f32>) -> tensor<f32>
    %ru = tfc.read_variable %u : (!tfc.variable<tensor<f32>>) -> tensor<f32>
    %v1 = tfc.assign_add %v, %ru : (!tfc.variable<tensor<f32>>, tensor<f32>) -> tensor<f32>
    %rv = tfc.read_variable %v : (!tfc.variable<tensor<f32>>) -> tensor<f32>
    %u2 = tfc.assign_add %u, %rv : (!tfc.variable<tensor<f32>>, tensor<f32>) -> tensor<f32>
    // CHECK: func.func private @segment_0({{.*}}@"variable u"{{.*}}) -> (tensor<f32> {tfc.assigned = @"variable u"})
    // CHECK: func.func private @segment_1({{.*}}@"variable u"{{.*}}@"variable v"{{.*}}) -> (tensor<f32> {tfc.assigned = @"variable v"}) attributes {{.*}}tfc.targets = [@v_step]
    // CHECK: func.func private @segment_2({{.*}}@"variable u"{{.*}}@"variable v"{{.*}}) -> (tensor<f32> {tfc.assigned = @"variable u"}) attributes {tfc.after = [@ran], tfc.segment, tfc.targets = [@u_step]}
    %us = tfc.group %u1, %u2 : tensor<f32>, tensor<f32>
    %vs = tfc.group %v1 : tensor<f32>
    tfc.fetch "u_step", %us : !tfc.control
    tfc.fetch "v_step", %vs : !tfc.control
  }
}

// -----

// A signature is built whole; its output under no name is a tensor all the same.
// CHECK-LABEL: module @signature
module @signature {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?xf32>
    %h = tfc.relu %x : (tensor<?xf32>) -> tensor<?xf32>
    %y = tfc.exp %h : (tensor<?xf32>) -> tensor<?xf32>
    tfc.fetch "h", %h : tensor<?xf32>
    tfc.signature "serve" inputs(%x) ["in"] outputs(%y) ["out"] targets() : (tensor<?xf32>, tensor<?xf32>) -> ()
  }
  // CHECK: func.func private @signature_serve
  // CHECK-NEXT: tfc.relu
  // CHECK-NEXT: tfc.exp
  // CHECK: tfc.exported_signature @"signature serve" {input_names = ["in"], inputs = [@x], name = "serve", output_names = ["out"], outputs = [@output], segment = @signature_serve, targets = []}
}
