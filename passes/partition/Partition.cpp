//===- Partition.cpp - Segments become functions and tables ---------------===//

#include "passes/partition/Partition.h"
#include "ir/Device.h"
#include "ir/Program.h"
#include "ir/ops/control.h"
#include "ir/ops/random.h"
#include "ir/ops/state.h"
#include "ir/sizes/ShapeOperands.h"
#include "passes/partition/Passes.h"
#include "passes/partition/Segments.h"
#include "passes/partition/Uses.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_PARTITION
#include "passes/partition/Passes.h.inc"
} // namespace tfc

using namespace tfc;

namespace {

/// Makes the tables and functions of one graph.
class Partitioner {
public:
  Partitioner(ModuleOp module, GraphOp graph, const Placement &placement)
      : module(module), graph(graph), placement(placement),
        segmentation(graph, placement), symbols(module),
        builder(module.getContext()) {
    builder.setInsertionPointToEnd(module.getBody());
    for (auto [i, op] : llvm::enumerate(graph.getBody().front()))
      positions[&op] = i;
  }

  LogicalResult run();

private:
  FlatSymbolRefAttr insert(Operation *op) {
    symbols.insert(op, builder.getInsertionPoint());
    builder.setInsertionPointAfter(op);
    return SymbolRefAttr::get(op);
  }

  LogicalResult verify();
  void makeStates();
  void makeStreams();
  void makeTensors();
  void makeSegments();
  LogicalResult makeSignature(SignatureOp signature);
  FlatSymbolRefAttr makeWhole(SignatureOp signature, FunctionParts &parts);
  bool knowsShapes(ArrayRef<Operation *> ops, const DenseSet<Value> &given);
  FlatSymbolRefAttr internalTensor(Value value);
  FlatSymbolRefAttr ranTarget(unsigned segment);
  /// Writes down where `op`, a segment or a variable's row, has its place.
  void label(Operation *op, unsigned place) {
    if (place != 0)
      op->setAttr(deviceAttr, builder.getStringAttr(placement.nameOf(place)));
  }

  ModuleOp module;
  GraphOp graph;
  const Placement &placement;
  Segmentation segmentation;
  SymbolTable symbols;
  OpBuilder builder;
  DenseMap<Operation *, unsigned> positions;

  SmallVector<FlatSymbolRefAttr> cutSymbols;
  DenseMap<Value, FlatSymbolRefAttr> stateSymbols;
  DenseMap<Value, FlatSymbolRefAttr> internalSymbols;
  DenseMap<unsigned, FlatSymbolRefAttr> ranSymbols;
  // The cut point whose symbol a signature or another segment uses for a value.
  DenseMap<Value, FlatSymbolRefAttr> valueSymbols;
};

void Partitioner::makeStates() {
  for (VariableOp variable : graph.getBody().getOps<VariableOp>()) {
    auto type = cast<VariableType>(variable.getType()).getTensor();
    auto state = StateOp::create(
        builder, variable.getLoc(), ("variable " + variable.getName()).str(),
        type, variable.getName(), FlatSymbolRefAttr(), variable.getTrainable());
    label(state, placement.of(variable));
    stateSymbols[variable] = insert(state);
  }
}

void Partitioner::makeStreams() {
  int64_t index = 0;
  graph->walk([&](Operation *op) {
    // An op that draws says so by the attribute that it wants numbered.
    auto attributes = op->getName().getAttributeNames();
    if (!isa_and_present<TfcDialect>(op->getDialect()) ||
        llvm::none_of(attributes, [](StringAttr name) {
          return name.getValue() == "stream";
        }))
      return;
    op->setAttr("stream", builder.getI64IntegerAttr(index++));
    auto seed = [&](StringRef name) {
      auto attribute = op->getAttrOfType<IntegerAttr>(name);
      return attribute ? attribute.getInt() : 0;
    };
    insert(StreamOp::create(builder, op->getLoc(), "stream", seed("seed"),
                            seed("seed2")));
  });
}

void Partitioner::makeTensors() {
  for (const CutPoint &cut : segmentation.cuts()) {
    Value value = cut.replaced ? cut.replaced : cut.value;
    std::string symbol = cut.name        ? cut.name.str()
                         : cut.fetchable ? "output"
                                         : "size";
    if (cut.isTarget()) {
      cutSymbols.push_back(
          insert(TargetOp::create(builder, value.getLoc(), symbol, cut.name)));
      // The variable gets to know its initialiser.
      if (auto group = cut.value.getDefiningOp<GroupOp>())
        if (group.getDependencies().size() == 1)
          if (auto assign =
                  group.getDependencies()[0].getDefiningOp<AssignOp>();
              assign && assign.getInitializer()) {
            auto state = symbols.lookup<StateOp>(
                stateSymbols[assign.getVariable()].getValue());
            if (!state.getInitializer())
              state.setInitializerAttr(cutSymbols.back());
          }
    } else {
      cutSymbols.push_back(insert(TensorOp::create(
          builder, value.getLoc(), symbol, value.getType(), cut.name,
          cut.fetchable, cut.feedable, cut.placeholder)));
    }
    valueSymbols.try_emplace(value, cutSymbols.back());
  }
}

/// The tensor that carries a value from one segment to another.
FlatSymbolRefAttr Partitioner::internalTensor(Value value) {
  if (auto found = valueSymbols.find(value); found != valueSymbols.end())
    return found->second;
  FlatSymbolRefAttr &symbol = internalSymbols[value];
  if (!symbol)
    symbol = insert(TensorOp::create(builder, value.getLoc(), "passed",
                                     value.getType(), StringAttr(), false,
                                     false, false));
  return symbol;
}

/// The target that says that a segment has run.
FlatSymbolRefAttr Partitioner::ranTarget(unsigned segment) {
  const Segment &of = segmentation.segments()[segment];
  for (unsigned cut : of.cuts)
    if (segmentation.cuts()[cut].isTarget())
      return cutSymbols[cut];
  FlatSymbolRefAttr &symbol = ranSymbols[segment];
  if (!symbol)
    symbol =
        insert(TargetOp::create(builder, graph.getLoc(), "ran", StringAttr()));
  return symbol;
}

/// The lines of the source that `ops` stand in, each once: a profile shows them
/// of a segment.
static Location locationOf(ArrayRef<Operation *> ops, Location otherwise) {
  llvm::SetVector<std::pair<StringAttr, unsigned>> lines;
  for (Operation *op : ops)
    op->walk([&](Operation *inner) {
      inner->getLoc()->walk([&](Location loc) {
        if (auto place = dyn_cast<FileLineColLoc>(loc))
          lines.insert({place.getFilename(), place.getLine()});
        return WalkResult::advance();
      });
    });
  SmallVector<Location> places;
  for (auto [file, line] : lines)
    places.push_back(FileLineColLoc::get(file, line, 1));
  return places.empty() ? otherwise
                        : FusedLoc::get(otherwise.getContext(), places);
}

void Partitioner::makeSegments() {
  ArrayRef<Segment> segments = segmentation.segments();
  // Which values leave each segment: cut points, and what another one uses.
  SmallVector<llvm::SetVector<Value>> leaving(segments.size());
  DenseMap<Operation *, unsigned> segmentOf;
  for (auto [i, segment] : llvm::enumerate(segments))
    for (Operation *op : segment.ops)
      segmentOf[op] = i;
  for (auto [i, segment] : llvm::enumerate(segments))
    for (Operation *op : segment.ops)
      for (Value operand : usedValues(op)) {
        Operation *producer = operand.getDefiningOp();
        auto found = segmentOf.find(producer);
        if (found != segmentOf.end() && found->second != i &&
            isa<RankedTensorType>(operand.getType()) && !isa<GroupOp>(op) &&
            !segmentation.isRepeated(producer) &&
            !(isa<WithDependenciesOp>(op) && operand != op->getOperand(0)))
          leaving[found->second].insert(operand);
      }

  for (auto [i, segment] : llvm::enumerate(segments)) {
    FunctionParts parts;
    for (Operation *op : segment.ops)
      parts.ops.push_back(op);
    SmallVector<Attribute> after, targets;
    for (unsigned demand : segment.demands)
      after.push_back(ranTarget(demand));
    for (unsigned cut : segment.cuts) {
      const CutPoint &point = segmentation.cuts()[cut];
      if (point.isTarget())
        targets.push_back(cutSymbols[cut]);
      else
        parts.outputs.push_back({point.value, cutSymbols[cut]});
    }
    for (Value value : leaving[i])
      if (segmentation.cutsAt(value).empty())
        parts.outputs.push_back({value, internalTensor(value)});
    unsigned index = i;
    bool demanded = llvm::any_of(segments, [&](const Segment &other) {
      return other.demands.contains(index);
    });
    if (demanded && targets.empty())
      targets.push_back(ranTarget(i));
    parts.name = ("segment_" + Twine(i)).str();
    parts.stateSymbols = &stateSymbols;
    parts.positions = &positions;
    parts.isRepeated = [&](Operation *op) {
      return segmentation.isRepeated(op);
    };
    parts.symbolOf = [&](Value value) { return internalTensor(value); };
    Location loc = locationOf(parts.ops, graph.getLoc());
    func::FuncOp function = buildFunction(parts, loc, builder);
    insert(function);
    function->setAttr("tfc.segment", builder.getUnitAttr());
    label(function, segment.place);
    function->setAttr("tfc.after", builder.getArrayAttr(after));
    function->setAttr("tfc.targets", builder.getArrayAttr(targets));
  }
}

/// Whether one function of `ops` can tell its shapes before it runs: none
/// depends on a value that it computes.
bool Partitioner::knowsShapes(ArrayRef<Operation *> ops,
                              const DenseSet<Value> &given) {
  auto inMemory = [&](Value value) {
    if (auto read = value.getDefiningOp<ReadVariableOp>())
      return readsInitialValue(read);
    return given.contains(value);
  };
  bool known = true;
  // A value of a region that decides a shape there is judged by later passes.
  for (Operation *op : ops)
    op->walk([&](Operation *inner) {
      walkSizes(inner, inMemory, [&](Value value) {
        known &= value.getParentRegion() != &graph.getBody() || inMemory(value);
      });
    });
  return known;
}

/// Whether a variable is assigned behind an assertion: then the whole must not
/// run as one function, which ends only when all of it has run.
static bool assignsBehindAssertion(ArrayRef<Operation *> ops) {
  bool mayEnd = false;
  for (Operation *op : ops) {
    if (mayEnd && !variableUses(op).assigns.empty())
      return true;
    mayEnd |= mayEndRun(op);
  }
  return false;
}

LogicalResult Partitioner::makeSignature(SignatureOp signature) {
  // Everything between the inputs and what is asked for, in program order.
  DenseSet<Value> given(signature.getInputs().begin(),
                        signature.getInputs().end());
  llvm::SetVector<Operation *> ops;
  SmallVector<Value> work;
  auto demand = [&](Value value) {
    if (!given.contains(value) && !isa<VariableType>(value.getType()))
      work.push_back(value);
  };
  for (Value output : signature.getOutputs())
    demand(output);
  for (Value target : signature.getTargets())
    demand(target);
  while (!work.empty()) {
    Operation *op = work.pop_back_val().getDefiningOp();
    if (auto placeholder = dyn_cast<PlaceholderOp>(op))
      return signature.emitError("signature '")
             << signature.getName() << "' needs placeholder '"
             << placeholder.getName() << "', which is not among its inputs";
    if (ops.insert(op))
      for (Value operand : usedValues(op))
        demand(operand);
  }
  FunctionParts parts;
  parts.ops.assign(ops.begin(), ops.end());
  llvm::sort(parts.ops, [&](Operation *a, Operation *b) {
    return positions[a] < positions[b];
  });
  SmallVector<Attribute> inputs, outputs, targets;
  for (Value input : signature.getInputs()) {
    auto source = segmentation.sourceCut(input);
    assert(source && "cut-points makes signature inputs feedable");
    inputs.push_back(cutSymbols[*source]);
    parts.inputs.push_back({input, cutSymbols[*source]});
  }
  for (Value output : signature.getOutputs()) {
    if (isa<VariableType>(output.getType())) {
      outputs.push_back(stateSymbols[output]);
      continue;
    }
    FlatSymbolRefAttr symbol = valueSymbols.lookup(output);
    outputs.push_back(symbol);
    parts.outputs.push_back({output, symbol});
  }
  for (Value target : signature.getTargets()) {
    FlatSymbolRefAttr symbol = valueSymbols.lookup(target);
    targets.push_back(symbol);
  }
  FlatSymbolRefAttr whole;
  bool isOnHost = llvm::all_of(
      parts.ops, [&](Operation *op) { return placement.of(op) == 0; });
  if (isOnHost && knowsShapes(parts.ops, given) &&
      !assignsBehindAssertion(parts.ops))
    whole = makeWhole(signature, parts);
  insert(ExportedSignatureOp::create(
      builder, signature.getLoc(), ("signature " + signature.getName()).str(),
      signature.getName(), signature.getInputNames(),
      builder.getArrayAttr(inputs), signature.getOutputNames(),
      builder.getArrayAttr(outputs), builder.getArrayAttr(targets), whole));
  return success();
}

/// The function of a signature from inputs to outputs.
FlatSymbolRefAttr Partitioner::makeWhole(SignatureOp signature,
                                         FunctionParts &parts) {
  parts.name = ("signature_" + signature.getName()).str();
  parts.stateSymbols = &stateSymbols;
  parts.positions = &positions;
  parts.isRepeated = [](Operation *) { return false; };
  parts.symbolOf = [&](Value value) { return internalTensor(value); };
  Location loc = locationOf(parts.ops, signature.getLoc());
  func::FuncOp function = buildFunction(parts, loc, builder);
  function->setAttr("tfc.signature_segment", builder.getUnitAttr());
  return insert(function);
}

/// A function knows variables by reads and assigns only.
LogicalResult Partitioner::verify() {
  WalkResult result = graph->walk([](Operation *op) {
    if (llvm::any_of(op->getOperandTypes(), llvm::IsaPred<VariableType>) &&
        !isa<ReadVariableOp, AssignOp, AssignAddOp, AssignSubOp, SignatureOp>(
            op)) {
      op->emitOpError("must be expanded before the partition");
      return WalkResult::interrupt();
    }
    auto loop = dyn_cast<WhileOp>(op);
    if (!loop)
      return WalkResult::advance();
    for (Operation &inner : loop.getCond().front())
      if (!variableUses(&inner).assigns.empty()) {
        inner.emitError("the condition of a loop assigns a variable; only its "
                        "body may");
        return WalkResult::interrupt();
      }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult Partitioner::run() {
  if (failed(verify()))
    return failure();
  makeStates();
  makeStreams();
  makeTensors();
  makeSegments();
  for (SignatureOp signature : graph.getBody().getOps<SignatureOp>())
    if (failed(makeSignature(signature)))
      return failure();
  graph.erase();
  return success();
}

struct Partition : tfc::impl::PartitionBase<Partition> {
  using PartitionBase::PartitionBase;

  void runOnOperation() override {
    SmallVector<std::string> available(devices.begin(), devices.end());
    if (available.empty())
      available.push_back("cpu");
    for (GraphOp graph : llvm::to_vector(getOperation().getOps<GraphOp>())) {
      Placement placement(available, softPlacement);
      if (failed(placement.place(graph)) ||
          failed(Partitioner(getOperation(), graph, placement).run()))
        return signalPassFailure();
    }
  }
};

} // namespace
