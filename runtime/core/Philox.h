// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3" (SC11), as TensorFlow uses it:
// the key is the seed, the high half of the counter the second seed. A block is
// four 32-bit words; block i is had without making those before it.
#ifndef TFC_RUNTIME_CORE_PHILOX_H
#define TFC_RUNTIME_CORE_PHILOX_H

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

class Philox {
public:
  explicit Philox(const Stream &stream) : stream(stream) {}

  void skip(uint64_t n) { advance(stream, n); }

  /// The current block; the next call gives the next one.
  Block operator()() {
    Block block = {
        {uint32_t(stream.counterLow), uint32_t(stream.counterLow >> 32),
         uint32_t(stream.counterHigh), uint32_t(stream.counterHigh >> 32)}};
    uint32_t key0 = uint32_t(stream.key), key1 = uint32_t(stream.key >> 32);
    for (int round = 0; round < 10; ++round) {
      uint64_t product0 = uint64_t(0xD2511F53) * block.words[0];
      uint64_t product1 = uint64_t(0xCD9E8D57) * block.words[2];
      block = {{uint32_t(product1 >> 32) ^ block.words[1] ^ key0,
                uint32_t(product1),
                uint32_t(product0 >> 32) ^ block.words[3] ^ key1,
                uint32_t(product0)}};
      key0 += 0x9E3779B9;
      key1 += 0xBB67AE85;
    }
    skip(1);
    return block;
  }

private:
  Stream stream;
};

/// Blocks that one run of an op takes from its stream per element it makes,
/// whatever it really uses (TensorFlow's ReserveRandomOutputs with 256).
constexpr uint64_t blocksPerElement = 256;

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_PHILOX_H
