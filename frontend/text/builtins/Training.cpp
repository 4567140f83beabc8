// The surroundings of optimisers: clipping, decay, global steps.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Variables.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Clipping
//===----------------------------------------------------------------------===//

/// The tensors of a list, or the only one.
static std::vector<Value> tensorsOf(const Value &list) {
  return list.isSequence() ? list.items() : std::vector<Value>{list};
}

/// sqrt(2 * (l2_loss(a) + l2_loss(b) + ..)); None among the tensors counts as
/// none.
static Value globalNorm(Evaluator &ev, ArrayRef<Value> tensors, SMLoc loc) {
  OpMaker make(ev, loc);
  Value sum;
  for (const Value &tensor : tensors) {
    if (tensor.isNone())
      continue;
    Value half = make.l2_loss(tensor);
    sum = sum.isNone() ? half : make.add(sum, half);
  }
  if (sum.isNone())
    return ev.error(loc, "tf.global_norm of no tensors");
  return make.sqrt(make.mul(sum, 2.0));
}

static Value globalNormFunction(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "global_norm");
  return scope.finish(globalNorm(ev, tensorsOf(call["t_list"]), call.loc));
}

/// t * clip / max(norm, clip)
static Value clipBy(const OpMaker &make, const Value &tensor, const Value &norm,
                    const Value &clip) {
  Value scale = make.realdiv(clip, make.maximum(norm, clip));
  return make.mul(tensor, scale);
}

static Value clipByGlobalNorm(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "clip_by_global_norm");
  OpMaker make(ev, call.loc);
  std::vector<Value> tensors = tensorsOf(call["t_list"]);
  Value norm = call["use_norm"];
  if (norm.isNone())
    norm = globalNorm(ev, tensors, call.loc);
  for (Value &tensor : tensors)
    if (!tensor.isNone())
      tensor = clipBy(make, tensor, norm, call["clip_norm"]);
  return ev.heap.makeTuple({ev.heap.makeList(std::move(tensors)), norm});
}

static Value clipByNorm(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "clip_by_norm");
  OpMaker make(ev, call.loc);
  Value t = call.tensor("t");
  Value norm = make.sqrt(make.reduce_sum(make.square(t), call["axes"], true));
  return scope.finish(clipBy(make, t, norm, call["clip_norm"]));
}

//===----------------------------------------------------------------------===//
// Learning rates and global steps
//===----------------------------------------------------------------------===//

/// global_step / decay_steps in the type of the learning rate, rounded down for
/// a staircase.
static Value decaySteps(Evaluator &ev, Call &call, mlir::Type dtype) {
  OpMaker make(ev, call.loc);
  Value step = make.cast(call.tensor("global_step"), dtype);
  Value steps = call["decay_steps"];
  if (steps.isTensorLike())
    steps = make.cast(steps, dtype);
  Value quotient = make.realdiv(step, steps);
  return call.flag("staircase") ? make.floor(quotient) : quotient;
}

/// With p = global_step / decay_steps:
///
///     exponential_decay    rate * decay_rate ^ p
///     natural_exp_decay    rate * exp(-p * decay_rate)
///     inverse_time_decay   rate / (p * decay_rate + 1)
static Value decay(Evaluator &ev, Call &call) {
  StringRef kind = call.function().rsplit('.').second;
  NodeScope scope(ev, call,
                  kind == "exponential_decay"   ? "ExponentialDecay"
                  : kind == "natural_exp_decay" ? "NaturalExpDecay"
                                                : "InverseTimeDecay");
  OpMaker make(ev, call.loc);
  Value rate = call.tensor("learning_rate", ev.graph.builder.getF32Type());
  Value p = decaySteps(ev, call, ev.elementType(rate));
  if (kind == "exponential_decay")
    return scope.finish(make.mul(rate, make.pow(call["decay_rate"], p)));
  Value x = make.mul(p, call["decay_rate"]);
  if (kind == "natural_exp_decay")
    return scope.finish(make.mul(rate, make.exp(make.neg(x))));
  return scope.finish(make.realdiv(rate, make.add(x, 1.0)));
}

static Value globalStep(Evaluator &ev, Call &call) {
  if (VariableObject *known = ev.sharedVariables.lookup("global_step")) {
    if (call.function() != "tf.train.create_global_step")
      return Value::of(known);
    return ev.error(call.loc, "duplicate name: 'global_step' exists already");
  }
  if (call.function() == "tf.train.get_global_step")
    return Value();
  auto outer = std::exchange(ev.variableScope, {});
  Value zero = ev.call("tf.zeros_initializer", {}, call.loc);
  Value step = getVariable(ev, "global_step", ev.ints({}),
                           ev.graph.builder.getI64Type(), zero,
                           /*trainable=*/false, call.loc);
  ev.variableScope = outer;
  return step;
}

void tfc::text::addTraining(FunctionTable &table) {
  table.add("tf.global_norm(t_list)", globalNormFunction);
  table.add("tf.clip_by_global_norm(t_list, clip_norm, use_norm=None)",
            clipByGlobalNorm);
  table.add("tf.clip_by_norm(t, clip_norm, axes=None)", clipByNorm);
  table.add(
      {"tf.train.exponential_decay(learning_rate, global_step, decay_steps, "
       "decay_rate, staircase=False)",
       "tf.train.natural_exp_decay(learning_rate, global_step, decay_steps, "
       "decay_rate, staircase=False)",
       "tf.train.inverse_time_decay(learning_rate, global_step, decay_steps, "
       "decay_rate, staircase=False)"},
      decay);
  table.add({"tf.train.get_or_create_global_step(graph=None)",
             "tf.train.create_global_step(graph=None)",
             "tf.train.get_global_step(graph=None)"},
            globalStep);
}
