//===- linear.td - Matrix products and biases ----------------------------===//
#ifndef TFC_OPS_LINEAR_TD
#define TFC_OPS_LINEAR_TD

include "ir/Facets.td"

def Tfc_MatMulOp : Tfc_Op<"matmul", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "the matrix product, batched over leading dimensions";
  let description = [{
    x is [..., m, k] and y is [..., k, n], before transposing the last two
    dimensions where asked; leading dimensions broadcast. The result is
    [..., m, n].
  }];
  let arguments = (ins ArithmeticTensor:$x, ArithmeticTensor:$y,
    DefaultValuedAttr<BoolAttr, "false">:$transpose_x,
    DefaultValuedAttr<BoolAttr, "false">:$transpose_y);
  let results = (outs ArithmeticTensor:$z);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tf.matmul(a:x, b:y, transpose_a:transpose_x=False, transpose_b:transpose_y=False)",
             "tf.batch_matmul(x, y, adj_x:transpose_x=False, adj_y:transpose_y=False)",
             "tf.linalg.matmul(a:x, b:y, transpose_a:transpose_x=False, transpose_b:transpose_y=False)"];
  let tf = TensorFlow<"MatMul", ["transpose_a=transpose_x", "transpose_b=transpose_y"]>;
  let tfAlso = [TensorFlow<"BatchMatMul", ["adj_x=transpose_x", "adj_y=transpose_y"]>,
    TensorFlow<"BatchMatMulV2", ["adj_x=transpose_x", "adj_y=transpose_y"]>,
    TensorFlow<"BatchMatMulV3", ["adj_x=transpose_x", "adj_y=transpose_y"]>];
  let examples = [
    Example<"x=f32[3,4] y=f32[4,5]", "tf.matmul(x, y)", "x @ y">,
    Example<"x=f32[7,33] y=f32[33,19]", "x @ y", "x @ y">,
    Example<"x=f32[4,3] y=f32[4,5]", "tf.matmul(x, y, transpose_a=True)", "x.T @ y">,
    Example<"x=f32[3,4] y=f32[5,4]", "tf.matmul(x, y, transpose_b=True)", "x @ y.T">,
    Example<"x=f32[4,3] y=f32[5,4]", "tf.matmul(x, y, transpose_a=True, transpose_b=True)", "x.T @ y.T">,
    Example<"x=f32[2,3,4] y=f32[2,4,5]", "tf.matmul(x, y)", "x @ y">,
    Example<"x=f32[2,1,3,4] y=f32[3,4,5]", "tf.matmul(x, y)", "x @ y">,
    Example<"x=i32[3,4] y=i32[4,5]", "tf.matmul(x, y)", "x @ y">];
}
def Tfc_BiasAddOp : Tfc_Op<"bias_add", [Pure]> {
  let summary = "adds a vector to the channels of x";
  let arguments = (ins NumberTensor:$x, NumberTensor:$bias,
    DefaultValuedAttr<StrAttr, "\"NHWC\"">:$data_format);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let images = ["x", "y"];
  let expand = [(Add $x, (PerChannel $bias, $x, $data_format))];
  let api = ["tf.nn.bias_add(value:x, bias, data_format='NHWC')"];
  let tf = TensorFlow<"BiasAdd">;
  let tfAlso = [TensorFlow<"BiasAddV1">];
  let examples = [Example<"x=f32[2,3,4] b=f32[4]", "tf.nn.bias_add(x, b)", "x + b">,
    Example<"x=f32[2,3,4,5] b=f32[3]", "tf.nn.bias_add(x, b, data_format='NCHW')", "x + b[:, None, None]">];
}

#endif // TFC_OPS_LINEAR_TD
