//===- Windows.cpp --------------------------------------------------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"

using namespace mlir;
using llvm::ArrayRef;

namespace tfc {

SmallVector<int64_t> Layout::spatialOf(ArrayRef<int64_t> list) const {
  return llvm::to_vector(list.slice(channelsFirst ? 2 : 1, spatial));
}

bool Layout::restIsOne(ArrayRef<int64_t> list) const {
  return list[0] == 1 && (channelsFirst ? list[1] : list.back()) == 1;
}

FailureOr<Value> Layout::toNhwc(NodeImport &node, Value x) const {
  int64_t rank = spatial + 2;
  if (int64_t(shape::shapeOf(x).size()) != rank)
    return node.error() << "takes tensors of rank " << rank << ", got shape "
                        << formatShape(x.getType());
  if (!channelsFirst)
    return x;
  SmallVector<int64_t> perm = {0};
  for (int64_t axis = 2; axis < rank; ++axis)
    perm.push_back(axis);
  perm.push_back(1);
  return node.transposed(x, perm);
}

FailureOr<Value> Layout::fromNhwc(NodeImport &node, FailureOr<Value> x) const {
  if (failed(x) || !channelsFirst)
    return x;
  SmallVector<int64_t> perm = {0, spatial + 1};
  for (int64_t axis = 1; axis <= spatial; ++axis)
    perm.push_back(axis);
  return node.transposed(*x, perm);
}

FailureOr<Layout> readLayout(NodeImport &node, unsigned spatial) {
  const char *last = spatial == 3 ? "NDHWC" : spatial == 1 ? "NWC" : "NHWC";
  const char *first = spatial == 3 ? "NCDHW" : spatial == 1 ? "NCW" : "NCHW";
  FailureOr<StringRef> format = node.stringAttr("data_format", StringRef(last));
  if (failed(format))
    return failure();
  if (*format != last && *format != first)
    return node.error() << "data format '" << *format << "' is not supported";
  return Layout{*format == first, spatial};
}

/// A list of one entry per axis, 1 for batch and channels; of the spatial axes.
static FailureOr<SmallVector<int64_t>>
spatialList(NodeImport &node, const Layout &layout, StringRef name,
            FailureOr<SmallVector<int64_t>> list) {
  if (failed(list))
    return failure();
  if (list->size() != layout.spatial + 2 || !layout.restIsOne(*list))
    return node.error() << name << " " << formatShape(*list)
                        << " are not supported: expected "
                        << layout.spatial + 2
                        << " numbers, 1 for batch and channels";
  return layout.spatialOf(*list);
}

/// Sets padding and explicit_paddings.
static LogicalResult addPadding(NodeImport &node, const Layout &layout,
                                NamedAttrList &attributes) {
  FailureOr<StringRef> padding = node.stringAttr("padding");
  FailureOr<SmallVector<int64_t>> pairs =
      node.intsAttr("explicit_paddings", ArrayRef<int64_t>());
  if (failed(padding) || failed(pairs))
    return failure();
  attributes.set("padding", node.builder.getStringAttr(*padding));
  if (*padding != "EXPLICIT")
    return success();
  size_t first = layout.channelsFirst ? 4 : 2;
  if (pairs->size() != 2 * (layout.spatial + 2))
    return node.error() << "explicit_paddings must be "
                        << 2 * (layout.spatial + 2) << " numbers, got "
                        << pairs->size();
  attributes.set("explicit_paddings",
                 node.builder.getDenseI64ArrayAttr(
                     ArrayRef(*pairs).slice(first, 2 * layout.spatial)));
  return success();
}

FailureOr<NamedAttrList> windowAttributes(NodeImport &node,
                                          const Layout &layout,
                                          StringRef dilationsName) {
  NamedAttrList attributes;
  SmallVector<int64_t> ones(layout.spatial + 2, 1);
  auto strides =
      spatialList(node, layout, "strides", node.intsAttr("strides"));
  if (failed(strides))
    return failure();
  auto dilations = spatialList(node, layout, dilationsName,
                               node.intsAttr(dilationsName, ArrayRef(ones)));
  if (failed(dilations) || failed(addPadding(node, layout, attributes)))
    return failure();
  attributes.set("strides", node.builder.getDenseI64ArrayAttr(*strides));
  attributes.set("dilations", node.builder.getDenseI64ArrayAttr(*dilations));
  return attributes;
}

FailureOr<NamedAttrList> poolAttributes(NodeImport &node, const Layout &layout,
                                        int sizes) {
  NamedAttrList attributes;
  auto ksize = spatialList(
      node, layout, "ksize",
      sizes < 0 ? node.intsAttr("ksize") : node.constantInts(sizes));
  if (failed(ksize))
    return failure();
  auto strides = spatialList(
      node, layout, "strides",
      sizes < 0 ? node.intsAttr("strides") : node.constantInts(sizes + 1));
  if (failed(strides) || failed(addPadding(node, layout, attributes)))
    return failure();
  attributes.set("ksize", node.builder.getDenseI64ArrayAttr(*ksize));
  attributes.set("strides", node.builder.getDenseI64ArrayAttr(*strides));
  return attributes;
}

} // namespace tfc
