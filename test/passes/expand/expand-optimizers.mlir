// Each optimiser is its formula; slots are assigned with the variable.
// RUN: tfc-opt --tfc-expand-optimizers --split-input-file %s | FileCheck %s

// CHECK-LABEL: @gradient_descent
module @gradient_descent {
  tfc.graph {
    // CHECK: %[[V:.*]] = tfc.variable
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    // CHECK: %[[G:.*]] = tfc.placeholder
    %g = tfc.placeholder "g" : tensor<3xf32>
    // CHECK: %[[LR:.*]] = tfc.constant
    %lr = tfc.constant dense<0.1> : tensor<f32>
    // CHECK: %[[STEP:.*]] = tfc.mul %[[LR]], %[[G]]
    // CHECK: tfc.assign_sub %[[V]], %[[STEP]] {tfc.name = "sgd"}
    %0 = tfc.apply_gradient_descent %v, %lr, %g {tfc.name = "sgd"} : (!tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  }
}

// -----

// CHECK-LABEL: @momentum
module @momentum {
  tfc.graph {
    // CHECK: %[[V:.*]] = tfc.variable "v"
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    // CHECK: %[[A:.*]] = tfc.variable "v/Momentum"
    %a = tfc.variable "v/Momentum" : !tfc.variable<tensor<3xf32>>
    // CHECK: %[[G:.*]] = tfc.placeholder
    %g = tfc.placeholder "g" : tensor<3xf32>
    // CHECK: %[[LR:.*]] = tfc.constant dense<1.0
    %lr = tfc.constant dense<0.1> : tensor<f32>
    // CHECK: %[[MU:.*]] = tfc.constant dense<0.8
    %mu = tfc.constant dense<0.9> : tensor<f32>
    // CHECK: %[[OLD:.*]] = tfc.read_variable %[[A]]
    // CHECK: %[[KEPT:.*]] = tfc.mul %[[OLD]], %[[MU]]
    // CHECK: %[[NEW:.*]] = tfc.add %[[KEPT]], %[[G]]
    // CHECK: %[[SLOT:.*]] = tfc.assign %[[A]], %[[NEW]]
    // CHECK: %[[STEP:.*]] = tfc.mul %[[LR]], %[[NEW]]
    // CHECK: %[[UPDATED:.*]] = tfc.assign_sub %[[V]], %[[STEP]]
    // CHECK: tfc.with_dependencies %[[UPDATED]] after(%[[SLOT]]) {tfc.name = "momentum"}
    %1 = tfc.apply_momentum %v, %a, %lr, %mu, %g {tfc.name = "momentum"} : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  }
}

// -----

// v -= lr g + lr mu a
// CHECK-LABEL: @nesterov
module @nesterov {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<f32>>
    %a = tfc.variable "v/Momentum" : !tfc.variable<tensor<f32>>
    %g = tfc.placeholder "g" : tensor<f32>
    %lr = tfc.placeholder "lr" : tensor<f32>
    %mu = tfc.placeholder "mu" : tensor<f32>
    // CHECK: %[[NEW:.*]] = tfc.add
    // CHECK: %[[PLAIN:.*]] = tfc.mul %[[LR:.*]], %[[G:.*]] :
    // CHECK: %[[LRMU:.*]] = tfc.mul %[[LR]], %[[MU:.*]] :
    // CHECK: %[[AHEAD:.*]] = tfc.mul %[[LRMU]], %[[NEW]]
    // CHECK: %[[STEP:.*]] = tfc.add %[[PLAIN]], %[[AHEAD]]
    // CHECK: tfc.assign_sub %{{.*}}, %[[STEP]]
    %1 = tfc.apply_momentum %v, %a, %lr, %mu, %g {use_nesterov = true} : (!tfc.variable<tensor<f32>>, !tfc.variable<tensor<f32>>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  }
}

// -----

// Both slots are read before either is assigned.
// CHECK-LABEL: @adam
module @adam {
  tfc.graph {
    %w = tfc.variable "w" : !tfc.variable<tensor<3xf32>>
    %m = tfc.variable "w/Adam" : !tfc.variable<tensor<3xf32>>
    %v = tfc.variable "w/Adam_1" : !tfc.variable<tensor<3xf32>>
    %g = tfc.placeholder "g" : tensor<3xf32>
    %s = tfc.placeholder "s" : tensor<f32>
    // CHECK-COUNT-2: tfc.read_variable
    // CHECK-NOT: tfc.read_variable
    // CHECK: %[[M:.*]] = tfc.assign %1
    // CHECK: %[[V:.*]] = tfc.assign %2
    // CHECK: %[[W:.*]] = tfc.assign_sub %0
    // CHECK: tfc.with_dependencies %[[W]] after(%[[M]], %[[V]])
    %1 = tfc.apply_adam %w, %m, %v, %s, %s, %s, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  }
}

// -----

// Nesterov's Adam steps by beta1 m + (1 - beta1) g.
// CHECK-LABEL: @nadam
module @nadam {
  tfc.graph {
    %w = tfc.variable "w" : !tfc.variable<tensor<3xf32>>
    %m = tfc.variable "w/Nadam" : !tfc.variable<tensor<3xf32>>
    %v = tfc.variable "w/Nadam_1" : !tfc.variable<tensor<3xf32>>
    // CHECK: %[[G:.*]] = tfc.placeholder "g"
    %g = tfc.placeholder "g" : tensor<3xf32>
    %s = tfc.placeholder "s" : tensor<f32>
    // CHECK: %[[B1:.*]] = tfc.placeholder "b1"
    %b1 = tfc.placeholder "b1" : tensor<f32>
    // CHECK: tfc.assign %1, %[[M:.*]] :
    // CHECK: tfc.assign %2
    // CHECK: %[[KEPT:.*]] = tfc.mul %[[B1]], %[[M]]
    // CHECK: %[[REST:.*]] = tfc.sub %{{.*}}, %[[B1]]
    // CHECK: %[[NEW:.*]] = tfc.mul %[[REST]], %[[G]]
    // CHECK: tfc.add %[[KEPT]], %[[NEW]]
    %1 = tfc.apply_adam %w, %m, %v, %s, %s, %s, %b1, %s, %s, %g {use_nesterov = true} : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  }
}

// -----

// The usual power is a root; the old and the new accumulator have it both.
// CHECK-LABEL: @ftrl
module @ftrl {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<f32>>
    %a = tfc.variable "a" : !tfc.variable<tensor<f32>>
    %b = tfc.variable "b" : !tfc.variable<tensor<f32>>
    %g = tfc.placeholder "g" : tensor<f32>
    %s = tfc.placeholder "s" : tensor<f32>
    // CHECK-NOT: tfc.pow
    // CHECK: %[[OLD:.*]] = tfc.sqrt
    // CHECK: %[[NEW:.*]] = tfc.sqrt
    // CHECK: tfc.sub %[[NEW]], %[[OLD]]
    // CHECK-NOT: tfc.pow
    // CHECK: tfc.group
    %1 = tfc.apply_ftrl %v, %a, %b, %g, %s, %s, %s : (!tfc.variable<tensor<f32>>, !tfc.variable<tensor<f32>>, !tfc.variable<tensor<f32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
    tfc.group %1 : tensor<f32>
    // CHECK: %[[POWER:.*]] = tfc.constant dense<0.69
    // CHECK: tfc.pow %{{.*}}, %[[POWER]]
    // CHECK: tfc.pow
    %2 = tfc.apply_ftrl %v, %a, %b, %g, %s, %s, %s {lr_power = -0.7 : f64} : (!tfc.variable<tensor<f32>>, !tfc.variable<tensor<f32>>, !tfc.variable<tensor<f32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  }
}

// -----

// A count of steps keeps its type and is converted where it is used.
// CHECK-LABEL: @adagrad_da
module @adagrad_da {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    %a = tfc.variable "a" : !tfc.variable<tensor<3xf32>>
    %b = tfc.variable "b" : !tfc.variable<tensor<3xf32>>
    %g = tfc.placeholder "g" : tensor<3xf32>
    %s = tfc.placeholder "s" : tensor<f32>
    // CHECK: %[[T:.*]] = tfc.placeholder "t"
    %t = tfc.placeholder "t" : tensor<i64>
    // CHECK: tfc.cast %[[T]] {{.*}} -> tensor<f32>
    %1 = tfc.apply_adagrad_da %v, %a, %b, %g, %s, %s, %s, %t : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<i64>) -> tensor<3xf32>
  }
}

// -----

// Every optimiser goes.
// CHECK-LABEL: @others
module @others {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    %a = tfc.variable "a" : !tfc.variable<tensor<3xf32>>
    %b = tfc.variable "b" : !tfc.variable<tensor<3xf32>>
    %c = tfc.variable "c" : !tfc.variable<tensor<3xf32>>
    %g = tfc.placeholder "g" : tensor<3xf32>
    %s = tfc.placeholder "s" : tensor<f32>
    // CHECK-NOT: tfc.apply
    %1 = tfc.apply_adagrad %v, %a, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %2 = tfc.apply_adadelta %v, %a, %b, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %3 = tfc.apply_rms_prop %v, %a, %b, %s, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %4 = tfc.apply_centered_rms_prop %v, %a, %b, %c, %s, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %6 = tfc.apply_ada_max %v, %a, %b, %s, %s, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %7 = tfc.apply_proximal_gradient_descent %v, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %8 = tfc.apply_proximal_adagrad %v, %a, %s, %s, %s, %g : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
    %5 = tfc.apply_ftrl %v, %a, %b, %g, %s, %s, %s : (!tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, !tfc.variable<tensor<3xf32>>, tensor<3xf32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<3xf32>
  }
}
