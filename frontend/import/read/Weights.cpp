//===- Weights.cpp - The weights beside a TF.js model ---------------------===//
#include "frontend/import/read/Weights.h"
#include "frontend/import/read/Readers.h"
#include "runtime/include/tfc/abi.h"

#include "checkpoint/File.h"
#include "runtime/include/tfc/half.hpp"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Path.h"

#include <cmath>

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;
using tensorflow::DataType;
namespace json = llvm::json;

namespace tfc {

namespace {

/// A type that weights are stored in.
struct StoredType {
  const char *name;
  DataType dtype;
  unsigned size;

  bool isString() const { return dtype == tensorflow::DT_STRING; }
};

class WeightReader {
public:
  WeightReader(StringRef folder, StringRef path) : folder(folder), path(path) {}

  Error readGroup(const json::Value &group);
  llvm::StringMap<TensorData> weights;

private:
  Error fail(const Twine &what) const {
    return readError(path, "weightsManifest: " + what);
  }
  /// Appends the content of a file to `data`.
  Error readShard(const json::Value &name);
  Error readWeight(const json::Object &spec, StringRef name);
  Error readStrings(int64_t count, TensorData &value);
  /// Expands stored numbers q to q * scale + min.
  Error expand(const json::Object &quantization, const StoredType &stored,
               StringRef bytes, TensorData &value) const;
  Error take(size_t size, StringRef &bytes);

  std::string folder, path;
  llvm::StringSet<> shards;
  std::string data; // of the group
  size_t position = 0;
};

} // namespace

static constexpr StoredType storedTypes[] = {
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, ...)                             \
  {NAME, DataType(NUMBER), BYTES},
#include "runtime/include/tfc/dtypes.def"
};

static const StoredType *findType(std::optional<StringRef> name) {
  for (const StoredType &type : storedTypes)
    if (name && *name == type.name)
      return &type;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

/// Whether a relative path leads to a place in the folder that it is of.
static bool staysInside(StringRef name) {
  if (name.empty() || name.contains('\0') || name.contains('\\') ||
      llvm::sys::path::is_absolute(name))
    return false;
  for (auto part = llvm::sys::path::begin(name),
            end = llvm::sys::path::end(name);
       part != end; ++part)
    if (*part == "..")
      return false;
  return true;
}

Error WeightReader::readShard(const json::Value &value) {
  auto name = value.getAsString();
  if (!name)
    return fail("a path is no string");
  if (!staysInside(*name))
    return fail("the path '" + *name + "' does not stay in the model's folder");
  // Otherwise a small file would become a large one.
  if (!shards.insert(*name).second)
    return fail("the path '" + *name + "' occurs twice");
  llvm::SmallString<256> file(folder);
  llvm::sys::path::append(file, *name);
  std::string content;
  if (auto status = checkpoint::readFile(file.str().str(), content);
      !status.ok()) {
    auto [where, what] = StringRef(status.message).split(": ");
    return readError(where, what);
  }
  data += content;
  return Error::success();
}

Error WeightReader::take(size_t size, StringRef &bytes) {
  if (size > data.size() - position)
    return fail("the files of the group hold " + Twine(data.size()) +
                " bytes, and at byte " + Twine(position) + " " + Twine(size) +
                " more are needed");
  bytes = StringRef(data).substr(position, size);
  position += size;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

template <typename T>
static void append(std::string &bytes, T value) {
  char word[sizeof(T)];
  llvm::support::endian::write<T, llvm::endianness::little>(word, value);
  bytes.append(word, sizeof(T));
}

Error WeightReader::expand(const json::Object &quantization,
                           const StoredType &stored, StringRef bytes,
                           TensorData &value) const {
  bool isHalf = stored.dtype == tensorflow::DT_HALF;
  if (isHalf ? value.dtype != tensorflow::DT_FLOAT
             : (stored.dtype != tensorflow::DT_UINT8 &&
                stored.dtype != tensorflow::DT_UINT16) ||
                   (value.dtype != tensorflow::DT_FLOAT &&
                    value.dtype != tensorflow::DT_INT32))
    return fail("quantisation of this type to " + Twine(stored.name) +
                " is not known");
  auto scale = quantization.getNumber("scale"),
       min = quantization.getNumber("min");
  if (!isHalf &&
      (!scale || !min || !std::isfinite(*scale) || !std::isfinite(*min)))
    return fail("a quantised weight without its scale and min");
  size_t count = bytes.size() / stored.size;
  value.bytes.reserve(count * 4);
  for (size_t i = 0; i < count; ++i) {
    const char *at = bytes.data() + i * stored.size;
    unsigned q =
        stored.size == 1 ? uint8_t(*at) : llvm::support::endian::read16le(at);
    if (isHalf) {
      append(value.bytes, llvm::bit_cast<uint32_t>(halfToFloat(uint16_t(q))));
      continue;
    }
    // As TensorFlow.js does: in double, then rounded to the type.
    double number = q * *scale + *min;
    if (value.dtype == tensorflow::DT_FLOAT) {
      append(value.bytes, llvm::bit_cast<uint32_t>(float(number)));
      continue;
    }
    number = std::floor(number + 0.5);
    if (!(number >= INT32_MIN && number <= INT32_MAX))
      return fail("a quantised integer does not fit into 32 bits");
    append(value.bytes, int32_t(number));
  }
  return Error::success();
}

/// Strings stand as their length, four bytes, and their bytes.
Error WeightReader::readStrings(int64_t count, TensorData &value) {
  if (uint64_t(count) > (data.size() - position) / 4)
    return fail(Twine(count) + " strings do not fit into the files");
  for (int64_t i = 0; i < count; ++i) {
    StringRef bytes;
    if (Error failed = take(4, bytes))
      return failed;
    uint32_t length = llvm::support::endian::read32le(bytes.data());
    if (Error failed = take(length, bytes))
      return failed;
    value.strings.push_back(bytes.str());
  }
  return Error::success();
}

Error WeightReader::readWeight(const json::Object &spec, StringRef name) {
  const StoredType *type = findType(spec.getString("dtype"));
  if (!type)
    return fail("its dtype is none of TensorFlow.js");
  TensorData value;
  value.dtype = type->dtype;
  const json::Array *shape = spec.getArray("shape");
  if (!shape)
    return fail("it has no shape");
  constexpr int64_t limit = TFC_MAX_ELEMENTS;
  int64_t count = 1;
  bool empty = false;
  for (const json::Value &dimension : *shape) {
    auto size = dimension.getAsInteger();
    if (!size || *size < 0 || *size > limit || (*size && count > limit / *size))
      return fail("its shape is no list of sizes, or is too large");
    value.shape.push_back(*size);
    empty |= *size == 0;
    count *= *size ? *size : 1;
  }
  if (empty)
    count = 0;

  const StoredType *stored = type;
  const json::Object *quantization = spec.getObject("quantization");
  if (quantization && !(stored = findType(quantization->getString("dtype"))))
    return fail("its quantised dtype is none of TensorFlow.js");
  if (type->isString()) {
    if (Error failed = readStrings(count, value))
      return failed;
  } else {
    StringRef bytes;
    if (stored->isString())
      return fail("its quantised dtype is none of TensorFlow.js");
    if (Error failed = take(size_t(count) * stored->size, bytes))
      return failed;
    if (!quantization)
      value.bytes = bytes.str();
    else if (Error failed = expand(*quantization, *stored, bytes, value))
      return failed;
  }
  if (!weights.try_emplace(name, std::move(value)).second)
    return fail("it occurs twice");
  return Error::success();
}

Error WeightReader::readGroup(const json::Value &value) {
  const json::Object *group = value.getAsObject();
  const json::Array *paths = group ? group->getArray("paths") : nullptr;
  const json::Array *specs = group ? group->getArray("weights") : nullptr;
  if (!paths || !specs)
    return fail("a group without paths and weights");
  data.clear();
  position = 0;
  for (const json::Value &name : *paths)
    if (Error failed = readShard(name))
      return failed;
  for (const json::Value &entry : *specs) {
    const json::Object *spec = entry.getAsObject();
    auto name = spec ? spec->getString("name") : std::nullopt;
    if (!name)
      return fail("a weight without a name");
    if (Error failed = readWeight(*spec, *name)) {
      std::string what = llvm::toString(std::move(failed));
      StringRef text = what;
      text.consume_front(path + ": weightsManifest: ");
      return fail("weight '" + *name + "': " + text);
    }
  }
  return Error::success();
}

Expected<llvm::StringMap<TensorData>>
readWeights(const json::Array &manifest, StringRef folder, StringRef path) {
  WeightReader reader(folder, path);
  for (const json::Value &group : manifest)
    if (Error failed = reader.readGroup(group))
      return std::move(failed);
  return std::move(reader.weights);
}

std::optional<TensorData> convertWeight(const TensorData &weight,
                                        DataType dtype) {
  using namespace llvm::support::endian;
  if (weight.dtype == dtype)
    return weight;
  TensorData result;
  result.dtype = dtype;
  result.shape = weight.shape;
  auto convert = [&](unsigned size, auto number) {
    for (size_t i = 0; i + size <= weight.bytes.size(); i += size)
      append(result.bytes, number(read32le(weight.bytes.data() + i)));
    return result;
  };
  auto asDouble = [](uint32_t bits) {
    return llvm::bit_cast<uint64_t>(double(llvm::bit_cast<float>(bits)));
  };
  if (weight.dtype == tensorflow::DT_FLOAT && dtype == tensorflow::DT_DOUBLE)
    return convert(4, asDouble);
  if (weight.dtype != tensorflow::DT_INT32)
    return std::nullopt;
  switch (dtype) {
  case tensorflow::DT_INT64:
  case tensorflow::DT_UINT64:
    return convert(4, [](uint32_t bits) { return int64_t(int32_t(bits)); });
  case tensorflow::DT_UINT32:
    return convert(4, [](uint32_t bits) { return bits; });
  case tensorflow::DT_INT16:
  case tensorflow::DT_UINT16:
    return convert(4, [](uint32_t bits) { return uint16_t(bits); });
  case tensorflow::DT_INT8:
  case tensorflow::DT_UINT8:
    return convert(4, [](uint32_t bits) { return uint8_t(bits); });
  default:
    return std::nullopt;
  }
}

} // namespace tfc
