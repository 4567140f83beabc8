//===- recurrent.td - Cells of recurrent networks ------------------------===//
#ifndef TFC_OPS_RECURRENT_TD
#define TFC_OPS_RECURRENT_TD

include "ir/Facets.td"

// x is [batch, inputs], the states [batch, units], the weights [inputs + units,
// 4 * units]. wci, wcf and wco count only with use_peephole. The cell's state is
// clipped to +-cell_clip if that is positive.
class Tfc_LSTMOp<string m> : Tfc_Op<m, [Pure]> {
  let results = (outs FloatTensor:$i, FloatTensor:$cs, FloatTensor:$f,
    FloatTensor:$o, FloatTensor:$ci, FloatTensor:$co, FloatTensor:$h);
  let customExpand = 1;
}
defvar lstmAttributes = (ins DefaultValuedAttr<F32Attr, "1.0f">:$forget_bias,
  DefaultValuedAttr<F32Attr, "3.0f">:$cell_clip,
  DefaultValuedAttr<BoolAttr, "false">:$use_peephole);

def Tfc_LSTMBlockCellOp : Tfc_LSTMOp<"lstm_block_cell"> {
  let summary = "one step of an LSTM; gates in the order input, cell, forget, output";
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$cs_prev, FloatTensor:$h_prev,
    FloatTensor:$w, FloatTensor:$wci, FloatTensor:$wcf, FloatTensor:$wco,
    FloatTensor:$b), lstmAttributes);
  let api = ["tfc.lstm_block_cell(x, cs_prev, h_prev, w, wci, wcf, wco, b, forget_bias=1.0, cell_clip=3.0, use_peephole=False)"];
  let tf = TensorFlow<"LSTMBlockCell", [], ["i", "cs", "f", "o", "ci", "co", "h"]>;
  let examples = [
    Example<"x=f32[2,3] c=f32[2,4] h=f32[2,4] w=f32[7,16]:-1:1 b=f32[16] p=f32[4]", "tfc.lstm_block_cell(x, c, h, w, p, p, p, b)[6]", "ref.lstm(x, c, h, w, p, b, 1, 3, False)[6]">,
    Example<"x=f32[2,3] c=f32[2,4] h=f32[2,4] w=f32[7,16]:-1:1 b=f32[16] p=f32[4]", "tfc.lstm_block_cell(x, c, h, w, p, p, p, b, 0.5, 0.7, True)[1]", "ref.lstm(x, c, h, w, p, b, 0.5, 0.7, True)[1]">];
}
def Tfc_BlockLSTMOp : Tfc_LSTMOp<"block_lstm"> {
  let summary = "an LSTM over a sequence [time, batch, inputs]; zeros from seq_len_max on";
  let description = [{The number of steps must be known when compiling. `gates`
    gives the order of the gates in the weights: ICFO or IFCO.}];
  let arguments = !con((ins ShapeTensor:$seq_len_max, FloatTensor:$x, FloatTensor:$cs_prev,
    FloatTensor:$h_prev, FloatTensor:$w, FloatTensor:$wci, FloatTensor:$wcf,
    FloatTensor:$wco, FloatTensor:$b), lstmAttributes,
    (ins DefaultValuedAttr<StrAttr, "\"ICFO\"">:$gates));
  let api = ["tfc.block_lstm(seq_len_max, x, cs_prev, h_prev, w, wci, wcf, wco, b, forget_bias=1.0, cell_clip=3.0, use_peephole=False, gates='ICFO')"];
  let tf = TensorFlow<"BlockLSTM", [], ["i", "cs", "f", "o", "ci", "co", "h"]>;
  let tfAlso = [TensorFlow<"BlockLSTMV2", ["cell_clip=cell_clip:0.0 : f32", "=forget_bias:0.0 : f32", "=gates:\"IFCO\""],
    ["i", "cs", "f", "o", "ci", "co", "h"]>];
  let examples = [
    Example<"x=f32[3,2,3] c=f32[2,4] h=f32[2,4] w=f32[7,16]:-1:1 b=f32[16] p=f32[4]", "tfc.block_lstm(tf.constant(3, tf.int64), x, c, h, w, p, p, p, b, use_peephole=True)[6]", "ref.block_lstm(3, x, c, h, w, p, b, 1, 3, True)[6]">,
    Example<"n=i64[]:1:3 x=f32[4,2,3] c=f32[2,4] h=f32[2,4] w=f32[7,16]:-1:1 b=f32[16] p=f32[4]", "tfc.block_lstm(n, x, c, h, w, p, p, p, b, 0.0, 0.0, gates='IFCO')[1]", "ref.block_lstm(n, x, c, h, w, p, b, 0, 0, False, 'IFCO')[1]">];
}
def Tfc_GRUBlockCellOp : Tfc_Op<"gru_block_cell", [Pure]> {
  let summary = "one step of a gated recurrent unit";
  let description = [{w_ru is [inputs + units, 2 * units] with the reset gates
    first, w_c [inputs + units, units].}];
  let arguments = (ins FloatTensor:$x, FloatTensor:$h_prev, FloatTensor:$w_ru,
    FloatTensor:$w_c, FloatTensor:$b_ru, FloatTensor:$b_c);
  let results = (outs FloatTensor:$r, FloatTensor:$u, FloatTensor:$c, FloatTensor:$h);
  let customExpand = 1;
  let api = ["tfc.gru_block_cell(x, h_prev, w_ru, w_c, b_ru, b_c)"];
  let tf = TensorFlow<"GRUBlockCell", [], ["r", "u", "c", "h"]>;
  let examples = [Example<"x=f32[2,3] h=f32[2,4] w=f32[7,8] v=f32[7,4] b=f32[8] c=f32[4]", "tfc.gru_block_cell(x, h, w, v, b, c)[3]", "ref.gru(x, h, w, v, b, c)">];
}

#endif // TFC_OPS_RECURRENT_TD
