//===- Inspect.cpp - tfc inspect: what a graph or an object holds ---------===//
#include "tools/tfc/Options.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;

namespace tfc::cli {
namespace {

cl::opt<std::string> svgPath("svg", cl::desc("Draw the graph, by segments"),
                             cl::value_desc("FILE"), cl::sub(inspectCommand()));
cl::opt<bool> json("json", cl::desc("Print one JSON object"),
                   cl::sub(inspectCommand()));

/// Whether the file is an object; what cannot be read is none.
bool namesObject() {
  auto file = llvm::MemoryBuffer::getFile(graphPath(), /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  return file &&
         tfc_is_object((*file)->getBufferStart(), (*file)->getBufferSize());
}

int show(Loaded program) {
  llvm::outs() << (json ? tfc_loaded_json(program.get())
                        : tfc_loaded_text(program.get()));
  return kSuccess;
}

int inspectObject() {
  if (!svgPath.empty())
    return usageError("--svg draws a graph; an object has none");
  tfc_loaded *program = nullptr;
  if (tfc_load_file(graphPath().c_str(), &program) != TFC_OK)
    return failure(tfc_compiler_error());
  return show(Loaded(program));
}

} // namespace

int inspectMain() {
  Request request;
  if (!request.isGood())
    return request.exitCode();
  if (namesObject())
    return inspectObject();
  // The graph is drawn on its way.
  request.until = "partition";
  Compilation graph = request.compile();
  if (!graph)
    return request.exitCode();
  tfc_loaded *program = nullptr;
  if ((!svgPath.empty() &&
       tfc_compilation_write(graph.get(), TFC_OUTPUT_DRAWING,
                             svgPath.c_str()) != TFC_OK) ||
      tfc_compilation_continue(graph.get(), nullptr) != TFC_OK ||
      tfc_compilation_load(graph.get(), &program) != TFC_OK)
    return kFailure;
  return show(Loaded(program));
}

} // namespace tfc::cli
