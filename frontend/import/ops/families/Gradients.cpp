//===- Gradients.cpp - What gradients of broadcasts are made of -----------===//
//
// TensorFlow sums a gradient over the axes that BroadcastGradientArgs tells and
// reshapes it to the operand's shape. Where these are known only in a run, that
// is our sum_to.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/linear.h"
#include "ir/ops/reduction.h"
#include "ir/ops/shape.h"

using namespace mlir;

namespace tfc {

namespace {
/// The axes along which a tensor of shape `shape` was broadcast.
struct GradientAxes : ImportedObject {
  explicit GradientAxes(Value shape)
      : ImportedObject(Kind::GradientAxes), shape(shape) {}
  static bool classof(const ImportedObject *o) {
    return o->kind == Kind::GradientAxes;
  }
  Value shape;
};
} // namespace

static LogicalResult importBroadcastGradientArgs(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<SmallVector<Value>> shapes = node.tensors(0, 2);
  if (failed(shapes))
    return failure();
  if (!node.isConstant(0) || !node.isConstant(1)) {
    for (Value shape : *shapes)
      node.addOutput(Output{{}, std::make_shared<GradientAxes>(shape)});
    return success();
  }
  FailureOr<SmallVector<int64_t>> x = node.constantInts(0),
                                  y = node.constantInts(1);
  if (failed(x) || failed(y))
    return failure();
  size_t rank = std::max(x->size(), y->size());
  x->insert(x->begin(), rank - x->size(), 1);
  y->insert(y->begin(), rank - y->size(), 1);
  SmallVector<int64_t> axes[2];
  for (size_t i = 0; i < rank; ++i) {
    if ((*x)[i] == 1)
      axes[0].push_back(i);
    if ((*y)[i] == 1)
      axes[1].push_back(i);
    if ((*x)[i] != (*y)[i] && (*x)[i] != 1 && (*y)[i] != 1)
      return node.error() << "shapes " << formatShape(*x) << " and "
                          << formatShape(*y) << " do not broadcast";
  }
  Type element = shape::elementOf((*shapes)[0]);
  for (auto &list : axes) {
    FailureOr<Value> wide = node.constantVector(list);
    if (failed(wide) || failed(node.finish(node.cast(*wide, element))))
      return failure();
  }
  return success();
}

/// Over the axes of a broadcast, or any constant axes.
static LogicalResult importSum(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  if (failed(x))
    return failure();
  auto *axes = dyn_cast_if_present<GradientAxes>(node.input(1)->object.get());
  if (!axes)
    return importByTable(node);
  FailureOr<Value> like;
  if (auto shape = axes->shape.getDefiningOp<ShapeOp>())
    like = shape.getX();
  else
    like = node.filled(axes->shape, 0, shape::elementOf(*x));
  if (failed(like))
    return failure();
  return node.finish(node.make<SumToOp>({*x, *like}));
}

static LogicalResult importBiasAddGrad(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> dy = node.tensor(0);
  FailureOr<StringRef> format = node.dataFormat();
  if (failed(dy) || failed(format))
    return failure();
  int64_t rank = shape::shapeOf(*dy).size();
  if (rank < 2)
    return node.error() << "takes a tensor of rank 2 at least, got shape "
                        << formatShape(dy->getType());
  int64_t channel = format->starts_with("NC") ? 1 : rank - 1;
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (axis != channel)
      axes.push_back(axis);
  return node.finish(
      node.make<ReduceSumOp>(*dy, node.attr("axes", ArrayRef(axes))));
}

const NodeImporter imports::BroadcastGradientArgs = importBroadcastGradientArgs;
const NodeImporter imports::Sum = importSum;
const NodeImporter imports::BiasAddGrad = importBiasAddGrad;

} // namespace tfc
