#include "checkpoint/SliceKey.h"

#include <algorithm>

using namespace tfc::checkpoint;

/// Length in bytes, then the bytes, big endian.
static void addNumber(std::string &key, uint64_t value) {
  int length = 0;
  for (uint64_t rest = value; rest; rest >>= 8)
    ++length;
  key.push_back(char(length));
  while (length--)
    key.push_back(char(value >> 8 * length));
}

/// Zero and 255 are escaped, so that a shorter string sorts first.
static void addString(std::string &key, std::string_view value) {
  for (char c : value) {
    key.push_back(c);
    if (c == '\0')
      key.push_back('\xff');
    else if (c == '\xff')
      key.push_back('\0');
  }
  key.append(std::string_view("\0\1", 2));
}

/// As many leading one bits as there are bytes, then a zero bit, then the
/// two's complement number, big endian; all bits turned when it is negative.
static void addSigned(std::string &key, int64_t value) {
  uint64_t magnitude = value < 0 ? ~uint64_t(value) : uint64_t(value);
  int bits = 0;
  for (; magnitude; magnitude >>= 1)
    ++bits;
  int length = bits / 7 + 1; // each byte has a bit of the length
  uint8_t sign = value < 0 ? 0xff : 0;
  uint8_t bytes[10] = {sign, sign};
  for (int i = 0; i < 8; ++i)
    bytes[2 + i] = uint8_t(uint64_t(value) >> 8 * (7 - i));
  uint8_t *begin = bytes + 10 - length;
  uint16_t header = uint16_t(0xffff << (16 - length));
  begin[0] ^= uint8_t(header >> 8);
  if (length > 1)
    begin[1] ^= uint8_t(header);
  key.append(reinterpret_cast<char *>(begin), size_t(length));
}

std::string tfc::checkpoint::sliceKey(std::string_view tensor,
                                      const TensorSlice &slice) {
  std::string key;
  addNumber(key, 0);
  addString(key, tensor);
  addNumber(key, slice.size());
  for (const Extent &extent : slice) {
    addSigned(key, extent.start);
    addSigned(key, extent.length);
  }
  return key;
}
