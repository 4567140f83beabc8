//===- OutlineKernels.cpp - a function for each kernel --------------------===//
#include "codegen/PassDetail.h"
#include "codegen/kernels/Fusion.h"
#include "codegen/segment/KernelCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "codegen/Passes.h.inc"

namespace {

/// A shorter kernel costs less than the call of it.
constexpr unsigned kMinOps = 16;

bool isConstant(Value v) {
  Operation *def = v.getDefiningOp();
  return def && def->hasTrait<OpTrait::ConstantLike>();
}

/// Whether `v` is memory of its own: no other such value reaches into it.
bool isSeparate(Value root) {
  Operation *def = root.getDefiningOp();
  return !def ? isa<func::FuncOp>(
                    cast<BlockArgument>(root).getOwner()->getParentOp())
              : isa<memref::AllocOp, memref::GetGlobalOp>(def);
}

class Outliner {
public:
  explicit Outliner(ModuleOp module) : symbols(module) {}

  void outline(func::FuncOp segment) {
    int context = findArgument(segment, kContextAttr);
    Value runContext =
        context < 0 ? Value() : Value(segment.getArgument(context));
    for (Operation &op : llvm::make_early_inc_range(segment.front()))
      if (isKernel(op))
        outline(segment, op, runContext);
  }

private:
  static bool isKernel(Operation &op) {
    if (!isa<scf::ForOp, scf::ForallOp, scf::IfOp, scf::IndexSwitchOp,
             memref::AllocaScopeOp>(op) ||
        op.getNumResults() > 0)
      return false;
    unsigned ops = 0;
    // The workspace and what the runtime does are the segment's.
    bool stays = op.walk([&](Operation *inner) {
                     ++ops;
                     return isa<memref::AllocOp>(inner) ||
                                    inner->getDialect()->getNamespace() == "tfc"
                                ? WalkResult::interrupt()
                                : WalkResult::advance();
                   }).wasInterrupted();
    return !stays && ops >= kMinOps;
  }

  void outline(func::FuncOp segment, Operation &op, Value runContext);

  SymbolTable symbols;
  unsigned count = 0;
};

void Outliner::outline(func::FuncOp segment, Operation &op, Value runContext) {
  llvm::SetVector<Value> used(op.operand_begin(), op.operand_end());
  getUsedValuesDefinedAbove(op.getRegions(), used);
  bool isParallel = op.walk([](scf::ForallOp) {
                        return WalkResult::interrupt();
                      }).wasInterrupted();
  if (isParallel && runContext)
    used.insert(runContext);
  SmallVector<Value> captured;
  SmallVector<Operation *> constants;
  for (Value v : used) {
    if (isConstant(v))
      constants.push_back(v.getDefiningOp());
    else
      captured.push_back(v);
  }

  OpBuilder b(op.getContext());
  auto kernel = func::FuncOp::create(
      op.getLoc(), "kernel_" + std::to_string(count++),
      b.getFunctionType(TypeRange(ValueRange(captured)), {}));
  kernel.setPrivate();
  kernel->setAttr(kKernelAttr, b.getUnitAttr());
  Block *entry = kernel.addEntryBlock();
  b.setInsertionPointToStart(entry);
  IRMapping map;
  map.map(captured, entry->getArguments());
  for (Operation *constant : constants)
    b.clone(*constant, map);

  // Memory that only one argument reaches.
  llvm::SmallDenseMap<Value, unsigned> reached;
  bool areSeparate = true;
  for (Value v : captured)
    if (isa<MemRefType>(v.getType())) {
      Value root = bufferRoot(v);
      ++reached[root];
      areSeparate &= isSeparate(root);
    }
  for (auto [i, v] : llvm::enumerate(captured)) {
    if (v == runContext)
      kernel.setArgAttr(i, kContextAttr, b.getUnitAttr());
    if (isa<MemRefType>(v.getType()) && areSeparate &&
        reached[bufferRoot(v)] == 1)
      kernel.setArgAttr(i, kNoAliasAttr, b.getUnitAttr());
  }

  OpBuilder caller(&op);
  symbols.insert(kernel, segment->getIterator());
  func::CallOp::create(caller, op.getLoc(), kernel, captured);
  op.remove();
  entry->push_back(&op);
  for (Value v : used)
    v.replaceUsesWithIf(map.lookup(v), [&](OpOperand &use) {
      return op.isAncestor(use.getOwner());
    });
  b.setInsertionPointToEnd(entry);
  func::ReturnOp::create(b, op.getLoc());
}

struct OutlineKernels : impl::OutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    Outliner outliner(getOperation());
    for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (isSegment(function))
        outliner.outline(function);
  }
};

} // namespace
} // namespace tfc
