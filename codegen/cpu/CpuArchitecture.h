//===- CpuArchitecture.h - what all processors of a host share --*- C++ -*-===//
#ifndef TFC_CODEGEN_CPU_CPUARCHITECTURE_H
#define TFC_CODEGEN_CPU_CPUARCHITECTURE_H

#include "codegen/target/Architecture.h"

namespace tfc {

/// An architecture whose kernels are those of codegen/cpu/: vector loops on the
/// threads of the session. Its folder in target/ adds what differs.
class CpuArchitecture : public Architecture {
public:
  void addKernelEmitters(mlir::OpPassManager &pm) const override;
  void addMathExpansion(mlir::OpPassManager &pm) const override;
  void addParallelOutlining(mlir::OpPassManager &pm) const override;
  std::string optimizerPasses(unsigned level) const override;
};

} // namespace tfc

#endif // TFC_CODEGEN_CPU_CPUARCHITECTURE_H
