//===- Image.cpp - Images, quantisation, recurrent cells ------------------===//
//
// What the table cannot say: constants for operands, other orders of gates.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/crop.h"
#include "ir/ops/quantize.h"
#include "ir/ops/recurrent.h"
#include "ir/ops/resize.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static FailureOr<NamedAttrList> resizeAttributes(NodeImport &node) {
  FailureOr<bool> align = node.boolAttr("align_corners", false),
                  half = node.boolAttr("half_pixel_centers", false);
  if (failed(align) || failed(half))
    return failure();
  NamedAttrList attributes;
  attributes.set("align_corners", node.builder.getBoolAttr(*align));
  attributes.set("half_pixel_centers", node.builder.getBoolAttr(*half));
  return attributes;
}

/// The second input is the height and width of the images.
static LogicalResult importNearestGrad(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> dy = node.tensor(0), size = node.tensor(1);
  FailureOr<NamedAttrList> attributes = resizeAttributes(node);
  if (failed(dy) || failed(size) || failed(attributes))
    return failure();
  if (shapeOf(*dy).size() != 4 || shapeOf(*size).size() != 1)
    return node.error() << "takes images of four dimensions and a vector of "
                           "height and width, got shapes "
                        << formatShape(dy->getType()) << " and "
                        << formatShape(size->getType());
  FailureOr<Value> shape = node.make<ShapeOp>(
      *dy, {{node.attr("out_type", TypeAttr::get(elementOf(*size)))}});
  if (failed(shape))
    return failure();
  auto part = [&](int64_t at) {
    return node.make<StridedSliceOp>(
        *shape, {{node.attr("begin", ArrayRef<int64_t>{at}),
                  node.attr("end", ArrayRef<int64_t>{at + 1}),
                  node.attr("strides", ArrayRef<int64_t>{1})}});
  };
  FailureOr<Value> batch = part(0), channels = part(3);
  if (failed(batch) || failed(channels))
    return failure();
  FailureOr<Value> whole = node.make<ConcatOp>({*batch, *size, *channels},
                                               {{node.attr("axis", 0)}});
  if (failed(whole))
    return failure();
  FailureOr<Value> like = node.filled(*whole, 0, elementOf(*dy));
  if (failed(like))
    return failure();
  return node.finish(
      node.make<ResizeNearestNeighborGradOp>({*dy, *like}, *attributes));
}

const NodeImporter imports::ResizeNearestNeighborGrad = importNearestGrad;

} // namespace tfc
