//===- Model.h - What a reader hands to the importer ------------*- C++ -*-===//
//
// Readers (Read*.cpp) turn files of any TensorFlow format into an
// ImportedModel; the importer (Import.h) turns that into a module of the tfc
// dialect. A reader checks its format; what nodes mean is checked by the
// importer.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_READ_MODEL_H
#define TFC_FRONTEND_IMPORT_READ_MODEL_H

#include "frontend/import/read/Protos.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace tfc {

/// A tensor's value. `bytes` are the elements, dense, row-major, little endian,
/// in TensorFlow's size for the type (bool: a byte); of DT_STRING the elements
/// are `strings` instead. Readers check that the number of elements fits.
struct TensorData {
  tensorflow::DataType dtype = tensorflow::DT_INVALID;
  std::vector<int64_t> shape;
  std::string bytes;
  std::vector<std::string> strings;
};

/// An argument of a signature under its public name, and the tensor "n" or
/// "n:k" of the graph that it stands for. What the signature says of its type
/// only refines: a shape of nothing is an unknown rank.
struct SignatureArgument {
  std::string name;
  std::string tensor;
  tensorflow::DataType dtype = tensorflow::DT_INVALID;
  std::optional<std::vector<int64_t>> shape; ///< -1: known in a run only
};

struct ModelSignature {
  std::string name;
  std::vector<SignatureArgument> inputs;
  std::vector<SignatureArgument> outputs;
  std::vector<std::string> targets; ///< Nodes that run for their effect.
};

struct ImportedModel {
  /// The file's name, for messages.
  std::string path;
  tensorflow::GraphDef graph;
  /// The line of each node of `graph` in the file, from 1; empty if the file is
  /// no text.
  std::vector<int> nodeLines;
  std::vector<ModelSignature> signatures;
  /// Values of Const nodes by node name, where the value is not in the node's
  /// attribute (weights in files beside the graph).
  llvm::StringMap<TensorData> constants;
  /// Initial values of variables (as a checkpoint has them) by the name of the
  /// node that makes the variable. They win over the graph's own initialisers.
  llvm::StringMap<TensorData> variables;
  /// Nodes to run once before all others, in order: main op, legacy init op.
  /// They are told to the importer so that assigns under them count as
  /// initialisers of variables without a value above.
  std::vector<std::string> initializers;
};

/// Reads the model at `path`, a file or a directory: of a SavedModel, of a
/// model.json, or of numbered versions of a SavedModel, the greatest of which
/// is taken. The format of a file is told by its content. The error's message
/// begins with the path.
llvm::Expected<ImportedModel> readModel(llvm::StringRef path);

/// Reads a GraphDef, binary or text as the content tells. `path` is for
/// messages.
llvm::Expected<ImportedModel> readGraphDef(llvm::StringRef content,
                                           llvm::StringRef path);

/// Parses the text form of `message`, tolerating fields that our .proto files
/// lack. With `lines`, which must then belong to a GraphDef, sets the line of
/// each of its nodes. The error's message begins with path:line:column.
llvm::Error parseTextProto(llvm::StringRef content, llvm::StringRef path,
                           google::protobuf::Message &message,
                           std::vector<int> *lines = nullptr);

/// Parses the binary form of `message`; an error says that it is no `what`.
llvm::Error parseBinaryProto(llvm::StringRef content, llvm::StringRef path,
                             llvm::StringRef what,
                             google::protobuf::Message &message);

/// Whether content is text, not binary: no control character but white space
/// among its first bytes.
bool looksLikeText(llvm::StringRef content);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_READ_MODEL_H
