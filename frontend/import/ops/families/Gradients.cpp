//===- Gradients.cpp - What gradients of broadcasts are made of -----------===//
//
// TensorFlow sums a gradient over the axes that BroadcastGradientArgs tells and
// reshapes it to the operand's shape. For shapes [2, 3] and [3] that gives the
// axes
// [] and [0]. Where they are known only in a run, sum and reshape become our
// sum_to.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/linear.h"
#include "ir/ops/reduction.h"
#include "ir/ops/shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

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

static Outputs importBroadcastGradientArgs(NodeImport &node) {
  node.expectInputs(2);
  Value xShape = node.tensor(0), yShape = node.tensor(1);
  if (!node.isConstant(0) || !node.isConstant(1))
    return {std::make_shared<GradientAxes>(xShape),
            std::make_shared<GradientAxes>(yShape)};
  SmallVector<int64_t> x = node.constantInts(0), y = node.constantInts(1);
  size_t rank = std::max(x.size(), y.size());
  x.insert(x.begin(), rank - x.size(), 1);
  y.insert(y.begin(), rank - y.size(), 1);
  SmallVector<int64_t> xAxes, yAxes;
  for (size_t i = 0; i < rank; ++i) {
    if (x[i] == 1)
      xAxes.push_back(i);
    if (y[i] == 1)
      yAxes.push_back(i);
    if (x[i] != y[i] && x[i] != 1 && y[i] != 1)
      return node.error() << "shapes " << formatShape(x) << " and "
                          << formatShape(y) << " do not broadcast";
  }
  Type element = elementOf(xShape);
  return {node.cast(node.constantVector(xAxes), element),
          node.cast(node.constantVector(yAxes), element)};
}

/// A sum over the axes of a broadcast, or any constant axes.
static Outputs importSum(NodeImport &node) {
  node.expectInputs(2);
  auto *axes = node.input(1).as<GradientAxes>();
  if (!axes)
    return importByTable(node);
  Value x = node.tensor(0);
  auto shape = axes->shape.getDefiningOp<ShapeOp>();
  Value like = shape ? shape.getX() : node.filled(axes->shape, 0, elementOf(x));
  return node.make<SumToOp>({x, like});
}

static Outputs importBiasAddGrad(NodeImport &node) {
  node.expectInputs(1);
  Value dy = node.tensor(0);
  StringRef format = node.dataFormat();
  int64_t rank = shapeOf(dy).size();
  if (rank < 2)
    return node.error() << "takes a tensor of rank 2 at least, got shape "
                        << formatShape(dy.getType());
  int64_t channel = format.starts_with("NC") ? 1 : rank - 1;
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (axis != channel)
      axes.push_back(axis);
  return node.make<ReduceSumOp>(dy, node.attr("axes", axes));
}

const NodeImporter imports::BroadcastGradientArgs = importBroadcastGradientArgs;
const NodeImporter imports::Sum = importSum;
const NodeImporter imports::BiasAddGrad = importBiasAddGrad;

} // namespace tfc
