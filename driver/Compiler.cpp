//===- Compiler.cpp - From a graph's file to an object, by phases ---------===//
#include "ir/Dialect.h"
#include "driver/Compiler.h"

#include "driver/Registry.h"
#include "driver/Freeze.h"
#include "driver/Input.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"

#include <chrono>

using namespace mlir;
using llvm::StringRef;

namespace tfc {
namespace {

constexpr StringRef kImport = "import";
/// Before this phase training steps have become plain assigns and the graph is
/// still whole: where --freeze comes in.
constexpr StringRef kFreezeBefore = "partition";

const std::pair<StringRef, StringRef> kCodegenPhases[] = {
    {"bufferize", "values become memory, shape functions split off"},
    {"kernels", "linalg becomes loops over native vectors"},
    {"plan", "temporary buffers get places in the workspace"},
    {"llvm", "functions of the ABI in LLVM's dialect"}};

/// Prints the module to stderr: --print-after inside one pass manager.
struct PrintModule : PassWrapper<PrintModule, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PrintModule)
  PrintModule(StringRef phase) : phase(phase) {}
  StringRef getArgument() const override { return "print-module"; }
  void runOnOperation() override {
    llvm::errs() << "// after phase " << phase << "\n"
                 << getOperation() << "\n";
    markAllAnalysesPreserved();
  }
  std::string phase;
};

} // namespace

Compiler::Compiler(CompilerOptions given)
    : options(std::move(given)), ownContext(makeContext()),
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

std::vector<std::pair<std::string, std::string>> Compiler::phases() {
  std::vector<std::pair<std::string, std::string>> all = {
      {kImport.str(), "the source becomes a graph of the tfc dialect"}};
  for (const Phase &phase : graphPhases({}))
    all.emplace_back(phase.name, phase.summary);
  for (auto [name, summary] : kCodegenPhases)
    all.emplace_back(name, summary);
  return all;
}

bool Compiler::printsAfter(StringRef phase) const {
  return llvm::is_contained(options.printAfter, phase);
}

LogicalResult Compiler::runPhase(StringRef name,
                                 llvm::function_ref<LogicalResult()> body) {
  if (options.progress)
    llvm::errs() << "\r\033[K" << name << "..." << '\r';
  auto start = std::chrono::steady_clock::now();
  LogicalResult result = body();
  std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  phaseTimes.push_back({name.str(), seconds.count()});
  if (options.progress)
    llvm::errs() << "\r\033[K";
  return result;
}

LogicalResult Compiler::import(StringRef path) {
  if (std::string error = openSource(path, sources); !error.empty()) {
    llvm::errs() << "tfc: " << error << "\n";
    return failure();
  }
  diagnostics =
      std::make_unique<SourceMgrDiagnosticHandler>(sources, &context);
  LogicalResult result = runPhase(kImport, [&] {
    graph = importSource(path, sources, context,
                         {options.shapes, options.pipeline.fetches,
                          options.pipeline.feeds, options.feedShapes});
    // The importer of TensorFlow's formats has applied and checked them, and a
    // placeholder that is not needed is not in the graph.
    if (isTensorFlow(sources))
      options.pipeline.shapes.clear();
    return success(bool(graph));
  });
  if (succeeded(result) && printsAfter(kImport))
    llvm::errs() << "// after phase " << kImport << "\n" << *graph << "\n";
  return result;
}

void Compiler::adopt(OwningOpRef<ModuleOp> module) {
  graph = std::move(module);
}

LogicalResult Compiler::run() { return runUntil(options.until); }

LogicalResult Compiler::runUntil(StringRef last) {
  if (last == kImport)
    return success();
  std::vector<Phase> phases = graphPhases(options.pipeline);
  for (; phasesDone < phases.size(); ++phasesDone) {
    const Phase &phase = phases[phasesDone];
    if (options.freeze && phase.name == kFreezeBefore &&
        failed(runPhase("freeze", [&] { return freeze(phasesDone); })))
      return failure();
    LogicalResult result = runPhase(phase.name, [&] {
      PassManager pm(&context, ModuleOp::getOperationName());
      phase.addPasses(pm);
      if (printsAfter(phase.name))
        pm.addPass(std::make_unique<PrintModule>(phase.name));
      return pm.run(*graph);
    });
    if (failed(result))
      return failure();
    if (phase.name == last) {
      ++phasesDone;
      return success();
    }
  }
  return runPhase("codegen", [&] { return runCodegen(last); });
}

LogicalResult Compiler::freeze(size_t nextPhase) {
  return freezeVariables(*graph, [&](ModuleOp initializers) {
    llvm::SmallVector<char, 0> object;
    llvm::raw_svector_ostream stream(object);
    CodegenOptions host;
    host.name = "initializers";
    host.optLevel = 1;
    PassManager pm(&context, ModuleOp::getOperationName());
    for (const Phase &phase :
         llvm::ArrayRef(graphPhases(options.pipeline)).drop_front(nextPhase))
      phase.addPasses(pm);
    buildCodegenPipeline(pm, host);
    if (failed(pm.run(initializers)))
      return object;
    FailureOr<ProgramInfo> program =
        collectProgramInfo(initializers, host.name);
    if (failed(program) || failed(emitProgram(initializers, *program, host,
                                              EmitKind::Object, stream)))
      object.clear();
    return object;
  });
}

LogicalResult Compiler::runCodegen(StringRef last) {
  PassManager pm(&context, ModuleOp::getOperationName());
  // Forty passes over a megabyte of loops: their result is verified, not each
  // step. tfc-opt verifies after every pass, and the tests are its.
  pm.enableVerifier(false);
  std::optional<CodegenPhase> until = parseCodegenPhase(last);
  buildCodegenPipeline(pm, options.codegen, until.value_or(CodegenPhase::LLVM),
                       [&](OpPassManager &passes, StringRef phase) {
                         if (printsAfter(phase))
                           passes.addPass(std::make_unique<PrintModule>(phase));
                       });
  if (failed(pm.run(*graph)) || failed(verify(*graph)))
    return failure();
  if (until && *until != CodegenPhase::LLVM)
    return success();
  FailureOr<ProgramInfo> collected =
      collectProgramInfo(*graph, options.codegen.name);
  if (failed(collected))
    return failure();
  info = std::move(*collected);
  return success();
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

} // namespace tfc
