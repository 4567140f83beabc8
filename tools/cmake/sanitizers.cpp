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

//===----------------------------------------------------------------------===//
// MLIR, which clang built, knows traits by their names as clang writes them:
// "OpTrait::NoTerminator<Empty>" is in g++'s words
// "OpTrait::NoTerminator<mlir::TypeID::get<mlir::OpTrait::NoTerminator>()::Empty>".
//===----------------------------------------------------------------------===//
#if !defined(__clang__)
#include <dlfcn.h>
#include <string>

namespace {
struct Name {
  const char *data;
  size_t size;
};
} // namespace

#define REGISTER                                                               \
  "_ZN4mlir6detail22FallbackTypeIDResolver22registerImplicitTypeIDEN4llvm9"    \
  "StringRefE"

EXPORTED void *registerByClangsName(Name name) __asm__(REGISTER);

void *registerByClangsName(Name name) {
  using Function = void *(*)(Name);
  static const auto known =
      reinterpret_cast<Function>(dlsym(RTLD_NEXT, REGISTER));
  // The registry keeps the name, so it is never freed.
  auto *text = new std::string(name.data, name.size);
  static const std::string begin = "mlir::TypeID::get<", end = ">()::Empty";
  for (size_t at; (at = text->find(begin)) != std::string::npos;) {
    size_t last = text->find(end, at);
    if (last == std::string::npos)
      break;
    text->replace(at, last + end.size() - at, "Empty");
  }
  const std::pair<std::string, std::string> words[] = {
      {"long unsigned int", "unsigned long"},
      {"short unsigned int", "unsigned short"},
      {"long int", "long"},
      {"short int", "short"}};
  for (const auto &[gcc, clang] : words)
    for (size_t at; (at = text->find(gcc)) != std::string::npos;)
      text->replace(at, gcc.size(), clang);
  return known({text->data(), text->size()});
}
#endif
