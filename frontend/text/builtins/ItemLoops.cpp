// Loops over the items of tensors: tf.map_fn, tf.scan, tf.foldl, tf.foldr.
#include "frontend/text/builtins/Regions.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::succeeded;

namespace {

/// A loop that takes item after item of `elems` and may collect what it makes.
class ItemLoop {
public:
  ItemLoop(Evaluator &ev, Call &call) : ev(ev), call(call), loc(call.loc) {}

  mlir::LogicalResult start(bool reverse);
  /// Runs `step(state, item)`. The state after each round is collected if
  /// `collects`: then the results are the collections, else the last state.
  Result
  run(Value state, const Value &structure, bool collects,
      llvm::function_ref<Result(const Value &state, const Value &item)> step);

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
                               typeText(element) + "; its shape must be known");
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

Result
ItemLoop::run(Value state, const Value &structure, bool collects,
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
    FailureOr<mlir::Value> list =
        collection(llvm::cast<mlir::RankedTensorType>(like.getType()), like);
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
        Result after = step(states ? pack(ev, state, before) : Value(), picked);
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
  return named(ev, call, scope,
               loop.run(Value(), call["elems"], /*collects=*/true,
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

void tfc::text::addItemLoopFunctions(FunctionTable &table) {
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
