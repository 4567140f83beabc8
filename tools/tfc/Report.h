//===- Report.h - What --report and inspect print ---------------*- C++ -*-===//
#ifndef TFC_TOOLS_TFC_REPORT_H
#define TFC_TOOLS_TFC_REPORT_H

#include "driver/Compiler.h"

namespace tfc::cli {

/// Phases with their times, the object's size, memory, and the segments.
void printReport(const Compiler &compiler, llvm::StringRef path,
                 size_t objectBytes, llvm::raw_ostream &out);

/// 1536 -> "1.5 KB".
std::string formatBytes(int64_t bytes);

/// 42.8e6 -> "42.8 M".
std::string formatCount(double count);

} // namespace tfc::cli

#endif // TFC_TOOLS_TFC_REPORT_H
