//===- Builder.h - TfcBuilder: an expression's ops, by their names --------===//

#ifndef TFC_IR_BUILDER_H
#define TFC_IR_BUILDER_H

#include "ir/Dialect.h"

#include "mlir/IR/Builders.h"

namespace tfc {

/// Makes tfc ops, one method per op, named as the op, with its operands and
/// attributes in the order of its def; result types are inferred. The methods
/// after those are compositions that the dags of the facets `grad` and `expand`
/// name besides. Operands must fit: a type error ends the process.
class TfcBuilder {
public:
  /// `element` is the type of number().
  TfcBuilder(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type element)
      : builder(builder), loc(loc), element(element) {}

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type element;

#include "ir/Builder.h.inc"

  /// A scalar constant of type `element`; of strings, the empty one.
  mlir::Value number(double value);
  /// A scalar.
  mlir::Value emptyString();
  /// Zeros and ones of x's shape and type.
  mlir::Value zerosLike(mlir::Value x);
  mlir::Value onesLike(mlir::Value x);

  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value reshapeLike(mlir::Value x, mlir::Value like);
  mlir::Value sumTo(mlir::Value x, mlir::Value like);
  mlir::Value broadcastLike(mlir::Value x, mlir::Value like);
  mlir::Value castLike(mlir::Value x, mlir::Value like);

  /// Over the last axis, kept as 1, or dropped.
  mlir::Value sumLast(mlir::Value x);
  mlir::Value maxLast(mlir::Value x);
  mlir::Value sumLastDropped(mlir::Value x);
  mlir::Value expandLast(mlir::Value x);
  /// Over all axes: a scalar.
  mlir::Value sumAll(mlir::Value x);
  /// How many elements of x one element of its reduction stands for, a scalar
  /// of x's type.
  mlir::Value reducedCount(mlir::Value x, mlir::DenseI64ArrayAttr axes);
  /// A reduction's gradient (or result) spread over x again.
  mlir::Value broadcastReduced(mlir::Value reduced, mlir::Value x,
                               mlir::DenseI64ArrayAttr axes);
  /// The gradient of reduce_max and reduce_min: equal extrema share it, as in
  /// TensorFlow (math_grad.py, _MinOrMaxGrad).
  mlir::Value gradientOfExtremum(mlir::Value grad, mlir::Value x, mlir::Value y,
                                 mlir::DenseI64ArrayAttr axes);
  mlir::Value transposeBack(mlir::Value x, mlir::DenseI64ArrayAttr perm);
  mlir::Value concat2(mlir::Value x, mlir::Value y, mlir::IntegerAttr axis);
  /// A vector of a number per channel, so that it broadcasts with images x.
  mlir::Value perChannel(mlir::Value vector, mlir::Value x,
                         mlir::StringAttr dataFormat);
  /// gather_grad.
  mlir::Value gatherBack(mlir::Value grad, mlir::Value x, mlir::Value indices,
                         mlir::IntegerAttr axis, mlir::IntegerAttr batchDims);
  /// The first `count` rows of x; a scalar of int32 or int64.
  mlir::Value firstRows(mlir::Value x, mlir::Value count);
  /// A scalar or vector of integers of type `like`'s.
  mlir::Value integers(llvm::ArrayRef<int64_t> values, mlir::Type element,
                       bool isScalar = false);
  /// One-hot vectors of labels with the depth and the type of logits.
  mlir::Value oneHotLike(mlir::Value labels, mlir::Value logits);
  /// The products and sums that an equation of einsum says (ir/Einsum.h).
  mlir::Value einsumOf(mlir::ValueRange inputs, mlir::StringAttr equation);
  /// Moments over all axes but the channels'.
  mlir::Value channelMean(mlir::Value x, mlir::StringAttr dataFormat);
  mlir::Value channelVariance(mlir::Value x, mlir::StringAttr dataFormat);
  mlir::Value unbiasedChannelVariance(mlir::Value x,
                                      mlir::StringAttr dataFormat);

  mlir::DenseI64ArrayAttr axesAttr(llvm::ArrayRef<int64_t> axes) {
    return builder.getDenseI64ArrayAttr(axes);
  }

private:
  /// Infers the types of the results and makes the op.
  mlir::Operation *create(mlir::OperationState &state);
  mlir::DenseI64ArrayAttr allButChannels(mlir::Value x,
                                         mlir::StringAttr dataFormat);
};

} // namespace tfc

#endif // TFC_IR_BUILDER_H
