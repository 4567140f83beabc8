//===- KnownElements.cpp - Integers that are known when compiling ---------===//
//
// Evaluates small integer (and bool) tensors element by element, through shapes
// of which only some dimensions are known. An op that is not here gives nothing.
//
//===----------------------------------------------------------------------===//
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/reduction.h"
#include "ir/ops/sets.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"
#include "ir/ops/state.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace tfc {

using Element = std::optional<int64_t>;
using Elements = SmallVector<Element>;

namespace {

/// Tensors of more elements are not looked into.
constexpr int64_t kMostElements = 4096;
/// Ops on one path, so that no graph overflows the stack.
constexpr int kDeepest = 500;

class Evaluator {
public:
  /// Of `value`, row-major; nothing if its size is not known.
  std::optional<Elements> evaluate(Value value);

private:
  void evaluate(Operation *op, unsigned result, Elements &elements);
  void binary(Operation *op, Elements &elements);
  void reduce(Operation *op, DenseI64ArrayAttr axes, Elements &elements);
  void slice(StridedSliceOp op, Elements &elements);
  void gather(GatherOp op, Elements &elements);
  void stitch(DynamicStitchOp op, Elements &elements);
  void join(OperandRange parts, int64_t axis, bool isNewAxis,
            Elements &elements);
  void copy(Value from, Elements &elements) {
    if (auto known = evaluate(from); known && known->size() == elements.size())
      elements = *known;
  }

  llvm::DenseMap<Value, std::optional<Elements>> memo;
  int depth = 0;
};

/// Whether a tensor of this type holds `value`.
bool holds(Type element, int64_t value) {
  unsigned width = element.getIntOrFloatBitWidth();
  if (width >= 64)
    return !element.isUnsignedInteger() || value >= 0;
  if (element.isUnsignedInteger() || width == 1)
    return value >= 0 && value < (int64_t(1) << width);
  return llvm::isIntN(width, value);
}

Element combine(Operation *op, int64_t a, int64_t b) {
  int64_t value = 0;
  bool wrong = false;
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](AddOp) { wrong = llvm::AddOverflow(a, b, value); })
      .Case([&](SubOp) { wrong = llvm::SubOverflow(a, b, value); })
      .Case([&](MulOp) { wrong = llvm::MulOverflow(a, b, value); })
      .Case([&](MaximumOp) { value = std::max(a, b); })
      .Case([&](MinimumOp) { value = std::min(a, b); })
      .Case<FloorDivOp, FloorModOp, TruncateDivOp, TruncateModOp>([&](auto) {
        wrong = b == 0 || b == -1;
        if (wrong)
          return;
        value = isa<FloorDivOp>(op)      ? llvm::divideFloorSigned(a, b)
                : isa<TruncateDivOp>(op) ? a / b
                : isa<TruncateModOp>(op) ? a % b
                                         : a - b * llvm::divideFloorSigned(a, b);
      })
      .Case([&](EqualOp) { value = a == b; })
      .Case([&](NotEqualOp) { value = a != b; })
      .Case([&](LessOp) { value = a < b; })
      .Case([&](LessEqualOp) { value = a <= b; })
      .Case([&](GreaterOp) { value = a > b; })
      .Case([&](GreaterEqualOp) { value = a >= b; })
      .Case([&](LogicalAndOp) { value = a && b; })
      .Case([&](LogicalOrOp) { value = a || b; })
      .Case([&](LogicalXorOp) { value = a != b; })
      .Default([&](Operation *) { wrong = true; });
  return wrong ? Element() : Element(value);
}

/// The place in a tensor of `shape` of the element of a broadcast result at
/// `index`.
int64_t broadcastPlace(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  int64_t place = 0;
  ArrayRef<int64_t> own = index.take_back(shape.size());
  for (auto [size, i] : llvm::zip(shape, own))
    place = place * size + (size == 1 ? 0 : i);
  return place;
}

/// Calls use(index, place) for every element of a tensor of `shape`.
void forEachIndex(ArrayRef<int64_t> shape,
                  llvm::function_ref<void(ArrayRef<int64_t>, int64_t)> use) {
  int64_t count = ShapedType::getNumElements(shape);
  SmallVector<int64_t> index(shape.size(), 0);
  for (int64_t place = 0; place < count; ++place) {
    use(index, place);
    for (int axis = int(shape.size()) - 1; axis >= 0; --axis) {
      if (++index[axis] < shape[axis])
        break;
      index[axis] = 0;
    }
  }
}

int64_t placeOf(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  int64_t place = 0;
  for (auto [size, i] : llvm::zip(shape, index))
    place = place * size + i;
  return place;
}

} // namespace

std::optional<Elements> Evaluator::evaluate(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.hasStaticShape())
    return std::nullopt;
  for (int64_t size : type.getShape())
    if (size > kMostElements)
      return std::nullopt;
  if (type.getRank() > 8 || type.getNumElements() > kMostElements)
    return std::nullopt;
  if (auto found = memo.find(value); found != memo.end())
    return found->second;
  Elements elements(type.getNumElements());
  Operation *op = value.getDefiningOp();
  if (op && isa<IntegerType>(type.getElementType()) && depth < kDeepest) {
    ++depth;
    evaluate(op, cast<OpResult>(value).getResultNumber(), elements);
    --depth;
    for (Element &element : elements)
      if (element && !holds(type.getElementType(), *element))
        element = std::nullopt;
  }
  memo[value] = elements;
  return elements;
}

void Evaluator::evaluate(Operation *op, unsigned result, Elements &elements) {
  DenseElementsAttr constant;
  if (matchPattern(op, m_Constant(&constant))) {
    Type type = constant.getElementType();
    bool isUnsigned = type.isUnsignedInteger() || type.isInteger(1);
    for (auto [i, value] : llvm::enumerate(constant.getValues<APInt>()))
      elements[i] = isUnsigned ? int64_t(value.getZExtValue())
                               : value.getSExtValue();
    return;
  }
  ArrayRef<int64_t> shape = shape::shapeOf(op->getResult(result));
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](ShapeOp query) {
        for (auto [i, size] : llvm::enumerate(shape::shapeOf(query.getX())))
          if (!ShapedType::isDynamic(size))
            elements[i] = size;
      })
      .Case([&](SizeOp size) {
        auto x = cast<RankedTensorType>(size.getX().getType());
        if (x.hasStaticShape())
          elements[0] = x.getNumElements();
      })
      .Case([&](RankOp rank) {
        elements[0] = shape::shapeOf(rank.getX()).size();
      })
      .Case<CastOp, IdentityOp, ExpandDimsOp, SqueezeOp, ReshapeOp,
            StopGradientOp, WithDependenciesOp>([&](Operation *same) {
        Value x = same->getOperand(0);
        if (auto floats = dyn_cast<FloatType>(shape::elementOf(x))) {
          DenseElementsAttr numbers;
          if (isa<CastOp>(same) && matchPattern(x, m_Constant(&numbers)))
            for (auto [i, value] : llvm::enumerate(numbers.getValues<APFloat>()))
              if (double number = value.convertToDouble();
                  std::abs(number) < 9e15)
                elements[i] = int64_t(number);
          return;
        }
        copy(x, elements);
      })
      .Case([&](StackOp stack) {
        join(stack.getValues(), stack.getAxis(), true, elements);
      })
      .Case([&](ConcatOp concat) {
        join(concat.getValues(), concat.getAxis(), false, elements);
      })
      .Case([&](StridedSliceOp op) { slice(op, elements); })
      .Case([&](GatherOp op) { gather(op, elements); })
      .Case([&](SliceOp op) {
        auto x = evaluate(op.getX()), begin = evaluate(op.getBegin());
        ArrayRef<int64_t> from = shape::shapeOf(op.getX());
        if (!x || !begin || begin->size() != shape.size())
          return;
        for (auto [axis, first] : llvm::enumerate(*begin))
          if (!first || *first < 0 || *first + shape[axis] > from[axis])
            return;
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          SmallVector<int64_t> source(index);
          for (size_t axis = 0; axis < source.size(); ++axis)
            source[axis] += *(*begin)[axis];
          elements[place] = (*x)[placeOf(from, source)];
        });
      })
      .Case([&](TransposeOp op) {
        auto x = evaluate(op.getX());
        ArrayRef<int64_t> from = shape::shapeOf(op.getX());
        if (!x)
          return;
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          SmallVector<int64_t> source(index.size());
          for (size_t axis = 0; axis < index.size(); ++axis) {
            int64_t of = op.getPerm() ? (*op.getPerm())[axis]
                                      : int64_t(index.size() - 1 - axis);
            if (auto known = normalizeAxis(of, index.size()))
              source[*known] = index[axis];
          }
          elements[place] = (*x)[placeOf(from, source)];
        });
      })
      .Case<FillOp, BroadcastToOp>([&](Operation *op) {
        Value x = op->getOperand(isa<FillOp>(op) ? 1 : 0);
        auto known = evaluate(x);
        if (!known)
          return;
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          elements[place] =
              (*known)[broadcastPlace(shape::shapeOf(x), index)];
        });
      })
      .Case([&](TileOp op) {
        auto x = evaluate(op.getX());
        ArrayRef<int64_t> from = shape::shapeOf(op.getX());
        if (!x)
          return;
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          SmallVector<int64_t> source(index);
          for (auto [i, size] : llvm::zip(source, from))
            i %= size;
          elements[place] = (*x)[placeOf(from, source)];
        });
      })
      .Case([&](RangeOp range) {
        auto start = evaluate(range.getStart()), delta = evaluate(range.getDelta());
        if (!start || !delta || !(*start)[0] || !(*delta)[0])
          return;
        for (size_t i = 0; i < elements.size(); ++i)
          elements[i] = *(*start)[0] + int64_t(i) * *(*delta)[0];
      })
      .Case([&](UnstackOp op) {
        auto x = evaluate(op.getX());
        ArrayRef<int64_t> from = shape::shapeOf(op.getX());
        auto axis = normalizeAxis(op.getAxis(), from.size());
        if (!x || !axis)
          return;
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          SmallVector<int64_t> source(index);
          source.insert(source.begin() + *axis, result);
          elements[place] = (*x)[placeOf(from, source)];
        });
      })
      .Case([&](SplitOp op) {
        auto x = evaluate(op.getX());
        ArrayRef<int64_t> from = shape::shapeOf(op.getX());
        auto axis = normalizeAxis(op.getAxis(), from.size());
        if (!x || !axis)
          return;
        int64_t first = 0;
        for (unsigned i = 0; i < result; ++i)
          first += op.getSizes()[i];
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          SmallVector<int64_t> source(index);
          source[*axis] += first;
          elements[place] = (*x)[placeOf(from, source)];
        });
      })
      .Case([&](ListDiffOp op) {
        auto x = evaluate(op.getX()), y = evaluate(op.getY());
        if (!x || !y || llvm::is_contained(*x, std::nullopt) ||
            llvm::is_contained(*y, std::nullopt))
          return;
        size_t next = 0;
        for (auto [place, element] : llvm::enumerate(*x))
          if (!llvm::is_contained(*y, element) && next < elements.size())
            elements[next++] = result == 0 ? *element : int64_t(place);
      })
      .Case([&](DynamicStitchOp op) { stitch(op, elements); })
      .Case([&](SelectOp op) {
        std::optional<Elements> inputs[3];
        for (auto [input, operand] : llvm::zip(inputs, op->getOperands()))
          if (!(input = evaluate(operand)))
            return;
        forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
          auto at = [&](int k) {
            return (*inputs[k])[broadcastPlace(
                shape::shapeOf(op->getOperand(k)), index)];
          };
          if (Element condition = at(0))
            elements[place] = at(*condition ? 1 : 2);
        });
      })
      .Case<NegOp, AbsOp, SignOp, SquareOp, LogicalNotOp>([&](Operation *op) {
        copy(op->getOperand(0), elements);
        for (Element &element : elements) {
          if (!element)
            continue;
          int64_t x = *element;
          if (isa<LogicalNotOp>(op))
            element = !x;
          else if (isa<SignOp>(op))
            element = (x > 0) - (x < 0);
          else if (x == INT64_MIN || (isa<SquareOp>(op) && std::abs(x) > 1 << 30))
            element = std::nullopt;
          else
            element = isa<NegOp>(op)   ? -x
                      : isa<AbsOp>(op) ? std::abs(x)
                                       : x * x;
        }
      })
      .Case<ReduceSumOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp, ReduceAnyOp,
            ReduceAllOp>(
          [&](auto op) { reduce(op, op.getAxesAttr(), elements); })
      .Case<ArgMaxOp, ArgMinOp>([&](auto op) {
        auto x = evaluate(op.getX());
        if (!x || shape::shapeOf(op.getX()).size() != 1 || x->empty() ||
            !llvm::all_of(*x, [](Element e) { return e.has_value(); }))
          return;
        auto best = isa<ArgMaxOp>(op) ? llvm::max_element(*x)
                                      : llvm::min_element(*x);
        elements[0] = best - x->begin();
      })
      .Default([&](Operation *op) {
        if (op->getNumOperands() == 2 && op->getNumResults() == 1)
          binary(op, elements);
      });
}

void Evaluator::binary(Operation *op, Elements &elements) {
  Value x = op->getOperand(0), y = op->getOperand(1);
  if (!isa<AddOp, SubOp, MulOp, FloorDivOp, FloorModOp, TruncateDivOp,
           TruncateModOp, MaximumOp, MinimumOp, EqualOp, NotEqualOp, LessOp,
           LessEqualOp, GreaterOp, GreaterEqualOp, LogicalAndOp, LogicalOrOp,
           LogicalXorOp>(op) ||
      !isa<IntegerType>(shape::elementOf(x)))
    return;
  auto a = evaluate(x), b = evaluate(y);
  if (!a || !b)
    return;
  forEachIndex(shape::shapeOf(op->getResult(0)),
               [&](ArrayRef<int64_t> index, int64_t place) {
                 Element i = (*a)[broadcastPlace(shape::shapeOf(x), index)];
                 Element j = (*b)[broadcastPlace(shape::shapeOf(y), index)];
                 if (i && j)
                   elements[place] = combine(op, *i, *j);
               });
}

void Evaluator::reduce(Operation *op, DenseI64ArrayAttr axes,
                       Elements &elements) {
  Value x = op->getOperand(0);
  ArrayRef<int64_t> shape = shape::shapeOf(x);
  auto reduced = normalizeAxes(axes, shape.size());
  auto known = evaluate(x);
  if (!known || !reduced)
    return;
  bool isFirst = isa<ReduceMaxOp, ReduceMinOp>(op);
  llvm::SmallVector<bool> seen(elements.size(), !isFirst);
  llvm::fill(elements, isa<ReduceProdOp, ReduceAllOp>(op) ? Element(1)
                       : isFirst                          ? Element()
                                                          : Element(0));
  forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
    int64_t target = 0;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      if (!llvm::is_contained(*reduced, int64_t(axis)))
        target = target * shape[axis] + index[axis];
    Element next = (*known)[place];
    Element &sum = elements[target];
    if (!seen[target]) {
      seen[target] = true;
      sum = next;
      return;
    }
    if (!sum || !next) {
      sum = std::nullopt;
      return;
    }
    int64_t value = 0;
    bool wrong = false;
    if (isa<ReduceSumOp>(op))
      wrong = llvm::AddOverflow(*sum, *next, value);
    else if (isa<ReduceProdOp>(op))
      wrong = llvm::MulOverflow(*sum, *next, value);
    else if (isa<ReduceMaxOp>(op))
      value = std::max(*sum, *next);
    else if (isa<ReduceMinOp>(op))
      value = std::min(*sum, *next);
    else
      value = isa<ReduceAnyOp>(op) ? *sum || *next : *sum && *next;
    sum = wrong ? Element() : Element(value);
  });
}

void Evaluator::slice(StridedSliceOp op, Elements &elements) {
  auto known = evaluate(op.getX());
  ArrayRef<int64_t> shape = shape::shapeOf(op.getX());
  std::string problem;
  auto resolved = resolveSlice(
      shape, op.getBegin(), op.getEnd(), op.getStrides(), op.getBeginMask(),
      op.getEndMask(), op.getEllipsisMask(), op.getNewAxisMask(),
      op.getShrinkAxisMask(), problem);
  if (!known || !resolved)
    return;
  SmallVector<int64_t> sizes;
  for (const SliceAxis &axis : resolved->axes)
    sizes.push_back(axis.size);
  if (ShapedType::isDynamicShape(sizes) ||
      ShapedType::getNumElements(sizes) != int64_t(elements.size()))
    return;
  forEachIndex(sizes, [&](ArrayRef<int64_t> index, int64_t place) {
    SmallVector<int64_t> source;
    for (auto [axis, i] : llvm::zip(resolved->axes, index))
      source.push_back(axis.begin + i * axis.stride);
    elements[place] = (*known)[placeOf(shape, source)];
  });
}

void Evaluator::gather(GatherOp op, Elements &elements) {
  auto known = evaluate(op.getX()), indices = evaluate(op.getIndices());
  ArrayRef<int64_t> shape = shape::shapeOf(op.getX());
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!known || !indices || !axis || op.getNumOperands() != 2)
    return;
  // [outer, axis, inner] by [outer, indices, inner].
  int64_t outer = ShapedType::getNumElements(shape.take_front(*axis));
  int64_t inner = ShapedType::getNumElements(shape.drop_front(*axis + 1));
  int64_t count = indices->size();
  if (outer * count * inner != int64_t(elements.size()))
    return;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t k = 0; k < count; ++k) {
      Element index = (*indices)[k];
      if (!index || *index < 0 || *index >= shape[*axis])
        continue;
      for (int64_t i = 0; i < inner; ++i)
        elements[(o * count + k) * inner + i] =
            (*known)[(o * shape[*axis] + *index) * inner + i];
    }
}

void Evaluator::stitch(DynamicStitchOp op, Elements &elements) {
  int64_t inner =
      ShapedType::getNumElements(shape::shapeOf(op.getY()).drop_front());
  Elements result(elements.size());
  for (auto [places, values] :
       llvm::zip_equal(op.getIndices(), op.getValues())) {
    auto rows = evaluate(places), known = evaluate(values);
    if (!rows || !known || known->size() != rows->size() * inner)
      return;
    for (auto [k, row] : llvm::enumerate(*rows)) {
      if (!row || *row < 0 || (*row + 1) * inner > int64_t(result.size()))
        return;
      std::copy_n(known->begin() + k * inner, inner,
                  result.begin() + *row * inner);
    }
  }
  elements = std::move(result);
}

/// Of [outer, size, inner] parts one after the other along the middle.
void Evaluator::join(OperandRange parts, int64_t axis, bool isNewAxis,
                     Elements &elements) {
  if (parts.empty())
    return;
  size_t rank = shape::shapeOf(parts[0]).size() + isNewAxis;
  auto place = normalizeAxis(axis, rank);
  if (!place)
    return;
  int64_t total = 0, inner = 1, outer = 1;
  SmallVector<std::pair<Elements, int64_t>> known;
  for (Value part : parts) {
    auto values = evaluate(part);
    ArrayRef<int64_t> shape = shape::shapeOf(part);
    if (!values)
      return;
    outer = ShapedType::getNumElements(shape.take_front(*place));
    inner = ShapedType::getNumElements(shape.drop_front(*place + !isNewAxis));
    int64_t size = isNewAxis ? 1 : shape[*place];
    known.push_back({std::move(*values), size});
    total += size;
  }
  if (outer * total * inner != int64_t(elements.size()))
    return;
  int64_t first = 0;
  for (auto &[values, size] : known) {
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t k = 0; k < size * inner; ++k)
        elements[(o * total + first) * inner + k] = values[o * size * inner + k];
    first += size;
  }
}

std::optional<Elements> knownElements(Value value) {
  return Evaluator().evaluate(value);
}

} // namespace tfc
