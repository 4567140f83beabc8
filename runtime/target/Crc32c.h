// The processor's own instruction for CRC-32C, where it has one.
#ifndef TFC_RUNTIME_TARGET_CRC32C_H
#define TFC_RUNTIME_TARGET_CRC32C_H

#include <cstddef>
#include <cstdint>

namespace tfc::checkpoint {

/// Extends `crc`, which is inverted, by the bytes at `p`. False, and nothing is
/// changed, where this machine has no instruction for it.
bool extendByInstruction(uint32_t &crc, const uint8_t *p, size_t size);

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_TARGET_CRC32C_H
