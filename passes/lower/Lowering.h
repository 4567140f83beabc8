//===- Lowering.h - What every lowering to linalg shares ------------------===//

#ifndef TFC_PASSES_LOWER_LOWERING_H
#define TFC_PASSES_LOWER_LOWERING_H

#include "ir/Dialect.h"
#include "passes/lower/Sizes.h"
#include "passes/scalar/ScalarBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace tfc {

/// Emits the body of a linalg op at `b` from the elements of its operands and
/// returns what it yields. Elements have the types of the tensors.
using BodyBuilder = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange elements)>;

/// One element of a small tensor that is computed by scalar ops. Of an integer
/// that takes part in shapes, `size` is its value as a size, else null.
struct Element {
  mlir::Value value;
  Size size;
};

/// The state of lowering one function, and the op in hand. Ops are lowered in
/// their order in one block; the operands of an op are lowered values.
class Lowering {
public:
  explicit Lowering(mlir::MLIRContext *context)
      : b(context), loc(mlir::UnknownLoc::get(context)), sizes(b, loc) {}

  mlir::OpBuilder b;
  mlir::Location loc;
  SizeMath sizes;

  void begin(mlir::Operation *op);
  /// Gives the results of the op in hand. Types may be more static than the
  /// op's.
  void replace(mlir::ValueRange values);
  bool isReplaced() const { return replaced; }
  /// For messages: the node's name, or the op's.
  std::string name() const;

  //===--------------------------------------------------------------------===//
  // Shapes
  //===--------------------------------------------------------------------===//

  SizeList shape(mlir::Value tensor);
  Size dim(mlir::Value tensor, int64_t i) { return shape(tensor)[i]; }
  mlir::RankedTensorType type(llvm::ArrayRef<Size> shape, mlir::Type element);

  /// The elements of a shape operand, as they are: those that come from data
  /// may be anything.
  SizeList shapeOperand(mlir::Value vector);
  /// Whether a size may be negative or beyond reason: it comes from data, or
  /// from a difference.
  bool isUntrusted(Size size);
  /// A shape whose untrusted dimensions are checked: not negative, and not more
  /// than TFC_MAX_ELEMENTS elements in all.
  void requireShape(llvm::ArrayRef<Size> shape);
  /// `size` in [0, limit], both of any origin.
  void requireWithin(Size size, Size limit, const llvm::Twine &message);

  /// A condition on shapes, checked before the segment runs.
  void require(mlir::Value condition, const llvm::Twine &message,
               llvm::ArrayRef<Size> values = {});
  /// Two sizes that must be equal; the message gets both. Returns the better
  /// known one.
  Size requireEqual(Size x, Size y, const llvm::Twine &message);
  /// requireEqual where neither is a static 1, else the other: numpy
  /// broadcasting of dimension `i`.
  Size broadcast(Size x, Size y, int64_t i);
  SizeList broadcast(llvm::ArrayRef<Size> x, llvm::ArrayRef<Size> y);

  //===--------------------------------------------------------------------===//
  // Small tensors by scalar ops
  //===--------------------------------------------------------------------===//

  /// The arguments of `function` that sizes depend on are read element by
  /// element.
  void findSizeArguments(mlir::Operation *function);
  /// The elements of a small tensor of rank 0 or 1 that was computed by scalar
  /// ops, of a small constant, or of an argument that decides sizes.
  std::optional<llvm::SmallVector<Element>> elements(mlir::Value tensor);
  mlir::Value fromElements(mlir::RankedTensorType type,
                           llvm::ArrayRef<Element> elements);
  mlir::Value elementValue(const Element &element, mlir::Type type);
  Element sizeElement(Size size) { return {mlir::Value(), size}; }
  /// The one value that all elements of a tensor have, or null.
  mlir::Value splat(mlir::Value tensor);
  /// The element of a tensor of one element.
  mlir::Value scalar(mlir::Value tensor);
  /// A scalar constant of a stored type.
  mlir::Value constant(mlir::Type element, double value);

  //===--------------------------------------------------------------------===//
  // Tensors
  //===--------------------------------------------------------------------===//

  mlir::Value empty(llvm::ArrayRef<Size> shape, mlir::Type element);
  mlir::Value fill(llvm::ArrayRef<Size> shape, mlir::Value scalar);
  /// x under another type of the same shape.
  mlir::Value cast(mlir::Value x, mlir::RankedTensorType type);
  /// x with what the sizes say known in its type.
  mlir::Value refine(mlir::Value x, llvm::ArrayRef<Size> shape);

  /// linalg.generic on tensors; one result per init.
  mlir::linalg::GenericOp
  generic(mlir::ValueRange inputs, mlir::ValueRange inits,
          llvm::ArrayRef<mlir::AffineMap> maps, unsigned parallelLoops,
          llvm::function_ref<void(mlir::OpBuilder &, mlir::Location,
                                  mlir::ValueRange)>
              body,
          unsigned reductionLoops = 0);

  /// A parallel op over `shape` with numpy broadcasting of the operands.
  /// Operands of one value everywhere are captured as scalars; if all are, the
  /// body is emitted once, outside any loop, unless it `usesIndices`.
  mlir::Value elementwise(mlir::ValueRange operands, llvm::ArrayRef<Size> shape,
                          mlir::Type element, BodyBuilder body,
                          bool usesIndices = false);

  mlir::Value broadcastTo(mlir::Value x, llvm::ArrayRef<Size> shape);
  /// Row-major; the counts of elements must be equal, which is required.
  mlir::Value reshape(mlir::Value x, llvm::ArrayRef<Size> shape);
  /// The dimensions `dropped` must be 1; the result lacks them.
  mlir::Value extractSlice(mlir::Value x, llvm::ArrayRef<Size> offsets,
                           llvm::ArrayRef<Size> shape,
                           llvm::ArrayRef<Size> strides,
                           llvm::ArrayRef<int64_t> dropped = {});
  /// `x` may lack dimensions of 1 of `shape`.
  mlir::Value insertSlice(mlir::Value x, mlir::Value into,
                          llvm::ArrayRef<Size> offsets,
                          llvm::ArrayRef<Size> shape,
                          llvm::ArrayRef<Size> strides);
  SizeList constants(unsigned count, int64_t value) {
    return SizeList(count, sizes.constant(value));
  }

  /// Reduces over the (sorted) axes, which go from the shape. The body combines
  /// the accumulator and an element, in compute types.
  mlir::Value reduce(
      mlir::Value x, llvm::ArrayRef<int64_t> axes, mlir::Value neutral,
      llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value, mlir::Value)>
          combine);
  mlir::Value reduceSum(mlir::Value x, llvm::ArrayRef<int64_t> axes);

  /// x, computed in the compute type of `element`, stored as `element`.
  mlir::Value fromCompute(mlir::Value x, mlir::Type element);
  /// The lowest number, as it stands in a tensor.
  mlir::Value lowestStored(mlir::Type element);

  /// x between values, `before` and `after` per dimension.
  mlir::Value pad(mlir::Value x, llvm::ArrayRef<Size> before,
                  llvm::ArrayRef<Size> after, mlir::Value value);

private:
  bool groupReshape(llvm::ArrayRef<Size> from, llvm::ArrayRef<Size> to,
                    llvm::SmallVectorImpl<mlir::ReassociationIndices> &collapse,
                    llvm::SmallVectorImpl<mlir::ReassociationIndices> &expand);
  mlir::Value collapse(mlir::Value x,
                       llvm::ArrayRef<mlir::ReassociationIndices> groups);
  mlir::Value expand(mlir::Value x, llvm::ArrayRef<Size> shape,
                     llvm::ArrayRef<mlir::ReassociationIndices> groups);

  mlir::Operation *op = nullptr;
  bool replaced = false;
  llvm::DenseMap<mlir::Value, SizeList> shapes;
  llvm::DenseSet<mlir::Value> sizeArguments;
  llvm::DenseMap<mlir::Value, bool> untrusted;
  llvm::DenseMap<mlir::Value, llvm::SmallVector<Element>> smallTensors;
};

/// tfc.name, or the op's name without the dialect.
std::string displayName(mlir::Operation *op);

/// Lowers `op` to a call of a function of runtime/kernels. `attributes` become
/// its parameters as facet RuntimeKernel says; an absent one is an integer 0.
/// `sizes` are those of the results, or empty: then a result that is not static
/// is as large as the first operand.
llvm::LogicalResult lowerKernel(mlir::Operation *op, llvm::StringRef symbol,
                                llvm::ArrayRef<mlir::Attribute> attributes,
                                llvm::ArrayRef<SizeList> sizes,
                                Lowering &lowering);

/// From here on strings are the addresses of tfc_strings (abi.h): every type in
/// the function says i64. Their comparisons become tfc.string_compare.
void makeStringsAddresses(mlir::FunctionOpInterface function);

} // namespace tfc

#endif // TFC_PASSES_LOWER_LOWERING_H
