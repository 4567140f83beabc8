// Evaluator: statements. Loops and functions are unrolled where they stand.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

/// Statements, expressions and items that one import may go through; a program
/// that needs more has a loop without end or unrolls what should be a tensor.
static constexpr size_t maxSteps = 3000000;

Evaluator::Evaluator(const Source &source, const ImportOptions &options,
                     StringRef moduleName)
    : options(options),
      graph(source.context(), moduleName,
            source.location(SMLoc::getFromPointer(source.text().begin()))),
      source(source) {
  environments.emplace_back();
  environment = &environments.back();
  environment->isCaptured = true;
  for (StringRef module : {"tf", "np", "math", "tfc"})
    environment->names[module] = Value::module(module);
}

mlir::LogicalResult Evaluator::run(Block statements) {
  return mlir::success(execute(statements) != Flow::Error);
}

mlir::Location Evaluator::location(SMLoc loc) const {
  mlir::Location place = source.location(loc);
  if (callSites.empty())
    return place;
  return mlir::CallSiteLoc::get(place, callSites.back());
}

mlir::LogicalResult Evaluator::error(SMLoc loc, const llvm::Twine &message) {
  return mlir::emitError(location(loc)) << message;
}

mlir::LogicalResult Evaluator::reserve(SMLoc loc, size_t items) {
  if (!heap.reserve(items * sizeof(Value)))
    return error(loc, "too much data is made while the graph is built; make "
                      "large tensors by tf.zeros, tf.fill or tf.range");
  return mlir::success();
}

mlir::LogicalResult Evaluator::step(SMLoc loc) {
  if (++steps > maxSteps)
    return error(loc, "unrolling is too long: more than " +
                          llvm::Twine(maxSteps) +
                          " steps; does a loop never end?");
  return mlir::success();
}

Evaluator::Flow Evaluator::execute(Block block) {
  for (const Stmt *statement : block)
    if (Flow flow = execute(statement); flow != Flow::Next)
      return flow;
  return Flow::Next;
}

Evaluator::Flow Evaluator::execute(const Stmt *statement) {
  auto flow = [](mlir::LogicalResult result) {
    return failed(result) ? Flow::Error : Flow::Next;
  };
  if (failed(step(statement->loc)))
    return Flow::Error;
  graph.setLocation(location(statement->loc));
  switch (statement->kind) {
  case StmtKind::Expression: {
    const Expr *value = llvm::cast<ExpressionStmt>(statement)->value;
    return flow(evaluate(value));
  }
  case StmtKind::Assign:
    return flow(executeAssign(llvm::cast<AssignStmt>(statement)));
  case StmtKind::AugmentedAssign:
    return flow(executeAugmented(llvm::cast<AugmentedAssignStmt>(statement)));
  case StmtKind::Def: {
    const FunctionSyntax *function = llvm::cast<DefStmt>(statement)->function;
    Result value = makeFunction(function);
    if (failed(value))
      return Flow::Error;
    environment->names[function->name] = *value;
    return Flow::Next;
  }
  case StmtKind::Return: {
    auto *result = llvm::cast<ReturnStmt>(statement);
    if (callSites.empty())
      return flow(error(statement->loc, "'return' outside of a function"));
    returned = Value();
    if (result->value) {
      Result value = evaluate(result->value, returnHint);
      if (failed(value))
        return Flow::Error;
      returned = *value;
    }
    return Flow::Return;
  }
  case StmtKind::For:
    return executeFor(llvm::cast<ForStmt>(statement));
  case StmtKind::While:
    return executeWhile(llvm::cast<WhileStmt>(statement));
  case StmtKind::If:
    return executeIf(llvm::cast<IfStmt>(statement));
  case StmtKind::With:
    return executeWith(llvm::cast<WithStmt>(statement), 0);
  case StmtKind::Import:
    return executeImport(llvm::cast<ImportStmt>(statement));
  case StmtKind::Assert: {
    auto *check = llvm::cast<AssertStmt>(statement);
    Result value = evaluate(check->condition);
    if (failed(value))
      return Flow::Error;
    FailureOr<bool> holds = truth(*value, check->condition->loc);
    if (failed(holds))
      return Flow::Error;
    if (*holds)
      return Flow::Next;
    std::string message = "assertion failed";
    if (check->message) {
      Result text = evaluate(check->message);
      if (failed(text))
        return Flow::Error;
      message += ": " + toText(*text, false);
    }
    return flow(error(statement->loc, message));
  }
  case StmtKind::Pass:
    return Flow::Next;
  case StmtKind::Break:
    return Flow::Break;
  case StmtKind::Continue:
    return Flow::Continue;
  }
  llvm_unreachable("covered above");
}

Evaluator::Flow Evaluator::executeFor(const ForStmt *statement) {
  Result iterable = evaluate(statement->iterable);
  if (failed(iterable))
    return Flow::Error;
  FailureOr<std::vector<Value>> items =
      iterate(*iterable, statement->iterable->loc);
  if (failed(items))
    return Flow::Error;
  for (const Value &item : *items) {
    if (failed(step(statement->loc)) || failed(assign(statement->target, item)))
      return Flow::Error;
    Flow flow = execute(statement->body);
    if (flow == Flow::Break)
      return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Error)
      return flow;
  }
  return execute(statement->orElse);
}

Evaluator::Flow Evaluator::executeWhile(const WhileStmt *statement) {
  for (;;) {
    if (failed(step(statement->loc)))
      return Flow::Error;
    Result condition = evaluate(statement->condition);
    if (failed(condition))
      return Flow::Error;
    FailureOr<bool> holds = truth(*condition, statement->condition->loc);
    if (failed(holds))
      return Flow::Error;
    if (!*holds)
      return execute(statement->orElse);
    Flow flow = execute(statement->body);
    if (flow == Flow::Break)
      return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Error)
      return flow;
  }
}

Evaluator::Flow Evaluator::executeIf(const IfStmt *statement) {
  for (auto [condition, body] : statement->branches) {
    Result value = evaluate(condition);
    if (failed(value))
      return Flow::Error;
    FailureOr<bool> holds = truth(*value, condition->loc);
    if (failed(holds))
      return Flow::Error;
    if (*holds)
      return execute(body);
  }
  return execute(statement->orElse);
}

Evaluator::Flow Evaluator::executeWith(const WithStmt *statement, size_t item) {
  if (item == statement->items.size())
    return execute(statement->body);
  auto [contextExpr, target] = statement->items[item];
  Result context = evaluate(contextExpr);
  if (failed(context))
    return Flow::Error;
  auto *scope = context->asObject<ScopeObject>();
  if (!scope)
    return failed(error(contextExpr->loc,
                        "'with' needs a scope such as tf.name_scope(..), not " +
                            describe(*context)))
               ? Flow::Error
               : Flow::Next;
  Result entered = scope->enter(*this, contextExpr->loc);
  if (failed(entered))
    return Flow::Error;
  if (target && failed(assign(target, *entered)))
    return Flow::Error;
  Flow flow = executeWith(statement, item + 1);
  scope->leave(*this);
  return flow;
}

Evaluator::Flow Evaluator::executeImport(const ImportStmt *statement) {
  for (const ImportStmt::Item &item : statement->items) {
    StringRef module = item.module;
    if (module == "__future__")
      continue;
    StringRef known = module == "tensorflow" ||
                              module == "tensorflow.compat.v1" ||
                              module == "tensorflow.compat"
                          ? "tf"
                      : module == "numpy" ? "np"
                      : module == "math"  ? "math"
                                          : "";
    if (known.empty())
      return failed(error(item.loc, "cannot import '" + module +
                                        "': a .tfg program has tensorflow, a "
                                        "little of numpy, and math"))
                 ? Flow::Error
                 : Flow::Next;
    if (item.member.empty() ||
        (module == "tensorflow.compat" && item.member == "v1")) {
      environment->names[item.name] = Value::module(known);
      continue;
    }
    Result member = moduleMember(known, item.member, item.loc);
    if (failed(member))
      return Flow::Error;
    environment->names[item.name] = *member;
  }
  return Flow::Next;
}

//===----------------------------------------------------------------------===//
// Assignment
//===----------------------------------------------------------------------===//

static StringRef hintOf(const Expr *target) {
  auto *name = llvm::dyn_cast<NameExpr>(target);
  if (!name || checkNodeName(name->name))
    return "";
  return name->name;
}

/// One of several results of an op, and what has no name at all (a gradient),
/// gets the name of the variable by an identity.
mlir::LogicalResult Evaluator::nameResults(const Expr *target, Value &value) {
  if (auto *names = llvm::dyn_cast<TupleExpr>(target)) {
    if (!value.isSequence() || value.items().size() != names->items.size())
      return mlir::success();                 // for assign to complain about
    std::vector<Value> items = value.items(); // the list itself stays as it is
    for (auto [name, item] : llvm::zip(names->items, items))
      if (failed(nameResults(name, item)))
        return failure();
    value = heap.makeTuple(std::move(items));
    return mlir::success();
  }
  StringRef hint = hintOf(target);
  if (hint.empty() || !value.is(ValueKind::Tensor))
    return mlir::success();
  mlir::Value tensor = value.asGraphValue();
  mlir::Operation *op = tensor.getDefiningOp();
  if (op->getNumResults() == 1 &&
      (op->hasAttr("tfc.name") || op->hasAttr("name")))
    return mlir::success();
  std::string full = graph.names.claim({hint, true});
  auto identity =
      graph.createTyped("tfc.identity", tensor.getType(), tensor, {}, full);
  if (failed(identity))
    return failure();
  graph.names.holdWeakly(full, *identity);
  value = Value::tensor((*identity)->getResult(0));
  return mlir::success();
}

mlir::LogicalResult Evaluator::executeAssign(const AssignStmt *statement) {
  const Expr *target = statement->targets.back();
  Result value = failure();
  auto *names = llvm::dyn_cast<TupleExpr>(target);
  auto *values = llvm::dyn_cast<TupleExpr>(statement->value);
  if (names && values && names->items.size() == values->items.size()) {
    llvm::SmallVector<StringRef> hints;
    for (const Expr *item : names->items)
      hints.push_back(hintOf(item));
    value = evaluateItems(values->items, /*isTuple=*/true, hints);
  } else {
    value = evaluate(statement->value, hintOf(target));
  }
  if (failed(value))
    return failure();
  if (failed(nameResults(target, *value)))
    return failure();
  for (const Expr *t : statement->targets)
    if (failed(assign(t, *value)))
      return failure();
  return mlir::success();
}

mlir::LogicalResult
Evaluator::executeAugmented(const AugmentedAssignStmt *statement) {
  if (auto *item = llvm::dyn_cast<SubscriptExpr>(statement->target)) {
    Result base = evaluate(item->base);
    if (failed(base))
      return failure();
    Result index = evaluate(item->index);
    if (failed(index))
      return failure();
    Result old = subscript(*base, *index, item->loc);
    if (failed(old))
      return failure();
    Result right = evaluate(statement->value);
    if (failed(right))
      return failure();
    Result value = binary(statement->op, *old, *right, statement->loc);
    return failed(value) ? failure() : assignItem(item, *value);
  }
  Result old = evaluate(statement->target);
  if (failed(old))
    return failure();
  Result right = evaluate(statement->value);
  if (failed(right))
    return failure();
  Result value = binary(statement->op, *old, *right, statement->loc,
                        hintOf(statement->target));
  return failed(value) ? failure() : assign(statement->target, *value);
}

mlir::LogicalResult Evaluator::assign(const Expr *target, const Value &value) {
  if (auto *name = llvm::dyn_cast<NameExpr>(target)) {
    environment->names[name->name] = value;
    return mlir::success();
  }
  if (auto *item = llvm::dyn_cast<SubscriptExpr>(target))
    return assignItem(item, value);
  ArrayRef<const Expr *> targets = llvm::isa<TupleExpr>(target)
                                       ? llvm::cast<TupleExpr>(target)->items
                                       : llvm::cast<ListExpr>(target)->items;
  FailureOr<std::vector<Value>> items = iterate(value, target->loc);
  if (failed(items))
    return failure();
  if (items->size() != targets.size())
    return error(target->loc, "cannot unpack " + llvm::Twine(items->size()) +
                                  " values into " +
                                  llvm::Twine(targets.size()) + " names");
  for (auto [t, item] : llvm::zip(targets, *items))
    if (failed(assign(t, item)))
      return failure();
  return mlir::success();
}

mlir::LogicalResult Evaluator::assignItem(const SubscriptExpr *target,
                                          const Value &value) {
  Result base = evaluate(target->base);
  if (failed(base))
    return failure();
  Result index = evaluate(target->index);
  if (failed(index))
    return failure();
  if (base->is(ValueKind::Dict)) {
    if (!index->isString() && !index->isNumber() &&
        !index->is(ValueKind::Tensor) && !index->is(ValueKind::Variable) &&
        !index->is(ValueKind::Tuple))
      return error(target->index->loc,
                   describe(*index) + " cannot be the key of a dict");
    auto *dict = base->as<DictObject>();
    if (Value *old = dict->find(*index))
      *old = value;
    else
      dict->items.push_back({*index, value});
    return mlir::success();
  }
  if (base->is(ValueKind::List) && index->isIntegral()) {
    std::vector<Value> &items = base->items();
    int64_t i = index->asInt();
    if (i < 0)
      i += items.size();
    if (i < 0 || i >= int64_t(items.size()))
      return error(target->index->loc, "index " + llvm::Twine(index->asInt()) +
                                           " is out of range: the list has " +
                                           llvm::Twine(items.size()) +
                                           " items");
    items[i] = value;
    return mlir::success();
  }
  return error(target->loc, "cannot assign to an item of " + describe(*base));
}
