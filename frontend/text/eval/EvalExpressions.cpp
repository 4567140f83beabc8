// Evaluator: expressions, except operators and subscripts.
#include "frontend/text/eval/Evaluator.h"

#include <cmath>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

/// Expressions inside each other, over all functions that are being inlined.
static constexpr unsigned maxEvalDepth = 2500;

Result Evaluator::evaluate(const Expr *e, StringRef hint) {
  if (failed(step(e->loc)))
    return failure();
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
    Result operand = evaluate(u->operand);
    return failed(operand) ? operand : unary(u->op, *operand, u->loc, hint);
  }
  case ExprKind::Binary:
    return evaluateBinary(llvm::cast<BinaryExpr>(e), hint);
  case ExprKind::Logical:
    return evaluateLogical(llvm::cast<LogicalExpr>(e));
  case ExprKind::Compare:
    return evaluateCompare(llvm::cast<CompareExpr>(e), hint);
  case ExprKind::Conditional: {
    auto *c = llvm::cast<ConditionalExpr>(e);
    Result condition = evaluate(c->condition);
    if (failed(condition))
      return failure();
    FailureOr<bool> holds = truth(*condition, c->condition->loc);
    if (failed(holds))
      return failure();
    return evaluate(*holds ? c->ifTrue : c->ifFalse, hint);
  }
  case ExprKind::Attribute: {
    auto *a = llvm::cast<AttributeExpr>(e);
    Result base = evaluate(a->base);
    return failed(base) ? base : attribute(*base, a->name, a->loc);
  }
  case ExprKind::Subscript: {
    auto *s = llvm::cast<SubscriptExpr>(e);
    Result base = evaluate(s->base);
    if (failed(base))
      return failure();
    Result index = evaluate(s->index);
    return failed(index) ? index : subscript(*base, *index, s->loc, hint);
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

Result Evaluator::lookUp(const NameExpr *e) {
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

Result Evaluator::evaluateItems(ArrayRef<const Expr *> exprs, bool isTuple,
                                ArrayRef<StringRef> hints) {
  if (exprs.size() > 64 && failed(reserve(exprs.front()->loc, exprs.size())))
    return failure();
  std::vector<Value> items;
  items.reserve(exprs.size());
  for (size_t i = 0; i < exprs.size(); ++i) {
    Result item = evaluate(exprs[i], hints.empty() ? "" : hints[i]);
    if (failed(item))
      return failure();
    items.push_back(*item);
  }
  return isTuple ? heap.makeTuple(std::move(items))
                 : heap.makeList(std::move(items));
}

Result Evaluator::evaluateDict(const DictExpr *e) {
  DictObject *dict = heap.makeDict();
  for (auto [keyExpr, valueExpr] : e->items) {
    Result key = evaluate(keyExpr);
    if (failed(key))
      return failure();
    if (!key->isString() && !key->isNumber() && !key->isTensorLike() &&
        !key->is(ValueKind::Tuple) && !key->isNone())
      return error(keyExpr->loc,
                   describe(*key) + " cannot be the key of a dict");
    Result value = evaluate(valueExpr);
    if (failed(value))
      return failure();
    if (Value *old = dict->find(*key))
      *old = *value;
    else
      dict->items.push_back({*key, *value});
  }
  return Value::of(dict);
}

Result Evaluator::evaluateSlice(const SliceExpr *e) {
  Value parts[3];
  const Expr *exprs[3] = {e->begin, e->end, e->step};
  for (unsigned i = 0; i < 3; ++i) {
    if (!exprs[i])
      continue;
    Result part = evaluate(exprs[i]);
    if (failed(part))
      return failure();
    parts[i] = *part;
  }
  return Value::of(heap.makeSlice({parts[0], parts[1], parts[2]}));
}

Result Evaluator::evaluateCall(const CallExpr *e, StringRef hint) {
  Result callee = evaluate(e->callee);
  if (failed(callee))
    return failure();
  CallArguments arguments;
  for (const Argument &argument : e->arguments) {
    Result value = evaluate(argument.value);
    if (failed(value))
      return failure();
    switch (argument.kind) {
    case Argument::Positional:
      arguments.positional.push_back({*value, argument.loc});
      break;
    case Argument::Keyword:
      for (const CallArguments::Keyword &other : arguments.keywords)
        if (other.name == argument.name)
          return error(argument.loc,
                       "argument '" + argument.name + "' is given twice");
      arguments.keywords.push_back({argument.name, *value, argument.loc});
      break;
    case Argument::Star: {
      FailureOr<std::vector<Value>> items = iterate(*value, argument.loc);
      if (failed(items))
        return failure();
      for (const Value &item : *items)
        arguments.positional.push_back({item, argument.loc});
      break;
    }
    case Argument::DoubleStar:
      if (!value->is(ValueKind::Dict))
        return typeError(argument.loc, "what follows '**'", "a dict", *value);
      for (auto &[key, item] : value->as<DictObject>()->items) {
        if (!key.isString())
          return typeError(argument.loc, "a key of what follows '**'",
                           "a string", key);
        arguments.keywords.push_back({key.asString(), item, argument.loc});
      }
      break;
    }
  }
  return call(*callee, arguments, e->loc, hint);
}

/// Walks down the left of a chain in a loop: it may be long.
Result Evaluator::evaluateBinary(const BinaryExpr *e, StringRef hint) {
  llvm::SmallVector<const BinaryExpr *> chain = {e};
  while (auto *left = llvm::dyn_cast<BinaryExpr>(chain.back()->left))
    chain.push_back(left);
  Result value = evaluate(chain.back()->left);
  if (failed(value))
    return failure();
  while (!chain.empty()) {
    const BinaryExpr *link = chain.pop_back_val();
    Result right = evaluate(link->right);
    if (failed(right))
      return failure();
    value =
        binary(link->op, *value, *right, link->loc, chain.empty() ? hint : "");
    if (failed(value))
      return failure();
  }
  return value;
}

Result Evaluator::evaluateLogical(const LogicalExpr *e) {
  Result value = failure();
  for (const Expr *operand : e->operands) {
    value = evaluate(operand);
    if (failed(value))
      return failure();
    if (operand == e->operands.back())
      break;
    FailureOr<bool> holds = truth(*value, operand->loc);
    if (failed(holds))
      return failure();
    if (*holds != e->isAnd)
      break;
  }
  return value;
}

Result Evaluator::evaluateCompare(const CompareExpr *e, StringRef hint) {
  Result left = evaluate(e->first);
  if (failed(left))
    return failure();
  for (const CompareExpr::Link &link : e->rest) {
    Result right = evaluate(link.right);
    if (failed(right))
      return failure();
    Result value = compare(link.op, *left, *right, link.loc, hint);
    if (failed(value) || &link == &e->rest.back())
      return value;
    FailureOr<bool> holds = truth(*value, link.loc);
    if (failed(holds))
      return failure();
    if (!*holds)
      return value;
    left = right;
  }
  llvm_unreachable("a comparison has at least two operands");
}

FailureOr<bool> Evaluator::truth(const Value &value, SMLoc loc) {
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

FailureOr<std::vector<Value>> Evaluator::iterate(const Value &value,
                                                 SMLoc loc) {
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
    for (int64_t dim : value.as<ShapeObject>()->dims)
      items.push_back(dim < 0 ? Value() : Value::of(dim));
    break;
  case ValueKind::Tensor:
  case ValueKind::Variable:
    return error(loc, "a tensor cannot be iterated or unpacked while the graph "
                      "is built; use tf.unstack");
  default:
    return error(loc, "expected a list or the like to go through, found " +
                          describe(value));
  }
  if (failed(reserve(loc, items.size() > 64 ? items.size() : 0)))
    return failure();
  return items;
}

Result Evaluator::evaluateComprehension(const ComprehensionExpr *e) {
  // Its variables are its own.
  environments.emplace_back();
  Environment *frame = &environments.back();
  frame->outer = environment;
  llvm::scope_exit leave([&, outer = environment] {
    environment = outer;
    if (!frame->isCaptured && frame == &environments.back())
      environments.pop_back();
  });
  environment = frame;
  std::vector<Value> items;
  if (failed(comprehend(e, 0, items)))
    return failure();
  return heap.makeList(std::move(items));
}

mlir::LogicalResult Evaluator::comprehend(const ComprehensionExpr *e,
                                          size_t index,
                                          std::vector<Value> &items) {
  if (index == e->clauses.size()) {
    Result item = evaluate(e->element);
    if (failed(item) || failed(reserve(e->loc, 1)))
      return failure();
    items.push_back(*item);
    return mlir::success();
  }
  const ComprehensionExpr::Clause &clause = e->clauses[index];
  Result iterable = evaluate(clause.iterable);
  if (failed(iterable))
    return failure();
  FailureOr<std::vector<Value>> values =
      iterate(*iterable, clause.iterable->loc);
  if (failed(values))
    return failure();
  for (const Value &value : *values) {
    if (failed(step(e->loc)) || failed(assign(clause.target, value)))
      return failure();
    bool holds = true;
    for (const Expr *condition : clause.conditions) {
      Result flag = evaluate(condition);
      if (failed(flag))
        return failure();
      FailureOr<bool> isTrue = truth(*flag, condition->loc);
      if (failed(isTrue))
        return failure();
      if (!(holds = *isTrue))
        break;
    }
    if (holds && failed(comprehend(e, index + 1, items)))
      return failure();
  }
  return mlir::success();
}

Result Evaluator::evaluateFormat(const FormatExpr *e) {
  std::string text;
  for (const FormatExpr::Part &part : e->parts) {
    text += part.text;
    if (!part.value)
      continue;
    Result value = evaluate(part.value);
    if (failed(value))
      return failure();
    FailureOr<std::string> piece =
        part.repr ? FailureOr<std::string>(toText(*value, true))
                  : formatValue(*value, part.spec, part.value->loc);
    if (failed(piece))
      return failure();
    text += *piece;
  }
  if (failed(reserve(e->loc, text.size() / sizeof(Value))))
    return failure();
  return heap.makeString(text);
}

Result Evaluator::makeFunction(const FunctionSyntax *syntax) {
  FunctionObject function = {syntax, environment, {}};
  for (const Parameter &parameter : syntax->parameters) {
    function.defaults.emplace_back();
    if (!parameter.defaultValue)
      continue;
    Result value = evaluate(parameter.defaultValue);
    if (failed(value))
      return failure();
    function.defaults.back() = *value;
  }
  for (Environment *scope = environment; scope && !scope->isCaptured;
       scope = scope->outer)
    scope->isCaptured = true;
  return Value::of(heap.makeFunction(std::move(function)));
}
