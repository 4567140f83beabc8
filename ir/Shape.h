//===- Shape.h - Shape rules ----------------------------------------------===//
//
// The rules that the facet `infer` names. A rule computes the result types of
// an op from its operands' types, its attributes and, for shape operands, what
// is known of their values. A dimension that is known only in a run is dynamic.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_SHAPE_H
#define TFC_IR_SHAPE_H

#include "ir/Dialect.h"
#include "ir/ElementTypes.h"

namespace tfc {

/// A shape rule puts its results and its error here.
struct InferredTypes {
  mlir::MLIRContext *context;
  std::optional<mlir::Location> location;
  llvm::SmallVectorImpl<mlir::Type> &types;

  /// Adds a result. Fails where the shape cannot be one: a negative dimension,
  /// more than 2^62 elements.
  llvm::LogicalResult add(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  llvm::LogicalResult error(const llvm::Twine &message) const;
};

/// "[2,?,3]", as TensorFlow writes a shape.
std::string formatShape(llvm::ArrayRef<int64_t> shape);
std::string formatShape(mlir::Type type);

/// `axis` counted from the front for a tensor of `rank` dimensions; negative
/// ones count from the end. Nothing if out of range.
std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank);

/// `axes` normalised, sorted, without duplicates; all axes if null. Nothing if
/// one is out of range.
std::optional<llvm::SmallVector<int64_t>>
normalizeAxes(mlir::DenseI64ArrayAttr axes, int64_t rank);

/// The shape of numpy broadcasting. Two dynamic dimensions, or a dynamic one
/// and a static one other than 1, give a dynamic one or the static one: in a
/// run they must be equal. Nothing if they disagree.
std::optional<llvm::SmallVector<int64_t>>
broadcastShapes(llvm::ArrayRef<int64_t> x, llvm::ArrayRef<int64_t> y);

/// The elements, row-major, of a small tensor of integers or truth values as
/// far as they are known when compiling: through constants, static dimensions,
/// and arithmetic and moves of these. Nothing at all if its size is not known.
std::optional<llvm::SmallVector<std::optional<int64_t>>>
knownElements(mlir::Value value);

/// Checks that `pairs` holds sizes before and after for each of `count`
/// dimensions: paddings, or crops.
llvm::LogicalResult expectPairs(llvm::ArrayRef<int64_t> pairs, int64_t count,
                                const llvm::Twine &what, InferredTypes &types);

/// One axis of a resolved python slice. For a static dimension `begin` and
/// `size` are final; for a dynamic one `size` may be dynamic and `begin`, `end`
/// are as written (negative: from the end; masked: the open end).
struct SliceAxis {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t stride = 1;
  int64_t size = 0;
  bool beginMasked = true;
  bool endMasked = true;
  bool shrink = false; // the axis goes from the result
};
/// A python slice applied to a shape. `axes` has an entry per dimension of x;
/// `result` is the result's shape; `newAxes` are the places in it that x lacks.
struct ResolvedSlice {
  llvm::SmallVector<SliceAxis> axes;
  llvm::SmallVector<int64_t> result;
  llvm::SmallVector<int64_t> newAxes;
};
/// TensorFlow's strided slice (core/util/strided_slice_op.cc). On error
/// `problem` says what is wrong.
std::optional<ResolvedSlice>
resolveSlice(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> begin,
             llvm::ArrayRef<int64_t> end, llvm::ArrayRef<int64_t> strides,
             int64_t beginMask, int64_t endMask, int64_t ellipsisMask,
             int64_t newAxisMask, int64_t shrinkAxisMask, std::string &problem);

//===----------------------------------------------------------------------===//
// Rules by name
//===----------------------------------------------------------------------===//

namespace shape {

/// Whether a result may be declared as `given` where `inferred` was inferred:
/// same element types, dimensions that do not contradict.
bool compatible(mlir::TypeRange inferred, mlir::TypeRange given);

llvm::LogicalResult broadcastTypes(mlir::ValueRange operands,
                                   mlir::Type element, bool sameElementType,
                                   InferredTypes &types);
llvm::LogicalResult reductionType(mlir::Value x, mlir::DenseI64ArrayAttr axes,
                                  bool keepdims, InferredTypes &types);
llvm::LogicalResult shapeOperandType(mlir::Value shape, mlir::Type element,
                                     InferredTypes &types);
llvm::LogicalResult variableType(mlir::Value variable, InferredTypes &types);
llvm::LogicalResult assignedType(mlir::Value variable, mlir::Value value,
                                 InferredTypes &types);

inline mlir::Type elementOf(mlir::Value value) {
  return llvm::cast<mlir::ShapedType>(value.getType()).getElementType();
}
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return llvm::cast<mlir::ShapedType>(value.getType()).getShape();
}

template <typename Adaptor>
llvm::LogicalResult sameAsFirst(Adaptor op, InferredTypes &types) {
  types.types.push_back(op.getOperands()[0].getType());
  return llvm::success();
}
/// The shape of the first operand; of a complex one, the type of its parts.
template <typename Adaptor>
llvm::LogicalResult partOfFirst(Adaptor op, InferredTypes &types) {
  mlir::Type element = elementOf(op.getOperands()[0]);
  if (auto complex = llvm::dyn_cast<mlir::ComplexType>(element))
    element = complex.getElementType();
  return types.add(shapeOf(op.getOperands()[0]), element);
}
template <typename Adaptor>
llvm::LogicalResult broadcast(Adaptor op, InferredTypes &types) {
  return broadcastTypes(op.getOperands(), elementOf(op.getOperands()[0]), true,
                        types);
}
template <typename Adaptor>
llvm::LogicalResult broadcastAll(Adaptor op, InferredTypes &types) {
  return broadcast(op, types);
}
template <typename Adaptor>
llvm::LogicalResult broadcastToBool(Adaptor op, InferredTypes &types) {
  return broadcastTypes(op.getOperands(),
                        mlir::IntegerType::get(types.context, 1), true, types);
}
template <typename Adaptor>
llvm::LogicalResult broadcastSelect(Adaptor op, InferredTypes &types) {
  if (elementOf(op.getX()) != elementOf(op.getY()))
    return types.error("the two values have types " +
                       formatElementType(op.getX().getType()) + " and " +
                       formatElementType(op.getY().getType()));
  return broadcastTypes(op.getOperands(), elementOf(op.getX()), false, types);
}
template <typename Adaptor>
llvm::LogicalResult sameShapeBool(Adaptor op, InferredTypes &types) {
  return types.add(shapeOf(op.getOperands()[0]),
                   mlir::IntegerType::get(types.context, 1));
}
template <typename Adaptor>
llvm::LogicalResult reduction(Adaptor op, InferredTypes &types) {
  return reductionType(op.getX(), op.getAxesAttr(), op.getKeepdims(), types);
}
template <typename Adaptor>
llvm::LogicalResult scalarLikeFirst(Adaptor op, InferredTypes &types) {
  return types.add({}, elementOf(op.getOperands()[0]));
}
template <typename Adaptor>
llvm::LogicalResult randomOfShape(Adaptor op, InferredTypes &types) {
  return shapeOperandType(op.getShape(), op.getDtype(), types);
}
template <typename Adaptor>
llvm::LogicalResult variableValue(Adaptor op, InferredTypes &types) {
  return variableType(op.getVariable(), types);
}
template <typename Adaptor>
llvm::LogicalResult assignedValue(Adaptor op, InferredTypes &types) {
  return assignedType(op.getVariable(), op.getValue(), types);
}

} // namespace shape
} // namespace tfc

#endif // TFC_IR_SHAPE_H
