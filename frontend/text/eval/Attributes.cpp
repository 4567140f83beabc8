// Evaluator: `value.name`. Methods are functions of the table, called
// "<Class>.<name>" there, with the receiver as their first argument.
#include "frontend/text/eval/Evaluator.h"

#include "ir/Dialect.h"

#include <cmath>
#include <limits>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;

static StringRef methodClass(const Value &value) {
  switch (value.kind) {
  case ValueKind::Tensor:
    return "Tensor";
  case ValueKind::Variable:
    return "Variable";
  case ValueKind::Operation:
    return "Operation";
  case ValueKind::Shape:
    return "Shape";
  case ValueKind::List:
  case ValueKind::Tuple:
    return "List";
  case ValueKind::Dict:
    return "Dict";
  case ValueKind::String:
    return "String";
  case ValueKind::Object:
    return value.as<Object>()->className();
  default:
    return "";
  }
}

static const Builtin *findMethod(const FunctionTable &functions,
                                 const Value &receiver, StringRef name) {
  StringRef owner = methodClass(receiver);
  if (const Builtin *method = functions.find((owner + "." + name).str()))
    return method;
  if (receiver.is(ValueKind::Variable))
    return functions.find(("Tensor." + name).str());
  return nullptr;
}

Result Evaluator::callMethod(const Value &receiver, StringRef name,
                             const CallArguments &arguments, SMLoc loc,
                             StringRef hint) {
  const Builtin *method = findMethod(functions, receiver, name);
  if (!method)
    return error(loc, describe(receiver) + " cannot be called");
  if (receiver.is(ValueKind::Tuple) &&
      (name == "append" || name == "extend" || name == "pop"))
    return error(loc, "a tuple cannot change; use a list");
  if (receiver.isString() && name == "format") // takes any keywords
    return formatBraces(receiver.asString(), arguments, loc);
  CallArguments all = arguments;
  all.positional.insert(all.positional.begin(), {receiver, loc});
  return callBuiltin(*method, all, loc, hint);
}

static Value tensorShape(Evaluator &evaluator, const Value &tensor) {
  ShapeObject shape;
  for (int64_t dim : evaluator.typeOf(tensor).getShape())
    shape.dims.push_back(dim < 0 ? -1 : dim);
  return Value::of(evaluator.heap.makeShape(std::move(shape)));
}

/// Properties; failure, without an error, if there is none of this name.
static Result property(Evaluator &evaluator, const Value &base, StringRef name,
                       SMLoc loc) {
  Graph &graph = evaluator.graph;
  switch (base.kind) {
  case ValueKind::Variable: {
    VariableObject *variable = base.asVariable();
    if (name == "name")
      return evaluator.heap.makeString(variable->name + ":0");
    if (name == "op")
      return Value::operation(variable->initializer);
    if (name == "initializer")
      return Value::operation(variable->initializer);
    if (name == "initial_value")
      return Value::tensor(variable->initialValue);
    if (name == "trainable")
      return Value::of(variable->trainable);
    [[fallthrough]];
  }
  case ValueKind::Tensor:
    if (name == "shape")
      return tensorShape(evaluator, base);
    if (name == "dtype")
      return Value::dtype(evaluator.elementType(base));
    if (name == "name") {
      unsigned index =
          llvm::cast<mlir::OpResult>(base.asGraphValue()).getResultNumber();
      return evaluator.heap.makeString(
          (graph.nameOf(base.asGraphValue()) + ":" + llvm::Twine(index)).str());
    }
    if (name == "op")
      return Value::operation(base.asGraphValue());
    return failure();
  case ValueKind::Operation:
    if (name == "name")
      return evaluator.heap.makeString(graph.nameOf(base.asGraphValue()));
    return failure();
  case ValueKind::Shape: {
    auto *shape = base.as<ShapeObject>();
    if (name == "ndims" || name == "rank")
      return shape->ranked ? Value::of(int64_t(shape->dims.size())) : Value();
    if (name == "dims")
      return evaluator.call("Shape.as_list", {base}, loc);
    return failure();
  }
  case ValueKind::DType: {
    mlir::Type type = base.asDType();
    if (name == "name")
      return evaluator.heap.makeString(dtypeName(type));
    if (name == "base_dtype" || name == "as_numpy_dtype")
      return base;
    if (name == "is_floating")
      return Value::of(llvm::isa<mlir::FloatType>(type));
    if (name == "is_integer")
      return Value::of(llvm::isa<mlir::IntegerType>(type) &&
                       !type.isInteger(1));
    if (name == "is_bool")
      return Value::of(type.isInteger(1));
    if (llvm::isa<tfc::StringType>(type))
      return failure();
    auto complex = llvm::dyn_cast<mlir::ComplexType>(type);
    if (name == "is_complex")
      return Value::of(bool(complex));
    if (name == "real_dtype")
      return complex ? Value::dtype(complex.getElementType()) : base;
    if (name == "size")
      return Value::of(
          complex
              ? int64_t(complex.getElementType().getIntOrFloatBitWidth() / 4)
              : int64_t((type.getIntOrFloatBitWidth() + 7) / 8));
    if (complex)
      return failure();
    if (name == "max" || name == "min") {
      bool isMax = name == "max";
      if (auto floating = llvm::dyn_cast<mlir::FloatType>(type)) {
        llvm::APFloat limit = llvm::APFloat::getLargest(
            floating.getFloatSemantics(), /*Negative=*/!isMax);
        bool losesInfo;
        limit.convert(llvm::APFloat::IEEEdouble(),
                      llvm::APFloat::rmNearestTiesToEven, &losesInfo);
        return Value::of(limit.convertToDouble());
      }
      unsigned width = type.getIntOrFloatBitWidth();
      if (width == 1)
        return Value::of(isMax);
      if (type.isUnsignedInteger())
        return Value::of(
            int64_t(isMax ? llvm::maxUIntN(std::min(width, 63u)) : 0));
      return Value::of(isMax ? llvm::maxIntN(width) : llvm::minIntN(width));
    }
    return failure();
  }
  case ValueKind::Int: // a Dimension, as x.shape[0].value
  case ValueKind::None:
    if (name == "value")
      return base;
    return failure();
  default:
    return failure();
  }
}

Result Evaluator::attribute(const Value &base, StringRef name, SMLoc loc) {
  if (base.is(ValueKind::Module))
    return moduleMember(base.asString(), name, loc);
  Result value = property(*this, base, name, loc);
  if (mlir::succeeded(value))
    return value;
  if (findMethod(functions, base, name))
    return Value::of(heap.makeMethod({base, name}));
  return error(loc, describe(base) + " has no attribute '" + name + "'");
}

Result Evaluator::moduleMember(StringRef module, StringRef name, SMLoc loc) {
  std::string full = (module + "." + name).str();
  if (const Builtin *builtin = functions.find(full))
    return Value::of(builtin);
  if (functions.isModule(full))
    return Value::module(heap.string(full));
  if (module == "tfc")
    if (const Builtin *op = functions.findOp(full))
      return Value::of(op);
  if (module == "tf" || module == "np" || module == "tf.dtypes")
    if (mlir::Type type = dtypeByName(name, context()))
      return Value::dtype(type);
  if ((module == "tf" || module == "np") && name == "newaxis")
    return Value();
  if (full == "tf.AUTO_REUSE")
    return Value::of(StringRef("tf.AUTO_REUSE"));
  if (full == "tf.compat.v1")
    return Value::module("tf");
  if (module == "np" || module == "math") {
    if (name == "pi")
      return Value::of(M_PI);
    if (name == "e")
      return Value::of(M_E);
    if (name == "inf")
      return Value::of(std::numeric_limits<double>::infinity());
    if (name == "nan")
      return Value::of(std::numeric_limits<double>::quiet_NaN());
  }
  if (full == "tf.GraphKeys")
    return Value::module("tf.GraphKeys");
  if (module == "tf.GraphKeys")
    return heap.makeString(name.lower());
  StringRef nearest = functions.nearest(full);
  return error(loc, "unknown function '" + full + "'" +
                        (nearest.empty()
                             ? std::string()
                             : "; did you mean '" + nearest.str() + "'?"));
}
