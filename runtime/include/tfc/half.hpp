// The two 16-bit floats, IEEE's half (TFC_FLOAT16) and bfloat16, as bits, to
// and from float. A float that lies between two of them becomes the nearer one,
// or the even one where both are as near; one that is too large becomes
// infinity.
#ifndef TFC_HALF_HPP
#define TFC_HALF_HPP

#include <cmath>
#include <cstdint>
#include <cstring>

namespace tfc {

inline float bfloat16ToFloat(uint16_t bits) {
  uint32_t wide = uint32_t(bits) << 16;
  float value;
  std::memcpy(&value, &wide, sizeof value);
  return value;
}

inline uint16_t floatToBFloat16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if (std::isnan(value))
    return uint16_t(bits >> 16 | 0x40);
  return uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

inline float halfToFloat(uint16_t bits) {
  int exponent = bits >> 10 & 31, fraction = bits & 0x3ff;
  float value = exponent == 31 ? (fraction ? NAN : INFINITY)
                : exponent ? std::ldexp(float(fraction + 0x400), exponent - 25)
                           : std::ldexp(float(fraction), -24);
  return bits >> 15 ? -value : value;
}

inline uint16_t floatToHalf(float value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  float size = std::fabs(value);
  if (std::isnan(value))
    return sign | 0x7e00;
  if (size >= 65520) // Halfway from the largest half to the next power of 2.
    return sign | 0x7c00;
  int exponent = 0;
  std::frexp(size, &exponent);     // Now size < 2^exponent.
  if (size == 0 || exponent < -13) // Subnormal halves are multiples of 2^-24.
    return sign | uint16_t(std::nearbyint(std::ldexp(size, 24)));
  // The fraction may round up to the next exponent: the sum is right then too.
  auto fraction = uint16_t(std::nearbyint(std::ldexp(size, 11 - exponent)));
  return sign | uint16_t(((exponent + 13) << 10) + fraction);
}

} // namespace tfc

#endif // TFC_HALF_HPP
