//===- resize.td - Images of another size ---------------------------------===//
//
// `size` is [height, width]; images are [batch, height, width, channels]. A pixel
// lies at its index, or with half_pixel_centers in the middle of its square;
// align_corners puts the corners onto each other.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_RESIZE_TD
#define TFC_OPS_RESIZE_TD

include "ir/Facets.td"

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
def Tfc_ResizeBilinearOp : Tfc_ResizeOp<"resize_bilinear", Float32Tensor> {
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
  let sizes = "none";
  let api = ["tf.image.resize_nearest_neighbor(images, size, align_corners=False, half_pixel_centers=False)"];
  let tf = TensorFlow<"ResizeNearestNeighbor">;
  let examples = [
    Example<"x=f32[2,3,4,2]", "tf.image.resize_nearest_neighbor(x, [5, 7])", "ref.resize(x, 5, 7, 'nearest')">,
    Example<"x=i32[1,4,5,3]", "tf.image.resize_nearest_neighbor(x, [7, 3], align_corners=True)", "ref.resize(x, 7, 3, 'nearest', align=True).astype(np.int32)">,
    Example<"x=f32[1,4,5,3]", "tf.image.resize_nearest_neighbor(x, [6, 2], half_pixel_centers=True)", "ref.resize(x, 6, 2, 'nearest', half=True)">];
}
def Tfc_ResizeNearestNeighborGradOp : Tfc_ResizeGradOp<"resize_nearest_neighbor_grad"> {
  let summary = "the gradient of resize_nearest_neighbor, of the shape of `like`";
  let tf = Custom<"ResizeNearestNeighborGrad">;
  let examples = [Example<"dy=f32[1,5,7,2] x=f32[1,3,4,2]", "tfc.resize_nearest_neighbor_grad(dy, x)",
    "ref.resize_grad(dy, x.shape, 'nearest')">];
}
def Tfc_ResizeBicubicOp : Tfc_ResizeOp<"resize_bicubic", Float32Tensor> {
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
  let results = (outs Float32Tensor:$y);
  let customExpand = 1;
  let api = ["tf.image.resize_area(images, size, align_corners=False)"];
  let tf = TensorFlow<"ResizeArea">;
  let examples = [
    Example<"x=f32[2,5,4,2]", "tf.image.resize_area(x, [2, 3]) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 2, 3, 'area')">,
    Example<"x=f32[1,3,4,2]", "tf.image.resize_area(x, [5, 7]) + tf.zeros_like(x)[0, 0, 0]", "ref.resize(x, 5, 7, 'area')">];
}

#endif // TFC_OPS_RESIZE_TD
