//===- Samples.cpp - Models that tests of the readers write ---------------===//
#include "Samples.h"
#include "../../runtime/checkpoint/BundleWriter.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <google/protobuf/text_format.h>

namespace tfc::samples {

template <typename Message>
static Message parse(const char *text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message))
    llvm::report_fatal_error("a sample is no text proto");
  return message;
}

tensorflow::GraphDef graph() {
  return parse<tensorflow::GraphDef>(R"pb(
node { name: "x" op: "Placeholder"
  attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { dim { size: -1 } dim { size: 2 } } } } }
node { name: "w" op: "Const"
  attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "value" value { tensor { dtype: DT_FLOAT
    tensor_shape { dim { size: 2 } dim { size: 2 } }
    float_val: 1 float_val: 2 float_val: 3 float_val: 4 } } } }
node { name: "b" op: "Const"
  attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "value" value { tensor { dtype: DT_FLOAT
    tensor_shape { dim { size: 2 } } tensor_content: "\000\000\200?\000\000\200\277" } } } }
node { name: "matmul" op: "MatMul" input: "x" input: "w"
  attr { key: "T" value { type: DT_FLOAT } } }
node { name: "add" op: "BiasAdd" input: "matmul" input: "b"
  attr { key: "T" value { type: DT_FLOAT } } }
node { name: "relu" op: "Relu" input: "add"
  attr { key: "T" value { type: DT_FLOAT } } }
node { name: "square" op: "PartitionedCall" input: "relu"
  attr { key: "f" value { func { name: "square_fn" } } }
  attr { key: "Tin" value { list { type: DT_FLOAT } } }
  attr { key: "Tout" value { list { type: DT_FLOAT } } } }
node { name: "count" op: "VariableV2"
  attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "shape" value { shape { } } } }
node { name: "zero" op: "Const"
  attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 0 } } } }
node { name: "one" op: "Const"
  attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 1 } } } }
node { name: "count/Assign" op: "Assign" input: "count" input: "zero"
  attr { key: "T" value { type: DT_INT32 } } }
node { name: "step" op: "AssignAdd" input: "count" input: "one" input: "^relu"
  attr { key: "T" value { type: DT_INT32 } } }
node { name: "init" op: "NoOp" input: "^count/Assign" }
node { name: "flat" op: "Reshape" input: "square" input: "flat/shape"
  attr { key: "T" value { type: DT_FLOAT } }
  attr { key: "Tshape" value { type: DT_INT32 } } }
node { name: "flat/shape" op: "Const"
  attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { dim { size: 1 } } int_val: -1 } } } }
library { function {
  signature { name: "square_fn" input_arg { name: "a" type: DT_FLOAT }
    output_arg { name: "r" type: DT_FLOAT } }
  node_def { name: "m" op: "Mul" input: "a" input: "a"
    attr { key: "T" value { type: DT_FLOAT } } }
  ret { key: "r" value: "m:z:0" } } }
versions { producer: 24 }
)pb");
}

tensorflow::GraphDef loops() {
  return parse<tensorflow::GraphDef>(R"pb(
node { name: "i0" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 0 } } } }
node { name: "enter" op: "Enter" input: "i0" attr { key: "T" value { type: DT_INT32 } }
  attr { key: "frame_name" value { s: "loop" } } }
node { name: "merge" op: "Merge" input: "enter" input: "next"
  attr { key: "T" value { type: DT_INT32 } } attr { key: "N" value { i: 2 } } }
node { name: "ten" op: "Const" input: "^merge" attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 10 } } } }
node { name: "less" op: "Less" input: "merge" input: "ten" attr { key: "T" value { type: DT_INT32 } } }
node { name: "cond" op: "LoopCond" input: "less" }
node { name: "switch" op: "Switch" input: "merge" input: "cond" attr { key: "T" value { type: DT_INT32 } } }
node { name: "body" op: "Identity" input: "switch:1" attr { key: "T" value { type: DT_INT32 } } }
node { name: "one" op: "Const" input: "^body" attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 1 } } } }
node { name: "sum" op: "Add" input: "body" input: "one" attr { key: "T" value { type: DT_INT32 } } }
node { name: "next" op: "NextIteration" input: "sum" attr { key: "T" value { type: DT_INT32 } } }
node { name: "exit" op: "Exit" input: "switch" attr { key: "T" value { type: DT_INT32 } } }
node { name: "while" op: "StatelessWhile" input: "exit"
  attr { key: "T" value { list { type: DT_INT32 } } }
  attr { key: "cond" value { func { name: "small" } } }
  attr { key: "body" value { func { name: "double" } } } }
library {
  function { signature { name: "small" input_arg { name: "a" type: DT_INT32 }
      output_arg { name: "r" type: DT_BOOL } }
    node_def { name: "limit" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
      attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 100 } } } }
    node_def { name: "l" op: "Less" input: "a" input: "limit:output:0" attr { key: "T" value { type: DT_INT32 } } }
    ret { key: "r" value: "l:z:0" } }
  function { signature { name: "double" input_arg { name: "a" type: DT_INT32 }
      output_arg { name: "r" type: DT_INT32 } }
    node_def { name: "s" op: "AddV2" input: "a" input: "a" attr { key: "T" value { type: DT_INT32 } } }
    ret { key: "r" value: "s:z:0" } } }
versions { producer: 200 }
)pb");
}

tensorflow::MetaGraphDef metaGraph1() {
  return parse<tensorflow::MetaGraphDef>(R"pb(
meta_info_def { tensorflow_version: "1.15" }
graph_def {
node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { dim { size: -1 } } } } }
node { name: "w" op: "VariableV2" attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { } } } }
node { name: "b" op: "VariableV2" attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { } } } }
node { name: "w/read" op: "Identity" input: "w" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "b/read" op: "Identity" input: "b" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "mul" op: "Mul" input: "x" input: "w/read" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "y" op: "Add" input: "mul" input: "b/read" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "save/Const" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
  attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { } string_val: "model" } } } }
node { name: "save/names" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
  attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 2 } }
    string_val: "bias" string_val: "scope/weight" } } } }
node { name: "save/slices" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
  attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 2 } }
    string_val: "" } } } }
node { name: "save/RestoreV2" op: "RestoreV2" input: "save/Const" input: "save/names" input: "save/slices"
  attr { key: "dtypes" value { list { type: DT_FLOAT type: DT_FLOAT } } } }
node { name: "save/Assign" op: "Assign" input: "b" input: "save/RestoreV2" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "save/Assign_1" op: "Assign" input: "w" input: "save/RestoreV2:1" attr { key: "T" value { type: DT_FLOAT } } }
node { name: "save/restore_all" op: "NoOp" input: "^save/Assign" input: "^save/Assign_1" }
node { name: "init_all" op: "NoOp" }
versions { producer: 24 } }
saver_def { filename_tensor_name: "save/Const:0" restore_op_name: "save/restore_all" version: V2 }
collection_def { key: "legacy_init_op" value { node_list { value: "init_all" } } }
signature_def { key: "serving_default" value {
  inputs { key: "x" value { name: "x:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } } } }
  outputs { key: "y" value { name: "y:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } } } }
  method_name: "tensorflow/serving/predict" } }
)pb");
}

tensorflow::MetaGraphDef metaGraph2() {
  return parse<tensorflow::MetaGraphDef>(R"pb(
meta_info_def { tensorflow_version: "2.5.0" }
graph_def {
node { name: "w" op: "VarHandleOp" attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { } } } attr { key: "shared_name" value { s: "dense/w" } } }
node { name: "b" op: "VarHandleOp" attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { } } } attr { key: "shared_name" value { s: "dense/b" } } }
node { name: "NoOp" op: "NoOp" }
node { name: "serving_default_x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { dim { size: -1 } } } } }
node { name: "StatefulPartitionedCall" op: "StatefulPartitionedCall"
  input: "serving_default_x" input: "w" input: "b"
  attr { key: "f" value { func { name: "signature_wrapper" } } }
  attr { key: "Tin" value { list { type: DT_FLOAT type: DT_RESOURCE type: DT_RESOURCE } } }
  attr { key: "Tout" value { list { type: DT_FLOAT } } } }
node { name: "saver_filename" op: "Placeholder" attr { key: "dtype" value { type: DT_STRING } } }
node { name: "StatefulPartitionedCall_1" op: "StatefulPartitionedCall"
  input: "saver_filename" input: "w" input: "b"
  attr { key: "f" value { func { name: "restore" } } }
  attr { key: "Tin" value { list { type: DT_STRING type: DT_RESOURCE type: DT_RESOURCE } } }
  attr { key: "Tout" value { list { type: DT_STRING } } } }
library {
function { signature { name: "signature_wrapper" input_arg { name: "x" type: DT_FLOAT }
    input_arg { name: "w" type: DT_RESOURCE } input_arg { name: "b" type: DT_RESOURCE }
    output_arg { name: "y" type: DT_FLOAT } is_stateful: true }
  node_def { name: "rw" op: "ReadVariableOp" input: "w" attr { key: "dtype" value { type: DT_FLOAT } } }
  node_def { name: "rb" op: "ReadVariableOp" input: "b" attr { key: "dtype" value { type: DT_FLOAT } } }
  node_def { name: "mul" op: "Mul" input: "x" input: "rw:value:0" attr { key: "T" value { type: DT_FLOAT } } }
  node_def { name: "add" op: "AddV2" input: "mul:z:0" input: "rb:value:0" attr { key: "T" value { type: DT_FLOAT } } }
  ret { key: "y" value: "add:z:0" } }
function { signature { name: "restore" input_arg { name: "file" type: DT_STRING }
    input_arg { name: "w" type: DT_RESOURCE } input_arg { name: "b" type: DT_RESOURCE }
    output_arg { name: "r" type: DT_STRING } is_stateful: true }
  node_def { name: "names" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 2 } }
      string_val: "b/.ATTRIBUTES/VARIABLE_VALUE" string_val: "w/.ATTRIBUTES/VARIABLE_VALUE" } } } }
  node_def { name: "slices" op: "Const" attr { key: "dtype" value { type: DT_STRING } }
    attr { key: "value" value { tensor { dtype: DT_STRING tensor_shape { dim { size: 2 } }
      string_val: "" string_val: "" } } } }
  node_def { name: "RestoreV2" op: "RestoreV2" input: "file" input: "names:output:0" input: "slices:output:0"
    attr { key: "dtypes" value { list { type: DT_FLOAT type: DT_FLOAT } } } }
  node_def { name: "Identity" op: "Identity" input: "RestoreV2:tensors:0" attr { key: "T" value { type: DT_FLOAT } } }
  node_def { name: "AssignVariableOp" op: "AssignVariableOp" input: "b" input: "Identity:output:0"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node_def { name: "AssignVariableOp_1" op: "AssignVariableOp" input: "w" input: "RestoreV2:tensors:1"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  ret { key: "r" value: "file" } } }
versions { producer: 716 } }
saver_def { filename_tensor_name: "saver_filename:0" restore_op_name: "StatefulPartitionedCall_1" version: V2 }
collection_def { key: "saved_model_main_op" value { node_list { value: "NoOp" } } }
signature_def { key: "__saved_model_init_op" value {
  outputs { key: "__saved_model_init_op" value { name: "NoOp" tensor_shape { unknown_rank: true } } } } }
signature_def { key: "serving_default" value {
  inputs { key: "x" value { name: "serving_default_x:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } } } }
  outputs { key: "y" value { name: "StatefulPartitionedCall:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } } } }
  method_name: "tensorflow/serving/predict" } }
object_graph_def {
  nodes { children { node_id: 1 local_name: "w" } children { node_id: 2 local_name: "b" } user_object { } }
  nodes { variable { dtype: DT_FLOAT name: "dense/w" } }
  nodes { variable { dtype: DT_FLOAT name: "dense/b" } } }
)pb");
}

tensorflow::SavedModel savedModel(const tensorflow::MetaGraphDef &meta,
                                  const std::string &tag) {
  tensorflow::SavedModel saved;
  saved.set_saved_model_schema_version(1);
  *saved.add_meta_graphs() = meta;
  saved.mutable_meta_graphs(0)->mutable_meta_info_def()->add_tags(tag);
  return saved;
}

Files variables(bool version2) {
  checkpoint::BundleWriter writer;
  const char *suffix = "/.ATTRIBUTES/VARIABLE_VALUE";
  writer.add(version2 ? std::string("w") + suffix : "scope/weight", 1, {},
             checkpoint::floats({0.5f}));
  writer.add(version2 ? std::string("b") + suffix : "bias", 1, {},
             checkpoint::floats({2}));
  if (version2)
    writer.addStrings("_CHECKPOINTABLE_OBJECT_GRAPH",
                      {parse<tensorflow::TrackableObjectGraph>(R"pb(
nodes { children { node_id: 2 local_name: "w" } children { node_id: 1 local_name: "b" } }
nodes { attributes { name: "VARIABLE_VALUE" full_name: "dense/b" checkpoint_key: "b/.ATTRIBUTES/VARIABLE_VALUE" } }
nodes { attributes { name: "VARIABLE_VALUE" full_name: "dense/w" checkpoint_key: "w/.ATTRIBUTES/VARIABLE_VALUE" } }
)pb")
                           .SerializeAsString()});
  Files files;
  auto content = writer.contents();
  files["variables/variables.index"] = content.index;
  files["variables/variables.data-00000-of-00001"] = content.shards[0];
  return files;
}

Files savedModelFiles(bool version2) {
  Files files = variables(version2);
  files["saved_model.pb"] =
      savedModel(version2 ? metaGraph2() : metaGraph1()).SerializeAsString();
  return files;
}

Files tfjsFiles() {
  Files files;
  files["model.json"] = R"json({
"format": "graph-model", "generatedBy": "2.5.0", "convertedBy": "by hand",
"signature": {
  "inputs": {"x": {"name": "x:0", "dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "-1"}, {"size": "2"}]}}},
  "outputs": {"Identity:0": {"name": "Identity:0", "dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "-1"}, {"size": 2}]}}}},
"modelTopology": {"node": [
  {"name": "x", "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"},
   "shape": {"shape": {"dim": [{"size": "-1"}, {"size": "2"}]}}}},
  {"name": "w", "op": "Const", "attr": {"dtype": {"type": "DT_FLOAT"},
   "value": {"tensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": "2"}, {"size": "2"}]}}}}},
  {"name": "b", "op": "Const", "attr": {"dtype": {"type": "DT_FLOAT"},
   "value": {"tensor": {"dtype": "DT_FLOAT", "tensorShape": {"dim": [{"size": 2}]}}}}},
  {"name": "scale", "op": "Const", "attr": {"dtype": {"type": "DT_FLOAT"},
   "value": {"tensor": {"dtype": "DT_FLOAT", "tensorShape": {}}}}},
  {"name": "axis", "op": "Const", "attr": {"dtype": {"type": "DT_INT64"},
   "value": {"tensor": {"dtype": "DT_INT64", "tensorShape": {"dim": [{"size": "1"}]}}}}},
  {"name": "matmul", "op": "MatMul", "input": ["x", "w"], "device": "/device:CPU:0",
   "attr": {"T": {"type": "DT_FLOAT"}, "transpose_a": {"b": false}, "transpose_b": {"b": false}}},
  {"name": "dense", "op": "BiasAdd", "input": ["matmul", "b"],
   "attr": {"T": {"type": "DT_FLOAT"}, "data_format": {"s": "TkhXQw=="}, "_epsilon": {"f": 0}, "_n": {"i": "1"},
    "_fused_ops": {"list": {"s": ["Qmlhc0FkZA==", "UmVsdQ=="]}}}},
  {"name": "mul", "op": "Mul", "input": ["dense", "scale"], "attr": {"T": {"type": "DT_FLOAT"}}},
  {"name": "sum", "op": "Sum", "input": ["mul", "axis"],
   "attr": {"T": {"type": "DT_FLOAT"}, "Tidx": {"type": "DT_INT64"}, "keep_dims": {"b": true}}},
  {"name": "sub", "op": "Sub", "input": ["mul", "sum"],
   "attr": {"T": {"type": "DT_FLOAT"}, "_tag": {"s": [72, 105]}}},
  {"name": "Identity", "op": "Identity", "input": ["sub"], "attr": {"T": {"type": "DT_FLOAT"}}}],
 "library": {}, "versions": {"producer": 561}},
"weightsManifest": [{"paths": ["group1-shard1of2.bin", "group1-shard2of2.bin"], "weights": [
  {"name": "w", "shape": [2, 2], "dtype": "float32",
   "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1, "original_dtype": "float32"}},
  {"name": "b", "shape": [2], "dtype": "float32", "quantization": {"dtype": "float16"}},
  {"name": "scale", "shape": [], "dtype": "float32"},
  {"name": "axis", "shape": [1], "dtype": "int32"},
  {"name": "unused/flags", "shape": [3], "dtype": "bool"},
  {"name": "unused/words", "shape": [2], "dtype": "string"},
  {"name": "unused/q", "shape": [2], "dtype": "int32",
   "quantization": {"dtype": "uint16", "scale": 2, "min": -3}}]}]}
)json";
  std::string data("\x00\x02\x04\x06"                   // w: -1 0 1 2
                   "\x00\x3c\x00\xc0"                   // b: 1 -2
                   "\x00\x00\x40\x40"                   // scale: 3
                   "\x01\x00\x00\x00"                   // axis: 1
                   "\x01\x00\x01"                       // flags
                   "\x02\x00\x00\x00hi\x00\x00\x00\x00" // words
                   "\x00\x00\x01\x01",                  // q: -3 511
                   16 + 3 + 10 + 4);
  files["group1-shard1of2.bin"] = data.substr(0, 10);
  files["group1-shard2of2.bin"] = data.substr(10);
  return files;
}

bool write(const std::string &folder, const Files &files) {
  for (auto &[name, content] : files) {
    llvm::SmallString<256> path(folder);
    llvm::sys::path::append(path, name);
    if (llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path)) ||
        !checkpoint::writeTestFile(path.str().str(), content))
      return false;
  }
  return true;
}

} // namespace tfc::samples
