//===- FarmHash.cpp - Fingerprint64 of Google's FarmHash ----------------===//
#include "kernels/FarmHash.h"

#include <cstring>
#include <utility>

namespace tfc::runtime {

static constexpr uint64_t k0 = 0xc3a5c85c97cb3127, k1 = 0xb492b66fbe98f273,
                          k2 = 0x9ae16a3b2f90404f;

static uint64_t word(const char *s) {
  uint64_t result;
  std::memcpy(&result, s, sizeof result);
  return result;
}
static uint64_t halfWord(const char *s) {
  uint32_t result;
  std::memcpy(&result, s, sizeof result);
  return result;
}
static uint64_t rotate(uint64_t x, int by) { return x >> by | x << (64 - by); }
static uint64_t shiftMix(uint64_t x) { return x ^ x >> 47; }
static uint64_t mix(uint64_t u, uint64_t v, uint64_t factor) {
  uint64_t a = shiftMix((u ^ v) * factor);
  return shiftMix((v ^ a) * factor) * factor;
}

static uint64_t upTo16(const char *s, size_t n) {
  uint64_t factor = k2 + n * 2;
  if (n >= 8) {
    uint64_t a = word(s) + k2, b = word(s + n - 8);
    return mix(rotate(b, 37) * factor + a, (rotate(a, 25) + b) * factor,
               factor);
  }
  if (n >= 4)
    return mix(n + (halfWord(s) << 3), halfWord(s + n - 4), factor);
  if (n == 0)
    return k2;
  auto byte = [&](size_t i) { return uint64_t(static_cast<uint8_t>(s[i])); };
  uint64_t y = byte(0) + (byte(n >> 1) << 8), z = n + (byte(n - 1) << 2);
  return shiftMix(y * k2 ^ z * k0) * k2;
}

static uint64_t upTo32(const char *s, size_t n) {
  uint64_t factor = k2 + n * 2;
  uint64_t a = word(s) * k1, b = word(s + 8), c = word(s + n - 8) * factor,
           d = word(s + n - 16) * k2;
  return mix(rotate(a + b, 43) + rotate(c, 30) + d, a + rotate(b + k2, 18) + c,
             factor);
}

static uint64_t upTo64(const char *s, size_t n) {
  uint64_t factor = k2 + n * 2;
  uint64_t a = word(s) * k2, b = word(s + 8), c = word(s + n - 8) * factor,
           d = word(s + n - 16) * k2;
  uint64_t y = rotate(a + b, 43) + rotate(c, 30) + d;
  uint64_t z = mix(y, a + rotate(b + k2, 18) + c, factor);
  uint64_t e = word(s + 16) * factor, f = word(s + 24);
  uint64_t g = (y + word(s + n - 32)) * factor;
  uint64_t h = (z + word(s + n - 24)) * factor;
  return mix(rotate(e + f, 43) + rotate(g, 30) + h, e + rotate(f + a, 18) + g,
             factor);
}

using Pair = std::pair<uint64_t, uint64_t>;
static Pair weakHash32(const char *s, uint64_t a, uint64_t b) {
  uint64_t last = word(s + 24);
  a += word(s);
  b = rotate(b + a + last, 21);
  uint64_t c = a;
  a += word(s + 8);
  a += word(s + 16);
  b += rotate(a, 44);
  return {a + last, b + c};
}

uint64_t farmFingerprint64(std::string_view text) {
  const char *s = text.data();
  size_t n = text.size();
  if (n <= 16)
    return upTo16(s, n);
  if (n <= 32)
    return upTo32(s, n);
  if (n <= 64)
    return upTo64(s, n);
  uint64_t x = 81, y = 81 * k1 + 113, z = shiftMix(y * k2 + 113) * k2;
  Pair v(0, 0), w(0, 0);
  x = x * k2 + word(s);
  const char *end = s + (n - 1) / 64 * 64;
  const char *last = end + ((n - 1) & 63) - 63;
  auto round = [&](uint64_t factor, uint64_t times) {
    x = rotate(x + y + v.first + word(s + 8), 37) * factor;
    y = rotate(y + v.second + word(s + 48), 42) * factor;
    x ^= w.second * times;
    y += v.first * times + word(s + 40);
    z = rotate(z + w.first, 33) * factor;
    v = weakHash32(s, v.second * factor, x + w.first);
    w = weakHash32(s + 32, z + w.second, y + word(s + 16));
    std::swap(z, x);
  };
  for (; s != end; s += 64)
    round(k1, 1);
  uint64_t factor = k1 + ((z & 0xff) << 1);
  s = last;
  w.first += (n - 1) & 63;
  v.first += w.first;
  w.first += v.first;
  round(factor, 9);
  return mix(mix(v.first, w.first, factor) + shiftMix(y) * k0 + z,
             mix(v.second, w.second, factor) + x, factor);
}

} // namespace tfc::runtime
