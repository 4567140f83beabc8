//===- sanitizers.cpp - How a sanitized compiler is checked ---------------===//
//
// Part of every compiler executable of the preset asan. MLIR's and LLVM's
// libraries are not sanitized, so a container that both fill looks overflowed,
// and what LLVM keeps to its end looks leaked. ASAN_OPTIONS and UBSAN_OPTIONS
// still win.
//
//===----------------------------------------------------------------------===//

#define EXPORTED extern "C" __attribute__((visibility("default")))

EXPORTED const char *__asan_default_options();
EXPORTED const char *__ubsan_default_options();

const char *__asan_default_options() {
  return "detect_container_overflow=0:detect_leaks=0";
}
const char *__ubsan_default_options() {
  return "halt_on_error=1:print_stacktrace=1";
}
