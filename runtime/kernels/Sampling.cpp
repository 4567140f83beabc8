//===- Sampling.cpp - shuffles and samples of distributions -------------===//
#include "kernels/Draws.h"
#include "kernels/SpecialFunctions.h"

#include <algorithm>
#include <memory>
#include <new>

using namespace tfc::runtime;

/// Operands: x, the result. Parameters: the stream. The swaps are those of
/// TensorFlow (core/kernels/random_shuffle_op.cc).
TFC_KERNEL_EXPORT int32_t tfc_kernel_random_shuffle(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *parameters) {
  const tfc_tensor &x = operands[0], &y = operands[1];
  int64_t rows = x.rank ? x.shape[0] : 1;
  Stream start;
  if (!takeStream(context, parameters[0],
                  uint64_t((std::max<int64_t>(rows, 1) + 2) / 4), start))
    return TFC_INTERNAL;
  if (x.bytes == 0)
    return TFC_OK;
  std::unique_ptr<int64_t[]> order(new (std::nothrow) int64_t[size_t(rows)]);
  if (!order)
    return tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                      "random_shuffle: no memory for the order of %lld rows",
                      rows, 0);
  for (int64_t i = 0; i < rows; ++i)
    order[i] = i;
  Draws draws(start);
  for (int64_t i = 0; i + 1 < rows; ++i)
    std::swap(order[i], order[i + draws.word() % uint32_t(rows - i)]);
  size_t bytes = x.bytes / size_t(rows);
  for (int64_t i = 0; i < rows; ++i)
    std::memcpy(static_cast<char *>(y.data) + size_t(i) * bytes,
                static_cast<const char *>(x.data) + size_t(order[i]) * bytes,
                bytes);
  return TFC_OK;
}

/// Operands: logits [rows, classes], the result [rows, samples]. Parameters:
/// the stream. By the inverse of the cumulative distribution.
TFC_KERNEL_EXPORT int32_t tfc_kernel_multinomial(tfc_context *context,
                                                 const tfc_tensor *operands,
                                                 const int64_t *parameters) {
  const tfc_tensor &logits = operands[0], &y = operands[1];
  int64_t rows = logits.shape[0], classes = logits.shape[1];
  int64_t samples = y.shape[1];
  Stream start;
  if (!takeStream(context, parameters[0],
                  uint64_t(rows * ((samples + 3) / 4 * 4) * 2) *
                      blocksPerElement,
                  start))
    return TFC_INTERNAL;
  if (numElements(y) == 0)
    return TFC_OK;
  if (classes == 0)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "multinomial: num_classes should be positive, got 0", 0,
                      0);
  std::unique_ptr<double[]> sums(new (std::nothrow) double[size_t(classes)]);
  if (!sums)
    return tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                      "multinomial: no memory for %lld classes", classes, 0);
  Draws draws(start);
  for (int64_t row = 0; row < rows; ++row) {
    double largest = -HUGE_VAL, total = 0;
    for (int64_t j = 0; j < classes; ++j) {
      double logit = numberAt(logits, row * classes + j);
      if (std::isfinite(logit))
        largest = std::max(largest, logit);
    }
    for (int64_t j = 0; j < classes; ++j) {
      double logit = numberAt(logits, row * classes + j);
      if (std::isfinite(logit))
        total += std::exp(logit - largest);
      sums[j] = total;
    }
    for (int64_t i = 0; i < samples; ++i) {
      double *found = std::upper_bound(sums.get(), sums.get() + classes,
                                       draws.uniform() * total);
      setIndex(y, row * samples + i,
               std::min<int64_t>(found - sums.get(), classes - 1));
    }
  }
  return TFC_OK;
}

/// G. Marsaglia and W. Tsang, A simple method for generating gamma variables
/// (ACM TOMS 26, 2000).
static double sampleGamma(double alpha, Draws &draws) {
  if (!(alpha > 0))
    return std::nan("");
  double scale = 1;
  if (alpha < 1) {
    scale = std::pow(draws.positive(), 1 / alpha);
    alpha += 1;
  }
  double d = alpha - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    double x = draws.normal(), v = 1 + c * x;
    if (v <= 0)
      continue;
    v = v * v * v;
    double u = draws.positive();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v))
      return scale * d * v;
  }
}

/// D. Knuth's method for small rates; else W. Hoermann, The transformed
/// rejection method for generating Poisson random variables (1993), PTRS.
static double samplePoisson(double rate, Draws &draws) {
  if (!(rate >= 0) || std::isinf(rate))
    return std::nan("");
  if (rate < 10) {
    double limit = std::exp(-rate), product = 1, count = 0;
    for (;; ++count) {
      product *= draws.uniform();
      if (product <= limit)
        return count;
    }
  }
  double logRate = std::log(rate), b = 0.931 + 2.53 * std::sqrt(rate);
  double a = -0.059 + 0.02483 * b, inverse = 1.1239 + 1.1328 / (b - 3.4);
  for (;;) {
    double u = draws.uniform() - 0.5, v = draws.positive();
    double us = 0.5 - std::fabs(u);
    double k = std::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2))
      return k;
    if (k < 0 || (us < 0.013 && v > us))
      continue;
    if (std::log(v * inverse / (a / (us * us) + b)) <=
        -rate + k * logRate - logGamma(k + 1))
      return k;
  }
}

/// Operands: a shape, the parameter, the result, whose last dimensions are
/// those of the parameter. An element has its own part of the stream.
template <typename Sample>
static int32_t sampleEach(tfc_context *context, const tfc_tensor *operands,
                          int64_t stream, Sample sample) {
  const tfc_tensor &parameter = operands[1], &y = operands[2];
  int64_t n = numElements(y), count = numElements(parameter);
  Stream start;
  if (!takeStream(context, stream, uint64_t(n) * blocksPerElement, start))
    return TFC_INTERNAL;
  for (int64_t i = 0; i < n; ++i) {
    Draws draws(start);
    advance(start, blocksPerElement);
    if (!setNumber(y, i, sample(numberAt(parameter, i % count), draws)))
      return unsupportedType(context, "Samples of an element type that cannot "
                                      "hold them");
  }
  return TFC_OK;
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_random_gamma(tfc_context *context,
                                                  const tfc_tensor *operands,
                                                  const int64_t *parameters) {
  return sampleEach(context, operands, parameters[0], sampleGamma);
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_random_poisson(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *parameters) {
  return sampleEach(context, operands, parameters[0], samplePoisson);
}

/// Operands: a shape, mean, stddev, low, high, the result. By the inverse of
/// the distribution, from the side that keeps its digits.
TFC_KERNEL_EXPORT int32_t tfc_kernel_parameterized_truncated_normal(
    tfc_context *context, const tfc_tensor *operands,
    const int64_t *parameters) {
  const tfc_tensor &y = operands[5];
  int64_t n = numElements(y), rows = y.rank ? y.shape[0] : 1;
  Stream start;
  if (!takeStream(context, parameters[0], uint64_t(n) * blocksPerElement,
                  start))
    return TFC_INTERNAL;
  for (int p = 1; p < 5; ++p)
    if (int64_t count = numElements(operands[p]); count != 1 && count != rows)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "A parameter of the truncated normal distribution has "
                        "%lld elements, expected 1 or %lld",
                        count, rows);
  auto below = [](double x) {
    return 0.5 * std::erfc(-x * 0.70710678118654752);
  };
  Draws draws(start);
  for (int64_t i = 0; i < n; ++i) {
    double of[4];
    for (int p = 0; p < 4; ++p)
      of[p] = numberAt(operands[p + 1],
                       numElements(operands[p + 1]) == 1 ? 0 : i / (n / rows));
    double low = (of[2] - of[0]) / of[1], high = (of[3] - of[0]) / of[1];
    if (!(of[1] > 0) || !(low < high))
      return tfc_report(context, TFC_INVALID_ARGUMENT, "Invalid parameters", 0,
                        0);
    double side = low > 0 ? -1 : 1; // of the upper tail, its mirror image
    double from = below(side > 0 ? low : -high);
    double to = below(side > 0 ? high : -low);
    double x = side * inverseNormal(from + (to - from) * draws.uniform());
    setNumber(y, i, of[0] + of[1] * std::clamp(x, low, high));
  }
  return TFC_OK;
}
