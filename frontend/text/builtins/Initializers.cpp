// tf.*_initializer, as tensorflow/python/ops/init_ops.py of 1.15.
#include "frontend/text/eval/Evaluator.h"

#include <cmath>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

static Value shapeList(Evaluator &ev, ArrayRef<int64_t> shape) {
  std::vector<Value> dims;
  for (int64_t dim : shape)
    dims.push_back(Value::of(dim));
  return ev.heap.makeList(std::move(dims));
}

namespace {
struct ConstantInitializer : InitializerObject {
  explicit ConstantInitializer(Value value) : value(value) {}
  Result make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
              SMLoc loc) override {
    if (llvm::isa<mlir::FloatType>(dtype) || !value.is(ValueKind::Float))
      return ev.call("tf.constant",
                     {value, Value::dtype(dtype), shapeList(ev, shape)}, loc,
                     "Const");
    return ev.call("tf.constant",
                   {Value::of(int64_t(value.floating)), Value::dtype(dtype),
                    shapeList(ev, shape)},
                   loc, "Const");
  }
  Value value;
};

struct FilledInitializer : InitializerObject {
  explicit FilledInitializer(bool isOnes) : isOnes(isOnes) {}
  Result make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
              SMLoc loc) override {
    return ev.call(isOnes ? "tf.ones" : "tf.zeros",
                   {shapeList(ev, shape), Value::dtype(dtype)}, loc);
  }
  bool isOnes;
};

/// A random function of (shape, a, b, dtype, seed).
struct RandomInitializer : InitializerObject {
  RandomInitializer(StringRef function, Value a, Value b, Value seed)
      : function(function), a(a), b(b), seed(seed) {}
  Result make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
              SMLoc loc) override {
    return ev.call(
        function, {shapeList(ev, shape), a, b, Value::dtype(dtype), seed}, loc);
  }
  StringRef function;
  Value a, b, seed;
};

struct VarianceScaling : InitializerObject {
  Result make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
              SMLoc loc) override {
    if (!llvm::isa<mlir::FloatType>(dtype))
      return ev.error(loc,
                      "type mismatch: this initializer makes floats, not " +
                          dtypeName(dtype) + "; give initializer=");
    double fanIn = 1, fanOut = 1;
    if (shape.size() == 1) {
      fanIn = fanOut = shape[0];
    } else if (shape.size() >= 2) {
      double field = 1;
      for (int64_t dim : shape.drop_back(2))
        field *= dim;
      fanIn = field * shape[shape.size() - 2];
      fanOut = field * shape.back();
    }
    double fan = mode == "fan_in"    ? fanIn
                 : mode == "fan_out" ? fanOut
                                     : (fanIn + fanOut) / 2;
    double variance = scale / std::max(1.0, fan);
    Value zero = Value::of(0.0), type = Value::dtype(dtype);
    if (distribution == "uniform") {
      double limit = std::sqrt(3 * variance);
      return ev.call("tf.random_uniform",
                     {shapeList(ev, shape), Value::of(-limit), Value::of(limit),
                      type, seed},
                     loc);
    }
    if (distribution == "untruncated_normal")
      return ev.call("tf.random_normal",
                     {shapeList(ev, shape), zero,
                      Value::of(std::sqrt(variance)), type, seed},
                     loc);
    // The standard deviation of a normal cut off at two of its own.
    double stddev = std::sqrt(variance) / .87962566103423978;
    return ev.call("tf.truncated_normal",
                   {shapeList(ev, shape), zero, Value::of(stddev), type, seed},
                   loc);
  }
  double scale = 1;
  std::string mode = "fan_in", distribution = "truncated_normal";
  Value seed;
};
} // namespace

static Result constantInitializer(Evaluator &ev, Call &call) {
  return Value::of(static_cast<Object *>(
      ev.heap.makeObject<ConstantInitializer>(call["value"])));
}

static Result filledInitializer(Evaluator &ev, Call &call) {
  return Value::of(static_cast<Object *>(
      ev.heap.makeObject<FilledInitializer>(call.function().contains("ones"))));
}

static Result normalInitializer(Evaluator &ev, Call &call) {
  StringRef function = call.function().contains("truncated")
                           ? "tf.truncated_normal"
                           : "tf.random_normal";
  return Value::of(static_cast<Object *>(ev.heap.makeObject<RandomInitializer>(
      function, call["mean"], call["stddev"], call["seed"])));
}

static Result uniformInitializer(Evaluator &ev, Call &call) {
  return Value::of(static_cast<Object *>(ev.heap.makeObject<RandomInitializer>(
      "tf.random_uniform", call["minval"], call["maxval"], call["seed"])));
}

static Result varianceScaling(Evaluator &ev, Call &call) {
  auto *object = ev.heap.makeObject<VarianceScaling>();
  FailureOr<double> scale =
      ev.toDouble(call["scale"], call.loc, call.function() + ": scale");
  FailureOr<StringRef> mode =
      ev.toString(call["mode"], call.loc, call.function() + ": mode");
  FailureOr<StringRef> distribution = ev.toString(
      call["distribution"], call.loc, call.function() + ": distribution");
  if (failed(scale) || failed(mode) || failed(distribution))
    return failure();
  if (*mode != "fan_in" && *mode != "fan_out" && *mode != "fan_avg")
    return ev.error(call.locOf("mode"), call.function() +
                                            ": mode must be 'fan_in', "
                                            "'fan_out' or 'fan_avg', not '" +
                                            *mode + "'");
  if (*distribution != "normal" && *distribution != "truncated_normal" &&
      *distribution != "untruncated_normal" && *distribution != "uniform")
    return ev.error(call.locOf("distribution"),
                    call.function() +
                        ": distribution must be 'truncated_normal', "
                        "'untruncated_normal' or 'uniform', not '" +
                        *distribution + "'");
  if (*scale <= 0)
    return ev.error(call.loc, call.function() + ": scale must be positive");
  object->scale = *scale;
  object->mode = mode->str();
  object->distribution = distribution->str();
  object->seed = call["seed"];
  return Value::of(static_cast<Object *>(object));
}

static Result glorot(Evaluator &ev, Call &call) {
  auto *object = ev.heap.makeObject<VarianceScaling>();
  object->mode = "fan_avg";
  bool isUniform = !call.function().contains("normal");
  if (call.function().contains("xavier")) {
    FailureOr<bool> uniform =
        ev.toBool(call["uniform"], call.loc, call.function() + ": uniform");
    if (failed(uniform))
      return failure();
    isUniform = *uniform;
  }
  if (call.function().contains("he_")) {
    object->mode = "fan_in";
    object->scale = 2;
  }
  object->distribution = isUniform ? "uniform" : "truncated_normal";
  object->seed = call["seed"];
  return Value::of(static_cast<Object *>(object));
}

/// initializer(shape, dtype)
static Result callInitializer(Evaluator &ev, Call &call) {
  auto *object = call["self"].asObject<InitializerObject>();
  auto shape = ev.toStaticShape(call["shape"], call.loc, "initializer: shape");
  FailureOr<mlir::Type> dtype =
      ev.toDType(call["dtype"], call.loc, "initializer: dtype");
  if (failed(shape) || failed(dtype))
    return failure();
  return object->make(ev, *shape, *dtype, call.loc);
}

void tfc::text::addInitializerFunctions(FunctionTable &table) {
  table.add("Initializer.__call__(self, shape, dtype=tf.float32, "
            "partition_info=None)",
            callInitializer);
  for (const char *signature : {"tf.zeros_initializer(dtype=tf.float32)",
                                "tf.ones_initializer(dtype=tf.float32)",
                                "tf.initializers.zeros(dtype=tf.float32)",
                                "tf.initializers.ones(dtype=tf.float32)"})
    table.add(signature, filledInitializer);
  for (const char *signature :
       {"tf.constant_initializer(value=0, dtype=None, verify_shape=False)",
        "tf.initializers.constant(value=0, dtype=None, verify_shape=False)"})
    table.add(signature, constantInitializer);
  for (const char *signature :
       {"tf.random_normal_initializer(mean=0.0, stddev=1.0, seed=None, "
        "dtype=tf.float32)",
        "tf.truncated_normal_initializer(mean=0.0, stddev=1.0, seed=None, "
        "dtype=tf.float32)",
        "tf.initializers.random_normal(mean=0.0, stddev=1.0, seed=None, "
        "dtype=tf.float32)",
        "tf.initializers.truncated_normal(mean=0.0, stddev=1.0, seed=None, "
        "dtype=tf.float32)"})
    table.add(signature, normalInitializer);
  for (const char *signature :
       {"tf.random_uniform_initializer(minval=0, maxval=None, seed=None, "
        "dtype=tf.float32)",
        "tf.initializers.random_uniform(minval=0, maxval=None, seed=None, "
        "dtype=tf.float32)"})
    table.add(signature, uniformInitializer);
  for (const char *signature :
       {"tf.variance_scaling_initializer(scale=1.0, mode='fan_in', "
        "distribution='truncated_normal', seed=None, dtype=tf.float32)",
        "tf.initializers.variance_scaling(scale=1.0, mode='fan_in', "
        "distribution='truncated_normal', seed=None, dtype=tf.float32)"})
    table.add(signature, varianceScaling);
  for (const char *signature :
       {"tf.glorot_uniform_initializer(seed=None, dtype=tf.float32)",
        "tf.glorot_normal_initializer(seed=None, dtype=tf.float32)",
        "tf.initializers.glorot_uniform(seed=None, dtype=tf.float32)",
        "tf.initializers.glorot_normal(seed=None, dtype=tf.float32)",
        "tf.initializers.he_uniform(seed=None)",
        "tf.initializers.he_normal(seed=None)",
        "tf.contrib.layers.xavier_initializer(uniform=True, seed=None, "
        "dtype=tf.float32)"})
    table.add(signature, glorot);
}
