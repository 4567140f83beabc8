//===- Options.h - The verbs and the options that they share ----*- C++ -*-===//
//
// Each verb is a file of its own name: it declares its own options beside its
// code. What several verbs understand is declared here, once.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_TOOLS_TFC_OPTIONS_H
#define TFC_TOOLS_TFC_OPTIONS_H

#include "driver/Compiler.h"
#include "driver/LoadedProgram.h"

#include "llvm/Support/CommandLine.h"

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

/// Fills in what --name, --shape, --cpu, --triple, -O, -g and --freeze say.
/// Prints what is wrong with one and returns false.
bool readSharedOptions(CompilerOptions &options);

/// Compiles the graph that the command line names, into this process. What is
/// wrong with it is printed.
std::optional<LoadedProgram> loadGraph(CompilerOptions options);

/// "a,b" and "c" -> a, b, c.
std::vector<std::string>
splitLists(const llvm::cl::list<std::string> &values);

/// Prints "tfc: MESSAGE" and returns kUsageError or kFailure.
int usageError(const llvm::Twine &message);
int failure(const llvm::Twine &message);

} // namespace tfc::cli

#endif // TFC_TOOLS_TFC_OPTIONS_H
