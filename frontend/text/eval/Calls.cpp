// Evaluator: calls of functions, and the one builder that turns a call of an
// op's function into the op.
#include "frontend/text/eval/Evaluator.h"

#include "ir/Dialect.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

/// Calls inside each other; Python's own limit is 1000 frames of any kind.
static constexpr unsigned maxCallDepth = 200;

//===----------------------------------------------------------------------===//
// Binding arguments to parameters
//===----------------------------------------------------------------------===//

const Value &Call::operator[](StringRef parameter) const {
  for (auto [i, p] : llvm::enumerate(callee.signature.parameters))
    if (p.name == parameter)
      return values[p.slot].value;
  llvm_unreachable("no such parameter in the signature");
}

SMLoc Call::locOf(StringRef parameter) const {
  for (auto [i, p] : llvm::enumerate(callee.signature.parameters))
    if (p.name == parameter && values[p.slot].given)
      return values[p.slot].loc;
  return loc;
}

/// ", did you mean 'axis'?" or nothing.
static std::string nearestParameter(const Signature &signature,
                                    StringRef name) {
  StringRef best;
  unsigned bestDistance = 4;
  for (const SignatureParameter &parameter : signature.parameters) {
    unsigned distance = parameter.name.edit_distance(name, true, 4);
    if (distance < bestDistance && distance < name.size()) {
      best = parameter.name;
      bestDistance = distance;
    }
  }
  return best.empty() ? "" : "; did you mean '" + best.str() + "'?";
}

mlir::LogicalResult Evaluator::bind(const CallArguments &arguments,
                                    Call &call) {
  const Signature &signature = call.callee.signature;
  StringRef function = signature.function;
  ArrayRef<SignatureParameter> parameters = signature.parameters;

  // TensorFlow's functions take `name` as their last parameter, if not by
  // keyword; here it follows the parameters that are written down.
  size_t next = 0;
  for (const CallArguments::Positional &argument : arguments.positional) {
    if (next < parameters.size() && parameters[next].isRest) {
      Call::Slot &slot = call.values[next];
      if (!slot.given)
        slot = {heap.makeList(), argument.loc, true};
      slot.value.items().push_back(argument.value);
      continue;
    }
    if (next == parameters.size() || parameters[next].slot != next) {
      return error(argument.loc,
                   "too many arguments: " + llvm::Twine(signature.text()) +
                       " takes " + llvm::Twine(next) + ", " +
                       llvm::Twine(arguments.positional.size()) + " given");
    }
    call.values[next++] = {argument.value, argument.loc, true};
  }
  for (const CallArguments::Keyword &keyword : arguments.keywords) {
    auto *parameter = llvm::find_if(parameters, [&](auto &p) {
      return p.name == keyword.name && !p.isRest;
    });
    if (parameter == parameters.end()) {
      if (!parameters.empty() && parameters.back().name == "anything")
        continue;
      if (keyword.name == "name" && signature.namesNode) {
        if (keyword.value.isNone())
          continue;
        FailureOr<StringRef> text =
            toString(keyword.value, keyword.loc, function + ": name");
        if (failed(text))
          return failure();
        if (auto wrong = checkNodeName(*text))
          return error(keyword.loc,
                       function + ": name='" + *text + "': " + *wrong);
        call.name = {*text, false};
        continue;
      }
      return error(keyword.loc, "unknown argument '" + keyword.name + "' of " +
                                    signature.text() +
                                    nearestParameter(signature, keyword.name));
    }
    Call::Slot &slot = call.values[parameter->slot];
    if (slot.given)
      return error(keyword.loc, function + ": argument '" +
                                    parameters[parameter->slot].name +
                                    "' is given twice");
    // An absent value under an old name is as if it were not there.
    if (keyword.value.isNone() &&
        parameter->slot != size_t(parameter - parameters.begin()))
      continue;
    slot = {keyword.value, keyword.loc, true};
  }
  for (auto [i, parameter] : llvm::enumerate(parameters)) {
    Call::Slot &slot = call.values[i];
    // None means the default, as TensorFlow's functions take it.
    bool isDefault =
        !slot.given || (slot.value.isNone() && !parameter.defaultText.empty());
    if (parameter.slot != i || !isDefault)
      continue;
    if (parameter.isRest)
      slot.value = heap.makeList();
    else if (parameter.isRequired())
      return error(call.loc, "missing argument '" + parameter.name + "' of " +
                                 signature.text());
    else
      slot.value = literalValue(parameter.defaultText, heap, context());
  }
  return mlir::success();
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

Result Evaluator::call(const Value &callee, const CallArguments &arguments,
                       SMLoc loc, StringRef hint) {
  switch (callee.kind) {
  case ValueKind::Function:
    return callFunction(callee.as<FunctionObject>(), arguments, loc, hint);
  case ValueKind::Builtin:
    return callBuiltin(*callee.as<const Builtin>(), arguments, loc, hint);
  case ValueKind::Method: {
    auto *method = callee.as<MethodObject>();
    return callMethod(method->receiver, method->name, arguments, loc, hint);
  }
  case ValueKind::Object:
    return callMethod(callee, "__call__", arguments, loc, hint);
  case ValueKind::DType: { // np.float32(3), tf.as_dtype has its own function
    if (arguments.positional.size() == 1 && arguments.keywords.empty() &&
        arguments.positional[0].value.isNumber()) {
      const Value &number = arguments.positional[0].value;
      if (llvm::isa<mlir::FloatType>(callee.asDType()))
        return Value::of(number.asFloat());
      return call("int", {number}, loc);
    }
    return error(loc, "a dtype is not called like this; tf.cast converts");
  }
  default:
    return error(loc, describe(callee) + " is not a function");
  }
}

Result Evaluator::call(StringRef function, ArrayRef<Value> values, SMLoc loc,
                       StringRef name) {
  CallArguments arguments;
  for (const Value &value : values)
    arguments.positional.push_back({value, loc});
  if (!name.empty())
    arguments.keywords.push_back({"name", Value::of(name), loc});
  return callBuiltin(*functions.find(function), arguments, loc, "");
}

Result Evaluator::callBuiltin(const Builtin &builtin,
                              const CallArguments &arguments, SMLoc loc,
                              StringRef hint) {
  Call call(builtin, loc);
  if (failed(bind(arguments, call)))
    return failure();
  if (call.name.text.empty() && !hint.empty())
    call.name = {hint, true};
  mlir::Location outer = graph.getLocation();
  graph.setLocation(location(loc));
  mlir::Operation *before = graph.lastOp();
  Result result =
      builtin.op ? makeOp(builtin, call) : builtin.function(*this, call);
  if (mlir::succeeded(result) && result->is(ValueKind::Tensor)) {
    FailureOr<mlir::Value> waiting =
        graph.applyControl(result->asGraphValue(), before);
    if (failed(waiting))
      result = failure();
    else
      result = Value::tensor(*waiting);
  } else if (mlir::succeeded(result) && !graph.controlScopes.empty() &&
             result->isSequence()) {
    for (Value &item : result->items())
      if (item.is(ValueKind::Tensor)) {
        FailureOr<mlir::Value> waiting =
            graph.applyControl(item.asGraphValue(), before);
        if (failed(waiting))
          return failure();
        item = Value::tensor(*waiting);
      }
  }
  graph.setLocation(outer);
  return result;
}

Result Evaluator::callFunction(FunctionObject *function,
                               const CallArguments &arguments, SMLoc loc,
                               StringRef hint) {
  const FunctionSyntax &syntax = *function->syntax;
  if (callDepth >= maxCallDepth)
    return error(loc, "recursion without end: '" + syntax.name + "' is " +
                          llvm::Twine(callDepth) + " calls deep");

  environments.emplace_back();
  Environment *frame = &environments.back();
  frame->outer = function->scope;
  llvm::scope_exit leave([&, outer = environment] {
    environment = outer;
    // The youngest frame goes unless a function in it lives on.
    if (!frame->isCaptured && frame == &environments.back())
      environments.pop_back();
  });

  // Arguments to parameters.
  ArrayRef<Parameter> parameters = syntax.parameters;
  size_t next = 0;
  for (const CallArguments::Positional &argument : arguments.positional) {
    if (next < parameters.size() && parameters[next].kind == Parameter::Plain) {
      frame->names[parameters[next++].name] = argument.value;
      continue;
    }
    auto *rest = llvm::find_if(
        parameters, [](auto &p) { return p.kind == Parameter::Rest; });
    if (rest == parameters.end())
      return error(argument.loc, "too many arguments: '" + syntax.name +
                                     "' takes " + llvm::Twine(next) + ", " +
                                     llvm::Twine(arguments.positional.size()) +
                                     " given");
    Value &list = frame->names[rest->name];
    if (list.isNone())
      list = heap.makeTuple();
    list.items().push_back(argument.value);
  }
  for (const CallArguments::Keyword &keyword : arguments.keywords) {
    auto *parameter = llvm::find_if(parameters, [&](auto &p) {
      return p.name == keyword.name &&
             (p.kind == Parameter::Plain || p.kind == Parameter::KeywordOnly);
    });
    if (parameter != parameters.end()) {
      if (!frame->names.insert({parameter->name, keyword.value}).second)
        return error(keyword.loc, "'" + syntax.name + "': argument '" +
                                      keyword.name + "' is given twice");
      continue;
    }
    auto *rest = llvm::find_if(
        parameters, [](auto &p) { return p.kind == Parameter::KeywordRest; });
    if (rest == parameters.end())
      return error(keyword.loc, "unknown argument '" + keyword.name + "' of '" +
                                    syntax.name + "'");
    Value &dict = frame->names[rest->name];
    if (dict.isNone())
      dict = Value::of(heap.makeDict());
    dict.as<DictObject>()->items.push_back(
        {Value::of(keyword.name), keyword.value});
  }
  for (auto [i, parameter] : llvm::enumerate(parameters)) {
    if (frame->names.contains(parameter.name))
      continue;
    if (parameter.kind == Parameter::Rest)
      frame->names[parameter.name] = heap.makeTuple();
    else if (parameter.kind == Parameter::KeywordRest)
      frame->names[parameter.name] = Value::of(heap.makeDict());
    else if (parameter.defaultValue)
      frame->names[parameter.name] = function->defaults[i];
    else
      return error(loc, "missing argument '" + parameter.name + "' of '" +
                            syntax.name + "'");
  }

  // The body, as if it stood at the call.
  mlir::Location site = location(loc);
  callSites.push_back(site);
  ++callDepth;
  StringRef outerHint = std::exchange(returnHint, hint);
  environment = frame;
  llvm::scope_exit unwind([&] {
    returnHint = outerHint;
    --callDepth;
    callSites.pop_back();
  });
  if (syntax.result)
    return evaluate(syntax.result, hint);
  switch (execute(syntax.body)) {
  case Flow::Error:
    return failure();
  case Flow::Return:
    return std::exchange(returned, Value());
  default:
    return Value();
  }
}

//===----------------------------------------------------------------------===//
// Ops
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
  static const char *const texts[] = {
      "a tensor",
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

namespace {
/// One call on its way to one op.
class OpBuilder {
public:
  OpBuilder(Evaluator &evaluator, const Builtin &builtin, const Call &call)
      : evaluator(evaluator), op(*builtin.op), signature(builtin.signature),
        call(call) {}

  Result build();

private:
  std::string what(StringRef parameter) {
    return (signature.function + ": '" + parameter + "'").str();
  }
  mlir::Type sharedElementType();
  mlir::LogicalResult addOperand(const OpArgument &argument,
                                 const SignatureParameter &parameter,
                                 const Value &value, mlir::Type dtype,
                                 SMLoc loc);
  mlir::LogicalResult addTensor(const OpArgument &argument,
                                const SignatureParameter &parameter,
                                const Value &value, mlir::Type dtype,
                                SMLoc loc);
  mlir::LogicalResult addAttribute(const OpArgument &argument,
                                   const SignatureParameter &parameter,
                                   const Value &value, SMLoc loc);

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
  /// Where the shared element type came from, for an error.
  StringRef firstName;
  mlir::Type firstType;
};
} // namespace

/// What Python numbers among the operands become: the type of the tensors
/// beside them, else TensorFlow's default for all the numbers together.
mlir::Type OpBuilder::sharedElementType() {
  mlir::Type result;
  bool hasFloat = false;
  for (const OpArgument &argument : op.arguments) {
    const SignatureParameter *parameter = parameterOf(argument);
    if (!parameter || !sharesElementType(argument))
      continue;
    const Value &value = call.values[parameter->slot].value;
    if ((result = evaluator.findElementType(value)))
      return result;
    hasFloat |= value.is(ValueKind::Float);
    if (argument.kind == ArgumentKind::Tensors && value.isSequence())
      for (const Value &item : value.items())
        hasFloat |= item.is(ValueKind::Float);
  }
  if (!result && hasFloat)
    result = evaluator.graph.builder.getF32Type();
  return result;
}

mlir::LogicalResult OpBuilder::addTensor(const OpArgument &argument,
                                         const SignatureParameter &parameter,
                                         const Value &value, mlir::Type dtype,
                                         SMLoc loc) {
  if (!sharesElementType(argument))
    dtype = {};
  // The empty list is a shape or an index list, not a list of floats.
  if (argument.elements == ElementClass::Index && value.isSequence() &&
      value.items().empty())
    dtype = evaluator.graph.builder.getI32Type();
  FailureOr<mlir::Value> tensor = evaluator.toTensor(
      value, dtype, parameter.name, loc, what(parameter.name));
  if (failed(tensor))
    return failure();
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(tensor->getType());
  if (!type)
    return evaluator.typeError(loc, what(parameter.name), "a tensor", value);
  if (!isOf(argument.elements, type.getElementType()))
    return evaluator.error(
        loc, "type mismatch: " + llvm::Twine(what(parameter.name)) +
                 " must be " + elementText(argument.elements) + ", not of " +
                 dtypeName(type.getElementType()));
  if (sharesElementType(argument)) {
    if (!firstType) {
      firstType = type.getElementType();
      firstName = parameter.name;
    } else if (firstType != type.getElementType()) {
      return evaluator.error(call.loc, "type mismatch: " + signature.function +
                                           ": '" + firstName + "' is " +
                                           dtypeName(firstType) + " and '" +
                                           parameter.name + "' is " +
                                           dtypeName(type.getElementType()));
    }
  }
  operands.push_back(*tensor);
  return mlir::success();
}

mlir::LogicalResult OpBuilder::addOperand(const OpArgument &argument,
                                          const SignatureParameter &parameter,
                                          const Value &value, mlir::Type dtype,
                                          SMLoc loc) {
  switch (argument.kind) {
  case ArgumentKind::Variable:
    if (!value.is(ValueKind::Variable))
      return evaluator.typeError(loc, what(parameter.name), "a variable",
                                 value);
    operands.push_back(value.asVariable()->handle);
    written.push_back(value.asVariable());
    if (!firstType) {
      firstType = evaluator.elementType(value);
      firstName = parameter.name;
    }
    return mlir::success();
  case ArgumentKind::Tensors: {
    if (!value.isSequence()) // one tensor stands for a list of it
      return addTensor(argument, parameter, value, dtype, loc);
    for (const Value &item : value.items())
      if (failed(addTensor(argument, parameter, item, dtype, loc)))
        return failure();
    if (value.items().empty())
      return evaluator.error(loc, llvm::Twine(what(parameter.name)) +
                                      " is an empty list");
    return mlir::success();
  }
  default:
    return addTensor(argument, parameter, value, dtype, loc);
  }
}

mlir::LogicalResult OpBuilder::addAttribute(const OpArgument &argument,
                                            const SignatureParameter &parameter,
                                            const Value &value, SMLoc loc) {
  mlir::OpBuilder &b = evaluator.graph.builder;
  std::string name = what(parameter.name);
  mlir::Attribute attribute;
  switch (argument.kind) {
  case ArgumentKind::Int: {
    FailureOr<int64_t> integer = evaluator.toInt(value, loc, name);
    if (failed(integer))
      return failure();
    attribute = b.getI64IntegerAttr(*integer);
    break;
  }
  case ArgumentKind::Float32:
  case ArgumentKind::Float64: {
    FailureOr<double> number = evaluator.toDouble(value, loc, name);
    if (failed(number))
      return failure();
    attribute = argument.kind == ArgumentKind::Float32
                    ? b.getF32FloatAttr(*number)
                    : b.getF64FloatAttr(*number);
    break;
  }
  case ArgumentKind::Bool:
  case ArgumentKind::Unit: {
    FailureOr<bool> flag = evaluator.toBool(value, loc, name);
    if (failed(flag))
      return failure();
    if (argument.kind == ArgumentKind::Bool)
      attribute = b.getBoolAttr(*flag);
    else if (*flag)
      attribute = b.getUnitAttr();
    else
      return mlir::success();
    break;
  }
  case ArgumentKind::String: {
    FailureOr<StringRef> text = evaluator.toString(value, loc, name);
    if (failed(text))
      return failure();
    attribute = b.getStringAttr(*text);
    break;
  }
  case ArgumentKind::Ints: {
    FailureOr<llvm::SmallVector<int64_t>> integers =
        evaluator.toInts(value, loc, name);
    if (failed(integers))
      return failure();
    attribute = b.getDenseI64ArrayAttr(*integers);
    break;
  }
  case ArgumentKind::Strings: {
    FailureOr<std::vector<Value>> items = evaluator.iterate(value, loc);
    if (failed(items))
      return failure();
    llvm::SmallVector<StringRef> texts;
    for (const Value &item : *items) {
      FailureOr<StringRef> text = evaluator.toString(item, loc, name);
      if (failed(text))
        return failure();
      texts.push_back(*text);
    }
    attribute = b.getStrArrayAttr(texts);
    break;
  }
  case ArgumentKind::DType: {
    FailureOr<mlir::Type> type = evaluator.toDType(value, loc, name);
    if (failed(type))
      return failure();
    attribute = mlir::TypeAttr::get(*type);
    break;
  }
  default:
    llvm_unreachable("operands come first");
  }
  attributes.set(argument.name, attribute);
  return mlir::success();
}

Result OpBuilder::build() {
  Graph &graph = evaluator.graph;
  NodeName name = call.name;
  if (name.text.empty())
    name = {op.tensorflow, false};
  std::string full = graph.names.claim(name);

  mlir::Type dtype = sharedElementType();
  std::string outer = graph.names.enterFull(full);
  llvm::scope_exit leave([&] { graph.names.leave(outer); });
  for (const OpArgument &argument : op.arguments) {
    const SignatureParameter *parameter = parameterOf(argument);
    if (!parameter)
      continue; // has a default, as tfc-tblgen has checked
    const Call::Slot &slot = call.values[parameter->slot];
    SMLoc loc = slot.given ? slot.loc : call.loc;
    bool isOperand = argument.kind <= ArgumentKind::Variable;
    if (slot.value.isNone() && !isOperand) {
      if (argument.isOptional)
        continue;
      return evaluator.error(loc, llvm::Twine(what(parameter->name)) +
                                      " must be given");
    }
    if (failed(isOperand
                   ? addOperand(argument, *parameter, slot.value, dtype, loc)
                   : addAttribute(argument, *parameter, slot.value, loc)))
      return failure();
  }

  FailureOr<mlir::Operation *> made =
      graph.create(op.op, operands, attributes, full);
  if (failed(made))
    return failure();
  if (name.isHint)
    graph.names.holdWeakly(full, *made);
  if (!op.op.ends_with("read_variable"))
    for (VariableObject *variable : written)
      graph.written(variable);
  if ((*made)->getNumResults() == 1)
    return Value::tensor((*made)->getResult(0));
  std::vector<Value> results;
  for (mlir::Value result : (*made)->getResults())
    results.push_back(Value::tensor(result));
  return evaluator.heap.makeList(std::move(results));
}

Result Evaluator::makeOp(const Builtin &builtin, const Call &call) {
  return OpBuilder(*this, builtin, call).build();
}

Result Evaluator::op(StringRef mnemonic, ArrayRef<Value> arguments, SMLoc loc,
                     StringRef name) {
  const Builtin *builtin = functions.findOp(("tfc." + mnemonic).str());
  assert(builtin && "no such op");
  Call call(*builtin, loc);
  assert(arguments.size() <= call.values.size());
  for (auto [i, value] : llvm::enumerate(arguments))
    call.values[i] = {value, loc, true};
  call.name = {name, false};
  return makeOp(*builtin, call);
}

FailureOr<mlir::Value> Evaluator::tensorOp(StringRef mnemonic,
                                           ArrayRef<Value> arguments, SMLoc loc,
                                           StringRef name) {
  Result result = op(mnemonic, arguments, loc, name);
  if (failed(result))
    return failure();
  return result->asGraphValue();
}

//===----------------------------------------------------------------------===//
// Names of hand-written functions
//===----------------------------------------------------------------------===//

NodeScope::NodeScope(Evaluator &evaluator, const Call &call, StringRef fallback)
    : evaluator(evaluator), isHint(call.name.isHint),
      before(evaluator.graph.lastOp()) {
  Names &names = evaluator.graph.names;
  full = names.claim(call.name.text.empty() ? NodeName{fallback, false}
                                            : call.name);
  previous = names.enterFull(full);
}

NodeScope::~NodeScope() { evaluator.graph.names.leave(previous); }

Value NodeScope::finish(Result result) {
  assert(mlir::succeeded(result));
  mlir::Operation *op = result->asGraphValue().getDefiningOp();
  bool isNew = !before || before->isBeforeInBlock(op);
  if (!isNew || op->getNumResults() != 1)
    return *result;
  evaluator.graph.setName(op, full);
  if (isHint)
    evaluator.graph.names.holdWeakly(full, op);
  return *result;
}
