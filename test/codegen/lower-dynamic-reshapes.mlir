// RUN: tfc-opt %s --tfc-lower-dynamic-reshapes | FileCheck %s

// Two unknown sizes in a group: the op names both, and strides follow from them.
// CHECK-LABEL: func.func @f
// CHECK-SAME: %[[A:[a-z0-9]+]]: index, %[[B:[a-z0-9]+]]: index
// CHECK: memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [%[[A]], %[[B]]], strides: [%[[B]], 1]
// One is MLIR's own business.
// CHECK-LABEL: func.func @one
// CHECK-NEXT: memref.expand_shape
func.func @f(%x: memref<?xf32>, %a: index, %b: index) -> memref<?x?xf32> {
  %y = memref.expand_shape %x [[0, 1]] output_shape [%a, %b] : memref<?xf32> into memref<?x?xf32>
  return %y : memref<?x?xf32>
}
func.func @one(%x: memref<?xf32>, %a: index) -> memref<?x4xf32> {
  %y = memref.expand_shape %x [[0, 1]] output_shape [%a, 4] : memref<?xf32> into memref<?x4xf32>
  return %y : memref<?x4xf32>
}
