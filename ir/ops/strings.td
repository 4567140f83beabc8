//===- strings.td - Tensors of strings ------------------------------------===//
//
// Ops that make, take apart and compare strings; what only moves them stands
// with the numbers. Kernels all of them: runtime/kernels/Strings*.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_STRINGS_TD
#define TFC_OPS_STRINGS_TD

include "ir/OpClasses.td"

class Tfc_StringOp<string m> : Tfc_Op<m, [Pure]> {
  let notDifferentiable = "strings have no gradient";
}
def Tfc_Sizes64 : RankedTensorOf<[I64]>;

def Tfc_StringConstantOp : Tfc_StringOp<"string_constant"> {
  let summary = "a constant tensor of strings";
  let description = [{One value stands for all elements. It is no tfc.constant, so
    that no fold of numbers ever meets it.}];
  let arguments = (ins StrArrayAttr:$values, DenseI64ArrayAttr:$shape);
  let results = (outs StringTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_string_constant", ["values"]>;
  let api = ["tfc.string_constant(values, shape)"];
  let examples = [
    Example<"i=i32[4]:0:2", "tf.string_length(tf.gather(tf.constant(['a', '', 'abc']), i))", "np.array([1, 0, 3], np.int32)[i]">,
    Example<"i=i32[2]:0:1", "tf.gather(tfc.string_constant(['a\\tb'], [2]), i)", "np.array(['a\\tb', 'a\\tb'])">];
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

class Tfc_StringToString<string m> : Tfc_StringOp<m> {
  let arguments = (ins StringTensor:$x);
  let results = (outs StringTensor:$y);
  let infer = "sameAsFirst";
}
def Tfc_StringCompareOp : Tfc_StringOp<"string_compare"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "strings compared by their bytes: what equal, less and their relatives of strings become";
  let description = [{Comparisons: 0 ==, 1 !=, 2 <, 3 <=, 4 >, 5 >=.}];
  let arguments = (ins StringTensor:$x, StringTensor:$y, I64Attr:$comparison);
  let results = (outs BoolTensor:$z);
  let sizes = "none";
  let infer = "broadcastToBool";
  let kernel = RuntimeKernel<"tfc_kernel_string_compare", ["comparison"]>;
  let customSizes = 1;
  let api = ["tfc.string_compare(x, y, comparison)"];
  let examples = [
    Example<"s=str[9]:0:1 t=str[9]:0:1", "tfc.string_compare(s, t, 3)", "s <= t">,
    Example<"s=str[3,1]:0:1 t=str[4]:0:1", "tf.equal(s, t)", "s == t">,
    Example<"s=str[9]:0:1 t=str[9]:0:1", "s != t", "s != t">,
    Example<"s=str[9]:0:2 t=str[9]:0:2", "s < t", "s < t">,
    Example<"s=str[9]:0:2 t=str[9]:0:2", "s > t", "s > t">,
    Example<"s=str[9]:0:1", "s >= 'a'", "s >= 'a'">];
}
// Letters of ASCII change, other bytes stay.
def Tfc_StringUpperOp : Tfc_StringToString<"string_upper"> {
  let summary = "letters of ASCII become capitals";
  let kernel = RuntimeKernel<"tfc_kernel_string_upper">;
  let api = ["tf.strings.upper(input:x)"];
  let tf = Custom<"StringUpper">;
  let examples = [Example<"s=str[3,4]", "tf.strings.upper(s)", "np.char.upper(s)">];
}
def Tfc_StringLowerOp : Tfc_StringToString<"string_lower"> {
  let summary = "capitals of ASCII become small letters";
  let kernel = RuntimeKernel<"tfc_kernel_string_lower">;
  let api = ["tf.strings.lower(input:x)"];
  let tf = Custom<"StringLower">;
  let examples = [Example<"s=str[3,4]", "tf.strings.lower(s)", "np.char.lower(s)">];
}
def Tfc_StringStripOp : Tfc_StringToString<"string_strip"> {
  let summary = "strings without the white space around them";
  let kernel = RuntimeKernel<"tfc_kernel_string_strip">;
  let api = ["tf.strings.strip(input:x)", "tf.string_strip(input:x)"];
  let tf = TensorFlow<"StringStrip">;
  let examples = [Example<"s=str[9]", "tf.strings.strip(s)", "np.char.strip(s)">];
}
def Tfc_StringLengthOp : Tfc_StringOp<"string_length"> {
  let summary = "how many bytes, or characters of UTF-8, each string has";
  let arguments = (ins StringTensor:$x, DefaultValuedAttr<StrAttr, "\"BYTE\"">:$unit);
  let results = (outs RankedTensorOf<[I32]>:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_length", ["unit"]>;
  let api = ["tf.strings.length(input:x, unit='BYTE')", "tf.string_length(input:x, unit='BYTE')"];
  let tf = TensorFlow<"StringLength">;
  let examples = [Example<"s=str[3,4]", "tf.strings.length(s)", "np.char.str_len(s).astype(np.int32)">,
    Example<"i=i32[2]:0:1", "tf.strings.length(tf.gather(['h\\u00e9', '\\u20acuro'], i), unit='UTF8_CHAR')", "np.array([2, 4], np.int32)[i]">];
}
def Tfc_SubstrOp : Tfc_StringOp<"substr"> {
  let summary = "the part of each string from `pos` of at most `len` bytes, or characters of UTF-8";
  let description = [{A negative position counts from the end. One beyond the string
    is INVALID_ARGUMENT. All three broadcast.}];
  let arguments = (ins StringTensor:$x, ShapeTensor:$pos, ShapeTensor:$len, DefaultValuedAttr<StrAttr, "\"BYTE\"">:$unit);
  let results = (outs StringTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_substr", ["unit"]>;
  let customSizes = 1;
  let api = ["tf.strings.substr(input:x, pos, len, unit='BYTE')", "tf.substr(input:x, pos, len, unit='BYTE')"];
  let tf = TensorFlow<"Substr">;
  let examples = [
    Example<"s=str[3,4]:3:6", "tf.strings.substr(s, 1, 2)", "ref.each_string(lambda t: t[1:3], s)">,
    Example<"s=str[3]:3:6", "tf.strings.substr(s, [-1, -2, 0], [5, 1, 2])", "np.array([s[0][-1:], s[1][-2:-1], s[2][:2]])">,
    Example<"s=str[2,1]:3:6", "tf.substr(s, [1, 2, 3], [1, 1, 0])", "np.array([[t[1:2], t[2:3], ''] for t in s[:, 0]])">];
}
def Tfc_AsStringOp : Tfc_StringOp<"as_string"> {
  let summary = "numbers and truth values as text";
  let description = [{As printf writes them. `precision` counts digits behind the
    point, or with `shortest` all of them; `fill` is what stands before a text
    that is shorter than `width`.}];
  let arguments = (ins Tensor:$x, DefaultValuedAttr<I64Attr, "-1">:$precision, DefaultValuedAttr<BoolAttr, "false">:$scientific,
    DefaultValuedAttr<BoolAttr, "false">:$shortest, DefaultValuedAttr<I64Attr, "-1">:$width, DefaultValuedAttr<StrAttr, "\"\"">:$fill);
  let results = (outs StringTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_as_string", ["precision", "scientific", "shortest", "width", "fill"]>;
  let api = ["tf.as_string(input:x, precision=-1, scientific=False, shortest=False, width=-1, fill='')",
             "tf.strings.as_string(input:x, precision=-1, scientific=False, shortest=False, width=-1, fill='')",
             "tf.dtypes.as_string(input:x, precision=-1, scientific=False, shortest=False, width=-1, fill='')"];
  let tf = TensorFlow<"AsString">;
  let examples = [
    Example<"x=i32[3,4]:-900:900", "tf.as_string(x)", "ref.each_string(lambda v: '%d' % v, x)">,
    Example<"x=i64[5]:-90:900", "tf.as_string(x, width=6, fill='0')", "ref.each_string(lambda v: '%06d' % v, x)">,
    Example<"x=f32[5]", "tf.as_string(x)", "ref.each_string(lambda v: '%f' % v, x)">,
    Example<"x=f64[5]", "tf.as_string(x, precision=3, scientific=True)", "ref.each_string(lambda v: '%.3e' % v, x)">,
    Example<"x=f32[5]", "tf.as_string(x, precision=2, width=8)", "ref.each_string(lambda v: '%8.2f' % v, x)">,
    Example<"x=f32[5]", "tf.as_string(x, shortest=True)", "ref.each_string(lambda v: '%g' % v, x)">,
    Example<"x=bool[5]", "tf.as_string(x)", "np.where(x, 'true', 'false')">,
    Example<"x=ui8[5]", "tf.as_string(x)", "ref.each_string(lambda v: '%d' % v, x)">];
}
def Tfc_StringToNumberOp : Tfc_StringOp<"string_to_number"> {
  let summary = "texts of numbers as numbers";
  let description = [{White space around a number is skipped. What is no number of
    the type is INVALID_ARGUMENT. Without out_type: float32.}];
  let arguments = (ins StringTensor:$x, OptionalAttr<TypeAttr>:$out_type);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_to_number">;
  let api = ["tf.string_to_number(string_tensor:x, out_type=tf.float32)", "tf.strings.to_number(input:x, out_type=tf.float32)"];
  let tf = TensorFlow<"StringToNumber">;
  let examples = [
    Example<"x=i32[4]:-900:900", "tf.string_to_number(tf.as_string(x), tf.int32)", "x">,
    Example<"x=i64[4]:-900:900", "tf.strings.to_number(tf.as_string(x, width=9), tf.int64)", "x">,
    Example<"x=f32[3,4]", "tf.string_to_number(tf.as_string(x, precision=9, scientific=True))", "x">,
    Example<"x=f64[3]", "tf.string_to_number(tf.as_string(x, precision=17, scientific=True), tf.float64)", "x">];
}
def Tfc_EncodeBase64Op : Tfc_StringOp<"encode_base64"> {
  let summary = "strings in base64, safe in addresses of the web";
  let arguments = (ins StringTensor:$x, DefaultValuedAttr<BoolAttr, "false">:$pad);
  let results = (outs StringTensor:$y);
  let infer = "sameAsFirst";
  let kernel = RuntimeKernel<"tfc_kernel_encode_base64", ["pad"]>;
  let api = ["tf.encode_base64(input:x, pad=False)", "tf.io.encode_base64(input:x, pad=False)"];
  let tf = TensorFlow<"EncodeBase64">;
  let examples = [Example<"s=str[9]", "tf.io.encode_base64(s, pad=True)", "ref.each_string(lambda t: ref.base64.urlsafe_b64encode(t.encode()).decode(), s)">,
    Example<"s=str[9]", "tf.encode_base64(s)", "ref.each_string(lambda t: ref.base64.urlsafe_b64encode(t.encode()).decode().rstrip('='), s)">];
}
def Tfc_DecodeBase64Op : Tfc_StringOp<"decode_base64"> {
  let summary = "what encode_base64 encoded, padded or not";
  let arguments = (ins StringTensor:$x);
  let results = (outs StringTensor:$y);
  let infer = "sameAsFirst";
  let kernel = RuntimeKernel<"tfc_kernel_decode_base64">;
  let api = ["tf.decode_base64(input:x)", "tf.io.decode_base64(input:x)"];
  let tf = TensorFlow<"DecodeBase64">;
  let examples = [Example<"s=str[9]", "tf.io.decode_base64(tf.io.encode_base64(s, pad=True))", "s">,
    Example<"s=str[9]", "tf.decode_base64(tf.encode_base64(s))", "s">];
}

//===----------------------------------------------------------------------===//
// Hashes
//===----------------------------------------------------------------------===//

def Tfc_StringToHashBucketFastOp : Tfc_StringOp<"string_to_hash_bucket_fast"> {
  let summary = "FarmHash's 64-bit fingerprint of each string, modulo num_buckets";
  let arguments = (ins StringTensor:$x, I64Attr:$num_buckets);
  let results = (outs Tfc_Sizes64:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_to_hash_bucket_fast", ["num_buckets"]>;
  let api = ["tf.strings.to_hash_bucket_fast(input:x, num_buckets)", "tf.string_to_hash_bucket_fast(input:x, num_buckets)"];
  let tf = TensorFlow<"StringToHashBucketFast">;
  let examples = [Example<"i=i32[3]:0:2", "tf.strings.to_hash_bucket_fast(tf.gather(['Hello', 'TensorFlow', '2.x'], i), 3)", "np.array([0, 2, 2])[i]">];
}
def Tfc_StringToHashBucketStrongOp : Tfc_StringOp<"string_to_hash_bucket_strong"> {
  let summary = "SipHash of each string with a key of two numbers, modulo num_buckets";
  let arguments = (ins StringTensor:$x, I64Attr:$num_buckets, DenseI64ArrayAttr:$key);
  let results = (outs Tfc_Sizes64:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_to_hash_bucket_strong", ["num_buckets", "key"]>;
  let api = ["tf.strings.to_hash_bucket_strong(input:x, num_buckets, key)", "tf.string_to_hash_bucket_strong(input:x, num_buckets, key)"];
  let tf = TensorFlow<"StringToHashBucketStrong">;
  let examples = [Example<"i=i32[2]:0:1", "tf.strings.to_hash_bucket_strong(tf.gather(['Hello', 'TF'], i), 3, [1, 2])", "np.array([2, 0])[i]">];
}

//===----------------------------------------------------------------------===//
// Joining
//===----------------------------------------------------------------------===//

def Tfc_StringJoinOp : Tfc_StringOp<"string_join"> {
  let summary = "strings of several tensors, joined element by element";
  let description = [{The tensors are of one shape, or scalars.}];
  let arguments = (ins Variadic<StringTensor>:$values, DefaultValuedAttr<StrAttr, "\"\"">:$separator);
  let results = (outs StringTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_string_join", ["#values", "separator"]>;
  let customSizes = 1;
  let api = ["tf.strings.join(inputs:values, separator='')", "tf.string_join(inputs:values, separator='')"];
  let tf = TensorFlow<"StringJoin">;
  let examples = [
    Example<"s=str[3,4] t=str[3,4]", "tf.strings.join([s, t], separator='+')", "np.char.add(np.char.add(s, '+'), t)">,
    Example<"s=str[] t=str[3]", "tf.string_join(['<', s, t, s])", "np.array(['<' + str(s) + u + str(s) for u in t])">];
}
def Tfc_ReduceJoinOp : Tfc_StringOp<"reduce_join"> {
  let summary = "strings joined along axes, the last axis named going fastest";
  let description = [{Without axes along all, in their order; along none of an empty
    list.}];
  let arguments = (ins StringTensor:$x, OptionalAttr<DenseI64ArrayAttr>:$axes, DefaultValuedAttr<BoolAttr, "false">:$keepdims,
    DefaultValuedAttr<StrAttr, "\"\"">:$separator);
  let results = (outs StringTensor:$y);
  let kernel = RuntimeKernel<"tfc_kernel_reduce_join", ["axes", "separator"]>;
  let customSizes = 1;
  let api = ["tf.reduce_join(inputs:x, axis:axes=None, keep_dims:keepdims=False, separator='', reduction_indices:axes=None, keepdims=False)",
             "tf.strings.reduce_join(inputs:x, axis:axes=None, keepdims=False, separator='')"];
  let tf = TensorFlow<"ReduceJoin", ["$1=axes", "keep_dims=keepdims"]>;
  let examples = [
    Example<"s=str[3,4]", "tf.strings.reduce_join(s, 0, separator='-')", "np.array(['-'.join(s[:, j]) for j in range(4)])">,
    Example<"s=str[3,4]", "tf.reduce_join(s, [0, 1])", "np.array(''.join(s.ravel()))">,
    Example<"s=str[3,4]", "tf.reduce_join(s, [1, 0], keep_dims=True)", "np.array([[''.join(s.T.ravel())]])">,
    Example<"s=str[2,3]", "tf.reduce_join(s, [])", "s">,
    Example<"s=str[2,3,2]", "tf.reduce_join(s, -1)", "np.char.add(s[..., 0], s[..., 1])">];
}

//===----------------------------------------------------------------------===//
// Splitting. How many parts there are is counted first.
//===----------------------------------------------------------------------===//

// `python`: as Python's split, with one separator or, of the empty one, at white
// space; else each byte of the delimiter separates, and an empty one every byte.
defvar splitAttributes = (ins DefaultValuedAttr<BoolAttr, "false">:$python, DefaultValuedAttr<BoolAttr, "true">:$skip_empty,
  DefaultValuedAttr<I64Attr, "-1">:$maxsplit);
def Tfc_StringSplitCountOp : Tfc_StringOp<"string_split_count"> {
  let summary = "how many parts the strings of a vector have, and the shape of the matrix of the parts";
  let arguments = !con((ins StringTensor:$x, StringTensor:$delimiter), splitAttributes);
  let results = (outs Tfc_Sizes64:$count, Tfc_Sizes64:$dense_shape);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_split_count", ["python", "skip_empty", "maxsplit"]>;
  let customSizes = 1;
  let api = ["tfc.string_split_count(x, delimiter, python=False, skip_empty=True, maxsplit=-1)"];
  let examples = [Example<"s=str[5]", "tfc.string_split_count(s, ' ')[0]", "np.array(sum(len(t.split()) for t in s))">];
}
def Tfc_StringSplitPartsOp : Tfc_StringOp<"string_split_parts"> {
  let summary = "string_split, `count` parts in all";
  let arguments = !con((ins StringTensor:$x, StringTensor:$delimiter, SizesTensor:$count), splitAttributes);
  let results = (outs Tfc_Sizes64:$indices, StringTensor:$parts);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_split_parts", ["python", "skip_empty", "maxsplit"]>;
  let customSizes = 1;
  let api = ["tfc.string_split_parts(x, delimiter, count, python=False, skip_empty=True, maxsplit=-1)"];
  let examples = [Example<"i=i32[2]:0:0", "tfc.string_split_parts(tf.gather(['a b'], i), ' ', 4)[1]", "np.array(['a', 'b', 'a', 'b'])">];
}
class Tfc_StringSplitBase<string m> : Tfc_StringOp<m> {
  let results = (outs Tfc_Sizes64:$indices, StringTensor:$parts, Tfc_Sizes64:$dense_shape);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
}
def Tfc_StringSplitOp : Tfc_StringSplitBase<"string_split"> {
  let summary = "the strings of a vector in parts, a sparse matrix: places, parts, shape";
  let description = [{Each byte of the delimiter separates; an empty one makes every
    byte a part.}];
  let arguments = (ins StringTensor:$x, StringTensor:$delimiter, DefaultValuedAttr<BoolAttr, "true">:$skip_empty);
  let api = ["tf.string_split(source:x, delimiter=' ', skip_empty=True)"];
  let tf = TensorFlow<"StringSplit", [], ["indices", "values", "shape"]>;
  let examples = [
    Example<"s=str[5]", "tf.string_split(s)[1]", "np.array([p for t in s for p in t.split()])">,
    Example<"s=str[5]", "tf.string_split(s, 'a ', skip_empty=False)[1]", "np.array([p for t in s if t for p in t.replace('a', ' ').split(' ')])">,
    Example<"s=str[5]", "tf.string_split(s, '')[0]", "np.array([[i, j] for i, t in enumerate(s) for j in range(len(t))])">,
    Example<"s=str[5]", "tf.string_split(s)[2]", "np.array([5, max(len(t.split()) for t in s)])">];
}
def Tfc_StringSplitV2Op : Tfc_StringSplitBase<"string_split_v2"> {
  let summary = "the strings of a vector in parts as Python's split makes them, a sparse matrix: places, parts, shape";
  let description = [{An empty separator splits at white space. Up to `maxsplit`
    splits; any number of them if it is -1.}];
  let arguments = (ins StringTensor:$x, StringTensor:$sep, DefaultValuedAttr<I64Attr, "-1">:$maxsplit);
  let api = ["tf.strings.split(input:x, sep='', maxsplit=-1)", "tfc.string_split_v2(x, sep='', maxsplit=-1)"];
  let tf = TensorFlow<"StringSplitV2", [], ["indices", "values", "shape"]>;
  let examples = [
    Example<"s=str[5]", "tfc.string_split_v2(s, '')[1]", "np.array([p for t in s for p in t.split()])">,
    Example<"s=str[5]", "tfc.string_split_v2(s, 'a')[1]", "np.array([p for t in s for p in t.split('a')])">,
    Example<"s=str[5]:6:9", "tfc.string_split_v2(s, 'a', maxsplit=1)[1]", "np.array([p for t in s for p in t.split('a', 1)])">,
    Example<"s=str[5]", "tfc.string_split_v2(s, 'a')[0]", "np.array([[i, j] for i, t in enumerate(s) for j in range(len(t.split('a')))])">];
}

//===----------------------------------------------------------------------===//
// n-grams
//===----------------------------------------------------------------------===//

defvar ngramAttributes = (ins StrAttr:$separator, DenseI64ArrayAttr:$ngram_widths, StrAttr:$left_pad, StrAttr:$right_pad,
  I64Attr:$pad_width, BoolAttr:$preserve_short_sequences);
defvar ngramParameters = ["separator", "ngram_widths", "left_pad", "right_pad", "pad_width", "preserve_short_sequences"];
def Tfc_StringNGramsCountOp : Tfc_StringOp<"string_n_grams_count"> {
  let summary = "where the n-grams of each row begin and end, and how many there are";
  let arguments = !con((ins StringTensor:$data, ShapeTensor:$data_splits), ngramAttributes);
  let results = (outs ShapeTensor:$splits, ShapeTensor:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_n_grams_count", ngramParameters>;
  let customSizes = 1;
  let api = ["tfc.string_n_grams_count(data, data_splits, separator, ngram_widths, left_pad, right_pad, pad_width, preserve_short_sequences)"];
  let examples = [Example<"s=str[5]", "tfc.string_n_grams_count(s, [0, 3, 5], ' ', [2], '', '', 0, False)[0]", "np.array([0, 2, 3], np.int32)">];
}
def Tfc_StringNGramsValuesOp : Tfc_StringOp<"string_n_grams_values"> {
  let summary = "string_n_grams, `count` of them";
  let arguments = !con((ins StringTensor:$data, ShapeTensor:$data_splits, SizesTensor:$count), ngramAttributes);
  let results = (outs StringTensor:$ngrams);
  let kernel = RuntimeKernel<"tfc_kernel_string_n_grams_values", ngramParameters>;
  let customSizes = 1;
  let api = ["tfc.string_n_grams_values(data, data_splits, count, separator, ngram_widths, left_pad, right_pad, pad_width, preserve_short_sequences)"];
  let examples = [Example<"s=str[3]", "tfc.string_n_grams_values(s, [0, 3], 2, ' ', [2], '', '', 0, False)", "np.array([s[0] + ' ' + s[1], s[1] + ' ' + s[2]])">];
}
def Tfc_StringNGramsOp : Tfc_StringOp<"string_n_grams"> {
  let summary = "neighbours within the rows of a ragged matrix, joined: the n-grams and their splits";
  let description = [{For each width all of a row's n-grams. `pad_width` times a pad
    stands at either end of a row, at most a width less one times, -1: as often as
    that. A row with fewer strings than every width gives none or, preserved, one of
    all of it.}];
  let arguments = !con((ins StringTensor:$data, ShapeTensor:$data_splits), ngramAttributes);
  let results = (outs StringTensor:$ngrams, ShapeTensor:$ngrams_splits);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let api = ["tfc.string_n_grams(data, data_splits, separator, ngram_widths, left_pad, right_pad, pad_width, preserve_short_sequences)"];
  let tf = TensorFlow<"StringNGrams", [], ["ngrams", "ngrams_splits"]>;
  let examples = [
    Example<"s=str[5]", "tfc.string_n_grams(s, [0, 3, 5], '|', [2], 'L', 'R', -1, False)[0]", "ref.ngrams(s, [0, 3, 5], '|', [2], 'L', 'R', 1)">,
    Example<"s=str[5]", "tfc.string_n_grams(s, [0, 4, 4, 5], '|', [3, 1], 'L', 'R', 1, False)[0]", "ref.ngrams(s, [0, 4, 4, 5], '|', [3, 1], 'L', 'R', 1)">,
    Example<"s=str[3]", "tfc.string_n_grams(s, [0, 3], '', [5], '', '', 0, True)[0]", "np.array([''.join(s)])">];
}

//===----------------------------------------------------------------------===//
// Sets
//===----------------------------------------------------------------------===//

def Tfc_StringUniquePaddedOp : Tfc_StringOp<"string_unique_padded"> {
  let summary = "unique_padded of strings";
  let arguments = (ins StringTensor:$x, DefaultValuedAttr<I64Attr, "0">:$axis, OptionalAttr<TypeAttr>:$out_idx);
  let results = (outs StringTensor:$y, ShapeTensor:$idx, ShapeTensor:$counts, ShapeTensor:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_string_unique", ["axis"]>;
  let customSizes = 1;
  let api = ["tfc.string_unique_padded(x, axis=0, out_idx=tf.int32)"];
  let examples = [
    Example<"s=str[9]:0:1", "tfc.string_unique_padded(s)[3]", "np.int32(len(set(s.tolist())))">,
    Example<"s=str[9]:0:1", "tf.unique(s)[0]", "ref.unique(s)[0]">,
    Example<"s=str[9]:0:1", "tf.unique(s, out_idx=tf.int64)[1]", "ref.unique(s)[1]">,
    Example<"s=str[9]:0:1", "tf.unique_with_counts(s)[2]", "ref.unique(s)[2].astype(np.int32)">];
}

//===----------------------------------------------------------------------===//
// Regular expressions of RE2, in an archive of their own (runtime/README.md).
// Patterns and rewrites are one string each.
//===----------------------------------------------------------------------===//

def Tfc_RegexFullMatchOp : Tfc_StringOp<"regex_full_match"> {
  let summary = "whether the whole of each string matches a regular expression";
  let arguments = (ins StringTensor:$x, StringTensor:$pattern);
  let results = (outs BoolTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_regex_full_match">;
  let api = ["tf.strings.regex_full_match(input:x, pattern)", "tf.regex_full_match(input:x, pattern)"];
  let tf = TensorFlow<"RegexFullMatch">;
  let tfAlso = [TensorFlow<"StaticRegexFullMatch", ["pattern=pattern"]>];
  let examples = [Example<"s=str[9]", "tf.strings.regex_full_match(s, '[ab]*')", "np.array([set(t) <= set('ab') for t in s])">];
}
def Tfc_RegexReplaceOp : Tfc_StringOp<"regex_replace"> {
  let summary = "what matches a regular expression, the first time or each time, replaced";
  let description = [{\\1 in the rewrite is what the first group matched.}];
  let arguments = (ins StringTensor:$x, StringTensor:$pattern, StringTensor:$rewrite, DefaultValuedAttr<BoolAttr, "true">:$replace_global);
  let results = (outs StringTensor:$y);
  let infer = "sameAsFirst";
  let kernel = RuntimeKernel<"tfc_kernel_regex_replace", ["replace_global"]>;
  let api = ["tf.strings.regex_replace(input:x, pattern, rewrite, replace_global=True)", "tf.regex_replace(input:x, pattern, rewrite, replace_global=True)"];
  let tf = TensorFlow<"RegexReplace">;
  let tfAlso = [TensorFlow<"StaticRegexReplace", ["pattern=pattern", "rewrite=rewrite"]>];
  let examples = [
    Example<"s=str[9]", "tf.strings.regex_replace(s, 'a+', '<>')", "ref.each_string(lambda t: ref.re.sub('a+', '<>', t), s)">,
    Example<"s=str[9]", "tf.regex_replace(s, '([a-c])', '.', replace_global=False)", "ref.each_string(lambda t: ref.re.sub('[a-c]', '.', t, count=1), s)">];
}

#endif // TFC_OPS_STRINGS_TD
