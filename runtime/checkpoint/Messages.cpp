//===- Messages.cpp - the messages of a checkpoint's index --------------===//
#include "checkpoint/Messages.h"
#include "checkpoint/Wire.h"

using namespace tfc::checkpoint;

/// Calls `use` for each field; false when that does, or at broken bytes.
template <typename Use>
static bool forEachField(std::string_view message, Use use) {
  WireField field;
  while (!message.empty())
    if (!takeField(message, field) || !use(field))
      return false;
  return true;
}

bool tfc::checkpoint::parseHeader(std::string_view message,
                                  BundleHeader &header) {
  return forEachField(message, [&](const WireField &field) {
    if (field.is(1, WireField::Varint))
      header.numShards = field.value;
    else if (field.is(2, WireField::Varint))
      header.endianness = field.value;
    else if (field.is(3, WireField::Bytes)) // VersionDef
      return forEachField(field.bytes, [&](const WireField &inner) {
        if (inner.is(2, WireField::Varint))
          header.minConsumer = inner.value;
        return true;
      });
    return true;
  });
}

/// TensorShapeProto: dim = 2 {size = 1}, unknown_rank = 3.
static bool parseShape(std::string_view message, std::vector<int64_t> &shape) {
  return forEachField(message, [&](const WireField &field) {
    if (field.is(3, WireField::Varint))
      return field.value == 0;
    if (!field.is(2, WireField::Bytes))
      return true;
    int64_t size = 0;
    if (!forEachField(field.bytes, [&](const WireField &inner) {
          if (inner.is(1, WireField::Varint))
            size = int64_t(inner.value);
          return true;
        }))
      return false;
    shape.push_back(size);
    return size >= 0;
  });
}

/// TensorSliceProto: extent = 1 {start = 1, length = 2 unless it is all}.
static bool parseSlice(std::string_view message, TensorSlice &slice) {
  return forEachField(message, [&](const WireField &field) {
    if (!field.is(1, WireField::Bytes))
      return true;
    Extent extent;
    if (!forEachField(field.bytes, [&](const WireField &inner) {
          if (inner.is(1, WireField::Varint))
            extent.start = int64_t(inner.value);
          else if (inner.is(2, WireField::Varint))
            extent.length = int64_t(inner.value);
          return true;
        }))
      return false;
    slice.push_back(extent);
    return extent.start >= 0 && extent.length >= -1;
  });
}

bool tfc::checkpoint::parseEntry(std::string_view message, Tensor &tensor) {
  return forEachField(message, [&](const WireField &field) {
    Place &place = tensor.place;
    if (field.is(1, WireField::Varint)) {
      tensor.dtype = uint32_t(field.value);
      return field.value <= INT32_MAX;
    }
    if (field.is(2, WireField::Bytes)) {
      tensor.shape.clear();
      return parseShape(field.bytes, tensor.shape);
    }
    if (field.is(3, WireField::Varint)) {
      place.shard = uint32_t(field.value);
      return field.value <= INT32_MAX;
    }
    if (field.is(4, WireField::Varint))
      place.offset = field.value;
    else if (field.is(5, WireField::Varint))
      place.size = field.value;
    else if (field.is(6, WireField::Fixed32))
      place.crc = uint32_t(field.value);
    else if (field.is(7, WireField::Bytes))
      return parseSlice(field.bytes, place.slices.emplace_back());
    return true;
  });
}
