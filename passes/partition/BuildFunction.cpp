//===- BuildFunction.cpp - A function from a set of the graph's ops -------===//

#include "ir/Builder.h"
#include "ir/Device.h"
#include "ir/ops/control.h"
#include "ir/ops/state.h"
#include "passes/partition/Partition.h"
#include "passes/partition/Uses.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tfc;

namespace {

class FunctionBuilder {
public:
  FunctionBuilder(FunctionParts &parts, Location loc, OpBuilder &outer)
      : parts(parts), loc(loc), builder(outer.getContext()) {}

  func::FuncOp build();

private:
  void addRepeated();
  void findArguments();
  void cloneOp(Operation *op);
  void cloneIf(IfOp op);
  void cloneWhile(WhileOp op);
  void cloneRegion(Region &from, Region &to, ValueRange variables,
                   bool yieldsVariables);
  Value variableValue(Value variable);
  void assign(Value variable, Value value, Operation *op);
  Value ofType(Value value, Type type);

  FunctionParts &parts;
  Location loc;
  OpBuilder builder;
  IRMapping mapping;
  llvm::SetVector<Value> variables; // handles, those in use
  llvm::DenseSet<Value> readFirst;  // read before any assign
  llvm::DenseSet<Value> assigned;
  llvm::DenseMap<Value, Value> current;
  unsigned depth = 0; // of regions
  Value holds;        // in a region: all assertions so far hold
};

/// Constants and reads that the ops use, at their place in the program.
void FunctionBuilder::addRepeated() {
  llvm::SetVector<Operation *> all(parts.ops.begin(), parts.ops.end());
  auto add = [&](Value value) {
    Operation *op = value.getDefiningOp();
    if (op && parts.isRepeated(op))
      all.insert(op);
  };
  for (Operation *op : parts.ops)
    for (Value operand : usedValues(op))
      add(operand);
  for (const FunctionParts::Port &output : parts.outputs)
    add(output.value);
  parts.ops.assign(all.begin(), all.end());
  llvm::sort(parts.ops, [&](Operation *a, Operation *b) {
    return parts.positions->lookup(a) < parts.positions->lookup(b);
  });
}

void FunctionBuilder::findArguments() {
  llvm::DenseSet<Operation *> inside(parts.ops.begin(), parts.ops.end());
  llvm::DenseSet<Value> known;
  for (const FunctionParts::Port &input : parts.inputs)
    known.insert(input.value);
  auto need = [&](Value value) {
    if (!isa<RankedTensorType>(value.getType()) ||
        inside.contains(value.getDefiningOp()) || !known.insert(value).second)
      return;
    parts.inputs.push_back({value, parts.symbolOf(value)});
  };
  llvm::SetVector<Value> used;
  for (Operation *op : parts.ops) {
    // A group only waits: what it waits for has run before, and no value of it
    // comes in.
    if (isa<GroupOp>(op))
      continue;
    SmallVector<Value> operands = usedValues(op);
    if (isa<WithDependenciesOp>(op))
      operands.truncate(1);
    for (Value operand : operands) {
      if (isa<VariableType>(operand.getType()))
        used.insert(operand);
      else
        need(operand);
    }
    VariableUses uses = variableUses(op);
    for (Value variable : uses.reads)
      if (!assigned.contains(variable))
        readFirst.insert(variable);
    assigned.insert(uses.assigns.begin(), uses.assigns.end());
  }
  for (const FunctionParts::Port &output : parts.outputs)
    need(output.value);
  // In the order of the program's variables.
  SmallVector<Value> sorted = used.takeVector();
  llvm::sort(sorted, [&](Value a, Value b) {
    return parts.positions->lookup(a.getDefiningOp()) <
           parts.positions->lookup(b.getDefiningOp());
  });
  variables.insert(sorted.begin(), sorted.end());
}

Value FunctionBuilder::ofType(Value value, Type type) {
  return value.getType() == type
             ? value
             : tensor::CastOp::create(builder, value.getLoc(), type, value);
}

Value FunctionBuilder::variableValue(Value variable) {
  return current.lookup(variable);
}

/// At the top a function ends behind an assertion (Segments.cpp); in a region
/// the variable keeps its value if one before failed.
void FunctionBuilder::assign(Value variable, Value value, Operation *op) {
  Value updated = ofType(value, op->getResult(0).getType());
  if (holds) {
    TfcBuilder b(builder, op->getLoc(), Type());
    Value old = variableValue(variable);
    updated = ofType(b.select(holds, ofType(updated, old.getType()), old),
                     updated.getType());
  }
  current[variable] = updated;
  mapping.map(op->getResult(0), updated);
}

void FunctionBuilder::cloneOp(Operation *op) {
  if (auto read = dyn_cast<ReadVariableOp>(op))
    return mapping.map(read.getValue(), variableValue(read.getVariable()));
  if (auto set = dyn_cast<AssignOp>(op))
    return assign(set.getVariable(), mapping.lookup(set.getValue()), op);
  if (isa<AssignAddOp, AssignSubOp>(op)) {
    Value old = variableValue(op->getOperand(0));
    Value by = mapping.lookup(op->getOperand(1));
    TfcBuilder b(builder, op->getLoc(),
                 cast<RankedTensorType>(old.getType()).getElementType());
    return assign(op->getOperand(0),
                  isa<AssignAddOp>(op) ? b.add(old, by) : b.sub(old, by), op);
  }
  if (auto with = dyn_cast<WithDependenciesOp>(op))
    return mapping.map(with.getY(), mapping.lookup(with.getX()));
  if (auto feedable = dyn_cast<FeedableOp>(op))
    return mapping.map(feedable.getY(), ofType(mapping.lookup(feedable.getX()),
                                               feedable.getType()));
  if (isa<GroupOp>(op))
    return;
  if (auto conditional = dyn_cast<IfOp>(op))
    return cloneIf(conditional);
  if (auto loop = dyn_cast<WhileOp>(op))
    return cloneWhile(loop);
  Operation *copy = builder.clone(*op, mapping);
  // The function says where all of it runs.
  copy->walk([](Operation *inner) { inner->removeAttr(deviceAttr); });
  if (depth == 0 || !isa<CheckOp>(op))
    return;
  TfcBuilder b(builder, op->getLoc(), Type());
  Value condition = copy->getResult(0);
  holds = holds ? b.logical_and(holds, condition) : condition;
}

/// The body of a region; with `yieldsVariables` their values follow what it
/// yields. The variables' values outside are as before.
void FunctionBuilder::cloneRegion(Region &from, Region &to,
                                  ValueRange variables, bool yieldsVariables) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&to.front());
  llvm::DenseMap<Value, Value> outside = current;
  Value outsideHolds = std::exchange(holds, Value());
  ++depth;
  unsigned numOld = from.getNumArguments();
  for (auto [old, argument] :
       llvm::zip(from.getArguments(), to.getArguments().take_front(numOld)))
    mapping.map(old, argument);
  for (auto [variable, argument] :
       llvm::zip(variables, to.getArguments().drop_front(numOld)))
    current[variable] = argument;
  for (Operation &op : from.front().without_terminator())
    cloneOp(&op);
  SmallVector<Value> yields;
  Operation *yield = from.front().getTerminator();
  for (Value value : yield->getOperands())
    yields.push_back(mapping.lookup(value));
  if (yieldsVariables)
    for (Value variable : variables)
      yields.push_back(variableValue(variable));
  YieldOp::create(builder, yield->getLoc(), yields);
  current = std::move(outside);
  holds = outsideHolds;
  --depth;
}

/// A variable that a branch assigns is a result besides.
void FunctionBuilder::cloneIf(IfOp op) {
  SmallVector<Value> changed = variableUses(op).assigns.takeVector();
  SmallVector<Type> types(op.getResultTypes());
  for (Value variable : changed)
    types.push_back(variableValue(variable).getType());
  auto copy = IfOp::create(builder, op.getLoc(), types,
                           mapping.lookup(op.getPredicate()));
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions())) {
    to.emplaceBlock();
    cloneRegion(from, to, changed, /*yieldsVariables=*/true);
  }
  unsigned count = op.getNumResults();
  mapping.map(op.getResults(), copy.getResults().take_front(count));
  for (auto [variable, value] :
       llvm::zip(changed, copy.getResults().drop_front(count)))
    current[variable] = value;
}

/// A variable that the body assigns is carried besides.
void FunctionBuilder::cloneWhile(WhileOp op) {
  SmallVector<Value> changed = variableUses(op).assigns.takeVector();
  SmallVector<Value> inits;
  for (Value init : op.getInits())
    inits.push_back(mapping.lookup(init));
  SmallVector<Type> types(op.getResultTypes());
  for (Value variable : changed) {
    inits.push_back(variableValue(variable));
    types.push_back(inits.back().getType());
  }
  auto copy = WhileOp::create(builder, op.getLoc(), types, inits);
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions())) {
    SmallVector<Location> locations(types.size(), op.getLoc());
    to.emplaceBlock().addArguments(types, locations);
    cloneRegion(from, to, changed, &from == &op.getBody());
  }
  unsigned count = op.getNumResults();
  mapping.map(op.getResults(), copy.getResults().take_front(count));
  for (auto [variable, value] :
       llvm::zip(changed, copy.getResults().drop_front(count)))
    current[variable] = value;
}

func::FuncOp FunctionBuilder::build() {
  addRepeated();
  findArguments();

  SmallVector<Type> argumentTypes, resultTypes;
  SmallVector<DictionaryAttr> argumentAttrs, resultAttrs;
  auto attrs = [&](StringRef name, Attribute symbol, bool read = false) {
    SmallVector<NamedAttribute> list{builder.getNamedAttr(name, symbol)};
    if (read)
      list.push_back(builder.getNamedAttr("tfc.read", builder.getUnitAttr()));
    return builder.getDictionaryAttr(list);
  };
  auto tensorOf = [](Value variable) {
    return cast<VariableType>(variable.getType()).getTensor();
  };
  for (const FunctionParts::Port &input : parts.inputs) {
    argumentTypes.push_back(input.value.getType());
    argumentAttrs.push_back(attrs("tfc.input", input.symbol));
  }
  for (Value variable : variables) {
    argumentTypes.push_back(tensorOf(variable));
    argumentAttrs.push_back(attrs("tfc.variable",
                                  parts.stateSymbols->lookup(variable),
                                  readFirst.contains(variable)));
  }
  for (const FunctionParts::Port &output : parts.outputs) {
    resultTypes.push_back(output.value.getType());
    resultAttrs.push_back(attrs("tfc.output", output.symbol));
  }
  for (Value variable : variables) {
    if (!assigned.contains(variable))
      continue;
    resultTypes.push_back(tensorOf(variable));
    resultAttrs.push_back(
        attrs("tfc.assigned", parts.stateSymbols->lookup(variable)));
  }

  auto function = func::FuncOp::create(
      loc, parts.name, builder.getFunctionType(argumentTypes, resultTypes));
  function.setPrivate();
  function.setAllArgAttrs(argumentAttrs);
  function.setAllResultAttrs(resultAttrs);
  Block *block = function.addEntryBlock();
  builder.setInsertionPointToStart(block);
  unsigned index = 0;
  for (const FunctionParts::Port &input : parts.inputs)
    mapping.map(input.value, block->getArgument(index++));
  for (Value variable : variables)
    current[variable] = block->getArgument(index++);

  for (Operation *op : parts.ops)
    cloneOp(op);
  SmallVector<Value> results;
  for (const FunctionParts::Port &output : parts.outputs)
    results.push_back(mapping.lookup(output.value));
  for (Value variable : variables)
    if (assigned.contains(variable))
      results.push_back(current[variable]);
  func::ReturnOp::create(builder, loc, results);
  return function;
}

} // namespace

func::FuncOp tfc::buildFunction(FunctionParts &parts, Location loc,
                                OpBuilder &builder) {
  return FunctionBuilder(parts, loc, builder).build();
}
