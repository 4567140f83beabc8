//===- Origins.h - Where the elements of small tensors come from ----------===//
//
// Shapes are computed with ordinary ops on small tensors of integers. Three
// places must see through these: shape rules ask which elements are known when
// compiling (KnownElements.cpp), the partition asks from which tensors a size
// follows (ShapeOperands.cpp), and the lowering computes sizes by scalar ops
// (passes/lower/SmallTensors.cpp). All three go by what an op's def says as
// facet `sizes` (Facets.td): its SizeRule, and where that is Custom, by one
// overload origins() in ops/<family>.cpp, which names for each element of a
// result the element of an operand, or the dimension, that it is.
//
// An example, with x of shape [?, 4]:
//
//   %0 = tfc.shape %x          origins: dimension 0 of x, dimension 1 of x
//   %1 = tfc.strided_slice %0[:1]       element 0 of %0
//   %2 = tfc.constant [-1]
//   %3 = tfc.concat %1, %2              element 0 of %1, element 0 of %2
//   %4 = tfc.reshape %y, %3
//
// The shape rule of %4 finds that %3 is [?, -1]. The partition walks from %3 to
// %1 and %2, from %1 to %0, and from there to nothing: no size must lie in
// memory. The lowering has a list of sizes for each: [dim(x, 0), 4], [dim(x,
// 0)], [-1] and [dim(x, 0), -1], and emits no tensor at all.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_SIZES_ORIGINS_H
#define TFC_IR_SIZES_ORIGINS_H

#include "ir/Dialect.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace tfc {

/// An op's facet `sizes`; Facets.td says what each value means.
enum class SizeRule {
  None,
  Elementwise,
  Reduction,
  Forward,
  Feed,
  Reshape,
  Convert,
  Custom
};
SizeRule sizeRule(mlir::Operation *op);

/// An element that is known when compiling, or not.
using KnownElement = std::optional<int64_t>;
/// The elements of a tensor in row-major order.
using KnownElements = llvm::SmallVector<KnownElement>;
/// Gives the elements of an operand as far as they are known; nothing where its
/// size is not known.
using ElementReader =
    llvm::function_ref<std::optional<KnownElements>(mlir::Value)>;

/// The origin of one element of a result.
struct Origin {
  enum Kind {
    Unknown,
    Element,   // element `index` of operand `operand`
    Dimension, // the size of dimension `index` of operand `operand`
    Count,     // the number of elements of operand `operand`
    Number     // the number `index` itself
  };
  Kind kind = Unknown;
  unsigned operand = 0;
  int64_t index = 0;

  static Origin element(unsigned operand, int64_t index) {
    return {Element, operand, index};
  }
  static Origin dimension(unsigned operand, int64_t index) {
    return {Dimension, operand, index};
  }
  static Origin count(unsigned operand) { return {Count, operand, 0}; }
  static Origin number(int64_t number) { return {Number, 0, number}; }
};

/// A rule fills these: an origin per element of the result, Unknown at first.
using Origins = llvm::MutableArrayRef<Origin>;

/// The origins of a result of static shape, by the op's own rule; all Unknown
/// where it has none. `known` reads operands that say which elements are taken.
llvm::SmallVector<Origin> originsOf(mlir::OpResult result, ElementReader known);

//===----------------------------------------------------------------------===//
// Helpers of rules
//===----------------------------------------------------------------------===//

/// Calls use(index, place) for every element of a tensor of `shape`.
void forEachIndex(
    llvm::ArrayRef<int64_t> shape,
    llvm::function_ref<void(llvm::ArrayRef<int64_t>, int64_t)> use);

/// The row-major place of an element; nothing where a coordinate is out of
/// range.
std::optional<int64_t> placeOf(llvm::ArrayRef<int64_t> shape,
                               llvm::ArrayRef<int64_t> index);

/// The place in a tensor of `shape` of the element that broadcasting takes to
/// `index` of the result.
int64_t broadcastPlace(llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<int64_t> index);

/// For an op that moves elements: that at an index of `result` comes from
/// `operand` of `op`, from the index that `source` makes of it.
void moveElements(
    mlir::OpResult result, unsigned operand,
    llvm::function_ref<void(llvm::SmallVectorImpl<int64_t> &)> source,
    Origins origins);

/// For an op that broadcasts an operand to the shape of its result.
void broadcastElements(mlir::OpResult result, unsigned operand,
                       Origins origins);

} // namespace tfc

#endif // TFC_IR_SIZES_ORIGINS_H
