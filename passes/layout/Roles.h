//===- Roles.h - What an op can do with channels-last images --------------===//

#ifndef TFC_PASSES_LAYOUT_ROLES_H
#define TFC_PASSES_LAYOUT_ROLES_H

#include "ir/Dialect.h"
#include "ir/ops/Windows.h"

namespace tfc {

enum class Role {
  None,
  Needs,   // has channels-first images and no code for them
  Follows, // works on either order, and its results have its operands'
  Absorbs, // works on either order, and its result has none: a reduction
  Enters,  // a transposition of channels-first images to channels-last
  Leaves,  // and back
};

/// The part that an op plays, and which of its values are images: bit sets of
/// its operands and results.
struct LayoutRole {
  Role role = Role::None;
  unsigned operands = 0, results = 0;
  /// The layout of the channels-first images.
  DataFormat format;

  bool hasOperand(unsigned i) const { return i < 32 && (operands >> i & 1); }
  bool hasResult(unsigned i) const { return i < 32 && (results >> i & 1); }
};

LayoutRole layoutRole(mlir::Operation *op);

/// The attributes of `op` for channels-last images. Those name dimensions, by
/// an axis, axes, or lists of one or two numbers for each.
mlir::NamedAttrList attributesForChannelsLast(mlir::Operation *op,
                                              const LayoutRole &role);

/// `type` with its dimensions in the order of `perm`.
mlir::RankedTensorType transposedType(mlir::Type type,
                                      llvm::ArrayRef<int64_t> perm);

/// Whether to transpose x, which gets dimensions of 1 in front up to the rank
/// of `perm`, moves no element: only dimensions of 1 change places. Its new
/// shape, with -1 for a dynamic dimension, if so.
std::optional<llvm::SmallVector<int64_t>>
shapeOfFreeTranspose(mlir::Value x, llvm::ArrayRef<int64_t> perm);

} // namespace tfc

#endif // TFC_PASSES_LAYOUT_ROLES_H
