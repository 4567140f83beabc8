//===- ChannelsLast.cpp - --tfc-channels-last -----------------------------===//
//
// Works on one graph in three walks. For `relu(conv(x)) + conv(x)` in NCHW,
// fetched as y, where T is the transposition to NHWC and T' back from it:
//
//   1. forwards: which channels-first values have a channels-last twin anyway?
//      Those that a convolution makes or takes, and results of ops that follow
//      such operands: x, both convolutions, relu, +.
//   2. backwards: which twins does anybody want? Those that a convolution
//   takes,
//      and operands of ops whose results are wanted: x alone. Here relu and +
//      stay as they are, since the fetched y is in NCHW; were y the image of a
//      third convolution, both would be wanted.
//   3. forwards: convolutions, and ops that follow and are wanted, are made
//   once
//      more on twins: c = conv(T(x)). The old result is T'(c), and goes where
//      nobody took it.
//
// So an op is moved only where that saves the transposition behind it, and
// never adds more than it saves.
//
//===----------------------------------------------------------------------===//

#include "passes/layout/Passes.h"
#include "passes/layout/Roles.h"

#include "ir/Builder.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "llvm/Support/Debug.h"

#define DEBUG_TYPE "tfc-channels-last"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

#define GEN_PASS_DEF_CHANNELSLAST
#include "passes/layout/Passes.h.inc"

namespace {

class Transposer {
public:
  explicit Transposer(Operation *graph) : graph(graph) {}

  void run() {
    findRoles();
    if (llvm::none_of(roles, [](const auto &entry) {
          return entry.second.role == Role::Needs ||
                 entry.second.role == Role::Enters;
        }))
      return;
    findTwins();
    findWanted();
    for (Region &region : graph->getRegions())
      for (Block &block : region)
        rewrite(block, Twins());
    eraseUnused();
    IRRewriter rewriter(graph->getContext());
    DominanceInfo dominance;
    eliminateCommonSubExpressions(rewriter, dominance, graph);
  }

private:
  /// The channels-last twins of values that may be used here.
  using Twins = llvm::DenseMap<Value, Value>;

  //===--------------------------------------------------------------------===//
  // Which ops to move
  //===--------------------------------------------------------------------===//

  void findRoles() {
    graph->walk<WalkOrder::PreOrder>([&](Operation *op) {
      LayoutRole role = op == graph ? LayoutRole() : layoutRole(op);
      if (role.role == Role::None)
        return;
      roles[op] = role;
      order.push_back(op);
    });
  }

  LayoutRole roleOf(Operation *op) const { return roles.lookup(op); }

  /// Whether an op beside `value` makes its twin, as a convolution must.
  bool isTransposedBeside(Value value) const {
    return llvm::any_of(value.getUses(), [&](OpOperand &use) {
      LayoutRole user = roleOf(use.getOwner());
      return (user.role == Role::Needs || user.role == Role::Enters) &&
             user.hasOperand(use.getOperandNumber()) &&
             use.getOwner()->getBlock() == value.getParentBlock();
    });
  }

  bool hasTwin(Value value) const {
    return twins.contains(value) || isTransposedBeside(value);
  }

  /// Whether an op on twins would need no transposition that is not there yet.
  bool canMove(Operation *op, const LayoutRole &role) const {
    bool any = false;
    SmallVector<int64_t> perm = role.format.toChannelsLast();
    for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
      if (!role.hasOperand(i))
        continue;
      int64_t rank = shapeOf(operand).size();
      bool isWhole = rank == int64_t(perm.size());
      if (isWhole && hasTwin(operand))
        any = true;
      else if (rank > 0 && !shapeOfFreeTranspose(operand, perm))
        return false;
    }
    return any;
  }

  void findTwins() {
    for (Operation *op : order) {
      LayoutRole role = roleOf(op);
      bool isMovable = role.role == Role::Follows && canMove(op, role);
      if (role.role == Role::Follows && !isMovable) {
        roles.erase(op);
        continue;
      }
      for (OpResult result : op->getResults())
        if (role.hasResult(result.getResultNumber()))
          twins.insert(result);
    }
  }

  bool isToMove(Operation *op, const LayoutRole &role) const {
    switch (role.role) {
    case Role::Needs:
    case Role::Enters:
      return true;
    case Role::Follows:
      return llvm::any_of(op->getResults(), [&](Value result) {
        return wanted.contains(result);
      });
    case Role::Absorbs:
      return hasTwin(op->getOperand(0));
    default:
      return false;
    }
  }

  void findWanted() {
    for (Operation *op : llvm::reverse(order)) {
      LayoutRole role = roleOf(op);
      if (!isToMove(op, role))
        continue;
      moved.insert(op);
      for (auto [i, operand] : llvm::enumerate(op->getOperands()))
        if (role.hasOperand(i))
          wanted.insert(operand);
    }
  }

  //===--------------------------------------------------------------------===//
  // Moving them
  //===--------------------------------------------------------------------===//

  /// x on channels-last images of the format; made before `op` if it is not
  /// there yet.
  Value twinOf(Value x, const DataFormat &format, Operation *op, Twins &known) {
    if (Value twin = known.lookup(x))
      return twin;
    if (shapeOf(x).empty())
      return x;
    OpBuilder builder(op);
    TfcBuilder b(builder, op->getLoc(), shape::elementOf(x));
    SmallVector<int64_t> perm = format.toChannelsLast();
    if (auto shape = shapeOfFreeTranspose(x, perm))
      return b.reshape(x, b.integers(*shape, builder.getI64Type()));
    Value twin = b.transpose(x, b.axesAttr(perm));
    known[x] = twin;
    return twin;
  }

  void move(Operation *op, const LayoutRole &role, Twins &known) {
    LLVM_DEBUG(llvm::dbgs() << "channels-last: " << *op << "\n");
    SmallVector<int64_t> perm = role.format.toChannelsLast();
    OperationState state(op->getLoc(), op->getName());
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      state.operands.push_back(role.hasOperand(i)
                                   ? twinOf(operand, role.format, op, known)
                                   : operand);
    for (OpResult result : op->getResults())
      state.types.push_back(role.hasResult(result.getResultNumber())
                                ? transposedType(result.getType(), perm)
                                : result.getType());
    state.attributes = attributesForChannelsLast(op, role);
    OpBuilder builder(op);
    Operation *onTwins = builder.create(state);
    TfcBuilder b(builder, op->getLoc(), Type());
    for (auto [old, made] :
         llvm::zip_equal(op->getResults(), onTwins->getResults())) {
      Value back = made;
      if (role.hasResult(old.getResultNumber())) {
        back = b.transpose(made, b.axesAttr(role.format.fromChannelsLast()));
        known[back] = made;
        transposes.push_back(back.getDefiningOp());
      }
      old.replaceAllUsesWith(back);
    }
    replaced.push_back(op);
  }

  void rewrite(Block &block, Twins known) {
    for (Operation &op : llvm::make_early_inc_range(block)) {
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          rewrite(inner, known);
      LayoutRole role = roleOf(&op);
      if (role.role == Role::Leaves) {
        known[op.getResult(0)] = op.getOperand(0);
        transposes.push_back(&op);
      } else if (role.role == Role::Enters) {
        enter(cast<TransposeOp>(op), known);
      } else if (moved.contains(&op)) {
        move(&op, role, known);
      }
    }
  }

  /// A transposition that the user wrote is the twin, or takes the one that is
  /// there.
  void enter(TransposeOp op, Twins &known) {
    Value &twin = known[op.getX()];
    if (!twin) {
      twin = op.getY();
      return;
    }
    op.getY().replaceAllUsesWith(twin);
    replaced.push_back(op);
  }

  void eraseUnused() {
    for (Operation *op : llvm::reverse(replaced))
      op->erase();
    for (Operation *op : llvm::reverse(transposes))
      if (op->use_empty())
        op->erase();
  }

  Operation *graph;
  llvm::DenseMap<Operation *, LayoutRole> roles;
  std::vector<Operation *> order; // of those with a role
  llvm::DenseSet<Value> twins;    // channels-first values that have one
  llvm::DenseSet<Value> wanted;   // whose twins are used
  llvm::DenseSet<Operation *> moved;
  // Replaced ops are erased at the end: until then no new op has their address.
  std::vector<Operation *> replaced, transposes;
};

struct ChannelsLast : impl::ChannelsLastBase<ChannelsLast> {
  void runOnOperation() override {
    for (Operation &op : getOperation().getOps())
      if (isa<GraphOp, func::FuncOp>(op))
        Transposer(&op).run();
  }
};

} // namespace
} // namespace tfc
