//===- Image.cpp - The gradient of images made larger ---------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/resize.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// The second input is the height and width of the images; ours takes a tensor
/// of their shape.
static Outputs importNearestGrad(NodeImport &node) {
  node.expectInputs(2);
  Value dy = node.tensor(0), size = node.tensor(1);
  if (shapeOf(dy).size() != 4 || shapeOf(size).size() != 1)
    return node.error() << "takes images of four dimensions and a vector of "
                           "height and width, got shapes "
                        << formatShape(dy.getType()) << " and "
                        << formatShape(size.getType());
  Value shape = node.shapeVector(dy, elementOf(size));
  Value batch = node.slice(shape, 0, 1), channels = node.slice(shape, 3, 4);
  Value whole = node.joined({batch, size, channels});
  Value like = node.filled(whole, 0, elementOf(dy));
  bool align = node.boolAttr("align_corners", false);
  bool half = node.boolAttr("half_pixel_centers", false);
  return node.make<ResizeNearestNeighborGradOp>(
      {dy, like}, {node.attr("align_corners", align),
                   node.attr("half_pixel_centers", half)});
}

const NodeImporter imports::ResizeNearestNeighborGrad = importNearestGrad;

} // namespace tfc
