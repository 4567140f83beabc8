//===- AssignDestinations.cpp - where each tensor is computed -------------===//
//
// Works on tensors, before the analysis of one-shot bufferisation, and only
// ever replaces the `outs` of an op that does not read them: the meaning never
// depends on this file, only the number of copies does. The exceptions are the
// final writes into memory, for which the analysis sees no order; see
// `materialize`.
//
//===----------------------------------------------------------------------===//
#include "codegen/PassDetail.h"
#include "codegen/bufferize/DyingOperands.h"
#include "codegen/segment/SegmentFunction.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"

namespace tfc {
#define GEN_PASS_DEF_ASSIGNDESTINATIONS
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

/// One result of a segment on its way to memory.
struct Destination {
  unsigned result; /// Number of the result.
  Value memory;    /// The argument that it goes to, a memref.
  Value old;       /// The variable's tensor, or null for an output.
};

class DestinationAssigner {
public:
  explicit DestinationAssigner(func::FuncOp function) : function(function) {}

  LogicalResult run();

private:
  void convertSignature();
  void sinkUpdates();
  void updateInPlace();
  void chooseRoots();
  void materialize();
  bool mayHoldMemoryOf(Value value, Value tensor);
  bool mayBeOverwritten(Value value, const Destination &own);

  Value result(const Destination &d) { return returnOp->getOperand(d.result); }

  func::FuncOp function;
  func::ReturnOp returnOp;
  SmallVector<Destination> outputs, assigned;
  /// The tensors that stand for the memory of a destination in the body, with
  /// the number of the result that is written there in the end.
  SmallVector<std::pair<Value, unsigned>> places;
};

/// Tensors in the signature become memrefs; the body keeps tensors of them.
void DestinationAssigner::convertSignature() {
  MLIRContext *context = function.getContext();
  OpBuilder builder = OpBuilder::atBlockBegin(&function.front());
  Location loc = function.getLoc();
  returnOp = cast<func::ReturnOp>(function.front().getTerminator());
  auto memrefOf = [](Type type) -> Type {
    auto tensor = cast<RankedTensorType>(type);
    return MemRefType::get(tensor.getShape(), tensor.getElementType());
  };

  SmallVector<Attribute> assignedSymbols;
  for (unsigned r = 0, e = function.getNumResults(); r < e; ++r)
    assignedSymbols.push_back(function.getResultAttr(r, kAssignedAttr));

  Block &body = function.front();
  SmallVector<Type> types{LLVM::LLVMPointerType::get(context)};
  SmallVector<DictionaryAttr> attrs{DictionaryAttr::get(
      context, builder.getNamedAttr(kContextAttr, builder.getUnitAttr()))};
  SmallVector<Value> tensors(body.getArguments());
  body.insertArgument(0u, types[0], loc);
  for (auto [i, tensor] : llvm::enumerate(tensors)) {
    auto argument = cast<BlockArgument>(tensor);
    NamedAttrList list(function.getArgAttrDict(i));
    auto symbol = function.getArgAttr(i, kVariableAttr);
    auto written = llvm::find(assignedSymbols, symbol);
    bool isWritten = symbol && written != assignedSymbols.end();
    if (symbol) {
      int access = (argument.use_empty() ? 0 : TFC_ACCESS_READ) |
                   (isWritten ? TFC_ACCESS_WRITE : 0);
      list.set(kAccessAttr, builder.getI32IntegerAttr(access));
    }
    Type tensorType = argument.getType();
    argument.setType(memrefOf(tensorType));
    auto value = bufferization::ToTensorOp::create(
        builder, argument.getLoc(), tensorType, argument,
        /*restrict=*/true, /*writable=*/isWritten);
    argument.replaceAllUsesExcept(value, value);
    if (isWritten)
      assigned.push_back(
          {static_cast<unsigned>(written - assignedSymbols.begin()), argument,
           value});
    types.push_back(argument.getType());
    attrs.push_back(list.getDictionary(context));
  }
  for (unsigned r = 0, e = function.getNumResults(); r < e; ++r) {
    if (assignedSymbols[r])
      continue;
    Type type = memrefOf(function.getResultTypes()[r]);
    outputs.push_back({r, body.addArgument(type, loc), Value()});
    types.push_back(type);
    attrs.push_back(function.getResultAttrDict(r));
  }
  function.removeResAttrsAttr();
  function.setType(FunctionType::get(context, types, {}));
  function.setAllArgAttrs(attrs);
}

/// w' = f(w, ..) overwrites w; so it goes behind the other readers of w, when
/// nothing in the segment needs w'.
void DestinationAssigner::sinkUpdates() {
  Block *body = &function.front();
  for (const Destination &d : assigned) {
    auto update = result(d).getDefiningOp<linalg::LinalgOp>();
    if (!update || update->getBlock() != body ||
        llvm::any_of(update->getUsers(),
                     [&](Operation *user) { return user != returnOp; }))
      continue;
    Operation *last = update;
    forEachMemoryUse(d.old, [&](OpOperand &use) {
      Operation *user = ancestorIn(body, use.getOwner());
      if (user && user != returnOp && last->isBeforeInBlock(user))
        last = user;
    });
    if (last != update)
      update->moveAfter(last);
  }
}

/// w' = w - lr * g: computed where w lies.
void DestinationAssigner::updateInPlace() {
  for (const Destination &d : assigned) {
    auto value = dyn_cast<OpResult>(result(d));
    if (!value)
      continue;
    OpOperand *init = unreadInit(value.getOwner(), value.getResultNumber());
    if (!init || !init->get().getDefiningOp<tensor::EmptyOp>())
      continue;
    auto op = cast<linalg::LinalgOp>(value.getOwner());
    for (OpOperand *input : op.getDpsInputOperands())
      if (input->get() == d.old && canShare(op, input, init)) {
        init->set(d.old);
        break;
      }
  }
}

/// The dimension `size` of a group of dimensions `type[begin, end)` of which
/// at most one is dynamic, as expand_shape wants it.
bool hasOneDynamicDimPerGroup(RankedTensorType type,
                              ArrayRef<ReassociationIndices> groups) {
  return llvm::all_of(groups, [&](const ReassociationIndices &group) {
    return llvm::count_if(group,
                          [&](int64_t d) { return type.isDynamicDim(d); }) <= 1;
  });
}

/// `memory` under the type that the tensor before `reshape` has, or null.
Value undoReshape(OpBuilder &builder, Value memory, Operation *reshape) {
  Location loc = reshape->getLoc();
  auto source = cast<RankedTensorType>(reshape->getOperand(0).getType());
  auto type = MemRefType::get(source.getShape(), source.getElementType());
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(reshape))
    return memref::CollapseShapeOp::create(builder, loc, type, memory,
                                           expand.getReassociationIndices());
  if (isa<tensor::CastOp>(reshape))
    return memref::CastOp::create(builder, loc, type, memory);
  auto collapse = cast<tensor::CollapseShapeOp>(reshape);
  SmallVector<ReassociationIndices> groups = collapse.getReassociationIndices();
  if (!hasOneDynamicDimPerGroup(source, groups))
    return Value();
  // A scalar has no groups; what collapses to it is all ones.
  SmallVector<OpFoldResult> sizes(source.getRank(), builder.getIndexAttr(1));
  for (auto [i, group] : llvm::enumerate(groups)) {
    int64_t known = 1;
    for (int64_t d : group)
      known *= source.isDynamicDim(d) ? 1 : source.getDimSize(d);
    for (int64_t d : group) {
      sizes[d] = builder.getIndexAttr(source.getDimSize(d));
      if (!source.isDynamicDim(d))
        continue;
      Value all = memref::DimOp::create(builder, loc, memory, i);
      Value divisor = arith::ConstantIndexOp::create(
          builder, loc, std::max<int64_t>(known, 1));
      sizes[d] = arith::DivUIOp::create(builder, loc, all, divisor).getResult();
    }
  }
  return memref::ExpandShapeOp::create(builder, loc, type, memory, groups,
                                       sizes);
}

/// Follows each result back through the destinations of the ops that make it
/// to the tensor.empty at the root, and puts the caller's memory there.
void DestinationAssigner::chooseRoots() {
  Block *body = &function.front();
  SmallVector<Destination> all(outputs);
  all.append(assigned);
  for (const Destination &d : all) {
    // The position behind which the variable's memory is free.
    Operation *lastReader = nullptr;
    if (d.old)
      forEachMemoryUse(d.old, [&](OpOperand &use) {
        Operation *user = ancestorIn(body, use.getOwner());
        if (user && user != returnOp &&
            (!lastReader || lastReader->isBeforeInBlock(user)))
          lastReader = user;
      });
    auto isFreeAt = [&](Operation *op) {
      return !lastReader || lastReader->isBeforeInBlock(op);
    };

    // Walk from the result to the root. A variable's memory is used from the
    // earliest op on at which it is free. An output is reached from the root,
    // so that an elementwise op stays in its operand's buffer; where the walk
    // stops before, the last op alone writes to it.
    SmallVector<Operation *> reshapes;
    OpOperand *slot = nullptr;
    unsigned reshapesAtSlot = 0;
    Value value = result(d);
    while (auto opResult = dyn_cast<OpResult>(value)) {
      Operation *op = opResult.getOwner();
      if (op->getBlock() != body)
        break;
      if (isReshape(op)) {
        reshapes.push_back(op);
        value = op->getOperand(0);
        continue;
      }
      OpOperand *init = nullptr;
      if (auto dps = dyn_cast<DestinationStyleOpInterface>(op))
        init = dps.getTiedOpOperand(opResult);
      else if (auto loop = dyn_cast<scf::ForOp>(op))
        init = loop.getTiedLoopInit(opResult);
      if (!init || !isFreeAt(op))
        break;
      bool isRoot = init->get().getDefiningOp<tensor::EmptyOp>();
      bool isUnread = unreadInit(op, opResult.getResultNumber()) == init;
      if (isRoot || (isUnread && (d.old || !slot))) {
        slot = init;
        reshapesAtSlot = reshapes.size();
      }
      if (isRoot || !diesAt(init->get(), op))
        break;
      value = init->get();
    }
    if (!slot)
      continue;
    // Parts of a concatenation have slices of the same tensor.empty.
    auto place = [&](Value target) {
      if (auto empty = slot->get().getDefiningOp<tensor::EmptyOp>())
        empty.replaceAllUsesWith(target);
      else
        slot->set(target);
    };
    if (d.old && reshapesAtSlot == 0) {
      if (slot->get().getType() == d.old.getType())
        place(d.old);
      continue;
    }
    if (d.old)
      continue; // A second tensor of the variable would hide the old one.
    OpBuilder builder = OpBuilder::atBlockBegin(body);
    Value memory = d.memory;
    for (Operation *reshape :
         ArrayRef<Operation *>(reshapes).take_front(reshapesAtSlot))
      if (memory)
        memory = undoReshape(builder, memory, reshape);
    if (!memory)
      continue;
    auto target = bufferization::ToTensorOp::create(
        builder, returnOp.getLoc(), slot->get().getType(), memory,
        /*restrict=*/true, /*writable=*/true);
    places.push_back({target, d.result});
    place(target);
  }
}

/// Whether the buffer of `value` may turn out to be that of `tensor`.
bool DestinationAssigner::mayHoldMemoryOf(Value value, Value tensor) {
  SetVector<Value> work;
  work.insert(value);
  for (unsigned i = 0; i < work.size(); ++i) {
    if (work[i] == tensor)
      return true;
    auto opResult = dyn_cast<OpResult>(work[i]);
    if (!opResult) {
      // A loop's argument: look at everything that the loop takes.
      auto argument = cast<BlockArgument>(work[i]);
      if (Operation *parent = argument.getOwner()->getParentOp();
          parent != function)
        work.insert(parent->operand_begin(), parent->operand_end());
      continue;
    }
    Operation *op = opResult.getOwner();
    if (auto dps = dyn_cast<DestinationStyleOpInterface>(op)) {
      work.insert(dps.getTiedOpOperand(opResult)->get());
    } else if (isView(op)) {
      work.insert(op->getOperand(0));
    } else if (!isa<tensor::EmptyOp, bufferization::AllocTensorOp>(op)) {
      work.insert(op->operand_begin(), op->operand_end());
      for (Region &region : op->getRegions())
        for (Block &block : region)
          work.insert(block.getTerminator()->operand_begin(),
                      block.getTerminator()->operand_end());
    }
  }
  return false;
}

/// Whether `value`, on its way to `own`, may lie where another value is written
/// in the end.
bool DestinationAssigner::mayBeOverwritten(Value value,
                                           const Destination &own) {
  return llvm::any_of(places, [&](const std::pair<Value, unsigned> &place) {
    return place.second != own.result &&
           returnOp->getOperand(place.second) != value &&
           mayHoldMemoryOf(value, place.first);
  });
}

/// Writes the results to their memory, at the end. The analysis takes these
/// writes as they stand and does not know that two may meet in one memory, so
/// their order is settled here:
///  - an output that is a variable as it was, under whatever shape, is copied
///    first of all;
///  - the others follow at the end, outputs before variables;
///  - a value that may lie where another one is written (two variables
///    swapped) goes through a temporary that is filled before.
void DestinationAssigner::materialize() {
  OpBuilder atStart = OpBuilder::atBlockBegin(&function.front());
  for (Operation &op : function.front())
    if (isa<bufferization::ToTensorOp>(op))
      atStart.setInsertionPointAfter(&op);
  OpBuilder atEnd(returnOp);
  auto write = [&](OpBuilder &builder, Value value, Value memory) {
    auto op = bufferization::MaterializeInDestinationOp::create(
        builder, returnOp.getLoc(), Type(), value, memory);
    op.setWritable(true);
  };
  for (const Destination &d : assigned)
    places.push_back({d.old, d.result});
  SmallVector<Destination> last;
  DenseSet<Operation *> moved; // views that two results share move once
  for (const Destination &d : outputs) {
    // The chain of views from an argument to the result, last one first.
    SmallVector<Operation *> views;
    Value source = result(d);
    while (isView(source.getDefiningOp()) &&
           source.getDefiningOp()->getNumOperands() == 1) {
      views.push_back(source.getDefiningOp());
      source = views.back()->getOperand(0);
    }
    bool isArgument =
        isa_and_nonnull<bufferization::ToTensorOp>(source.getDefiningOp());
    if (isArgument)
      for (Operation *view : llvm::reverse(views)) {
        if (!moved.insert(view).second)
          continue;
        view->moveBefore(atStart.getInsertionBlock(),
                         atStart.getInsertionPoint());
        atStart.setInsertionPointAfter(view);
      }
    if (isArgument)
      write(atStart, result(d), d.memory);
    else
      last.push_back(d);
  }
  last.append(assigned);
  SmallVector<Value> values;
  for (const Destination &d : last) {
    Value value = result(d);
    if (mayBeOverwritten(value, d))
      value = bufferization::AllocTensorOp::create(
          atEnd, returnOp.getLoc(), cast<RankedTensorType>(value.getType()),
          ValueRange(), /*copy=*/value);
    values.push_back(value);
  }
  for (auto [d, value] : llvm::zip(last, values))
    write(atEnd, value, d.memory);
  returnOp->setOperands({});
}

LogicalResult DestinationAssigner::run() {
  cloneSharedDestinations(function);
  // Pieces of a concatenation are computed in place of it.
  IRRewriter rewriter(function.getContext());
  if (failed(bufferization::eliminateEmptyTensors(rewriter, function)))
    return failure();
  convertSignature();
  sinkUpdates();
  updateInPlace();
  reuseDyingOperands(function);
  chooseRoots();
  materialize();
  return success();
}

struct AssignDestinations
    : tfc::impl::AssignDestinationsBase<AssignDestinations> {
  void runOnOperation() override {
    // A concatenation has no memory form; as slices, its parts are written in
    // place.
    RewritePatternSet patterns(&getContext());
    tensor::populateDecomposeTensorConcatPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isSegment(function) && failed(DestinationAssigner(function).run()))
        return signalPassFailure();
  }
};

} // namespace
