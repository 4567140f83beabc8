//===- Bundle.cpp - reading checkpoints by tensor -----------------------===//
#include "checkpoint/Bundle.h"
#include "checkpoint/Crc32c.h"
#include "checkpoint/File.h"
#include "checkpoint/Messages.h"
#include "checkpoint/Table.h"
#include "checkpoint/Wire.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace tfc::checkpoint;

/// TensorFlow allows this many dimensions.
static constexpr size_t maxRank = 254;

size_t tfc::checkpoint::elementSize(uint32_t dtype) {
  if (dtype == TFC_STRING)
    return 0;
  switch (dtype) {
#define TFC_DTYPE(ID, NUMBER, BYTES, ...)                                      \
  case NUMBER:                                                                 \
    return BYTES;
#include "tfc/dtypes.def"
  default:
    return 0;
  }
}

/// The product; false when it exceeds int64_t.
static bool countElements(const std::vector<int64_t> &shape, int64_t &count) {
  count = 1;
  bool empty = false;
  for (int64_t dimension : shape) {
    if (dimension == 0)
      empty = true;
    else if (__builtin_mul_overflow(count, dimension, &count))
      return false;
  }
  if (empty)
    count = 0;
  return true;
}

// ---- opening ----------------------------------------------------------------

std::string Bundle::shardPath(uint32_t shard) const {
  char suffix[48];
  snprintf(suffix, sizeof suffix, ".data-%05u-of-%05u", shard, numShards);
  return prefix + suffix;
}

Status Bundle::open(const std::string &newPrefix) {
  *this = Bundle();
  prefix = newPrefix;
  std::string index;
  if (Status status = readFile(indexPath(), index); !status.ok())
    return status;
  bool hasHeader = false;
  Status status =
      readTable(index, [&](std::string_view key, std::string_view value) {
        if (hasHeader)
          return addEntry(key, value);
        // The header's key is empty and so the first.
        hasHeader = key.empty();
        return hasHeader ? readHeader(value)
                         : error(TFC_DATA_LOSS, "the header is missing");
      });
  if (status.ok() && !hasHeader)
    status = error(TFC_DATA_LOSS, "the header is missing");
  if (status.ok())
    status = checkSizes();
  if (!status.ok()) {
    std::string path = indexPath();
    *this = Bundle();
    // A missing data file names itself.
    if (status.code != TFC_NOT_FOUND)
      status.message = path + ": " + status.message;
  }
  return status;
}

Status Bundle::readHeader(std::string_view message) {
  BundleHeader header;
  if (!parseHeader(message, header) || header.numShards > INT32_MAX)
    return error(TFC_DATA_LOSS, "the header is broken");
  if (header.endianness != 0)
    return error(TFC_UNIMPLEMENTED, "big-endian checkpoints are not supported");
  if (header.minConsumer > 1)
    return error(TFC_UNIMPLEMENTED, "needs a reader of version " +
                                        std::to_string(header.minConsumer) +
                                        ", this one is of 1");
  numShards = uint32_t(header.numShards);
  return {};
}

Status Bundle::addEntry(std::string_view key, std::string_view message) {
  bool isSlice = key[0] == '\0';
  Tensor tensor;
  tensor.name = isSlice ? "(a slice)" : std::string(key);
  if (!parseEntry(message, tensor))
    return error(TFC_DATA_LOSS, "the entry of " + tensor.name + " is broken");
  if (Status status = checkPlace(tensor); !status.ok()) {
    if (status.code != TFC_NOT_FOUND)
      status.message = "tensor " + tensor.name + ": " + status.message;
    return status;
  }
  if (isSlice)
    slices.emplace(key, std::move(tensor));
  else
    allTensors.push_back(std::move(tensor));
  return {};
}

Status Bundle::checkPlace(Tensor &tensor) {
  if (tensor.shape.size() > maxRank)
    return error(TFC_DATA_LOSS, std::to_string(tensor.shape.size()) +
                                    " dimensions, the limit is " +
                                    std::to_string(maxRank));
  int64_t size = int64_t(elementSize(tensor.dtype));
  if (!countElements(tensor.shape, tensor.elements) ||
      __builtin_mul_overflow(tensor.elements, size, &tensor.bytes))
    return error(TFC_DATA_LOSS, "the shape has too many elements");
  const Place &place = tensor.place;
  if (!place.slices.empty())
    return {};

  if (place.shard >= numShards)
    return error(TFC_DATA_LOSS, "in data file " + std::to_string(place.shard) +
                                    " of " + std::to_string(numShards));
  auto [known, isNew] = shardSizes.try_emplace(place.shard, 0);
  if (isNew) {
    File file;
    if (Status status = file.open(shardPath(place.shard)); !status.ok())
      return status;
    known->second = file.size();
  }
  if (place.offset > known->second || place.size > known->second - place.offset)
    return error(TFC_DATA_LOSS,
                 std::to_string(place.size) + " bytes at offset " +
                     std::to_string(place.offset) + " do not lie in the " +
                     std::to_string(known->second) + " bytes of " +
                     shardPath(place.shard));
  if (size != 0 && uint64_t(tensor.bytes) != place.size)
    return error(TFC_DATA_LOSS,
                 "the shape needs " + std::to_string(tensor.bytes) +
                     " bytes, there are " + std::to_string(place.size));
  // A string takes a byte at least, for its length.
  if (tensor.dtype == TFC_STRING && uint64_t(tensor.elements) > place.size)
    return error(TFC_DATA_LOSS, std::to_string(tensor.elements) +
                                    " strings do not fit into " +
                                    std::to_string(place.size) + " bytes");
  return {};
}

Status Bundle::checkSizes() const {
  uint64_t allData = 0, used = 0;
  for (auto [shard, size] : shardSizes)
    allData += size;
  for (const Tensor &tensor : allTensors) {
    if (!tensor.place.slices.empty()) {
      if (Status status = checkSlices(tensor, allData); !status.ok())
        return status;
    }
    // Entries that name the same bytes must not multiply the memory.
    uint64_t size = tensor.place.slices.empty() ? tensor.place.size
                                                : uint64_t(tensor.bytes);
    if (size > allData - used)
      return error(TFC_DATA_LOSS, "the tensors are larger than the data files");
    used += size;
  }
  return {};
}

Status Bundle::checkSlices(const Tensor &tensor, uint64_t allData) const {
  auto corrupt = [&](const std::string &what) {
    return error(TFC_DATA_LOSS, "tensor " + tensor.name + ": " + what);
  };
  if (elementSize(tensor.dtype) == 0)
    return corrupt("slices of a type that is not supported");
  if (uint64_t(tensor.bytes) > allData)
    return corrupt("larger than the data files");
  int64_t elements = 0;
  for (const TensorSlice &slice : tensor.place.slices) {
    auto found = slices.find(sliceKey(tensor.name, slice));
    if (found == slices.end())
      return corrupt("a slice is missing");
    Shape shape;
    if (!shapeOfSlice(tensor.shape, slice, shape))
      return corrupt("a slice does not lie in the tensor");
    const Tensor &piece = found->second;
    if (!piece.place.slices.empty() || piece.dtype != tensor.dtype ||
        piece.shape != shape)
      return corrupt("a slice of another shape or type");
    if (__builtin_add_overflow(elements, piece.elements, &elements))
      return corrupt("too many slices");
  }
  if (elements != tensor.elements)
    return corrupt("the slices hold " + std::to_string(elements) +
                   " elements of " + std::to_string(tensor.elements));
  return {};
}

// ---- reading ----------------------------------------------------------------

const Tensor *Bundle::find(std::string_view name) const {
  auto found = std::lower_bound(
      allTensors.begin(), allTensors.end(), name,
      [](const Tensor &tensor, std::string_view n) { return tensor.name < n; });
  return found != allTensors.end() && found->name == name ? &*found : nullptr;
}

Status Bundle::findKey(std::string_view name, const Tensor *&tensor) const {
  tensor = find(name);
  if (!tensor)
    return error(TFC_NOT_FOUND,
                 "Key " + std::string(name) + " not found in checkpoint");
  return {};
}

static Status checksumMismatch(const Tensor &tensor) {
  return error(TFC_DATA_LOSS,
               "Checksum does not match for tensor " + tensor.name);
}

Status Bundle::readPlace(const Tensor &tensor, void *data) const {
  const Place &place = tensor.place;
  File file;
  if (Status status = file.open(shardPath(place.shard)); !status.ok())
    return status;
  // Summed while the bytes are in the cache.
  constexpr uint64_t step = 1 << 20;
  auto *to = static_cast<char *>(data);
  uint32_t crc = 0;
  for (uint64_t done = 0; done < place.size; done += step) {
    size_t size = size_t(std::min(step, place.size - done));
    if (Status status = file.read(place.offset + done, to + done, size);
        !status.ok())
      return status;
    crc = extendCrc32c(crc, to + done, size);
  }
  if (maskCrc32c(crc) != place.crc)
    return checksumMismatch(tensor);
  return {};
}

Status Bundle::readSlices(const Tensor &tensor, char *data) const {
  size_t size = elementSize(tensor.dtype);
  std::vector<bool> marked(size_t(tensor.elements));
  std::string buffer;
  for (const TensorSlice &slice : tensor.place.slices) {
    const Tensor &piece = slices.find(sliceKey(tensor.name, slice))->second;
    buffer.resize(size_t(piece.bytes));
    Status status = readPlace(piece, buffer.data());
    if (status.code == TFC_DATA_LOSS)
      return checksumMismatch(tensor);
    if (!status.ok())
      return status;
    if (piece.elements == 0)
      continue;
    const char *from = buffer.data();
    auto place = [&](int64_t element, int64_t row) {
      for (int64_t i = element; i < element + row; ++i) {
        if (marked[size_t(i)])
          return false;
        marked[size_t(i)] = true;
      }
      memcpy(data + size_t(element) * size, from, size_t(row) * size);
      from += size_t(row) * size;
      return true;
    };
    if (!forEachRow(tensor.shape, slice, piece.shape, place))
      return error(TFC_DATA_LOSS, "tensor " + tensor.name + ": slices overlap");
  }
  return {};
}

Status Bundle::read(std::string_view name, void *data, size_t bytes) const {
  const Tensor *tensor = nullptr;
  if (Status status = findKey(name, tensor); !status.ok())
    return status;
  if (elementSize(tensor->dtype) == 0)
    return error(TFC_UNIMPLEMENTED,
                 "tensor " + tensor->name + ": elements of type " +
                     std::to_string(tensor->dtype) + " are not supported here");
  if (bytes != size_t(tensor->bytes))
    return error(TFC_INVALID_ARGUMENT, "tensor " + tensor->name + " has " +
                                           std::to_string(tensor->bytes) +
                                           " bytes, not " +
                                           std::to_string(bytes));
  Status status = tensor->place.slices.empty()
                      ? readPlace(*tensor, data)
                      : readSlices(*tensor, static_cast<char *>(data));
  if (!status.ok() || tensor->dtype != TFC_BOOL)
    return status;
  // Compiled code must never see another byte.
  auto *bools = static_cast<const uint8_t *>(data);
  if (std::any_of(bools, bools + bytes, [](uint8_t b) { return b > 1; }))
    return error(TFC_DATA_LOSS,
                 "tensor " + tensor->name + ": a bool that is neither 0 nor 1");
  return {};
}

Status Bundle::readSlice(std::string_view name, const TensorSlice &slice,
                         void *data, size_t bytes) const {
  const Tensor *tensor = nullptr;
  if (Status status = findKey(name, tensor); !status.ok())
    return status;
  Shape shape;
  int64_t elements;
  size_t size = elementSize(tensor->dtype);
  if (!shapeOfSlice(tensor->shape, slice, shape) ||
      !countElements(shape, elements) || size_t(elements) * size != bytes)
    return error(TFC_INVALID_ARGUMENT,
                 "tensor " + tensor->name + " has no such slice");
  std::string whole(size_t(tensor->bytes), '\0');
  Status status = read(name, whole.data(), whole.size());
  if (!status.ok() || elements == 0)
    return status;
  auto *to = static_cast<char *>(data);
  forEachRow(tensor->shape, slice, shape, [&](int64_t element, int64_t row) {
    memcpy(to, whole.data() + size_t(element) * size, size_t(row) * size);
    to += size_t(row) * size;
    return true;
  });
  return {};
}

Status Bundle::readStrings(std::string_view name,
                           std::vector<std::string> &values) const {
  values.clear();
  const Tensor *tensor = nullptr;
  if (Status status = findKey(name, tensor); !status.ok())
    return status;
  if (tensor->dtype != TFC_STRING || !tensor->place.slices.empty())
    return error(TFC_INVALID_ARGUMENT,
                 "tensor " + tensor->name + " does not hold strings");
  const Place &place = tensor->place;
  File file;
  if (Status status = file.open(shardPath(place.shard)); !status.ok())
    return status;
  std::string content(size_t(place.size), '\0');
  if (Status status = file.read(place.offset, content.data(), content.size());
      !status.ok())
    return status;

  // The lengths as varints, a sum of them, the bytes of the strings. The sums
  // are of the lengths as words of four bytes, of eight where they need it.
  Status broken =
      error(TFC_DATA_LOSS, "tensor " + tensor->name + ": broken strings");
  std::string_view rest = content;
  std::vector<uint64_t> lengths;
  lengths.reserve(size_t(tensor->elements));
  uint32_t crc = 0;
  for (int64_t i = 0; i < tensor->elements; ++i) {
    uint64_t length;
    if (!takeVarint(rest, length))
      return broken;
    lengths.push_back(length);
    char word[8];
    for (int k = 0; k < 8; ++k)
      word[k] = char(length >> 8 * k);
    crc = extendCrc32c(crc, word, length <= UINT32_MAX ? 4 : 8);
  }
  std::string_view sumBytes = rest.substr(0, 4);
  uint64_t sum;
  if (!takeFixed(rest, 4, sum))
    return broken;
  if (sum != maskCrc32c(crc))
    return checksumMismatch(*tensor);
  crc = extendCrc32c(crc, sumBytes.data(), 4);
  crc = extendCrc32c(crc, rest.data(), rest.size());
  if (maskCrc32c(crc) != place.crc)
    return checksumMismatch(*tensor);
  values.reserve(lengths.size());
  for (uint64_t length : lengths) {
    std::string_view value;
    if (!takeBytes(rest, length, value))
      return broken;
    values.emplace_back(value);
  }
  return rest.empty() ? Status() : broken;
}
