//===- convolution.td - Convolution of images and volumes ----------------===//
#ifndef TFC_OPS_CONVOLUTION_TD
#define TFC_OPS_CONVOLUTION_TD

include "ir/ops/window.td"

// A convolution and its two gradients are one trilinear form in image, filter
// and dy: each of the three has a family of ops below.
class Tfc_ConvolutionOp<string m, dag window> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$filter), window);
  let results = (outs FloatTensor:$y);
  let images = ["x", "y"];
  let customLowering = 1;
  let customGrad = 1;
}
class Tfc_BackpropInputOp<string m, dag window, string format = "NHWC"> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$filter, FloatTensor:$dy), window);
  let results = (outs FloatTensor:$dx);
  let images = ["like", "dy", "dx"];
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc." # m # "(like, filter, dy, strides, padding, dilations=None, "
             "explicit_paddings=None, data_format='" # format # "')"];
}
class Tfc_BackpropFilterOp<string m, dag window, string format = "NHWC"> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$like, FloatTensor:$dy), window);
  let results = (outs FloatTensor:$dfilter);
  let images = ["x", "dy"];
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc." # m # "(x, like, dy, strides, padding, dilations=None, "
             "explicit_paddings=None, data_format='" # format # "')"];
}
defvar imageWindow = !con(windowAttributes, imageFormat);
defvar volumeWindow = !con(windowAttributes3D, volumeFormat);

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

def Tfc_Conv2DOp : Tfc_ConvolutionOp<"conv2d", imageWindow> {
  let summary = "cross-correlation of images with a filter [height, width, channels, filters]";
  let tf = TensorFlow<"Conv2D">;
  let examples = [
    Example<"x=f32[2,5,6,3] w=f32[3,3,3,4]", "tf.nn.conv2d(x, w, strides=[1, 1, 1, 1], padding='SAME')", "ref.conv2d(x, w, (1, 1), 'SAME')">,
    Example<"x=f32[2,5,6,3] w=f32[3,2,3,4]", "tf.nn.conv2d(x, w, [1, 2, 1, 1], 'VALID')", "ref.conv2d(x, w, (2, 1), 'VALID')">,
    Example<"x=f32[1,7,8,2] w=f32[3,3,2,5]", "tf.nn.conv2d(x, w, [1, 2, 2, 1], 'SAME')", "ref.conv2d(x, w, (2, 2), 'SAME')">,
    Example<"x=f32[1,7,8,2] w=f32[3,3,2,5]", "tf.nn.conv2d(x, w, [1, 1, 1, 1], 'SAME', dilations=[1, 2, 2, 1])", "ref.conv2d(x, w, (1, 1), 'SAME', (2, 2))">,
    Example<"x=f32[2,3,5,6] w=f32[3,3,3,4]", "tf.nn.conv2d(x, w, 1, 'SAME', data_format='NCHW')", "ref.conv2d(x.transpose(0, 2, 3, 1), w, (1, 1), 'SAME').transpose(0, 3, 1, 2)">,
    Example<"x=f32[1,2,8,7] w=f32[3,2,2,5]", "tf.nn.conv2d(x, w, [1, 1, 2, 3], [[0, 0], [0, 0], [1, 0], [2, 1]], data_format='NCHW')",
      "ref.conv2d(np.pad(x, [(0, 0), (0, 0), (1, 0), (2, 1)]).transpose(0, 2, 3, 1), w, (2, 3), 'VALID').transpose(0, 3, 1, 2)">,
    Example<"x=f32[2,3,7] w=f32[3,3,4]", "tf.nn.conv1d(x, w, 2, 'SAME', data_format='NCW')", "ref.conv2d(x.transpose(0, 2, 1)[:, None], w[None], (1, 2), 'SAME')[:, 0].transpose(0, 2, 1)">,
    Example<"x=f32[2,7,3] w=f32[3,3,4]", "tf.nn.conv1d(x, w, 2, 'SAME')", "ref.conv2d(x[:, None], w[None], (1, 2), 'SAME')[:, 0]">,
    Example<"x=f32[1,7,8,2] w=f32[3,3,2,5]", "tf.nn.atrous_conv2d(x, w, 2, 'VALID')", "ref.conv2d(x, w, (1, 1), 'VALID', (2, 2))">];
}
def Tfc_Conv2DBackpropInputOp : Tfc_BackpropInputOp<"conv2d_backprop_input", imageWindow> {
  let summary = "the gradient of conv2d with respect to its image, of the shape of `like`";
  let tf = TensorFlow<"Conv2DBackpropInput", ["$0=shape(like)"]>;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[3,3,2,4] dy=f32[1,3,3,4]",
    "tfc.conv2d_backprop_input(x, w, dy, [1, 2, 2, 1], 'SAME')", "ref.conv2d_backprop_input(x.shape, w, dy, (2, 2), 'SAME')">,
    Example<"y=f32[1,3,3,4] w=f32[3,3,2,4]",
    "tf.nn.conv2d_transpose(y, w, [1, 5, 6, 2], [1, 2, 2, 1], 'SAME')", "ref.conv2d_backprop_input((1, 5, 6, 2), w, y, (2, 2), 'SAME')">,
    Example<"y=f32[1,4,3,3] w=f32[2,2,2,4]",
    "tf.nn.conv2d_transpose(y, w, [1, 2, 4, 4], 1, 'VALID', data_format='NCHW')",
    "ref.conv2d_backprop_input((1, 4, 4, 2), w, y.transpose(0, 2, 3, 1), (1, 1), 'VALID').transpose(0, 3, 1, 2)">];
}
def Tfc_Conv2DBackpropFilterOp : Tfc_BackpropFilterOp<"conv2d_backprop_filter", imageWindow> {
  let summary = "the gradient of conv2d with respect to its filter, of the shape of `like`";
  let tf = TensorFlow<"Conv2DBackpropFilter", ["$1=shape(like)"]>;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[3,3,2,4] dy=f32[1,3,3,4]",
    "tfc.conv2d_backprop_filter(x, w, dy, [1, 2, 2, 1], 'SAME')", "ref.conv2d_backprop_filter(x, w.shape, dy, (2, 2), 'SAME')">,
    Example<"x=f32[1,2,5,6] w=f32[3,3,2,4] dy=f32[1,4,3,3]", "tfc.conv2d_backprop_filter(x, w, dy, [1, 1, 2, 2], 'SAME', data_format='NCHW')",
      "ref.conv2d_backprop_filter(x.transpose(0, 2, 3, 1), w.shape, dy.transpose(0, 2, 3, 1), (2, 2), 'SAME')">];
}

//===----------------------------------------------------------------------===//
// Each channel for itself
//===----------------------------------------------------------------------===//

def Tfc_DepthwiseConv2DOp : Tfc_ConvolutionOp<"depthwise_conv2d", imageWindow> {
  let summary = "cross-correlation of each channel with its own filters";
  let description = [{The filter is [height, width, channels, multiplier]; the
    results of channel c are the channels c * multiplier and on.}];
  let tf = TensorFlow<"DepthwiseConv2dNative">;
  let examples = [
    Example<"x=f32[2,5,6,3] w=f32[3,3,3,1]", "tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'SAME')", "ref.depthwise_conv2d(x, w, (1, 1), 'SAME')">,
    Example<"x=f32[1,7,8,2] w=f32[3,2,2,3]", "tf.nn.depthwise_conv2d(x, w, [1, 2, 2, 1], 'VALID')", "ref.depthwise_conv2d(x, w, (2, 2), 'VALID')">,
    Example<"x=f32[1,7,8,2] w=f32[3,2,2,2]", "tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'SAME', rate=[2, 1])", "ref.depthwise_conv2d(x, w, (1, 1), 'SAME', (2, 1))">,
    Example<"x=f32[1,5,6,2] w=f32[3,3,2,2] p=f32[1,1,4,5]", "tf.nn.separable_conv2d(x, w, p, [1, 1, 1, 1], 'SAME')", "ref.depthwise_conv2d(x, w, (1, 1), 'SAME') @ p[0, 0]">,
    Example<"x=f32[2,3,5,6] w=f32[3,2,3,2]", "tf.nn.depthwise_conv2d(x, w, [1, 1, 2, 2], 'SAME', data_format='NCHW')",
      "ref.depthwise_conv2d(x.transpose(0, 2, 3, 1), w, (2, 2), 'SAME').transpose(0, 3, 1, 2)">];
}
def Tfc_DepthwiseConv2DBackpropInputOp : Tfc_BackpropInputOp<"depthwise_conv2d_backprop_input", imageWindow> {
  let summary = "the gradient of depthwise_conv2d with respect to its image";
  let tf = TensorFlow<"DepthwiseConv2dNativeBackpropInput", ["$0=shape(like)"]>;
  let examples = [
    Example<"x=f32[1,5,6,2] w=f32[3,3,2,1] dy=f32[1,3,3,2]", "tfc.depthwise_conv2d_backprop_input(x, w, dy, [1, 2, 2, 1], 'SAME')",
      "ref.depthwise_conv2d_backprop_input(x.shape, w, dy, (2, 2), 'SAME')">,
    Example<"x=f32[2,5,6,2] w=f32[2,3,2,3] dy=f32[2,4,4,6]", "tfc.depthwise_conv2d_backprop_input(x, w, dy, [1, 1, 1, 1], 'VALID')",
      "ref.depthwise_conv2d_backprop_input(x.shape, w, dy, (1, 1), 'VALID')">,
    Example<"x=f32[1,2,5,6] w=f32[2,3,2,3] dy=f32[1,6,4,4]",
      "tfc.depthwise_conv2d_backprop_input(x, w, dy, [1, 1, 1, 1], 'VALID', data_format='NCHW')",
      "ref.depthwise_conv2d_backprop_input((1, 5, 6, 2), w, dy.transpose(0, 2, 3, 1), (1, 1), 'VALID').transpose(0, 3, 1, 2)">];
}
def Tfc_DepthwiseConv2DBackpropFilterOp : Tfc_BackpropFilterOp<"depthwise_conv2d_backprop_filter", imageWindow> {
  let summary = "the gradient of depthwise_conv2d with respect to its filter";
  let tf = TensorFlow<"DepthwiseConv2dNativeBackpropFilter", ["$1=shape(like)"]>;
  let examples = [
    Example<"x=f32[1,5,6,2] w=f32[3,3,2,1] dy=f32[1,3,3,2]", "tfc.depthwise_conv2d_backprop_filter(x, w, dy, [1, 2, 2, 1], 'SAME')",
      "ref.depthwise_conv2d_backprop_filter(x, w.shape, dy, (2, 2), 'SAME')">,
    Example<"x=f32[2,5,6,2] w=f32[2,3,2,3] dy=f32[2,4,4,6]", "tfc.depthwise_conv2d_backprop_filter(x, w, dy, [1, 1, 1, 1], 'VALID')",
      "ref.depthwise_conv2d_backprop_filter(x, w.shape, dy, (1, 1), 'VALID')">,
    Example<"x=f32[1,2,5,6] w=f32[2,3,2,3] dy=f32[1,6,4,4]",
      "tfc.depthwise_conv2d_backprop_filter(x, w, dy, [1, 1, 1, 1], 'VALID', data_format='NCHW')",
      "ref.depthwise_conv2d_backprop_filter(x.transpose(0, 2, 3, 1), w.shape, dy.transpose(0, 2, 3, 1), (1, 1), 'VALID')">];
}

//===----------------------------------------------------------------------===//
// Volumes
//===----------------------------------------------------------------------===//

def Tfc_Conv3DOp : Tfc_ConvolutionOp<"conv3d", volumeWindow> {
  let summary = "cross-correlation of volumes with a filter [depth, height, width, channels, filters]";
  let tf = TensorFlow<"Conv3D">;
  let examples = [
    Example<"x=f32[2,4,5,3,2] w=f32[2,3,2,2,4]", "tf.nn.conv3d(x, w, [1, 1, 1, 1, 1], 'SAME')", "ref.conv(x, w, (1, 1, 1), 'SAME')">,
    Example<"x=f32[1,5,4,6,3] w=f32[3,2,2,3,4]", "tf.nn.conv3d(x, w, [1, 2, 1, 2, 1], 'VALID')", "ref.conv(x, w, (2, 1, 2), 'VALID')">,
    Example<"x=f32[1,3,5,4,6] w=f32[3,2,2,3,4]", "tf.nn.conv3d(x, w, [1, 1, 2, 1, 2], 'SAME', data_format='NCDHW')",
      "ref.conv(x.transpose(0, 2, 3, 4, 1), w, (2, 1, 2), 'SAME').transpose(0, 4, 1, 2, 3)">];
}
def Tfc_Conv3DBackpropInputOp : Tfc_BackpropInputOp<"conv3d_backprop_input", volumeWindow, "NDHWC"> {
  let summary = "the gradient of conv3d with respect to its volume, of the shape of `like`";
  let tf = TensorFlow<"Conv3DBackpropInputV2", ["$0=shape(like)"]>;
  let tfAlso = [TensorFlow<"Conv3DBackpropInput">];
  let examples = [
    Example<"x=f32[1,5,4,6,2] w=f32[3,2,2,2,3] dy=f32[1,3,2,3,3]", "tfc.conv3d_backprop_input(x, w, dy, [1, 2, 2, 2, 1], 'SAME')",
      "ref.conv_backprop_input(x.shape, w, dy, (2, 2, 2), 'SAME')">,
    Example<"y=f32[1,2,2,2,3] w=f32[2,2,2,2,3]", "tf.nn.conv3d_transpose(y, w, [1, 3, 3, 3, 2], [1, 1, 1, 1, 1], 'VALID')",
      "ref.conv_backprop_input((1, 3, 3, 3, 2), w, y, (1, 1, 1), 'VALID')">,
    Example<"x=f32[1,2,5,4,6] w=f32[3,2,2,2,3] dy=f32[1,3,3,2,3]",
      "tfc.conv3d_backprop_input(x, w, dy, [1, 1, 2, 2, 2], 'SAME', data_format='NCDHW')",
      "ref.conv_backprop_input((1, 5, 4, 6, 2), w, dy.transpose(0, 2, 3, 4, 1), (2, 2, 2), 'SAME').transpose(0, 4, 1, 2, 3)">];
}
def Tfc_Conv3DBackpropFilterOp : Tfc_BackpropFilterOp<"conv3d_backprop_filter", volumeWindow, "NDHWC"> {
  let summary = "the gradient of conv3d with respect to its filter, of the shape of `like`";
  let tf = TensorFlow<"Conv3DBackpropFilterV2", ["$1=shape(like)"]>;
  let tfAlso = [TensorFlow<"Conv3DBackpropFilter">];
  let examples = [Example<"x=f32[1,5,4,6,2] w=f32[3,2,2,2,3] dy=f32[1,3,2,3,3]",
    "tfc.conv3d_backprop_filter(x, w, dy, [1, 2, 2, 2, 1], 'SAME')", "ref.conv_backprop_filter(x, w.shape, dy, (2, 2, 2), 'SAME')">,
    Example<"x=f32[1,2,5,4,6] w=f32[3,2,2,2,3] dy=f32[1,3,3,2,3]",
      "tfc.conv3d_backprop_filter(x, w, dy, [1, 1, 2, 2, 2], 'SAME', data_format='NCDHW')",
      "ref.conv_backprop_filter(x.transpose(0, 2, 3, 4, 1), w.shape, dy.transpose(0, 2, 3, 4, 1), (2, 2, 2), 'SAME')">];
}

#endif // TFC_OPS_CONVOLUTION_TD
