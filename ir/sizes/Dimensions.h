//===- Dimensions.h - Sizes as values of a graph --------------------------===//
//
// Compositions and gradients compute shapes with these: int32 scalars,
// constants as far as dimensions are known, so that shape rules see through
// them.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_SIZES_DIMENSIONS_H
#define TFC_IR_SIZES_DIMENSIONS_H

#include "ir/Builder.h"

namespace tfc {

/// An int32 scalar.
mlir::Value sizeConstant(TfcBuilder &b, int64_t value);
/// Element `i` of a vector of integers, as an int32 scalar.
mlir::Value sizeElement(TfcBuilder &b, mlir::Value vector, int64_t i);
/// The size of a dimension of x.
mlir::Value dimension(TfcBuilder &b, mlir::Value x, int64_t axis);
/// The sizes of all dimensions of x.
llvm::SmallVector<mlir::Value> dimensions(TfcBuilder &b, mlir::Value x);

mlir::Value sizePlus(TfcBuilder &b, mlir::Value size, int64_t addend);
mlir::Value sizeTimes(TfcBuilder &b, mlir::Value size, int64_t factor);
/// The divisor is positive and leaves no rest.
mlir::Value sizeOver(TfcBuilder &b, mlir::Value size, int64_t divisor);
mlir::Value sizeProduct(TfcBuilder &b, mlir::ValueRange sizes);

mlir::Value reshapeTo(TfcBuilder &b, mlir::Value x, mlir::ValueRange sizes);

/// A slice of one axis; an absent end is open.
struct AxisSlice {
  std::optional<int64_t> begin, end;
  int64_t stride = 1;
};
mlir::Value sliceAxis(TfcBuilder &b, mlir::Value x, int64_t axis,
                      const AxisSlice &slice);
/// `part` where sliceAxis takes from, in zeros of the shape of `like`.
mlir::Value putAxis(TfcBuilder &b, mlir::Value part, mlir::Value like,
                    int64_t axis, const AxisSlice &slice);

} // namespace tfc

#endif // TFC_IR_SIZES_DIMENSIONS_H
