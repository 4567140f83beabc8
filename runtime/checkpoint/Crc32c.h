// CRC-32C (Castagnoli), the checksum of LevelDB's tables and of checkpoints.
#ifndef TFC_RUNTIME_CHECKPOINT_CRC32C_H
#define TFC_RUNTIME_CHECKPOINT_CRC32C_H

#include <cstddef>
#include <cstdint>

namespace tfc::checkpoint {

/// The checksum of what `crc` is the checksum of, followed by `data`; 0 is the
/// checksum of nothing.
uint32_t extendCrc32c(uint32_t crc, const void *data, size_t size);

/// The form in which a checksum is stored beside the data that it covers, so
/// that checksums of checksums stay meaningful.
inline uint32_t maskCrc32c(uint32_t crc) {
  return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_CRC32C_H
