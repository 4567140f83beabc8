//===- Header.h - the typed C and C++ header of a program -------*- C++ -*-===//
#ifndef TFC_CODEGEN_OBJECT_HEADER_H
#define TFC_CODEGEN_OBJECT_HEADER_H

#include "codegen/object/ProgramInfo.h"

namespace tfc {

/// The text of OUT.h: what the program holds, how it is called, and for each
/// signature a C function and a C++ method that check shapes before they run.
std::string renderHeader(const ProgramInfo &program);

} // namespace tfc

#endif // TFC_CODEGEN_OBJECT_HEADER_H
