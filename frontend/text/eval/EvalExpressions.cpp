// Evaluator: expressions, except operators and subscripts.
#include "frontend/text/eval/Evaluator.h"

#include <cmath>

using namespace tfc::text;

/// Expressions inside each other, over all functions that are being inlined.
static constexpr unsigned maxEvalDepth = 2500;

Value Evaluator::evaluate(const Expr *e, StringRef hint) {
  if (!step(e->loc))
    return graph.poison();
  if (evalDepth >= maxEvalDepth)
    return error(e->loc, "nesting is too deep: recursion without end?");
  ++evalDepth;
  llvm::scope_exit leave([&] { --evalDepth; });
  switch (e->kind) {
  case ExprKind::None:
    return Value();
  case ExprKind::Bool:
    return Value::of(llvm::cast<BoolExpr>(e)->value);
  case ExprKind::Int:
    return Value::of(llvm::cast<IntExpr>(e)->value);
  case ExprKind::Float:
    return Value::of(llvm::cast<FloatExpr>(e)->value);
  case ExprKind::String:
    return Value::of(llvm::cast<StringExpr>(e)->value);
  case ExprKind::Format:
    return evaluateFormat(llvm::cast<FormatExpr>(e));
  case ExprKind::Ellipsis:
    return Value::ellipsis();
  case ExprKind::Name:
    return lookUp(llvm::cast<NameExpr>(e));
  case ExprKind::List:
    return evaluateItems(llvm::cast<ListExpr>(e)->items, /*isTuple=*/false);
  case ExprKind::Tuple:
    return evaluateItems(llvm::cast<TupleExpr>(e)->items, /*isTuple=*/true);
  case ExprKind::Dict:
    return evaluateDict(llvm::cast<DictExpr>(e));
  case ExprKind::Unary: {
    auto *u = llvm::cast<UnaryExpr>(e);
    return unary(u->op, evaluate(u->operand), u->loc, hint);
  }
  case ExprKind::Binary:
    return evaluateBinary(llvm::cast<BinaryExpr>(e), hint);
  case ExprKind::Logical:
    return evaluateLogical(llvm::cast<LogicalExpr>(e));
  case ExprKind::Compare:
    return evaluateCompare(llvm::cast<CompareExpr>(e), hint);
  case ExprKind::Conditional: {
    auto *c = llvm::cast<ConditionalExpr>(e);
    bool holds = truth(evaluate(c->condition), c->condition->loc);
    return evaluate(holds ? c->ifTrue : c->ifFalse, hint);
  }
  case ExprKind::Attribute: {
    auto *a = llvm::cast<AttributeExpr>(e);
    return attribute(evaluate(a->base), a->name, a->loc);
  }
  case ExprKind::Subscript: {
    auto *s = llvm::cast<SubscriptExpr>(e);
    Value base = evaluate(s->base);
    return subscript(base, evaluate(s->index), s->loc, hint);
  }
  case ExprKind::Slice:
    return evaluateSlice(llvm::cast<SliceExpr>(e));
  case ExprKind::Call:
    return evaluateCall(llvm::cast<CallExpr>(e), hint);
  case ExprKind::Comprehension:
    return evaluateComprehension(llvm::cast<ComprehensionExpr>(e));
  case ExprKind::Lambda:
    return makeFunction(llvm::cast<LambdaExpr>(e)->function);
  }
  llvm_unreachable("covered above");
}

Value Evaluator::lookUp(const NameExpr *e) {
  for (Environment *scope = environment; scope; scope = scope->outer)
    if (auto found = scope->names.find(e->name); found != scope->names.end())
      return found->second;
  // Python's own functions have no module.
  if (const Builtin *builtin = functions.find(e->name))
    return Value::of(builtin);
  StringRef best;
  unsigned bestDistance = std::min<size_t>(3, e->name.size());
  for (Environment *scope = environment; scope; scope = scope->outer)
    for (auto &[name, value] : scope->names) {
      unsigned distance = name.edit_distance(e->name, true, bestDistance);
      if (distance < bestDistance ||
          (distance == bestDistance && !best.empty() && name < best)) {
        best = name;
        bestDistance = distance;
      }
    }
  return error(e->loc,
               "undefined name '" + e->name + "'" +
                   (best.empty() ? std::string()
                                 : "; did you mean '" + best.str() + "'?"));
}

Value Evaluator::evaluateItems(ArrayRef<const Expr *> exprs, bool isTuple,
                               ArrayRef<StringRef> hints) {
  if (exprs.size() > 64)
    reserve(exprs.front()->loc, exprs.size());
  std::vector<Value> items;
  items.reserve(exprs.size());
  for (size_t i = 0; i < exprs.size(); ++i)
    items.push_back(evaluate(exprs[i], hints.empty() ? "" : hints[i]));
  return isTuple ? heap.makeTuple(std::move(items))
                 : heap.makeList(std::move(items));
}

Value Evaluator::evaluateDict(const DictExpr *e) {
  DictObject *dict = heap.makeDict();
  for (auto [keyExpr, valueExpr] : e->items) {
    Value key = evaluate(keyExpr);
    if (!key.isString() && !key.isNumber() && !key.isTensorLike() &&
        !key.is(ValueKind::Tuple) && !key.isNone())
      error(keyExpr->loc, describe(key) + " cannot be the key of a dict");
    dict->set(key, evaluate(valueExpr));
  }
  return Value::of(dict);
}

Value Evaluator::evaluateSlice(const SliceExpr *e) {
  auto part = [&](const Expr *expr) { return expr ? evaluate(expr) : Value(); };
  Value begin = part(e->begin);
  Value end = part(e->end);
  return Value::of(heap.makeSlice({begin, end, part(e->step)}));
}

void Evaluator::addArgument(const Argument &argument,
                            CallArguments &arguments) {
  Value value = evaluate(argument.value);
  switch (argument.kind) {
  case Argument::Positional:
    arguments.positional.push_back({value, argument.loc});
    return;
  case Argument::Keyword:
    for (const CallArguments::Keyword &other : arguments.keywords)
      if (other.name == argument.name)
        error(argument.loc, "argument '" + argument.name + "' is given twice");
    arguments.keywords.push_back({argument.name, value, argument.loc});
    return;
  case Argument::Star:
    for (const Value &item : iterate(value, argument.loc))
      arguments.positional.push_back({item, argument.loc});
    return;
  case Argument::DoubleStar:
    if (!value.is(ValueKind::Dict)) {
      typeError(argument.loc, "what follows '**'", "a dict", value);
      return;
    }
    for (auto &[key, item] : value.as<DictObject>()->items)
      arguments.keywords.push_back(
          {toString(key, argument.loc, "a key of what follows '**'"), item,
           argument.loc});
    return;
  }
}

Value Evaluator::evaluateCall(const CallExpr *e, StringRef hint) {
  Value callee = evaluate(e->callee);
  CallArguments arguments;
  for (const Argument &argument : e->arguments)
    addArgument(argument, arguments);
  return hasFailed() ? graph.poison() : call(callee, arguments, e->loc, hint);
}

/// Walks down the left of a chain in a loop: it may be long.
Value Evaluator::evaluateBinary(const BinaryExpr *e, StringRef hint) {
  llvm::SmallVector<const BinaryExpr *> chain = {e};
  while (auto *left = llvm::dyn_cast<BinaryExpr>(chain.back()->left))
    chain.push_back(left);
  Value value = evaluate(chain.back()->left);
  while (!chain.empty()) {
    const BinaryExpr *link = chain.pop_back_val();
    Value right = evaluate(link->right);
    value =
        binary(link->op, value, right, link->loc, chain.empty() ? hint : "");
  }
  return value;
}

Value Evaluator::evaluateLogical(const LogicalExpr *e) {
  Value value;
  for (const Expr *operand : e->operands) {
    value = evaluate(operand);
    if (operand == e->operands.back() || truth(value, operand->loc) != e->isAnd)
      break;
  }
  return value;
}

Value Evaluator::evaluateCompare(const CompareExpr *e, StringRef hint) {
  Value left = evaluate(e->first), value;
  for (const CompareExpr::Link &link : e->rest) {
    Value right = evaluate(link.right);
    value = compare(link.op, left, right, link.loc, hint);
    if (&link == &e->rest.back() || !truth(value, link.loc))
      break;
    left = right;
  }
  return value;
}

bool Evaluator::truth(const Value &value, SMLoc loc) {
  switch (value.kind) {
  case ValueKind::None:
    return false;
  case ValueKind::Bool:
    return value.boolean;
  case ValueKind::Int:
    return value.integer != 0;
  case ValueKind::Float:
    return value.floating != 0;
  case ValueKind::String:
    return value.size != 0;
  case ValueKind::List:
  case ValueKind::Tuple:
    return !value.items().empty();
  case ValueKind::Dict:
    return !value.as<DictObject>()->items.empty();
  case ValueKind::Tensor:
  case ValueKind::Variable:
    return error(loc, "a tensor has no truth value while the graph is built; "
                      "use tf.where or tf.logical_and to choose in a run");
  default:
    return true;
  }
}

std::vector<Value> Evaluator::iterate(const Value &value, SMLoc loc) {
  std::vector<Value> items;
  switch (value.kind) {
  case ValueKind::List:
  case ValueKind::Tuple:
    items = value.items();
    break;
  case ValueKind::Dict:
    for (auto &[key, item] : value.as<DictObject>()->items)
      items.push_back(key);
    break;
  case ValueKind::String:
    for (const char &c : value.asString())
      items.push_back(Value::of(StringRef(&c, 1)));
    break;
  case ValueKind::Shape:
    if (!value.as<ShapeObject>()->ranked)
      return error(loc, "this shape is not known, not even its rank");
    items = dimensionsOf(*value.as<ShapeObject>());
    break;
  case ValueKind::Tensor:
  case ValueKind::Variable:
    return error(loc, "a tensor cannot be iterated or unpacked while the graph "
                      "is built; use tf.unstack");
  default:
    return error(loc, "expected a list or the like to go through, found " +
                          describe(value));
  }
  reserve(loc, items.size() > 64 ? items.size() : 0);
  return items;
}

Value Evaluator::evaluateFormat(const FormatExpr *e) {
  std::string text;
  for (const FormatExpr::Part &part : e->parts) {
    text += part.text;
    if (!part.value)
      continue;
    Value value = evaluate(part.value);
    text += part.repr ? toText(value, true)
                      : formatValue(value, part.spec, part.value->loc);
  }
  return makeText(text, e->loc);
}

Value Evaluator::makeFunction(const FunctionSyntax *syntax) {
  FunctionObject function = {syntax, environment, {}};
  for (const Parameter &parameter : syntax->parameters)
    function.defaults.push_back(
        parameter.defaultValue ? evaluate(parameter.defaultValue) : Value());
  for (Environment *scope = environment; scope && !scope->isCaptured;
       scope = scope->outer)
    scope->isCaptured = true;
  return Value::of(heap.makeFunction(std::move(function)));
}
