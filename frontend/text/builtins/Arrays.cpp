// Functions on blocks, segments, orders of elements that are not one
// op as it stands; updates of parts of variables.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "llvm/ADT/Sequence.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// [[a, b], [c, d]] as [a, b, c, d].
static Value pairs(Evaluator &ev, Call &call, StringRef parameter) {
  Value given = ev.knownValue(call[parameter]);
  std::vector<Value> flat;
  bool isRight = given.isSequence();
  for (const Value &pair : isRight ? given.items() : std::vector<Value>()) {
    isRight &= pair.isSequence() && pair.items().size() == 2;
    if (isRight)
      llvm::append_range(flat, pair.items());
  }
  if (!isRight)
    return call.error(parameter,
                      parameter + " must be a list of [before, after]");
  return ev.heap.makeList(std::move(flat));
}

/// The blocks of a call: block_shape, or block_size in two dimensions.
static Value blocks(Evaluator &ev, Call &call) {
  Value given = call[call.has("block_shape") ? "block_shape" : "block_size"];
  return given.isSequence() ? given : ev.heap.makeList({given, given});
}

static Value spaceToBatch(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "SpaceToBatchND");
  OpMaker make(ev, call.loc);
  Value paddings = pairs(ev, call, "paddings");
  return scope.finish(
      make.space_to_batch_nd(call["input"], blocks(ev, call), paddings));
}

static Value batchToSpace(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "BatchToSpaceND");
  OpMaker make(ev, call.loc);
  Value crops = pairs(ev, call, "crops");
  return scope.finish(
      make.batch_to_space_nd(call["input"], blocks(ev, call), crops));
}

static Value parallelStack(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "parallel_stack");
  return scope.finish(OpMaker(ev, call.loc).stack(call["values"], 0));
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

/// The number of segments: the last one's and one.
static Value segmentCount(Evaluator &ev, Call &call, const Value &ids) {
  mlir::RankedTensorType type = ev.typeOf(ids);
  if (type.getRank() != 1)
    return call.error("segment_ids", "segment_ids have shape " +
                                         shapeText(type.getShape()) +
                                         ", expected a vector");
  if (type.getDimSize(0) == 0)
    return Value::number(0);
  Value known = ev.knownValue(ids);
  if (known.isSequence() && known.items().back().isIntegral())
    return Value::of(known.items().back().asInt() + 1);
  Value last = ev.subscript(ids, Value::number(-1), call.loc);
  return ev.binary(BinaryOp::Add, last, Value::number(1), call.loc);
}

/// tf.segment_sum and its like.
using SegmentMaker = Value (OpMaker::*)(const OperandArgument &,
                                        const OperandArgument &,
                                        const OperandArgument &) const;
template <SegmentMaker maker>
static Value segments(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, call.function().rsplit('.').second);
  OpMaker make(ev, call.loc);
  Value ids = call.tensor("segment_ids");
  Value count = segmentCount(ev, call, ids);
  return scope.finish((make.*maker)(call["data"], ids, count));
}

static Value batchGather(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "BatchGather");
  OpMaker make(ev, call.loc);
  Value indices = call.tensor("indices");
  int64_t last = ev.rankOf(indices) - 1;
  if (last < 0)
    call.error("indices",
               "indices are a scalar, expected one dimension at least");
  return scope.finish(make.gather(call["params"], indices, last, last));
}

//===----------------------------------------------------------------------===//
// Orders
//===----------------------------------------------------------------------===//

/// x with `axis` and the last dimension exchanged.
static Value exchanged(Evaluator &ev, const OpMaker &make, const Value &x,
                       int64_t axis) {
  int64_t rank = ev.rankOf(x);
  if (axis == rank - 1 || ev.hasFailed())
    return x;
  auto dims = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(dims[axis], dims[rank - 1]);
  return make.transpose(x, dims);
}

static Value sort(Evaluator &ev, Call &call) {
  bool isArg = call.function().ends_with("argsort");
  NodeScope scope(ev, call, isArg ? "argsort" : "sort");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("values");
  int64_t axis = call.integer("axis");
  StringRef direction = call.text("direction");
  if (direction != "ASCENDING" && direction != "DESCENDING")
    call.error("direction",
               "direction must be 'ASCENDING' or 'DESCENDING', not '" +
                   direction + "'");
  int64_t rank = ev.rankOf(x);
  if (axis < -rank || axis >= rank)
    call.error("axis", "axis " + llvm::Twine(axis) + " is out of range for " +
                           llvm::Twine(rank) + " dimensions");
  int64_t place = axis < 0 ? axis + rank : axis;
  Value rows = exchanged(ev, make, x, place);
  auto [values, places] = make.sort(rows, direction == "DESCENDING");
  return scope.finish(exchanged(ev, make, isArg ? places : values, place));
}

static Value searchSorted(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "searchsorted");
  OpMaker make(ev, call.loc);
  StringRef side = call.text("side");
  if (side != "left" && side != "right")
    call.error("side", "side must be 'left' or 'right', not '" + side + "'");
  const Value &sorted = call["sorted_sequence"], &values = call["values"];
  return scope.finish(side == "left"
                          ? make.lower_bound(sorted, values, call["out_type"])
                          : make.upper_bound(sorted, values, call["out_type"]));
}

//===----------------------------------------------------------------------===//
// Masks, grids
//===----------------------------------------------------------------------===//

/// Row i holds for the first lengths[i] columns.
static Value sequenceMask(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "SequenceMask");
  OpMaker make(ev, call.loc);
  Value lengths = call.tensor("lengths");
  Value limit = call.has("maxlen")
                    ? call.tensor("maxlen", ev.elementType(lengths))
                    : make.reduce_max(lengths);
  Value columns = make.range(0, limit, 1);
  Value mask = make.less(columns, make.expand_dims(lengths, -1));
  mlir::Type dtype = call.dtype("dtype");
  return scope.finish(dtype.isInteger(1) ? mask : make.cast(mask, dtype));
}

/// Each vector along its own dimension, spread over the others; with 'xy' the
/// first two dimensions are exchanged.
static Value meshgrid(Evaluator &ev, Call &call) {
  OpMaker make(ev, call.loc);
  StringRef indexing = call.text("indexing");
  if (indexing != "xy" && indexing != "ij")
    call.error("indexing",
               "indexing must be 'xy' or 'ij', not '" + indexing + "'");
  const std::vector<Value> &vectors = call["args"].items();
  size_t rank = vectors.size();
  bool isExchanged = indexing == "xy" && rank > 1;
  auto place = [&](size_t i) { return isExchanged && i < 2 ? 1 - i : i; };
  std::vector<Value> flat, sizes(rank), results;
  for (size_t i = 0; i < rank; ++i) {
    mlir::Value vector =
        ev.toTensor(vectors[i], {}, "vector", call.loc, "tf.meshgrid");
    flat.push_back(make.reshape(vector, ev.ints({-1})));
    sizes[place(i)] = make.size(flat.back());
  }
  for (size_t i = 0; i < rank; ++i) {
    llvm::SmallVector<int64_t> spread(rank, 1);
    spread[place(i)] = -1;
    Value one = make.reshape(flat[i], ev.ints(spread));
    results.push_back(make.broadcast_to(one, ev.heap.makeList(sizes)));
  }
  return ev.heap.makeList(std::move(results));
}

//===----------------------------------------------------------------------===//
// Parts of variables
//===----------------------------------------------------------------------===//

/// tf.scatter_add(ref, indices, updates) and tf.scatter_nd_add: the new value
/// of the whole variable is assigned.
using ScatterMaker = SegmentMaker;
template <ScatterMaker maker>
static Value scatter(Evaluator &ev, Call &call) {
  bool isNd = call.function().contains("_nd_");
  const Value &variable = call["ref"];
  if (!variable.is(ValueKind::Variable))
    return ev.typeError(call.locOf("ref"), call.what("ref"), "a variable",
                        variable);
  NodeScope scope(ev, call, isNd ? "ScatterNd" : "Scatter");
  OpMaker make(ev, call.loc);
  Value indices = call.tensor("indices");
  Value updates = call.tensor("updates", ev.elementType(variable));
  Value places = indices;
  if (!isNd) {
    // Every index is a row; one number is for all elements.
    places = make.expand_dims(indices, -1);
    if (ev.rankOf(updates) == 0)
      updates = make.broadcast_like(updates, make.gather(variable, indices));
  }
  Value value = (make.*maker)(variable, places, updates);
  return scope.finish(make.assign(variable, value));
}

void tfc::text::addArrays(FunctionTable &table) {
  table.add("tf.space_to_batch_nd(input, block_shape, paddings)", spaceToBatch);
  table.add("tf.space_to_batch(input, paddings, block_size=None, "
            "block_shape=None)",
            spaceToBatch);
  table.add("tf.nn.space_to_batch(input, block_shape, paddings)", spaceToBatch);
  table.add("tf.batch_to_space_nd(input, block_shape, crops)", batchToSpace);
  table.add("tf.batch_to_space(input, crops, block_size=None, "
            "block_shape=None)",
            batchToSpace);
  table.add("tf.parallel_stack(values)", parallelStack);
  table.add({"tf.segment_sum(data, segment_ids)",
             "tf.math.segment_sum(data, segment_ids)"},
            segments<&OpMaker::segment_sum>);
  table.add({"tf.segment_mean(data, segment_ids)",
             "tf.math.segment_mean(data, segment_ids)"},
            segments<&OpMaker::segment_mean>);
  table.add({"tf.segment_prod(data, segment_ids)",
             "tf.math.segment_prod(data, segment_ids)"},
            segments<&OpMaker::segment_prod>);
  table.add({"tf.segment_max(data, segment_ids)",
             "tf.math.segment_max(data, segment_ids)"},
            segments<&OpMaker::segment_max>);
  table.add({"tf.segment_min(data, segment_ids)",
             "tf.math.segment_min(data, segment_ids)"},
            segments<&OpMaker::segment_min>);
  table.add("tf.batch_gather(params, indices)", batchGather);
  table.add(
      {"tf.sort(values, axis=-1, direction='ASCENDING')",
       "tf.argsort(values, axis=-1, direction='ASCENDING', stable=False)",
       "tf.contrib.framework.sort(values, axis=-1, direction='ASCENDING')",
       "tf.contrib.framework.argsort(values, axis=-1, direction='ASCENDING', "
       "stable=False)"},
      sort);
  table.add("tf.searchsorted(sorted_sequence, values, side='left', "
            "out_type=tf.int32)",
            searchSorted);
  table.add("tf.sequence_mask(lengths, maxlen=None, dtype=tf.bool)",
            sequenceMask);
  table.add("tf.meshgrid(*args, indexing='xy')", meshgrid);
  table.add({"tf.scatter_update(ref, indices, updates, use_locking=True)",
             "tf.scatter_nd_update(ref, indices, updates, use_locking=True)"},
            scatter<&OpMaker::tensor_scatter_update>);
  table.add({"tf.scatter_add(ref, indices, updates, use_locking=False)",
             "tf.scatter_nd_add(ref, indices, updates, use_locking=False)"},
            scatter<&OpMaker::tensor_scatter_add>);
  table.add({"tf.scatter_sub(ref, indices, updates, use_locking=False)",
             "tf.scatter_nd_sub(ref, indices, updates, use_locking=False)"},
            scatter<&OpMaker::tensor_scatter_sub>);
  table.add("tf.scatter_mul(ref, indices, updates, use_locking=False)",
            scatter<&OpMaker::tensor_scatter_mul>);
  table.add("tf.scatter_div(ref, indices, updates, use_locking=False)",
            scatter<&OpMaker::tensor_scatter_div>);
  table.add("tf.scatter_min(ref, indices, updates, use_locking=False)",
            scatter<&OpMaker::tensor_scatter_min>);
  table.add("tf.scatter_max(ref, indices, updates, use_locking=False)",
            scatter<&OpMaker::tensor_scatter_max>);
}
