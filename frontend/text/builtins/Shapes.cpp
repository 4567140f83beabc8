// Functions on shapes and places of elements that are not one op as it stands.
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

/// The place of `axis` in a tensor of this rank.
static FailureOr<int64_t> axisOf(Evaluator &ev, Call &call, StringRef parameter,
                                 int64_t rank) {
  FailureOr<int64_t> axis = ev.toInt(call[parameter], call.locOf(parameter),
                                     call.function() + ": '" + parameter + "'");
  if (failed(axis))
    return failure();
  if (*axis < -rank || *axis >= rank)
    return ev.error(call.locOf(parameter),
                    call.function() + ": axis " + llvm::Twine(*axis) +
                        " is out of range for " + llvm::Twine(rank) +
                        " dimensions");
  return *axis < 0 ? *axis + rank : *axis;
}

/// tf.split(value, number or sizes, axis), and its older order of arguments.
static Result split(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "split");
  // tf.split(axis, number, value) up to 0.12.
  bool isOld = call["value"].isIntegral() && call["axis"].isTensorLike();
  if (isOld)
    for (SignatureParameter const &p : call.callee.signature.parameters)
      if (p.name == "axis")
        std::swap(call.values[0], call.values[p.slot]);
  FailureOr<Value> x = input(ev, call, "value");
  if (failed(x))
    return failure();
  mlir::RankedTensorType type = ev.typeOf(*x);
  FailureOr<int64_t> axis = axisOf(ev, call, "axis", type.getRank());
  if (failed(axis))
    return failure();
  int64_t size = type.isDynamicDim(*axis) ? -1 : type.getDimSize(*axis);

  std::vector<Value> sizes;
  const Value &pieces = call["num_or_size_splits"];
  if (pieces.isIntegral()) {
    int64_t number = pieces.asInt();
    if (size < 0)
      return ev.error(call.loc, "tf.split: the size along axis " +
                                    llvm::Twine(*axis) +
                                    " is known in a run only");
    if (number < 1 || number > 10000 || size % number)
      return ev.error(call.locOf("num_or_size_splits"),
                      "tf.split: cannot cut " + llvm::Twine(size) + " into " +
                          llvm::Twine(number) + " equal pieces");
    sizes.assign(number, Value::of(size / number));
  } else {
    auto given =
        ev.toInts(pieces, call.locOf("num_or_size_splits"), "tf.split: sizes");
    if (failed(given))
      return failure();
    int64_t known = 0, open = -1;
    for (auto [i, s] : llvm::enumerate(*given)) {
      if (s == -1 && open < 0)
        open = i;
      else if (s < 0 || __builtin_add_overflow(known, s, &known))
        return ev.error(call.locOf("num_or_size_splits"),
                        "tf.split: a size cannot be " + llvm::Twine(s));
    }
    if (open >= 0 && size >= known)
      (*given)[open] = size - known;
    else if (open >= 0 || (size >= 0 && size != known))
      return ev.error(call.locOf("num_or_size_splits"),
                      "shape mismatch: tf.split into pieces of sizes " +
                          shapeText(*given) + " of axis " + llvm::Twine(*axis) +
                          " in shape " + shapeText(type.getShape()));
    for (int64_t s : *given)
      sizes.push_back(Value::of(s));
  }
  if (sizes.empty())
    return ev.error(call.loc, "tf.split: no sizes are given");
  Result result =
      ev.op("split", {*x, ev.heap.makeList(sizes), Value::of(*axis)}, call.loc);
  if (failed(result))
    return failure();
  if (result->is(ValueKind::Tensor)) { // one piece
    ev.graph.setName(result->asGraphValue().getDefiningOp(), scope.name());
    return ev.heap.makeList({*result});
  }
  ev.graph.setName(result->items()[0].asGraphValue().getDefiningOp(),
                   scope.name());
  return result;
}

static Result unstack(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "unstack");
  FailureOr<Value> x = input(ev, call, "value");
  if (failed(x))
    return failure();
  FailureOr<int64_t> axis = axisOf(ev, call, "axis", ev.typeOf(*x).getRank());
  if (failed(axis))
    return failure();
  if (ev.typeOf(*x).isDynamicDim(*axis))
    return ev.error(call.loc, "tf.unstack: the size along axis " +
                                  llvm::Twine(*axis) +
                                  " is known in a run only");
  if (ev.typeOf(*x).getDimSize(*axis) > 10000)
    return ev.error(call.loc, "tf.unstack into more than 10000 tensors");
  if (call.has("num") &&
      !isEqual(call["num"], Value::of(ev.typeOf(*x).getDimSize(*axis))))
    return ev.error(call.locOf("num"), "shape mismatch: tf.unstack into " +
                                           toText(call["num"], true) +
                                           " tensors of shape " +
                                           shapeText(ev.typeOf(*x).getShape()) +
                                           " along axis " + llvm::Twine(*axis));
  Result result = ev.op("unstack", {*x, Value::of(*axis)}, call.loc);
  if (failed(result))
    return failure();
  if (result->is(ValueKind::Tensor))
    result = ev.heap.makeList({*result});
  if (!result->items().empty())
    ev.graph.setName(result->items()[0].asGraphValue().getDefiningOp(),
                     scope.name());
  return result;
}

static Result concat(Evaluator &ev, Call &call) {
  // tf.concat(axis, values) up to 0.12.
  Value values = call["values"], axis = call["axis"];
  if (values.isIntegral() && axis.isSequence())
    std::swap(values, axis);
  if (axis.isNone())
    return ev.error(call.loc, "missing argument 'axis' of tf.concat(values, "
                              "axis)");
  NodeScope scope(ev, call, "concat");
  Result result = ev.op("concat", {values, axis}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result pad(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Pad");
  FailureOr<StringRef> mode =
      ev.toString(call["mode"], call.locOf("mode"), "tf.pad: mode");
  FailureOr<Value> x = input(ev, call, "tensor");
  if (failed(mode) || failed(x))
    return failure();
  bool isConstant = mode->equals_insensitive("CONSTANT");
  if (!isConstant && !mode->equals_insensitive("REFLECT") &&
      !mode->equals_insensitive("SYMMETRIC"))
    return ev.error(call.locOf("mode"),
                    "tf.pad: mode must be 'CONSTANT', 'REFLECT' or "
                    "'SYMMETRIC', not '" +
                        *mode + "'");
  Value paddings = call["paddings"];
  if (paddings.is(ValueKind::Tensor))
    if (auto constant = ev.constantValue(paddings.asGraphValue()))
      paddings = *constant;
  std::vector<Value> flat;
  bool isRight = paddings.isSequence();
  for (const Value &pair : isRight ? paddings.items() : std::vector<Value>()) {
    isRight &= pair.isSequence() && pair.items().size() == 2;
    if (isRight)
      llvm::append_range(flat, pair.items());
  }
  if (!isRight || int64_t(flat.size()) != 2 * ev.typeOf(*x).getRank())
    return ev.error(call.locOf("paddings"),
                    "tf.pad: paddings must be a list of [before, after], one "
                    "for each dimension of " +
                        shapeText(ev.typeOf(*x).getShape()));
  for (const Value &amount : flat)
    if (amount.isIntegral() && amount.asInt() < 0)
      return ev.error(call.locOf("paddings"),
                      "tf.pad: paddings cannot be negative");
  Result result =
      isConstant
          ? ev.op("pad", {*x, ev.heap.makeList(flat), call["constant_values"]},
                  call.loc)
          : ev.op("mirror_pad",
                  {*x, ev.heap.makeList(flat), ev.heap.makeString(mode->upper())},
                  call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result range(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "range");
  Value start = call["start"], limit = call["limit"], delta = call["delta"];
  if (limit.isNone()) {
    limit = start;
    start = Value::of(int64_t(0));
  }
  std::vector<Value> operands = {start, limit, delta};
  if (call.has("dtype"))
    for (Value &operand : operands) {
      FailureOr<mlir::Type> dtype =
          ev.toDType(call["dtype"], call.locOf("dtype"), "tf.range: dtype");
      if (failed(dtype))
        return failure();
      if (operand.is(ValueKind::Int) && llvm::isa<mlir::FloatType>(*dtype))
        operand = Value::of(operand.asFloat());
      FailureOr<mlir::Value> tensor =
          ev.toTensor(operand, *dtype, "bound", call.loc, "tf.range: a bound");
      if (failed(tensor))
        return failure();
      operand = Value::tensor(*tensor);
    }
  Result result = ev.op("range", operands, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result oneHot(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "one_hot");
  Value on = call["on_value"], off = call["off_value"];
  mlir::Type dtype;
  if (call.has("dtype")) {
    FailureOr<mlir::Type> given =
        ev.toDType(call["dtype"], call.locOf("dtype"), "tf.one_hot: dtype");
    if (failed(given))
      return failure();
    dtype = *given;
  } else if (on.isNone() && off.isNone()) {
    dtype = ev.graph.builder.getF32Type();
  }
  bool isBool = dtype && dtype.isInteger(1);
  if (on.isNone())
    on = isBool ? Value::of(true) : Value::of(int64_t(1));
  if (off.isNone())
    off = isBool ? Value::of(false) : Value::of(int64_t(0));
  if (!dtype && !on.isTensorLike() && !off.isTensorLike() &&
      (on.is(ValueKind::Float) || off.is(ValueKind::Float)))
    dtype = ev.graph.builder.getF32Type();
  if (dtype)
    for (Value *value : {&on, &off}) {
      FailureOr<mlir::Value> tensor =
          ev.toTensor(*value, dtype, value == &on ? "on_value" : "off_value",
                      call.loc, "tf.one_hot: on_value and off_value");
      if (failed(tensor))
        return failure();
      *value = Value::tensor(*tensor);
    }
  Value axis = call.has("axis") ? call["axis"] : Value::of(int64_t(-1));
  Result result = ev.op(
      "one_hot", {call["indices"], on, off, call["depth"], axis}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result matrixTranspose(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "matrix_transpose");
  FailureOr<Value> x = input(ev, call, "a");
  if (failed(x))
    return failure();
  int64_t rank = ev.typeOf(*x).getRank();
  if (rank < 2)
    return ev.error(call.loc, "tf.matrix_transpose of a tensor of shape " +
                                  shapeText(ev.typeOf(*x).getShape()) +
                                  ": expected two dimensions at least");
  std::vector<Value> perm;
  for (int64_t i = 0; i < rank; ++i)
    perm.push_back(Value::of(i));
  std::swap(perm[rank - 1], perm[rank - 2]);
  Result result = ev.op("transpose", {*x, ev.heap.makeList(perm)}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result stridedSlice(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "StridedSlice");
  Value strides = call["strides"];
  auto begin = ev.toInts(call["begin"], call.loc, "tf.strided_slice: begin");
  if (failed(begin))
    return failure();
  if (strides.isNone())
    strides = ev.heap.makeList(
        std::vector<Value>(begin->size(), Value::of(int64_t(1))));
  Result result =
      ev.op("strided_slice",
            {call["input_"], call["begin"], call["end"], strides,
             call["begin_mask"], call["end_mask"], call["ellipsis_mask"],
             call["new_axis_mask"], call["shrink_axis_mask"]},
            call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

//===----------------------------------------------------------------------===//
// Methods of shapes and tensors
//===----------------------------------------------------------------------===//

static Result getShape(Evaluator &ev, Call &call) {
  return ev.attribute(call["self"], "shape", call.loc);
}

static Result asList(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> dims = ev.iterate(call["self"], call.loc);
  if (failed(dims))
    return failure();
  return ev.heap.makeList(std::move(*dims));
}

static Result numElements(Evaluator &ev, Call &call) {
  int64_t count = 1;
  for (int64_t dim : call["self"].as<ShapeObject>()->dims)
    if (dim < 0 || __builtin_mul_overflow(count, dim, &count))
      return Value();
  return Value::of(count);
}

static Result isFullyDefined(Evaluator &ev, Call &call) {
  auto *shape = call["self"].as<ShapeObject>();
  return Value::of(shape->ranked && !llvm::is_contained(shape->dims, -1));
}

static Result makeShape(Evaluator &ev, Call &call) {
  FailureOr<ShapeObject> shape =
      ev.toShape(call["dims"], call.loc, "tf.TensorShape: dims");
  if (failed(shape))
    return failure();
  return Value::of(ev.heap.makeShape(std::move(*shape)));
}

void tfc::text::addShapeFunctions(FunctionTable &table) {
  table.add("tf.split(value, num_or_size_splits, axis=0, num=None, "
            "split_dim:axis=0, num_split:num_or_size_splits=None)",
            split);
  table.add("tf.unstack(value, num=None, axis=0)", unstack);
  table.add("tf.unpack(value, num=None, axis=0)", unstack);
  table.add("tf.concat(values, axis=None, concat_dim:axis=None)", concat);
  table.add("tf.pad(tensor, paddings, mode='CONSTANT', constant_values=0)",
            pad);
  table.add("tf.range(start, limit=None, delta=1, dtype=None)", range);
  table.add("tf.one_hot(indices, depth, on_value=None, off_value=None, "
            "axis=None, dtype=None)",
            oneHot);
  table.add("tf.matrix_transpose(a)", matrixTranspose);
  table.add("tf.strided_slice(input_, begin, end, strides=None, begin_mask=0, "
            "end_mask=0, ellipsis_mask=0, new_axis_mask=0, "
            "shrink_axis_mask=0)",
            stridedSlice);
  table.add("tf.TensorShape(dims)", makeShape);
  table.add("Tensor.get_shape(self)", getShape);
  table.add("Shape.as_list(self)", asList);
  table.add("Shape.num_elements(self)", numElements);
  table.add("Shape.is_fully_defined(self)", isFullyDefined);
}
