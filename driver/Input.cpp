//===- Input.cpp - A graph's file of any known language -------------------===//
#include "driver/Input.h"

#include "frontend/import/Import.h"
#include "frontend/text/Import.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc {

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

InputKind detectKind(StringRef content) {
  // MLIR's bytecode begins with "ML\xefR".
  if (content.starts_with("ML\xefR"))
    return InputKind::Mlir;
  for (StringRef magic : {"\x7f" "ELF", "!<arch>\n", "\xcf\xfa\xed\xfe"})
    if (content.starts_with(magic))
      return InputKind::Object;
  if (content.starts_with("PK\3\4") || content.starts_with("\x1f\x8b"))
    return InputKind::Archive;
  // A binary message begins with the tag of one of its first fields.
  if (!looksLikeText(content) &&
      StringRef("\x08\x0a\x12\x18\x1a\x22").contains(content.front()))
    return InputKind::Model;
  bool slashes = false;
  StringRef text = skipComments(content, slashes);
  if (slashes)
    return InputKind::Mlir;
  if (text.starts_with("{"))
    return InputKind::Model;
  StringRef word = text.take_while(
      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  StringRef rest = text.drop_front(word.size()).ltrim(" \t");
  if ((word == "module" || word == "builtin.module" || word == "func.func" ||
       word == "tfc.graph") &&
      !rest.starts_with("="))
    return InputKind::Mlir;
  if (text.starts_with("\"builtin.module\"") || text.starts_with("!"))
    return InputKind::Mlir;
  for (StringRef field :
       {"node", "versions", "version", "library", "meta_graphs",
        "saved_model_schema_version", "meta_info_def", "graph_def",
        "saver_def", "collection_def", "signature_def", "debug_info"})
    if (word == field && (rest.starts_with("{") || rest.starts_with(":")))
      return InputKind::Model;
  return InputKind::Text;
}

std::string openSource(StringRef path, llvm::SourceMgr &sources) {
  if (llvm::sys::fs::is_directory(path))
    return "";
  std::string error;
  std::unique_ptr<llvm::MemoryBuffer> buffer = openInputFile(path, &error);
  if (!buffer)
    return error;
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  return "";
}

/// Any of TensorFlow's formats. Standard input holds a GraphDef.
static OwningOpRef<ModuleOp> importTensorFlow(StringRef path, StringRef content,
                                              MLIRContext &context,
                                              const SourceOptions &given) {
  llvm::Expected<ImportedModel> model =
      path == "-" ? readGraphDef(content, "<stdin>") : readModel(path);
  if (!model) {
    // The message begins with the place.
    llvm::errs() << llvm::toString(model.takeError()) << "\n";
    return {};
  }
  ModelImportOptions options;
  options.shapes = given.shapes;
  options.fetches = given.fetches;
  options.feeds = given.feeds;
  options.feedShapes = given.feedShapes;
  return importModel(*model, &context, options);
}

bool isTensorFlow(const llvm::SourceMgr &sources) {
  return sources.getNumBuffers() == 0 ||
         detectKind(sources.getMemoryBuffer(sources.getMainFileID())
                        ->getBuffer()) == InputKind::Model;
}

OwningOpRef<ModuleOp> importSource(StringRef path, llvm::SourceMgr &sources,
                                   MLIRContext &context,
                                   const SourceOptions &given) {
  if (sources.getNumBuffers() == 0)
    return importTensorFlow(path, "", context, given);
  const llvm::MemoryBuffer *buffer =
      sources.getMemoryBuffer(sources.getMainFileID());
  auto refuse = [&](StringRef what) {
    emitError(FileLineColLoc::get(&context, buffer->getBufferIdentifier(), 1, 1))
        << what << "; expected a graph: .tfg, .mlir or one of TensorFlow's "
        << "formats";
    return OwningOpRef<ModuleOp>();
  };
  switch (detectKind(buffer->getBuffer())) {
  case InputKind::Model:
    return importTensorFlow(path, buffer->getBuffer(), context, given);
  case InputKind::Object:
    return refuse("this is an object file");
  case InputKind::Archive:
    return refuse("this is a compressed archive");
  case InputKind::Mlir:
    return parseSourceFile<ModuleOp>(sources, &context);
  case InputKind::Text: {
    ImportOptions options;
    options.shapes = given.shapes;
    return importText(sources, &context, options);
  }
  }
  llvm_unreachable("every kind is handled");
}

} // namespace tfc
