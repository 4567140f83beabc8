//===- sort.td - Orders of elements --------------------------------------===//
#ifndef TFC_OPS_SORT_TD
#define TFC_OPS_SORT_TD

include "ir/Facets.td"

def Tfc_TopKOp : Tfc_Op<"top_k", [Pure]> {
  let summary = "the k largest elements of every row, in falling order, and their places";
  let description = [{x is [..., n], the results are [..., k]; k <= n. Of equal
    elements the one with the lower index comes first.}];
  let arguments = (ins NumberTensor:$x, I64Attr:$k,
    DefaultValuedAttr<BoolAttr, "true">:$sorted);
  let results = (outs NumberTensor:$values, RankedTensorOf<[I32]>:$indices);
  let kernel = RuntimeKernel<"tfc_kernel_top_k">;
  let customSizes = 1;
  let gradientMissing = 1;
  let api = ["tf.nn.top_k(input:x, k=1, sorted=True)", "tf.math.top_k(input:x, k=1, sorted=True)"];
  let tf = TensorFlow<"TopKV2", ["$1=k"]>;
  let examples = [
    Example<"x=f32[3,7]", "tf.nn.top_k(x, k=3)[0]", "-np.sort(-x, axis=-1)[:, :3]">,
    Example<"x=f32[2,3,5]", "tf.nn.top_k(x, 2)[1]", "np.argsort(-x, axis=-1, kind='stable')[..., :2].astype(np.int32)">];
}

#endif // TFC_OPS_SORT_TD
