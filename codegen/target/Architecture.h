//===- Architecture.h - what codegen asks of a family of processors -------===//
//
// All that is true of one family only stands in its folder, target/<name>/:
// which instruction sets a loader must check, what its registers hold, which
// passes make its kernels. Everything else asks this interface. CMakeLists.txt
// lists the folders; README.md tells how to add one.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_TARGET_ARCHITECTURE_H
#define TFC_CODEGEN_TARGET_ARCHITECTURE_H

#include "codegen/target/KernelTarget.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/TargetParser/Triple.h"

#include <string>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace tfc {

class Architecture {
public:
  virtual ~Architecture() = default;

  /// Whether code for `triple` is made by this one.
  virtual bool isFor(const llvm::Triple &triple) const = 0;

  /// The processor, by LLVM's name, that every machine of the family can stand
  /// in for: what "native" means where this machine is of another family.
  virtual llvm::StringRef baseline() const = 0;

  /// Examples of what --cpu may be, for messages: "native, generic, ...".
  virtual llvm::StringRef processorExamples() const {
    return "native, generic, ...";
  }

  /// The features that LLVM uses unasked, sorted: what a loader has to check.
  /// LLVM's other features describe tuning, or instructions that only
  /// intrinsics make. Empty: all that LLVM knows of the processor.
  virtual llvm::ArrayRef<llvm::StringLiteral> checkedFeatures() const {
    return {};
  }

  /// The registers that kernels are tiled for on a processor with `features`.
  virtual KernelTarget
  kernelTarget(const llvm::StringSet<> &features) const = 0;

  /// Adds the passes that turn linalg on buffers into loops over vectors, the
  /// first half of the kernels' phase (driver/Phases.cpp).
  virtual void addKernelEmitters(mlir::OpPassManager &pm) const = 0;

  /// Adds the passes that make arithmetic of the mathematical functions that
  /// kernels call, when each kernel is there once.
  virtual void addMathExpansion(mlir::OpPassManager &pm) const = 0;

  /// Adds the passes that give parallel loops to the runtime, when nothing asks
  /// any more what they touch.
  virtual void addParallelOutlining(mlir::OpPassManager &pm) const = 0;

  /// LLVM's passes over a whole module, as a textual pipeline, for optimisation
  /// level 1 to 3.
  virtual std::string optimizerPasses(unsigned level) const = 0;
};

/// The architecture for `triple`; target/generic/ stands in for what has no
/// folder. Empty: this machine's.
const Architecture &architectureFor(llvm::StringRef triple);

} // namespace tfc

#endif // TFC_CODEGEN_TARGET_ARCHITECTURE_H
