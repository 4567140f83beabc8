//===- KernelHarness.cpp --------------------------------------------------===//

#include "test/codegen/cpu/KernelHarness.h"
#include "codegen/cpu/Passes.h"
#include "codegen/target/Target.h"
#include "driver/Phases.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <atomic>
#include <cmath>
#include <cstring>

using namespace mlir;

namespace tfc::test {

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

static int64_t width(const std::string &type) {
  if (type == "f64" || type == "i64")
    return 8;
  return type == "f32" || type == "i32" ? 4 : 1;
}

int64_t Buffer::elements() const {
  int64_t n = 1;
  for (int64_t d : shape)
    n *= d;
  return n;
}

template <typename T>
static T get(const char *p) {
  T value;
  std::memcpy(&value, p, sizeof(T));
  return value;
}
template <typename T>
static void put(char *p, T value) {
  std::memcpy(p, &value, sizeof(T));
}

double Buffer::at(int64_t i) const {
  const char *p = bytes.data() + i * width(type);
  if (type == "f32")
    return get<float>(p);
  if (type == "f64")
    return get<double>(p);
  if (type == "i32")
    return get<int32_t>(p);
  if (type == "i64")
    return static_cast<double>(get<int64_t>(p));
  return get<int8_t>(p);
}

void Buffer::set(int64_t i, double value) {
  char *p = bytes.data() + i * width(type);
  if (type == "f32")
    put(p, static_cast<float>(value));
  else if (type == "f64")
    put(p, value);
  else if (type == "i32")
    put(p, static_cast<int32_t>(value));
  else if (type == "i64")
    put(p, static_cast<int64_t>(value));
  else
    put(p, static_cast<int8_t>(value));
}

Buffer randomBuffer(const std::string &type, std::vector<int64_t> shape,
                    uint64_t seed) {
  Buffer buffer{type, std::move(shape), {}};
  buffer.bytes.resize(std::max<int64_t>(1, buffer.elements() * width(type)));
  uint64_t state = seed * 0x9E3779B97F4A7C15ull + 12345;
  for (int64_t i = 0, n = buffer.elements(); i < n; ++i) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    int64_t r = static_cast<int64_t>(state >> 40) % 257 - 128;
    if (type == "i1")
      buffer.set(i, r & 1);
    else
      buffer.set(i, type[0] == 'f' ? r / 64.0 : r % 17);
  }
  return buffer;
}

double difference(const Buffer &x, const Buffer &y) {
  double worst = 0, scale = 1e-3;
  for (int64_t i = 0, n = x.elements(); i < n; ++i)
    if (std::isfinite(x.at(i)))
      scale = std::max(scale, std::abs(x.at(i)));
  for (int64_t i = 0, n = x.elements(); i < n; ++i) {
    double a = x.at(i), b = y.at(i);
    if (a == b || (std::isnan(a) && std::isnan(b)))
      continue;
    if (std::isnan(a) || std::isnan(b) || std::isinf(a) || std::isinf(b))
      return std::numeric_limits<double>::infinity();
    worst = std::max(worst, std::abs(a - b) / scale);
  }
  return worst;
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

static std::atomic<int64_t> tasksRun;
int64_t Kernel::tasks() { return tasksRun; }

extern "C" void tfcTestParallelFor(void *, void (*body)(void *, int64_t),
                                   int64_t n, void *argument) {
  tasksRun += n;
  for (int64_t i = n; i-- > 0;)
    body(argument, i);
}

struct Kernel::State {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  void *entry = nullptr;
  std::string assembly;
};

[[noreturn]] static void fail(const std::string &what,
                              const std::string &text) {
  llvm::errs() << what << " in\n" << text << "\n";
  std::abort();
}

static std::string hostFeatures() {
  std::string features;
  for (auto &feature : llvm::sys::getHostCPUFeatures())
    features += (feature.second ? "+" : "-") + feature.first().str() + ",";
  return features;
}

/// A machine for `cpu` and its features, spelt out as the compiler does.
static std::unique_ptr<llvm::TargetMachine> machineFor(const std::string &cpu) {
  static bool initialized = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)initialized;
  llvm::Triple triple(llvm::sys::getDefaultTargetTriple());
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  bool isNative = cpu == "native";
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, isNative ? llvm::sys::getHostCPUName() : llvm::StringRef(cpu),
      isNative ? hostFeatures() : "", llvm::TargetOptions(), llvm::Reloc::PIC_,
      std::nullopt, llvm::CodeGenOptLevel::Aggressive));
  return machine;
}

static std::string allFeatures(llvm::TargetMachine &machine) {
  std::string features;
  for (const llvm::SubtargetFeatureKV &feature :
       machine.getMCSubtargetInfo()->getEnabledProcessorFeatures())
    features += std::string("+") + feature.Key + ",";
  return features;
}

bool canRun(const std::string &cpu) {
  llvm::StringMap<bool> host = llvm::sys::getHostCPUFeatures();
  auto machine = machineFor(cpu);
  for (const llvm::SubtargetFeatureKV &feature :
       machine->getMCSubtargetInfo()->getEnabledProcessorFeatures())
    if (host.count(feature.Key) && !host.lookup(feature.Key))
      return false;
  return true;
}

static void lowerToLLVM(OpPassManager &pm) {
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createConvertVectorToSCFPass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(arith::createArithExpandOpsPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

static MLIRContext &sharedContext() {
  static MLIRContext *context = [] {
    DialectRegistry registry;
    registry.insert<affine::AffineDialect, arith::ArithDialect,
                    func::FuncDialect, linalg::LinalgDialect, LLVM::LLVMDialect,
                    math::MathDialect, memref::MemRefDialect, scf::SCFDialect,
                    vector::VectorDialect>();
    registerBuiltinDialectTranslation(registry);
    registerLLVMDialectTranslation(registry);
    return new MLIRContext(registry);
  }();
  return *context;
}

Kernel::Kernel(const std::string &text, const Compile &compile)
    : state(std::make_unique<State>()) {
  MLIRContext &context = sharedContext();
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    fail("syntax error", text);
  auto machine = machineFor(compile.cpu);
  OpBuilder b(&context);
  (*module)->setAttr(kFeaturesAttr, b.getStringAttr(allFeatures(*machine)));
  module->walk([&](func::FuncOp function) {
    if (function.getName() == "main")
      function->setAttr("llvm.emit_c_interface", b.getUnitAttr());
  });
  PassManager pm(&context);
  if (compile.kernels) {
    driver::findPhase("kernels")->addPasses(pm, {});
    pm.addPass(createOutlineParallel());
  } else {
    pm.addPass(createEmitFallback());
  }
  lowerToLLVM(pm);
  if (failed(pm.run(*module)))
    fail("does not lower", text);

  auto llvmContext = std::make_unique<llvm::LLVMContext>();
  auto llvmModule = translateModuleToLLVMIR(*module, *llvmContext);
  if (!llvmModule)
    fail("does not translate", text);
  llvmModule->setDataLayout(machine->createDataLayout());
  llvmModule->setTargetTriple(machine->getTargetTriple());
  for (llvm::Function &function : *llvmModule) {
    function.addFnAttr("target-cpu", machine->getTargetCPU());
    function.addFnAttr("target-features", machine->getTargetFeatureString());
  }
  llvm::LoopAnalysisManager lam;
  llvm::FunctionAnalysisManager fam;
  llvm::CGSCCAnalysisManager cgam;
  llvm::ModuleAnalysisManager mam;
  llvm::PassBuilder builder(machine.get());
  builder.registerModuleAnalyses(mam);
  builder.registerCGSCCAnalyses(cgam);
  builder.registerFunctionAnalyses(fam);
  builder.registerLoopAnalyses(lam);
  builder.crossRegisterProxies(lam, fam, cgam, mam);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3)
      .run(*llvmModule, mam);

  auto emit = [&](llvm::CodeGenFileType kind) {
    llvm::SmallVector<char, 0> output;
    llvm::raw_svector_ostream stream(output);
    llvm::legacy::PassManager codegen;
    auto clone = llvm::CloneModule(*llvmModule);
    if (machine->addPassesToEmitFile(codegen, stream, nullptr, kind))
      fail("no code generator", text);
    codegen.run(*clone);
    return output;
  };
  if (compile.keepAssembly) {
    auto assembly = emit(llvm::CodeGenFileType::AssemblyFile);
    state->assembly.assign(assembly.begin(), assembly.end());
  }
  auto object = emit(llvm::CodeGenFileType::ObjectFile);

  state->jit = llvm::cantFail(llvm::orc::LLJITBuilder().create());
  auto &jit = *state->jit;
  auto &library = jit.getMainJITDylib();
  library.addGenerator(llvm::cantFail(
      llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
          jit.getDataLayout().getGlobalPrefix())));
  llvm::cantFail(library.define(llvm::orc::absoluteSymbols(
      {{jit.mangleAndIntern("tfc_parallel_for"),
        {llvm::orc::ExecutorAddr::fromPtr(&tfcTestParallelFor),
         llvm::JITSymbolFlags::Exported}}})));
  llvm::cantFail(jit.addObjectFile(llvm::MemoryBuffer::getMemBufferCopy(
      llvm::StringRef(object.data(), object.size()))));
  state->entry =
      llvm::cantFail(jit.lookup("_mlir_ciface_main")).toPtr<void *>();
}

Kernel::~Kernel() = default;

const std::string &Kernel::assembly() const { return state->assembly; }

void Kernel::run(std::vector<Buffer> &arguments) const {
  // A memref's descriptor: two pointers, offset, sizes, strides.
  std::vector<std::vector<int64_t>> descriptors;
  for (Buffer &buffer : arguments) {
    std::vector<int64_t> d;
    int64_t pointer = reinterpret_cast<int64_t>(buffer.bytes.data());
    d.insert(d.end(), {pointer, pointer, 0});
    d.insert(d.end(), buffer.shape.begin(), buffer.shape.end());
    int64_t stride = 1;
    size_t at = d.size();
    for (size_t r = buffer.shape.size(); r-- > 0;) {
      d.insert(d.begin() + at, stride);
      stride *= buffer.shape[r];
    }
    descriptors.push_back(d);
  }
  // Arguments beyond those that the kernel has are not looked at.
  void *p[8] = {};
  for (size_t i = 0; i < descriptors.size() && i < 8; ++i)
    p[i] = descriptors[i].data();
  char context[1];
  reinterpret_cast<void (*)(void *, void *, void *, void *, void *, void *,
                            void *, void *, void *)>(state->entry)(
      context, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]);
}

} // namespace tfc::test
