// Numbers for the kernels that sample: a word after the other of a stream.
#ifndef TFC_RUNTIME_KERNELS_DRAWS_H
#define TFC_RUNTIME_KERNELS_DRAWS_H

#include "kernels/Kernel.h"
#include "random/RandomFill.h"

#include <cmath>

namespace tfc::runtime {

class Draws {
public:
  explicit Draws(const Stream &stream) : generator(stream) {}

  uint32_t word() {
    if (used == 4) {
      block = generator();
      used = 0;
    }
    return block.words[used++];
  }
  /// In [0, 1).
  double uniform() {
    uint32_t first = word();
    return uniformDouble(first, word());
  }
  /// In (0, 1].
  double positive() { return 1 - uniform(); }
  /// Standard normal, by Box and Muller.
  double normal() {
    double radius = std::sqrt(-2 * std::log(positive()));
    return radius * std::cos(6.28318530717958647692 * uniform());
  }

private:
  Philox generator;
  Block block = {};
  int used = 4;
};

/// The stream that a sampling op's attribute names, moved on by `blocks`. False
/// if there is none, which is reported.
inline bool takeStream(tfc_context *context, int64_t index, uint64_t blocks,
                       Stream &start) {
  if (index < 0 || index >= int64_t(context->numStreams)) {
    tfc_report(context, TFC_INTERNAL, "There is no random stream %lld", index,
               0);
    return false;
  }
  start = context->streams[index];
  advance(context->streams[index], blocks);
  return true;
}

/// An element of any type of number as a double.
inline double numberAt(const tfc_tensor &x, int64_t i) {
  double result = 0;
  visitNumber(x.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    result = double(dataOf<const T>(x)[i]);
  });
  return result;
}
inline bool setNumber(const tfc_tensor &x, int64_t i, double value) {
  return visitNumber(x.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    dataOf<T>(x)[i] = T(value);
  });
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_DRAWS_H
