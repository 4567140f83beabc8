//===- Import.cpp - A model to a module -----------------------------------===//
//
// The parts in order: nodes with their inputs (graph/), the signatures that can
// be imported (Signatures.cpp), what they need (Demand.cpp), ops (ops/).
//
//===----------------------------------------------------------------------===//
#include "frontend/import/Import.h"

#include "frontend/import/ops/Importer.h"

#include "ir/ops/state.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc {

/// The file's name without folder and ending, as an identifier.
static std::string moduleName(StringRef path) {
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name.insert(0, "graph_");
  return name;
}

/// Reports a shape that is given for a node which there is not.
static LogicalResult checkShapes(const ModelImportOptions &options,
                                 const Graph &graph, Location loc) {
  for (auto &given : options.shapes)
    if (!graph.find(given.first()))
      return emitError(loc) << "--shape: there is no placeholder named '"
                            << given.first() << "'";
  return success();
}

/// Imports all that is asked for into the block where the builder stands.
LogicalResult Importer::importGraph(Graph &graph, Location loc) {
  Scope scope(graph);
  findInitializers(graph);
  if (failed(checkShapes(options, graph, loc)) ||
      failed(chooseSignatures(scope)))
    return failure();
  FailureOr<std::vector<Node *>> roots = chooseRoots(scope);
  if (failed(roots))
    return failure();
  importNodes(scope, check(orderWithInitializers(scope, std::move(*roots))));
  if (hasFailed())
    return failure();
  for (const ModelSignature *signature : signatures)
    if (failed(addSignature(scope, *signature)))
      return failure();
  return success();
}

OwningOpRef<ModuleOp> Importer::run() {
  MLIRContext *context = builder.getContext();
  Location loc = FileLineColLoc::get(context, model.path, 0, 0);
  for (const tensorflow::FunctionDef &function :
       model.graph.library().function())
    functions[function.signature().name()] = &function;
  FailureOr<std::unique_ptr<Graph>> graph = Graph::build(model, context);
  if (failed(graph))
    return {};
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc, moduleName(model.path));
  builder.setInsertionPointToStart(module->getBody());
  auto body = GraphOp::create(builder, loc);
  builder.setInsertionPointToStart(&body.getBody().emplaceBlock());
  if (failed(importGraph(**graph, loc)))
    return {};
  return module;
}

/// Keeps every error on one line, whatever names the file has.
static LogicalResult escapeControls(Diagnostic &diagnostic) {
  auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  std::string text = diagnostic.str(), escaped;
  if (llvm::none_of(text, isControl))
    return failure(); // to the next handler as it is
  for (char c : text)
    escaped += isControl(c) ? "\\x" + llvm::toHex(StringRef(&c, 1), true)
                            : std::string(1, c);
  Location loc = diagnostic.getLocation();
  loc->getContext()->getDiagEngine().emit(loc, diagnostic.getSeverity())
      << escaped;
  return success();
}

OwningOpRef<ModuleOp> importModel(const ImportedModel &model,
                                  MLIRContext *context,
                                  const ModelImportOptions &options) {
  context->loadDialect<TfcDialect>();
  ScopedDiagnosticHandler handler(context, escapeControls);
  return Importer(model, context, options).run();
}

} // namespace tfc
