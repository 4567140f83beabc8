//===- ReadTfjs.cpp - TensorFlow.js graph models --------------------------===//
//
// model.json holds a GraphDef in protobuf's JSON form, without the values of
// its constants, a list of these values in files beside it, and a signature.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/read/Readers.h"
#include "frontend/import/read/Weights.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/json_util.h>

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;
using tensorflow::AttrValue;
using tensorflow::NodeDef;
namespace json = llvm::json;

namespace tfc {

/// LLVM's parser recurses into values without a limit of its own.
static bool isTooDeep(StringRef text) {
  constexpr unsigned limit = 100;
  unsigned depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (inString) {
      i += c == '\\';
      inString = c != '"';
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      if (++depth > limit)
        return true;
    } else if ((c == '}' || c == ']') && depth) {
      --depth;
    }
  }
  return false;
}

/// Strings of attributes are in base64, or lists of the codes of characters,
/// which protobuf's form does not know: turns all into base64.
static void encodeStrings(json::Value &value) {
  if (json::Array *array = value.getAsArray()) {
    for (json::Value &element : *array)
      encodeStrings(element);
    return;
  }
  json::Object *object = value.getAsObject();
  if (!object)
    return;
  for (auto &[key, member] : *object) {
    const json::Array *codes =
        StringRef(key) == "s" ? member.getAsArray() : nullptr;
    if (!codes || codes->empty() || !(*codes)[0].getAsInteger()) {
      encodeStrings(member);
      continue;
    }
    std::string text;
    for (const json::Value &code : *codes)
      text.push_back(char(code.getAsInteger().value_or('?')));
    member = llvm::encodeBase64(text);
  }
}

static Error parseMessage(const json::Value &value, StringRef what,
                          StringRef path, google::protobuf::Message &message) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  options.case_insensitive_enum_parsing = false;
  google::protobuf::LogSilencer silent; // our error is the only line
  auto status =
      google::protobuf::util::JsonStringToMessage(text, &message, options);
  if (!status.ok())
    return readError(path, what + ": " + status.message().as_string());
  return Error::success();
}

/// The signature's names are "input_1" or, from older converters, "input_1:0".
static void shortenNames(std::vector<SignatureArgument> &arguments) {
  for (SignatureArgument &argument : arguments)
    if (StringRef name = argument.name; name.consume_back(":0"))
      argument.name = name.str();
}

static Error readSignature(const json::Object &root, ImportedModel &model) {
  const json::Value *value = root.get("signature");
  if (!value || !value->getAsObject())
    if (const json::Object *more = root.getObject("userDefinedMetadata"))
      value = more->get("signature");
  if (!value || !value->getAsObject())
    return Error::success();
  tensorflow::SignatureDef signature;
  if (Error failed =
          parseMessage(*value, "the signature", model.path, signature))
    return failed;
  if (signature.inputs().empty() && signature.outputs().empty())
    return Error::success();
  if (Error failed = addSignature("serving_default", signature, model))
    return failed;
  shortenNames(model.signatures.back().inputs);
  shortenNames(model.signatures.back().outputs);
  return Error::success();
}

/// Whether a tensor says its value, if it has elements at all.
static bool hasValue(const tensorflow::TensorProto &tensor) {
  bool isEmpty = llvm::any_of(tensor.tensor_shape().dim(),
                              [](const auto &dim) { return dim.size() == 0; });
  return isEmpty || !tensor.tensor_content().empty() ||
         tensor.float_val_size() || tensor.int_val_size() ||
         tensor.bool_val_size() || tensor.string_val_size() ||
         tensor.int64_val_size() || tensor.double_val_size() ||
         tensor.half_val_size() || tensor.scomplex_val_size() ||
         tensor.dcomplex_val_size() || tensor.uint32_val_size() ||
         tensor.uint64_val_size();
}

/// The value of a constant from the weights; nothing if it has one itself.
static Expected<std::optional<TensorData>>
findWeight(const NodeDef &node, StringRef function,
           const llvm::StringMap<TensorData> &weights, StringRef path) {
  auto fail = [&](const Twine &what) {
    return readError(path, "constant '" + node.name() + "': " + what);
  };
  auto found = weights.find(node.name());
  if (found == weights.end() && !function.empty())
    found = weights.find((function + "/" + node.name()).str());
  const AttrValue *value = findAttribute(node, "value", AttrValue::kTensor);
  if (found == weights.end()) {
    if (!value || !hasValue(value->tensor()))
      return fail("it has no value, nor a weight of its name");
    return std::nullopt;
  }
  const AttrValue *dtype = findAttribute(node, "dtype", AttrValue::kType);
  auto weight =
      convertWeight(found->second, dtype ? dtype->type() : found->second.dtype);
  if (!weight)
    return fail("its weight is of another type");
  if (value && value->tensor().has_tensor_shape())
    if (auto shape = shapeOf(value->tensor().tensor_shape());
        shape && *shape != weight->shape)
      return fail("its weight is of another shape");
  return weight;
}

static Error useWeights(const llvm::StringMap<TensorData> &weights,
                        ImportedModel &model) {
  for (const NodeDef &node : model.graph.node()) {
    if (node.op() != "Const")
      continue;
    auto weight = findWeight(node, "", weights, model.path);
    if (!weight)
      return weight.takeError();
    if (*weight)
      model.constants.try_emplace(node.name(), std::move(**weight));
  }
  // Constants of functions get their values in place.
  auto *functions = model.graph.mutable_library()->mutable_function();
  for (tensorflow::FunctionDef &function : *functions) {
    for (NodeDef &node : *function.mutable_node_def()) {
      if (node.op() != "Const")
        continue;
      auto weight =
          findWeight(node, function.signature().name(), weights, model.path);
      if (!weight)
        return weight.takeError();
      if (!*weight)
        continue;
      const TensorData &value = **weight;
      auto *tensor = (*node.mutable_attr())["value"].mutable_tensor();
      tensor->Clear();
      tensor->set_dtype(value.dtype);
      for (int64_t size : value.shape)
        tensor->mutable_tensor_shape()->add_dim()->set_size(size);
      tensor->mutable_tensor_shape();
      tensor->set_tensor_content(value.bytes);
      for (const std::string &text : value.strings)
        tensor->add_string_val(text);
    }
  }
  return Error::success();
}

Expected<ImportedModel> readTfjs(StringRef content, StringRef path) {
  if (isTooDeep(content))
    return readError(path, "JSON nested too deeply");
  Expected<json::Value> parsed = json::parse(content);
  if (!parsed) {
    std::string what = llvm::toString(parsed.takeError());
    return readError(path, "is no JSON: " + what);
  }
  json::Object *root = parsed->getAsObject();
  json::Value *topology = root ? root->get("modelTopology") : nullptr;
  json::Object *graph = topology ? topology->getAsObject() : nullptr;
  if (!graph)
    return readError(path, "is no model of TensorFlow.js: it has no "
                           "modelTopology");
  auto format = root->getString("format");
  if ((format && *format == "layers-model") || graph->get("model_config"))
    return readError(path, "is a layers model of TensorFlow.js; tfc reads "
                           "graph models (tensorflowjs_converter "
                           "--output_format=tfjs_graph_model)");
  if (!graph->getArray("node"))
    return readError(path, "modelTopology has no nodes");

  ImportedModel model;
  model.path = path.str();
  encodeStrings(*topology);
  if (Error failed =
          parseMessage(*topology, "modelTopology", path, model.graph))
    return std::move(failed);
  if (Error failed = readSignature(*root, model))
    return std::move(failed);
  llvm::StringMap<TensorData> weights;
  if (const json::Array *manifest = root->getArray("weightsManifest")) {
    auto read =
        readWeights(*manifest, llvm::sys::path::parent_path(path), path);
    if (!read)
      return read.takeError();
    weights = std::move(*read);
  }
  if (Error failed = useWeights(weights, model))
    return std::move(failed);
  return std::move(model);
}

} // namespace tfc
