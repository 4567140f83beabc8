//===- Literal.cpp - Tensors as text: literals of .tfg, and JSON ----------===//
#include "tools/console/Literal.h"
#include "runtime/include/tfc/half.hpp"
#include "tools/console/DType.h"

#include <charconv>
#include <cmath>
#include <complex>
#include <limits>
#include <type_traits>

namespace tfc::console {
namespace {

constexpr size_t kMaxRank = 32;

/// One pass over the text: elements go to `values` as they come, the shape is
/// settled by the first list at each depth and checked by the others.
template <typename T>
class LiteralParser {
public:
  LiteralParser(std::string_view text) : text(text) {}

  Status parse() {
    if (!parseValue(0))
      return Status(TFC_INVALID_ARGUMENT, error);
    skipSpace();
    if (at < text.size()) {
      fail("the end");
      return Status(TFC_INVALID_ARGUMENT, error);
    }
    return Status();
  }

  std::vector<T> values;
  std::vector<int64_t> shape;

private:
  bool parseValue(size_t depth) {
    skipSpace();
    if (at < text.size() && text[at] == '[')
      return parseList(depth);
    if (!scalarDepthKnown) {
      scalarDepthKnown = true;
      scalarDepth = depth;
    }
    if (depth != scalarDepth)
      return fail("a list, as beside it");
    return parseScalar();
  }

  bool parseList(size_t depth) {
    if (scalarDepthKnown && depth >= scalarDepth)
      return fail(std::is_same_v<T, std::string> ? "a string, as beside it"
                                                 : "a number, as beside it");
    if (depth == kMaxRank)
      return fail("at most 32 dimensions");
    size_t open = at++;
    if (shape.size() <= depth)
      shape.resize(depth + 1, -1);
    int64_t count = 0;
    skipSpace();
    while (at < text.size() && text[at] != ']') {
      if (!parseValue(depth + 1))
        return false;
      ++count;
      skipSpace();
      if (at < text.size() && text[at] == ',') {
        ++at;
        skipSpace();
      } else if (at < text.size() && text[at] != ']') {
        return fail("',' or ']'");
      }
    }
    if (at == text.size())
      return fail("']'");
    ++at;
    if (count == 0 && !scalarDepthKnown) {
      scalarDepthKnown = true;
      scalarDepth = depth + 1;
    }
    if (shape[depth] < 0)
      shape[depth] = count;
    if (shape[depth] != count) {
      at = open;
      return fail(std::to_string(shape[depth]) +
                  " elements, as in the list before, not " +
                  std::to_string(count));
    }
    return true;
  }

  /// Quoted as Python writes it.
  bool parseString() {
    if (at == text.size() || (text[at] != '"' && text[at] != '\''))
      return fail("a quoted string");
    char quote = text[at++];
    std::string value;
    for (; at < text.size() && text[at] != quote; ++at) {
      if (text[at] != '\\') {
        value += text[at];
        continue;
      }
      if (++at == text.size())
        break;
      constexpr std::string_view letters = "ntr0abfv",
                                 bytes("\n\t\r\0\a\b\f\v", 8);
      size_t known = letters.find(text[at]);
      if (text[at] == 'x') {
        unsigned byte = 0;
        const char *from = text.data() + at + 1;
        const char *end = text.data() + std::min(at + 3, text.size());
        if (std::from_chars(from, end, byte, 16).ptr != from + 2)
          return fail("two hexadecimal digits behind \\x");
        value += char(byte);
        at += 2;
      } else {
        value += known == std::string_view::npos ? text[at] : bytes[known];
      }
    }
    if (at == text.size())
      return fail(std::string(1, quote));
    ++at;
    if constexpr (std::is_same_v<T, std::string>)
      values.push_back(std::move(value));
    return true;
  }

  bool parseScalar() {
    if constexpr (std::is_same_v<T, std::string>)
      return parseString();
    else
      return parseNumber();
  }

  bool parseNumber() {
    std::string_view rest = text.substr(at);
    size_t length = 0;
    while (length < rest.size() && !strchr(",[] \t\n", rest[length]))
      ++length;
    std::string_view word = rest.substr(0, length);
    T value;
    if (!read(word, value))
      return fail(std::is_same_v<T, bool> ? std::string("True or False")
                  : std::is_integral_v<T>
                      ? std::string("an integer of its type's range")
                      : std::string("a number"));
    at += length;
    values.push_back(value);
    return true;
  }

  template <typename N>
  static bool read(std::string_view word, N &value) {
    const bool isTrue = word == "True" || word == "true";
    const bool isFalse = word == "False" || word == "false";
    if constexpr (std::is_same_v<N, std::string>) {
      return false;
    } else if constexpr (std::is_same_v<N, bool>) {
      value = isTrue || word == "1";
      return value || isFalse || word == "0";
    } else {
      const char *begin = word.data(), *end = begin + word.size();
      if (begin != end && *begin == '+')
        ++begin;
      auto [stop, code] = std::from_chars(begin, end, value);
      if (begin != end && stop == end && code == std::errc())
        return true;
      if constexpr (std::is_floating_point_v<N>) {
        // from_chars knows inf and nan; these are as .tfg spells them.
        const bool negative = begin != end && *begin == '-';
        std::string_view name = word.substr(negative ? 1 : 0);
        if (name == "np.inf" || name == "np.nan") {
          value = name == "np.inf" ? std::numeric_limits<N>::infinity()
                                   : std::numeric_limits<N>::quiet_NaN();
          value = negative ? -value : value;
          return true;
        }
        // Too large or too small for N: as a cast would have it.
        if (begin != end && stop == end &&
            code == std::errc::result_out_of_range) {
          value = N(strtod(std::string(begin, end).c_str(), nullptr));
          return true;
        }
      }
      return false;
    }
  }

  void skipSpace() {
    while (at < text.size() && strchr(" \t\n\r", text[at]))
      ++at;
  }

  bool fail(const std::string &expected) {
    std::string_view found = text.substr(at, 20);
    error = "column " + std::to_string(at + 1) + ": expected " + expected +
            ", found " +
            (found.empty() ? "the end" : "'" + std::string(found) + "'");
    return false;
  }

  std::string_view text;
  size_t at = 0;
  bool scalarDepthKnown = false;
  size_t scalarDepth = 0;
  std::string error;
};

template <typename T>
void appendNumber(std::string &out, T value, bool json) {
  if constexpr (std::is_same_v<T, bool>) {
    out += json ? (value ? "true" : "false") : (value ? "True" : "False");
  } else {
    if constexpr (std::is_floating_point_v<T>) {
      if (!std::isfinite(value)) {
        std::string name = std::isnan(value) ? (json ? "NaN" : "np.nan")
                                             : (json ? "Infinity" : "np.inf");
        if (std::isinf(value) && value < 0)
          name = "-" + name;
        out += json ? "\"" + name + "\"" : name;
        return;
      }
    }
    char text[64];
    auto [end, code] = std::to_chars(text, text + sizeof text, value);
    std::string_view digits(text, size_t(end - text));
    out += digits;
    if (std::is_floating_point_v<T> &&
        digits.find_first_of(".e") == std::string_view::npos)
      out += ".0";
  }
}

/// As Python writes it; JSON has no such number.
template <typename T>
void appendNumber(std::string &out, std::complex<T> value, bool json) {
  auto part = [](T number) {
    char text[64];
    auto [end, code] = std::to_chars(text, text + sizeof text, number);
    return std::string(text, end);
  };
  std::string text = part(value.real());
  if (!std::signbit(value.imag()))
    text += '+';
  text += part(value.imag()) + "j";
  out += json ? "\"" + text + "\"" : "(" + text + ")";
}

/// Whether the bytes are UTF-8 throughout.
bool isUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    unsigned char head = static_cast<unsigned char>(text[i++]);
    int more = head < 0x80                   ? 0
               : head >= 0xc2 && head < 0xe0 ? 1
               : head >= 0xe0 && head < 0xf0 ? 2
               : head >= 0xf0 && head < 0xf5 ? 3
                                             : -1;
    if (more < 0)
      return false;
    unsigned point = head & (0x3f >> more);
    for (int k = 0; k < more; ++k, ++i) {
      if (i == text.size() || (text[i] & 0xc0) != 0x80)
        return false;
      point = point << 6 | (text[i] & 0x3f);
    }
    if ((more == 2 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
        (more == 3 && (point < 0x10000 || point > 0x10ffff)))
      return false;
  }
  return true;
}

/// Quoted as Python and as JSON write it.
void appendNumber(std::string &out, std::string_view text, bool json) {
  bool utf8 = isUtf8(text);
  char quote = json || text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    char escape[8];
    if (c == quote || c == '\\')
      (out += '\\') += c;
    else if (c == '\n' || c == '\t')
      out += c == '\n' ? "\\n" : "\\t";
    else if (byte < ' ' || byte == 0x7f || (byte >= 0x80 && !utf8)) {
      snprintf(escape, sizeof escape, json ? "\\u%04x" : "\\x%02x", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  out += quote;
}

/// Calls function(data) with the elements as a C++ type that can be written.
template <typename Function>
bool withElements(const TensorView &tensor, Function &&function) {
  std::vector<float> wide;
  std::vector<std::string_view> texts;
  auto *half = static_cast<const uint16_t *>(tensor.raw());
  switch (tensor.dtype()) {
  case TFC_FLOAT16:
  case TFC_BFLOAT16:
    for (int64_t i = 0; i < tensor.elements(); ++i)
      wide.push_back(tensor.dtype() == TFC_FLOAT16 ? halfToFloat(half[i])
                                                   : bfloat16ToFloat(half[i]));
    return function(wide.data()), true;
  case TFC_STRING:
    for (int64_t i = 0; i < tensor.elements(); ++i)
      texts.push_back(tensor.text(i));
    return function(texts.data()), true;
  case TFC_COMPLEX64:
    return function(static_cast<const std::complex<float> *>(tensor.raw())),
           true;
  case TFC_COMPLEX128:
    return function(static_cast<const std::complex<double> *>(tensor.raw())),
           true;
  default:
    return withType(tensor.dtype(), [&](auto zero) {
      function(static_cast<const decltype(zero) *>(tensor.raw()));
    });
  }
}

constexpr int64_t kFullElements = 1000, kEdge = 3;

template <typename T>
void appendList(std::string &out, const T *data, const Shape &shape, size_t dim,
                int64_t stride, bool abbreviate) {
  if (dim == shape.rank())
    return appendNumber(out, *data, /*json=*/false);
  out += '[';
  int64_t count = shape[dim], step = count ? stride / count : 0;
  for (int64_t i = 0; i < count; ++i) {
    if (i)
      out += ", ";
    if (abbreviate && count > 2 * kEdge && i == kEdge) {
      out += "..., ";
      i = count - kEdge;
    }
    appendList(out, data + i * step, shape, dim + 1, step, abbreviate);
  }
  out += ']';
}

} // namespace

static Status parseStrings(std::string_view text, Tensor &tensor) {
  LiteralParser<std::string> parser(text);
  size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos || !strchr("['\"", text[first])) {
    parser.values.emplace_back(text);
  } else if (Status status = parser.parse(); !status) {
    return status;
  }
  for (int64_t &dim : parser.shape)
    dim = std::max<int64_t>(dim, 0);
  std::vector<std::string_view> texts(parser.values.begin(),
                                      parser.values.end());
  tensor = Tensor::strings(Shape(parser.shape), texts);
  return Status();
}

Status parseLiteral(std::string_view text, uint32_t dtype, Tensor &tensor) {
  if (dtype == TFC_STRING)
    return parseStrings(text, tensor);
  Status status(TFC_UNIMPLEMENTED,
                std::string("no literals of type ") + tfc_dtype_name(dtype));
  if (dtype == TFC_FLOAT16 || dtype == TFC_BFLOAT16) {
    Tensor wide;
    if (status = parseLiteral(text, TFC_FLOAT32, wide); !status)
      return status;
    tensor = Tensor(dtype, wide.shape());
    auto *from = wide.data<float>();
    auto *to = static_cast<uint16_t *>(const_cast<void *>(tensor.view().raw()));
    for (int64_t i = 0; from && to && i < wide.elements(); ++i)
      to[i] = dtype == TFC_FLOAT16 ? floatToHalf(from[i])
                                   : floatToBFloat16(from[i]);
    return status;
  }
  withType(dtype, [&](auto zero) {
    using T = decltype(zero);
    LiteralParser<T> parser(text);
    status = parser.parse();
    if (!status)
      return;
    // A dimension below an empty one stays unsettled: it is 0.
    for (int64_t &dim : parser.shape)
      dim = std::max<int64_t>(dim, 0);
    tensor = Tensor(dtype, Shape(parser.shape));
    T *data = tensor.data<T>();
    for (size_t i = 0; data && i < parser.values.size(); ++i)
      data[i] = parser.values[i];
  });
  return status;
}

std::string formatLiteral(const TensorView &tensor) {
  std::string out;
  bool known = withElements(tensor, [&](auto *data) {
    appendList(out, data, tensor.shape(), 0, tensor.elements(),
               tensor.elements() > kFullElements);
  });
  return known ? out
               : std::string("<") + tfc_dtype_name(tensor.dtype()) + " values>";
}

std::string formatJson(const TensorView &tensor) {
  const char *name = dtypeName(tensor.dtype());
  std::string out = std::string("{\"dtype\": \"") +
                    (name ? name : tfc_dtype_name(tensor.dtype())) +
                    "\", \"shape\": [";
  for (size_t i = 0; i < tensor.shape().rank(); ++i)
    out += (i ? ", " : "") + std::to_string(tensor.shape()[i]);
  out += "], \"values\": [";
  withElements(tensor, [&](auto *data) {
    for (int64_t i = 0; i < tensor.elements(); ++i) {
      if (i)
        out += ", ";
      appendNumber(out, data[i], /*json=*/true);
    }
  });
  return out + "]}";
}

} // namespace tfc::console
