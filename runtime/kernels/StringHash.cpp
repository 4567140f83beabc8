//===- StringHash.cpp - strings to numbers of buckets -------------------===//
#include "kernels/FarmHash.h"
#include "kernels/Text.h"

using namespace tfc::runtime;

namespace {

uint64_t rotate(uint64_t x, int by) { return x << by | x >> (64 - by); }

/// SipHash-2-4 (J.-P. Aumasson and D. J. Bernstein, 2012).
uint64_t sipHash(std::string_view text, uint64_t key0, uint64_t key1) {
  uint64_t a = key0 ^ 0x736f6d6570736575, b = key1 ^ 0x646f72616e646f6d,
           c = key0 ^ 0x6c7967656e657261, d = key1 ^ 0x7465646279746573;
  auto rounds = [&](int count) {
    while (count-- > 0) {
      a += b, b = rotate(b, 13) ^ a, a = rotate(a, 32);
      c += d, d = rotate(d, 16) ^ c;
      a += d, d = rotate(d, 21) ^ a;
      c += b, b = rotate(b, 17) ^ c, c = rotate(c, 32);
    }
  };
  auto take = [&](uint64_t word) {
    d ^= word;
    rounds(2);
    a ^= word;
  };
  uint64_t last = uint64_t(text.size()) << 56;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    take(word);
  }
  for (size_t i = 0; i < text.size(); ++i)
    last |= uint64_t(static_cast<uint8_t>(text[i])) << 8 * i;
  take(last);
  c ^= 0xff;
  rounds(4);
  return a ^ b ^ c ^ d;
}

} // namespace

/// Operands: x, the numbers of buckets. Parameters: how many buckets.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_to_hash_bucket_fast(
    tfc_context *, const tfc_tensor *operands, const int64_t *parameters) {
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i)
    setIndex(operands[1], i,
             int64_t(farmFingerprint64(textAt(operands[0], i)) %
                     uint64_t(parameters[0])));
  return TFC_OK;
}

/// Operands: x, the numbers of buckets. Parameters: how many buckets, the key
/// of two words as an array.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_to_hash_bucket_strong(
    tfc_context *, const tfc_tensor *operands, const int64_t *parameters) {
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i)
    setIndex(operands[1], i,
             int64_t(sipHash(textAt(operands[0], i), uint64_t(parameters[2]),
                             uint64_t(parameters[3])) %
                     uint64_t(parameters[0])));
  return TFC_OK;
}
