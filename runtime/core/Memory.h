//===- Memory.h - aligned blocks that grow, and a small array -------------===//
//
// Memory without exceptions. The core uses nothing of the C++ library that
// needs linking, so that a C program links without it, and reports failed
// allocations instead of aborting.
#ifndef TFC_RUNTIME_CORE_MEMORY_H
#define TFC_RUNTIME_CORE_MEMORY_H

#include "tfc/abi.h"

#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace tfc::runtime {

/// A block of at least `bytes` bytes aligned to TFC_ALIGNMENT, or null. Never
/// null for zero bytes. Freed by free().
void *allocateAligned(size_t bytes);

/// An owned aligned block. `grow` keeps neither the contents nor the address.
class Buffer {
public:
  Buffer() = default;
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  ~Buffer() { release(); }

  void *data() const { return block; }
  size_t capacity() const { return size; }
  bool contains(const void *pointer) const {
    auto p = reinterpret_cast<uintptr_t>(pointer);
    auto begin = reinterpret_cast<uintptr_t>(block);
    return block && p >= begin && p < begin + size;
  }

  /// Makes room for `bytes`. The old block lives on until releaseOld(), so that
  /// a caller may copy from it. False when memory is short.
  bool grow(size_t bytes) {
    if (block && bytes <= size)
      return true;
    void *fresh = allocateAligned(bytes);
    if (!fresh)
      return false;
    free(old);
    old = block;
    block = fresh;
    size = bytes;
    return true;
  }
  void releaseOld() {
    free(old);
    old = nullptr;
  }
  void release() {
    releaseOld();
    free(block);
    block = nullptr;
    size = 0;
  }

private:
  void *block = nullptr;
  void *old = nullptr;
  size_t size = 0;
};

/// A growing array of plain values. After a failed allocation `failed()` holds
/// and further pushes are ignored, so that a builder checks once, at the end.
template <typename T>
class Array {
  static_assert(std::is_trivially_copyable<T>::value, "Array moves by memcpy");

public:
  Array() = default;
  Array(const Array &) = delete;
  Array &operator=(const Array &) = delete;
  ~Array() { free(items); }

  size_t size() const { return count; }
  bool empty() const { return count == 0; }
  bool failed() const { return outOfMemory; }
  T *data() { return items; }
  const T *data() const { return items; }
  T &operator[](size_t i) { return items[i]; }
  const T &operator[](size_t i) const { return items[i]; }
  T *begin() { return items; }
  T *end() { return items + count; }
  const T *begin() const { return items; }
  const T *end() const { return items + count; }
  void clear() { count = 0; }
  void pop() { --count; }

  void push(T value) {
    if (reserve(count + 1))
      items[count++] = value;
  }
  /// Sets the size; new items are zero bytes.
  bool resize(size_t n) {
    if (!reserve(n))
      return false;
    if (n > count)
      memset(static_cast<void *>(items + count), 0, (n - count) * sizeof(T));
    count = n;
    return true;
  }
  bool reserve(size_t n) {
    if (outOfMemory)
      return false;
    if (n <= limit)
      return true;
    size_t wanted = n > limit * 2 ? n : limit * 2;
    if (wanted < 8)
      wanted = 8;
    void *fresh = wanted > SIZE_MAX / sizeof(T)
                      ? nullptr
                      : realloc(static_cast<void *>(items), wanted * sizeof(T));
    if (!fresh) {
      outOfMemory = true;
      return false;
    }
    items = static_cast<T *>(fresh);
    limit = wanted;
    return true;
  }

private:
  T *items = nullptr;
  size_t count = 0;
  size_t limit = 0;
  bool outOfMemory = false;
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_MEMORY_H
