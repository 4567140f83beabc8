//===- Pool.h - Loops over the windows of pooling -------------------------===//
//
// The nests of loops that pooling and its gradients are made of, one code for
// images and volumes. Loops are batch, windows, channels, then the cells of a
// window.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_PASSES_LOWER_POOL_H
#define TFC_PASSES_LOWER_POOL_H

#include "passes/lower/Window.h"

namespace tfc {

/// The windows of a pooling op over its image, and what is computed with them.
struct Pool {
  Pool(mlir::Value image, Windows windows, Lowering &l);

  unsigned numLoops() const { return 2 * spatial + 2; }
  unsigned firstCell() const { return spatial + 2; }
  /// Reads a padded image in a window's cells.
  mlir::AffineMap readMap() {
    return imageMap(windows, numLoops(), spatial + 1, l);
  }
  /// Reads `window` in a window's cells.
  mlir::AffineMap windowMap();
  /// Reads or writes a tensor with a value for every window.
  mlir::AffineMap resultMap();

  /// The place in its window, row-major, of a cell with the given coordinates.
  mlir::Value placeInWindow(mlir::OpBuilder &b, mlir::Location loc,
                            mlir::ValueRange cell);
  /// That of the cell that the loops are in.
  mlir::Value currentPlace(mlir::OpBuilder &b, mlir::Location loc);

  //===--------------------------------------------------------------------===//
  // From the image to a value for every window (Pool.cpp)
  //===--------------------------------------------------------------------===//

  /// Combines the elements of each window of x, which is padded by `initial`,
  /// the neutral element, in compute types.
  mlir::Value reduce(
      mlir::Value x, mlir::Value initial,
      llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value, mlir::Value)>
          combine);
  /// Divides a value per window by the number of its cells that are no padding.
  mlir::Value divideByCount(mlir::Value sums);
  /// The first maximum of each window of x, and what goes with it: a value that
  /// `value` makes in the loops, or if `follow` is given its element in the
  /// same cell, in its compute type. `initial` stands where every element is
  /// the lowest number, with which x gets padded.
  llvm::SmallVector<mlir::Value> atMaximum(
      mlir::Value x, mlir::Value initial, mlir::Value follow,
      llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location)> value);

  //===--------------------------------------------------------------------===//
  // From windows back to the image (SpreadWindows.cpp)
  //===--------------------------------------------------------------------===//

  /// The gradient that a cell gets from a window, in the compute type, by the
  /// elements for the window and the cell's place in it.
  using GradientBuilder = llvm::function_ref<mlir::Value(
      mlir::OpBuilder &, mlir::Location, mlir::ValueRange elements,
      mlir::Value inWindow)>;

  /// A value per cell of the image: the sum of `gradient` over the windows that
  /// hold it. `perWindow` are tensors of the pooling's result's shape.
  mlir::Value spread(mlir::ValueRange perWindow, GradientBuilder gradient);

  Lowering &l;
  unsigned spatial;
  SizeList image, shape;
  mlir::Type element;
  Windows windows;
  mlir::Value window;

private:
  bool isApart() const;
  mlir::Value spreadApart(mlir::ValueRange perWindow, GradientBuilder gradient);
};

} // namespace tfc

#endif // TFC_PASSES_LOWER_POOL_H
