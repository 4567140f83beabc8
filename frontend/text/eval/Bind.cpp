// Evaluator: arguments of a call to the parameters of a function.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Builtins
//===----------------------------------------------------------------------===//

/// "; did you mean 'axis'?" or nothing.
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

namespace {
/// Binds the arguments of one call to its slots: f(1, b=2) of f(a, b, c=3)
/// fills the slots with 1, 2 and the default 3.
class Binder {
public:
  Binder(Evaluator &ev, Call &call)
      : ev(ev), call(call), signature(call.callee.signature),
        parameters(call.callee.signature.parameters) {}

  void bindPositional(ArrayRef<CallArguments::Positional> arguments);
  void bindKeyword(const CallArguments::Keyword &keyword);
  void bindDefaults();

private:
  void bindName(const CallArguments::Keyword &keyword);

  Evaluator &ev;
  Call &call;
  const Signature &signature;
  ArrayRef<SignatureParameter> parameters;
};
} // namespace

/// TensorFlow's functions take `name` as their last parameter, if not by
/// keyword; here it follows the parameters that are written down.
void Binder::bindPositional(ArrayRef<CallArguments::Positional> arguments) {
  size_t next = 0;
  for (const CallArguments::Positional &argument : arguments) {
    if (next < parameters.size() && parameters[next].isRest) {
      Call::Slot &slot = call.values[next];
      if (!slot.given)
        slot = {ev.heap.makeList(), argument.loc, true};
      slot.value.items().push_back(argument.value);
      continue;
    }
    if (next == parameters.size() || parameters[next].slot != next) {
      ev.error(argument.loc,
               "too many arguments: " + llvm::Twine(signature.text()) +
                   " takes " + llvm::Twine(next) + ", " +
                   llvm::Twine(arguments.size()) + " given");
      return;
    }
    call.values[next++] = {argument.value, argument.loc, true};
  }
}

void Binder::bindName(const CallArguments::Keyword &keyword) {
  if (keyword.value.isNone())
    return;
  StringRef function = signature.function;
  StringRef text = ev.toString(keyword.value, keyword.loc, function + ": name");
  if (auto wrong = checkNodeName(text))
    ev.error(keyword.loc, function + ": name='" + text + "': " + *wrong);
  call.name = {text, false};
}

void Binder::bindKeyword(const CallArguments::Keyword &keyword) {
  const auto *parameter = llvm::find_if(
      parameters, [&](auto &p) { return p.name == keyword.name && !p.isRest; });
  if (parameter == parameters.end()) {
    if (!parameters.empty() && parameters.back().name == "anything")
      return;
    if (keyword.name == "name" && signature.namesNode)
      return bindName(keyword);
    ev.error(keyword.loc, "unknown argument '" + keyword.name + "' of " +
                              signature.text() +
                              nearestParameter(signature, keyword.name));
    return;
  }
  Call::Slot &slot = call.values[parameter->slot];
  if (slot.given) {
    ev.error(keyword.loc, signature.function + ": argument '" +
                              parameters[parameter->slot].name +
                              "' is given twice");
    return;
  }
  // An absent value under an old name is as if it were not there.
  if (keyword.value.isNone() &&
      parameter->slot != size_t(parameter - parameters.begin()))
    return;
  slot = {keyword.value, keyword.loc, true};
}

/// None means the default, too, as TensorFlow's functions take it.
void Binder::bindDefaults() {
  for (auto [i, parameter] : llvm::enumerate(parameters)) {
    Call::Slot &slot = call.values[i];
    bool isDefault =
        !slot.given || (slot.value.isNone() && !parameter.defaultText.empty());
    if (parameter.slot != i || !isDefault)
      continue;
    if (parameter.isRest)
      slot.value = ev.heap.makeList();
    else if (!parameter.isRequired())
      slot.value = literalValue(parameter.defaultText, ev.heap, ev.context());
    else
      ev.error(call.loc, "missing argument '" + parameter.name + "' of " +
                             signature.text());
  }
}

void Evaluator::bind(const CallArguments &arguments, Call &call) {
  Binder binder(*this, call);
  binder.bindPositional(arguments.positional);
  for (const CallArguments::Keyword &keyword : arguments.keywords)
    binder.bindKeyword(keyword);
  binder.bindDefaults();
}

//===----------------------------------------------------------------------===//
// Functions of the program
//===----------------------------------------------------------------------===//

namespace {
/// Binds the arguments of one call of a `def` or `lambda` to its names.
class FunctionBinder {
public:
  FunctionBinder(Evaluator &ev, const FunctionSyntax &syntax,
                 llvm::DenseMap<StringRef, Value> &names)
      : ev(ev), syntax(syntax), names(names) {}

  void bindPositional(ArrayRef<CallArguments::Positional> arguments);
  void bindKeyword(const CallArguments::Keyword &keyword);
  void bindDefaults(ArrayRef<Value> defaults, SMLoc loc);

private:
  /// The parameter *args or **kw; null if there is none.
  const Parameter *restOf(Parameter::Kind kind) {
    const auto *rest = llvm::find_if(syntax.parameters,
                                     [&](auto &p) { return p.kind == kind; });
    return rest == syntax.parameters.end() ? nullptr : rest;
  }

  Evaluator &ev;
  const FunctionSyntax &syntax;
  llvm::DenseMap<StringRef, Value> &names;
};
} // namespace

void FunctionBinder::bindPositional(
    ArrayRef<CallArguments::Positional> arguments) {
  ArrayRef<Parameter> parameters = syntax.parameters;
  size_t next = 0;
  for (const CallArguments::Positional &argument : arguments) {
    if (next < parameters.size() && parameters[next].kind == Parameter::Plain) {
      names[parameters[next++].name] = argument.value;
      continue;
    }
    const Parameter *rest = restOf(Parameter::Rest);
    if (!rest) {
      ev.error(argument.loc, "too many arguments: '" + syntax.name +
                                 "' takes " + llvm::Twine(next) + ", " +
                                 llvm::Twine(arguments.size()) + " given");
      return;
    }
    Value &list = names[rest->name];
    if (list.isNone())
      list = ev.heap.makeTuple();
    list.items().push_back(argument.value);
  }
}

void FunctionBinder::bindKeyword(const CallArguments::Keyword &keyword) {
  bool isParameter = llvm::any_of(syntax.parameters, [&](auto &p) {
    return p.name == keyword.name &&
           (p.kind == Parameter::Plain || p.kind == Parameter::KeywordOnly);
  });
  if (isParameter) {
    if (!names.insert({keyword.name, keyword.value}).second)
      ev.error(keyword.loc, "'" + syntax.name + "': argument '" + keyword.name +
                                "' is given twice");
    return;
  }
  const Parameter *rest = restOf(Parameter::KeywordRest);
  if (!rest) {
    ev.error(keyword.loc, "unknown argument '" + keyword.name + "' of '" +
                              syntax.name + "'");
    return;
  }
  Value &dict = names[rest->name];
  if (dict.isNone())
    dict = Value::of(ev.heap.makeDict());
  dict.as<DictObject>()->items.push_back(
      {Value::of(keyword.name), keyword.value});
}

void FunctionBinder::bindDefaults(ArrayRef<Value> defaults, SMLoc loc) {
  for (auto [i, parameter] : llvm::enumerate(syntax.parameters)) {
    if (names.contains(parameter.name))
      continue;
    if (parameter.kind == Parameter::Rest)
      names[parameter.name] = ev.heap.makeTuple();
    else if (parameter.kind == Parameter::KeywordRest)
      names[parameter.name] = Value::of(ev.heap.makeDict());
    else if (parameter.defaultValue)
      names[parameter.name] = defaults[i];
    else
      ev.error(loc, "missing argument '" + parameter.name + "' of '" +
                        syntax.name + "'");
  }
}

void Evaluator::bind(const FunctionObject &function,
                     const CallArguments &arguments, SMLoc loc,
                     llvm::DenseMap<StringRef, Value> &names) {
  FunctionBinder binder(*this, *function.syntax, names);
  binder.bindPositional(arguments.positional);
  for (const CallArguments::Keyword &keyword : arguments.keywords)
    binder.bindKeyword(keyword);
  binder.bindDefaults(function.defaults, loc);
}
