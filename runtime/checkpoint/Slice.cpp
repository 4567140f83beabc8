//===- Slice.cpp - boxes out of tensors, and their keys -----------------===//
#include "checkpoint/Slice.h"

#include <charconv>

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

/// Takes a decimal number that is not negative.
static bool takeDecimal(std::string_view &text, int64_t &value) {
  const char *end = text.data() + text.size();
  auto [rest, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || value < 0 || text.front() == '-')
    return false;
  text.remove_prefix(size_t(rest - text.data()));
  return true;
}

static bool takeCharacter(std::string_view &text, char c) {
  if (text.empty() || text.front() != c)
    return false;
  text.remove_prefix(1);
  return true;
}

bool tfc::checkpoint::parseShapeAndSlice(std::string_view text, Shape &shape,
                                         TensorSlice &slice) {
  shape.clear();
  slice.clear();
  // The dimensions, each with a space behind it; the last space begins the box.
  size_t box = text.rfind(' ');
  if (box == std::string_view::npos)
    return false;
  std::string_view dimensions = text.substr(0, box + 1);
  text.remove_prefix(box + 1);
  while (!dimensions.empty())
    if (!takeDecimal(dimensions, shape.emplace_back()) ||
        !takeCharacter(dimensions, ' '))
      return false;
  do {
    Extent &extent = slice.emplace_back();
    if (!takeCharacter(text, '-') &&
        (!takeDecimal(text, extent.start) || !takeCharacter(text, ',') ||
         !takeDecimal(text, extent.length)))
      return false;
  } while (takeCharacter(text, ':'));
  return text.empty() && slice.size() == shape.size();
}

bool tfc::checkpoint::shapeOfSlice(const Shape &tensor,
                                   const TensorSlice &slice,
                                   Shape &sliceShape) {
  sliceShape.clear();
  if (slice.size() != tensor.size())
    return false;
  for (size_t i = 0; i < slice.size(); ++i) {
    int64_t length = slice[i].length < 0 ? tensor[i] : slice[i].length;
    if (slice[i].start < 0 || length > tensor[i] ||
        slice[i].start > tensor[i] - length)
      return false;
    sliceShape.push_back(length);
  }
  return true;
}
