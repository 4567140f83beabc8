//===- patches.td - Patches of images and morphology ---------------------===//
#ifndef TFC_OPS_PATCHES_TD
#define TFC_OPS_PATCHES_TD

include "ir/Facets.td"
include "ir/ops/window.td"

defvar patchAttributes = !con((ins DenseI64ArrayAttr:$ksize), windowAttributes);

def Tfc_ImagePatchesOp : Tfc_Op<"image_patches", [Pure]> {
  let summary = "the elements of each window, [batch, height, width, cell, channel]";
  let arguments = !con((ins NumberTensor:$x), patchAttributes,
    (ins DefaultValuedAttr<F64Attr, "0.0">:$padding_value));
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"image_patches_grad"> $x, G, $ksize, $strides, $padding, $dilations, $explicit_paddings)];
  let api = ["tfc.image_patches(x, ksize, strides, padding, dilations=None)"];
  let examples = [Example<"x=f32[2,5,6,3]", "tfc.image_patches(x, [1, 2, 3, 1], [1, 2, 1, 1], 'SAME')", "ref.patches(x, (2, 3), (2, 1), 'SAME')">];
}
def Tfc_ImagePatchesGradOp : Tfc_Op<"image_patches_grad", [Pure]> {
  let summary = "dy added up where image_patches took from, in the shape of `like`";
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$dy), patchAttributes);
  let results = (outs FloatTensor:$dx);
  let customExpand = 1;
  let api = ["tfc.image_patches_grad(like, dy, ksize, strides, padding, dilations=None)"];
  let examples = [Example<"x=f32[2,5,6,3] dy=f32[2,3,6,6,3]", "tfc.image_patches_grad(x, dy, [1, 2, 3, 1], [1, 2, 1, 1], 'SAME')", "ref.patches_grad(x.shape, dy, (2, 3), (2, 1), 'SAME')">];
}
def Tfc_ExtractImagePatchesOp : Tfc_Op<"extract_image_patches", [Pure]> {
  let summary = "the elements of each window one after the other as channels";
  let arguments = !con((ins NumberTensor:$x), patchAttributes);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let tf = TensorFlow<"ExtractImagePatches", ["ksizes=ksize", "rates=dilations"]>;
  let examples = [
    Example<"x=f32[2,5,6,3]", "tf.image.extract_patches(x, [1, 3, 2, 1], [1, 2, 1, 1], [1, 1, 1, 1], 'VALID')", "ref.patches(x, (3, 2), (2, 1), 'VALID').reshape(2, 2, 5, 18)">,
    Example<"x=f32[1,7,6,2]", "tf.extract_image_patches(x, [1, 3, 2, 1], [1, 1, 1, 1], [1, 2, 1, 1], 'SAME')", "ref.patches(x, (3, 2), (1, 1), 'SAME', (2, 1)).reshape(1, 7, 6, 12)">];
}
def Tfc_Dilation2DOp : Tfc_Op<"dilation2d", [Pure]> {
  let summary = "the maximum over each window of the image plus the filter";
  let description = [{The filter is [height, width, channels].}];
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$filter), windowAttributes);
  let results = (outs FloatTensor:$y);
  let customLowering = 1;
  let grad = [(Call<"dilation2d_backprop_input"> $x, $filter, G, $strides, $padding, $dilations, $explicit_paddings),
    (Call<"dilation2d_backprop_filter"> $x, $filter, G, $strides, $padding, $dilations, $explicit_paddings)];
  let tf = TensorFlow<"Dilation2D", ["rates=dilations"]>;
  let examples = [
    Example<"x=f32[2,5,6,3] w=f32[3,3,3]", "tf.nn.dilation2d(x, w, [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')", "ref.dilation2d(x, w, (1, 1), 'SAME')">,
    Example<"x=f32[1,7,6,2] w=f32[2,3,2]", "tf.nn.dilation2d(x, w, [1, 2, 1, 1], [1, 2, 1, 1], 'VALID')", "ref.dilation2d(x, w, (2, 1), 'VALID', (2, 1))">];
}
class Tfc_Dilation2DGradOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$filter, FloatTensor:$dy), windowAttributes);
  let results = (outs FloatTensor:$gradient);
  let customExpand = 1;
  let api = ["tfc." # m # "(x, filter, dy, strides, padding)"];
}
def Tfc_Dilation2DBackpropInputOp : Tfc_Dilation2DGradOp<"dilation2d_backprop_input"> {
  let summary = "dy sent to the first element that is the maximum in each window";
  let tf = TensorFlow<"Dilation2DBackpropInput", ["rates=dilations"]>;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[2,3,2] dy=f32[1,3,3,2]", "tfc.dilation2d_backprop_input(x, w, dy, [1, 2, 2, 1], 'SAME')",
    "ref.dilation2d_grad(x, w, dy, (2, 2), 'SAME')[0]">];
}
def Tfc_Dilation2DBackpropFilterOp : Tfc_Dilation2DGradOp<"dilation2d_backprop_filter"> {
  let summary = "dy added to the filter's element that made the maximum in each window";
  let tf = TensorFlow<"Dilation2DBackpropFilter", ["rates=dilations"]>;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[2,3,2] dy=f32[1,3,3,2]", "tfc.dilation2d_backprop_filter(x, w, dy, [1, 2, 2, 1], 'SAME')",
    "ref.dilation2d_grad(x, w, dy, (2, 2), 'SAME')[1]">];
}

#endif // TFC_OPS_PATCHES_TD
