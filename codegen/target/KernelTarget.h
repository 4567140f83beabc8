//===- KernelTarget.h - What kernels need to know of the processor --------===//
//
// The register file and caches that decide how kernels are tiled. Everything is
// derived from an LLVM feature string, so that the same model can be compiled
// for a processor other than this machine's.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_TARGET_KERNELTARGET_H
#define TFC_CODEGEN_TARGET_KERNELTARGET_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace mlir {
class Operation;
class Type;
} // namespace mlir

namespace tfc {

struct KernelTarget {
  unsigned vectorBytes = 16;
  unsigned vectorRegisters = 16;
  bool hasFma = false;
  /// The narrowest element, in bytes, that masked loads and stores exist for;
  /// 0 where there are none.
  unsigned maskedBytes = 0;
  int64_t l1Bytes = 32 * 1024;
  int64_t l2Bytes = 512 * 1024;

  /// Features are separated by commas, each with '+' or '-'; later ones win.
  static KernelTarget fromFeatures(llvm::StringRef features);

  /// The target of the module that encloses `op`, from its attribute
  /// kFeaturesAttr (codegen/Target.h). Without it: the baseline of 16-byte
  /// vectors, 16 registers and no fused multiply-add.
  static KernelTarget of(mlir::Operation *op);

  /// Elements of `type` in one vector register, at least 1.
  unsigned lanes(mlir::Type type) const;
};

/// Bytes that an element occupies in memory (a bool takes one).
unsigned elementBytes(mlir::Type type);

} // namespace tfc

#endif // TFC_CODEGEN_TARGET_KERNELTARGET_H
