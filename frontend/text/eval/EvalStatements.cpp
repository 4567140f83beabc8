// Evaluator: statements. Loops and functions are unrolled where they stand.
#include "frontend/text/eval/Evaluator.h"
#include "frontend/text/eval/Objects.h"

#include "llvm/ADT/StringSwitch.h"

using namespace tfc::text;

/// Statements, expressions and items that one import may go through; a program
/// that needs more has a loop without end or unrolls what should be a tensor.
static constexpr size_t maxSteps = 3000000;

Evaluator::Evaluator(const Source &source, const ImportOptions &options,
                     const FunctionTable &functions, StringRef moduleName)
    : options(options), functions(functions),
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
  execute(statements);
  return mlir::success(!hasFailed());
}

mlir::Location Evaluator::location(SMLoc loc) const {
  mlir::Location place = source.location(loc);
  if (callSites.empty())
    return place;
  return mlir::CallSiteLoc::get(place, callSites.back());
}

Failed Evaluator::error(SMLoc loc, const llvm::Twine &message) {
  return graph.fail(location(loc), message);
}

bool Evaluator::reserve(SMLoc loc, size_t items) {
  if (!heap.reserve(items * sizeof(Value)))
    error(loc, "too much data is made while the graph is built; make large "
               "tensors by tf.zeros, tf.fill or tf.range");
  return !hasFailed();
}

bool Evaluator::step(SMLoc loc) {
  if (++steps > maxSteps)
    error(loc, "unrolling is too long: more than " + llvm::Twine(maxSteps) +
                   " steps; does a loop never end?");
  return !hasFailed();
}

Evaluator::Flow Evaluator::execute(Block block) {
  for (const Stmt *statement : block)
    if (Flow flow = execute(statement); flow != Flow::Next)
      return flow;
  return Flow::Next;
}

/// An error ends its statement in some way, and the next one, or the next round
/// of a loop, is not begun: `step` says no.
Evaluator::Flow Evaluator::execute(const Stmt *statement) {
  if (!step(statement->loc))
    return Flow::Error;
  graph.setLocation(location(statement->loc));
  switch (statement->kind) {
  case StmtKind::Expression:
    evaluate(llvm::cast<ExpressionStmt>(statement)->value);
    return Flow::Next;
  case StmtKind::Assign:
    executeAssign(llvm::cast<AssignStmt>(statement));
    return Flow::Next;
  case StmtKind::AugmentedAssign:
    executeAugmented(llvm::cast<AugmentedAssignStmt>(statement));
    return Flow::Next;
  case StmtKind::Def: {
    const FunctionSyntax *function = llvm::cast<DefStmt>(statement)->function;
    environment->names[function->name] = makeFunction(function);
    return Flow::Next;
  }
  case StmtKind::Return:
    return executeReturn(llvm::cast<ReturnStmt>(statement));
  case StmtKind::For:
    return executeFor(llvm::cast<ForStmt>(statement));
  case StmtKind::While:
    return executeWhile(llvm::cast<WhileStmt>(statement));
  case StmtKind::If:
    return executeIf(llvm::cast<IfStmt>(statement));
  case StmtKind::With:
    return executeWith(llvm::cast<WithStmt>(statement), 0);
  case StmtKind::Import:
    executeImport(llvm::cast<ImportStmt>(statement));
    return Flow::Next;
  case StmtKind::Assert:
    executeAssert(llvm::cast<AssertStmt>(statement));
    return Flow::Next;
  case StmtKind::Pass:
    return Flow::Next;
  case StmtKind::Break:
    return Flow::Break;
  case StmtKind::Continue:
    return Flow::Continue;
  }
  llvm_unreachable("covered above");
}

Evaluator::Flow Evaluator::executeReturn(const ReturnStmt *statement) {
  if (callSites.empty())
    error(statement->loc, "'return' outside of a function");
  returned =
      statement->value ? evaluate(statement->value, returnHint) : Value();
  return Flow::Return;
}

void Evaluator::executeAssert(const AssertStmt *statement) {
  if (truth(evaluate(statement->condition), statement->condition->loc))
    return;
  std::string message = "assertion failed";
  if (statement->message && !hasFailed())
    message += ": " + toText(evaluate(statement->message), false);
  error(statement->loc, message);
}

Evaluator::Flow Evaluator::executeFor(const ForStmt *statement) {
  Value iterable = evaluate(statement->iterable);
  for (const Value &item : iterate(iterable, statement->iterable->loc)) {
    if (!step(statement->loc))
      return Flow::Error;
    assign(statement->target, item);
    Flow flow = execute(statement->body);
    if (flow == Flow::Break)
      return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Error)
      return flow;
  }
  return execute(statement->orElse);
}

Evaluator::Flow Evaluator::executeWhile(const WhileStmt *statement) {
  while (step(statement->loc)) {
    if (!truth(evaluate(statement->condition), statement->condition->loc))
      return execute(statement->orElse);
    Flow flow = execute(statement->body);
    if (flow == Flow::Break)
      return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Error)
      return flow;
  }
  return Flow::Error;
}

Evaluator::Flow Evaluator::executeIf(const IfStmt *statement) {
  for (auto [condition, body] : statement->branches)
    if (truth(evaluate(condition), condition->loc))
      return execute(body);
  return execute(statement->orElse);
}

Evaluator::Flow Evaluator::executeWith(const WithStmt *statement, size_t item) {
  if (item == statement->items.size())
    return execute(statement->body);
  auto [contextExpr, target] = statement->items[item];
  Value context = evaluate(contextExpr);
  auto *scope = context.asObject<ScopeObject>();
  if (!scope) {
    error(contextExpr->loc,
          "'with' needs a scope such as tf.name_scope(..), not " +
              describe(context));
    return Flow::Error;
  }
  Value entered = scope->enter(*this, contextExpr->loc);
  if (target)
    assign(target, entered);
  Flow flow = executeWith(statement, item + 1);
  scope->leave(*this);
  return flow;
}

/// The name here of a module that Python calls so; empty if there is none.
static StringRef moduleOf(StringRef name) {
  return llvm::StringSwitch<StringRef>(name)
      .Cases({"tensorflow", "tensorflow.compat.v1", "tensorflow.compat"}, "tf")
      .Case("numpy", "np")
      .Case("math", "math")
      .Default("");
}

void Evaluator::executeImport(const ImportStmt *statement) {
  for (const ImportStmt::Item &item : statement->items) {
    if (item.module == "__future__")
      continue;
    StringRef module = moduleOf(item.module);
    if (module.empty()) {
      error(item.loc, "cannot import '" + item.module +
                          "': a .tfg program has tensorflow, a little of "
                          "numpy, and math");
      return;
    }
    bool isModule = item.member.empty() ||
                    (item.module == "tensorflow.compat" && item.member == "v1");
    environment->names[item.name] =
        isModule ? Value::module(module)
                 : moduleMember(module, item.member, item.loc);
  }
}
