//===- FourierTransform.cpp - one row of a Fourier transform ------------===//
#include "kernels/FourierTransform.h"

#include <cmath>
#include <new>
#include <utility>

namespace tfc::runtime {

// Above it the convolution is faster than the library's step of that factor.
static constexpr int64_t kLargestFactor = 64;

static int64_t largestPrimeFactor(int64_t n) {
  int64_t largest = 1;
  for (int64_t factor = 2; factor * factor <= n; ++factor)
    for (; n % factor == 0; n /= factor)
      largest = factor;
  return n > largest ? n : largest;
}

bool FourierTransform::prepare(int64_t n, bool isInverse) {
  length = n;
  inverse = isInverse;
  padded = 0;
  if (largestPrimeFactor(n) <= kLargestFactor)
    return true;
  for (padded = 1; padded < 2 * n - 1;)
    padded *= 2;
  auto allocate = [](int64_t count) {
    return new (std::nothrow) ComplexNumber[size_t(count)];
  };
  chirp.reset(allocate(n));
  for (auto *buffer : {&kernel, &work[0], &work[1]})
    buffer->reset(allocate(padded));
  if (!chirp || !kernel || !work[0] || !work[1])
    return false;
  const double pi = std::acos(-1.0);
  int64_t square = 0; // k^2 modulo 2 n
  for (int64_t k = 0; k < n; ++k) {
    chirp[k] = std::polar(1.0, -pi * double(square) / double(n));
    work[0][k] = std::conj(chirp[k]);
    if (k)
      work[0][padded - k] = work[0][k];
    square = (square + 2 * k + 1) % (2 * n);
  }
  library.fwd(kernel.get(), work[0].get(), padded);
  return true;
}

/// The forward transform.
void FourierTransform::convolve(const ComplexNumber *row,
                                ComplexNumber *result) {
  for (int64_t k = 0; k < padded; ++k)
    work[0][k] = k < length ? row[k] * chirp[k] : 0;
  library.fwd(work[1].get(), work[0].get(), padded);
  for (int64_t k = 0; k < padded; ++k)
    work[1][k] *= kernel[k];
  library.inv(work[0].get(), work[1].get(), padded);
  for (int64_t k = 0; k < length; ++k)
    result[k] = work[0][k] * chirp[k];
}

void FourierTransform::run(const ComplexNumber *row, ComplexNumber *result) {
  if (!padded && inverse)
    return library.inv(result, row, length);
  if (!padded)
    return library.fwd(result, row, length);
  convolve(row, result);
  if (!inverse)
    return;
  // The inverse is the transform counted backwards.
  for (int64_t k = 1; k < length - k; ++k)
    std::swap(result[k], result[length - k]);
  for (int64_t k = 0; k < length; ++k)
    result[k] /= double(length);
}

} // namespace tfc::runtime
