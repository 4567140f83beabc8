//===- OutlineParallel.cpp - --tfc-cpu-outline-parallel -------------------===//

#include "codegen/cpu/Passes.h"
#include "codegen/kernels/FlatNest.h"
#include "codegen/segment/SegmentFunction.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/Debug.h"

#define DEBUG_TYPE "tfc-cpu-outline-parallel"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_OUTLINEPARALLEL
#include "codegen/cpu/Passes.h.inc"

namespace {

constexpr llvm::StringLiteral kParallelFor = "tfc_parallel_for";

/// The context argument of the function around `op`, or null.
Value contextOf(Operation *op) {
  if (auto function = op->getParentOfType<func::FuncOp>())
    for (BlockArgument argument : function.getArguments())
      if (function.getArgAttr(argument.getArgNumber(), kContextAttr))
        return argument;
  return {};
}

/// A loop body that becomes a function, and what it takes from around it.
struct Task {
  scf::ForallOp loop;
  SmallVector<Operation *> constants; ///< Made again inside.
  SmallVector<Value> captured;        ///< Travel in the structure.
  SmallVector<Type> fields;           ///< Their types in it.
  LLVM::LLVMStructType type;
};

/// Outlines parallel loops. The loop
///
///   func @kernel(%context, %a : memref<?xf32>, %n)
///     scf.forall (%i, %j) in (%n, 4) { use %a, %i, %j }
///
/// becomes
///
///   llvm.func @kernel_task_0(%argument : ptr, %index : i64)
///     %a, %n = the fields of %argument
///     %j = %index mod 4, %i = %index div 4
///     use %a, %i, %j
///   func @kernel(%context, %a, %n)
///     %argument = alloca {a's descriptor, i64}; stores of %a and %n
///     tfc_parallel_for(%context, @kernel_task_0, %n * 4, %argument)
class Outliner {
public:
  explicit Outliner(ModuleOp module)
      : module(module), context(module.getContext()), types(context),
        pointer(LLVM::LLVMPointerType::get(context)),
        i64(IntegerType::get(context, 64)) {}

  void outline(scf::ForallOp op, Value runContext);

private:
  Task findTask(scf::ForallOp op);
  LLVM::LLVMFuncOp createFunction(const Task &task, StringRef name);
  void loadFields(OpBuilder &b, const Task &task, Value argument,
                  IRMapping &map);
  void mapIndices(OpBuilder &b, scf::ForallOp op, Value index, IRMapping &map);
  Value storeFields(OpBuilder &b, const Task &task);
  Value field(OpBuilder &b, const Task &task, Value argument, unsigned index);

  /// A bound or step of the loop as a value, looked up in `map`.
  Value value(OpBuilder &b, Location loc, OpFoldResult r,
              const IRMapping &map) {
    if (auto known = getConstantIntValue(r))
      return indexConstant(b, loc, *known);
    return map.lookupOrDefault(cast<Value>(r));
  }
  /// The number of iterations of each loop, with values looked up in `map`.
  SmallVector<Value> counts(OpBuilder &b, scf::ForallOp op,
                            const IRMapping &map);
  LLVM::LLVMFuncOp declareParallelFor();

  ModuleOp module;
  MLIRContext *context;
  LLVMTypeConverter types;
  Type pointer, i64;
  unsigned count = 0;
};

LLVM::LLVMFuncOp Outliner::declareParallelFor() {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(kParallelFor))
    return known;
  OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
  return LLVM::LLVMFuncOp::create(
      b, module.getLoc(), kParallelFor,
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                  {pointer, pointer, i64, pointer}));
}

SmallVector<Value> Outliner::counts(OpBuilder &b, scf::ForallOp op,
                                    const IRMapping &map) {
  Location loc = op.getLoc();
  SmallVector<Value> result;
  for (auto [lower, upper, step] :
       llvm::zip(op.getMixedLowerBound(), op.getMixedUpperBound(),
                 op.getMixedStep())) {
    Value span = b.createOrFold<arith::SubIOp>(loc, value(b, loc, upper, map),
                                               value(b, loc, lower, map));
    auto unit = getConstantIntValue(step);
    if (!unit || *unit != 1)
      span = b.createOrFold<arith::CeilDivSIOp>(loc, span,
                                                value(b, loc, step, map));
    result.push_back(span);
  }
  return result;
}

Task Outliner::findTask(scf::ForallOp op) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(op.getRegion(), used);
  for (auto bounds :
       {op.getMixedLowerBound(), op.getMixedUpperBound(), op.getMixedStep()})
    for (OpFoldResult bound : bounds)
      if (auto v = dyn_cast<Value>(bound))
        used.insert(v);
  Task task;
  task.loop = op;
  for (Value v : used) {
    Operation *def = v.getDefiningOp();
    if (def && (def->hasTrait<OpTrait::ConstantLike>() ||
                isa<memref::GetGlobalOp>(def))) {
      task.constants.push_back(def);
      continue;
    }
    task.captured.push_back(v);
    task.fields.push_back(types.convertType(v.getType()));
  }
  task.type = LLVM::LLVMStructType::getLiteral(context, task.fields);
  LLVM_DEBUG(llvm::dbgs() << "a parallel loop takes " << task.captured.size()
                          << " values and makes " << task.constants.size()
                          << " constants again\n");
  return task;
}

Value Outliner::field(OpBuilder &b, const Task &task, Value argument,
                      unsigned index) {
  return LLVM::GEPOp::create(
      b, task.loop->getLoc(), pointer, task.type, argument,
      ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(index)});
}

/// A value of another type than its field passes through a cast, which vanishes
/// once all is LLVM.
static Value castTo(OpBuilder &b, Location loc, Type type, Value v) {
  return v.getType() == type
             ? v
             : UnrealizedConversionCastOp::create(b, loc, type, v).getResult(0);
}

void Outliner::loadFields(OpBuilder &b, const Task &task, Value argument,
                          IRMapping &map) {
  Location loc = task.loop->getLoc();
  for (auto [i, v] : llvm::enumerate(task.captured)) {
    Value place = field(b, task, argument, i);
    Value loaded = LLVM::LoadOp::create(b, loc, task.fields[i], place);
    map.map(v, castTo(b, loc, v.getType(), loaded));
  }
}

/// Takes `index` apart into those of the loops, the last of which runs fastest.
void Outliner::mapIndices(OpBuilder &b, scf::ForallOp op, Value index,
                          IRMapping &map) {
  Location loc = op.getLoc();
  Value rest = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
  SmallVector<Value> extents = counts(b, op, map);
  auto lower = op.getMixedLowerBound(), step = op.getMixedStep();
  for (unsigned d = extents.size(); d-- > 0;) {
    Value mine = rest;
    if (d > 0) {
      mine = arith::RemUIOp::create(b, loc, rest, extents[d]);
      rest = arith::DivUIOp::create(b, loc, rest, extents[d]);
    }
    Value begin = value(b, loc, lower[d], map);
    Value scaled = mulIndex(b, loc, mine, value(b, loc, step[d], map));
    map.map(op.getInductionVars()[d], addIndex(b, loc, begin, scaled));
  }
}

LLVM::LLVMFuncOp Outliner::createFunction(const Task &task, StringRef name) {
  scf::ForallOp op = task.loop;
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto function = LLVM::LLVMFuncOp::create(
      b, op.getLoc(), name,
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                  {pointer, i64}),
      LLVM::Linkage::Internal);
  Block *entry = function.addEntryBlock(b);
  b.setInsertionPointToEnd(entry);
  IRMapping map;
  for (Operation *constant : task.constants)
    b.clone(*constant, map);
  loadFields(b, task, entry->getArgument(0), map);
  mapIndices(b, op, entry->getArgument(1), map);
  for (Operation &inner : op.getBody()->without_terminator())
    b.clone(inner, map);
  LLVM::ReturnOp::create(b, op.getLoc(), ValueRange{});
  return function;
}

/// The address of a structure on the caller's stack that holds what the task
/// takes.
Value Outliner::storeFields(OpBuilder &b, const Task &task) {
  scf::ForallOp op = task.loop;
  Location loc = op.getLoc();
  Value argument;
  {
    OpBuilder::InsertionGuard guard(b);
    auto parent = op->getParentOfType<FunctionOpInterface>();
    b.setInsertionPointToStart(&parent.getFunctionBody().front());
    Value one = LLVM::ConstantOp::create(b, loc, i64, b.getI64IntegerAttr(1));
    argument = LLVM::AllocaOp::create(b, loc, pointer, task.type, one);
  }
  for (auto [i, v] : llvm::enumerate(task.captured)) {
    Value converted = castTo(b, loc, task.fields[i], v);
    LLVM::StoreOp::create(b, loc, converted, field(b, task, argument, i));
  }
  return argument;
}

void Outliner::outline(scf::ForallOp op, Value runContext) {
  Location loc = op.getLoc();
  Task task = findTask(op);
  StringRef parent = op->getParentOfType<FunctionOpInterface>().getName();
  std::string name = (parent + "_task_" + std::to_string(count++)).str();
  createFunction(task, name);

  LLVM::LLVMFuncOp parallelFor = declareParallelFor();
  OpBuilder b(op);
  Value total = indexConstant(b, loc, 1);
  for (Value n : counts(b, op, IRMapping()))
    total = mulIndex(b, loc, total, n);
  total = arith::IndexCastOp::create(b, loc, i64, total);
  Value argument = storeFields(b, task);
  Value function = LLVM::AddressOfOp::create(b, loc, pointer, name);
  LLVM::CallOp::create(b, loc, parallelFor,
                       ValueRange{runContext, function, total, argument});
  op.erase();
}

struct OutlineParallel : impl::OutlineParallelBase<OutlineParallel> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<scf::ForallOp> loops;
    module.walk<WalkOrder::PreOrder>([&](scf::ForallOp op) {
      loops.push_back(op);
      return WalkResult::skip(); // loops inside stay on their thread
    });
    Outliner outliner(module);
    for (scf::ForallOp op : loops)
      if (Value runContext = contextOf(op))
        outliner.outline(op, runContext);
    // The rest runs in order.
    SmallVector<scf::ForallOp> serial;
    module.walk([&](scf::ForallOp op) { serial.push_back(op); });
    for (scf::ForallOp op : serial) {
      IRRewriter rewriter(op);
      if (failed(scf::forallToForLoop(rewriter, op)))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace tfc
