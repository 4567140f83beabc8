// importText: text, tree, ops.
#include "frontend/text/Import.h"
#include "ir/Dialect.h"

#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"
#include "frontend/text/syntax/Parser.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace tfc;
using namespace tfc::text;

/// The file's name without folder and ending, as an identifier.
static std::string moduleName(llvm::StringRef fileName) {
  std::string name = llvm::sys::path::stem(fileName).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name.insert(0, "graph_");
  return name;
}

mlir::OwningOpRef<mlir::ModuleOp>
tfc::importText(llvm::SourceMgr &sources, mlir::MLIRContext *context,
                const ImportOptions &options) {
  context->loadDialect<TfcDialect>();
  Source source(sources, context);
  if (failed(source.checkIsText()))
    return {};
  Arena arena;
  Parser parser(source, arena);
  std::optional<Block> statements = parser.parseFile();
  if (!statements)
    return {};
  FunctionTable functions;
  addBuiltins(functions);
  Evaluator evaluator(source, options, functions,
                      moduleName(source.fileName()));
  if (failed(evaluator.run(*statements)))
    return {};
  return evaluator.graph.takeModule();
}
