//===- Architecture.cpp - x86, 64 bits ------------------------------------===//
#include "codegen/cpu/CpuArchitecture.h"

#include "llvm/ADT/StringRef.h"

using namespace tfc;

// The list is the runtime's, which checks by it what a machine has.
static constexpr llvm::StringLiteral kFeatures[] = {
#define TFC_FEATURE(name, leaf, subleaf, register, bit, state) name,
#include "runtime/target/x86_64/Features.def"
};

namespace {

class X86 : public CpuArchitecture {
  bool isFor(const llvm::Triple &triple) const override {
    return triple.isX86();
  }
  llvm::StringRef baseline() const override { return "x86-64"; }
  llvm::StringRef processorExamples() const override {
    return "native, x86-64-v3, znver3, ...";
  }
  llvm::ArrayRef<llvm::StringLiteral> checkedFeatures() const override {
    return kFeatures;
  }

  /// AVX-512 counts only with the narrower vectors (VL), which tails use; it
  /// doubles the registers, too. AVX masks words, AVX-512BW also bytes.
  KernelTarget kernelTarget(const llvm::StringSet<> &has) const override {
    KernelTarget target;
    bool avx = has.contains("avx");
    bool avx512 = has.contains("avx512f") && has.contains("avx512vl");
    target.vectorBytes = avx512 ? 64 : avx ? 32 : 16;
    target.vectorRegisters = avx512 ? 32 : 16;
    target.hasFma = has.contains("fma") || avx512;
    if (avx)
      target.maskedBytes = avx512 && has.contains("avx512bw") ? 1 : 4;
    return target;
  }
};

} // namespace

namespace tfc::x86_64 {
const Architecture &architecture() {
  static const X86 instance;
  return instance;
}
} // namespace tfc::x86_64
