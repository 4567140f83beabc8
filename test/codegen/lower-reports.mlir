// RUN: tfc-opt %s --tfc-lower-reports | FileCheck %s

// A report becomes a call that only a failure reaches, and the function says that
// its body may report.
// CHECK: llvm.mlir.global internal constant @[[TEXT:message]]("index %lld is out of range\00")
// CHECK: func.func private @segment_0(%[[CONTEXT:.*]]: !llvm.ptr {tfc.context}, {{.*}}) attributes {tfc.reports, tfc.segment}
// CHECK: %[[OK:.*]] = arith.cmpi ult, %[[INDEX:.*]], %
// CHECK: %[[WRONG:.*]] = arith.xori %[[OK]], %true
// CHECK: scf.if %[[WRONG]] {
// CHECK:   %[[CODE:.*]] = llvm.mlir.constant(3 : i32)
// CHECK:   %[[VALUE:.*]] = arith.index_cast %[[INDEX]] : index to i64
// CHECK:   llvm.call @tfc_report(%[[CONTEXT]], %[[CODE]], %{{.*}}, %[[VALUE]], %{{.*}})
func.func private @segment_0(%context: !llvm.ptr {tfc.context}, %x: memref<?xi64> {tfc.input = @x}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xi64>
  %v = memref.load %x[%c0] : memref<?xi64>
  %i = arith.index_cast %v : i64 to index
  %ok = arith.cmpi ult, %i, %n : index
  tfc.report %ok, "index %lld is out of range", %i
  return
}
