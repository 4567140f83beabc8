//===- RegionCalls.h - calls of outlined loop bodies and branches -*- C++
//-*-===//
//
// tfc.while_call and tfc.if_call through the phases. Functions of regions stand
// before their callers, so that each phase knows the callee first.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_SEGMENT_REGIONCALLS_H
#define TFC_CODEGEN_SEGMENT_REGIONCALLS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"

namespace tfc {

/// While shapes are made: puts what the callees' shape functions say and check
/// into `caller`, in terms of its own tensors.
llvm::LogicalResult inlineRegionShapes(mlir::ModuleOp module,
                                       mlir::func::FuncOp caller);

/// Before a workspace is planned: the callees' workspaces become buffers of
/// `caller`. Returns whether there are any.
bool allocateForRegions(mlir::ModuleOp module, mlir::func::FuncOp caller);

/// One argument of a region's function, once it takes bare pointers: the
/// context, the memory or a dimension of the former argument `argument`.
struct RegionArgument {
  enum class Source { Context, Buffer, Workspace, Dim };
  Source source;
  int32_t argument;
  int32_t dim;
};
using RegionTable =
    llvm::StringMap<llvm::SmallVector<RegionArgument>>; // by function

/// Turns the calls in `caller`, which still takes memrefs, into loops and
/// branches that call functions of bare pointers.
void lowerRegionCalls(mlir::ModuleOp module, mlir::func::FuncOp caller,
                      const RegionTable &regions);

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_REGIONCALLS_H
