//===- KernelHarness.h - Runs kernels beside plain loops ------------------===//
#ifndef TFC_TEST_CODEGEN_CPU_KERNELHARNESS_H
#define TFC_TEST_CODEGEN_CPU_KERNELHARNESS_H

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tfc::test {

/// A dense row-major buffer of one of the types f32 f64 i32 i64 i8 i1.
struct Buffer {
  std::string type;
  std::vector<int64_t> shape;
  std::vector<char> bytes;

  int64_t elements() const;
  double at(int64_t i) const;
  void set(int64_t i, double value);
};

/// What a kernel is compiled for.
struct Compile {
  std::string cpu = "native"; ///< LLVM's name, or "native"
  bool kernels = true;        ///< false: plain loops, the reference
  bool keepAssembly = false;
};

/// A module of MLIR text with one function `@main` of memrefs, compiled into
/// this process. tfc_parallel_for runs its tasks last to first.
class Kernel {
public:
  /// Exits with a message where the text does not compile: a test's own fault.
  Kernel(const std::string &text, const Compile &compile);
  ~Kernel();
  void run(std::vector<Buffer> &arguments) const;
  /// Assembly of the module, where it was to be kept.
  const std::string &assembly() const;
  /// Number of tasks run so far, in all kernels.
  static int64_t tasks();

private:
  struct State;
  std::unique_ptr<State> state;
};

/// Random contents: small multiples of 1/64 for floats, small integers.
Buffer randomBuffer(const std::string &type, std::vector<int64_t> shape,
                    uint64_t seed);

/// The largest difference between two buffers relative to their magnitude;
/// infinity where one has a NaN and the other has not.
double difference(const Buffer &x, const Buffer &y);

/// Whether this machine runs code for LLVM's `cpu`.
bool canRun(const std::string &cpu);

} // namespace tfc::test

#endif // TFC_TEST_CODEGEN_CPU_KERNELHARNESS_H
