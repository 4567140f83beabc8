//===- Crc32c.cpp - CRC-32C by SSE4.2, eight bytes an instruction -------===//
#include "target/Crc32c.h"

#include <cstring>
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t
extend(uint32_t crc, const uint8_t *p, size_t size) {
  uint64_t wide = crc;
  for (; size >= 8; p += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = uint32_t(wide);
  for (; size; ++p, --size)
    crc = _mm_crc32_u8(crc, *p);
  return crc;
}

bool tfc::checkpoint::extendByInstruction(uint32_t &crc, const uint8_t *p,
                                          size_t size) {
  if (!__builtin_cpu_supports("sse4.2"))
    return false;
  crc = extend(crc, p, size);
  return true;
}
