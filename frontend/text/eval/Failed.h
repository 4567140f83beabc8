// The result of whatever fails once an error has been told.
#ifndef TFC_FRONTEND_TEXT_EVAL_FAILED_H
#define TFC_FRONTEND_TEXT_EVAL_FAILED_H

#include "frontend/text/eval/Value.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Support/LogicalResult.h"

namespace tfc::text {

/// The first error of an import sticks: it is told, and from then on no op is
/// made and nothing else is told. A function that fails still returns something
/// of its type, so that its callers can go on in a straight line until the
/// evaluator looks at `hasFailed()`:
///
///     Value x = call.tensor("x");       // fails: poison, a scalar of float32
///     Value y = make.exp(make.neg(x));  // makes nothing, returns poison
///     return scope.finish(y);           // names nothing
///
/// A tensor is poison then, a number 0, a text or list empty. Only code that
/// goes by such a value into memory (an index, a first item) asks `hasFailed()`
/// before.
class Failed {
public:
  explicit Failed(mlir::Value poison) : poison(poison) {}

  Value asValue() const { return Value::tensor(poison); }
  operator Value() const { return asValue(); }
  operator mlir::Value() const { return poison; }
  operator mlir::Operation *() const { return poison.getDefiningOp(); }
  operator mlir::RankedTensorType() const {
    return llvm::cast<mlir::RankedTensorType>(poison.getType());
  }
  operator mlir::Type() const {
    return mlir::RankedTensorType(*this).getElementType();
  }
  operator mlir::LogicalResult() const { return mlir::failure(); }
  template <typename T>
  operator mlir::FailureOr<T>() const {
    return mlir::failure();
  }
  template <typename T>
  operator T() const {
    return T();
  }

private:
  mlir::Value poison;
};

} // namespace tfc::text

#endif
