// Evaluator: calls of functions, and what has names of its own as they have.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;

/// Calls inside each other; Python's own limit is 1000 frames of any kind.
static constexpr unsigned maxCallDepth = 200;

Value Evaluator::call(const Value &callee, const CallArguments &arguments,
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
    bool isNumber = arguments.positional.size() == 1 &&
                    arguments.keywords.empty() &&
                    arguments.positional[0].value.isNumber();
    if (!isNumber)
      return error(loc, "a dtype is not called like this; tf.cast converts");
    const Value &number = arguments.positional[0].value;
    if (llvm::isa<mlir::FloatType>(callee.asDType()))
      return Value::of(number.asFloat());
    return call("int", {number}, loc);
  }
  default:
    return error(loc, describe(callee) + " is not a function");
  }
}

Value Evaluator::call(StringRef function, ArrayRef<Value> values, SMLoc loc,
                      StringRef name) {
  CallArguments arguments(values, loc);
  if (!name.empty())
    arguments.keywords.push_back({"name", Value::of(name), loc});
  return callBuiltin(*functions.find(function), arguments, loc, "");
}

Value Evaluator::inCall(SMLoc loc, llvm::function_ref<Value()> make) {
  mlir::Location outer = graph.getLocation();
  graph.setLocation(location(loc));
  mlir::Operation *before = graph.lastOp();
  auto wait = [&](Value &value) {
    if (value.is(ValueKind::Tensor))
      value = Value::tensor(graph.applyControl(value.asGraphValue(), before));
  };
  Value result = make();
  if (result.isSequence() && !graph.controlScopes.empty())
    llvm::for_each(result.items(), wait);
  else
    wait(result);
  graph.setLocation(outer);
  return result;
}

/// The results of an op: the only one, or a list.
static Value resultsOf(mlir::Operation *op, Heap &heap) {
  if (op->getNumResults() == 1)
    return Value::tensor(op->getResult(0));
  std::vector<Value> results;
  for (mlir::Value result : op->getResults())
    results.push_back(Value::tensor(result));
  return heap.makeList(std::move(results));
}

Value Evaluator::callBuiltin(const Builtin &builtin,
                             const CallArguments &arguments, SMLoc loc,
                             StringRef hint) {
  Call call(*this, builtin, loc);
  bind(arguments, call);
  if (call.name.text.empty() && !hint.empty())
    call.name = {hint, true};
  return inCall(loc, [&]() -> Value {
    // No function is asked for what its arguments do not say.
    if (hasFailed())
      return graph.poison();
    return builtin.op ? resultsOf(makeOp(call), heap)
                      : builtin.function(*this, call);
  });
}

class Evaluator::Frame {
public:
  Frame(Evaluator &evaluator, Environment *outer)
      : evaluator(evaluator), previous(evaluator.environment) {
    evaluator.environments.emplace_back();
    own = &evaluator.environments.back();
    own->outer = outer;
  }
  ~Frame() {
    evaluator.environment = previous;
    // The youngest frame goes unless a function in it lives on.
    if (!own->isCaptured && own == &evaluator.environments.back())
      evaluator.environments.pop_back();
  }
  void enter() { evaluator.environment = own; }
  llvm::DenseMap<StringRef, Value> &names() { return own->names; }

private:
  Evaluator &evaluator;
  Environment *previous, *own;
};

/// The body is carried out as if it stood at the call.
Value Evaluator::callFunction(FunctionObject *function,
                              const CallArguments &arguments, SMLoc loc,
                              StringRef hint) {
  const FunctionSyntax &syntax = *function->syntax;
  if (callDepth >= maxCallDepth)
    return error(loc, "recursion without end: '" + syntax.name + "' is " +
                          llvm::Twine(callDepth) + " calls deep");
  Frame frame(*this, function->scope);
  bind(*function, arguments, loc, frame.names());
  frame.enter();
  callSites.push_back(location(loc));
  ++callDepth;
  StringRef outerHint = std::exchange(returnHint, hint);
  llvm::scope_exit unwind([&] {
    returnHint = outerHint;
    --callDepth;
    callSites.pop_back();
  });
  if (syntax.result)
    return evaluate(syntax.result, hint);
  bool returns = execute(syntax.body) == Flow::Return;
  if (hasFailed())
    return graph.poison();
  return returns ? std::exchange(returned, Value()) : Value();
}

Value Evaluator::evaluateComprehension(const ComprehensionExpr *e) {
  Frame frame(*this, environment); // its variables are its own
  frame.enter();
  std::vector<Value> items;
  comprehend(e, 0, items);
  return heap.makeList(std::move(items));
}

void Evaluator::comprehend(const ComprehensionExpr *e, size_t index,
                           std::vector<Value> &items) {
  if (index == e->clauses.size()) {
    Value item = evaluate(e->element);
    if (reserve(e->loc, 1))
      items.push_back(item);
    return;
  }
  const ComprehensionExpr::Clause &clause = e->clauses[index];
  Value iterable = evaluate(clause.iterable);
  for (const Value &value : iterate(iterable, clause.iterable->loc)) {
    if (!step(e->loc))
      return;
    assign(clause.target, value);
    bool holds = llvm::all_of(clause.conditions, [&](const Expr *condition) {
      return truth(evaluate(condition), condition->loc);
    });
    if (holds)
      comprehend(e, index + 1, items);
  }
}
