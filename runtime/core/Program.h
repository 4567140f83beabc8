//===- Program.h - what is checked of a program before it is used ---------===//
#ifndef TFC_RUNTIME_CORE_PROGRAM_H
#define TFC_RUNTIME_CORE_PROGRAM_H

#include "core/Text.h"

namespace tfc::runtime {

/// Checks magic, version, sizes and every index; writes to `error`.
tfc_code checkProgram(const tfc_program *program, TextBase &error);

/// Checks the program's architecture and CPU features against this machine.
tfc_code checkProcessor(const tfc_program &program, TextBase &error);

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_PROGRAM_H
