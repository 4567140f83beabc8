//===- Types.cpp - element types, shapes and their printed forms ----------===//
#include "core/Types.h"
#include "core/Memory.h"

using namespace tfc::runtime;

void *tfc::runtime::allocateAligned(size_t bytes) {
  size_t rounded = (bytes + TFC_ALIGNMENT - 1) & ~size_t(TFC_ALIGNMENT - 1);
  if (rounded < bytes || rounded > size_t(PTRDIFF_MAX))
    return nullptr;
  return aligned_alloc(TFC_ALIGNMENT, rounded ? rounded : TFC_ALIGNMENT);
}

size_t tfc::runtime::nameLength(const char *name) {
  size_t length = strlen(name);
  bool isOutput = length > 2 && strcmp(name + length - 2, ":0") == 0;
  return isOutput ? length - 2 : length;
}

int64_t tfc::runtime::byteSize(uint32_t dtype, uint32_t rank,
                               const int64_t *shape) {
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

bool tfc::runtime::hasValidElements(const tfc_tensor &value) {
  if (value.dtype != TFC_BOOL)
    return true;
  const uint8_t *bytes = static_cast<const uint8_t *>(value.data);
  uint8_t all = 0;
  for (size_t i = 0; i < value.bytes; ++i)
    all |= bytes[i];
  return all <= 1;
}

/// More dimensions than any real shape has; printing stops there.
static constexpr uint32_t maxPrinted = 32;

static void addDimension(TextBase &text, int64_t dimension) {
  if (dimension < 0)
    text.add("?");
  else
    text.add("%lld", static_cast<long long>(dimension));
}

void tfc::runtime::addPythonShape(TextBase &text, uint32_t rank,
                                  const int64_t *shape) {
  text.add("(");
  for (uint32_t i = 0; i < rank && i < maxPrinted; ++i) {
    addDimension(text, shape[i]);
    text.add("%s", i + 1 < rank ? ", " : rank == 1 ? "," : "");
  }
  text.add(rank > maxPrinted ? "...)" : ")");
}

void tfc::runtime::addShape(TextBase &text, uint32_t rank,
                            const int64_t *shape) {
  text.add("[");
  for (uint32_t i = 0; i < rank && i < maxPrinted; ++i) {
    addDimension(text, shape[i]);
    text.add("%s", i + 1 < rank ? "," : "");
  }
  text.add(rank > maxPrinted ? "...]" : "]");
}

const char *tfc_code_name(int32_t code) {
  static const char *const names[] = {"OK",
                                      "CANCELLED",
                                      "UNKNOWN",
                                      "INVALID_ARGUMENT",
                                      "DEADLINE_EXCEEDED",
                                      "NOT_FOUND",
                                      "ALREADY_EXISTS",
                                      "PERMISSION_DENIED",
                                      "RESOURCE_EXHAUSTED",
                                      "FAILED_PRECONDITION",
                                      "ABORTED",
                                      "OUT_OF_RANGE",
                                      "UNIMPLEMENTED",
                                      "INTERNAL",
                                      "UNAVAILABLE",
                                      "DATA_LOSS"};
  if (code < 0 || size_t(code) >= sizeof(names) / sizeof(names[0]))
    return "UNKNOWN";
  return names[code];
}

namespace {

struct ElementType {
  uint32_t dtype;
  uint32_t size;
  const char *name;
};

} // namespace

static const ElementType elementTypes[] = {
    {TFC_CONTROL, 0, "control"},
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, TENSORFLOW, ...)                 \
  {NUMBER, BYTES, TENSORFLOW},
#include "tfc/dtypes.def"
};

#define TFC_NUMBER_DTYPE(ID, NUMBER, BYTES, C, ...)                            \
  static_assert(sizeof(C) == BYTES, "the size of " #ID);
#include "tfc/dtypes.def"

static const ElementType *findType(uint32_t dtype) {
  for (const ElementType &type : elementTypes)
    if (type.dtype == dtype)
      return &type;
  return nullptr;
}

const char *tfc_dtype_name(uint32_t dtype) {
  const ElementType *type = findType(dtype);
  return type ? type->name : "unknown dtype";
}

size_t tfc_dtype_size(uint32_t dtype) {
  const ElementType *type = findType(dtype);
  return type ? type->size : 0;
}
