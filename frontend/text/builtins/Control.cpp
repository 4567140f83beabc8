// Conditionals and loops that run in the program: tf.cond, tf.case,
// tf.while_loop.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/OpMaker.h"
#include "frontend/text/eval/Regions.h"

#include "ir/ops/control.h"

using namespace tfc::text;

namespace {

//===----------------------------------------------------------------------===//
// Conditionals
//===----------------------------------------------------------------------===//

/// The type that two values of one name can both be taken for; null if there is
/// none.
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

/// The types of a conditional whose branches give x and y.
llvm::SmallVector<mlir::Type> joinTypes(Evaluator &ev, const Tensors &x,
                                        const Tensors &y, SMLoc loc,
                                        const llvm::Twine &what) {
  if (x.size() != y.size())
    return ev.error(loc, what + ": the branches return " +
                             llvm::Twine(x.size()) + " and " +
                             llvm::Twine(y.size()) + " values");
  llvm::SmallVector<mlir::Type> types;
  for (auto [i, a, b] : llvm::enumerate(x, y)) {
    types.push_back(join(a.getType(), b.getType()));
    if (!types.back())
      ev.error(loc, what + ": value " + llvm::Twine(i) +
                        " of the branches is " + typeText(a.getType()) +
                        " and " + typeText(b.getType()));
  }
  return types;
}

/// Makes tfc.if of two bodies; the results in `structure` of the first.
Value makeIf(Evaluator &ev, const Value &predicate,
             llvm::function_ref<Value()> then,
             llvm::function_ref<Value()> otherwise, SMLoc loc,
             const llvm::Twine &what) {
  mlir::OperationState state(ev.location(loc), tfc::IfOp::getOperationName());
  Value structure, other;
  auto branch = [&](llvm::function_ref<Value()> make, Value &kept,
                    llvm::ArrayRef<mlir::Value> like) {
    return makeRegion(ev, state, {}, [&](llvm::ArrayRef<mlir::Value>) {
      kept = make();
      return toTensors(ev, kept, like, loc, what + ": a branch's value");
    });
  };
  Tensors x = branch(then, structure, {});
  Tensors y = branch(otherwise, other, x);
  llvm::SmallVector<mlir::Type> types = joinTypes(ev, x, y, loc, what);
  mlir::Operation *op =
      finish(ev, state, types, predicate.asGraphValue(), /*full=*/"");
  Value packed = pack(ev, structure, Tensors(op->getResults()));
  if (packed.isSequence() && packed.items().size() == 1)
    packed = packed.items().front();
  if (packed.is(ValueKind::Tensor) &&
      (structure.is(ValueKind::Operation) || structure.isNone()))
    return Value::operation(packed.asGraphValue());
  return packed;
}

Value cond(Evaluator &ev, Call &call) {
  Value then = call.has("true_fn") ? call["true_fn"] : call["fn1"];
  Value otherwise = call.has("false_fn") ? call["false_fn"] : call["fn2"];
  if (call["pred"].is(ValueKind::Bool)) // known while building
    return ev.call(call["pred"].boolean ? then : otherwise, {}, call.loc);
  Value predicate = call.tensor("pred");
  checkPredicate(ev, predicate.asGraphValue(), call.locOf("pred"),
                 "tf.cond: pred");
  NodeScope scope(ev, call, "cond");
  Value result = makeIf(
      ev, predicate, [&] { return ev.call(then, {}, call.loc); },
      [&] { return ev.call(otherwise, {}, call.loc); }, call.loc, "tf.cond");
  return named(ev, call, scope, result);
}

/// tf.case: the first whose predicate holds.
Value makeCase(Evaluator &ev, Call &call, ArrayRef<Value> pairs) {
  if (pairs.empty()) {
    if (!call.has("default"))
      return call.error("neither pairs nor a default");
    return ev.call(call["default"], {}, call.loc);
  }
  const Value &pair = pairs.front();
  if (!pair.isSequence() || pair.items().size() != 2)
    return ev.typeError(call.loc, "tf.case: an item",
                        "a pair (predicate, function)", pair);
  mlir::Value predicate = ev.toTensor(pair.items()[0], mlir::Type(), "pred",
                                      call.loc, "tf.case: a predicate");
  checkPredicate(ev, predicate, call.loc, "tf.case: a predicate");
  auto first = [&] { return ev.call(pair.items()[1], {}, call.loc); };
  if (pairs.size() == 1 && !call.has("default"))
    return first();
  return makeIf(
      ev, Value::tensor(predicate), first,
      [&] { return makeCase(ev, call, pairs.drop_front()); }, call.loc,
      "tf.case");
}

Value caseOf(Evaluator &ev, Call &call) {
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

/// The type of a loop variable, with what its shape invariant leaves open.
mlir::Type openType(Evaluator &ev, Call &call, mlir::Type type,
                    const Value &invariant, size_t index) {
  ShapeObject shape =
      ev.toShape(invariant, call.loc, "tf.while_loop: a shape invariant");
  auto tensor = llvm::cast<mlir::RankedTensorType>(type);
  llvm::SmallVector<int64_t> dims(tensor.getShape());
  if (!shape.ranked || shape.dims.size() != dims.size())
    return call.error("loop variable " + llvm::Twine(index) + " is " +
                      typeText(type) + "; its rank cannot change");
  for (auto [dim, wanted] : llvm::zip(dims, shape.dims))
    if (wanted < 0)
      dim = mlir::ShapedType::kDynamic;
  return tensor.clone(dims);
}

/// Types of loop variables.
llvm::SmallVector<mlir::Type> carriedTypes(Evaluator &ev, Call &call,
                                           llvm::ArrayRef<mlir::Value> inits) {
  llvm::SmallVector<mlir::Type> types;
  for (mlir::Value init : inits)
    types.push_back(init.getType());
  if (!call.has("shape_invariants"))
    return types;
  std::vector<Value> shapes = flatten(call["shape_invariants"]);
  if (shapes.size() != types.size())
    return call.error(llvm::Twine(shapes.size()) + " shape_invariants for " +
                      llvm::Twine(types.size()) + " loop variables");
  for (auto [i, type] : llvm::enumerate(types))
    type = openType(ev, call, type, shapes[i], i);
  return types;
}

/// With maximum_iterations a counter is carried behind the loop variables.
Value whileLoop(Evaluator &ev, Call &call) {
  const Value &vars = call["loop_vars"], &limit = call["maximum_iterations"];
  NodeScope scope(ev, call, "while");
  OpMaker make(ev, call.loc);
  Tensors inits = toTensors(ev, vars, {}, call.locOf("loop_vars"),
                            "tf.while_loop: a loop variable");
  auto types = carriedTypes(ev, call, inits);
  size_t count = inits.size();
  if (!limit.isNone()) {
    inits.push_back(ev.toTensor(Value::number(0), ev.graph.builder.getI32Type(),
                                "counter", call.loc,
                                "tf.while_loop: the counter"));
    types.push_back(inits.back().getType());
  }
  // A single variable is passed as it is, a list's items one by one.
  auto callWith = [&](const Value &function,
                      llvm::ArrayRef<mlir::Value> arguments) {
    Value packed = pack(ev, vars, arguments.take_front(count));
    ArrayRef<Value> items = packed;
    if (packed.isSequence())
      items = packed.items();
    return ev.call(function, CallArguments(items, call.loc), call.loc);
  };
  Tensors results = makeWhile(
      ev, inits, types,
      [&](llvm::ArrayRef<mlir::Value> arguments) {
        Value holds = callWith(call["cond"], arguments);
        if (!limit.isNone()) {
          Value less = make.less(arguments.back(), limit);
          holds = make.logical_and(less, holds);
        }
        return ev.toTensor(holds, mlir::Type(), "cond", call.loc,
                           "tf.while_loop: the condition");
      },
      [&](llvm::ArrayRef<mlir::Value> arguments) {
        Value values = callWith(call["body"], arguments);
        Tensors next = toTensors(ev, values, arguments, call.loc,
                                 "tf.while_loop: what the body returns");
        if (!limit.isNone())
          next.push_back(make.add(arguments.back(), 1).asGraphValue());
        return next;
      },
      call.loc, "tf.while_loop");
  Value packed = pack(ev, vars, llvm::ArrayRef(results).take_front(count));
  if (packed.isSequence() && packed.items().size() == 1)
    packed = packed.items().front();
  return named(ev, call, scope, packed);
}
} // namespace

void tfc::text::addControl(FunctionTable &table) {
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
