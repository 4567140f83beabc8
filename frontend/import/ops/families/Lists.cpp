//===- Lists.cpp - The ops of TensorArray and TensorList ------------------===//
//
// The ops of both do the same and have their inputs at other places, which the
// templates say.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Lists.h"

#include "ir/Shape.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Making lists
//===----------------------------------------------------------------------===//

/// `size` is the input that holds it, or -1 for a list that begins empty.
static std::shared_ptr<ListObject>
makeList(NodeImport &node, llvm::StringRef typeName, int size) {
  auto list = std::make_shared<ListObject>();
  list->element = node.typeAttr(typeName);
  if (size < 0) {
    list->knownSize = 0;
    list->grows = true;
    return list;
  }
  list->size = node.tensor(size);
  if (!shapeOf(list->size).empty() || !isa<IntegerType>(elementOf(list->size)))
    node.error() << "the size of a list must be an integer scalar";
  if (node.isConstant(size)) {
    list->knownSize = node.constantInt(size);
    if (*list->knownSize < 0)
      node.error() << "makes a list of " << *list->knownSize << " items";
  }
  return list;
}

static Outputs importTensorArray(NodeImport &node) {
  node.expectInputs(1);
  auto list = makeList(node, "dtype", 0);
  list->grows = node.boolAttr("dynamic_size", false);
  list->shape = node.shapeAttr("element_shape");
  return {list, list};
}

/// Input 0 is the items' shape, -1 where it is not known.
static Outputs importReserve(NodeImport &node) {
  node.expectInputs(2);
  bool isEmpty = node.op() == "EmptyTensorList";
  auto list = makeList(node, "element_dtype", isEmpty ? -1 : 1);
  Value given = node.tensor(0);
  if (node.isConstant(0) && shapeOf(given).size() == 1) {
    list->shape = node.constantInts(0);
    for (int64_t &size : *list->shape)
      size = size < 0 ? ShapedType::kDynamic : size;
  }
  return Output(list);
}

static Outputs importFromTensor(NodeImport &node) { return node.tensor(0); }

static Outputs importArraySplit(NodeImport &node) {
  Flow flow = Flow::read(node, 3);
  Value whole = node.tensor(1);
  SmallVector<int64_t> sizes = node.constantInts(2);
  auto written = std::make_shared<ItemsObject>();
  written->list = flow.description;
  for (Value piece : node.makeAll<SplitOp>(
           sizes.size(), whole,
           {node.attr("axis", 0), node.attr("sizes", ArrayRef(sizes))}))
    written->items.push_back(piece);
  return Output(written);
}

//===----------------------------------------------------------------------===//
// Items
//===----------------------------------------------------------------------===//

template <int flow, int index, int item>
static Outputs importWrite(NodeImport &node) {
  Flow list = Flow::read(node, flow);
  return writeItem(node, list, index, node.tensor(item));
}

template <int flow, int index>
static Outputs importRead(NodeImport &node) {
  return readItem(node, Flow::read(node, flow), index);
}

template <int flow, int indices>
static Outputs importGather(NodeImport &node) {
  return gatherItems(node, Flow::read(node, flow), indices);
}

template <int flow, int indices, int items>
static Outputs importScatter(NodeImport &node) {
  Flow list = Flow::read(node, flow);
  return scatterItems(node, list, indices, node.tensor(items));
}

static Outputs importPushBack(NodeImport &node) {
  Flow list = Flow::read(node, 0);
  return pushItem(node, list, node.tensor(1));
}

static Outputs importPopBack(NodeImport &node) {
  return popItem(node, Flow::read(node, 0));
}

//===----------------------------------------------------------------------===//
// Whole lists
//===----------------------------------------------------------------------===//

static Outputs importStack(NodeImport &node) {
  return denseList(node, Flow::read(node, 0).state);
}

template <int input>
static Outputs importSize(NodeImport &node) {
  Flow flow = Flow::read(node, input);
  Type type = node.builder.getI32Type();
  if (auto *growing = flow.growing())
    return growing->count;
  if (flow.isTensor())
    return countOf(node, flow.state.value);
  if (auto *items = flow.items())
    return node.scalar(items->items.size(), type);
  if (node.hasFailed())
    return {};
  if (flow.list()->knownSize)
    return node.scalar(*flow.list()->knownSize, type);
  return node.cast(flow.list()->size, type);
}

/// Joins items that are apart; `lengths` gets the first dimension of each.
static Value joinItems(NodeImport &node, const ItemsObject &items,
                       SmallVector<int64_t> &lengths) {
  SmallVector<Value> values;
  for (Value item : items.items) {
    if (!item || ShapedType::isDynamic(sizeOf(item, 0)))
      return node.error() << "joins items that are not written, or scalars, "
                             "or of an unknown length";
    values.push_back(item);
    lengths.push_back(sizeOf(item, 0));
  }
  return node.joined(values);
}

/// Joins the items of a tensor: [size, length, ...] becomes [size * length,
/// ...].
static Value joinRows(NodeImport &node, Value dense,
                      SmallVector<int64_t> &lengths) {
  int64_t size = sizeOf(dense, 0), length = sizeOf(dense, 1);
  SmallVector<int64_t> shape(shapeOf(dense));
  if (ShapedType::isDynamic(size) || ShapedType::isDynamic(length) ||
      size > kMaxItems || llvm::count(shape, ShapedType::kDynamic) > 1)
    return node.error() << "joins the items of a list of shape "
                        << formatShape(dense.getType())
                        << "; the first two dimensions must be known";
  lengths.assign(size, length);
  shape[1] *= size;
  shape.erase(shape.begin());
  llvm::replace(shape, ShapedType::kDynamic, int64_t(-1));
  return node.reshaped(dense, shape);
}

/// All items one behind the other along their first dimension, and how long
/// each is.
template <int input>
static Outputs importConcat(NodeImport &node) {
  Flow flow = Flow::read(node, input);
  SmallVector<int64_t> lengths;
  auto *items = flow.items();
  Value joined = items ? joinItems(node, *items, lengths)
                       : joinRows(node, denseList(node, flow.state), lengths);
  return {joined, node.constantVector(lengths)};
}

static Outputs importElementShape(NodeImport &node) {
  Flow flow = Flow::read(node, 0);
  SmallVector<int64_t> shape;
  if (auto *growing = flow.growing())
    shape.assign(shapeOf(growing->storage).drop_front());
  else if (flow.isTensor() && !shapeOf(flow.state.value).empty())
    shape.assign(shapeOf(flow.state.value).drop_front());
  else if (flow.list() && flow.list()->shape)
    shape = *flow.list()->shape;
  else
    return node.error() << "the shape of the list's items is not known";
  llvm::replace(shape, ShapedType::kDynamic, int64_t(-1));
  return node.constantVector(shape);
}

static Outputs importClose(NodeImport &) { return {}; }

const NodeImporter imports::TensorArray = importTensorArray;
const NodeImporter imports::TensorArrayWrite = importWrite<3, 1, 2>;
const NodeImporter imports::TensorArrayRead = importRead<2, 1>;
const NodeImporter imports::TensorArrayGather = importGather<2, 1>;
const NodeImporter imports::TensorArrayScatter = importScatter<3, 1, 2>;
const NodeImporter imports::TensorArraySize = importSize<1>;
const NodeImporter imports::TensorArrayConcat = importConcat<1>;
const NodeImporter imports::TensorArraySplit = importArraySplit;
const NodeImporter imports::TensorArrayClose = importClose;
const NodeImporter imports::TensorListReserve = importReserve;
const NodeImporter imports::TensorListFromTensor = importFromTensor;
const NodeImporter imports::TensorListSetItem = importWrite<0, 1, 2>;
const NodeImporter imports::TensorListGetItem = importRead<0, 1>;
const NodeImporter imports::TensorListStack = importStack;
const NodeImporter imports::TensorListGather = importGather<0, 1>;
const NodeImporter imports::TensorListLength = importSize<0>;
const NodeImporter imports::TensorListConcat = importConcat<0>;
const NodeImporter imports::TensorListPushBack = importPushBack;
const NodeImporter imports::TensorListPopBack = importPopBack;
const NodeImporter imports::TensorListElementShape = importElementShape;

} // namespace tfc
