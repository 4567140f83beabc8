//===- Architecture.cpp - Arm, 64 bits ------------------------------------===//
#include "codegen/cpu/CpuArchitecture.h"

using namespace tfc;

namespace {

class AArch64 : public CpuArchitecture {
  bool isFor(const llvm::Triple &triple) const override {
    return triple.isAArch64();
  }
  llvm::StringRef baseline() const override { return "generic"; }

  /// Neon has 32 registers of 16 bytes, always with a fused multiply-add.
  KernelTarget kernelTarget(const llvm::StringSet<> &has) const override {
    KernelTarget target;
    if (has.contains("neon")) {
      target.vectorRegisters = 32;
      target.hasFma = true;
    }
    return target;
  }
};

} // namespace

namespace tfc::aarch64 {
const Architecture &architecture() {
  static const AArch64 instance;
  return instance;
}
} // namespace tfc::aarch64
