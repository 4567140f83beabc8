// RUN: tfc-opt %s --tfc-cpu-emit-contraction --canonicalize --cse --split-input-file | FileCheck %s

// Six rows of two vectors fill AVX2's sixteen registers. The fill becomes the
// start of the sums, bias and relu come before the only store, and nothing is
// left of the ops.
#row = affine_map<(i, j) -> (j)>
#id = affine_map<(i, j) -> (i, j)>
module attributes {tfc.target_triple = "x86_64", tfc.target_features = "+avx,+avx2,+fma"} {
  // CHECK-LABEL: func @dense
  // CHECK-NOT: linalg
  // CHECK: %[[SUMS:.+]]:12 = scf.for {{.*}} -> (vector<8xf32>,
  // CHECK-COUNT-12: vector.fma
  // CHECK: scf.yield
  // CHECK: %[[BIASED:.+]] = arith.addf {{.*}} : vector<8xf32>
  // CHECK: arith.maximumf %[[BIASED]]
  // CHECK-COUNT-12: vector.store
  // CHECK-NOT: vector.store
  // CHECK-NOT: linalg
  func.func @dense(%a: memref<6x31xf32>, %w: memref<31x16xf32>, %bias: memref<16xf32>, %c: memref<6x16xf32>) {
    %zero = arith.constant 0.0 : f32
    linalg.fill ins(%zero : f32) outs(%c : memref<6x16xf32>)
    linalg.matmul ins(%a, %w : memref<6x31xf32>, memref<31x16xf32>) outs(%c : memref<6x16xf32>)
    linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
        ins(%bias : memref<16xf32>) outs(%c : memref<6x16xf32>) {
    ^bb0(%b: f32, %x: f32):
      %s = arith.addf %x, %b : f32
      %r = arith.maximumf %s, %zero : f32
      linalg.yield %r : f32
    }
    return
  }
}

// -----

// A constant is laid out in panels of one vector of four, padded with zeros, and
// the original goes.
// CHECK-NOT: memref.global {{.*}}@weights :
// CHECK: memref.global "private" constant @weights_packed_{{.*}} : memref<8xf32> = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 0.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00, 0.000000e+00]> {alignment = 64 : i64}
memref.global "private" constant @weights : memref<2x3xf32> = dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]>
// CHECK-LABEL: func @constant
// CHECK: vector.maskedstore
func.func @constant(%a: memref<1x2xf32>, %c: memref<1x3xf32>) {
  %w = memref.get_global @weights : memref<2x3xf32>
  linalg.matmul ins(%a, %w : memref<1x2xf32>, memref<2x3xf32>) outs(%c : memref<1x3xf32>)
  return
}

// -----

// An op that reads the result through another map cannot be absorbed: it needs
// elements that are not there yet.
#id = affine_map<(i, j) -> (i, j)>
#transposed = affine_map<(i, j) -> (j, i)>
// CHECK-LABEL: func @transposed_reader
// CHECK: linalg.generic
func.func @transposed_reader(%a: memref<8x8xf32>, %b: memref<8x8xf32>, %c: memref<8x8xf32>, %d: memref<8x8xf32>) {
  linalg.matmul ins(%a, %b : memref<8x8xf32>, memref<8x8xf32>) outs(%c : memref<8x8xf32>)
  linalg.generic {indexing_maps = [#transposed, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%c, %c : memref<8x8xf32>, memref<8x8xf32>) outs(%d : memref<8x8xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// Much work is split into tasks; how many depends on the shapes only.
// CHECK-LABEL: func @large
// CHECK: scf.forall {{.*}} in ({{.*}}, 4)
func.func @large(%a: memref<?x512xf32>, %b: memref<512x256xf32>, %c: memref<?x256xf32>) {
  linalg.matmul ins(%a, %b : memref<?x512xf32>, memref<512x256xf32>) outs(%c : memref<?x256xf32>)
  return
}

// -----

// A convolution of 1x1 is a product over all pixels: rows of 64 pixels and a
// depth of 3, not seven loops.
// CHECK-LABEL: func @pointwise
// CHECK: scf.for {{.*}} to %c60 step %c6
// CHECK: scf.for {{.*}} to %c3 step %c1 iter_args
// CHECK-COUNT-12: vector.fma
// CHECK: scf.for {{.*}} to %c3 step %c1 iter_args
// CHECK-COUNT-8: vector.fma
// CHECK-NOT: scf.for
module attributes {tfc.target_triple = "x86_64", tfc.target_features = "+avx,+avx2,+fma"} {
  func.func @pointwise(%a: memref<1x8x8x3xf32>, %w: memref<1x1x3x16xf32>, %c: memref<1x8x8x16xf32>) {
    linalg.conv_2d_nhwc_hwcf {strides = dense<1> : vector<2xi64>, dilations = dense<1> : vector<2xi64>}
        ins(%a, %w : memref<1x8x8x3xf32>, memref<1x1x3x16xf32>) outs(%c : memref<1x8x8x16xf32>)
    return
  }
}

// -----

// The body of an absorbed op may use a value that is computed in between: the
// product moves down to it.
#id = affine_map<(i, j) -> (i, j)>
// CHECK-LABEL: func @captured_value
// CHECK: %[[SCALE:.+]] = memref.load
// CHECK: vector.broadcast %[[SCALE]]
// CHECK-NOT: linalg
func.func @captured_value(%a: memref<4x4xf32>, %c: memref<4x4xf32>, %s: memref<f32>) {
  linalg.matmul ins(%a, %a : memref<4x4xf32>, memref<4x4xf32>) outs(%c : memref<4x4xf32>)
  %scale = memref.load %s[] : memref<f32>
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%c : memref<4x4xf32>) {
  ^bb0(%x: f32):
    %y = arith.mulf %x, %scale : f32
    linalg.yield %y : f32
  }
  return
}

// -----

// A function of tens of instructions stands in the code once for each vector of
// a row, in a loop over the rows of the tile, which come back from the cache.
#id = affine_map<(i, j) -> (i, j)>
// CHECK-LABEL: func @long_epilogue
// CHECK-COUNT-2: math.tanh
// CHECK-NOT: math.tanh
module attributes {tfc.target_triple = "x86_64", tfc.target_features = "+avx,+avx2,+fma"} {
  func.func @long_epilogue(%a: memref<6x8xf32>, %b: memref<8x16xf32>, %c: memref<6x16xf32>) {
    linalg.matmul ins(%a, %b : memref<6x8xf32>, memref<8x16xf32>) outs(%c : memref<6x16xf32>)
    linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%c : memref<6x16xf32>) {
    ^bb0(%x: f32):
      %y = math.tanh %x : f32
      linalg.yield %y : f32
    }
    return
  }
}

// -----

// Products of any number of rows share the functions of their tiles, whatever
// their depth; the epilogue is their own. Up to six rows have code for each
// number of them.
// CHECK: func.func private @[[TILE:tile_f32_6x2x8_[a-z0-9_]+]]({{.*}}) attributes {passthrough = ["noinline"], tfc.kernel}
// CHECK: scf.index_switch
// CHECK: case 5
// CHECK: default
// CHECK-COUNT-12: vector.fma
// CHECK-NOT: vector.fma
// CHECK-LABEL: func @two_layers
// CHECK: call @[[TILE]](
// CHECK: arith.maximumf
// CHECK: call @[[TILE]](
// CHECK-NOT: vector.fma
#id = affine_map<(i, j) -> (i, j)>
module attributes {tfc.target_triple = "x86_64", tfc.target_features = "+avx,+avx2,+fma"} {
  func.func @two_layers(%x: memref<?x300xf32>, %w: memref<300x16xf32>, %h: memref<?x16xf32>,
                        %v: memref<16x32xf32>, %y: memref<?x32xf32>) {
    %zero = arith.constant 0.0 : f32
    linalg.matmul ins(%x, %w : memref<?x300xf32>, memref<300x16xf32>) outs(%h : memref<?x16xf32>)
    linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]} outs(%h : memref<?x16xf32>) {
    ^bb0(%a: f32):
      %r = arith.maximumf %a, %zero : f32
      linalg.yield %r : f32
    }
    linalg.matmul ins(%h, %v : memref<?x16xf32>, memref<16x32xf32>) outs(%y : memref<?x32xf32>)
    return
  }
}
