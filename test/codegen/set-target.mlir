// RUN: tfc-opt %s --tfc-set-target="cpu=x86-64-v3 triple=x86_64-linux-gnu" | FileCheck %s
// RUN: tfc-opt %s --tfc-set-target="cpu=generic triple=aarch64-linux-gnu" | FileCheck %s --check-prefix=ARM
// RUN: not tfc-opt %s --tfc-set-target="cpu=z80 triple=x86_64-linux-gnu" 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// The module carries the processor, its features sorted and complete: for x86
// those that a loader checks, for others all that LLVM has.
// CHECK: module attributes {tfc.target_cpu = "x86-64-v3", tfc.target_features = "+avx,+avx2,+bmi,+bmi2,+cmov,{{.*}},+ssse3", tfc.target_triple = "x86_64-unknown-linux-gnu"}
// ARM: module attributes {tfc.target_cpu = "generic", tfc.target_features = "{{.*}}+neon{{.*}}", tfc.target_triple = "aarch64-unknown-linux-gnu"}
// UNKNOWN: error: --cpu: LLVM knows no processor 'z80' of x86_64; expected native, x86-64-v3, znver3, ...
module { }
