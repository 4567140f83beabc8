//===- shape.td - Constants, shapes, reshaping and broadcasting -----------===//
#ifndef TFC_OPS_SHAPE_TD
#define TFC_OPS_SHAPE_TD

include "ir/Facets.td"

def Tfc_ConstantOp : Tfc_Op<"constant", [Pure, ConstantLike]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "a constant tensor";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Tensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let hasFolder = 1;
  let notDifferentiable = "it has no operands";
  let assemblyFormat = "attr-dict $value";
  let tf = Custom<"Const">;
  let tfAlso = [Custom<"HostConst">];
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
  let sizes = "custom";
  let sizesLowering = 1;
  let hasFolder = 1;
  let notDifferentiable = "depends on the shape of x alone";
}
def Tfc_ShapeOp : Tfc_ShapeQueryOp<"shape"> {
  let summary = "the shape of x, a vector";
  let api = ["tf.shape(input:x, out_type=tf.int32)"];
  let tf = TensorFlow<"Shape">;
  let examples = [Example<"x=f32[3,4]", "tf.shape(x)", "np.array([3, 4], np.int32)">];
}
def Tfc_SizeOp : Tfc_ShapeQueryOp<"size"> {
  let summary = "the number of elements of x";
  let api = ["tf.size(input:x, out_type=tf.int32)"];
  let tf = TensorFlow<"Size">;
  let examples = [Example<"x=f32[3,4]", "tf.size(x)", "np.int32(12)">];
}
def Tfc_RankOp : Tfc_ShapeQueryOp<"rank"> {
  let summary = "the number of dimensions of x";
  let api = ["tf.rank(input:x)"];
  let tf = TensorFlow<"Rank">;
  let examples = [Example<"x=f32[3,4]", "tf.rank(x)", "np.int32(2)">];
}

def Tfc_ReshapeOp : Tfc_Op<"reshape", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "the elements of x in row-major order in another shape";
  let description = [{One entry of the shape may be -1: it takes what is left.}];
  let arguments = (ins ElementTensor:$x, SizesTensor:$shape);
  let results = (outs ElementTensor:$y);
  let sizes = "reshape";
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(ReshapeLike G, $x), (NoGrad)];
  let api = ["tf.reshape(tensor:x, shape)"];
  let tf = TensorFlow<"Reshape">;
  let examples = [Example<"x=f32[3,4]", "tf.reshape(x, [2, 6])", "x.reshape(2, 6)">,
    Example<"x=f32[3,4]", "tf.reshape(x, [2, -1, 3])", "x.reshape(2, 2, 3)">,
    Example<"x=f32[1]", "tf.reshape(x, [])", "x.reshape(())">];
}
def Tfc_EnsureShapeOp : Tfc_Op<"ensure_shape", [Pure]> {
  let summary = "x itself; a run fails where it has another shape (-1: any size)";
  let arguments = (ins Tensor:$x, DenseI64ArrayAttr:$shape);
  let results = (outs Tensor:$y);
  let sizes = "reshape";
  let customLowering = 1;
  let grad = [(ReshapeLike G, $x)];
  let tf = Custom<"EnsureShape">;
  let api = ["tfc.ensure_shape(x, shape)"];
  let examples = [Example<"x=f32[3,4]", "tf.ensure_shape(x, [None, 4]) * 2.0", "x * 2">];
}
def Tfc_ExpandDimsOp : Tfc_Op<"expand_dims", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "inserts a dimension of 1";
  let arguments = (ins ElementTensor:$x, I64Attr:$axis);
  let results = (outs ElementTensor:$y);
  let sizes = "reshape";
  let customLowering = 1;
  let grad = [(ReshapeLike G, $x)];
  let api = ["tf.expand_dims(input:x, axis, dim:axis=None)"];
  let tf = TensorFlow<"ExpandDims", ["$1=axis"]>;
  let examples = [Example<"x=f32[3,4]", "tf.expand_dims(x, 1)", "x[:, None]">,
    Example<"x=f32[3,4]", "tf.expand_dims(x, -1)", "x[..., None]">];
}
def Tfc_SqueezeOp : Tfc_Op<"squeeze", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "removes dimensions of 1: those given, or all";
  let arguments = (ins ElementTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$axes);
  let results = (outs ElementTensor:$y);
  let sizes = "reshape";
  let customLowering = 1;
  let grad = [(ReshapeLike G, $x)];
  let api = ["tf.squeeze(input:x, axis:axes=None, squeeze_dims:axes=None)"];
  let tf = TensorFlow<"Squeeze", ["squeeze_dims=axes", "axis=axes"]>;
  let examples = [Example<"x=f32[1,3,1]", "tf.squeeze(x)", "x[0, :, 0]">,
    Example<"x=f32[1,3,1]", "tf.squeeze(x, [2])", "x[:, :, 0]">];
}
def Tfc_TransposeOp : Tfc_Op<"transpose", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "permutes dimensions; without a permutation, reverses them";
  let arguments = (ins ElementTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$perm);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(Call<"transposeBack"> G, $perm)];
  let api = ["tf.transpose(a:x, perm=None)"];
  let tf = TensorFlow<"Transpose", ["$1=perm"]>;
  let examples = [Example<"x=f32[3,40]", "tf.transpose(x)", "x.T">,
    Example<"x=f32[2,3,4]", "tf.transpose(x, [1, 2, 0])", "x.transpose(1, 2, 0)">];
}
def Tfc_BroadcastToOp : Tfc_Op<"broadcast_to", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x broadcast to a shape";
  let arguments = (ins ElementTensor:$x, SizesTensor:$shape);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
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
  let sizes = "none";
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(Call<"broadcastLike"> G, $x), (NoGrad)];
  let api = ["tfc.sum_to(x, like)"];
  let examples = [Example<"x=f32[2,3,4] y=f32[3,1]", "tfc.sum_to(x, y)", "x.sum((0, 2)).reshape(3, 1)">];
}
def Tfc_BroadcastLikeOp : Tfc_Op<"broadcast_like", [Pure]> {
  let summary = "x broadcast to the shape of `like`";
  let arguments = (ins ElementTensor:$x, ElementTensor:$like);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
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
  let sizes = "reshape";
  let customLowering = 1;
  let hasFolder = 1;
  let grad = [(ReshapeLike G, $x), (NoGrad)];
  let api = ["tfc.reshape_like(x, like)"];
  let examples = [Example<"x=f32[3,4] y=f32[2,6]", "tfc.reshape_like(x, y)", "x.reshape(2, 6)">];
}
def Tfc_TileOp : Tfc_Op<"tile", [Pure]> {
  let summary = "repeats x along each dimension";
  let arguments = (ins ElementTensor:$x, SizesTensor:$multiples);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tf.tile(input:x, multiples)"];
  let tf = TensorFlow<"Tile">;
  let examples = [Example<"x=f32[2,3]", "tf.tile(x, [2, 3])", "np.tile(x, (2, 3))">];
}
def Tfc_FillOp : Tfc_Op<"fill", [Pure]> {
  let summary = "a tensor of one value";
  let arguments = (ins SizesTensor:$dims, ElementTensor:$value);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
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
  let sizes = "custom";
  let customLowering = 1;
  let notDifferentiable = "TensorFlow registers none";
  let tf = TensorFlow<"Range">;
  let examples = [Example<"x=i32[4]", "x + tf.range(4)", "x + np.arange(4, dtype=np.int32)">,
    Example<"x=f32[4]", "x + tf.range(1.0, 3.0, 0.5)", "x + np.arange(1, 3, 0.5, dtype=np.float32)">];
}

#endif // TFC_OPS_SHAPE_TD
