// RUN: tfc-opt %s --allow-unregistered-dialect --tfc-plan-workspace --canonicalize --cse | FileCheck %s

// Three products in a row need room for two, the first and third in one place.
// CHECK-LABEL: func.func private @chain
// CHECK-SAME: %[[WS:[a-z0-9]+]]: memref<?xi8> {tfc.workspace}
// CHECK-SAME: tfc.workspace_bytes = 8192
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C4096:.*]] = arith.constant 4096 : index
// CHECK-DAG: %[[A:.*]] = memref.view %[[WS]][%[[C0]]][] : memref<?xi8> to memref<32x32xf32>
// CHECK-DAG: %[[B:.*]] = memref.view %[[WS]][%[[C4096]]][] : memref<?xi8> to memref<32x32xf32>
// CHECK-NOT: memref.alloc
// CHECK: linalg.matmul {{.*}} outs(%[[A]] :
// CHECK: linalg.matmul ins(%[[A]], {{.*}} outs(%[[B]] :
// CHECK: linalg.matmul ins(%[[B]], {{.*}} outs(%[[A]] :
func.func private @chain(%c: !llvm.ptr {tfc.context}, %x: memref<32x32xf32> {tfc.input = @x}, %p: memref<32x32xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %a = memref.alloc() : memref<32x32xf32>
  %b = memref.alloc() : memref<32x32xf32>
  %d = memref.alloc() : memref<32x32xf32>
  linalg.matmul ins(%x, %x : memref<32x32xf32>, memref<32x32xf32>) outs(%a : memref<32x32xf32>)
  linalg.matmul ins(%a, %x : memref<32x32xf32>, memref<32x32xf32>) outs(%b : memref<32x32xf32>)
  linalg.matmul ins(%b, %x : memref<32x32xf32>, memref<32x32xf32>) outs(%d : memref<32x32xf32>)
  linalg.matmul ins(%d, %x : memref<32x32xf32>, memref<32x32xf32>) outs(%p : memref<32x32xf32>)
  return
}

// A small buffer takes the hole that a large one leaves; places are aligned.
// CHECK-LABEL: func.func private @hole
// CHECK-SAME: tfc.workspace_bytes = 4160
func.func private @hole(%c: !llvm.ptr {tfc.context}, %x: memref<32x32xf32> {tfc.input = @x}, %p: memref<3xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %a = memref.alloc() : memref<32x32xf32>
  %b = memref.alloc() : memref<3xf32>
  %d = memref.alloc() : memref<3xf32>
  %v = memref.subview %a[0, 0] [1, 3] [1, 1] : memref<32x32xf32> to memref<3xf32, strided<[1]>>
  memref.copy %x, %a : memref<32x32xf32> to memref<32x32xf32>
  linalg.copy ins(%v : memref<3xf32, strided<[1]>>) outs(%b : memref<3xf32>)
  linalg.copy ins(%b : memref<3xf32>) outs(%d : memref<3xf32>)
  linalg.copy ins(%d : memref<3xf32>) outs(%p : memref<3xf32>)
  return
}

// Sizes of one dynamic factor are packed by their coefficients; the total goes
// into the shape function: 128 + 64 bytes a row. The places lie behind 256
// bytes of static size.
// CHECK-LABEL: func.func private @rows_shape
// CHECK-SAME: %[[C:.*]]: !llvm.ptr {tfc.context}, %[[N:.*]]: index, %{{.*}}: index) -> (index, index, index)
// CHECK: tfc.require %{{.*}}, "the inputs' shapes need more memory than there is"
// CHECK: %[[D:.*]] = arith.muli %[[N]], %c192
// CHECK: %[[T:.*]] = arith.addi %[[D]], %c256
// CHECK: return %[[N]], %c32, %[[T]]
// CHECK-LABEL: func.func private @rows
// CHECK-NOT: tfc.workspace_bytes
// CHECK-SAME: %[[WS:[a-z0-9]+]]: memref<?xi8> {tfc.workspace}
// CHECK: memref.view %[[WS]][%c0][] : memref<?xi8> to memref<64xf32>
// CHECK: %[[N:.*]] = memref.dim
// CHECK: memref.view %[[WS]][%c256][%[[N]]] : memref<?xi8> to memref<?x32xf32>
// CHECK: %[[O:.*]] = arith.muli %[[N]], %c128
// CHECK: %[[B:.*]] = arith.addi %[[O]], %c256
// CHECK: memref.view %[[WS]][%[[B]]][%{{.*}}] : memref<?xi8> to memref<?x16xf32>
// CHECK-NOT: memref.alloc
func.func private @rows_shape(%c: !llvm.ptr {tfc.context}, %n: index, %m: index) -> (index, index) {
  %c32 = arith.constant 32 : index
  return %n, %c32 : index, index
}
func.func private @rows(%c: !llvm.ptr {tfc.context}, %x: memref<?x32xf32> {tfc.input = @x}, %p: memref<?x32xf32> {tfc.output = @p}) attributes {tfc.segment, tfc.shape_function = @rows_shape} {
  %c0 = arith.constant 0 : index
  %s = memref.alloc() : memref<64xf32>
  %n = memref.dim %x, %c0 : memref<?x32xf32>
  %a = memref.alloc(%n) : memref<?x32xf32>
  // The size by way of the output is the same size.
  %m = memref.dim %p, %c0 : memref<?x32xf32>
  %b = memref.alloc(%m) : memref<?x16xf32>
  "test.use"(%s, %a, %b) : (memref<64xf32>, memref<?x32xf32>, memref<?x16xf32>) -> ()
  return
}

// Memory that a loop hands from round to round stays in use throughout.
// CHECK-LABEL: func.func private @loop
// CHECK-SAME: tfc.workspace_bytes = 192
func.func private @loop(%c: !llvm.ptr {tfc.context}, %x: memref<16xf32> {tfc.input = @x}, %p: memref<16xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  %d = memref.alloc() : memref<16xf32>
  memref.copy %x, %a : memref<16xf32> to memref<16xf32>
  %r:2 = scf.for %i = %c0 to %c9 step %c1 iter_args(%u = %a, %v = %b) -> (memref<16xf32>, memref<16xf32>) {
    linalg.copy ins(%u : memref<16xf32>) outs(%v : memref<16xf32>)
    scf.yield %v, %u : memref<16xf32>, memref<16xf32>
  }
  memref.copy %x, %d : memref<16xf32> to memref<16xf32>
  linalg.add ins(%r#0, %d : memref<16xf32>, memref<16xf32>) outs(%p : memref<16xf32>)
  return
}

// Vectors as long as the batch: the batch is rounded up to 16, not each vector
// to 64 bytes a row.
// CHECK-LABEL: func.func private @vectors_shape
// CHECK: %[[N:.*]] = arith.addi %{{.*}}, %c15
// CHECK: %[[R:.*]] = arith.andi %[[N]], %c-16
// CHECK: %[[T:.*]] = arith.muli %[[R]], %c8
// CHECK: return %{{.*}}, %[[T]]
// CHECK-LABEL: func.func private @vectors(
func.func private @vectors_shape(%c: !llvm.ptr {tfc.context}, %n: index) -> (index) {
  return %n : index
}
func.func private @vectors(%c: !llvm.ptr {tfc.context}, %x: memref<?xf32> {tfc.input = @x}, %p: memref<?xf32> {tfc.output = @p}) attributes {tfc.segment, tfc.shape_function = @vectors_shape} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  %b = memref.alloc(%n) : memref<?xf32>
  "test.use"(%a, %b) : (memref<?xf32>, memref<?xf32>) -> ()
  return
}

// Sizes are found by way of views.
// CHECK-LABEL: func.func private @views_shape
// CHECK: arith.muli %{{.*}}, %c128
// CHECK-LABEL: func.func private @views(
// CHECK-NOT: memref.alloc
func.func private @views_shape(%c: !llvm.ptr {tfc.context}, %n: index, %m: index, %k: index) -> (index) {
  return %n : index
}
func.func private @views(%c: !llvm.ptr {tfc.context}, %x: memref<?x4x4xf32> {tfc.input = @x}, %p: memref<?xf32> {tfc.output = @p}) attributes {tfc.segment, tfc.shape_function = @views_shape} {
  %c0 = arith.constant 0 : index
  %flat = memref.collapse_shape %x [[0, 1], [2]] : memref<?x4x4xf32> into memref<?x4xf32>
  %n = memref.dim %flat, %c0 : memref<?x4xf32>
  %a = memref.alloc(%n) : memref<?x8xf32>
  "test.use"(%a) : (memref<?x8xf32>) -> ()
  return
}
