//===- SourceLines.h - which lines a segment comes from ---------*- C++ -*-===//
#ifndef TFC_CODEGEN_SEGMENT_SOURCELINES_H
#define TFC_CODEGEN_SEGMENT_SOURCELINES_H

#include "mlir/IR/Location.h"

#include <string>

namespace tfc {

/// The lines that `loc` is made of, as a reader of a profile looks them up:
/// "graph.tfg:7-9,12"; of several files with a space between them. Files are
/// without their folders, so that an object does not depend on where the graph
/// stood. Empty where no line is known.
std::string sourceLines(mlir::Location loc);

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_SOURCELINES_H
