//===- Compare.cpp - A computed tensor against the recorded one -----------===//
#include "conformance/Compare.h"

#include "runtime/include/tfc/half.hpp"
#include "tools/console/DType.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

namespace tfc::conformance {
namespace {

struct Tolerance {
  double absolute, relative, ofLargest;
};

Tolerance toleranceOf(uint32_t dtype) {
  switch (dtype) {
  case TFC_FLOAT32:
  case TFC_COMPLEX64:
    return {1e-5, 1e-4, 1e-6};
  case TFC_FLOAT64:
  case TFC_COMPLEX128:
    return {1e-7, 1e-6, 1e-8};
  case TFC_FLOAT16:
    return {2e-3, 4e-3, 1e-3};
  case TFC_BFLOAT16:
    return {1e-2, 1.6e-2, 8e-3};
  default:
    return {0, 0, 0};
  }
}

std::string nameOf(uint32_t dtype) { return tfc_dtype_name(dtype); }

std::string describe(const int64_t *dims, size_t rank) {
  std::string text = "[";
  for (size_t i = 0; i < rank; ++i)
    text += (i ? "," : "") + std::to_string(dims[i]);
  return text + "]";
}

std::string digits(double value) {
  char text[32];
  snprintf(text, sizeof text, "%.9g", value);
  return text;
}

Comparison wrongValue(const llvm::Twine &message) {
  return {Match::WrongValue, message.str()};
}

/// The elements as doubles: real parts in `parts[0]`, imaginary in `parts[1]`.
bool readNumbers(const TensorView &tensor, std::vector<double> (&parts)[2]) {
  size_t count = size_t(tensor.elements());
  const void *raw = tensor.raw();
  switch (tensor.dtype()) {
  case TFC_FLOAT16:
  case TFC_BFLOAT16:
    for (size_t i = 0; i < count; ++i) {
      uint16_t bits = static_cast<const uint16_t *>(raw)[i];
      parts[0].push_back(tensor.dtype() == TFC_FLOAT16 ? halfToFloat(bits)
                                                       : bfloat16ToFloat(bits));
    }
    return true;
  case TFC_COMPLEX64:
    for (size_t i = 0; i < 2 * count; ++i)
      parts[i % 2].push_back(static_cast<const float *>(raw)[i]);
    return true;
  case TFC_COMPLEX128:
    for (size_t i = 0; i < 2 * count; ++i)
      parts[i % 2].push_back(static_cast<const double *>(raw)[i]);
    return true;
  default:
    return console::withType(tensor.dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (size_t i = 0; i < count; ++i)
        parts[0].push_back(double(static_cast<const T *>(raw)[i]));
    });
  }
}

double largestFinite(const std::vector<double> &values) {
  double largest = 0;
  for (double value : values)
    if (std::isfinite(value))
      largest = std::max(largest, std::fabs(value));
  return largest;
}

bool isNear(double computed, double recorded, const Tolerance &tolerance,
            double largest) {
  if (std::isnan(recorded) || std::isnan(computed))
    return std::isnan(recorded) && std::isnan(computed);
  if (std::isinf(recorded) || std::isinf(computed))
    return recorded == computed;
  return std::fabs(computed - recorded) <=
         tolerance.absolute + tolerance.relative * std::fabs(recorded) +
             tolerance.ofLargest * largest;
}

Comparison compareRange(const std::vector<double> &computed,
                        const std::vector<double> &recorded) {
  double low = INFINITY, high = -INFINITY;
  for (double value : recorded) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double width = high - low;
  for (auto [i, value] : llvm::enumerate(computed))
    if (!(value >= low - width - 1e-6 && value <= high + width + 1e-6))
      return wrongValue(llvm::formatv("element {0} is {1}, far from the "
                                      "recorded range {2} to {3}",
                                      i, digits(value), digits(low),
                                      digits(high)));
  return {};
}

/// Integers of 64 bits, which doubles cannot hold, by their recorded text.
Comparison compareWide(const TensorView &computed, const Record &recorded) {
  for (auto [i, text] : llvm::enumerate(recorded.texts)) {
    llvm::StringRef digits = llvm::StringRef(text).trim();
    if (digits.empty() || digits.contains_insensitive("e"))
      return {};
    digits = digits.split('.').first;
    uint64_t bits = static_cast<const uint64_t *>(computed.raw())[i];
    bool same;
    if (computed.dtype() == TFC_UINT64) {
      uint64_t value;
      same = !digits.getAsInteger(10, value) && value == bits;
    } else {
      int64_t value;
      same = !digits.getAsInteger(10, value) && value == int64_t(bits);
    }
    // Records above 2^53 went through a double.
    if (!same && std::fabs(recorded.values[i]) < 9e15)
      return wrongValue(llvm::formatv("element {0} is {1}, recorded {2}", i,
                                      int64_t(bits), digits));
  }
  return {};
}

Comparison compareNumbers(const TensorView &computed, const Record &recorded,
                          const CompareOptions &options) {
  std::vector<double> parts[2];
  if (!readNumbers(computed, parts))
    return {Match::WrongShape,
            "the runner reads no " + nameOf(computed.dtype())};
  if (options.random)
    return compareRange(parts[0], recorded.values);
  if ((computed.dtype() == TFC_INT64 || computed.dtype() == TFC_UINT64) &&
      recorded.texts.size() == recorded.values.size() &&
      !recorded.texts.empty())
    return compareWide(computed, recorded);
  bool coarse = computed.dtype() == TFC_FLOAT64 && options.hasFloat32;
  Tolerance tolerance = toleranceOf(coarse ? TFC_FLOAT32 : computed.dtype());
  const std::vector<double> *expected[] = {&recorded.values,
                                           &recorded.imaginary};
  double largest = std::max(largestFinite(recorded.values),
                            largestFinite(recorded.imaginary));
  size_t wrong = 0;
  std::string first;
  for (size_t part : {0, 1})
    for (size_t i = 0; i < parts[part].size(); ++i) {
      double value = parts[part][i];
      double record = i < expected[part]->size() ? (*expected[part])[i] : 0;
      if (isNear(value, record, tolerance, largest))
        continue;
      if (!wrong++)
        first = llvm::formatv("element {0}{1} is {2}, recorded {3}", i,
                              part ? " (imaginary)" : "", digits(value),
                              digits(record));
    }
  if (!wrong)
    return {};
  return wrongValue(
      first +
      llvm::formatv(" ({0} of {1} differ)", wrong, parts[0].size()).str());
}

Comparison compareStrings(const TensorView &computed, const Record &recorded) {
  for (int64_t i = 0; i < computed.elements(); ++i)
    if (computed.text(i) != recorded.texts[size_t(i)])
      return wrongValue(llvm::formatv("element {0} is '{1}', recorded '{2}'", i,
                                      computed.text(i),
                                      recorded.texts[size_t(i)])
                            .str());
  return {};
}

} // namespace

Comparison compare(const TensorView &computed, const Record &recorded,
                   const CompareOptions &options) {
  bool sameType = recorded.dtype == TFC_CONTROL ||
                  recorded.dtype == computed.dtype() ||
                  (options.wideIntegers && recorded.dtype == TFC_INT32 &&
                   computed.dtype() == TFC_INT64);
  if (!sameType)
    return {Match::WrongShape, "is " + nameOf(computed.dtype()) +
                                   ", recorded as " + nameOf(recorded.dtype)};
  const Shape &shape = computed.shape();
  if (shape != Shape(recorded.shape))
    return {Match::WrongShape,
            "has shape " + describe(shape.data(), shape.rank()) +
                ", recorded " +
                describe(recorded.shape.data(), recorded.shape.size())};
  if (!recorded.isWhole())
    return {};
  return computed.dtype() == TFC_STRING
             ? compareStrings(computed, recorded)
             : compareNumbers(computed, recorded, options);
}

} // namespace tfc::conformance
