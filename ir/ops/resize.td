//===- image.td - Resizing, cropping, colours, patches of images ---------===//
#ifndef TFC_OPS_IMAGE_TD
#define TFC_OPS_IMAGE_TD

include "ir/OpClasses.td"
include "ir/ops/window.td"

//===----------------------------------------------------------------------===//
// Resizing. `size` is [height, width]; images are [batch, height, width,
// channels]. A pixel lies at its index, or with half_pixel_centers in the middle
// of its square; align_corners puts the corners onto each other.
//===----------------------------------------------------------------------===//

class Tfc_ResizeOp<string m, TypeConstraint T> : Tfc_Op<m, [Pure]> {
  let arguments = (ins NumberTensor:$images, SizesTensor:$size,
    DefaultValuedAttr<BoolAttr, "false">:$align_corners,
    DefaultValuedAttr<BoolAttr, "false">:$half_pixel_centers);
  let results = (outs T:$y);
  let customExpand = 1;
}
class Tfc_ResizeGradOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$dy, FloatTensor:$like,
    DefaultValuedAttr<BoolAttr, "false">:$align_corners,
    DefaultValuedAttr<BoolAttr, "false">:$half_pixel_centers);
  let results = (outs FloatTensor:$dx);
  let customExpand = 1;
  let api = ["tfc." # m # "(dy, like, align_corners=False, half_pixel_centers=False)"];
}
def Tfc_ResizeBilinearOp : Tfc_ResizeOp<"resize_bilinear", RankedTensorOf<[F32]>> {
  let summary = "resizes images by linear interpolation; the result is float32";
  let api = ["tf.image.resize_bilinear(images, size, align_corners=False, half_pixel_centers=False)"];
  let tf = TensorFlow<"ResizeBilinear">;
  let examples = [
    Example<"x=f32[2,3,4,2]", "tf.image.resize_bilinear(x, [5, 7]) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 5, 7, 'bilinear')">,
    Example<"x=f32[1,4,5,3]", "tf.image.resize_bilinear(x, [7, 3], align_corners=True) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 7, 3, 'bilinear', align=True)">,
    Example<"x=f32[1,4,5,3]", "tf.image.resize_bilinear(x, [6, 2], half_pixel_centers=True) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 6, 2, 'bilinear', half=True)">];
}
def Tfc_ResizeBilinearGradOp : Tfc_ResizeGradOp<"resize_bilinear_grad"> {
  let summary = "the gradient of resize_bilinear, of the shape of `like`";
  let tf = TensorFlow<"ResizeBilinearGrad">;
  let examples = [Example<"dy=f32[1,5,7,2] x=f32[1,3,4,2]", "tfc.resize_bilinear_grad(dy, x)",
    "ref.resize_grad(dy, x.shape, 'bilinear')">,
    Example<"dy=f32[1,5,2,2] x=f32[1,3,4,2]", "tfc.resize_bilinear_grad(dy, x, half_pixel_centers=True)",
    "ref.resize_grad(dy, x.shape, 'bilinear', half=True)">];
}
def Tfc_ResizeNearestNeighborOp : Tfc_ResizeOp<"resize_nearest_neighbor", NumberTensor> {
  let summary = "resizes images by taking the nearest pixel";
  let api = ["tf.image.resize_nearest_neighbor(images, size, align_corners=False, half_pixel_centers=False)"];
  let tf = TensorFlow<"ResizeNearestNeighbor">;
  let examples = [
    Example<"x=f32[2,3,4,2]", "tf.image.resize_nearest_neighbor(x, [5, 7])", "ref.resize(x, 5, 7, 'nearest')">,
    Example<"x=i32[1,4,5,3]", "tf.image.resize_nearest_neighbor(x, [7, 3], align_corners=True)", "ref.resize(x, 7, 3, 'nearest', align=True).astype(np.int32)">,
    Example<"x=f32[1,4,5,3]", "tf.image.resize_nearest_neighbor(x, [6, 2], half_pixel_centers=True)", "ref.resize(x, 6, 2, 'nearest', half=True)">];
}
def Tfc_ResizeNearestNeighborGradOp : Tfc_ResizeGradOp<"resize_nearest_neighbor_grad"> {
  let summary = "the gradient of resize_nearest_neighbor, of the shape of `like`";
  let tf = TensorFlow<"ResizeNearestNeighborGrad">;
  let examples = [Example<"dy=f32[1,5,7,2] x=f32[1,3,4,2]", "tfc.resize_nearest_neighbor_grad(dy, x)",
    "ref.resize_grad(dy, x.shape, 'nearest')">];
}
def Tfc_ResizeBicubicOp : Tfc_ResizeOp<"resize_bicubic", RankedTensorOf<[F32]>> {
  let summary = "resizes images by cubic interpolation; the result is float32";
  let description = [{The kernel has the parameter -0.75, with half_pixel_centers
    -0.5 and weights outside the image left out, and places are rounded to
    1/1024, as TensorFlow does.}];
  let api = ["tf.image.resize_bicubic(images, size, align_corners=False, half_pixel_centers=False)"];
  let tf = TensorFlow<"ResizeBicubic">;
  let examples = [
    Example<"x=f32[2,5,4,2]", "tf.image.resize_bicubic(x, [8, 7]) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 8, 7, 'bicubic')">,
    Example<"x=f32[1,5,6,3]", "tf.image.resize_bicubic(x, [7, 3], align_corners=True) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 7, 3, 'bicubic', align=True)">,
    Example<"x=f32[1,5,6,3]", "tf.image.resize_bicubic(x, [8, 4], half_pixel_centers=True) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 8, 4, 'bicubic', half=True)">];
}
def Tfc_ResizeAreaOp : Tfc_Op<"resize_area", [Pure]> {
  let summary = "resizes images by the mean over each pixel's area; the result is float32";
  let arguments = (ins NumberTensor:$images, SizesTensor:$size,
    DefaultValuedAttr<BoolAttr, "false">:$align_corners);
  let results = (outs RankedTensorOf<[F32]>:$y);
  let customExpand = 1;
  let api = ["tf.image.resize_area(images, size, align_corners=False)"];
  let tf = TensorFlow<"ResizeArea">;
  let examples = [
    Example<"x=f32[2,5,4,2]", "tf.image.resize_area(x, [2, 3]) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 2, 3, 'area')">,
    Example<"x=f32[1,3,4,2]", "tf.image.resize_area(x, [5, 7]) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 5, 7, 'area')">];
}

//===----------------------------------------------------------------------===//
// Cropping and moving
//===----------------------------------------------------------------------===//

def Tfc_CropAndResizeOp : Tfc_Op<"crop_and_resize", [Pure]> {
  let summary = "boxes cut out of images, all resized to crop_size; the result is float32";
  let description = [{A box is [y1, x1, y2, x2] in units of the image's height and
    width less one; box_ind says of which image. What lies outside becomes
    extrapolation_value.}];
  let arguments = (ins NumberTensor:$image, FloatTensor:$boxes,
    ShapeTensor:$box_ind, SizesTensor:$crop_size,
    DefaultValuedAttr<StrAttr, "\"bilinear\"">:$method,
    DefaultValuedAttr<F32Attr, "0.0f">:$extrapolation_value);
  let results = (outs RankedTensorOf<[F32]>:$crops);
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
  let customExpand = 1;
  let api = ["tfc.image_projective_transform(images, transforms, output_shape, interpolation='NEAREST', fill_mode='CONSTANT', fill_value=0.0)"];
  let tf = TensorFlow<"ImageProjectiveTransformV2">;
  let examples = [
    Example<"x=f32[2,5,6,3]", "tfc.image_projective_transform(x, tf.constant([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01], [0.5, -0.1, 1.4, 0.3, 1.1, -0.5, 0.0, 0.03]]), tf.constant([4, 7]), 'BILINEAR', fill_value=0.5)",
      "ref.transform(x, np.float32([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01], [0.5, -0.1, 1.4, 0.3, 1.1, -0.5, 0.0, 0.03]]), 4, 7, 'BILINEAR', 0.5)">,
    Example<"x=f32[2,5,6,3]", "tfc.image_projective_transform(x, tf.constant([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01]]), tf.constant([4, 7]))",
      "ref.transform(x, np.float32([[0.9, 0.1, 0.4, -0.2, 0.8, 0.7, 0.02, 0.01]]), 4, 7, 'NEAREST', 0)">];
}
class Tfc_FlipOp<string m> : Tfc_UnaryOp<m, Tensor> {
  let customExpand = 1;
  let flops = 0;
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

//===----------------------------------------------------------------------===//
// Colours: the last dimension is [red, green, blue] or [hue, saturation, value]
//===----------------------------------------------------------------------===//

class Tfc_ColourOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$x);
  let results = (outs FloatTensor:$y);
  let customExpand = 1;
}
def Tfc_RGBToHSVOp : Tfc_ColourOp<"rgb_to_hsv"> {
  let summary = "hue, saturation and value of colours, each 0 to 1";
  let api = ["tf.image.rgb_to_hsv(images:x)"];
  let tf = TensorFlow<"RGBToHSV">;
  let examples = [Example<"x=f32[2,7,3]:0:1", "tf.image.rgb_to_hsv(x)", "ref.rgb_to_hsv(x)">];
}
def Tfc_HSVToRGBOp : Tfc_ColourOp<"hsv_to_rgb"> {
  let summary = "red, green and blue of hue, saturation and value";
  let api = ["tf.image.hsv_to_rgb(images:x)"];
  let tf = TensorFlow<"HSVToRGB">;
  let examples = [Example<"x=f32[2,7,3]:0:1", "tf.image.hsv_to_rgb(x)", "ref.hsv_to_rgb(x)">];
}
class Tfc_AdjustOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$images, FloatTensor:$amount);
  let results = (outs FloatTensor:$y);
  let customExpand = 1;
}
def Tfc_AdjustContrastOp : Tfc_AdjustOp<"adjust_contrast"> {
  let summary = "the distance from each channel's mean over the image, times a factor";
  let api = ["tf.image.adjust_contrast(images, contrast_factor:amount)"];
  let tf = TensorFlow<"AdjustContrastv2">;
  let examples = [Example<"x=f32[2,4,5,3] a=f32[]:0:2", "tf.image.adjust_contrast(x, a)", "(x - x.mean((1, 2), keepdims=True)) * a + x.mean((1, 2), keepdims=True)">];
}
def Tfc_AdjustHueOp : Tfc_AdjustOp<"adjust_hue"> {
  let summary = "turns the hue of colours by a part of the circle";
  let api = ["tf.image.adjust_hue(image:images, delta:amount)"];
  let tf = TensorFlow<"AdjustHue">;
  let examples = [Example<"x=f32[4,5,3]:0:1 a=f32[]:-1:1", "tf.image.adjust_hue(x, a)", "ref.hsv_to_rgb(ref.adjust(ref.rgb_to_hsv(x), 0, lambda h: (h + a) % 1))">];
}
def Tfc_AdjustSaturationOp : Tfc_AdjustOp<"adjust_saturation"> {
  let summary = "scales the saturation of colours";
  let api = ["tf.image.adjust_saturation(image:images, saturation_factor:amount)"];
  let tf = TensorFlow<"AdjustSaturation">;
  let examples = [Example<"x=f32[4,5,3]:0:1 a=f32[]:0:3", "tf.image.adjust_saturation(x, a)", "ref.hsv_to_rgb(ref.adjust(ref.rgb_to_hsv(x), 1, lambda s: np.clip(s * a, 0, 1)))">];
}

//===----------------------------------------------------------------------===//
// Patches and morphology
//===----------------------------------------------------------------------===//

defvar patchAttributes = !con((ins DenseI64ArrayAttr:$ksize), windowAttributes);

def Tfc_ImagePatchesOp : Tfc_Op<"image_patches", [Pure]> {
  let summary = "the elements of each window, [batch, height, width, cell, channel]";
  let arguments = !con((ins NumberTensor:$x), patchAttributes,
    (ins DefaultValuedAttr<F64Attr, "0.0">:$padding_value));
  let results = (outs NumberTensor:$y);
  let customLowering = 1;
  let grad = [(Call<"image_patches_grad"> $x, G, $ksize, $strides, $padding, $dilations, $explicit_paddings)];
  let api = ["tfc.image_patches(x, ksize, strides, padding, dilations=None)"];
  let examples = [Example<"x=f32[2,5,6,3]", "tfc.image_patches(x, [2, 3], [2, 1], 'SAME')", "ref.patches(x, (2, 3), (2, 1), 'SAME')">];
}
def Tfc_ImagePatchesGradOp : Tfc_Op<"image_patches_grad", [Pure]> {
  let summary = "dy added up where image_patches took from, in the shape of `like`";
  let arguments = !con((ins FloatTensor:$like, FloatTensor:$dy), patchAttributes);
  let results = (outs FloatTensor:$dx);
  let customExpand = 1;
  let api = ["tfc.image_patches_grad(like, dy, ksize, strides, padding, dilations=None)"];
  let examples = [Example<"x=f32[2,5,6,3] dy=f32[2,3,6,6,3]", "tfc.image_patches_grad(x, dy, [2, 3], [2, 1], 'SAME')", "ref.patches_grad(x.shape, dy, (2, 3), (2, 1), 'SAME')">];
}
def Tfc_ExtractImagePatchesOp : Tfc_Op<"extract_image_patches", [Pure]> {
  let summary = "the elements of each window one after the other as channels";
  let arguments = !con((ins NumberTensor:$x), patchAttributes);
  let results = (outs NumberTensor:$y);
  let customExpand = 1;
  let tf = TensorFlow<"ExtractImagePatches">;
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
  let tf = TensorFlow<"Dilation2D">;
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
  let tf = TensorFlow<"Dilation2DBackpropInput">;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[2,3,2] dy=f32[1,3,3,2]", "tfc.dilation2d_backprop_input(x, w, dy, [2, 2], 'SAME')",
    "ref.dilation2d_grad(x, w, dy, (2, 2), 'SAME')[0]">];
}
def Tfc_Dilation2DBackpropFilterOp : Tfc_Dilation2DGradOp<"dilation2d_backprop_filter"> {
  let summary = "dy added to the filter's element that made the maximum in each window";
  let tf = TensorFlow<"Dilation2DBackpropFilter">;
  let examples = [Example<"x=f32[1,5,6,2] w=f32[2,3,2] dy=f32[1,3,3,2]", "tfc.dilation2d_backprop_filter(x, w, dy, [2, 2], 'SAME')",
    "ref.dilation2d_grad(x, w, dy, (2, 2), 'SAME')[1]">];
}

#endif // TFC_OPS_IMAGE_TD
