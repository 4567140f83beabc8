//===- If.cpp - Making tfc.if ---------------------------------------------===//
#include "frontend/import/ops/ControlFlow.h"

#include "frontend/import/ops/Lists.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"

using namespace mlir;
using llvm::ArrayRef;

namespace tfc {

//===----------------------------------------------------------------------===//
// For conditionals and loops
//===----------------------------------------------------------------------===//

std::string describe(Type type) {
  return formatElementType(type) + " of shape " + formatShape(type);
}

void checkBool(NodeImport &node, const Output &output) {
  auto type = output.isTensor() ? cast<RankedTensorType>(output.value.getType())
                                : RankedTensorType();
  if (type && type.getRank() == 0 && type.getElementType().isInteger(1))
    return;
  node.error() << "its condition is " << (type ? describe(type) : "no tensor")
               << ", expected a bool scalar";
}

Outputs fill(NodeImport &node, Block &block, ArrayRef<Output> arguments,
             RegionBody body) {
  OpBuilder::InsertionGuard guard(node.builder);
  node.builder.setInsertionPointToEnd(&block);
  return body(arguments);
}

void yield(NodeImport &node, Block &block, ValueRange values) {
  OpBuilder::InsertionGuard guard(node.builder);
  node.builder.setInsertionPointToEnd(&block);
  YieldOp::create(node.builder, node.node.loc, values);
}

void makeDense(NodeImport &node, Block &block, Output &output) {
  if (!isUnfinishedList(output))
    return;
  OpBuilder::InsertionGuard guard(node.builder);
  node.builder.setInsertionPointToEnd(&block);
  output = denseList(node, output);
}

//===----------------------------------------------------------------------===//
// Conditionals
//===----------------------------------------------------------------------===//

/// The type of value `i` whichever branch is taken: sizes that differ are open.
static RankedTensorType join(NodeImport &node, unsigned i, const Output &then,
                             const Output &otherwise) {
  if (!then.isTensor() || !otherwise.isTensor()) {
    node.error() << "value " << i
                 << " of its branches is no tensor and not the same in both";
    return {};
  }
  auto a = cast<RankedTensorType>(then.value.getType());
  auto b = cast<RankedTensorType>(otherwise.value.getType());
  if (a.getElementType() != b.getElementType() || a.getRank() != b.getRank()) {
    node.error() << "value " << i << " of its branches is " << describe(a)
                 << " and " << describe(b);
    return {};
  }
  SmallVector<int64_t> shape(a.getShape());
  for (auto [mine, other] : llvm::zip(shape, b.getShape()))
    if (mine != other)
      mine = ShapedType::kDynamic;
  return a.clone(shape);
}

/// The branches are made in a draft, which knows no results yet; then the op
/// gets those which differ between the branches.
Outputs makeIf(NodeImport &node, Value predicate, RegionBody then,
               RegionBody otherwise) {
  checkBool(node, predicate);
  Location loc = node.node.loc;
  auto draft = IfOp::create(node.builder, loc, TypeRange(), predicate);
  Outputs sides[2];
  for (int side = 0; side < 2 && !node.hasFailed(); ++side)
    sides[side] = fill(node, draft->getRegion(side).emplaceBlock(), {},
                       side == 0 ? then : otherwise);
  if (sides[0].size() != sides[1].size())
    node.error() << "its branches return " << sides[0].size() << " and "
                 << sides[1].size() << " values";
  if (node.hasFailed())
    return {};
  Outputs results(sides[0].size());
  SmallVector<Value> yields[2];
  SmallVector<Type> types;
  SmallVector<unsigned> places;
  for (auto [i, x, y] : llvm::enumerate(sides[0], sides[1])) {
    if (x.value == y.value && x.object == y.object) {
      results[i] = x;
      continue;
    }
    // A list is a tensor from here on.
    makeDense(node, draft->getRegion(0).front(), x);
    makeDense(node, draft->getRegion(1).front(), y);
    RankedTensorType type = join(node, i, x, y);
    if (node.hasFailed())
      return {};
    places.push_back(i);
    types.push_back(type);
    yields[0].push_back(x.value);
    yields[1].push_back(y.value);
  }
  auto op = IfOp::create(node.builder, loc, types, predicate);
  for (int side = 0; side < 2; ++side) {
    yield(node, draft->getRegion(side).front(), yields[side]);
    op->getRegion(side).takeBody(draft->getRegion(side));
  }
  draft.erase();
  for (auto [place, value] : llvm::zip(places, op.getResults()))
    results[place] = value;
  return results;
}

} // namespace tfc
