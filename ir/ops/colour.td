//===- colour.td - Hue, saturation and contrast of images ----------------===//
#ifndef TFC_OPS_COLOUR_TD
#define TFC_OPS_COLOUR_TD

include "ir/Facets.td"

// The last dimension is [red, green, blue] or [hue, saturation, value].

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

#endif // TFC_OPS_COLOUR_TD
