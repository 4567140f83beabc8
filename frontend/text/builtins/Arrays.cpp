// Functions on blocks, segments, orders of elements that are not one
// op as it stands; updates of parts of variables.
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

static Value number(int64_t value) { return Value::of(value); }

/// The result of `make` under the name of the call.
template <typename Make>
static Result named(Evaluator &ev, Call &call, StringRef fallback, Make make) {
  NodeScope scope(ev, call, fallback);
  Result result = make();
  return failed(result) ? result : Result(scope.finish(result));
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// [[a, b], [c, d]] as [a, b, c, d].
static FailureOr<Value> pairs(Evaluator &ev, Call &call, StringRef parameter) {
  Value given = call[parameter];
  if (given.is(ValueKind::Tensor))
    if (auto constant = ev.constantValue(given.asGraphValue()))
      given = *constant;
  std::vector<Value> flat;
  bool isRight = given.isSequence();
  for (const Value &pair : isRight ? given.items() : std::vector<Value>()) {
    isRight &= pair.isSequence() && pair.items().size() == 2;
    if (isRight)
      llvm::append_range(flat, pair.items());
  }
  if (!isRight)
    return ev.error(call.locOf(parameter),
                    call.function() + ": " + parameter +
                        " must be a list of [before, after]");
  return ev.heap.makeList(std::move(flat));
}

/// The blocks of a call: block_shape, or block_size in two dimensions.
static Value blocks(Evaluator &ev, Call &call) {
  Value given = call[call.has("block_shape") ? "block_shape" : "block_size"];
  return given.isSequence() ? given : ev.heap.makeList({given, given});
}

static Result spaceToBatch(Evaluator &ev, Call &call) {
  return named(ev, call, "SpaceToBatchND", [&]() -> Result {
    FailureOr<Value> paddings = pairs(ev, call, "paddings");
    if (failed(paddings))
      return failure();
    return ev.op("space_to_batch_nd",
                 {call["input"], blocks(ev, call), *paddings}, call.loc);
  });
}
static Result batchToSpace(Evaluator &ev, Call &call) {
  return named(ev, call, "BatchToSpaceND", [&]() -> Result {
    FailureOr<Value> crops = pairs(ev, call, "crops");
    if (failed(crops))
      return failure();
    return ev.op("batch_to_space_nd", {call["input"], blocks(ev, call), *crops},
                 call.loc);
  });
}

static Result parallelStack(Evaluator &ev, Call &call) {
  return named(ev, call, "parallel_stack", [&] {
    return ev.op("stack", {call["values"], number(0)}, call.loc);
  });
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

/// tf.segment_sum and its like: the number of segments is the last one's and
/// one.
static Result segments(Evaluator &ev, Call &call) {
  StringRef op = call.function();
  op = op.substr(op.rfind('.') + 1);
  return named(ev, call, op, [&]() -> Result {
    FailureOr<Value> ids = input(ev, call, "segment_ids");
    if (failed(ids))
      return failure();
    auto type = ev.typeOf(*ids);
    if (type.getRank() != 1)
      return ev.error(call.locOf("segment_ids"),
                      call.function() + ": segment_ids have shape " +
                          shapeText(type.getShape()) + ", expected a vector");
    Value count = number(0);
    if (type.getDimSize(0) != 0) {
      std::optional<Value> constant = ev.constantValue(ids->asGraphValue());
      if (constant && constant->isSequence() &&
          constant->items().back().isIntegral()) {
        count = number(constant->items().back().asInt() + 1);
      } else {
        Result last = ev.subscript(*ids, number(-1), call.loc);
        if (failed(last))
          return failure();
        last = ev.binary(BinaryOp::Add, *last, number(1), call.loc);
        if (failed(last))
          return failure();
        count = *last;
      }
    }
    return ev.op(op, {call["data"], *ids, count}, call.loc);
  });
}

static Result batchGather(Evaluator &ev, Call &call) {
  return named(ev, call, "BatchGather", [&]() -> Result {
    FailureOr<Value> indices = input(ev, call, "indices");
    if (failed(indices))
      return failure();
    int64_t last = ev.typeOf(*indices).getRank() - 1;
    if (last < 0)
      return ev.error(call.locOf("indices"),
                      "tf.batch_gather: indices are a scalar, expected one "
                      "dimension at least");
    return ev.op("gather",
                 {call["params"], *indices, number(last), number(last)},
                 call.loc);
  });
}

//===----------------------------------------------------------------------===//
// Orders
//===----------------------------------------------------------------------===//

/// x with `axis` and the last dimension exchanged.
static Result exchanged(Evaluator &ev, const Value &x, int64_t axis,
                        SMLoc loc) {
  int64_t rank = ev.typeOf(x).getRank();
  if (axis == rank - 1)
    return x;
  std::vector<Value> perm;
  for (int64_t i = 0; i < rank; ++i)
    perm.push_back(number(i));
  std::swap(perm[axis], perm[rank - 1]);
  return ev.op("transpose", {x, ev.heap.makeList(std::move(perm))}, loc);
}

static Result sort(Evaluator &ev, Call &call) {
  bool isArg = call.function().ends_with("argsort");
  return named(ev, call, isArg ? "argsort" : "sort", [&]() -> Result {
    FailureOr<Value> x = input(ev, call, "values");
    FailureOr<int64_t> axis =
        ev.toInt(call["axis"], call.locOf("axis"), call.function() + ": axis");
    FailureOr<StringRef> direction =
        ev.toString(call["direction"], call.locOf("direction"),
                    call.function() + ": direction");
    if (failed(x) || failed(axis) || failed(direction))
      return failure();
    if (*direction != "ASCENDING" && *direction != "DESCENDING")
      return ev.error(call.locOf("direction"),
                      call.function() +
                          ": direction must be 'ASCENDING' or 'DESCENDING', "
                          "not '" +
                          *direction + "'");
    int64_t rank = ev.typeOf(*x).getRank();
    if (*axis < -rank || *axis >= rank)
      return ev.error(call.locOf("axis"),
                      call.function() + ": axis " + llvm::Twine(*axis) +
                          " is out of range for " + llvm::Twine(rank) +
                          " dimensions");
    int64_t place = *axis < 0 ? *axis + rank : *axis;
    Result rows = exchanged(ev, *x, place, call.loc);
    if (failed(rows))
      return failure();
    Result sorted =
        ev.op("sort", {*rows, Value::of(*direction == "DESCENDING")}, call.loc);
    if (failed(sorted))
      return failure();
    return exchanged(ev, sorted->items()[isArg ? 1 : 0], place, call.loc);
  });
}

static Result searchSorted(Evaluator &ev, Call &call) {
  return named(ev, call, "searchsorted", [&]() -> Result {
    FailureOr<StringRef> side = ev.toString(call["side"], call.locOf("side"),
                                            call.function() + ": side");
    if (failed(side))
      return failure();
    if (*side != "left" && *side != "right")
      return ev.error(call.locOf("side"),
                      call.function() +
                          ": side must be 'left' or 'right', not '" + *side +
                          "'");
    return ev.op(*side == "left" ? "lower_bound" : "upper_bound",
                 {call["sorted_sequence"], call["values"], call["out_type"]},
                 call.loc);
  });
}

//===----------------------------------------------------------------------===//
// Masks, grids
//===----------------------------------------------------------------------===//

/// Row i holds for the first lengths[i] columns.
static Result sequenceMask(Evaluator &ev, Call &call) {
  return named(ev, call, "SequenceMask", [&]() -> Result {
    FailureOr<Value> lengths = input(ev, call, "lengths");
    if (failed(lengths))
      return failure();
    Value most = call["maxlen"];
    if (most.isNone()) {
      Result longest = ev.call("tf.reduce_max", {*lengths}, call.loc);
      if (failed(longest))
        return failure();
      most = *longest;
    }
    FailureOr<mlir::Value> limit =
        ev.toTensor(most, ev.elementType(*lengths), "maxlen",
                    call.locOf("maxlen"), "tf.sequence_mask: maxlen");
    if (failed(limit))
      return failure();
    Result columns = ev.call(
        "tf.range", {number(0), Value::tensor(*limit), number(1)}, call.loc);
    Result ends = ev.call("tf.expand_dims", {*lengths, number(-1)}, call.loc);
    if (failed(columns) || failed(ends))
      return failure();
    Result mask = ev.call("tf.less", {*columns, *ends}, call.loc);
    FailureOr<mlir::Type> dtype = ev.toDType(call["dtype"], call.locOf("dtype"),
                                             "tf.sequence_mask: dtype");
    if (failed(mask) || failed(dtype))
      return failure();
    if (dtype->isInteger(1))
      return mask;
    return ev.call("tf.cast", {*mask, Value::dtype(*dtype)}, call.loc);
  });
}

/// Each vector along its own dimension, spread over the others; with 'xy' the
/// first two dimensions are exchanged.
static Result meshgrid(Evaluator &ev, Call &call) {
  FailureOr<StringRef> indexing = ev.toString(
      call["indexing"], call.locOf("indexing"), "tf.meshgrid: indexing");
  if (failed(indexing))
    return failure();
  if (*indexing != "xy" && *indexing != "ij")
    return ev.error(call.locOf("indexing"),
                    "tf.meshgrid: indexing must be 'xy' or 'ij', not '" +
                        *indexing + "'");
  const std::vector<Value> &vectors = call["args"].items();
  int64_t rank = vectors.size();
  std::vector<Value> flat, sizes(rank), results;
  bool isExchanged = *indexing == "xy" && rank > 1;
  auto place = [&](int64_t i) { return isExchanged && i < 2 ? 1 - i : i; };
  for (int64_t i = 0; i < rank; ++i) {
    FailureOr<mlir::Value> vector =
        ev.toTensor(vectors[i], {}, "vector", call.loc, "tf.meshgrid");
    if (failed(vector))
      return failure();
    Result one = ev.op("reshape",
                       {Value::tensor(*vector), ev.heap.makeList({number(-1)})},
                       call.loc);
    if (failed(one))
      return failure();
    Result size = ev.op("size", {*one}, call.loc);
    if (failed(size))
      return failure();
    flat.push_back(*one);
    sizes[place(i)] = *size;
  }
  for (int64_t i = 0; i < rank; ++i) {
    std::vector<Value> spread(rank, number(1));
    spread[place(i)] = number(-1);
    Result one = ev.op(
        "reshape", {flat[i], ev.heap.makeList(std::move(spread))}, call.loc);
    if (failed(one))
      return failure();
    Result whole =
        ev.op("broadcast_to", {*one, ev.heap.makeList(sizes)}, call.loc);
    if (failed(whole))
      return failure();
    results.push_back(*whole);
  }
  return ev.heap.makeList(std::move(results));
}

//===----------------------------------------------------------------------===//
// Parts of variables
//===----------------------------------------------------------------------===//

/// tf.scatter_add(ref, indices, updates) and tf.scatter_nd_add: the new value
/// of the whole variable is assigned.
static Result scatter(Evaluator &ev, Call &call) {
  StringRef function = call.function();
  bool isNd = function.contains("_nd_");
  StringRef kind = function.substr(function.rfind('_') + 1);
  const Value &variable = call["ref"];
  if (!variable.is(ValueKind::Variable))
    return ev.typeError(call.locOf("ref"), function + ": 'ref'", "a variable",
                        variable);
  return named(ev, call, isNd ? "ScatterNd" : "Scatter", [&]() -> Result {
    FailureOr<Value> indices = input(ev, call, "indices");
    FailureOr<mlir::Value> given =
        ev.toTensor(call["updates"], ev.elementType(variable), "updates",
                    call.locOf("updates"), function + ": 'updates'");
    if (failed(indices) || failed(given))
      return failure();
    Value at = *indices, updates = Value::tensor(*given);
    if (!isNd) {
      // Every index is a row; one number is for all elements.
      Result column = ev.op("expand_dims", {at, number(-1)}, call.loc);
      if (failed(column))
        return failure();
      if (ev.typeOf(updates).getRank() == 0) {
        Result slices = ev.op("gather", {variable, at}, call.loc);
        if (failed(slices))
          return failure();
        Result spread = ev.op("broadcast_like", {updates, *slices}, call.loc);
        if (failed(spread))
          return failure();
        updates = *spread;
      }
      at = *column;
    }
    Result value = ev.op(("tensor_scatter_" + kind).str(),
                         {variable, at, updates}, call.loc);
    if (failed(value))
      return failure();
    return ev.op("assign", {variable, *value}, call.loc);
  });
}

void tfc::text::addArrayFunctions(FunctionTable &table) {
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
  for (const char *signature : {"tf.segment_sum(data, segment_ids)",
                                "tf.segment_mean(data, segment_ids)",
                                "tf.segment_prod(data, segment_ids)",
                                "tf.segment_max(data, segment_ids)",
                                "tf.segment_min(data, segment_ids)",
                                "tf.math.segment_sum(data, segment_ids)",
                                "tf.math.segment_mean(data, segment_ids)",
                                "tf.math.segment_prod(data, segment_ids)",
                                "tf.math.segment_max(data, segment_ids)",
                                "tf.math.segment_min(data, segment_ids)"})
    table.add(signature, segments);
  table.add("tf.batch_gather(params, indices)", batchGather);
  for (const char *signature :
       {"tf.sort(values, axis=-1, direction='ASCENDING')",
        "tf.argsort(values, axis=-1, direction='ASCENDING', stable=False)",
        "tf.contrib.framework.sort(values, axis=-1, direction='ASCENDING')",
        "tf.contrib.framework.argsort(values, axis=-1, direction='ASCENDING', "
        "stable=False)"})
    table.add(signature, sort);
  table.add("tf.searchsorted(sorted_sequence, values, side='left', "
            "out_type=tf.int32)",
            searchSorted);
  table.add("tf.sequence_mask(lengths, maxlen=None, dtype=tf.bool)",
            sequenceMask);
  table.add("tf.meshgrid(*args, indexing='xy')", meshgrid);
  for (const char *signature :
       {"tf.scatter_update(ref, indices, updates, use_locking=True)",
        "tf.scatter_add(ref, indices, updates, use_locking=False)",
        "tf.scatter_sub(ref, indices, updates, use_locking=False)",
        "tf.scatter_mul(ref, indices, updates, use_locking=False)",
        "tf.scatter_div(ref, indices, updates, use_locking=False)",
        "tf.scatter_min(ref, indices, updates, use_locking=False)",
        "tf.scatter_max(ref, indices, updates, use_locking=False)",
        "tf.scatter_nd_update(ref, indices, updates, use_locking=True)",
        "tf.scatter_nd_add(ref, indices, updates, use_locking=False)",
        "tf.scatter_nd_sub(ref, indices, updates, use_locking=False)"})
    table.add(signature, scatter);
}
