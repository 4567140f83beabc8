//===- Text.cpp - messages in fixed buffers, and where errors go ----------===//
#include "core/Text.h"

#include <cstdarg>
#include <cstdio>

using namespace tfc::runtime;

void TextBase::add(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(characters + used, limit - used, format, arguments);
  va_end(arguments);
  if (n > 0)
    used = used + size_t(n) < limit ? used + size_t(n) : limit - 1;
}

tfc_code TextBase::fail(tfc_code code, const char *format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  clear();
  add("%s", line);
  return code;
}

tfc_code TextBase::outOfMemory(const char *what, int64_t bytes) {
  return fail(TFC_RESOURCE_EXHAUSTED, "Out of memory: no %lld bytes for %s",
              static_cast<long long>(bytes), what);
}

TextBase &tfc::runtime::threadError() {
  static thread_local Text<512> error;
  return error;
}
