//===- boxes.td - Boxes in images ----------------------------------------===//
#ifndef TFC_OPS_BOXES_TD
#define TFC_OPS_BOXES_TD

include "ir/Facets.td"

// A box is [y1, x1, y2, x2], corners in any order. Thresholds: boxes that overlap
// a better one by more than `iou_threshold` of their union go, and those whose
// score is not above `score_threshold`. With a `soft_nms_sigma` above 0, overlap
// lowers the score instead.
defvar suppression = (ins DefaultValuedAttr<F64Attr, "0.5">:$iou_threshold,
  DefaultValuedAttr<F64Attr, "-std::numeric_limits<double>::infinity()">:$score_threshold,
  DefaultValuedAttr<F64Attr, "0.0">:$soft_nms_sigma);

def Tfc_NonMaxSuppressionPaddedOp : Tfc_Op<"non_max_suppression_padded", [Pure]> {
  let summary = "the best boxes that do not overlap too much, their scores, and how many they are; zeros follow";
  let arguments = !con((ins FloatTensor:$boxes, FloatTensor:$scores, SizesTensor:$size), suppression);
  let results = (outs RankedTensorOf<[I32]>:$indices, FloatTensor:$selected_scores, RankedTensorOf<[I32]>:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_non_max_suppression", ["iou_threshold", "score_threshold", "soft_nms_sigma"]>;
  let customSizes = 1;
  let notDifferentiable = "a choice";
  let api = ["tfc.non_max_suppression_padded(boxes, scores, size, iou_threshold=0.5, score_threshold=-1e30, soft_nms_sigma=0.0)"];
  let examples = [
    Example<"b=f32[8,4] s=f32[8]", "tfc.non_max_suppression_padded(b, s, 5, 0.1, -1.0)[0]", "ref.non_max_suppression(b, s, 5, 0.1, -1.0, pad=True)[0]">,
    Example<"b=f32[8,4] s=f32[8]", "tfc.non_max_suppression_padded(b, s, 5, 0.1, -1.0)[2]", "ref.non_max_suppression(b, s, 5, 0.1, -1.0)[2]">];
}
class Tfc_NonMaxSuppression<string m> : Tfc_Op<m, [Pure]> {
  let customExpand = 1;
  let sizes = "none";
  let expandEarly = 1;
  let notDifferentiable = "a choice";
}
def Tfc_NonMaxSuppressionOp : Tfc_NonMaxSuppression<"non_max_suppression"> {
  let summary = "the best boxes that do not overlap too much, the best first";
  let arguments = !con((ins FloatTensor:$boxes, FloatTensor:$scores, SizesTensor:$max_output_size), suppression);
  let results = (outs RankedTensorOf<[I32]>:$indices);
  let api = ["tf.image.non_max_suppression(boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=-1e30)"];
  let tf = TensorFlow<"NonMaxSuppressionV3", ["$3=iou_threshold", "$4=score_threshold"]>;
  let tfAlso = [TensorFlow<"NonMaxSuppressionV2", ["$3=iou_threshold"]>, TensorFlow<"NonMaxSuppression">];
  let examples = [Example<"b=f32[8,4] s=f32[8]", "tf.image.non_max_suppression(b, s, 5, 0.1)", "ref.non_max_suppression(b, s, 5, 0.1)[0]">];
}
def Tfc_NonMaxSuppressionV4Op : Tfc_NonMaxSuppression<"non_max_suppression_v4"> {
  let summary = "non_max_suppression, filled up with zeros if asked for, and how many boxes it has";
  let arguments = !con((ins FloatTensor:$boxes, FloatTensor:$scores, SizesTensor:$max_output_size), suppression,
    (ins DefaultValuedAttr<BoolAttr, "false">:$pad_to_max_output_size));
  let results = (outs RankedTensorOf<[I32]>:$indices, RankedTensorOf<[I32]>:$count);
  let api = ["tf.image.non_max_suppression_padded(boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=-1e30, pad_to_max_output_size=False)"];
  let tf = TensorFlow<"NonMaxSuppressionV4", ["$3=iou_threshold", "$4=score_threshold"], ["selected_indices", "valid_outputs"]>;
  let examples = [Example<"b=f32[8,4] s=f32[8]", "tf.image.non_max_suppression_padded(b, s, 9, 0.1, pad_to_max_output_size=True)[0]", "ref.non_max_suppression(b, s, 9, 0.1, pad=True)[0]">];
}
def Tfc_NonMaxSuppressionV5Op : Tfc_NonMaxSuppression<"non_max_suppression_v5"> {
  let summary = "non_max_suppression_v4 with the scores, as overlap has lowered them";
  let arguments = !con((ins FloatTensor:$boxes, FloatTensor:$scores, SizesTensor:$max_output_size), suppression,
    (ins DefaultValuedAttr<BoolAttr, "false">:$pad_to_max_output_size));
  let results = (outs RankedTensorOf<[I32]>:$indices, FloatTensor:$selected_scores, RankedTensorOf<[I32]>:$count);
  let api = ["tfc.non_max_suppression_v5(boxes, scores, max_output_size, iou_threshold=0.5, score_threshold=-1e30, soft_nms_sigma=0.0, pad_to_max_output_size=False)"];
  let tf = TensorFlow<"NonMaxSuppressionV5", ["$3=iou_threshold", "$4=score_threshold", "$5=soft_nms_sigma"], ["selected_indices", "selected_scores", "valid_outputs"]>;
  let examples = [Example<"b=f32[8,4] s=f32[8]:0:1", "tfc.non_max_suppression_v5(b, s, 6, 1.0, 0.0, soft_nms_sigma=0.5)[1]", "ref.non_max_suppression(b, s, 6, 1.0, 0.0, 0.5)[1]">];
}

#endif // TFC_OPS_BOXES_TD
