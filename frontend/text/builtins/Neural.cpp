// tf.nn and arithmetic that is more than one op.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "llvm/ADT/Sequence.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Softmax, dropout, normalisation
//===----------------------------------------------------------------------===//

/// softmax and log_softmax along any axis: the ops take the last one.
static Value softmax(Evaluator &ev, Call &call) {
  bool isLog = call.function().ends_with("log_softmax");
  NodeScope scope(ev, call, isLog ? "LogSoftmax" : "Softmax");
  OpMaker make(ev, call.loc);
  auto alongLast = [&](const Value &x) {
    return isLog ? make.log_softmax(x) : make.softmax(x);
  };
  Value x = call.tensor("logits");
  int64_t axis = call.integer("axis"), rank = ev.rankOf(x);
  if (rank == 0 || axis < -rank || axis >= rank)
    return ev.error(call.loc, call.function() + ": axis " + llvm::Twine(axis) +
                                  " is out of range for shape " +
                                  shapeText(ev.typeOf(x).getShape()));
  int64_t place = axis < 0 ? axis + rank : axis;
  if (place == rank - 1)
    return scope.finish(alongLast(x));
  auto dims = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(dims[place], dims[rank - 1]);
  Value y = alongLast(make.transpose(x, dims));
  return scope.finish(make.transpose(y, dims));
}

/// The probability that dropout is given; `known` is its value, if it is a
/// number or a constant.
static Value dropoutProbability(Evaluator &ev, Call &call, StringRef parameter,
                                mlir::Type dtype,
                                std::optional<double> &known) {
  const Value &given = call[parameter];
  bool isRate = parameter == "rate";
  if (Value value = ev.knownValue(given); value.isNumber())
    known = value.asFloat();
  if (known &&
      !(isRate ? *known >= 0 && *known < 1 : *known > 0 && *known <= 1))
    call.error(parameter, "'" + parameter + "' must be in " +
                              (isRate ? "[0, 1)" : "(0, 1]") + ", not " +
                              toText(given, true));
  if (known && *known == (isRate ? 0 : 1))
    return {};
  return Value::tensor(
      ev.toTensor(given.isNumber() ? Value::of(given.asFloat()) : given, dtype,
                  parameter, call.locOf(parameter), "tf.nn.dropout"));
}

/// The shape of a tensor: as a value if it is known in full, else as a tensor.
static Value shapeOf(Evaluator &ev, const OpMaker &make, const Value &x,
                     SMLoc loc) {
  return ev.typeOf(x).hasStaticShape() ? ev.attribute(x, "shape", loc)
                                       : make.shape(x);
}

/// tf.nn.dropout(x, keep_prob), or (x, rate=..): see TensorFlow 1.4 and 1.15.
static Value dropout(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "dropout");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("x");
  mlir::Type dtype = ev.elementType(x);
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
  std::optional<double> known;
  Value p =
      dropoutProbability(ev, call, isRate ? "rate" : "keep_prob", dtype, known);
  if (p.isNone()) // nothing is dropped
    return x;
  Value shape = call.has("noise_shape") ? call["noise_shape"]
                                        : shapeOf(ev, make, x, call.loc);
  Value noise = ev.call("tf.random_uniform",
                        {shape, Value::number(0), Value::number(1),
                         Value::dtype(dtype), call["seed"]},
                        call.loc);
  if (isRate) {
    Value mask = make.cast(make.greater_equal(noise, p), dtype);
    Value scaled = make.realdiv(x, make.sub(1.0, p));
    return scope.finish(make.mul(scaled, mask));
  }
  Value mask = make.floor(make.add(p, noise));
  return scope.finish(make.mul(make.realdiv(x, p), mask));
}

/// Mean and variance over axes.
static Value moments(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "moments");
  OpMaker make(ev, call.loc);
  const Value &axes = call["axes"];
  Value x = call.tensor("x");
  Value mean = make.named("mean").reduce_mean(x, axes, true);
  Value squares = make.squared_difference(x, make.stop_gradient(mean));
  Value variance = make.named("variance").reduce_mean(squares, axes, true);
  if (!call.flag("keep_dims")) {
    mean = make.squeeze(mean, axes);
    variance = make.squeeze(variance, axes);
  }
  return ev.heap.makeTuple({mean, variance});
}

static Value batchNormalization(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "batchnorm");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("x");
  Value scale =
      make.rsqrt(make.add(call["variance"], call["variance_epsilon"]));
  if (call.has("scale"))
    scale = make.mul(scale, call["scale"]);
  Value y = make.mul(x, scale);
  Value centre = make.mul(call["mean"], scale);
  if (!call.has("offset"))
    return scope.finish(make.sub(y, centre));
  return scope.finish(make.add(y, make.sub(call["offset"], centre)));
}

static Value fusedBatchNorm(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "FusedBatchNorm");
  OpMaker make(ev, call.loc);
  bool isTraining = call.flag("is_training");
  if (!isTraining) {
    if (!call.has("mean") || !call.has("variance"))
      return ev.error(call.loc, "tf.nn.fused_batch_norm: 'mean' and 'variance' "
                                "must be given when is_training=False");
    Value y = make.batch_norm_inference(
        call["x"], call["scale"], call["offset"], call["mean"],
        call["variance"], call["epsilon"], call["data_format"]);
    return ev.heap.makeTuple({scope.finish(y), call["mean"], call["variance"]});
  }
  auto [y, mean, variance] =
      make.batch_norm_training(call["x"], call["scale"], call["offset"],
                               call["epsilon"], call["data_format"]);
  ev.graph.setName(y.asGraphValue().getDefiningOp(), scope.name());
  return ev.heap.makeTuple({y, mean, variance});
}

static Value l2Normalize(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "l2_normalize");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("x");
  Value sum = make.reduce_sum(make.square(x), call["axis"], true);
  Value scale = make.rsqrt(make.maximum(sum, call["epsilon"]));
  return scope.finish(make.mul(x, scale));
}

static Value xwPlusB(Evaluator &ev, Call &call) {
  bool isRelu = call.function() == "tf.nn.relu_layer";
  NodeScope scope(ev, call, isRelu ? "relu_layer" : "xw_plus_b");
  OpMaker make(ev, call.loc);
  Value y = make.matmul(call["x"], call["weights"]);
  y = make.bias_add(y, call["biases"]);
  return scope.finish(isRelu ? make.relu(y) : y);
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

/// The operands of a division of whole numbers, as the floats that Python makes
/// of them: of 32 bits where that is enough, else of 64.
static void widen(Evaluator &ev, Call &call, mlir::Type type, Value &x,
                  Value &y) {
  if (type.isInteger(1))
    ev.error(call.loc, "type mismatch: bool cannot be divided");
  mlir::Builder &builder = ev.graph.builder;
  mlir::Type wide = type.getIntOrFloatBitWidth() <= 16
                        ? mlir::Type(builder.getF32Type())
                        : mlir::Type(builder.getF64Type());
  OpMaker make(ev, call.loc);
  for (Value *operand : {&x, &y}) {
    Value tensor = Value::tensor(ev.toTensor(
        *operand, type, operand == &x ? "x" : "y", call.loc, call.function()));
    if (ev.elementType(tensor) != type)
      ev.error(call.loc, "type mismatch: " + call.function() + ": 'x' is " +
                             dtypeName(type) + " and 'y' is " +
                             dtypeName(ev.elementType(tensor)));
    *operand = make.cast(tensor, wide);
  }
}

/// tf.truediv and tf.divide: whole numbers become floats, as Python divides.
static Value trueDivide(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "truediv");
  Value x = call["x"], y = call["y"];
  mlir::Type type = operandType(ev, x, y);
  if (type && !llvm::isa<mlir::FloatType, mlir::ComplexType>(type))
    widen(ev, call, type, x, y);
  if (!type) // Python numbers only
    for (Value *operand : {&x, &y})
      if (operand->isIntegral())
        *operand = Value::of(operand->asFloat());
  return scope.finish(OpMaker(ev, call.loc).realdiv(x, y));
}

/// tf.div: as Python 2 divides, whole numbers down to whole numbers.
static Value pythonTwoDivide(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "div");
  OpMaker make(ev, call.loc);
  const Value &x = call["x"], &y = call["y"];
  mlir::Type type = operandType(ev, x, y);
  bool isFloat = type ? llvm::isa<mlir::FloatType>(type)
                      : x.is(ValueKind::Float) || y.is(ValueKind::Float);
  return scope.finish(isFloat ? make.realdiv(x, y) : make.floordiv(x, y));
}

static Value addN(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "AddN");
  OpMaker make(ev, call.loc);
  if (call["inputs"].isTensorLike())
    return call["inputs"];
  std::vector<Value> items = call.items("inputs");
  if (items.empty())
    return ev.error(call.loc, "tf.add_n of an empty list");
  auto tensor = [&](const Value &item, mlir::Type dtype) {
    return Value::tensor(
        ev.toTensor(item, dtype, "inputs", call.loc, call.what("inputs")));
  };
  Value sum = tensor(items.front(), {});
  mlir::RankedTensorType type = ev.typeOf(sum);
  for (const Value &item : llvm::drop_begin(items)) {
    Value next = tensor(item, type.getElementType());
    // No broadcasting here.
    ArrayRef<int64_t> shape = ev.typeOf(next).getShape();
    if (mlir::failed(mlir::verifyCompatibleShape(type.getShape(), shape)))
      ev.error(call.loc, "shape mismatch: tf.add_n of tensors of shape " +
                             shapeText(type.getShape()) + " and " +
                             shapeText(shape));
    sum = make.add(sum, next);
  }
  return scope.finish(sum);
}

/// log(sum(exp(x - top))) + top, where top is the largest x.
static Value logSumExp(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "ReduceLogSumExp");
  OpMaker make(ev, call.loc);
  const Value &axis = call["axis"];
  Value x = call.tensor("input_tensor");
  Value top = make.stop_gradient(make.reduce_max(x, axis, true));
  Value sum = make.reduce_sum(make.exp(make.sub(x, top)), axis, true);
  Value y = make.add(make.log(sum), top);
  if (!call.flag("keepdims"))
    y = axis.isNone() ? make.reshape(y, ev.ints({})) : make.squeeze(y, axis);
  return scope.finish(y);
}

void tfc::text::addNeural(FunctionTable &table) {
  table.add({"tf.nn.softmax(logits, axis=-1, dim:axis=None)",
             "tf.nn.log_softmax(logits, axis=-1, dim:axis=None)"},
            softmax);
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
  table.add({"tf.truediv(x, y)", "tf.divide(x, y)", "tf.math.truediv(x, y)",
             "tf.math.divide(x, y)"},
            trueDivide);
  table.add("tf.div(x, y)", pythonTwoDivide);
  table.add("tf.add_n(inputs)", addN);
  table.add("tf.accumulate_n(inputs, shape=None, tensor_dtype=None)", addN);
  table.add("tf.reduce_logsumexp(input_tensor, axis=None, keepdims=False, "
            "reduction_indices:axis=None, keep_dims:keepdims=None)",
            logSumExp);
}
