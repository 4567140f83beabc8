//===- LowerPooling.cpp - Pooling and its gradients -----------------------===//

#include "ir/ops/convolution.h"
#include "passes/lower/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

Window makeWindow(Size input, int64_t kernel, int64_t stride, int64_t dilation,
                  StringRef padding, ArrayRef<int64_t> explicitPair,
                  Lowering &l) {
  SizeMath &m = l.sizes;
  Window window{kernel, stride, dilation, input, {}, {}, {}};
  int64_t effective = (kernel - 1) * dilation + 1;
  Size zero = m.constant(0), one = m.constant(1), step = m.constant(stride);
  if (padding == "SAME") {
    window.output = m.ceilDiv(input, step);
    Size total;
    if (SizeMath::known(m.remainder(input, step)) == 0) {
      total = m.constant(std::max<int64_t>(0, effective - stride));
    } else {
      Size reach = m.add(m.mul(m.sub(window.output, one), step),
                         m.constant(effective));
      total = m.max(m.sub(reach, input), zero);
    }
    window.before = m.floorDiv(total, m.constant(2));
    window.after = m.sub(total, window.before);
    return window;
  }
  bool isExplicit = padding == "EXPLICIT";
  window.before = m.constant(isExplicit ? explicitPair[0] : 0);
  window.after = m.constant(isExplicit ? explicitPair[1] : 0);
  Size padded = m.add(m.add(input, window.before), window.after);
  Size size = m.constant(effective);
  if (!SizeMath::known(padded))
    l.require(arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::sge,
                                    m.value(padded), m.value(size)),
              "'" + l.name() + "' has an image of %lld for a window of %lld",
              {padded, size});
  window.output = m.add(m.floorDiv(m.sub(padded, size), step), one);
  return window;
}

Value padImage(Value x, const Windows &windows, Value value, Lowering &l) {
  Size zero = l.sizes.constant(0);
  return l.pad(x, {zero, windows[0].before, windows[1].before, zero},
               {zero, windows[0].after, windows[1].after, zero}, value);
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

namespace {

/// A pooling op: its image, padded for the asking, and its windows.
struct Pool {
  template <typename Op>
  Pool(Op op, Value image, Lowering &l)
      : l(l), image(l.shape(image)), element(getElementTypeOrSelf(image)) {
    SizeList kernel;
    for (int64_t size : op.getKsize())
      kernel.push_back(l.sizes.constant(size));
    windows = *windowsOf(op, this->image, kernel, {1, 1}, l);
    shape = {this->image[0], windows[0].output, windows[1].output,
             this->image[3]};
    // It has no elements that are read, but gives two loops their length.
    window = l.empty(kernel, Float32Type::get(op.getContext()));
  }

  /// Over the loops n, i, j, c, and p, q in the window: reads x there.
  AffineMap imageMap() {
    AffineExpr n, i, j, c, p, q;
    bindDims(l.b.getContext(), n, i, j, c, p, q);
    return AffineMap::get(6, 0,
                          {n, i * windows[0].stride + p,
                           j * windows[1].stride + q, c},
                          l.b.getContext());
  }
  AffineMap windowMap() {
    return AffineMap::getMultiDimIdentityMap(6, l.b.getContext())
        .getMinorSubMap(2);
  }
  AffineMap resultMap() {
    return AffineMap::getMultiDimIdentityMap(6, l.b.getContext())
        .getMajorSubMap(4);
  }

  /// A cell's place in its window, row-major.
  Value placeInWindow(OpBuilder &b, Location loc, Value row, Value column) {
    Value width = arith::ConstantIndexOp::create(b, loc, windows[1].kernel);
    return arith::AddIOp::create(
        b, loc, arith::MulIOp::create(b, loc, row, width), column);
  }

  /// The gradient that a cell gets from a window, in the compute type, by the
  /// elements for the window and the cell's place in it.
  using GradientBuilder = function_ref<Value(
      OpBuilder &, Location, ValueRange elements, Value inWindow)>;

  /// The gradient must have a value per window.
  void requireShape(Value dy) {
    for (auto [i, size] : llvm::enumerate(l.shape(dy)))
      l.requireEqual(shape[i], size,
                     "dimension " + Twine(i) + " of the gradient of '" +
                         l.name() + "' is %lld and %lld");
  }
  Value divideByCount(Value sums);
  Value spread(ValueRange perWindow, GradientBuilder gradient);
  Value spreadApart(ValueRange perWindow, GradientBuilder gradient);

  Lowering &l;
  SizeList image, shape;
  Type element;
  Windows windows;
  Value window;
};

/// Divides a value per window by the number of its cells that are no padding.
Value Pool::divideByCount(Value sums) {
  auto hasPadding = [](const Window &window) {
    return SizeMath::known(window.before) != 0 ||
           SizeMath::known(window.after) != 0;
  };
  SmallVector<Value> before, input;
  for (Window &window : windows) {
    before.push_back(l.sizes.value(window.before));
    input.push_back(l.sizes.value(window.input));
  }
  auto count = [&](OpBuilder &b, Location loc, unsigned i) -> Value {
    auto constant = [&](int64_t value) {
      return arith::ConstantIndexOp::create(b, loc, value).getResult();
    };
    const Window &window = windows[i];
    if (!hasPadding(window))
      return constant(window.kernel);
    Value place = linalg::IndexOp::create(b, loc, 1 + i);
    Value begin = arith::SubIOp::create(
        b, loc, arith::MulIOp::create(b, loc, place, constant(window.stride)),
        before[i]);
    Value end = arith::AddIOp::create(b, loc, begin, constant(window.kernel));
    begin = arith::MaxSIOp::create(b, loc, begin, constant(0));
    end = arith::MinSIOp::create(b, loc, end, input[i]);
    return arith::SubIOp::create(b, loc, end, begin);
  };
  return l.elementwise(
      sums, shape, element,
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        ScalarBuilder s(b, loc, element);
        Value sum = ScalarBuilder::load(b, loc, elements[0]);
        Value cells;
        if (hasPadding(windows[0]) || hasPadding(windows[1])) {
          cells = arith::MulIOp::create(b, loc, count(b, loc, 0),
                                        count(b, loc, 1));
          cells = arith::IndexCastOp::create(b, loc, b.getI64Type(), cells);
          cells = arith::SIToFPOp::create(b, loc, sum.getType(), cells);
        } else {
          cells = s.number(windows[0].kernel * windows[1].kernel);
        }
        return ScalarBuilder::store(b, loc, s.realdiv(sum, cells), element);
      },
      /*usesIndices=*/true);
}

/// Each cell lies in just one window: then a cell's gradient is an elementwise
/// op on the window's, with the window's rows and columns as loops of their own.
Value Pool::spreadApart(ValueRange perWindow, GradientBuilder gradient) {
  Size one = l.sizes.constant(1);
  auto apart = [&](Size height, Size width) {
    return SizeList{shape[0], shape[1], height, shape[2], width, shape[3]};
  };
  SmallVector<Value> operands;
  for (Value value : perWindow)
    operands.push_back(l.reshape(value, apart(one, one)));
  Value result = l.elementwise(
      operands,
      apart(l.sizes.constant(windows[0].kernel),
            l.sizes.constant(windows[1].kernel)),
      element,
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        Value inWindow =
            placeInWindow(b, loc, linalg::IndexOp::create(b, loc, 2),
                          linalg::IndexOp::create(b, loc, 4));
        return ScalarBuilder::store(
            b, loc, gradient(b, loc, elements, inWindow), element);
      },
      /*usesIndices=*/true);
  return l.reshape(result, image);
}

/// A value per cell of the image: the sum of `gradient` over the windows that
/// hold it. `perWindow` are tensors of the pooling's result's shape.
Value Pool::spread(ValueRange perWindow, GradientBuilder gradient) {
  if (llvm::all_of(windows, [&](const Window &window) {
        return window.stride == window.kernel &&
               SizeMath::known(window.before) == 0 &&
               l.sizes.same(window.input,
                            l.sizes.mul(window.output,
                                        l.sizes.constant(window.kernel)));
      }))
    return spreadApart(perWindow, gradient);
  ScalarBuilder scalars(l.b, l.loc, element);
  Value zeros = l.fill(image, scalars.number(0));
  SmallVector<Value> before, output;
  for (Window &window : windows) {
    before.push_back(l.sizes.value(window.before));
    output.push_back(l.sizes.value(window.output));
  }
  AffineMap maps[] = {windowMap(), resultMap()};
  Value result =
      l.generic(
           window, zeros, maps, 4,
           [&](OpBuilder &b, Location loc, ValueRange arguments) {
             auto constant = [&](int64_t value) {
               return arith::ConstantIndexOp::create(b, loc, value).getResult();
             };
             auto index = [&](unsigned i) {
               return linalg::IndexOp::create(b, loc, i).getResult();
             };
             SmallVector<Value> at{index(0), {}, {}, index(3)};
             Value isWindow;
             for (unsigned i = 0; i < 2; ++i) {
               // Below 0 it is a huge unsigned number and no window's place.
               Value from = arith::SubIOp::create(
                   b, loc,
                   arith::AddIOp::create(b, loc, index(1 + i), before[i]),
                   index(4 + i));
               Value stride = constant(windows[i].stride);
               Value place = arith::DivUIOp::create(b, loc, from, stride);
               Value rest = arith::RemUIOp::create(b, loc, from, stride);
               Value exists = arith::AndIOp::create(
                   b, loc,
                   arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                         place, output[i]),
                   arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, rest,
                                         constant(0)));
               isWindow = isWindow
                              ? arith::AndIOp::create(b, loc, isWindow, exists)
                                    .getResult()
                              : exists;
               at[1 + i] = place;
             }
             for (unsigned i = 1; i < 3; ++i)
               at[i] = arith::SelectOp::create(b, loc, isWindow, at[i],
                                               constant(0));
             SmallVector<Value> elements;
             for (Value tensor : perWindow)
               elements.push_back(tensor::ExtractOp::create(b, loc, tensor, at));
             ScalarBuilder s(b, loc, element);
             Value value = gradient(b, loc, elements,
                                    placeInWindow(b, loc, index(4), index(5)));
             value = s.select(isWindow, value, s.number(0));
             linalg::YieldOp::create(b, loc, s.add(arguments[1], value));
           },
           /*reductionLoops=*/2)
          .getResult(0);
  return l.fromCompute(result, element);
}

} // namespace

LogicalResult lower(MaxPoolOp op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value lowest = scalars.lowest();
  Value x = padImage(op.getX(), pool.windows, l.lowestStored(pool.element), l);
  AffineMap maps[] = {pool.imageMap(), pool.windowMap(), pool.resultMap()};
  Value result =
      l.generic({x, pool.window}, l.fill(pool.shape, lowest), maps, 4,
                [&](OpBuilder &b, Location loc, ValueRange arguments) {
                  ScalarBuilder s(b, loc, pool.element);
                  Value value = ScalarBuilder::load(b, loc, arguments[0]);
                  linalg::YieldOp::create(b, loc,
                                          s.maximum(arguments[2], value));
                },
                /*reductionLoops=*/2)
          .getResult(0);
  l.replace(l.fromCompute(result, pool.element));
  return success();
}

LogicalResult lower(AvgPoolOp op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value x = padImage(op.getX(), pool.windows, l.constant(pool.element, 0), l);
  AffineMap maps[] = {pool.imageMap(), pool.windowMap(), pool.resultMap()};
  Value sums =
      l.generic({x, pool.window}, l.fill(pool.shape, scalars.number(0)), maps,
                4,
                [&](OpBuilder &b, Location loc, ValueRange arguments) {
                  ScalarBuilder s(b, loc, pool.element);
                  Value value = ScalarBuilder::load(b, loc, arguments[0]);
                  linalg::YieldOp::create(b, loc, s.add(arguments[2], value));
                },
                /*reductionLoops=*/2)
          .getResult(0);
  l.replace(pool.divideByCount(sums));
  return success();
}

// First the place of each window's first maximum, then each cell adds up the
// gradients of the windows whose maximum it is: no two threads write one cell.
LogicalResult lower(MaxPoolGradOp op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  pool.requireShape(op.getDy());
  Type i32 = l.b.getI32Type();
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value lowest = scalars.lowest();
  Value x = padImage(op.getX(), pool.windows, l.lowestStored(pool.element), l);
  AffineMap maps[] = {pool.imageMap(), pool.windowMap(), pool.resultMap(),
                      pool.resultMap()};
  Value inits[] = {l.fill(pool.shape, lowest),
                   l.fill(pool.shape, l.constant(i32, -1))};
  Value places =
      l.generic({x, pool.window}, inits, maps, 4,
                [&](OpBuilder &b, Location loc, ValueRange arguments) {
                  ScalarBuilder s(b, loc, pool.element);
                  Value value = ScalarBuilder::load(b, loc, arguments[0]);
                  Value better = s.less(arguments[2], value);
                  Value place = pool.placeInWindow(
                      b, loc, linalg::IndexOp::create(b, loc, 4),
                      linalg::IndexOp::create(b, loc, 5));
                  place = arith::IndexCastOp::create(b, loc, i32, place);
                  linalg::YieldOp::create(
                      b, loc,
                      ValueRange{s.select(better, value, arguments[2]),
                                 s.select(better, place, arguments[3])});
                },
                /*reductionLoops=*/2)
          .getResult(1);
  l.replace(pool.spread(
      {places, op.getDy()},
      [&](OpBuilder &b, Location loc, ValueRange elements, Value inWindow) {
        ScalarBuilder s(b, loc, pool.element);
        Value here = arith::IndexCastOp::create(b, loc, i32, inWindow);
        return s.select(s.equal(elements[0], here),
                        ScalarBuilder::load(b, loc, elements[1]), s.number(0));
      }));
  return success();
}

LogicalResult lower(AvgPoolGradOp op, Lowering &l) {
  Pool pool(op, op.getLike(), l);
  pool.requireShape(op.getDy());
  Value shares = pool.divideByCount(op.getDy());
  l.replace(pool.spread(
      shares, [&](OpBuilder &b, Location loc, ValueRange elements, Value) {
        return ScalarBuilder::load(b, loc, elements[0]);
      }));
  return success();
}

} // namespace tfc
