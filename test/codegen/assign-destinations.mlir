// RUN: tfc-opt %s --tfc-assign-destinations --tfc-bufferize | FileCheck %s

#id = affine_map<(i) -> (i)>
#id2 = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>

// w' = w - g overwrites w; nothing is allocated or copied.
// CHECK-LABEL: func.func private @update
// CHECK-SAME: %[[C:[a-z0-9]+]]: !llvm.ptr {tfc.context}, %[[G:[a-z0-9]+]]: memref<4xf32> {tfc.input = @g}, %[[W:[a-z0-9]+]]: memref<4xf32> {tfc.access = 3 : i32, tfc.variable = @w}
// CHECK-NOT: alloc
// CHECK: linalg.generic {{.*}} ins(%[[W]], %[[G]] {{.*}} outs(%[[W]] :
// CHECK-NOT: copy
// CHECK: return
func.func private @update(%g: tensor<4xf32> {tfc.input = @g}, %w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%w, %g : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.subf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// A reader of the old value that stands behind the update still sees it.
// CHECK-LABEL: func.func private @read_after_update
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[P:[a-z0-9]+]]: memref<4xf32> {tfc.output = @p}
// CHECK-NOT: alloc
// CHECK: linalg.generic {{.*}} ins(%[[W]] : {{.*}} outs(%[[P]] :
// CHECK: linalg.generic {{.*}} ins(%[[W]] : {{.*}} outs(%[[W]] :
// CHECK-NOT: copy
func.func private @read_after_update(%w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<4xf32> {tfc.output = @p}, tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %p = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.mulf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %p, %new : tensor<4xf32>, tensor<4xf32>
}

// The old value itself is an output: it leaves before the update.
// CHECK-LABEL: func.func private @old_and_new
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[P:[a-z0-9]+]]: memref<4xf32> {tfc.output = @p}
// CHECK-NOT: alloc
// CHECK: memref.copy %[[W]], %[[P]]
// CHECK: linalg.generic {{.*}} outs(%[[W]] :
// CHECK-NOT: copy
func.func private @old_and_new(%w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<4xf32> {tfc.output = @p}, tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %w, %new : tensor<4xf32>, tensor<4xf32>
}

// The old value as another shape is an output, too.
// CHECK-LABEL: func.func private @old_reshaped
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[P:[a-z0-9]+]]: memref<2x2xf32> {tfc.output = @p}
// CHECK: %[[V:.*]] = memref.expand_shape %[[W]]
// CHECK: memref.copy %[[V]], %[[P]]
// CHECK: linalg.generic {{.*}} outs(%[[W]] :
// CHECK-NOT: copy
func.func private @old_reshaped(%w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<2x2xf32> {tfc.output = @p}, tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%w : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %v = tensor.expand_shape %w [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  return %v, %new : tensor<2x2xf32>, tensor<4xf32>
}

// a, b = b, a: both old values are safe before either is overwritten.
// CHECK-LABEL: func.func private @swap
// CHECK-SAME: %[[A:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[B:[a-z0-9]+]]: memref<4xf32>
// CHECK-DAG: memref.copy %[[A]], %[[OLDA:.*]] :
// CHECK-DAG: memref.copy %[[B]], %[[OLDB:.*]] :
// CHECK-DAG: memref.copy %[[OLDB]], %[[A]]
// CHECK-DAG: memref.copy %[[OLDA]], %[[B]]
func.func private @swap(%a: tensor<4xf32> {tfc.variable = @a}, %b: tensor<4xf32> {tfc.variable = @b})
    -> (tensor<4xf32> {tfc.assigned = @a}, tensor<4xf32> {tfc.assigned = @b}) attributes {tfc.segment} {
  return %b, %a : tensor<4xf32>, tensor<4xf32>
}

// Momentum: m' = m + g in m, then w' = w - m' in w.
// CHECK-LABEL: func.func private @momentum
// CHECK-SAME: %[[G:[a-z0-9]+]]: memref<4xf32> {tfc.input{{.*}}, %[[M:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[W:[a-z0-9]+]]: memref<4xf32>
// CHECK-NOT: alloc
// CHECK: linalg.generic {{.*}} ins(%[[M]], %[[G]] {{.*}} outs(%[[M]] :
// CHECK: linalg.generic {{.*}} ins(%[[W]], %[[M]] {{.*}} outs(%[[W]] :
// CHECK-NOT: copy
func.func private @momentum(%g: tensor<4xf32> {tfc.input = @g}, %m: tensor<4xf32> {tfc.variable = @m}, %w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<4xf32> {tfc.assigned = @m}, tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %m2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%m, %g : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %w2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%w, %m2 : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.subf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %m2, %w2 : tensor<4xf32>, tensor<4xf32>
}

// The same after fusion: w' computes m' for itself, from the old m; so it comes
// first.
// CHECK-LABEL: func.func private @momentum_fused
// CHECK-SAME: %[[G:[a-z0-9]+]]: memref<4xf32> {tfc.input{{.*}}, %[[M:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[W:[a-z0-9]+]]: memref<4xf32>
// CHECK-NOT: alloc
// CHECK: linalg.generic {{.*}} ins(%[[W]], %[[M]], %[[G]] {{.*}} outs(%[[W]] :
// CHECK: linalg.generic {{.*}} ins(%[[M]], %[[G]] {{.*}} outs(%[[M]] :
// CHECK-NOT: copy
func.func private @momentum_fused(%g: tensor<4xf32> {tfc.input = @g}, %m: tensor<4xf32> {tfc.variable = @m}, %w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<4xf32> {tfc.assigned = @m}, tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %m2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%m, %g : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %w2 = linalg.generic {indexing_maps = [#id, #id, #id, #id], iterator_types = ["parallel"]}
      ins(%w, %m, %g : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32, %o: f32):
    %s = arith.addf %b, %c : f32
    %t = arith.subf %a, %s : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  return %m2, %w2 : tensor<4xf32>, tensor<4xf32>
}

// Each reads the other's old value: one copy must be made, and only one.
// CHECK-LABEL: func.func private @crossed
// CHECK-SAME: %[[A:[a-z0-9]+]]: memref<4xf32> {tfc.access{{.*}}, %[[B:[a-z0-9]+]]: memref<4xf32>
// CHECK: %[[T:.*]] = memref.alloc
// CHECK: linalg.generic {{.*}} ins(%[[A]], %[[B]] {{.*}} outs(%[[T]] :
// CHECK: linalg.generic {{.*}} ins(%[[B]], %[[A]] {{.*}} outs(%[[B]] :
// CHECK: memref.copy %[[T]], %[[A]]
// CHECK-NOT: copy
func.func private @crossed(%a: tensor<4xf32> {tfc.variable = @a}, %b: tensor<4xf32> {tfc.variable = @b})
    -> (tensor<4xf32> {tfc.assigned = @a}, tensor<4xf32> {tfc.assigned = @b}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %a2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%a, %b : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %b2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%b, %a : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.subf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %a2, %b2 : tensor<4xf32>, tensor<4xf32>
}

// A result in another variable's memory: a' = a * 1 computed over a, but
// assigned to b, while a becomes something else.
// CHECK-LABEL: func.func private @accumulate_elsewhere
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<4x4xf32> {tfc.input{{.*}}, %[[A:[a-z0-9]+]]: memref<4x4xf32> {tfc.access{{.*}}, %[[B:[a-z0-9]+]]: memref<4x4xf32>
// CHECK: linalg.matmul ins(%[[X]], %[[X]] {{.*}} outs(%[[R:[a-z0-9_]+]] :
// CHECK: memref.copy %[[R]], %[[T:[a-z0-9_]+]] :
// CHECK: memref.copy %[[X]], %[[A]]
// CHECK: memref.copy %[[T]], %[[B]]
func.func private @accumulate_elsewhere(%x: tensor<4x4xf32> {tfc.input = @x}, %a: tensor<4x4xf32> {tfc.variable = @a}, %b: tensor<4x4xf32> {tfc.variable = @b})
    -> (tensor<4x4xf32> {tfc.assigned = @a}, tensor<4x4xf32> {tfc.assigned = @b}) attributes {tfc.segment} {
  %r = linalg.matmul ins(%x, %x : tensor<4x4xf32>, tensor<4x4xf32>) outs(%a : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %x, %r : tensor<4x4xf32>, tensor<4x4xf32>
}

// Bias and activation follow a product in place, in the output's memory.
// CHECK-LABEL: func.func private @epilogue
// CHECK-SAME: %[[P:[a-z0-9]+]]: memref<?x8xf32> {tfc.output = @p})
// CHECK-NOT: alloc
// CHECK: linalg.fill {{.*}} outs(%[[P]] :
// CHECK: linalg.matmul {{.*}} outs(%[[P]] :
// CHECK: linalg.generic {{.*}} ins(%[[P]], {{.*}} outs(%[[P]] :
// CHECK-NOT: copy
func.func private @epilogue(%x: tensor<?x16xf32> {tfc.input = @x}, %w: tensor<16x8xf32> {tfc.variable = @w}, %b: tensor<8xf32> {tfc.variable = @b})
    -> (tensor<?x8xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x16xf32>
  %e = tensor.empty(%n) : tensor<?x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m = linalg.matmul ins(%x, %w : tensor<?x16xf32>, tensor<16x8xf32>) outs(%f : tensor<?x8xf32>) -> tensor<?x8xf32>
  %r = linalg.generic {indexing_maps = [#id2, #row, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%m, %b : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%x0: f32, %y: f32, %o: f32):
    %s = arith.addf %x0, %y : f32
    %t = arith.maximumf %s, %zero : f32
    linalg.yield %t : f32
  } -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

// The operand of an activation is an output as well: it stays as it is.
// CHECK-LABEL: func.func private @both
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<4xf32> {tfc.input{{.*}}, %[[P:[a-z0-9]+]]: memref<4xf32> {tfc.output = @p}, %[[Q:[a-z0-9]+]]: memref<4xf32> {tfc.output = @q})
// CHECK-NOT: alloc
// CHECK: linalg.generic {{.*}} ins(%[[X]] : {{.*}} outs(%[[P]] :
// CHECK: linalg.generic {{.*}} ins(%[[P]] : {{.*}} outs(%[[Q]] :
// CHECK-NOT: copy
func.func private @both(%x: tensor<4xf32> {tfc.input = @x})
    -> (tensor<4xf32> {tfc.output = @p}, tensor<4xf32> {tfc.output = @q}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %p = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %q = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%p : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.mulf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %p, %q : tensor<4xf32>, tensor<4xf32>
}

// The parts of a concatenation are computed where they belong.
// CHECK-LABEL: func.func private @concat
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<4xf32> {tfc.input{{.*}}, %[[P:[a-z0-9]+]]: memref<8xf32> {tfc.output = @p})
// CHECK-NOT: alloc
// CHECK-DAG: %[[LOW:.*]] = memref.subview %[[P]][0]
// CHECK-DAG: %[[HIGH:.*]] = memref.subview %[[P]][4]
// CHECK-DAG: linalg.generic {{.*}} ins(%[[X]] : memref<4xf32>) outs(%subview{{.*}} :
// CHECK-DAG: ins(%[[X]] : {{.*}} outs(%[[HIGH]] :
// CHECK-NOT: alloc
func.func private @concat(%x: tensor<4xf32> {tfc.input = @x})
    -> (tensor<8xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %e8 = tensor.empty() : tensor<8xf32>
  %a2 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %r0 = tensor.insert_slice %a2 into %e8[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %r1 = tensor.insert_slice %x into %r0[4] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %r1 : tensor<8xf32>
}

// A result is computed in the output's memory through a change of shape.
// CHECK-LABEL: func.func private @reshaped
// CHECK-SAME: %[[P:[a-z0-9]+]]: memref<?x2x2xf32> {tfc.output = @p})
// CHECK-NOT: alloc
// CHECK: %[[V:.*]] = memref.collapse_shape %[[P]]
// CHECK: linalg.generic {{.*}} outs(%[[V]] :
// CHECK-NOT: copy
func.func private @reshaped(%x: tensor<?x4xf32> {tfc.input = @x})
    -> (tensor<?x2x2xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %y = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<?x4xf32>
  %r = tensor.expand_shape %y [[0], [1, 2]] output_shape [%n, 2, 2] : tensor<?x4xf32> into tensor<?x2x2xf32>
  return %r : tensor<?x2x2xf32>
}

// A fed tensor that is fetched again is copied; so is one value with two names.
// CHECK-LABEL: func.func private @twice
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<4xf32> {tfc.input{{.*}}, %[[P:[a-z0-9]+]]: memref<4xf32> {tfc.output = @p}, %[[Q:[a-z0-9]+]]: memref<4xf32> {tfc.output = @q})
// CHECK-DAG: memref.copy %[[X]], %[[P]]
// CHECK-DAG: memref.copy %[[X]], %[[Q]]
func.func private @twice(%x: tensor<4xf32> {tfc.input = @x})
    -> (tensor<4xf32> {tfc.output = @p}, tensor<4xf32> {tfc.output = @q}) attributes {tfc.segment} {
  return %x, %x : tensor<4xf32>, tensor<4xf32>
}

// A kernel of the runtime draws straight into the variable.
// CHECK-LABEL: func.func private @draw
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<4xf32> {tfc.access = 2 : i32
// CHECK-NOT: alloc
// CHECK: tfc.runtime_call "tfc_kernel_random_uniform"() outs(%[[W]])
// CHECK-NOT: copy
func.func private @draw(%w: tensor<4xf32> {tfc.variable = @w})
    -> (tensor<4xf32> {tfc.assigned = @w}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<4xf32>
  %r = tfc.runtime_call "tfc_kernel_random_uniform"() outs(%e) {parameters = array<i64: 0>} : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// Where an op cannot lie in its operand's buffer (an input under another
// shape), the output is still written directly.
// CHECK-LABEL: func.func private @view_of_input
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<2x2xf32> {tfc.input{{.*}}, %[[P:[a-z0-9]+]]: memref<4xf32> {tfc.output = @p})
// CHECK-NOT: alloc
// CHECK: linalg.generic {{.*}} outs(%[[P]] :
// CHECK-NOT: copy
// CHECK: return
func.func private @view_of_input(%x: tensor<2x2xf32> {tfc.input = @x})
    -> (tensor<4xf32> {tfc.output = @p}) attributes {tfc.segment} {
  %v = tensor.collapse_shape %x [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%v : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// The operand dies, but not its memory, which is read under another shape.
// CHECK-LABEL: func.func private @read_under_another_shape
// CHECK-SAME: %[[Q:[a-z0-9]+]]: memref<4xf32> {tfc.output = @q})
// CHECK: linalg.generic {{.*}} outs(%[[Q]] :
// CHECK: %[[V:.*]] = memref.expand_shape %[[Q]]
// CHECK: %[[B:.*]] = memref.alloc() {{.*}} : memref<2x2xf32>
// CHECK-NOT: copy
// CHECK: linalg.generic {{.*}} ins(%[[V]] : {{.*}} outs(%[[B]] :
// CHECK-NOT: copy
// CHECK: return
func.func private @read_under_another_shape(%x: tensor<4xf32> {tfc.input = @x}, %m: tensor<2x2xf32> {tfc.input = @m})
    -> (tensor<2x2xf32> {tfc.output = @p}, tensor<4xf32> {tfc.output = @q}) attributes {tfc.segment} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %v = tensor.expand_shape %t [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %e2 = tensor.empty() : tensor<2x2xf32>
  %u = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%v : tensor<2x2xf32>) outs(%e2 : tensor<2x2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.mulf %a, %a : f32
    linalg.yield %s : f32
  } -> tensor<2x2xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e2 : tensor<2x2xf32>) -> tensor<2x2xf32>
  %p = linalg.matmul ins(%u, %m : tensor<2x2xf32>, tensor<2x2xf32>) outs(%f : tensor<2x2xf32>) -> tensor<2x2xf32>
  %q = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%t : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %p, %q : tensor<2x2xf32>, tensor<4xf32>
}

// One part of an argument fetched under two names: it moves to the front once.
// CHECK-LABEL: func.func private @same_part_twice
// CHECK: %[[PART:.*]] = memref.subview
// CHECK-COUNT-2: linalg.generic {{.*}} ins(%[[PART]]
func.func private @same_part_twice(%x: tensor<1x3xf32> {tfc.input = @x})
    -> (tensor<1x2xf32> {tfc.output = @p}, tensor<1x2xf32> {tfc.output = @q}) attributes {tfc.segment} {
  %part = tensor.extract_slice %x[0, 1] [1, 2] [1, 1] : tensor<1x3xf32> to tensor<1x2xf32>
  return %part, %part : tensor<1x2xf32>, tensor<1x2xf32>
}

// A result that is a reshape to a scalar.
// CHECK-LABEL: func.func private @to_scalar
// CHECK: %[[OUT:.*]] = memref.expand_shape %{{.*}} [] output_shape [1]
// CHECK: linalg.generic {{.*}} outs(%[[OUT]]
func.func private @to_scalar(%x: tensor<1xf32> {tfc.input = @x}) -> (tensor<f32> {tfc.output = @p}) attributes {tfc.segment} {
  %e = tensor.empty() : tensor<1xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<1xf32>) outs(%e : tensor<1xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<1xf32>
  %p = tensor.collapse_shape %y [] : tensor<1xf32> into tensor<f32>
  return %p : tensor<f32>
}
