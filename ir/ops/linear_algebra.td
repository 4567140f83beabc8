//===- linear_algebra.td - Decompositions, solvers, einsum ---------------===//
#ifndef TFC_OPS_LINEAR_ALGEBRA_TD
#define TFC_OPS_LINEAR_ALGEBRA_TD

include "ir/Facets.td"

// Matrices are the last two dimensions; those before are a batch. The kernels
// are Eigen's (runtime/kernels/LinearAlgebra*.cpp).

def Tfc_CholeskyOp : Tfc_Op<"cholesky", [Pure]> {
  let summary = "the lower triangular L of L L' = x, for symmetric positive definite x";
  let description = [{Only the lower triangle of x is read. A matrix that is not
    positive definite is INVALID_ARGUMENT in a run.}];
  let arguments = (ins FloatTensor:$x);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_cholesky">;
  let customGrad = 1;
  let api = ["tf.cholesky(input:x)", "tf.linalg.cholesky(input:x)"];
  let tf = TensorFlow<"Cholesky">;
  let tfAlso = [TensorFlow<"BatchCholesky">];
  let examples = [
    Example<"x=f64[4,4]", "tf.cholesky(tf.matmul(x, x, transpose_b=True) + tf.eye(4, dtype=x.dtype))", "np.linalg.cholesky(x @ x.T + np.eye(4))">,
    Example<"x=f32[2,3,3]", "tf.cholesky(tf.matmul(x, x, transpose_b=True) + tf.eye(3, dtype=x.dtype))", "np.linalg.cholesky(x @ x.transpose(0, 2, 1) + np.eye(3))">];
}
def Tfc_QrOp : Tfc_Op<"qr", [Pure]> {
  let summary = "x = q r: q with orthonormal columns, r upper triangular";
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<BoolAttr, "false">:$full_matrices);
  let results = (outs FloatTensor:$q, FloatTensor:$r);
  let kernel = RuntimeKernel<"tfc_kernel_qr">;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.qr(input:x, full_matrices=False)", "tf.linalg.qr(input:x, full_matrices=False)"];
  let tf = TensorFlow<"Qr", [], ["q", "r"]>;
  let examples = [
    Example<"x=f64[5,3]", "tf.abs(tf.qr(x)[1])", "np.abs(np.linalg.qr(x)[1])">,
    Example<"x=f64[2,3,4]", "tf.matmul(tf.qr(x)[0], tf.qr(x)[1])", "x">,
    Example<"x=f64[2,3,5]", "tf.abs(tf.qr(x)[1])", "np.abs(np.stack([np.linalg.qr(a)[1] for a in x]))">,
    Example<"x=f64[4,3]", "tf.abs(tf.qr(x)[0])", "np.abs(np.linalg.qr(x)[0])">,
    Example<"x=f32[5,3]", "tf.abs(tf.qr(x, full_matrices=True)[1])", "np.abs(np.linalg.qr(x, 'complete')[1])">];
}
def Tfc_SvdOp : Tfc_Op<"svd", [Pure]> {
  let summary = "x = u diag(s) v', the singular values s falling";
  let description = [{Without compute_uv, u and v are empty.}];
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<BoolAttr, "true">:$compute_uv,
    DefaultValuedAttr<BoolAttr, "false">:$full_matrices);
  let results = (outs FloatTensor:$s, FloatTensor:$u, FloatTensor:$v);
  let kernel = RuntimeKernel<"tfc_kernel_svd", ["compute_uv", "full_matrices"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.svd(tensor:x, full_matrices=False, compute_uv=True)",
             "tf.linalg.svd(tensor:x, full_matrices=False, compute_uv=True)"];
  let tf = TensorFlow<"Svd", [], ["s", "u", "v"]>;
  let tfAlso = [TensorFlow<"BatchSvd", [], ["s", "u", "v"]>];
  let examples = [
    Example<"x=f64[4,3]", "tf.svd(x)[0]", "np.linalg.svd(x)[1]">,
    Example<"x=f32[2,3,4]", "tf.svd(x, compute_uv=False)[0]", "np.linalg.svd(x)[1]">,
    Example<"x=f64[2,3,4]", "tf.matmul(tf.svd(x)[1] * tf.expand_dims(tf.svd(x)[0], 1), tf.svd(x)[2], transpose_b=True)", "x">,
    Example<"x=f64[5,3]", "tf.abs(tf.svd(x)[1])", "np.abs(np.linalg.svd(x, False)[0])">,
    Example<"x=f64[2,3,5]", "tf.abs(tf.svd(x)[2])", "np.abs(np.linalg.svd(x, False)[2]).transpose(0, 2, 1)">,
    Example<"x=f64[4,3]", "tf.abs(tf.svd(x, full_matrices=True)[1])", "np.abs(np.linalg.svd(x)[0])">];
}
def Tfc_LuOp : Tfc_Op<"lu", [Pure]> {
  let summary = "P x = L U: both in one matrix, and the permutation of the rows";
  let description = [{L has ones on its diagonal, which are not kept. Row i of
    P x is row p[i] of x. A singular matrix is INVALID_ARGUMENT in a run.}];
  let arguments = (ins FloatTensor:$x, OptionalAttr<TypeAttr>:$output_idx_type);
  let results = (outs FloatTensor:$lu, ShapeTensor:$p);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_lu">;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.linalg.lu(input:x, output_idx_type=tf.int32)"];
  let tf = TensorFlow<"Lu", [], ["lu", "p"]>;
  let examples = [
    Example<"x=f64[4,4]", "tf.linalg.lu(x)[0]", "ref.lu(x)[0]">,
    Example<"x=f32[2,3,3]", "tf.linalg.lu(x)[1]", "ref.lu(x)[1]">];
}
def Tfc_MatrixInverseOp : Tfc_Op<"matrix_inverse", [Pure]> {
  let summary = "the inverse of x, or of its transpose";
  let description = [{A singular matrix is INVALID_ARGUMENT in a run.}];
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<BoolAttr, "false">:$adjoint);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_matrix_inverse", ["adjoint"]>;
  let customGrad = 1;
  let api = ["tf.matrix_inverse(input:x, adjoint=False)", "tf.linalg.inv(input:x, adjoint=False)"];
  let tf = TensorFlow<"MatrixInverse">;
  let tfAlso = [TensorFlow<"BatchMatrixInverse">];
  let examples = [
    Example<"x=f64[3,3]", "tf.matrix_inverse(x + 4 * tf.eye(3, dtype=x.dtype))", "np.linalg.inv(x + 4 * np.eye(3))">,
    Example<"x=f64[2,3,3]", "tf.matrix_inverse(x + 4 * tf.eye(3, dtype=x.dtype), adjoint=True)", "np.linalg.inv(x + 4 * np.eye(3)).transpose(0, 2, 1)">];
}
def Tfc_MatrixSolveOp : Tfc_Op<"matrix_solve", [Pure]> {
  let summary = "y of matrix y = rhs, or of matrix' y = rhs";
  let description = [{A singular matrix is INVALID_ARGUMENT in a run.}];
  let arguments = (ins FloatTensor:$matrix, FloatTensor:$rhs,
    DefaultValuedAttr<BoolAttr, "false">:$adjoint);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_matrix_solve", ["adjoint"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.matrix_solve(matrix, rhs, adjoint=False)", "tf.linalg.solve(matrix, rhs, adjoint=False)"];
  let tf = TensorFlow<"MatrixSolve">;
  let tfAlso = [TensorFlow<"BatchMatrixSolve">];
  let examples = [
    Example<"x=f64[3,3] y=f64[3,2]", "tf.matrix_solve(x + 4 * tf.eye(3, dtype=x.dtype), y)", "np.linalg.solve(x + 4 * np.eye(3), y)">,
    Example<"x=f64[2,3,3] y=f64[2,3,1]", "tf.matrix_solve(x + 4 * tf.eye(3, dtype=x.dtype), y, adjoint=True)", "np.linalg.solve((x + 4 * np.eye(3)).transpose(0, 2, 1), y)">];
}
def Tfc_MatrixTriangularSolveOp : Tfc_Op<"matrix_triangular_solve", [Pure]> {
  let summary = "y of matrix y = rhs by substitution, reading one triangle";
  let description = [{Batches broadcast. A zero on the diagonal is
    INVALID_ARGUMENT in a run.}];
  let arguments = (ins FloatTensor:$matrix, FloatTensor:$rhs,
    DefaultValuedAttr<BoolAttr, "true">:$lower, DefaultValuedAttr<BoolAttr, "false">:$adjoint);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_matrix_triangular_solve", ["lower", "adjoint"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.matrix_triangular_solve(matrix, rhs, lower=True, adjoint=False)",
             "tf.linalg.triangular_solve(matrix, rhs, lower=True, adjoint=False)"];
  let tf = TensorFlow<"MatrixTriangularSolve">;
  let tfAlso = [TensorFlow<"BatchMatrixTriangularSolve">];
  let examples = [
    Example<"x=f64[3,3]:1:2 y=f64[3,2]", "tf.matrix_triangular_solve(x, y)", "np.linalg.solve(np.tril(x), y)">,
    Example<"x=f64[2,3,3]:1:2 y=f64[2,3,2]", "tf.matrix_triangular_solve(x, y, lower=False, adjoint=True)", "np.linalg.solve(np.triu(x).transpose(0, 2, 1), y)">,
    Example<"x=f64[3,3]:1:2 y=f64[2,3,2]", "tf.matrix_triangular_solve(x, y, adjoint=True)", "np.linalg.solve(np.tril(x).T, y)">];
}
def Tfc_MatrixSolveLsOp : Tfc_Op<"matrix_solve_ls", [Pure]> {
  let summary = "y of least |matrix y - rhs|^2 + l2_regularizer |y|^2; of several, the shortest";
  let arguments = (ins FloatTensor:$matrix, FloatTensor:$rhs,
    DefaultValuedAttr<F64Attr, "0.0">:$l2_regularizer, DefaultValuedAttr<BoolAttr, "true">:$fast);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_matrix_solve_ls", ["l2_regularizer", "fast"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.matrix_solve_ls(matrix, rhs, l2_regularizer=0.0, fast=True)",
             "tf.linalg.lstsq(matrix, rhs, l2_regularizer=0.0, fast=True)"];
  let tf = TensorFlow<"MatrixSolveLs", ["$2=l2_regularizer"]>;
  let tfAlso = [TensorFlow<"BatchMatrixSolveLs", ["$2=l2_regularizer"]>];
  let examples = [
    Example<"x=f64[5,3] y=f64[5,2]", "tf.matrix_solve_ls(x, y)", "np.linalg.lstsq(x, y, rcond=None)[0]">,
    Example<"x=f64[3,5] y=f64[3,2]", "tf.matrix_solve_ls(x, y)", "np.linalg.lstsq(x, y, rcond=None)[0]">,
    Example<"x=f64[5,3] y=f64[5,2]", "tf.matrix_solve_ls(x, y, fast=False)", "np.linalg.lstsq(x, y, rcond=None)[0]">,
    Example<"x=f64[5,3] y=f64[5,2]", "tf.matrix_solve_ls(x, y, l2_regularizer=0.5)", "np.linalg.solve(x.T @ x + 0.5 * np.eye(3), x.T @ y)">];
}
def Tfc_MatrixDeterminantOp : Tfc_Op<"matrix_determinant", [Pure]> {
  let summary = "the determinant";
  let arguments = (ins FloatTensor:$x);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_matrix_determinant">;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.matrix_determinant(input:x)", "tf.linalg.det(input:x)"];
  let tf = TensorFlow<"MatrixDeterminant">;
  let tfAlso = [TensorFlow<"BatchMatrixDeterminant">];
  let examples = [
    Example<"x=f64[3,3]", "tf.matrix_determinant(x)", "np.linalg.det(x)">,
    Example<"x=f64[2,4,4]", "tf.matrix_determinant(x)", "np.linalg.det(x)">];
}
def Tfc_LogMatrixDeterminantOp : Tfc_Op<"log_matrix_determinant", [Pure]> {
  let summary = "the determinant's sign, and the logarithm of its absolute value";
  let arguments = (ins FloatTensor:$x);
  let results = (outs FloatTensor:$sign, FloatTensor:$log_abs_determinant);
  let kernel = RuntimeKernel<"tfc_kernel_log_matrix_determinant">;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.linalg.slogdet(input:x)", "tf.linalg.log_matrix_determinant(input:x)"];
  let tf = TensorFlow<"LogMatrixDeterminant", [], ["sign", "log_abs_determinant"]>;
  let examples = [
    Example<"x=f64[2,3,3]", "tf.linalg.slogdet(x)[0]", "np.linalg.slogdet(x)[0]">,
    Example<"x=f64[2,3,3]", "tf.linalg.slogdet(x)[1]", "np.linalg.slogdet(x)[1]">];
}
def Tfc_SelfAdjointEigOp : Tfc_Op<"self_adjoint_eig", [Pure]> {
  let summary = "eigenvalues, rising, and eigenvectors (columns) of symmetric matrices";
  let description = [{Only the lower triangle is read. Without compute_v, v is
    empty.}];
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<BoolAttr, "true">:$compute_v);
  let results = (outs FloatTensor:$e, FloatTensor:$v);
  let kernel = RuntimeKernel<"tfc_kernel_self_adjoint_eig", ["compute_v"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.self_adjoint_eig(tensor:x, compute_v=True)", "tf.linalg.eigh(tensor:x, compute_v=True)"];
  let tf = TensorFlow<"SelfAdjointEigV2", [], ["e", "v"]>;
  let tfAlso = [TensorFlow<"BatchSelfAdjointEigV2", [], ["e", "v"]>];
  let examples = [
    Example<"x=f64[3,3]", "tf.self_adjoint_eig(x + tf.transpose(x))[0]", "np.linalg.eigh(x + x.T)[0]">,
    Example<"x=f64[2,3,3]", "tf.abs(tf.self_adjoint_eig(x)[1])", "np.abs(np.linalg.eigh(x)[1])">];
}
def Tfc_EinsumOp : Tfc_Op<"einsum", [Pure]> {
  let summary = "sums of products over named axes: 'ij,jk->ik'";
  let description = [{Of one or more tensors, from the left to the right. A name
    that stands twice in one tensor takes its diagonal; '...' stands for axes
    that broadcast. Without '->' the result has the names that stand once,
    in the order of the alphabet.}];
  let arguments = (ins Variadic<ArithmeticTensor>:$inputs, StrAttr:$equation);
  let results = (outs ArithmeticTensor:$y);
  let sizes = "none";
  let expand = [(Call<"einsumOf"> $inputs, $equation)];
  let api = ["tf.einsum(equation, *inputs)", "tf.linalg.einsum(equation, *inputs)"];
  let tf = TensorFlow<"Einsum">;
  let examples = [
    Example<"x=f32[3,4] y=f32[4,5]", "tf.einsum('ij,jk->ik', x, y)", "np.einsum('ij,jk->ik', x, y)">,
    Example<"x=f32[3,4] y=f32[4,5]", "tf.einsum('ij,jk', x, y)", "np.einsum('ij,jk', x, y)">,
    Example<"x=f32[2,3,4] y=f32[2,5,4]", "tf.einsum('bij,bkj->bik', x, y)", "np.einsum('bij,bkj->bik', x, y)">,
    Example<"x=f32[2,3,4,5] y=f32[5,4,6]", "tf.einsum('abcd,dce->eab', x, y)", "np.einsum('abcd,dce->eab', x, y)">,
    Example<"x=f32[3,4]", "tf.einsum('ij->ji', x)", "x.T">,
    Example<"x=f32[3,4]", "tf.einsum('ij->', x)", "x.sum()">,
    Example<"x=f32[3,3]", "tf.einsum('ii->', x)", "np.trace(x)">,
    Example<"x=f32[2,3,3]", "tf.einsum('aii->ia', x)", "np.einsum('aii->ia', x)">,
    Example<"x=f32[3] y=f32[4]", "tf.einsum('i,j->ij', x, y)", "np.outer(x, y)">,
    Example<"x=f32[3,4] y=f32[3]", "tf.einsum('ij,i->ij', x, y)", "x * y[:, None]">,
    Example<"x=f32[2,3,4] y=f32[4,5]", "tf.einsum('...ij,jk->...ik', x, y)", "x @ y">,
    Example<"x=f32[3,4] y=f32[4,5] z=f32[5,2]", "tf.einsum('ij,jk,kl->il', x, y, z)", "x @ y @ z">];
}

#endif // TFC_OPS_LINEAR_ALGEBRA_TD
