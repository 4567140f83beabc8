// tf.train.*Optimizer: slots, one update op for each variable, the group.
#include "frontend/text/builtins/Training.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {
/// How an optimiser's update op is called. Operands of the op are the variable,
/// the slots, `before`, the numbers in order, and the gradient at `gradientAt`
/// of the numbers.
struct OptimizerKind {
  StringRef function;             // "tf.train.AdamOptimizer"
  StringRef name;                 // "Adam", of the slots and the group
  StringRef op;                   // "apply_adam"
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
       "apply_gradient_descent",
       "ApplyGradientDescent",
       {},
       {"learning_rate"},
       1},
      {"tf.train.MomentumOptimizer",
       "Momentum",
       "apply_momentum",
       "ApplyMomentum",
       {0},
       {"learning_rate", "momentum"},
       2},
      {"tf.train.AdagradOptimizer",
       "Adagrad",
       "apply_adagrad",
       "ApplyAdagrad",
       {0.1},
       {"learning_rate"},
       1},
      {"tf.train.AdadeltaOptimizer",
       "Adadelta",
       "apply_adadelta",
       "ApplyAdadelta",
       {0, 0},
       {"learning_rate", "rho", "epsilon"},
       3},
      {"tf.train.RMSPropOptimizer",
       "RMSProp",
       "apply_rms_prop",
       "ApplyRMSProp",
       {1, 0},
       {"learning_rate", "decay", "momentum", "epsilon"},
       4},
      {"centered",
       "RMSProp",
       "apply_centered_rms_prop",
       "ApplyCenteredRMSProp",
       {1, 0, 0},
       {"learning_rate", "decay", "momentum", "epsilon"},
       4},
      {"tf.train.AdamOptimizer",
       "Adam",
       "apply_adam",
       "ApplyAdam",
       {0, 0},
       {"learning_rate", "beta1", "beta2", "epsilon"},
       4},
      {"tf.train.FtrlOptimizer",
       "Ftrl",
       "apply_ftrl",
       "ApplyFtrl",
       {0.1, 0},
       {"learning_rate", "l1_regularization_strength",
        "l2_regularization_strength"},
       0},
  };
  return kinds;
}

static Result makeOptimizer(Evaluator &ev, Call &call) {
  auto *optimizer = ev.heap.makeObject<Optimizer>();
  bool isCentered = false;
  if (call.function() == "tf.train.RMSPropOptimizer") {
    FailureOr<bool> centered =
        ev.toBool(call["centered"], call.locOf("centered"),
                  call.function() + ": centered");
    if (failed(centered))
      return failure();
    isCentered = *centered;
  }
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
    if (!value.isTensorLike() &&
        failed(ev.toDouble(value, call.locOf(number),
                           call.function() + ": '" + number + "'")))
      return failure();
    optimizer->numbers.push_back(value);
  }
  if (kind.name == "Momentum") {
    FailureOr<bool> nesterov =
        ev.toBool(call["use_nesterov"], call.locOf("use_nesterov"),
                  call.function() + ": use_nesterov");
    if (failed(nesterov))
      return failure();
    optimizer->flag = Value::of(*nesterov);
  }
  if (kind.name == "Ftrl" &&
      !isEqual(call["learning_rate_power"], Value::of(-0.5)))
    return ev.error(call.locOf("learning_rate_power"),
                    call.function() + ": learning_rate_power must be -0.5");
  if (kind.name == "Adagrad" || kind.name == "Ftrl") {
    FailureOr<double> initial =
        ev.toDouble(call["initial_accumulator_value"], call.loc,
                    call.function() + ": initial_accumulator_value");
    if (failed(initial))
      return failure();
    optimizer->slots[0] = *initial;
  }
  return Value::of(static_cast<Object *>(optimizer));
}

/// Runs `body` at the root of names and outside of all scopes and branches, where
/// TensorFlow makes slots.
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
static FailureOr<VariableObject *> makeSlot(Evaluator &ev, Optimizer &optimizer,
                                            const Value &primary,
                                            double initial, SMLoc loc) {
  return atRoot(ev, [&]() -> FailureOr<VariableObject *> {
    VariableSpec spec;
    spec.fullName = ev.graph.names.claimFull(primary.asVariable()->name + "/" +
                                             optimizer.name);
    spec.trainable = false;
    mlir::RankedTensorType type = ev.typeOf(primary);
    FailureOr<mlir::DenseElementsAttr> element =
        ev.toElements(Value::of(initial), type.getElementType(), loc, "slot");
    if (failed(element))
      return failure();
    FailureOr<mlir::Value> value =
        ev.graph.constant(element->resizeSplat(type),
                          {StringRef(spec.fullName + "/Initializer/Const")});
    if (failed(value))
      return failure();
    spec.initialValue = Value::tensor(*value);
    return makeVariable(ev, spec, loc);
  });
}

/// beta1_power and beta2_power: one pair for an optimiser.
static mlir::LogicalResult makePowers(Evaluator &ev, Optimizer &optimizer,
                                      mlir::Type dtype, SMLoc loc) {
  for (unsigned i = 0; i < 2; ++i) {
    if (optimizer.powers[i])
      continue;
    auto made = atRoot(ev, [&] {
      VariableSpec spec;
      spec.fullName = ev.graph.names.claim({i ? "beta2_power" : "beta1_power"});
      spec.trainable = false;
      spec.dtype = dtype;
      spec.initialValue = optimizer.numbers[1 + i];
      return makeVariable(ev, spec, loc);
    });
    if (failed(made))
      return failure();
    optimizer.powers[i] = *made;
  }
  return mlir::success();
}

/// The number as a tensor of this type: TensorFlow casts it.
static FailureOr<Value> numberTensor(Evaluator &ev, const Value &number,
                                     mlir::Type dtype, StringRef name,
                                     SMLoc loc) {
  Value value = number.isIntegral() ? Value::of(number.asFloat()) : number;
  FailureOr<mlir::Value> tensor =
      ev.toTensor(value, dtype, name, loc, "the optimizer's " + name);
  if (failed(tensor))
    return failure();
  Value result = Value::tensor(*tensor);
  if (ev.typeOf(result).getRank() != 0)
    return ev.error(loc, "shape mismatch: the optimizer's " + name +
                             " must be a scalar, its shape is " +
                             shapeText(ev.typeOf(result).getShape()));
  if (ev.elementType(result) == dtype)
    return result;
  return ev.op("cast", {result, Value::dtype(dtype)}, loc);
}

namespace {
struct GradientAndVariable {
  Value gradient, variable;
};
} // namespace

static Result apply(Evaluator &ev, Optimizer &optimizer,
                    ArrayRef<GradientAndVariable> pairs,
                    const Value &globalStep, NodeName name, SMLoc loc) {
  const OptimizerKind &kind = *optimizer.kind;
  Graph &graph = ev.graph;
  // All slots come first, as TensorFlow makes them.
  std::vector<std::vector<VariableObject *>> slots;
  bool isAdam = kind.name == "Adam";
  for (const GradientAndVariable &pair : pairs) {
    slots.emplace_back();
    for (double initial : optimizer.slots) {
      FailureOr<VariableObject *> slot =
          makeSlot(ev, optimizer, pair.variable, initial, loc);
      if (failed(slot))
        return failure();
      slots.back().push_back(*slot);
    }
  }
  if (isAdam && failed(makePowers(ev, optimizer,
                                  ev.elementType(pairs.front().variable), loc)))
    return failure();

  std::string full = graph.names.claim(
      name.text.empty() ? NodeName{StringRef(optimizer.name), false} : name);
  std::string outer = graph.names.enterFull(full);
  llvm::scope_exit leave([&] { graph.names.leave(outer); });
  llvm::DenseMap<mlir::Type, std::vector<Value>> numbersOf;
  std::vector<Value> updates;
  for (auto [pair, slot] : llvm::zip(pairs, slots)) {
    mlir::Type dtype = ev.elementType(pair.variable);
    std::vector<Value> &numbers = numbersOf[dtype];
    for (size_t i = numbers.size(); i < kind.numbers.size(); ++i) {
      FailureOr<Value> number =
          numberTensor(ev, optimizer.numbers[i], dtype, kind.numbers[i], loc);
      if (failed(number))
        return failure();
      numbers.push_back(*number);
    }
    std::vector<Value> operands = {pair.variable};
    // The op takes the mean gradient before the mean square, made first.
    if (kind.node == "ApplyCenteredRMSProp")
      std::swap(slot[0], slot[1]);
    for (VariableObject *s : slot)
      operands.push_back(Value::of(s));
    for (VariableObject *power : optimizer.powers)
      if (power) {
        Result value = numberTensor(ev, Value::of(power), dtype, "power", loc);
        if (failed(value))
          return failure();
        operands.push_back(*value);
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
    Result updated = ev.op(kind.op, operands, loc, kind.node);
    graph.names.leave(inner);
    if (failed(updated))
      return failure();
    updates.push_back(*updated);
  }
  for (unsigned i = 0; i < 2; ++i)
    if (VariableObject *power = optimizer.powers[i]) {
      FailureOr<Value> beta =
          numberTensor(ev, optimizer.numbers[1 + i],
                       ev.elementType(Value::of(power)), "beta", loc);
      Result product =
          failed(beta) ? Result(failure())
                       : ev.op("mul", {Value::of(power), *beta}, loc, "mul");
      Result assigned =
          failed(product)
              ? product
              : ev.op("assign", {Value::of(power), *product}, loc, "Assign");
      if (failed(assigned))
        return failure();
      updates.push_back(*assigned);
    }
  if (!globalStep.isNone()) {
    if (!globalStep.is(ValueKind::Variable))
      return ev.typeError(loc, "global_step", "a variable", globalStep);
    Result next = ev.op("assign_add", {globalStep, Value::of(int64_t(1))}, loc,
                        "AssignAdd");
    if (failed(next))
      return failure();
    updates.push_back(*next);
  }
  Result group = makeGroup(ev, updates, full, loc);
  if (!failed(group) && name.isHint)
    graph.names.holdWeakly(full, group->asGraphValue().getDefiningOp());
  return group;
}

/// The variables to train: those given, else all trainable ones.
static std::vector<Value> variablesOf(Evaluator &ev, const Value &given) {
  std::vector<Value> result;
  if (!given.isNone()) {
    flatten(given, result);
    return result;
  }
  for (VariableObject *variable : ev.graph.variables)
    if (variable->trainable)
      result.push_back(Value::of(variable));
  return result;
}

static FailureOr<std::vector<GradientAndVariable>>
computeGradients(Evaluator &ev, Call &call) {
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
  if (failed(gradients))
    return failure();
  std::vector<GradientAndVariable> pairs;
  for (auto [gradient, variable] : llvm::zip(*gradients, variables))
    pairs.push_back({gradient, variable});
  return pairs;
}

/// Drops variables without a gradient; an error if none has one.
static mlir::LogicalResult
keepConnected(Evaluator &ev, std::vector<GradientAndVariable> &pairs,
              SMLoc loc) {
  llvm::erase_if(pairs, [](auto &pair) { return pair.gradient.isNone(); });
  if (pairs.empty())
    return ev.error(loc, "No gradients provided for any variable: the loss "
                         "depends on none of them");
  return mlir::success();
}

static Result minimize(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  auto pairs = computeGradients(ev, call);
  if (failed(pairs) || failed(keepConnected(ev, *pairs, call.loc)))
    return failure();
  return apply(ev, *optimizer, *pairs, call["global_step"], call.name,
               call.loc);
}

static Result computeGradientsMethod(Evaluator &ev, Call &call) {
  auto pairs = computeGradients(ev, call);
  if (failed(pairs))
    return failure();
  std::vector<Value> result;
  for (const GradientAndVariable &pair : *pairs)
    result.push_back(ev.heap.makeTuple({pair.gradient, pair.variable}));
  return ev.heap.makeList(std::move(result));
}

static Result applyGradients(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  auto items = ev.iterate(call["grads_and_vars"], call.loc);
  if (failed(items))
    return failure();
  std::vector<GradientAndVariable> pairs;
  for (const Value &item : *items) {
    if (!item.isSequence() || item.items().size() != 2 ||
        !item.items()[1].is(ValueKind::Variable))
      return ev.typeError(call.loc, "apply_gradients: an item",
                          "a pair of gradient and variable", item);
    const Value &variable = item.items()[1];
    Value gradient = item.items()[0];
    if (!gradient.isNone()) {
      FailureOr<mlir::Value> tensor =
          ev.toTensor(gradient, ev.elementType(variable), "gradient", call.loc,
                      "apply_gradients: a gradient");
      if (failed(tensor))
        return failure();
      gradient = Value::tensor(*tensor);
      if (failed(mlir::verifyCompatibleShape(ev.typeOf(gradient),
                                             ev.typeOf(variable))))
        return ev.error(call.loc,
                        "shape mismatch: a gradient of shape " +
                            shapeText(ev.typeOf(gradient).getShape()) +
                            " for variable '" + variable.asVariable()->name +
                            "' of shape " +
                            shapeText(ev.typeOf(variable).getShape()));
    }
    pairs.push_back({gradient, variable});
  }
  if (failed(keepConnected(ev, pairs, call.loc)))
    return failure();
  return apply(ev, *optimizer, pairs, call["global_step"], call.name, call.loc);
}

void tfc::text::addOptimizerFunctions(FunctionTable &table) {
  for (const char *signature :
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
        "l2_regularization_strength=0.0, use_locking=False)"})
    table.add(signature, makeOptimizer);
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
