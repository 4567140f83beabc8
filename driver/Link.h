//===- Link.h - Files written whole, programs and libraries -----*- C++ -*-===//
#ifndef TFC_DRIVER_LINK_H
#define TFC_DRIVER_LINK_H

#include "codegen/object/ProgramInfo.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace tfc::driver {

/// Writes `bytes` to a temporary file and renames it to `path`, so that whoever
/// reads `path` sees all of it or nothing. "-" is stdout.
llvm::Error writeFile(llvm::StringRef path, llvm::ArrayRef<char> bytes);

enum class LinkKind { Shared, Program };

/// Links the object of `program` with tfc's runtime by the system's C++
/// compiler
/// ($CXX, or c++) into `path`. A program takes its feeds and fetches from its
/// command line; a library exports <name>_program and the API of tfc.h.
llvm::Error linkObject(llvm::ArrayRef<char> object, const ProgramInfo &program,
                       LinkKind kind, llvm::StringRef path);

} // namespace tfc::driver

#endif // TFC_DRIVER_LINK_H
