// RUN: tfc-opt --allow-unregistered-dialect --tfc-lower-stack-scopes %s | FileCheck %s

// A scope in a loop gives its memory back in every turn.
// CHECK-LABEL: @scope
// CHECK: scf.for
// CHECK-NEXT: %[[STACK:.*]] = llvm.intr.stacksave : !llvm.ptr
// CHECK-NEXT: memref.alloca
// CHECK-NEXT: "use"
// CHECK-NEXT: llvm.intr.stackrestore %[[STACK]]
// CHECK-NOT: memref.alloca_scope
func.func @scope(%from: index, %to: index, %step: index) {
  scf.for %i = %from to %to step %step {
    memref.alloca_scope {
      %buffer = memref.alloca() : memref<8xf32>
      "use"(%buffer) : (memref<8xf32>) -> ()
    }
  }
  return
}
