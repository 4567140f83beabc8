//===- KernelComparison.h - Kernels against plain loops -------------------===//
//
// A case is compiled twice, by the kernels and by linalg-to-loops alone, and
// run on the same numbers, for each instruction set that this machine has.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_TEST_CODEGEN_CPU_KERNELCOMPARISON_H
#define TFC_TEST_CODEGEN_CPU_KERNELCOMPARISON_H

#include "test/codegen/cpu/KernelHarness.h"

namespace tfc::test {

using Shape = std::vector<int64_t>;

/// An argument %0, %1, ...: its type as declared, -1 for `?`, and the shape of
/// each run.
struct Argument {
  std::string type;
  Shape declared;
  std::vector<Shape> runs;
};

/// An argument whose shape is static.
Argument fixed(const std::string &type, Shape shape);

/// Replaces $i by %i and $ti by the type of argument i.
std::string expand(std::string text, const std::vector<Argument> &arguments);

/// The instruction sets that this machine has, as LLVM names processors.
std::vector<std::string> targets();

/// Runs `body`, where $i is argument i and $ti its type, both ways and expects
/// all buffers to agree within `tolerance`, relative to their magnitude.
void compare(const std::string &body, const std::vector<Argument> &arguments,
             double tolerance = 1e-5, const std::string &globals = "",
             std::vector<std::string> cpus = targets());

/// The text of a linalg.generic.
std::string generic(const std::string &maps, const std::string &iterators,
                    const std::string &operands, const std::string &body);

} // namespace tfc::test

#endif // TFC_TEST_CODEGEN_CPU_KERNELCOMPARISON_H
