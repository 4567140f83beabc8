//===- Lists.h - TensorArray and TensorList ---------------------*- C++ -*-===//
//
// A list is a dense tensor [size, item...]: the flow of a TensorArray, the handle
// of a TensorList. Until it must be one it can be known better: as one to which
// nothing is written yet, or as items written at places known when compiling,
// which need not have one shape.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_OPS_LISTS_H
#define TFC_FRONTEND_IMPORT_OPS_LISTS_H

#include "frontend/import/ops/Importer.h"

namespace tfc {

/// What is known of a list from where it is made, and from the first write to
/// it. It stands for the list while that is empty.
struct ListObject : ImportedObject {
  ListObject() : ImportedObject(Kind::List) {}
  static bool classof(const ImportedObject *o) { return o->kind == Kind::List; }
  mlir::Type element;
  /// Of an item: kDynamic where unknown; nothing if its rank is.
  std::optional<llvm::SmallVector<int64_t>> shape;
  /// A tensor of an item's shape, where `shape` does not say it all.
  mlir::Value like;
  /// The number of items: known, or an integer scalar.
  std::optional<int64_t> knownSize;
  mlir::Value size;
  bool grows = false;

  bool hasShape() const {
    return shape && (like || !llvm::is_contained(
                                 *shape, mlir::ShapedType::kDynamic));
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
  GrowingObject() : ImportedObject(Kind::Growing) {}
  static bool classof(const ImportedObject *o) {
    return o->kind == Kind::Growing;
  }
  std::shared_ptr<ImportedObject> list; // ListObject, or null
  mlir::Value storage, count;
};

/// Stands beside the tensor of a list that is one, when items have been appended
/// to it (`by`, negative for items taken off); in a loop that carries it such a
/// list must be a growing one.
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

/// Whether `output` is a list that is no tensor yet.
bool isUnfinishedList(const Output &output);
/// Of an empty list: its description; else null.
ListObject *emptyList(const Output &output);
/// The list as a tensor. An empty one must know its items' shape.
mlir::FailureOr<mlir::Value> denseList(NodeImport &node, const Output &list);
/// The number of items of a tensor, an i32 scalar.
mlir::FailureOr<mlir::Value> countOf(NodeImport &node, mlir::Value dense);
/// The attribute of ops that work along the items.
mlir::NamedAttribute firstAxis(NodeImport &node);

/// A list that is a tensor, with room for `by` more in each of `rounds` (an i32
/// scalar); if `by` is negative, with no more room.
mlir::FailureOr<Output> growingList(NodeImport &node, mlir::Value dense,
                                    int64_t by, mlir::Value rounds);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_LISTS_H
