//===- Dynamic.cpp - Ops whose sizes only a run knows ---------------------===//
//
// Where TensorFlow takes a size as an input and ours as an attribute, the input
// may depend on a run. Then the op is put together from those that take it.
//
//===----------------------------------------------------------------------===//

#include "frontend/import/ops/Importer.h"
#include "ir/Message.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/reduction.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"
#include "ir/ops/state.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {
namespace {

/// Builds in order; the first failure ends it.
class Composer {
public:
  explicit Composer(NodeImport &node) : node(node) {}

  bool failed() const { return isFailed; }
  Value take(FailureOr<Value> value) {
    isFailed |= mlir::failed(value);
    return isFailed ? Value() : *value;
  }
  template <typename Op>
  Value make(ValueRange operands, NamedAttrList attributes = {}) {
    if (isFailed || llvm::is_contained(operands, Value()))
      return isFailed = true, Value();
    return take(node.make<Op>(operands, std::move(attributes)));
  }
  Value vector(ArrayRef<int64_t> values) {
    return take(node.constantVector(values));
  }
  Value input(int k) { return take(node.tensor(k)); }
  /// Input k as a vector of int64 of all its elements.
  Value sizes(int k) {
    Value x = input(k);
    if (isFailed)
      return x;
    Value wide = take(node.cast(x, node.builder.getI64Type()));
    return make<ReshapeOp>({wide, vector({-1})});
  }
  /// Elements [from, to) of a vector.
  Value part(Value vector, int64_t from, int64_t to) {
    NamedAttrList attributes;
    attributes.append(node.attr("begin", ArrayRef<int64_t>(from)));
    attributes.append(node.attr("end", ArrayRef<int64_t>(to)));
    attributes.append(node.attr("strides", ArrayRef<int64_t>(1)));
    return make<StridedSliceOp>(vector, attributes);
  }
  Value shape(Value x) {
    return make<ShapeOp>(
        x, node.attr("out_type", TypeAttr::get(node.builder.getI64Type())));
  }
  Value join(ArrayRef<Value> parts, int64_t axis = 0) {
    return make<ConcatOp>(parts, node.attr("axis", axis));
  }
  /// A shape with dimension `axis` replaced.
  Value replaced(Value shape, int64_t axis, int64_t rank,
                 ArrayRef<Value> sizes) {
    SmallVector<Value> parts;
    if (axis > 0)
      parts.push_back(part(shape, 0, axis));
    llvm::append_range(parts, sizes);
    if (axis + 1 < rank)
      parts.push_back(part(shape, axis + 1, rank));
    return join(parts);
  }

private:
  NodeImport &node;
  bool isFailed = false;
};

std::optional<int64_t> axisOf(NodeImport &node, int64_t axis, int64_t rank) {
  auto known = normalizeAxis(axis, rank);
  if (!known)
    node.error() << "axis " << axis << " is out of range for " << rank
                 << " dimensions";
  return known;
}

/// (indices, depth, on, off).
LogicalResult importOneHot(NodeImport &node) {
  if (failed(node.expectInputs(4)))
    return failure();
  if (node.isConstant(1))
    return importByTable(node);
  Composer c(node);
  Value indices = c.input(0), on = c.input(2), off = c.input(3);
  FailureOr<int64_t> given = node.intAttr("axis", -1);
  if (c.failed() || failed(given))
    return failure();
  int64_t rank = shapeOf(indices).size() + 1;
  auto axis = axisOf(node, *given, rank);
  if (!axis)
    return failure();
  Type i64 = node.builder.getI64Type();
  Value zero = c.take(node.scalar(0, i64)), one = c.take(node.scalar(1, i64));
  Value depth = c.take(node.cast(c.input(1), i64));
  SmallVector<int64_t> spread(rank, 1);
  spread[*axis] = -1;
  AssertMessage message(node.node.name);
  message.addText("the depth must not be negative:");
  message.addData();
  Value holds =
      c.make<CheckOp>({c.make<GreaterEqualOp>({depth, zero}), depth},
                      node.attr("message", node.builder.getStringAttr(
                                               message.text())));
  Value places = c.make<ReshapeOp>(
      {c.make<RangeOp>({zero, depth, one}), c.vector(spread)});
  Value wide = c.take(node.cast(indices, i64));
  Value here = c.make<EqualOp>(
      {c.make<ExpandDimsOp>(wide, node.attr("axis", *axis)), places});
  Value result = c.make<SelectOp>({here, on, off});
  if (c.failed())
    return failure();
  node.addOutput(WithDependenciesOp::create(node.builder, node.node.loc,
                                            result.getType(), result, holds)
                     .getY());
  return success();
}

/// (x, paddings) or (x, paddings, value): along one axis after the other.
LogicalResult importPad(NodeImport &node) {
  bool hasValue = node.node.op() == "PadV2";
  if (failed(node.expectInputs(hasValue ? 3 : 2)))
    return failure();
  if (node.isConstant(1) && (!hasValue || node.isConstant(2)))
    return importByTable(node);
  Composer c(node);
  Value x = c.input(0), paddings = c.sizes(1);
  if (c.failed())
    return failure();
  Value value = hasValue ? c.input(2) : c.take(node.scalar(0, elementOf(x)));
  int64_t rank = shapeOf(x).size();
  if (!c.failed() && shapeOf(paddings) != ArrayRef<int64_t>(2 * rank))
    return node.error() << "paddings must have two entries per dimension of "
                        << formatShape(x.getType());
  for (int64_t axis = 0; axis < rank && !c.failed(); ++axis) {
    Value shape = c.shape(x);
    auto border = [&](int64_t i) {
      return c.make<FillOp>({c.replaced(shape, axis, rank,
                                        c.part(paddings, i, i + 1)),
                             value});
    };
    Value before = border(2 * axis), after = border(2 * axis + 1);
    x = c.join({before, x, after}, axis);
  }
  return c.failed() ? failure() : node.finish(x);
}

} // namespace

/// x into `count` equal pieces of an axis whose size only a run knows: they are
/// an axis of their own, which also checks that they are equal.
LogicalResult importDynamicSplit(NodeImport &node, Value x, int64_t count,
                                 int64_t axis) {
  if (count < 1 || count > 65536)
    return node.error() << "cannot split into " << count << " pieces";
  Composer c(node);
  int64_t rank = shapeOf(x).size();
  Value shape = c.shape(x), pieces = c.vector({count});
  Value size = c.make<FloorDivOp>({c.part(shape, axis, axis + 1), pieces});
  Value apart = c.make<ReshapeOp>(
      {x, c.replaced(shape, axis, rank, {pieces, size})});
  if (c.failed())
    return failure();
  FailureOr<Operation *> op =
      node.create(UnstackOp::getOperationName(), apart, node.attr("axis", axis));
  if (failed(op))
    return failure();
  node.addOutputs((*op)->getResults());
  return success();
}

/// x into pieces of sizes that only a run knows; one may be -1.
LogicalResult importDynamicSplitV(NodeImport &node, Value x, int64_t axis) {
  Composer c(node);
  Value sizes = c.sizes(1);
  if (c.failed())
    return failure();
  int64_t rank = shapeOf(x).size(), count = shapeOf(sizes)[0];
  if (ShapedType::isDynamic(count) || count > 65536)
    return node.error() << "the number of pieces must be known when compiling";
  Value shape = c.shape(x), one = c.vector({1}), open = c.vector({-1});
  Value total = c.make<ReshapeOp>({c.make<ReduceSumOp>(sizes), one});
  // What the others leave: the open one counts as -1 in the total.
  Value rest = c.make<SubOp>(
      {c.make<SubOp>({c.part(shape, axis, axis + 1), total}), one});
  // Without an open one the sizes add up to the whole.
  AssertMessage message(node.node.name);
  message.addText("the sizes add up to");
  message.addData();
  message.addText("of a dimension of");
  message.addData();
  Value whole = c.part(shape, axis, axis + 1);
  Value holds = c.make<CheckOp>(
      {c.make<ReduceAllOp>(c.make<LogicalOrOp>(
           {c.make<ReduceAnyOp>(c.make<EqualOp>({sizes, open})),
            c.make<EqualOp>({whole, total})})),
       total, whole},
      node.attr("message", node.builder.getStringAttr(message.text())));
  Value from = c.vector({0});
  SmallVector<int64_t> zeros(rank, 0);
  Value begin = c.vector(zeros);
  for (int64_t i = 0; i < count && !c.failed(); ++i) {
    Value own = c.part(sizes, i, i + 1);
    Value size = c.make<SelectOp>({c.make<EqualOp>({own, open}), rest, own});
    Value piece = c.make<SliceOp>({x, c.replaced(begin, axis, rank, from),
                                   c.replaced(shape, axis, rank, size)});
    if (c.failed())
      return failure();
    node.addOutput(WithDependenciesOp::create(node.builder, node.node.loc,
                                              piece.getType(), piece, holds)
                       .getY());
    from = c.make<AddOp>({from, size});
  }
  return failure(c.failed());
}

const NodeImporter imports::OneHot = importOneHot;
const NodeImporter imports::Pad = importPad;
const NodeImporter imports::PadV2 = importPad;

} // namespace tfc
