// Powers of two by Cooley and Tukey's algorithm; any other length n by L.
// Bluestein's: jk = (j^2 + k^2 - (j - k)^2) / 2 makes of the transform a
// convolution, which transforms of a power of two compute. O(n log n) for all n.
#include "kernels/FourierTransform.h"

#include <cmath>
#include <new>
#include <utility>

namespace tfc::runtime {

static ComplexNumber times(ComplexNumber x, ComplexNumber y) {
  return {x.real * y.real - x.imaginary * y.imaginary,
          x.real * y.imaginary + x.imaginary * y.real};
}

static ComplexNumber *allocate(int64_t count) {
  return new (std::nothrow) ComplexNumber[size_t(count)]();
}

bool FourierTransform::prepare(int64_t n, bool isInverse) {
  constexpr double pi = 3.14159265358979323846;
  length = n;
  inverse = isInverse;
  padded = 1;
  bool isPower = n > 0 && (n & (n - 1)) == 0;
  while (padded < (isPower ? n : 2 * n))
    padded *= 2;
  roots.reset(allocate(padded / 2 + 1));
  if (!roots)
    return false;
  for (int64_t k = 0; k < padded / 2; ++k)
    roots[k] = {std::cos(2 * pi * k / padded), -std::sin(2 * pi * k / padded)};
  chirp.reset();
  if (isPower)
    return true;
  chirp.reset(allocate(n));
  kernel.reset(allocate(padded));
  work.reset(allocate(padded));
  if (!chirp || !kernel || !work)
    return false;
  int64_t square = 0; // k^2 modulo 2 n
  for (int64_t k = 0; k < n; ++k) {
    double angle = pi * square / n;
    chirp[k] = {std::cos(angle), -std::sin(angle)};
    ComplexNumber conjugate = {chirp[k].real, -chirp[k].imaginary};
    kernel[k] = conjugate;
    if (k)
      kernel[padded - k] = conjugate;
    square = (square + 2 * k + 1) % (2 * n);
  }
  powerOfTwo(kernel.get(), padded);
  return true;
}

/// Forward, without scaling; `size` is `padded`.
void FourierTransform::powerOfTwo(ComplexNumber *data, int64_t size) const {
  for (int64_t i = 1, j = 0; i < size; ++i) { // bits in reversed order
    int64_t bit = size >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j)
      std::swap(data[i], data[j]);
  }
  for (int64_t half = 1; half < size; half *= 2)
    for (int64_t start = 0; start < size; start += 2 * half)
      for (int64_t k = 0; k < half; ++k) {
        ComplexNumber a = data[start + k];
        ComplexNumber b =
            times(data[start + k + half], roots[k * (size / (2 * half))]);
        data[start + k] = {a.real + b.real, a.imaginary + b.imaginary};
        data[start + k + half] = {a.real - b.real, a.imaginary - b.imaginary};
      }
}

void FourierTransform::run(ComplexNumber *row) {
  // The inverse is the conjugate of the transform of the conjugate.
  double sign = inverse ? -1 : 1, scale = inverse ? 1.0 / double(length) : 1;
  if (inverse)
    for (int64_t k = 0; k < length; ++k)
      row[k].imaginary = -row[k].imaginary;
  if (!chirp) {
    powerOfTwo(row, padded);
  } else {
    for (int64_t k = 0; k < padded; ++k)
      work[k] = k < length ? times(row[k], chirp[k]) : ComplexNumber{0, 0};
    powerOfTwo(work.get(), padded);
    for (int64_t k = 0; k < padded; ++k) {
      work[k] = times(work[k], kernel[k]);
      work[k].imaginary = -work[k].imaginary;
    }
    powerOfTwo(work.get(), padded);
    for (int64_t k = 0; k < length; ++k)
      row[k] = times({work[k].real / double(padded),
                      -work[k].imaginary / double(padded)},
                     chirp[k]);
  }
  for (int64_t k = 0; k < length; ++k)
    row[k] = {row[k].real * scale, sign * row[k].imaginary * scale};
}

} // namespace tfc::runtime
