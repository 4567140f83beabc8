//===- window.td - Attributes of ops on windows over images --------------===//
//
// `strides`, `dilations` and `ksize` are [height, width], or [depth, height,
// width] for volumes. `padding` is "SAME", "VALID" or "EXPLICIT" with
// `explicit_paddings`: before and after for each of those dimensions. Images are
// channels-last; other layouts are transposed by the importers.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_WINDOW_TD
#define TFC_OPS_WINDOW_TD

include "ir/Facets.td"

defvar strideAttributes = (ins DenseI64ArrayAttr:$strides, StrAttr:$padding);
defvar explicitPadding = (ins DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$explicit_paddings);
defvar windowAttributes = !con(strideAttributes,
  (ins DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations), explicitPadding);
defvar windowAttributes3D = !con(strideAttributes,
  (ins DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1, 1}">:$dilations), explicitPadding);
defvar poolAttributes = !con((ins DenseI64ArrayAttr:$ksize), strideAttributes, explicitPadding);

#endif // TFC_OPS_WINDOW_TD
