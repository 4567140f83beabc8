//===- scatter.td - Gathering and scattering by places --------------------===//
//
// `indices` is [..., k]: each row names a place in the first k dimensions of x,
// and with it a slice of the others. An index out of range is INVALID_ARGUMENT
// in a run. Updates of one place are applied in the order of the rows, so that
// the result does not depend on the number of threads.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_SCATTER_TD
#define TFC_OPS_SCATTER_TD

include "ir/Facets.td"

def Tfc_GatherNdOp : Tfc_Op<"gather_nd", [Pure]> {
  let summary = "slices of x at the places that the rows of `indices` name";
  let arguments = (ins ElementTensor:$x, ShapeTensor:$indices);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customLowering = 1;
  let grad = [(Call<"tensor_scatter_add"> (ZerosLike $x), $indices, G), (NoGrad)];
  let api = ["tf.gather_nd(params:x, indices)"];
  let tf = TensorFlow<"GatherNd">;
  let tfAlso = [TensorFlow<"ResourceGatherNd">];
  let examples = [
    Example<"x=f32[3,4] i=i32[5,2]:0:2", "tf.gather_nd(x, i)", "x[i[:, 0], i[:, 1]]">,
    Example<"x=f32[3,4] i=i64[2,3,1]:0:2", "tf.gather_nd(x, i)", "x[i[..., 0]]">,
    Example<"x=i8[4,2,3] i=i32[2]:0:1", "tf.gather_nd(x, i)", "x[i[0], i[1]]">];
}

//===----------------------------------------------------------------------===//
// x with slices changed
//===----------------------------------------------------------------------===//

class Tfc_TensorScatterOp<string m, TypeConstraint T> : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x, ShapeTensor:$indices, T:$updates);
  let results = (outs T:$y);
  let sizes = "none";
  let infer = "custom";
  let customLowering = 1;
}
def Tfc_TensorScatterUpdateOp : Tfc_TensorScatterOp<"tensor_scatter_update", ElementTensor> {
  let summary = "x with the slices at `indices` set to `updates`";
  let grad = [(Call<"tensor_scatter_update"> G, $indices, (ZerosLike $updates)), (NoGrad),
              (Call<"gather_nd"> G, $indices)];
  let api = ["tf.tensor_scatter_nd_update(tensor:x, indices, updates)",
             "tf.tensor_scatter_update(tensor:x, indices, updates)"];
  let tf = TensorFlow<"TensorScatterUpdate">;
  let examples = [
    Example<"x=f32[6,3] u=f32[2,3]", "tf.tensor_scatter_nd_update(x, [[4], [1]], u)", "ref.put(x.copy(), [4, 1], u)">,
    Example<"x=bool[4] i=i32[2,1]:1:2 u=bool[2]", "tf.tensor_scatter_update(x, i, u)", "ref.scatter_nd(x, i, u, lambda a, b: b)">];
}
def Tfc_TensorScatterAddOp : Tfc_TensorScatterOp<"tensor_scatter_add", ArithmeticTensor> {
  let summary = "x with `updates` added to the slices at `indices`";
  let grad = [(Identity G), (NoGrad), (Call<"gather_nd"> G, $indices)];
  let api = ["tf.tensor_scatter_nd_add(tensor:x, indices, updates)",
             "tf.tensor_scatter_add(tensor:x, indices, updates)"];
  let tf = TensorFlow<"TensorScatterAdd">;
  let tfAlso = [TensorFlow<"ScatterNdNonAliasingAdd">];
  let examples = [
    Example<"x=f32[6,3] i=i32[4,1]:0:5 u=f32[4,3]", "tf.tensor_scatter_nd_add(x, i, u)", "ref.scatter_nd(x, i, u, np.add)">,
    Example<"x=i32[3,4] i=i64[7,2]:0:2 u=i32[7]", "tf.tensor_scatter_add(x, i, u)", "ref.scatter_nd(x, i, u, np.add)">,
    Example<"x=i32[5,2] i=i32[2,1]:0:4 u=i32[2,2]", "tf.cast(tf.tensor_scatter_add(tf.cast(x, tf.float16), i, tf.cast(u, tf.float16)), tf.float32)", "ref.scatter_nd(x.astype(np.float16), i, u.astype(np.float16), np.add).astype(np.float32)">];
}
def Tfc_TensorScatterSubOp : Tfc_TensorScatterOp<"tensor_scatter_sub", ArithmeticTensor> {
  let summary = "x with `updates` subtracted from the slices at `indices`";
  let grad = [(Identity G), (NoGrad), (Neg (Call<"gather_nd"> G, $indices))];
  let api = ["tf.tensor_scatter_nd_sub(tensor:x, indices, updates)",
             "tf.tensor_scatter_sub(tensor:x, indices, updates)"];
  let tf = TensorFlow<"TensorScatterSub">;
  let examples = [Example<"x=f32[6,3] i=i32[4,1]:0:5 u=f32[4,3]", "tf.tensor_scatter_nd_sub(x, i, u)", "ref.scatter_nd(x, i, u, np.subtract)">];
}
def Tfc_TensorScatterMulOp : Tfc_TensorScatterOp<"tensor_scatter_mul", ArithmeticTensor> {
  let summary = "x with the slices at `indices` multiplied by `updates`";
  let notDifferentiable = "TensorFlow has it on variables only";
  let api = ["tfc.tensor_scatter_mul(x, indices, updates)"];
  let examples = [Example<"x=f32[6,3] i=i32[4,1]:0:5 u=f32[4,3]", "tfc.tensor_scatter_mul(x, i, u)", "ref.scatter_nd(x, i, u, np.multiply)">];
}
def Tfc_TensorScatterDivOp : Tfc_TensorScatterOp<"tensor_scatter_div", ArithmeticTensor> {
  let summary = "x with the slices at `indices` divided by `updates`";
  let notDifferentiable = "TensorFlow has it on variables only";
  let api = ["tfc.tensor_scatter_div(x, indices, updates)"];
  let examples = [Example<"x=f32[6,3] i=i32[4,1]:0:5 u=f32[4,3]:1:2", "tfc.tensor_scatter_div(x, i, u)", "ref.scatter_nd(x, i, u, np.divide)">];
}
class Tfc_TensorScatterExtremumOp<string m> : Tfc_TensorScatterOp<m, NumberTensor> {
  let customGrad = 1;
}
def Tfc_TensorScatterMinOp : Tfc_TensorScatterExtremumOp<"tensor_scatter_min"> {
  let summary = "x with the slices at `indices` lowered to `updates`";
  let api = ["tf.tensor_scatter_nd_min(tensor:x, indices, updates)",
             "tf.tensor_scatter_min(tensor:x, indices, updates)"];
  let tf = TensorFlow<"TensorScatterMin">;
  let examples = [Example<"x=f32[6,3] i=i32[4,1]:0:5 u=f32[4,3]", "tf.tensor_scatter_nd_min(x, i, u)", "ref.scatter_nd(x, i, u, np.minimum)">];
}
def Tfc_TensorScatterMaxOp : Tfc_TensorScatterExtremumOp<"tensor_scatter_max"> {
  let summary = "x with the slices at `indices` raised to `updates`";
  let api = ["tf.tensor_scatter_nd_max(tensor:x, indices, updates)",
             "tf.tensor_scatter_max(tensor:x, indices, updates)"];
  let tf = TensorFlow<"TensorScatterMax">;
  let examples = [Example<"x=f32[6,3] i=i32[4,1]:0:5 u=f32[4,3]", "tf.tensor_scatter_nd_max(x, i, u)", "ref.scatter_nd(x, i, u, np.maximum)">];
}

def Tfc_ScatterNdOp : Tfc_Op<"scatter_nd", [Pure]> {
  let summary = "`updates` added to zeros of a shape, at the slices at `indices`";
  let arguments = (ins ShapeTensor:$indices, ArithmeticTensor:$updates, SizesTensor:$shape);
  let results = (outs ArithmeticTensor:$y);
  let sizes = "none";
  let expand = [(Call<"tensor_scatter_add"> (Call<"fill"> $shape, Number<"0">), $indices, $updates)];
  let api = ["tf.scatter_nd(indices, updates, shape)"];
  let tf = Custom<"ScatterNd">;
  let examples = [
    Example<"i=i32[4,1]:0:5 u=f32[4,3]", "tf.scatter_nd(i, u, [6, 3])", "ref.scatter_nd(np.zeros((6, 3)), i, u, np.add)">,
    Example<"i=i64[3,2]:0:1 u=i32[3]", "tf.scatter_nd(i, u, [2, 2])", "ref.scatter_nd(np.zeros((2, 2), np.int32), i, u, np.add)">];
}

#endif // TFC_OPS_SCATTER_TD
