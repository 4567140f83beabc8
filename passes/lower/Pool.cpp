//===- Pool.cpp - From an image to a value for every window ---------------===//

#include "passes/lower/Pool.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace tfc {

Pool::Pool(Value image, Windows windows, Lowering &l)
    : l(l), spatial(windows.size()), image(l.shape(image)),
      element(getElementTypeOrSelf(image)), windows(std::move(windows)) {
  shape = windowShape(this->image[0], this->windows, this->image.back());
  SizeList kernel;
  for (const Window &window : this->windows)
    kernel.push_back(l.sizes.constant(window.kernel));
  // It has no elements that are read, but gives the cells' loops their length.
  window = l.empty(kernel, Float32Type::get(l.b.getContext()));
}

AffineMap Pool::windowMap() {
  return AffineMap::getMultiDimIdentityMap(numLoops(), l.b.getContext())
      .getMinorSubMap(spatial);
}

AffineMap Pool::resultMap() {
  return AffineMap::getMultiDimIdentityMap(numLoops(), l.b.getContext())
      .getMajorSubMap(spatial + 2);
}

Value Pool::placeInWindow(OpBuilder &b, Location loc, ValueRange cell) {
  Value place = cell[0];
  for (unsigned i = 1; i < spatial; ++i) {
    Value size = arith::ConstantIndexOp::create(b, loc, windows[i].kernel);
    place = arith::AddIOp::create(
        b, loc, arith::MulIOp::create(b, loc, place, size), cell[i]);
  }
  return place;
}

Value Pool::currentPlace(OpBuilder &b, Location loc) {
  SmallVector<Value> cell;
  for (unsigned i = 0; i < spatial; ++i)
    cell.push_back(linalg::IndexOp::create(b, loc, firstCell() + i));
  return placeInWindow(b, loc, cell);
}

Value Pool::reduce(Value x, Value initial,
                   function_ref<Value(ScalarBuilder &, Value, Value)> combine) {
  AffineMap maps[] = {readMap(), windowMap(), resultMap()};
  return l
      .generic(
          {x, window}, l.fill(shape, initial), maps, firstCell(),
          [&](OpBuilder &b, Location loc, ValueRange arguments) {
            ScalarBuilder s(b, loc, element);
            Value value = ScalarBuilder::load(b, loc, arguments[0]);
            linalg::YieldOp::create(b, loc, combine(s, arguments[2], value));
          },
          spatial)
      .getResult(0);
}

/// Whether some windows of this dimension reach into padding.
static bool hasPadding(const Window &window) {
  return SizeMath::known(window.before) != 0 ||
         SizeMath::known(window.after) != 0;
}

/// How many cells of the window at loop `loop` lie in the image along one
/// dimension: those from `place * stride - before` on, cut off at both ends.
/// For 3 cells, stride 2, 1 element of padding and an image of 5 that is 2,
/// 3, 2.
static Value countCells(OpBuilder &b, Location loc, const Window &window,
                        unsigned loop, Value before, Value input) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value).getResult();
  };
  if (!hasPadding(window))
    return constant(window.kernel);
  Value place = linalg::IndexOp::create(b, loc, loop);
  Value begin = arith::SubIOp::create(
      b, loc, arith::MulIOp::create(b, loc, place, constant(window.stride)),
      before);
  Value end = arith::AddIOp::create(b, loc, begin, constant(window.kernel));
  begin = arith::MaxSIOp::create(b, loc, begin, constant(0));
  end = arith::MinSIOp::create(b, loc, end, input);
  return arith::SubIOp::create(b, loc, end, begin);
}

Value Pool::divideByCount(Value sums) {
  SmallVector<Value> before, input;
  for (Window &window : windows) {
    before.push_back(l.sizes.value(window.before));
    input.push_back(l.sizes.value(window.input));
  }
  return l.elementwise(
      sums, shape, element,
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        ScalarBuilder s(b, loc, element);
        Value sum = ScalarBuilder::load(b, loc, elements[0]);
        Value cells;
        if (llvm::any_of(windows, hasPadding)) {
          for (auto [i, window] : llvm::enumerate(windows)) {
            Value count =
                countCells(b, loc, window, 1 + i, before[i], input[i]);
            cells =
                cells ? arith::MulIOp::create(b, loc, cells, count).getResult()
                      : count;
          }
          cells = arith::IndexCastOp::create(b, loc, b.getI64Type(), cells);
          cells = arith::SIToFPOp::create(b, loc, sum.getType(), cells);
        } else {
          int64_t known = 1;
          for (const Window &window : windows)
            known *= window.kernel;
          cells = s.number(known);
        }
        return ScalarBuilder::store(b, loc, s.realdiv(sum, cells), element);
      },
      /*usesIndices=*/true);
}

SmallVector<Value>
Pool::atMaximum(Value x, Value initial, Value follow,
                function_ref<Value(OpBuilder &, Location)> value) {
  ScalarBuilder scalars(l.b, l.loc, element);
  Value lowest = scalars.lowest();
  x = padImage(x, windows, l.lowestStored(element), l);
  SmallVector<Value> inputs{x, window};
  SmallVector<AffineMap> maps{readMap(), windowMap()};
  if (follow) {
    inputs.push_back(follow);
    maps.push_back(readMap());
  }
  unsigned results = inputs.size();
  maps.append(2, resultMap());
  Value inits[] = {l.fill(shape, lowest), l.fill(shape, initial)};
  auto search = l.generic(
      inputs, inits, maps, firstCell(),
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        ScalarBuilder s(b, loc, element);
        Value here = ScalarBuilder::load(b, loc, arguments[0]);
        Value best = arguments[results], other = arguments[results + 1];
        Value better = s.less(best, here);
        Value with =
            follow ? ScalarBuilder::load(b, loc, arguments[2]) : value(b, loc);
        linalg::YieldOp::create(b, loc,
                                ValueRange{s.select(better, here, best),
                                           s.select(better, with, other)});
      },
      spatial);
  return llvm::to_vector(llvm::map_range(
      search.getResults(), [](OpResult result) { return Value(result); }));
}

} // namespace tfc
