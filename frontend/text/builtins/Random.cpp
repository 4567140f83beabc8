// Random tensors, composed as tensorflow/python/ops/random_ops.py does, so that
// names of nodes and seeds follow.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

/// tensorflow/python/framework/random_seed.py, get_seed.
FailureOr<std::pair<int64_t, int64_t>>
tfc::text::randomSeeds(Evaluator &ev, const Value &seed, SMLoc loc,
                       const llvm::Twine &what) {
  constexpr int64_t defaultGraphSeed = 87654321;
  std::pair<int64_t, int64_t> seeds = {0, 0};
  if (!seed.isNone()) {
    FailureOr<int64_t> opSeed = ev.toInt(seed, loc, what);
    if (failed(opSeed))
      return failure();
    seeds = {ev.graph.seed.value_or(defaultGraphSeed), *opSeed};
  } else if (ev.graph.seed) {
    seeds = {*ev.graph.seed, ev.graph.nodeCount()};
  } else {
    return seeds; // the session draws the key
  }
  if (seeds.first == 0 && seeds.second == 0)
    seeds.second = INT32_MAX;
  return seeds;
}

static FailureOr<Value> constantOperand(Evaluator &ev, Call &call,
                                        StringRef parameter, mlir::Type dtype,
                                        StringRef name) {
  FailureOr<mlir::Value> tensor =
      ev.toTensor(call[parameter], dtype, name, call.locOf(parameter),
                  call.function() + ": '" + parameter + "'");
  if (failed(tensor))
    return failure();
  if (auto type = llvm::cast<mlir::RankedTensorType>(tensor->getType());
      type.getElementType() != dtype)
    return ev.error(call.locOf(parameter),
                    "type mismatch: " + call.function() + ": '" + parameter +
                        "' is " + dtypeName(type.getElementType()) +
                        ", dtype is " + dtypeName(dtype));
  return Value::tensor(*tensor);
}

/// The shape operand: a constant, as TensorFlow makes one.
static FailureOr<Value> shapeOperand(Evaluator &ev, Call &call) {
  const Value &shape = call["shape"];
  mlir::Type dtype;
  if (shape.isSequence() && shape.items().empty())
    dtype = ev.graph.builder.getI32Type();
  if (!shape.isTensorLike() && !shape.isSequence() &&
      !shape.is(ValueKind::Shape))
    return ev.typeError(call.locOf("shape"), call.function() + ": 'shape'",
                        "a list of ints or a tensor", shape);
  FailureOr<mlir::Value> tensor =
      ev.toTensor(shape, dtype, "shape", call.locOf("shape"),
                  call.function() + ": 'shape'");
  if (failed(tensor))
    return failure();
  return Value::tensor(*tensor);
}

/// A float random op scaled and shifted: random * scale + shift.
static Result scaled(Evaluator &ev, NodeScope &scope, Result random,
                     const Value &scale, const Value &shift, SMLoc loc) {
  if (failed(random))
    return failure();
  Result product = ev.op("mul", {*random, scale}, loc, "mul");
  if (failed(product))
    return failure();
  Result sum = ev.op("add", {*product, shift}, loc);
  return failed(sum) ? sum : Result(scope.finish(sum));
}

static Result normal(Evaluator &ev, Call &call) {
  bool isTruncated = call.function().contains("truncated");
  NodeScope scope(ev, call, isTruncated ? "truncated_normal" : "random_normal");
  FailureOr<mlir::Type> dtype = ev.toDType(call["dtype"], call.locOf("dtype"),
                                           call.function() + ": dtype");
  if (failed(dtype))
    return failure();
  if (!llvm::isa<mlir::FloatType>(*dtype))
    return ev.typeError(call.locOf("dtype"), call.function() + ": dtype",
                        "a float type", call["dtype"]);
  FailureOr<Value> shape = shapeOperand(ev, call);
  if (failed(shape))
    return failure();
  FailureOr<Value> mean = constantOperand(ev, call, "mean", *dtype, "mean");
  if (failed(mean))
    return failure();
  FailureOr<Value> stddev =
      constantOperand(ev, call, "stddev", *dtype, "stddev");
  if (failed(stddev))
    return failure();
  auto seeds = randomSeeds(ev, call["seed"], call.locOf("seed"),
                           call.function() + ": seed");
  if (failed(seeds))
    return failure();
  Result random = ev.op(isTruncated ? "truncated_normal" : "random_normal",
                        {*shape, Value::dtype(*dtype), Value::of(seeds->first),
                         Value::of(seeds->second)},
                        call.loc);
  return scaled(ev, scope, random, *stddev, *mean, call.loc);
}

static Result uniform(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "random_uniform");
  FailureOr<mlir::Type> dtype = ev.toDType(call["dtype"], call.locOf("dtype"),
                                           call.function() + ": dtype");
  if (failed(dtype))
    return failure();
  FailureOr<Value> shape = shapeOperand(ev, call);
  if (failed(shape))
    return failure();
  bool isFloat = llvm::isa<mlir::FloatType>(*dtype);
  if (!isFloat) {
    if (!dtype->isInteger(32) && !dtype->isInteger(64))
      return ev.typeError(call.locOf("dtype"), call.function() + ": dtype",
                          "a float type, tf.int32 or tf.int64", call["dtype"]);
    if (!call.has("maxval"))
      return ev.error(call.loc, call.function() + ": integers need 'maxval'");
    FailureOr<int64_t> low = ev.toInt(call["minval"], call.locOf("minval"),
                                      call.function() + ": minval");
    FailureOr<int64_t> high = failure();
    if (!failed(low))
      high = ev.toInt(call["maxval"], call.locOf("maxval"),
                      call.function() + ": maxval");
    if (failed(high))
      return failure();
    if (*low >= *high)
      return ev.error(call.loc,
                      call.function() + ": minval must be less than maxval");
    ev.graph.countNode(); // TensorFlow's constants min and max
    ev.graph.countNode();
    auto seeds = randomSeeds(ev, call["seed"], call.locOf("seed"),
                             call.function() + ": seed");
    if (failed(seeds))
      return failure();
    Result random =
        ev.op("random_uniform_int",
              {*shape, Value::of(*low), Value::of(*high), Value::dtype(*dtype),
               Value::of(seeds->first), Value::of(seeds->second)},
              call.loc);
    return failed(random) ? random : Result(scope.finish(random));
  }
  if (!call.has("maxval"))
    call.values[2].value = Value::of(int64_t(1));
  FailureOr<Value> low = constantOperand(ev, call, "minval", *dtype, "min");
  if (failed(low))
    return failure();
  FailureOr<Value> high = constantOperand(ev, call, "maxval", *dtype, "max");
  if (failed(high))
    return failure();
  auto seeds = randomSeeds(ev, call["seed"], call.locOf("seed"),
                           call.function() + ": seed");
  if (failed(seeds))
    return failure();
  Result random = ev.op("random_uniform",
                        {*shape, Value::dtype(*dtype), Value::of(seeds->first),
                         Value::of(seeds->second)},
                        call.loc);
  if (failed(random))
    return failure();
  Result width = ev.op("sub", {*high, *low}, call.loc, "sub");
  if (failed(width))
    return failure();
  return scaled(ev, scope, random, *width, *low, call.loc);
}

static Result setRandomSeed(Evaluator &ev, Call &call) {
  if (!call.has("seed")) {
    ev.graph.seed.reset();
    return Value();
  }
  FailureOr<int64_t> seed =
      ev.toInt(call["seed"], call.loc, "tf.set_random_seed: seed");
  if (failed(seed))
    return failure();
  ev.graph.seed = *seed;
  return Value();
}

void tfc::text::addRandomFunctions(FunctionTable &table) {
  table.add("tf.random_normal(shape, mean=0.0, stddev=1.0, dtype=tf.float32, "
            "seed=None)",
            normal);
  table.add("tf.random.normal(shape, mean=0.0, stddev=1.0, dtype=tf.float32, "
            "seed=None)",
            normal);
  table.add("tf.truncated_normal(shape, mean=0.0, stddev=1.0, "
            "dtype=tf.float32, seed=None)",
            normal);
  table.add("tf.random.truncated_normal(shape, mean=0.0, stddev=1.0, "
            "dtype=tf.float32, seed=None)",
            normal);
  table.add("tf.random_uniform(shape, minval=0, maxval=None, "
            "dtype=tf.float32, seed=None)",
            uniform);
  table.add("tf.random.uniform(shape, minval=0, maxval=None, "
            "dtype=tf.float32, seed=None)",
            uniform);
  table.add("tf.set_random_seed(seed)", setRandomSeed);
  table.add("tf.random.set_random_seed(seed)", setRandomSeed);
}
