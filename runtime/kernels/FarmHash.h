// FarmHash's Fingerprint64 of G. Pike (2014): a hash that never changes.
#ifndef TFC_RUNTIME_KERNELS_FARMHASH_H
#define TFC_RUNTIME_KERNELS_FARMHASH_H

#include <cstdint>
#include <string_view>

namespace tfc::runtime {
uint64_t farmFingerprint64(std::string_view text);
} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_FARMHASH_H
