//===- Input.cpp - A graph's file of any known language -------------------===//
#include "tfc/Input.h"

#include "frontend/text/Import.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc::cli {

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
  bool slashes = false;
  StringRef text = skipComments(content, slashes);
  if (slashes)
    return InputKind::Mlir;
  if (text.starts_with("{"))
    return InputKind::TfJs;
  StringRef word = text.take_while(
      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; });
  StringRef rest = text.drop_front(word.size()).ltrim(" \t");
  if ((word == "module" || word == "builtin.module" || word == "func.func" ||
       word == "tfc.graph") &&
      !rest.starts_with("="))
    return InputKind::Mlir;
  if (text.starts_with("\"builtin.module\"") || text.starts_with("!"))
    return InputKind::Mlir;
  if ((word == "node" || word == "versions" || word == "library" ||
       word == "meta_graphs" || word == "saved_model_schema_version") &&
      (rest.starts_with("{") || rest.starts_with(":")))
    return InputKind::GraphDef;
  return InputKind::Text;
}

std::string openSource(StringRef path, llvm::SourceMgr &sources) {
  if (llvm::sys::fs::is_directory(path))
    return (path + ": is a directory; expected a graph's file (.tfg or .mlir)")
        .str();
  std::string error;
  std::unique_ptr<llvm::MemoryBuffer> buffer = openInputFile(path, &error);
  if (!buffer)
    return error;
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  return "";
}

OwningOpRef<ModuleOp>
importSource(llvm::SourceMgr &sources, MLIRContext &context,
             const llvm::StringMap<std::vector<int64_t>> &shapes) {
  const llvm::MemoryBuffer *buffer =
      sources.getMemoryBuffer(sources.getMainFileID());
  auto refuse = [&](StringRef what) {
    emitError(FileLineColLoc::get(&context, buffer->getBufferIdentifier(), 1, 1))
        << what << "; this version reads .tfg and .mlir";
    return OwningOpRef<ModuleOp>();
  };
  switch (detectKind(buffer->getBuffer())) {
  case InputKind::GraphDef:
    return refuse("this is TensorFlow's GraphDef in text form");
  case InputKind::TfJs:
    return refuse("this is JSON, such as TensorFlow.js's model.json");
  case InputKind::Object:
    return refuse("this is an object file");
  case InputKind::Archive:
    return refuse("this is a compressed archive");
  case InputKind::Mlir:
    return parseSourceFile<ModuleOp>(sources, &context);
  case InputKind::Text: {
    ImportOptions options;
    options.shapes = shapes;
    return importText(sources, &context, options);
  }
  }
  llvm_unreachable("every kind is handled");
}

} // namespace tfc::cli
