// The name of what a hand-written function makes.
#include "frontend/text/eval/NodeScope.h"

using namespace tfc::text;

NodeScope::NodeScope(Evaluator &evaluator, const Call &call, StringRef fallback)
    : evaluator(evaluator), isHint(call.name.isHint),
      before(evaluator.graph.lastOp()) {
  Names &names = evaluator.graph.names;
  full = names.claim(call.nameOr(fallback));
  previous = names.enterFull(full);
}

NodeScope::~NodeScope() { evaluator.graph.names.leave(previous); }

Value NodeScope::finish(const Value &result) {
  if (evaluator.hasFailed())
    return result;
  mlir::Operation *op = result.asGraphValue().getDefiningOp();
  if (!evaluator.graph.isNewer(op, before) || op->getNumResults() != 1)
    return result;
  evaluator.graph.setName(op, full);
  if (isHint)
    evaluator.graph.names.holdWeakly(full, op);
  return result;
}
