//===- rearrange.td - The same elements in other places -------------------===//
#ifndef TFC_OPS_REARRANGE_TD
#define TFC_OPS_REARRANGE_TD

include "ir/Facets.td"

//===----------------------------------------------------------------------===//
// Along axes
//===----------------------------------------------------------------------===//

def Tfc_ReverseOp : Tfc_Op<"reverse", [Pure]> {
  let summary = "x with axes in the opposite order";
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"reverse"> G, $axes)];
  let api = ["tf.reverse(tensor:x, axis:axes)", "tf.reverse_v2(tensor:x, axis:axes)"];
  let tf = TensorFlow<"ReverseV2", ["$1=axes"]>;
  let examples = [
    Example<"x=f32[3,4]", "tf.reverse(x, [1])", "x[:, ::-1]">,
    Example<"x=i64[2,3,4]", "tf.reverse(x, [0, -1])", "x[::-1, :, ::-1]">,
    Example<"x=bool[5]", "tf.reverse(x, [0])", "x[::-1]">];
}
def Tfc_ReverseSequenceOp : Tfc_Op<"reverse_sequence", [Pure]> {
  let summary = "x with the first `seq_lengths` elements of an axis in the opposite order";
  let description = [{seq_lengths has an entry per element of batch_axis. One that
    is negative or longer than the axis is INVALID_ARGUMENT in a run.}];
  let arguments = (ins ElementTensor:$x, ShapeTensor:$seq_lengths, I64Attr:$seq_axis,
    DefaultValuedAttr<I64Attr, "0">:$batch_axis);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"reverse_sequence"> G, $seq_lengths, $seq_axis, $batch_axis), (NoGrad)];
  let api = ["tf.reverse_sequence(input:x, seq_lengths, seq_axis, batch_axis=0, seq_dim:seq_axis=None, batch_dim:batch_axis=None)"];
  let tf = TensorFlow<"ReverseSequence", ["seq_dim=seq_axis", "batch_dim=batch_axis"]>;
  let examples = [
    Example<"x=f32[3,5,2] n=i32[3]:0:5", "tf.reverse_sequence(x, n, seq_axis=1)", "ref.reverse_sequence(x, n)">,
    Example<"x=f32[5,3] n=i64[3]:0:5", "tf.reverse_sequence(x, n, seq_axis=0, batch_axis=1)", "ref.reverse_sequence(x.T, n).T">];
}
def Tfc_RollOp : Tfc_Op<"roll", [Pure]> {
  let summary = "x with axes turned: what leaves at the end comes in at the beginning";
  let description = [{`shift` is a scalar, or has an entry per axis; shifts of one
    axis add up.}];
  let arguments = (ins ElementTensor:$x, ShapeTensor:$shift, DenseI64ArrayAttr:$axes);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"roll"> G, (Neg $shift), $axes), (NoGrad)];
  let api = ["tf.roll(input:x, shift, axis:axes)", "tf.manip.roll(input:x, shift, axis:axes)"];
  let tf = TensorFlow<"Roll", ["$2=axes"]>;
  let examples = [
    Example<"x=f32[3,5]", "tf.roll(x, 2, 1)", "np.roll(x, 2, 1)">,
    Example<"x=i32[3,5] s=i32[2]:-7:7", "tf.roll(x, s, [0, -1])", "np.roll(x, s, (0, 1))">,
    Example<"x=f32[4] s=i64[2]:-7:7", "tf.roll(x, s, [0, 0])", "np.roll(x, s.sum())">];
}
def Tfc_MirrorPadOp : Tfc_Op<"mirror_pad", [Pure]> {
  let summary = "surrounds x by its mirror image; `paddings` holds before, after per dimension";
  let description = [{`mode` is REFLECT (the border itself is not repeated) or
    SYMMETRIC (it is).}];
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$paddings, StrAttr:$mode);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tfc.mirror_pad(x, paddings, mode)"];
  let tf = TensorFlow<"MirrorPad", ["$1=paddings"]>;
  let examples = [
    Example<"x=f32[3,4]", "tf.pad(x, [[1, 2], [3, 0]], 'REFLECT')", "np.pad(x, ((1, 2), (3, 0)), 'reflect')">,
    Example<"x=f32[3,4]", "tf.pad(x, [[3, 2], [0, 4]], 'SYMMETRIC')", "np.pad(x, ((3, 2), (0, 4)), 'symmetric')">,
    Example<"x=i16[2,3]", "tfc.mirror_pad(x, [0, 0, 2, 2], 'REFLECT')", "np.pad(x, ((0, 0), (2, 2)), 'reflect')">];
}
def Tfc_MirrorPadGradOp : Tfc_Op<"mirror_pad_grad", [Pure]> {
  let summary = "the gradient of mirror_pad: what was copied is added up";
  let arguments = (ins NumberTensor:$dy, DenseI64ArrayAttr:$paddings, StrAttr:$mode);
  let results = (outs NumberTensor:$dx);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tfc.mirror_pad_grad(dy, paddings, mode)"];
  let tf = TensorFlow<"MirrorPadGrad", ["$1=paddings"]>;
  let examples = [
    Example<"x=f32[6]", "tfc.mirror_pad_grad(x, [1, 2], 'REFLECT')", "np.array([x[1] + x[5], x[2] + x[0] + x[4], x[3]])">,
    Example<"x=f32[2,6]", "tfc.mirror_pad_grad(x, [0, 0, 1, 2], 'SYMMETRIC')", "np.stack([x[:, 1] + x[:, 0], x[:, 2] + x[:, 5], x[:, 3] + x[:, 4]], 1)">];
}
def Tfc_ParallelConcatOp : Tfc_Op<"parallel_concat", [Pure]> {
  let summary = "joins tensors along their first dimension";
  let arguments = (ins Variadic<ElementTensor>:$values);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tfc.parallel_concat(values)"];
  let tf = TensorFlow<"ParallelConcat">;
  let examples = [Example<"x=f32[1,4] y=f32[1,4]", "tfc.parallel_concat([x, y])", "np.concatenate([x, y])">,
    Example<"x=f32[4] y=f32[4]", "tf.parallel_stack([x, y])", "np.stack([x, y])">];
}

//===----------------------------------------------------------------------===//
// Products, bits
//===----------------------------------------------------------------------===//

def Tfc_CrossOp : Tfc_Op<"cross", [Pure]> {
  let summary = "the cross product of vectors of three along the last dimension";
  let arguments = (ins NumberTensor:$x, NumberTensor:$y);
  let results = (outs NumberTensor:$z);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tf.cross(a:x, b:y)", "tf.linalg.cross(a:x, b:y)"];
  let tf = TensorFlow<"Cross">;
  let examples = [Example<"x=f32[2,4,3] y=f32[2,4,3]", "tf.cross(x, y)", "np.cross(x, y)">,
    Example<"x=i32[3] y=i32[3]", "tf.linalg.cross(x, y)", "np.cross(x, y)">];
}
def Tfc_BitcastOp : Tfc_Op<"bitcast", [Pure]> {
  let summary = "the bits of x as another type";
  let description = [{To a smaller type adds a dimension, the lowest bits first; to
    a larger one takes the last dimension, which has as many elements as fit.}];
  let arguments = (ins NumberTensor:$x, TypeAttr:$dtype);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tf.bitcast(input:x, type:dtype)"];
  let tf = TensorFlow<"Bitcast", ["type=dtype"]>;
  let examples = [
    Example<"x=f32[3,4]", "tf.bitcast(x, tf.int32)", "x.view(np.int32)">,
    Example<"x=f32[3]", "tf.bitcast(x, tf.uint8)", "x.view(np.uint8).reshape(3, 4)">,
    Example<"x=i16[3,4]", "tf.bitcast(x, tf.float64)", "x.view(np.float64).reshape(3)">,
    Example<"x=f32[2,4]", "tf.bitcast(tf.cast(x, tf.float16), tf.int16)", "x.astype(np.float16).view(np.int16)">,
    Example<"x=i8[4]", "tf.bitcast(x, tf.float32)", "x.view(np.float32)[0]">];
}
def Tfc_CompareAndBitpackOp : Tfc_Op<"compare_and_bitpack", [Pure]> {
  let summary = "whether elements are greater than a threshold, eight to a byte";
  let description = [{The first of eight is the highest bit.}];
  let arguments = (ins Tensor:$x, Tensor:$threshold);
  let results = (outs RankedTensorOf<[UI8]>:$y);
  let sizes = "none";
  let customLowering = 1;
  let notDifferentiable = "the result is bits";
  let api = ["tfc.compare_and_bitpack(x, threshold)"];
  let tf = TensorFlow<"CompareAndBitpack">;
  let examples = [
    Example<"x=f32[3,16]", "tfc.compare_and_bitpack(x, 0.5)", "np.packbits(x > 0.5, -1)">,
    Example<"x=bool[8]", "tfc.compare_and_bitpack(x, False)", "np.packbits(x, -1)">];
}

#endif // TFC_OPS_REARRANGE_TD
