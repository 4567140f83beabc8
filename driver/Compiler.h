//===- Compiler.h - From a graph's file to an object, by phases -*- C++ -*-===//
#ifndef TFC_DRIVER_COMPILER_H
#define TFC_DRIVER_COMPILER_H

#include "codegen/object/EmitObject.h"
#include "codegen/object/ProgramInfo.h"
#include "driver/Input.h"
#include "driver/Options.h"
#include "driver/Phases.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <map>
#include <optional>

namespace tfc::driver {

struct PhaseTime {
  std::string name;
  double seconds;
};

/// How often a graph has each kind of op: "tfc.matmul", 2.
using OpCounts = std::map<std::string, int64_t>;

/// One graph on its way. Errors go to options.message as they are found; the
/// functions then return failure.
class Compiler {
public:
  explicit Compiler(CompilerOptions options);
  /// In a context of makeContext() that serves several graphs, one at a time.
  Compiler(CompilerOptions options, mlir::MLIRContext &context);
  ~Compiler();

  /// `threads`: functions of one graph are compiled side by side. Without them
  /// the process may fork.
  static std::unique_ptr<mlir::MLIRContext> makeContext(bool threads = true);

  /// Reads the graph. What language it is in is told by its content. With
  /// options.from it is MLIR that has been through the phases before that one.
  mlir::LogicalResult import(Source source);

  /// Takes a graph that is read already, in place of import(). Errors then go
  /// to whatever handler the context has.
  void adopt(mlir::OwningOpRef<mlir::ModuleOp> module);

  /// Runs every phase up to options.until. After the last phase, program() is
  /// there and emit() may be called.
  mlir::LogicalResult run();

  /// Runs the phases from the one after the last that ran up to `last`,
  /// included; empty: all of them.
  mlir::LogicalResult runUntil(llvm::StringRef last);

  mlir::ModuleOp module() { return *graph; }
  /// The phase that ran last.
  const Phase &phase() const { return *(next - 1); }
  /// Null before the last phase has run.
  const ProgramInfo *program() const { return info ? &*info : nullptr; }
  const std::vector<PhaseTime> &times() const { return phaseTimes; }
  /// The ops of the graph as it was read.
  const OpCounts &sourceOps() const { return opCounts; }
  /// Whether options.progress put an end to it.
  bool wasCancelled() const { return cancelled; }
  const CompilerOptions &given() const { return options; }

  mlir::LogicalResult emit(EmitKind kind, llvm::raw_pwrite_stream &out);

  /// The object's bytes; empty after an error.
  llvm::SmallVector<char, 0> emitObject();

private:
  mlir::LogicalResult runPhase(llvm::StringRef name,
                               llvm::function_ref<mlir::LogicalResult()> body);
  mlir::LogicalResult runPasses(const Phase &phase, mlir::ModuleOp module,
                                const CompilerOptions &options);
  /// Compiles the initialisers by the phases after freeze and runs them.
  mlir::LogicalResult freeze();
  void printAfter(const Phase &phase);

  CompilerOptions options;
  std::unique_ptr<mlir::MLIRContext> ownContext;
  mlir::MLIRContext &context;
  Source source;
  std::unique_ptr<MessageHandler> messages;
  mlir::OwningOpRef<mlir::ModuleOp> graph;
  OpCounts opCounts;
  std::optional<ProgramInfo> info;
  std::vector<PhaseTime> phaseTimes;
  const Phase *next = allPhases().begin();
  bool cancelled = false;
};

} // namespace tfc::driver

#endif // TFC_DRIVER_COMPILER_H
