// RUN: tfc-opt %s --allow-unregistered-dialect --tfc-plan-workspace --split-input-file --verify-diagnostics

func.func private @data(%c: !llvm.ptr {tfc.context}, %x: memref<4xindex> {tfc.input = @x}) attributes {tfc.segment, tfc.shape_function = @data_shape} {
  %c0 = "test.place"() : () -> index
  // expected-error @+1 {{the size of a buffer depends on this, which is not known before the segment runs}}
  %n = memref.load %x[%c0] : memref<4xindex>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.dealloc %a : memref<?xf32>
  return
}
func.func private @data_shape(%c: !llvm.ptr {tfc.context}, %n: index) {
  return
}

// -----

func.func private @stack(%c: !llvm.ptr {tfc.context}) attributes {tfc.segment} {
  // expected-error @+1 {{a buffer of this size does not belong on the stack}}
  %a = memref.alloca() : memref<262144xf32>
  "test.use"(%a) : (memref<262144xf32>) -> ()
  return
}

// -----

func.func private @huge(%c: !llvm.ptr {tfc.context}) attributes {tfc.segment} {
  // expected-error @+1 {{needs more memory than there can be}}
  %a = memref.alloc() : memref<4611686018427387904x4xf32>
  memref.dealloc %a : memref<4611686018427387904x4xf32>
  return
}

// -----

func.func private @parallel(%c: !llvm.ptr {tfc.context}) attributes {tfc.segment} {
  scf.forall (%i) in (4) {
    // expected-error @+1 {{a buffer inside a parallel loop has no place in the workspace}}
    %a = memref.alloc() : memref<4xf32>
    memref.dealloc %a : memref<4xf32>
  }
  return
}

// -----

func.func private @carried(%c: !llvm.ptr {tfc.context}, %x: memref<4xf32> {tfc.input = @x}) attributes {tfc.segment} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%u = %x) -> (memref<4xf32>) {
    // expected-error @+1 {{goes from round to round of a loop, which needs two of it}}
    %a = memref.alloc() : memref<4xf32>
    memref.copy %u, %a : memref<4xf32> to memref<4xf32>
    scf.yield %a : memref<4xf32>
  }
  return
}
