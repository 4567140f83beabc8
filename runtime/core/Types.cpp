#include "core/Types.h"
#include "core/Memory.h"

#include <cstdarg>
#include <cstdio>

using namespace tfc;

void *tfc::allocateAligned(size_t bytes) {
  size_t rounded = (bytes + TFC_ALIGNMENT - 1) & ~size_t(TFC_ALIGNMENT - 1);
  if (rounded < bytes || rounded > size_t(PTRDIFF_MAX))
    return nullptr;
  return aligned_alloc(TFC_ALIGNMENT, rounded ? rounded : TFC_ALIGNMENT);
}

void TextBase::add(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(characters + used, limit - used, format, arguments);
  va_end(arguments);
  if (n > 0)
    used = used + size_t(n) < limit ? used + size_t(n) : limit - 1;
}

int64_t tfc::byteSize(uint32_t dtype, uint32_t rank, const int64_t *shape) {
  int64_t bytes = int64_t(tfc_dtype_size(dtype));
  if (bytes == 0)
    return -1;
  // A zero dimension makes the product zero, but the others must be sane too.
  bool empty = false;
  for (uint32_t i = 0; i < rank; ++i) {
    if (shape[i] < 0)
      return -1;
    if (shape[i] == 0)
      empty = true;
    else if (__builtin_mul_overflow(bytes, shape[i], &bytes))
      return -1;
  }
  return empty ? 0 : bytes;
}

static void addDimension(TextBase &text, int64_t dimension) {
  if (dimension < 0)
    text.add("?");
  else
    text.add("%lld", static_cast<long long>(dimension));
}

void tfc::addPythonShape(TextBase &text, uint32_t rank, const int64_t *shape) {
  text.add("(");
  for (uint32_t i = 0; i < rank; ++i) {
    addDimension(text, shape[i]);
    text.add(i + 1 < rank ? ", " : rank == 1 ? "," : "");
  }
  text.add(")");
}

void tfc::addShape(TextBase &text, uint32_t rank, const int64_t *shape) {
  text.add("[");
  for (uint32_t i = 0; i < rank; ++i) {
    addDimension(text, shape[i]);
    text.add("%s", i + 1 < rank ? "," : "");
  }
  text.add("]");
}

const char *tfc_code_name(int32_t code) {
  static const char *const names[] = {
      "OK",          "CANCELLED",           "UNKNOWN",
      "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
      "ALREADY_EXISTS",   "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
      "FAILED_PRECONDITION", "ABORTED",        "OUT_OF_RANGE",
      "UNIMPLEMENTED",    "INTERNAL",          "UNAVAILABLE",
      "DATA_LOSS"};
  if (code < 0 || size_t(code) >= sizeof(names) / sizeof(names[0]))
    return "UNKNOWN";
  return names[code];
}

const char *tfc_dtype_name(uint32_t dtype) {
  switch (dtype) {
  case TFC_CONTROL: return "control";
  case TFC_FLOAT32: return "float";
  case TFC_FLOAT64: return "double";
  case TFC_INT32: return "int32";
  case TFC_UINT8: return "uint8";
  case TFC_INT16: return "int16";
  case TFC_INT8: return "int8";
  case TFC_STRING: return "string";
  case TFC_COMPLEX64: return "complex64";
  case TFC_INT64: return "int64";
  case TFC_BOOL: return "bool";
  case TFC_BFLOAT16: return "bfloat16";
  case TFC_UINT16: return "uint16";
  case TFC_COMPLEX128: return "complex128";
  case TFC_FLOAT16: return "half";
  case TFC_UINT32: return "uint32";
  case TFC_UINT64: return "uint64";
  default: return "unknown dtype";
  }
}

size_t tfc_dtype_size(uint32_t dtype) {
  switch (dtype) {
  case TFC_UINT8:
  case TFC_INT8:
  case TFC_BOOL:
    return 1;
  case TFC_INT16:
  case TFC_UINT16:
  case TFC_BFLOAT16:
  case TFC_FLOAT16:
    return 2;
  case TFC_FLOAT32:
  case TFC_INT32:
  case TFC_UINT32:
    return 4;
  case TFC_FLOAT64:
  case TFC_INT64:
  case TFC_UINT64:
  case TFC_COMPLEX64:
    return 8;
  case TFC_COMPLEX128:
    return 16;
  default:
    return 0;
  }
}
