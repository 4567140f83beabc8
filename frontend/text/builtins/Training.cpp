// tf.gradients and what surrounds optimisers: clipping, decay, global steps.
#include "frontend/text/builtins/Training.h"

#include "mlir/IR/TypeUtilities.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

/// Whether a gradient flows to tensors of this type, or of this element type.
static bool isDifferentiable(mlir::Type type) {
  return llvm::isa<mlir::FloatType, mlir::ComplexType>(
      mlir::getElementTypeOrSelf(type));
}

llvm::DenseSet<mlir::Value> tfc::text::dependencies(ArrayRef<mlir::Value> ys) {
  llvm::DenseSet<mlir::Value> seen;
  llvm::SmallVector<mlir::Value> work(ys);
  while (!work.empty()) {
    mlir::Value value = work.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    mlir::Operation *op = value.getDefiningOp();
    StringRef name = op->getName().getStringRef();
    if (name == "tfc.stop_gradient")
      continue;
    // What a loop or a conditional holds counts as it does.
    op->walk([&](mlir::Operation *part) {
      if (part->getName().getStringRef() == "tfc.read_variable")
        seen.insert(part->getOperand(0));
      for (mlir::Value operand : part->getOperands())
        if (isDifferentiable(operand.getType()) && operand.getDefiningOp() &&
            !op->isProperAncestor(operand.getDefiningOp()))
          work.push_back(operand);
    });
  }
  return seen;
}

FailureOr<std::vector<Value>>
tfc::text::makeGradients(Evaluator &ev, ArrayRef<Value> ys, ArrayRef<Value> xs,
                         ArrayRef<Value> gradYs, StringRef function,
                         SMLoc loc) {
  Graph &graph = ev.graph;
  llvm::SmallVector<mlir::Value> yValues, operands, gradValues;
  for (const Value &y : ys) {
    FailureOr<mlir::Value> value =
        ev.toTensor(y, {}, "ys", loc, function + ": what is differentiated");
    if (failed(value))
      return failure();
    if (!isDifferentiable(value->getType()))
      return ev.error(loc,
                      "type mismatch: " + function +
                          ": what is differentiated must be a tensor of "
                          "floats, not of " +
                          dtypeName(ev.elementType(Value::tensor(*value))));
    if (gradYs.empty() &&
        llvm::isa<mlir::ComplexType>(ev.elementType(Value::tensor(*value))))
      return ev.error(loc, "type mismatch: " + function +
                               ": a gradient of complex numbers needs grad_ys");
    yValues.push_back(*value);
  }
  if (yValues.empty())
    return ev.error(loc, function + ": nothing to differentiate");
  for (auto [i, gradY] : llvm::enumerate(gradYs)) {
    mlir::Type type = ev.elementType(Value::tensor(yValues[i]));
    FailureOr<mlir::Value> value =
        ev.toTensor(gradY, type, "grad_ys", loc, function + ": grad_ys");
    if (failed(value))
      return failure();
    auto gradType = llvm::cast<mlir::RankedTensorType>(value->getType());
    auto yType = llvm::cast<mlir::RankedTensorType>(yValues[i].getType());
    if (gradType.getElementType() != type ||
        failed(
            mlir::verifyCompatibleShape(gradType.getShape(), yType.getShape())))
      return ev.error(loc, "shape mismatch: " + function + ": grad_ys is " +
                               dtypeName(gradType.getElementType()) +
                               shapeText(gradType.getShape()) + ", ys " +
                               dtypeName(type) + shapeText(yType.getShape()));
    gradValues.push_back(*value);
  }

  // What no y depends on has no gradient; tfc.gradients never sees it.
  llvm::DenseSet<mlir::Value> reached = dependencies(yValues);
  llvm::SmallVector<mlir::Value> xValues;
  llvm::SmallVector<mlir::Type> types;
  std::vector<bool> isConnected;
  for (const Value &x : xs) {
    if (!x.isTensorLike())
      return ev.typeError(loc, function + ": what is differentiated by",
                          "a tensor or a variable", x);
    mlir::Value value =
        x.is(ValueKind::Variable) ? x.asVariable()->handle : x.asGraphValue();
    bool connected = reached.contains(value) &&
                     isDifferentiable(ev.elementType(x));
    isConnected.push_back(connected);
    if (!connected)
      continue;
    xValues.push_back(value);
    types.push_back(ev.typeOf(x));
  }
  std::vector<Value> gradients(xs.size());
  if (xValues.empty())
    return gradients;

  mlir::NamedAttrList attributes;
  attributes.set("operandSegmentSizes",
                 graph.builder.getDenseI32ArrayAttr(
                     {int32_t(yValues.size()), int32_t(xValues.size()),
                      int32_t(gradValues.size())}));
  operands.append(yValues);
  operands.append(xValues);
  operands.append(gradValues);
  FailureOr<mlir::Operation *> op =
      graph.createTyped("tfc.gradients", types, operands, attributes, "");
  if (failed(op))
    return failure();
  for (unsigned i = 0, result = 0; i < xs.size(); ++i)
    if (isConnected[i])
      gradients[i] = Value::tensor((*op)->getResult(result++));
  return gradients;
}

/// One value, or the items of a list.
static std::vector<Value> listOf(const Value &value) {
  if (value.isSequence())
    return value.items();
  if (value.isNone())
    return {};
  return {value};
}

static Result gradients(Evaluator &ev, Call &call) {
  std::vector<Value> ys = listOf(call["ys"]), xs = listOf(call["xs"]),
                     gradYs = listOf(call["grad_ys"]);
  if (!gradYs.empty() && gradYs.size() != ys.size())
    return ev.error(call.locOf("grad_ys"),
                    "tf.gradients: " + llvm::Twine(gradYs.size()) +
                        " grad_ys for " + llvm::Twine(ys.size()) + " ys");
  std::string outer = ev.graph.names.enter("gradients");
  auto result = makeGradients(ev, ys, xs, gradYs, "tf.gradients", call.loc);
  ev.graph.names.leave(outer);
  if (failed(result))
    return failure();
  return ev.heap.makeList(std::move(*result));
}

//===----------------------------------------------------------------------===//
// Clipping
//===----------------------------------------------------------------------===//

static Result globalNorm(Evaluator &ev, ArrayRef<Value> tensors, SMLoc loc) {
  Value sum;
  for (const Value &tensor : tensors) {
    if (tensor.isNone())
      continue;
    Result half = ev.op("l2_loss", {tensor}, loc);
    if (!failed(half) && !sum.isNone())
      half = ev.op("add", {sum, *half}, loc);
    if (failed(half))
      return failure();
    sum = *half;
  }
  if (sum.isNone())
    return ev.error(loc, "tf.global_norm of no tensors");
  Result twice = ev.op("mul", {sum, Value::of(2.0)}, loc);
  return failed(twice) ? twice : ev.op("sqrt", {*twice}, loc);
}

static Result globalNormFunction(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "global_norm");
  Result norm = globalNorm(ev, listOf(call["t_list"]), call.loc);
  return failed(norm) ? norm : Result(scope.finish(norm));
}

/// t * clip / max(norm, clip)
static Result clipBy(Evaluator &ev, const Value &tensor, const Value &norm,
                     const Value &clip, SMLoc loc) {
  Result least = ev.op("maximum", {norm, clip}, loc);
  Result scale = failed(least) ? least : ev.op("realdiv", {clip, *least}, loc);
  return failed(scale) ? scale : ev.op("mul", {tensor, *scale}, loc);
}

static Result clipByGlobalNorm(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "clip_by_global_norm");
  std::vector<Value> tensors = listOf(call["t_list"]);
  Value norm = call["use_norm"];
  if (norm.isNone()) {
    Result made = globalNorm(ev, tensors, call.loc);
    if (failed(made))
      return failure();
    norm = *made;
  }
  for (Value &tensor : tensors) {
    if (tensor.isNone())
      continue;
    Result clipped = clipBy(ev, tensor, norm, call["clip_norm"], call.loc);
    if (failed(clipped))
      return failure();
    tensor = *clipped;
  }
  return ev.heap.makeTuple({ev.heap.makeList(std::move(tensors)), norm});
}

static Result clipByNorm(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "clip_by_norm");
  FailureOr<mlir::Value> t =
      ev.toTensor(call["t"], {}, "t", call.locOf("t"), "tf.clip_by_norm: 't'");
  if (failed(t))
    return failure();
  Value tensor = Value::tensor(*t);
  Result y = ev.op("square", {tensor}, call.loc);
  y = failed(y)
          ? y
          : ev.op("reduce_sum", {*y, call["axes"], Value::of(true)}, call.loc);
  y = failed(y) ? y : ev.op("sqrt", {*y}, call.loc);
  y = failed(y) ? y : clipBy(ev, tensor, *y, call["clip_norm"], call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

//===----------------------------------------------------------------------===//
// Learning rates and global steps
//===----------------------------------------------------------------------===//

/// The power learning_rate * decay_rate ^ (global_step / decay_steps), or its
/// relatives.
static Result decay(Evaluator &ev, Call &call) {
  StringRef kind = call.function().rsplit('.').second;
  StringRef fallback = kind == "exponential_decay"   ? "ExponentialDecay"
                       : kind == "natural_exp_decay" ? "NaturalExpDecay"
                                                     : "InverseTimeDecay";
  NodeScope scope(ev, call, fallback);
  mlir::Type f32 = ev.graph.builder.getF32Type();
  FailureOr<mlir::Value> rate =
      ev.toTensor(call["learning_rate"], f32, "learning_rate", call.loc,
                  call.function() + ": learning_rate");
  FailureOr<mlir::Value> step =
      failed(rate) ? rate
                   : ev.toTensor(call["global_step"], {}, "global_step",
                                 call.loc, call.function() + ": global_step");
  FailureOr<bool> staircase =
      ev.toBool(call["staircase"], call.loc, call.function() + ": staircase");
  if (failed(step) || failed(staircase))
    return failure();
  Value r = Value::tensor(*rate);
  Value dtype = Value::dtype(ev.elementType(r));
  Result p = ev.op("cast", {Value::tensor(*step), dtype}, call.loc);
  Value steps = call["decay_steps"];
  if (steps.isTensorLike()) {
    Result cast = ev.op("cast", {steps, dtype}, call.loc);
    if (failed(cast))
      return failure();
    steps = *cast;
  }
  p = failed(p) ? p : ev.op("realdiv", {*p, steps}, call.loc);
  if (!failed(p) && *staircase)
    p = ev.op("floor", {*p}, call.loc);
  if (failed(p))
    return failure();
  Result y = failure();
  if (kind == "exponential_decay") {
    Result power = ev.op("pow", {call["decay_rate"], *p}, call.loc);
    y = failed(power) ? power : ev.op("mul", {r, *power}, call.loc);
  } else {
    Result x = ev.op("mul", {*p, call["decay_rate"]}, call.loc);
    if (failed(x))
      return failure();
    if (kind == "natural_exp_decay") {
      x = ev.op("neg", {*x}, call.loc);
      x = failed(x) ? x : ev.op("exp", {*x}, call.loc);
      y = failed(x) ? x : ev.op("mul", {r, *x}, call.loc);
    } else {
      x = ev.op("add", {*x, Value::of(1.0)}, call.loc);
      y = failed(x) ? x : ev.op("realdiv", {r, *x}, call.loc);
    }
  }
  return failed(y) ? y : Result(scope.finish(y));
}

static Result globalStep(Evaluator &ev, Call &call) {
  if (VariableObject *known = ev.sharedVariables.lookup("global_step")) {
    if (call.function() != "tf.train.create_global_step")
      return Value::of(known);
    return ev.error(call.loc, "duplicate name: 'global_step' exists already");
  }
  if (call.function() == "tf.train.get_global_step")
    return Value();
  auto outer = std::exchange(ev.variableScope, {});
  Result zero = ev.call("tf.zeros_initializer", {}, call.loc);
  Result step = failed(zero)
                    ? zero
                    : getVariable(ev, "global_step", ev.heap.makeList(),
                                  ev.graph.builder.getI64Type(), *zero,
                                  /*trainable=*/false, call.loc);
  ev.variableScope = outer;
  return step;
}

void tfc::text::addTrainingFunctions(FunctionTable &table) {
  table.add("tf.gradients(ys, xs, grad_ys=None, name='gradients', "
            "colocate_gradients_with_ops=False, gate_gradients=False, "
            "aggregation_method=None)",
            gradients);
  table.add("tf.global_norm(t_list)", globalNormFunction);
  table.add("tf.clip_by_global_norm(t_list, clip_norm, use_norm=None)",
            clipByGlobalNorm);
  table.add("tf.clip_by_norm(t, clip_norm, axes=None)", clipByNorm);
  for (const char *signature :
       {"tf.train.exponential_decay(learning_rate, global_step, decay_steps, "
        "decay_rate, staircase=False)",
        "tf.train.natural_exp_decay(learning_rate, global_step, decay_steps, "
        "decay_rate, staircase=False)",
        "tf.train.inverse_time_decay(learning_rate, global_step, decay_steps, "
        "decay_rate, staircase=False)"})
    table.add(signature, decay);
  for (const char *signature :
       {"tf.train.get_or_create_global_step(graph=None)",
        "tf.train.create_global_step(graph=None)",
        "tf.train.get_global_step(graph=None)"})
    table.add(signature, globalStep);
}
