// Functions whose results are as large as the data say.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

static FailureOr<Value> input(Evaluator &ev, Call &call, StringRef parameter) {
  FailureOr<mlir::Value> tensor =
      ev.toTensor(call[parameter], {}, parameter, call.locOf(parameter),
                  call.function() + ": '" + parameter + "'");
  if (failed(tensor))
    return failure();
  return Value::tensor(*tensor);
}

/// tf.where(condition): the places; with x and y: a choice.
static Result where(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Where");
  if (call.has("x") != call.has("y"))
    return ev.error(call.loc, "tf.where: give both x and y, or neither");
  Result result =
      call.has("x")
          ? ev.op("select", {call["condition"], call["x"], call["y"]}, call.loc)
          : ev.op("where", {call["condition"]}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

/// The slices of a tensor where a mask of its first dimensions holds.
static Result booleanMask(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "boolean_mask");
  FailureOr<Value> x = input(ev, call, "tensor"), mask = input(ev, call, "mask");
  if (failed(x) || failed(mask))
    return failure();
  int64_t rank = ev.typeOf(*mask).getRank();
  llvm::ArrayRef<int64_t> shape = ev.typeOf(*x).getShape();
  if (rank < 1 || rank > int64_t(shape.size()) ||
      failed(mlir::verifyCompatibleShape(shape.take_front(rank),
                                         ev.typeOf(*mask).getShape())))
    return ev.error(call.locOf("mask"),
                    "tf.boolean_mask: a mask of shape " +
                        shapeText(ev.typeOf(*mask).getShape()) +
                        " for a tensor of shape " + shapeText(shape));
  Value flat = *x, flatMask = *mask;
  if (rank > 1) {
    // [-1] and the dimensions behind the mask's.
    Value minusOne = ev.heap.makeList({Value::of(int64_t(-1))});
    Result sizes = minusOne;
    if (int64_t(shape.size()) > rank) {
      Result all = ev.op("shape", {*x}, call.loc);
      if (failed(all))
        return failure();
      Result rest = ev.op("strided_slice",
                          {*all, ev.heap.makeList({Value::of(rank)}),
                           ev.heap.makeList({Value::of(int64_t(0))}),
                           ev.heap.makeList({Value::of(int64_t(1))}),
                           Value::of(int64_t(0)), Value::of(int64_t(1))},
                          call.loc);
      if (failed(rest))
        return failure();
      sizes = ev.op("concat",
                    {ev.heap.makeList({minusOne, *rest}), Value::of(int64_t(0))},
                    call.loc);
    }
    if (failed(sizes))
      return failure();
    Result reshaped = ev.op("reshape", {*x, *sizes}, call.loc);
    Result reshapedMask = ev.op("reshape", {*mask, minusOne}, call.loc);
    if (failed(reshaped) || failed(reshapedMask))
      return failure();
    flat = *reshaped;
    flatMask = *reshapedMask;
  }
  Result places = ev.op("where", {flatMask}, call.loc);
  if (failed(places))
    return failure();
  Result vector =
      ev.op("squeeze",
            {*places, ev.heap.makeList({Value::of(int64_t(1))})}, call.loc);
  if (failed(vector))
    return failure();
  Result result = ev.op("gather", {flat, *vector}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

/// tf.bincount(arr, weights, minlength, maxlength): as many bins as the largest
/// number needs.
static Result bincount(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "bincount");
  FailureOr<Value> x = input(ev, call, "arr");
  if (failed(x))
    return failure();
  auto call2 = [&](StringRef op, std::initializer_list<Value> arguments) {
    return ev.op(op, std::vector<Value>(arguments), call.loc);
  };
  Value minusOne = ev.heap.makeList({Value::of(int64_t(-1))});
  Result flat = call2("reshape", {*x, minusOne});
  if (failed(flat))
    return failure();
  // -1 stands in for no number at all.
  Result some = call2("concat", {ev.heap.makeList({*flat, minusOne}),
                                 Value::of(int64_t(0))});
  if (failed(some))
    return failure();
  Result size = call2("reduce_max", {*some});
  if (failed(size))
    return failure();
  size = call2("add", {*size, Value::of(int64_t(1))});
  if (succeeded(size) && call.has("minlength"))
    size = call2("maximum", {*size, call["minlength"]});
  if (succeeded(size) && call.has("maxlength"))
    size = call2("minimum", {*size, call["maxlength"]});
  if (failed(size))
    return failure();
  Value weights = call["weights"];
  if (weights.isNone()) {
    Result none = ev.call("tf.zeros",
                          {ev.heap.makeList({Value::of(int64_t(0))}),
                           call["dtype"]},
                          call.loc);
    if (failed(none))
      return failure();
    weights = *none;
  }
  Result result = call2("bincount", {*x, *size, weights});
  return failed(result) ? result : Result(scope.finish(result));
}

void tfc::text::addSetFunctions(FunctionTable &table) {
  table.add("tf.where(condition, x=None, y=None)", where);
  table.add("tf.where_v2(condition, x=None, y=None)", where);
  table.add("tf.boolean_mask(tensor, mask)", booleanMask);
  for (const char *signature :
       {"tf.bincount(arr, weights=None, minlength=None, maxlength=None, "
        "dtype=tf.int32)",
        "tf.math.bincount(arr, weights=None, minlength=None, maxlength=None, "
        "dtype=tf.int32)"})
    table.add(signature, bincount);
}
