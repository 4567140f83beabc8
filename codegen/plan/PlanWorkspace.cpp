//===- PlanWorkspace.cpp - every temporary buffer in one workspace --------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/DimensionCloner.h"
#include "codegen/segment/Packing.h"
#include "codegen/segment/RegionCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "ir/Program.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/Passes.h"

#include <numeric>

namespace tfc {
#define GEN_PASS_DEF_PLANWORKSPACE
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

/// More than any machine has; keeps the arithmetic of sizes from overflowing.
constexpr double kMaxBytes = 1.0 * (int64_t(1) << 46);

/// A temporary buffer. Its size is `bytes` times the product of `factors`,
/// which are values of the shape function.
struct Buffer {
  memref::AllocOp alloc;
  int64_t begin, end; /// First and last step that uses it.
  int64_t bytes;
  SmallVector<Value> factors;
};

/// Buffers with the same factors; their sizes are compared by `bytes` alone.
struct Group {
  SmallVector<Value> factors;
  SmallVector<Buffer *> buffers;
  SmallVector<Lifetime> places; /// In units of the product of the factors.
  int64_t total = 0;
  /// The product is rounded up to a multiple of this, so that a place is
  /// aligned whatever its factor.
  int64_t rounding = 1;
};

class WorkspacePlanner {
public:
  WorkspacePlanner(func::FuncOp segment, func::FuncOp shape)
      : segment(segment), shape(shape),
        inSegment(OpBuilder::atBlockBegin(&segment.front())) {}

  LogicalResult run();

private:
  LogicalResult collect();
  LogicalResult measure(Buffer &buffer, DimensionCloner &cloner);
  bool factorize(Value factor, Buffer &buffer);
  Value inSegmentBody(Value value);
  Value shapeDimension(BlockArgument argument, int64_t dim);
  Value shapeElement(BlockArgument argument, int64_t place);
  Value segmentElement(BlockArgument argument, int64_t place);
  void formGroups();
  void place(Group &group);
  Value product(OpBuilder &builder, const Group &group,
                function_ref<Value(Value)> get);
  LogicalResult replaceAllocs();
  void returnTotal();

  func::FuncOp segment, shape;
  OpBuilder inSegment;
  std::vector<Buffer> buffers;
  std::vector<Group> groups;            /// The static one first.
  DenseMap<Value, Value> segmentValues; /// Of values of the shape function.
  int64_t staticBytes = 0;
};

/// The value, in the shape function, of a dimension of the segment's argument.
Value WorkspacePlanner::shapeDimension(BlockArgument argument, int64_t dim) {
  if (!shape)
    return Value();
  unsigned input = 1, output = 0; // 0 is the context.
  Operation *returnOp = shape.front().getTerminator();
  for (unsigned i = 0; i < segment.getNumArguments(); ++i) {
    auto type = dyn_cast<MemRefType>(segment.getArgument(i).getType());
    bool isInput = hasInputDims(segment, i);
    bool isOutput = bool(segment.getArgAttr(i, kOutputAttr));
    if (i == argument.getArgNumber())
      return isInput    ? shape.getArgument(input + dim)
             : isOutput ? returnOp->getOperand(output + dim)
                        : Value();
    input += isInput ? type.getRank() : 0;
    output += isOutput ? type.getRank() : 0;
  }
  return Value();
}

/// The shape function's argument that is an element of the segment's.
Value WorkspacePlanner::shapeElement(BlockArgument argument, int64_t place) {
  bool isBuffer = segment.getArgAttr(argument.getArgNumber(), kInputAttr) ||
                  segment.getArgAttr(argument.getArgNumber(), kVariableAttr);
  if (!shape || !isBuffer)
    return Value();
  // 0 is the context.
  return elementArgument(shape, argument.getArgNumber() - 1, place,
                         cast<MemRefType>(argument.getType()).getElementType());
}

/// The element, read at the top of the segment, where no variable has changed.
Value WorkspacePlanner::segmentElement(BlockArgument argument, int64_t place) {
  auto type = cast<MemRefType>(argument.getType());
  SmallVector<Value> at(type.getRank());
  for (int64_t d = type.getRank() - 1; d >= 0; --d) {
    at[d] = arith::ConstantIndexOp::create(inSegment, segment.getLoc(),
                                           place % type.getDimSize(d));
    place /= type.getDimSize(d);
  }
  return memref::LoadOp::create(inSegment, segment.getLoc(), argument, at);
}

/// Size of `buffer` as a coefficient and factors.
LogicalResult WorkspacePlanner::measure(Buffer &buffer,
                                        DimensionCloner &cloner) {
  MemRefType type = buffer.alloc.getType();
  DataLayout layout = DataLayout::closest(buffer.alloc);
  buffer.bytes = layout.getTypeSize(type.getElementType()).getFixedValue();
  for (int64_t size : type.getShape())
    if (!ShapedType::isDynamic(size) &&
        __builtin_mul_overflow(buffer.bytes, size, &buffer.bytes))
      return buffer.alloc.emitError("needs more memory than there can be");
  if (static_cast<double>(buffer.bytes) > kMaxBytes)
    return buffer.alloc.emitError("needs more memory than there can be");
  for (Value size : buffer.alloc.getDynamicSizes()) {
    if (!shape)
      return buffer.alloc.emitError("has a dynamic size in a segment of "
                                    "static shapes");
    Value factor = cloner.clone(size);
    if (!factor)
      return failure();
    if (!factorize(factor, buffer))
      return buffer.alloc.emitError("needs more memory than there can be");
  }
  return success();
}

/// Takes a product apart: constants into the coefficient, the rest as factors.
/// So n rows of 4 x 8 and n x 4 rows of 8 are one group.
bool WorkspacePlanner::factorize(Value factor, Buffer &buffer) {
  APInt constant;
  if (matchPattern(factor, m_ConstantInt(&constant)))
    return !__builtin_mul_overflow(buffer.bytes, constant.getSExtValue(),
                                   &buffer.bytes) &&
           buffer.bytes >= 0 && buffer.bytes <= kMaxBytes;
  if (auto product = factor.getDefiningOp<arith::MulIOp>())
    return factorize(product.getLhs(), buffer) &&
           factorize(product.getRhs(), buffer);
  buffer.factors.push_back(factor);
  return true;
}

/// A value of the shape function, computed at the top of the segment.
Value WorkspacePlanner::inSegmentBody(Value value) {
  Value &known = segmentValues[value];
  if (known)
    return known;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (auto element = shape.getArgAttrOfType<DenseI64ArrayAttr>(
            argument.getArgNumber(), kElementAttr))
      return segmentValues[value] = segmentElement(
                 segment.getArgument(1 + element[0]), element[1]);
    unsigned first = 1; // Behind the context.
    for (unsigned i = 0; i < segment.getNumArguments(); ++i) {
      if (!hasInputDims(segment, i))
        continue;
      int64_t rank =
          cast<MemRefType>(segment.getArgument(i).getType()).getRank();
      int64_t dim = static_cast<int64_t>(argument.getArgNumber()) - first;
      if (dim < rank)
        return segmentValues[value] = memref::DimOp::create(
                   inSegment, segment.getLoc(), segment.getArgument(i), dim);
      first += rank;
    }
    return Value();
  }
  Operation *op = value.getDefiningOp();
  IRMapping map;
  for (Value operand : op->getOperands()) {
    Value mapped = inSegmentBody(operand);
    if (!mapped)
      return Value();
    map.map(operand, mapped);
  }
  return segmentValues[value] = inSegment.clone(*op, map)->getResult(
             cast<OpResult>(value).getResultNumber());
}

/// Finds the buffers and when they are in use. Steps are the ops of the
/// function's block.
LogicalResult WorkspacePlanner::collect() {
  Block &body = segment.front();
  DenseMap<Operation *, int64_t> steps;
  for (auto [i, op] : llvm::enumerate(body))
    steps[&op] = i;
  int64_t last = steps.size();

  // The shape function computes the sizes behind its checks.
  OpBuilder inShape(segment.getContext());
  if (shape)
    inShape.setInsertionPoint(shape.front().getTerminator());
  DimensionCloner cloner(
      inShape,
      [&](BlockArgument argument, int64_t dim) {
        return shapeDimension(argument, dim);
      },
      [&](BlockArgument argument, int64_t place) {
        return shapeElement(argument, place);
      });

  SmallVector<memref::AllocOp> allocs;
  segment.walk([&](memref::AllocOp op) { allocs.push_back(op); });
  BufferViewFlowAnalysis aliases(segment);
  for (memref::AllocOp alloc : allocs) {
    if (alloc->getParentOfType<scf::ForallOp>() ||
        alloc->getParentOfType<scf::ParallelOp>())
      return alloc.emitError("a buffer inside a parallel loop has no place in "
                             "the workspace");
    if (!alloc.getType().getLayout().isIdentity())
      return alloc.emitError("is not dense");
    Buffer buffer{alloc, last, 0, 0, {}};
    for (Value alias : aliases.resolve(alloc)) {
      auto argument = dyn_cast<BlockArgument>(alias);
      if (argument &&
          argument.getOwner()->getParentOp()->isProperAncestor(alloc))
        return alloc.emitError(
            "goes from round to round of a loop, which needs "
            "two of it");
      for (OpOperand &use : alias.getUses()) {
        Operation *user = body.findAncestorOpInBlock(*use.getOwner());
        buffer.begin = std::min(buffer.begin, steps.lookup(user));
        // A pointer that leaves the analysis may be used to the end.
        bool escapes =
            isa<UnrealizedConversionCastOp,
                memref::ExtractAlignedPointerAsIndexOp>(use.getOwner());
        buffer.end = std::max(buffer.end, escapes ? last : steps.lookup(user));
      }
    }
    if (failed(measure(buffer, cloner)))
      return failure();
    buffers.push_back(std::move(buffer));
  }
  return success();
}

void WorkspacePlanner::formGroups() {
  // Order of the factors: as they stand in the shape function.
  auto before = [](Value a, Value b) {
    auto key = [](Value v) -> std::pair<int64_t, Operation *> {
      if (auto argument = dyn_cast<BlockArgument>(v))
        return {argument.getArgNumber(), nullptr};
      return {INT64_MAX, v.getDefiningOp()};
    };
    auto ka = key(a), kb = key(b);
    if (ka.second && kb.second && ka.second != kb.second)
      return ka.second->isBeforeInBlock(kb.second);
    return ka.first < kb.first;
  };
  groups.emplace_back();
  for (Buffer &buffer : buffers) {
    llvm::sort(buffer.factors, before);
    auto group = llvm::find_if(
        groups, [&](const Group &g) { return g.factors == buffer.factors; });
    if (group == groups.end()) {
      groups.emplace_back();
      group = std::prev(groups.end());
      group->factors = buffer.factors;
    }
    group->buffers.push_back(&buffer);
  }
  for (Group &group : groups)
    place(group);
  staticBytes = groups.front().total;
}

/// Two ways to align places in a group with a dynamic factor: round every
/// coefficient up to the alignment, or round the factor up. The first costs
/// nothing when the coefficients are large (activations of a batch), the
/// second when they are small (a vector as long as the batch).
void WorkspacePlanner::place(Group &group) {
  int64_t exact = 0, padded = 0, common = TFC_ALIGNMENT;
  for (Buffer *buffer : group.buffers) {
    exact += buffer->bytes;
    padded += llvm::alignTo(buffer->bytes, TFC_ALIGNMENT);
    common = std::gcd(common, buffer->bytes);
  }
  bool pad = group.factors.empty() || padded <= exact + exact / 4;
  if (!pad)
    group.rounding = TFC_ALIGNMENT / common;
  for (Buffer *buffer : group.buffers) {
    int64_t size =
        pad ? llvm::alignTo(buffer->bytes, TFC_ALIGNMENT) : buffer->bytes;
    group.places.push_back({buffer->begin, buffer->end, size, 0});
  }
  group.total = pack(group.places);
}

/// The (rounded) product of a group's factors, at `builder`.
Value WorkspacePlanner::product(OpBuilder &builder, const Group &group,
                                function_ref<Value(Value)> get) {
  Location loc = segment.getLoc();
  Value result;
  for (Value factor : group.factors) {
    Value value = get(factor);
    result =
        result ? arith::MulIOp::create(builder, loc, result, value) : value;
  }
  if (group.rounding > 1) {
    auto constant = [&](int64_t v) {
      return arith::ConstantIndexOp::create(builder, loc, v);
    };
    result = arith::AddIOp::create(builder, loc, result,
                                   constant(group.rounding - 1));
    result =
        arith::AndIOp::create(builder, loc, result, constant(-group.rounding));
  }
  return result;
}

LogicalResult WorkspacePlanner::replaceAllocs() {
  Location loc = segment.getLoc();
  auto bytes = MemRefType::get({ShapedType::kDynamic}, inSegment.getI8Type());
  unsigned position = segment.getNumArguments();
  (void)segment.insertArgument(
      position, bytes,
      inSegment.getDictionaryAttr(
          inSegment.getNamedAttr(kWorkspaceAttr, inSegment.getUnitAttr())),
      loc);
  Value workspace = segment.getArgument(position);

  // Sizes are computed once more at the top of the segment, so that every
  // place is known there.
  DenseMap<std::pair<Value, int64_t>, Value> dims;
  DimensionCloner cloner(
      inSegment,
      [&](BlockArgument argument, int64_t dim) {
        Value &value = dims[{argument, dim}];
        if (!value)
          value = memref::DimOp::create(inSegment, loc, argument, dim);
        return value;
      },
      [&](BlockArgument argument, int64_t place) {
        return segmentElement(argument, place);
      });
  auto constant = [&](int64_t v) -> Value {
    return arith::ConstantIndexOp::create(inSegment, loc, v);
  };

  Value base = constant(0);
  for (Group &group : groups) {
    Value factor;
    if (!group.factors.empty()) {
      factor =
          product(inSegment, group, [&](Value v) { return inSegmentBody(v); });
    }
    for (auto [buffer, at] : llvm::zip(group.buffers, group.places)) {
      Value offset = constant(at.offset);
      if (factor)
        offset = arith::AddIOp::create(
            inSegment, loc, base,
            arith::MulIOp::create(inSegment, loc, offset, factor));
      SmallVector<Value> sizes;
      for (Value size : buffer->alloc.getDynamicSizes())
        sizes.push_back(cloner.clone(size));
      auto view = memref::ViewOp::create(inSegment, buffer->alloc.getLoc(),
                                         buffer->alloc.getType(), workspace,
                                         offset, sizes);
      buffer->alloc.replaceAllUsesWith(view.getResult());
    }
    Value total = constant(group.total);
    if (factor)
      total = arith::MulIOp::create(inSegment, loc, total, factor);
    base = arith::AddIOp::create(inSegment, loc, base, total);
  }
  segment.walk([](memref::DeallocOp op) { op.erase(); });
  for (Buffer &buffer : buffers)
    buffer.alloc.erase();
  return success();
}

/// The shape function's last result is the size of the workspace. A size
/// beyond reason is an error there, before anything overflows.
void WorkspacePlanner::returnTotal() {
  auto returnOp = cast<func::ReturnOp>(shape.front().getTerminator());
  OpBuilder builder(returnOp);
  Location loc = shape.getLoc();
  Type f64 = builder.getF64Type();
  auto real = [&](double v) -> Value {
    return arith::ConstantOp::create(builder, loc, builder.getF64FloatAttr(v));
  };
  Value estimate = real(static_cast<double>(staticBytes));
  for (const Group &group : ArrayRef<Group>(groups).drop_front()) {
    Value bytes = real(static_cast<double>(group.total));
    for (Value factor : group.factors) {
      Value integer = arith::IndexCastOp::create(builder, loc,
                                                 builder.getI64Type(), factor);
      bytes = arith::MulFOp::create(
          builder, loc, bytes,
          arith::SIToFPOp::create(builder, loc, f64, integer));
    }
    estimate = arith::AddFOp::create(builder, loc, estimate, bytes);
  }
  if (groups.size() > 1) {
    Value fits = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLE,
                                       estimate, real(kMaxBytes));
    RequireOp::create(builder, loc, fits,
                      builder.getStringAttr(
                          "the inputs' shapes need more memory than there is"),
                      ValueRange());
  }
  Value total = arith::ConstantIndexOp::create(builder, loc, staticBytes);
  for (const Group &group : ArrayRef<Group>(groups).drop_front()) {
    Value factor = product(builder, group, [](Value v) { return v; });
    Value coefficient =
        arith::ConstantIndexOp::create(builder, loc, group.total);
    total = arith::AddIOp::create(
        builder, loc, total,
        arith::MulIOp::create(builder, loc, coefficient, factor));
  }
  returnOp.getOperandsMutable().append(total);
  SmallVector<Type> results(shape.getResultTypes());
  results.push_back(builder.getIndexType());
  shape.setType(builder.getFunctionType(shape.getArgumentTypes(), results));
}

LogicalResult WorkspacePlanner::run() {
  if (failed(collect()))
    return failure();
  formGroups();
  if (failed(replaceAllocs()))
    return failure();
  if (groups.size() == 1)
    segment->setAttr(kWorkspaceBytesAttr,
                     inSegment.getI64IntegerAttr(staticBytes));
  if (shape)
    returnTotal();
  return success();
}

/// A kernel packs a block of its operand on its thread's stack, where it stays
/// in that thread's cache; a stack has 8 MB by default. More would overflow it.
LogicalResult refuseLargeAllocas(func::FuncOp segment) {
  constexpr int64_t kMaxStackBytes = 512 << 10;
  WalkResult result = segment.walk([&](memref::AllocaOp op) {
    MemRefType type = op.getType();
    if (type.hasStaticShape() &&
        type.getNumElements() *
                DataLayout::closest(op).getTypeSize(type.getElementType()) <=
            kMaxStackBytes)
      return WalkResult::advance();
    op.emitError("a buffer of this size does not belong on the stack");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

struct PlanWorkspace : tfc::impl::PlanWorkspaceBase<PlanWorkspace> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    memref::DimOp::getCanonicalizationPatterns(patterns, &getContext());
    SmallVector<Operation *> dims;
    getOperation().walk([&](memref::DimOp op) { dims.push_back(op); });
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
    (void)applyOpPatternsGreedily(dims, std::move(patterns), config);
    for (auto segment :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (!isSegment(segment))
        continue;
      auto symbol =
          segment->getAttrOfType<FlatSymbolRefAttr>(kShapeFunctionAttr);
      func::FuncOp shape;
      if (symbol)
        shape = getOperation().lookupSymbol<func::FuncOp>(symbol.getAttr());
      // Regions stand before their callers.
      if (allocateForRegions(getOperation(), segment)) {
        OpPassManager fold("func.func");
        fold.addPass(createCanonicalizerPass());
        if (failed(runPipeline(fold, segment)))
          return signalPassFailure();
      }
      if (failed(refuseLargeAllocas(segment)) ||
          failed(WorkspacePlanner(segment, shape).run()))
        return signalPassFailure();
    }
  }
};

} // namespace
