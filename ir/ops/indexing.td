//===- indexing.td - Elements at places that are data --------------------===//
#ifndef TFC_OPS_INDEXING_TD
#define TFC_OPS_INDEXING_TD

include "ir/Facets.td"

def Tfc_GatherOp : Tfc_Op<"gather", [Pure]> {
  let summary = "slices of x along an axis at the given indices";
  let description = [{An index out of range is INVALID_ARGUMENT in a run. The first
    `batch_dims` dimensions of x and the indices are the same ones, and at most
    `axis`.}];
  let arguments = (ins ElementTensor:$x, ShapeTensor:$indices, DefaultValuedAttr<I64Attr, "0">:$axis,
    DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let grad = [(Call<"gatherBack"> G, $x, $indices, $axis, $batch_dims), (NoGrad)];
  let api = ["tf.gather(params:x, indices, axis=0, batch_dims=0)", "tf.nn.embedding_lookup(params:x, ids:indices)"];
  let tf = Custom<"GatherV2">;
  let tfAlso = [Custom<"Gather">, Custom<"ResourceGather">];
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
  let sizes = "none";
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
  let sizes = "none";
  let customLowering = 1;
  let notDifferentiable = "the indices are integers";
  let tf = Extended<"OneHot", ["$1=depth"]>;
  let examples = [Example<"i=i32[4]:0:5", "tf.one_hot(i, 6)", "np.eye(6, dtype=np.float32)[i]">,
    Example<"i=i64[4]:0:5", "tf.one_hot(i, 6, on_value=2, off_value=-1, axis=0)", "np.where(np.eye(6)[i].T > 0, 2, -1).astype(np.int32)">];
}

#endif // TFC_OPS_INDEXING_TD
