#include "frontend/text/builtins/Regions.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

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
  std::vector<Value> values;
  for (mlir::Value tensor : tensors)
    values.push_back(Value::tensor(tensor));
  ArrayRef<Value> leaves = values;
  return packLeaves(ev, structure, leaves);
}

TensorsOr tfc::text::toTensors(Evaluator &ev, const Value &structure,
                               llvm::ArrayRef<mlir::Value> like, SMLoc loc,
                               const llvm::Twine &what) {
  std::vector<Value> leaves;
  flatten(structure, leaves);
  Tensors tensors;
  for (auto [i, leaf] : llvm::enumerate(leaves)) {
    mlir::Type dtype = i < like.size()
                           ? mlir::getElementTypeOrSelf(like[i].getType())
                           : mlir::Type();
    // An operation's value is that it has run.
    if (leaf.is(ValueKind::Operation) || leaf.isNone()) {
      FailureOr<mlir::Value> ran =
          ev.toTensor(Value::of(true), mlir::Type(), "ran", loc, what);
      if (failed(ran))
        return failure();
      tensors.push_back(*ran);
      continue;
    }
    FailureOr<mlir::Value> tensor = ev.toTensor(
        leaf, leaf.isNumber() ? dtype : mlir::Type(), "Const", loc, what);
    if (failed(tensor))
      return failure();
    tensors.push_back(*tensor);
  }
  return tensors;
}

TensorsOr tfc::text::makeRegion(Evaluator &ev, mlir::OperationState &state,
                                mlir::TypeRange arguments, RegionBody body) {
  mlir::Region *region = state.addRegion();
  auto *block = new mlir::Block;
  region->push_back(block);
  for (mlir::Type type : arguments)
    block->addArgument(type, state.location);
  Graph::RegionScope scope(ev.graph, block);
  Tensors values(block->args_begin(), block->args_end());
  TensorsOr results = body(values);
  if (failed(results))
    return failure();
  ev.graph.yield(*results);
  return results;
}

std::string tfc::text::typeText(mlir::Type type) {
  auto tensor = llvm::cast<mlir::RankedTensorType>(type);
  return dtypeName(tensor.getElementType()) + " of shape " +
         shapeText(tensor.getShape());
}

FailureOr<mlir::Operation *> tfc::text::finish(Evaluator &ev,
                                               mlir::OperationState &state,
                                               mlir::TypeRange types,
                                               mlir::ValueRange operands,
                                               StringRef full) {
  state.addTypes(types);
  state.addOperands(operands);
  return ev.graph.createWithRegions(state, full);
}

mlir::LogicalResult tfc::text::checkPredicate(Evaluator &ev,
                                              mlir::Value predicate, SMLoc loc,
                                              const llvm::Twine &what) {
  auto type = llvm::cast<mlir::RankedTensorType>(predicate.getType());
  if (type.getRank() == 0 && type.getElementType().isInteger(1))
    return mlir::success();
  return ev.error(loc,
                  what + " is " + typeText(type) + ", expected a bool scalar");
}

TensorsOr tfc::text::makeWhile(Evaluator &ev, llvm::ArrayRef<mlir::Value> inits,
                               mlir::TypeRange types, Condition condition,
                               RegionBody body, SMLoc loc,
                               const llvm::Twine &what) {
  mlir::OperationState state(ev.location(loc), "tfc.while");
  TensorsOr again = makeRegion(
      ev, state, types,
      [&](llvm::ArrayRef<mlir::Value> arguments) -> TensorsOr {
        FailureOr<mlir::Value> value = condition(arguments);
        if (failed(value) ||
            failed(checkPredicate(ev, *value, loc, what + ": the condition")))
          return failure();
        return Tensors{*value};
      });
  if (failed(again))
    return failure();
  TensorsOr next = makeRegion(
      ev, state, types,
      [&](llvm::ArrayRef<mlir::Value> arguments) -> TensorsOr {
        TensorsOr values = body(arguments);
        if (failed(values))
          return failure();
        if (values->size() != types.size())
          return ev.error(loc, what + ": the body returns " +
                                   llvm::Twine(values->size()) +
                                   " values for " + llvm::Twine(types.size()) +
                                   " loop variables");
        for (auto [i, value, type] : llvm::enumerate(*values, types))
          if (mlir::getElementTypeOrSelf(value.getType()) !=
                  mlir::getElementTypeOrSelf(type) ||
              failed(mlir::verifyCompatibleShape(value.getType(), type)))
            return ev.error(loc, what + ": loop variable " + llvm::Twine(i) +
                                     " is " + typeText(type) +
                                     ", but the body makes it " +
                                     typeText(value.getType()));
        return values;
      });
  if (failed(next))
    return failure();
  FailureOr<mlir::Operation *> op = finish(ev, state, types, inits, "");
  if (failed(op))
    return failure();
  return Tensors((*op)->getResults());
}

Result tfc::text::named(Evaluator &ev, const Call &call, NodeScope &scope,
                        const Result &result) {
  if (failed(result))
    return failure();
  std::vector<Value> leaves;
  flatten(*result, leaves);
  if (leaves.empty() || !(leaves.front().is(ValueKind::Tensor) ||
                          leaves.front().is(ValueKind::Operation)))
    return result;
  mlir::Operation *op = leaves.front().asGraphValue().getDefiningOp();
  if (!op || op->getNumRegions() == 0 || op->hasAttr("tfc.name"))
    return result;
  ev.graph.setName(op, scope.name());
  if (call.name.isHint)
    ev.graph.names.holdWeakly(scope.name(), op);
  return result;
}
