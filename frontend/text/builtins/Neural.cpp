// tf.nn and arithmetic that is more than one op.
#include "frontend/text/builtins/Windows.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

static FailureOr<Value> input(Evaluator &ev, Call &call, StringRef parameter) {
  FailureOr<mlir::Value> tensor =
      ev.toTensor(call[parameter], {}, parameter, call.locOf(parameter),
                  call.function() + ": '" + parameter + "'");
  if (failed(tensor))
    return failure();
  return Value::tensor(*tensor);
}

//===----------------------------------------------------------------------===//
// Softmax, dropout, normalisation
//===----------------------------------------------------------------------===//

/// softmax and log_softmax along any axis: the ops take the last one.
static Result softmax(Evaluator &ev, Call &call) {
  bool isLog = call.function().ends_with("log_softmax");
  StringRef op = isLog ? "log_softmax" : "softmax";
  NodeScope scope(ev, call, isLog ? "LogSoftmax" : "Softmax");
  FailureOr<Value> x = input(ev, call, "logits");
  FailureOr<int64_t> axis =
      ev.toInt(call["axis"], call.locOf("axis"), call.function() + ": 'axis'");
  if (failed(x) || failed(axis))
    return failure();
  int64_t rank = ev.typeOf(*x).getRank();
  if (rank == 0 || *axis < -rank || *axis >= rank)
    return ev.error(call.loc, call.function() + ": axis " + llvm::Twine(*axis) +
                                  " is out of range for shape " +
                                  shapeText(ev.typeOf(*x).getShape()));
  if (*axis < 0)
    *axis += rank;
  if (*axis == rank - 1) {
    Result y = ev.op(op, {*x}, call.loc);
    return failed(y) ? y : Result(scope.finish(y));
  }
  std::vector<Value> dims;
  for (int64_t i = 0; i < rank; ++i)
    dims.push_back(Value::of(i));
  std::swap(dims[*axis], dims[rank - 1]);
  Value perm = ev.heap.makeList(std::move(dims));
  Result moved = ev.op("transpose", {*x, perm}, call.loc);
  if (failed(moved))
    return failure();
  Result y = ev.op(op, {*moved}, call.loc);
  if (failed(y))
    return failure();
  y = ev.op("transpose", {*y, perm}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

/// tf.nn.dropout(x, keep_prob), or (x, rate=..): see TensorFlow 1.4 and 1.15.
static Result dropout(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "dropout");
  FailureOr<Value> x = input(ev, call, "x");
  if (failed(x))
    return failure();
  mlir::Type dtype = ev.elementType(*x);
  if (!llvm::isa<mlir::FloatType>(dtype))
    return ev.error(call.loc, "type mismatch: tf.nn.dropout: 'x' must be a "
                              "tensor of floats, not of " +
                                  dtypeName(dtype));
  bool isRate = call.has("rate");
  if (isRate == call.has("keep_prob"))
    return ev.error(call.loc, isRate ? "tf.nn.dropout takes either 'keep_prob' "
                                       "or 'rate', not both"
                                     : "missing argument 'keep_prob' or 'rate' "
                                       "of tf.nn.dropout");
  StringRef parameter = isRate ? "rate" : "keep_prob";
  const Value &given = call[parameter];
  std::optional<double> known;
  if (given.isNumber())
    known = given.asFloat();
  else if (given.is(ValueKind::Tensor))
    if (auto constant = ev.constantValue(given.asGraphValue());
        constant && constant->isNumber())
      known = constant->asFloat();
  if (known &&
      !(isRate ? *known >= 0 && *known < 1 : *known > 0 && *known <= 1))
    return ev.error(call.locOf(parameter), "tf.nn.dropout: '" + parameter +
                                               "' must be in " +
                                               (isRate ? "[0, 1)" : "(0, 1]") +
                                               ", not " + toText(given, true));
  if (known && *known == (isRate ? 0 : 1))
    return *x;
  FailureOr<mlir::Value> probability =
      ev.toTensor(given.isNumber() ? Value::of(given.asFloat()) : given, dtype,
                  parameter, call.locOf(parameter), "tf.nn.dropout");
  if (failed(probability))
    return failure();
  Value p = Value::tensor(*probability);

  Value shape = call["noise_shape"];
  if (shape.isNone()) {
    if (ev.typeOf(*x).hasStaticShape()) {
      Result known = ev.attribute(*x, "shape", call.loc);
      shape = *known;
    } else {
      Result dynamic = ev.op("shape", {*x}, call.loc);
      if (failed(dynamic))
        return failure();
      shape = *dynamic;
    }
  }
  Result noise = ev.call("tf.random_uniform",
                         {shape, Value::of(int64_t(0)), Value::of(int64_t(1)),
                          Value::dtype(dtype), call["seed"]},
                         call.loc);
  if (failed(noise))
    return failure();
  Result y = failure();
  if (isRate) {
    Result keep = ev.op("greater_equal", {*noise, p}, call.loc);
    if (failed(keep))
      return failure();
    Result mask = ev.op("cast", {*keep, Value::dtype(dtype)}, call.loc);
    Result rest = ev.op("sub", {Value::of(1.0), p}, call.loc);
    if (failed(mask) || failed(rest))
      return failure();
    Result scaled = ev.op("realdiv", {*x, *rest}, call.loc);
    if (failed(scaled))
      return failure();
    y = ev.op("mul", {*scaled, *mask}, call.loc);
  } else {
    Result sum = ev.op("add", {p, *noise}, call.loc);
    if (failed(sum))
      return failure();
    Result mask = ev.op("floor", {*sum}, call.loc);
    Result scaled = ev.op("realdiv", {*x, p}, call.loc);
    if (failed(mask) || failed(scaled))
      return failure();
    y = ev.op("mul", {*scaled, *mask}, call.loc);
  }
  return failed(y) ? y : Result(scope.finish(y));
}

/// Mean and variance over axes.
static Result moments(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "moments");
  FailureOr<Value> x = input(ev, call, "x");
  if (failed(x))
    return failure();
  Value yes = Value::of(true);
  Result mean = ev.op("reduce_mean", {*x, call["axes"], yes}, call.loc, "mean");
  if (failed(mean))
    return failure();
  Result still = ev.op("stop_gradient", {*mean}, call.loc);
  if (failed(still))
    return failure();
  Result squares = ev.op("squared_difference", {*x, *still}, call.loc);
  if (failed(squares))
    return failure();
  Result variance =
      ev.op("reduce_mean", {*squares, call["axes"], yes}, call.loc, "variance");
  if (failed(variance))
    return failure();
  FailureOr<bool> keep = ev.toBool(call["keep_dims"], call.locOf("keep_dims"),
                                   "tf.nn.moments: keep_dims");
  if (failed(keep))
    return failure();
  if (!*keep) {
    mean = ev.op("squeeze", {*mean, call["axes"]}, call.loc);
    variance = failed(mean)
                   ? mean
                   : ev.op("squeeze", {*variance, call["axes"]}, call.loc);
    if (failed(variance))
      return failure();
  }
  return ev.heap.makeTuple({*mean, *variance});
}

static Result batchNormalization(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "batchnorm");
  FailureOr<Value> x = input(ev, call, "x");
  if (failed(x))
    return failure();
  Result shifted =
      ev.op("add", {call["variance"], call["variance_epsilon"]}, call.loc);
  Result scale =
      failed(shifted) ? shifted : ev.op("rsqrt", {*shifted}, call.loc);
  if (!failed(scale) && call.has("scale"))
    scale = ev.op("mul", {*scale, call["scale"]}, call.loc);
  if (failed(scale))
    return failure();
  Result y = ev.op("mul", {*x, *scale}, call.loc);
  Result centre = ev.op("mul", {call["mean"], *scale}, call.loc);
  if (failed(y) || failed(centre))
    return failure();
  if (call.has("offset")) {
    centre = ev.op("sub", {call["offset"], *centre}, call.loc);
    y = failed(centre) ? centre : ev.op("add", {*y, *centre}, call.loc);
  } else {
    y = ev.op("sub", {*y, *centre}, call.loc);
  }
  return failed(y) ? y : Result(scope.finish(y));
}

static Result fusedBatchNorm(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "FusedBatchNorm");
  FailureOr<bool> isTraining =
      ev.toBool(call["is_training"], call.locOf("is_training"),
                "tf.nn.fused_batch_norm: is_training");
  FailureOr<Layout> layout = layoutOf(ev, call, 2);
  if (failed(isTraining) || failed(layout))
    return failure();
  FailureOr<Value> x = imagesOf(ev, call, "x", *layout);
  if (failed(x))
    return failure();
  auto finish = [&](Value y, Value mean, Value variance) -> Result {
    Result back = toLayout(ev, y, *layout, call.loc);
    if (failed(back))
      return failure();
    return ev.heap.makeTuple({*back, mean, variance});
  };
  if (!*isTraining) {
    if (!call.has("mean") || !call.has("variance"))
      return ev.error(call.loc, "tf.nn.fused_batch_norm: 'mean' and 'variance' "
                                "must be given when is_training=False");
    Result y = ev.op("batch_norm_inference",
                     {*x, call["scale"], call["offset"], call["mean"],
                      call["variance"], call["epsilon"]},
                     call.loc);
    if (failed(y))
      return failure();
    return finish(scope.finish(y), call["mean"], call["variance"]);
  }
  Result all =
      ev.op("batch_norm_training",
            {*x, call["scale"], call["offset"], call["epsilon"]}, call.loc);
  if (failed(all))
    return failure();
  ev.graph.setName(all->items()[0].asGraphValue().getDefiningOp(),
                   scope.name());
  return finish(all->items()[0], all->items()[1], all->items()[2]);
}

static Result l2Normalize(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "l2_normalize");
  FailureOr<Value> x = input(ev, call, "x");
  if (failed(x))
    return failure();
  Result squares = ev.op("square", {*x}, call.loc);
  Result sum = failed(squares)
                   ? squares
                   : ev.op("reduce_sum",
                           {*squares, call["axis"], Value::of(true)}, call.loc);
  if (failed(sum))
    return failure();
  Result least = ev.op("maximum", {*sum, call["epsilon"]}, call.loc);
  Result scale = failed(least) ? least : ev.op("rsqrt", {*least}, call.loc);
  if (failed(scale))
    return failure();
  Result y = ev.op("mul", {*x, *scale}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

static Result xwPlusB(Evaluator &ev, Call &call) {
  bool isRelu = call.function() == "tf.nn.relu_layer";
  NodeScope scope(ev, call, isRelu ? "relu_layer" : "xw_plus_b");
  Result product = ev.op("matmul", {call["x"], call["weights"]}, call.loc);
  Result y = failed(product)
                 ? product
                 : ev.op("bias_add", {*product, call["biases"]}, call.loc);
  if (!failed(y) && isRelu)
    y = ev.op("relu", {*y}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// The element type of the tensors among two operands; null if there is none.
static mlir::Type operandType(Evaluator &ev, const Value &x, const Value &y) {
  for (const Value &v : {x, y})
    if (v.isTensorLike())
      return ev.elementType(v);
  return {};
}

/// tf.truediv and tf.divide: whole numbers become floats, as Python divides.
static Result trueDivide(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "truediv");
  Value x = call["x"], y = call["y"];
  mlir::Type type = operandType(ev, x, y);
  if (type && !llvm::isa<mlir::FloatType, mlir::ComplexType>(type)) {
    if (type.isInteger(1))
      return ev.error(call.loc, "type mismatch: bool cannot be divided");
    mlir::Type wide = type.getIntOrFloatBitWidth() <= 16
                          ? mlir::Type(ev.graph.builder.getF32Type())
                          : mlir::Type(ev.graph.builder.getF64Type());
    for (Value *operand : {&x, &y}) {
      FailureOr<mlir::Value> tensor = ev.toTensor(
          *operand, type, operand == &x ? "x" : "y", call.loc, call.function());
      if (failed(tensor))
        return failure();
      // What does not have the other's type is for realdiv to refuse.
      if (ev.elementType(Value::tensor(*tensor)) != type)
        return ev.error(
            call.loc, "type mismatch: " + call.function() + ": 'x' is " +
                          dtypeName(ev.elementType(x.isTensorLike() ? x : y)) +
                          " and 'y' is " +
                          dtypeName(ev.elementType(Value::tensor(*tensor))));
      Result cast =
          ev.op("cast", {Value::tensor(*tensor), Value::dtype(wide)}, call.loc);
      if (failed(cast))
        return failure();
      *operand = *cast;
    }
  } else if (!type) { // Python numbers only
    for (Value *operand : {&x, &y})
      if (operand->isIntegral())
        *operand = Value::of(operand->asFloat());
  }
  Result result = ev.op("realdiv", {x, y}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

/// tf.div: as Python 2 divides, whole numbers down to whole numbers.
static Result pythonTwoDivide(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "div");
  mlir::Type type = operandType(ev, call["x"], call["y"]);
  bool isFloat =
      type ? llvm::isa<mlir::FloatType>(type)
           : call["x"].is(ValueKind::Float) || call["y"].is(ValueKind::Float);
  Result result =
      ev.op(isFloat ? "realdiv" : "floordiv", {call["x"], call["y"]}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result addN(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "AddN");
  if (call["inputs"].isTensorLike())
    return call["inputs"];
  FailureOr<std::vector<Value>> items = ev.iterate(call["inputs"], call.loc);
  if (failed(items))
    return failure();
  if (items->empty())
    return ev.error(call.loc, "tf.add_n of an empty list");
  FailureOr<mlir::Value> first =
      ev.toTensor(items->front(), {}, "inputs", call.loc, "tf.add_n: 'inputs'");
  if (failed(first))
    return failure();
  Result sum = Value::tensor(*first);
  mlir::RankedTensorType type = ev.typeOf(*sum);
  for (const Value &item : llvm::drop_begin(*items)) {
    FailureOr<mlir::Value> next = ev.toTensor(
        item, type.getElementType(), "inputs", call.loc, "tf.add_n: 'inputs'");
    if (failed(next))
      return failure();
    // No broadcasting here.
    auto other = llvm::cast<mlir::RankedTensorType>(next->getType());
    if (failed(mlir::verifyCompatibleShape(type.getShape(), other.getShape())))
      return ev.error(call.loc,
                      "shape mismatch: tf.add_n of tensors of shape " +
                          shapeText(type.getShape()) + " and " +
                          shapeText(other.getShape()));
    sum = ev.op("add", {*sum, Value::tensor(*next)}, call.loc);
    if (failed(sum))
      return failure();
  }
  return scope.finish(sum);
}

static Result logSumExp(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "ReduceLogSumExp");
  FailureOr<Value> x = input(ev, call, "input_tensor");
  FailureOr<bool> keep =
      ev.toBool(call["keepdims"], call.loc, "tf.reduce_logsumexp: keepdims");
  if (failed(x) || failed(keep))
    return failure();
  Value yes = Value::of(true), axis = call["axis"];
  Result top = ev.op("reduce_max", {*x, axis, yes}, call.loc);
  top = failed(top) ? top : ev.op("stop_gradient", {*top}, call.loc);
  if (failed(top))
    return failure();
  Result y = ev.op("sub", {*x, *top}, call.loc);
  y = failed(y) ? y : ev.op("exp", {*y}, call.loc);
  y = failed(y) ? y : ev.op("reduce_sum", {*y, axis, yes}, call.loc);
  y = failed(y) ? y : ev.op("log", {*y}, call.loc);
  y = failed(y) ? y : ev.op("add", {*y, *top}, call.loc);
  if (!failed(y) && !*keep)
    y = axis.isNone() ? ev.op("reshape", {*y, ev.heap.makeList()}, call.loc)
                      : ev.op("squeeze", {*y, axis}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

void tfc::text::addNeuralFunctions(FunctionTable &table) {
  for (const char *signature :
       {"tf.nn.softmax(logits, axis=-1, dim:axis=None)",
        "tf.nn.log_softmax(logits, axis=-1, dim:axis=None)"})
    table.add(signature, softmax);
  table.add("tf.nn.dropout(x, keep_prob=None, noise_shape=None, seed=None, "
            "rate=None)",
            dropout);
  table.add("tf.nn.moments(x, axes, shift=None, keep_dims=False, "
            "keepdims:keep_dims=None)",
            moments);
  table.add("tf.nn.batch_normalization(x, mean, variance, offset, scale, "
            "variance_epsilon)",
            batchNormalization);
  table.add("tf.nn.fused_batch_norm(x, scale, offset, mean=None, "
            "variance=None, epsilon=0.001, data_format='NHWC', "
            "is_training=True)",
            fusedBatchNorm);
  table.add("tf.nn.l2_normalize(x, axis=None, epsilon=1e-12, dim:axis=None)",
            l2Normalize);
  table.add("tf.nn.xw_plus_b(x, weights, biases)", xwPlusB);
  table.add("tf.nn.relu_layer(x, weights, biases)", xwPlusB);
  for (const char *signature :
       {"tf.truediv(x, y)", "tf.divide(x, y)", "tf.math.truediv(x, y)",
        "tf.math.divide(x, y)"})
    table.add(signature, trueDivide);
  table.add("tf.div(x, y)", pythonTwoDivide);
  table.add("tf.add_n(inputs)", addN);
  table.add("tf.accumulate_n(inputs, shape=None, tensor_dtype=None)", addN);
  table.add("tf.reduce_logsumexp(input_tensor, axis=None, keepdims=False, "
            "reduction_indices:axis=None, keep_dims:keepdims=None)",
            logSumExp);
}
