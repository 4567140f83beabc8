// Uniform numbers and integers. See RandomFill.h for the order of elements.
#include "random/RandomFill.h"

#include <type_traits>

using namespace tfc::runtime;

namespace {

struct UniformFloat {
  using Element = float;
  static constexpr int groupSize = 4;
  static constexpr uint64_t blockStride = 1;
  void fill(const Block &block, float *group) {
    for (int i = 0; i < 4; ++i)
      group[i] = uniformFloat(block.words[i]);
  }
};

struct UniformDouble {
  using Element = double;
  static constexpr int groupSize = 2;
  static constexpr uint64_t blockStride = 1;
  void fill(const Block &block, double *group) {
    for (int i = 0; i < 2; ++i)
      group[i] = uniformDouble(block.words[2 * i], block.words[2 * i + 1]);
  }
};

/// In [low, low + range), wrapping as unsigned numbers do: high - low need not
/// fit the signed type.
template <typename T>
struct UniformInteger {
  using Element = T;
  using Word = typename std::make_unsigned<T>::type;
  static constexpr int groupSize = 16 / sizeof(T);
  static constexpr uint64_t blockStride = 1;
  Word low;
  Word range;
  void fill(const Block &block, T *group) {
    for (int i = 0; i < groupSize; ++i) {
      Word word = sizeof(T) == 4 ? Word(block.words[i])
                                 : Word(block.words[2 * i] |
                                        uint64_t(block.words[2 * i + 1]) << 32);
      group[i] = T(low + word % range);
    }
  }
};

} // namespace

int32_t tfc_kernel_random_uniform(tfc_context *context,
                                  const tfc_tensor *operands,
                                  const int64_t *attributes) {
  switch (operands[0].dtype) {
  case TFC_FLOAT32:
    return fillRandom(context, operands[0], attributes, UniformFloat());
  case TFC_FLOAT64:
    return fillRandom(context, operands[0], attributes, UniformDouble());
  default:
    return unsupportedRandom(context);
  }
}

int32_t tfc_kernel_random_uniform_int(tfc_context *context,
                                      const tfc_tensor *operands,
                                      const int64_t *attributes) {
  int64_t low = attributes[1], high = attributes[2];
  if (low >= high)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "Need minval < maxval, got %lld >= %lld", low, high);
  switch (operands[0].dtype) {
  case TFC_INT32:
    return fillRandom(
        context, operands[0], attributes,
        UniformInteger<int32_t>{uint32_t(low), uint32_t(high) - uint32_t(low)});
  case TFC_INT64:
    return fillRandom(
        context, operands[0], attributes,
        UniformInteger<int64_t>{uint64_t(low), uint64_t(high) - uint64_t(low)});
  default:
    return unsupportedRandom(context);
  }
}
