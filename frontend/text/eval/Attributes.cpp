// Evaluator: `value.name`. Methods are functions of the table, called
// "<Class>.<name>" there, with the receiver as their first argument.
#include "frontend/text/eval/Evaluator.h"
#include "frontend/text/eval/Properties.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>
#include <limits>

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Methods
//===----------------------------------------------------------------------===//

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

Value Evaluator::callMethod(const Value &receiver, StringRef name,
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

//===----------------------------------------------------------------------===//
// Properties
//===----------------------------------------------------------------------===//

/// The properties that a value of the graph has; nothing if it has none of this
/// name.
static std::optional<Value> nodeProperty(Evaluator &ev, mlir::Value node,
                                         StringRef name) {
  if (name == "name") {
    auto result = llvm::dyn_cast<mlir::OpResult>(node);
    unsigned index = result ? result.getResultNumber() : 0;
    return ev.heap.makeString(ev.graph.nameOf(node).str() + ":" +
                              std::to_string(index));
  }
  if (name == "op")
    return Value::operation(node);
  return std::nullopt;
}

static std::optional<Value> tensorProperty(Evaluator &ev, const Value &tensor,
                                           StringRef name) {
  if (name == "dtype")
    return Value::dtype(ev.elementType(tensor));
  if (name != "shape")
    return std::nullopt;
  ShapeObject shape;
  for (int64_t dim : ev.typeOf(tensor).getShape())
    shape.dims.push_back(dim < 0 ? -1 : dim);
  return Value::of(ev.heap.makeShape(std::move(shape)));
}

static std::optional<Value>
variableProperty(Heap &heap, const VariableObject &variable, StringRef name) {
  if (name == "name")
    return heap.makeString(variable.name + ":0");
  if (name == "op" || name == "initializer")
    return Value::operation(variable.initializer);
  if (name == "initial_value")
    return Value::tensor(variable.initialValue);
  if (name == "trainable")
    return Value::of(variable.trainable);
  return std::nullopt;
}

static std::optional<Value> shapeProperty(Heap &heap, const ShapeObject &shape,
                                          StringRef name) {
  if (name == "ndims" || name == "rank")
    return shape.ranked ? Value::number(shape.dims.size()) : Value();
  if (name == "dims")
    return shape.ranked ? heap.makeList(dimensionsOf(shape)) : Value();
  return std::nullopt;
}

static std::optional<Value> property(Evaluator &ev, const Value &base,
                                     StringRef name) {
  switch (base.kind) {
  case ValueKind::Variable:
    if (auto value = variableProperty(ev.heap, *base.asVariable(), name))
      return value;
    return tensorProperty(ev, base, name);
  case ValueKind::Tensor:
    if (auto value = tensorProperty(ev, base, name))
      return value;
    return nodeProperty(ev, base.asGraphValue(), name);
  case ValueKind::Operation:
    if (name == "name")
      return ev.heap.makeString(ev.graph.nameOf(base.asGraphValue()));
    return std::nullopt;
  case ValueKind::Shape:
    return shapeProperty(ev.heap, *base.as<ShapeObject>(), name);
  case ValueKind::DType:
    return dtypeProperty(ev.heap, base.asDType(), name);
  case ValueKind::Int: // a Dimension, as x.shape[0].value
  case ValueKind::None:
    if (name == "value")
      return base;
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

Value Evaluator::attribute(const Value &base, StringRef name, SMLoc loc) {
  if (base.is(ValueKind::Module))
    return moduleMember(base.asString(), name, loc);
  if (hasFailed())
    return graph.poison();
  if (std::optional<Value> value = property(*this, base, name))
    return *value;
  if (findMethod(functions, base, name))
    return Value::of(heap.makeMethod({base, name}));
  return error(loc, describe(base) + " has no attribute '" + name + "'");
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

static std::optional<double> mathConstant(StringRef name) {
  return llvm::StringSwitch<std::optional<double>>(name)
      .Case("pi", M_PI)
      .Case("e", M_E)
      .Case("inf", std::numeric_limits<double>::infinity())
      .Case("nan", std::numeric_limits<double>::quiet_NaN())
      .Default(std::nullopt);
}

Value Evaluator::moduleMember(StringRef module, StringRef name, SMLoc loc) {
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
  if (module == "np" || module == "math")
    if (std::optional<double> number = mathConstant(name))
      return Value::of(*number);
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
