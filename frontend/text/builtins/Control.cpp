// Conditionals and loops that run in the program: tf.cond, tf.case,
// tf.while_loop, and the loops over the items of tensors.
#include "frontend/text/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::succeeded;

namespace {

using Tensors = llvm::SmallVector<mlir::Value>;
using TensorsOr = FailureOr<Tensors>;

/// Makes the ops of a region: a function of `arguments`.
using RegionBody =
    llvm::function_ref<TensorsOr(llvm::ArrayRef<mlir::Value> arguments)>;

/// Puts the parts of a structure in the place of its leaves.
Value pack(Evaluator &ev, const Value &structure, ArrayRef<Value> &leaves) {
  if (structure.isSequence()) {
    std::vector<Value> items;
    for (const Value &item : structure.items())
      items.push_back(pack(ev, item, leaves));
    return structure.is(ValueKind::List) ? ev.heap.makeList(items)
                                         : ev.heap.makeTuple(items);
  }
  if (structure.is(ValueKind::Dict)) {
    DictObject *dict = ev.heap.makeDict();
    for (auto &[key, item] : structure.as<DictObject>()->items)
      dict->items.push_back({key, pack(ev, item, leaves)});
    return Value::of(dict);
  }
  Value leaf = leaves.front();
  leaves = leaves.drop_front();
  return leaf;
}

Value pack(Evaluator &ev, const Value &structure,
           llvm::ArrayRef<mlir::Value> tensors) {
  std::vector<Value> values;
  for (mlir::Value tensor : tensors)
    values.push_back(Value::tensor(tensor));
  ArrayRef<Value> leaves = values;
  return pack(ev, structure, leaves);
}

/// A structure's leaves as tensors. `dtypes` says what numbers become.
TensorsOr toTensors(Evaluator &ev, const Value &structure,
                    llvm::ArrayRef<mlir::Value> like, SMLoc loc,
                    const llvm::Twine &what) {
  std::vector<Value> leaves;
  flatten(structure, leaves);
  Tensors tensors;
  for (auto [i, leaf] : llvm::enumerate(leaves)) {
    mlir::Type dtype =
        i < like.size() ? mlir::getElementTypeOrSelf(like[i].getType())
                        : mlir::Type();
    // An operation's value is that it has run.
    if (leaf.is(ValueKind::Operation) || leaf.isNone()) {
      FailureOr<mlir::Value> ran = ev.toTensor(
          Value::of(true), mlir::Type(), "ran", loc, what);
      if (failed(ran))
        return failure();
      tensors.push_back(*ran);
      continue;
    }
    FailureOr<mlir::Value> tensor =
        ev.toTensor(leaf, leaf.isNumber() ? dtype : mlir::Type(), "Const", loc,
                    what);
    if (failed(tensor))
      return failure();
    tensors.push_back(*tensor);
  }
  return tensors;
}

TensorsOr makeRegion(Evaluator &ev, mlir::OperationState &state,
                     mlir::TypeRange arguments, RegionBody body) {
  mlir::Region *region = state.addRegion();
  auto *block = new mlir::Block;
  region->push_back(block);
  for (mlir::Type type : arguments)
    block->addArgument(type, state.location);
  Graph::RegionScope scope(ev.graph, block);
  Tensors values(block->args_begin(), block->args_end());
  TensorsOr results = body(values);
  if (failed(results))
    return failure();
  ev.graph.yield(*results);
  return results;
}

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

std::string typeText(mlir::Type type) {
  auto tensor = llvm::cast<mlir::RankedTensorType>(type);
  return dtypeName(tensor.getElementType()) + " of shape " +
         shapeText(tensor.getShape());
}

FailureOr<mlir::Operation *> finish(Evaluator &ev, mlir::OperationState &state,
                                    mlir::TypeRange types,
                                    mlir::ValueRange operands, StringRef full) {
  state.addTypes(types);
  state.addOperands(operands);
  return ev.graph.createWithRegions(state, full);
}

mlir::LogicalResult checkPredicate(Evaluator &ev, mlir::Value predicate,
                                   SMLoc loc, const llvm::Twine &what) {
  auto type = llvm::cast<mlir::RankedTensorType>(predicate.getType());
  if (type.getRank() == 0 && type.getElementType().isInteger(1))
    return mlir::success();
  return ev.error(loc, what + " is " + typeText(type) +
                           ", expected a bool scalar");
}

/// Gives the scope's name to the op that `result` comes from.
Result named(Evaluator &ev, const Call &call, NodeScope &scope,
             const Result &result) {
  if (failed(result))
    return failure();
  std::vector<Value> leaves;
  flatten(*result, leaves);
  if (leaves.empty() || !(leaves.front().is(ValueKind::Tensor) ||
                          leaves.front().is(ValueKind::Operation)))
    return result;
  mlir::Operation *op = leaves.front().asGraphValue().getDefiningOp();
  if (!op || op->getNumRegions() == 0 || op->hasAttr("tfc.name"))
    return result;
  ev.graph.setName(op, scope.name());
  if (call.name.isHint)
    ev.graph.names.holdWeakly(scope.name(), op);
  return result;
}

//===----------------------------------------------------------------------===//
// Conditionals
//===----------------------------------------------------------------------===//

/// Makes tfc.if of two bodies; the results in `structure` of the first.
Result makeIf(Evaluator &ev, mlir::Value predicate,
              llvm::function_ref<Result()> then,
              llvm::function_ref<Result()> otherwise, StringRef full,
              SMLoc loc, const llvm::Twine &what) {
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
                               " of the branches is " +
                               typeText(a.getType()) + " and " +
                               typeText(b.getType()));
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
  FailureOr<mlir::Value> predicate =
      ev.toTensor(call["pred"], mlir::Type(), "pred", call.locOf("pred"),
                  "tf.cond: pred");
  if (failed(predicate) ||
      failed(checkPredicate(ev, *predicate, call.locOf("pred"),
                            "tf.cond: pred")))
    return failure();
  NodeScope scope(ev, call, "cond");
  return named(ev, call, scope, makeIf(ev, *predicate, run(then), run(otherwise), "",
                             call.loc, "tf.cond"));
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
  FailureOr<mlir::Value> predicate =
      ev.toTensor(pair.items()[0], mlir::Type(), "pred", call.loc,
                  "tf.case: a predicate");
  if (failed(predicate) || failed(checkPredicate(ev, *predicate, call.loc,
                                                 "tf.case: a predicate")))
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

using Condition =
    llvm::function_ref<FailureOr<mlir::Value>(llvm::ArrayRef<mlir::Value>)>;

/// Makes tfc.while. `types` are those of what is carried.
TensorsOr makeWhile(Evaluator &ev, llvm::ArrayRef<mlir::Value> inits,
                    mlir::TypeRange types, Condition condition, RegionBody body,
                    SMLoc loc, const llvm::Twine &what) {
  mlir::OperationState state(ev.location(loc), "tfc.while");
  TensorsOr again = makeRegion(
      ev, state, types,
      [&](llvm::ArrayRef<mlir::Value> arguments) -> TensorsOr {
        FailureOr<mlir::Value> value = condition(arguments);
        if (failed(value) ||
            failed(checkPredicate(ev, *value, loc, what + ": the condition")))
          return failure();
        return Tensors{*value};
      });
  if (failed(again))
    return failure();
  TensorsOr next = makeRegion(
      ev, state, types,
      [&](llvm::ArrayRef<mlir::Value> arguments) -> TensorsOr {
        TensorsOr values = body(arguments);
        if (failed(values))
          return failure();
        if (values->size() != types.size())
          return ev.error(loc, what + ": the body returns " +
                                   llvm::Twine(values->size()) +
                                   " values for " +
                                   llvm::Twine(types.size()) +
                                   " loop variables");
        for (auto [i, value, type] : llvm::enumerate(*values, types))
          if (mlir::getElementTypeOrSelf(value.getType()) !=
                  mlir::getElementTypeOrSelf(type) ||
              failed(mlir::verifyCompatibleShape(value.getType(), type)))
            return ev.error(loc, what + ": loop variable " + llvm::Twine(i) +
                                     " is " + typeText(type) +
                                     ", but the body makes it " +
                                     typeText(value.getType()));
        return values;
      });
  if (failed(next))
    return failure();
  FailureOr<mlir::Operation *> op = finish(ev, state, types, inits, "");
  if (failed(op))
    return failure();
  return Tensors((*op)->getResults());
}

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
    FailureOr<ShapeObject> shape = ev.toShape(
        shapes[i], call.loc, "tf.while_loop: a shape invariant");
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
  TensorsOr inits =
      toTensors(ev, vars, {}, call.locOf("loop_vars"),
                "tf.while_loop: a loop variable");
  if (failed(inits))
    return failure();
  auto types = carriedTypes(ev, call, *inits);
  if (failed(types))
    return failure();
  size_t count = inits->size();
  Value limit = call["maximum_iterations"];
  if (!limit.isNone()) {
    FailureOr<mlir::Value> zero = ev.toTensor(
        Value::of(int64_t(0)), ev.graph.builder.getI32Type(), "counter",
        call.loc, "tf.while_loop: the counter");
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

//===----------------------------------------------------------------------===//
// Loops over the items of tensors
//===----------------------------------------------------------------------===//

/// A loop that takes item after item of `elems` and may collect what it makes.
class ItemLoop {
public:
  ItemLoop(Evaluator &ev, Call &call) : ev(ev), call(call), loc(call.loc) {}

  mlir::LogicalResult start(bool reverse);
  /// Runs `step(state, item)`. The state after each round is collected if
  /// `collects`: then the results are the collections, else the last state.
  Result run(Value state, const Value &structure, bool collects,
             llvm::function_ref<Result(const Value &state, const Value &item)>
                 step);

  Value item(Value index);

  Evaluator &ev;
  Call &call;
  SMLoc loc;
  Tensors elems;
  Value count; // an int or a tensor
  bool reverse = false;
  /// The state is made of the item at this index already, if not None.
  Value firstIndex;

private:
  FailureOr<Value>
  tryOnItem(llvm::function_ref<Result(const Value &, const Value &)> step);
  FailureOr<mlir::Value> collection(mlir::RankedTensorType element,
                                    mlir::Value like);
  Result number(int64_t value) {
    FailureOr<mlir::Value> tensor =
        ev.toTensor(Value::of(value), ev.graph.builder.getI32Type(), "Const",
                    loc, "a counter");
    if (failed(tensor))
      return failure();
    return Value::tensor(*tensor);
  }
};

mlir::LogicalResult ItemLoop::start(bool isReverse) {
  reverse = isReverse;
  TensorsOr tensors =
      toTensors(ev, call["elems"], {}, loc, call.function() + ": elems");
  if (failed(tensors))
    return failure();
  elems = *tensors;
  if (elems.empty())
    return ev.error(loc, call.function() + ": elems is empty");
  for (mlir::Value tensor : elems) {
    auto type = llvm::cast<mlir::RankedTensorType>(tensor.getType());
    if (type.getRank() == 0)
      return ev.error(loc, call.function() +
                               ": elems must have a first dimension, found a "
                               "scalar");
    if (!type.isDynamicDim(0))
      count = Value::of(type.getDimSize(0));
  }
  if (!count.isNone())
    return mlir::success();
  Result shape = ev.call("tf.shape", {Value::tensor(elems.front())}, loc);
  if (failed(shape))
    return failure();
  Result size = ev.subscript(*shape, Value::of(int64_t(0)), loc);
  if (failed(size))
    return failure();
  count = *size;
  return mlir::success();
}

/// The items at `index`, in the structure of elems.
Value ItemLoop::item(Value index) {
  Tensors items;
  for (mlir::Value tensor : elems) {
    Result picked = ev.call("tf.gather", {Value::tensor(tensor), index}, loc);
    if (failed(picked))
      return Value();
    items.push_back(picked->asGraphValue());
  }
  return pack(ev, call["elems"], items);
}

/// Zeros for `count` values of the type `element`.
FailureOr<mlir::Value> ItemLoop::collection(mlir::RankedTensorType element,
                                            mlir::Value like) {
  std::vector<Value> dims{count};
  Value shape;
  if (!element.hasStaticShape() && like) {
    Result rest = ev.call("tf.shape", {Value::tensor(like)}, loc);
    if (failed(rest))
      return failure();
    shape = *rest;
  }
  for (int64_t d = 0; d < element.getRank(); ++d) {
    if (!element.isDynamicDim(d)) {
      dims.push_back(Value::of(element.getDimSize(d)));
      continue;
    }
    if (shape.isNone())
      return ev.error(loc, call.function() + ": what the function returns is " +
                               typeText(element) +
                               "; its shape must be known");
    Result dim = ev.subscript(shape, Value::of(d), loc);
    if (failed(dim))
      return failure();
    dims.push_back(*dim);
  }
  Result zeros = ev.call(
      "tf.zeros",
      {ev.heap.makeList(dims), Value::dtype(element.getElementType())}, loc);
  if (failed(zeros))
    return failure();
  return zeros->asGraphValue();
}

Result ItemLoop::run(
    Value state, const Value &structure, bool collects,
    llvm::function_ref<Result(const Value &, const Value &)> step) {
  std::string what = call.function().str();
  TensorsOr inits = Tensors();
  if (!state.isNone())
    inits = toTensors(ev, state, {}, loc, what + ": the initial value");
  if (failed(inits))
    return failure();
  // Carried are the collections, the state, the counter.
  size_t states = inits->size();
  // What is collected has the shape of the state; without one, of what the
  // function makes of an item. That is found out aside, where nothing uses the
  // value itself.
  Tensors collected;
  if (collects && states == 0) {
    FailureOr<Value> made = tryOnItem(step);
    if (failed(made))
      return failure();
    TensorsOr values = toTensors(ev, *made, {}, loc, what + ": the value");
    if (failed(values))
      return failure();
    collected = *values;
    state = *made;
  } else if (collects) {
    collected = *inits;
  }
  Tensors lists;
  for (mlir::Value like : collected) {
    FailureOr<mlir::Value> list = collection(
        llvm::cast<mlir::RankedTensorType>(like.getType()), like);
    if (succeeded(list) && !firstIndex.isNone())
      list = ev.tensorOp(
          "set_item", {Value::tensor(*list), firstIndex, Value::tensor(like)},
          loc);
    if (failed(list))
      return failure();
    lists.push_back(*list);
  }
  inits->insert(inits->begin(), lists.begin(), lists.end());
  Result counter = number(firstIndex.isNone() ? 0 : 1);
  if (failed(counter))
    return failure();
  inits->push_back(counter->asGraphValue());
  llvm::SmallVector<mlir::Type> types;
  for (mlir::Value init : *inits)
    types.push_back(init.getType());
  auto indexOf = [&](mlir::Value i) -> Result {
    if (!reverse)
      return Value::tensor(i);
    Result last = ev.call("tf.subtract", {count, Value::of(int64_t(1))}, loc);
    if (failed(last))
      return failure();
    return ev.call("tf.subtract", {*last, Value::tensor(i)}, loc);
  };
  TensorsOr results = makeWhile(
      ev, *inits, types,
      [&](llvm::ArrayRef<mlir::Value> arguments) -> FailureOr<mlir::Value> {
        Result less =
            ev.call("tf.less", {Value::tensor(arguments.back()), count}, loc);
        if (failed(less))
          return failure();
        return less->asGraphValue();
      },
      [&](llvm::ArrayRef<mlir::Value> arguments) -> TensorsOr {
        mlir::Value i = arguments.back();
        auto before = arguments.slice(lists.size(), states);
        Result index = indexOf(i);
        if (failed(index))
          return failure();
        Value picked = item(*index);
        if (picked.isNone())
          return failure();
        Result after =
            step(states ? pack(ev, state, before) : Value(), picked);
        if (failed(after))
          return failure();
        TensorsOr values = toTensors(ev, *after, before, loc,
                                     what + ": what the function returns");
        if (failed(values))
          return failure();
        if (collects && values->size() != lists.size())
          return ev.error(loc, what + ": the function returns " +
                                   llvm::Twine(values->size()) +
                                   " values, expected " +
                                   llvm::Twine(lists.size()));
        Tensors all;
        for (auto [list, value] :
             llvm::zip(arguments.take_front(lists.size()), *values)) {
          FailureOr<mlir::Value> updated = ev.tensorOp(
              "set_item", {Value::tensor(list), *index, Value::tensor(value)},
              loc);
          if (failed(updated))
            return failure();
          all.push_back(*updated);
        }
        if (states)
          llvm::append_range(all, *values);
        Result next =
            ev.call("tf.add", {Value::tensor(i), Value::of(int64_t(1))}, loc);
        if (failed(next))
          return failure();
        all.push_back(next->asGraphValue());
        return all;
      },
      loc, what);
  if (failed(results))
    return failure();
  auto kept = llvm::ArrayRef(*results);
  return pack(ev, state.isNone() ? structure : state,
              collects ? kept.take_front(lists.size())
                       : kept.take_front(states));
}

/// What `step` makes of an item, for the shapes only: the ops have no names, so
/// that nothing asks for them.
FailureOr<Value> ItemLoop::tryOnItem(
    llvm::function_ref<Result(const Value &, const Value &)> step) {
  mlir::Operation *before = ev.graph.lastOp();
  Tensors items;
  for (mlir::Value tensor : elems) {
    bool isBool = mlir::getElementTypeOrSelf(tensor.getType()).isInteger(1);
    Result one = ev.call(isBool ? "tf.reduce_any" : "tf.reduce_max",
                         {Value::tensor(tensor), Value::of(int64_t(0))}, loc);
    if (failed(one))
      return failure();
    items.push_back(one->asGraphValue());
  }
  Result made = step(Value(), pack(ev, call["elems"], items));
  if (failed(made))
    return failure();
  mlir::Operation *last = ev.graph.lastOp();
  for (mlir::Operation *op = last; op && op != before; op = op->getPrevNode())
    op->removeAttr("tfc.name");
  return *made;
}

Result callWith(Evaluator &ev, Call &call, ArrayRef<Value> arguments) {
  CallArguments all;
  for (const Value &argument : arguments)
    all.positional.push_back({argument, call.loc});
  return ev.call(call["fn"], all, call.loc);
}

Result mapFn(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "map");
  ItemLoop loop(ev, call);
  if (failed(loop.start(false)))
    return failure();
  return named(ev, call, scope, loop.run(
      Value(), call["elems"], /*collects=*/true,
      [&](const Value &, const Value &item) -> Result {
        return callWith(ev, call, {item});
      }));
}

/// tf.scan, tf.foldl, tf.foldr: the state begins as the initializer, or as the
/// first item.
Result accumulate(Evaluator &ev, Call &call, StringRef name, bool collects,
                  bool reverse) {
  NodeScope scope(ev, call, name);
  ItemLoop loop(ev, call);
  if (failed(loop.start(reverse)))
    return failure();
  Value state = call["initializer"];
  auto step = [&](const Value &before, const Value &item) -> Result {
    return callWith(ev, call, {before, item});
  };
  if (!state.isNone())
    return named(ev, call, scope, loop.run(state, state, collects, step));
  // The first item is the first state, and with tf.scan the first result.
  Value first = Value::of(int64_t(0));
  if (reverse) {
    Result last =
        ev.call("tf.subtract", {loop.count, Value::of(int64_t(1))}, call.loc);
    if (failed(last))
      return failure();
    first = *last;
  }
  state = loop.item(first);
  if (state.isNone())
    return failure();
  loop.firstIndex = first;
  return named(ev, call, scope, loop.run(state, state, collects, step));
}

Result scan(Evaluator &ev, Call &call) {
  FailureOr<bool> reverse =
      ev.toBool(call["reverse"], call.loc, "tf.scan: reverse");
  if (failed(reverse))
    return failure();
  return accumulate(ev, call, "scan", /*collects=*/true, *reverse);
}
Result foldl(Evaluator &ev, Call &call) {
  return accumulate(ev, call, "foldl", /*collects=*/false, false);
}
Result foldr(Evaluator &ev, Call &call) {
  return accumulate(ev, call, "foldr", /*collects=*/false, true);
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
  table.add("tf.map_fn(fn, elems, dtype=None, parallel_iterations=None, "
            "back_prop=True, swap_memory=False, infer_shape=True, "
            "fn_output_signature=None)",
            mapFn);
  table.add("tf.scan(fn, elems, initializer=None, parallel_iterations=10, "
            "back_prop=True, swap_memory=False, infer_shape=True, "
            "reverse=False)",
            scan);
  table.add("tf.foldl(fn, elems, initializer=None, parallel_iterations=10, "
            "back_prop=True, swap_memory=False)",
            foldl);
  table.add("tf.foldr(fn, elems, initializer=None, parallel_iterations=10, "
            "back_prop=True, swap_memory=False)",
            foldr);
}
