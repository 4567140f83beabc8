//===- NpyFile.cpp - Reads and writes numpy's .npy files -----------------===//
#include "tools/console/NpyFile.h"
#include "tools/console/DType.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>
#include <type_traits>
#include <unistd.h>

namespace tfc::console {
namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr size_t kMagicSize = 6;
constexpr size_t kMaxHeader = 1 << 16;
constexpr size_t kMaxRank = 32;

struct DescrEntry {
  std::string_view descr;
  uint32_t dtype;
};
constexpr DescrEntry kDescrs[] = {
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, TENSORFLOW, NUMPY, ...)          \
  {NUMPY, NUMBER},
#include "runtime/include/tfc/dtypes.def"
};

struct CloseFile {
  void operator()(FILE *file) const { fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

struct Header {
  uint32_t dtype = 0;
  int64_t width = 0;      // of a string: its bytes, or characters of four
  bool isUnicode = false; // characters
  bool fortranOrder = false;
  std::vector<int64_t> shape;
};

/// The dict that the header is: {'descr': '<f4', 'fortran_order': False,
/// 'shape': (3, 4), }. Keys in any order, each once.
class HeaderParser {
public:
  HeaderParser(std::string_view text) : text(text) {}

  bool parse(Header &header) {
    if (!take("{"))
      return false;
    unsigned seen = 0;
    while (!take("}")) {
      std::string_view key;
      if (!takeString(key) || !take(":"))
        return false;
      unsigned bit = key == "descr"           ? 1
                     : key == "fortran_order" ? 2
                     : key == "shape"         ? 4
                                              : 0;
      if (!bit || (seen & bit))
        return fail("the keys are to be descr, fortran_order and shape");
      seen |= bit;
      if (!(bit == 1   ? takeDescr(header)
            : bit == 2 ? takeBool(header.fortranOrder)
                       : takeShape(header.shape)))
        return false;
      if (!take(",") && !peek('}'))
        return fail("expected ',' or '}'");
    }
    return seen == 7 || fail("a key of descr, fortran_order, shape is missing");
  }

  std::string error = "the header is not a dict as numpy writes it";

private:
  bool fail(std::string message) {
    error = std::move(message);
    return false;
  }
  void skipSpace() {
    while (!text.empty() && (text[0] == ' ' || text[0] == '\n'))
      text.remove_prefix(1);
  }
  bool peek(char c) {
    skipSpace();
    return !text.empty() && text[0] == c;
  }
  bool take(std::string_view token) {
    skipSpace();
    if (text.substr(0, token.size()) != token)
      return false;
    text.remove_prefix(token.size());
    return true;
  }
  bool takeString(std::string_view &value) {
    if (!peek('\'') && !peek('"'))
      return false;
    size_t end = text.find(text[0], 1);
    if (end == std::string_view::npos)
      return false;
    value = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return true;
  }
  bool takeDescr(Header &header) {
    std::string_view descr;
    if (!takeString(descr))
      return fail("only arrays of plain numbers can be read");
    for (const DescrEntry &entry : kDescrs)
      if (descr == entry.descr && !descr.empty()) {
        header.dtype = entry.dtype;
        return true;
      }
    // "|S7", "<U7"
    bool isUnicode = descr.substr(0, 2) == "<U";
    if (isUnicode || descr.substr(0, 2) == "|S") {
      auto [end, code] = std::from_chars(
          descr.data() + 2, descr.data() + descr.size(), header.width);
      if (code == std::errc() && end == descr.data() + descr.size() &&
          header.width >= 0 && header.width <= (1 << 28)) {
        header.dtype = TFC_STRING;
        header.isUnicode = isUnicode;
        return true;
      }
    }
    return fail("elements of type '" + std::string(descr) +
                "' cannot be read; expected little-endian numbers such as "
                "'<f4' or '<i8', or strings such as '|S8'");
  }
  bool takeBool(bool &value) {
    value = take("True");
    return value || take("False");
  }
  bool takeShape(std::vector<int64_t> &shape) {
    if (!take("("))
      return false;
    while (!take(")")) {
      skipSpace();
      int64_t dim = -1;
      auto [end, code] =
          std::from_chars(text.data(), text.data() + text.size(), dim);
      if (code != std::errc() || dim < 0)
        return fail("a dimension of the shape is not a number");
      text.remove_prefix(size_t(end - text.data()));
      if (shape.size() == kMaxRank)
        return fail("more than 32 dimensions");
      shape.push_back(dim);
      if (!take(",") && !peek(')'))
        return false;
    }
    return true;
  }

  std::string_view text;
};

Status broken(const std::string &path, const std::string &why) {
  return Status(TFC_INVALID_ARGUMENT, path + ": " + why);
}

Status readHeader(FILE *file, const std::string &path, Header &header) {
  unsigned char start[kMagicSize + 2];
  if (fread(start, 1, sizeof start, file) != sizeof start ||
      memcmp(start, kMagic, kMagicSize) != 0)
    return broken(path, "not a .npy file");
  unsigned major = start[kMagicSize];
  if (major < 1 || major > 3)
    return broken(path, "version " + std::to_string(major) +
                            " of .npy is not known; expected 1 to 3");
  unsigned char length[4] = {};
  size_t lengthBytes = major == 1 ? 2 : 4;
  if (fread(length, 1, lengthBytes, file) != lengthBytes)
    return broken(path, "the file ends within its header");
  size_t size = length[0] | size_t(length[1]) << 8 | size_t(length[2]) << 16 |
                size_t(length[3]) << 24;
  if (size > kMaxHeader)
    return broken(path, "a header of " + std::to_string(size) +
                            " bytes; at most 65536 are read");
  std::string text(size, '\0');
  if (fread(text.data(), 1, size, file) != size)
    return broken(path, "the file ends within its header");
  HeaderParser parser(text);
  if (!parser.parse(header))
    return broken(path, parser.error);
  return Status();
}

/// Bytes of `header`'s elements, or -1 when that is no number.
int64_t sizeOf(const Header &header) {
  int64_t bytes = header.dtype == TFC_STRING
                      ? header.width * (header.isUnicode ? 4 : 1)
                      : int64_t(tfc_dtype_size(header.dtype));
  for (int64_t dim : header.shape)
    if (dim == 0)
      return 0;
  for (int64_t dim : header.shape)
    if (__builtin_mul_overflow(bytes, dim, &bytes))
      return -1;
  return bytes;
}

void appendUtf8(std::string &text, uint32_t point) {
  if (point < 0x80) {
    text += char(point);
    return;
  }
  int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  text += char((0xff00 >> (more + 1) & 0xff) | point >> 6 * more);
  while (more-- > 0)
    text += char(0x80 | (point >> 6 * more & 0x3f));
}

/// Strings from elements of one width, which zeros fill up: as numpy reads
/// them, those at the end do not count.
Tensor readStrings(const Header &header, const char *data) {
  std::vector<std::string> texts;
  int64_t count = 1;
  for (int64_t dim : header.shape)
    count *= dim;
  for (int64_t i = 0; i < count; ++i) {
    std::string text;
    if (header.isUnicode) {
      std::vector<uint32_t> points(size_t(header.width));
      memcpy(points.data(), data + i * header.width * 4,
             size_t(header.width) * 4);
      while (!points.empty() && points.back() == 0)
        points.pop_back();
      for (uint32_t point : points)
        appendUtf8(text, point <= 0x10ffff ? point : 0xfffd);
    } else {
      text.assign(data + i * header.width, size_t(header.width));
      text.resize(text.find_last_not_of('\0') + 1);
    }
    texts.push_back(std::move(text));
  }
  std::vector<std::string_view> views(texts.begin(), texts.end());
  return Tensor::strings(Shape(header.shape), views);
}

/// Elements read in Fortran order, put in C order.
Tensor toRowMajor(const Tensor &tensor) {
  // The addresses of strings move; the strings stay where `tensor` has them.
  Tensor result(tensor.dtype(), tensor.shape());
  size_t rank = tensor.shape().rank();
  size_t bytes = tfc_dtype_size(tensor.dtype());
  auto *from = static_cast<const char *>(tensor.view().raw());
  auto *to = static_cast<char *>(const_cast<void *>(result.view().raw()));
  if (!to)
    return result;
  std::vector<int64_t> stride(rank), index(rank);
  int64_t step = 1;
  for (size_t d = 0; d < rank; ++d) {
    stride[d] = step;
    step *= tensor.shape()[d];
  }
  for (int64_t i = 0, offset = 0; i < tensor.elements(); ++i) {
    memcpy(to + size_t(i) * bytes, from + size_t(offset) * bytes, bytes);
    for (size_t d = rank; d-- > 0;) {
      offset += stride[d];
      if (++index[d] < tensor.shape()[d])
        break;
      offset -= stride[d] * tensor.shape()[d];
      index[d] = 0;
    }
  }
  return result;
}

} // namespace

Status readNpy(const std::string &path, Tensor &tensor) {
  File file(fopen(path.c_str(), "rb"));
  if (!file)
    return Status(TFC_NOT_FOUND, path + ": " + strerror(errno));
  Header header;
  if (Status status = readHeader(file.get(), path, header); !status)
    return status;
  int64_t bytes = sizeOf(header);
  long start = ftell(file.get());
  if (start < 0 || fseek(file.get(), 0, SEEK_END) != 0)
    return broken(path, "not a file that can be read twice");
  int64_t present = int64_t(ftell(file.get())) - start;
  if (bytes < 0 || present != bytes)
    return broken(path, "its shape needs " +
                            (bytes < 0 ? std::string("more than 2^63")
                                       : std::to_string(bytes)) +
                            " bytes of data, the file has " +
                            std::to_string(present));
  fseek(file.get(), start, SEEK_SET);
  if (header.dtype == TFC_STRING) {
    std::string data(size_t(bytes), '\0');
    if (fread(data.data(), 1, size_t(bytes), file.get()) != size_t(bytes))
      return broken(path, "cannot be read to its end");
    Tensor read = readStrings(header, data.data());
    // A copy takes the strings along.
    tensor = header.fortranOrder ? Tensor(toRowMajor(read).view()) : read;
    return Status();
  }
  Tensor read(header.dtype, Shape(header.shape));
  void *data = const_cast<void *>(read.view().raw());
  if (!data)
    return Status(TFC_RESOURCE_EXHAUSTED, path + ": not enough memory");
  if (fread(data, 1, size_t(bytes), file.get()) != size_t(bytes))
    return broken(path, "cannot be read to its end");
  if (header.dtype == TFC_BOOL)
    for (int64_t i = 0; i < bytes; ++i)
      if (static_cast<unsigned char *>(data)[i] > 1)
        return broken(path, "a boolean that is neither 0 nor 1");
  tensor = header.fortranOrder ? toRowMajor(read) : std::move(read);
  return Status();
}

/// A file of elements that numpy calls `descr`.
static Status writeArray(const std::string &path, const std::string &descr,
                         const Shape &shape, std::string_view data) {
  std::string dict =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (";
  for (int64_t dim : shape)
    dict += std::to_string(dim) + ",";
  dict += "), }";
  // The data begins at a multiple of 64, the header ends with a newline.
  size_t prefix = kMagicSize + 4;
  dict.append(63 - (prefix + dict.size()) % 64, ' ');
  dict += '\n';
  std::string head(kMagic, kMagicSize);
  head += '\1';
  head += '\0';
  head += char(dict.size() & 0xff);
  head += char(dict.size() >> 8);
  head += dict;

  std::string temporary = path + ".tmp" + std::to_string(getpid());
  FILE *file = fopen(temporary.c_str(), "wb");
  bool good = file && fwrite(head.data(), 1, head.size(), file) == head.size();
  good = good && (data.empty() ||
                  fwrite(data.data(), 1, data.size(), file) == data.size());
  if (file)
    good = fclose(file) == 0 && good;
  if (good && rename(temporary.c_str(), path.c_str()) == 0)
    return Status();
  int reason = errno;
  remove(temporary.c_str());
  return Status(TFC_PERMISSION_DENIED, path + ": " + strerror(reason));
}

/// As bytes, all filled up to the longest.
static Status writeStrings(const std::string &path, const TensorView &tensor) {
  size_t width = 1, count = size_t(tensor.elements());
  for (size_t i = 0; i < count; ++i)
    width = std::max(width, tensor.text(int64_t(i)).size());
  size_t bytes;
  if (__builtin_mul_overflow(width, count, &bytes) || bytes > size_t(1) << 36)
    return Status(TFC_RESOURCE_EXHAUSTED,
                  path + ": " + std::to_string(count) + " strings of up to " +
                      std::to_string(width) +
                      " bytes are more than an array of one width can hold");
  std::string data(bytes, '\0');
  for (size_t i = 0; i < count; ++i) {
    std::string_view text = tensor.text(int64_t(i));
    std::copy(text.begin(), text.end(), data.begin() + i * width);
  }
  return writeArray(path, "|S" + std::to_string(width), tensor.shape(), data);
}

Status writeNpy(const std::string &path, const TensorView &tensor) {
  if (tensor.dtype() == TFC_STRING)
    return writeStrings(path, tensor);
  for (const DescrEntry &entry : kDescrs)
    if (tensor.dtype() == entry.dtype && !entry.descr.empty())
      return writeArray(
          path, std::string(entry.descr), tensor.shape(),
          {static_cast<const char *>(tensor.raw()), tensor.bytes()});
  return Status(TFC_UNIMPLEMENTED, path + ": no .npy files of type " +
                                       tfc_dtype_name(tensor.dtype()));
}

namespace {

/// Whether `value` can be told as a To: integers exactly, a floating-point
/// number as an integer never.
template <typename To, typename From>
bool fits(From value) {
  if constexpr (std::is_floating_point_v<To>)
    return true;
  else if constexpr (std::is_floating_point_v<From>)
    return false;
  else if constexpr (std::is_same_v<To, bool> != std::is_same_v<From, bool>)
    return !std::is_same_v<To, bool>;
  else if constexpr (std::is_same_v<From, uint64_t>)
    return std::is_same_v<To, uint64_t> ||
           value <= uint64_t(std::numeric_limits<To>::max());
  else
    return int64_t(value) >= int64_t(std::numeric_limits<To>::min()) &&
           (std::is_same_v<To, uint64_t> ||
            int64_t(value) <= int64_t(std::numeric_limits<To>::max()));
}

} // namespace

Status convert(const Tensor &tensor, uint32_t dtype, Tensor &result) {
  if (tensor.dtype() == dtype) {
    result = tensor;
    return Status();
  }
  result = Tensor(dtype, tensor.shape());
  bool exact = true, known = false;
  withType(tensor.dtype(), [&](auto from) {
    known = withType(dtype, [&](auto to) {
      const auto *source = tensor.data<decltype(from)>();
      auto *target = result.data<decltype(to)>();
      for (int64_t i = 0; target && i < tensor.elements() && exact; ++i) {
        exact = fits<decltype(to)>(source[i]);
        if (exact)
          target[i] = decltype(to)(source[i]);
      }
    });
  });
  if (exact && known)
    return Status();
  return Status(TFC_INVALID_ARGUMENT, std::string("values of type ") +
                                          tfc_dtype_name(tensor.dtype()) +
                                          " where " + tfc_dtype_name(dtype) +
                                          " is expected");
}

} // namespace tfc::console
