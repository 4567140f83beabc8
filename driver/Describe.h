//===- Describe.h - What a program holds, as text and as JSON ---*- C++ -*-===//
#ifndef TFC_DRIVER_DESCRIBE_H
#define TFC_DRIVER_DESCRIBE_H

#include "driver/Compiler.h"
#include "runtime/include/tfc/tfc.h"

namespace tfc::driver {

/// Signatures, tensors, variables, segments and memory, and the ops of the
/// source if they are known: for people, and for programs as one JSON object.
std::string describeText(const tfc_program &program, const OpCounts &ops);
std::string describeJson(const tfc_program &program, const OpCounts &ops);

/// 1536 -> "1.5 KB"; what a run decides is below 0.
std::string formatBytes(int64_t bytes);

/// 42.8e6 -> "42.8 M".
std::string formatCount(double count);

} // namespace tfc::driver

#endif // TFC_DRIVER_DESCRIBE_H
