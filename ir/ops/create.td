//===- create.td - Tensors made of numbers and shapes ---------------------===//
#ifndef TFC_OPS_CREATE_TD
#define TFC_OPS_CREATE_TD

include "ir/Facets.td"

def Tfc_EmptyOp : Tfc_Op<"empty", [Pure]> {
  let summary = "a tensor of a shape; zeros, though TensorFlow promises nothing";
  let arguments = (ins SizesTensor:$shape, TypeAttr:$dtype, DefaultValuedAttr<BoolAttr, "false">:$init);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let expand = [(Call<"fill"> $shape, Number<"0">)];
  let notDifferentiable = "it is constant";
  let api = ["tfc.empty(shape, dtype=tf.float32, init=False)"];
  let tf = TensorFlow<"Empty">;
  let examples = [Example<"x=f32[2,3]", "x + tfc.empty([2, 3])", "x">];
}
def Tfc_LinspaceOp : Tfc_Op<"linspace", [Pure]> {
  let summary = "`num` numbers from start to stop at equal distances";
  let arguments = (ins FloatTensor:$start, FloatTensor:$stop, SizesTensor:$num);
  let results = (outs FloatTensor:$y);
  let customLowering = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tf.linspace(start, stop, num)", "tf.lin_space(start, stop, num)", "tf.math.linspace(start, stop, num)"];
  let tf = TensorFlow<"LinSpace">;
  let examples = [Example<"x=f32[] y=f32[]", "tf.linspace(x, y, 5)", "np.linspace(x, y, 5)">,
    Example<"x=f64[] y=f64[]", "tf.linspace(x, y, 1)", "np.array([x])">];
}

//===----------------------------------------------------------------------===//
// Shapes as values
//===----------------------------------------------------------------------===//

def Tfc_ShapeNOp : Tfc_Op<"shape_n", [Pure]> {
  let summary = "the shapes of tensors";
  let arguments = (ins Variadic<ElementTensor>:$values, OptionalAttr<TypeAttr>:$out_type);
  let results = (outs Variadic<ShapeTensor>:$shapes);
  let sizes = "none";
  let customExpand = 1;
  let notDifferentiable = "depends on shapes alone";
  let api = ["tf.shape_n(input:values, out_type=tf.int32)"];
  let tf = Custom<"ShapeN">;
  let examples = [Example<"x=f32[3,4] y=f32[2,3,4]", "tf.shape_n([x, y])[1]", "np.array([2, 3, 4], np.int32)">];
}
def Tfc_BroadcastArgsOp : Tfc_Op<"broadcast_args", [Pure]> {
  let summary = "the shape to which two shapes broadcast";
  let description = [{Shapes that do not broadcast are INVALID_ARGUMENT in a run.}];
  let arguments = (ins ShapeTensor:$x, ShapeTensor:$y);
  let results = (outs ShapeTensor:$z);
  let sizes = "none";
  let customLowering = 1;
  let notDifferentiable = "shapes are integers";
  let api = ["tf.broadcast_dynamic_shape(shape_x:x, shape_y:y)"];
  let tf = TensorFlow<"BroadcastArgs">;
  let examples = [
    Example<"x=i32[3]:1:1 y=i32[2]:2:5", "tf.broadcast_dynamic_shape(x, y)", "np.append(x[:1], y).astype(np.int32)">,
    Example<"x=f32[3,1] y=f32[2,1,4]", "tf.broadcast_dynamic_shape(tf.shape(x), tf.shape(y))", "np.array([2, 3, 4], np.int32)">];
}
def Tfc_ConcatOffsetOp : Tfc_Op<"concat_offset", [Pure]> {
  let summary = "where tensors of these shapes begin in their concatenation along an axis";
  let arguments = (ins Variadic<ShapeTensor>:$shapes, I64Attr:$axis);
  let results = (outs Variadic<ShapeTensor>:$offsets);
  let sizes = "none";
  let customExpand = 1;
  let notDifferentiable = "shapes are integers";
  let api = ["tfc.concat_offset(shapes, axis)"];
  let tf = TensorFlow<"ConcatOffset", ["$0=axis"]>;
  let examples = [Example<"x=f32[3,4] y=f32[3,2]", "tfc.concat_offset([tf.shape(x), tf.shape(y)], 1)[1]", "np.array([0, 4], np.int32)">];
}

#endif // TFC_OPS_CREATE_TD
