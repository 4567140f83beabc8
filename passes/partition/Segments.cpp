//===- Segments.cpp - Labels, groups and their order ----------------------===//

#include "passes/partition/Segments.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"
#include "ir/sizes/ShapeOperands.h"
#include "passes/partition/Uses.h"

using namespace mlir;

namespace tfc {

/// The ops that only describe the program: they compute nothing.
static bool isDeclaration(Operation *op) {
  return isa<PlaceholderOp, VariableOp, FeedableOp, FetchOp, SignatureOp>(op);
}

Segmentation::Segmentation(GraphOp graph, const Placement &placement)
    : placement(placement) {
  for (auto [i, op] : llvm::enumerate(graph.getBody().front()))
    positions[&op] = i;
  findCuts(graph);
  findSizeCuts(graph);
  findRepeated(graph);
  label(graph);
  group(graph);
  order();
}

ArrayRef<unsigned> Segmentation::cutsAt(Value value) const {
  auto found = computedCuts.find(value);
  return found == computedCuts.end() ? ArrayRef<unsigned>() : found->second;
}

std::optional<unsigned> Segmentation::sourceCut(Value value) const {
  auto found = sources.find(value);
  return found == sources.end() ? std::nullopt
                                : std::optional<unsigned>(found->second);
}

//===----------------------------------------------------------------------===//
// Cut points
//===----------------------------------------------------------------------===//

void Segmentation::findCuts(GraphOp graph) {
  Block &block = graph.getBody().front();
  auto addSource = [&](Value seen, StringAttr name, Value computed) {
    sources[seen] = cutPoints.size();
    if (computed)
      computedCuts[computed].push_back(cutPoints.size());
    CutPoint cut;
    cut.value = computed;
    cut.replaced = seen;
    cut.name = name;
    cut.feedable = cut.fetchable = true;
    cut.placeholder = !computed;
    cutPoints.push_back(cut);
  };
  for (Operation &op : block) {
    if (auto placeholder = dyn_cast<PlaceholderOp>(op))
      addSource(placeholder.getY(), placeholder.getNameAttr(), {});
    else if (auto feedable = dyn_cast<FeedableOp>(op))
      addSource(feedable.getY(), feedable.getNameAttr(), feedable.getX());
  }
  auto addFetch = [&](Value value, StringAttr name) {
    if (auto source = sourceCut(value)) {
      // The name of the source itself, or one that nobody else has: an alias is
      // an ordinary fetch, computed by copying.
      if (!name || cutPoints[*source].name == name)
        return;
    } else if (!name && !cutsAt(value).empty()) {
      return; // an output that is fetchable under its own name already
    }
    computedCuts[value].push_back(cutPoints.size());
    CutPoint cut;
    cut.value = value;
    cut.name = name;
    cut.fetchable = true;
    cutPoints.push_back(cut);
  };
  for (FetchOp fetch : block.getOps<FetchOp>())
    addFetch(fetch.getX(), fetch.getNameAttr());
  for (SignatureOp signature : block.getOps<SignatureOp>()) {
    for (Value output : signature.getOutputs())
      if (!isa<VariableType>(output.getType()))
        addFetch(output, {});
    for (Value target : signature.getTargets())
      addFetch(target, {});
  }
}

bool readsInitialValue(ReadVariableOp read) {
  return llvm::all_of(read.getVariable().getUsers(), [&](Operation *user) {
    if (!isa<AssignOp, AssignAddOp, AssignSubOp>(user) ||
        user->hasAttr("initializer"))
      return true;
    Operation *place = userIn(read->getBlock(), user);
    return place && !place->isBeforeInBlock(read);
  });
}

/// Cuts the graph at values that decide a shape: they must lie in memory before
/// the segment of that shape runs, so that an earlier one computes them.
void Segmentation::findSizeCuts(GraphOp graph) {
  auto inMemory = [&](Value value) {
    if (auto read = value.getDefiningOp<ReadVariableOp>())
      return readsInitialValue(read);
    return sourceCut(value) || !cutsAt(value).empty();
  };
  // Inside a region a value that decides a shape must come from outside.
  Block &block = graph.getBody().front();
  graph->walk([&](Operation *op) {
    walkSizes(op, inMemory, [&](Value value) {
      if (value.getParentBlock() != &block || inMemory(value))
        return;
      computedCuts[value].push_back(cutPoints.size());
      CutPoint cut;
      cut.value = value;
      cutPoints.push_back(cut);
    });
  });
}

//===----------------------------------------------------------------------===//
// Ops that are repeated
//===----------------------------------------------------------------------===//

void Segmentation::findRepeated(GraphOp graph) {
  Block &block = graph.getBody().front();
  // Per variable, the places of its assigns.
  DenseMap<Value, SmallVector<unsigned>> assigns;
  for (Operation &op : block)
    for (Value variable : variableUses(&op).assigns)
      assigns[variable].push_back(positions[&op]);
  for (Operation &op : block) {
    if (isa<ConstantOp>(op)) {
      repeated.insert(&op);
      continue;
    }
    auto read = dyn_cast<ReadVariableOp>(op);
    if (!read)
      continue;
    // A user behind a later assign would see that one's value if it read for
    // itself.
    unsigned place = positions[&op], nextAssign = ~0u;
    for (unsigned assign : assigns[read.getVariable()])
      if (assign > place)
        nextAssign = std::min(nextAssign, assign);
    bool safe = llvm::all_of(read->getUsers(), [&](Operation *user) {
      return positions[userIn(&block, user)] <= nextAssign ||
             isDeclaration(user);
    });
    bool declared = llvm::any_of(read->getUsers(), isDeclaration);
    if (safe && !(declared && nextAssign != ~0u))
      repeated.insert(&op);
  }
}

//===----------------------------------------------------------------------===//
// Labels
//===----------------------------------------------------------------------===//

void Segmentation::label(GraphOp graph) {
  Block &block = graph.getBody().front();
  for (Operation &op : llvm::reverse(block)) {
    if (isDeclaration(&op))
      continue;
    llvm::SetVector<unsigned> reached;
    for (Value result : op.getResults()) {
      ArrayRef<unsigned> cuts = cutsAt(result);
      if (!cuts.empty()) {
        reached.insert(cuts.begin(), cuts.end());
        continue;
      }
      for (Operation *user : result.getUsers())
        if (auto found = labels.find(userIn(&block, user));
            found != labels.end())
          reached.insert(found->second.begin(), found->second.end());
    }
    if (reached.empty())
      continue;
    SmallVector<unsigned> sorted(reached.begin(), reached.end());
    llvm::sort(sorted);
    labels[&op] = sorted;
  }
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// The segments that compute `value`, and the reads that its user repeats.
void Segmentation::collectNeeds(Value value, llvm::SetVector<unsigned> &needs,
                                llvm::SetVector<Value> &reads) const {
  if (auto source = sourceCut(value)) {
    if (Value computed = cutPoints[*source].value)
      collectNeeds(computed, needs, reads);
    return;
  }
  Operation *op = value.getDefiningOp();
  if (auto found = segmentOf.find(op); found != segmentOf.end())
    needs.insert(found->second);
  else if (isa<ReadVariableOp>(op))
    reads.insert(op->getOperand(0));
}

bool Segmentation::reaches(unsigned from, unsigned to) const {
  // Along edges "is needed by", searched backwards from `to`.
  SmallVector<unsigned> stack{to};
  DenseSet<unsigned> seen;
  while (!stack.empty()) {
    unsigned segment = stack.pop_back_val();
    if (segment == from)
      return true;
    if (!seen.insert(segment).second)
      continue;
    stack.append(groups[segment].before.begin(), groups[segment].before.end());
  }
  return false;
}

/// The segment of `label` and the op's device that may hold an op with these
/// needs: the current one, or a new one where that would close a cycle, or
/// where the op assigns and the current one may end the run.
unsigned Segmentation::place(Operation *op,
                             const llvm::SetVector<unsigned> &needs,
                             ArrayRef<unsigned> label, bool assigns) {
  SmallVector<unsigned> key(label);
  key.push_back(placement.of(op));
  auto found = current.find(key);
  if (found != current.end() && !(assigns && groups[found->second].asserts)) {
    unsigned segment = found->second;
    bool cycle = llvm::any_of(needs, [&](unsigned need) {
      return need != segment && !groups[segment].before.contains(need) &&
             reaches(segment, need);
    });
    if (!cycle)
      return segment;
  }
  groups.emplace_back();
  groups.back().position = positions.lookup(op);
  groups.back().place = placement.of(op);
  current[key] = groups.size() - 1;
  return groups.size() - 1;
}

void Segmentation::group(GraphOp graph) {
  struct Effects {
    std::optional<unsigned> lastAssign;
    llvm::SetVector<unsigned> readersSince;
  };
  DenseMap<Value, Effects> effects;
  llvm::SetVector<unsigned> asserting;
  for (Operation &op : graph.getBody().front()) {
    auto labelled = labels.find(&op);
    if (labelled == labels.end())
      continue;
    bool isCut = llvm::any_of(op.getResults(),
                              [&](Value v) { return !cutsAt(v).empty(); });
    if (isRepeated(&op) && !isCut)
      continue;

    llvm::SetVector<unsigned> needs, demands;
    llvm::SetVector<Value> reads; // variables
    for (Value operand : usedValues(&op)) {
      if (isa<VariableType>(operand.getType()))
        continue;
      bool forEffect = isa<GroupOp>(op) || (isa<WithDependenciesOp>(op) &&
                                            operand != op.getOperand(0));
      llvm::SetVector<unsigned> mine;
      collectNeeds(operand, mine, reads);
      needs.insert(mine.begin(), mine.end());
      if (forEffect)
        demands.insert(mine.begin(), mine.end());
    }
    VariableUses uses = variableUses(&op);
    if (isa<ReadVariableOp>(op) || op.getNumRegions() != 0)
      reads.insert(uses.reads.begin(), uses.reads.end());
    auto needAssign = [&](Value variable) {
      if (auto last = effects[variable].lastAssign)
        needs.insert(*last);
    };
    for (Value variable : reads)
      needAssign(variable);
    for (Value assigned : uses.assigns) {
      needAssign(assigned);
      for (unsigned reader : effects[assigned].readersSince)
        needs.insert(reader);
    }

    // A variable that is assigned behind an assertion keeps its value where
    // that fails.
    bool assigns = !uses.assigns.empty();
    if (assigns)
      needs.insert(asserting.begin(), asserting.end());

    // A target that waits for one segment alone is reached when that has run.
    unsigned segment = isa<GroupOp>(op) && needs.size() == 1
                           ? needs.front()
                           : place(&op, needs, labelled->second, assigns);
    Segment &group = groups[segment];
    if (mayEndRun(&op)) {
      group.asserts = true;
      asserting.insert(segment);
    }
    group.ops.insert(&op);
    segmentOf[&op] = segment;
    for (unsigned need : needs)
      if (need != segment)
        group.before.insert(need);
    for (unsigned demand : demands)
      if (demand != segment)
        group.demands.insert(demand);
    for (Value result : op.getResults())
      group.cuts.append(cutsAt(result).begin(), cutsAt(result).end());

    for (Value variable : reads)
      effects[variable].readersSince.insert(segment);
    for (Value assigned : uses.assigns) {
      Effects &effect = effects[assigned];
      effect.lastAssign = segment;
      effect.readersSince.clear();
    }
  }
  // An alias of a placeholder or of a feedable has no op of its own.
  for (auto [i, cut] : llvm::enumerate(cutPoints)) {
    if (!cut.value || !sourceCut(cut.value))
      continue;
    groups.emplace_back();
    groups.back().cuts.push_back(i);
    groups.back().position = positions.size() + i;
    llvm::SetVector<Value> reads;
    collectNeeds(cut.value, groups.back().before, reads);
  }
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

/// Topological, and of those that may come next the one that the program has
/// first: the order depends on the graph alone.
void Segmentation::order() {
  unsigned count = groups.size();
  SmallVector<unsigned> waiting(count), newIndex(count);
  SmallVector<SmallVector<unsigned>> neededBy(count);
  for (unsigned i = 0; i < count; ++i) {
    waiting[i] = groups[i].before.size();
    for (unsigned need : groups[i].before)
      neededBy[need].push_back(i);
  }
  auto later = [&](unsigned a, unsigned b) {
    return std::pair(groups[a].position, a) > std::pair(groups[b].position, b);
  };
  SmallVector<unsigned> ready;
  auto push = [&](unsigned i) {
    ready.push_back(i);
    std::push_heap(ready.begin(), ready.end(), later);
  };
  for (unsigned i = 0; i < count; ++i)
    if (!waiting[i])
      push(i);
  SmallVector<unsigned> sequence;
  while (!ready.empty()) {
    std::pop_heap(ready.begin(), ready.end(), later);
    unsigned next = ready.pop_back_val();
    newIndex[next] = sequence.size();
    sequence.push_back(next);
    for (unsigned user : neededBy[next])
      if (--waiting[user] == 0)
        push(user);
  }
  assert(sequence.size() == count && "place() keeps cycles out");
  auto renumber = [&](llvm::SetVector<unsigned> &set) {
    SmallVector<unsigned> indices;
    for (unsigned i : set)
      indices.push_back(newIndex[i]);
    llvm::sort(indices);
    set.clear();
    set.insert(indices.begin(), indices.end());
  };
  for (unsigned i : sequence) {
    ordered.push_back(std::move(groups[i]));
    renumber(ordered.back().before);
    renumber(ordered.back().demands);
    llvm::sort(ordered.back().cuts);
  }
  groups.clear();
}

} // namespace tfc
