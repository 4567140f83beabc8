// tf.nn and arithmetic that is more than one op.
#include "frontend/text/Evaluator.h"

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
// Windows
//===----------------------------------------------------------------------===//

namespace {
/// The arguments that convolution and pooling share, for NHWC.
struct Window {
  bool isNchw = false;
  Value strides, ksize, dilations, padding, explicitPaddings;
};
} // namespace

/// [height, width] of a list of four, two or one; the other two must be 1.
static FailureOr<Value> heightAndWidth(Evaluator &ev, Call &call,
                                       StringRef parameter, bool isNchw) {
  auto ints = ev.toInts(call[parameter], call.locOf(parameter),
                        call.function() + ": '" + parameter + "'");
  if (failed(ints))
    return failure();
  if (ints->size() == 1)
    ints->push_back(ints->front());
  if (ints->size() == 4) {
    int64_t channel = (*ints)[isNchw ? 1 : 3];
    if ((*ints)[0] != 1 || channel != 1)
      return ev.error(call.locOf(parameter), call.function() + ": '" +
                                                 parameter +
                                                 "' must be 1 for "
                                                 "batch and channel");
    unsigned first = isNchw ? 2 : 1;
    ints = llvm::SmallVector<int64_t>{(*ints)[first], (*ints)[first + 1]};
  }
  if (ints->size() != 2 || (*ints)[0] < 1 || (*ints)[1] < 1)
    return ev.error(call.locOf(parameter),
                    call.function() + ": '" + parameter +
                        "' must be four positive ints, batch and channel "
                        "among them, or height and width");
  return ev.heap.makeList({Value::of((*ints)[0]), Value::of((*ints)[1])});
}

static FailureOr<Window> windowOf(Evaluator &ev, Call &call) {
  Window window;
  FailureOr<StringRef> format =
      ev.toString(call["data_format"], call.locOf("data_format"),
                  call.function() + ": data_format");
  if (failed(format))
    return failure();
  if (*format != "NHWC" && *format != "NCHW")
    return ev.error(call.locOf("data_format"),
                    call.function() +
                        ": data_format must be 'NHWC' or "
                        "'NCHW', not '" +
                        *format + "'");
  window.isNchw = *format == "NCHW";
  FailureOr<Value> strides = heightAndWidth(ev, call, "strides", window.isNchw);
  if (failed(strides))
    return failure();
  window.strides = *strides;

  const Value &padding = call["padding"];
  if (padding.isString()) {
    std::string text = padding.asString().upper();
    if (text != "SAME" && text != "VALID")
      return ev.error(call.locOf("padding"),
                      call.function() +
                          ": padding must be 'SAME' or 'VALID', "
                          "not '" +
                          padding.asString() + "'");
    window.padding = ev.heap.makeString(text);
    return window;
  }
  // [[0, 0], [top, bottom], [left, right], [0, 0]]
  unsigned first = window.isNchw ? 2 : 1;
  bool isRight = padding.isSequence() && padding.items().size() == 4;
  std::vector<Value> edges;
  for (unsigned i = 0; isRight && i < 4; ++i) {
    const Value &pair = padding.items()[i];
    isRight = pair.isSequence() && pair.items().size() == 2 &&
              llvm::all_of(pair.items(), [&](const Value &v) {
                bool isInside = i == first || i == first + 1;
                return v.isIntegral() && v.asInt() >= 0 &&
                       (isInside || v.asInt() == 0);
              });
    if (isRight && (i == first || i == first + 1))
      llvm::append_range(edges, pair.items());
  }
  if (!isRight)
    return ev.error(call.locOf("padding"),
                    call.function() +
                        ": padding must be 'SAME', 'VALID' or a list of four "
                        "[before, after], with zeros for batch and channel");
  window.padding = Value::of(StringRef("EXPLICIT"));
  window.explicitPaddings = ev.heap.makeList(std::move(edges));
  return window;
}

static Result transpose(Evaluator &ev, const Value &x,
                        std::initializer_list<int64_t> perm, SMLoc loc) {
  std::vector<Value> dims;
  for (int64_t dim : perm)
    dims.push_back(Value::of(dim));
  return ev.op("transpose", {x, ev.heap.makeList(std::move(dims))}, loc);
}

/// Checks the rank of images, and brings them to NHWC.
static FailureOr<Value> images(Evaluator &ev, Call &call, StringRef parameter,
                               bool isNchw) {
  FailureOr<Value> x = input(ev, call, parameter);
  if (failed(x))
    return failure();
  if (ev.typeOf(*x).getRank() != 4)
    return ev.error(call.locOf(parameter),
                    "shape mismatch: " + call.function() + ": '" + parameter +
                        "' must have four dimensions, its shape is " +
                        shapeText(ev.typeOf(*x).getShape()));
  return isNchw ? transpose(ev, *x, {0, 2, 3, 1}, call.loc)
                : FailureOr<Value>(*x);
}

static Result conv2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Conv2D");
  FailureOr<Window> window = windowOf(ev, call);
  if (failed(window))
    return failure();
  FailureOr<Value> dilations =
      heightAndWidth(ev, call, "dilations", window->isNchw);
  if (failed(dilations))
    return failure();
  FailureOr<Value> x = images(ev, call, "input", window->isNchw);
  if (failed(x))
    return failure();
  Result y = ev.op("conv2d",
                   {*x, call["filter"], window->strides, window->padding,
                    *dilations, window->explicitPaddings},
                   call.loc);
  if (!failed(y) && window->isNchw)
    y = transpose(ev, *y, {0, 3, 1, 2}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

/// The gradient of conv2d with respect to its input, forwards.
static Result conv2dTranspose(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "conv2d_transpose");
  FailureOr<Window> window = windowOf(ev, call);
  if (failed(window))
    return failure();
  if (window->isNchw)
    return ev.error(call.locOf("data_format"),
                    "tf.nn.conv2d_transpose: data_format must be 'NHWC'");
  FailureOr<Value> dy = images(ev, call, "value", false);
  if (failed(dy))
    return failure();
  Result like = ev.call(
      "tf.zeros", {call["output_shape"], Value::dtype(ev.elementType(*dy))},
      call.loc);
  if (failed(like))
    return failure();
  Result y = ev.op("conv2d_backprop_input",
                   {*like, call["filter"], *dy, window->strides,
                    window->padding, Value(), window->explicitPaddings},
                   call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

static Result pool(Evaluator &ev, Call &call) {
  bool isMax = call.function() == "tf.nn.max_pool";
  NodeScope scope(ev, call, isMax ? "MaxPool" : "AvgPool");
  FailureOr<Window> window = windowOf(ev, call);
  if (failed(window))
    return failure();
  FailureOr<Value> ksize = heightAndWidth(ev, call, "ksize", window->isNchw);
  if (failed(ksize))
    return failure();
  FailureOr<Value> x = images(ev, call, "value", window->isNchw);
  if (failed(x))
    return failure();
  Result y = ev.op(
      isMax ? "max_pool" : "avg_pool",
      {*x, *ksize, window->strides, window->padding, window->explicitPaddings},
      call.loc);
  if (!failed(y) && window->isNchw)
    y = transpose(ev, *y, {0, 3, 1, 2}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
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
  FailureOr<StringRef> format = ev.toString(
      call["data_format"], call.loc, "tf.nn.fused_batch_norm: data_format");
  if (failed(isTraining) || failed(format))
    return failure();
  bool isNchw = *format == "NCHW";
  FailureOr<Value> x = images(ev, call, "x", isNchw);
  if (failed(x))
    return failure();
  auto finish = [&](Value y, Value mean, Value variance) -> Result {
    if (isNchw) {
      Result back = transpose(ev, y, {0, 3, 1, 2}, call.loc);
      if (failed(back))
        return failure();
      y = *back;
    }
    return ev.heap.makeTuple({y, mean, variance});
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
  if (type && !llvm::isa<mlir::FloatType>(type)) {
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
  table.add("tf.nn.conv2d(input, filter, strides, padding, "
            "use_cudnn_on_gpu=True, data_format='NHWC', dilations=[1,1,1,1])",
            conv2d);
  table.add("tf.nn.conv2d_transpose(value, filter, output_shape, strides, "
            "padding='SAME', data_format='NHWC')",
            conv2dTranspose);
  for (const char *signature :
       {"tf.nn.max_pool(value, ksize, strides, padding, data_format='NHWC')",
        "tf.nn.avg_pool(value, ksize, strides, padding, data_format='NHWC')"})
    table.add(signature, pool);
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
