//===- Text.h - messages in fixed buffers, and where errors go ------------===//
#ifndef TFC_RUNTIME_CORE_TEXT_H
#define TFC_RUNTIME_CORE_TEXT_H

#include "tfc/tfc.h"

namespace tfc::runtime {

/// Text in a fixed buffer of a Text<N>; what does not fit is cut off.
class TextBase {
public:
  const char *str() const { return characters; }
  /// Appends by printf's rules.
  __attribute__((format(printf, 2, 3))) void add(const char *format, ...);
  /// Becomes the message of an error, whose arguments may point into the text
  /// that was here before. Returns `code`.
  __attribute__((format(printf, 3, 4))) tfc_code fail(tfc_code code,
                                                      const char *format, ...);
  /// Becomes the message of an allocation that failed.
  tfc_code outOfMemory(const char *what, int64_t bytes);
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

/// The message of this thread's last call that failed without a session.
TextBase &threadError();

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_TEXT_H
