// RUN: tfc-opt %s --tfc-shape-function --split-input-file --verify-diagnostics | FileCheck %s

#id2 = affine_map<(i, j) -> (i, j)>

// The output's rows are the input's; the condition moves to the front.
// CHECK-LABEL: func.func private @rows_shape
// CHECK-SAME: (%{{.*}}: !llvm.ptr {tfc.context}, %[[N:.*]]: index, %{{.*}}: index, %[[M:.*]]: index) -> (index, index)
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[N]], %[[M]]
// CHECK: tfc.require %[[SAME]], "%lld rows meet %lld", %[[N]], %[[M]]
// CHECK: return %[[N]], %c8
// CHECK-LABEL: func.func private @rows(
// CHECK-SAME: tfc.shape_function = @rows_shape
// CHECK-NOT: tfc.require
func.func private @rows(%x: tensor<?x16xf32> {tfc.input = @x}, %y: tensor<?xf32> {tfc.input = @y}, %w: tensor<16x8xf32> {tfc.variable = @w})
    -> (tensor<?x8xf32> {tfc.output = @p}, tensor<16x8xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x16xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %same = arith.cmpi eq, %n, %m : index
  tfc.require %same, "%lld rows meet %lld", %n, %m
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.matmul ins(%x, %w : tensor<?x16xf32>, tensor<16x8xf32>) outs(%f : tensor<?x8xf32>) -> tensor<?x8xf32>
  %e2 = tensor.empty(%n) : tensor<?x8xf32>
  %q = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<?x8xf32>) outs(%e2 : tensor<?x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  return %q, %w : tensor<?x8xf32>, tensor<16x8xf32>
}

// Nothing to ask where every shape is known.
// CHECK-LABEL: func.func private @fixed(
// CHECK-NOT: tfc.shape_function
func.func private @fixed(%x: tensor<4xf32> {tfc.input = @x}) -> (tensor<4xf32> {tfc.output = @p}) attributes {tfc.segment} {
  return %x : tensor<4xf32>
}

// A concatenation's rows are a sum, a kernel's those of its destination.
// CHECK-LABEL: func.func private @sum_shape
// CHECK-SAME: (%{{.*}}: !llvm.ptr {tfc.context}, %[[N:.*]]: index, %[[M:.*]]: index) -> index
// CHECK: %[[S:.*]] = {{arith.addi|affine.apply}}
// CHECK: return %[[S]]
func.func private @sum(%x: tensor<?xf32> {tfc.input = @x}, %y: tensor<?xf32> {tfc.input = @y}) -> (tensor<?xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %y, %c0 : tensor<?xf32>
  %s = arith.addi %n, %m : index
  %e = tensor.empty(%s) : tensor<?xf32>
  %a = tensor.insert_slice %x into %e[0] [%n] [1] : tensor<?xf32> into tensor<?xf32>
  %b = tensor.insert_slice %y into %a[%n] [%m] [1] : tensor<?xf32> into tensor<?xf32>
  %k = tfc.runtime_call "tfc_kernel_random_uniform"() outs(%b) {parameters = array<i64: 0>} : (tensor<?xf32>) -> tensor<?xf32>
  return %k : tensor<?xf32>
}

// -----

// An element of an input or variable is loaded by the caller of the shape
// function.
// CHECK-LABEL: func.func private @loaded_shape
// CHECK-SAME: (%{{.*}}: !llvm.ptr {tfc.context}, %{{.*}}: index, %[[V:.*]]: i64 {tfc.element = array<i64: 0, 2>}, %[[W:.*]]: i32 {tfc.element = array<i64: 1, 0>}) -> (index, index)
// CHECK: %[[N:.*]] = arith.index_cast %[[V]]
// CHECK: %[[M:.*]] = arith.index_cast %[[W]]
// CHECK: return %[[N]], %[[M]]
func.func private @loaded(%x: tensor<3xi64> {tfc.input = @x}, %w: tensor<i32> {tfc.read, tfc.variable = @w}) -> (tensor<?x?xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %v = tensor.extract %x[%c2] : tensor<3xi64>
  %n = arith.index_cast %v : i64 to index
  %k = tensor.extract %w[] : tensor<i32>
  %m = arith.index_cast %k : i32 to index
  %e = tensor.empty(%n, %m) : tensor<?x?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %f : tensor<?x?xf32>
}

// -----

// A shape that depends on values of the segment cannot be known before it runs.
func.func private @values(%x: tensor<1xi64> {tfc.input = @x}) -> (tensor<?xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %d = tensor.empty() : tensor<1xi64>
  // expected-error @+1 {{decides a shape by values that this segment computes; tfc needs every shape before a segment runs}}
  %twice = linalg.add ins(%x, %x : tensor<1xi64>, tensor<1xi64>) outs(%d : tensor<1xi64>) -> tensor<1xi64>
  %v = tensor.extract %twice[%c0] : tensor<1xi64>
  %n = arith.index_cast %v : i64 to index
  %e = tensor.empty(%n) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %f : tensor<?xf32>
}

// -----

// A condition that no input can change is decided at compile time.
func.func private @never(%x: tensor<4xf32> {tfc.input = @x}) -> (tensor<4xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %same = arith.cmpi eq, %c4, %c5 : index
  // expected-error @+1 {{4 rows meet 5}}
  tfc.require %same, "%lld rows meet %lld", %c4, %c5
  return %x : tensor<4xf32>
}
