// Loops over the items of tensors: tf.map_fn, tf.scan, tf.foldl, tf.foldr.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/OpMaker.h"
#include "frontend/text/eval/Regions.h"

#include "ir/Dialect.h"

using namespace tfc::text;

namespace {

/// Makes the state after a round from the state before it, None without one,
/// and the round's item.
using Step = llvm::function_ref<Value(const Value &state, const Value &item)>;

/// A loop that takes item after item of `elems` and may collect what it makes.
/// tf.scan(f, x, initializer=s) of an x[3,2] becomes
///
///     list, state, i = while i < 3:             (zeros[3,..], s, 0)
///         item = gather(x, i)
///         state = f(state, item)
///         list = set_item(list, i, state)
///         i = i + 1
///
/// and its result is the list; tf.map_fn carries no state, tf.foldl no list.
class ItemLoop {
public:
  ItemLoop(Evaluator &ev, Call &call)
      : ev(ev), call(call), loc(call.loc), make(ev, call.loc) {}

  void start(bool reverse);
  /// Runs `step(state, item)`. The state after each round is collected if
  /// `collects`: then the results are the collections, else the last state.
  /// They are in the structure of the state, or in `structure` without one.
  Value run(Value state, const Value &structure, bool collects, Step step);

  Value item(const Value &index);

  Evaluator &ev;
  Call &call;
  SMLoc loc;
  OpMaker make;
  Tensors elems;
  Value count; // an int or a tensor
  bool reverse = false;
  /// The state is made of the item at this index already, if not None.
  Value firstIndex;

private:
  Value tryOnItem(Step step);
  Value collection(mlir::Value like);
  Tensors round(ArrayRef<mlir::Value> arguments, size_t lists,
                const Value &state, Step step);
  /// The index of the item that round i takes.
  Value indexOf(mlir::Value i) {
    return reverse ? make.sub(make.sub(count, 1), i) : Value::tensor(i);
  }
  Tensors tensors(const Value &structure, ArrayRef<mlir::Value> like,
                  const char *what) {
    return toTensors(ev, structure, like, loc, call.function() + ": " + what);
  }
};

void ItemLoop::start(bool isReverse) {
  reverse = isReverse;
  elems = tensors(call["elems"], {}, "elems");
  if (elems.empty())
    elems.push_back(call.error("elems is empty"));
  for (mlir::Value tensor : elems) {
    auto type = llvm::cast<mlir::RankedTensorType>(tensor.getType());
    if (type.getRank() == 0)
      call.error("elems must have a first dimension, found a scalar");
    else if (!type.isDynamicDim(0))
      count = Value::of(type.getDimSize(0));
  }
  if (count.isNone())
    count = ev.subscript(make.shape(elems.front()), Value::number(0), loc);
}

/// The items at `index`, in the structure of elems.
Value ItemLoop::item(const Value &index) {
  Tensors items;
  for (mlir::Value tensor : elems)
    items.push_back(make.gather(tensor, index).asGraphValue());
  return pack(ev, call["elems"], items);
}

/// Zeros for `count` values like this one.
Value ItemLoop::collection(mlir::Value like) {
  auto element = llvm::cast<mlir::RankedTensorType>(like.getType());
  std::vector<Value> dims{count};
  Value shape;
  if (!element.hasStaticShape())
    shape = make.shape(like);
  for (int64_t d = 0; d < element.getRank(); ++d)
    dims.push_back(element.isDynamicDim(d)
                       ? ev.subscript(shape, Value::of(d), loc)
                       : Value::of(element.getDimSize(d)));
  return ev.call(
      "tf.zeros",
      {ev.heap.makeList(dims), Value::dtype(element.getElementType())}, loc);
}

/// The value that `step` makes of an item, for its shapes only: the ops have no
/// names, so that nothing asks for them.
Value ItemLoop::tryOnItem(Step step) {
  mlir::Operation *before = ev.graph.lastOp();
  Tensors items;
  for (mlir::Value tensor : elems) {
    bool isBool = mlir::getElementTypeOrSelf(tensor.getType()).isInteger(1);
    items.push_back(
        (isBool ? make.reduce_any(tensor, {0}) : make.reduce_max(tensor, {0}))
            .asGraphValue());
  }
  Value made = step(Value(), pack(ev, call["elems"], items));
  mlir::Operation *last = ev.graph.lastOp();
  for (mlir::Operation *op = last; op && op != before; op = op->getPrevNode())
    op->removeAttr(tfc::nameAttr);
  return made;
}

/// One round: the lists, the state if there is one, and the counter, in and
/// out.
Tensors ItemLoop::round(ArrayRef<mlir::Value> arguments, size_t lists,
                        const Value &state, Step step) {
  mlir::Value i = arguments.back();
  ArrayRef<mlir::Value> before = arguments.drop_front(lists).drop_back();
  Value index = indexOf(i);
  Value picked = item(index);
  Value after =
      step(before.empty() ? Value() : pack(ev, state, before), picked);
  Tensors values = tensors(after, before, "what the function returns");
  if (lists && values.size() != lists)
    call.error("the function returns " + llvm::Twine(values.size()) +
               " values, expected " + llvm::Twine(lists));
  Tensors next;
  for (auto [list, value] : llvm::zip(arguments.take_front(lists), values))
    next.push_back(make.set_item(list, index, value).asGraphValue());
  if (!before.empty())
    llvm::append_range(next, values);
  next.push_back(make.add(i, 1).asGraphValue());
  return next;
}

Value ItemLoop::run(Value state, const Value &structure, bool collects,
                    Step step) {
  Tensors inits;
  if (!state.isNone())
    inits = tensors(state, {}, "the initial value");
  size_t states = inits.size();
  // The values that are collected have the shapes of the state; without one, of
  // what the function makes of an item. That is found out aside, where nothing
  // uses the value itself.
  Tensors carried, collected;
  if (collects && states == 0) {
    state = tryOnItem(step);
    collected = tensors(state, {}, "the value");
  } else if (collects) {
    collected = inits;
  }
  for (mlir::Value like : collected) {
    Value list = collection(like);
    if (!firstIndex.isNone())
      list = make.set_item(list, firstIndex, like);
    carried.push_back(list.asGraphValue());
  }
  size_t lists = carried.size();
  llvm::append_range(carried, inits);
  carried.push_back(ev.toTensor(Value::number(firstIndex.isNone() ? 0 : 1),
                                ev.graph.builder.getI32Type(), "Const", loc,
                                "a counter"));
  auto types = mlir::ValueRange(carried).getTypes();
  Tensors results = makeWhile(
      ev, carried, llvm::to_vector(types),
      [&](ArrayRef<mlir::Value> arguments) {
        return make.less(arguments.back(), count).asGraphValue();
      },
      [&](ArrayRef<mlir::Value> arguments) {
        return round(arguments, lists, state, step);
      },
      loc, call.function());
  return pack(ev, state.isNone() ? structure : state,
              ArrayRef(results).take_front(collects ? lists : states));
}

Value callWith(Evaluator &ev, Call &call, ArrayRef<Value> arguments) {
  return ev.call(call["fn"], CallArguments(arguments, call.loc), call.loc);
}

Value mapFn(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "map");
  ItemLoop loop(ev, call);
  loop.start(/*reverse=*/false);
  Value results = loop.run(Value(), call["elems"], /*collects=*/true,
                           [&](const Value &, const Value &item) {
                             return callWith(ev, call, {item});
                           });
  return named(ev, call, scope, results);
}

/// tf.scan, tf.foldl, tf.foldr: the state begins as the initializer, or as the
/// first item, which is with tf.scan the first result, too.
Value accumulate(Evaluator &ev, Call &call, StringRef name, bool collects,
                 bool reverse) {
  NodeScope scope(ev, call, name);
  ItemLoop loop(ev, call);
  loop.start(reverse);
  Value state = call["initializer"];
  if (state.isNone()) {
    loop.firstIndex = reverse ? loop.make.sub(loop.count, 1) : Value::number(0);
    state = loop.item(loop.firstIndex);
  }
  Value results = loop.run(state, state, collects,
                           [&](const Value &before, const Value &item) {
                             return callWith(ev, call, {before, item});
                           });
  return named(ev, call, scope, results);
}

Value scan(Evaluator &ev, Call &call) {
  return accumulate(ev, call, "scan", /*collects=*/true, call.flag("reverse"));
}
Value foldl(Evaluator &ev, Call &call) {
  return accumulate(ev, call, "foldl", /*collects=*/false, false);
}
Value foldr(Evaluator &ev, Call &call) {
  return accumulate(ev, call, "foldr", /*collects=*/false, true);
}

} // namespace

void tfc::text::addItemLoops(FunctionTable &table) {
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
