// Structures of values as tensors, and the regions of tfc.if and tfc.while.
#include "frontend/text/eval/Regions.h"

#include "ir/ops/control.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Structures
//===----------------------------------------------------------------------===//

/// Puts the parts of a structure in the place of its leaves.
static Value packLeaves(Evaluator &ev, const Value &structure,
                        ArrayRef<Value> &leaves) {
  if (structure.isSequence()) {
    std::vector<Value> items;
    for (const Value &item : structure.items())
      items.push_back(packLeaves(ev, item, leaves));
    return structure.is(ValueKind::List) ? ev.heap.makeList(items)
                                         : ev.heap.makeTuple(items);
  }
  if (structure.is(ValueKind::Dict)) {
    DictObject *dict = ev.heap.makeDict();
    for (auto &[key, item] : structure.as<DictObject>()->items)
      dict->items.push_back({key, packLeaves(ev, item, leaves)});
    return Value::of(dict);
  }
  Value leaf = leaves.front();
  leaves = leaves.drop_front();
  return leaf;
}

Value tfc::text::pack(Evaluator &ev, const Value &structure,
                      llvm::ArrayRef<mlir::Value> tensors) {
  if (ev.hasFailed()) // then there may be fewer tensors than leaves
    return ev.graph.poison();
  std::vector<Value> values;
  for (mlir::Value tensor : tensors)
    values.push_back(Value::tensor(tensor));
  ArrayRef<Value> leaves = values;
  return packLeaves(ev, structure, leaves);
}

Tensors tfc::text::toTensors(Evaluator &ev, const Value &structure,
                             llvm::ArrayRef<mlir::Value> like, SMLoc loc,
                             const llvm::Twine &what) {
  Tensors tensors;
  for (auto [i, leaf] : llvm::enumerate(flatten(structure))) {
    // An operation's value is that it has run.
    if (leaf.is(ValueKind::Operation) || leaf.isNone()) {
      tensors.push_back(
          ev.toTensor(Value::of(true), mlir::Type(), "ran", loc, what));
      continue;
    }
    mlir::Type dtype;
    if (i < like.size() && leaf.isNumber())
      dtype = mlir::getElementTypeOrSelf(like[i].getType());
    tensors.push_back(ev.toTensor(leaf, dtype, "Const", loc, what));
  }
  return tensors;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

Tensors tfc::text::makeRegion(Evaluator &ev, mlir::OperationState &state,
                              mlir::TypeRange arguments, RegionBody body) {
  mlir::Region *region = state.addRegion();
  auto *block = new mlir::Block;
  region->push_back(block);
  for (mlir::Type type : arguments)
    block->addArgument(type, state.location);
  Graph::RegionScope scope(ev.graph, block);
  Tensors results = body(Tensors(block->args_begin(), block->args_end()));
  ev.graph.yield(results);
  return results;
}

std::string tfc::text::typeText(mlir::Type type) {
  auto tensor = llvm::cast<mlir::RankedTensorType>(type);
  return dtypeName(tensor.getElementType()) + " of shape " +
         shapeText(tensor.getShape());
}

mlir::Operation *tfc::text::finish(Evaluator &ev, mlir::OperationState &state,
                                   mlir::TypeRange types,
                                   mlir::ValueRange operands, StringRef full) {
  state.addTypes(types);
  state.addOperands(operands);
  return ev.graph.createWithRegions(state, full);
}

void tfc::text::checkPredicate(Evaluator &ev, mlir::Value predicate, SMLoc loc,
                               const llvm::Twine &what) {
  auto type = llvm::cast<mlir::RankedTensorType>(predicate.getType());
  if (type.getRank() != 0 || !type.getElementType().isInteger(1))
    ev.error(loc, what + " is " + typeText(type) + ", expected a bool scalar");
}

/// Tells an error unless the body keeps the number and types of loop variables.
static void checkCarried(Evaluator &ev, const Tensors &values,
                         mlir::TypeRange types, SMLoc loc,
                         const llvm::Twine &what) {
  if (values.size() != types.size()) {
    ev.error(loc, what + ": the body returns " + llvm::Twine(values.size()) +
                      " values for " + llvm::Twine(types.size()) +
                      " loop variables");
    return;
  }
  for (auto [i, value, type] : llvm::enumerate(values, types))
    if (mlir::getElementTypeOrSelf(value.getType()) !=
            mlir::getElementTypeOrSelf(type) ||
        mlir::failed(mlir::verifyCompatibleShape(value.getType(), type)))
      ev.error(loc, what + ": loop variable " + llvm::Twine(i) + " is " +
                        typeText(type) + ", but the body makes it " +
                        typeText(value.getType()));
}

Tensors tfc::text::makeWhile(Evaluator &ev, llvm::ArrayRef<mlir::Value> inits,
                             mlir::TypeRange types, Condition condition,
                             RegionBody body, SMLoc loc,
                             const llvm::Twine &what) {
  mlir::OperationState state(ev.location(loc),
                             tfc::WhileOp::getOperationName());
  makeRegion(ev, state, types, [&](llvm::ArrayRef<mlir::Value> arguments) {
    mlir::Value holds = condition(arguments);
    checkPredicate(ev, holds, loc, what + ": the condition");
    return Tensors{holds};
  });
  makeRegion(ev, state, types, [&](llvm::ArrayRef<mlir::Value> arguments) {
    Tensors next = body(arguments);
    checkCarried(ev, next, types, loc, what);
    return next;
  });
  mlir::Operation *op = finish(ev, state, types, inits, "");
  if (ev.hasFailed())
    return Tensors(types.size(), ev.graph.poison());
  return Tensors(op->getResults());
}

Value tfc::text::named(Evaluator &ev, const Call &call, NodeScope &scope,
                       const Value &result) {
  std::vector<Value> leaves = flatten(result);
  if (ev.hasFailed() || leaves.empty() ||
      !(leaves.front().is(ValueKind::Tensor) ||
        leaves.front().is(ValueKind::Operation)))
    return result;
  mlir::Operation *op = leaves.front().asGraphValue().getDefiningOp();
  if (!op || op->getNumRegions() == 0 || op->hasAttr(tfc::nameAttr))
    return result;
  ev.graph.setName(op, scope.name());
  if (call.name.isHint)
    ev.graph.names.holdWeakly(scope.name(), op);
  return result;
}
