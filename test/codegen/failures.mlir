// What fails in a run fails with a status, from the shape function, from a
// kernel of the runtime, and from the body.
// RUN: tfc compile --from=bufferize %s --name=fails -o %t.o
// RUN: %cc -I%runtime_include %S/Inputs/failures.c %t.o %link_runtime -o %t
// RUN: %t | FileCheck %s

// CHECK: good: OK
// CHECK: shapes: INVALID_ARGUMENT 2 values for 3 indices
// CHECK: index: INVALID_ARGUMENT index 7 is out of range
// CHECK: empty: OK
// CHECK: huge: {{INVALID_ARGUMENT|RESOURCE_EXHAUSTED}}
// CHECK: draw: 0 OK

#id = affine_map<(i) -> (i)>
module @fails {
  tfc.tensor @x {name = "x", feedable, placeholder} : tensor<?xf32>
  tfc.tensor @i {name = "i", feedable, placeholder} : tensor<?xi64>
  tfc.tensor @y {name = "y", fetchable} : tensor<?xf32>
  tfc.tensor @z {name = "z", fetchable} : tensor<?xf32>
  tfc.stream @s0 {seed = 1 : i64, seed2 = 2 : i64}

  // y[k] = x[i[k]], through a temporary.
  func.func private @segment_0(%x: tensor<?xf32> {tfc.input = @x}, %i: tensor<?xi64> {tfc.input = @i})
      -> (tensor<?xf32> {tfc.output = @y}) attributes {tfc.segment, tfc.after = [], tfc.targets = []} {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?xf32>
    %m = tensor.dim %i, %c0 : tensor<?xi64>
    %ok = arith.cmpi eq, %n, %m : index
    tfc.require %ok, "%lld values for %lld indices", %n, %m
    %e = tensor.empty(%m) : tensor<?xf32>
    %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
        ins(%i : tensor<?xi64>) outs(%e : tensor<?xf32>) {
    ^bb0(%k: i64, %out: f32):
      %at = arith.index_cast %k : i64 to index
      %inside = arith.cmpi ult, %at, %n : index
      tfc.report %inside, "index %lld is out of range", %at
      %safe = arith.select %inside, %at, %c0 : index
      %v = tensor.extract %x[%safe] : tensor<?xf32>
      linalg.yield %v : f32
    } -> tensor<?xf32>
    %e2 = tensor.empty(%m) : tensor<?xf32>
    %p = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
        ins(%y : tensor<?xf32>) outs(%y : tensor<?xf32>) {
    ^bb0(%a: f32, %out: f32):
      %v = arith.maximumf %a, %out : f32
      linalg.yield %v : f32
    } -> tensor<?xf32>
    return %p : tensor<?xf32>
  }
  func.func private @segment_1(%x: tensor<?xf32> {tfc.input = @x})
      -> (tensor<?xf32> {tfc.output = @z}) attributes {tfc.segment, tfc.after = [], tfc.targets = []} {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?xf32>
    %e = tensor.empty(%n) : tensor<?xf32>
    %z = tfc.runtime_call "tfc_kernel_random_uniform"() outs(%e) {parameters = array<i64: 0>} : (tensor<?xf32>) -> tensor<?xf32>
    return %z : tensor<?xf32>
  }
}
