//===- Target.cpp - the processor that an object is made for --------------===//
#include "codegen/target/Target.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace tfc;

/// x86 instruction sets that LLVM uses unasked, in the order of their names:
/// what a loader has to check. LLVM's other features describe tuning, or
/// instructions that only intrinsics make.
static constexpr llvm::StringLiteral kX86Features[] = {
    "avx",          "avx2",         "avx512bf16",
    "avx512bitalg", "avx512bw",     "avx512cd",
    "avx512dq",     "avx512f",      "avx512fp16",
    "avx512ifma",   "avx512vbmi",   "avx512vbmi2",
    "avx512vl",     "avx512vnni",   "avx512vpopcntdq",
    "avxifma",      "avxneconvert", "avxvnni",
    "avxvnniint16", "avxvnniint8",  "bmi",
    "bmi2",         "cmov",         "cx16",
    "cx8",          "f16c",         "fma",
    "fma4",         "lzcnt",        "movbe",
    "popcnt",       "prfchw",       "sahf",
    "sse",          "sse2",         "sse3",
    "sse4.1",       "sse4.2",       "sse4a",
    "ssse3",        "tbm",          "xop"};

static llvm::Error error(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

static void initializeTargets() {
  static bool once = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    llvm::InitializeAllAsmParsers();
    return true;
  }();
  (void)once;
}

llvm::Expected<Target> tfc::resolveTarget(llvm::StringRef cpu,
                                          llvm::StringRef triple) {
  initializeTargets();
  Target target;
  llvm::Triple parsed(triple.empty() ? llvm::sys::getDefaultTargetTriple()
                                     : llvm::Triple::normalize(triple));
  target.triple = parsed.str();
  std::string message;
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(parsed, message);
  if (!backend)
    return error("--triple: LLVM knows no target '" + triple +
                 "'; expected one such as x86_64-unknown-linux-gnu");
  llvm::Triple host(llvm::sys::getDefaultTargetTriple());
  std::string hostFeatures;
  if (cpu == "native") {
    if (parsed.getArch() == host.getArch()) {
      target.cpu = llvm::sys::getHostCPUName().str();
      for (const auto &feature : llvm::sys::getHostCPUFeatures())
        hostFeatures += (hostFeatures.empty() ? "" : ",") +
                        std::string(feature.second ? "+" : "-") +
                        feature.first().str();
    } else {
      target.cpu = parsed.isX86() ? "x86-64" : "generic";
    }
  } else {
    target.cpu = cpu.str();
  }
  std::unique_ptr<llvm::MCSubtargetInfo> plain(
      backend->createMCSubtargetInfo(parsed, "", ""));
  if (!plain || !plain->isCPUStringValid(target.cpu))
    return error("--cpu: LLVM knows no processor '" + cpu + "' of " +
                 parsed.getArchName() +
                 (parsed.isX86() ? "; expected native, x86-64-v3, znver3, ..."
                                 : "; expected native, generic, ..."));
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      backend->createMCSubtargetInfo(parsed, target.cpu, hostFeatures));
  llvm::raw_string_ostream features(target.features);
  llvm::ListSeparator comma(",");
  if (parsed.isX86()) {
    for (llvm::StringLiteral name : kX86Features)
      if (subtarget->checkFeatures(("+" + name).str()))
        features << comma << '+' << name;
  } else {
    for (const llvm::SubtargetFeatureKV &feature :
         subtarget->getEnabledProcessorFeatures())
      features << comma << '+' << feature.Key;
  }
  return target;
}

std::string Target::llvmFeatures() const {
  std::string all = features;
  if (!llvm::Triple(triple).isX86())
    return all;
  llvm::SmallVector<llvm::StringRef> present;
  llvm::StringRef(features).split(present, ',');
  for (llvm::StringLiteral name : kX86Features)
    if (!llvm::is_contained(present, ("+" + name).str()))
      all += (all.empty() ? "-" : ",-") + name.str();
  return all;
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
tfc::createTargetMachine(const Target &target, unsigned optLevel) {
  initializeTargets();
  llvm::Triple triple(target.triple);
  std::string message;
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!backend)
    return error(message);
  llvm::TargetOptions options;
  options.FunctionSections = true;
  options.DataSections = true;
  auto level = optLevel == 0   ? llvm::CodeGenOptLevel::None
               : optLevel == 1 ? llvm::CodeGenOptLevel::Less
               : optLevel == 2 ? llvm::CodeGenOptLevel::Default
                               : llvm::CodeGenOptLevel::Aggressive;
  return std::unique_ptr<llvm::TargetMachine>(backend->createTargetMachine(
      triple, target.cpu, target.llvmFeatures(), options, llvm::Reloc::PIC_,
      std::nullopt, level));
}
