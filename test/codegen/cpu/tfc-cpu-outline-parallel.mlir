// RUN: tfc-opt %s --tfc-cpu-outline-parallel | FileCheck %s

// The buffer travels in a structure, the constant is made anew.
// CHECK: llvm.func @tfc_parallel_for(!llvm.ptr, !llvm.ptr, i64, !llvm.ptr)
// CHECK-LABEL: func.func @tasks
// CHECK-SAME: %[[CONTEXT:.+]]: !llvm.ptr {tfc.context}
// CHECK: %[[ARGUMENT:.+]] = llvm.alloca
// CHECK: llvm.store
// CHECK: %[[BODY:.+]] = llvm.mlir.addressof @tasks_task_0
// CHECK: llvm.call @tfc_parallel_for(%[[CONTEXT]], %[[BODY]], %{{.*}}, %[[ARGUMENT]])
func.func @tasks(%context: !llvm.ptr {tfc.context}, %x: memref<?xf32>, %n: index) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%i) in (%n) {
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  return
}

// Without a context there are no threads to ask.
// CHECK-LABEL: func.func @serial
// CHECK-NOT: llvm.call
// CHECK: scf.for
func.func @serial(%x: memref<?xf32>, %n: index) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%i) in (%n) {
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  return
}

// CHECK: llvm.func internal @tasks_task_0(%{{.*}}: !llvm.ptr, %{{.*}}: i64)
// CHECK: memref.store
