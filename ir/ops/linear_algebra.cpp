//===- linear_algebra.cpp - Shape rules of linear_algebra.td --------------===//

#include "ir/ops/linear_algebra.h"
#include "ir/Einsum.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static constexpr int64_t kDynamic = ShapedType::kDynamic;

static LogicalResult requireMatrices(StringRef name, Value x,
                                     InferredTypes &types) {
  if (shapeOf(x).size() < 2)
    return types.error(name + " of a tensor of shape " +
                       formatShape(shapeOf(x)) +
                       ", expected matrices: at least two dimensions");
  return success();
}

static LogicalResult requireSquare(StringRef name, Value x,
                                   InferredTypes &types) {
  if (failed(requireMatrices(name, x, types)))
    return failure();
  ArrayRef<int64_t> shape = shapeOf(x).take_back(2);
  if (shape[0] != shape[1] && shape[0] != kDynamic && shape[1] != kDynamic)
    return types.error(name + " of matrices of " + Twine(shape[0]) +
                       " rows and " + Twine(shape[1]) +
                       " columns, expected square ones");
  return success();
}

static LogicalResult squareToSame(StringRef name, Value x,
                                  InferredTypes &types) {
  if (failed(requireSquare(name, x, types)))
    return failure();
  types.types.push_back(x.getType());
  return success();
}

static SmallVector<int64_t> batchOf(Value x, unsigned inner = 2) {
  return SmallVector<int64_t>(shapeOf(x).drop_back(inner));
}
static SmallVector<int64_t> joined(ArrayRef<int64_t> batch,
                                   ArrayRef<int64_t> inner) {
  SmallVector<int64_t> shape(batch);
  shape.append(inner.begin(), inner.end());
  return shape;
}
static int64_t smaller(int64_t x, int64_t y) {
  return x == kDynamic || y == kDynamic ? kDynamic : std::min(x, y);
}

LogicalResult inferShape(CholeskyOp::Adaptor op, InferredTypes &types) {
  return squareToSame("cholesky", op.getX(), types);
}
LogicalResult inferShape(MatrixInverseOp::Adaptor op, InferredTypes &types) {
  return squareToSame("matrix_inverse", op.getX(), types);
}

LogicalResult inferShape(QrOp::Adaptor op, InferredTypes &types) {
  if (failed(requireMatrices("qr", op.getX(), types)))
    return failure();
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  int64_t rows = shape[shape.size() - 2], columns = shape.back();
  int64_t inner = op.getFullMatrices() ? rows : smaller(rows, columns);
  SmallVector<int64_t> batch = batchOf(op.getX());
  if (failed(types.add(joined(batch, {rows, inner}), elementOf(op.getX()))))
    return failure();
  return types.add(joined(batch, {inner, columns}), elementOf(op.getX()));
}

LogicalResult inferShape(SvdOp::Adaptor op, InferredTypes &types) {
  if (failed(requireMatrices("svd", op.getX(), types)))
    return failure();
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  int64_t rows = shape[shape.size() - 2], columns = shape.back();
  int64_t inner = smaller(rows, columns);
  Type element = elementOf(op.getX());
  SmallVector<int64_t> batch = batchOf(op.getX());
  if (failed(types.add(joined(batch, {inner}), element)))
    return failure();
  if (!op.getComputeUv()) {
    if (failed(types.add({0}, element)))
      return failure();
    return types.add({0}, element);
  }
  bool full = op.getFullMatrices();
  if (failed(types.add(joined(batch, {rows, full ? rows : inner}), element)))
    return failure();
  return types.add(joined(batch, {columns, full ? columns : inner}), element);
}

LogicalResult inferShape(LuOp::Adaptor op, InferredTypes &types) {
  if (failed(squareToSame("lu", op.getX(), types)))
    return failure();
  Type index =
      op.getOutputIdxType().value_or(IntegerType::get(types.context, 32));
  if (!index.isInteger(32) && !index.isInteger(64))
    return types.error("lu: the permutation is to be int32 or int64, not " +
                       formatElementType(index));
  return types.add(shapeOf(op.getX()).drop_back(), index);
}

/// [..., m, n] and [..., m, k]: the batches must be equal or, if asked,
/// broadcast. `rows` is that of the result.
static LogicalResult solveType(StringRef name, Value matrix, Value rhs,
                               bool square, bool broadcasts,
                               InferredTypes &types) {
  if (failed(square ? requireSquare(name, matrix, types)
                    : requireMatrices(name, matrix, types)) ||
      failed(requireMatrices(name, rhs, types)))
    return failure();
  if (elementOf(matrix) != elementOf(rhs))
    return types.error(name + " of " + formatElementType(matrix.getType()) +
                       " matrices and a right-hand side of " +
                       formatElementType(rhs.getType()) +
                       ", expected one type");
  ArrayRef<int64_t> a = shapeOf(matrix), b = shapeOf(rhs);
  int64_t rows = a[a.size() - 2], given = b[b.size() - 2];
  std::optional<SmallVector<int64_t>> batch;
  if (broadcasts || a.size() == b.size())
    batch = broadcastShapes(batchOf(matrix), batchOf(rhs));
  if (batch && !broadcasts)
    for (auto [i, size] : llvm::enumerate(*batch))
      for (int64_t other : {a[i], b[i]})
        if (other != kDynamic && size != kDynamic && other != size)
          batch.reset();
  if (!batch || (rows != given && rows != kDynamic && given != kDynamic))
    return types.error(name + ": matrices of shape " + formatShape(a) +
                       " and a right-hand side of shape " + formatShape(b) +
                       " do not fit");
  return types.add(joined(*batch, {a.back(), b.back()}), elementOf(matrix));
}

LogicalResult inferShape(MatrixSolveOp::Adaptor op, InferredTypes &types) {
  return solveType("matrix_solve", op.getMatrix(), op.getRhs(), true, false,
                   types);
}
LogicalResult inferShape(MatrixTriangularSolveOp::Adaptor op,
                         InferredTypes &types) {
  return solveType("matrix_triangular_solve", op.getMatrix(), op.getRhs(), true,
                   true, types);
}
LogicalResult inferShape(MatrixSolveLsOp::Adaptor op, InferredTypes &types) {
  if (op.getL2Regularizer().isNegative())
    return types.error("matrix_solve_ls: l2_regularizer is negative");
  return solveType("matrix_solve_ls", op.getMatrix(), op.getRhs(), false, false,
                   types);
}

LogicalResult inferShape(MatrixDeterminantOp::Adaptor op,
                         InferredTypes &types) {
  if (failed(requireSquare("matrix_determinant", op.getX(), types)))
    return failure();
  return types.add(batchOf(op.getX()), elementOf(op.getX()));
}
LogicalResult inferShape(LogMatrixDeterminantOp::Adaptor op,
                         InferredTypes &types) {
  if (failed(requireSquare("log_matrix_determinant", op.getX(), types)) ||
      failed(types.add(batchOf(op.getX()), elementOf(op.getX()))))
    return failure();
  return types.add(batchOf(op.getX()), elementOf(op.getX()));
}

LogicalResult inferShape(SelfAdjointEigOp::Adaptor op, InferredTypes &types) {
  Value x = op.getX();
  if (failed(requireSquare("self_adjoint_eig", x, types)) ||
      failed(types.add(shapeOf(x).drop_back(), elementOf(x))))
    return failure();
  if (!op.getComputeV())
    return types.add({0}, elementOf(x));
  return types.add(shapeOf(x), elementOf(x));
}

LogicalResult inferShape(EinsumOp::Adaptor op, InferredTypes &types) {
  SmallVector<SmallVector<int64_t>> shapes;
  for (Value input : op.getInputs()) {
    if (elementOf(input) != elementOf(op.getInputs()[0]))
      return types.error(
          "einsum of " + formatElementType(op.getInputs()[0].getType()) +
          " and " + formatElementType(input.getType()) + ", expected one type");
    shapes.emplace_back(shapeOf(input));
  }
  std::string problem;
  auto equation = EinsumEquation::parse(op.getEquation(), shapes, problem);
  if (!equation)
    return types.error("einsum '" + op.getEquation() + "': " + problem);
  SmallVector<int64_t> result;
  for (int label : equation->result)
    result.push_back(equation->sizes[label]);
  return types.add(result, elementOf(op.getInputs()[0]));
}

} // namespace tfc
