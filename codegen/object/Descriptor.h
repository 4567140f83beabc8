//===- Descriptor.h - <name>_program as LLVM constants ----------*- C++ -*-===//
#ifndef TFC_CODEGEN_OBJECT_DESCRIPTOR_H
#define TFC_CODEGEN_OBJECT_DESCRIPTOR_H

#include "codegen/object/ProgramInfo.h"

#include "llvm/Support/Error.h"

namespace llvm {
class Module;
} // namespace llvm

namespace tfc {

/// Adds the tables of abi.h to `module`, which holds the segments' functions,
/// and makes `<name>_program` the only symbol that a linker sees. The error
/// names a function that is missing.
llvm::Error emitDescriptor(const ProgramInfo &program, llvm::Module &module);

} // namespace tfc

#endif // TFC_CODEGEN_OBJECT_DESCRIPTOR_H
