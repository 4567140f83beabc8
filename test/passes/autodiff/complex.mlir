// Complex gradients: TensorFlow's are conjugates of those that the rules know,
// so conj stands where they come in and go out, and nowhere between.
// RUN: tfc-opt --tfc-autodiff --split-input-file %s | FileCheck %s

// CHECK-LABEL: @both_ends
module @both_ends {
  tfc.graph {
    %z = tfc.placeholder "z" : tensor<3xcomplex<f32>>
    // CHECK: %[[S:.*]] = tfc.placeholder "s"
    %s = tfc.placeholder "s" : tensor<3xcomplex<f32>>
    %e = tfc.exp %z : (tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
    %y = tfc.sin %e : (tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
    // CHECK: %[[SEED:.*]] = tfc.conj %[[S]]
    // CHECK-NEXT: tfc.cos
    // CHECK-NEXT: %[[DE:.*]] = tfc.mul %[[SEED]]
    // CHECK-NEXT: %[[DZ:.*]] = tfc.mul %[[DE]]
    // CHECK-NEXT: %[[G:.*]] = tfc.conj %[[DZ]]
    // CHECK-NEXT: tfc.fetch "g", %[[G]]
    %g = tfc.gradients of(%y) by(%z) from(%s) : (tensor<3xcomplex<f32>>, tensor<3xcomplex<f32>>, tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
    tfc.fetch "g", %g : tensor<3xcomplex<f32>>
  }
}

// -----

// From a real number to real numbers there is nothing to conjugate.
// CHECK-LABEL: @within
module @within {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %z = tfc.complex %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xcomplex<f32>>
    %f = tfc.fft %z : (tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>>
    // CHECK: %[[Y:.*]] = tfc.real
    %y = tfc.real %f : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
    // CHECK-NOT: tfc.conj
    // CHECK: tfc.fft
    // CHECK-NOT: tfc.conj
    // CHECK: tfc.fetch
    %g = tfc.gradients of(%y) by(%x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "g", %g : tensor<4xf32>
  }
}
