// The two 16-bit floats as bits, to and from float; rounding to even.
#ifndef TFC_TOOLS_CONSOLE_HALF_H
#define TFC_TOOLS_CONSOLE_HALF_H

#include <cmath>
#include <cstdint>
#include <cstring>

namespace tfc::console {

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
                : exponent
                    ? std::ldexp(float(fraction + 0x400), exponent - 25)
                    : std::ldexp(float(fraction), -24);
  return bits >> 15 ? -value : value;
}
inline uint16_t floatToHalf(float value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  float size = std::fabs(value);
  if (std::isnan(value))
    return sign | 0x7e00;
  if (size >= 65520) // halfway beyond the largest
    return sign | 0x7c00;
  int exponent = 0;
  std::frexp(size, &exponent); // size < 2^exponent
  if (size == 0 || exponent < -13) // denormal: multiples of 2^-24
    return sign | uint16_t(std::nearbyint(std::ldexp(size, 24)));
  // The fraction may round up to the next exponent: the sum is right then too.
  auto fraction = uint16_t(std::nearbyint(std::ldexp(size, 11 - exponent)));
  return sign | uint16_t(((exponent + 13) << 10) + fraction);
}

} // namespace tfc::console

#endif // TFC_TOOLS_CONSOLE_HALF_H
