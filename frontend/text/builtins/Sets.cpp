// Functions whose results are as large as the data say.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

/// tf.where(condition): the places; with x and y: a choice.
static Value where(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Where");
  OpMaker make(ev, call.loc);
  if (call.has("x") != call.has("y"))
    return call.error("give both x and y, or neither");
  return scope.finish(call.has("x")
                          ? make.select(call["condition"], call["x"], call["y"])
                          : make.where(call["condition"]));
}

/// [-1] and the sizes of the dimensions of x behind the first `rank`: a shape
/// in which those are one.
static Value flatShape(Evaluator &ev, const OpMaker &make, const Value &x,
                       int64_t rank) {
  if (ev.rankOf(x) == rank)
    return ev.ints({-1});
  Value rest = make.strided_slice(make.shape(x), {rank}, {0}, {1},
                                  /*begin_mask=*/0, /*end_mask=*/1);
  return make.concat({ev.ints({-1}), rest}, 0);
}

/// The slices of a tensor where a mask of its first dimensions holds.
static Value booleanMask(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "boolean_mask");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("tensor"), mask = call.tensor("mask");
  int64_t rank = ev.rankOf(mask);
  ArrayRef<int64_t> shape = ev.typeOf(x).getShape();
  if (rank < 1 || rank > int64_t(shape.size()) ||
      mlir::failed(mlir::verifyCompatibleShape(shape.take_front(rank),
                                               ev.typeOf(mask).getShape())))
    return call.error("mask", "a mask of shape " +
                                  shapeText(ev.typeOf(mask).getShape()) +
                                  " for a tensor of shape " + shapeText(shape));
  if (rank > 1) {
    x = make.reshape(x, flatShape(ev, make, x, rank));
    mask = make.reshape(mask, ev.ints({-1}));
  }
  Value places = make.squeeze(make.where(mask), {1});
  return scope.finish(make.gather(x, places));
}

/// tf.bincount(arr, weights, minlength, maxlength): as many bins as the largest
/// number needs.
static Value bincount(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "bincount");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("arr");
  // -1 stands in for no number at all.
  Value flat = make.reshape(x, ev.ints({-1}));
  Value some = make.concat({flat, ev.ints({-1})}, 0);
  Value size = make.add(make.reduce_max(some), 1);
  if (call.has("minlength"))
    size = make.maximum(size, call["minlength"]);
  if (call.has("maxlength"))
    size = make.minimum(size, call["maxlength"]);
  Value weights = call["weights"];
  if (weights.isNone())
    weights = ev.call("tf.zeros", {ev.ints({0}), call["dtype"]}, call.loc);
  return scope.finish(make.bincount(x, size, weights));
}

void tfc::text::addSets(FunctionTable &table) {
  table.add("tf.where(condition, x=None, y=None)", where);
  table.add("tf.where_v2(condition, x=None, y=None)", where);
  table.add("tf.boolean_mask(tensor, mask)", booleanMask);
  table.add(
      {"tf.bincount(arr, weights=None, minlength=None, maxlength=None, "
       "dtype=tf.int32)",
       "tf.math.bincount(arr, weights=None, minlength=None, maxlength=None, "
       "dtype=tf.int32)"},
      bincount);
}
