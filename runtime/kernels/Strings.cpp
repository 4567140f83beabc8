// Constants, comparisons, and functions of the strings of a tensor, one by one.
#include "kernels/Broadcast.h"
#include "kernels/Text.h"

using namespace tfc::runtime;

namespace {
constexpr int32_t kNoMemory = TFC_RESOURCE_EXHAUSTED; // makeText has told

bool startsCharacter(char byte) { return (byte & 0xc0) != 0x80; }

/// Bytes or, of UTF-8, characters.
int64_t lengthOf(std::string_view text, bool utf8) {
  if (!utf8)
    return int64_t(text.size());
  int64_t count = 0;
  for (char byte : text)
    count += startsCharacter(byte);
  return count;
}
/// The place at which character (or byte) number `i` starts.
size_t placeOf(std::string_view text, int64_t i, bool utf8) {
  if (!utf8)
    return size_t(i);
  size_t at = 0;
  for (; at < text.size(); ++at)
    if (startsCharacter(text[at]) && i-- == 0)
      break;
  return at;
}
bool isUtf8(Parameters &next) { return nextText(next) == "UTF8_CHAR"; }
} // namespace

/// Operands: the strings. Parameters: how many, then each as a tfc_string.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_constant(
    tfc_context *, const tfc_tensor *operands, const int64_t *parameters) {
  bool isSplat = *parameters++ == 1;
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    dataOf<const tfc_string *>(operands[0])[i] =
        *parameters ? reinterpret_cast<const tfc_string *>(parameters)
                    : nullptr;
    if (!isSplat)
      parameters += 1 + (*parameters + 7) / 8;
  }
  return TFC_OK;
}

/// Operands: x, y, the truth values, x and y broadcast. Parameters: the
/// comparison: 0 ==, 1 !=, 2 <, 3 <=, 4 >, 5 >=.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_compare(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *parameters) {
  const tfc_tensor &result = operands[2];
  if (result.rank > kMaxRank)
    return unsupportedType(context, "A comparison of too many dimensions");
  BroadcastWalk<2> walk(operands, result);
  for (int64_t i = 0, n = numElements(result); i < n; ++i, walk.next()) {
    // char_traits<char> compares by unsigned bytes.
    int order = textAt(operands[0], walk.place[0])
                    .compare(textAt(operands[1], walk.place[1]));
    bool holds[] = {order == 0, order != 0, order < 0,
                    order <= 0, order > 0,  order >= 0};
    dataOf<bool>(result)[i] = holds[parameters[0] % 6];
  }
  return TFC_OK;
}

/// Operands: x, the lengths. Parameters: the unit, "BYTE" or "UTF8_CHAR".
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_length(tfc_context *,
                                                   const tfc_tensor *operands,
                                                   const int64_t *parameters) {
  Parameters next(parameters);
  bool utf8 = isUtf8(next);
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i)
    setIndex(operands[1], i, lengthOf(textAt(operands[0], i), utf8));
  return TFC_OK;
}

/// Each byte of each string by itself.
template <typename Change>
static int32_t changeBytes(tfc_context *context, const tfc_tensor *operands,
                           Change change) {
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    std::string_view text = textAt(operands[0], i);
    char *bytes = makeText(context, operands[1], i, text.size());
    if (!bytes)
      return kNoMemory;
    for (size_t k = 0; k < text.size(); ++k)
      bytes[k] = change(text[k]);
  }
  return TFC_OK;
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_upper(tfc_context *context,
                                                  const tfc_tensor *operands,
                                                  const int64_t *) {
  return changeBytes(context, operands, [](char c) {
    return c >= 'a' && c <= 'z' ? char(c - 32) : c;
  });
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_lower(tfc_context *context,
                                                  const tfc_tensor *operands,
                                                  const int64_t *) {
  return changeBytes(context, operands, [](char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  });
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_strip(tfc_context *context,
                                                  const tfc_tensor *operands,
                                                  const int64_t *) {
  constexpr std::string_view space = " \t\n\v\f\r";
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    std::string_view text = textAt(operands[0], i);
    size_t first = text.find_first_not_of(space);
    text = first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(space) + 1 - first);
    if (!setText(context, operands[1], i, text))
      return kNoMemory;
  }
  return TFC_OK;
}

/// Operands: x, the places, the lengths, all broadcast to the result.
/// Parameters: the unit.
TFC_KERNEL_EXPORT int32_t tfc_kernel_substr(tfc_context *context,
                                            const tfc_tensor *operands,
                                            const int64_t *parameters) {
  Parameters next(parameters);
  bool utf8 = isUtf8(next);
  const tfc_tensor &result = operands[3];
  if (result.rank > kMaxRank)
    return unsupportedType(context, "Parts of strings of too many dimensions");
  BroadcastWalk<3> walk(operands, result);
  for (int64_t i = 0, n = numElements(result); i < n; ++i, walk.next()) {
    std::string_view text = textAt(operands[0], walk.place[0]);
    int64_t at = indexAt(operands[1], walk.place[1]);
    int64_t count = indexAt(operands[2], walk.place[2]);
    int64_t length = lengthOf(text, utf8);
    if (at < -length || at > length)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "pos %lld out of range for string of length %lld", at,
                        length);
    if (at < 0)
      at += length;
    // As TensorFlow: a negative length goes to the end.
    if (count < 0 || count > length - at)
      count = length - at;
    size_t begin = placeOf(text, at, utf8);
    size_t end = placeOf(text, at + count, utf8);
    if (!setText(context, result, i, text.substr(begin, end - begin)))
      return kNoMemory;
  }
  return TFC_OK;
}

/// Operands: the inputs, scalars or of the result's shape, and the result.
/// Parameters: how many inputs, the separator.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_join(tfc_context *context,
                                                 const tfc_tensor *operands,
                                                 const int64_t *parameters) {
  Parameters next(parameters);
  int64_t inputs = next.integer();
  std::string_view separator = nextText(next);
  for (int64_t i = 0, n = numElements(operands[inputs]); i < n; ++i) {
    auto part = [&](int64_t k) {
      return textAt(operands[k], operands[k].rank ? i : 0);
    };
    size_t size = size_t(inputs - 1) * separator.size();
    for (int64_t k = 0; k < inputs; ++k)
      size += part(k).size();
    char *end = makeText(context, operands[inputs], i, size);
    if (!end)
      return kNoMemory;
    for (int64_t k = 0; k < inputs; ++k) {
      if (k)
        append(end, separator);
      append(end, part(k));
    }
  }
  return TFC_OK;
}

namespace {
/// The strings that are joined to one, as places relative to the first of them:
/// the last axis named goes fastest.
class JoinedAxes {
public:
  JoinedAxes(const tfc_tensor &x, const int64_t *axes, int64_t given,
             bool joinsAll)
      : rank(int(x.rank)), numAxes(joinsAll ? rank : int(given)) {
    int64_t stride = 1;
    for (int d = rank; d-- > 0; stride *= x.shape[d])
      strides[d] = stride;
    for (int d = 0; d < rank; ++d)
      sizes[d] = x.shape[d];
    for (int k = 0; k < numAxes; ++k) {
      order[k] = joinsAll ? k : int(axes[k] < 0 ? axes[k] + rank : axes[k]);
      isJoined[order[k]] = true;
      count *= sizes[order[k]];
    }
  }

  int64_t count = 1; ///< strings to a result

  /// Place of the first string of result `i`.
  int64_t first(int64_t i) const {
    int64_t place = 0;
    for (int d = rank; d-- > 0;)
      if (!isJoined[d]) {
        place += i % sizes[d] * strides[d];
        i /= sizes[d];
      }
    return place;
  }
  /// Place of string `j` of it.
  int64_t next(int64_t j) const {
    int64_t place = 0;
    for (int k = numAxes; k-- > 0;) {
      place += j % sizes[order[k]] * strides[order[k]];
      j /= sizes[order[k]];
    }
    return place;
  }

private:
  int rank, numAxes;
  int64_t strides[kMaxRank] = {}, sizes[kMaxRank] = {};
  int order[kMaxRank] = {};
  bool isJoined[kMaxRank] = {};
};

bool sameShape(const tfc_tensor &x, const tfc_tensor &y) {
  bool same = x.rank == y.rank;
  for (uint32_t d = 0; same && d < x.rank; ++d)
    same = x.shape[d] == y.shape[d];
  return same;
}
} // namespace

/// Operands: x, the result. Parameters: the axes, each once, the separator. No
/// axes: all of them, unless the result has x's shape.
TFC_KERNEL_EXPORT int32_t tfc_kernel_reduce_join(tfc_context *context,
                                                 const tfc_tensor *operands,
                                                 const int64_t *parameters) {
  Parameters next(parameters);
  int64_t given;
  const int64_t *axes = next.array(given);
  std::string_view separator = nextText(next);
  const tfc_tensor &x = operands[0], &y = operands[1];
  if (x.rank > kMaxRank)
    return unsupportedType(context, "reduce_join of too many dimensions");
  JoinedAxes joined(x, axes, given, given == 0 && !sameShape(x, y));
  for (int64_t i = 0, n = numElements(y); i < n; ++i) {
    int64_t base = joined.first(i);
    size_t size =
        joined.count ? size_t(joined.count - 1) * separator.size() : 0;
    for (int64_t j = 0; j < joined.count; ++j)
      size += textAt(x, base + joined.next(j)).size();
    char *end = makeText(context, y, i, size);
    if (!end)
      return kNoMemory;
    for (int64_t j = 0; j < joined.count; ++j) {
      if (j)
        append(end, separator);
      append(end, textAt(x, base + joined.next(j)));
    }
  }
  return TFC_OK;
}
