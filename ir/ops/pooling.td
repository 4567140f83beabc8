//===- pooling.td - Pooling of images and volumes ------------------------===//
#ifndef TFC_OPS_POOLING_TD
#define TFC_OPS_POOLING_TD

include "ir/ops/window.td"

class Tfc_PoolOp<string m, TypeConstraint T> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins T:$x), poolAttributes);
  let results = (outs T:$y);
  let customLowering = 1;
  let customGrad = 1;
}
class Tfc_MaxPoolGradOpBase<string m> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins NumberTensor:$x, NumberTensor:$y, NumberTensor:$dy), poolAttributes);
  let results = (outs NumberTensor:$dx);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc." # m # "(x, y, dy, ksize, strides, padding)"];
}
class Tfc_AvgPoolGradOpBase<string m, string pool> : Tfc_Op<m, [Pure]> {
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$dy), poolAttributes);
  let results = (outs FloatTensor:$dx);
  let customLowering = 1;
  let grad = [(NoGrad), (Call<pool> G, $ksize, $strides, $padding, $explicit_paddings)];
  let api = ["tfc." # m # "(like, dy, ksize, strides, padding)"];
}

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

def Tfc_MaxPoolOp : Tfc_PoolOp<"max_pool", NumberTensor> {
  let summary = "the maximum of each window";
  let sizes = "none";
  let tf = Custom<"MaxPool">;
  let tfAlso = [Custom<"MaxPoolV2">];
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", "ref.max_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[1,5,5,2]", "tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.max_pool(x, (3, 3), (2, 2), 'SAME')">];
}
def Tfc_MaxPoolGradOp : Tfc_MaxPoolGradOpBase<"max_pool_grad"> {
  let summary = "dy sent to the first maximum of each window, in row-major order";
  let tf = Custom<"MaxPoolGrad">;
  let tfAlso = [Custom<"MaxPoolGradV2">];
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,3,3,2]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'), dy, [3, 3], [2, 2], 'SAME')",
    "ref.max_pool_grad(x, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,4,6,3] dy=f32[2,2,2,3]",
    "tfc.max_pool_grad(x, tf.nn.max_pool(x, [1, 2, 3, 1], [1, 2, 3, 1], 'VALID'), dy, [2, 3], [2, 3], 'VALID')",
    "ref.max_pool_grad(x, dy, (2, 3), (2, 3), 'VALID')">];
}
def Tfc_MaxPoolGradGradOp : Tfc_MaxPoolGradOpBase<"max_pool_grad_grad"> {
  let summary = "the element of dy at the first maximum of each window of x";
  let tf = Custom<"MaxPoolGradGrad">;
  let tfAlso = [Custom<"MaxPoolGradGradV2">];
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,5,5,2]",
    "tfc.max_pool_grad_grad(x, tf.nn.max_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME'), dy, [3, 3], [2, 2], 'SAME')",
    "ref.max_pool_grad_grad(x, dy, (3, 3), (2, 2), 'SAME')">];
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
  let tf = Custom<"MaxPoolWithArgmax", ["output", "argmax"]>;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.max_pool_with_argmax(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')[0]", "ref.max_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[2,5,5,2]", "tf.nn.max_pool_with_argmax(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')[1]", "ref.max_pool_places(x, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,5,5,2]", "tf.nn.max_pool_with_argmax(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME', include_batch_in_index=True)[1]", "ref.max_pool_places(x, (3, 3), (2, 2), 'SAME', True)">];
}
def Tfc_AvgPoolOp : Tfc_PoolOp<"avg_pool", FloatTensor> {
  let summary = "the mean of each window, padding left out";
  let tf = Custom<"AvgPool">;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", "ref.avg_pool(x, (2, 2), (2, 2), 'VALID')">,
    Example<"x=f32[1,5,5,2]", "tf.nn.avg_pool(x, [1, 3, 3, 1], [1, 2, 2, 1], 'SAME')", "ref.avg_pool(x, (3, 3), (2, 2), 'SAME')">];
}
def Tfc_AvgPoolGradOp : Tfc_AvgPoolGradOpBase<"avg_pool_grad", "avg_pool"> {
  let summary = "dy spread evenly over each window, padding left out, in the shape of `like`";
  let tf = Custom<"AvgPoolGrad">;
  let examples = [Example<"x=f32[1,5,5,2] dy=f32[1,3,3,2]",
    "tfc.avg_pool_grad(x, dy, [3, 3], [2, 2], 'SAME')", "ref.avg_pool_grad(x.shape, dy, (3, 3), (2, 2), 'SAME')">,
    Example<"x=f32[2,4,6,3] dy=f32[2,2,2,3]",
    "tfc.avg_pool_grad(x, dy, [2, 3], [2, 3], 'VALID')", "ref.avg_pool_grad(x.shape, dy, (2, 3), (2, 3), 'VALID')">];
}

//===----------------------------------------------------------------------===//
// Volumes
//===----------------------------------------------------------------------===//

def Tfc_MaxPool3DOp : Tfc_PoolOp<"max_pool3d", NumberTensor> {
  let summary = "the maximum of each window of a volume";
  let sizes = "none";
  let tf = Custom<"MaxPool3D">;
  let examples = [
    Example<"x=f32[2,4,4,6,2]", "tf.nn.max_pool3d(x, [1, 2, 2, 2, 1], [1, 2, 2, 2, 1], 'VALID')", "ref.pool(x, (2, 2, 2), (2, 2, 2), 'VALID', np.max)">,
    Example<"x=f32[1,3,5,4,2]", "tf.nn.max_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')", "ref.pool(x, (2, 3, 3), (1, 2, 2), 'SAME', np.max)">];
}
def Tfc_MaxPool3DGradOp : Tfc_MaxPoolGradOpBase<"max_pool3d_grad"> {
  let summary = "dy sent to the first maximum of each window of a volume";
  let tf = Custom<"MaxPool3DGrad">;
  let examples = [Example<"x=f32[1,3,5,4,2] dy=f32[1,3,3,2,2]",
    "tfc.max_pool3d_grad(x, tf.nn.max_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME'), dy, [2, 3, 3], [1, 2, 2], 'SAME')",
    "ref.max_pool3d_grad(x, dy, (2, 3, 3), (1, 2, 2), 'SAME')">];
}
def Tfc_MaxPool3DGradGradOp : Tfc_MaxPoolGradOpBase<"max_pool3d_grad_grad"> {
  let summary = "the element of dy at the first maximum of each window of a volume";
  let tf = Custom<"MaxPool3DGradGrad">;
  let examples = [Example<"x=f32[1,3,5,4,2] dy=f32[1,3,5,4,2]",
    "tfc.max_pool3d_grad_grad(x, tf.nn.max_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME'), dy, [2, 3, 3], [1, 2, 2], 'SAME')",
    "ref.max_pool_grad_grad(x, dy, (2, 3, 3), (1, 2, 2), 'SAME')">];
}
def Tfc_AvgPool3DOp : Tfc_PoolOp<"avg_pool3d", FloatTensor> {
  let summary = "the mean of each window of a volume, padding left out";
  let tf = Custom<"AvgPool3D">;
  let examples = [
    Example<"x=f32[2,4,4,6,2]", "tf.nn.avg_pool3d(x, [1, 2, 2, 2, 1], [1, 2, 2, 2, 1], 'VALID')", "ref.pool(x, (2, 2, 2), (2, 2, 2), 'VALID', np.mean)">,
    Example<"x=f32[1,3,5,4,2]", "tf.nn.avg_pool3d(x, [1, 2, 3, 3, 1], [1, 1, 2, 2, 1], 'SAME')", "ref.pool(x, (2, 3, 3), (1, 2, 2), 'SAME', np.mean)">];
}
def Tfc_AvgPool3DGradOp : Tfc_AvgPoolGradOpBase<"avg_pool3d_grad", "avg_pool3d"> {
  let summary = "dy spread evenly over each window of a volume, in the shape of `like`";
  let tf = Custom<"AvgPool3DGrad">;
  let examples = [
    Example<"x=f32[1,3,5,4,2] dy=f32[1,3,3,2,2]", "tfc.avg_pool3d_grad(x, dy, [2, 3, 3], [1, 2, 2], 'SAME')",
      "ref.avg_pool3d_grad(x.shape, dy, (2, 3, 3), (1, 2, 2), 'SAME')">,
    Example<"x=f32[1,4,4,6,2] dy=f32[1,2,2,2,2]", "tfc.avg_pool3d_grad(x, dy, [2, 2, 3], [2, 2, 3], 'VALID')",
      "ref.avg_pool3d_grad(x.shape, dy, (2, 2, 3), (2, 2, 3), 'VALID')">];
}

#endif // TFC_OPS_POOLING_TD
