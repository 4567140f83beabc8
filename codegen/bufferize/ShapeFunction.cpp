//===- ShapeFunction.cpp - what a segment makes of its inputs' shapes -----===//
#include "codegen/PassDetail.h"
#include "codegen/segment/RegionCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "ir/Program.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/Iterators.h"
#include "mlir/Transforms/Passes.h"

namespace tfc {
#define GEN_PASS_DEF_SHAPEFUNCTION
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

Value tfc::elementArgument(func::FuncOp shape, int64_t buffer, int64_t element,
                           Type type) {
  const int64_t place[] = {buffer, element};
  for (unsigned i = 0; i < shape.getNumArguments(); ++i)
    if (auto known = shape.getArgAttrOfType<DenseI64ArrayAttr>(i, kElementAttr))
      if (known.asArrayRef() == ArrayRef(place))
        return shape.getArgument(i);
  Builder builder(shape.getContext());
  unsigned index = shape.getNumArguments();
  (void)shape.insertArgument(
      index, type,
      builder.getDictionaryAttr(builder.getNamedAttr(
          kElementAttr, builder.getDenseI64ArrayAttr(place))),
      shape.getLoc());
  return shape.getArgument(index);
}

namespace {

constexpr llvm::StringLiteral kUnknownShape =
    "decides a shape by values that this segment computes; tfc needs every "
    "shape before a segment runs";

bool hasDynamicShape(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped && !shaped.hasStaticShape();
}

/// Whether the caller must ask before it runs `function`.
/// A tensor of the program may be less known than what this function gives for
/// it: a default whose place takes any shape.
bool putsOutDynamic(func::FuncOp function, ModuleOp module) {
  for (unsigned i = 0, e = function.getNumResults(); i < e; ++i)
    if (auto symbol =
            function.getResultAttrOfType<FlatSymbolRefAttr>(i, kOutputAttr))
      if (auto tensor = module.lookupSymbol<TensorOp>(symbol.getValue());
          tensor && hasDynamicShape(tensor.getType()))
        return true;
  return false;
}

bool needsShapeFunction(func::FuncOp function, ModuleOp module) {
  WalkResult result = function.walk([](Operation *op) {
    bool dynamic = llvm::any_of(op->getOperandTypes(), hasDynamicShape) ||
                   llvm::any_of(op->getResultTypes(), hasDynamicShape);
    return dynamic || isa<RequireOp>(op) ? WalkResult::interrupt()
                                         : WalkResult::advance();
  });
  return result.wasInterrupted() || putsOutDynamic(function, module) ||
         llvm::any_of(function.getArgumentTypes(), hasDynamicShape);
}

/// Erases what a shape never needs: the effects of kernels and reports, and
/// then everything that nothing needs any more.
void eraseDeadCode(func::FuncOp function) {
  for (bool changed = true; changed;) {
    changed = false;
    function.walk<WalkOrder::PostOrder, mlir::ReverseIterator>(
        [&](Operation *op) {
          bool dead = isa<RuntimeCallOp, ReportOp, WhileCallOp, IfCallOp>(op)
                          ? op->use_empty()
                          : isOpTriviallyDead(op);
          if (!dead || op == function)
            return;
          op->erase();
          changed = true;
        });
  }
}

class ShapeFunctionBuilder {
public:
  ShapeFunctionBuilder(ModuleOp module, func::FuncOp segment)
      : module(module), segment(segment) {}

  FailureOr<func::FuncOp> run();

private:
  void replaceReturn();
  LogicalResult reifyShapes();
  LogicalResult replaceArguments();

  ModuleOp module;
  func::FuncOp segment;
  func::FuncOp shape;
};

/// Instead of tensors, their dimensions.
void ShapeFunctionBuilder::replaceReturn() {
  auto returnOp = cast<func::ReturnOp>(shape.front().getTerminator());
  OpBuilder builder(returnOp);
  SmallVector<Value> dims;
  for (auto [i, value] : llvm::enumerate(returnOp.getOperands())) {
    if (!shape.getResultAttr(i, kOutputAttr))
      continue;
    for (int64_t d = 0, e = cast<ShapedType>(value.getType()).getRank(); d < e;
         ++d)
      dims.push_back(
          builder.createOrFold<tensor::DimOp>(value.getLoc(), value, d));
  }
  returnOp.getOperandsMutable().assign(dims);
}

/// Expresses dimensions of results through dimensions of operands, until only
/// those of arguments are left.
LogicalResult ShapeFunctionBuilder::reifyShapes() {
  MLIRContext *context = shape.getContext();
  RewritePatternSet patterns(context);
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
  memref::populateResolveShapedTypeResultDimsPatterns(patterns);
  tensor::DimOp::getCanonicalizationPatterns(patterns, context);
  tensor::EmptyOp::getCanonicalizationPatterns(patterns, context);
  affine::AffineApplyOp::getCanonicalizationPatterns(patterns, context);
  tensor::CastOp::getCanonicalizationPatterns(patterns, context);
  scf::populateSCFForLoopCanonicalizationPatterns(patterns);
  FrozenRewritePatternSet frozen(std::move(patterns));
  // A kernel whose last use goes leaves more to simplify.
  for (int round = 0; round < 4; ++round) {
    eraseDeadCode(shape);
    bool changed = false;
    if (failed(applyPatternsGreedily(shape, frozen, GreedyRewriteConfig(),
                                     &changed)))
      return shape.emitError("the shapes of this segment do not settle");
    if (!changed)
      break;
  }
  eraseDeadCode(shape);
  return success();
}

/// The row-major place that constant indices name, or nothing.
std::optional<int64_t> placeOf(tensor::ExtractOp extract) {
  auto type = cast<RankedTensorType>(extract.getTensor().getType());
  if (!type.hasStaticShape())
    return std::nullopt;
  int64_t place = 0;
  for (auto [index, size] :
       llvm::zip_equal(extract.getIndices(), type.getShape())) {
    std::optional<int64_t> at = getConstantIntValue(index);
    if (!at || *at < 0 || *at >= size)
      return std::nullopt;
    place = place * size + *at;
  }
  return place;
}

/// The tensors go; every dimension of every input becomes an index.
LogicalResult ShapeFunctionBuilder::replaceArguments() {
  MLIRContext *context = shape.getContext();
  Block &body = shape.front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  unsigned numTensors = body.getNumArguments();
  SmallVector<Type> types{LLVM::LLVMPointerType::get(context)};
  body.addArgument(types[0], shape.getLoc());
  struct Read {
    tensor::ExtractOp op;
    int64_t buffer, element;
  };
  SmallVector<Read> reads;
  for (unsigned i = 0; i < numTensors; ++i) {
    BlockArgument tensor = body.getArgument(i);
    auto type = cast<RankedTensorType>(tensor.getType());
    SmallVector<Value> dims;
    if (hasInputDims(segment, i)) {
      for (int64_t d = 0; d < type.getRank(); ++d) {
        types.push_back(builder.getIndexType());
        dims.push_back(body.addArgument(types.back(), tensor.getLoc()));
      }
    }
    for (OpOperand &use : llvm::make_early_inc_range(tensor.getUses())) {
      if (auto extract = dyn_cast<tensor::ExtractOp>(use.getOwner()))
        if (std::optional<int64_t> place = placeOf(extract)) {
          reads.push_back({extract, i, *place});
          continue;
        }
      auto dim = dyn_cast<tensor::DimOp>(use.getOwner());
      std::optional<int64_t> index =
          dim ? dim.getConstantIndex() : std::nullopt;
      if (!index || *index < 0 || *index >= static_cast<int64_t>(dims.size()))
        return use.getOwner()->emitError() << kUnknownShape;
      dim.replaceAllUsesWith(dims[*index]);
      dim.erase();
    }
  }
  SmallVector<Type> results(body.getTerminator()->getNumOperands(),
                            builder.getIndexType());
  for (NamedAttribute attr : llvm::to_vector(shape->getDiscardableAttrs()))
    shape->removeDiscardableAttr(attr.getName());
  shape.removeArgAttrsAttr();
  shape.removeResAttrsAttr();
  SmallVector<Type> all(llvm::map_range(
      body.getArguments(), [](BlockArgument a) { return a.getType(); }));
  shape.setType(FunctionType::get(context, all, results));
  // Behind the dimensions.
  llvm::sort(reads, [](const Read &a, const Read &b) {
    return std::pair(a.buffer, a.element) < std::pair(b.buffer, b.element);
  });
  for (Read &read : reads) {
    Value element =
        elementArgument(shape, read.buffer, read.element, read.op.getType());
    read.op.replaceAllUsesWith(element);
    read.op.erase();
  }
  WalkResult onlyIndices = shape.walk([&](Operation *op) {
    auto isTensor = [](Type type) { return isa<TensorType>(type); };
    if (op == shape || (llvm::none_of(op->getOperandTypes(), isTensor) &&
                        llvm::none_of(op->getResultTypes(), isTensor)))
      return WalkResult::advance();
    op->emitError() << kUnknownShape;
    return WalkResult::interrupt();
  });
  if (onlyIndices.wasInterrupted())
    return failure();
  llvm::BitVector tensors(body.getNumArguments());
  tensors.set(0, numTensors);
  (void)shape.eraseArguments(tensors);
  shape.setName((segment.getName() + "_shape").str());
  shape.setPrivate();
  shape.setArgAttr(0, kContextAttr, builder.getUnitAttr());
  return success();
}

FailureOr<func::FuncOp> ShapeFunctionBuilder::run() {
  shape = segment.clone();
  module.push_back(shape);
  replaceReturn();
  if (failed(reifyShapes()) || failed(replaceArguments()))
    return failure();
  SymbolTable(module).insert(shape);
  shape->moveBefore(segment);
  segment->setAttr(kShapeFunctionAttr,
                   FlatSymbolRefAttr::get(shape.getNameAttr()));
  segment.walk([](RequireOp op) { op.erase(); });
  return shape;
}

/// A condition that no input can change holds, or the graph is wrong.
LogicalResult decideConstantRequirements(ModuleOp module) {
  SmallVector<RequireOp> decided;
  module.walk([&](RequireOp op) {
    if (matchPattern(op.getCondition(), m_Constant()))
      decided.push_back(op);
  });
  for (RequireOp op : decided) {
    if (matchPattern(op.getCondition(), m_Zero())) {
      std::string message = op.getMessage().str();
      for (Value value : op.getValues()) {
        APInt number;
        size_t at = message.find("%lld");
        if (at != std::string::npos &&
            matchPattern(value, m_ConstantInt(&number)))
          message.replace(at, 4, std::to_string(number.getSExtValue()));
      }
      return op.emitError(message);
    }
    op.erase();
  }
  return success();
}

struct ShapeFunction : tfc::impl::ShapeFunctionBase<ShapeFunction> {
  void runOnOperation() override {
    OpPassManager fold("builtin.module");
    fold.addNestedPass<func::FuncOp>(createCanonicalizerPass());
    if (failed(runPipeline(fold, getOperation())) ||
        failed(decideConstantRequirements(getOperation())))
      return signalPassFailure();
    SmallVector<func::FuncOp> segments;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isSegment(function))
        segments.push_back(function);
    // Plain arithmetic, so that PlanWorkspace sees products as such.
    OpPassManager simplify("func.func");
    simplify.addPass(createLowerAffinePass());
    simplify.addPass(createCanonicalizerPass());
    simplify.addPass(createCSEPass());
    // Regions stand before their callers.
    for (func::FuncOp segment : segments) {
      if (failed(inlineRegionShapes(getOperation(), segment)))
        return signalPassFailure();
      if (!needsShapeFunction(segment, getOperation()))
        continue;
      FailureOr<func::FuncOp> shape =
          ShapeFunctionBuilder(getOperation(), segment).run();
      if (failed(shape) || failed(runPipeline(simplify, *shape)))
        return signalPassFailure();
    }
    OpPassManager cleanup("builtin.module");
    cleanup.addNestedPass<func::FuncOp>(createCanonicalizerPass());
    cleanup.addNestedPass<func::FuncOp>(createCSEPass());
    if (failed(runPipeline(cleanup, getOperation())))
      signalPassFailure();
  }
};

} // namespace
