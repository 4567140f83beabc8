// Normal and truncated normal numbers by the method of Box and Muller. See
// RandomFill.h for the order of elements.
#include "random/RandomFill.h"

#include <cmath>

using namespace tfc::runtime;

static constexpr double twoPi = 6.283185307179586476925286766559;

static void boxMuller(float u, float angle, float *pair) {
  if (u < 1.0e-7f)
    u = 1.0e-7f;
  angle = float(twoPi * double(angle));
  float radius = sqrtf(-2.0f * logf(u));
  pair[0] = sinf(angle) * radius;
  pair[1] = cosf(angle) * radius;
}

static void boxMuller(double u, double angle, double *pair) {
  if (u < 1.0e-7)
    u = 1.0e-7;
  angle *= twoPi;
  double radius = sqrt(-2.0 * log(u));
  pair[0] = sin(angle) * radius;
  pair[1] = cos(angle) * radius;
}

namespace {

struct NormalFloat {
  using Element = float;
  static constexpr int groupSize = 4;
  static constexpr uint64_t blockStride = 1;
  void fill(const Block &block, float *group) {
    for (int i = 0; i < 4; i += 2)
      boxMuller(uniformFloat(block.words[i]), uniformFloat(block.words[i + 1]),
                group + i);
  }
};

struct NormalDouble {
  using Element = double;
  static constexpr int groupSize = 2;
  static constexpr uint64_t blockStride = 1;
  void fill(const Block &block, double *group) {
    boxMuller(uniformDouble(block.words[0], block.words[1]),
              uniformDouble(block.words[2], block.words[3]), group);
  }
};

/// Draws pairs until a group is full of numbers within two deviations. A group
/// may need any number of blocks: groups start blocksPerElement words apart per
/// element.
template <typename Normal>
struct Truncated {
  using Element = typename Normal::Element;
  static constexpr int groupSize = Normal::groupSize;
  static constexpr uint64_t blockStride = groupSize * blocksPerElement / 4;
  void draw(Philox generator, Element *group) {
    for (int n = 0;;) {
      // One block is two pairs of floats or one of doubles.
      Element drawn[groupSize];
      Normal().fill(generator(), drawn);
      for (Element x : drawn) {
        if (!(std::fabs(x) < Element(2)))
          continue;
        group[n++] = x;
        if (n == groupSize)
          return;
      }
    }
  }
};

} // namespace

int32_t tfc_kernel_random_normal(tfc_context *context,
                                 const tfc_tensor *operands,
                                 const int64_t *attributes) {
  switch (operands[0].dtype) {
  case TFC_FLOAT32:
    return fillRandom(context, operands[0], attributes, NormalFloat());
  case TFC_FLOAT64:
    return fillRandom(context, operands[0], attributes, NormalDouble());
  default:
    return unsupportedRandom(context);
  }
}

int32_t tfc_kernel_truncated_normal(tfc_context *context,
                                    const tfc_tensor *operands,
                                    const int64_t *attributes) {
  switch (operands[0].dtype) {
  case TFC_FLOAT32:
    return fillRandom(context, operands[0], attributes,
                      Truncated<NormalFloat>());
  case TFC_FLOAT64:
    return fillRandom(context, operands[0], attributes,
                      Truncated<NormalDouble>());
  default:
    return unsupportedRandom(context);
  }
}
