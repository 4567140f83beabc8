// tf.train.*Optimizer: slots, one update op for each variable, the group.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Groups.h"
#include "frontend/text/builtins/Training.h"
#include "frontend/text/builtins/Variables.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

/// Makes the op from its arguments in order.
using UpdateMaker = Value (*)(const OpMaker &, ArrayRef<Value>);

/// The maker of one op: takes as many arguments as it has.
template <auto maker>
struct Update;
template <typename... Arguments, Value (OpMaker::*maker)(Arguments...) const>
struct Update<maker> {
  static Value make(const OpMaker &make, ArrayRef<Value> arguments) {
    return expand(make, arguments, std::index_sequence_for<Arguments...>());
  }
  template <size_t... I>
  static Value expand(const OpMaker &make, ArrayRef<Value> arguments,
                      std::index_sequence<I...>) {
    assert(arguments.size() == sizeof...(I) && "an operand for each argument");
    return (make.*maker)(arguments[I]...);
  }
};

namespace {
/// How an optimiser's update op is called. Operands of the op are the variable,
/// the slots, `before`, the numbers in order, and the gradient at `gradientAt`
/// of the numbers.
struct OptimizerKind {
  StringRef function;             // "tf.train.AdamOptimizer"
  StringRef name;                 // "Adam", of the slots and the group
  UpdateMaker make;               // makes the update op
  StringRef node;                 // "ApplyAdam"
  std::vector<double> slots;      // initial values; NaN: accumulator's argument
  std::vector<StringRef> numbers; // parameters that become scalar operands
  unsigned gradientAt;            // index of the gradient among the numbers
};

struct Optimizer : Object {
  StringRef className() const override { return "Optimizer"; }
  const OptimizerKind *kind;
  std::string name;
  std::vector<Value> numbers; // by kind->numbers
  std::vector<double> slots;  // initial values
  Value flag;                 // use_nesterov
  VariableObject *powers[2] = {};
};
} // namespace

static const std::vector<OptimizerKind> &optimizerKinds() {
  static const std::vector<OptimizerKind> kinds = {
      {"tf.train.GradientDescentOptimizer",
       "GradientDescent",
       Update<&OpMaker::apply_gradient_descent>::make,
       "ApplyGradientDescent",
       {},
       {"learning_rate"},
       1},
      {"tf.train.MomentumOptimizer",
       "Momentum",
       Update<&OpMaker::apply_momentum>::make,
       "ApplyMomentum",
       {0},
       {"learning_rate", "momentum"},
       2},
      {"tf.train.AdagradOptimizer",
       "Adagrad",
       Update<&OpMaker::apply_adagrad>::make,
       "ApplyAdagrad",
       {0.1},
       {"learning_rate"},
       1},
      {"tf.train.AdadeltaOptimizer",
       "Adadelta",
       Update<&OpMaker::apply_adadelta>::make,
       "ApplyAdadelta",
       {0, 0},
       {"learning_rate", "rho", "epsilon"},
       3},
      {"tf.train.RMSPropOptimizer",
       "RMSProp",
       Update<&OpMaker::apply_rms_prop>::make,
       "ApplyRMSProp",
       {1, 0},
       {"learning_rate", "decay", "momentum", "epsilon"},
       4},
      {"centered",
       "RMSProp",
       Update<&OpMaker::apply_centered_rms_prop>::make,
       "ApplyCenteredRMSProp",
       {1, 0, 0},
       {"learning_rate", "decay", "momentum", "epsilon"},
       4},
      {"tf.train.AdamOptimizer",
       "Adam",
       Update<&OpMaker::apply_adam>::make,
       "ApplyAdam",
       {0, 0},
       {"learning_rate", "beta1", "beta2", "epsilon"},
       4},
      {"tf.train.FtrlOptimizer",
       "Ftrl",
       Update<&OpMaker::apply_ftrl>::make,
       "ApplyFtrl",
       {0.1, 0},
       {"learning_rate", "l1_regularization_strength",
        "l2_regularization_strength"},
       0},
  };
  return kinds;
}

static Value makeOptimizer(Evaluator &ev, Call &call) {
  auto *optimizer = ev.heap.makeObject<Optimizer>();
  bool isCentered =
      call.function() == "tf.train.RMSPropOptimizer" && call.flag("centered");
  for (const OptimizerKind &kind : optimizerKinds())
    if (kind.function == (isCentered ? "centered" : call.function()))
      optimizer->kind = &kind;
  const OptimizerKind &kind = *optimizer->kind;
  optimizer->name = call.name.text.empty() || call.name.isHint
                        ? kind.name.str()
                        : call.name.text.str();
  optimizer->slots = kind.slots;
  for (StringRef number : kind.numbers) {
    const Value &value = call[number];
    if (!value.isTensorLike())
      call.number(number);
    optimizer->numbers.push_back(value);
  }
  if (kind.name == "Momentum")
    optimizer->flag = Value::of(call.flag("use_nesterov"));
  if (kind.name == "Ftrl" &&
      !isEqual(call["learning_rate_power"], Value::of(-0.5)))
    call.error("learning_rate_power", "learning_rate_power must be -0.5");
  if (kind.name == "Adagrad" || kind.name == "Ftrl")
    optimizer->slots[0] = call.number("initial_accumulator_value");
  return Value::of(static_cast<Object *>(optimizer));
}

/// Runs `body` at the root of names and outside of all scopes and branches,
/// where TensorFlow makes slots.
template <typename Body>
static auto atRoot(Evaluator &ev, Body body) {
  std::string outer = ev.graph.names.enterFull("");
  auto scopes = std::exchange(ev.graph.controlScopes, {});
  auto result = [&] {
    Graph::TopScope top(ev.graph);
    return body();
  }();
  ev.graph.controlScopes = std::move(scopes);
  ev.graph.names.leave(outer);
  return result;
}

/// A variable <primary>/<Optimizer> of the primary's shape.
static VariableObject *makeSlot(Evaluator &ev, Optimizer &optimizer,
                                const Value &primary, double initial,
                                SMLoc loc) {
  return atRoot(ev, [&] {
    VariableSpec spec;
    spec.fullName = ev.graph.names.claimFull(primary.asVariable()->name + "/" +
                                             optimizer.name);
    spec.trainable = false;
    mlir::RankedTensorType type = ev.typeOf(primary);
    mlir::DenseElementsAttr element =
        ev.toElements(Value::of(initial), type.getElementType(), loc, "slot");
    if (!ev.hasFailed())
      element = element.resizeSplat(type);
    spec.initialValue = Value::tensor(ev.graph.constant(
        element, {StringRef(spec.fullName + "/Initializer/Const")}));
    return makeVariable(ev, spec, loc);
  });
}

/// beta1_power and beta2_power: one pair for an optimiser.
static void makePowers(Evaluator &ev, Optimizer &optimizer, mlir::Type dtype,
                       SMLoc loc) {
  for (unsigned i = 0; i < 2; ++i) {
    if (optimizer.powers[i])
      continue;
    optimizer.powers[i] = atRoot(ev, [&] {
      VariableSpec spec;
      spec.fullName = ev.graph.names.claim({i ? "beta2_power" : "beta1_power"});
      spec.trainable = false;
      spec.dtype = dtype;
      spec.initialValue = optimizer.numbers[1 + i];
      return makeVariable(ev, spec, loc);
    });
  }
}

/// The number as a tensor of this type: TensorFlow casts it.
static Value numberTensor(Evaluator &ev, const Value &number, mlir::Type dtype,
                          StringRef name, SMLoc loc) {
  Value value = number.isIntegral() ? Value::of(number.asFloat()) : number;
  Value result = Value::tensor(
      ev.toTensor(value, dtype, name, loc, "the optimizer's " + name));
  if (ev.rankOf(result) != 0)
    ev.error(loc, "shape mismatch: the optimizer's " + name +
                      " must be a scalar, its shape is " +
                      shapeText(ev.typeOf(result).getShape()));
  return ev.elementType(result) == dtype ? result
                                         : OpMaker(ev, loc).cast(result, dtype);
}

namespace {
struct GradientAndVariable {
  Value gradient, variable;
};
} // namespace

static Value apply(Evaluator &ev, Optimizer &optimizer,
                   ArrayRef<GradientAndVariable> pairs, const Value &globalStep,
                   NodeName name, SMLoc loc) {
  const OptimizerKind &kind = *optimizer.kind;
  Graph &graph = ev.graph;
  // All slots come first, as TensorFlow makes them.
  std::vector<std::vector<VariableObject *>> slots;
  bool isAdam = kind.name == "Adam";
  for (const GradientAndVariable &pair : pairs) {
    slots.emplace_back();
    for (double initial : optimizer.slots) {
      slots.back().push_back(
          makeSlot(ev, optimizer, pair.variable, initial, loc));
    }
  }
  if (isAdam)
    makePowers(ev, optimizer, ev.elementType(pairs.front().variable), loc);

  std::string full = graph.names.claim(
      name.text.empty() ? NodeName{StringRef(optimizer.name), false} : name);
  std::string outer = graph.names.enterFull(full);
  llvm::scope_exit leave([&] { graph.names.leave(outer); });
  llvm::DenseMap<mlir::Type, std::vector<Value>> numbersOf;
  std::vector<Value> updates;
  OpMaker make(ev, loc);
  for (auto [pair, slot] : llvm::zip(pairs, slots)) {
    mlir::Type dtype = ev.elementType(pair.variable);
    std::vector<Value> &numbers = numbersOf[dtype];
    for (size_t i = numbers.size(); i < kind.numbers.size(); ++i) {
      numbers.push_back(
          numberTensor(ev, optimizer.numbers[i], dtype, kind.numbers[i], loc));
    }
    std::vector<Value> operands = {pair.variable};
    // The op takes the mean gradient before the mean square, made first.
    if (kind.node == "ApplyCenteredRMSProp")
      std::swap(slot[0], slot[1]);
    for (VariableObject *s : slot)
      operands.push_back(Value::of(s));
    for (VariableObject *power : optimizer.powers)
      if (power) {
        operands.push_back(
            numberTensor(ev, Value::of(power), dtype, "power", loc));
      }
    for (size_t i = 0; i <= numbers.size(); ++i) {
      if (i == kind.gradientAt)
        operands.push_back(pair.gradient);
      if (i < numbers.size())
        operands.push_back(numbers[i]);
    }
    if (!optimizer.flag.isNone())
      operands.push_back(optimizer.flag);
    std::string inner =
        graph.names.enter("update_" + pair.variable.asVariable()->name);
    updates.push_back(kind.make(make.named(kind.node), operands));
    graph.names.leave(inner);
  }
  for (unsigned i = 0; i < 2; ++i)
    if (VariableObject *power = optimizer.powers[i]) {
      Value beta = numberTensor(ev, optimizer.numbers[1 + i],
                                ev.elementType(Value::of(power)), "beta", loc);
      Value product = make.named("mul").mul(Value::of(power), beta);
      updates.push_back(make.named("Assign").assign(power, product));
    }
  if (!globalStep.isNone()) {
    if (!globalStep.is(ValueKind::Variable))
      return ev.typeError(loc, "global_step", "a variable", globalStep);
    updates.push_back(make.named("AssignAdd").assign_add(globalStep, 1));
  }
  Value group = makeGroup(ev, updates, full, loc);
  if (name.isHint)
    graph.names.holdWeakly(full, group.asGraphValue().getDefiningOp());
  return group;
}

/// The variables to train: those given, else all trainable ones.
static std::vector<Value> variablesOf(Evaluator &ev, const Value &given) {
  std::vector<Value> result;
  if (!given.isNone())
    return flatten(given);
  for (VariableObject *variable : ev.graph.variables)
    if (variable->trainable)
      result.push_back(Value::of(variable));
  return result;
}

static std::vector<GradientAndVariable> computeGradients(Evaluator &ev,
                                                         Call &call) {
  std::vector<Value> variables = variablesOf(ev, call["var_list"]);
  if (variables.empty())
    return ev.error(call.loc, "no variables to optimize");
  for (const Value &variable : variables)
    if (!variable.is(ValueKind::Variable))
      return ev.typeError(call.loc, "an item of var_list", "a variable",
                          variable);
  if (!call["loss"].isTensorLike())
    return ev.typeError(call.locOf("loss"), "loss", "a tensor of floats",
                        call["loss"]);
  std::vector<Value> gradYs;
  if (call.has("grad_loss"))
    gradYs.push_back(call["grad_loss"]);
  std::string outer = ev.graph.names.enter("gradients");
  auto gradients = makeGradients(ev, {call["loss"]}, variables, gradYs,
                                 call.function().rsplit('.').second, call.loc);
  ev.graph.names.leave(outer);
  std::vector<GradientAndVariable> pairs;
  for (auto [gradient, variable] : llvm::zip(gradients, variables))
    pairs.push_back({gradient, variable});
  return pairs;
}

/// Drops variables without a gradient; an error if none has one.
static void keepConnected(Evaluator &ev,
                          std::vector<GradientAndVariable> &pairs, SMLoc loc) {
  llvm::erase_if(pairs, [](auto &pair) { return pair.gradient.isNone(); });
  if (pairs.empty())
    ev.error(loc, "No gradients provided for any variable: the loss depends on "
                  "none of them");
}

static Value minimize(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  auto pairs = computeGradients(ev, call);
  keepConnected(ev, pairs, call.loc);
  if (ev.hasFailed())
    return ev.graph.poison();
  return apply(ev, *optimizer, pairs, call["global_step"], call.name, call.loc);
}

static Value computeGradientsMethod(Evaluator &ev, Call &call) {
  std::vector<Value> result;
  for (const GradientAndVariable &pair : computeGradients(ev, call))
    result.push_back(ev.heap.makeTuple({pair.gradient, pair.variable}));
  return ev.heap.makeList(std::move(result));
}

/// A gradient as a tensor that fits its variable; None stays.
static Value givenGradient(Evaluator &ev, const Value &gradient,
                           const Value &variable, SMLoc loc) {
  if (gradient.isNone())
    return gradient;
  Value tensor =
      Value::tensor(ev.toTensor(gradient, ev.elementType(variable), "gradient",
                                loc, "apply_gradients: a gradient"));
  if (mlir::failed(
          mlir::verifyCompatibleShape(ev.typeOf(tensor), ev.typeOf(variable))))
    ev.error(loc, "shape mismatch: a gradient of shape " +
                      shapeText(ev.typeOf(tensor).getShape()) +
                      " for variable '" + variable.asVariable()->name +
                      "' of shape " +
                      shapeText(ev.typeOf(variable).getShape()));
  return tensor;
}

static Value applyGradients(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  std::vector<GradientAndVariable> pairs;
  for (const Value &item : ev.iterate(call["grads_and_vars"], call.loc)) {
    if (!item.isSequence() || item.items().size() != 2 ||
        !item.items()[1].is(ValueKind::Variable))
      return ev.typeError(call.loc, "apply_gradients: an item",
                          "a pair of gradient and variable", item);
    const Value &variable = item.items()[1];
    pairs.push_back(
        {givenGradient(ev, item.items()[0], variable, call.loc), variable});
  }
  keepConnected(ev, pairs, call.loc);
  if (ev.hasFailed())
    return ev.graph.poison();
  return apply(ev, *optimizer, pairs, call["global_step"], call.name, call.loc);
}

void tfc::text::addOptimizers(FunctionTable &table) {
  table.add(
      {"tf.train.GradientDescentOptimizer(learning_rate, use_locking=False)",
       "tf.train.MomentumOptimizer(learning_rate, momentum, "
       "use_locking=False, use_nesterov=False)",
       "tf.train.AdagradOptimizer(learning_rate, "
       "initial_accumulator_value=0.1, use_locking=False)",
       "tf.train.AdadeltaOptimizer(learning_rate=0.001, rho=0.95, "
       "epsilon=1e-8, use_locking=False)",
       "tf.train.RMSPropOptimizer(learning_rate, decay=0.9, momentum=0.0, "
       "epsilon=1e-10, use_locking=False, centered=False)",
       "tf.train.AdamOptimizer(learning_rate=0.001, beta1=0.9, beta2=0.999, "
       "epsilon=1e-8, use_locking=False)",
       "tf.train.FtrlOptimizer(learning_rate, learning_rate_power=-0.5, "
       "initial_accumulator_value=0.1, l1_regularization_strength=0.0, "
       "l2_regularization_strength=0.0, use_locking=False)"},
      makeOptimizer);
  table.add("Optimizer.minimize(self, loss, global_step=None, var_list=None, "
            "gate_gradients=1, aggregation_method=None, "
            "colocate_gradients_with_ops=False, grad_loss=None)",
            minimize);
  table.add("Optimizer.compute_gradients(self, loss, var_list=None, "
            "gate_gradients=1, aggregation_method=None, "
            "colocate_gradients_with_ops=False, grad_loss=None)",
            computeGradientsMethod);
  table.add("Optimizer.apply_gradients(self, grads_and_vars, "
            "global_step=None)",
            applyGradients);
}
