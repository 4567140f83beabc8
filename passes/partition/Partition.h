//===- Partition.h - A function from a set of the graph's ops -------------===//

#ifndef TFC_PASSES_PARTITION_PARTITION_H
#define TFC_PASSES_PARTITION_PARTITION_H

#include "ir/Dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <functional>

namespace tfc {

/// The parts that a segment's function is made of.
struct FunctionParts {
  struct Port {
    mlir::Value value;              // in the graph
    mlir::FlatSymbolRefAttr symbol; // of the tensor
  };
  std::string name;
  llvm::SmallVector<mlir::Operation *> ops; // in program order
  llvm::SmallVector<Port> inputs; // given; others are added as they are met
  llvm::SmallVector<Port> outputs;

  const llvm::DenseMap<mlir::Value, mlir::FlatSymbolRefAttr> *stateSymbols;
  const llvm::DenseMap<mlir::Operation *, unsigned> *positions;
  /// Ops outside `ops` that the function repeats for itself.
  std::function<bool(mlir::Operation *)> isRepeated;
  /// The tensor that brings in a value that is computed elsewhere.
  std::function<mlir::FlatSymbolRefAttr(mlir::Value)> symbolOf;
};

/// Builds the function as Program.td describes it, not yet inserted. Reads and
/// assigns become uses of variable arguments and results, in program order.
mlir::func::FuncOp buildFunction(FunctionParts &parts, mlir::Location loc,
                                 mlir::OpBuilder &builder);

} // namespace tfc

#endif // TFC_PASSES_PARTITION_PARTITION_H
