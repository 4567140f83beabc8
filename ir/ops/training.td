//===- training.td - One update of a variable by an optimiser ------------===//
//
// An optimiser is its def: TensorFlow's Apply... op (core/kernels/training_ops.cc),
// which updates one variable by its gradient, with these facets:
//
//   tf       its names in GraphDefs, for variables as references and as resources
//   slots    the variables that it keeps beside each variable that it trains
//   powers   the scalars that it keeps once
//   classes  the classes of tf.train that make it
//   update   the formula
//
// tools/tfc-tblgen/Optimizers.cpp generates from them what the text frontend and
// tfc-expand-optimizers need; the importer's table has the names as for any op.
// Operands are the variable, slots, powers, scalars such as the learning rate, and
// `gradient`, in TensorFlow's order. The result is the variable's new value.
//
// A worked example, Momentum:
//
//   let slots = [Slot<"accumulator", "momentum">];
//     Beside `w` stands w/Momentum, which begins with 0 and which
//     optimizer.get_slot(w, "momentum") gives.
//   let classes = [OptimizerClass<"tf.train.MomentumOptimizer(learning_rate:lr, momentum,
//                                  use_locking=False, use_nesterov=False)">];
//     The grammar is that of the facet `api`: the parameter learning_rate gives the
//     operand lr; what gives nothing of the op, as use_locking, is accepted.
//   let update = [
//     Assign<"accumulator", (Add (Mul $accumulator, $momentum), $gradient)>,
//     Subtract<"variable", (Mul $lr, $accumulator)>];
//     Steps go from top to bottom, and a name means the value that it has by then:
//     the second step takes the new accumulator.
//
// Formulas are elementwise in the variable, the slots and the gradient, so that an
// update of a few rows can be the same formula on these rows.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_TRAINING_TD
#define TFC_OPS_TRAINING_TD

include "ir/OpClasses.td"

//===----------------------------------------------------------------------===//
// The facets of optimisers
//===----------------------------------------------------------------------===//

// Steps of a formula. Let names a value. Assign gives the variable or a slot a new
// value, Subtract takes the value from it. The variable's own step is the last.
class UpdateStep<string n, dag v> {
  string name = n;
  dag value = v;
}
class Let<string n, dag v> : UpdateStep<n, v>;
class Assign<string n, dag v> : UpdateStep<n, v>;
class Subtract<string n, dag v> : UpdateStep<n, v>;

// (WhenSet $attribute, then, else): one of two values by a truth value of the op.
def WhenSet : Call<"">;
// (Just $x): the value itself, where a step has nothing to compute.
def Just : Call<"">;
// (NegatedPower $x, $attribute): x to the power of minus the attribute.
def NegatedPower : Call<"negatedPower">;

// A variable of the trained variable's type that the optimiser keeps beside it. The
// optimiser's `get_slot` knows it as `key`. In a checkpoint the slots of variable w
// are called, in the order of the list, w/<Name>, w/<Name>_1, ..., where <Name> is
// that of the optimiser. `initial` is a number, or the parameter that gives it.
class Slot<string o, string k, string i = "0"> {
  string operand = o;
  string key = k;
  string initial = i;
}

// A scalar variable of the optimiser, called as the operand that takes its value. It
// begins with the value of operand `base` and is multiplied by it after each update
// of all variables: beta1_power is beta1^t in update t.
class Power<string o, string b> {
  string operand = o;
  string base = b;
}

// A class of TensorFlow's: its constructor, the Python value of attributes which no
// parameter gives ("use_nesterov=True"), and where two ops serve one class the
// parameter that chooses this one: "centered", or "!centered". A class called
// XOptimizer calls its slots and its training op X.
class OptimizerClass<string s, list<string> f = [], string c = ""> {
  string signature = s;
  list<string> fixed = f;
  string condition = c;
}

class Tfc_ApplyOp<string m, string tensorflow, list<string> inputs = []>
    : Tfc_StructuralOp<m, [MemoryEffects<[MemRead<Tfc_VariableState>,
                                          MemWrite<Tfc_VariableState>]>]> {
  let results = (outs Tensor:$updated);
  let infer = "variableValue";
  let notDifferentiable = "an effect";
  let tf = TensorFlow<tensorflow, inputs>;
  let tfAlso = [OnResources<"Resource" # tensorflow, inputs>];
  list<Slot> slots = [];
  list<Power> powers = [];
  list<OptimizerClass> classes = [];
  list<UpdateStep> update = [];
}

//===----------------------------------------------------------------------===//
// The optimisers
//===----------------------------------------------------------------------===//

defvar One = Number<"1">;

def Tfc_ApplyGradientDescentOp : Tfc_ApplyOp<"apply_gradient_descent", "ApplyGradientDescent"> {
  let summary = "v -= lr * g";
  let arguments = (ins Tfc_VariableType:$variable, FloatTensor:$lr, FloatTensor:$gradient);
  let classes = [OptimizerClass<
    "tf.train.GradientDescentOptimizer(learning_rate:lr, use_locking=False)">];
  let update = [Subtract<"variable", (Mul $lr, $gradient)>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.GradientDescentOptimizer(0.1), x)", "ref.train('GradientDescent', x, lr=0.1)">];
}

def Tfc_ApplyMomentumOp : Tfc_ApplyOp<"apply_momentum", "ApplyMomentum", ["$3=gradient", "$4=momentum"]> {
  let summary = "a = a*mu + g; v -= lr*a, or with Nesterov v -= lr*g + lr*mu*a";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    FloatTensor:$lr, FloatTensor:$momentum, FloatTensor:$gradient,
    DefaultValuedAttr<BoolAttr, "false">:$use_nesterov);
  let slots = [Slot<"accumulator", "momentum">];
  let classes = [OptimizerClass<
    "tf.train.MomentumOptimizer(learning_rate:lr, momentum, use_locking=False, "
    "use_nesterov=False)">];
  let update = [
    Assign<"accumulator", (Add (Mul $accumulator, $momentum), $gradient)>,
    Subtract<"variable", (WhenSet $use_nesterov,
      (Add (Mul $lr, $gradient), (Mul (Mul $lr, $momentum), $accumulator)),
      (Mul $lr, $accumulator))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.MomentumOptimizer(0.1, 0.9), x)", "ref.train('Momentum', x, lr=0.1, mu=0.9)">,
    Example<"x=f32[2]", "ref_train(tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True), x)", "ref.train('Nesterov', x, lr=0.1, mu=0.9)">];
}

def Tfc_ApplyAdagradOp : Tfc_ApplyOp<"apply_adagrad", "ApplyAdagrad"> {
  let summary = "a += g^2 (if update_slots); v -= lr*g/sqrt(a)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    FloatTensor:$lr, FloatTensor:$gradient,
    DefaultValuedAttr<BoolAttr, "true">:$update_slots);
  let slots = [Slot<"accumulator", "accumulator", "initial_accumulator_value">];
  let classes = [OptimizerClass<
    "tf.train.AdagradOptimizer(learning_rate:lr, initial_accumulator_value=0.1, "
    "use_locking=False)">];
  let update = [
    Assign<"accumulator", (WhenSet $update_slots,
      (Add $accumulator, (Square $gradient)), $accumulator)>,
    Subtract<"variable", (RealDiv (Mul $lr, $gradient), (Sqrt $accumulator))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdagradOptimizer(0.1), x)", "ref.train('Adagrad', x, lr=0.1)">];
}

// Dual averaging (Duchi, Hazan, Singer 2011, section 5): the variable follows from
// the sums of the gradients alone. max(|s| - l1*t, 0) with the sign of s is s itself
// where l1 is 0, which TensorFlow tells apart.
def Tfc_ApplyAdagradDAOp : Tfc_ApplyOp<"apply_adagrad_da", "ApplyAdagradDA"> {
  let summary = "s += g; q += g^2; v = -lr*sign(s)*max(|s|-l1*t, 0)/(l2*t*lr + sqrt(q))";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$sum,
    Tfc_VariableType:$square_sum, FloatTensor:$gradient, FloatTensor:$lr, FloatTensor:$l1,
    FloatTensor:$l2, ShapeTensor:$global_step);
  let slots = [Slot<"sum", "gradient_accumulator">,
    Slot<"square_sum", "gradient_squared_accumulator", "initial_gradient_squared_accumulator_value">];
  let classes = [OptimizerClass<
    "tf.train.AdagradDAOptimizer(learning_rate:lr, global_step, "
    "initial_gradient_squared_accumulator_value=0.1, l1_regularization_strength:l1=0.0, "
    "l2_regularization_strength:l2=0.0, use_locking=False)">];
  let update = [
    Assign<"sum", (Add $sum, $gradient)>,
    Assign<"square_sum", (Add $square_sum, (Square $gradient))>,
    Let<"t", (Cast $global_step, $lr)>,
    Let<"shrunk", (Mul (Sign $sum), (Maximum (Sub (Abs $sum), (Mul $l1, $t)), Number<"0">))>,
    Assign<"variable", (RealDiv (Neg (Mul $lr, $shrunk)),
      (Add (Mul (Mul $l2, $t), $lr), (Sqrt $square_sum)))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdagradDAOptimizer(0.1, tf.train.get_or_create_global_step(), 0.2, 0.3, 0.4), x)", "ref.train('AdagradDA', x, lr=0.1, l1=0.3, l2=0.4)">];
}

def Tfc_ApplyAdadeltaOp : Tfc_ApplyOp<"apply_adadelta", "ApplyAdadelta"> {
  let summary = "a = rho*a + (1-rho)*g^2; u = sqrt(au+eps)/sqrt(a+eps)*g; v -= lr*u; au = rho*au + (1-rho)*u^2";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    Tfc_VariableType:$accumulated_update, FloatTensor:$lr, FloatTensor:$rho,
    FloatTensor:$epsilon, FloatTensor:$gradient);
  let slots = [Slot<"accumulator", "accum">, Slot<"accumulated_update", "accum_update">];
  let classes = [OptimizerClass<
    "tf.train.AdadeltaOptimizer(learning_rate:lr=0.001, rho=0.95, epsilon=1e-8, "
    "use_locking=False)">];
  let update = [
    Let<"rest", (Sub One, $rho)>,
    Assign<"accumulator", (Add (Mul $rho, $accumulator), (Mul $rest, (Square $gradient)))>,
    Let<"step", (Mul (RealDiv (Sqrt (Add $accumulated_update, $epsilon)),
                              (Sqrt (Add $accumulator, $epsilon))), $gradient)>,
    Assign<"accumulated_update",
      (Add (Mul $rho, $accumulated_update), (Mul $rest, (Square $step)))>,
    Subtract<"variable", (Mul $lr, $step)>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdadeltaOptimizer(0.1), x)", "ref.train('Adadelta', x, lr=0.1)">];
}

defvar RMSPropOptimizer = "tf.train.RMSPropOptimizer(learning_rate:lr, decay:rho=0.9, "
    "momentum=0.0, epsilon=1e-10, use_locking=False, centered=False)";

def Tfc_ApplyRMSPropOp : Tfc_ApplyOp<"apply_rms_prop", "ApplyRMSProp"> {
  let summary = "ms += (g^2-ms)(1-rho); mom = mu*mom + lr*g/sqrt(ms+eps); v -= mom";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$mean_square,
    Tfc_VariableType:$momentum_slot, FloatTensor:$lr, FloatTensor:$rho,
    FloatTensor:$momentum, FloatTensor:$epsilon, FloatTensor:$gradient);
  let slots = [Slot<"mean_square", "rms", "1">, Slot<"momentum_slot", "momentum">];
  let classes = [OptimizerClass<RMSPropOptimizer, [], "!centered">];
  let update = [
    Assign<"mean_square",
      (Add $mean_square, (Mul (Sub (Square $gradient), $mean_square), (Sub One, $rho)))>,
    Assign<"momentum_slot", (Add (Mul $momentum, $momentum_slot),
      (RealDiv (Mul $lr, $gradient), (Sqrt (Add $mean_square, $epsilon))))>,
    Subtract<"variable", (Just $momentum_slot)>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.RMSPropOptimizer(0.1, momentum=0.5), x)", "ref.train('RMSProp', x, lr=0.1, mu=0.5)">];
}

def Tfc_ApplyCenteredRMSPropOp : Tfc_ApplyOp<"apply_centered_rms_prop", "ApplyCenteredRMSProp"> {
  let summary = "RMSProp with mg += (g-mg)(1-rho), denominator sqrt(ms - mg^2 + eps)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$mean_gradient,
    Tfc_VariableType:$mean_square, Tfc_VariableType:$momentum_slot, FloatTensor:$lr,
    FloatTensor:$rho, FloatTensor:$momentum, FloatTensor:$epsilon, FloatTensor:$gradient);
  let slots = [Slot<"mean_square", "rms", "1">, Slot<"mean_gradient", "mg">,
    Slot<"momentum_slot", "momentum">];
  let classes = [OptimizerClass<RMSPropOptimizer, [], "centered">];
  let update = [
    Let<"rest", (Sub One, $rho)>,
    Assign<"mean_square",
      (Add $mean_square, (Mul (Sub (Square $gradient), $mean_square), $rest))>,
    Assign<"mean_gradient",
      (Add $mean_gradient, (Mul (Sub $gradient, $mean_gradient), $rest))>,
    Assign<"momentum_slot", (Add (Mul $momentum, $momentum_slot),
      (RealDiv (Mul $lr, $gradient),
        (Sqrt (Add (Sub $mean_square, (Square $mean_gradient)), $epsilon))))>,
    Subtract<"variable", (Just $momentum_slot)>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.RMSPropOptimizer(0.1, centered=True), x)", "ref.train('CenteredRMSProp', x, lr=0.1)">];
}

def Tfc_ApplyAdamOp : Tfc_ApplyOp<"apply_adam", "ApplyAdam"> {
  let summary = "alpha = lr*sqrt(1-b2^t)/(1-b1^t); m += (g-m)(1-b1); u += (g^2-u)(1-b2); v -= alpha*m/(sqrt(u)+eps), or with Nesterov b1*m + (1-b1)*g in place of m";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$m, Tfc_VariableType:$v,
    FloatTensor:$beta1_power, FloatTensor:$beta2_power, FloatTensor:$lr,
    FloatTensor:$beta1, FloatTensor:$beta2, FloatTensor:$epsilon, FloatTensor:$gradient,
    DefaultValuedAttr<BoolAttr, "false">:$use_nesterov);
  let slots = [Slot<"m", "m">, Slot<"v", "v">];
  let powers = [Power<"beta1_power", "beta1">, Power<"beta2_power", "beta2">];
  let classes = [
    OptimizerClass<"tf.train.AdamOptimizer(learning_rate:lr=0.001, beta1=0.9, beta2=0.999, "
                   "epsilon=1e-8, use_locking=False)">,
    OptimizerClass<"tf.contrib.opt.NadamOptimizer(learning_rate:lr=0.001, beta1=0.9, "
                   "beta2=0.999, epsilon=1e-8, use_locking=False)", ["use_nesterov=True"]>];
  let update = [
    Let<"alpha", (RealDiv (Mul $lr, (Sqrt (Sub One, $beta2_power))), (Sub One, $beta1_power))>,
    Assign<"m", (Add $m, (Mul (Sub $gradient, $m), (Sub One, $beta1)))>,
    Assign<"v", (Add $v, (Mul (Sub (Square $gradient), $v), (Sub One, $beta2)))>,
    Let<"ahead", (WhenSet $use_nesterov,
      (Add (Mul $beta1, $m), (Mul (Sub One, $beta1), $gradient)), $m)>,
    Subtract<"variable", (RealDiv (Mul $alpha, $ahead), (Add (Sqrt $v), $epsilon))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.AdamOptimizer(0.1), x)", "ref.train('Adam', x, lr=0.1)">,
    Example<"x=f32[2]", "ref_train(tf.contrib.opt.NadamOptimizer(0.1), x)", "ref.train('Nadam', x, lr=0.1)">];
}

def Tfc_ApplyAdaMaxOp : Tfc_ApplyOp<"apply_ada_max", "ApplyAdaMax"> {
  let summary = "m += (g-m)(1-b1); u = max(b2*u, |g|); v -= lr/(1-b1^t)*m/(u+eps)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$m, Tfc_VariableType:$v,
    FloatTensor:$beta1_power, FloatTensor:$lr, FloatTensor:$beta1, FloatTensor:$beta2,
    FloatTensor:$epsilon, FloatTensor:$gradient);
  let slots = [Slot<"m", "m">, Slot<"v", "v">];
  let powers = [Power<"beta1_power", "beta1">];
  let classes = [OptimizerClass<
    "tf.contrib.opt.AdaMaxOptimizer(learning_rate:lr=0.001, beta1=0.9, beta2=0.999, "
    "epsilon=1e-8, use_locking=False)">];
  let update = [
    Assign<"m", (Add $m, (Mul (Sub $gradient, $m), (Sub One, $beta1)))>,
    Assign<"v", (Maximum (Mul $beta2, $v), (Abs $gradient))>,
    Subtract<"variable", (Mul (RealDiv $lr, (Sub One, $beta1_power)),
      (RealDiv $m, (Add $v, $epsilon)))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.contrib.opt.AdaMaxOptimizer(0.1), x)", "ref.train('AdaMax', x, lr=0.1)">];
}

def Tfc_ApplyFtrlOp : Tfc_ApplyOp<"apply_ftrl", "ApplyFtrl", ["$7=lr_power"]> {
  let summary = "n' = n+g^2; z += g - (n'^-p - n^-p)/lr*v; v = |z|>l1 ? (l1*sign(z)-z)/(n'^-p/lr + 2*l2) : 0, where p is lr_power; with multiply_linear_by_lr z and l1 are lr times as large";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    Tfc_VariableType:$linear, FloatTensor:$gradient, FloatTensor:$lr, FloatTensor:$l1, FloatTensor:$l2,
    DefaultValuedAttr<F64Attr, "-0.5">:$lr_power,
    DefaultValuedAttr<BoolAttr, "false">:$multiply_linear_by_lr);
  let slots = [Slot<"accumulator", "accum", "initial_accumulator_value">, Slot<"linear", "linear">];
  let classes = [OptimizerClass<
    "tf.train.FtrlOptimizer(learning_rate:lr, learning_rate_power:lr_power=-0.5, "
    "initial_accumulator_value=0.1, l1_regularization_strength:l1=0.0, "
    "l2_regularization_strength:l2=0.0, use_locking=False)">];
  let update = [
    Let<"before", (NegatedPower $accumulator, $lr_power)>,
    Assign<"accumulator", (Add $accumulator, (Square $gradient))>,
    Let<"after", (NegatedPower $accumulator, $lr_power)>,
    Assign<"linear", (WhenSet $multiply_linear_by_lr,
      (Sub (Add $linear, (Mul $lr, $gradient)), (Mul (Sub $after, $before), $variable)),
      (Sub (Add $linear, $gradient), (Mul (RealDiv (Sub $after, $before), $lr), $variable)))>,
    Let<"limit", (WhenSet $multiply_linear_by_lr, (Mul $l1, $lr), $l1)>,
    Let<"curvature", (WhenSet $multiply_linear_by_lr,
      (Add $after, (Mul (Mul Number<"2">, $l2), $lr)),
      (Add (RealDiv $after, $lr), (Mul Number<"2">, $l2)))>,
    Assign<"variable", (Select (Greater (Abs $linear), $limit),
      (RealDiv (Sub (Mul $limit, (Sign $linear)), $linear), $curvature), Number<"0">)>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.FtrlOptimizer(0.1), x)", "ref.train('Ftrl', x, lr=0.1)">,
    Example<"x=f32[2]", "ref_train(tf.train.FtrlOptimizer(0.1, -0.7, 0.1, 0.3, 0.4), x)", "ref.train('Ftrl', x, lr=0.1, l1=0.3, l2=0.4, power=-0.7)">];
}

// A step down the gradient, then towards zero by as much as the regularisation asks
// (Duchi, Singer 2009). max(|p| - lr*l1, 0) with the sign of p is p itself where l1
// is 0, which TensorFlow tells apart.
def Tfc_ApplyProximalGradientDescentOp : Tfc_ApplyOp<"apply_proximal_gradient_descent", "ApplyProximalGradientDescent"> {
  let summary = "p = v - lr*g; v = sign(p)*max(|p|-lr*l1, 0)/(1+lr*l2)";
  let arguments = (ins Tfc_VariableType:$variable, FloatTensor:$lr, FloatTensor:$l1,
    FloatTensor:$l2, FloatTensor:$gradient);
  let classes = [OptimizerClass<
    "tf.train.ProximalGradientDescentOptimizer(learning_rate:lr, "
    "l1_regularization_strength:l1=0.0, l2_regularization_strength:l2=0.0, use_locking=False)">];
  let update = [
    Let<"p", (Sub $variable, (Mul $lr, $gradient))>,
    Assign<"variable", (RealDiv
      (Mul (Sign $p), (Maximum (Sub (Abs $p), (Mul $lr, $l1)), Number<"0">)),
      (Add One, (Mul $lr, $l2)))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.ProximalGradientDescentOptimizer(0.1, 0.3, 0.4), x)", "ref.train('ProximalGradientDescent', x, lr=0.1, l1=0.3, l2=0.4)">];
}

def Tfc_ApplyProximalAdagradOp : Tfc_ApplyOp<"apply_proximal_adagrad", "ApplyProximalAdagrad"> {
  let summary = "a += g^2; r = lr/sqrt(a); p = v - r*g; v = sign(p)*max(|p|-r*l1, 0)/(1+r*l2)";
  let arguments = (ins Tfc_VariableType:$variable, Tfc_VariableType:$accumulator,
    FloatTensor:$lr, FloatTensor:$l1, FloatTensor:$l2, FloatTensor:$gradient);
  let slots = [Slot<"accumulator", "accumulator", "initial_accumulator_value">];
  let classes = [OptimizerClass<
    "tf.train.ProximalAdagradOptimizer(learning_rate:lr, initial_accumulator_value=0.1, "
    "l1_regularization_strength:l1=0.0, l2_regularization_strength:l2=0.0, use_locking=False)">];
  let update = [
    Assign<"accumulator", (Add $accumulator, (Square $gradient))>,
    Let<"rate", (RealDiv $lr, (Sqrt $accumulator))>,
    Let<"p", (Sub $variable, (Mul $rate, $gradient))>,
    Assign<"variable", (RealDiv
      (Mul (Sign $p), (Maximum (Sub (Abs $p), (Mul $rate, $l1)), Number<"0">)),
      (Add One, (Mul $rate, $l2)))>];
  let examples = [Example<"x=f32[2]", "ref_train(tf.train.ProximalAdagradOptimizer(0.1, 0.1, 0.3, 0.4), x)", "ref.train('ProximalAdagrad', x, lr=0.1, l1=0.3, l2=0.4)">];
}

#endif // TFC_OPS_TRAINING_TD
