//===- slices.td - Joining, splitting, slicing and padding ---------------===//
#ifndef TFC_OPS_SLICES_TD
#define TFC_OPS_SLICES_TD

include "ir/Facets.td"

def Tfc_ConcatOp : Tfc_Op<"concat", [Pure]> {
  let summary = "joins tensors along an axis";
  let arguments = (ins Variadic<ElementTensor>:$values, I64Attr:$axis);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let customGrad = 1;

  let tf = TensorFlow<"ConcatV2", ["$-1=axis"]>;
  let tfAlso = [TensorFlow<"Concat", ["$0=axis"]>];
  let examples = [Example<"x=f32[3,4] y=f32[3,2]", "tf.concat([x, y], 1)", "np.concatenate([x, y], 1)">,
    Example<"x=f32[3,4] y=f32[1,4]", "tf.concat([x, y, x], axis=0)", "np.concatenate([x, y, x], 0)">];
}
def Tfc_SplitOp : Tfc_Op<"split", [Pure]> {
  let summary = "cuts x along an axis into pieces of the given sizes";
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$sizes, I64Attr:$axis);
  let results = (outs Variadic<ElementTensor>:$pieces);
  let sizes = "custom";
  let customLowering = 1;
  let customGrad = 1;
  let tf = Custom<"SplitV">;
  let tfAlso = [Custom<"Split">];
  let examples = [Example<"x=f32[4,6]", "tf.split(x, 3, 1)[1]", "x[:, 2:4]">,
    Example<"x=f32[4,6]", "tf.split(x, [1, 3, 2], axis=1)[1]", "x[:, 1:4]">];
}
def Tfc_StackOp : Tfc_Op<"stack", [Pure]> {
  let summary = "joins tensors of one shape along a new axis";
  let arguments = (ins Variadic<ElementTensor>:$values, DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let hasFolder = 1;
  let customGrad = 1;
  let api = ["tf.stack(values, axis=0)", "tf.pack(values, axis=0)"];
  let tf = TensorFlow<"Pack">;
  let examples = [Example<"x=f32[3,4] y=f32[3,4]", "tf.stack([x, y], 1)", "np.stack([x, y], 1)">];
}
def Tfc_UnstackOp : Tfc_Op<"unstack", [Pure]> {
  let summary = "the slices of x along an axis, which goes";
  let arguments = (ins ElementTensor:$x, DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs Variadic<ElementTensor>:$pieces);
  let sizes = "custom";
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"Unpack">;
  let examples = [Example<"x=f32[3,4]", "tf.unstack(x, axis=1)[2]", "x[:, 2]">];
}
def Tfc_SliceOp : Tfc_Op<"slice", [Pure]> {
  let summary = "the part of x from `begin` of `size`; a size of -1 goes to the end";
  let arguments = (ins ElementTensor:$x, SizesTensor:$begin, SizesTensor:$size);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tf.slice(input_:x, begin, size)"];
  let tf = TensorFlow<"Slice">;
  let examples = [Example<"x=f32[4,6]", "tf.slice(x, [1, 2], [2, -1])", "x[1:3, 2:]">];
}
def Tfc_StridedSliceOp : Tfc_Op<"strided_slice", [Pure]> {
  let summary = "python slicing: x[begin:end:strides], with TensorFlow's masks";
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$begin, DenseI64ArrayAttr:$end,
    DenseI64ArrayAttr:$strides,
    DefaultValuedAttr<I64Attr, "0">:$begin_mask, DefaultValuedAttr<I64Attr, "0">:$end_mask,
    DefaultValuedAttr<I64Attr, "0">:$ellipsis_mask, DefaultValuedAttr<I64Attr, "0">:$new_axis_mask,
    DefaultValuedAttr<I64Attr, "0">:$shrink_axis_mask);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let hasFolder = 1;
  let customGrad = 1;

  let tf = Custom<"StridedSlice">;
  let examples = [Example<"x=f32[4,6]", "x[1:3, ::2]", "x[1:3, ::2]">,
    Example<"x=f32[4,6]", "x[-1]", "x[-1]">,
    Example<"x=f32[4,6]", "x[::-1, 1]", "x[::-1, 1]">,
    Example<"x=f32[2,3,4]", "x[..., 1:, tf.newaxis]", "x[..., 1:, None]">];
}
def Tfc_StridedSliceGradOp : Tfc_Op<"strided_slice_grad", [Pure]> {
  let summary = "dy put where strided_slice took from, in zeros of the shape of `like`";
  let arguments = (ins ArithmeticTensor:$dy, Tensor:$like, DenseI64ArrayAttr:$begin,
    DenseI64ArrayAttr:$end, DenseI64ArrayAttr:$strides,
    DefaultValuedAttr<I64Attr, "0">:$begin_mask, DefaultValuedAttr<I64Attr, "0">:$end_mask,
    DefaultValuedAttr<I64Attr, "0">:$ellipsis_mask, DefaultValuedAttr<I64Attr, "0">:$new_axis_mask,
    DefaultValuedAttr<I64Attr, "0">:$shrink_axis_mask);
  let results = (outs ArithmeticTensor:$dx);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc.strided_slice_grad(dy, like, begin, end, strides)"];
  let tf = Custom<"StridedSliceGrad">;
  let examples = [Example<"x=f32[2,3] y=f32[4,6]", "tfc.strided_slice_grad(x, y, [1, 0], [3, 6], [1, 2])", "ref.put(np.zeros((4, 6)), np.s_[1:3, ::2], x)">];
}
def Tfc_PadOp : Tfc_Op<"pad", [Pure]> {
  let summary = "surrounds x by a value; `paddings` holds before, after per dimension";
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$paddings,
    DefaultValuedAttr<F64Attr, "0.0">:$constant_value);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
  let tf = Extended<"Pad", ["$1=paddings"]>;
  let tfAlso = [Extended<"PadV2", ["$1=paddings", "$2=constant_value"]>];
  let examples = [Example<"x=f32[2,3]", "tf.pad(x, [[1, 0], [2, 3]])", "np.pad(x, ((1, 0), (2, 3)))">,
    Example<"x=f32[2,3]", "tf.pad(x, [[1, 0], [2, 3]], constant_values=5.0)", "np.pad(x, ((1, 0), (2, 3)), constant_values=5)">];
}

#endif // TFC_OPS_SLICES_TD
