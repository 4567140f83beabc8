//===- Report.h - How a compilation went, to read ---------------*- C++ -*-===//
#ifndef TFC_DRIVER_REPORT_H
#define TFC_DRIVER_REPORT_H

#include "driver/Compiler.h"

namespace tfc::driver {

/// The phases with their times and, once all have run, memory and segments.
/// `objectBytes` is the size of the object; 0 where there is none.
std::string renderReport(const Compiler &compiler, size_t objectBytes);

} // namespace tfc::driver

#endif // TFC_DRIVER_REPORT_H
