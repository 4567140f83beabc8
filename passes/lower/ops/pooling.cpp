//===- pooling.cpp - Pooling and its gradients -----------------------===//
//
// One code for images and volumes. Loops are batch, windows, channels, then the
// cells of a window.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/pooling.h"
#include "passes/lower/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

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
    spatial = this->image.size() - 2;
    SmallVector<int64_t> ones(spatial, 1);
    windows = *windowsOf(op, this->image, kernel, ones, l);
    shape = windowShape(this->image[0], windows, this->image.back());
    // It has no elements that are read, but gives the cells' loops their length.
    window = l.empty(kernel, Float32Type::get(op.getContext()));
  }

  unsigned numLoops() const { return 2 * spatial + 2; }
  unsigned firstCell() const { return spatial + 2; }
  /// Reads an image in a window's cells.
  AffineMap readMap() {
    return imageMap(windows, numLoops(), spatial + 1, l);
  }
  AffineMap windowMap() {
    return AffineMap::getMultiDimIdentityMap(numLoops(), l.b.getContext())
        .getMinorSubMap(spatial);
  }
  AffineMap resultMap() {
    return AffineMap::getMultiDimIdentityMap(numLoops(), l.b.getContext())
        .getMajorSubMap(spatial + 2);
  }

  /// The place in its window, row-major, of a cell with the given coordinates.
  Value placeInWindow(OpBuilder &b, Location loc, ValueRange cell) {
    Value place = cell[0];
    for (unsigned i = 1; i < spatial; ++i) {
      Value size = arith::ConstantIndexOp::create(b, loc, windows[i].kernel);
      place = arith::AddIOp::create(
          b, loc, arith::MulIOp::create(b, loc, place, size), cell[i]);
    }
    return place;
  }
  /// That of the cell that the loops are in.
  Value currentPlace(OpBuilder &b, Location loc) {
    SmallVector<Value> cell;
    for (unsigned i = 0; i < spatial; ++i)
      cell.push_back(linalg::IndexOp::create(b, loc, firstCell() + i));
    return placeInWindow(b, loc, cell);
  }

  /// The gradient that a cell gets from a window, in the compute type, by the
  /// elements for the window and the cell's place in it.
  using GradientBuilder = function_ref<Value(
      OpBuilder &, Location, ValueRange elements, Value inWindow)>;

  Value divideByCount(Value sums);
  Value reduce(Value x, Value initial,
               function_ref<Value(ScalarBuilder &, Value, Value)> combine);
  SmallVector<Value> atMaximum(Value x, Value initial, Value follow,
                               function_ref<Value(OpBuilder &, Location)> value);
  Value spread(ValueRange perWindow, GradientBuilder gradient);
  Value spreadApart(ValueRange perWindow, GradientBuilder gradient);

  Lowering &l;
  unsigned spatial;
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
        if (llvm::any_of(windows, hasPadding)) {
          cells = count(b, loc, 0);
          for (unsigned i = 1; i < spatial; ++i)
            cells = arith::MulIOp::create(b, loc, cells, count(b, loc, i));
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

/// Each cell lies in just one window: then a cell's gradient is an elementwise
/// op on the window's, with the window's rows and columns as loops of their own.
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
            b, loc,
            gradient(b, loc, elements, placeInWindow(b, loc, cell)), element);
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
           window, zeros, maps, firstCell(),
           [&](OpBuilder &b, Location loc, ValueRange arguments) {
             auto constant = [&](int64_t value) {
               return arith::ConstantIndexOp::create(b, loc, value).getResult();
             };
             auto index = [&](unsigned i) {
               return linalg::IndexOp::create(b, loc, i).getResult();
             };
             SmallVector<Value> at(spatial + 2);
             at.front() = index(0);
             at.back() = index(spatial + 1);
             Value isWindow;
             for (unsigned i = 0; i < spatial; ++i) {
               // Below 0 it is a huge unsigned number and no window's place.
               Value from = arith::SubIOp::create(
                   b, loc,
                   arith::AddIOp::create(b, loc, index(1 + i), before[i]),
                   index(firstCell() + i));
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
             for (unsigned i = 1; i <= spatial; ++i)
               at[i] = arith::SelectOp::create(b, loc, isWindow, at[i],
                                               constant(0));
             SmallVector<Value> elements;
             for (Value tensor : perWindow)
               elements.push_back(tensor::ExtractOp::create(b, loc, tensor, at));
             ScalarBuilder s(b, loc, element);
             Value value = gradient(b, loc, elements,
                                    currentPlace(b, loc));
             value = s.select(isWindow, value, s.number(0));
             linalg::YieldOp::create(b, loc, s.add(arguments[1], value));
           },
           /*reductionLoops=*/spatial)
          .getResult(0);
  return l.fromCompute(result, element);
}

/// Combines the elements of each window, padding left out if `initial` is
/// neutral, in compute types.
Value Pool::reduce(Value x, Value initial,
                   function_ref<Value(ScalarBuilder &, Value, Value)> combine) {
  AffineMap maps[] = {readMap(), windowMap(), resultMap()};
  return l
      .generic({x, window}, l.fill(shape, initial), maps, firstCell(),
               [&](OpBuilder &b, Location loc, ValueRange arguments) {
                 ScalarBuilder s(b, loc, element);
                 Value value = ScalarBuilder::load(b, loc, arguments[0]);
                 linalg::YieldOp::create(b, loc,
                                         combine(s, arguments[2], value));
               },
               spatial)
      .getResult(0);
}

/// The first maximum of each window of x, padded by the lowest number, and what
/// goes with it: a value that `value` makes in the loops, or if
/// `follow` is given its element in the same cell, in its compute type.
/// `initial` stands where every element is the lowest number.
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
        Value with = follow ? ScalarBuilder::load(b, loc, arguments[2])
                            : value(b, loc);
        linalg::YieldOp::create(b, loc,
                                ValueRange{s.select(better, here, best),
                                           s.select(better, with, other)});
      },
      spatial);
  return llvm::to_vector(llvm::map_range(
      search.getResults(), [](OpResult result) { return Value(result); }));
}

} // namespace

template <typename Op>
static LogicalResult lowerMaxPool(Op op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value lowest = scalars.lowest();
  Value x = padImage(op.getX(), pool.windows, l.lowestStored(pool.element), l);
  Value result = pool.reduce(x, lowest, [](ScalarBuilder &s, Value accumulator,
                                           Value value) {
    return s.maximum(accumulator, value);
  });
  l.replace(l.fromCompute(result, pool.element));
  return success();
}

template <typename Op>
static LogicalResult lowerAvgPool(Op op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value zero = scalars.number(0);
  Value x = padImage(op.getX(), pool.windows, l.constant(pool.element, 0), l);
  l.replace(pool.divideByCount(pool.reduce(
      x, zero, [](ScalarBuilder &s, Value accumulator, Value value) {
        return s.add(accumulator, value);
      })));
  return success();
}

/// The place of each window's first maximum in the window.
static Value placesOfMaxima(Pool &pool, Value x, Lowering &l) {
  Type i32 = l.b.getI32Type();
  return pool.atMaximum(x, l.constant(i32, -1), Value(),
                        [&](OpBuilder &b, Location loc) -> Value {
                          return arith::IndexCastOp::create(
                              b, loc, i32, pool.currentPlace(b, loc));
                        })[1];
}

// First the place of each window's first maximum, then each cell adds up the
// gradients of the windows whose maximum it is: no two threads write one cell.
template <typename Op>
static LogicalResult lowerMaxPoolGrad(Op op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  requireGradientShape(op.getDy(), pool.shape, l);
  Type i32 = l.b.getI32Type();
  Value places = placesOfMaxima(pool, op.getX(), l);
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

template <typename Op>
static LogicalResult lowerMaxPoolGradGrad(Op op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  SizeList image = pool.image;
  requireGradientShape(op.getDy(), image, l);
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value zero = scalars.number(0);
  Value dy = padImage(l.refine(op.getDy(), image), pool.windows,
                      l.constant(pool.element, 0), l);
  Value picked = pool.atMaximum(op.getX(), zero, dy, nullptr)[1];
  l.replace(l.fromCompute(picked, pool.element));
  return success();
}

template <typename Op>
static LogicalResult lowerAvgPoolGrad(Op op, Lowering &l) {
  Pool pool(op, op.getLike(), l);
  requireGradientShape(op.getDy(), pool.shape, l);
  Value shares = pool.divideByCount(op.getDy());
  l.replace(pool.spread(
      shares, [&](OpBuilder &b, Location loc, ValueRange elements, Value) {
        return ScalarBuilder::load(b, loc, elements[0]);
      }));
  return success();
}

LogicalResult lower(MaxPoolOp op, Lowering &l) { return lowerMaxPool(op, l); }
LogicalResult lower(MaxPool3DOp op, Lowering &l) { return lowerMaxPool(op, l); }
LogicalResult lower(AvgPoolOp op, Lowering &l) { return lowerAvgPool(op, l); }
LogicalResult lower(AvgPool3DOp op, Lowering &l) { return lowerAvgPool(op, l); }
LogicalResult lower(MaxPoolGradOp op, Lowering &l) {
  return lowerMaxPoolGrad(op, l);
}
LogicalResult lower(MaxPool3DGradOp op, Lowering &l) {
  return lowerMaxPoolGrad(op, l);
}
LogicalResult lower(MaxPoolGradGradOp op, Lowering &l) {
  return lowerMaxPoolGradGrad(op, l);
}
LogicalResult lower(MaxPool3DGradGradOp op, Lowering &l) {
  return lowerMaxPoolGradGrad(op, l);
}
LogicalResult lower(AvgPoolGradOp op, Lowering &l) {
  return lowerAvgPoolGrad(op, l);
}
LogicalResult lower(AvgPool3DGradOp op, Lowering &l) {
  return lowerAvgPoolGrad(op, l);
}

// A window's place and the cell's place in it give the place in the image.
LogicalResult lower(MaxPoolWithArgmaxOp op, Lowering &l) {
  Pool pool(op, op.getX(), l);
  Type type = getElementTypeOrSelf(op.getArgmax());
  Type i32 = l.b.getI32Type();
  SmallVector<Value> found = pool.atMaximum(
      op.getX(), l.constant(i32, 0), Value(),
      [&](OpBuilder &b, Location loc) -> Value {
        return arith::IndexCastOp::create(b, loc, i32,
                                          pool.currentPlace(b, loc));
      });
  SmallVector<Value> sizes, before;
  for (Size size : pool.image)
    sizes.push_back(l.sizes.value(size));
  for (Window &window : pool.windows)
    before.push_back(l.sizes.value(window.before));
  Value places = l.elementwise(
      found[1], pool.shape, type,
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        auto constant = [&](int64_t value) {
          return arith::ConstantIndexOp::create(b, loc, value).getResult();
        };
        auto index = [&](unsigned i) {
          return linalg::IndexOp::create(b, loc, i).getResult();
        };
        Value cell =
            arith::IndexCastOp::create(b, loc, b.getIndexType(), elements[0]);
        Value width = constant(pool.windows[1].kernel);
        Value inCell[] = {arith::DivUIOp::create(b, loc, cell, width),
                          arith::RemUIOp::create(b, loc, cell, width)};
        Value place = op.getIncludeBatchInIndex() ? index(0) : constant(0);
        for (unsigned i = 0; i < 2; ++i) {
          Value at = arith::MulIOp::create(
              b, loc, index(1 + i), constant(pool.windows[i].stride));
          at = arith::SubIOp::create(b, loc, at, before[i]);
          at = arith::AddIOp::create(b, loc, at, inCell[i]);
          place = arith::AddIOp::create(
              b, loc, arith::MulIOp::create(b, loc, place, sizes[1 + i]), at);
        }
        place = arith::AddIOp::create(
            b, loc, arith::MulIOp::create(b, loc, place, sizes[3]), index(3));
        return arith::IndexCastOp::create(b, loc, type, place);
      },
      /*usesIndices=*/true);
  l.replace({l.fromCompute(found[0], pool.element), places});
  return success();
}

} // namespace tfc
