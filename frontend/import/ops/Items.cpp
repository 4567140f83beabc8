//===- Items.cpp - Reading and writing the items of lists -----------------===//
//
// A write to a place that is known when compiling keeps the items apart; one to
// a place that only a run knows makes the list a tensor. For example
//
//   list = TensorListReserve(size = 2)      nothing written: ListObject
//   list = TensorListSetItem(list, 0, x)    x and nothing: ItemsObject
//   list = TensorListSetItem(list, i, y)    tfc.set_item of a tensor [2, ...]
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Lists.h"

#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// Takes the shape of an empty list's items from the first that is written.
static void learn(ListObject &list, Value item) {
  if (list.hasShape())
    return;
  list.shape = SmallVector<int64_t>(shapeOf(item));
  bool isOpen = llvm::is_contained(*list.shape, ShapedType::kDynamic);
  list.like = isOpen ? item : Value();
}

//===----------------------------------------------------------------------===//
// One item
//===----------------------------------------------------------------------===//

/// Writes where there is room; what is behind the last item so far makes the
/// list longer.
static Output writeGrowing(NodeImport &node, const GrowingObject &growing,
                           Value place, Value item) {
  Type i32 = node.builder.getI32Type();
  Value narrow = node.cast(place, i32);
  Value next = node.make<AddOp>({narrow, node.scalar(1, i32)});
  Value storage = node.make<SetItemOp>({growing.storage, narrow, item});
  bool isAppended = place == growing.count;
  return std::make_shared<GrowingObject>(
      storage, isAppended ? next : node.make<MaximumOp>({growing.count, next}));
}

/// Writes at a known place of a list that is no tensor yet.
static Output writeKnown(NodeImport &node, const Flow &flow, int64_t place,
                         Value item) {
  ListObject &list = *flow.list();
  int64_t size = list.knownSize.value_or(0);
  if (place < 0 || place >= kMaxItems || (!list.grows && place >= size))
    return node.error() << "writes item " << place << " of a list of " << size;
  auto written = flow.copyItems();
  size_t count = std::max<size_t>(place + 1, std::min(size, kMaxItems));
  written->items.resize(std::max(written->items.size(), count));
  written->items[place] = item;
  learn(list, item);
  return written;
}

Output writeItem(NodeImport &node, const Flow &flow, int index, Value item) {
  ListObject *list = flow.list();
  if (list && elementOf(item) != list->element)
    return node.error() << "writes " << formatElementType(item.getType())
                        << " to a list of " << formatElementType(list->element);
  if (list && !flow.isTensor() && node.isConstant(index) &&
      (list->knownSize || list->grows))
    return writeKnown(node, flow, node.constantInt(index), item);
  if (list)
    learn(*list, item);
  Value place = node.tensor(index);
  if (auto *growing = flow.growing())
    return writeGrowing(node, *growing, place, item);
  Value dense = denseList(node, flow.state);
  Value updated = node.make<SetItemOp>({dense, place, item});
  if (list && list->grows && list->knownSize == 0)
    return flow.grown(updated, 1, /*atPlaces=*/true);
  return updated;
}

Value readItem(NodeImport &node, const Flow &flow, int index) {
  if (auto *items = flow.items(); items && node.isConstant(index)) {
    int64_t place = node.constantInt(index);
    if (place >= 0 && place < int64_t(items->items.size()) &&
        items->items[place])
      return items->items[place];
    return node.error() << "reads item " << place
                        << " of a list, where none is written";
  }
  auto *growing = flow.growing();
  Value dense = growing ? growing->storage : denseList(node, flow.state);
  return itemAt(node, dense, node.tensor(index));
}

//===----------------------------------------------------------------------===//
// Many items
//===----------------------------------------------------------------------===//

/// Whether the vector of input k is 0, 1, 2, ..., as far as that can be told.
static bool countsUp(NodeImport &node, int k) {
  if (node.isConstant(k)) {
    SmallVector<int64_t> places = node.constantInts(k);
    return llvm::equal(places, llvm::seq<int64_t>(0, places.size()));
  }
  const Output &given = node.input(k);
  auto range =
      given.isTensor() ? given.value.getDefiningOp<RangeOp>() : RangeOp();
  auto is = [](Value operand, int64_t wanted) {
    DenseElementsAttr value = constantElements(operand);
    return value && isa<IntegerType>(value.getElementType()) &&
           (*value.value_begin<APInt>()).getSExtValue() == wanted;
  };
  return range && is(range.getStart(), 0) && is(range.getDelta(), 1);
}

Output scatterItems(NodeImport &node, const Flow &flow, int indices,
                    Value items) {
  if (!flow.isTensor() && !flow.items() && countsUp(node, indices))
    return items;
  if (!node.isConstant(indices))
    return node.error() << "scatters to places that are not known when "
                           "compiling";
  SmallVector<int64_t> places = node.constantInts(indices);
  if (sizeOf(items, 0) != int64_t(places.size()))
    return node.error() << places.size() << " indices for a value of shape "
                        << formatShape(items.getType());
  if (ListObject *list = flow.list(); list && !flow.isTensor()) {
    if (!list->hasShape())
      list->shape = SmallVector<int64_t>(shapeOf(items).drop_front());
    for (int64_t place : places)
      if (list->grows)
        list->knownSize = std::max(list->knownSize.value_or(0),
                                   std::min(place + 1, kMaxItems));
  }
  Type i32 = node.builder.getI32Type();
  Value result = denseList(node, flow.state);
  for (auto [i, place] : llvm::enumerate(places)) {
    Value from = node.scalar(i, i32), to = node.scalar(place, i32);
    result = node.make<SetItemOp>({result, to, itemAt(node, items, from)});
  }
  return result;
}

Value gatherItems(NodeImport &node, const Flow &flow, int indices) {
  Value dense = denseList(node, flow.state), places = node.tensor(indices);
  bool isAll =
      countsUp(node, indices) &&
      (!node.isConstant(indices) || sizeOf(places, 0) == sizeOf(dense, 0));
  return isAll ? dense : itemAt(node, dense, places);
}

//===----------------------------------------------------------------------===//
// The last item
//===----------------------------------------------------------------------===//

/// Appends to a tensor by joining; in a loop that makes the list a growing one.
static Output append(NodeImport &node, const Flow &flow, Value item) {
  if (auto *growing = flow.growing())
    return writeGrowing(node, *growing, growing->count, item);
  Value row = node.make<ExpandDimsOp>(item, node.attr("axis", 0));
  Value longer = node.joined({flow.state.value, row});
  return flow.grown(longer, 1, /*atPlaces=*/false);
}

Output pushItem(NodeImport &node, const Flow &flow, Value item) {
  if (flow.isTensor() || flow.growing())
    return append(node, flow, item);
  auto written = flow.copyItems();
  written->items.push_back(item);
  if (flow.list())
    learn(*flow.list(), item);
  return written;
}

/// The list without its last item, and that.
static Outputs takeOff(NodeImport &node, const Flow &flow) {
  auto *growing = flow.growing();
  Value storage = growing ? growing->storage : flow.state.value;
  Value count = growing ? growing->count : countOf(node, storage);
  Value one = node.scalar(1, node.builder.getI32Type());
  Value last = node.make<SubOp>({count, one});
  Value item = itemAt(node, storage, last);
  if (growing)
    return {std::make_shared<GrowingObject>(storage, last), item};
  Value shorter = node.slice(storage, 0, -1);
  return {flow.grown(shorter, -1, /*atPlaces=*/false), item};
}

Outputs popItem(NodeImport &node, const Flow &flow) {
  if (flow.isTensor() || flow.growing())
    return takeOff(node, flow);
  auto *before = flow.items();
  if (!before || before->items.empty() || !before->items.back())
    return node.error() << "takes the last item of a list that has none";
  auto written = flow.copyItems();
  Value item = written->items.back();
  written->items.pop_back();
  return {written, item};
}

} // namespace tfc
