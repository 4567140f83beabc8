// Functions on shapes and places of elements that are not one op as it stands.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "llvm/ADT/Sequence.h"

using namespace tfc::text;

/// The place of `axis` in a tensor of this rank.
static int64_t axisOf(Call &call, StringRef parameter, int64_t rank) {
  int64_t axis = call.integer(parameter);
  if (axis < -rank || axis >= rank)
    return call.error(parameter, "axis " + llvm::Twine(axis) +
                                     " is out of range for " +
                                     llvm::Twine(rank) + " dimensions");
  return axis < 0 ? axis + rank : axis;
}

//===----------------------------------------------------------------------===//
// Cutting and joining
//===----------------------------------------------------------------------===//

/// `number` equal pieces of an axis of this size, -1 if a run knows it only.
static llvm::SmallVector<int64_t> equalSizes(Evaluator &ev, Call &call,
                                             int64_t number, int64_t size,
                                             int64_t axis) {
  if (size < 0)
    return ev.error(call.loc, "tf.split: the size along axis " +
                                  llvm::Twine(axis) +
                                  " is known in a run only");
  if (number < 1 || number > 10000 || size % number)
    return call.error("num_or_size_splits", "cannot cut " + llvm::Twine(size) +
                                                " into " + llvm::Twine(number) +
                                                " equal pieces");
  return llvm::SmallVector<int64_t>(number, size / number);
}

/// The sizes that are given, of which one may be -1 for what is left: [2, -1]
/// of an axis of 5 is [2, 3].
static llvm::SmallVector<int64_t> givenSizes(Evaluator &ev, Call &call,
                                             mlir::RankedTensorType type,
                                             int64_t size, int64_t axis) {
  StringRef parameter = "num_or_size_splits";
  llvm::SmallVector<int64_t> sizes = call.integers(parameter);
  int64_t known = 0, open = -1;
  for (auto [i, s] : llvm::enumerate(sizes)) {
    if (s == -1 && open < 0)
      open = i;
    else if (s < 0 || __builtin_add_overflow(known, s, &known))
      call.error(parameter, "a size cannot be " + llvm::Twine(s));
  }
  if (open >= 0 && size >= known)
    sizes[open] = size - known;
  else if (open >= 0 || (size >= 0 && size != known))
    ev.error(call.locOf(parameter),
             "shape mismatch: tf.split into pieces of sizes " +
                 shapeText(sizes) + " of axis " + llvm::Twine(axis) +
                 " in shape " + shapeText(type.getShape()));
  return sizes;
}

/// The results of an op as a list; the first one has the scope's name.
static Value listOf(Evaluator &ev, NodeScope &scope,
                    std::vector<Value> results) {
  if (!results.empty())
    ev.graph.setName(results[0].asGraphValue().getDefiningOp(), scope.name());
  return ev.heap.makeList(std::move(results));
}

/// tf.split(value, number or sizes, axis), and its older order of arguments.
static Value split(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "split");
  // tf.split(axis, number, value) up to 0.12.
  if (call["value"].isIntegral() && call["axis"].isTensorLike())
    std::swap(call.slot("value"), call.slot("axis"));
  Value x = call.tensor("value");
  mlir::RankedTensorType type = ev.typeOf(x);
  int64_t axis = axisOf(call, "axis", type.getRank());
  if (ev.hasFailed())
    return ev.graph.poison();
  int64_t size = type.isDynamicDim(axis) ? -1 : type.getDimSize(axis);
  const Value &pieces = call["num_or_size_splits"];
  llvm::SmallVector<int64_t> sizes =
      pieces.isIntegral() ? equalSizes(ev, call, pieces.asInt(), size, axis)
                          : givenSizes(ev, call, type, size, axis);
  if (sizes.empty())
    call.error("no sizes are given");
  return listOf(ev, scope, OpMaker(ev, call.loc).split(x, sizes, axis));
}

static Value unstack(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "unstack");
  Value x = call.tensor("value");
  mlir::RankedTensorType type = ev.typeOf(x);
  int64_t axis = axisOf(call, "axis", type.getRank());
  if (ev.hasFailed())
    return ev.graph.poison();
  int64_t size = type.getDimSize(axis);
  if (type.isDynamicDim(axis))
    call.error("the size along axis " + llvm::Twine(axis) +
               " is known in a run only");
  if (size > 10000)
    ev.error(call.loc, "tf.unstack into more than 10000 tensors");
  if (call.has("num") && !isEqual(call["num"], Value::of(size)))
    ev.error(call.locOf("num"),
             "shape mismatch: tf.unstack into " + toText(call["num"], true) +
                 " tensors of shape " + shapeText(type.getShape()) +
                 " along axis " + llvm::Twine(axis));
  return listOf(ev, scope, OpMaker(ev, call.loc).unstack(x, axis));
}

static Value concat(Evaluator &ev, Call &call) {
  // tf.concat(axis, values) up to 0.12.
  Value values = call["values"], axis = call["axis"];
  if (values.isIntegral() && axis.isSequence())
    std::swap(values, axis);
  if (axis.isNone())
    return ev.error(call.loc, "missing argument 'axis' of tf.concat(values, "
                              "axis)");
  NodeScope scope(ev, call, "concat");
  return scope.finish(OpMaker(ev, call.loc).concat(values, axis));
}

//===----------------------------------------------------------------------===//
// Places of elements
//===----------------------------------------------------------------------===//

/// [[a, b], [c, d]] as [a, b, c, d]: a pair for each of the dimensions of x.
static Value paddingsOf(Evaluator &ev, Call &call, const Value &x) {
  Value paddings = ev.knownValue(call["paddings"]);
  std::vector<Value> flat;
  bool isRight = paddings.isSequence();
  for (const Value &pair : isRight ? paddings.items() : std::vector<Value>()) {
    isRight &= pair.isSequence() && pair.items().size() == 2;
    if (isRight)
      llvm::append_range(flat, pair.items());
  }
  if (!isRight || int64_t(flat.size()) != 2 * ev.rankOf(x))
    call.error("paddings",
               "paddings must be a list of [before, after], one for each "
               "dimension of " +
                   shapeText(ev.typeOf(x).getShape()));
  for (const Value &amount : flat)
    if (amount.isIntegral() && amount.asInt() < 0)
      call.error("paddings", "paddings cannot be negative");
  return ev.heap.makeList(std::move(flat));
}

static Value pad(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Pad");
  OpMaker make(ev, call.loc);
  std::string mode = call.text("mode").upper();
  Value x = call.tensor("tensor");
  if (mode != "CONSTANT" && mode != "REFLECT" && mode != "SYMMETRIC")
    call.error("mode", "mode must be 'CONSTANT', 'REFLECT' or 'SYMMETRIC', "
                       "not '" +
                           call.text("mode") + "'");
  Value paddings = paddingsOf(ev, call, x);
  return scope.finish(
      mode == "CONSTANT"
          ? make.pad(x, paddings, call["constant_values"])
          : make.mirror_pad(x, paddings, ev.heap.makeString(mode)));
}

static Value range(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "range");
  Value start = call["start"], limit = call["limit"], delta = call["delta"];
  if (limit.isNone()) {
    limit = start;
    start = Value::number(0);
  }
  if (call.has("dtype")) {
    mlir::Type dtype = call.dtype("dtype");
    for (Value *bound : {&start, &limit, &delta}) {
      if (bound->is(ValueKind::Int) && llvm::isa<mlir::FloatType>(dtype))
        *bound = Value::of(bound->asFloat());
      *bound = Value::tensor(
          ev.toTensor(*bound, dtype, "bound", call.loc, "tf.range: a bound"));
    }
  }
  return scope.finish(OpMaker(ev, call.loc).range(start, limit, delta));
}

static Value oneHot(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "one_hot");
  Value on = call["on_value"], off = call["off_value"];
  mlir::Type f32 = ev.graph.builder.getF32Type(), dtype;
  if (call.has("dtype"))
    dtype = call.dtype("dtype");
  else if (on.isNone() && off.isNone())
    dtype = f32;
  bool isBool = dtype && dtype.isInteger(1);
  if (on.isNone())
    on = isBool ? Value::of(true) : Value::number(1);
  if (off.isNone())
    off = isBool ? Value::of(false) : Value::number(0);
  if (!dtype && !on.isTensorLike() && !off.isTensorLike() &&
      (on.is(ValueKind::Float) || off.is(ValueKind::Float)))
    dtype = f32;
  if (dtype)
    for (Value *value : {&on, &off})
      *value = Value::tensor(
          ev.toTensor(*value, dtype, value == &on ? "on_value" : "off_value",
                      call.loc, "tf.one_hot: on_value and off_value"));
  Value axis = call.has("axis") ? call["axis"] : Value::number(-1);
  return scope.finish(
      OpMaker(ev, call.loc)
          .one_hot(call["indices"], on, off, call["depth"], axis));
}

static Value matrixTranspose(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "matrix_transpose");
  Value x = call.tensor("a");
  int64_t rank = ev.rankOf(x);
  if (rank < 2)
    return ev.error(call.loc, "tf.matrix_transpose of a tensor of shape " +
                                  shapeText(ev.typeOf(x).getShape()) +
                                  ": expected two dimensions at least");
  auto dims = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(dims[rank - 1], dims[rank - 2]);
  return scope.finish(OpMaker(ev, call.loc).transpose(x, dims));
}

static Value stridedSlice(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "StridedSlice");
  Value strides = call["strides"];
  auto begin = call.integers("begin");
  if (strides.isNone())
    strides = ev.ints(llvm::SmallVector<int64_t>(begin.size(), 1));
  return scope.finish(
      OpMaker(ev, call.loc)
          .strided_slice(call["input_"], call["begin"], call["end"], strides,
                         call["begin_mask"], call["end_mask"],
                         call["ellipsis_mask"], call["new_axis_mask"],
                         call["shrink_axis_mask"]));
}

//===----------------------------------------------------------------------===//
// Methods of shapes and tensors
//===----------------------------------------------------------------------===//

static Value getShape(Evaluator &ev, Call &call) {
  return ev.attribute(call["self"], "shape", call.loc);
}

static Value asList(Evaluator &ev, Call &call) {
  return ev.heap.makeList(ev.iterate(call["self"], call.loc));
}

static Value numElements(Evaluator &ev, Call &call) {
  int64_t count = 1;
  for (int64_t dim : call["self"].as<ShapeObject>()->dims)
    if (dim < 0 || __builtin_mul_overflow(count, dim, &count))
      return Value();
  return Value::of(count);
}

static Value isFullyDefined(Evaluator &ev, Call &call) {
  auto *shape = call["self"].as<ShapeObject>();
  return Value::of(shape->ranked && !llvm::is_contained(shape->dims, -1));
}

static Value makeShape(Evaluator &ev, Call &call) {
  return Value::of(ev.heap.makeShape(call.shape("dims")));
}

void tfc::text::addShapes(FunctionTable &table) {
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
