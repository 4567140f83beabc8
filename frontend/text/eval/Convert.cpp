// Evaluator: values of the program to what C++ takes: numbers, texts, shapes.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;

Failed Evaluator::typeError(SMLoc loc, const llvm::Twine &what,
                            const llvm::Twine &expected, const Value &found) {
  std::string text = describe(found);
  if (found.isNumber() || found.isString() || found.is(ValueKind::DType) ||
      found.is(ValueKind::Tensor))
    text = toText(found, true);
  return error(loc, what + " must be " + expected + ", not " + text);
}

Value Evaluator::knownValue(const Value &value) {
  if (value.is(ValueKind::Tensor))
    if (std::optional<Value> constant = constantValue(value.asGraphValue()))
      return *constant;
  return value;
}

Value Evaluator::ints(ArrayRef<int64_t> numbers) {
  std::vector<Value> items;
  for (int64_t number : numbers)
    items.push_back(Value::of(number));
  return heap.makeList(std::move(items));
}

int64_t Evaluator::toInt(const Value &value, SMLoc loc,
                         const llvm::Twine &what) {
  Value known = knownValue(value);
  if (known.isIntegral())
    return known.asInt();
  return typeError(loc, what, "an int known when compiling", value);
}

double Evaluator::toDouble(const Value &value, SMLoc loc,
                           const llvm::Twine &what) {
  Value known = knownValue(value);
  bool isNumber = value.is(ValueKind::Bool) ? false : known.isNumber();
  if (isNumber)
    return known.asFloat();
  return typeError(loc, what, "a number known when compiling", value);
}

bool Evaluator::toBool(const Value &value, SMLoc loc, const llvm::Twine &what) {
  Value known = knownValue(value);
  if (known.is(ValueKind::Bool))
    return known.boolean;
  if (value.is(ValueKind::Int) && (value.integer == 0 || value.integer == 1))
    return value.integer == 1;
  return typeError(loc, what, "True or False", value);
}

StringRef Evaluator::toString(const Value &value, SMLoc loc,
                              const llvm::Twine &what) {
  if (value.isString())
    return value.asString();
  return typeError(loc, what, "a string", value);
}

mlir::Type Evaluator::toDType(const Value &value, SMLoc loc,
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

llvm::SmallVector<int64_t> Evaluator::toInts(const Value &value, SMLoc loc,
                                             const llvm::Twine &what) {
  Value known = knownValue(value);
  if (known.isIntegral())
    return {known.asInt()};
  if (known.is(ValueKind::Shape) && known.as<ShapeObject>()->ranked &&
      !llvm::is_contained(known.as<ShapeObject>()->dims, -1))
    return llvm::to_vector(known.as<ShapeObject>()->dims);
  if (!known.isSequence())
    return typeError(loc, what, "a list of ints known when compiling", value);
  llvm::SmallVector<int64_t> result;
  for (const Value &item : known.items())
    result.push_back(toInt(item, loc, "an item of " + what));
  return result;
}

/// The error that stands is told if the shape is none that a tensor can have.
static void checkShape(Evaluator &ev, const ShapeObject &shape, SMLoc loc,
                       const llvm::Twine &what) {
  if (shape.dims.size() > 32)
    ev.error(loc, what + " has more than 32 dimensions");
  int64_t elements = 1;
  for (int64_t dim : shape.dims) {
    if (dim < -1)
      ev.error(loc, "a dimension of " + what + " is " + llvm::Twine(dim) +
                        ": it cannot be negative");
    if (dim > 0 && __builtin_mul_overflow(elements, dim, &elements))
      ev.error(loc, what + " has more elements than 64 bits count");
  }
}

ShapeObject Evaluator::toShape(const Value &value, SMLoc loc,
                               const llvm::Twine &what) {
  Value known = knownValue(value);
  if (known.isNone())
    return {/*ranked=*/false, {}};
  if (known.is(ValueKind::Shape))
    return *known.as<ShapeObject>();
  ShapeObject shape;
  if (known.isIntegral())
    shape.dims.push_back(known.asInt());
  else if (!known.isSequence())
    return typeError(loc, what, "a shape such as [None, 64]", value);
  else
    for (const Value &item : known.items())
      shape.dims.push_back(
          item.isNone() ? -1 : toInt(item, loc, "a dimension of " + what));
  checkShape(*this, shape, loc, what);
  return shape;
}

llvm::SmallVector<int64_t> Evaluator::toStaticShape(const Value &value,
                                                    SMLoc loc,
                                                    const llvm::Twine &what) {
  ShapeObject shape = toShape(value, loc, what);
  if (!shape.ranked || llvm::is_contained(shape.dims, -1))
    return typeError(loc, what, "a shape that is known in full", value);
  return llvm::to_vector(shape.dims);
}
