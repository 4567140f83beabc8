//===- convolution.td - Convolution, pooling -----------------------------===//
#ifndef TFC_OPS_CONVOLUTION_TD
#define TFC_OPS_CONVOLUTION_TD

include "ir/Facets.td"

// `strides`, `dilations` and `ksize` are [height, width]. `padding` is "SAME",
// "VALID" or "EXPLICIT" with `explicit_paddings` = [top, bottom, left, right].
// Images are NHWC; other layouts are transposed by the importers.

defvar windowAttributes = (ins DenseI64ArrayAttr:$strides, StrAttr:$padding,
  DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations,
  DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$explicit_paddings);
defvar poolAttributes = (ins DenseI64ArrayAttr:$ksize, DenseI64ArrayAttr:$strides,
  StrAttr:$padding,
  DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$explicit_paddings);

def Tfc_Conv2DOp : Tfc_Op<"conv2d", [Pure]> {
  let summary = "cross-correlation of NHWC images with an HWIO filter";
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$filter), windowAttributes);
  let results = (outs FloatTensor:$y);
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"Conv2D">;
  let onnx = Onnx<"Conv">;
  let examples = [
    Example<"x=f32[2,5,6,3] w=f32[3,3,3,4]", "tf.nn.conv2d(x, w, strides=[1, 1, 1, 1], padding='SAME')", "ref.conv2d(x, w, (1, 1), 'SAME')">,
    Example<"x=f32[2,5,6,3] w=f32[3,2,3,4]", "tf.nn.conv2d(x, w, [1, 2, 1, 1], 'VALID')", "ref.conv2d(x, w, (2, 1), 'VALID')">,
    Example<"x=f32[1,7,8,2] w=f32[3,3,2,5]", "tf.nn.conv2d(x, w, [1, 2, 2, 1], 'SAME')", "ref.conv2d(x, w, (2, 2), 'SAME')">,
    Example<"x=f32[1,7,8,2] w=f32[3,3,2,5]", "tf.nn.conv2d(x, w, [1, 1, 1, 1], 'SAME', dilations=[1, 2, 2, 1])", "ref.conv2d(x, w, (1, 1), 'SAME', (2, 2))">];
}
def Tfc_Conv2DBackpropInputOp : Tfc_Op<"conv2d_backprop_input", [Pure]> {
  let summary = "the gradient of conv2d with respect to its image, of the shape of `like`";
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$filter, FloatTensor:$dy), windowAttributes);
  let results = (outs FloatTensor:$dx);
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc.conv2d_backprop_input(like, filter, dy, strides, padding)"];
  let tf = TensorFlow<"Conv2DBackpropInput">;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[3,3,2,4] dy=f32[1,3,3,4]",
    "tfc.conv2d_backprop_input(x, w, dy, [2, 2], 'SAME')", "ref.conv2d_backprop_input(x.shape, w, dy, (2, 2), 'SAME')">];
}
def Tfc_Conv2DBackpropFilterOp : Tfc_Op<"conv2d_backprop_filter", [Pure]> {
  let summary = "the gradient of conv2d with respect to its filter, of the shape of `like`";
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$like, FloatTensor:$dy), windowAttributes);
  let results = (outs FloatTensor:$dfilter);
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc.conv2d_backprop_filter(x, like, dy, strides, padding)"];
  let tf = TensorFlow<"Conv2DBackpropFilter">;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[3,3,2,4] dy=f32[1,3,3,4]",
    "tfc.conv2d_backprop_filter(x, w, dy, [2, 2], 'SAME')", "ref.conv2d_backprop_filter(x, w.shape, dy, (2, 2), 'SAME')">];
}
def Tfc_MaxPoolOp : Tfc_Op<"max_pool", [Pure]> {
  let summary = "the maximum of each window";
  let arguments = !con((ins NumberTensor:$x), poolAttributes);
  let results = (outs NumberTensor:$y);
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"MaxPool">;
  let onnx = Onnx<"MaxPool">;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", "ref.max_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[1,5,5,2]", "tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.max_pool(x, (3, 3), (2, 2), 'SAME')">];
}
def Tfc_MaxPoolGradOp : Tfc_Op<"max_pool_grad", [Pure]> {
  let summary = "dy sent to the first maximum of each window, in row-major order";
  let arguments = !con((ins NumberTensor:$x, NumberTensor:$y, NumberTensor:$dy), poolAttributes);
  let results = (outs NumberTensor:$dx);
  let customLowering = 1;
  let gradientMissing = 1;
  let api = ["tfc.max_pool_grad(x, y, dy, ksize, strides, padding)"];
  let tf = TensorFlow<"MaxPoolGrad">;
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,3,3,2]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'), dy, [3, 3], [2, 2], 'SAME')",
    "ref.max_pool_grad(x, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,4,6,3] dy=f32[2,2,2,3]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, [1, 2, 3, 1], [1, 2, 3, 1], 'VALID'), dy, [2, 3], [2, 3], 'VALID')",
    "ref.max_pool_grad(x, dy, (2, 3), (2, 3), 'VALID')">];
}
def Tfc_AvgPoolOp : Tfc_Op<"avg_pool", [Pure]> {
  let summary = "the mean of each window, padding left out";
  let arguments = !con((ins FloatTensor:$x), poolAttributes);
  let results = (outs FloatTensor:$y);
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"AvgPool">;
  let onnx = Onnx<"AveragePool">;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", "ref.avg_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[1,5,5,2]", "tf.nn.avg_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.avg_pool(x, (3, 3), (2, 2), 'SAME')">];
}
def Tfc_AvgPoolGradOp : Tfc_Op<"avg_pool_grad", [Pure]> {
  let summary = "dy spread evenly over each window, padding left out, in the shape of `like`";
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$dy), poolAttributes);
  let results = (outs FloatTensor:$dx);
  let customLowering = 1;
  let grad = [(NoGrad), (Call<"avg_pool"> G, $ksize, $strides, $padding, $explicit_paddings)];
  let api = ["tfc.avg_pool_grad(like, dy, ksize, strides, padding)"];
  let tf = TensorFlow<"AvgPoolGrad">;
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,3,3,2]",
    "tfc.avg_pool_grad(x, dy, [3, 3], [2, 2], 'SAME')", "ref.avg_pool_grad(x.shape, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,4,6,3] dy=f32[2,2,2,3]",
    "tfc.avg_pool_grad(x, dy, [2, 3], [2, 3], 'VALID')", "ref.avg_pool_grad(x.shape, dy, (2, 3), (2, 3), 'VALID')">];
}

#endif // TFC_OPS_CONVOLUTION_TD
