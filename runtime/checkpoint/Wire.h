// Reading protocol buffers' wire format, as much as checkpoints use of it.
// Every function takes what it reads off the front of its view, and returns
// false, with nothing promised about the results, when the bytes are not that.
#ifndef TFC_RUNTIME_CHECKPOINT_WIRE_H
#define TFC_RUNTIME_CHECKPOINT_WIRE_H

#include <cstdint>
#include <string_view>

namespace tfc::checkpoint {

inline bool takeVarint(std::string_view &bytes, uint64_t &value) {
  value = 0;
  for (unsigned i = 0; i < 10 && i < bytes.size(); ++i) {
    uint8_t byte = uint8_t(bytes[i]);
    if (i == 9 && byte > 1)
      return false;
    value |= uint64_t(byte & 0x7f) << 7 * i;
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

inline bool takeBytes(std::string_view &bytes, uint64_t size,
                      std::string_view &value) {
  if (size > bytes.size())
    return false;
  value = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return true;
}

inline bool takeFixed(std::string_view &bytes, unsigned size, uint64_t &value) {
  std::string_view word;
  if (!takeBytes(bytes, size, word))
    return false;
  value = 0;
  for (unsigned i = 0; i < size; ++i)
    value |= uint64_t(uint8_t(word[i])) << 8 * i;
  return true;
}

/// One field of a message. `number` and the value that its type says.
struct WireField {
  enum Type : uint8_t { Varint, Fixed64, Bytes, Fixed32 };
  uint32_t number;
  Type type;
  uint64_t value;         // of numbers
  std::string_view bytes; // of strings and messages

  bool is(uint32_t wantedNumber, Type wantedType) const {
    return number == wantedNumber && type == wantedType;
  }
};

/// Groups (wire types 3 and 4) do not occur in TensorFlow's messages.
inline bool takeField(std::string_view &message, WireField &field) {
  uint64_t tag;
  if (!takeVarint(message, tag) || tag >> 3 == 0 || tag >> 32)
    return false;
  field.number = uint32_t(tag >> 3);
  switch (tag & 7) {
  case 0:
    field.type = WireField::Varint;
    return takeVarint(message, field.value);
  case 1:
    field.type = WireField::Fixed64;
    return takeFixed(message, 8, field.value);
  case 2:
    field.type = WireField::Bytes;
    return takeVarint(message, field.value) &&
           takeBytes(message, field.value, field.bytes);
  case 5:
    field.type = WireField::Fixed32;
    return takeFixed(message, 4, field.value);
  }
  return false;
}

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_WIRE_H
