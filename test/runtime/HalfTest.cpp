// The 16-bit floats against the compiler's own half, and their rounding at
// every place where two of them meet.
#include "tfc/half.hpp"

#include <gtest/gtest.h>

namespace {

using tfc::bfloat16ToFloat;
using tfc::floatToBFloat16;
using tfc::floatToHalf;
using tfc::halfToFloat;

TEST(HalfTest, EveryHalfIsTheCompilers) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    auto word = uint16_t(bits);
    _Float16 half;
    std::memcpy(&half, &word, sizeof half);
    if (std::isnan(float(half)))
      EXPECT_TRUE(std::isnan(halfToFloat(word))) << bits;
    else
      EXPECT_EQ(halfToFloat(word), float(half)) << bits;
  }
}

/// Every number of a format, `infinity` the bits of its infinity, is itself
/// again; between two neighbours the nearer one is taken, halfway the even one.
template <typename ToFloat, typename FromFloat>
void checkRounding(ToFloat toFloat, FromFloat fromFloat, uint16_t infinity) {
  for (uint16_t low = 0; low < infinity - 1; ++low) {
    auto high = uint16_t(low + 1);
    float from = toFloat(low), to = toFloat(high);
    ASSERT_EQ(fromFloat(from), low);
    ASSERT_EQ(fromFloat(-from), uint16_t(low | 0x8000));
    // Floats are finer than either format, so that this is exact.
    float middle = from + (to - from) / 2;
    ASSERT_EQ(fromFloat(middle), low % 2 ? high : low) << low;
    ASSERT_EQ(fromFloat(std::nextafter(middle, from)), low) << low;
    ASSERT_EQ(fromFloat(std::nextafter(middle, to)), high) << low;
  }
  EXPECT_EQ(fromFloat(INFINITY), infinity);
  EXPECT_EQ(fromFloat(-INFINITY), uint16_t(infinity | 0x8000));
  EXPECT_TRUE(std::isnan(toFloat(fromFloat(NAN))));
}

TEST(HalfTest, HalvesRoundToTheNearest) {
  checkRounding(halfToFloat, floatToHalf, 0x7c00);
  EXPECT_EQ(floatToHalf(65519), 0x7bff);
  EXPECT_EQ(floatToHalf(65520), 0x7c00);
}

TEST(HalfTest, BFloat16sRoundToTheNearest) {
  checkRounding(bfloat16ToFloat, floatToBFloat16, 0x7f80);
}

} // namespace
