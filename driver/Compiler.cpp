//===- Compiler.cpp - From a graph's file to an object, by phases ---------===//
#include "driver/Compiler.h"

#include "driver/Freeze.h"
#include "driver/Registry.h"
#include "ir/Ops.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"

#include <chrono>

using namespace mlir;
using llvm::StringRef;

namespace tfc::driver {

Compiler::Compiler(CompilerOptions given)
    : options(std::move(given)), ownContext(makeContext(options.threads)),
      context(*ownContext) {}

Compiler::Compiler(CompilerOptions given, MLIRContext &context)
    : options(std::move(given)), context(context) {}

Compiler::~Compiler() = default;

std::unique_ptr<MLIRContext> Compiler::makeContext(bool threads) {
  DialectRegistry registry;
  registerEveryDialect(registry);
  auto context = std::make_unique<MLIRContext>(
      registry, threads ? MLIRContext::Threading::ENABLED
                        : MLIRContext::Threading::DISABLED);
  context->loadDialect<TfcDialect>();
  // A user reads lines of the graph, not the compiler's IR.
  context->printOpOnDiagnostic(false);
  return context;
}

static OpCounts countOps(ModuleOp module) {
  OpCounts counts;
  module.walk([&](Operation *op) {
    if (!isa<ModuleOp, GraphOp>(op))
      ++counts[op->getName().getStringRef().str()];
  });
  return counts;
}

void Compiler::printAfter(const Phase &phase) {
  if (!options.print || !llvm::is_contained(options.printAfter, phase.name))
    return;
  std::string text;
  llvm::raw_string_ostream(text) << *graph << "\n";
  options.print(phase.name, text);
}

LogicalResult Compiler::runPhase(StringRef name,
                                 llvm::function_ref<LogicalResult()> body) {
  if (options.progress && !options.progress(name)) {
    cancelled = true;
    return failure();
  }
  auto start = std::chrono::steady_clock::now();
  LogicalResult result = body();
  std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  phaseTimes.push_back({name.str(), seconds.count()});
  return result;
}

LogicalResult Compiler::import(Source given) {
  source = std::move(given);
  messages =
      std::make_unique<MessageHandler>(context, source.files, options.message);
  const Phase &phase = *next;
  LogicalResult result = runPhase(phase.name, [&] {
    graph = importSource(
        source, context,
        {options.shapes, options.fetches, options.feeds, options.feedShapes});
    return success(bool(graph));
  });
  if (failed(result))
    return failure();
  // The importer of TensorFlow's formats has applied and checked them, and a
  // placeholder that is not needed is not in the graph.
  if (source.kind() == SourceKind::Model)
    options.shapes.clear();
  opCounts = countOps(*graph);
  printAfter(phase);
  next = options.from.empty() ? next + 1 : findPhase(options.from);
  return success();
}

void Compiler::adopt(OwningOpRef<ModuleOp> module) {
  graph = std::move(module);
  ++next;
}

LogicalResult Compiler::run() { return runUntil(options.until); }

LogicalResult Compiler::runUntil(StringRef last) {
  const Phase *end =
      last.empty() ? allPhases().end() : std::next(findPhase(last));
  for (; next < end; ++next) {
    LogicalResult result = runPhase(next->name, [&] {
      return next->addPasses ? runPasses(*next, *graph, options) : freeze();
    });
    if (failed(result))
      return failure();
    printAfter(*next);
  }
  if (next != allPhases().end() || info)
    return success();
  FailureOr<ProgramInfo> collected =
      collectProgramInfo(*graph, options.codegen.name);
  if (failed(collected))
    return failure();
  info = std::move(*collected);
  return success();
}

LogicalResult Compiler::runPasses(const Phase &phase, ModuleOp module,
                                  const CompilerOptions &given) {
  PassManager pm(&context, ModuleOp::getOperationName());
  pm.enableVerifier(phase.verifyEachPass);
  phase.addPasses(pm, given);
  if (failed(pm.run(module)))
    return failure();
  return success(phase.verifyEachPass || succeeded(verify(module)));
}

LogicalResult Compiler::freeze() {
  if (!options.freeze)
    return success();
  return freezeVariables(*graph, [&](ModuleOp initializers) {
    llvm::SmallVector<char, 0> object;
    llvm::raw_svector_ostream stream(object);
    CompilerOptions host;
    host.codegen.name = "initializers";
    host.codegen.optLevel = 1;
    for (const Phase &phase : llvm::make_range(next + 1, allPhases().end()))
      if (failed(runPasses(phase, initializers, host)))
        return object;
    FailureOr<ProgramInfo> program =
        collectProgramInfo(initializers, host.codegen.name);
    if (failed(program) ||
        failed(emitProgram(initializers, *program, host.codegen,
                           EmitKind::Object, stream)))
      object.clear();
    return object;
  });
}

LogicalResult Compiler::emit(EmitKind kind, llvm::raw_pwrite_stream &out) {
  return runPhase("emit", [&] {
    return emitProgram(*graph, *info, options.codegen, kind, out);
  });
}

llvm::SmallVector<char, 0> Compiler::emitObject() {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  if (failed(emit(EmitKind::Object, stream)))
    bytes.clear();
  return bytes;
}

} // namespace tfc::driver
