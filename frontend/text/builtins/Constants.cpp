// Constants.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "ir/Dialect.h"

using namespace tfc::text;

/// The dtype argument of a call; null if it was not given.
static mlir::Type dtypeOf(Call &call) {
  return call.has("dtype") ? call.dtype("dtype") : mlir::Type();
}

/// `elements` in another shape; the last one fills what is left.
static mlir::DenseElementsAttr fillShape(Evaluator &ev, Call &call,
                                         mlir::DenseElementsAttr elements,
                                         ArrayRef<int64_t> shape) {
  auto type = mlir::RankedTensorType::get(shape, elements.getElementType());
  int64_t have = elements.getNumElements(), want = type.getNumElements();
  if (have == want)
    return elements.reshape(type);
  if (have == 0 || have > want) {
    ev.error(call.loc, "shape mismatch: tf.constant of " + llvm::Twine(have) +
                           " values, shape " +
                           shapeText(elements.getType().getShape()) +
                           ", cannot have shape " + shapeText(shape));
    return elements;
  }
  if (elements.isSplat())
    return elements.resizeSplat(type);
  if (!ev.reserve(call.loc, want))
    return elements;
  auto values = llvm::to_vector(elements.getValues<mlir::Attribute>());
  values.resize(want, values.back());
  return mlir::DenseElementsAttr::get(type, values);
}

/// The elements of tf.constant's value: Python's numbers, or a constant.
static mlir::DenseElementsAttr constantElements(Evaluator &ev, Call &call,
                                                mlir::Type dtype) {
  const Value &value = call["value"];
  std::string what = "tf.constant: value";
  if (value.is(ValueKind::Tensor)) {
    auto elements = llvm::dyn_cast_or_null<mlir::DenseElementsAttr>(
        ev.graph.constantElements(value.asGraphValue()));
    if (elements && (!dtype || dtype == elements.getElementType()))
      return elements;
  }
  if (value.isTensorLike())
    ev.typeError(call.locOf("value"), what,
                 "known when compiling, and of the dtype", value);
  return ev.toElements(value, dtype, call.locOf("value"), what);
}

static Value stringConstant(Evaluator &ev, Call &call) {
  llvm::SmallVector<int64_t> shape;
  if (call.has("shape"))
    shape = call.staticShape("shape");
  ArrayRef<int64_t> view = shape;
  return Value::tensor(ev.toStrings(
      call["value"], call.has("shape") ? &view : nullptr, call.nameOr("Const"),
      call.locOf("value"), "tf.constant: value"));
}

static Value constant(Evaluator &ev, Call &call) {
  mlir::Type dtype = dtypeOf(call);
  if (dtype ? llvm::isa<tfc::StringType>(dtype)
            : firstLeaf(call["value"]).isString())
    return stringConstant(ev, call);
  mlir::DenseElementsAttr elements = constantElements(ev, call, dtype);
  if (call.has("shape")) {
    llvm::SmallVector<int64_t> shape = call.staticShape("shape");
    if (!ev.hasFailed())
      elements = fillShape(ev, call, elements, shape);
  }
  return Value::tensor(ev.graph.constant(elements, call.nameOr("Const")));
}

static Value convertToTensor(Evaluator &ev, Call &call) {
  mlir::Type dtype = dtypeOf(call);
  const Value &value = call["value"];
  if (value.isTensorLike() && dtype && ev.elementType(value) != dtype)
    return ev.error(call.loc, "type mismatch: tf.convert_to_tensor of a " +
                                  dtypeName(ev.elementType(value)) +
                                  " tensor to " + dtypeName(dtype) +
                                  "; tf.cast converts");
  if (value.is(ValueKind::Tensor))
    return value;
  return Value::tensor(ev.toTensor(value, dtype, call.nameOr("Const").text,
                                   call.locOf("value"),
                                   "tf.convert_to_tensor: value"));
}

//===----------------------------------------------------------------------===//
// One number for all elements
//===----------------------------------------------------------------------===//

/// Whether a shape is known when compiling.
static bool isKnownShape(Evaluator &ev, const Value &shape) {
  auto isConstant = [&](const Value &value) {
    return ev.constantValue(value.asGraphValue()).has_value();
  };
  if (shape.isSequence())
    return llvm::all_of(shape.items(), [&](const Value &item) {
      return !item.is(ValueKind::Tensor) || isConstant(item);
    });
  if (shape.is(ValueKind::Tensor))
    return isConstant(shape);
  return !shape.isTensorLike();
}

/// A tensor of `number`, or of empty strings: a constant if the shape is known,
/// else tf.fill.
static Value filled(Evaluator &ev, Call &call, const Value &shape,
                    mlir::Type dtype, int64_t number, NodeName name) {
  bool isString = llvm::isa<tfc::StringType>(dtype);
  if (isString && number)
    return ev.error(call.loc, call.function() + " of strings");
  mlir::DenseElementsAttr element;
  if (!isString)
    element = ev.toElements(dtype.isInteger(1) ? Value::of(number != 0)
                                               : Value::of(number),
                            dtype, call.loc, call.function());
  if (!isKnownShape(ev, shape)) {
    NodeScope scope(ev, call, name.text);
    mlir::Value scalar =
        isString ? ev.graph.constant(StringRef(""), {}, NodeName{"Const"})
                 : ev.graph.constant(element, {"Const"});
    return scope.finish(OpMaker(ev, call.loc).fill(shape, scalar));
  }
  llvm::SmallVector<int64_t> dims =
      ev.toStaticShape(shape, call.loc, call.function() + ": shape");
  if (isString)
    return Value::tensor(
        ev.graph.constant(StringRef(""), ArrayRef<int64_t>(dims), name));
  if (ev.hasFailed())
    return ev.graph.poison();
  auto type = mlir::RankedTensorType::get(dims, dtype);
  return Value::tensor(ev.graph.constant(element.resizeSplat(type), name));
}

static Value zerosOrOnes(Evaluator &ev, Call &call) {
  bool isOnes = call.function() == "tf.ones";
  return filled(ev, call, call["shape"], call.dtype("dtype"), isOnes,
                call.nameOr(isOnes ? "ones" : "zeros"));
}

static Value zerosOrOnesLike(Evaluator &ev, Call &call) {
  bool isOnes = call.function() == "tf.ones_like";
  mlir::Type dtype = dtypeOf(call);
  Value tensor = call.tensor("tensor");
  NodeName name = call.nameOr(isOnes ? "ones_like" : "zeros_like");
  Value shape = ev.typeOf(tensor).hasStaticShape()
                    ? ev.attribute(tensor, "shape", call.loc)
                    : OpMaker(ev, call.loc).shape(tensor);
  return filled(ev, call, shape, dtype ? dtype : ev.elementType(tensor), isOnes,
                name);
}

static Value eye(Evaluator &ev, Call &call) {
  mlir::Type dtype = dtypeOf(call);
  int64_t rows = call.integer("num_rows");
  int64_t columns =
      call.has("num_columns") ? call.integer("num_columns") : rows;
  if (rows < 0 || columns < 0 || rows > 4096 || columns > 4096)
    return call.error("expected 0 to 4096 rows and columns");
  if (!ev.reserve(call.loc, rows * columns))
    return ev.graph.poison();
  std::vector<Value> matrix;
  for (int64_t i = 0; i < rows; ++i) {
    std::vector<Value> row(columns, Value::number(0));
    if (i < columns)
      row[i] = Value::number(1);
    matrix.push_back(ev.heap.makeList(std::move(row)));
  }
  mlir::DenseElementsAttr elements = ev.toElements(
      ev.heap.makeList(std::move(matrix)), dtype, call.loc, "tf.eye");
  return Value::tensor(ev.graph.constant(elements, call.nameOr("eye")));
}

void tfc::text::addConstants(FunctionTable &table) {
  table.add("tf.constant(value, dtype=None, shape=None, verify_shape=False)",
            constant);
  table.add("tf.convert_to_tensor(value, dtype=None, preferred_dtype=None)",
            convertToTensor);
  table.add("tf.zeros(shape, dtype=tf.float32)", zerosOrOnes);
  table.add("tf.ones(shape, dtype=tf.float32)", zerosOrOnes);
  table.add("tf.zeros_like(tensor, dtype=None, optimize=True)",
            zerosOrOnesLike);
  table.add("tf.ones_like(tensor, dtype=None, optimize=True)", zerosOrOnesLike);
  table.add("tf.eye(num_rows, num_columns=None, dtype=tf.float32)", eye);
}
