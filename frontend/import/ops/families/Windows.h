//===- Windows.h - Layouts and windows of images, as nodes say --*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_FAMILIES_WINDOWS_H
#define TFC_FRONTEND_IMPORT_OPS_FAMILIES_WINDOWS_H

#include "frontend/import/ops/NodeImport.h"

namespace tfc {

/// The order of the axes of a node's images.
struct Layout {
  bool channelsFirst = false;
  unsigned spatial = 2; ///< number of spatial axes

  /// The entries for the spatial axes of a list of one entry per axis.
  llvm::SmallVector<int64_t> spatialOf(llvm::ArrayRef<int64_t> list) const;
  /// Whether the entries for batch and channels are 1.
  bool restIsOne(llvm::ArrayRef<int64_t> list) const;

  /// Channels last, as our ops take them, and back.
  mlir::Value toNhwc(NodeImport &node, mlir::Value x) const;
  mlir::Value fromNhwc(NodeImport &node, mlir::Value x) const;
};

/// The layout that the attribute data_format says.
Layout readLayout(NodeImport &node, unsigned spatial = 2);

/// The attributes strides, padding, explicit_paddings and dilations of
/// convolutions; `dilations` is TensorFlow's name of these.
mlir::NamedAttrList windowAttributes(NodeImport &node, const Layout &layout,
                                     llvm::StringRef dilations = "dilations");
/// The attributes ksize, strides, padding and explicit_paddings of pooling.
/// With `sizes`, ksize and strides are inputs `sizes` and `sizes` + 1.
mlir::NamedAttrList poolAttributes(NodeImport &node, const Layout &layout,
                                   int sizes = -1);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_FAMILIES_WINDOWS_H
