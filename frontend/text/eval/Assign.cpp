// Evaluator: assignments, and the names that they give to nodes.
#include "frontend/text/eval/Evaluator.h"

#include "ir/ops/elementwise.h"

using namespace tfc::text;

static StringRef hintOf(const Expr *target) {
  auto *name = llvm::dyn_cast<NameExpr>(target);
  if (!name || checkNodeName(name->name))
    return "";
  return name->name;
}

/// One of several results of an op, and what has no name at all (a gradient),
/// gets the name of the variable by an identity. Returns what is to be
/// assigned.
Value Evaluator::nameResults(const Expr *target, const Value &value) {
  if (auto *names = llvm::dyn_cast<TupleExpr>(target)) {
    if (!value.isSequence() || value.items().size() != names->items.size())
      return value;                           // for assign to complain about
    std::vector<Value> items = value.items(); // the list itself stays as it is
    for (auto [name, item] : llvm::zip(names->items, items))
      item = nameResults(name, item);
    return heap.makeTuple(std::move(items));
  }
  StringRef hint = hintOf(target);
  if (hint.empty() || !value.is(ValueKind::Tensor) || hasFailed())
    return value;
  mlir::Value tensor = value.asGraphValue();
  mlir::Operation *op = tensor.getDefiningOp();
  bool isLoopVariable = !op;
  if (isLoopVariable ||
      (op->getNumResults() == 1 && op->hasAttr(nameAttributeOf(op))))
    return value;
  std::string full = graph.names.claim({hint, true});
  mlir::Operation *identity =
      graph.createTyped<tfc::IdentityOp>(tensor.getType(), tensor, {}, full);
  graph.names.holdWeakly(full, identity);
  return Value::tensor(identity->getResult(0));
}

void Evaluator::executeAssign(const AssignStmt *statement) {
  const Expr *target = statement->targets.back();
  Value value;
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
  value = nameResults(target, value);
  for (const Expr *t : statement->targets)
    assign(t, value);
}

void Evaluator::executeAugmented(const AugmentedAssignStmt *statement) {
  Value old = evaluate(statement->target);
  Value right = evaluate(statement->value);
  Value value = binary(statement->op, old, right, statement->loc,
                       hintOf(statement->target));
  assign(statement->target, value);
}

void Evaluator::assign(const Expr *target, const Value &value) {
  if (auto *name = llvm::dyn_cast<NameExpr>(target)) {
    environment->names[name->name] = value;
    return;
  }
  if (auto *item = llvm::dyn_cast<SubscriptExpr>(target))
    return assignItem(item, value);
  ArrayRef<const Expr *> targets = llvm::isa<TupleExpr>(target)
                                       ? llvm::cast<TupleExpr>(target)->items
                                       : llvm::cast<ListExpr>(target)->items;
  std::vector<Value> items = iterate(value, target->loc);
  if (items.size() != targets.size()) {
    error(target->loc, "cannot unpack " + llvm::Twine(items.size()) +
                           " values into " + llvm::Twine(targets.size()) +
                           " names");
    return;
  }
  for (auto [t, item] : llvm::zip(targets, items))
    assign(t, item);
}

void Evaluator::assignItem(const SubscriptExpr *target, const Value &value) {
  Value base = evaluate(target->base);
  Value index = evaluate(target->index);
  if (hasFailed())
    return;
  if (base.is(ValueKind::Dict)) {
    if (index.isString() || index.isNumber() || index.isTensorLike() ||
        index.is(ValueKind::Tuple))
      return base.as<DictObject>()->set(index, value);
    error(target->index->loc, describe(index) + " cannot be the key of a dict");
    return;
  }
  if (!base.is(ValueKind::List) || !index.isIntegral()) {
    error(target->loc, "cannot assign to an item of " + describe(base));
    return;
  }
  std::vector<Value> &items = base.items();
  int64_t i = index.asInt();
  if (i < 0)
    i += items.size();
  if (i < 0 || i >= int64_t(items.size())) {
    error(target->index->loc, "index " + llvm::Twine(index.asInt()) +
                                  " is out of range: the list has " +
                                  llvm::Twine(items.size()) + " items");
    return;
  }
  items[i] = value;
}
