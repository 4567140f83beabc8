//===- AnalyseContraction.cpp - which ops are products, and how ----------===//

#include "codegen/cpu/EmitContraction.h"
#include "codegen/cpu/PackConstants.h"

using namespace mlir;

namespace tfc {

/// A body of accumulator + x * y and nothing else.
static bool isSumOfProducts(linalg::LinalgOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return false;
  Block &body = *op.getBlock();
  if (std::distance(body.begin(), body.end()) != 3)
    return false;
  Operation *add = body.getTerminator()->getOperand(0).getDefiningOp();
  if (!isa_and_nonnull<arith::AddFOp, arith::AddIOp>(add))
    return false;
  Value accumulator = body.getArgument(2), product;
  if (add->getOperand(0) == accumulator)
    product = add->getOperand(1);
  else if (add->getOperand(1) == accumulator)
    product = add->getOperand(0);
  else
    return false;
  Operation *mul = product.getDefiningOp();
  if (!isa_and_nonnull<arith::MulFOp, arith::MulIOp>(mul))
    return false;
  Value x = body.getArgument(0), y = body.getArgument(1);
  return (mul->getOperand(0) == x && mul->getOperand(1) == y) ||
         (mul->getOperand(0) == y && mul->getOperand(1) == x);
}

std::optional<int64_t> Contraction::staticRows() const {
  int64_t rows = 1;
  for (unsigned loop : rowLoops) {
    if (!nest.loops[loop].extent.isStatic())
      return std::nullopt;
    rows *= nest.loops[loop].extent.factor;
  }
  return rows;
}

namespace {
/// The parts that loops play, in the order in which the nest will have them.
enum Role { kOuter, kRow, kOtherColumn, kColumn, kDepth };
} // namespace

/// Assigns roles; the column loop is the one that is contiguous in the result.
static FailureOr<SmallVector<Role>> assignRoles(Contraction &c) {
  FlatNest &nest = c.nest;
  const FlatAccess &result = nest.accesses[c.fusion.result];
  std::optional<unsigned> column;
  for (auto [l, loop] : llvm::enumerate(nest.loops))
    if (loop.parallel && result.strides[l].isOne() &&
        nest.output().strides[l].isOne())
      column = l;
  if (!column)
    return failure();
  bool inFirst = nest.moves(nest.accesses[0], *column);
  bool inSecond = nest.moves(nest.accesses[1], *column);
  if (inFirst == inSecond)
    return failure();
  c.left = inFirst ? 1 : 0;
  c.right = inFirst ? 0 : 1;
  SmallVector<Role> roles;
  for (auto [l, loop] : llvm::enumerate(nest.loops)) {
    bool left = nest.moves(nest.accesses[c.left], l);
    bool right = nest.moves(nest.accesses[c.right], l);
    if (!loop.parallel)
      roles.push_back(kDepth);
    else if (l == *column)
      roles.push_back(kColumn);
    else if (left && !right)
      roles.push_back(kRow);
    else if (right && !left)
      roles.push_back(kOtherColumn);
    else
      roles.push_back(kOuter);
  }
  return roles;
}

static void orderLoops(Contraction &c, ArrayRef<Role> roles) {
  FlatNest &nest = c.nest;
  SmallVector<unsigned> order =
      llvm::to_vector(llvm::seq<unsigned>(nest.loops.size()));
  llvm::sort(order, [&](unsigned x, unsigned y) {
    if (roles[x] != roles[y])
      return roles[x] < roles[y];
    const FlatAccess &key =
        roles[x] == kDepth ? nest.accesses[c.left] : nest.output();
    if (isLonger(key.strides[x], key.strides[y]))
      return true;
    return !isLonger(key.strides[y], key.strides[x]) && x < y;
  });
  nest.permute(order);
  nest.mergeLoops();
}

FailureOr<Contraction> analyseContraction(OpBuilder &b, linalg::LinalgOp op,
                                          const KernelTarget &target,
                                          SymbolTable &symbols) {
  if (!isSumOfProducts(op))
    return failure();
  auto nest = FlatNest::analyse(b, op);
  if (failed(nest))
    return failure();
  Contraction c;
  c.nest = *nest;
  for (const FlatAccess &access : c.nest.accesses)
    if (!access.buffer || access.elementType != c.nest.output().elementType ||
        access.elementType.isInteger(1))
      return failure();
  c.fusion.result = c.nest.numInputs;
  if (failed(assignRoles(c))) // before anything is absorbed
    return failure();
  c.fusion = findFusion(b, c.nest);
  auto roles = assignRoles(c);
  if (failed(roles)) {
    // The last elementwise op stores transposed: leave it alone.
    c.fusion.steps.clear();
    c.fusion.result = c.nest.numInputs;
    c.fusion.absorbed.resize(c.fusion.initial ? 1 : 0);
    roles = assignRoles(c);
  }
  orderLoops(c, *roles);
  roles = assignRoles(c);
  unsigned column = 0;
  for (auto [l, role] : llvm::enumerate(*roles)) {
    if (role == kRow)
      c.rowLoops.push_back(l);
    else if (role == kColumn)
      column = l;
    else if (role == kDepth)
      c.depth.push_back(l + 1); // the split below adds a loop before
    else
      c.outer.push_back(l);
  }

  c.columns = c.nest.loops[column].extent;
  if (c.columns.isStatic())
    c.staticColumns = c.columns.factor;
  std::optional<int64_t> tileRows;
  if (c.rowLoops.empty())
    tileRows = 1;
  else if (const Product &extent = c.nest.loops[c.rowLoops.back()].extent;
           extent.isStatic())
    tileRows = extent.factor;
  c.tile = chooseTile(target, c.nest.output().elementType, tileRows,
                      c.staticColumns);
  c.isTransposed = !c.nest.accesses[c.right].strides[column].isOne();

  int64_t width = c.tile.columns();
  c.nest.splitLoop(column, width,
                   c.staticColumns
                       ? Product(llvm::divideCeil(*c.staticColumns, width))
                       : Product(1));
  c.panel = column;
  c.column = column + 1;

  // Weights that are known are rearranged now.
  if (c.staticColumns) {
    SmallVector<unsigned> order;
    for (unsigned l : c.outer)
      if (c.nest.moves(c.nest.accesses[c.right], l))
        order.push_back(l);
    order.push_back(c.panel);
    order.append(c.depth);
    order.push_back(c.column);
    auto packed = packConstant(b, symbols, c.nest, c.nest.accesses[c.right],
                               order, c.panel, *c.staticColumns);
    if (succeeded(packed)) {
      c.nest.accesses[c.right] = *packed;
      c.packing = PackKind::constant;
      return c;
    }
  }
  // Without rows to share a panel, a transposed operand is read along the
  // depth: a reduction's kernel does this best.
  if (c.isTransposed && c.rowLoops.empty())
    return failure();
  auto rows = c.staticRows();
  bool hasStaticDepth = llvm::all_of(
      c.depth, [&](unsigned l) { return c.nest.loops[l].extent.isStatic(); });
  if (c.isTransposed || (hasStaticDepth && !c.rowLoops.empty() &&
                         (!rows || *rows >= 2 * c.tile.rows)))
    c.packing = PackKind::atRunTime;
  return c;
}

} // namespace tfc
