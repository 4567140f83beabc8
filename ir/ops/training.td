//===- training.td - One update of a variable by an optimiser ------------===//
//
// TensorFlow's Apply... ops (core/kernels/training_ops.cc). passes/train turns
// each into reads, arithmetic and assigns. The result is the variable's new
// value. Numbers such as the learning rate are scalar tensors.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_TRAINING_TD
#define TFC_OPS_TRAINING_TD

include "ir/OpClasses.td"

class Tfc_ApplyOp<string m> : Tfc_StructuralOp<m, [MemoryEffects<[MemRead<Tfc_VariableState>, MemWrite<Tfc_VariableState>]>]> {
  let results = (outs Tensor:$updated);
  let infer = "variableValue";
  let notDifferentiable = "an effect";
}
def Tfc_ApplyGradientDescentOp : Tfc_ApplyOp<"apply_gradient_descent"> {
  let summary = "v -= lr * g";
  let arguments = (ins Tfc_VariableType:$variable, FloatTensor:$lr, FloatTensor:$gradient);
  let tf = TensorFlow<"ApplyGradientDescent">;
  let tfAlso = [OnResources<"ResourceApplyGradientDescent">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.GradientDescentOptimizer(0.1), x)", "ref.train('GradientDescent', x, lr=0.1)">];
}
def Tfc_ApplyMomentumOp : Tfc_ApplyOp<"apply_momentum"> {
  let summary = "a = a*mu + g; v -= lr*a, or with Nesterov v -= lr*g + lr*mu*a";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    FloatTensor:$lr, FloatTensor:$momentum, FloatTensor:$gradient,
    DefaultValuedAttr<BoolAttr, "false">:$use_nesterov);
  let tf = TensorFlow<"ApplyMomentum", ["$3=gradient", "$4=momentum"]>;
  let tfAlso = [OnResources<"ResourceApplyMomentum", ["$3=gradient", "$4=momentum"]>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.MomentumOptimizer(0.1, 0.9), x)", "ref.train('Momentum', x, lr=0.1, mu=0.9)">,
    Example<"x=f32[2]", "ref_train(tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True), x)", "ref.train('Nesterov', x, lr=0.1, mu=0.9)">];
}
def Tfc_ApplyAdagradOp : Tfc_ApplyOp<"apply_adagrad"> {
  let summary = "a += g^2; v -= lr*g/sqrt(a)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    FloatTensor:$lr, FloatTensor:$gradient);
  let tf = TensorFlow<"ApplyAdagrad">;
  let tfAlso = [OnResources<"ResourceApplyAdagrad">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdagradOptimizer(0.1), x)", "ref.train('Adagrad', x, lr=0.1)">];
}
def Tfc_ApplyAdadeltaOp : Tfc_ApplyOp<"apply_adadelta"> {
  let summary = "a = rho*a + (1-rho)*g^2; u = sqrt(au+eps)/sqrt(a+eps)*g; v -= lr*u; au = rho*au + (1-rho)*u^2";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    Tfc_VariableType:$accumulated_update, FloatTensor:$lr, FloatTensor:$rho,
    FloatTensor:$epsilon, FloatTensor:$gradient);
  let tf = TensorFlow<"ApplyAdadelta">;
  let tfAlso = [OnResources<"ResourceApplyAdadelta">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdadeltaOptimizer(0.1), x)", "ref.train('Adadelta', x, lr=0.1)">];
}
def Tfc_ApplyRMSPropOp : Tfc_ApplyOp<"apply_rms_prop"> {
  let summary = "ms += (g^2-ms)(1-rho); mom = mu*mom + lr*g/sqrt(ms+eps); v -= mom";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$mean_square,
    Tfc_VariableType:$momentum_slot, FloatTensor:$lr, FloatTensor:$rho,
    FloatTensor:$momentum, FloatTensor:$epsilon, FloatTensor:$gradient);
  let tf = TensorFlow<"ApplyRMSProp">;
  let tfAlso = [OnResources<"ResourceApplyRMSProp">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.RMSPropOptimizer(0.1, momentum=0.5), x)", "ref.train('RMSProp', x, lr=0.1, mu=0.5)">];
}
def Tfc_ApplyCenteredRMSPropOp : Tfc_ApplyOp<"apply_centered_rms_prop"> {
  let summary = "RMSProp with mg += (g-mg)(1-rho), denominator sqrt(ms - mg^2 + eps)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$mean_gradient,
    Tfc_VariableType:$mean_square, Tfc_VariableType:$momentum_slot, FloatTensor:$lr,
    FloatTensor:$rho, FloatTensor:$momentum, FloatTensor:$epsilon, FloatTensor:$gradient);
  let tf = TensorFlow<"ApplyCenteredRMSProp">;
  let tfAlso = [OnResources<"ResourceApplyCenteredRMSProp">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.RMSPropOptimizer(0.1, centered=True), x)", "ref.train('CenteredRMSProp', x, lr=0.1)">];
}
def Tfc_ApplyAdamOp : Tfc_ApplyOp<"apply_adam"> {
  let summary = "alpha = lr*sqrt(1-b2^t)/(1-b1^t); m += (g-m)(1-b1); u += (g^2-u)(1-b2); v -= alpha*m/(sqrt(u)+eps)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$m, Tfc_VariableType:$v,
    FloatTensor:$beta1_power, FloatTensor:$beta2_power, FloatTensor:$lr,
    FloatTensor:$beta1, FloatTensor:$beta2, FloatTensor:$epsilon, FloatTensor:$gradient);
  let tf = TensorFlow<"ApplyAdam">;
  let tfAlso = [OnResources<"ResourceApplyAdam">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdamOptimizer(0.1), x)", "ref.train('Adam', x, lr=0.1)">];
}
def Tfc_ApplyFtrlOp : Tfc_ApplyOp<"apply_ftrl"> {
  let summary = "n' = n+g^2; z += g - (sqrt(n')-sqrt(n))/lr*v; v = |z|>l1 ? (l1*sign(z)-z)/(sqrt(n')/lr+2*l2) : 0";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    Tfc_VariableType:$linear, FloatTensor:$gradient, FloatTensor:$lr, FloatTensor:$l1, FloatTensor:$l2);
  let tf = Custom<"ApplyFtrl">;
  let tfAlso = [Custom<"ResourceApplyFtrl">];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.FtrlOptimizer(0.1), x)", "ref.train('Ftrl', x, lr=0.1)">];
}

#endif // TFC_OPS_TRAINING_TD
