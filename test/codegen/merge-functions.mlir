// RUN: tfc-opt %s --tfc-merge-functions | FileCheck %s

// Equal but for names and what they call, which is equal in its turn.
// CHECK-LABEL: llvm.func internal @task_0
// CHECK-NOT: @task_1
llvm.func internal @task_0(%a: !llvm.ptr, %i: i64) {
  %x = llvm.load %a : !llvm.ptr -> i64
  %y = llvm.add %x, %i : i64
  llvm.store %y, %a : i64, !llvm.ptr
  llvm.return
}
llvm.func internal @task_1(%a: !llvm.ptr, %i: i64) {
  %x = llvm.load %a : !llvm.ptr -> i64
  %y = llvm.add %x, %i : i64
  llvm.store %y, %a : i64, !llvm.ptr
  llvm.return
}

// Another constant, another function.
// CHECK: llvm.func internal @other
llvm.func internal @other(%a: !llvm.ptr, %i: i64) {
  %x = llvm.load %a : !llvm.ptr -> i64
  %y = llvm.sub %x, %i : i64
  llvm.store %y, %a : i64, !llvm.ptr
  llvm.return
}

// CHECK: func.func private @one_body
// CHECK-NOT: @two_body(
func.func private @one_body(%a: !llvm.ptr, %i: i64) {
  llvm.call @task_0(%a, %i) : (!llvm.ptr, i64) -> ()
  return
}
func.func private @two_body(%a: !llvm.ptr, %i: i64) {
  llvm.call @task_1(%a, %i) : (!llvm.ptr, i64) -> ()
  return
}

// Segments are named by the program's tables and stay.
// CHECK: func.func private @one
// CHECK: call @one_body
// CHECK: func.func private @two
// CHECK: call @one_body
func.func private @one(%a: !llvm.ptr, %i: i64) attributes {tfc.segment} {
  call @one_body(%a, %i) : (!llvm.ptr, i64) -> ()
  return
}
func.func private @two(%a: !llvm.ptr, %i: i64) attributes {tfc.segment} {
  call @two_body(%a, %i) : (!llvm.ptr, i64) -> ()
  return
}
