//===- diag.td - Diagonals and bands of matrices --------------------------===//
//
// Matrices are the last two dimensions. `k` is a diagonal (0 the main one,
// positive above it) or the lowest and the highest of a band; absent: 0. A band
// holds its diagonals from the highest to the lowest in one dimension; each is
// aligned in the last one as `align` says of those above and below: LEFT_RIGHT
// puts those above to the left, those below to the right (TensorFlow's
// MatrixDiagV3). RIGHT_LEFT, LEFT_LEFT and RIGHT_RIGHT likewise.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_DIAG_TD
#define TFC_OPS_DIAG_TD

include "ir/Facets.td"

def Tfc_DiagOp : Tfc_Op<"diag", [Pure]> {
  let summary = "x on the diagonal of zeros of twice its rank";
  let arguments = (ins ArithmeticTensor:$x);
  let results = (outs ArithmeticTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tf.diag(diagonal:x)", "tf.linalg.tensor_diag(diagonal:x)"];
  let tf = TensorFlow<"Diag">;
  let examples = [Example<"x=f32[4]", "tf.diag(x)", "np.diag(x)">,
    Example<"x=i32[2,3]", "tf.linalg.tensor_diag(x)", "np.diag(x.ravel()).reshape(2, 3, 2, 3)">];
}
def Tfc_DiagPartOp : Tfc_Op<"diag_part", [Pure]> {
  let summary = "the diagonal of x, whose first half of dimensions equals the second";
  let arguments = (ins Tensor:$x);
  let results = (outs Tensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tf.diag_part(input:x)", "tf.linalg.tensor_diag_part(input:x)"];
  let tf = TensorFlow<"DiagPart">;
  let examples = [Example<"x=f32[4,4]", "tf.diag_part(x)", "np.diag(x)">,
    Example<"x=f32[2,3,2,3]", "tf.linalg.tensor_diag_part(x)", "np.diag(x.reshape(6, 6)).reshape(2, 3)">];
}

def Tfc_MatrixDiagOp : Tfc_Op<"matrix_diag", [Pure]> {
  let summary = "matrices with the given diagonals";
  let description = [{Without num_rows or num_cols (-1) the matrices are as small as
    can be, and square where neither is given.}];
  let arguments = (ins Tensor:$diagonal, OptionalAttr<DenseI64ArrayAttr>:$k,
    DefaultValuedAttr<I64Attr, "-1">:$num_rows, DefaultValuedAttr<I64Attr, "-1">:$num_cols,
    DefaultValuedAttr<StrAttr, "\"RIGHT_LEFT\"">:$align,
    DefaultValuedAttr<F64Attr, "0.0">:$padding_value);
  let results = (outs Tensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(ReshapeLike (Call<"matrix_diag_part"> G, $k, $align), $diagonal)];
  let api = ["tf.matrix_diag(diagonal, k=0, num_rows=-1, num_cols=-1, padding_value=0.0, align='RIGHT_LEFT')",
             "tf.linalg.diag(diagonal, k=0, num_rows=-1, num_cols=-1, padding_value=0.0, align='RIGHT_LEFT')"];
  let tf = TensorFlow<"MatrixDiag">;
  let tfAlso = [TensorFlow<"BatchMatrixDiag">,
    TensorFlow<"MatrixDiagV2", ["$1=k", "$2=num_rows", "$3=num_cols", "$4=padding_value", "=align:\"LEFT_LEFT\""]>,
    TensorFlow<"MatrixDiagV3", ["$1=k", "$2=num_rows", "$3=num_cols", "$4=padding_value"]>];
  let examples = [
    Example<"x=f32[2,3]", "tf.matrix_diag(x)", "np.stack([np.diag(v) for v in x])">,
    Example<"x=f32[3]", "tf.linalg.diag(x, k=1)", "np.diag(x, 1)">,
    Example<"x=i32[2,3]", "tf.linalg.diag(x, k=[-1, 0], num_rows=3, align='LEFT_RIGHT', padding_value=9.0)", "np.array([[x[0, 0], 9, 9], [x[1, 1], x[0, 1], 9], [9, x[1, 2], x[0, 2]]], np.int32)">];
}
def Tfc_MatrixDiagPartOp : Tfc_Op<"matrix_diag_part", [Pure]> {
  let summary = "diagonals of matrices";
  let arguments = (ins Tensor:$x, OptionalAttr<DenseI64ArrayAttr>:$k,
    DefaultValuedAttr<StrAttr, "\"RIGHT_LEFT\"">:$align,
    DefaultValuedAttr<F64Attr, "0.0">:$padding_value);
  let results = (outs Tensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"matrix_set_diag"> (ZerosLike $x), G, $k, $align)];
  let api = ["tf.matrix_diag_part(input:x, k=0, padding_value=0.0, align='RIGHT_LEFT')",
             "tf.linalg.diag_part(input:x, k=0, padding_value=0.0, align='RIGHT_LEFT')"];
  let tf = TensorFlow<"MatrixDiagPart">;
  let tfAlso = [TensorFlow<"BatchMatrixDiagPart">,
    TensorFlow<"MatrixDiagPartV2", ["$1=k", "$2=padding_value", "=align:\"LEFT_LEFT\""]>,
    TensorFlow<"MatrixDiagPartV3", ["$1=k", "$2=padding_value"]>];
  let examples = [
    Example<"x=f32[2,3,4]", "tf.matrix_diag_part(x)", "np.stack([np.diag(m) for m in x])">,
    Example<"x=f32[3,4]", "tf.linalg.diag_part(x, k=-1)", "np.diag(x, -1)">,
    Example<"x=f32[3,4]", "tf.linalg.diag_part(x, k=[-1, 2])", "np.array([[0, x[0, 2], x[1, 3]], [x[0, 1], x[1, 2], x[2, 3]], np.diag(x), [x[1, 0], x[2, 1], 0]], np.float32)">];
}
def Tfc_MatrixSetDiagOp : Tfc_Op<"matrix_set_diag", [Pure]> {
  let summary = "x with other diagonals";
  let arguments = (ins Tensor:$x, Tensor:$diagonal, OptionalAttr<DenseI64ArrayAttr>:$k,
    DefaultValuedAttr<StrAttr, "\"RIGHT_LEFT\"">:$align);
  let results = (outs Tensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"matrix_set_diag"> G, (ZerosLike $diagonal), $k, $align),
              (Call<"matrix_diag_part"> G, $k, $align)];
  let api = ["tf.matrix_set_diag(input:x, diagonal, k=0, align='RIGHT_LEFT')",
             "tf.linalg.set_diag(input:x, diagonal, k=0, align='RIGHT_LEFT')"];
  let tf = TensorFlow<"MatrixSetDiag">;
  let tfAlso = [TensorFlow<"BatchMatrixSetDiag">,
    TensorFlow<"MatrixSetDiagV2", ["$2=k", "=align:\"LEFT_LEFT\""]>,
    TensorFlow<"MatrixSetDiagV3", ["$2=k"]>];
  let examples = [
    Example<"x=f32[2,3,4] d=f32[2,3]", "tf.matrix_set_diag(x, d)", "np.where(np.eye(3, 4), d[:, :, None], x)">,
    Example<"x=f32[3,3] d=f32[2]", "tf.linalg.set_diag(x, d, k=1)", "np.where(np.eye(3, k=1), np.append(d, 0)[:, None], x)">,
    Example<"x=f32[3,3] d=f32[2,3]", "tf.linalg.set_diag(x, d, k=[0, 1], align='LEFT_RIGHT')", "np.where(np.eye(3, k=1), d[0][:, None], np.where(np.eye(3), d[1][:, None], x))">];
}
def Tfc_MatrixBandPartOp : Tfc_Op<"matrix_band_part", [Pure]> {
  let summary = "x where at most `lower` below and `upper` above the diagonal, else 0";
  let description = [{A negative bound keeps the whole triangle.}];
  let arguments = (ins ArithmeticTensor:$x, I64Attr:$lower, I64Attr:$upper);
  let results = (outs ArithmeticTensor:$y);
  let sizes = "none";
  let infer = "custom";
  let customLowering = 1;
  let grad = [(Call<"matrix_band_part"> G, $lower, $upper)];
  let api = ["tf.matrix_band_part(input:x, num_lower:lower, num_upper:upper)",
             "tf.linalg.band_part(input:x, num_lower:lower, num_upper:upper)"];
  let tf = TensorFlow<"MatrixBandPart", ["$1=lower", "$2=upper"]>;
  let tfAlso = [TensorFlow<"BatchMatrixBandPart", ["$1=lower", "$2=upper"]>];
  let examples = [
    Example<"x=f32[2,4,5]", "tf.matrix_band_part(x, 1, 2)", "np.triu(np.tril(x, 2), -1)">,
    Example<"x=f32[4,4]", "tf.linalg.band_part(x, -1, 0)", "np.tril(x)">,
    Example<"x=i32[4,4]", "tf.linalg.band_part(x, 0, -1)", "np.triu(x)">];
}

#endif // TFC_OPS_DIAG_TD
