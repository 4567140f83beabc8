// tf.layers: variables and the ops around them, named as TensorFlow names them;
// tf.losses.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {
/// The scope of one layer: its variables are <name>/kernel and <name>/bias.
class LayerScope {
public:
  LayerScope(Evaluator &ev, Call &call, StringRef fallback)
      : ev(ev), call(call), outer(ev.variableScope) {
    // Without a name=, layers of one kind are numbered: dense, dense_1, ..
    std::string name = call.name.text.empty() || call.name.isHint
                           ? fallback.str()
                           : call.name.text.str();
    bool isNamed = name != fallback;
    std::string path = ev.variableScope.path + name;
    for (unsigned i = 1;
         !isNamed && ev.sharedVariables.contains(path + "/kernel"); ++i)
      path = ev.variableScope.path + name + "_" + std::to_string(i);
    ev.variableScope.path = path + "/";
    previous =
        ev.graph.names.enter(StringRef(path).drop_front(outer.path.size()));
  }
  ~LayerScope() {
    ev.graph.names.leave(previous);
    ev.variableScope = outer;
  }

  Result variable(StringRef name, ArrayRef<int64_t> shape, mlir::Type dtype,
                  const Value &initializer) {
    std::vector<Value> dims;
    for (int64_t dim : shape)
      dims.push_back(Value::of(dim));
    FailureOr<bool> trainable =
        ev.toBool(call["trainable"], call.loc, call.function() + ": trainable");
    if (failed(trainable))
      return failure();
    return getVariable(ev, name, ev.heap.makeList(std::move(dims)), dtype,
                       initializer, *trainable, call.loc);
  }

  /// use_bias, activation and the name that the result is assigned to.
  Result finish(Result y, int64_t channels, mlir::Type dtype) {
    FailureOr<bool> useBias =
        ev.toBool(call["use_bias"], call.loc, call.function() + ": use_bias");
    if (failed(y) || failed(useBias))
      return failure();
    if (*useBias) {
      Value initializer = call["bias_initializer"];
      if (initializer.isNone())
        initializer = Value::of(ev.functions.find("tf.zeros_initializer"));
      Result bias = variable("bias", {channels}, dtype, initializer);
      y = failed(bias) ? bias : ev.op("bias_add", {*y, *bias}, call.loc);
    }
    if (!failed(y) && call.has("activation")) {
      CallArguments arguments;
      arguments.positional.push_back({*y, call.loc});
      y = ev.call(call["activation"], arguments, call.loc);
    }
    if (failed(y) || !call.name.isHint || !y->is(ValueKind::Tensor))
      return y;
    // The hint names the result, outside of the layer's scope.
    mlir::Operation *op = y->asGraphValue().getDefiningOp();
    std::string inner = ev.graph.names.scope().str();
    ev.graph.names.leave(previous);
    std::string full = ev.graph.names.claim(call.name);
    ev.graph.names.leave(inner);
    ev.graph.setName(op, full);
    ev.graph.names.holdWeakly(full, op);
    return y;
  }

private:
  Evaluator &ev;
  Call &call;
  Evaluator::VariableScope outer;
  std::string previous;
};
} // namespace

static FailureOr<Value> input(Evaluator &ev, Call &call) {
  FailureOr<mlir::Value> tensor =
      ev.toTensor(call["inputs"], {}, "inputs", call.locOf("inputs"),
                  call.function() + ": 'inputs'");
  if (failed(tensor))
    return failure();
  return Value::tensor(*tensor);
}

/// The size of the last dimension, which must be known.
static FailureOr<int64_t> channelsOf(Evaluator &ev, Call &call, const Value &x,
                                     int64_t rank) {
  mlir::RankedTensorType type = ev.typeOf(x);
  if ((rank && type.getRank() != rank) || type.getRank() < 2 ||
      type.isDynamicDim(type.getRank() - 1))
    return ev.error(call.locOf("inputs"),
                    "shape mismatch: " + call.function() + " of shape " +
                        shapeText(type.getShape()) + ": expected " +
                        (rank ? "four dimensions" : "two dimensions at least") +
                        ", the last one known");
  return type.getDimSize(type.getRank() - 1);
}

static FailureOr<int64_t> positive(Evaluator &ev, Call &call,
                                   StringRef parameter) {
  FailureOr<int64_t> value =
      ev.toInt(call[parameter], call.locOf(parameter),
               call.function() + ": '" + parameter + "'");
  if (failed(value))
    return failure();
  if (*value < 1)
    return ev.error(call.locOf(parameter), call.function() + ": '" + parameter +
                                               "' must be positive, not " +
                                               llvm::Twine(*value));
  return value;
}

static Result dense(Evaluator &ev, Call &call) {
  FailureOr<Value> x = input(ev, call);
  if (failed(x))
    return failure();
  FailureOr<int64_t> channels = channelsOf(ev, call, *x, 0);
  FailureOr<int64_t> units = positive(ev, call, "units");
  if (failed(channels) || failed(units))
    return failure();
  mlir::Type dtype = ev.elementType(*x);
  LayerScope layer(ev, call, "dense");
  Result kernel = layer.variable("kernel", {*channels, *units}, dtype,
                                 call["kernel_initializer"]);
  if (failed(kernel))
    return failure();
  return layer.finish(ev.op("matmul", {*x, *kernel}, call.loc), *units, dtype);
}

/// An int or a pair of ints, as [height, width].
static FailureOr<std::vector<Value>> pairOf(Evaluator &ev, Call &call,
                                            StringRef parameter) {
  auto ints = ev.toInts(call[parameter], call.locOf(parameter),
                        call.function() + ": '" + parameter + "'");
  if (failed(ints))
    return failure();
  if (ints->size() == 1)
    ints->push_back(ints->front());
  if (ints->size() != 2 || (*ints)[0] < 1 || (*ints)[1] < 1)
    return ev.error(call.locOf(parameter),
                    call.function() + ": '" + parameter +
                        "' must be a positive int or two of them");
  return std::vector<Value>{Value::of((*ints)[0]), Value::of((*ints)[1])};
}

/// [1, height, width, 1]
static Value window(Evaluator &ev, const std::vector<Value> &pair) {
  Value one = Value::of(int64_t(1));
  return ev.heap.makeList({one, pair[0], pair[1], one});
}

static Result conv2d(Evaluator &ev, Call &call) {
  FailureOr<Value> x = input(ev, call);
  if (failed(x))
    return failure();
  FailureOr<int64_t> channels = channelsOf(ev, call, *x, 4);
  FailureOr<int64_t> filters = failure();
  if (!failed(channels))
    filters = positive(ev, call, "filters");
  if (failed(filters))
    return failure();
  auto size = pairOf(ev, call, "kernel_size");
  if (failed(size))
    return failure();
  auto strides = pairOf(ev, call, "strides");
  if (failed(strides))
    return failure();
  auto dilations = pairOf(ev, call, "dilation_rate");
  if (failed(dilations))
    return failure();
  mlir::Type dtype = ev.elementType(*x);
  LayerScope layer(ev, call, "conv2d");
  Result kernel = layer.variable(
      "kernel", {(*size)[0].asInt(), (*size)[1].asInt(), *channels, *filters},
      dtype, call["kernel_initializer"]);
  if (failed(kernel))
    return failure();
  CallArguments arguments;
  for (const Value &v : {*x, *kernel, window(ev, *strides), call["padding"]})
    arguments.positional.push_back({v, call.loc});
  arguments.keywords.push_back({"dilations", window(ev, *dilations), call.loc});
  Result y = ev.call(Value::of(ev.functions.find("tf.nn.conv2d")), arguments,
                     call.loc);
  return layer.finish(y, *filters, dtype);
}

static Result pooling(Evaluator &ev, Call &call) {
  auto size = pairOf(ev, call, "pool_size");
  if (failed(size))
    return failure();
  auto strides = pairOf(ev, call, "strides");
  if (failed(strides))
    return failure();
  StringRef function =
      call.function().contains("max") ? "tf.nn.max_pool" : "tf.nn.avg_pool";
  CallArguments arguments;
  for (const Value &v : {call["inputs"], window(ev, *size),
                         window(ev, *strides), call["padding"]})
    arguments.positional.push_back({v, call.loc});
  if (!call.name.text.empty() && !call.name.isHint)
    arguments.keywords.push_back({"name", Value::of(call.name.text), call.loc});
  return ev.call(Value::of(ev.functions.find(function)), arguments, call.loc,
                 call.name.isHint ? call.name.text : StringRef());
}

static Result flattenLayer(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "flatten");
  FailureOr<Value> x = input(ev, call);
  if (failed(x))
    return failure();
  mlir::RankedTensorType type = ev.typeOf(*x);
  if (type.getRank() < 1)
    return ev.error(call.loc, call.function() + " of a scalar");
  int64_t rest = 1;
  for (int64_t dim : type.getShape().drop_front()) {
    if (mlir::ShapedType::isDynamic(dim))
      return ev.error(call.loc, call.function() + " of shape " +
                                    shapeText(type.getShape()) +
                                    ": all dimensions but the first must be "
                                    "known");
    rest *= dim;
  }
  int64_t batch = type.isDynamicDim(0) ? -1 : type.getDimSize(0);
  Result y = ev.op("reshape",
                   {*x, ev.heap.makeList({Value::of(batch), Value::of(rest)})},
                   call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

static Result dropoutLayer(Evaluator &ev, Call &call) {
  FailureOr<bool> training = ev.toBool(call["training"], call.locOf("training"),
                                       "tf.layers.dropout: training");
  FailureOr<Value> x = input(ev, call);
  if (failed(training) || failed(x))
    return failure();
  if (!*training)
    return *x;
  CallArguments arguments;
  arguments.positional.push_back({*x, call.loc});
  for (StringRef name : {"rate", "noise_shape", "seed"})
    arguments.keywords.push_back({name, call[name], call.loc});
  return ev.call(Value::of(ev.functions.find("tf.nn.dropout")), arguments,
                 call.loc, call.name.text);
}

//===----------------------------------------------------------------------===//
// tf.losses: means over the batch
//===----------------------------------------------------------------------===//

static Result loss(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, call.function().rsplit('.').second);
  StringRef function = call.function();
  Result each = failure();
  if (function == "tf.losses.mean_squared_error")
    each = ev.op("squared_difference", {call["predictions"], call["labels"]},
                 call.loc);
  else if (function == "tf.losses.absolute_difference") {
    each = ev.op("sub", {call["predictions"], call["labels"]}, call.loc);
    each = failed(each) ? each : ev.op("abs", {*each}, call.loc);
  } else {
    StringRef op = function.contains("sparse") ? "sparse_softmax_cross_entropy"
                   : function.contains("sigmoid") ? "sigmoid_cross_entropy"
                                                  : "softmax_cross_entropy";
    each = ev.op(op, {call["logits"], call["labels"]}, call.loc);
  }
  if (failed(each))
    return failure();
  if (!isEqual(call["weights"], Value::of(1.0))) {
    each = ev.op("mul", {*each, call["weights"]}, call.loc);
    if (failed(each))
      return failure();
  }
  Result y = ev.op("reduce_mean", {*each}, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

void tfc::text::addLayerFunctions(FunctionTable &table) {
  table.add("tf.layers.dense(inputs, units, activation=None, use_bias=True, "
            "kernel_initializer=None, bias_initializer=None, "
            "kernel_regularizer=None, bias_regularizer=None, "
            "activity_regularizer=None, kernel_constraint=None, "
            "bias_constraint=None, trainable=True, reuse=None)",
            dense);
  table.add("tf.layers.conv2d(inputs, filters, kernel_size, strides=1, "
            "padding='valid', data_format='channels_last', dilation_rate=1, "
            "activation=None, use_bias=True, kernel_initializer=None, "
            "bias_initializer=None, kernel_regularizer=None, "
            "bias_regularizer=None, activity_regularizer=None, "
            "trainable=True, reuse=None)",
            conv2d);
  for (const char *signature :
       {"tf.layers.max_pooling2d(inputs, pool_size, strides, "
        "padding='valid', data_format='channels_last')",
        "tf.layers.average_pooling2d(inputs, pool_size, strides, "
        "padding='valid', data_format='channels_last')"})
    table.add(signature, pooling);
  table.add("tf.layers.flatten(inputs)", flattenLayer);
  table.add("tf.contrib.layers.flatten(inputs)", flattenLayer);
  table.add("tf.layers.dropout(inputs, rate=0.5, noise_shape=None, seed=None, "
            "training=False)",
            dropoutLayer);
  for (const char *signature :
       {"tf.losses.mean_squared_error(labels, predictions, weights=1.0)",
        "tf.losses.absolute_difference(labels, predictions, weights=1.0)",
        "tf.losses.softmax_cross_entropy(labels:labels, logits, weights=1.0, "
        "onehot_labels:labels=None)",
        "tf.losses.sparse_softmax_cross_entropy(labels, logits, weights=1.0)",
        "tf.losses.sigmoid_cross_entropy(labels, logits, weights=1.0, "
        "multi_class_labels:labels=None)"})
    table.add(signature, loss);
}
