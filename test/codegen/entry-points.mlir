// RUN: tfc-opt %s --tfc-entry-points | FileCheck %s

// The shape function reads the dimensions of inputs and writes those of outputs
// and the workspace behind them; a requirement that does not hold ends it.
// CHECK-LABEL: func.func private @segment_0_shape
// CHECK-SAME: (%[[CONTEXT:.*]]: !llvm.ptr, %{{.*}}: !llvm.ptr, %[[DIMS:.*]]: !llvm.ptr) -> i32
// CHECK: llvm.getelementptr %[[DIMS]][0]
// CHECK: cf.cond_br %{{.*}}, ^[[GOOD:.*]], ^[[BAD:.*]]
// CHECK: ^[[GOOD]]:
// CHECK: llvm.getelementptr %[[DIMS]][1]
// CHECK: llvm.getelementptr %[[DIMS]][2]
// CHECK: return
// CHECK: ^[[BAD]]:
// CHECK: llvm.call @tfc_report(%[[CONTEXT]],

// The body takes a pointer for each buffer and the unknown dimensions, and the
// wrapper of the ABI's type loads them.
// CHECK-LABEL: func.func private @segment_0_body
// CHECK-SAME: llvm.noalias}, %{{.*}}: i64, %{{.*}}: !llvm.ptr {{.*}}llvm.noalias}, %{{.*}}: i64)
// CHECK-LABEL: func.func private @segment_0(
// CHECK-SAME: %[[C:.*]]: !llvm.ptr, %[[BUFFERS:.*]]: !llvm.ptr, %[[SIZES:.*]]: !llvm.ptr, %{{.*}}: !llvm.ptr) -> i32
// CHECK-SAME: tfc.inputs = [@x], tfc.outputs = [@y], tfc.segment, tfc.shape_function = @segment_0_shape
// CHECK: llvm.getelementptr %[[BUFFERS]][0]
// CHECK: llvm.getelementptr %[[SIZES]][0]
// CHECK: llvm.getelementptr %[[BUFFERS]][1]
// CHECK: llvm.getelementptr %[[SIZES]][1]
// CHECK: call @segment_0_body(%[[C]],
tfc.tensor @x {name = "x"} : tensor<?xf32>
tfc.tensor @y {name = "y"} : tensor<?xf32>
func.func private @segment_0_shape(%context: !llvm.ptr, %n: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  %ok = arith.cmpi ugt, %n, %c0 : index
  tfc.require %ok, "%lld elements", %n
  return %n, %c0 : index, index
}
func.func private @segment_0(%context: !llvm.ptr {tfc.context}, %x: memref<?xf32> {tfc.input = @x}, %y: memref<?xf32> {tfc.output = @y}) attributes {tfc.segment, tfc.shape_function = @segment_0_shape} {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<?xf32>
  memref.store %v, %y[%c0] : memref<?xf32>
  return
}
