//===- Drawing.h - A partitioned graph as SVG -------------------*- C++ -*-===//
#ifndef TFC_DRIVER_DRAWING_H
#define TFC_DRIVER_DRAWING_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace tfc::driver {

/// Draws a module that has been through the phase partition: a box per segment
/// with its ops, the tensors that pass between segments, and the variables.
std::string drawSvg(mlir::ModuleOp module);

} // namespace tfc::driver

#endif // TFC_DRIVER_DRAWING_H
