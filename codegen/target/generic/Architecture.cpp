//===- Architecture.cpp - any processor that LLVM has a target for --------===//
//
// This one stands in for every processor without a folder of its own: right
// code, tiled for registers that any of them has.
//
//===----------------------------------------------------------------------===//
#include "codegen/cpu/CpuArchitecture.h"

using namespace tfc;

namespace {

class Generic : public CpuArchitecture {
  bool isFor(const llvm::Triple &) const override { return true; }
  llvm::StringRef baseline() const override { return "generic"; }
  KernelTarget kernelTarget(const llvm::StringSet<> &) const override {
    return KernelTarget();
  }
};

} // namespace

namespace tfc::generic {
const Architecture &architecture() {
  static const Generic instance;
  return instance;
}
} // namespace tfc::generic
