//===- convolution.cpp - Convolution and its gradients --------------------===//
//
// One code for images and volumes. Loops are batch, windows, channels, then the
// cells of a window; codegen recognises sums of products whatever their number.
// Depthwise convolution has a channel of the image for each of the filter's:
// with a multiplier the image is repeated.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/convolution.h"
#include "passes/lower/Window.h"

using namespace mlir;

namespace tfc {

/// x * w summed over all loops but those of the result.
static Value sumOfProducts(Value x, Value w, ArrayRef<Size> shape,
                           ArrayRef<AffineMap> maps, unsigned reductionLoops,
                           Lowering &l) {
  Type element = getElementTypeOrSelf(x);
  ScalarBuilder scalars(l.b, l.loc, element);
  Value init = l.fill(shape, scalars.number(0));
  Value result =
      l.generic(
           {x, w}, init, maps, shape.size(),
           [&](OpBuilder &b, Location loc, ValueRange arguments) {
             ScalarBuilder s(b, loc, element);
             Value product = s.mul(ScalarBuilder::load(b, loc, arguments[0]),
                                   ScalarBuilder::load(b, loc, arguments[1]));
             linalg::YieldOp::create(b, loc, s.add(arguments[2], product));
           },
           reductionLoops)
          .getResult(0);
  return l.fromCompute(result, element);
}

/// The map of the given loops out of `count`.
static AffineMap loopsMap(unsigned count, ArrayRef<unsigned> loops,
                          Lowering &l) {
  return AffineMap::getMultiDimMapWithTargets(count, loops, l.b.getContext());
}
static SmallVector<unsigned> range(unsigned begin, unsigned end) {
  return llvm::to_vector(llvm::seq(begin, end));
}

//===----------------------------------------------------------------------===//
// Dense: every filter sees every channel
//===----------------------------------------------------------------------===//

/// A convolution without padding.
static Value convolve(Value x, Value filter, ArrayRef<Size> shape,
                      const Windows &windows, Lowering &l) {
  unsigned spatial = windows.size();
  if (spatial == 2) {
    Type element = getElementTypeOrSelf(x);
    ScalarBuilder scalars(l.b, l.loc, element);
    Value init = l.fill(shape, scalars.number(0));
    auto pair = [&](int64_t h, int64_t w) {
      return l.b.getI64VectorAttr({h, w});
    };
    Value result =
        linalg::Conv2DNhwcHwcfOp::create(
            l.b, l.loc, TypeRange(init.getType()), ValueRange{x, filter},
            ValueRange(init), pair(windows[0].stride, windows[1].stride),
            pair(windows[0].dilation, windows[1].dilation))
            .getResult(0);
    return l.fromCompute(result, element);
  }
  // Loops: batch, windows, filter, cells, channel.
  unsigned filters = spatial + 1, cells = spatial + 2, loops = 2 * spatial + 3;
  SmallVector<unsigned> weight = range(cells, loops);
  weight.push_back(filters);
  AffineMap maps[] = {imageMap(windows, loops, /*channel=*/loops - 1, l),
                      loopsMap(loops, weight, l),
                      loopsMap(loops, range(0, cells), l)};
  return sumOfProducts(x, filter, shape, maps, spatial + 1, l);
}

/// x as padded for the windows of a convolution.
static Value padded(Value x, const Windows &windows, Lowering &l) {
  return padImage(x, windows, l.constant(getElementTypeOrSelf(x), 0), l);
}

template <typename Op>
static FailureOr<Value> forward(Op op, Value x, Value filter, Lowering &l) {
  SizeList image = l.shape(x), size = l.shape(filter);
  unsigned spatial = image.size() - 2;
  l.requireEqual(image.back(), size[spatial],
                 "'" + l.name() +
                     "' has images of %lld channels and a filter "
                     "of %lld");
  FailureOr<Windows> windows = windowsOf(op, image, size, l);
  if (failed(windows))
    return failure();
  return convolve(padded(x, *windows, l), filter,
                  windowShape(image[0], *windows, size.back()), *windows, l);
}

// dw[p, q, c, f] = sum over n, i, j of x[n, i*s + p*d, j*s + q*d, c] *
// dy[n, i, j, f].
template <typename Op>
static FailureOr<Value> toFilter(Op op, Value image, ArrayRef<Size> filter,
                                 Value dy, Lowering &l) {
  FailureOr<Windows> found = windowsOf(op, l.shape(image), filter, l);
  if (failed(found))
    return failure();
  Windows windows = *found;
  unsigned spatial = windows.size();
  Value x = padded(image, windows, l);
  // Loops: cells, channel, filter, batch, windows.
  unsigned channel = spatial, filters = spatial + 1, batch = spatial + 2,
           loops = 2 * spatial + 3;
  MLIRContext *context = l.b.getContext();
  auto dim = [&](unsigned i) { return getAffineDimExpr(i, context); };
  SmallVector<AffineExpr> read{dim(batch)};
  for (unsigned i = 0; i < spatial; ++i)
    read.push_back(dim(batch + 1 + i) * windows[i].stride +
                   dim(i) * windows[i].dilation);
  read.push_back(dim(channel));
  SmallVector<unsigned> gradient = range(batch, loops);
  gradient.push_back(filters);
  AffineMap maps[] = {AffineMap::get(loops, 0, read, context),
                      loopsMap(loops, gradient, l),
                      loopsMap(loops, range(0, batch), l)};
  SizeList places = windowShape(l.dim(image, 0), windows, filter.back());
  requireGradientShape(dy, places, l);
  return sumOfProducts(x, l.refine(dy, places), filter, maps, spatial + 1, l);
}

/// The filter with its cells in reverse order; `swapped`: its channels and
/// filters too change places.
static Value turnFilter(Value filter, unsigned spatial, bool swapped,
                        Lowering &l) {
  SizeList shape = l.shape(filter);
  unsigned rank = shape.size();
  MLIRContext *context = l.b.getContext();
  SmallVector<AffineExpr> exprs;
  for (unsigned i = 0; i < rank; ++i) {
    AffineExpr loop = getAffineDimExpr(i, context);
    exprs.push_back(i < spatial ? *SizeMath::known(shape[i]) - 1 - loop : loop);
  }
  if (swapped) {
    std::swap(exprs[spatial], exprs[spatial + 1]);
    std::swap(shape[spatial], shape[spatial + 1]);
  }
  AffineMap maps[] = {AffineMap::get(rank, 0, exprs, context),
                      l.b.getMultiDimIdentityMap(rank)};
  return l
      .generic(filter, l.empty(shape, getElementTypeOrSelf(filter)), maps, rank,
               [](OpBuilder &b, Location loc, ValueRange arguments) {
                 linalg::YieldOp::create(b, loc, arguments[0]);
               })
      .getResult(0);
}

namespace {
/// The gradient `stride` apart among zeros, so that its convolution with the
/// turned filter by `windows` is the image's gradient, or where padding was
/// wider than the windows reach, that of the padded image.
struct SpreadGradient {
  Value dy;
  Windows windows;
  SizeList image; ///< of the convolution's result, but for its channels
  SizeList cut;   ///< where the gradient begins in it
  bool isPadded = false;

  Value finish(Value dx, ArrayRef<Size> shape, Lowering &l) const {
    if (!isPadded)
      return dx;
    return l.extractSlice(dx, cut, shape, l.constants(shape.size(), 1));
  }
};
} // namespace

template <typename Op>
static FailureOr<SpreadGradient>
spreadGradient(Op op, Value dy, ArrayRef<Size> image, ArrayRef<Size> filter,
               Size channels, Lowering &l) {
  FailureOr<Windows> found = windowsOf(op, image, filter, l);
  if (failed(found))
    return failure();
  SpreadGradient result;
  result.windows = *found;
  unsigned rank = image.size();
  SizeMath &m = l.sizes;
  SizeList dyShape = windowShape(image[0], *found, channels);
  SizeList spread = dyShape, offsets = l.constants(rank, 0),
           strides = l.constants(rank, 1);
  result.image = SizeList(image);
  result.cut = l.constants(rank, 0);
  for (auto [i, window] : llvm::enumerate(result.windows)) {
    int64_t reach = (window.kernel - 1) * window.dilation;
    auto isBeyond = [&](Size pad) {
      return op.getPadding() == "EXPLICIT" && *SizeMath::known(pad) > reach;
    };
    Size before = window.before;
    if (isBeyond(window.before) || isBeyond(window.after)) {
      result.isPadded = true;
      result.image[1 + i] =
          m.add(m.add(image[1 + i], window.before), window.after);
      result.cut[1 + i] = window.before;
      before = m.constant(0);
    }
    spread[1 + i] = m.add(result.image[1 + i], m.constant(reach));
    offsets[1 + i] = m.sub(m.constant(reach), before);
    strides[1 + i] = m.constant(window.stride);
    window.stride = 1;
  }
  requireGradientShape(dy, dyShape, l);
  result.dy = l.refine(dy, dyShape);
  bool asItIs = llvm::all_of(llvm::zip(spread, dyShape), [&](auto pair) {
    return m.same(std::get<0>(pair), std::get<1>(pair));
  });
  if (!asItIs)
    result.dy = l.insertSlice(
        result.dy, l.fill(spread, l.constant(getElementTypeOrSelf(dy), 0)),
        offsets, dyShape, strides);
  return result;
}

template <typename Op>
static FailureOr<Value> toInput(Op op, ArrayRef<Size> image, Value filter,
                                Value dy, Lowering &l) {
  SizeList size = l.shape(filter);
  FailureOr<SpreadGradient> spread =
      spreadGradient(op, dy, image, size, size.back(), l);
  if (failed(spread))
    return failure();
  Value turned = turnFilter(filter, image.size() - 2, /*swapped=*/true, l);
  Value dx = convolve(spread->dy, turned, spread->image, spread->windows, l);
  return spread->finish(dx, image, l);
}

//===----------------------------------------------------------------------===//
// Groups: a filter of fewer channels sees its part of the image
//===----------------------------------------------------------------------===//

// An image of 4 channels and a filter [h, w, 2, 6] make 2 groups: filters 0 to
// 2 see channels 0 and 1 and give channels 0 to 2 of the result, filters 3 to 5
// see channels 2 and 3 and give channels 3 to 5.
static int64_t countGroups(Size channels, Size filterChannels) {
  auto all = SizeMath::known(channels), own = SizeMath::known(filterChannels);
  return all && own && *own > 0 ? std::max<int64_t>(1, *all / *own) : 1;
}

static SizeList partShape(SizeList shape, int64_t groups, Lowering &l) {
  shape.back() = l.sizes.floorDiv(shape.back(), l.sizes.constant(groups));
  return shape;
}

/// Part g of x along its last dimension.
static Value partOf(Value x, int64_t g, int64_t groups, Lowering &l) {
  if (groups == 1)
    return x;
  SizeList part = partShape(l.shape(x), groups, l);
  SizeList offsets = l.constants(part.size(), 0);
  offsets.back() = l.sizes.mul(part.back(), l.sizes.constant(g));
  return l.extractSlice(x, offsets, part, l.constants(part.size(), 1));
}

/// Gives the parts that `make` makes for each group, one behind the other along
/// the last dimension.
static LogicalResult
replaceByGroups(int64_t groups, Lowering &l,
                function_ref<FailureOr<Value>(int64_t g)> make) {
  Value whole;
  for (int64_t g = 0; g < groups; ++g) {
    FailureOr<Value> part = make(g);
    if (failed(part))
      return failure();
    if (groups == 1) {
      l.replace(*part);
      return success();
    }
    SizeList size = l.shape(*part), all = size;
    all.back() = l.sizes.mul(all.back(), l.sizes.constant(groups));
    if (!whole)
      whole = l.empty(all, getElementTypeOrSelf(*part));
    SizeList offsets = l.constants(size.size(), 0);
    offsets.back() = l.sizes.mul(size.back(), l.sizes.constant(g));
    whole =
        l.insertSlice(*part, whole, offsets, size, l.constants(size.size(), 1));
  }
  l.replace(whole);
  return success();
}

template <typename Op>
static LogicalResult lowerForward(Op op, Lowering &l) {
  SizeList filter = l.shape(op.getFilter());
  int64_t groups =
      countGroups(l.shape(op.getX()).back(), filter[filter.size() - 2]);
  return replaceByGroups(groups, l, [&](int64_t g) {
    return forward(op, partOf(op.getX(), g, groups, l),
                   partOf(op.getFilter(), g, groups, l), l);
  });
}

template <typename Op>
static LogicalResult lowerToFilter(Op op, Lowering &l) {
  SizeList filter = l.shape(op.getLike());
  int64_t groups =
      countGroups(l.shape(op.getX()).back(), filter[filter.size() - 2]);
  return replaceByGroups(groups, l, [&](int64_t g) {
    return toFilter(op, partOf(op.getX(), g, groups, l),
                    partShape(filter, groups, l),
                    partOf(op.getDy(), g, groups, l), l);
  });
}

template <typename Op>
static LogicalResult lowerToInput(Op op, Lowering &l) {
  SizeList image = l.shape(op.getLike()), filter = l.shape(op.getFilter());
  int64_t groups = countGroups(image.back(), filter[filter.size() - 2]);
  return replaceByGroups(groups, l, [&](int64_t g) {
    return toInput(op, partShape(image, groups, l),
                   partOf(op.getFilter(), g, groups, l),
                   partOf(op.getDy(), g, groups, l), l);
  });
}

#define TFC_LOWER(OP, RULE)                                                    \
  LogicalResult lower(OP op, Lowering &l) { return RULE(op, l); }
TFC_LOWER(Conv2DOp, lowerForward)
TFC_LOWER(Conv3DOp, lowerForward)
TFC_LOWER(Conv2DBackpropInputOp, lowerToInput)
TFC_LOWER(Conv3DBackpropInputOp, lowerToInput)
TFC_LOWER(Conv2DBackpropFilterOp, lowerToFilter)
TFC_LOWER(Conv3DBackpropFilterOp, lowerToFilter)
#undef TFC_LOWER

//===----------------------------------------------------------------------===//
// Depthwise
//===----------------------------------------------------------------------===//

/// x with each of its channels `times` times in a row.
static Value repeatChannels(Value x, Size times, Lowering &l) {
  if (SizeMath::known(times) == 1)
    return x;
  SizeList shape = l.shape(x), apart = shape, repeated = shape;
  apart.push_back(l.sizes.constant(1));
  repeated.push_back(times);
  Value wide = l.broadcastTo(l.reshape(x, apart), repeated);
  shape.back() = l.sizes.mul(shape.back(), times);
  return l.reshape(wide, shape);
}

/// The filter [height, width, channels * multiplier].
static Value flatFilter(Value filter, Lowering &l) {
  SizeList shape = l.shape(filter);
  return l.reshape(filter,
                   {shape[0], shape[1], l.sizes.mul(shape[2], shape[3])});
}

/// A depthwise convolution without padding with a filter of three dimensions.
static Value convolveChannels(Value x, Value filter, ArrayRef<Size> shape,
                              const Windows &windows, Lowering &l) {
  AffineMap maps[] = {imageMap(windows, 6, 3, l), loopsMap(6, {4, 5, 3}, l),
                      loopsMap(6, {0, 1, 2, 3}, l)};
  return sumOfProducts(x, filter, shape, maps, 2, l);
}

LogicalResult lower(DepthwiseConv2DOp op, Lowering &l) {
  SizeList image = l.shape(op.getX()), filter = l.shape(op.getFilter());
  l.requireEqual(image[3], filter[2],
                 "'" + l.name() +
                     "' has images of %lld channels and a filter "
                     "of %lld");
  FailureOr<Windows> windows = windowsOf(op, image, filter, l);
  if (failed(windows))
    return failure();
  Value x = padded(op.getX(), *windows, l);
  x = repeatChannels(x, filter[3], l);
  Value w = flatFilter(op.getFilter(), l);
  l.replace(convolveChannels(
      x, w, windowShape(image[0], *windows, l.shape(w)[2]), *windows, l));
  return success();
}

LogicalResult lower(DepthwiseConv2DBackpropInputOp op, Lowering &l) {
  SizeList image = l.shape(op.getLike()), filter = l.shape(op.getFilter());
  FailureOr<SpreadGradient> spread = spreadGradient(
      op, op.getDy(), image, filter, l.sizes.mul(filter[2], filter[3]), l);
  if (failed(spread))
    return failure();
  Value w = turnFilter(flatFilter(op.getFilter(), l), 2, /*swapped=*/false, l);
  SizeList shape = spread->image;
  shape.back() = l.shape(w)[2];
  Value dx = convolveChannels(spread->dy, w, shape, spread->windows, l);
  if (SizeMath::known(filter[3]) != 1) {
    shape.back() = image.back();
    shape.push_back(filter[3]);
    dx = l.reduceSum(l.reshape(dx, shape), {4});
  }
  l.replace(spread->finish(dx, image, l));
  return success();
}

// dw[p, q, c] = sum over n, i, j of x[n, i*s + p*d, j*s + q*d, c] *
// dy[n, i, j, c].
LogicalResult lower(DepthwiseConv2DBackpropFilterOp op, Lowering &l) {
  SizeList image = l.shape(op.getX()), filter = l.shape(op.getLike());
  FailureOr<Windows> found = windowsOf(op, image, filter, l);
  if (failed(found))
    return failure();
  Windows windows = *found;
  Value x = padded(op.getX(), windows, l);
  x = repeatChannels(x, filter[3], l);
  Size channels = l.sizes.mul(filter[2], filter[3]);
  SizeList places = windowShape(image[0], windows, channels);
  requireGradientShape(op.getDy(), places, l);
  AffineExpr p, q, c, n, i, j;
  bindDims(l.b.getContext(), p, q, c, n, i, j);
  AffineMap maps[] = {
      AffineMap::get(6, 0,
                     {n, i * windows[0].stride + p * windows[0].dilation,
                      j * windows[1].stride + q * windows[1].dilation, c},
                     l.b.getContext()),
      loopsMap(6, {3, 4, 5, 2}, l), loopsMap(6, {0, 1, 2}, l)};
  Value sums = sumOfProducts(x, l.refine(op.getDy(), places),
                             {filter[0], filter[1], channels}, maps, 3, l);
  l.replace(l.reshape(sums, filter));
  return success();
}

} // namespace tfc
