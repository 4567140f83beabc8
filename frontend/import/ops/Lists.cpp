//===- Lists.cpp - TensorArray and TensorList as tensors ------------------===//
#include "frontend/import/ops/Lists.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

bool isUnfinishedList(const Output &output) {
  return isa_and_nonnull<ListObject, ItemsObject>(output.object.get());
}

//===----------------------------------------------------------------------===//
// A list at hand
//===----------------------------------------------------------------------===//

Flow Flow::read(NodeImport &node, int k) {
  const Output &handle = node.input(0), &state = node.input(k);
  Flow flow{handle.object, state};
  if (handle.isNone() || state.isNone()) {
    node.error() << "has no list among its inputs";
    return flow;
  }
  if (auto *items = flow.items())
    flow.description = items->list;
  if (flow.growing())
    return flow;
  // The flow of old TensorArrays begins as a number.
  bool isScalar = flow.isTensor() && shapeOf(state.value).empty();
  if (flow.list() && k != 0 && isScalar)
    flow.state = Output(flow.description);
  else if (flow.isTensor() ? isScalar : !flow.list())
    node.error() << "an input is no list of tensors";
  return flow;
}

Output Flow::grown(Value dense, int64_t by, bool atPlaces) const {
  auto mark = std::make_shared<GrownObject>();
  auto *before = state.as<GrownObject>();
  mark->by = by + (before ? before->by : 0);
  mark->atPlaces = atPlaces || (before && before->atPlaces);
  return Output(dense, mark);
}

std::shared_ptr<ItemsObject> Flow::copyItems() const {
  auto written = std::make_shared<ItemsObject>();
  written->list = description;
  if (auto *before = items())
    written->items = before->items;
  else if (list())
    written->items.resize(std::min(list()->knownSize.value_or(0), kMaxItems));
  return written;
}

//===----------------------------------------------------------------------===//
// Parts of tensors
//===----------------------------------------------------------------------===//

Value itemAt(NodeImport &node, Value dense, Value place) {
  return node.make<GatherOp>({dense, place}, node.attr("axis", 0));
}

/// A vector of one element.
static Value vectorOf(NodeImport &node, Value scalar) {
  return node.make<StackOp>(scalar, node.attr("axis", 0));
}

Value countOf(NodeImport &node, Value dense) {
  Type type = node.builder.getI32Type();
  int64_t size = sizeOf(dense, 0);
  if (!ShapedType::isDynamic(size))
    return node.scalar(size, type);
  return itemAt(node, node.make<ShapeOp>(dense), node.scalar(0, type));
}

/// The shape of `count` items as those of `dense`, a vector of int32.
static Value shapeOfItems(NodeImport &node, Value dense, Value count) {
  Value shape = vectorOf(node, count);
  int64_t rank = shapeOf(dense).size();
  if (rank == 1)
    return shape;
  Value item = node.slice(node.make<ShapeOp>(dense), 1, rank);
  return node.joined({shape, item});
}

//===----------------------------------------------------------------------===//
// Dense and growing lists
//===----------------------------------------------------------------------===//

std::shared_ptr<GrowingObject> growingList(NodeImport &node, Value dense,
                                           int64_t by, Value rounds) {
  auto growing = std::make_shared<GrowingObject>(dense, countOf(node, dense));
  if (by < 0)
    return growing;
  Value room = rounds;
  if (by > 1)
    room =
        node.make<MulOp>({rounds, node.scalar(by, node.builder.getI32Type())});
  Value shape = shapeOfItems(node, dense, room);
  growing->storage = node.filled(shape, 0, elementOf(dense));
  if (sizeOf(dense, 0) != 0)
    growing->storage = node.joined({dense, growing->storage});
  return growing;
}

/// The items that a growing list has so far.
static Value filledPart(NodeImport &node, const GrowingObject &growing) {
  Value storage = growing.storage;
  Value size = shapeOfItems(node, storage, growing.count);
  int64_t rank = shapeOf(storage).size();
  Value begin = node.constant(DenseElementsAttr::get(
      RankedTensorType::get(rank, node.builder.getI32Type()), int32_t(0)));
  return node.make<SliceOp>({storage, begin, size});
}

/// The zeros that an empty list is.
static Value zeros(NodeImport &node, const ListObject &list) {
  if (!list.hasShape())
    return node.error() << "nothing says what shape the items of its list have";
  Type i64 = node.builder.getI64Type();
  Value shape = list.knownSize ? node.constantVector(*list.knownSize)
                               : vectorOf(node, node.cast(list.size, i64));
  Value item = llvm::is_contained(*list.shape, ShapedType::kDynamic)
                   ? node.shapeVector(list.like)
                   : node.constantVector(*list.shape);
  if (!list.shape->empty())
    shape = node.joined({shape, item});
  return node.filled(shape, 0, list.element);
}

/// Items of one shape as a tensor; zeros where nothing is written.
static Value stacked(NodeImport &node, const ItemsObject &written) {
  auto *list = cast<ListObject>(written.list.get());
  SmallVector<Value> items(written.items.begin(), written.items.end());
  Value any;
  for (Value item : items) {
    if (item && any && shapeOf(item) != shapeOf(any))
      return node.error() << "the items of a list have shapes "
                          << formatShape(any.getType()) << " and "
                          << formatShape(item.getType())
                          << "; they must be equal here";
    any = item ? item : any;
  }
  if (!any)
    return zeros(node, *list);
  for (Value &item : items)
    if (!item)
      item = node.filled(node.make<ShapeOp>(any), 0, list->element);
  return node.make<StackOp>(items, node.attr("axis", 0));
}

Value denseList(NodeImport &node, const Output &output) {
  if (output.isTensor())
    return output.value;
  if (auto *growing = output.as<GrowingObject>())
    return filledPart(node, *growing);
  if (ListObject *list = emptyList(output))
    return zeros(node, *list);
  if (auto *written = output.as<ItemsObject>())
    return stacked(node, *written);
  return node.error() << "an input is no list of tensors";
}

} // namespace tfc
