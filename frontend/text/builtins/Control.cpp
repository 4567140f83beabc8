// Conditionals and loops that run in the program: tf.cond, tf.case,
// tf.while_loop.
#include "frontend/text/builtins/Regions.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::succeeded;

namespace {

//===----------------------------------------------------------------------===//
// Conditionals
//===----------------------------------------------------------------------===//

/// What two values of one name can both be taken for; null if nothing.
mlir::Type join(mlir::Type a, mlir::Type b) {
  auto x = llvm::cast<mlir::RankedTensorType>(a);
  auto y = llvm::cast<mlir::RankedTensorType>(b);
  if (x.getElementType() != y.getElementType() || x.getRank() != y.getRank())
    return {};
  llvm::SmallVector<int64_t> shape(x.getShape());
  for (auto [mine, other] : llvm::zip(shape, y.getShape()))
    if (mine != other)
      mine = mlir::ShapedType::kDynamic;
  return x.clone(shape);
}

/// Makes tfc.if of two bodies; the results in `structure` of the first.
Result makeIf(Evaluator &ev, mlir::Value predicate,
              llvm::function_ref<Result()> then,
              llvm::function_ref<Result()> otherwise, StringRef full, SMLoc loc,
              const llvm::Twine &what) {
  mlir::OperationState state(ev.location(loc), "tfc.if");
  Value structure, other;
  auto branch = [&](llvm::function_ref<Result()> make, Value &kept,
                    llvm::ArrayRef<mlir::Value> like) {
    return makeRegion(
        ev, state, {}, [&](llvm::ArrayRef<mlir::Value>) -> TensorsOr {
          Result value = make();
          if (failed(value))
            return failure();
          kept = *value;
          return toTensors(ev, *value, like, loc, what + ": a branch's value");
        });
  };
  TensorsOr x = branch(then, structure, {});
  if (failed(x))
    return failure();
  TensorsOr y = branch(otherwise, other, *x);
  if (failed(y))
    return failure();
  if (x->size() != y->size())
    return ev.error(loc, what + ": the branches return " +
                             llvm::Twine(x->size()) + " and " +
                             llvm::Twine(y->size()) + " values");
  llvm::SmallVector<mlir::Type> types;
  for (auto [i, a, b] : llvm::enumerate(*x, *y)) {
    types.push_back(join(a.getType(), b.getType()));
    if (!types.back())
      return ev.error(loc, what + ": value " + llvm::Twine(i) +
                               " of the branches is " + typeText(a.getType()) +
                               " and " + typeText(b.getType()));
  }
  FailureOr<mlir::Operation *> op = finish(ev, state, types, predicate, full);
  if (failed(op))
    return failure();
  Tensors results((*op)->getResults());
  Value packed = pack(ev, structure, results);
  if (packed.isSequence() && packed.items().size() == 1)
    packed = packed.items().front();
  if (packed.is(ValueKind::Tensor) &&
      (structure.is(ValueKind::Operation) || structure.isNone()))
    return Value::operation(packed.asGraphValue());
  return packed;
}

Result cond(Evaluator &ev, Call &call) {
  Value then = call.has("true_fn") ? call["true_fn"] : call["fn1"];
  Value otherwise = call.has("false_fn") ? call["false_fn"] : call["fn2"];
  auto run = [&](const Value &function) {
    return [&ev, &call, function]() -> Result {
      return ev.call(function, {}, call.loc);
    };
  };
  if (call["pred"].is(ValueKind::Bool)) // known while building
    return run(call["pred"].boolean ? then : otherwise)();
  FailureOr<mlir::Value> predicate = ev.toTensor(
      call["pred"], mlir::Type(), "pred", call.locOf("pred"), "tf.cond: pred");
  if (failed(predicate) ||
      failed(
          checkPredicate(ev, *predicate, call.locOf("pred"), "tf.cond: pred")))
    return failure();
  NodeScope scope(ev, call, "cond");
  return named(ev, call, scope,
               makeIf(ev, *predicate, run(then), run(otherwise), "", call.loc,
                      "tf.cond"));
}

/// tf.case: the first whose predicate holds.
Result makeCase(Evaluator &ev, Call &call, ArrayRef<Value> pairs) {
  if (pairs.empty()) {
    if (!call.has("default"))
      return ev.error(call.loc, "tf.case: neither pairs nor a default");
    return ev.call(call["default"], {}, call.loc);
  }
  const Value &pair = pairs.front();
  if (!pair.isSequence() || pair.items().size() != 2)
    return ev.typeError(call.loc, "tf.case: an item",
                        "a pair (predicate, function)", pair);
  FailureOr<mlir::Value> predicate = ev.toTensor(
      pair.items()[0], mlir::Type(), "pred", call.loc, "tf.case: a predicate");
  if (failed(predicate) ||
      failed(checkPredicate(ev, *predicate, call.loc, "tf.case: a predicate")))
    return failure();
  auto first = [&]() -> Result {
    return ev.call(pair.items()[1], {}, call.loc);
  };
  if (pairs.size() == 1 && !call.has("default"))
    return first();
  return makeIf(
      ev, *predicate, first,
      [&]() -> Result { return makeCase(ev, call, pairs.drop_front()); }, "",
      call.loc, "tf.case");
}

Result caseOf(Evaluator &ev, Call &call) {
  std::vector<Value> pairs;
  const Value &given = call["pred_fn_pairs"];
  if (given.is(ValueKind::Dict)) {
    for (auto &[key, item] : given.as<DictObject>()->items)
      pairs.push_back(ev.heap.makeTuple({key, item}));
  } else if (given.isSequence()) {
    pairs = given.items();
  } else {
    return ev.typeError(call.loc, "tf.case: pred_fn_pairs",
                        "a list of pairs (predicate, function)", given);
  }
  NodeScope scope(ev, call, "case");
  return named(ev, call, scope, makeCase(ev, call, pairs));
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Types of loop variables, with what shape_invariants leaves open.
FailureOr<llvm::SmallVector<mlir::Type>>
carriedTypes(Evaluator &ev, Call &call, llvm::ArrayRef<mlir::Value> inits) {
  llvm::SmallVector<mlir::Type> types;
  for (mlir::Value init : inits)
    types.push_back(init.getType());
  if (!call.has("shape_invariants"))
    return types;
  std::vector<Value> shapes;
  flatten(call["shape_invariants"], shapes);
  if (shapes.size() != types.size())
    return ev.error(call.loc, "tf.while_loop: " + llvm::Twine(shapes.size()) +
                                  " shape_invariants for " +
                                  llvm::Twine(types.size()) +
                                  " loop variables");
  for (auto [i, type] : llvm::enumerate(types)) {
    FailureOr<ShapeObject> shape =
        ev.toShape(shapes[i], call.loc, "tf.while_loop: a shape invariant");
    if (failed(shape))
      return failure();
    auto tensor = llvm::cast<mlir::RankedTensorType>(type);
    llvm::SmallVector<int64_t> dims(tensor.getShape());
    if (!shape->ranked || shape->dims.size() != dims.size())
      return ev.error(call.loc, "tf.while_loop: loop variable " +
                                    llvm::Twine(i) + " is " + typeText(type) +
                                    "; its rank cannot change");
    for (auto [dim, wanted] : llvm::zip(dims, shape->dims))
      if (wanted < 0)
        dim = mlir::ShapedType::kDynamic;
    type = tensor.clone(dims);
  }
  return types;
}

Result whileLoop(Evaluator &ev, Call &call) {
  const Value &vars = call["loop_vars"];
  NodeScope scope(ev, call, "while");
  TensorsOr inits = toTensors(ev, vars, {}, call.locOf("loop_vars"),
                              "tf.while_loop: a loop variable");
  if (failed(inits))
    return failure();
  auto types = carriedTypes(ev, call, *inits);
  if (failed(types))
    return failure();
  size_t count = inits->size();
  Value limit = call["maximum_iterations"];
  if (!limit.isNone()) {
    FailureOr<mlir::Value> zero =
        ev.toTensor(Value::of(int64_t(0)), ev.graph.builder.getI32Type(),
                    "counter", call.loc, "tf.while_loop: the counter");
    if (failed(zero))
      return failure();
    inits->push_back(*zero);
    types->push_back(zero->getType());
  }
  // A single variable is passed as it is, a list's items one by one.
  auto callWith = [&](const Value &function,
                      llvm::ArrayRef<mlir::Value> arguments) -> Result {
    Value packed = pack(ev, vars, arguments.take_front(count));
    CallArguments all;
    if (packed.isSequence())
      for (const Value &item : packed.items())
        all.positional.push_back({item, call.loc});
    else
      all.positional.push_back({packed, call.loc});
    return ev.call(function, all, call.loc);
  };
  TensorsOr results = makeWhile(
      ev, *inits, *types,
      [&](llvm::ArrayRef<mlir::Value> arguments) -> FailureOr<mlir::Value> {
        Result value = callWith(call["cond"], arguments);
        if (failed(value))
          return failure();
        if (!limit.isNone()) {
          Result less = ev.call(
              "tf.less", {Value::tensor(arguments.back()), limit}, call.loc);
          if (failed(less))
            return failure();
          value = ev.call("tf.logical_and", {*less, *value}, call.loc);
          if (failed(value))
            return failure();
        }
        return ev.toTensor(*value, mlir::Type(), "cond", call.loc,
                           "tf.while_loop: the condition");
      },
      [&](llvm::ArrayRef<mlir::Value> arguments) -> TensorsOr {
        Result value = callWith(call["body"], arguments);
        if (failed(value))
          return failure();
        TensorsOr next = toTensors(ev, *value, arguments, call.loc,
                                   "tf.while_loop: what the body returns");
        if (failed(next) || limit.isNone())
          return next;
        Result counter = ev.call(
            "tf.add", {Value::tensor(arguments.back()), Value::of(int64_t(1))},
            call.loc);
        if (failed(counter))
          return failure();
        next->push_back(counter->asGraphValue());
        return next;
      },
      call.loc, "tf.while_loop");
  if (failed(results))
    return failure();
  Value packed = pack(ev, vars, llvm::ArrayRef(*results).take_front(count));
  if (packed.isSequence() && packed.items().size() == 1)
    packed = packed.items().front();
  return named(ev, call, scope, packed);
}
} // namespace

void tfc::text::addControlFunctions(FunctionTable &table) {
  table.add("tf.cond(pred, true_fn=None, false_fn=None, strict=False, "
            "fn1=None, fn2=None)",
            cond);
  table.add("tf.case(pred_fn_pairs, default=None, exclusive=False, "
            "strict=False)",
            caseOf);
  table.add("tf.while_loop(cond, body, loop_vars, shape_invariants=None, "
            "parallel_iterations=10, back_prop=True, swap_memory=False, "
            "maximum_iterations=None, return_same_structure=False)",
            whileLoop);
}
