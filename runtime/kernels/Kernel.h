// Kernels read their operands and parameters by this header. A kernel is a
// tfc_kernel_function of abi.h that an op's facet `kernel` names
// (ir/Facets.td): operands are dense and row-major, inputs first, outputs
// allocated. A file holds a family; a program links only the files whose
// kernels its object calls.
#ifndef TFC_RUNTIME_KERNELS_KERNEL_H
#define TFC_RUNTIME_KERNELS_KERNEL_H

#include "tfc/abi.h"

#include <cstring>

#define TFC_KERNEL_EXPORT extern "C" __attribute__((visibility("default")))

namespace tfc::runtime {

inline int64_t numElements(const tfc_tensor &x) {
  int64_t count = 1;
  for (uint32_t i = 0; i < x.rank; ++i)
    count *= x.shape[i];
  return count;
}
/// A dimension counted from the last one: lastDim(x, 0) is the innermost.
inline int64_t lastDim(const tfc_tensor &x, uint32_t back) {
  return x.shape[x.rank - 1 - back];
}
/// The product of all dimensions but the last `inner`.
inline int64_t batchCount(const tfc_tensor &x, uint32_t inner) {
  int64_t count = 1;
  for (uint32_t i = 0; i + inner < x.rank; ++i)
    count *= x.shape[i];
  return count;
}

template <typename T>
T *dataOf(const tfc_tensor &x) {
  return static_cast<T *>(x.data);
}
/// An element of an int32 or int64 tensor.
inline int64_t indexAt(const tfc_tensor &x, int64_t i) {
  return x.dtype == TFC_INT32 ? dataOf<const int32_t>(x)[i]
                              : dataOf<const int64_t>(x)[i];
}
inline void setIndex(const tfc_tensor &x, int64_t i, int64_t value) {
  if (x.dtype == TFC_INT32)
    dataOf<int32_t>(x)[i] = static_cast<int32_t>(value);
  else
    dataOf<int64_t>(x)[i] = value;
}

/// Reads a kernel's parameters one after the other, as facet RuntimeKernel
/// packs them.
class Parameters {
public:
  explicit Parameters(const int64_t *next) : next(next) {}

  int64_t integer() { return *next++; }
  bool truth() { return *next++ != 0; }
  double number() {
    double value;
    std::memcpy(&value, next++, sizeof value);
    return value;
  }
  /// Elements of an array; `size` gets how many.
  const int64_t *array(int64_t &size) {
    size = *next++;
    const int64_t *elements = next;
    next += size;
    return elements;
  }
  /// Bytes of a string, not zero terminated.
  const char *text(int64_t &size) {
    size = *next++;
    const char *bytes = reinterpret_cast<const char *>(next);
    next += (size + 7) / 8;
    return bytes;
  }

private:
  const int64_t *next;
};

template <typename T>
struct Element {
  using type = T;
};

/// Calls visit(Element<T>()) for the C++ type of a dtype; false where the
/// kernel knows none. Half and bfloat16 never come: they are computed as float.
template <typename Visit>
bool visitFloat(uint32_t dtype, Visit &&visit) {
  switch (dtype) {
  case TFC_FLOAT32:
    visit(Element<float>());
    return true;
  case TFC_FLOAT64:
    visit(Element<double>());
    return true;
  default:
    return false;
  }
}
template <typename Visit>
bool visitInteger(uint32_t dtype, Visit &&visit) {
  switch (dtype) {
  case TFC_INT8:
    visit(Element<int8_t>());
    return true;
  case TFC_INT16:
    visit(Element<int16_t>());
    return true;
  case TFC_INT32:
    visit(Element<int32_t>());
    return true;
  case TFC_INT64:
    visit(Element<int64_t>());
    return true;
  case TFC_BOOL:
  case TFC_UINT8:
    visit(Element<uint8_t>());
    return true;
  case TFC_UINT16:
    visit(Element<uint16_t>());
    return true;
  case TFC_UINT32:
    visit(Element<uint32_t>());
    return true;
  case TFC_UINT64:
    visit(Element<uint64_t>());
    return true;
  default:
    return false;
  }
}
template <typename Visit>
bool visitNumber(uint32_t dtype, Visit &&visit) {
  return visitFloat(dtype, visit) || visitInteger(dtype, visit);
}
inline int32_t unsupportedType(tfc_context *context, const char *message) {
  return tfc_report(context, TFC_UNIMPLEMENTED, message, 0, 0);
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_KERNEL_H
