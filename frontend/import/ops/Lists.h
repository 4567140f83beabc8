//===- Lists.h - TensorArray and TensorList ---------------------*- C++ -*-===//
//
// A list is a dense tensor [size, item...]: the flow of a TensorArray, the
// handle of a TensorList. Until it must be one it can be known better: as one
// to which nothing is written yet, or as items written at places known when
// compiling, which need not have one shape.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_OPS_LISTS_H
#define TFC_FRONTEND_IMPORT_OPS_LISTS_H

#include "frontend/import/ops/NodeImport.h"

namespace tfc {

/// A list as it is known from where it is made, and from the first write to it.
/// It stands for the list while that is empty.
struct ListObject : ImportedObject {
  ListObject() : ImportedObject(Kind::List) {}
  static bool classof(const ImportedObject *o) { return o->kind == Kind::List; }
  mlir::Type element;
  /// The shape of an item, kDynamic where unknown; nothing if its rank is.
  std::optional<llvm::SmallVector<int64_t>> shape;
  /// A tensor of an item's shape, where `shape` does not say it all.
  mlir::Value like;
  /// The number of items: known, or an integer scalar.
  std::optional<int64_t> knownSize;
  mlir::Value size;
  bool grows = false;

  bool hasShape() const {
    return shape &&
           (like || !llvm::is_contained(*shape, mlir::ShapedType::kDynamic));
  }
};

/// Items at known places; null where nothing is written.
struct ItemsObject : ImportedObject {
  ItemsObject() : ImportedObject(Kind::Items) {}
  static bool classof(const ImportedObject *o) {
    return o->kind == Kind::Items;
  }
  std::shared_ptr<ImportedObject> list; // ListObject
  std::vector<mlir::Value> items;
};

/// A list that a loop makes longer or shorter: a dense tensor with room for all
/// there can be, and how many there are (an i32 scalar).
struct GrowingObject : ImportedObject {
  GrowingObject(mlir::Value storage, mlir::Value count)
      : ImportedObject(Kind::Growing), storage(storage), count(count) {}
  static bool classof(const ImportedObject *o) {
    return o->kind == Kind::Growing;
  }
  mlir::Value storage, count;
};

/// Stands beside the tensor of a list that is one, when items have been
/// appended to it (`by`, negative for items taken off); in a loop that carries
/// it such a list must be a growing one.
struct GrownObject : ImportedObject {
  GrownObject() : ImportedObject(Kind::Grown) {}
  static bool classof(const ImportedObject *o) {
    return o->kind == Kind::Grown;
  }
  int64_t by = 0;
  /// Written at places, which may be the same again: how many there are then is
  /// known after the loop.
  bool atPlaces = false;
};

/// A list at hand, as an input of a node.
struct Flow {
  /// The list that input `k` is. The handle of a TensorArray is input 0, its
  /// flow another one; a TensorList is input 0 alone.
  static Flow read(NodeImport &node, int k);

  /// The description of it; null if it is a tensor alone.
  ListObject *list() const {
    return llvm::dyn_cast_or_null<ListObject>(description.get());
  }
  const ItemsObject *items() const { return state.as<ItemsObject>(); }
  const GrowingObject *growing() const { return state.as<GrowingObject>(); }
  bool isTensor() const { return state.isTensor(); }
  /// The list with the items that it has as a tensor now, `by` more than
  /// before.
  Output grown(mlir::Value dense, int64_t by, bool atPlaces) const;
  /// A copy of the items so far, or as many empty places as it has.
  std::shared_ptr<ItemsObject> copyItems() const;

  std::shared_ptr<ImportedObject> description;
  Output state;
};

/// More items than any program writes one by one.
constexpr int64_t kMaxItems = 65536;

/// Whether `output` is a list that is no tensor yet.
bool isUnfinishedList(const Output &output);
/// The description of an empty list; null if `output` is none.
inline ListObject *emptyList(const Output &output) {
  return output.as<ListObject>();
}
/// The list as a tensor. An empty one must know its items' shape.
mlir::Value denseList(NodeImport &node, const Output &list);
/// The number of items of a tensor, an i32 scalar.
mlir::Value countOf(NodeImport &node, mlir::Value dense);
/// Item `place` of a tensor; of a vector of places, these items.
mlir::Value itemAt(NodeImport &node, mlir::Value dense, mlir::Value place);

/// A list that is a tensor, with room for `by` more in each of `rounds` (an i32
/// scalar); if `by` is negative, with no more room.
std::shared_ptr<GrowingObject> growingList(NodeImport &node, mlir::Value dense,
                                           int64_t by, mlir::Value rounds);

// The ops on items take the numbers of the inputs that say places (Items.cpp).

/// The list with `item` at the place that input `index` says.
Output writeItem(NodeImport &node, const Flow &flow, int index,
                 mlir::Value item);
mlir::Value readItem(NodeImport &node, const Flow &flow, int index);
/// The list with `items` at the places that input `indices` says.
Output scatterItems(NodeImport &node, const Flow &flow, int indices,
                    mlir::Value items);
mlir::Value gatherItems(NodeImport &node, const Flow &flow, int indices);
/// The list with one more item, and without its last item, which stands behind
/// it.
Output pushItem(NodeImport &node, const Flow &flow, mlir::Value item);
Outputs popItem(NodeImport &node, const Flow &flow);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_LISTS_H
