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

static LogicalResult importTransform(NodeImport &node) {
  bool hasFill = node.node.op() == "ImageProjectiveTransformV3";
  if (failed(node.expectInputs(hasFill ? 4 : 3)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 3);
  FailureOr<StringRef> interpolation = node.stringAttr("interpolation");
  FailureOr<StringRef> mode =
      node.stringAttr("fill_mode", StringRef("CONSTANT"));
  FailureOr<double> fill = hasFill ? node.constantFloat(3) : 0.0;
  if (failed(inputs) || failed(interpolation) || failed(mode) || failed(fill))
    return failure();
  NamedAttrList attributes;
  attributes.set("interpolation", node.builder.getStringAttr(*interpolation));
  attributes.set("fill_mode", node.builder.getStringAttr(*mode));
  attributes.set("fill_value", node.builder.getF32FloatAttr(*fill));
  return node.finish(
      node.make<ImageProjectiveTransformOp>(*inputs, attributes));
}

//===----------------------------------------------------------------------===//
// Quantisation
//===----------------------------------------------------------------------===//

/// FakeQuantWithMinMaxArgs, ...Vars and ...VarsPerChannel and their gradients.
static LogicalResult importFakeQuant(NodeImport &node) {
  StringRef name = node.node.op();
  bool hasArgs = name.contains("Args"), isGradient = name.ends_with("Gradient");
  unsigned values = isGradient ? 2 : 1, count = hasArgs ? values : values + 2;
  if (failed(node.expectInputs(count)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, count);
  FailureOr<int64_t> bits = node.intAttr("num_bits", 8);
  FailureOr<bool> narrow = node.boolAttr("narrow_range", false);
  if (failed(inputs) || failed(bits) || failed(narrow))
    return failure();
  if (hasArgs) {
    FailureOr<double> low = node.floatAttr("min", -6),
                      high = node.floatAttr("max", 6);
    if (failed(low) || failed(high))
      return failure();
    Type element = elementOf(inputs->front());
    for (double limit : {*low, *high}) {
      FailureOr<Value> value = node.scalar(limit, element);
      if (failed(value))
        return failure();
      inputs->push_back(*value);
    }
  }
  NamedAttrList attributes;
  attributes.set("num_bits", node.builder.getI64IntegerAttr(*bits));
  attributes.set("narrow_range", node.builder.getBoolAttr(*narrow));
  if (!isGradient)
    return node.finish(node.make<FakeQuantOp>(*inputs, attributes));
  FailureOr<Operation *> op =
      node.create(FakeQuantGradOp::getOperationName(), *inputs, attributes);
  if (failed(op))
    return failure();
  node.addOutputs(hasArgs ? (*op)->getResults().take_front(1)
                          : (*op)->getResults());
  return success();
}

//===----------------------------------------------------------------------===//
// Recurrent cells
//===----------------------------------------------------------------------===//

static LogicalResult importBlockLSTM(NodeImport &node) {
  bool isSecond = node.node.op() == "BlockLSTMV2";
  if (failed(node.expectInputs(9)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 9);
  FailureOr<double> clip = node.floatAttr("cell_clip", isSecond ? 0 : 3);
  FailureOr<double> bias =
      isSecond ? FailureOr<double>(0.0) : node.floatAttr("forget_bias", 1);
  FailureOr<bool> peephole = node.boolAttr("use_peephole", false);
  if (failed(inputs) || failed(clip) || failed(bias) || failed(peephole))
    return failure();
  NamedAttrList attributes;
  attributes.set("forget_bias", node.builder.getF32FloatAttr(*bias));
  attributes.set("cell_clip", node.builder.getF32FloatAttr(*clip));
  attributes.set("use_peephole", node.builder.getBoolAttr(*peephole));
  attributes.set("gates",
                 node.builder.getStringAttr(isSecond ? "IFCO" : "ICFO"));
  FailureOr<Operation *> op =
      node.create(BlockLSTMOp::getOperationName(), *inputs, attributes);
  if (failed(op))
    return failure();
  node.addOutputs((*op)->getResults());
  return success();
}

void addImageImporters(NodeImporters &importers) {
  importers["ResizeNearestNeighborGrad"] = importNearestGrad;
  importers["ImageProjectiveTransformV2"] = importTransform;
  importers["ImageProjectiveTransformV3"] = importTransform;
  for (const char *kind : {"Args", "Vars", "VarsPerChannel"})
    for (const char *end : {"", "Gradient"})
      importers[(Twine("FakeQuantWithMinMax") + kind + end).str()] =
          importFakeQuant;
  importers["BlockLSTM"] = importBlockLSTM;
  importers["BlockLSTMV2"] = importBlockLSTM;
}

} // namespace tfc
