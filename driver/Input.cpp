//===- Input.cpp - A graph's file of any known language -------------------===//
#include "driver/Input.h"

#include "frontend/import/Import.h"
#include "frontend/import/read/Readers.h"
#include "frontend/text/Import.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc::driver {

/// Drops blank lines and lines that begin with '#', which are comments of .tfg
/// and of pbtxt and aliases of MLIR. Sets `slashes` at a comment of MLIR's.
static StringRef skipComments(StringRef text, bool &slashes) {
  while (true) {
    text = text.ltrim();
    slashes |= text.starts_with("//");
    if (!text.starts_with("#") && !text.starts_with("//"))
      return text;
    size_t end = text.find('\n');
    if (end == StringRef::npos)
      return "";
    text = text.drop_front(end);
  }
}

SourceKind tellKind(StringRef content) {
  // MLIR's bytecode begins with "ML\xefR".
  if (content.starts_with("ML\xefR"))
    return SourceKind::Mlir;
  for (StringRef magic : {"\x7f"
                          "ELF",
                          "!<arch>\n", "\xcf\xfa\xed\xfe"})
    if (content.starts_with(magic))
      return SourceKind::Object;
  if (content.starts_with("PK\3\4") || content.starts_with("\x1f\x8b"))
    return SourceKind::Archive;
  // A binary message begins with the tag of one of its first fields.
  if (!looksLikeText(content) &&
      StringRef("\x08\x0a\x12\x18\x1a\x22").contains(content.front()))
    return SourceKind::Model;
  bool slashes = false;
  StringRef text = skipComments(content, slashes);
  if (slashes)
    return SourceKind::Mlir;
  if (text.starts_with("{"))
    return SourceKind::Model;
  StringRef word = text.take_while(
      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  StringRef rest = text.drop_front(word.size()).ltrim(" \t");
  if ((word == "module" || word == "builtin.module" || word == "func.func" ||
       word == "tfc.graph") &&
      !rest.starts_with("="))
    return SourceKind::Mlir;
  if (text.starts_with("\"builtin.module\"") || text.starts_with("!"))
    return SourceKind::Mlir;
  for (StringRef field :
       {"node", "versions", "version", "library", "meta_graphs",
        "saved_model_schema_version", "meta_info_def", "graph_def", "saver_def",
        "collection_def", "signature_def", "debug_info"})
    if (word == field && (rest.starts_with("{") || rest.starts_with(":")))
      return SourceKind::Model;
  return SourceKind::Text;
}

std::string openSource(StringRef path, Source &source) {
  source.path = path.str();
  if (llvm::sys::fs::is_directory(path))
    return "";
  std::string error;
  std::unique_ptr<llvm::MemoryBuffer> buffer = openInputFile(path, &error);
  if (!buffer)
    return error;
  source.isOnDisk = path != "-";
  source.files.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  return "";
}

void takeBytes(StringRef bytes, StringRef name, Source &source) {
  source.path = name.str();
  source.isOnDisk = false;
  source.files.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(bytes, name), llvm::SMLoc());
}

/// The bytes of the main file; a folder has none.
static StringRef contentOf(const Source &source) {
  if (source.files.getNumBuffers() == 0)
    return "";
  return source.files.getMemoryBuffer(source.files.getMainFileID())
      ->getBuffer();
}

SourceKind Source::kind() const {
  return files.getNumBuffers() == 0 ? SourceKind::Model
                                    : tellKind(contentOf(*this));
}

/// A model whose bytes are all that there is. The formats that keep weights in
/// files of their own need their folder.
static llvm::Expected<ImportedModel> readModelBytes(StringRef content,
                                                    StringRef name) {
  switch (tellFormat(content)) {
  case ModelFormat::GraphDef:
    return readGraphDef(content, name);
  case ModelFormat::MetaGraph:
    return readMetaGraph(content, name);
  case ModelFormat::SavedModel:
    return readError(name, "a SavedModel has its variables in files beside it; "
                           "expected its path");
  case ModelFormat::Tfjs:
    return readError(name, "a model of TensorFlow.js has its weights in files "
                           "beside it; expected its path");
  }
  llvm_unreachable("every format is handled");
}

static OwningOpRef<ModuleOp> importTensorFlow(const Source &source,
                                              MLIRContext &context,
                                              const SourceOptions &given) {
  StringRef name = source.path == "-" ? "<stdin>" : StringRef(source.path);
  llvm::Expected<ImportedModel> model =
      source.isOnDisk ? readModel(source.path)
                      : readModelBytes(contentOf(source), name);
  if (!model) {
    reportReaderError(context, llvm::toString(model.takeError()));
    return {};
  }
  ModelImportOptions options;
  options.shapes = given.shapes;
  options.fetches = given.fetches;
  options.feeds = given.feeds;
  options.feedShapes = given.feedShapes;
  return importModel(*model, &context, options);
}

OwningOpRef<ModuleOp> importSource(Source &source, MLIRContext &context,
                                   const SourceOptions &given) {
  auto refuse = [&](StringRef what) {
    emitError(FileLineColLoc::get(&context, source.path, 1, 1))
        << what << "; expected a graph: .tfg, .mlir or one of TensorFlow's "
        << "formats";
    return OwningOpRef<ModuleOp>();
  };
  switch (source.kind()) {
  case SourceKind::Model:
    return importTensorFlow(source, context, given);
  case SourceKind::Object:
    return refuse("this is an object file");
  case SourceKind::Archive:
    return refuse("this is a compressed archive");
  case SourceKind::Mlir:
    return parseSourceFile<ModuleOp>(source.files, &context);
  case SourceKind::Text: {
    ImportOptions options;
    options.shapes = given.shapes;
    return importText(source.files, &context, options);
  }
  }
  llvm_unreachable("every kind is handled");
}

} // namespace tfc::driver
