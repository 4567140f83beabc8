//===- Segments.h - The graph cut by demand -------------------------------===//

#ifndef TFC_PASSES_PARTITION_SEGMENTS_H
#define TFC_PASSES_PARTITION_SEGMENTS_H

#include "ir/Dialect.h"
#include "ir/ops/state.h"
#include "passes/partition/Placement.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace tfc {

/// A place where a run may take a value out or put one in; or where a value
/// must lie in memory because shapes of later segments depend on it. A value
/// may have several, under several names.
struct CutPoint {
  mlir::Value value; // what is computed; null for a placeholder
  mlir::Value
      replaced; // what users see: the placeholder's or feedable's result
  mlir::StringAttr name; // null where no run refers to it by name
  bool fetchable = false;
  bool feedable = false;
  bool placeholder = false;
  bool isTarget() const {
    return value && llvm::isa<ControlType>(value.getType());
  }
};

/// The ops of one label, in program order: those that reach the same cut points
/// on the same device.
struct Segment {
  llvm::SetVector<mlir::Operation *> ops;
  llvm::SmallVector<unsigned> cuts; // the cut points it computes
  llvm::SetVector<unsigned>
      before; // segments whose results or effects it needs
  llvm::SetVector<unsigned> demands; // of those: needed only for having run
  unsigned position = 0;             // of its first op, for a stable order
  bool asserts = false;              // a run may end in it
  unsigned place = 0;                // of its ops
};

/// Labels every op of a graph with the cut points that it reaches, groups the
/// ops by label, and orders the groups.
class Segmentation {
public:
  Segmentation(GraphOp graph, const Placement &placement);

  llvm::ArrayRef<CutPoint> cuts() const { return cutPoints; }
  /// In an order that respects data and effects.
  llvm::ArrayRef<Segment> segments() const { return ordered; }
  /// The cut points at `value`, as one computed there.
  llvm::ArrayRef<unsigned> cutsAt(mlir::Value value) const;
  /// The cut point whose users see `value`, if it is a placeholder's or
  /// feedable's result.
  std::optional<unsigned> sourceCut(mlir::Value value) const;

  /// Whether the op is repeated wherever it is used instead of being computed
  /// once: a constant, or a read that no later assign overtakes.
  bool isRepeated(mlir::Operation *op) const { return repeated.contains(op); }

private:
  void findCuts(GraphOp graph);
  void findSizeCuts(GraphOp graph);
  void findRepeated(GraphOp graph);
  void label(GraphOp graph);
  void group(GraphOp graph);
  void order();
  unsigned place(mlir::Operation *op, const llvm::SetVector<unsigned> &needs,
                 llvm::ArrayRef<unsigned> label, bool assigns);
  bool reaches(unsigned from, unsigned to) const;
  void collectNeeds(mlir::Value value, llvm::SetVector<unsigned> &needs,
                    llvm::SetVector<mlir::Value> &reads) const;

  const Placement &placement;
  llvm::SmallVector<CutPoint> cutPoints;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<unsigned>> computedCuts;
  llvm::DenseMap<mlir::Value, unsigned> sources;
  llvm::DenseSet<mlir::Operation *> repeated;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<unsigned>> labels;
  llvm::DenseMap<mlir::Operation *, unsigned> segmentOf;
  llvm::DenseMap<mlir::Operation *, unsigned> positions;
  // The open segment of a label: cut points, then the place.
  llvm::MapVector<llvm::SmallVector<unsigned>, unsigned> current;
  llvm::SmallVector<Segment> groups;
  llvm::SmallVector<Segment> ordered;
};

/// Whether a read of a variable sees what it holds before any segment that
/// reads it runs: only initialisers set it earlier in the program.
bool readsInitialValue(ReadVariableOp read);

} // namespace tfc

#endif // TFC_PASSES_PARTITION_SEGMENTS_H
