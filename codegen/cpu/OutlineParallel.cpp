//===- OutlineParallel.cpp - --tfc-cpu-outline-parallel -------------------===//

#include "codegen/segment/SegmentFunction.h"
#include "codegen/kernels/FlatNest.h"
#include "codegen/cpu/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Transforms/RegionUtils.h"

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

class Outliner {
public:
  explicit Outliner(ModuleOp module)
      : module(module), context(module.getContext()), types(context),
        pointer(LLVM::LLVMPointerType::get(context)),
        i64(IntegerType::get(context, 64)) {}

  void outline(scf::ForallOp op, Value runContext);

private:
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
  auto value = [&](OpFoldResult r) {
    if (auto known = getConstantIntValue(r))
      return indexConstant(b, loc, *known);
    return map.lookupOrDefault(cast<Value>(r));
  };
  SmallVector<Value> result;
  for (auto [lower, upper, step] :
       llvm::zip(op.getMixedLowerBound(), op.getMixedUpperBound(),
                 op.getMixedStep())) {
    Value span = b.createOrFold<arith::SubIOp>(loc, value(upper), value(lower));
    auto unit = getConstantIntValue(step);
    if (!unit || *unit != 1)
      span = b.createOrFold<arith::CeilDivSIOp>(loc, span, value(step));
    result.push_back(span);
  }
  return result;
}

void Outliner::outline(scf::ForallOp op, Value runContext) {
  Location loc = op.getLoc();
  // Constants are cloned into the body, everything else is captured.
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(op.getRegion(), used);
  for (auto bounds : {op.getMixedLowerBound(), op.getMixedUpperBound(),
                      op.getMixedStep()})
    for (OpFoldResult bound : bounds)
      if (auto v = dyn_cast<Value>(bound))
        used.insert(v);
  SmallVector<Value> captured;
  SmallVector<Operation *> constants;
  SmallVector<Type> fields;
  for (Value v : used) {
    Operation *def = v.getDefiningOp();
    if (def && (def->hasTrait<OpTrait::ConstantLike>() ||
                isa<memref::GetGlobalOp>(def))) {
      constants.push_back(def);
      continue;
    }
    captured.push_back(v);
    fields.push_back(types.convertType(v.getType()));
  }
  auto structType = LLVM::LLVMStructType::getLiteral(context, fields);

  // The body.
  auto parent = op->getParentOfType<FunctionOpInterface>();
  std::string name =
      (parent.getName() + "_task_" + std::to_string(count++)).str();
  OpBuilder fb = OpBuilder::atBlockEnd(module.getBody());
  auto body = LLVM::LLVMFuncOp::create(
      fb, loc, name,
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                  {pointer, i64}),
      LLVM::Linkage::Internal);
  Block *entry = body.addEntryBlock(fb);
  fb.setInsertionPointToEnd(entry);
  IRMapping map;
  for (Operation *constant : constants)
    fb.clone(*constant, map);
  for (auto [i, v] : llvm::enumerate(captured)) {
    Value field = LLVM::GEPOp::create(
        fb, loc, pointer, structType, entry->getArgument(0),
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
    Value loaded = LLVM::LoadOp::create(fb, loc, fields[i], field);
    map.map(v, loaded.getType() == v.getType()
                   ? loaded
                   : UnrealizedConversionCastOp::create(fb, loc, v.getType(),
                                                        loaded)
                         .getResult(0));
  }
  Value rest = arith::IndexCastOp::create(fb, loc, fb.getIndexType(),
                                          entry->getArgument(1));
  SmallVector<Value> extents = counts(fb, op, map);
  auto lower = op.getMixedLowerBound(), step = op.getMixedStep();
  for (unsigned d = extents.size(); d-- > 0;) {
    Value index = rest;
    if (d > 0) {
      index = arith::RemUIOp::create(fb, loc, rest, extents[d]);
      rest = arith::DivUIOp::create(fb, loc, rest, extents[d]);
    }
    auto value = [&](OpFoldResult r) {
      if (auto known = getConstantIntValue(r))
        return indexConstant(fb, loc, *known);
      return map.lookupOrDefault(cast<Value>(r));
    };
    map.map(op.getInductionVars()[d],
            addIndex(fb, loc, value(lower[d]),
                     mulIndex(fb, loc, index, value(step[d]))));
  }
  for (Operation &inner : op.getBody()->without_terminator())
    fb.clone(inner, map);
  LLVM::ReturnOp::create(fb, loc, ValueRange{});

  // The call.
  LLVM::LLVMFuncOp parallelFor = declareParallelFor();
  OpBuilder b(op);
  Value total = indexConstant(b, loc, 1);
  for (Value n : counts(b, op, IRMapping()))
    total = mulIndex(b, loc, total, n);
  total = arith::IndexCastOp::create(b, loc, i64, total);
  Value argument;
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&parent.getFunctionBody().front());
    Value one = LLVM::ConstantOp::create(b, loc, i64, b.getI64IntegerAttr(1));
    argument = LLVM::AllocaOp::create(b, loc, pointer, structType, one);
  }
  for (auto [i, v] : llvm::enumerate(captured)) {
    Value converted = v.getType() == fields[i]
                          ? v
                          : UnrealizedConversionCastOp::create(
                                b, loc, fields[i], v)
                                .getResult(0);
    LLVM::StoreOp::create(
        b, loc, converted,
        LLVM::GEPOp::create(b, loc, pointer, structType, argument,
                            ArrayRef<LLVM::GEPArg>{0,
                                                   static_cast<int32_t>(i)}));
  }
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
