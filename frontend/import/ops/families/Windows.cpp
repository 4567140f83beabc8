//===- Windows.cpp - Layouts and windows of images, as nodes say ----------===//
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

Value Layout::toNhwc(NodeImport &node, Value x) const {
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

Value Layout::fromNhwc(NodeImport &node, Value x) const {
  if (!channelsFirst)
    return x;
  SmallVector<int64_t> perm = {0, spatial + 1};
  for (int64_t axis = 1; axis <= spatial; ++axis)
    perm.push_back(axis);
  return node.transposed(x, perm);
}

Layout readLayout(NodeImport &node, unsigned spatial) {
  const char *last = spatial == 3 ? "NDHWC" : spatial == 1 ? "NWC" : "NHWC";
  const char *first = spatial == 3 ? "NCDHW" : spatial == 1 ? "NCW" : "NCHW";
  StringRef format = node.stringAttr("data_format", StringRef(last));
  if (format != last && format != first)
    node.error() << "data format '" << format << "' is not supported";
  return Layout{format == first, spatial};
}

/// The spatial part of a list of one entry per axis, 1 for batch and channels.
static SmallVector<int64_t> spatialList(NodeImport &node, const Layout &layout,
                                        StringRef name,
                                        ArrayRef<int64_t> list) {
  if (list.size() != layout.spatial + 2 || !layout.restIsOne(list))
    return node.error() << name << " " << formatShape(list)
                        << " are not supported: expected " << layout.spatial + 2
                        << " numbers, 1 for batch and channels";
  return layout.spatialOf(list);
}

/// Sets padding and explicit_paddings.
static void addPadding(NodeImport &node, const Layout &layout,
                       NamedAttrList &attributes) {
  StringRef padding = node.stringAttr("padding");
  SmallVector<int64_t> pairs =
      node.intsAttr("explicit_paddings", ArrayRef<int64_t>());
  attributes.append(node.attr("padding", padding));
  if (padding != "EXPLICIT")
    return;
  size_t first = layout.channelsFirst ? 4 : 2;
  if (pairs.size() == 2 * (layout.spatial + 2))
    attributes.append(node.attr(
        "explicit_paddings", ArrayRef(pairs).slice(first, 2 * layout.spatial)));
  else
    node.error() << "explicit_paddings must be " << 2 * (layout.spatial + 2)
                 << " numbers, got " << pairs.size();
}

NamedAttrList windowAttributes(NodeImport &node, const Layout &layout,
                               StringRef dilationsName) {
  NamedAttrList attributes;
  SmallVector<int64_t> ones(layout.spatial + 2, 1);
  SmallVector<int64_t> strides =
      spatialList(node, layout, "strides", node.intsAttr("strides"));
  SmallVector<int64_t> dilations =
      spatialList(node, layout, dilationsName,
                  node.intsAttr(dilationsName, ArrayRef(ones)));
  addPadding(node, layout, attributes);
  attributes.append(node.attr("strides", strides));
  attributes.append(node.attr("dilations", dilations));
  return attributes;
}

NamedAttrList poolAttributes(NodeImport &node, const Layout &layout,
                             int sizes) {
  NamedAttrList attributes;
  SmallVector<int64_t> ksize = spatialList(
      node, layout, "ksize",
      sizes < 0 ? node.intsAttr("ksize") : node.constantInts(sizes));
  SmallVector<int64_t> strides = spatialList(
      node, layout, "strides",
      sizes < 0 ? node.intsAttr("strides") : node.constantInts(sizes + 1));
  addPadding(node, layout, attributes);
  attributes.append(node.attr("ksize", ksize));
  attributes.append(node.attr("strides", strides));
  return attributes;
}

} // namespace tfc
