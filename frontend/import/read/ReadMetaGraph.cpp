//===- ReadMetaGraph.cpp - A graph with signatures ------------------------===//
#include "frontend/import/read/Readers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using llvm::Error;
using llvm::StringRef;
using llvm::Twine;
using tensorflow::AttrValue;

namespace tfc {

Error readError(StringRef path, const Twine &what) {
  constexpr size_t limit = 1000;
  std::string text = (path + ": " + what).str();
  for (char &c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '?';
  if (text.size() > limit)
    text = text.substr(0, limit) + " ...";
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

std::optional<std::vector<int64_t>>
shapeOf(const tensorflow::TensorShapeProto &shape) {
  if (shape.unknown_rank())
    return std::nullopt;
  std::vector<int64_t> dimensions;
  for (const auto &dim : shape.dim())
    dimensions.push_back(dim.size());
  return dimensions;
}

const AttrValue *findAttribute(const tensorflow::NodeDef &node, StringRef name,
                               AttrValue::ValueCase kind) {
  auto found = node.attr().find(name.str());
  return found != node.attr().end() && found->second.value_case() == kind
             ? &found->second
             : nullptr;
}

bool isVariable(const tensorflow::NodeDef &node) {
  StringRef op = node.op();
  return op == "VarHandleOp" || op == "VariableV2" || op == "Variable";
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

using TensorInfos = google::protobuf::Map<std::string, tensorflow::TensorInfo>;

/// The entries in the order of their names: a map of protobuf has none.
template <typename Map>
static auto sorted(const Map &map) {
  std::vector<const typename Map::value_type *> entries;
  for (const auto &entry : map)
    entries.push_back(&entry);
  llvm::sort(entries, [](auto *a, auto *b) { return a->first < b->first; });
  return entries;
}

static Error checkArgument(StringRef signature, StringRef argument,
                           const tensorflow::TensorInfo &info, StringRef path) {
  auto fail = [&](const Twine &what) {
    return readError(path, "signature '" + signature + "': '" + argument +
                               "' " + what);
  };
  switch (info.encoding_case()) {
  case tensorflow::TensorInfo::kName:
    if (info.name().empty())
      break;
    return Error::success();
  case tensorflow::TensorInfo::kCooSparse:
    return fail("is a sparse tensor, which is not supported");
  case tensorflow::TensorInfo::kCompositeTensor:
    return fail("is a composite tensor, which is not supported");
  case tensorflow::TensorInfo::ENCODING_NOT_SET:
    break;
  }
  return fail("names no tensor");
}

Error addSignature(StringRef name, const tensorflow::SignatureDef &signature,
                   ImportedModel &model) {
  ModelSignature result;
  result.name = name.str();
  auto add = [&](const TensorInfos &infos, bool isOutput) -> Error {
    for (const auto *entry : sorted(infos)) {
      const auto &[argument, info] = *entry;
      if (Error failed = checkArgument(name, argument, info, model.path))
        return failed;
      // An operation, such as a training step, stands among the outputs.
      if (isOutput && info.dtype() == tensorflow::DT_INVALID) {
        StringRef node = StringRef(info.name()).split(':').first;
        result.targets.push_back(node.str());
        continue;
      }
      SignatureArgument made{argument, info.name(), info.dtype(), std::nullopt};
      if (info.has_tensor_shape())
        made.shape = shapeOf(info.tensor_shape());
      (isOutput ? result.outputs : result.inputs).push_back(std::move(made));
    }
    return Error::success();
  };
  if (Error failed = add(signature.inputs(), false))
    return failed;
  if (Error failed = add(signature.outputs(), true))
    return failed;
  model.signatures.push_back(std::move(result));
  return Error::success();
}

//===----------------------------------------------------------------------===//
// MetaGraphs
//===----------------------------------------------------------------------===//

Error addMetaGraph(tensorflow::MetaGraphDef &meta, ImportedModel &model) {
  constexpr StringRef initSignature = "__saved_model_init_op";
  for (StringRef collection : {"saved_model_main_op", "legacy_init_op"}) {
    auto found = meta.collection_def().find(collection.str());
    if (found == meta.collection_def().end())
      continue;
    for (const std::string &node : found->second.node_list().value())
      model.initializers.push_back(StringRef(node).split(':').first.str());
  }
  for (const auto *entry : sorted(meta.signature_def())) {
    // TensorFlow 2's name for what the collections above are in 1.x.
    if (entry->first != initSignature) {
      if (Error failed = addSignature(entry->first, entry->second, model))
        return failed;
      continue;
    }
    for (const auto *output : sorted(entry->second.outputs())) {
      StringRef node = StringRef(output->second.name()).split(':').first;
      if (!node.empty() && !llvm::is_contained(model.initializers, node))
        model.initializers.push_back(node.str());
    }
  }
  model.graph.Swap(meta.mutable_graph_def());
  return Error::success();
}

llvm::Expected<ImportedModel> readMetaGraph(StringRef content, StringRef path) {
  tensorflow::MetaGraphDef meta;
  if (Error failed =
          looksLikeText(content)
              ? parseTextProto(content, path, meta)
              : parseBinaryProto(content, path, "MetaGraphDef", meta))
    return std::move(failed);
  ImportedModel model;
  model.path = path.str();
  if (Error failed = addMetaGraph(meta, model))
    return std::move(failed);
  StringRef prefix = path;
  if (prefix.consume_back(".meta") && llvm::sys::fs::exists(prefix + ".index"))
    if (Error failed = readVariables(prefix, meta.object_graph_def(), model))
      return std::move(failed);
  return std::move(model);
}

} // namespace tfc
