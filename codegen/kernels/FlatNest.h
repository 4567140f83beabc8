//===- FlatNest.h - A linalg op as loops over flat memory -----------------===//
//
// Every kernel starts from this view of a linalg op on memrefs: a list of
// loops, and for each operand a one-dimensional buffer with the distance that
// each loop moves in it. What is one loop to all operands can then be merged
// whatever the shapes were (a 1x1 convolution becomes a matrix product), and a
// loop can be split into panels, without touching indexing maps.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_KERNELS_FLATNEST_H
#define TFC_CODEGEN_KERNELS_FLATNEST_H

#include "ir/sizes/Product.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tfc {

/// The symbols of extents and strides are indices into FlatNest::symbols.
/// Orders strides as far as they are known: those with more symbols are taken
/// as longer.
bool isLonger(const Product &a, const Product &b);

struct FlatLoop {
  Product extent;
  bool parallel = true;
  /// The dimension of the op that this loop runs over; none once loops were
  /// merged or split.
  std::optional<unsigned> dim;
};

struct FlatAccess {
  mlir::Value operand; ///< the op's operand: a memref or a scalar
  mlir::Value buffer;  ///< rank-1 view of it; null for a scalar
  mlir::Type elementType;
  llvm::SmallVector<Product> strides; ///< one per loop, in elements
  llvm::SmallVector<Product> offsets; ///< summed up
  /// Memory reaches to the next full vector, so reads need no mask.
  bool isPadded = false;
};

struct FlatNest {
  mutable mlir::linalg::LinalgOp op; ///< a handle; its getters are not const
  llvm::SmallVector<FlatLoop> loops;
  llvm::SmallVector<FlatAccess> accesses; ///< inputs, then outputs
  llvm::SmallVector<mlir::Value> symbols;
  unsigned numInputs = 0;

  unsigned numOutputs() const { return op.getNumDpsInits(); }
  FlatAccess &output(unsigned i = 0) { return accesses[numInputs + i]; }
  const FlatAccess &output(unsigned i = 0) const {
    return accesses[numInputs + i];
  }

  /// Loops of extent 1 are dropped. Fails where an address is not a sum of
  /// loop variables times known distances (the caller then falls back).
  /// Materialises run-time sizes and views at `b`.
  static mlir::FailureOr<FlatNest> analyse(mlir::OpBuilder &b,
                                           mlir::linalg::LinalgOp op);

  /// The access of a further operand whose dimensions are results of `map` over
  /// the dims of another op; `dimToLoop[d]` is the loop that dim d runs in, or
  /// none for a dim of extent 1.
  mlir::FailureOr<FlatAccess>
  access(mlir::OpBuilder &b, mlir::Value operand, mlir::AffineMap map,
         llvm::ArrayRef<std::optional<unsigned>> dimToLoop);

  /// Puts the loops into the given order.
  void permute(llvm::ArrayRef<unsigned> order);

  /// Orders parallel loops by the first output's strides and reduction loops by
  /// the first input's, longest first, parallel ones outside.
  void sortLoops();

  /// Merges neighbours that are one loop to every access. Loops stay apart that
  /// the op's body asks for by linalg.index.
  void mergeLoops();

  /// Splits loop `index` into one of `outerExtent` and, after it, one of extent
  /// `size`. How a rest is treated is up to the caller.
  void splitLoop(unsigned index, int64_t size, Product outerExtent);

  /// Whether `loop` moves in `access`.
  bool moves(const FlatAccess &access, unsigned loop) const {
    return !access.strides[loop].isZero();
  }

  /// The value of `product` as an index.
  mlir::Value materialize(mlir::OpBuilder &b, const Product &product) const;

  /// The index of `value` among the symbols.
  unsigned addSymbol(mlir::Value value);
};

/// Index arithmetic that folds constants.
mlir::Value indexConstant(mlir::OpBuilder &b, mlir::Location loc, int64_t v);
mlir::Value addIndex(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                     mlir::Value y);
mlir::Value mulIndex(mlir::OpBuilder &b, mlir::Location loc, mlir::Value x,
                     mlir::Value y);

/// A rank-1 view, without offset, of all that `memref` can reach.
mlir::Value flattenMemref(mlir::OpBuilder &b, mlir::Location loc,
                          mlir::Value memref);

} // namespace tfc

#endif // TFC_CODEGEN_KERNELS_FLATNEST_H
