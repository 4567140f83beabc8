//===- MutateBytes.cpp - Changes bytes as damage and attackers do ---------===//
#include "Mutate.h"

#include <algorithm>
#include <cstring>

namespace tfc::fuzz {

int64_t extremeNumber(Random &random) {
  static const int64_t numbers[] = {0,
                                    1,
                                    -1,
                                    2,
                                    -2,
                                    3,
                                    7,
                                    127,
                                    128,
                                    255,
                                    256,
                                    1000,
                                    65535,
                                    65536,
                                    1000000000,
                                    INT32_MAX,
                                    INT32_MIN,
                                    int64_t(1) << 31,
                                    int64_t(1) << 32,
                                    int64_t(1) << 40,
                                    (int64_t(1) << 62) + 1,
                                    INT64_MAX,
                                    INT64_MIN};
  return numbers[random.below(std::size(numbers))];
}

void mutateBytes(std::string &bytes, const std::string &other, Random &random) {
  size_t at = random.below(bytes.size() + 1);
  size_t size = std::min(random.below(64) + 1, bytes.size() - at);
  switch (random.below(9)) {
  case 0:
    bytes.resize(at);
    return;
  case 1: // a bit
  case 2:
    if (at < bytes.size())
      bytes[at] = char(bytes[at] ^ 1 << random.below(8));
    return;
  case 3: // a byte
    if (at < bytes.size())
      bytes[at] = char(random.next() >> 32);
    return;
  case 4: { // a number, as it is or as a varint
    int64_t number = extremeNumber(random);
    char word[10];
    size_t length = 0;
    if (random.oneIn(2)) {
      length = size_t(1) << random.below(4);
      memcpy(word, &number, length);
    } else {
      uint64_t rest = uint64_t(number);
      for (; rest >= 0x80 && length < 9; rest >>= 7)
        word[length++] = char(rest | 0x80);
      word[length++] = char(rest);
    }
    bytes.replace(at, std::min(length, bytes.size() - at), word, length);
    return;
  }
  case 5:
    bytes.erase(at, size);
    return;
  case 6: // a piece twice
    bytes.insert(random.below(bytes.size() + 1), bytes.substr(at, size));
    return;
  case 7: { // two pieces change places
    size_t to = random.below(bytes.size() - size + 1);
    for (size_t i = 0; i < size && at + i < bytes.size(); ++i)
      std::swap(bytes[at + i], bytes[to + i]);
    return;
  }
  case 8: {
    size_t from = random.below(other.size() + 1);
    bytes.insert(at, other.substr(from, random.below(256) + 1));
    return;
  }
  }
}

} // namespace tfc::fuzz
