//===- VectorBody.cpp - The scalar body of a linalg op, on vectors --------===//

#include "codegen/cpu/VectorBody.h"

using namespace mlir;

namespace tfc {

Value broadcastTo(OpBuilder &b, Location loc, Value value, unsigned lanes) {
  if (lanes == 1 || isa<VectorType>(value.getType()))
    return value;
  auto type = VectorType::get({lanes}, value.getType());
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant)))
    if (auto typed = dyn_cast<TypedAttr>(constant))
      return arith::ConstantOp::create(b, loc,
                                       DenseElementsAttr::get(type, typed));
  return vector::BroadcastOp::create(b, loc, type, value);
}

namespace {
class Evaluator {
public:
  Evaluator(OpBuilder &b, const VectorBodyOptions &options)
      : b(b), options(options) {}

  SmallVector<Value> run(Block &body, ArrayRef<Value> arguments) {
    for (auto [argument, value] : llvm::zip(body.getArguments(), arguments))
      map.map(argument, value);
    for (Operation &op : body.without_terminator())
      evaluate(&op);
    SmallVector<Value> results;
    for (Value v : body.getTerminator()->getOperands())
      results.push_back(map.lookupOrDefault(v));
    return results;
  }

private:
  bool isVector(Value v) { return isa<VectorType>(v.getType()); }

  Value lookup(Value v) { return map.lookupOrDefault(v); }

  void evaluate(Operation *op) {
    if (auto index = dyn_cast<linalg::IndexOp>(op))
      return map.map(index.getResult(), evaluateIndex(index));
    bool uniform = llvm::none_of(op->getOperands(),
                                 [&](Value v) { return isVector(lookup(v)); });
    if (uniform) {
      b.clone(*op, map);
      return;
    }
    if (Value fused = multiplyAdd(op))
      return map.map(op->getResult(0), fused);
    if (auto load = dyn_cast<memref::LoadOp>(op))
      if (Value v = contiguousLoad(load))
        return map.map(load.getResult(), v);
    if (op->hasTrait<OpTrait::Vectorizable>() &&
        op->hasTrait<OpTrait::Elementwise>())
      return evaluateElementwise(op);
    evaluateLanes(op);
  }

  Value evaluateIndex(linalg::IndexOp op) {
    Value first = options.index(op.getDim());
    if (options.lanes == 1 || options.vectorDim != op.getDim())
      return first;
    auto type = VectorType::get({options.lanes}, b.getIndexType());
    Value steps = vector::StepOp::create(b, op.getLoc(), type);
    Value firsts = vector::BroadcastOp::create(b, op.getLoc(), type, first);
    Value result = arith::AddIOp::create(b, op.getLoc(), firsts, steps);
    consecutiveFrom[result] = first;
    return result;
  }

  /// accumulator + x * y, where the product has no other use.
  Value multiplyAdd(Operation *op) {
    auto add = dyn_cast<arith::AddFOp>(op);
    if (!options.fuseMultiplyAdd || !add)
      return {};
    for (auto [product, sum] : {std::pair(add.getLhs(), add.getRhs()),
                                std::pair(add.getRhs(), add.getLhs())}) {
      auto mul = product.getDefiningOp<arith::MulFOp>();
      if (!mul || mul->getBlock() != op->getBlock() || !product.hasOneUse())
        continue;
      Location loc = op->getLoc();
      return vector::FMAOp::create(
          b, loc, broadcastTo(b, loc, lookup(mul.getLhs()), options.lanes),
          broadcastTo(b, loc, lookup(mul.getRhs()), options.lanes),
          broadcastTo(b, loc, lookup(sum), options.lanes));
    }
    return {};
  }

  /// A load whose last index is consecutive over the lanes and whose others
  /// are uniform.
  Value contiguousLoad(memref::LoadOp load) {
    auto type = load.getMemRefType();
    if (load.getIndices().empty() || type.getElementType().isInteger(1) ||
        !type.isLastDimUnitStride() || type.getElementType().isIndex())
      return {};
    SmallVector<Value> indices;
    for (Value v : load.getIndices())
      indices.push_back(lookup(v));
    auto first = consecutiveFrom.find(indices.back());
    if (first == consecutiveFrom.end() ||
        llvm::any_of(llvm::drop_end(indices),
                     [&](Value v) { return isVector(v); }))
      return {};
    indices.back() = first->second;
    return vector::LoadOp::create(
        b, load.getLoc(),
        VectorType::get({options.lanes}, type.getElementType()),
        load.getMemref(), indices);
  }

  void evaluateElementwise(Operation *op) {
    OperationState state(op->getLoc(), op->getName());
    for (Value v : op->getOperands())
      state.addOperands(broadcastTo(b, op->getLoc(), lookup(v), options.lanes));
    for (Type type : op->getResultTypes())
      state.addTypes(VectorType::get({options.lanes}, type));
    state.addAttributes(op->getAttrs());
    Operation *clone = b.create(state);
    map.map(op->getResults(), clone->getResults());
  }

  /// The op once for each lane.
  void evaluateLanes(Operation *op) {
    Location loc = op->getLoc();
    SmallVector<SmallVector<Value>> lanes(op->getNumResults());
    for (unsigned lane = 0; lane < options.lanes; ++lane) {
      IRMapping scalars;
      for (Value v : op->getOperands()) {
        Value value = lookup(v);
        if (isVector(value))
          value = vector::ExtractOp::create(b, loc, value,
                                            static_cast<int64_t>(lane));
        scalars.map(v, value);
      }
      Operation *clone = b.clone(*op, scalars);
      for (auto [i, result] : llvm::enumerate(clone->getResults()))
        lanes[i].push_back(result);
    }
    for (auto [i, result] : llvm::enumerate(op->getResults()))
      map.map(result,
              vector::FromElementsOp::create(
                  b, loc, VectorType::get({options.lanes}, result.getType()),
                  lanes[i])
                  .getResult());
  }

  OpBuilder &b;
  const VectorBodyOptions &options;
  IRMapping map;
  llvm::DenseMap<Value, Value> consecutiveFrom;
};
} // namespace

SmallVector<Value> evaluateBody(OpBuilder &b, Block &body,
                                ArrayRef<Value> arguments,
                                const VectorBodyOptions &options) {
  return Evaluator(b, options).run(body, arguments);
}

} // namespace tfc
