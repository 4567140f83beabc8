// Constants and placeholders.
#include "frontend/text/eval/Evaluator.h"

#include "ir/Dialect.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

static NodeName nameOr(const Call &call, StringRef fallback) {
  return call.name.text.empty() ? NodeName{fallback, false} : call.name;
}

/// The dtype argument of a call; null if it was not given.
static FailureOr<mlir::Type> dtypeOf(Evaluator &ev, Call &call) {
  if (!call.has("dtype"))
    return mlir::Type();
  return ev.toDType(call["dtype"], call.locOf("dtype"),
                    call.function() + ": dtype");
}

static Result wrap(FailureOr<mlir::Value> value) {
  return failed(value) ? Result(failure()) : Value::tensor(*value);
}

/// `elements` in another shape; the last one fills what is left.
static FailureOr<mlir::DenseElementsAttr>
fillShape(Evaluator &ev, Call &call, mlir::DenseElementsAttr elements,
          ArrayRef<int64_t> shape) {
  auto type = mlir::RankedTensorType::get(shape, elements.getElementType());
  int64_t have = elements.getNumElements(), want = type.getNumElements();
  if (have == want)
    return elements.reshape(type);
  if (have == 0 || have > want)
    return ev.error(call.loc, "shape mismatch: tf.constant of " +
                                  llvm::Twine(have) + " values, shape " +
                                  shapeText(elements.getType().getShape()) +
                                  ", cannot have shape " + shapeText(shape));
  if (elements.isSplat())
    return elements.resizeSplat(type);
  if (failed(ev.reserve(call.loc, want)))
    return failure();
  auto values = llvm::to_vector(elements.getValues<mlir::Attribute>());
  values.resize(want, values.back());
  return mlir::DenseElementsAttr::get(type, values);
}

/// The elements of tf.constant's value: Python's numbers, or a constant.
static FailureOr<mlir::DenseElementsAttr>
constantElements(Evaluator &ev, Call &call, mlir::Type dtype) {
  const Value &value = call["value"];
  if (!value.isTensorLike())
    return ev.toElements(value, dtype, call.locOf("value"),
                         "tf.constant: value");
  mlir::DenseElementsAttr elements;
  if (value.is(ValueKind::Tensor))
    elements = llvm::dyn_cast_or_null<mlir::DenseElementsAttr>(
        ev.graph.constantElements(value.asGraphValue()));
  if (!elements || (dtype && dtype != elements.getElementType()))
    return ev.typeError(call.locOf("value"), "tf.constant: value",
                        "known when compiling, and of the dtype", value);
  return elements;
}

/// The first leaf of nested lists.
static const Value &firstLeaf(const Value &value) {
  const Value *leaf = &value;
  while (leaf->isSequence() && !leaf->items().empty())
    leaf = &leaf->items().front();
  return *leaf;
}

static Result stringConstant(Evaluator &ev, Call &call) {
  llvm::SmallVector<int64_t> shape;
  ArrayRef<int64_t> view;
  if (call.has("shape")) {
    auto given = ev.toStaticShape(call["shape"], call.locOf("shape"),
                                  "tf.constant: shape");
    if (failed(given))
      return failure();
    shape = *given;
    view = shape;
  }
  return wrap(ev.toStrings(call["value"], call.has("shape") ? &view : nullptr,
                           nameOr(call, "Const"), call.locOf("value"),
                           "tf.constant: value"));
}

static Result constant(Evaluator &ev, Call &call) {
  FailureOr<mlir::Type> dtype = dtypeOf(ev, call);
  if (failed(dtype))
    return failure();
  if ((*dtype && llvm::isa<tfc::StringType>(*dtype)) ||
      (!*dtype && firstLeaf(call["value"]).isString()))
    return stringConstant(ev, call);
  FailureOr<mlir::DenseElementsAttr> elements =
      constantElements(ev, call, *dtype);
  if (failed(elements))
    return failure();
  if (call.has("shape")) {
    auto shape = ev.toStaticShape(call["shape"], call.locOf("shape"),
                                  "tf.constant: shape");
    if (failed(shape))
      return failure();
    elements = fillShape(ev, call, *elements, *shape);
    if (failed(elements))
      return failure();
  }
  return wrap(ev.graph.constant(*elements, nameOr(call, "Const")));
}

static Result convertToTensor(Evaluator &ev, Call &call) {
  FailureOr<mlir::Type> dtype = dtypeOf(ev, call);
  if (failed(dtype))
    return failure();
  const Value &value = call["value"];
  if (value.isTensorLike()) {
    if (*dtype && ev.elementType(value) != *dtype)
      return ev.error(call.loc, "type mismatch: tf.convert_to_tensor of a " +
                                    dtypeName(ev.elementType(value)) +
                                    " tensor to " + dtypeName(*dtype) +
                                    "; tf.cast converts");
    if (value.is(ValueKind::Tensor))
      return value;
  }
  NodeName name = nameOr(call, "Const");
  return wrap(ev.toTensor(value, *dtype, name.text, call.locOf("value"),
                          "tf.convert_to_tensor: value"));
}

/// A tensor of `number`: a constant if the shape is known, else tf.fill.
static Result filled(Evaluator &ev, Call &call, const Value &shape,
                     mlir::Type dtype, int64_t number, NodeName name) {
  Value value = dtype.isInteger(1) ? Value::of(number != 0) : Value::of(number);
  bool isKnown = !shape.isTensorLike();
  if (shape.is(ValueKind::Tensor))
    isKnown = ev.constantValue(shape.asGraphValue()).has_value();
  if (shape.isSequence())
    isKnown = llvm::none_of(shape.items(), [&](const Value &item) {
      return item.is(ValueKind::Tensor) &&
             !ev.constantValue(item.asGraphValue());
    });
  bool isString = llvm::isa<tfc::StringType>(dtype);
  if (isString && number)
    return ev.error(call.loc, call.function() + " of strings");
  FailureOr<mlir::DenseElementsAttr> element = mlir::DenseElementsAttr();
  if (!isString)
    element = ev.toElements(value, dtype, call.loc, call.function());
  if (failed(element))
    return failure();
  if (!isKnown) {
    NodeScope scope(ev, call, name.text);
    FailureOr<mlir::Value> scalar =
        isString ? ev.graph.constant(StringRef(""), {}, NodeName{"Const"})
                 : ev.graph.constant(*element, {"Const"});
    if (failed(scalar))
      return failure();
    Result fill = ev.op("fill", {shape, Value::tensor(*scalar)}, call.loc);
    return failed(fill) ? fill : Result(scope.finish(fill));
  }
  auto dims = ev.toStaticShape(shape, call.loc, call.function() + ": shape");
  if (failed(dims))
    return failure();
  if (isString)
    return wrap(
        ev.graph.constant(StringRef(""), ArrayRef<int64_t>(*dims), name));
  auto type = mlir::RankedTensorType::get(*dims, dtype);
  return wrap(ev.graph.constant(element->resizeSplat(type), name));
}

static Result zerosOrOnes(Evaluator &ev, Call &call) {
  FailureOr<mlir::Type> dtype = dtypeOf(ev, call);
  if (failed(dtype))
    return failure();
  bool isOnes = call.function() == "tf.ones";
  return filled(ev, call, call["shape"], *dtype, isOnes,
                nameOr(call, isOnes ? "ones" : "zeros"));
}

static Result zerosOrOnesLike(Evaluator &ev, Call &call) {
  bool isOnes = call.function() == "tf.ones_like";
  FailureOr<mlir::Type> dtype = dtypeOf(ev, call);
  FailureOr<mlir::Value> tensor = ev.toTensor(
      call["tensor"], {}, "tensor", call.loc, call.function() + ": tensor");
  if (failed(dtype) || failed(tensor))
    return failure();
  auto type = llvm::cast<mlir::RankedTensorType>(tensor->getType());
  if (!*dtype)
    dtype = type.getElementType();
  NodeName name = nameOr(call, isOnes ? "ones_like" : "zeros_like");
  Value shape;
  if (type.hasStaticShape()) {
    shape = *ev.attribute(Value::tensor(*tensor), "shape", call.loc);
  } else {
    Result dynamic = ev.op("shape", {Value::tensor(*tensor)}, call.loc);
    if (failed(dynamic))
      return failure();
    shape = *dynamic;
  }
  return filled(ev, call, shape, *dtype, isOnes, name);
}

static Result eye(Evaluator &ev, Call &call) {
  FailureOr<mlir::Type> dtype = dtypeOf(ev, call);
  FailureOr<int64_t> rows =
      ev.toInt(call["num_rows"], call.loc, "tf.eye: num_rows");
  if (failed(dtype) || failed(rows))
    return failure();
  FailureOr<int64_t> columns = *rows;
  if (call.has("num_columns"))
    columns = ev.toInt(call["num_columns"], call.loc, "tf.eye: num_columns");
  if (failed(columns))
    return failure();
  if (*rows < 0 || *columns < 0 || *rows > 4096 || *columns > 4096)
    return ev.error(call.loc, "tf.eye: expected 0 to 4096 rows and columns");
  std::vector<Value> matrix;
  if (failed(ev.reserve(call.loc, *rows * *columns)))
    return failure();
  for (int64_t i = 0; i < *rows; ++i) {
    std::vector<Value> row(*columns, Value::of(int64_t(0)));
    if (i < *columns)
      row[i] = Value::of(int64_t(1));
    matrix.push_back(ev.heap.makeList(std::move(row)));
  }
  FailureOr<mlir::DenseElementsAttr> elements = ev.toElements(
      ev.heap.makeList(std::move(matrix)), *dtype, call.loc, "tf.eye");
  if (failed(elements))
    return failure();
  return wrap(ev.graph.constant(*elements, nameOr(call, "eye")));
}

//===----------------------------------------------------------------------===//
// Placeholders
//===----------------------------------------------------------------------===//

/// `shape`, refined by what --shape says of the node.
static FailureOr<llvm::SmallVector<int64_t>>
placeholderShape(Evaluator &ev, Call &call, ShapeObject shape, StringRef full) {
  auto given = ev.options.shapes.find(full);
  if (given == ev.options.shapes.end()) {
    if (!shape.ranked)
      return ev.error(call.loc, "placeholder '" + full +
                                    "' has no shape: give one here or by "
                                    "--shape " +
                                    full + "=..x..");
    return llvm::SmallVector<int64_t>(shape.dims.begin(), shape.dims.end());
  }
  const std::vector<int64_t> &dims = given->second;
  bool fits = !shape.ranked || shape.dims.size() == dims.size();
  for (size_t i = 0; fits && shape.ranked && i < dims.size(); ++i)
    fits = shape.dims[i] < 0 || dims[i] < 0 || shape.dims[i] == dims[i];
  if (!fits)
    return ev.error(call.loc, "shape mismatch: --shape gives " +
                                  shapeText(dims) + " for placeholder '" +
                                  full + "', whose shape is " +
                                  shapeText(shape.dims));
  llvm::SmallVector<int64_t> refined(dims.begin(), dims.end());
  for (size_t i = 0; shape.ranked && i < dims.size(); ++i)
    if (dims[i] < 0)
      refined[i] = shape.dims[i];
  return refined;
}

static mlir::RankedTensorType tensorType(llvm::SmallVector<int64_t> dims,
                                         mlir::Type dtype) {
  for (int64_t &dim : dims)
    if (dim < 0)
      dim = mlir::ShapedType::kDynamic;
  return mlir::RankedTensorType::get(dims, dtype);
}

static Result placeholder(Evaluator &ev, Call &call) {
  FailureOr<mlir::Type> dtype =
      ev.toDType(call["dtype"], call.locOf("dtype"), "tf.placeholder: dtype");
  if (failed(dtype))
    return failure();
  FailureOr<ShapeObject> shape =
      ev.toShape(call["shape"], call.locOf("shape"), "tf.placeholder: shape");
  if (failed(shape))
    return failure();
  NodeName name = nameOr(call, "Placeholder");
  std::string full = ev.graph.names.claim(name);
  auto dims = placeholderShape(ev, call, *shape, full);
  if (failed(dims))
    return failure();
  mlir::NamedAttrList attributes;
  attributes.set("name", ev.graph.builder.getStringAttr(full));
  FailureOr<mlir::Operation *> op = ev.graph.createTyped(
      "tfc.placeholder", tensorType(*dims, *dtype), {}, attributes, "");
  if (failed(op))
    return failure();
  if (name.isHint)
    ev.graph.names.holdWeakly(full, *op);
  return Value::tensor((*op)->getResult(0));
}

static Result placeholderWithDefault(Evaluator &ev, Call &call) {
  FailureOr<ShapeObject> shape = ev.toShape(
      call["shape"], call.locOf("shape"), "tf.placeholder_with_default: shape");
  if (failed(shape))
    return failure();
  NodeName name = nameOr(call, "PlaceholderWithDefault");
  std::string full = ev.graph.names.claim(name);
  std::string outer = ev.graph.names.enterFull(full);
  FailureOr<mlir::Value> input =
      ev.toTensor(call["input"], {}, "input", call.locOf("input"),
                  "tf.placeholder_with_default: input");
  ev.graph.names.leave(outer);
  if (failed(input))
    return failure();
  auto type = llvm::cast<mlir::RankedTensorType>(input->getType());
  if (!shape->ranked)
    shape->dims.assign(type.getRank(), -1);
  auto dims = placeholderShape(ev, call, *shape, full);
  if (failed(dims))
    return failure();
  bool fits = int64_t(dims->size()) == type.getRank();
  for (int64_t i = 0; fits && i < type.getRank(); ++i)
    fits = (*dims)[i] < 0 || type.isDynamicDim(i) ||
           (*dims)[i] == type.getDimSize(i);
  if (!fits)
    return ev.error(call.loc, "shape mismatch: the default has shape " +
                                  shapeText(type.getShape()) +
                                  ", the placeholder " + shapeText(*dims));
  mlir::NamedAttrList attributes;
  attributes.set("name", ev.graph.builder.getStringAttr(full));
  FailureOr<mlir::Operation *> op = ev.graph.createTyped(
      "tfc.placeholder_with_default", tensorType(*dims, type.getElementType()),
      *input, attributes, "");
  if (failed(op))
    return failure();
  if (name.isHint)
    ev.graph.names.holdWeakly(full, *op);
  return Value::tensor((*op)->getResult(0));
}

void tfc::text::addConstantFunctions(FunctionTable &table) {
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
  table.add("tf.placeholder(dtype, shape=None)", placeholder);
  table.add("tf.placeholder_with_default(input, shape)",
            placeholderWithDefault);
}
