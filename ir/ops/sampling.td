//===- sampling.td - Samples of distributions, shuffles ------------------===//
#ifndef TFC_OPS_SAMPLING_TD
#define TFC_OPS_SAMPLING_TD

include "ir/OpClasses.td"

// As random.td's: a stream each, new numbers in each run.
class Tfc_SamplingOp<string m> : Tfc_Op<m, [MemoryEffects<[MemRead<Tfc_RandomState>, MemWrite<Tfc_RandomState>]>]> {
  let notDifferentiable = "a random source";
  let customSizes = 1;
}
def Tfc_RandomShuffleOp : Tfc_SamplingOp<"random_shuffle"> {
  let summary = "the slices along the first dimension in a random order";
  let arguments = !con((ins ElementTensor:$x), randomAttributes);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let infer = "sameAsFirst";
  let kernel = RuntimeKernel<"tfc_kernel_random_shuffle", ["stream"]>;
  let tf = TensorFlow<"RandomShuffle">;
  let examples = [Example<"x=f32[5,2]", "tf.reduce_max(tf.random_shuffle(x, seed=3), 0)", "np.max(x, 0)">,
    Example<"x=i32[9]", "tf.reduce_sum(tf.random_shuffle(x, seed=3))", "np.int32(x.sum())">];
}
def Tfc_MultinomialOp : Tfc_SamplingOp<"multinomial"> {
  let summary = "numbers of classes, drawn by unnormalised log probabilities: [rows, num_samples]";
  let arguments = !con((ins FloatTensor:$logits, I64Attr:$num_samples, OptionalAttr<TypeAttr>:$output_dtype), randomAttributes);
  let results = (outs ShapeTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_multinomial", ["stream"]>;
  let tf = TensorFlow<"Multinomial", ["$1=num_samples"]>;
  let examples = [Example<"x=f32[3,4]:9:9", "tf.multinomial(tf.one_hot([2, 0, 3], 4) * 1000.0 * x, 5, seed=3)", "np.repeat(np.array([[2], [0], [3]]), 5, 1)">];
}
class Tfc_DistributionOp<string m> : Tfc_SamplingOp<m> {
  let kernel = RuntimeKernel<"tfc_kernel_" # m, ["stream"]>;
}
def Tfc_RandomGammaOp : Tfc_DistributionOp<"random_gamma"> {
  let summary = "samples of gamma distributions: of shape `shape` for each alpha";
  let arguments = !con((ins SizesTensor:$shape, FloatTensor:$alpha), randomAttributes);
  let results = (outs FloatTensor:$y);
  let tf = TensorFlow<"RandomGamma">;
  let examples = [Example<"x=f64[2]:0.4:4", "tf.abs(tf.reduce_mean(tf.random_gamma([4000], x, seed=3), 0) - x) < 0.2", "x > 0">];
}
def Tfc_RandomPoissonOp : Tfc_DistributionOp<"random_poisson"> {
  let summary = "samples of Poisson distributions: of shape `shape` for each rate";
  let arguments = !con((ins SizesTensor:$shape, NumberTensor:$rate, OptionalAttr<TypeAttr>:$dtype), randomAttributes);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let tf = TensorFlow<"RandomPoissonV2">;
  let tfAlso = [TensorFlow<"RandomPoisson">];
  let examples = [Example<"x=f64[2]:0.5:20", "tf.abs(tf.reduce_mean(tf.random_poisson(x, [4000], seed=3), 0) - x) < 0.5", "x > 0">];
}
def Tfc_ParameterizedTruncatedNormalOp : Tfc_SamplingOp<"parameterized_truncated_normal"> {
  let summary = "normal numbers between two limits; parameters for all or for each row";
  let arguments = !con((ins SizesTensor:$shape, FloatTensor:$mean, FloatTensor:$stddev,
    FloatTensor:$low, FloatTensor:$high), randomAttributes);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_parameterized_truncated_normal", ["stream"]>;
  let api = ["tf.parameterized_truncated_normal(shape, means:mean, stddevs:stddev, minvals:low, maxvals:high, seed=0)"];
  let tf = TensorFlow<"ParameterizedTruncatedNormal">;
  let examples = [Example<"x=f32[3]:1:2", "tf.reduce_all(tf.abs(tf.parameterized_truncated_normal([3, 40], x, x, x - 0.5, x + 0.25, seed=3) - tf.reshape(x, [3, 1]) + 0.125) <= 0.3751, 1)", "x > 0">];
}

// The numbers are a function of the seed, a vector of two integers.
class Tfc_StatelessOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins SizesTensor:$shape, ShapeTensor:$seed, OptionalAttr<TypeAttr>:$dtype);
  let results = (outs FloatTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_" # m>;
  let customSizes = 1;
  let notDifferentiable = "a random source";
}
def Tfc_StatelessRandomUniformOp : Tfc_StatelessOp<"stateless_random_uniform"> {
  let summary = "uniform numbers in [0, 1) by a seed alone";
  let api = ["tfc.stateless_random_uniform(shape, seed, dtype=tf.float32)"];
  let tf = TensorFlow<"StatelessRandomUniform">;
  let examples = [Example<"x=f32[7]", "x + tfc.stateless_random_uniform([7], [3, 4])", "x + ref.stateless_uniform((7,), 3, 4)">];
}
def Tfc_StatelessRandomNormalOp : Tfc_StatelessOp<"stateless_random_normal"> {
  let summary = "standard normal numbers by a seed alone";
  let api = ["tfc.stateless_random_normal(shape, seed, dtype=tf.float32)"];
  let tf = TensorFlow<"StatelessRandomNormal">;
  let examples = [Example<"s=i32[2]", "tf.abs(tf.reduce_mean(tf.square(tfc.stateless_random_normal([4000], s)))) - 1.0 < 0.1", "np.True_">];
}
def Tfc_StatelessTruncatedNormalOp : Tfc_StatelessOp<"stateless_truncated_normal"> {
  let summary = "standard normal numbers, drawn again beyond 2, by a seed alone";
  let api = ["tfc.stateless_truncated_normal(shape, seed, dtype=tf.float32)"];
  let tf = TensorFlow<"StatelessTruncatedNormal">;
  let examples = [Example<"s=i32[2]", "tf.reduce_max(tf.abs(tfc.stateless_truncated_normal([4000], s))) < 2.0", "np.True_">];
}
def Tfc_StatelessRandomUniformIntOp : Tfc_Op<"stateless_random_uniform_int", [Pure]> {
  let summary = "uniform integers in [low, high) by a seed alone";
  let arguments = (ins SizesTensor:$shape, ShapeTensor:$seed, ShapeTensor:$low, ShapeTensor:$high);
  let results = (outs ShapeTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_stateless_random_uniform_int">;
  let customSizes = 1;
  let notDifferentiable = "a random source";
  let api = ["tfc.stateless_random_uniform_int(shape, seed, low, high)"];
  let tf = TensorFlow<"StatelessRandomUniformInt">;
  let examples = [Example<"s=i32[2]", "tf.reduce_max(tf.abs(tfc.stateless_random_uniform_int([400], s, -3, 4)))", "np.int32(3)">];
}

#endif // TFC_OPS_SAMPLING_TD
