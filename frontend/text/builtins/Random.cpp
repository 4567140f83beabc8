// Random tensors, composed as tensorflow/python/ops/random_ops.py does, so that
// names of nodes and seeds follow.
#include "frontend/text/builtins/Random.h"
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

Seeds tfc::text::seedsOf(Evaluator &ev, const Call &call) {
  constexpr int64_t defaultGraphSeed = 87654321;
  std::optional<int64_t> graphSeed = ev.graph.seed;
  if (!call.has("seed") && !graphSeed)
    return {}; // the session draws the key
  Seeds seeds;
  seeds.seed = graphSeed.value_or(defaultGraphSeed);
  seeds.seed2 = call.has("seed") ? call.integer("seed") : ev.graph.nodeCount();
  if (seeds.seed == 0 && seeds.seed2 == 0)
    seeds.seed2 = INT32_MAX;
  return seeds;
}

/// An argument as a tensor of `dtype`.
static Value numberOperand(Evaluator &ev, Call &call, StringRef parameter,
                           mlir::Type dtype, StringRef name) {
  Value tensor = call.tensor(parameter, dtype, name);
  if (ev.elementType(tensor) != dtype)
    ev.error(call.locOf(parameter), "type mismatch: " + call.function() +
                                        ": '" + parameter + "' is " +
                                        dtypeName(ev.elementType(tensor)) +
                                        ", dtype is " + dtypeName(dtype));
  return tensor;
}

/// The shape operand: a constant, as TensorFlow makes one.
static Value shapeOperand(Evaluator &ev, Call &call) {
  const Value &shape = call["shape"];
  mlir::Type dtype;
  if (shape.isSequence() && shape.items().empty())
    dtype = ev.graph.builder.getI32Type();
  if (!shape.isTensorLike() && !shape.isSequence() &&
      !shape.is(ValueKind::Shape))
    return ev.typeError(call.locOf("shape"), call.what("shape"),
                        "a list of ints or a tensor", shape);
  return call.tensor("shape", dtype);
}

/// random * scale + shift
static Value scaled(const OpMaker &make, const Value &random,
                    const Value &scale, const Value &shift) {
  Value product = make.named("mul").mul(random, scale);
  return make.add(product, shift);
}

static Value normal(Evaluator &ev, Call &call) {
  bool isTruncated = call.function().contains("truncated");
  NodeScope scope(ev, call, isTruncated ? "truncated_normal" : "random_normal");
  OpMaker make(ev, call.loc);
  mlir::Type dtype = call.dtype("dtype");
  if (!llvm::isa<mlir::FloatType>(dtype))
    return ev.typeError(call.locOf("dtype"), call.what("dtype"), "a float type",
                        call["dtype"]);
  Value shape = shapeOperand(ev, call);
  Value mean = numberOperand(ev, call, "mean", dtype, "mean");
  Value stddev = numberOperand(ev, call, "stddev", dtype, "stddev");
  auto [seed, seed2] = seedsOf(ev, call);
  Value random = isTruncated ? make.truncated_normal(shape, dtype, seed, seed2)
                             : make.random_normal(shape, dtype, seed, seed2);
  return scope.finish(scaled(make, random, stddev, mean));
}

/// Whole numbers from `minval` on and below `maxval`.
static Value uniformInts(Evaluator &ev, Call &call, const Value &shape,
                         mlir::Type dtype) {
  if (!dtype.isInteger(32) && !dtype.isInteger(64))
    return ev.typeError(call.locOf("dtype"), call.what("dtype"),
                        "a float type, tf.int32 or tf.int64", call["dtype"]);
  if (!call.has("maxval"))
    return call.error("integers need 'maxval'");
  int64_t low = call.integer("minval"), high = call.integer("maxval");
  if (low >= high)
    call.error("minval must be less than maxval");
  ev.graph.countNode(); // TensorFlow's constants min and max
  ev.graph.countNode();
  auto [seed, seed2] = seedsOf(ev, call);
  return OpMaker(ev, call.loc)
      .random_uniform_int(shape, low, high, dtype, seed, seed2);
}

static Value uniform(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "random_uniform");
  OpMaker make(ev, call.loc);
  mlir::Type dtype = call.dtype("dtype");
  Value shape = shapeOperand(ev, call);
  if (!llvm::isa<mlir::FloatType>(dtype))
    return scope.finish(uniformInts(ev, call, shape, dtype));
  if (!call.has("maxval"))
    call.slot("maxval") = Value::number(1);
  Value low = numberOperand(ev, call, "minval", dtype, "min");
  Value high = numberOperand(ev, call, "maxval", dtype, "max");
  auto [seed, seed2] = seedsOf(ev, call);
  Value random = make.random_uniform(shape, dtype, seed, seed2);
  Value width = make.named("sub").sub(high, low);
  return scope.finish(scaled(make, random, width, low));
}

static Value setRandomSeed(Evaluator &ev, Call &call) {
  ev.graph.seed.reset();
  if (call.has("seed"))
    ev.graph.seed = call.integer("seed");
  return Value();
}

void tfc::text::addRandom(FunctionTable &table) {
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
