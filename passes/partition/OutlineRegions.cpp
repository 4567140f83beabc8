//===- OutlineRegions.cpp - Regions become functions ----------------------===//

#include "ir/Program.h"
#include "ir/ops/control.h"
#include "ir/ops/shape.h"
#include "passes/partition/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_OUTLINEREGIONS
#include "passes/partition/Passes.h.inc"
} // namespace tfc

using namespace tfc;

namespace {

/// A value that decides a shape is computed again inside: a callee must tell
/// its shapes from those of its inputs.
constexpr int64_t kMostShapeElements = 16;

/// The attributes that say what arguments and results of a region's function
/// are.
struct Role {
  StringRef argument; // of carried values
  StringRef result;
};

class Outliner {
public:
  Outliner(ModuleOp module) : symbols(module), builder(module.getContext()) {}

  void run(func::FuncOp function);

private:
  void findCaptures(Operation *op);
  bool isOfShapes(Value value, llvm::SetVector<Operation *> &slice);
  func::FuncOp outline(Region &region, StringRef suffix, Role role,
                       TypeRange results);
  void requireEqual(Location loc, Value size, Value wanted, StringRef message);
  void requireSameShape(Value next, Value argument);
  Value ofType(Value value, Type type);
  void replace(IfOp op);
  void replace(WhileOp op);
  Value branchResult(IfOp op, unsigned index, func::FuncOp then,
                     func::FuncOp otherwise);

  SymbolTable symbols;
  OpBuilder builder;
  func::FuncOp caller;
  llvm::SetVector<Value> captures;       // become inputs
  llvm::SetVector<Operation *> repeated; // are computed inside
};

/// Whether `value` is small and follows from constants and from shapes of
/// tensors; `slice` gets the ops that compute it, in order.
bool Outliner::isOfShapes(Value value, llvm::SetVector<Operation *> &slice) {
  Operation *op = value.getDefiningOp();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!op || !type || op->getNumRegions() != 0)
    return false;
  if (slice.contains(op))
    return true;
  if (isa<ConstantOp>(op)) {
    slice.insert(op);
    return true;
  }
  if (!type.hasStaticShape() || type.getNumElements() > kMostShapeElements ||
      !type.getElementType().isIntOrIndex() || !isPure(op) ||
      !isa<TfcDialect>(op->getDialect()))
    return false;
  if (!isa<ShapeOp, SizeOp, RankOp>(op))
    for (Value operand : op->getOperands())
      if (!isOfShapes(operand, slice))
        return false;
  slice.insert(op);
  return true;
}

void Outliner::findCaptures(Operation *op) {
  captures.clear();
  repeated.clear();
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(op->getRegions(), used);
  for (Value value : used) {
    llvm::SetVector<Operation *> slice;
    if (!isOfShapes(value, slice)) {
      captures.insert(value);
      continue;
    }
    repeated.insert(slice.begin(), slice.end());
  }
  for (Operation *inner : repeated)
    if (isa<ShapeOp, SizeOp, RankOp>(inner))
      captures.insert(inner->getOperand(0));
}

Value Outliner::ofType(Value value, Type type) {
  return value.getType() == type
             ? value
             : tensor::CastOp::create(builder, value.getLoc(), type, value);
}

/// A run fails with `message`, which gets both sizes, unless they are equal.
void Outliner::requireEqual(Location loc, Value size, Value wanted,
                            StringRef message) {
  Value equal = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      size, wanted);
  RequireOp::create(builder, loc, equal, builder.getStringAttr(message),
                    ValueRange{size, wanted});
}

/// A run fails if a loop changes the shape of a value that it carries.
void Outliner::requireSameShape(Value next, Value argument) {
  auto type = cast<RankedTensorType>(argument.getType());
  Location loc = next.getLoc();
  for (int64_t d = 0; d < type.getRank(); ++d) {
    if (!type.isDynamicDim(d) || next == argument)
      continue;
    Value size = tensor::DimOp::create(builder, loc, next, d);
    Value wanted = tensor::DimOp::create(builder, loc, argument, d);
    requireEqual(loc, size, wanted,
                 "a loop changes the shape of a value that it carries: a "
                 "dimension is %lld and was %lld");
  }
}

/// The function of `region`, with the captures as inputs and then the region's
/// own arguments.
func::FuncOp Outliner::outline(Region &region, StringRef suffix, Role role,
                               TypeRange results) {
  OpBuilder::InsertionGuard guard(builder);
  Location loc = region.getLoc();
  SmallVector<Type> arguments;
  SmallVector<DictionaryAttr> argumentAttrs, resultAttrs;
  auto mark = [&](StringRef name, int64_t index) {
    return builder.getDictionaryAttr(
        builder.getNamedAttr(name, builder.getI64IntegerAttr(index)));
  };
  for (auto [i, value] : llvm::enumerate(captures)) {
    arguments.push_back(value.getType());
    argumentAttrs.push_back(mark("tfc.input", i));
  }
  for (auto [i, argument] : llvm::enumerate(region.getArguments())) {
    arguments.push_back(argument.getType());
    argumentAttrs.push_back(mark(role.argument, i));
  }
  for (unsigned i = 0; i < results.size(); ++i)
    resultAttrs.push_back(mark(role.result, i));
  auto function =
      func::FuncOp::create(loc, (caller.getName() + suffix).str(),
                           builder.getFunctionType(arguments, results));
  function.setPrivate();
  function.setAllArgAttrs(argumentAttrs);
  function.setAllResultAttrs(resultAttrs);
  function->setAttr("tfc.region", builder.getUnitAttr());
  symbols.insert(function, Block::iterator(caller));

  Block *body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  IRMapping mapping;
  for (auto [value, argument] : llvm::zip(captures, body->getArguments()))
    mapping.map(value, argument);
  for (auto [old, argument] :
       llvm::zip(region.getArguments(),
                 body->getArguments().drop_front(captures.size())))
    mapping.map(old, argument);
  for (Operation *op : repeated)
    builder.clone(*op, mapping);
  for (Operation &op : region.front().without_terminator())
    builder.clone(op, mapping);
  SmallVector<Value> values;
  for (auto [i, value] :
       llvm::enumerate(region.front().getTerminator()->getOperands())) {
    Value mapped = mapping.lookup(value);
    if (role.result == "tfc.assigned")
      requireSameShape(mapped, body->getArgument(captures.size() + i));
    values.push_back(ofType(mapped, results[i]));
  }
  func::ReturnOp::create(builder, loc, values);
  return function;
}

/// Makes the tensor that a result of the branches is written to, as large as
/// both say it is.
Value Outliner::branchResult(IfOp op, unsigned index, func::FuncOp then,
                             func::FuncOp otherwise) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(op.getResult(index).getType());
  SmallVector<Value> sizes;
  for (int64_t d = 0; d < type.getRank(); ++d) {
    if (!type.isDynamicDim(d))
      continue;
    auto sizeOf = [&](func::FuncOp branch) -> Value {
      return RegionSizeOp::create(builder, loc, builder.getIndexType(),
                                  branch.getName(), index, d,
                                  captures.getArrayRef());
    };
    Value size = sizeOf(then), other = sizeOf(otherwise);
    requireEqual(loc, size, other,
                 "the branches of a conditional give different shapes: a "
                 "dimension is %lld and %lld");
    sizes.push_back(size);
  }
  return tensor::EmptyOp::create(builder, loc, type, sizes);
}

void Outliner::replace(IfOp op) {
  findCaptures(op);
  Role role{"", "tfc.output"};
  func::FuncOp then =
      outline(op.getThen(), "_if_then", role, op.getResultTypes());
  func::FuncOp otherwise =
      outline(op.getOtherwise(), "_if_else", role, op.getResultTypes());
  builder.setInsertionPoint(op);
  SmallVector<Value> outs;
  for (unsigned i = 0; i < op.getNumResults(); ++i)
    outs.push_back(branchResult(op, i, then, otherwise));
  auto call = IfCallOp::create(builder, op.getLoc(), op.getResultTypes(),
                               SymbolRefAttr::get(then),
                               SymbolRefAttr::get(otherwise), op.getPredicate(),
                               captures.getArrayRef(), outs, ValueRange());
  op.replaceAllUsesWith(call.getResults());
  op.erase();
  run(then);
  run(otherwise);
}

void Outliner::replace(WhileOp op) {
  findCaptures(op);
  auto flag = RankedTensorType::get({}, builder.getI1Type());
  func::FuncOp cond =
      outline(op.getCond(), "_while_cond", {"tfc.input", "tfc.output"}, flag);
  func::FuncOp body =
      outline(op.getBody(), "_while_body", {"tfc.variable", "tfc.assigned"},
              op.getResultTypes());
  // In the condition, carried values are inputs like the others.
  for (unsigned i = 0; i < cond.getNumArguments(); ++i)
    cond.setArgAttr(i, "tfc.input", builder.getI64IntegerAttr(i));
  builder.setInsertionPoint(op);
  SmallVector<Value> outs;
  for (auto [init, type] : llvm::zip(op.getInits(), op.getResultTypes()))
    outs.push_back(ofType(init, type));
  auto call = WhileCallOp::create(
      builder, op.getLoc(), op.getResultTypes(), SymbolRefAttr::get(cond),
      SymbolRefAttr::get(body), captures.getArrayRef(), outs, ValueRange());
  op.replaceAllUsesWith(call.getResults());
  op.erase();
  run(cond);
  run(body);
}

void Outliner::run(func::FuncOp function) {
  SmallVector<Operation *> work;
  for (Operation &op : function.front())
    if (isa<IfOp, WhileOp>(op))
      work.push_back(&op);
  for (Operation *op : work) {
    caller = function;
    if (auto conditional = dyn_cast<IfOp>(op))
      replace(conditional);
    else
      replace(cast<WhileOp>(op));
  }
}

struct OutlineRegions : tfc::impl::OutlineRegionsBase<OutlineRegions> {
  void runOnOperation() override {
    Outliner outliner(getOperation());
    for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (!function.isExternal())
        outliner.run(function);
  }
};

} // namespace
