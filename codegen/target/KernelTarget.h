//===- KernelTarget.h - what kernels need to know of the processor --------===//
//
// The register file and caches that decide how kernels are tiled. Everything is
// derived from the target that the module carries, so that the same model can
// be compiled for a processor other than this machine's.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_TARGET_KERNELTARGET_H
#define TFC_CODEGEN_TARGET_KERNELTARGET_H

#include <cstdint>

namespace mlir {
class Operation;
class Type;
} // namespace mlir

namespace tfc {

/// The defaults are what any processor can be expected to have.
struct KernelTarget {
  /// The width of vectors: of the kernels' own and of those that LLVM makes.
  unsigned vectorBytes = 16;
  unsigned vectorRegisters = 16;
  bool hasFma = false;
  /// The narrowest element, in bytes, that masked loads and stores exist for;
  /// 0 where there are none.
  unsigned maskedBytes = 0;
  int64_t l2Bytes = 512 * 1024;

  /// The target of the module that encloses `op`, from its attributes
  /// kTripleAttr and kFeaturesAttr (Target.h). Without features: the defaults.
  static KernelTarget of(mlir::Operation *op);

  /// Elements of `type` in one vector register, at least 1.
  unsigned lanes(mlir::Type type) const;
};

/// Bytes that an element occupies in memory (a bool takes one).
unsigned elementBytes(mlir::Type type);

} // namespace tfc

#endif // TFC_CODEGEN_TARGET_KERNELTARGET_H
