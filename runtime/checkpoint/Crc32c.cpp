// CRC-32C by the processor's instruction, or by tables.
#include "checkpoint/Crc32c.h"
#include "target/Crc32c.h"

using namespace tfc::checkpoint;

namespace {

/// tables[k][b] is the checksum of byte b followed by k zero bytes, for eight
/// bytes a step where the processor has no instruction for it.
struct Tables {
  uint32_t entries[8][256];

  constexpr Tables() : entries() {
    for (uint32_t byte = 0; byte < 256; ++byte) {
      uint32_t crc = byte;
      for (int bit = 0; bit < 8; ++bit)
        crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
      entries[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; ++byte)
      for (int k = 1; k < 8; ++k)
        entries[k][byte] =
            entries[k - 1][byte] >> 8 ^ entries[0][entries[k - 1][byte] & 0xff];
  }
};

} // namespace

static constexpr Tables tables;

static uint32_t extendByTable(uint32_t crc, const uint8_t *p, size_t size) {
  for (; size >= 8; p += 8, size -= 8) {
    crc ^= p[0] | p[1] << 8 | p[2] << 16 | uint32_t(p[3]) << 24;
    crc = tables.entries[7][crc & 0xff] ^ tables.entries[6][crc >> 8 & 0xff] ^
          tables.entries[5][crc >> 16 & 0xff] ^ tables.entries[4][crc >> 24] ^
          tables.entries[3][p[4]] ^ tables.entries[2][p[5]] ^
          tables.entries[1][p[6]] ^ tables.entries[0][p[7]];
  }
  for (; size; ++p, --size)
    crc = crc >> 8 ^ tables.entries[0][(crc ^ *p) & 0xff];
  return crc;
}

uint32_t tfc::checkpoint::extendCrc32c(uint32_t crc, const void *data,
                                       size_t size) {
  auto *bytes = static_cast<const uint8_t *>(data);
  uint32_t inverted = ~crc;
  if (!extendByInstruction(inverted, bytes, size))
    inverted = extendByTable(inverted, bytes, size);
  return ~inverted;
}
