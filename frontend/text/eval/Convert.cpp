// Evaluator: Python values to what ops take.
#include "frontend/text/eval/Evaluator.h"

#include "ir/Dialect.h"

#include "mlir/IR/BuiltinTypeInterfaces.h"

#include <cmath>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

static constexpr unsigned maxNesting = 16;
static constexpr size_t maxElements = size_t(1) << 24;

mlir::LogicalResult Evaluator::typeError(SMLoc loc, const llvm::Twine &what,
                                         const llvm::Twine &expected,
                                         const Value &found) {
  std::string text = describe(found);
  if (found.isNumber() || found.isString() || found.is(ValueKind::DType) ||
      found.is(ValueKind::Tensor))
    text = toText(found, true);
  return error(loc, what + " must be " + expected + ", not " + text);
}

mlir::RankedTensorType Evaluator::typeOf(const Value &value) const {
  if (value.is(ValueKind::Variable))
    return llvm::cast<mlir::RankedTensorType>(
        value.asVariable()->initialValue.getType());
  return llvm::cast<mlir::RankedTensorType>(value.asGraphValue().getType());
}

FailureOr<int64_t> Evaluator::toInt(const Value &value, SMLoc loc,
                                    const llvm::Twine &what) {
  if (value.isIntegral())
    return value.asInt();
  if (value.is(ValueKind::Tensor))
    if (auto constant = constantValue(value.asGraphValue());
        constant && constant->isIntegral())
      return constant->asInt();
  return typeError(loc, what, "an int known when compiling", value);
}

FailureOr<double> Evaluator::toDouble(const Value &value, SMLoc loc,
                                      const llvm::Twine &what) {
  if (value.isNumber() && !value.is(ValueKind::Bool))
    return value.asFloat();
  if (value.is(ValueKind::Tensor))
    if (auto constant = constantValue(value.asGraphValue());
        constant && constant->isNumber())
      return constant->asFloat();
  return typeError(loc, what, "a number known when compiling", value);
}

FailureOr<bool> Evaluator::toBool(const Value &value, SMLoc loc,
                                  const llvm::Twine &what) {
  if (value.is(ValueKind::Bool))
    return value.boolean;
  if (value.is(ValueKind::Int) && (value.integer == 0 || value.integer == 1))
    return value.integer == 1;
  if (value.is(ValueKind::Tensor))
    if (auto constant = constantValue(value.asGraphValue());
        constant && constant->is(ValueKind::Bool))
      return constant->boolean;
  return typeError(loc, what, "True or False", value);
}

FailureOr<StringRef> Evaluator::toString(const Value &value, SMLoc loc,
                                         const llvm::Twine &what) {
  if (value.isString())
    return value.asString();
  return typeError(loc, what, "a string", value);
}

FailureOr<mlir::Type> Evaluator::toDType(const Value &value, SMLoc loc,
                                         const llvm::Twine &what) {
  if (value.is(ValueKind::DType))
    return value.asDType();
  if (value.isString())
    if (mlir::Type type = dtypeByName(value.asString(), context()))
      return type;
  // Python's own float, int and bool.
  if (value.is(ValueKind::Builtin)) {
    StringRef name = value.as<const Builtin>()->signature.function;
    if (name == "float")
      return dtypeByName("float32", context());
    if (name == "int")
      return dtypeByName("int32", context());
    if (name == "bool")
      return dtypeByName("bool", context());
  }
  return typeError(loc, what, "a dtype such as tf.float32", value);
}

FailureOr<llvm::SmallVector<int64_t>>
Evaluator::toInts(const Value &value, SMLoc loc, const llvm::Twine &what) {
  llvm::SmallVector<int64_t> result;
  Value list = value;
  if (value.is(ValueKind::Tensor))
    if (auto constant = constantValue(value.asGraphValue()))
      list = *constant;
  if (list.isIntegral()) {
    result.push_back(list.asInt());
    return result;
  }
  if (list.is(ValueKind::Shape) && list.as<ShapeObject>()->ranked &&
      !llvm::is_contained(list.as<ShapeObject>()->dims, -1)) {
    llvm::append_range(result, list.as<ShapeObject>()->dims);
    return result;
  }
  if (!list.isSequence())
    return typeError(loc, what, "a list of ints known when compiling", value);
  for (const Value &item : list.items()) {
    FailureOr<int64_t> integer = toInt(item, loc, "an item of " + what);
    if (failed(integer))
      return failure();
    result.push_back(*integer);
  }
  return result;
}

FailureOr<ShapeObject> Evaluator::toShape(const Value &value, SMLoc loc,
                                          const llvm::Twine &what) {
  ShapeObject shape;
  Value list = value;
  if (value.is(ValueKind::Tensor))
    if (auto constant = constantValue(value.asGraphValue()))
      list = *constant;
  if (list.isNone()) {
    shape.ranked = false;
    return shape;
  }
  if (list.is(ValueKind::Shape))
    return *list.as<ShapeObject>();
  if (list.isIntegral())
    shape.dims.push_back(list.asInt());
  else if (!list.isSequence())
    return typeError(loc, what, "a shape such as [None, 64]", value);
  else
    for (const Value &item : list.items()) {
      if (item.isNone()) {
        shape.dims.push_back(-1);
        continue;
      }
      FailureOr<int64_t> dim = toInt(item, loc, "a dimension of " + what);
      if (failed(dim))
        return failure();
      shape.dims.push_back(*dim);
    }
  if (shape.dims.size() > 32)
    return error(loc, what + " has more than 32 dimensions");
  int64_t elements = 1;
  for (int64_t &dim : shape.dims) {
    if (dim < -1)
      return error(loc, "a dimension of " + what + " is " + llvm::Twine(dim) +
                            ": it cannot be negative");
    if (dim > 0 && __builtin_mul_overflow(elements, dim, &elements))
      return error(loc, what + " has more elements than 64 bits count");
  }
  return shape;
}

FailureOr<llvm::SmallVector<int64_t>>
Evaluator::toStaticShape(const Value &value, SMLoc loc,
                         const llvm::Twine &what) {
  FailureOr<ShapeObject> shape = toShape(value, loc, what);
  if (failed(shape))
    return failure();
  if (!shape->ranked || llvm::is_contained(shape->dims, -1))
    return typeError(loc, what, "a shape that is known in full", value);
  return llvm::SmallVector<int64_t>(shape->dims.begin(), shape->dims.end());
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
      for (int64_t dim : value.as<ShapeObject>()->dims)
        dims.push_back(dim < 0 ? Value() : Value::of(dim));
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
static mlir::LogicalResult flattenTensor(Evaluator &ev, const Value &value,
                                         Flattened &flat, SMLoc loc,
                                         const llvm::Twine &what) {
  flat.add(value, 0);
  if (flat.isTooLarge)
    return ev.reserve(loc, size_t(1) << 40);
  if (failed(ev.reserve(loc, flat.leaves.size())))
    return failure();
  if (flat.isRagged)
    return ev.error(loc, what + ": the nested lists are of different lengths "
                                "or depths, so they are no tensor");
  return mlir::success();
}

FailureOr<mlir::DenseElementsAttr>
Evaluator::toElements(const Value &value, mlir::Type dtype, SMLoc loc,
                      const llvm::Twine &what) {
  Flattened flat;
  if (failed(flattenTensor(*this, value, flat, loc, what)))
    return failure();
  if (dtype && llvm::isa<tfc::StringType>(dtype))
    return error(loc, what + ": expected strings, found " +
                          (flat.leaves.empty() ? std::string("an empty list")
                                               : describe(flat.leaves[0])));
  if (!dtype)
    dtype = naturalType(flat.leaves, context());
  auto type = mlir::RankedTensorType::get(flat.shape, dtype);
  auto complex = llvm::dyn_cast<mlir::ComplexType>(dtype);
  auto floating = llvm::dyn_cast<mlir::FloatType>(
      complex ? complex.getElementType() : dtype);
  llvm::SmallVector<llvm::APInt, 1> integers;
  llvm::SmallVector<llvm::APFloat, 1> floats;
  for (const Value &leaf : flat.leaves) {
    if (std::string why = whyNotElement(leaf, dtype); !why.empty())
      return error(loc, what + ": " + why);
    if (floating) {
      llvm::APFloat number(leaf.asFloat());
      bool losesInfo;
      number.convert(floating.getFloatSemantics(),
                     llvm::APFloat::rmNearestTiesToEven, &losesInfo);
      floats.push_back(number);
    } else {
      integers.push_back(llvm::APInt(dtype.getIntOrFloatBitWidth(),
                                     leaf.asInt(), /*isSigned=*/true,
                                     /*implicitTrunc=*/true));
    }
  }
  if (complex) {
    llvm::SmallVector<std::complex<llvm::APFloat>> numbers;
    for (const llvm::APFloat &real : floats)
      numbers.emplace_back(real,
                           llvm::APFloat::getZero(real.getSemantics()));
    return mlir::DenseElementsAttr::get(
        type, llvm::ArrayRef<std::complex<llvm::APFloat>>(numbers));
  }
  if (floating)
    return mlir::DenseElementsAttr::get(type, floats);
  return mlir::DenseElementsAttr::get(type, integers);
}

FailureOr<mlir::Value> Evaluator::toStrings(const Value &value,
                                            const ArrayRef<int64_t> *shape,
                                            NodeName name, SMLoc loc,
                                            const llvm::Twine &what) {
  Flattened flat;
  if (failed(flattenTensor(*this, value, flat, loc, what)))
    return failure();
  llvm::SmallVector<StringRef> strings;
  for (const Value &leaf : flat.leaves) {
    if (!leaf.isString())
      return error(loc, what + ": expected strings, found " + describe(leaf));
    strings.push_back(leaf.asString());
  }
  ArrayRef<int64_t> own = flat.shape;
  if (!shape)
    return graph.constant(strings, own, name);
  int64_t want = 1, have = strings.size();
  for (int64_t dim : *shape)
    want *= dim;
  if (have > want || (have == 0 && want > 0))
    return error(loc, "shape mismatch: " + what + " of " + llvm::Twine(have) +
                          " values, shape " + shapeText(own) +
                          ", cannot have shape " + shapeText(*shape));
  if (have != 1) {
    if (failed(reserve(loc, want)))
      return failure();
    StringRef last = strings.empty() ? StringRef() : strings.back();
    strings.resize(want, last);
  }
  return graph.constant(strings, *shape, name);
}

/// Whether the first leaf of nested lists is a string.
static bool holdsStrings(const Value &value) {
  const Value *leaf = &value;
  for (unsigned level = 0; leaf->isSequence() && level <= maxNesting; ++level) {
    if (leaf->items().empty())
      return false;
    leaf = &leaf->items().front();
  }
  return leaf->isString();
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

FailureOr<mlir::Value> Evaluator::toTensor(const Value &value, mlir::Type dtype,
                                           StringRef name, SMLoc loc,
                                           const llvm::Twine &what) {
  if (value.is(ValueKind::Tensor))
    return value.asGraphValue();
  if (value.is(ValueKind::Variable))
    return graph.read(value.asVariable());
  mlir::Type inside =
      value.isSequence() ? findElementType(value) : mlir::Type();
  if (inside) {
    // As in TensorFlow, a list with tensors in it is packed.
    if (!dtype)
      dtype = inside;
    if (failed(step(loc)))
      return failure();
    std::vector<Value> items;
    for (const Value &item : value.items()) {
      FailureOr<mlir::Value> tensor = toTensor(item, dtype, name, loc, what);
      if (failed(tensor))
        return failure();
      items.push_back(Value::tensor(*tensor));
    }
    return tensorOp("stack", {heap.makeList(items), Value::of(int64_t(0))}, loc,
                    name);
  }
  bool wantsStrings = !dtype || llvm::isa<tfc::StringType>(dtype);
  bool isEmpty = value.isSequence() && value.items().empty();
  if (wantsStrings && (holdsStrings(value) || (dtype && isEmpty)))
    return toStrings(value, nullptr, {name}, loc, what);
  if (value.isNumber() || value.isSequence() || value.is(ValueKind::Shape) ||
      value.isString()) {
    FailureOr<mlir::DenseElementsAttr> elements =
        toElements(value, dtype, loc, what);
    if (failed(elements))
      return failure();
    return graph.constant(*elements, {name});
  }
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
