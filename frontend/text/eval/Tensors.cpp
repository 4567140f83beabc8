// Evaluator: values of the program to tensors, and constants back to values.
#include "frontend/text/eval/OpMaker.h"

#include "ir/Dialect.h"

using namespace tfc::text;

static constexpr unsigned maxNesting = 16;
static constexpr size_t maxElements = size_t(1) << 24;

mlir::RankedTensorType Evaluator::typeOf(const Value &value) const {
  if (value.is(ValueKind::Variable))
    return llvm::cast<mlir::RankedTensorType>(
        value.asVariable()->initialValue.getType());
  return llvm::cast<mlir::RankedTensorType>(value.asGraphValue().getType());
}

namespace {
/// The leaves of nested lists, and the shape that they have together.
struct Flattened {
  llvm::SmallVector<int64_t> shape;
  std::vector<Value> leaves;
  bool isRagged = false, isTooLarge = false;
  size_t visits = 0;

  void add(const Value &value, unsigned level) {
    // Lists can share items, so that a small program stands for many.
    isTooLarge |= ++visits > maxElements;
    isRagged |= level > maxNesting;
    if (isRagged || isTooLarge)
      return;
    std::vector<Value> dims;
    if (value.is(ValueKind::Shape))
      dims = dimensionsOf(*value.as<ShapeObject>());
    bool isList = value.isSequence() || value.is(ValueKind::Shape);
    if (!isList) {
      isRagged |= level != shape.size() && !leaves.empty();
      leaves.push_back(value);
      return;
    }
    const std::vector<Value> &items = value.isSequence() ? value.items() : dims;
    if (level == shape.size() && leaves.empty() && !closed)
      shape.push_back(items.size());
    else if (level >= shape.size() || shape[level] != int64_t(items.size()))
      isRagged = true;
    for (const Value &item : items)
      add(item, level + 1);
    closed |= items.empty();
  }

private:
  bool closed = false; // an empty list ended the shape
};
} // namespace

/// The type that TensorFlow gives to Python numbers.
static mlir::Type naturalType(ArrayRef<Value> leaves, mlir::MLIRContext *ctx) {
  bool isFloat = leaves.empty(), isBool = !leaves.empty(), isWide = false;
  for (const Value &leaf : leaves) {
    isFloat |= leaf.is(ValueKind::Float);
    isBool &= leaf.is(ValueKind::Bool);
    isWide |= leaf.is(ValueKind::Int) && leaf.integer != int32_t(leaf.integer);
  }
  mlir::Builder b(ctx);
  return isFloat  ? mlir::Type(b.getF32Type())
         : isBool ? mlir::Type(b.getI1Type())
         : isWide ? mlir::Type(b.getI64Type())
                  : mlir::Type(b.getI32Type());
}

/// Why `leaf` is no element of `type`; empty if it is one.
static std::string whyNotElement(const Value &leaf, mlir::Type type) {
  if (!leaf.isNumber())
    return "expected numbers, found " + describe(leaf);
  std::string expected = "type mismatch: expected " + dtypeName(type) +
                         ", found " + toText(leaf, true) + ", ";
  if (type.isInteger(1) != leaf.is(ValueKind::Bool))
    return expected + describe(leaf);
  auto integer = llvm::dyn_cast<mlir::IntegerType>(type);
  if (!integer || leaf.is(ValueKind::Bool))
    return "";
  if (leaf.is(ValueKind::Float))
    return expected + "a float";
  int64_t value = leaf.integer;
  unsigned width = integer.getWidth();
  bool fits = integer.isUnsigned()
                  ? value >= 0 && (width >= 64 || value < (int64_t(1) << width))
                  : llvm::isIntN(width, value);
  return fits ? "" : expected + "which does not fit";
}

/// Nested lists that are a tensor; an error if they are none, or too much data.
static Flattened flattenTensor(Evaluator &ev, const Value &value, SMLoc loc,
                               const llvm::Twine &what) {
  Flattened flat;
  flat.add(value, 0);
  ev.reserve(loc, flat.isTooLarge ? size_t(1) << 40 : flat.leaves.size());
  if (flat.isRagged)
    ev.error(loc, what + ": the nested lists are of different lengths or "
                         "depths, so they are no tensor");
  return flat;
}

/// The elements of a type of integers, truth values included.
static mlir::DenseElementsAttr integerElements(mlir::RankedTensorType type,
                                               ArrayRef<Value> leaves) {
  unsigned width = type.getElementType().getIntOrFloatBitWidth();
  llvm::SmallVector<llvm::APInt, 1> integers;
  for (const Value &leaf : leaves)
    integers.push_back(llvm::APInt(width, leaf.asInt(), /*isSigned=*/true,
                                   /*implicitTrunc=*/true));
  return mlir::DenseElementsAttr::get(type, integers);
}

/// The elements of a type of floats or, real parts, of complex numbers.
static mlir::DenseElementsAttr floatElements(mlir::RankedTensorType type,
                                             mlir::FloatType floating,
                                             ArrayRef<Value> leaves) {
  llvm::SmallVector<llvm::APFloat, 1> floats;
  for (const Value &leaf : leaves) {
    floats.emplace_back(leaf.asFloat());
    bool losesInfo;
    floats.back().convert(floating.getFloatSemantics(),
                          llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  }
  if (type.getElementType() == floating)
    return mlir::DenseElementsAttr::get(type, floats);
  llvm::SmallVector<std::complex<llvm::APFloat>> numbers;
  for (const llvm::APFloat &real : floats)
    numbers.emplace_back(real, llvm::APFloat::getZero(real.getSemantics()));
  return mlir::DenseElementsAttr::get(
      type, llvm::ArrayRef<std::complex<llvm::APFloat>>(numbers));
}

mlir::DenseElementsAttr Evaluator::toElements(const Value &value,
                                              mlir::Type dtype, SMLoc loc,
                                              const llvm::Twine &what) {
  Flattened flat = flattenTensor(*this, value, loc, what);
  if (dtype && llvm::isa<tfc::StringType>(dtype))
    error(loc, what + ": expected strings, found " +
                   (flat.leaves.empty() ? std::string("an empty list")
                                        : describe(flat.leaves[0])));
  if (!dtype)
    dtype = naturalType(flat.leaves, context());
  for (size_t i = 0; i < flat.leaves.size() && !hasFailed(); ++i)
    if (std::string why = whyNotElement(flat.leaves[i], dtype); !why.empty())
      error(loc, what + ": " + why);
  if (hasFailed())
    return mlir::DenseElementsAttr::get(typeOf(graph.poison()), 0.0f);
  auto type = mlir::RankedTensorType::get(flat.shape, dtype);
  auto complex = llvm::dyn_cast<mlir::ComplexType>(dtype);
  auto floating = llvm::dyn_cast<mlir::FloatType>(
      complex ? complex.getElementType() : dtype);
  return floating ? floatElements(type, floating, flat.leaves)
                  : integerElements(type, flat.leaves);
}

mlir::Value Evaluator::toStrings(const Value &value,
                                 const ArrayRef<int64_t> *shape, NodeName name,
                                 SMLoc loc, const llvm::Twine &what) {
  Flattened flat = flattenTensor(*this, value, loc, what);
  llvm::SmallVector<StringRef> strings;
  for (const Value &leaf : flat.leaves)
    if (leaf.isString())
      strings.push_back(leaf.asString());
    else
      error(loc, what + ": expected strings, found " + describe(leaf));
  ArrayRef<int64_t> own = flat.shape;
  if (!shape || hasFailed())
    return graph.constant(strings, own, name);
  int64_t want = 1, have = strings.size();
  for (int64_t dim : *shape)
    want *= dim;
  if (have > want || (have == 0 && want > 0))
    return error(loc, "shape mismatch: " + what + " of " + llvm::Twine(have) +
                          " values, shape " + shapeText(own) +
                          ", cannot have shape " + shapeText(*shape));
  if (have != 1 && reserve(loc, want))
    strings.resize(want, strings.empty() ? StringRef() : strings.back());
  return graph.constant(strings, *shape, name);
}

/// The first tensor or variable among nested lists; null if there is none.
/// Lists that stand for more than anyone writes are left to toElements to
/// refuse.
static const Value *findTensor(const Value &value, size_t &visits,
                               unsigned level = 0) {
  if (value.isTensorLike())
    return &value;
  if (value.isSequence() && level <= maxNesting)
    for (const Value &item : value.items()) {
      if (++visits > maxElements)
        return nullptr;
      if (const Value *found = findTensor(item, visits, level + 1))
        return found;
    }
  return nullptr;
}

mlir::Type Evaluator::findElementType(const Value &value) const {
  size_t visits = 0;
  const Value *tensor = findTensor(value, visits);
  return tensor ? elementType(*tensor) : mlir::Type();
}

mlir::Value Evaluator::toTensor(const Value &value, mlir::Type dtype,
                                StringRef name, SMLoc loc,
                                const llvm::Twine &what) {
  if (hasFailed())
    return graph.poison();
  if (value.is(ValueKind::Tensor))
    return value.asGraphValue();
  if (value.is(ValueKind::Variable))
    return graph.read(value.asVariable());
  if (mlir::Type inside =
          value.isSequence() ? findElementType(value) : mlir::Type()) {
    // As in TensorFlow, a list with tensors in it is packed.
    step(loc);
    std::vector<Value> items;
    for (const Value &item : value.items())
      items.push_back(Value::tensor(
          toTensor(item, dtype ? dtype : inside, name, loc, what)));
    OpMaker make(*this, loc, {name});
    return make.stack(std::move(items), 0).asGraphValue();
  }
  bool wantsStrings = !dtype || llvm::isa<tfc::StringType>(dtype);
  bool isEmpty = value.isSequence() && value.items().empty();
  if (wantsStrings && (firstLeaf(value).isString() || (dtype && isEmpty)))
    return toStrings(value, nullptr, {name}, loc, what);
  if (value.isNumber() || value.isSequence() || value.is(ValueKind::Shape) ||
      value.isString())
    return graph.constant(toElements(value, dtype, loc, what), {name});
  if (value.is(ValueKind::Operation) &&
      llvm::isa<mlir::RankedTensorType>(value.asGraphValue().getType()))
    return value.asGraphValue();
  return typeError(loc, what, "a tensor", value);
}

/// Rebuilds nested lists from `leaves`, which it uses up from the front.
static Value nest(Heap &heap, ArrayRef<int64_t> shape,
                  ArrayRef<Value> &leaves) {
  if (shape.empty()) {
    Value leaf = leaves.front();
    leaves = leaves.drop_front();
    return leaf;
  }
  std::vector<Value> items;
  for (int64_t i = 0; i < shape.front(); ++i)
    items.push_back(nest(heap, shape.drop_front(), leaves));
  return heap.makeList(std::move(items));
}

std::optional<Value> Evaluator::constantValue(mlir::Value tensor) {
  mlir::ElementsAttr elements = graph.constantElements(tensor);
  constexpr int64_t most = 4096; // shapes and the like, not weights
  if (!elements || elements.getNumElements() > most)
    return std::nullopt;
  mlir::Type type = elements.getElementType();
  if (llvm::isa<mlir::ComplexType>(type))
    return std::nullopt;
  std::vector<Value> leaves;
  if (llvm::isa<mlir::FloatType>(type)) {
    for (llvm::APFloat f : elements.getValues<llvm::APFloat>()) {
      bool losesInfo;
      f.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven,
                &losesInfo);
      leaves.push_back(Value::of(f.convertToDouble()));
    }
  } else {
    for (const llvm::APInt &i : elements.getValues<llvm::APInt>())
      leaves.push_back(type.isInteger(1) ? Value::of(i.getBoolValue())
                       : type.isUnsignedInteger()
                           ? Value::of(int64_t(i.getZExtValue()))
                           : Value::of(i.getSExtValue()));
  }
  ArrayRef<Value> rest = leaves;
  return nest(heap, elements.getShapedType().getShape(), rest);
}
