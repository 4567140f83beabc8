// tf.*_initializer, as tensorflow/python/ops/init_ops.py of 1.15.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Variables.h"

#include <cmath>

using namespace tfc::text;

namespace {
struct ConstantInitializer : InitializerObject {
  explicit ConstantInitializer(Value value) : value(value) {}
  Value make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
             SMLoc loc) override {
    if (llvm::isa<mlir::FloatType>(dtype) || !value.is(ValueKind::Float))
      return ev.call("tf.constant",
                     {value, Value::dtype(dtype), ev.ints(shape)}, loc,
                     "Const");
    return ev.call("tf.constant",
                   {Value::of(int64_t(value.floating)), Value::dtype(dtype),
                    ev.ints(shape)},
                   loc, "Const");
  }
  Value value;
};

struct FilledInitializer : InitializerObject {
  explicit FilledInitializer(bool isOnes) : isOnes(isOnes) {}
  Value make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
             SMLoc loc) override {
    return ev.call(isOnes ? "tf.ones" : "tf.zeros",
                   {ev.ints(shape), Value::dtype(dtype)}, loc);
  }
  bool isOnes;
};

/// A random function of (shape, a, b, dtype, seed).
struct RandomInitializer : InitializerObject {
  RandomInitializer(StringRef function, Value a, Value b, Value seed)
      : function(function), a(a), b(b), seed(seed) {}
  Value make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
             SMLoc loc) override {
    return ev.call(function, {ev.ints(shape), a, b, Value::dtype(dtype), seed},
                   loc);
  }
  StringRef function;
  Value a, b, seed;
};

struct VarianceScaling : InitializerObject {
  VarianceScaling(double scale, StringRef mode, StringRef distribution,
                  Value seed)
      : scale(scale), mode(mode), distribution(distribution), seed(seed) {}
  Value make(Evaluator &ev, ArrayRef<int64_t> shape, mlir::Type dtype,
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
      return ev.call(
          "tf.random_uniform",
          {ev.ints(shape), Value::of(-limit), Value::of(limit), type, seed},
          loc);
    }
    if (distribution == "untruncated_normal")
      return ev.call(
          "tf.random_normal",
          {ev.ints(shape), zero, Value::of(std::sqrt(variance)), type, seed},
          loc);
    // The standard deviation of a normal cut off at two of its own.
    double stddev = std::sqrt(variance) / .87962566103423978;
    return ev.call("tf.truncated_normal",
                   {ev.ints(shape), zero, Value::of(stddev), type, seed}, loc);
  }
  double scale;
  std::string mode, distribution;
  Value seed;
};
} // namespace

/// A new initializer as a value.
template <typename T, typename... Arguments>
static Value makeInitializer(Evaluator &ev, Arguments... arguments) {
  Object *object = ev.heap.makeObject<T>(arguments...);
  return Value::of(object);
}

static Value constantInitializer(Evaluator &ev, Call &call) {
  return makeInitializer<ConstantInitializer>(ev, call["value"]);
}

static Value filledInitializer(Evaluator &ev, Call &call) {
  return makeInitializer<FilledInitializer>(ev,
                                            call.function().contains("ones"));
}

static Value normalInitializer(Evaluator &ev, Call &call) {
  StringRef function = call.function().contains("truncated")
                           ? "tf.truncated_normal"
                           : "tf.random_normal";
  return makeInitializer<RandomInitializer>(ev, function, call["mean"],
                                            call["stddev"], call["seed"]);
}

static Value uniformInitializer(Evaluator &ev, Call &call) {
  return makeInitializer<RandomInitializer>(ev, StringRef("tf.random_uniform"),
                                            call["minval"], call["maxval"],
                                            call["seed"]);
}

static Value varianceScaling(Evaluator &ev, Call &call) {
  double scale = call.number("scale");
  StringRef mode = call.text("mode"), distribution = call.text("distribution");
  if (mode != "fan_in" && mode != "fan_out" && mode != "fan_avg")
    call.error("mode", "mode must be 'fan_in', 'fan_out' or 'fan_avg', not '" +
                           mode + "'");
  if (distribution != "normal" && distribution != "truncated_normal" &&
      distribution != "untruncated_normal" && distribution != "uniform")
    call.error("distribution",
               "distribution must be 'truncated_normal', 'untruncated_normal' "
               "or 'uniform', not '" +
                   distribution + "'");
  if (scale <= 0)
    call.error("scale must be positive");
  return makeInitializer<VarianceScaling>(ev, scale, mode, distribution,
                                          call["seed"]);
}

static Value glorot(Evaluator &ev, Call &call) {
  StringRef function = call.function();
  bool isUniform = function.contains("xavier") ? call.flag("uniform")
                                               : !function.contains("normal");
  bool isHe = function.contains("he_");
  return makeInitializer<VarianceScaling>(
      ev, isHe ? 2.0 : 1.0, StringRef(isHe ? "fan_in" : "fan_avg"),
      StringRef(isUniform ? "uniform" : "truncated_normal"), call["seed"]);
}

/// initializer(shape, dtype)
static Value callInitializer(Evaluator &ev, Call &call) {
  auto *object = call["self"].asObject<InitializerObject>();
  auto shape = ev.toStaticShape(call["shape"], call.loc, "initializer: shape");
  mlir::Type dtype = ev.toDType(call["dtype"], call.loc, "initializer: dtype");
  return object->make(ev, shape, dtype, call.loc);
}

void tfc::text::addInitializers(FunctionTable &table) {
  table.add("Initializer.__call__(self, shape, dtype=tf.float32, "
            "partition_info=None)",
            callInitializer);
  table.add({"tf.zeros_initializer(dtype=tf.float32)",
             "tf.ones_initializer(dtype=tf.float32)",
             "tf.initializers.zeros(dtype=tf.float32)",
             "tf.initializers.ones(dtype=tf.float32)"},
            filledInitializer);
  table.add(
      {"tf.constant_initializer(value=0, dtype=None, verify_shape=False)",
       "tf.initializers.constant(value=0, dtype=None, verify_shape=False)"},
      constantInitializer);
  table.add(
      {"tf.random_normal_initializer(mean=0.0, stddev=1.0, seed=None, "
       "dtype=tf.float32)",
       "tf.truncated_normal_initializer(mean=0.0, stddev=1.0, seed=None, "
       "dtype=tf.float32)",
       "tf.initializers.random_normal(mean=0.0, stddev=1.0, seed=None, "
       "dtype=tf.float32)",
       "tf.initializers.truncated_normal(mean=0.0, stddev=1.0, seed=None, "
       "dtype=tf.float32)"},
      normalInitializer);
  table.add({"tf.random_uniform_initializer(minval=0, maxval=None, seed=None, "
             "dtype=tf.float32)",
             "tf.initializers.random_uniform(minval=0, maxval=None, seed=None, "
             "dtype=tf.float32)"},
            uniformInitializer);
  table.add({"tf.variance_scaling_initializer(scale=1.0, mode='fan_in', "
             "distribution='truncated_normal', seed=None, dtype=tf.float32)",
             "tf.initializers.variance_scaling(scale=1.0, mode='fan_in', "
             "distribution='truncated_normal', seed=None, dtype=tf.float32)"},
            varianceScaling);
  table.add({"tf.glorot_uniform_initializer(seed=None, dtype=tf.float32)",
             "tf.glorot_normal_initializer(seed=None, dtype=tf.float32)",
             "tf.initializers.glorot_uniform(seed=None, dtype=tf.float32)",
             "tf.initializers.glorot_normal(seed=None, dtype=tf.float32)",
             "tf.initializers.he_uniform(seed=None)",
             "tf.initializers.he_normal(seed=None)",
             "tf.contrib.layers.xavier_initializer(uniform=True, seed=None, "
             "dtype=tf.float32)"},
            glorot);
}
