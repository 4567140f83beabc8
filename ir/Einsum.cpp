//===- Einsum.cpp - Equations of named axes as ops ------------------------===//
//
// An equation is taken apart into what the dialect has: diagonals, sums,
// transposes, and for each further tensor either a product of elements or,
// where a name is summed over, a batched matrix product.
//
//===----------------------------------------------------------------------===//

#include "ir/Einsum.h"
#include "ir/Builder.h"
#include "ir/Shape.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// The equation
//===----------------------------------------------------------------------===//

namespace {
/// Letters are keys of their own; the axes of an ellipsis, counted from its
/// end, come after them.
constexpr int kEllipsis = 256;

struct EquationParser {
  EinsumEquation &equation;
  std::string &problem;
  SmallVector<int> keys; // by number

  int numberOf(int key) {
    auto *found = llvm::find(keys, key);
    if (found != keys.end())
      return found - keys.begin();
    keys.push_back(key);
    equation.sizes.push_back(1);
    return keys.size() - 1;
  }
  bool fail(const Twine &why) {
    problem = why.str();
    return false;
  }
  /// The keys of one part, an ellipsis standing for `axes` axes.
  bool parsePart(StringRef text, int64_t axes, SmallVectorImpl<int> &part) {
    bool hasEllipsis = false;
    while (!text.empty()) {
      if (text.consume_front("...")) {
        if (hasEllipsis)
          return fail("one tensor has two ellipses");
        hasEllipsis = true;
        for (int64_t i = axes; i-- > 0;)
          part.push_back(kEllipsis + i);
        continue;
      }
      if (!llvm::isAlpha(text.front()))
        return fail("'" + text.take_front(1) + "' is no name of an axis");
      part.push_back(text.front());
      text = text.drop_front();
    }
    return true;
  }
  bool parseInput(StringRef text, ArrayRef<int64_t> shape) {
    int64_t named = text.size();
    bool hasEllipsis = text.contains("...");
    if (hasEllipsis)
      named -= 3;
    int64_t rank = shape.size();
    SmallVector<int> part;
    if (rank < named || (!hasEllipsis && rank != named))
      return fail("'" + text + "' does not fit a tensor of shape " +
                  formatShape(shape));
    if (!parsePart(text, rank - named, part))
      return false;
    SmallVector<int> numbers;
    for (auto [key, size] : llvm::zip_equal(part, shape)) {
      bool isNew = !llvm::is_contained(keys, key);
      int number = numberOf(key);
      int64_t &known = equation.sizes[number];
      // The axes of an ellipsis broadcast; a size that is not known yet may
      // turn out to be the other one.
      bool broadcasts = key >= kEllipsis;
      if (isNew || known == kDynamic || (broadcasts && known == 1))
        known = isNew || size != kDynamic ? size : known;
      else if (size != kDynamic && size != known && !(broadcasts && size == 1))
        return fail("axis '" + Twine(char(key >= kEllipsis ? '.' : key)) +
                    "' has sizes " + Twine(known) + " and " + Twine(size));
      numbers.push_back(number);
    }
    equation.inputs.push_back(numbers);
    return true;
  }
};
} // namespace

std::optional<EinsumEquation>
EinsumEquation::parse(StringRef text, ArrayRef<SmallVector<int64_t>> shapes,
                      std::string &problem) {
  std::string compact;
  for (char c : text)
    if (c != ' ')
      compact.push_back(c);
  auto [left, right] = StringRef(compact).split("->");
  bool isExplicit = StringRef(compact).contains("->");
  SmallVector<StringRef> parts;
  left.split(parts, ',');
  if (parts.size() != shapes.size()) {
    problem = "it is of " + std::to_string(parts.size()) + " tensors, " +
              std::to_string(shapes.size()) + " given";
    return std::nullopt;
  }
  EinsumEquation equation;
  EquationParser parser{equation, problem, {}};
  for (auto [part, shape] : llvm::zip_equal(parts, shapes))
    if (!parser.parseInput(part, shape))
      return std::nullopt;

  int64_t ellipsis = 0;
  for (int key : parser.keys)
    ellipsis = std::max<int64_t>(ellipsis, key - kEllipsis + 1);
  SmallVector<int> keys;
  if (isExplicit) {
    if (!parser.parsePart(right, ellipsis, keys))
      return std::nullopt;
    if (ellipsis > 0 && !right.contains("...")) {
      problem = "the result lacks the ellipsis";
      return std::nullopt;
    }
  } else {
    for (int64_t i = ellipsis; i-- > 0;)
      keys.push_back(kEllipsis + i);
    SmallVector<int> once;
    for (int key : parser.keys)
      if (key < kEllipsis && StringRef(compact).count(char(key)) == 1)
        once.push_back(key);
    llvm::sort(once);
    keys.append(once);
  }
  for (int key : keys) {
    if (!llvm::is_contained(parser.keys, key)) {
      problem = std::string("no tensor has the axis '") + char(key) + "'";
      return std::nullopt;
    }
    int number = parser.numberOf(key);
    if (llvm::is_contained(equation.result, number)) {
      problem =
          std::string("the result has the axis '") + char(key) + "' twice";
      return std::nullopt;
    }
    equation.result.push_back(number);
  }
  for (ArrayRef<int> input : equation.inputs)
    for (auto [i, number] : llvm::enumerate(input))
      if (llvm::is_contained(input.take_front(i), number) &&
          equation.sizes[number] == kDynamic) {
        problem = "the size of a diagonal must be known when compiling";
        return std::nullopt;
      }
  return equation;
}

//===----------------------------------------------------------------------===//
// Its composition
//===----------------------------------------------------------------------===//

namespace {

/// A tensor whose axes have names.
struct Named {
  Value value;
  SmallVector<int> axes;

  bool has(int name) const { return llvm::is_contained(axes, name); }
};

/// A dimension of a reshape: the product of dimensions of tensors.
using Dimension = SmallVector<std::pair<Value, int64_t>>;

class Composer {
public:
  Composer(TfcBuilder &b, const EinsumEquation &equation)
      : b(b), equation(equation) {}

  Value compose(ValueRange inputs);

private:
  bool isKept(int name, size_t after);
  Named diagonal(Named x);
  Named sumUnused(Named x, size_t after, const Named *other);
  Named transpose(Named x, ArrayRef<int> order);
  Value reshape(Value x, ArrayRef<Dimension> shape);
  Named product(Named x, Named y);
  Named matrixProduct(Named x, Named y, size_t after);

  TfcBuilder &b;
  const EinsumEquation &equation;
};

/// Whether the result or an input after number `after` has the name.
bool Composer::isKept(int name, size_t after) {
  if (llvm::is_contained(equation.result, name))
    return true;
  for (size_t i = after + 1; i < equation.inputs.size(); ++i)
    if (llvm::is_contained(equation.inputs[i], name))
      return true;
  return false;
}

/// Names that stand twice, once: the sum of what is on the diagonal alone.
Named Composer::diagonal(Named x) {
  for (size_t second = 0; second < x.axes.size(); ++second) {
    size_t first = llvm::find(x.axes, x.axes[second]) - x.axes.begin();
    if (first == second)
      continue;
    int64_t size = equation.sizes[x.axes[second]];
    SmallVector<int64_t> shape(x.axes.size(), 1);
    shape[first] = shape[second] = size;
    SmallVector<bool> bits(size * size, false);
    for (int64_t i = 0; i < size; ++i)
      bits[i * (size + 1)] = true;
    auto type = RankedTensorType::get(shape, b.builder.getI1Type());
    Value mask = b.constant(DenseElementsAttr::get(type, ArrayRef<bool>(bits)));
    Value kept = b.select(mask, x.value, b.zerosLike(x.value));
    x.value = b.reduce_sum(kept, b.axesAttr({int64_t(second)}));
    x.axes.erase(x.axes.begin() + second);
    --second;
  }
  return x;
}

/// Sums over the names that nothing else needs.
Named Composer::sumUnused(Named x, size_t after, const Named *other) {
  SmallVector<int64_t> axes;
  SmallVector<int> rest;
  for (auto [i, name] : llvm::enumerate(x.axes)) {
    if (isKept(name, after) || (other && other->has(name)))
      rest.push_back(name);
    else
      axes.push_back(i);
  }
  if (axes.empty())
    return x;
  return {b.reduce_sum(x.value, b.axesAttr(axes)), rest};
}

Named Composer::transpose(Named x, ArrayRef<int> order) {
  if (ArrayRef<int>(x.axes) == order)
    return x;
  SmallVector<int64_t> perm;
  for (int name : order)
    perm.push_back(llvm::find(x.axes, name) - x.axes.begin());
  return {b.transpose(x.value, b.axesAttr(perm)), SmallVector<int>(order)};
}

Value Composer::reshape(Value x, ArrayRef<Dimension> shape) {
  SmallVector<int64_t> known;
  int64_t unknown = 0;
  for (const Dimension &dimension : shape) {
    int64_t size = 1;
    for (auto [value, axis] : dimension) {
      int64_t factor = shapeOf(value)[axis];
      size = size == kDynamic || factor == kDynamic ? kDynamic : size * factor;
    }
    unknown += size == kDynamic;
    known.push_back(size);
  }
  bool empty = llvm::is_contained(known, 0);
  Type i64 = b.builder.getI64Type();
  auto vector = RankedTensorType::get({int64_t(shape.size())}, i64);
  if (unknown == 0 || (unknown == 1 && !empty)) {
    for (int64_t &size : known)
      size = size == kDynamic ? -1 : size;
    return b.reshape(x, b.constant(DenseElementsAttr::get(
                            vector, ArrayRef<int64_t>(known))));
  }
  SmallVector<Value> sizes;
  for (auto [dimension, static_] : llvm::zip_equal(shape, known)) {
    auto scalar = [&](int64_t size) {
      return b.constant(
          DenseElementsAttr::get(RankedTensorType::get({}, i64), size));
    };
    if (static_ != kDynamic) {
      sizes.push_back(scalar(static_));
      continue;
    }
    Value product;
    for (auto [value, axis] : dimension) {
      Value all = b.shape(value, TypeAttr::get(i64));
      Value size = b.strided_slice(all, b.axesAttr({axis}),
                                   b.axesAttr({axis + 1}), b.axesAttr({1}), {},
                                   {}, {}, {}, b.builder.getI64IntegerAttr(1));
      product = product ? b.mul(product, size) : size;
    }
    sizes.push_back(product);
  }
  return b.reshape(x, b.stack(sizes));
}

/// An equation that sums over no name: dimensions of 1 are inserted, and
/// operands broadcast.
Named Composer::product(Named x, Named y) {
  SmallVector<int> order;
  for (int name : x.axes)
    order.push_back(name);
  for (int name : y.axes)
    if (!x.has(name))
      order.push_back(name);
  // Dimensions are inserted from the left, so each place is final.
  auto place = [&](Named z) {
    SmallVector<int> own;
    for (int name : order)
      if (z.has(name))
        own.push_back(name);
    z = transpose(z, own);
    for (auto [i, name] : llvm::enumerate(order))
      if (!z.has(name))
        z.value = b.expand_dims(z.value, b.builder.getI64IntegerAttr(i));
    return z.value;
  };
  return {b.mul(place(x), place(y)), order};
}

Named Composer::matrixProduct(Named x, Named y, size_t after) {
  SmallVector<int> batch, summed, xFree, yFree;
  for (int name : x.axes) {
    if (!y.has(name))
      xFree.push_back(name);
    else if (isKept(name, after))
      batch.push_back(name);
    else
      summed.push_back(name);
  }
  for (int name : y.axes)
    if (!x.has(name))
      yFree.push_back(name);
  if (summed.empty())
    return product(x, y);

  auto joined = [](ArrayRef<int> a, ArrayRef<int> b, ArrayRef<int> c) {
    SmallVector<int> all(a);
    all.append(b.begin(), b.end());
    all.append(c.begin(), c.end());
    return all;
  };
  // A tensor that lies the other way round is transposed by the product.
  SmallVector<int> xOther = joined(batch, summed, xFree),
                   yOther = joined(batch, yFree, summed);
  bool xTransposed = ArrayRef<int>(x.axes) == ArrayRef<int>(xOther);
  bool yTransposed = ArrayRef<int>(y.axes) == ArrayRef<int>(yOther);
  if (!xTransposed)
    x = transpose(x, joined(batch, xFree, summed));
  if (!yTransposed)
    y = transpose(y, joined(batch, summed, yFree));

  auto dimension = [](const Named &z, ArrayRef<int> names) {
    Dimension result;
    for (int name : names)
      result.push_back({z.value, llvm::find(z.axes, name) - z.axes.begin()});
    return result;
  };
  auto asMatrices = [&](const Named &z, ArrayRef<int> rows,
                        ArrayRef<int> columns) {
    if (rows.size() == 1 && columns.size() == 1)
      return z.value;
    SmallVector<Dimension> shape;
    for (int name : batch)
      shape.push_back(dimension(z, {name}));
    shape.push_back(dimension(z, rows));
    shape.push_back(dimension(z, columns));
    return reshape(z.value, shape);
  };
  Value left =
      xTransposed ? asMatrices(x, summed, xFree) : asMatrices(x, xFree, summed);
  Value right =
      yTransposed ? asMatrices(y, yFree, summed) : asMatrices(y, summed, yFree);
  Value result = b.matmul(left, right, b.builder.getBoolAttr(xTransposed),
                          b.builder.getBoolAttr(yTransposed));
  if (xFree.size() != 1 || yFree.size() != 1) {
    SmallVector<Dimension> shape;
    for (size_t i = 0; i < batch.size(); ++i)
      shape.push_back({{result, int64_t(i)}});
    for (int name : xFree)
      shape.push_back(dimension(x, {name}));
    for (int name : yFree)
      shape.push_back(dimension(y, {name}));
    result = reshape(result, shape);
  }
  return {result, joined(batch, xFree, yFree)};
}

Value Composer::compose(ValueRange inputs) {
  Named total;
  for (auto [i, input] : llvm::enumerate(inputs)) {
    Named next = diagonal({input, equation.inputs[i]});
    if (!i) {
      total = sumUnused(next, 0, nullptr);
      continue;
    }
    next = sumUnused(next, i, &total);
    total = matrixProduct(sumUnused(total, i, &next), next, i);
  }
  return transpose(total, equation.result).value;
}

} // namespace

Value TfcBuilder::einsumOf(ValueRange inputs, StringAttr equation) {
  SmallVector<SmallVector<int64_t>> shapes;
  for (Value input : inputs)
    shapes.emplace_back(shapeOf(input));
  std::string problem;
  auto parsed = EinsumEquation::parse(equation.getValue(), shapes, problem);
  assert(parsed && "the shape rule checked it");
  return Composer(*this, *parsed).compose(inputs);
}

} // namespace tfc
