// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3" (SC11), as TensorFlow uses it:
// the key is the seed, the high half of the counter the second seed. A block is
// four 32-bit words; block i is had without making those before it.
#ifndef TFC_RUNTIME_RANDOM_PHILOX_H
#define TFC_RUNTIME_RANDOM_PHILOX_H

#include "core/Context.h"

namespace tfc::runtime {

struct Block {
  uint32_t words[4];
};

/// Passes over n blocks: the counter has 128 bits.
inline void advance(Stream &stream, uint64_t n) {
  stream.counterLow += n;
  stream.counterHigh += stream.counterLow < n;
}

/// Makes `count` blocks from the stream's counter on. Together they keep the
/// processor's multipliers busy, where one block waits for itself.
template <int count>
inline void makeBlocks(Stream stream, Block *blocks) {
  uint32_t a[count], b[count], c[count], d[count];
  for (int i = 0; i < count; ++i) {
    a[i] = uint32_t(stream.counterLow);
    b[i] = uint32_t(stream.counterLow >> 32);
    c[i] = uint32_t(stream.counterHigh);
    d[i] = uint32_t(stream.counterHigh >> 32);
    advance(stream, 1);
  }
  uint32_t key0 = uint32_t(stream.key), key1 = uint32_t(stream.key >> 32);
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < count; ++i) {
      uint64_t product0 = uint64_t(0xD2511F53) * a[i];
      uint64_t product1 = uint64_t(0xCD9E8D57) * c[i];
      a[i] = uint32_t(product1 >> 32) ^ b[i] ^ key0;
      b[i] = uint32_t(product1);
      c[i] = uint32_t(product0 >> 32) ^ d[i] ^ key1;
      d[i] = uint32_t(product0);
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  for (int i = 0; i < count; ++i)
    blocks[i] = {{a[i], b[i], c[i], d[i]}};
}

/// Block after block of a stream.
class Philox {
public:
  explicit Philox(const Stream &stream) : stream(stream) {}
  Block operator()() {
    Block block;
    makeBlocks<1>(stream, &block);
    advance(stream, 1);
    return block;
  }

private:
  Stream stream;
};

/// Blocks that one run of an op takes from its stream per element it makes,
/// whatever it really uses (TensorFlow's ReserveRandomOutputs with 256).
constexpr uint64_t blocksPerElement = 256;

} // namespace tfc::runtime

#endif // TFC_RUNTIME_RANDOM_PHILOX_H
