// Element types, shapes and their printed forms.
#ifndef TFC_RUNTIME_CORE_TYPES_H
#define TFC_RUNTIME_CORE_TYPES_H

#include "tfc/tfc.h"

namespace tfc::runtime {

/// Text in a fixed buffer of a Text<N>; what does not fit is cut off.
class TextBase {
public:
  const char *str() const { return characters; }
  /// Appends by printf's rules.
  __attribute__((format(printf, 2, 3))) void add(const char *format, ...);
  void clear() {
    used = 0;
    characters[0] = 0;
  }

protected:
  TextBase(char *characters, size_t limit)
      : characters(characters), limit(limit) {
    clear();
  }

private:
  char *characters;
  size_t limit;
  size_t used;
};

template <size_t N>
class Text : public TextBase {
public:
  Text() : TextBase(storage, N) {}
  Text(const Text &) = delete;
  Text &operator=(const Text &) = delete;

private:
  char storage[N];
};

/// The bytes of a tensor, or -1 if a dimension is negative, the product
/// overflows int64_t, or the type has no fixed element size.
int64_t byteSize(uint32_t dtype, uint32_t rank, const int64_t *shape);

/// False for a tensor of bools with a byte that is neither 0 nor 1, which
/// compiled code must never see.
bool hasValidElements(const tfc_tensor &value);

/// Appends the shape as Python prints it: (2, 3), (10,), (); -1 is ?.
void addPythonShape(TextBase &text, uint32_t rank, const int64_t *shape);

/// Appends the shape as TensorFlow's C++ prints it: [?,784].
void addShape(TextBase &text, uint32_t rank, const int64_t *shape);

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_TYPES_H
