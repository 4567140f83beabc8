// The header of a program is pinned; it compiles as C and as C++ without a
// warning, and its functions and methods check what they are given.
// RUN: tfc compile --from=bufferize %s --name=scale --triple=x86_64-unknown-linux-gnu --cpu=x86-64-v3 --emit=header -o %t.dir.h
// RUN: diff -u %S/Inputs/scale.h.golden %t.dir.h
// RUN: mkdir -p %t.dir && cp %t.dir.h %t.dir/scale.h
// RUN: tfc compile --from=bufferize %s --name=scale -o %t.o
// RUN: %cc -std=c11 -Wall -Wextra -Werror -pedantic -I%t.dir -I%runtime_include %S/Inputs/scale.c %t.o %link_runtime -o %t.c.exe
// RUN: %t.c.exe | FileCheck %s
// RUN: %cxx -std=c++17 -Wall -Wextra -Werror -I%t.dir -I%runtime_include %S/Inputs/scale.cpp %t.o %link_runtime -o %t.cpp.exe
// RUN: %t.cpp.exe | FileCheck %s

// CHECK: 2 4 6 sum 12
// CHECK: INVALID_ARGUMENT {{.*}}y
// CHECK: calls 2

#id = affine_map<(i) -> (i)>
#none = affine_map<(i) -> ()>
module @scale {
  tfc.tensor @x {name = "x", feedable, placeholder} : tensor<?xf32>
  tfc.tensor @factor {name = "factor", feedable, placeholder} : tensor<f32>
  tfc.tensor @y {name = "y", fetchable} : tensor<?xf32>
  tfc.tensor @sum {name = "sum", fetchable} : tensor<f32>
  tfc.target @init {name = "init"}
  tfc.target @count {name = "count"}
  tfc.state @calls {name = "calls", initializer = @init} : tensor<1xi64>
  tfc.exported_signature @scale {name = "scale", input_names = ["class", "factor:0"],
    inputs = [@x, @factor], output_names = ["y", "sum"], outputs = [@y, @sum],
    targets = [@count], segment = @signature_scale}
  tfc.exported_signature @calls_so_far {name = "calls/so_far", input_names = [],
    inputs = [], output_names = ["calls"], outputs = [@calls], targets = []}

  func.func private @segment_0(%n: tensor<1xi64> {tfc.variable = @calls})
      -> (tensor<1xi64> {tfc.assigned = @calls})
      attributes {tfc.segment, tfc.after = [], tfc.targets = [@init]} {
    %c = arith.constant dense<0> : tensor<1xi64>
    return %c : tensor<1xi64>
  }
  func.func private @segment_1(%n: tensor<1xi64> {tfc.variable = @calls})
      -> (tensor<1xi64> {tfc.assigned = @calls})
      attributes {tfc.segment, tfc.after = [], tfc.targets = [@count]} {
    %one = arith.constant 1 : i64
    %e1 = tensor.empty() : tensor<1xi64>
    %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
        ins(%n : tensor<1xi64>) outs(%e1 : tensor<1xi64>) {
    ^bb0(%v: i64, %out: i64):
      %r = arith.addi %v, %one : i64
      linalg.yield %r : i64
    } -> tensor<1xi64>
    return %new : tensor<1xi64>
  }
  func.func private @segment_2(%x: tensor<?xf32> {tfc.input = @x}, %factor: tensor<f32> {tfc.input = @factor})
      -> (tensor<?xf32> {tfc.output = @y}, tensor<f32> {tfc.output = @sum})
      attributes {tfc.segment, tfc.after = [], tfc.targets = []} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %n = tensor.dim %x, %c0 : tensor<?xf32>
    %e = tensor.empty(%n) : tensor<?xf32>
    %y = linalg.generic {indexing_maps = [#id, #none, #id], iterator_types = ["parallel"]}
        ins(%x, %factor : tensor<?xf32>, tensor<f32>) outs(%e : tensor<?xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<?xf32>
    %e0 = tensor.empty() : tensor<f32>
    %f = linalg.fill ins(%zero : f32) outs(%e0 : tensor<f32>) -> tensor<f32>
    %sum = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]}
        ins(%y : tensor<?xf32>) outs(%f : tensor<f32>) {
    ^bb0(%v: f32, %acc: f32):
      %r = arith.addf %acc, %v : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    return %y, %sum : tensor<?xf32>, tensor<f32>
  }
  func.func private @signature_scale(%x: tensor<?xf32> {tfc.input = @x}, %factor: tensor<f32> {tfc.input = @factor}, %calls: tensor<1xi64> {tfc.variable = @calls})
      -> (tensor<?xf32> {tfc.output = @y}, tensor<f32> {tfc.output = @sum}, tensor<1xi64> {tfc.assigned = @calls})
      attributes {tfc.signature_segment, tfc.after = [], tfc.targets = [@count]} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1 : i64
    %n = tensor.dim %x, %c0 : tensor<?xf32>
    %e = tensor.empty(%n) : tensor<?xf32>
    %y = linalg.generic {indexing_maps = [#id, #none, #id], iterator_types = ["parallel"]}
        ins(%x, %factor : tensor<?xf32>, tensor<f32>) outs(%e : tensor<?xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<?xf32>
    %e0 = tensor.empty() : tensor<f32>
    %f = linalg.fill ins(%zero : f32) outs(%e0 : tensor<f32>) -> tensor<f32>
    %sum = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction"]}
        ins(%y : tensor<?xf32>) outs(%f : tensor<f32>) {
    ^bb0(%v: f32, %acc: f32):
      %r = arith.addf %acc, %v : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %e1 = tensor.empty() : tensor<1xi64>
    %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
        ins(%calls : tensor<1xi64>) outs(%e1 : tensor<1xi64>) {
    ^bb0(%v: i64, %out: i64):
      %r = arith.addi %v, %one : i64
      linalg.yield %r : i64
    } -> tensor<1xi64>
    return %y, %sum, %new : tensor<?xf32>, tensor<f32>, tensor<1xi64>
  }
}
