// RUN: tfc-opt %s --tfc-outline-kernels --tfc-merge-functions=kernels-only | FileCheck %s
// RUN: tfc-opt %s --tfc-outline-kernels --tfc-merge-functions=kernels-only --tfc-cpu-outline-parallel --tfc-entry-points | FileCheck %s --check-prefix=POINTERS

// Two layers that are alike are one kernel. Its arguments reach memory of their
// own; the context is there for the parallel loop.
// CHECK: func.func private @[[KERNEL:kernel_[0-9]+]]({{.*}}memref<?xf32> {tfc.noalias}, {{.*}}memref<?xf32> {tfc.noalias}, {{.*}}: !llvm.ptr {tfc.context}) attributes {tfc.kernel}
// CHECK: scf.forall
// CHECK-COUNT-2: arith.addf
// CHECK-NOT: func.func private @kernel
// POINTERS: func.func private @[[KERNEL:kernel_[0-9]+]]({{.*}}: !llvm.ptr {llvm.noalias}, {{.*}}: i64, {{.*}}: !llvm.ptr {llvm.noalias}, {{.*}}: i64, {{.*}}: !llvm.ptr)
// POINTERS: call @tfc_parallel_for

// CHECK-LABEL: func.func private @layers
// CHECK: %[[H:.*]] = memref.alloc
// CHECK: call @[[KERNEL]](%{{.*}}, %arg1, %[[H]], %arg0)
// CHECK: call @[[KERNEL]](%{{.*}}, %[[H]], %arg2, %arg0)
// POINTERS-LABEL: func.func private @layers_body
// POINTERS-COUNT-2: call @[[KERNEL]](
func.func private @layers(%context: !llvm.ptr {tfc.context}, %x: memref<?xf32> {tfc.input = @x}, %y: memref<?xf32> {tfc.output = @y}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %h = memref.alloc(%n) : memref<?xf32>
  %one = arith.constant 1.0 : f32
  scf.forall (%i) in (%n) {
    %v = memref.load %x[%i] : memref<?xf32>
    %a = arith.addf %v, %one : f32
    %b = arith.mulf %a, %a : f32
    %c = arith.mulf %b, %a : f32
    %d = arith.mulf %c, %a : f32
    %e = arith.mulf %d, %a : f32
    %f = arith.mulf %e, %a : f32
    %g = arith.mulf %f, %a : f32
    %h1 = arith.mulf %g, %a : f32
    %h2 = arith.mulf %h1, %a : f32
    %h3 = arith.mulf %h2, %a : f32
    %h4 = arith.mulf %h3, %a : f32
    %h5 = arith.addf %h4, %a : f32
    memref.store %h5, %h[%i] : memref<?xf32>
  }
  scf.forall (%i) in (%n) {
    %v = memref.load %h[%i] : memref<?xf32>
    %a = arith.addf %v, %one : f32
    %b = arith.mulf %a, %a : f32
    %c = arith.mulf %b, %a : f32
    %d = arith.mulf %c, %a : f32
    %e = arith.mulf %d, %a : f32
    %f = arith.mulf %e, %a : f32
    %g = arith.mulf %f, %a : f32
    %h1 = arith.mulf %g, %a : f32
    %h2 = arith.mulf %h1, %a : f32
    %h3 = arith.mulf %h2, %a : f32
    %h4 = arith.mulf %h3, %a : f32
    %h5 = arith.addf %h4, %a : f32
    memref.store %h5, %y[%i] : memref<?xf32>
  }
  return
}
