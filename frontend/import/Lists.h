//===- Lists.h - TensorArray and TensorList ---------------------*- C++ -*-===//
//
// A list is a dense tensor [size, item...]: the flow of a TensorArray, the handle
// of a TensorList. Until it must be one it can be known better: as one to which
// nothing is written yet, or as items written at places known when compiling,
// which need not have one shape.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_LISTS_H
#define TFC_FRONTEND_IMPORT_LISTS_H

#include "frontend/import/Importer.h"

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

/// Whether `output` is a list that is no tensor yet.
bool isUnfinishedList(const Output &output);
/// Of an empty list: its description; else null.
ListObject *emptyList(const Output &output);
/// The list as a tensor. An empty one must know its items' shape.
mlir::FailureOr<mlir::Value> denseList(NodeImport &node, const Output &list);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_LISTS_H
