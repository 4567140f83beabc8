//===- crop.td - Pixels of images by computed places ---------------------===//
#ifndef TFC_OPS_CROP_TD
#define TFC_OPS_CROP_TD

include "ir/OpClasses.td"

def Tfc_CropAndResizeOp : Tfc_Op<"crop_and_resize", [Pure]> {
  let summary = "boxes cut out of images, all resized to crop_size; the result is float32";
  let description = [{A box is [y1, x1, y2, x2] in units of the image's height and
    width less one; box_ind says of which image. What lies outside becomes
    extrapolation_value.}];
  let arguments = (ins NumberTensor:$image, FloatTensor:$boxes,
    ShapeTensor:$box_ind, SizesTensor:$crop_size,
    DefaultValuedAttr<StrAttr, "\"bilinear\"">:$method,
    DefaultValuedAttr<F32Attr, "0.0f">:$extrapolation_value);
  let results = (outs Float32Tensor:$crops);
  let customExpand = 1;
  let tf = TensorFlow<"CropAndResize">;
  let examples = [
    Example<"x=f32[2,5,6,3] i=i32[3]:0:1", "tfc.crop_and_resize(x, tf.constant([[0.1, 0.2, 0.85, 0.72], [0.9, 0.12, 0.15, 1.1], [-0.2, 0.3, 0.6, 0.8]]), i, tf.constant([3, 4]), 'bilinear', 0.5) + tf.zeros_like(x)[0, 0, 0]",
      "ref.crop_and_resize(x, np.float32([[0.1, 0.2, 0.85, 0.72], [0.9, 0.12, 0.15, 1.1], [-0.2, 0.3, 0.6, 0.8]]), i, 3, 4, 'bilinear', 0.5)">,
    Example<"x=f32[2,5,6,3] i=i32[3]:0:1", "tfc.crop_and_resize(x, tf.constant([[0.1, 0.2, 0.85, 0.72], [0.9, 0.12, 0.15, 1.1], [-0.2, 0.3, 0.6, 0.8]]), i, tf.constant([1, 4]), method='nearest') + tf.zeros_like(x)[0, 0, 0]",
      "ref.crop_and_resize(x, np.float32([[0.1, 0.2, 0.85, 0.72], [0.9, 0.12, 0.15, 1.1], [-0.2, 0.3, 0.6, 0.8]]), i, 1, 4, 'nearest', 0)">];
  let api = ["tfc.crop_and_resize(image, boxes, box_ind, crop_size, method='bilinear', extrapolation_value=0.0)",
             "tf.image.crop_and_resize(image, boxes, box_ind, crop_size, method='bilinear', extrapolation_value=0.0, box_indices:box_ind=None)"];
}
def Tfc_ImageProjectiveTransformOp : Tfc_Op<"image_projective_transform", [Pure]> {
  let summary = "images seen through projective maps";
  let description = [{`transforms` is [batch or 1, 8]: pixel (x, y) of the result
    comes from ((a0 x + a1 y + a2) / k, (a3 x + a4 y + a5) / k), with
    k = a6 x + a7 y + 1. fill_mode is CONSTANT, NEAREST, REFLECT or WRAP.}];
  let arguments = (ins NumberTensor:$images, FloatTensor:$transforms,
    SizesTensor:$output_shape,
    DefaultValuedAttr<StrAttr, "\"NEAREST\"">:$interpolation,
    DefaultValuedAttr<StrAttr, "\"CONSTANT\"">:$fill_mode,
    DefaultValuedAttr<F32Attr, "0.0f">:$fill_value);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tfc.image_projective_transform(images, transforms, output_shape, interpolation='NEAREST', fill_mode='CONSTANT', fill_value=0.0)"];
  let tf = TensorFlow<"ImageProjectiveTransformV2">;
  let tfAlso = [TensorFlow<"ImageProjectiveTransformV3", ["$3=fill_value"]>];
  let examples = [
    Example<"x=f32[2,5,6,3]", "tfc.image_projective_transform(x, tf.constant([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01], [0.5, -0.1, 1.4, 0.3, 1.1, -0.5, 0.0, 0.03]]), tf.constant([4, 7]), 'BILINEAR', fill_value=0.5)",
      "ref.transform(x, np.float32([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01], [0.5, -0.1, 1.4, 0.3, 1.1, -0.5, 0.0, 0.03]]), 4, 7, 'BILINEAR', 0.5)">,
    Example<"x=f32[2,5,6,3]", "tfc.image_projective_transform(x, tf.constant([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01]]), tf.constant([4, 7]))",
      "ref.transform(x, np.float32([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01]]), 4, 7, 'NEAREST', 0)">];
}
class Tfc_FlipOp<string m> : Tfc_UnaryOp<m, Tensor> {
  let customExpand = 1;
  let sizes = "none";
  let api = ["tf.image." # m # "(image:x)"];
}
def Tfc_FlipLeftRightOp : Tfc_FlipOp<"flip_left_right"> {
  let summary = "one image or a batch of them with the columns in reverse order";
  let examples = [Example<"x=f32[2,3,4,2]", "tf.image.flip_left_right(x)", "x[:, :, ::-1]">,
    Example<"x=f32[3,4,2]", "tf.image.flip_left_right(x)", "x[:, ::-1]">];
}
def Tfc_FlipUpDownOp : Tfc_FlipOp<"flip_up_down"> {
  let summary = "one image or a batch of them with the rows in reverse order";
  let examples = [Example<"x=f32[2,3,4,2]", "tf.image.flip_up_down(x)", "x[:, ::-1]">];
}

#endif // TFC_OPS_CROP_TD
