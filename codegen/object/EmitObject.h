//===- EmitObject.h - LLVM dialect to object, assembly or IR ----*- C++ -*-===//
#ifndef TFC_CODEGEN_OBJECT_EMITOBJECT_H
#define TFC_CODEGEN_OBJECT_EMITOBJECT_H

#include "codegen/Codegen.h"
#include "codegen/object/ProgramInfo.h"

#include "llvm/Support/raw_ostream.h"

namespace tfc {

/// The forms in which a compiled module can be written.
enum class EmitKind { Object, Assembly, LLVM };

/// Optimises `module`, which has been through phase llvm, for the target that
/// it carries, and writes it with the tables of `program`. The same input gives
/// the same bytes. Errors are reported at the module's location.
mlir::LogicalResult emitProgram(mlir::ModuleOp module,
                                const ProgramInfo &program,
                                const CodegenOptions &options, EmitKind kind,
                                llvm::raw_pwrite_stream &out);

} // namespace tfc

#endif // TFC_CODEGEN_OBJECT_EMITOBJECT_H
