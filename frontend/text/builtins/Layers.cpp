// tf.layers: variables and the ops around them, named as TensorFlow names them;
// tf.losses.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Variables.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

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

  Value variable(StringRef name, ArrayRef<int64_t> shape, mlir::Type dtype,
                 const Value &initializer) {
    return getVariable(ev, name, ev.ints(shape), dtype, initializer,
                       call.flag("trainable"), call.loc);
  }

  /// use_bias, activation and the name that the result is assigned to.
  Value finish(Value y, int64_t channels, mlir::Type dtype) {
    if (call.flag("use_bias")) {
      Value initializer = call["bias_initializer"];
      if (initializer.isNone())
        initializer = Value::of(ev.functions.find("tf.zeros_initializer"));
      Value bias = variable("bias", {channels}, dtype, initializer);
      y = OpMaker(ev, call.loc).bias_add(y, bias);
    }
    if (call.has("activation"))
      y = ev.call(call["activation"], CallArguments(y, call.loc), call.loc);
    if (call.name.isHint && y.is(ValueKind::Tensor))
      giveHint(y.asGraphValue().getDefiningOp());
    return y;
  }

private:
  /// The hint names the result, outside of the layer's scope.
  void giveHint(mlir::Operation *op) {
    std::string inner = ev.graph.names.scope().str();
    ev.graph.names.leave(previous);
    std::string full = ev.graph.names.claim(call.name);
    ev.graph.names.leave(inner);
    ev.graph.setName(op, full);
    ev.graph.names.holdWeakly(full, op);
  }

  Evaluator &ev;
  Call &call;
  Evaluator::VariableScope outer;
  std::string previous;
};
} // namespace

/// The size of the last dimension, which must be known.
static int64_t channelsOf(Evaluator &ev, Call &call, const Value &x,
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

static int64_t positive(Call &call, StringRef parameter) {
  int64_t value = call.integer(parameter);
  if (value < 1)
    call.error(parameter, "'" + parameter + "' must be positive, not " +
                              llvm::Twine(value));
  return value;
}

static Value dense(Evaluator &ev, Call &call) {
  Value x = call.tensor("inputs");
  int64_t channels = channelsOf(ev, call, x, 0);
  int64_t units = positive(call, "units");
  mlir::Type dtype = ev.elementType(x);
  LayerScope layer(ev, call, "dense");
  Value kernel = layer.variable("kernel", {channels, units}, dtype,
                                call["kernel_initializer"]);
  return layer.finish(OpMaker(ev, call.loc).matmul(x, kernel), units, dtype);
}

namespace {
struct Pair {
  int64_t height = 1, width = 1;
};
} // namespace

/// An int or a pair of ints.
static Pair pairOf(Call &call, StringRef parameter) {
  llvm::SmallVector<int64_t> ints = call.integers(parameter);
  if (ints.size() == 1)
    ints.push_back(ints.front());
  if (ints.size() != 2 || ints[0] < 1 || ints[1] < 1)
    return call.error(parameter, "'" + parameter +
                                     "' must be a positive int or two of them");
  return {ints[0], ints[1]};
}

static Value window(Evaluator &ev, Pair pair) {
  return ev.ints({1, pair.height, pair.width, 1});
}

static Value conv2d(Evaluator &ev, Call &call) {
  Value x = call.tensor("inputs");
  int64_t channels = channelsOf(ev, call, x, 4);
  int64_t filters = positive(call, "filters");
  Pair size = pairOf(call, "kernel_size"), strides = pairOf(call, "strides"),
       dilations = pairOf(call, "dilation_rate");
  mlir::Type dtype = ev.elementType(x);
  LayerScope layer(ev, call, "conv2d");
  Value kernel =
      layer.variable("kernel", {size.height, size.width, channels, filters},
                     dtype, call["kernel_initializer"]);
  CallArguments arguments({x, kernel, window(ev, strides), call["padding"]},
                          call.loc);
  arguments.keywords.push_back({"dilations", window(ev, dilations), call.loc});
  Value y = ev.call(Value::of(ev.functions.find("tf.nn.conv2d")), arguments,
                    call.loc);
  return layer.finish(y, filters, dtype);
}

static Value pooling(Evaluator &ev, Call &call) {
  Pair size = pairOf(call, "pool_size"), strides = pairOf(call, "strides");
  StringRef function =
      call.function().contains("max") ? "tf.nn.max_pool" : "tf.nn.avg_pool";
  CallArguments arguments(
      {call["inputs"], window(ev, size), window(ev, strides), call["padding"]},
      call.loc);
  if (!call.name.text.empty() && !call.name.isHint)
    arguments.keywords.push_back({"name", Value::of(call.name.text), call.loc});
  return ev.call(Value::of(ev.functions.find(function)), arguments, call.loc,
                 call.name.isHint ? call.name.text : StringRef());
}

static Value flattenLayer(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "flatten");
  Value x = call.tensor("inputs");
  mlir::RankedTensorType type = ev.typeOf(x);
  if (type.getRank() < 1)
    return ev.error(call.loc, call.function() + " of a scalar");
  int64_t rest = 1;
  for (int64_t dim : type.getShape().drop_front()) {
    if (mlir::ShapedType::isDynamic(dim))
      return ev.error(call.loc,
                      call.function() + " of shape " +
                          shapeText(type.getShape()) +
                          ": all dimensions but the first must be known");
    rest *= dim;
  }
  int64_t batch = type.isDynamicDim(0) ? -1 : type.getDimSize(0);
  return scope.finish(OpMaker(ev, call.loc).reshape(x, ev.ints({batch, rest})));
}

static Value dropoutLayer(Evaluator &ev, Call &call) {
  bool isTraining = call.flag("training");
  Value x = call.tensor("inputs");
  if (!isTraining)
    return x;
  CallArguments arguments(x, call.loc);
  for (StringRef name : {"rate", "noise_shape", "seed"})
    arguments.keywords.push_back({name, call[name], call.loc});
  return ev.call(Value::of(ev.functions.find("tf.nn.dropout")), arguments,
                 call.loc, call.name.text);
}

//===----------------------------------------------------------------------===//
// tf.losses: means over the batch
//===----------------------------------------------------------------------===//

/// The loss of each element.
static Value elementLoss(const OpMaker &make, const Call &call) {
  StringRef function = call.function();
  if (function == "tf.losses.mean_squared_error")
    return make.squared_difference(call["predictions"], call["labels"]);
  if (function == "tf.losses.absolute_difference")
    return make.abs(make.sub(call["predictions"], call["labels"]));
  const Value &logits = call["logits"], &labels = call["labels"];
  if (function.contains("sparse"))
    return make.sparse_softmax_cross_entropy(logits, labels);
  if (function.contains("sigmoid"))
    return make.sigmoid_cross_entropy(logits, labels);
  return make.softmax_cross_entropy(logits, labels);
}

static Value loss(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, call.function().rsplit('.').second);
  OpMaker make(ev, call.loc);
  Value each = elementLoss(make, call);
  if (!isEqual(call["weights"], Value::of(1.0)))
    each = make.mul(each, call["weights"]);
  return scope.finish(make.reduce_mean(each));
}

void tfc::text::addLayers(FunctionTable &table) {
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
  table.add({"tf.layers.max_pooling2d(inputs, pool_size, strides, "
             "padding='valid', data_format='channels_last')",
             "tf.layers.average_pooling2d(inputs, pool_size, strides, "
             "padding='valid', data_format='channels_last')"},
            pooling);
  table.add("tf.layers.flatten(inputs)", flattenLayer);
  table.add("tf.contrib.layers.flatten(inputs)", flattenLayer);
  table.add("tf.layers.dropout(inputs, rate=0.5, noise_shape=None, seed=None, "
            "training=False)",
            dropoutLayer);
  table.add(
      {"tf.losses.mean_squared_error(labels, predictions, weights=1.0)",
       "tf.losses.absolute_difference(labels, predictions, weights=1.0)",
       "tf.losses.softmax_cross_entropy(labels:labels, logits, weights=1.0, "
       "onehot_labels:labels=None)",
       "tf.losses.sparse_softmax_cross_entropy(labels, logits, weights=1.0)",
       "tf.losses.sigmoid_cross_entropy(labels, logits, weights=1.0, "
       "multi_class_labels:labels=None)"},
      loss);
}
