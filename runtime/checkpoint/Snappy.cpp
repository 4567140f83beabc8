//===- Snappy.cpp - a decoder of Snappy's blocks ------------------------===//
#include "checkpoint/Snappy.h"
#include "checkpoint/Wire.h"

using namespace tfc::checkpoint;

/// Takes `count` bytes, little endian, off `input`.
static bool takeLittleEndian(std::string_view &input, unsigned count,
                             size_t &value) {
  if (input.size() < count)
    return false;
  value = 0;
  for (unsigned i = 0; i < count; ++i)
    value |= size_t(uint8_t(input[i])) << 8 * i;
  input.remove_prefix(count);
  return true;
}

/// The low two bits of a tag: what follows it.
enum Element : uint8_t { Literal, CopyByOne, CopyByTwo, CopyByFour };

bool tfc::checkpoint::decodeSnappy(std::string_view input,
                                   std::string &output) {
  uint64_t size;
  if (!takeVarint(input, size) || size / 64 > input.size())
    return false;
  output.clear();
  output.reserve(size);
  while (!input.empty()) {
    uint8_t tag = uint8_t(input[0]);
    input.remove_prefix(1);
    auto element = Element(tag & 3);
    if (element == Literal) {
      // Up to 60 bytes stand in the tag, else their number does.
      size_t length = tag >> 2;
      if (length >= 60 && !takeLittleEndian(input, length - 59, length))
        return false;
      ++length;
      if (length > input.size() || length > size - output.size())
        return false;
      output.append(input.substr(0, length));
      input.remove_prefix(length);
      continue;
    }
    size_t length, offset;
    unsigned offsetBytes = element == CopyByFour ? 4 : element;
    if (!takeLittleEndian(input, offsetBytes, offset))
      return false;
    if (element == CopyByOne) {
      length = 4 + (tag >> 2 & 7);
      offset |= size_t(tag >> 5) << 8;
    } else {
      length = 1 + (tag >> 2);
    }
    if (offset == 0 || offset > output.size() || length > size - output.size())
      return false;
    // A copy may reach into what it writes itself.
    for (size_t i = 0; i < length; ++i)
      output.push_back(output[output.size() - offset]);
  }
  return output.size() == size;
}
