//===- diag.cpp - Shape rules and compositions of diag.td -----------------===//

#include "ir/ops/diag.h"
#include "ir/Band.h"
#include "ir/Shape.h"
#include "ir/sizes/Dimensions.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Tensors as matrices
//===----------------------------------------------------------------------===//

LogicalResult inferShape(DiagOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  llvm::append_range(shape, shapeOf(op.getX()));
  return types.add(shape, elementOf(op.getX()));
}
LogicalResult expand(DiagOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value x = op.getX();
  SmallVector<Value> sizes = dimensions(b, x);
  Value flat = reshapeTo(b, x, {sizeProduct(b, sizes)});
  sizes.append(sizes.begin(), sizes.begin() + shapeOf(x).size());
  results.push_back(reshapeTo(b, b.matrix_diag(flat), sizes));
  return success();
}

LogicalResult inferShape(DiagPartOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  size_t half = shape.size() / 2;
  if (shape.empty() || shape.size() % 2 ||
      failed(verifyCompatibleShape(shape.take_front(half),
                                   shape.drop_front(half))))
    return types.error("diag_part of shape " + formatShape(shape) +
                       ", expected a shape of two equal halves");
  return types.add(shape.take_front(half), elementOf(op.getX()));
}
LogicalResult expand(DiagPartOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  SmallVector<Value> sizes = dimensions(b, op.getX());
  SmallVector<Value> half(sizes.begin(), sizes.begin() + sizes.size() / 2);
  Value count = sizeProduct(b, half);
  Value matrix = reshapeTo(b, op.getX(), {count, count});
  results.push_back(reshapeTo(b, b.matrix_diag_part(matrix), half));
  return success();
}

//===----------------------------------------------------------------------===//
// Matrices
//===----------------------------------------------------------------------===//

static std::optional<Band> bandOf(DenseI64ArrayAttr k, StringRef align,
                                  InferredTypes &types) {
  auto band = readBand(k, align);
  if (!band)
    (void)types.error(
        "k must be one diagonal, or the lowest and the highest; align is '" +
        align + "', expected LEFT_RIGHT, RIGHT_LEFT, LEFT_LEFT or RIGHT_RIGHT");
  return band;
}

/// The length of the longest diagonal; nothing if a diagonal lies outside.
static std::optional<int64_t> longest(const Band &band, int64_t rows,
                                      int64_t columns) {
  if (rows == kDynamic || columns == kDynamic)
    return kDynamic;
  bool isInside = band.lower > -std::max<int64_t>(rows, 1) &&
                  band.upper < std::max<int64_t>(columns, 1);
  if (!isInside)
    return std::nullopt;
  return std::max<int64_t>(
      0, std::min(rows + std::min<int64_t>(band.upper, 0),
                  columns - std::max<int64_t>(band.lower, 0)));
}

LogicalResult inferShape(MatrixDiagOp::Adaptor op, InferredTypes &types) {
  auto band = bandOf(op.getKAttr(), op.getAlign(), types);
  if (!band)
    return failure();
  ArrayRef<int64_t> diagonal = shapeOf(op.getDiagonal());
  size_t own = band->count() > 1 ? 2 : 1;
  if (diagonal.size() < own ||
      (own == 2 && diagonal[diagonal.size() - 2] != band->count()))
    return types.error("diagonals have shape " + formatShape(diagonal) +
                       ", expected [..., length] or [..., " +
                       Twine(band->count()) + ", length]");
  int64_t length = diagonal.back(), rows = op.getNumRows(),
          columns = op.getNumCols();
  if (length == kDynamic) {
    rows = rows < 0 ? kDynamic : rows;
    columns = columns < 0 ? kDynamic : columns;
  } else {
    int64_t least = length - std::min<int64_t>(band->upper, 0);
    int64_t leastColumns = length + std::max<int64_t>(band->lower, 0);
    if (rows < 0 && columns < 0)
      rows = columns = std::max(least, leastColumns);
    else if (rows < 0)
      rows = least;
    else if (columns < 0)
      columns = leastColumns;
    if (rows < least || columns < leastColumns ||
        (rows != least && columns != leastColumns))
      return types.error("diagonals of " + Twine(length) +
                         " elements do not make a matrix of " + Twine(rows) +
                         " by " + Twine(columns));
  }
  SmallVector<int64_t> shape(diagonal.drop_back(own));
  shape.append({rows, columns});
  return types.add(shape, elementOf(op.getDiagonal()));
}

/// The shape of the band's diagonals in matrices of a shape.
static std::optional<SmallVector<int64_t>>
diagonalsShape(ArrayRef<int64_t> matrix, const Band &band,
               InferredTypes &types) {
  if (matrix.size() < 2) {
    (void)types.error("shape " + formatShape(matrix) +
                      " has no matrices, expected two dimensions at least");
    return std::nullopt;
  }
  auto length = longest(band, matrix[matrix.size() - 2], matrix.back());
  if (!length) {
    (void)types.error("diagonals " + Twine(band.lower) + " to " +
                      Twine(band.upper) + " do not lie in matrices of shape " +
                      formatShape(matrix));
    return std::nullopt;
  }
  SmallVector<int64_t> shape(matrix.drop_back(2));
  if (band.count() > 1)
    shape.push_back(band.count());
  shape.push_back(*length);
  return shape;
}

LogicalResult inferShape(MatrixDiagPartOp::Adaptor op, InferredTypes &types) {
  auto band = bandOf(op.getKAttr(), op.getAlign(), types);
  if (!band)
    return failure();
  auto shape = diagonalsShape(shapeOf(op.getX()), *band, types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}

LogicalResult inferShape(MatrixSetDiagOp::Adaptor op, InferredTypes &types) {
  auto band = bandOf(op.getKAttr(), op.getAlign(), types);
  if (!band)
    return failure();
  auto shape = diagonalsShape(shapeOf(op.getX()), *band, types);
  if (!shape)
    return failure();
  if (failed(verifyCompatibleShape(*shape, shapeOf(op.getDiagonal()))) ||
      elementOf(op.getX()) != elementOf(op.getDiagonal()))
    return types.error("diagonals have shape " +
                       formatShape(shapeOf(op.getDiagonal())) + ", expected " +
                       formatShape(*shape) + " of the matrices' type");
  types.types.push_back(op.getX().getType());
  return success();
}

LogicalResult inferShape(MatrixBandPartOp::Adaptor op, InferredTypes &types) {
  if (shapeOf(op.getX()).size() < 2)
    return types.error("shape " + formatShape(shapeOf(op.getX())) +
                       " has no matrices, expected two dimensions at least");
  types.types.push_back(op.getX().getType());
  return success();
}

} // namespace tfc
