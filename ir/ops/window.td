//===- window.td - Attributes of ops on windows over images --------------===//
//
// They are TensorFlow's attributes, as TensorFlow gives them: `strides`, `dilations` and
// `ksize` have a number for every dimension of the image, in the order of `data_format`,
// which is 1 for batch and channels. `padding` is "SAME", "VALID" or "EXPLICIT"; the last
// one has `explicit_paddings`, two numbers, before and after, for every dimension.
// ir/ops/Windows.h reads and checks all of them. An op without a data_format takes images
// channels-last.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_WINDOW_TD
#define TFC_OPS_WINDOW_TD

include "ir/Facets.td"

defvar strideAttributes = (ins DenseI64ArrayAttr:$strides, StrAttr:$padding);
defvar explicitPadding = (ins DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$explicit_paddings);
defvar windowAttributes = !con(strideAttributes,
  (ins DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1, 1, 1}">:$dilations), explicitPadding);
defvar windowAttributes3D = !con(strideAttributes,
  (ins DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1, 1, 1, 1}">:$dilations), explicitPadding);
defvar poolAttributes = !con((ins DenseI64ArrayAttr:$ksize), strideAttributes, explicitPadding);

defvar imageFormat = (ins DefaultValuedAttr<StrAttr, "\"NHWC\"">:$data_format);
defvar volumeFormat = (ins DefaultValuedAttr<StrAttr, "\"NDHWC\"">:$data_format);

#endif // TFC_OPS_WINDOW_TD
