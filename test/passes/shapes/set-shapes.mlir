// RUN: tfc-opt %s --tfc-set-shapes=shape=x=?x784 --tfc-infer-shapes | FileCheck %s
// RUN: not tfc-opt %s --tfc-set-shapes=shape=x=?x784x3 2>&1 | FileCheck %s --check-prefix=RANK
// RUN: not tfc-opt %s --tfc-set-shapes=shape=y=1 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not tfc-opt %s --tfc-set-shapes=shape=x=1xq 2>&1 | FileCheck %s --check-prefix=SYNTAX

// RANK: error: --shape gives 'x' the shape [?,784,3], which its own shape [?,?] contradicts
// NAME: error: --shape: there is no placeholder named 'y'
// SYNTAX: error: --shape x=1xq: expected NAME=DIMxDIM..., such as x=?x784

tfc.graph {
  // CHECK: tfc.placeholder "x" : tensor<?x784xf32>
  %x = tfc.placeholder "x" : tensor<?x?xf32>
  // CHECK: tfc.transpose {{.*}} -> tensor<784x?xf32>
  %t = tfc.transpose %x {tfc.name = "t"} : (tensor<?x?xf32>) -> tensor<?x?xf32>
}
