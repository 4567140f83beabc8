//===- SpreadWindows.cpp - From values for windows back to the image ------===//
//
// Each element of the image adds up what it gets from the windows that hold it:
// no two threads write one element.
//
//===----------------------------------------------------------------------===//

#include "passes/lower/Pool.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

/// Whether each element lies in just one window.
bool Pool::isApart() const {
  return llvm::all_of(windows, [&](const Window &window) {
    return window.stride == window.kernel &&
           SizeMath::known(window.before) == 0 &&
           l.sizes.same(
               window.input,
               l.sizes.mul(window.output, l.sizes.constant(window.kernel)));
  });
}

/// If each cell lies in just one window, a cell's gradient is an elementwise op
/// on the window's, with the window's rows and columns as loops of their own.
Value Pool::spreadApart(ValueRange perWindow, GradientBuilder gradient) {
  Size one = l.sizes.constant(1);
  // batch, then each window's place and a cell's place in it, channels
  SizeList once{shape[0]}, whole{shape[0]};
  for (unsigned i = 0; i < spatial; ++i) {
    once.append({shape[1 + i], one});
    whole.append({shape[1 + i], l.sizes.constant(windows[i].kernel)});
  }
  once.push_back(shape.back());
  whole.push_back(shape.back());
  SmallVector<Value> operands;
  for (Value value : perWindow)
    operands.push_back(l.reshape(value, once));
  Value result = l.elementwise(
      operands, whole, element,
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        SmallVector<Value> cell;
        for (unsigned i = 0; i < spatial; ++i)
          cell.push_back(linalg::IndexOp::create(b, loc, 2 + 2 * i));
        return ScalarBuilder::store(
            b, loc, gradient(b, loc, elements, placeInWindow(b, loc, cell)),
            element);
      },
      /*usesIndices=*/true);
  return l.reshape(result, image);
}

/// The window along one dimension that holds an element, and whether there is
/// one, by the element's index and its place `cell` in the window. With stride
/// 2 and 1 element of padding, element 3 as cell 0 is in window (3 + 1 - 0) / 2
/// = 2; as cell 1 it would be in window 3 / 2, which does not exist.
static std::pair<Value, Value> windowOfElement(OpBuilder &b, Location loc,
                                               Value index, Value cell,
                                               int64_t stride, Value before,
                                               Value count) {
  // Below 0 it is a huge unsigned number and no window's place.
  Value from = arith::SubIOp::create(
      b, loc, arith::AddIOp::create(b, loc, index, before), cell);
  Value step = arith::ConstantIndexOp::create(b, loc, stride);
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value place = arith::DivUIOp::create(b, loc, from, step);
  Value rest = arith::RemUIOp::create(b, loc, from, step);
  Value exists = arith::AndIOp::create(
      b, loc,
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, place, count),
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, rest, zero));
  return {place, exists};
}

Value Pool::spread(ValueRange perWindow, GradientBuilder gradient) {
  if (isApart())
    return spreadApart(perWindow, gradient);
  ScalarBuilder scalars(l.b, l.loc, element);
  Value zeros = l.fill(image, scalars.number(0));
  SmallVector<Value> before, output;
  for (Window &window : windows) {
    before.push_back(l.sizes.value(window.before));
    output.push_back(l.sizes.value(window.output));
  }
  auto addGradient = [&](OpBuilder &b, Location loc, ValueRange arguments) {
    auto index = [&](unsigned i) {
      return linalg::IndexOp::create(b, loc, i).getResult();
    };
    SmallVector<Value> at(spatial + 2);
    at.front() = index(0);
    at.back() = index(spatial + 1);
    Value isWindow;
    for (unsigned i = 0; i < spatial; ++i) {
      auto [place, exists] =
          windowOfElement(b, loc, index(1 + i), index(firstCell() + i),
                          windows[i].stride, before[i], output[i]);
      isWindow =
          isWindow ? arith::AndIOp::create(b, loc, isWindow, exists).getResult()
                   : exists;
      at[1 + i] = place;
    }
    Value zero = arith::ConstantIndexOp::create(b, loc, 0);
    for (unsigned i = 1; i <= spatial; ++i)
      at[i] = arith::SelectOp::create(b, loc, isWindow, at[i], zero);
    SmallVector<Value> elements;
    for (Value tensor : perWindow)
      elements.push_back(tensor::ExtractOp::create(b, loc, tensor, at));
    ScalarBuilder s(b, loc, element);
    Value value = gradient(b, loc, elements, currentPlace(b, loc));
    value = s.select(isWindow, value, s.number(0));
    linalg::YieldOp::create(b, loc, s.add(arguments[1], value));
  };
  AffineMap maps[] = {windowMap(), resultMap()};
  Value result = l.generic(window, zeros, maps, firstCell(), addGradient,
                           /*reductionLoops=*/spatial)
                     .getResult(0);
  return l.fromCompute(result, element);
}

} // namespace tfc
