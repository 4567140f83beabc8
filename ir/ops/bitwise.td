//===- bitwise.td - Integers as bits --------------------------------------===//
#ifndef TFC_OPS_BITWISE_TD
#define TFC_OPS_BITWISE_TD

include "ir/OpClasses.td"

class Tfc_BitwiseOp<string m> : Tfc_BinaryOp<m, IntTensor> {
  let notDifferentiable = "integers have no gradient";
}
def Tfc_BitwiseAndOp : Tfc_BitwiseOp<"bitwise_and"> {
  let summary = "the bits that both have";
  let scalar = (BitAnd $x, $y);
  let api = ["tf.bitwise.bitwise_and(x, y)"];
  let tf = TensorFlow<"BitwiseAnd">;
  let examples = [Example<"x=i32[9]:-99:99 y=i32[9]:-99:99", "tf.bitwise.bitwise_and(x, y)", "x & y">,
                  Example<"x=ui8[9]:0:255 y=ui8[9]:0:255", "tf.bitwise.bitwise_and(x, y)", "x & y">];
}
def Tfc_BitwiseOrOp : Tfc_BitwiseOp<"bitwise_or"> {
  let summary = "the bits that either has";
  let scalar = (BitOr $x, $y);
  let api = ["tf.bitwise.bitwise_or(x, y)"];
  let tf = TensorFlow<"BitwiseOr">;
  let examples = [Example<"x=i64[3,3]:-99:99 y=i64[3]:-99:99", "tf.bitwise.bitwise_or(x, y)", "x | y">];
}
def Tfc_BitwiseXorOp : Tfc_BitwiseOp<"bitwise_xor"> {
  let summary = "the bits that just one has";
  let scalar = (BitXor $x, $y);
  let api = ["tf.bitwise.bitwise_xor(x, y)"];
  let tf = TensorFlow<"BitwiseXor">;
  let examples = [Example<"x=i32[9]:-99:99 y=i32[9]:-99:99", "tf.bitwise.bitwise_xor(x, y)", "x ^ y">];
}
def Tfc_LeftShiftOp : Tfc_BitwiseOp<"left_shift"> {
  let summary = "x shifted to the left; by its width or more, 0";
  let scalar = (ShiftLeft $x, $y);
  let api = ["tf.bitwise.left_shift(x, y)"];
  let tf = TensorFlow<"LeftShift">;
  let examples = [Example<"x=i32[9]:-99:99 y=i32[9]:0:9", "tf.bitwise.left_shift(x, y)", "x << y">];
}
def Tfc_RightShiftOp : Tfc_BitwiseOp<"right_shift"> {
  let summary = "x shifted to the right, the sign kept";
  let scalar = (ShiftRight $x, $y);
  let api = ["tf.bitwise.right_shift(x, y)"];
  let tf = TensorFlow<"RightShift">;
  let examples = [Example<"x=i32[9]:-9999:9999 y=i32[9]:0:9", "tf.bitwise.right_shift(x, y)", "x >> y">,
                  Example<"x=ui8[9]:0:255 y=ui8[9]:0:7", "tf.bitwise.right_shift(x, y)", "x >> y">];
}
def Tfc_InvertOp : Tfc_UnaryOp<"invert", IntTensor> {
  let summary = "every bit flipped";
  let scalar = (BitNot $x);
  let notDifferentiable = "integers have no gradient";
  let api = ["tf.bitwise.invert(x)"];
  let tf = TensorFlow<"Invert">;
  let examples = [Example<"x=i32[9]:-99:99", "tf.bitwise.invert(x)", "~x">,
                  Example<"x=ui8[9]:0:255", "tf.bitwise.invert(x)", "~x">];
}
def Tfc_PopulationCountOp : Tfc_Op<"population_count", [Pure]> {
  let summary = "the number of bits that are set, as uint8";
  let arguments = (ins IntTensor:$x);
  let results = (outs RankedTensorOf<[UI8]>:$y);
  let sizes = "none";
  let customLowering = 1;
  let notDifferentiable = "integers have no gradient";
  let api = ["tf.bitwise.population_count(x)"];
  let tf = TensorFlow<"PopulationCount">;
  let examples = [Example<"x=i32[9]:0:999", "tf.bitwise.population_count(x)", "np.array([bin(v).count('1') for v in x], np.uint8)">];
}

#endif // TFC_OPS_BITWISE_TD
