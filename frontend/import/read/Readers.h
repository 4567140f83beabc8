//===- Readers.h - What the readers of models share -------------*- C++ -*-===//
//
// A reader checks that what it reads is of its format and that sizes fit into
// the files, before it takes memory for them. Its errors are one line and begin
// with the path.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_READ_READERS_H
#define TFC_FRONTEND_IMPORT_READ_READERS_H

#include "frontend/import/read/Model.h"

#include "llvm/ADT/Twine.h"

namespace tfc {

/// An error of one line: what names of the file bring along is shown as '?',
/// and a very long line is cut.
llvm::Error readError(llvm::StringRef path, const llvm::Twine &what);

enum class ModelFormat { GraphDef, MetaGraph, SavedModel, Tfjs };

/// The format of a file's content. What is none of them counts as GraphDef.
ModelFormat tellFormat(llvm::StringRef content);

/// Reads `folder`/saved_model.pb or .pbtxt and its variables. Of several
/// MetaGraphs the one tagged "serve" is taken.
llvm::Expected<ImportedModel> readSavedModel(llvm::StringRef folder);

/// Reads a MetaGraphDef. Of PREFIX.meta, the values of variables are those of
/// the checkpoint PREFIX, if it is there.
llvm::Expected<ImportedModel> readMetaGraph(llvm::StringRef content,
                                            llvm::StringRef path);

/// Reads TensorFlow.js's model.json and the weights beside it.
llvm::Expected<ImportedModel> readTfjs(llvm::StringRef content,
                                       llvm::StringRef path);

/// Appends a signature; what it returns of no type is a target. Signatures of
/// sparse or composite tensors are an error.
llvm::Error addSignature(llvm::StringRef name,
                         const tensorflow::SignatureDef &signature,
                         ImportedModel &model);

/// Moves the graph, the signatures and the names of initialisers into `model`.
llvm::Error addMetaGraph(tensorflow::MetaGraphDef &meta, ImportedModel &model);

/// The dimensions; nothing if the rank is not known.
std::optional<std::vector<int64_t>>
shapeOf(const tensorflow::TensorShapeProto &shape);

/// The attribute of a node; null if it is absent or not of this kind.
const tensorflow::AttrValue *
findAttribute(const tensorflow::NodeDef &node, llvm::StringRef name,
              tensorflow::AttrValue::ValueCase kind);

/// Whether a node makes a variable, by reference or as a resource.
bool isVariable(const tensorflow::NodeDef &node);

/// The part of a checkpoint that is the value of a variable.
struct CheckpointPlace {
  std::string key;
  std::string slice; ///< "4 3 0,2:-" as RestoreV2 has it; empty: all of it.
};

/// The places of variables by the names of their nodes: those that the graph
/// itself restores (RestoreV2 to Assign or AssignVariableOp, in functions too).
llvm::StringMap<CheckpointPlace>
findRestored(const tensorflow::GraphDef &graph);

/// Reads the values of the variables of model.graph from a checkpoint. Those
/// that the graph does not restore are sought by `objects`, TensorFlow 2's
/// objects by their paths, and at last by their own names.
llvm::Error readVariables(llvm::StringRef prefix,
                          const tensorflow::SavedObjectGraph &objects,
                          ImportedModel &model);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_READ_READERS_H
