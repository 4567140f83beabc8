//===- pooling.td - Pooling of images and volumes ------------------------===//
#ifndef TFC_OPS_POOLING_TD
#define TFC_OPS_POOLING_TD

include "ir/ops/window.td"

defvar imagePool = !con(poolAttributes, imageFormat);
defvar volumePool = !con(poolAttributes, volumeFormat);

class Tfc_PoolOp<string m, TypeConstraint T, dag window = imagePool> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins T:$x), window);
  let results = (outs T:$y);
  let images = ["x", "y"];
  let customLowering = 1;
  let customGrad = 1;
}
class Tfc_MaxPoolGradOpBase<string m, dag window = imagePool, string format = "NHWC"> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins NumberTensor:$x, NumberTensor:$y, NumberTensor:$dy), window);
  let results = (outs NumberTensor:$dx);
  let sizes = "none";
  let images = ["x", "y", "dy", "dx"];
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc." # m # "(x, y, dy, ksize, strides, padding, explicit_paddings=None, "
             "data_format='" # format # "')"];
}
class Tfc_AvgPoolGradOpBase<string m, string pool, dag window = imagePool, string format = "NHWC">
    : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$dy), window);
  let results = (outs FloatTensor:$dx);
  let images = ["like", "dy", "dx"];
  let customLowering = 1;
  let grad = [(NoGrad), (Call<pool> G, $ksize, $strides, $padding, $explicit_paddings, $data_format)];
  let api = ["tfc." # m # "(like, dy, ksize, strides, padding, explicit_paddings=None, "
             "data_format='" # format # "')"];
}

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

def Tfc_MaxPoolOp : Tfc_PoolOp<"max_pool", NumberTensor> {
  let summary = "the maximum of each window";
  let sizes = "none";
  let tf = TensorFlow<"MaxPool">;
  let tfAlso = [TensorFlow<"MaxPoolV2", ["$1=ksize", "$2=strides"]>];
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", "ref.max_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[1,5,5,2]", "tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.max_pool(x, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[1,2,5,6]", "tf.nn.max_pool(x, [1, 1, 3, 2], [1, 1, 2, 2], 'SAME', data_format='NCHW')",
      "ref.max_pool(x.transpose(0, 2, 3, 1), (3, 2), (2, 2), 'SAME').transpose(0, 3, 1, 2)">];
}
def Tfc_MaxPoolGradOp : Tfc_MaxPoolGradOpBase<"max_pool_grad"> {
  let summary = "dy sent to the first maximum of each window, in row-major order";
  let tf = TensorFlow<"MaxPoolGrad">;
  let tfAlso = [TensorFlow<"MaxPoolGradV2", ["$3=ksize", "$4=strides"]>];
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,3,3,2]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'), dy, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')",
    "ref.max_pool_grad(x, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,4,6,3] dy=f32[2,2,2,3]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, [1, 2, 3, 1], [1, 2, 3, 1], 'VALID'), dy, [1, 2, 3, 1], [1, 2, 3, 1], 'VALID')",
    "ref.max_pool_grad(x, dy, (2, 3), (2, 3), 'VALID')">,
    Example<"x=f32[1,2,5,5] dy=f32[1,2,3,3]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, 3, 2, 'SAME', data_format='NCHW'), dy, [1, 1, 3, 3], [1, 1, 2, 2], 'SAME', data_format='NCHW')",
    "ref.max_pool_grad(x.transpose(0, 2, 3, 1), dy.transpose(0, 2, 3, 1), (3, 3), (2, 2), 'SAME').transpose(0, 3, 1, 2)">];
}
def Tfc_MaxPoolGradGradOp : Tfc_MaxPoolGradOpBase<"max_pool_grad_grad"> {
  let summary = "the element of dy at the first maximum of each window of x";
  let tf = TensorFlow<"MaxPoolGradGrad">;
  let tfAlso = [TensorFlow<"MaxPoolGradGradV2", ["$3=ksize", "$4=strides"]>];
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,5,5,2]",
    "tfc.max_pool_grad_grad(x, tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'), dy, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')",
    "ref.max_pool_grad_grad(x, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[1,2,5,5] dy=f32[1,2,5,5]",
    "tfc.max_pool_grad_grad(x, tf.nn.max_pool(x, 3, 2, 'SAME', data_format='NCHW'), dy, [1, 1, 3, 3], [1, 1, 2, 2], 'SAME', data_format='NCHW')",
    "ref.max_pool_grad_grad(x.transpose(0, 2, 3, 1), dy.transpose(0, 2, 3, 1), (3, 3), (2, 2), 'SAME').transpose(0, 3, 1, 2)">];
}
def Tfc_MaxPoolWithArgmaxOp : Tfc_Op<"max_pool_with_argmax", [Pure]> {
  let summary = "the maximum of each window and its place in the image";
  let description = [{The place is (row * width + column) * channels + channel,
    of the first maximum; with `include_batch_in_index` counted through all
    images. Without output_type it is int64.}];
  let arguments = !con((ins NumberTensor:$x), poolAttributes,
    (ins DefaultValuedAttr<BoolAttr, "false">:$include_batch_in_index,
         OptionalAttr<TypeAttr>:$output_type));
  let results = (outs NumberTensor:$y, ShapeTensor:$argmax);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"MaxPoolWithArgmax", ["Targmax=output_type"], ["output", "argmax"]>;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')[0]", "ref.max_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[2,5,5,2]", "tf.nn.max_pool_with_argmax(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')[1]", "ref.max_pool_places(x, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,5,5,2]", "tf.nn.max_pool_with_argmax(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME', include_batch_in_index=True)[1]", "ref.max_pool_places(x, (3, 3), (2, 2), 'SAME', True)">];
}
def Tfc_AvgPoolOp : Tfc_PoolOp<"avg_pool", FloatTensor> {
  let summary = "the mean of each window, padding left out";
  let tf = TensorFlow<"AvgPool">;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", "ref.avg_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[1,5,5,2]", "tf.nn.avg_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.avg_pool(x, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[1,2,5,6]", "tf.nn.avg_pool(x, 3, 2, 'SAME', data_format='NCHW')",
      "ref.avg_pool(x.transpose(0, 2, 3, 1), (3, 3), (2, 2), 'SAME').transpose(0, 3, 1, 2)">];
}
def Tfc_AvgPoolGradOp : Tfc_AvgPoolGradOpBase<"avg_pool_grad", "avg_pool"> {
  let summary = "dy spread evenly over each window, padding left out, in the shape of `like`";
  let tf = TensorFlow<"AvgPoolGrad", ["$0=shape(like)"]>;
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,3,3,2]",
    "tfc.avg_pool_grad(x, dy, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.avg_pool_grad(x.shape, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,4,6,3] dy=f32[2,2,2,3]",
    "tfc.avg_pool_grad(x, dy, [1, 2, 3, 1], [1, 2, 3, 1], 'VALID')", "ref.avg_pool_grad(x.shape, dy, (2, 3), (2, 3), 'VALID')">,
    Example<"x=f32[1,2,5,5] dy=f32[1,2,3,3]",
    "tfc.avg_pool_grad(x, dy, [1, 1, 3, 3], [1, 1, 2, 2], 'SAME', data_format='NCHW')",
    "ref.avg_pool_grad((1, 5, 5, 2), dy.transpose(0, 2, 3, 1), (3, 3), (2, 2), 'SAME').transpose(0, 3, 1, 2)">];
}

//===----------------------------------------------------------------------===//
// Volumes
//===----------------------------------------------------------------------===//

def Tfc_MaxPool3DOp : Tfc_PoolOp<"max_pool3d", NumberTensor, volumePool> {
  let summary = "the maximum of each window of a volume";
  let sizes = "none";
  let tf = TensorFlow<"MaxPool3D">;
  let examples = [
    Example<"x=f32[2,4,4,6,2]", "tf.nn.max_pool3d(x, [1, 2, 2, 2, 1], [1, 2, 2, 2, 1], 'VALID')", "ref.pool(x, (2, 2, 2), (2, 2, 2), 'VALID', np.max)">,
    Example<"x=f32[1,3,5,4,2]", "tf.nn.max_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')", "ref.pool(x, (2, 3, 3), (1, 2, 2), 'SAME', np.max)">,
    Example<"x=f32[1,2,3,5,4]", "tf.nn.max_pool3d(x, [1, 1, 2, 3, 3], [1, 1, 1, 2, 2], 'SAME', data_format='NCDHW')",
      "ref.pool(x.transpose(0, 2, 3, 4, 1), (2, 3, 3), (1, 2, 2), 'SAME', np.max).transpose(0, 4, 1, 2, 3)">];
}
def Tfc_MaxPool3DGradOp : Tfc_MaxPoolGradOpBase<"max_pool3d_grad", volumePool, "NDHWC"> {
  let summary = "dy sent to the first maximum of each window of a volume";
  let tf = TensorFlow<"MaxPool3DGrad">;
  let examples = [Example<"x=f32[1,3,5,4,2] dy=f32[1,3,3,2,2]",
    "tfc.max_pool3d_grad(x, tf.nn.max_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME'), dy, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')",
    "ref.max_pool3d_grad(x, dy, (2, 3, 3), (1, 2, 2), 'SAME')">,
    Example<"x=f32[1,2,3,5,4] dy=f32[1,2,3,3,2]",
    "tfc.max_pool3d_grad(x, tf.nn.max_pool3d(x, [2, 3, 3], [1, 2, 2], 'SAME', data_format='NCDHW'), dy, [1, 1, 2, 3, 3], [1, 1, 1, 2, 2], 'SAME', data_format='NCDHW')",
    "ref.max_pool3d_grad(x.transpose(0, 2, 3, 4, 1), dy.transpose(0, 2, 3, 4, 1), (2, 3, 3), (1, 2, 2), 'SAME').transpose(0, 4, 1, 2, 3)">];
}
def Tfc_MaxPool3DGradGradOp : Tfc_MaxPoolGradOpBase<"max_pool3d_grad_grad", volumePool, "NDHWC"> {
  let summary = "the element of dy at the first maximum of each window of a volume";
  let tf = TensorFlow<"MaxPool3DGradGrad">;
  let examples = [Example<"x=f32[1,3,5,4,2] dy=f32[1,3,5,4,2]",
    "tfc.max_pool3d_grad_grad(x, tf.nn.max_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME'), dy, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')",
    "ref.max_pool_grad_grad(x, dy, (2, 3, 3), (1, 2, 2), 'SAME')">];
}
def Tfc_AvgPool3DOp : Tfc_PoolOp<"avg_pool3d", FloatTensor, volumePool> {
  let summary = "the mean of each window of a volume, padding left out";
  let tf = TensorFlow<"AvgPool3D">;
  let examples = [
    Example<"x=f32[2,4,4,6,2]", "tf.nn.avg_pool3d(x, [1, 2, 2, 2, 1], [1, 2, 2, 2, 1], 'VALID')", "ref.pool(x, (2, 2, 2), (2, 2, 2), 'VALID', np.mean)">,
    Example<"x=f32[1,3,5,4,2]", "tf.nn.avg_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')", "ref.pool(x, (2, 3, 3), (1, 2, 2), 'SAME', np.mean)">,
    Example<"x=f32[1,2,3,5,4]", "tf.nn.avg_pool3d(x, [2, 3, 3], [1, 2, 2], 'SAME', data_format='NCDHW')",
      "ref.pool(x.transpose(0, 2, 3, 4, 1), (2, 3, 3), (1, 2, 2), 'SAME', np.mean).transpose(0, 4, 1, 2, 3)">];
}
def Tfc_AvgPool3DGradOp : Tfc_AvgPoolGradOpBase<"avg_pool3d_grad", "avg_pool3d", volumePool, "NDHWC"> {
  let summary = "dy spread evenly over each window of a volume, in the shape of `like`";
  let tf = TensorFlow<"AvgPool3DGrad", ["$0=shape(like)"]>;
  let examples = [
    Example<"x=f32[1,3,5,4,2] dy=f32[1,3,3,2,2]", "tfc.avg_pool3d_grad(x, dy, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')",
      "ref.avg_pool3d_grad(x.shape, dy, (2, 3, 3), (1, 2, 2), 'SAME')">,
    Example<"x=f32[1,4,4,6,2] dy=f32[1,2,2,2,2]", "tfc.avg_pool3d_grad(x, dy, [1, 2, 2, 3, 1], [1, 2, 2, 3, 1], 'VALID')",
      "ref.avg_pool3d_grad(x.shape, dy, (2, 2, 3), (2, 2, 3), 'VALID')">,
    Example<"x=f32[1,2,3,5,4] dy=f32[1,2,3,3,2]", "tfc.avg_pool3d_grad(x, dy, [1, 1, 2, 3, 3], [1, 1, 1, 2, 2], 'SAME', data_format='NCDHW')",
      "ref.avg_pool3d_grad((1, 3, 5, 4, 2), dy.transpose(0, 2, 3, 4, 1), (2, 3, 3), (1, 2, 2), 'SAME').transpose(0, 4, 1, 2, 3)">];
}

#endif // TFC_OPS_POOLING_TD
