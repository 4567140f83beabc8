//===- Target.cpp - the processor that an object is made for --------------===//
#include "codegen/target/Target.h"
#include "codegen/target/Architecture.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"

using namespace tfc;

static llvm::Error error(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

void tfc::initializeTargets() {
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
  const Architecture &architecture = architectureFor(target.triple);
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
      target.cpu = architecture.baseline().str();
    }
  } else {
    target.cpu = cpu.str();
  }
  std::unique_ptr<llvm::MCSubtargetInfo> plain(
      backend->createMCSubtargetInfo(parsed, "", ""));
  if (!plain || !plain->isCPUStringValid(target.cpu))
    return error("--cpu: LLVM knows no processor '" + cpu + "' of " +
                 parsed.getArchName() + "; expected " +
                 architecture.processorExamples());
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget(
      backend->createMCSubtargetInfo(parsed, target.cpu, hostFeatures));
  llvm::raw_string_ostream features(target.features);
  llvm::ListSeparator comma(",");
  llvm::ArrayRef<llvm::StringLiteral> checked = architecture.checkedFeatures();
  for (llvm::StringLiteral name : checked)
    if (subtarget->checkFeatures(("+" + name).str()))
      features << comma << '+' << name;
  if (checked.empty())
    for (const llvm::SubtargetFeatureKV &feature :
         subtarget->getEnabledProcessorFeatures())
      features << comma << '+' << feature.Key;
  return target;
}

std::string Target::llvmFeatures() const {
  std::string all = features;
  llvm::SmallVector<llvm::StringRef> present;
  llvm::StringRef(features).split(present, ',');
  for (llvm::StringLiteral name : architectureFor(triple).checkedFeatures())
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
