//===- Records.cpp - Recorded results, as the sets hold them --------------===//
#include "conformance/Records.h"

#include "ir/ElementTypes.h"
#include "runtime/include/tfc/half.hpp"
#include "tools/console/DType.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cmath>
#include <lzma.h>

using llvm::StringRef;

namespace tfc::conformance {

llvm::Error failed(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

int64_t Record::elements() const {
  int64_t product = 1;
  for (int64_t dim : shape)
    product *= dim;
  return product;
}

bool Record::isWhole() const {
  size_t count = dtype == TFC_STRING ? texts.size() : values.size();
  return int64_t(count) == elements();
}

uint32_t dtypeFromName(StringRef name) {
  const ElementTypeInfo *info = findElementType(name);
  return info ? info->dtype : uint32_t(TFC_CONTROL);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static bool parseNumber(StringRef text, double &number) {
  text = text.trim();
  if (text.equals_insensitive("true") || text.equals_insensitive("false")) {
    number = text.equals_insensitive("true");
    return true;
  }
  bool negative = text.consume_front("-");
  if (text.equals_insensitive("nan"))
    number = std::nan("");
  else if (text.starts_with_insensitive("inf"))
    number = INFINITY;
  else if (text.getAsDouble(number))
    return false;
  if (negative)
    number = -number;
  return true;
}

/// b'text' and b"text" as Python prints them -> text.
static std::string unquoteBytes(StringRef text) {
  if (!text.consume_front("b'") && !text.consume_front("b\""))
    return text.str();
  text = text.drop_back();
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      bytes += text[i];
      continue;
    }
    char c = text[++i];
    if (c == 'x' && i + 2 < text.size()) {
      bytes += char(llvm::hexFromNibbles(text[i + 1], text[i + 2]));
      i += 2;
      continue;
    }
    bytes += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
  }
  return bytes;
}

static bool parseNumbers(const llvm::json::Array &list,
                         std::vector<double> &numbers) {
  for (const llvm::json::Value &item : list) {
    double number;
    if (std::optional<double> given = item.getAsNumber())
      number = *given;
    else if (std::optional<bool> flag = item.getAsBoolean())
      number = *flag;
    else if (std::optional<StringRef> text = item.getAsString()) {
      if (!parseNumber(*text, number))
        return false;
    } else {
      return false;
    }
    numbers.push_back(number);
  }
  return true;
}

llvm::Expected<Record> parseRecord(const llvm::json::Value &value) {
  const llvm::json::Object *object = value.getAsObject();
  const llvm::json::Array *shape = object ? object->getArray("shape") : nullptr;
  const llvm::json::Array *values =
      object ? object->getArray("values") : nullptr;
  if (!shape || !values)
    return failed("a record without shape or values");
  Record record;
  if (std::optional<StringRef> name = object->getString("dtype")) {
    record.dtype = dtypeFromName(*name);
    if (record.dtype == TFC_CONTROL)
      return failed("a record of type " + *name);
  }
  for (const llvm::json::Value &dim : *shape)
    record.shape.push_back(dim.getAsInteger().value_or(-1));

  bool complex =
      record.dtype == TFC_COMPLEX64 || record.dtype == TFC_COMPLEX128;
  if (complex && values->size() == 2 && (*values)[0].getAsArray() &&
      (*values)[1].getAsArray()) {
    if (!parseNumbers(*(*values)[0].getAsArray(), record.values) ||
        !parseNumbers(*(*values)[1].getAsArray(), record.imaginary))
      return failed("a complex record with values that are no numbers");
    return record;
  }
  bool numbers =
      record.dtype != TFC_STRING && parseNumbers(*values, record.values);
  if (numbers && complex)
    record.imaginary.resize(record.values.size());
  if (!numbers && record.dtype != TFC_STRING && record.dtype != TFC_CONTROL)
    return failed("a record with values that are no numbers");
  bool wide = record.dtype == TFC_INT64 || record.dtype == TFC_UINT64;
  if (!numbers || wide) {
    for (const llvm::json::Value &item : *values)
      record.texts.push_back(
          unquoteBytes(item.getAsString().value_or(StringRef())));
    if (!numbers) {
      record.dtype = TFC_STRING;
      record.values.clear();
    }
  }
  return record;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

llvm::Expected<Tensor> Record::tensor(uint32_t as) const {
  if (!isWhole())
    return failed("the recorded values do not fill the recorded shape");
  if (as == TFC_STRING) {
    std::vector<std::string_view> views(texts.begin(), texts.end());
    return Tensor::strings(Shape(shape), views);
  }
  Tensor tensor(as, Shape(shape));
  if (elements() && !tensor.view().raw())
    return failed("memory is short");
  char *memory = static_cast<char *>(const_cast<void *>(tensor.view().raw()));
  auto fill = [&](auto zero, auto convert) {
    for (size_t i = 0; i < values.size(); ++i)
      reinterpret_cast<decltype(zero) *>(memory)[i] = convert(values[i]);
  };
  if (as == TFC_FLOAT16) {
    fill(uint16_t(), [](double v) { return floatToHalf(float(v)); });
    return tensor;
  }
  if (as == TFC_BFLOAT16) {
    fill(uint16_t(), [](double v) { return floatToBFloat16(float(v)); });
    return tensor;
  }
  if (as == TFC_COMPLEX64 || as == TFC_COMPLEX128) {
    for (size_t i = 0; i < values.size(); ++i) {
      double parts[] = {values[i], i < imaginary.size() ? imaginary[i] : 0};
      for (size_t k = 0; k < 2; ++k) {
        if (as == TFC_COMPLEX64)
          reinterpret_cast<float *>(memory)[2 * i + k] = float(parts[k]);
        else
          reinterpret_cast<double *>(memory)[2 * i + k] = parts[k];
      }
    }
    return tensor;
  }
  bool known = console::withType(as, [&](auto zero) {
    using T = decltype(zero);
    fill(T(), [](double v) { return T(v); });
  });
  if (!known)
    return failed("the runner feeds no tensors of this type");
  return tensor;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

llvm::Expected<std::vector<std::string>> readLines(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return failed(path + ": " + buffer.getError().message());
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, uint64_t(1) << 30, LZMA_CONCATENATED) !=
      LZMA_OK)
    return failed(path + ": no memory to unpack it");
  stream.next_in =
      reinterpret_cast<const uint8_t *>((*buffer)->getBufferStart());
  stream.avail_in = (*buffer)->getBufferSize();
  std::vector<std::string> lines(1);
  std::vector<uint8_t> block(1 << 16);
  lzma_ret state = LZMA_OK;
  while (state == LZMA_OK) {
    stream.next_out = block.data();
    stream.avail_out = block.size();
    state = lzma_code(&stream, LZMA_FINISH);
    StringRef text(reinterpret_cast<char *>(block.data()),
                   block.size() - stream.avail_out);
    while (!text.empty()) {
      size_t end = text.find('\n');
      lines.back() += text.take_front(end);
      if (end == StringRef::npos)
        break;
      lines.emplace_back();
      text = text.drop_front(end + 1);
    }
  }
  lzma_end(&stream);
  if (state != LZMA_STREAM_END)
    return failed(path + ": is no whole .xz file");
  if (lines.back().empty())
    lines.pop_back();
  return lines;
}

} // namespace tfc::conformance
