//===- Placement.h - where the ops of a graph run ---------------*- C++ -*-===//
//
// An op runs where the graph says (ir/Device.h), if the object has code for
// that device. The rule is TensorFlow's, with its soft placement;
// docs/decisions/ tells why.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_PASSES_PARTITION_PLACEMENT_H
#define TFC_PASSES_PARTITION_PLACEMENT_H

#include "ir/ops/state.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"

namespace tfc {

class Placement {
public:
  /// `available` are the kinds of devices that the object has code for, "cpu"
  /// first. With `soft` an op for another device runs on the processor, else it
  /// is an error.
  Placement(llvm::ArrayRef<std::string> available, bool soft)
      : available(available), soft(soft) {}

  /// Decides for every op of `graph`. The error names the first node that
  /// cannot be placed and its device.
  mlir::LogicalResult place(GraphOp graph);

  /// The place of `op`: 0 is this process's processor, as for an op that was
  /// not placed; others are places of the graph's devices in order of
  /// appearance.
  unsigned of(mlir::Operation *op) const { return places.lookup(op); }

  /// The name of a place other than 0: "/device:GPU:0".
  llvm::StringRef nameOf(unsigned place) const { return devices[place - 1]; }

private:
  mlir::FailureOr<unsigned> placeFor(mlir::Operation *op,
                                     mlir::StringAttr device);

  llvm::ArrayRef<std::string> available;
  bool soft;
  llvm::DenseMap<mlir::Operation *, unsigned> places;
  llvm::SetVector<mlir::StringRef> devices; ///< Attributes' texts.
  mlir::Operation *firstMoved = nullptr;
  unsigned moved = 0;
};

} // namespace tfc

#endif // TFC_PASSES_PARTITION_PLACEMENT_H
