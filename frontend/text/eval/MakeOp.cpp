// Evaluator: the one builder that turns a call of an op's function into the op.
#include "frontend/text/eval/Evaluator.h"

#include "ir/Dialect.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Classes of element types
//===----------------------------------------------------------------------===//

static bool sharesElementType(const OpArgument &argument) {
  switch (argument.kind) {
  case ArgumentKind::Tensor:
  case ArgumentKind::Tensors:
    // `like` gives a shape only.
    return argument.elements <= ElementClass::Int && argument.name != "like";
  case ArgumentKind::Variable:
    return true;
  default:
    return false;
  }
}

static bool isOf(ElementClass elements, mlir::Type type) {
  bool isBool = type.isInteger(1), isString = llvm::isa<tfc::StringType>(type);
  switch (elements) {
  case ElementClass::Element:
    return true;
  case ElementClass::Any:
    return !isString;
  case ElementClass::Ordered:
    return !isBool && !llvm::isa<mlir::ComplexType>(type);
  case ElementClass::String:
    return isString;
  case ElementClass::Arithmetic:
    return !isBool && !isString;
  case ElementClass::Number:
    return !isBool && !isString && !llvm::isa<mlir::ComplexType>(type);
  case ElementClass::Analytic:
    return llvm::isa<mlir::FloatType, mlir::ComplexType>(type);
  case ElementClass::Complex:
    return llvm::isa<mlir::ComplexType>(type);
  case ElementClass::Float:
    return llvm::isa<mlir::FloatType>(type);
  case ElementClass::Int:
    return llvm::isa<mlir::IntegerType>(type) && !isBool;
  case ElementClass::Bool:
    return isBool;
  case ElementClass::Index:
    return type.isInteger(32) || type.isInteger(64);
  }
  llvm_unreachable("covered above");
}

static const char *elementText(ElementClass elements) {
  static const char *const texts[] = {"a tensor",
                                      "a tensor of numbers or truth values",
                                      "a tensor of real numbers or strings",
                                      "a tensor of numbers",
                                      "a tensor of real numbers",
                                      "a tensor of floats",
                                      "a tensor of floats or complex numbers",
                                      "a tensor of complex numbers",
                                      "a tensor of ints",
                                      "a tensor of bool",
                                      "a tensor of int32 or int64",
                                      "a tensor of strings"};
  return texts[unsigned(elements)];
}

//===----------------------------------------------------------------------===//
// The builder
//===----------------------------------------------------------------------===//

namespace {
/// One call on its way to one op. tf.add(x, 1) with an x of float32: the
/// operands share an element type, x says which, so 1 becomes a constant of
/// float32; the op is named, its operands' constants stand in its scope.
class OpBuilder {
public:
  OpBuilder(Evaluator &evaluator, const Call &call)
      : evaluator(evaluator), op(*call.callee.op),
        signature(call.callee.signature), call(call) {}

  mlir::Operation *build();

private:
  std::string what(StringRef parameter) { return call.what(parameter); }
  mlir::Type sharedElementType();
  void addArgument(const OpArgument &argument, mlir::Type dtype);
  void addOperand(const OpArgument &argument,
                  const SignatureParameter &parameter, const Value &value,
                  mlir::Type dtype, SMLoc loc);
  void addTensor(const OpArgument &argument,
                 const SignatureParameter &parameter, const Value &value,
                 mlir::Type dtype, SMLoc loc);
  void checkElementType(const OpArgument &argument,
                        const SignatureParameter &parameter, mlir::Type type,
                        SMLoc loc);
  mlir::Attribute attribute(ArgumentKind kind, const Value &value, SMLoc loc,
                            const std::string &name);

  /// The parameter that sets `argument`; null if the signature has none.
  const SignatureParameter *parameterOf(const OpArgument &argument) {
    for (const SignatureParameter &parameter : signature.parameters)
      if (parameter.argument == argument.name)
        return &parameter;
    return nullptr;
  }

  Evaluator &evaluator;
  const OpEntry &op;
  const Signature &signature;
  const Call &call;
  llvm::SmallVector<mlir::Value> operands;
  mlir::NamedAttrList attributes;
  llvm::SmallVector<VariableObject *> written;
  /// The operand that the shared element type came from, for an error.
  StringRef firstName;
  mlir::Type firstType;
};
} // namespace

/// The type that Python numbers among the operands get: that of the tensors
/// beside them, else TensorFlow's default for all the numbers together.
mlir::Type OpBuilder::sharedElementType() {
  bool hasFloat = false;
  for (const OpArgument &argument : op.arguments) {
    const SignatureParameter *parameter = parameterOf(argument);
    if (!parameter || !sharesElementType(argument))
      continue;
    const Value &value = call.values[parameter->slot].value;
    if (mlir::Type type = evaluator.findElementType(value))
      return type;
    hasFloat |= value.is(ValueKind::Float);
    if (argument.kind == ArgumentKind::Tensors && value.isSequence())
      for (const Value &item : value.items())
        hasFloat |= item.is(ValueKind::Float);
  }
  return hasFloat ? evaluator.graph.builder.getF32Type() : mlir::Type();
}

void OpBuilder::checkElementType(const OpArgument &argument,
                                 const SignatureParameter &parameter,
                                 mlir::Type type, SMLoc loc) {
  if (!isOf(argument.elements, type))
    evaluator.error(loc, "type mismatch: " + llvm::Twine(what(parameter.name)) +
                             " must be " + elementText(argument.elements) +
                             ", not of " + dtypeName(type));
  if (!sharesElementType(argument))
    return;
  if (!firstType) {
    firstType = type;
    firstName = parameter.name;
  } else if (firstType != type) {
    evaluator.error(call.loc, "type mismatch: " + signature.function + ": '" +
                                  firstName + "' is " + dtypeName(firstType) +
                                  " and '" + parameter.name + "' is " +
                                  dtypeName(type));
  }
}

void OpBuilder::addTensor(const OpArgument &argument,
                          const SignatureParameter &parameter,
                          const Value &value, mlir::Type dtype, SMLoc loc) {
  if (!sharesElementType(argument))
    dtype = {};
  // The empty list is a shape or an index list, not a list of floats.
  if (argument.elements == ElementClass::Index && value.isSequence() &&
      value.items().empty())
    dtype = evaluator.graph.builder.getI32Type();
  mlir::Value tensor = evaluator.toTensor(value, dtype, parameter.name, loc,
                                          what(parameter.name));
  operands.push_back(tensor);
  if (auto type = llvm::dyn_cast<mlir::RankedTensorType>(tensor.getType()))
    checkElementType(argument, parameter, type.getElementType(), loc);
  else
    evaluator.typeError(loc, what(parameter.name), "a tensor", value);
}

void OpBuilder::addOperand(const OpArgument &argument,
                           const SignatureParameter &parameter,
                           const Value &value, mlir::Type dtype, SMLoc loc) {
  switch (argument.kind) {
  case ArgumentKind::Variable:
    if (!value.is(ValueKind::Variable)) {
      evaluator.typeError(loc, what(parameter.name), "a variable", value);
      return;
    }
    operands.push_back(value.asVariable()->handle);
    written.push_back(value.asVariable());
    if (!firstType) {
      firstType = evaluator.elementType(value);
      firstName = parameter.name;
    }
    return;
  case ArgumentKind::Tensors:
    if (!value.isSequence()) // one tensor stands for a list of it
      return addTensor(argument, parameter, value, dtype, loc);
    for (const Value &item : value.items())
      addTensor(argument, parameter, item, dtype, loc);
    if (value.items().empty())
      evaluator.error(loc,
                      llvm::Twine(what(parameter.name)) + " is an empty list");
    return;
  default:
    return addTensor(argument, parameter, value, dtype, loc);
  }
}

/// Null where a flag that stands for itself does not stand.
mlir::Attribute OpBuilder::attribute(ArgumentKind kind, const Value &value,
                                     SMLoc loc, const std::string &name) {
  mlir::OpBuilder &b = evaluator.graph.builder;
  switch (kind) {
  case ArgumentKind::Int:
    return b.getI64IntegerAttr(evaluator.toInt(value, loc, name));
  case ArgumentKind::Float32:
    return b.getF32FloatAttr(evaluator.toDouble(value, loc, name));
  case ArgumentKind::Float64:
    return b.getF64FloatAttr(evaluator.toDouble(value, loc, name));
  case ArgumentKind::Bool:
    return b.getBoolAttr(evaluator.toBool(value, loc, name));
  case ArgumentKind::Unit:
    return evaluator.toBool(value, loc, name) ? b.getUnitAttr()
                                              : mlir::Attribute();
  case ArgumentKind::String:
    return b.getStringAttr(evaluator.toString(value, loc, name));
  case ArgumentKind::Ints:
    return b.getDenseI64ArrayAttr(evaluator.toInts(value, loc, name));
  case ArgumentKind::Strings: {
    llvm::SmallVector<StringRef> texts;
    for (const Value &item : evaluator.iterate(value, loc))
      texts.push_back(evaluator.toString(item, loc, name));
    return b.getStrArrayAttr(texts);
  }
  case ArgumentKind::DType:
    return mlir::TypeAttr::get(evaluator.toDType(value, loc, name));
  default:
    llvm_unreachable("an operand");
  }
}

void OpBuilder::addArgument(const OpArgument &argument, mlir::Type dtype) {
  const SignatureParameter *parameter = parameterOf(argument);
  if (!parameter)
    return; // has a default, as tfc-tblgen has checked
  const Call::Slot &slot = call.values[parameter->slot];
  SMLoc loc = slot.given ? slot.loc : call.loc;
  if (argument.kind <= ArgumentKind::Variable)
    return addOperand(argument, *parameter, slot.value, dtype, loc);
  if (slot.value.isNone()) {
    if (!argument.isOptional)
      evaluator.error(loc,
                      llvm::Twine(what(parameter->name)) + " must be given");
    return;
  }
  if (mlir::Attribute made =
          attribute(argument.kind, slot.value, loc, what(parameter->name)))
    attributes.set(argument.name, made);
}

mlir::Operation *OpBuilder::build() {
  Graph &graph = evaluator.graph;
  NodeName name = call.nameOr(op.tensorflow);
  std::string full = graph.names.claim(name);

  mlir::Type dtype = sharedElementType();
  std::string outer = graph.names.enterFull(full);
  for (const OpArgument &argument : op.arguments)
    addArgument(argument, dtype);
  graph.names.leave(outer);

  mlir::Operation *made = graph.create(op.op, operands, attributes, full);
  if (name.isHint)
    graph.names.holdWeakly(full, made);
  if (!op.op.ends_with("read_variable"))
    for (VariableObject *variable : written)
      graph.written(variable);
  return made;
}

mlir::Operation *Evaluator::makeOp(const Call &call) {
  return OpBuilder(*this, call).build();
}
