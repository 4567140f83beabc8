//===- blocks.td - Blocks of images to the batch or the channels, and back ===//
#ifndef TFC_OPS_BLOCKS_TD
#define TFC_OPS_BLOCKS_TD

include "ir/Facets.td"

def Tfc_SpaceToBatchNdOp : Tfc_Op<"space_to_batch_nd", [Pure]> {
  let summary = "pads dimensions 1, 2, ... by zeros and moves their blocks to the batch";
  let description = [{`paddings` holds before, after per entry of block_shape; the
    padded sizes are multiples of the blocks'.}];
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$block_shape, DenseI64ArrayAttr:$paddings);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tfc.space_to_batch_nd(x, block_shape, paddings)"];
  let tf = TensorFlow<"SpaceToBatchND", ["$1=block_shape", "$2=paddings"]>;
  let examples = [
    Example<"x=f32[1,4,4,1]", "tf.space_to_batch_nd(x, [2, 2], [[0, 0], [0, 0]])", "np.concatenate([x[:, i::2, j::2] for i in range(2) for j in range(2)])">,
    Example<"x=f32[2,2,3,2]", "tf.space_to_batch(x, [[1, 1], [2, 1]], block_size=2)", "np.concatenate([np.pad(x, ((0, 0), (1, 1), (2, 1), (0, 0)))[:, i::2, j::2] for i in range(2) for j in range(2)])">,
    Example<"x=i32[2,3]", "tf.space_to_batch_nd(x, [2], [[0, 1]])", "np.concatenate([np.pad(x, ((0, 0), (0, 1)))[:, i::2] for i in range(2)])">];
}
def Tfc_BatchToSpaceNdOp : Tfc_Op<"batch_to_space_nd", [Pure]> {
  let summary = "moves blocks of the batch to dimensions 1, 2, ... and crops these";
  let description = [{The inverse of space_to_batch_nd.}];
  let arguments = (ins ElementTensor:$x, DenseI64ArrayAttr:$block_shape, DenseI64ArrayAttr:$crops);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let api = ["tfc.batch_to_space_nd(x, block_shape, crops)"];
  let tf = TensorFlow<"BatchToSpaceND", ["$1=block_shape", "$2=crops"]>;
  let examples = [
    Example<"x=f32[8,1,3,2]", "tf.batch_to_space_nd(x, [2, 2], [[0, 0], [2, 0]])", "x.reshape(2, 2, 2, 1, 3, 2).transpose(2, 3, 0, 4, 1, 5).reshape(2, 2, 6, 2)[:, :, 2:]">,
    Example<"x=f32[4,3,3,1]", "tf.batch_to_space(x, [[1, 0], [0, 1]], block_size=2)", "x.reshape(2, 2, 1, 3, 3, 1).transpose(2, 3, 0, 4, 1, 5).reshape(1, 6, 6, 1)[:, 1:, :5]">];
}
class Tfc_DepthOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins ElementTensor:$x, I64Attr:$block_size, DefaultValuedAttr<StrAttr, "\"NHWC\"">:$data_format);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let images = ["x", "y"];
  let customExpand = 1;
}
def Tfc_SpaceToDepthOp : Tfc_DepthOp<"space_to_depth"> {
  let summary = "moves square blocks of an image to its channels";
  let api = ["tf.space_to_depth(input:x, block_size, data_format='NHWC')",
             "tf.nn.space_to_depth(input:x, block_size, data_format='NHWC')"];
  let tf = TensorFlow<"SpaceToDepth">;
  let examples = [
    Example<"x=f32[2,4,6,3]", "tf.space_to_depth(x, 2)", "x.reshape(2, 2, 2, 3, 2, 3).transpose(0, 1, 3, 2, 4, 5).reshape(2, 2, 3, 12)">,
    Example<"x=f32[2,3,4,6]", "tf.space_to_depth(x, 2, data_format='NCHW')", "x.reshape(2, 3, 2, 2, 3, 2).transpose(0, 3, 5, 1, 2, 4).reshape(2, 12, 2, 3)">];
}
def Tfc_DepthToSpaceOp : Tfc_DepthOp<"depth_to_space"> {
  let summary = "moves channels of an image to square blocks of it";
  let api = ["tf.depth_to_space(input:x, block_size, data_format='NHWC')",
             "tf.nn.depth_to_space(input:x, block_size, data_format='NHWC')"];
  let tf = TensorFlow<"DepthToSpace">;
  let examples = [
    Example<"x=f32[2,2,3,12]", "tf.depth_to_space(x, 2)", "x.reshape(2, 2, 3, 2, 2, 3).transpose(0, 1, 3, 2, 4, 5).reshape(2, 4, 6, 3)">,
    Example<"x=f32[2,12,2,3]", "tf.depth_to_space(x, 2, data_format='NCHW')", "x.reshape(2, 2, 2, 3, 2, 3).transpose(0, 3, 4, 1, 5, 2).reshape(2, 3, 4, 6)">];
}

#endif // TFC_OPS_BLOCKS_TD
