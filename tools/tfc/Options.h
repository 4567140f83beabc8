//===- Options.h - The verbs and the options that they share ----*- C++ -*-===//
//
// Each verb is a file of its own name: it declares its own options beside its
// code. What several verbs understand is declared here, once.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_TOOLS_TFC_OPTIONS_H
#define TFC_TOOLS_TFC_OPTIONS_H

#include "tfc/compiler.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/CommandLine.h"

#include <memory>
#include <string>
#include <vector>

namespace tfc::cli {

/// Exit codes of the command line.
constexpr int kSuccess = 0, kFailure = 1, kUsageError = 2;

llvm::cl::SubCommand &compileCommand();
llvm::cl::SubCommand &runCommand();
llvm::cl::SubCommand &inspectCommand();
llvm::cl::SubCommand &benchCommand();

/// The verbs; each returns an exit code.
int compileMain();
int runMain();
int inspectMain();
int benchMain();

/// Makes sure that the shared options exist before the command line is parsed.
void registerSharedOptions();

/// The file that the command line names.
const std::string &graphPath();

struct Deleter {
  void operator()(tfc_compilation *graph) { tfc_compilation_destroy(graph); }
  void operator()(tfc_loaded *program) { tfc_unload(program); }
};
using Compilation = std::unique_ptr<tfc_compilation, Deleter>;
using Loaded = std::unique_ptr<tfc_loaded, Deleter>;

/// The command line's options of compiling, with memory of their own.
class Request {
public:
  /// Takes what --name, --shape, --cpu, --triple, -O, -g and --freeze say. What
  /// is wrong with one is printed, and isGood() is false.
  Request();
  bool isGood() const { return code == kSuccess; }

  std::vector<std::string> fetches, feeds, printAfter;
  std::string from, until;
  llvm::StringMap<std::vector<int64_t>> feedShapes;

  /// Compiles the graph that the command line names. After an error, which is
  /// printed, the result is null and exitCode() says of what kind it was.
  Compilation compile();
  /// The same, into this process.
  Loaded load();
  int exitCode() const { return code; }

private:
  /// Valid as long as the request is and does not change.
  tfc_compile_options view();

  int code = kSuccess;
  llvm::StringMap<std::vector<int64_t>> shapes;
  std::vector<const char *> fetchViews, feedViews, printViews;
  std::vector<tfc_named_shape> shapeViews, feedShapeViews;
};

/// "a,b" and "c" -> a, b, c.
std::vector<std::string> splitLists(const llvm::cl::list<std::string> &values);

/// Prints "tfc: MESSAGE" and returns kUsageError or kFailure.
int usageError(const llvm::Twine &message);
int failure(const llvm::Twine &message);

} // namespace tfc::cli

#endif // TFC_TOOLS_TFC_OPTIONS_H
