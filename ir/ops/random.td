//===- random.td - Random tensors by TensorFlow's Philox streams ---------===//
#ifndef TFC_OPS_RANDOM_TD
#define TFC_OPS_RANDOM_TD

include "ir/OpClasses.td"

class Tfc_RandomOp<string m> : Tfc_Op<m, [MemoryEffects<[MemRead<Tfc_RandomState>, MemWrite<Tfc_RandomState>]>]> {
  let customLowering = 1;
  let notDifferentiable = "a random source";
}
def Tfc_RandomUniformOp : Tfc_RandomOp<"random_uniform"> {
  let summary = "uniform numbers in [0, 1)";
  let arguments = !con((ins SizesTensor:$shape, TypeAttr:$dtype), randomAttributes);
  let results = (outs FloatTensor:$y);
  let infer = "randomOfShape";
  let tf = TensorFlow<"RandomUniform">;
  let examples = [Example<"x=f32[2,3]", "x + tf.random_uniform([2, 3], seed=7)", "x + ref.random_uniform((2, 3), seed=7)">];
}
def Tfc_RandomUniformIntOp : Tfc_RandomOp<"random_uniform_int"> {
  let summary = "uniform integers in [low, high)";
  let arguments = !con((ins SizesTensor:$shape, I64Attr:$low, I64Attr:$high, TypeAttr:$dtype), randomAttributes);
  let results = (outs ShapeTensor:$y);
  let sizes = "none";
  let infer = "randomOfShape";
  let tf = TensorFlow<"RandomUniformInt", ["$1=low", "$2=high", "Tout=dtype"]>;
  let examples = [Example<"x=i32[20]", "0 * x + tf.random_uniform([20], 3, 9, dtype=tf.int32, seed=7)", "ref.random_uniform_int((20,), 3, 9, seed=7)">];
}
def Tfc_RandomNormalOp : Tfc_RandomOp<"random_normal"> {
  let summary = "standard normal numbers";
  let arguments = !con((ins SizesTensor:$shape, TypeAttr:$dtype), randomAttributes);
  let results = (outs FloatTensor:$y);
  let infer = "randomOfShape";
  let tf = TensorFlow<"RandomStandardNormal">;
  let examples = [Example<"x=f32[2,3]", "x + tf.random_normal([2, 3], seed=7)", "x + ref.random_normal((2, 3), seed=7)">];
}
def Tfc_TruncatedNormalOp : Tfc_RandomOp<"truncated_normal"> {
  let summary = "standard normal numbers, drawn again beyond 2";
  let arguments = !con((ins SizesTensor:$shape, TypeAttr:$dtype), randomAttributes);
  let results = (outs FloatTensor:$y);
  let infer = "randomOfShape";
  let tf = TensorFlow<"TruncatedNormal">;
  let examples = [Example<"x=f32[2,3]", "x + tf.truncated_normal([2, 3], seed=7)", "x + ref.truncated_normal((2, 3), seed=7)">];
}

#endif // TFC_OPS_RANDOM_TD
