//===- scan.td - Running sums and products --------------------------------===//
#ifndef TFC_OPS_SCAN_TD
#define TFC_OPS_SCAN_TD

include "ir/Facets.td"

// With `exclusive` an element's own value is left out; with `reverse` the scan
// goes from the end.
class Tfc_ScanOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins NumberTensor:$x, DefaultValuedAttr<I64Attr, "0">:$axis,
    DefaultValuedAttr<BoolAttr, "false">:$exclusive, DefaultValuedAttr<BoolAttr, "false">:$reverse);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let customGrad = 1;
}
def Tfc_CumsumOp : Tfc_ScanOp<"cumsum"> {
  let summary = "running sums along an axis";
  let kernel = RuntimeKernel<"tfc_kernel_cumsum", ["axis", "exclusive", "reverse"]>;
  let api = ["tf.cumsum(x, axis=0, exclusive=False, reverse=False)",
             "tf.math.cumsum(x, axis=0, exclusive=False, reverse=False)"];
  let tf = TensorFlow<"Cumsum", ["$1=axis"]>;
  let examples = [
    Example<"x=f32[3,4]", "tf.cumsum(x)", "np.cumsum(x, 0)">,
    Example<"x=f32[2,3,4]", "tf.cumsum(x, 1, reverse=True)", "np.cumsum(x[:, ::-1], 1)[:, ::-1]">,
    Example<"x=f32[3,4]", "tf.cumsum(x, -1, exclusive=True)", "np.cumsum(x, 1) - x">,
    Example<"x=i32[5]", "tf.cumsum(x, exclusive=True, reverse=True)", "np.cumsum(x[::-1])[::-1].astype(np.int32) - x">];
}
def Tfc_CumprodOp : Tfc_ScanOp<"cumprod"> {
  let summary = "running products along an axis";
  let kernel = RuntimeKernel<"tfc_kernel_cumprod", ["axis", "exclusive", "reverse"]>;
  let api = ["tf.cumprod(x, axis=0, exclusive=False, reverse=False)",
             "tf.math.cumprod(x, axis=0, exclusive=False, reverse=False)"];
  let tf = TensorFlow<"Cumprod", ["$1=axis"]>;
  let examples = [
    Example<"x=f32[3,4]:0.5:2", "tf.cumprod(x, 1)", "np.cumprod(x, 1)">,
    Example<"x=f32[3,4]:0.5:2", "tf.cumprod(x, exclusive=True)", "np.cumprod(x, 0) / x">,
    Example<"x=f32[3,4]:0.5:2", "tf.cumprod(x, -1, reverse=True)", "np.cumprod(x[:, ::-1], 1)[:, ::-1]">];
}

#endif // TFC_OPS_SCAN_TD
