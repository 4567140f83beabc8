//===- RegionCalls.cpp - calls of outlined loop bodies and branches -------===//
#include "codegen/segment/RegionCalls.h"
#include "codegen/PassDetail.h"
#include "codegen/segment/RuntimeCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "ir/Program.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tfc;

namespace {

/// A callee and what the op passes to it, in the order of its arguments.
struct Callee {
  func::FuncOp function;
  SmallVector<Value> operands;
};

func::FuncOp lookUp(ModuleOp module, StringRef name) {
  return module.lookupSymbol<func::FuncOp>(name);
}

/// The shape function of `callee`, or null.
func::FuncOp shapeOf(ModuleOp module, func::FuncOp callee) {
  auto symbol = callee->getAttrOfType<FlatSymbolRefAttr>(kShapeFunctionAttr);
  return symbol ? lookUp(module, symbol.getValue()) : func::FuncOp();
}

/// The callees of a loop or conditional. The operands for inputs and carried
/// values; not the output of a branch or of a condition.
SmallVector<Callee> calleesOf(ModuleOp module, Operation *op) {
  if (auto loop = dyn_cast<WhileCallOp>(op)) {
    SmallVector<Value> operands(loop.getIns());
    llvm::append_range(operands, loop.getOuts());
    return {{lookUp(module, loop.getCond()), operands},
            {lookUp(module, loop.getBody()), operands}};
  }
  if (auto conditional = dyn_cast<IfCallOp>(op)) {
    SmallVector<Value> operands(conditional.getIns());
    return {{lookUp(module, conditional.getThen()), operands},
            {lookUp(module, conditional.getOtherwise()), operands}};
  }
  return {};
}

Value constantIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

/// Maps the dimensions and elements that `shape` takes to those of `operands`.
void mapArguments(OpBuilder &builder, Location loc, func::FuncOp shape,
                  ValueRange operands, IRMapping &mapping) {
  unsigned next = 1; // 0 is the context.
  for (Value operand : operands)
    for (int64_t d = 0, e = cast<ShapedType>(operand.getType()).getRank();
         d < e; ++d) {
      BlockArgument argument = shape.getArgument(next++);
      if (argument.use_empty())
        continue;
      Value size = isa<MemRefType>(operand.getType())
                       ? builder.createOrFold<memref::DimOp>(loc, operand, d)
                       : builder.createOrFold<tensor::DimOp>(loc, operand, d);
      mapping.map(argument, size);
    }
  for (; next < shape.getNumArguments(); ++next) {
    auto element =
        shape.getArgAttrOfType<DenseI64ArrayAttr>(next, kElementAttr);
    Value operand = operands[element[0]];
    auto type = cast<ShapedType>(operand.getType());
    int64_t place = element[1];
    SmallVector<Value> at(type.getRank());
    for (int64_t d = type.getRank() - 1; d >= 0; --d) {
      at[d] = constantIndex(builder, loc, place % type.getDimSize(d));
      place /= type.getDimSize(d);
    }
    Value value;
    if (isa<MemRefType>(type))
      value = memref::LoadOp::create(builder, loc, operand, at);
    else
      value = tensor::ExtractOp::create(builder, loc, operand, at);
    mapping.map(shape.getArgument(next), value);
  }
}

/// A loop's shapes are those of its first round: what decides them stays.
LogicalResult checkElements(Operation *op, func::FuncOp shape,
                            unsigned numInputs) {
  for (unsigned i = 0; i < shape.getNumArguments(); ++i)
    if (auto element =
            shape.getArgAttrOfType<DenseI64ArrayAttr>(i, kElementAttr))
      if (isa<WhileCallOp>(op) && element[0] >= int64_t(numInputs))
        return op->emitError("a shape in this loop follows from a value that "
                             "changes from round to round");
  return success();
}

/// Clones what computes `value` in another function.
Value cloneSlice(OpBuilder &builder, Value value, IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    cloneSlice(builder, operand, mapping);
  builder.clone(*op, mapping);
  return mapping.lookup(value);
}

} // namespace

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

LogicalResult tfc::inlineRegionShapes(ModuleOp module, func::FuncOp caller) {
  SmallVector<Operation *> work;
  for (Operation &op : caller.front())
    if (isa<WhileCallOp, IfCallOp, RegionSizeOp>(op))
      work.push_back(&op);
  for (Operation *op : work) {
    OpBuilder builder(op);
    if (auto size = dyn_cast<RegionSizeOp>(op)) {
      func::FuncOp callee = lookUp(module, size.getCallee());
      func::FuncOp shape = shapeOf(module, callee);
      Value value;
      if (shape) {
        IRMapping mapping;
        mapArguments(builder, op->getLoc(), shape, size.getIns(), mapping);
        unsigned place = size.getDim();
        for (unsigned i = 0; i < size.getOutput(); ++i)
          place += cast<ShapedType>(callee.getResultTypes()[i]).getRank();
        value = cloneSlice(
            builder, shape.front().getTerminator()->getOperand(place), mapping);
      } else {
        auto type = cast<ShapedType>(callee.getResultTypes()[size.getOutput()]);
        value = constantIndex(builder, op->getLoc(),
                              type.getDimSize(size.getDim()));
      }
      op->replaceAllUsesWith(ValueRange(value));
      op->erase();
      continue;
    }
    for (Callee &callee : calleesOf(module, op)) {
      func::FuncOp shape = shapeOf(module, callee.function);
      if (!shape)
        continue;
      if (auto loop = dyn_cast<WhileCallOp>(op);
          loop && failed(checkElements(op, shape, loop.getIns().size())))
        return failure();
      IRMapping mapping;
      mapArguments(builder, op->getLoc(), shape, callee.operands, mapping);
      shape.walk([&](RequireOp require) {
        for (Value operand : require->getOperands())
          cloneSlice(builder, operand, mapping);
        builder.clone(*require, mapping);
      });
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Workspaces
//===----------------------------------------------------------------------===//

bool tfc::allocateForRegions(ModuleOp module, func::FuncOp caller) {
  SmallVector<Operation *> work;
  caller.walk([&](Operation *op) {
    if (isa<WhileCallOp, IfCallOp>(op))
      work.push_back(op);
  });
  for (Operation *op : work) {
    OpBuilder builder(op);
    Location loc = op->getLoc();
    // The callees do not run at the same time.
    int64_t known = 0;
    Value bytes;
    for (Callee &callee : calleesOf(module, op)) {
      if (auto total = callee.function->getAttrOfType<IntegerAttr>(
              kWorkspaceBytesAttr)) {
        known = std::max(known, total.getInt());
        continue;
      }
      func::FuncOp shape = shapeOf(module, callee.function);
      IRMapping mapping;
      mapArguments(builder, loc, shape, callee.operands, mapping);
      Value size = cloneSlice(
          builder, shape.front().getTerminator()->getOperands().back(),
          mapping);
      bytes = bytes ? arith::MaxUIOp::create(builder, loc, bytes, size) : size;
    }
    if (bytes && known)
      bytes = arith::MaxUIOp::create(builder, loc, bytes,
                                     constantIndex(builder, loc, known));
    auto type = MemRefType::get({bytes ? ShapedType::kDynamic : known},
                                builder.getI8Type());
    Value workspace = memref::AllocOp::create(
        builder, loc, type, bytes ? ValueRange(bytes) : ValueRange());
    if (auto loop = dyn_cast<WhileCallOp>(op))
      loop.getWorkspaceMutable().assign(workspace);
    else
      cast<IfCallOp>(op).getWorkspaceMutable().assign(workspace);
  }
  return !work.empty();
}

//===----------------------------------------------------------------------===//
// Loops and branches
//===----------------------------------------------------------------------===//

namespace {

class RegionCallLowering {
public:
  RegionCallLowering(ModuleOp module, func::FuncOp caller,
                     const RegionTable &regions)
      : module(module), caller(caller), regions(regions),
        builder(caller.getContext()) {}

  void lower(WhileCallOp op);
  void lower(IfCallOp op);

private:
  void call(StringRef callee, ArrayRef<Value> operands, Value workspace);
  Value pointerTo(Value memref);
  Value context() {
    return caller.getArgument(findArgument(caller, kContextAttr));
  }
  bool reports(StringRef callee) {
    return lookUp(module, callee)->hasAttr(kReportsAttr);
  }
  /// Errors of the callees are errors of the caller.
  bool passOnReports(StringRef first, StringRef second);

  ModuleOp module;
  func::FuncOp caller;
  const RegionTable &regions;
  OpBuilder builder;
  Location loc = builder.getUnknownLoc();
};

Value RegionCallLowering::pointerTo(Value memref) {
  Value address =
      memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memref);
  address =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(), address);
  return LLVM::IntToPtrOp::create(
      builder, loc, LLVM::LLVMPointerType::get(builder.getContext()), address);
}

/// `operands` are those of the callee before it took bare pointers, without
/// context and workspace.
void RegionCallLowering::call(StringRef callee, ArrayRef<Value> operands,
                              Value workspace) {
  SmallVector<Value> arguments;
  for (const RegionArgument &argument : regions.lookup(callee)) {
    // 0 was the context.
    auto operand = [&] { return operands[argument.argument - 1]; };
    switch (argument.source) {
    case RegionArgument::Source::Context:
      arguments.push_back(context());
      break;
    case RegionArgument::Source::Buffer:
      arguments.push_back(pointerTo(operand()));
      break;
    case RegionArgument::Source::Workspace:
      arguments.push_back(pointerTo(workspace));
      break;
    case RegionArgument::Source::Dim:
      arguments.push_back(arith::IndexCastOp::create(
          builder, loc, builder.getI64Type(),
          memref::DimOp::create(builder, loc, operand(), argument.dim)));
      break;
    }
  }
  func::CallOp::create(builder, loc, callee, TypeRange(), arguments);
}

bool RegionCallLowering::passOnReports(StringRef first, StringRef second) {
  bool any = reports(first) || reports(second);
  if (any)
    caller->setAttr(kReportsAttr, builder.getUnitAttr());
  return any;
}

/// The condition writes its answer to the stack. A report ends the loop.
void RegionCallLowering::lower(WhileCallOp op) {
  loc = op.getLoc();
  SmallVector<Value> operands(op.getIns());
  llvm::append_range(operands, op.getOuts());
  bool mayReport = passOnReports(op.getCond(), op.getBody());
  builder.setInsertionPointToStart(&caller.front());
  auto flagType = MemRefType::get({}, builder.getI1Type());
  Value flag = memref::AllocaOp::create(builder, loc, flagType, ValueRange(),
                                        builder.getI64IntegerAttr(64));
  builder.setInsertionPoint(op);
  Value workspace = op.getWorkspace().front();
  auto loop = scf::WhileOp::create(builder, loc, TypeRange(), ValueRange());
  builder.createBlock(&loop.getBefore());
  SmallVector<Value> withFlag = operands;
  withFlag.push_back(flag);
  call(op.getCond(), withFlag, workspace);
  Value again = memref::LoadOp::create(builder, loc, flag);
  if (mayReport) {
    auto reported = declareRuntimeFunction(
        module, "tfc_reported", builder.getI32Type(),
        {LLVM::LLVMPointerType::get(builder.getContext())});
    Value code =
        LLVM::CallOp::create(builder, loc, reported, ValueRange{context()})
            .getResult();
    Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);
    Value right = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        code, zero);
    again = arith::AndIOp::create(builder, loc, again, right);
  }
  scf::ConditionOp::create(builder, loc, again, ValueRange());
  builder.createBlock(&loop.getAfter());
  call(op.getBody(), operands, workspace);
  scf::YieldOp::create(builder, loc);
  op.erase();
}

void RegionCallLowering::lower(IfCallOp op) {
  loc = op.getLoc();
  SmallVector<Value> operands(op.getIns());
  llvm::append_range(operands, op.getOuts());
  passOnReports(op.getThen(), op.getOtherwise());
  builder.setInsertionPoint(op);
  Value workspace = op.getWorkspace().front();
  Value predicate = memref::LoadOp::create(builder, loc, op.getPredicate());
  auto branch = scf::IfOp::create(builder, loc, predicate, /*withElse=*/true);
  builder.setInsertionPointToStart(branch.thenBlock());
  call(op.getThen(), operands, workspace);
  builder.setInsertionPointToStart(branch.elseBlock());
  call(op.getOtherwise(), operands, workspace);
  op.erase();
}

} // namespace

void tfc::lowerRegionCalls(ModuleOp module, func::FuncOp caller,
                           const RegionTable &regions) {
  RegionCallLowering lowering(module, caller, regions);
  SmallVector<Operation *> work;
  caller.walk([&](Operation *op) {
    if (isa<WhileCallOp, IfCallOp>(op))
      work.push_back(op);
  });
  for (Operation *op : work) {
    if (auto loop = dyn_cast<WhileCallOp>(op))
      lowering.lower(loop);
    else
      lowering.lower(cast<IfCallOp>(op));
  }
}
