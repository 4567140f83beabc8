//===- Target.h - the processor that an object is made for ------*- C++ -*-===//
#ifndef TFC_CODEGEN_TARGET_TARGET_H
#define TFC_CODEGEN_TARGET_TARGET_H

#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace tfc {

/// Module attributes that carry the target from SetTarget.cpp to the object.
constexpr llvm::StringLiteral kTripleAttr = "tfc.target_triple";
constexpr llvm::StringLiteral kCpuAttr = "tfc.target_cpu";
constexpr llvm::StringLiteral kFeaturesAttr = "tfc.target_features";

struct Target {
  std::string triple;
  std::string cpu; ///< A name of LLVM's, never "native".
  /// The features that generated code may use, "+avx,+avx2,...", sorted. A
  /// machine must have them all.
  std::string features;

  /// The same for LLVM: also what the processor's name implies and the machine
  /// lacks ("-avx512f": a virtual machine may hide some).
  std::string llvmFeatures() const;
};

/// Makes all of LLVM's targets known, once; any thread may call.
void initializeTargets();

/// Finds out what `cpu` ("native" or LLVM's name) of `triple` (empty: the
/// host's) stands for. The error names what LLVM does not know.
llvm::Expected<Target> resolveTarget(llvm::StringRef cpu,
                                     llvm::StringRef triple);

/// LLVM's code generator for `target`; `optLevel` is 0 to 3.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const Target &target, unsigned optLevel);

} // namespace tfc

#endif // TFC_CODEGEN_TARGET_TARGET_H
