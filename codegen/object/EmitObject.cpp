//===- EmitObject.cpp - LLVM dialect to object, assembly or IR ------------===//
#include "codegen/object/EmitObject.h"
#include "codegen/object/Descriptor.h"
#include "codegen/segment/RuntimeCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "codegen/target/Architecture.h"
#include "codegen/target/Target.h"
#include "ir/Dialect.h"

#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;
using namespace tfc;

namespace {

Target targetOf(ModuleOp module) {
  auto text = [&](StringRef attr) {
    auto value = module->getAttrOfType<StringAttr>(attr);
    return value ? value.str() : std::string();
  };
  return {text(kTripleAttr), text(kCpuAttr), text(kFeaturesAttr)};
}

/// The tables and what only they needed go; the rest is LLVM's dialect.
void eraseTables(ModuleOp module) {
  for (Operation &op : llvm::make_early_inc_range(module.getOps())) {
    if (isa_and_nonnull<TfcDialect>(op.getDialect())) {
      op.erase();
      continue;
    }
    for (NamedAttribute attr : llvm::to_vector(op.getDiscardableAttrs()))
      if (attr.getName().strref().starts_with("tfc."))
        op.removeDiscardableAttr(attr.getName());
  }
}

/// The model's constants are aligned for vectors, like every other buffer.
void alignConstants(llvm::Module &module) {
  for (llvm::GlobalVariable &variable : module.globals())
    if (variable.hasInitializer() && !isRuntimeArgument(variable.getName()))
      variable.setAlignment(llvm::Align(TFC_ALIGNMENT));
}

/// LLVM's own vectoriser makes vectors as wide as the kernels'.
void setFunctionAttributes(llvm::Module &module, const Target &target,
                           const KernelTarget &kernels) {
  std::string vectorBits = std::to_string(kernels.vectorBytes * 8);
  std::string features = target.llvmFeatures();
  for (llvm::Function &function : module) {
    function.addFnAttr("target-cpu", target.cpu);
    function.addFnAttr("target-features", features);
    if (function.isDeclaration())
      continue;
    function.addFnAttr(llvm::Attribute::NoUnwind);
    function.addFnAttr("prefer-vector-width", vectorBits);
    function.addFnAttr("frame-pointer", "none");
  }
}

void optimize(llvm::Module &module, llvm::TargetMachine &machine,
              const Architecture &architecture, unsigned level) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager passes;
  if (level == 0)
    passes = builder.buildO0DefaultPipeline(llvm::OptimizationLevel::O0);
  else
    llvm::cantFail(
        builder.parsePassPipeline(passes, architecture.optimizerPasses(level)));
  passes.run(module, modules);
}

/// Keeps the first error that LLVM finds while it makes code. Without a handler
/// LLVM prints it and ends the process.
class LlvmErrors : public llvm::DiagnosticHandler {
public:
  explicit LlvmErrors(std::string &first) : first(first) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() != llvm::DS_Error || !first.empty())
      return true;
    llvm::raw_string_ostream text(first);
    llvm::DiagnosticPrinterRawOStream printer(text);
    info.print(printer);
    return true;
  }

private:
  std::string &first;
};

LogicalResult addDebugLines(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addPass(LLVM::createDIScopeForLLVMFuncOpPass());
  return pm.run(module);
}

} // namespace

LogicalResult tfc::emitProgram(ModuleOp original, const ProgramInfo &program,
                               const CodegenOptions &options, EmitKind kind,
                               llvm::raw_pwrite_stream &out) {
  auto fail = [&](llvm::Error error) {
    return mlir::emitError(original.getLoc(), llvm::toString(std::move(error)));
  };
  Target target = targetOf(original);
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine =
      createTargetMachine(target, options.optLevel);
  if (!machine)
    return fail(machine.takeError());

  OwningOpRef<ModuleOp> copy = original.clone();
  ModuleOp module = *copy;
  eraseTables(module);
  if (options.debugLines && failed(addDebugLines(module)))
    return failure();
  std::string llvmError;
  llvm::LLVMContext context;
  context.setDiagnosticHandler(std::make_unique<LlvmErrors>(llvmError));
  std::unique_ptr<llvm::Module> native =
      translateModuleToLLVMIR(module, context, program.name);
  if (!native)
    return mlir::emitError(original.getLoc(),
                           "what is left cannot be translated to LLVM IR");
  copy = nullptr;
  native->setTargetTriple(llvm::Triple(target.triple));
  native->setDataLayout((*machine)->createDataLayout());
  native->setSourceFileName(program.name);
  native->setPICLevel(llvm::PICLevel::BigPIC);
  alignConstants(*native);
  if (llvm::Error error = emitDescriptor(program, *native))
    return fail(std::move(error));
  setFunctionAttributes(*native, target, KernelTarget::of(original));

  std::string broken;
  llvm::raw_string_ostream stream(broken);
  if (llvm::verifyModule(*native, &stream))
    return mlir::emitError(original.getLoc(), "generated invalid LLVM IR: ")
           << broken;
  optimize(*native, **machine, architectureFor(target.triple),
           options.optLevel);
  if (kind == EmitKind::LLVM) {
    native->print(out, nullptr);
    return success();
  }
  llvm::legacy::PassManager passes;
  auto type = kind == EmitKind::Assembly ? llvm::CodeGenFileType::AssemblyFile
                                         : llvm::CodeGenFileType::ObjectFile;
  if ((*machine)->addPassesToEmitFile(passes, out, nullptr, type,
                                      /*DisableVerify=*/true))
    return mlir::emitError(original.getLoc())
           << "LLVM writes no object files for " << target.triple;
  passes.run(*native);
  if (!llvmError.empty())
    return mlir::emitError(original.getLoc(), "LLVM: ") << llvmError;
  out.flush();
  return success();
}
