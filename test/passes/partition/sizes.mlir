// RUN: tfc-opt %s --split-input-file --tfc-partition | FileCheck %s

// A value that decides a shape is computed by an earlier segment; arithmetic on
// it stays with the shape.
// CHECK-LABEL: module @computed
module @computed {
  // CHECK: tfc.tensor @size : tensor<i32>
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<40xi32>
    %c0 = tfc.constant dense<0> : tensor<i32>
    %c1 = tfc.constant dense<1> : tensor<i32>
    // CHECK: func.func private @segment_0(%{{.*}}: tensor<40xi32> {tfc.input = @x}) -> (tensor<i32> {tfc.output = @size})
    // CHECK-NEXT: tfc.reduce_max
    // CHECK-NEXT: return
    %m = tfc.reduce_max %x : (tensor<40xi32>) -> tensor<i32>
    // CHECK: func.func private @segment_1(%{{.*}}: tensor<i32> {tfc.input = @size}) -> (tensor<?xi32> {tfc.output = @r})
    // CHECK: tfc.add
    // CHECK: tfc.range
    %n = tfc.add %m, %c1 : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %r = tfc.range %c0, %n, %c1 : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
    tfc.fetch "r", %r : tensor<?xi32>
  }
}

// -----

// Placeholders and variables lie in memory already; shapes are known anyway.
// CHECK-LABEL: module @given
module @given {
  // CHECK-NOT: tfc.tensor @size
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<i32>>
    %k = tfc.read_variable %v : (!tfc.variable<tensor<i32>>) -> tensor<i32>
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    %n = tfc.placeholder "n" : tensor<i32>
    // CHECK: func.func private @segment_0
    // CHECK: tfc.shape
    // CHECK: tfc.stack
    // CHECK: tfc.fill
    %s = tfc.shape %x : (tensor<?x4xf32>) -> tensor<2xi32>
    %d = tfc.strided_slice %s {begin = array<i64: 0>, end = array<i64: 1>, strides = array<i64: 1>, shrink_axis_mask = 1 : i64} : (tensor<2xi32>) -> tensor<i32>
    %dims = tfc.stack %n, %d, %k : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<3xi32>
    %one = tfc.constant dense<1.0> : tensor<f32>
    %f = tfc.fill %dims, %one : (tensor<3xi32>, tensor<f32>) -> tensor<?x?x?xf32>
    tfc.fetch "f", %f : tensor<?x?x?xf32>
    // CHECK-NOT: @segment_1
  }
}

// -----

// What an assign has changed is no longer what lies in memory.
// CHECK-LABEL: module @assigned
module @assigned {
  // CHECK: tfc.tensor @size : tensor<i32>
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<i32>>
    %c0 = tfc.constant dense<0> : tensor<i32>
    %c1 = tfc.constant dense<1> : tensor<i32>
    // CHECK: func.func private @segment_0({{.*}} {tfc.read, tfc.variable = @"variable v"}) -> (tensor<i32> {tfc.output = @size}, tensor<i32> {tfc.assigned = @"variable v"})
    %u = tfc.assign_add %v, %c1 : (!tfc.variable<tensor<i32>>, tensor<i32>) -> tensor<i32>
    // CHECK: func.func private @segment_1(%{{.*}}: tensor<i32> {tfc.input = @size})
    %r = tfc.range %c0, %u, %c1 : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
    tfc.fetch "r", %r : tensor<?xi32>
  }
}

// -----

// A signature with a shape that it computes itself has no whole function.
// CHECK-LABEL: module @signatures
module @signatures {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<40xi32>
    %n = tfc.placeholder "n" : tensor<i32>
    %c0 = tfc.constant dense<0> : tensor<i32>
    %c1 = tfc.constant dense<1> : tensor<i32>
    %m = tfc.reduce_max %x : (tensor<40xi32>) -> tensor<i32>
    %r = tfc.range %c0, %m, %c1 : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
    %q = tfc.range %c0, %n, %c1 : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
    // CHECK-NOT: @signature_computed
    // CHECK: tfc.exported_signature {{.*}} {{{.*}}name = "computed"
    // CHECK-NOT: segment =
    // CHECK: func.func private @signature_given
    // CHECK: tfc.exported_signature {{.*}} segment = @signature_given
    tfc.signature "computed" inputs(%x) ["x"] outputs(%r) ["r"] targets() : (tensor<40xi32>, tensor<?xi32>) -> ()
    tfc.signature "given" inputs(%n) ["n"] outputs(%q) ["r"] targets() : (tensor<i32>, tensor<?xi32>) -> ()
  }
}

// -----

// What follows from dimensions and given values by arithmetic on scalars needs no
// cut, whatever way it takes.
// CHECK-LABEL: module @derived
module @derived {
  // CHECK-NOT: tfc.tensor @size
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x4x5xf32>
    %n = tfc.placeholder "n" : tensor<3xi64>
    %one = tfc.constant dense<1.0> : tensor<f32>
    %c2 = tfc.constant dense<2> : tensor<i64>
    %places = tfc.constant dense<[2, 0]> : tensor<2xi32>
    %from = tfc.constant dense<1> : tensor<1xi64>
    %count = tfc.constant dense<2> : tensor<1xi64>
    %s = tfc.shape %x {out_type = i64} : (tensor<?x4x5xf32>) -> tensor<3xi64>
    %g = tfc.gather %n, %places : (tensor<3xi64>, tensor<2xi32>) -> tensor<2xi64>
    %p = tfc.slice %s, %from, %count : (tensor<3xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
    %m = tfc.maximum %g, %p : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
    %t = tfc.reduce_prod %m : (tensor<2xi64>) -> tensor<i64>
    %u:2 = tfc.split %m {axis = 0 : i64, sizes = array<i64: 1, 1>} : (tensor<2xi64>) -> (tensor<1xi64>, tensor<1xi64>)
    %h = tfc.floordiv %t, %c2 : (tensor<i64>, tensor<i64>) -> tensor<i64>
    %e = tfc.expand_dims %h {axis = 0 : i64} : (tensor<i64>) -> tensor<1xi64>
    %d = tfc.concat %u#1, %e {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
    %i = tfc.cast %d {dtype = i32} : (tensor<2xi64>) -> tensor<2xi32>
    %f = tfc.fill %i, %one : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
    tfc.fetch "f", %f : tensor<?x?xf32>
    // CHECK: func.func private @segment_0
    // CHECK-NOT: @segment_1
  }
}

// -----

// The cut is where scalar arithmetic ends, not at the operand itself.
// CHECK-LABEL: module @innermost
module @innermost {
  // CHECK: tfc.tensor @size : tensor<f32>
  // CHECK-NOT: tfc.tensor @size_
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<40xf32>
    %one = tfc.constant dense<1.0> : tensor<f32>
    %c3 = tfc.constant dense<3> : tensor<i32>
    // CHECK: func.func private @segment_0({{.*}}) -> (tensor<f32> {tfc.output = @size})
    // CHECK-NEXT: tfc.reduce_sum
    // CHECK-NEXT: return
    %s = tfc.reduce_sum %x : (tensor<40xf32>) -> tensor<f32>
    // CHECK: func.func private @segment_1
    // CHECK: tfc.sqrt
    // CHECK: tfc.cast
    %r = tfc.sqrt %s : (tensor<f32>) -> tensor<f32>
    %n = tfc.cast %r {dtype = i32} : (tensor<f32>) -> tensor<i32>
    %d = tfc.stack %n, %c3 : (tensor<i32>, tensor<i32>) -> tensor<2xi32>
    %f = tfc.fill %d, %one : (tensor<2xi32>, tensor<f32>) -> tensor<?x3xf32>
    tfc.fetch "f", %f : tensor<?x3xf32>
  }
}

// -----

// Sizes that are moved about are no values that a segment must compute before.
// CHECK-LABEL: module @moved
module @moved {
  // CHECK-NOT: tfc.tensor @size
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x?xf32>
    %v = tfc.placeholder "v" : tensor<f32>
    %two = tfc.constant dense<2> : tensor<1xi32>
    // CHECK: func.func private @segment_0
    // CHECK: tfc.shape
    // CHECK: tfc.tile
    // CHECK: tfc.fill
    %s = tfc.shape %x : (tensor<?x?xf32>) -> tensor<2xi32>
    %t = tfc.tile %s, %two : (tensor<2xi32>, tensor<1xi32>) -> tensor<4xi32>
    %y = tfc.fill %t, %v : (tensor<4xi32>, tensor<f32>) -> tensor<?x?x?x?xf32>
    tfc.fetch "y", %y : tensor<?x?x?x?xf32>
  }
}
