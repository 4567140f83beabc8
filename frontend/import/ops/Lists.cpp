//===- Lists.cpp - TensorArray and TensorList as tensors ------------------===//
#include "frontend/import/ops/Lists.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

bool isUnfinishedList(const Output &output) {
  return isa_and_nonnull<ListObject, ItemsObject>(output.object.get());
}

ListObject *emptyList(const Output &output) {
  return dyn_cast_or_null<ListObject>(output.object.get());
}

NamedAttribute firstAxis(NodeImport &node) {
  return node.attr("axis", int64_t(0));
}

//===----------------------------------------------------------------------===//
// As a tensor
//===----------------------------------------------------------------------===//

/// Zeros for an empty list.
static FailureOr<Value> zeros(NodeImport &node, ListObject &list) {
  if (!list.hasShape())
    return node.error() << "nothing says what shape the items of its list have";
  FailureOr<Value> shape;
  if (list.knownSize) {
    shape = node.constantVector(*list.knownSize);
  } else {
    FailureOr<Value> size = node.cast(list.size, node.builder.getI64Type());
    if (failed(size))
      return failure();
    shape = node.make<StackOp>(*size, firstAxis(node));
  }
  FailureOr<Value> item;
  if (llvm::is_contained(*list.shape, ShapedType::kDynamic))
    item = node.make<ShapeOp>(
        list.like,
        node.attr("out_type", TypeAttr::get(node.builder.getI64Type())));
  else
    item = node.constantVector(*list.shape);
  if (failed(shape) || failed(item))
    return failure();
  if (!list.shape->empty())
    shape = node.make<ConcatOp>({*shape, *item}, firstAxis(node));
  if (failed(shape))
    return failure();
  return node.filled(*shape, 0, list.element);
}

FailureOr<Value> countOf(NodeImport &node, Value dense) {
  Type type = node.builder.getI32Type();
  int64_t size = shapeOf(dense).front();
  if (!ShapedType::isDynamic(size))
    return node.scalar(size, type);
  FailureOr<Value> shape = node.make<ShapeOp>(dense);
  FailureOr<Value> zero = node.scalar(0, type);
  if (failed(shape) || failed(zero))
    return failure();
  return node.make<GatherOp>({*shape, *zero}, firstAxis(node));
}

/// The shape of `count` items as those of `dense`, a vector of int32.
static FailureOr<Value> shapeOfItems(NodeImport &node, Value dense,
                                     Value count) {
  FailureOr<Value> shape = node.make<StackOp>(count, firstAxis(node));
  int64_t rank = shapeOf(dense).size();
  if (failed(shape) || rank == 1)
    return shape;
  FailureOr<Value> whole = node.make<ShapeOp>(dense);
  if (failed(whole))
    return failure();
  NamedAttrList rest;
  rest.append(node.attr("begin", ArrayRef<int64_t>(1)));
  rest.append(node.attr("end", ArrayRef<int64_t>(rank)));
  rest.append(node.attr("strides", ArrayRef<int64_t>(1)));
  FailureOr<Value> item = node.make<StridedSliceOp>(*whole, rest);
  if (failed(item))
    return failure();
  return node.make<ConcatOp>({*shape, *item}, firstAxis(node));
}

FailureOr<Output> growingList(NodeImport &node, Value dense, int64_t by,
                              Value rounds) {
  auto growing = std::make_shared<GrowingObject>();
  FailureOr<Value> count = countOf(node, dense);
  if (failed(count))
    return failure();
  growing->count = *count;
  growing->storage = dense;
  if (by < 0)
    return Output{{}, growing};
  FailureOr<Value> room = rounds;
  if (by > 1) {
    FailureOr<Value> each = node.scalar(by, node.builder.getI32Type());
    if (failed(each))
      return failure();
    room = node.make<MulOp>({rounds, *each});
  }
  if (failed(room))
    return failure();
  FailureOr<Value> shape = shapeOfItems(node, dense, *room);
  if (failed(shape))
    return failure();
  FailureOr<Value> storage = node.filled(*shape, 0, elementOf(dense));
  if (succeeded(storage) && shapeOf(dense).front() != 0)
    storage = node.make<ConcatOp>({dense, *storage}, firstAxis(node));
  if (failed(storage))
    return failure();
  growing->storage = *storage;
  return Output{{}, growing};
}

FailureOr<Value> denseList(NodeImport &node, const Output &output) {
  if (output.isTensor())
    return output.value;
  if (auto *growing = dyn_cast_or_null<GrowingObject>(output.object.get())) {
    Value storage = growing->storage;
    FailureOr<Value> size = shapeOfItems(node, storage, growing->count);
    FailureOr<Value> begin = node.constant(DenseElementsAttr::get(
        RankedTensorType::get(shapeOf(storage).size(),
                              node.builder.getI32Type()),
        int32_t(0)));
    if (failed(size) || failed(begin))
      return failure();
    return node.make<SliceOp>({storage, *begin, *size});
  }
  if (ListObject *list = emptyList(output))
    return zeros(node, *list);
  auto *written = dyn_cast_or_null<ItemsObject>(output.object.get());
  if (!written)
    return node.error() << "an input is no list of tensors";
  auto *list = cast<ListObject>(written->list.get());
  SmallVector<Value> items(written->items.begin(), written->items.end());
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
  for (Value &item : items) {
    if (item)
      continue;
    FailureOr<Value> shape = node.make<ShapeOp>(any);
    FailureOr<Value> filled = failed(shape)
                                  ? FailureOr<Value>(failure())
                                  : node.filled(*shape, 0, list->element);
    if (failed(filled))
      return failure();
    item = *filled;
  }
  return node.make<StackOp>(items, firstAxis(node));
}

} // namespace tfc
