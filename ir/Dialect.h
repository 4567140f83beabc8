//===- Dialect.h - The tfc dialect ----------------------------------------===//
//
// The dialect and its types. Ops are in ir/ops/<family>.h and ir/Program.h;
// ir/Ops.h has them all. Include the narrowest: a new op then rebuilds little.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_DIALECT_H
#define TFC_IR_DIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace tfc {

/// The streams of random numbers, which random ops change.
struct RandomState : mlir::SideEffects::Resource::Base<RandomState> {
  llvm::StringRef getName() final { return "<RandomState>"; }
};
/// The variables, which assigns change and reads see.
struct VariableState : mlir::SideEffects::Resource::Base<VariableState> {
  llvm::StringRef getName() final { return "<VariableState>"; }
};

/// The discardable attribute that holds a node's name, as a session knows it.
constexpr llvm::StringLiteral nameAttr = "tfc.name";

} // namespace tfc

#include "ir/Dialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "ir/Types.h.inc"

#endif // TFC_IR_DIALECT_H
