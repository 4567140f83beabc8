//===- shape.td - Constants, shapes, and moving elements about -----------===//
#ifndef TFC_OPS_SHAPE_TD
#define TFC_OPS_SHAPE_TD

include "ir/Facets.td"

def Tfc_ConstantOp : Tfc_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a constant tensor";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Tensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let notDifferentiable = "it has no operands";
  let assemblyFormat = "attr-dict $value";
  let tf = TensorFlow<"Const">;
  let onnx = Onnx<"Constant">;
  let examples = [Example<"x=f32[2]", "x * tf.constant([2.0, 3.0])", "x * np.float32([2, 3])">];
}

//===----------------------------------------------------------------------===//
// Shapes as values. A shape operand is a vector of int32 or int64; the result's
// static shape follows from it as far as it is known when compiling
// (ir/Shape.h, knownElements).
//===----------------------------------------------------------------------===//

// Without out_type the result is int32.
class Tfc_ShapeQueryOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins ElementTensor:$x,
    OptionalAttr<TypeAttr>:$out_type);
  let results = (outs ShapeTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let notDifferentiable = "depends on the shape of x alone";
}
def Tfc_ShapeOp : Tfc_ShapeQueryOp<"shape"> {
  let summary = "the shape of x, a vector";
  let api = ["tf.shape(input:x, out_type=tf.int32)"];
  let tf = TensorFlow<"Shape">;
  let onnx = Onnx<"Shape">;
  let examples = [Example<"x=f32[3,4]", "tf.shape(x)", "np.array([3, 4], np.int32)">];
}
def Tfc_SizeOp : Tfc_ShapeQueryOp<"size"> {
  let summary = "the number of elements of x";
  let api = ["tf.size(input:x, out_type=tf.int32)"];
  let tf = TensorFlow<"Size">;
  let onnx = Onnx<"Size">;
  let examples = [Example<"x=f32[3,4]", "tf.size(x)", "np.int32(12)">];
}
def Tfc_RankOp : Tfc_ShapeQueryOp<"rank"> {
  let summary = "the number of dimensions of x";
  let api = ["tf.rank(input:x)"];
  let tf = TensorFlow<"Rank">;
  let examples = [Example<"x=f32[3,4]", "tf.rank(x)", "np.int32(2)">];
}

def Tfc_ReshapeOp : Tfc_Op<"reshape", [Pure]> {
  let summary = "the elements of x in row-major order in another shape";
  let description = [{One entry of the shape may be -1: it takes what is left.}];
  let arguments = (ins ElementTensor:$x, SizesTensor:$shape);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(ReshapeLike G, $x), (NoGrad)];
  let api = ["tf.reshape(tensor:x, shape)"];
  let tf = TensorFlow<"Reshape">;
  let onnx = Onnx<"Reshape", 5>;
  let examples = [Example<"x=f32[3,4]", "tf.reshape(x, [2, 6])", "x.reshape(2, 6)">,
    Example<"x=f32[3,4]", "tf.reshape(x, [2, -1, 3])", "x.reshape(2, 2, 3)">,
    Example<"x=f32[1]", "tf.reshape(x, [])", "x.reshape(())">];
}
def Tfc_EnsureShapeOp : Tfc_Op<"ensure_shape", [Pure]> {
  let summary = "x itself; a run fails where it has another shape (-1: any size)";
  let arguments = (ins Tensor:$x, DenseI64ArrayAttr:$shape);
  let results = (outs Tensor:$y);
  let customLowering = 1;
  let grad = [(ReshapeLike G, $x)];
  let api = ["tfc.ensure_shape(x, shape)"];
  let examples = [Example<"x=f32[3,4]", "tf.ensure_shape(x, [None, 4]) * 2.0", "x * 2">];
}
def Tfc_ExpandDimsOp : Tfc_Op<"expand_dims", [Pure]> {
  let summary = "inserts a dimension of 1";
  let arguments = (ins ElementTensor:$x, I64Attr:$axis);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let grad = [(ReshapeLike G, $x)];
  let api = ["tf.expand_dims(input:x, axis, dim:axis=None)"];
  let tf = TensorFlow<"ExpandDims", ["$1=axis"]>;
  let examples = [Example<"x=f32[3,4]", "tf.expand_dims(x, 1)", "x[:, None]">,
    Example<"x=f32[3,4]", "tf.expand_dims(x, -1)", "x[..., None]">];
}
def Tfc_SqueezeOp : Tfc_Op<"squeeze", [Pure]> {
  let summary = "removes dimensions of 1: those given, or all";
  let arguments = (ins ElementTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$axes);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let grad = [(ReshapeLike G, $x)];
  let api = ["tf.squeeze(input:x, axis:axes=None, squeeze_dims:axes=None)"];
  let tf = TensorFlow<"Squeeze", ["squeeze_dims=axes"]>;
  let examples = [Example<"x=f32[1,3,1]", "tf.squeeze(x)", "x[0, :, 0]">,
    Example<"x=f32[1,3,1]", "tf.squeeze(x, [2])", "x[:, :, 0]">];
}
def Tfc_TransposeOp : Tfc_Op<"transpose", [Pure]> {
  let summary = "permutes dimensions; without a permutation, reverses them";
  let arguments = (ins ElementTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$perm);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(Call<"transposeBack"> G, $perm)];
  let api = ["tf.transpose(a:x, perm=None)"];
  let tf = TensorFlow<"Transpose", ["$1=perm"]>;
  let onnx = Onnx<"Transpose">;
  let examples = [Example<"x=f32[3,40]", "tf.transpose(x)", "x.T">,
    Example<"x=f32[2,3,4]", "tf.transpose(x, [1, 2, 0])", "x.transpose(1, 2, 0)">];
}
def Tfc_BroadcastToOp : Tfc_Op<"broadcast_to", [Pure]> {
  let summary = "x broadcast to a shape";
  let arguments = (ins ElementTensor:$x, SizesTensor:$shape);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let grad = [(Call<"sumTo"> G, $x), (NoGrad)];
  let api = ["tf.broadcast_to(input:x, shape)"];
  let tf = TensorFlow<"BroadcastTo">;
  let examples = [Example<"x=f32[3,1]", "tf.broadcast_to(x, [2, 3, 4])", "np.broadcast_to(x, (2, 3, 4))">];
}
def Tfc_SumToOp : Tfc_Op<"sum_to", [Pure]> {
  let summary = "sums x over the axes along which `like` was broadcast to it";
  let description = [{The inverse direction of broadcasting, for gradients. The
    result has the shape of `like`.}];
  let arguments = (ins ArithmeticTensor:$x, Tensor:$like);
  let results = (outs ArithmeticTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(Call<"broadcastLike"> G, $x), (NoGrad)];
  let api = ["tfc.sum_to(x, like)"];
  let examples = [Example<"x=f32[2,3,4] y=f32[3,1]", "tfc.sum_to(x, y)", "x.sum((0, 2)).reshape(3, 1)">];
  let flops = 1;
}
def Tfc_BroadcastLikeOp : Tfc_Op<"broadcast_like", [Pure]> {
  let summary = "x broadcast to the shape of `like`";
  let arguments = (ins ElementTensor:$x, ElementTensor:$like);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(Call<"sumTo"> G, $x), (NoGrad)];
  let api = ["tfc.broadcast_like(x, like)"];
  let examples = [Example<"x=f32[3,1] y=f32[2,3,4]", "tfc.broadcast_like(x, y)", "np.broadcast_to(x, (2, 3, 4))">];
}
def Tfc_ReshapeLikeOp : Tfc_Op<"reshape_like", [Pure]> {
  let summary = "the elements of x in the shape of `like`";
  let arguments = (ins ElementTensor:$x, ElementTensor:$like);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(ReshapeLike G, $x), (NoGrad)];
  let api = ["tfc.reshape_like(x, like)"];
  let examples = [Example<"x=f32[3,4] y=f32[2,6]", "tfc.reshape_like(x, y)", "x.reshape(2, 6)">];
}

//===----------------------------------------------------------------------===//
// Joining, splitting, slicing
//===----------------------------------------------------------------------===//

def Tfc_ConcatOp : Tfc_Op<"concat", [Pure]> {
  let summary = "joins tensors along an axis";
  let arguments = (ins Variadic<ElementTensor>:$values, I64Attr:$axis);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let customGrad = 1;

  let tf = TensorFlow<"ConcatV2", ["$-1=axis"]>;
  let tfAlso = [TensorFlow<"Concat", ["$0=axis"]>];
  let onnx = Onnx<"Concat", 4>;
  let examples = [Example<"x=f32[3,4] y=f32[3,2]", "tf.concat([x, y], 1)", "np.concatenate([x, y], 1)">,
    Example<"x=f32[3,4] y=f32[1,4]", "tf.concat([x, y, x], axis=0)", "np.concatenate([x, y, x], 0)">];
}
def Tfc_SplitOp : Tfc_Op<"split", [Pure]> {
  let summary = "cuts x along an axis into pieces of the given sizes";
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$sizes, I64Attr:$axis);
  let results = (outs Variadic<ElementTensor>:$pieces);
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"SplitV">;
  let onnx = Onnx<"Split", 2>;
  let examples = [Example<"x=f32[4,6]", "tf.split(x, 3, 1)[1]", "x[:, 2:4]">,
    Example<"x=f32[4,6]", "tf.split(x, [1, 3, 2], axis=1)[1]", "x[:, 1:4]">];
}
def Tfc_StackOp : Tfc_Op<"stack", [Pure]> {
  let summary = "joins tensors of one shape along a new axis";
  let arguments = (ins Variadic<ElementTensor>:$values, DefaultValuedAttr<I64Attr, "0">:$axis);
  let results = (outs ElementTensor:$y);
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
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"Unpack">;
  let examples = [Example<"x=f32[3,4]", "tf.unstack(x, axis=1)[2]", "x[:, 2]">];
}
def Tfc_SliceOp : Tfc_Op<"slice", [Pure]> {
  let summary = "the part of x from `begin` of `size`; a size of -1 goes to the end";
  let arguments = (ins ElementTensor:$x, SizesTensor:$begin, SizesTensor:$size);
  let results = (outs ElementTensor:$y);
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
  let customLowering = 1;
  let hasFolder = 1;
  let customGrad = 1;

  let tf = TensorFlow<"StridedSlice">;
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
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc.strided_slice_grad(dy, like, begin, end, strides)"];
  let tf = TensorFlow<"StridedSliceGrad">;
  let examples = [Example<"x=f32[2,3] y=f32[4,6]", "tfc.strided_slice_grad(x, y, [1, 0], [3, 6], [1, 2])", "ref.put(np.zeros((4, 6)), np.s_[1:3, ::2], x)">];
}
def Tfc_PadOp : Tfc_Op<"pad", [Pure]> {
  let summary = "surrounds x by a value; `paddings` holds before, after per dimension";
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$paddings,
    DefaultValuedAttr<F64Attr, "0.0">:$constant_value);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let customGrad = 1;
  let tf = TensorFlow<"Pad", ["$1=paddings"]>;
  let tfAlso = [TensorFlow<"PadV2", ["$1=paddings", "$2=constant_value"]>];
  let examples = [Example<"x=f32[2,3]", "tf.pad(x, [[1, 0], [2, 3]])", "np.pad(x, ((1, 0), (2, 3)))">,
    Example<"x=f32[2,3]", "tf.pad(x, [[1, 0], [2, 3]], constant_values=5.0)", "np.pad(x, ((1, 0), (2, 3)), constant_values=5)">];
}
def Tfc_TileOp : Tfc_Op<"tile", [Pure]> {
  let summary = "repeats x along each dimension";
  let arguments = (ins ElementTensor:$x, SizesTensor:$multiples);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tf.tile(input:x, multiples)"];
  let tf = TensorFlow<"Tile">;
  let onnx = Onnx<"Tile", 6>;
  let examples = [Example<"x=f32[2,3]", "tf.tile(x, [2, 3])", "np.tile(x, (2, 3))">];
}
def Tfc_FillOp : Tfc_Op<"fill", [Pure]> {
  let summary = "a tensor of one value";
  let arguments = (ins SizesTensor:$dims, ElementTensor:$value);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(NoGrad), (Call<"sumTo"> G, $value)];
  let api = ["tf.fill(dims, value)"];
  let tf = TensorFlow<"Fill">;
  let examples = [Example<"x=f32[]", "tf.fill([2, 3], x)", "np.full((2, 3), x)">];
}
def Tfc_RangeOp : Tfc_Op<"range", [Pure]> {
  let summary = "start, start + delta, ... below limit";
  let arguments = (ins SizeNumber:$start, SizeNumber:$limit, SizeNumber:$delta);
  let results = (outs NumberTensor:$y);
  let customLowering = 1;
  let notDifferentiable = "TensorFlow registers none";
  let tf = TensorFlow<"Range">;
  let onnx = Onnx<"Range", 11>;
  let examples = [Example<"x=i32[4]", "x + tf.range(4)", "x + np.arange(4, dtype=np.int32)">,
    Example<"x=f32[4]", "x + tf.range(1.0, 3.0, 0.5)", "x + np.arange(1, 3, 0.5, dtype=np.float32)">];
}

//===----------------------------------------------------------------------===//
// Indexing
//===----------------------------------------------------------------------===//

def Tfc_GatherOp : Tfc_Op<"gather", [Pure]> {
  let summary = "slices of x along an axis at the given indices";
  let description = [{An index out of range is INVALID_ARGUMENT in a run. The first
    `batch_dims` dimensions of x and the indices are the same ones, and at most
    `axis`.}];
  let arguments = (ins ElementTensor:$x, ShapeTensor:$indices, DefaultValuedAttr<I64Attr, "0">:$axis,
    DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let grad = [(Call<"gatherBack"> G, $x, $indices, $axis, $batch_dims), (NoGrad)];
  let api = ["tf.gather(params:x, indices, axis=0, batch_dims=0)", "tf.nn.embedding_lookup(params:x, ids:indices)"];
  let tf = TensorFlow<"GatherV2">;
  let onnx = Onnx<"Gather">;
  let examples = [Example<"x=f32[6,3] i=i32[4]:0:5", "tf.gather(x, i)", "x[i]">,
    Example<"x=f32[3,6] i=i64[2,2]:0:5", "tf.gather(x, i, axis=1)", "x[:, i]">,
    Example<"x=f32[2,6,3] i=i32[2,4]:0:5", "tf.gather(x, i, axis=1, batch_dims=1)", "np.stack([v[j] for v, j in zip(x, i)])">,
    Example<"x=f32[2,3,6] i=i32[2,2]:0:5", "tf.gather(x, i, axis=2, batch_dims=1)", "np.stack([v[:, j] for v, j in zip(x, i)])">,
    Example<"x=f32[2,3,6] i=i32[2,3,2]:0:5", "tf.batch_gather(x, i)", "np.take_along_axis(x, i, -1)">];
}
def Tfc_GatherGradOp : Tfc_Op<"gather_grad", [Pure]> {
  let summary = "adds the slices of dy to zeros of the shape of `like` at the indices";
  let arguments = (ins ArithmeticTensor:$dy, Tensor:$like, ShapeTensor:$indices,
    DefaultValuedAttr<I64Attr, "0">:$axis, DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs ArithmeticTensor:$dx);
  let customLowering = 1;
  let grad = [(Call<"gather"> G, $indices, $axis, $batch_dims), (NoGrad), (NoGrad)];
  let api = ["tfc.gather_grad(dy, like, indices, axis=0, batch_dims=0)"];
  let examples = [Example<"x=f32[4,3] y=f32[6,3] i=i32[4]:0:5", "tfc.gather_grad(x, y, i)", "ref.scatter_add(np.zeros((6, 3)), i, x)">];
}
def Tfc_OneHotOp : Tfc_Op<"one_hot", [Pure]> {
  let summary = "on_value at the index, off_value elsewhere, along a new axis";
  let arguments = (ins ShapeTensor:$indices, I64Attr:$depth, ElementTensor:$on_value,
    ElementTensor:$off_value, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs ElementTensor:$y);
  let customLowering = 1;
  let notDifferentiable = "the indices are integers";
  let tf = TensorFlow<"OneHot", ["$1=depth"]>;
  let onnx = Onnx<"OneHot", 9>;
  let examples = [Example<"i=i32[4]:0:5", "tf.one_hot(i, 6)", "np.eye(6, dtype=np.float32)[i]">,
    Example<"i=i64[4]:0:5", "tf.one_hot(i, 6, on_value=2, off_value=-1, axis=0)", "np.where(np.eye(6)[i].T > 0, 2, -1).astype(np.int32)">];
}

#endif // TFC_OPS_SHAPE_TD
