// RUN: tfc-opt %s --tfc-lower-runtime-calls | FileCheck %s

// The kernel gets an array of tfc_tensor on the stack, inputs first: dtype, rank,
// shape, data, bytes. Its parameters are a constant; a code that it returns is
// reported.
// CHECK: llvm.mlir.global internal constant @[[PARAMETERS:attributes]](dense<[3, 5]> : tensor<2xi64>)
// CHECK: func.func private @segment_0(%[[CONTEXT:.*]]: !llvm.ptr {tfc.context}, %[[X:[a-z0-9]+]]: memref<?x4xf32> {{.*}}, %[[Y:[a-z0-9]+]]: memref<4xi64>
// CHECK: %[[TENSORS:.*]] = llvm.alloca %{{.*}} x !llvm.struct<(i32, i32, ptr, ptr, i64)>
// CHECK: memref.extract_aligned_pointer_as_index %[[X]]
// CHECK: %[[FLOAT32:.*]] = llvm.mlir.constant(1 : i32)
// CHECK: %[[RANK:.*]] = llvm.mlir.constant(2 : i32)
// CHECK: llvm.store %[[FLOAT32]], %{{.*}} : i32
// CHECK: llvm.store %[[RANK]], %{{.*}} : i32
// CHECK: memref.extract_aligned_pointer_as_index %[[Y]]
// CHECK: llvm.mlir.constant(9 : i32)
// CHECK: %[[GIVEN:.*]] = llvm.mlir.addressof @[[PARAMETERS]]
// CHECK: %[[CODE:.*]] = llvm.call @tfc_kernel_sort(%[[CONTEXT]], %[[TENSORS]], %[[GIVEN]])
// CHECK: arith.cmpi ne, %[[CODE]]
// CHECK: scf.if
// CHECK:   llvm.call @tfc_report(%[[CONTEXT]], %[[CODE]],
func.func private @segment_0(%context: !llvm.ptr {tfc.context}, %x: memref<?x4xf32> {tfc.input = @x}, %y: memref<4xi64> {tfc.output = @y}) attributes {tfc.segment} {
  tfc.runtime_call "tfc_kernel_sort"(%x) outs(%y) {parameters = array<i64: 3, 5>} : (memref<?x4xf32>, memref<4xi64>) -> ()
  return
}
