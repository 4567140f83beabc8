//===- ReadSavedModel.cpp - SavedModel directories ------------------------===//
#include "frontend/import/read/Readers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using llvm::Error;
using llvm::SmallString;
using llvm::StringRef;
using tensorflow::MetaGraphDef;

namespace tfc {

static std::string inFolder(StringRef folder, StringRef name) {
  SmallString<256> path(folder);
  llvm::sys::path::append(path, name);
  return path.str().str();
}

/// "{serve}, {serve, gpu}": the tags of every MetaGraph.
static std::string listTags(const tensorflow::SavedModel &saved) {
  std::string text;
  for (const MetaGraphDef &meta : saved.meta_graphs()) {
    if (!text.empty())
      text += ", ";
    text += "{" + llvm::join(meta.meta_info_def().tags(), ", ") + "}";
  }
  return text;
}

/// The MetaGraph for serving: tagged "serve" and nothing else, or with other
/// tags beside it, or the only one. Null if there is none.
static MetaGraphDef *chooseMetaGraph(tensorflow::SavedModel &saved) {
  MetaGraphDef *chosen = nullptr;
  for (MetaGraphDef &meta : *saved.mutable_meta_graphs()) {
    const auto &tags = meta.meta_info_def().tags();
    if (!llvm::is_contained(tags, "serve"))
      continue;
    if (tags.size() == 1)
      return &meta;
    if (!chosen)
      chosen = &meta;
  }
  if (!chosen && saved.meta_graphs_size() == 1)
    return saved.mutable_meta_graphs(0);
  return chosen;
}

llvm::Expected<ImportedModel> readSavedModel(StringRef folder) {
  std::string path = inFolder(folder, "saved_model.pb");
  bool isText = false;
  if (!llvm::sys::fs::exists(path)) {
    path = inFolder(folder, "saved_model.pbtxt");
    isText = true;
  }
  if (!llvm::sys::fs::is_regular_file(path))
    return readError(folder, "is no SavedModel: it holds neither "
                             "saved_model.pb nor saved_model.pbtxt");
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return readError(path, buffer.getError().message());
  tensorflow::SavedModel saved;
  StringRef content = (*buffer)->getBuffer();
  if (Error failed = isText
                         ? parseTextProto(content, path, saved)
                         : parseBinaryProto(content, path, "SavedModel", saved))
    return std::move(failed);
  if (saved.meta_graphs_size() == 0)
    return readError(path, "holds no graph");
  MetaGraphDef *meta = chooseMetaGraph(saved);
  if (!meta)
    return readError(path, "none of its graphs is tagged 'serve'; there are " +
                               listTags(saved));

  ImportedModel model;
  model.path = path;
  if (Error failed = addMetaGraph(*meta, model))
    return std::move(failed);
  // A SavedModel without variables has no such files.
  std::string prefix = inFolder(folder, "variables/variables");
  if (llvm::sys::fs::exists(prefix + ".index")) {
    if (Error failed = readVariables(prefix, meta->object_graph_def(), model))
      return std::move(failed);
  } else if (auto variable = llvm::find_if(model.graph.node(), isVariable);
             variable != model.graph.node().end()) {
    // Before 0.12 checkpoints were one file of another format.
    if (llvm::sys::fs::exists(prefix))
      return readError(prefix, "is a checkpoint of format V1, which is not "
                               "supported; save it again with a newer one");
    return readError(prefix + ".index", "is missing; it holds the value of "
                                        "variable '" +
                                            variable->name() + "'");
  }
  return std::move(model);
}

} // namespace tfc
