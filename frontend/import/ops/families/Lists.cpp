//===- Lists.cpp - The ops of TensorArray and TensorList ------------------===//
#include "frontend/import/ops/Lists.h"

#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// More items than any program writes one by one.
constexpr int64_t kMaxItems = 65536;

namespace {
/// A list at hand: the description, where there is one, and the state.
struct Flow {
  std::shared_ptr<ImportedObject> description;
  Output state;

  ListObject *list() const {
    return dyn_cast_or_null<ListObject>(description.get());
  }
  const ItemsObject *items() const {
    return dyn_cast_or_null<ItemsObject>(state.object.get());
  }
  const GrowingObject *growing() const {
    return dyn_cast_or_null<GrowingObject>(state.object.get());
  }
  /// The list as a tensor that is longer by `by` than it was.
  Output grown(Value dense, int64_t by, bool atPlaces) const {
    auto mark = std::make_shared<GrownObject>();
    auto *before = dyn_cast_or_null<GrownObject>(state.object.get());
    mark->by = by + (before ? before->by : 0);
    mark->atPlaces = atPlaces || (before && before->atPlaces);
    return Output{dense, mark};
  }
};
} // namespace

/// Of a TensorArray, input 0 is the handle and `k` the flow; of a TensorList
/// both are input 0.
static FailureOr<Flow> flowOf(NodeImport &node, int k) {
  Flow flow;
  const Output *handle = node.input(0), *state = node.input(k);
  if (!handle || !state)
    return node.error() << "has no list among its inputs";
  flow.state = *state;
  flow.description = handle->object;
  if (auto *items = flow.items())
    flow.description = items->list;
  if (flow.growing())
    return flow;
  // The flow of old TensorArrays begins as a number.
  if (flow.list() && k != 0 && flow.state.isTensor() &&
      shapeOf(flow.state.value).empty())
    flow.state = Output{{}, flow.description};
  if (flow.state.isTensor() ? shapeOf(flow.state.value).empty() : !flow.list())
    return node.error() << "an input is no list of tensors";
  return flow;
}

/// What a write says of an empty list's items.
static void learn(ListObject &list, Value item) {
  if (list.hasShape())
    return;
  list.shape = SmallVector<int64_t>(shapeOf(item));
  list.like = llvm::is_contained(*list.shape, ShapedType::kDynamic) ? item
                                                                    : Value();
}

//===----------------------------------------------------------------------===//
// Reading and writing
//===----------------------------------------------------------------------===//

/// Where there is room; what is behind the last item so far makes it longer.
static FailureOr<Output> writeGrowing(NodeImport &node,
                                      const GrowingObject &growing,
                                      Value place, Value item) {
  FailureOr<Value> narrow = node.cast(place, node.builder.getI32Type());
  FailureOr<Value> one = node.scalar(1, node.builder.getI32Type());
  if (failed(narrow) || failed(one))
    return failure();
  FailureOr<Value> next = node.make<AddOp>({*narrow, *one});
  FailureOr<Value> storage =
      node.make<SetItemOp>({growing.storage, *narrow, item});
  if (failed(next) || failed(storage))
    return failure();
  FailureOr<Value> count = place == growing.count
                               ? next
                               : node.make<MaximumOp>({growing.count, *next});
  if (failed(count))
    return failure();
  auto longer = std::make_shared<GrowingObject>(growing);
  longer->storage = *storage;
  longer->count = *count;
  return Output{{}, longer};
}

static FailureOr<Output> writeItem(NodeImport &node, const Flow &flow,
                                   int index, Value item) {
  ListObject *list = flow.list();
  if (list && getElementTypeOrSelf(item.getType()) != list->element)
    return node.error() << "writes " << formatElementType(item.getType())
                        << " to a list of " << formatElementType(list->element);
  // At a known place of a list that is no tensor yet.
  if (list && !flow.state.isTensor() && node.isConstant(index) &&
      (list->knownSize || list->grows)) {
    FailureOr<int64_t> place = node.constantInt(index);
    if (failed(place))
      return failure();
    int64_t size = list->knownSize.value_or(0);
    if (*place < 0 || *place >= kMaxItems || (!list->grows && *place >= size))
      return node.error() << "writes item " << *place << " of a list of "
                          << size;
    auto written = std::make_shared<ItemsObject>();
    written->list = flow.description;
    if (auto *before = flow.items())
      written->items = before->items;
    size_t count = std::max<size_t>(*place + 1, std::min(size, kMaxItems));
    written->items.resize(std::max(written->items.size(), count));
    written->items[*place] = item;
    learn(*list, item);
    return Output{{}, written};
  }
  if (list)
    learn(*list, item);
  FailureOr<Value> place = node.tensor(index);
  if (failed(place))
    return failure();
  if (auto *growing = flow.growing())
    return writeGrowing(node, *growing, *place, item);
  FailureOr<Value> dense = denseList(node, flow.state);
  if (failed(dense))
    return failure();
  FailureOr<Value> updated = node.make<SetItemOp>({*dense, *place, item});
  if (failed(updated))
    return failure();
  if (list && list->grows && list->knownSize == 0)
    return flow.grown(*updated, 1, /*atPlaces=*/true);
  return Output{*updated, nullptr};
}

static FailureOr<Value> readItem(NodeImport &node, const Flow &flow,
                                 int index) {
  if (auto *items = flow.items(); items && node.isConstant(index)) {
    FailureOr<int64_t> place = node.constantInt(index);
    if (failed(place))
      return failure();
    if (*place < 0 || *place >= int64_t(items->items.size()) ||
        !items->items[*place])
      return node.error() << "reads item " << *place
                          << " of a list, where none is written";
    return items->items[*place];
  }
  auto *growing = flow.growing();
  FailureOr<Value> dense = growing ? FailureOr<Value>(growing->storage)
                                   : denseList(node, flow.state);
  FailureOr<Value> place = node.tensor(index);
  if (failed(dense) || failed(place))
    return failure();
  return node.make<GatherOp>({*dense, *place}, firstAxis(node));
}

/// Whether the vector of input k is 0, 1, 2, ..., as far as that can be told.
static bool countsUp(NodeImport &node, int k) {
  if (node.isConstant(k)) {
    FailureOr<SmallVector<int64_t>> places = node.constantInts(k);
    if (failed(places))
      return false;
    for (auto [i, place] : llvm::enumerate(*places))
      if (int64_t(i) != place)
        return false;
    return true;
  }
  const Output *given = node.input(k);
  Value value = given && given->isTensor() ? given->value : Value();
  auto range = value ? value.getDefiningOp<RangeOp>() : RangeOp();
  auto is = [](Value operand, int64_t wanted) {
    DenseElementsAttr value = constantElements(operand);
    return value && isa<IntegerType>(value.getElementType()) &&
           (*value.value_begin<APInt>()).getSExtValue() == wanted;
  };
  return range && is(range.getStart(), 0) && is(range.getDelta(), 1);
}

static FailureOr<Output> scatter(NodeImport &node, const Flow &flow,
                                 int indices, Value items) {
  if (!flow.state.isTensor() && !flow.items() && countsUp(node, indices))
    return Output{items, nullptr};
  if (!node.isConstant(indices))
    return node.error() << "scatters to places that are not known when "
                           "compiling";
  FailureOr<SmallVector<int64_t>> places = node.constantInts(indices);
  if (failed(places))
    return failure();
  if (shapeOf(items).empty() || shapeOf(items)[0] != int64_t(places->size()))
    return node.error() << places->size() << " indices for a value of shape "
                        << formatShape(items.getType());
  if (ListObject *list = flow.list(); list && !flow.state.isTensor()) {
    if (!list->hasShape())
      list->shape = SmallVector<int64_t>(shapeOf(items).drop_front());
    for (int64_t place : *places)
      if (list->grows)
        list->knownSize = std::max(list->knownSize.value_or(0),
                                   std::min(place + 1, kMaxItems));
  }
  FailureOr<Value> result = denseList(node, flow.state);
  for (auto [i, place] : llvm::enumerate(*places)) {
    FailureOr<Value> from = node.scalar(i, node.builder.getI32Type());
    FailureOr<Value> to = node.scalar(place, node.builder.getI32Type());
    if (failed(result) || failed(from) || failed(to))
      return failure();
    FailureOr<Value> item =
        node.make<GatherOp>({items, *from}, firstAxis(node));
    if (failed(item))
      return failure();
    result = node.make<SetItemOp>({*result, *to, *item});
  }
  if (failed(result))
    return failure();
  return Output{*result, nullptr};
}

static FailureOr<Value> sizeOf(NodeImport &node, const Flow &flow) {
  Type type = node.builder.getI32Type();
  if (auto *growing = flow.growing())
    return growing->count;
  if (flow.state.isTensor())
    return countOf(node, flow.state.value);
  if (auto *items = flow.items())
    return node.scalar(items->items.size(), type);
  if (flow.list()->knownSize)
    return node.scalar(*flow.list()->knownSize, type);
  return node.cast(flow.list()->size, type);
}

/// All items one behind the other along their first dimension, and how long
/// each is.
static LogicalResult concatenate(NodeImport &node, const Flow &flow) {
  SmallVector<int64_t> lengths;
  FailureOr<Value> joined;
  if (auto *items = flow.items()) {
    SmallVector<Value> values;
    for (Value item : items->items) {
      if (!item || shapeOf(item).empty() ||
          ShapedType::isDynamic(shapeOf(item).front()))
        return node.error() << "joins items that are not written, or scalars, "
                               "or of an unknown length";
      values.push_back(item);
      lengths.push_back(shapeOf(item).front());
    }
    joined = node.make<ConcatOp>(values, firstAxis(node));
  } else {
    FailureOr<Value> dense = denseList(node, flow.state);
    if (failed(dense))
      return failure();
    SmallVector<int64_t> shape(shapeOf(*dense));
    if (shape.size() < 2 || ShapedType::isDynamic(shape[0]) ||
        ShapedType::isDynamic(shape[1]) || shape[0] > kMaxItems ||
        llvm::count(shape, ShapedType::kDynamic) > 1)
      return node.error() << "joins the items of a list of shape "
                          << formatShape(dense->getType())
                          << "; the first two dimensions must be known";
    lengths.assign(shape[0], shape[1]);
    shape[1] *= shape[0];
    shape.erase(shape.begin());
    llvm::replace(shape, ShapedType::kDynamic, int64_t(-1));
    FailureOr<Value> wanted = node.constantVector(shape);
    if (failed(wanted))
      return failure();
    joined = node.make<ReshapeOp>({*dense, *wanted});
  }
  FailureOr<Value> vector = node.constantVector(lengths);
  if (failed(joined) || failed(vector))
    return failure();
  node.addOutput(*joined);
  node.addOutput(*vector);
  return success();
}

//===----------------------------------------------------------------------===//
// Making lists
//===----------------------------------------------------------------------===//

/// `size` is the input that holds it, or -1 for a list that begins empty.
static FailureOr<std::shared_ptr<ListObject>>
makeList(NodeImport &node, llvm::StringRef typeName, int size) {
  auto list = std::make_shared<ListObject>();
  FailureOr<Type> element = node.typeAttr(typeName);
  if (failed(element))
    return failure();
  list->element = *element;
  if (size < 0) {
    list->knownSize = 0;
    list->grows = true;
    return list;
  }
  FailureOr<Value> count = node.tensor(size);
  if (failed(count))
    return failure();
  list->size = *count;
  if (!shapeOf(*count).empty() || !isa<IntegerType>(elementOf(*count)))
    return node.error() << "the size of a list must be an integer scalar";
  if (node.isConstant(size)) {
    FailureOr<int64_t> known = node.constantInt(size);
    if (failed(known))
      return failure();
    if (*known < 0)
      return node.error() << "makes a list of " << *known << " items";
    list->knownSize = *known;
  }
  return list;
}

static LogicalResult importTensorArray(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  auto list = makeList(node, "dtype", 0);
  if (failed(list))
    return failure();
  FailureOr<bool> grows = node.boolAttr("dynamic_size", false);
  auto shape = node.shapeAttr("element_shape");
  if (failed(grows) || failed(shape))
    return failure();
  (*list)->grows = *grows;
  (*list)->shape = *shape;
  node.addOutput(Output{{}, *list});
  node.addOutput(Output{{}, *list});
  return success();
}

/// Input 0 is the items' shape, -1 where it is not known.
static LogicalResult importReserve(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  bool isEmpty = node.node.op() == "EmptyTensorList";
  auto list = makeList(node, "element_dtype", isEmpty ? -1 : 1);
  FailureOr<Value> given = node.tensor(0);
  if (failed(list) || failed(given))
    return failure();
  if (node.isConstant(0) && shapeOf(*given).size() == 1) {
    FailureOr<SmallVector<int64_t>> shape = node.constantInts(0);
    if (failed(shape))
      return failure();
    for (int64_t &size : *shape)
      size = size < 0 ? ShapedType::kDynamic : size;
    (*list)->shape = *shape;
  }
  node.addOutput(Output{{}, *list});
  return success();
}

//===----------------------------------------------------------------------===//
// The ops, by the places of their inputs
//===----------------------------------------------------------------------===//

static LogicalResult finishList(NodeImport &node, FailureOr<Output> list) {
  if (failed(list))
    return failure();
  node.addOutput(*list);
  return success();
}

template <int flowInput, int index, int item>
static LogicalResult importWrite(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, flowInput);
  if (failed(flow))
    return failure();
  FailureOr<Value> value = node.tensor(item);
  return failed(value)
             ? failure()
             : finishList(node, writeItem(node, *flow, index, *value));
}

template <int flowInput, int index>
static LogicalResult importRead(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, flowInput);
  return failed(flow) ? failure() : node.finish(readItem(node, *flow, index));
}

template <int flowInput, int indices>
static LogicalResult importGather(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, flowInput);
  if (failed(flow))
    return failure();
  FailureOr<Value> dense = denseList(node, flow->state);
  FailureOr<Value> places = node.tensor(indices);
  if (failed(dense) || failed(places))
    return failure();
  // All of it, in order.
  if (countsUp(node, indices) &&
      (!node.isConstant(indices) ||
       shapeOf(*places).front() == shapeOf(*dense).front()))
    return node.finish(*dense);
  return node.finish(
      node.make<GatherOp>({*dense, *places}, firstAxis(node)));
}

template <int flowInput, int indices, int items>
static LogicalResult importScatter(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, flowInput);
  if (failed(flow))
    return failure();
  FailureOr<Value> value = node.tensor(items);
  return failed(value)
             ? failure()
             : finishList(node, scatter(node, *flow, indices, *value));
}

template <int flowInput>
static LogicalResult importSize(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, flowInput);
  return failed(flow) ? failure() : node.finish(sizeOf(node, *flow));
}

template <int flowInput>
static LogicalResult importConcat(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, flowInput);
  return failed(flow) ? failure() : concatenate(node, *flow);
}

static LogicalResult importArraySplit(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, 3);
  if (failed(flow))
    return failure();
  FailureOr<Value> whole = node.tensor(1);
  FailureOr<SmallVector<int64_t>> sizes = node.constantInts(2);
  if (failed(whole) || failed(sizes))
    return failure();
  FailureOr<Operation *> pieces = node.create(
      SplitOp::getOperationName(), *whole,
      NamedAttrList({firstAxis(node), node.attr("sizes", *sizes)}));
  if (failed(pieces))
    return failure();
  auto written = std::make_shared<ItemsObject>();
  written->list = flow->description;
  for (Value piece : (*pieces)->getResults())
    written->items.push_back(piece);
  node.addOutput(Output{{}, written});
  return success();
}

static LogicalResult importStack(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, 0);
  return failed(flow) ? failure() : node.finish(denseList(node, flow->state));
}

static LogicalResult importFromTensor(NodeImport &node) {
  return node.finish(node.tensor(0));
}

/// To a tensor by joining; in a loop that makes the list a growing one.
static FailureOr<Output> append(NodeImport &node, const Flow &flow,
                                Value item) {
  if (auto *growing = flow.growing())
    return writeGrowing(node, *growing, growing->count, item);
  FailureOr<Value> row = node.make<ExpandDimsOp>(item, firstAxis(node));
  if (failed(row))
    return failure();
  FailureOr<Value> longer =
      node.make<ConcatOp>({flow.state.value, *row}, firstAxis(node));
  if (failed(longer))
    return failure();
  return flow.grown(*longer, 1, /*atPlaces=*/false);
}

static LogicalResult importPushBack(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, 0);
  if (failed(flow))
    return failure();
  FailureOr<Value> item = node.tensor(1);
  if (failed(item))
    return failure();
  if (flow->state.isTensor() || flow->growing())
    return finishList(node, append(node, *flow, *item));
  auto written = std::make_shared<ItemsObject>();
  written->list = flow->description;
  if (auto *before = flow->items())
    written->items = before->items;
  else
    written->items.resize(
        std::min(flow->list()->knownSize.value_or(0), kMaxItems));
  written->items.push_back(*item);
  learn(*flow->list(), *item);
  node.addOutput(Output{{}, written});
  return success();
}

/// The list without its last item, and that.
static LogicalResult takeOff(NodeImport &node, const Flow &flow) {
  auto *growing = flow.growing();
  Value storage = growing ? growing->storage : flow.state.value;
  FailureOr<Value> count = growing ? FailureOr<Value>(growing->count)
                                   : countOf(node, storage);
  FailureOr<Value> one = node.scalar(1, node.builder.getI32Type());
  if (failed(count) || failed(one))
    return failure();
  FailureOr<Value> last = node.make<SubOp>({*count, *one});
  if (failed(last))
    return failure();
  FailureOr<Value> item = node.make<GatherOp>({storage, *last}, firstAxis(node));
  if (failed(item))
    return failure();
  if (growing) {
    auto shorter = std::make_shared<GrowingObject>(*growing);
    shorter->count = *last;
    node.addOutput(Output{{}, shorter});
  } else {
    NamedAttrList rest;
    rest.append(node.attr("begin", ArrayRef<int64_t>(0)));
    rest.append(node.attr("end", ArrayRef<int64_t>(-1)));
    rest.append(node.attr("strides", ArrayRef<int64_t>(1)));
    FailureOr<Value> shorter = node.make<StridedSliceOp>(storage, rest);
    if (failed(shorter))
      return failure();
    node.addOutput(flow.grown(*shorter, -1, /*atPlaces=*/false));
  }
  node.addOutput(*item);
  return success();
}

static LogicalResult importPopBack(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, 0);
  if (failed(flow))
    return failure();
  if (flow->state.isTensor() || flow->growing())
    return takeOff(node, *flow);
  auto *before = flow->items();
  if (!before || before->items.empty() || !before->items.back())
    return node.error() << "takes the last item of a list that has none";
  auto written = std::make_shared<ItemsObject>(*before);
  Value item = written->items.back();
  written->items.pop_back();
  node.addOutput(Output{{}, written});
  node.addOutput(item);
  return success();
}

static LogicalResult importElementShape(NodeImport &node) {
  FailureOr<Flow> flow = flowOf(node, 0);
  if (failed(flow))
    return failure();
  SmallVector<int64_t> shape;
  if (auto *growing = flow->growing())
    shape.assign(shapeOf(growing->storage).drop_front());
  else if (flow->state.isTensor())
    shape.assign(shapeOf(flow->state.value).drop_front());
  else if (flow->list()->shape)
    shape = *flow->list()->shape;
  else
    return node.error() << "the shape of the list's items is not known";
  llvm::replace(shape, ShapedType::kDynamic, int64_t(-1));
  return node.finish(node.constantVector(shape));
}

static LogicalResult importClose(NodeImport &node) { return success(); }

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
