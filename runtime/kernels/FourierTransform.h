// The discrete Fourier transform of one row, in double precision, by Eigen's
// FFT (its unsupported module; kissfft). It keeps its plans in containers of
// the C++ library, which a program that transforms therefore links.
#ifndef TFC_RUNTIME_KERNELS_FOURIERTRANSFORM_H
#define TFC_RUNTIME_KERNELS_FOURIERTRANSFORM_H

#include <unsupported/Eigen/FFT>

#include <complex>
#include <cstdint>
#include <memory>

namespace tfc::runtime {

using ComplexNumber = std::complex<double>;

/// A plan for rows of one length. The library's time grows with the largest
/// prime factor of a length, so lengths with a large one become a convolution
/// of a length that is a power of two (Bluestein, "A linear filtering approach
/// to the computation of discrete Fourier transform", 1970).
class FourierTransform {
public:
  /// False if there is no memory for it.
  bool prepare(int64_t length, bool inverse);
  /// `result` may not overlap `row`. The inverse is divided by the length.
  void run(const ComplexNumber *row, ComplexNumber *result);

private:
  void convolve(const ComplexNumber *row, ComplexNumber *result);

  Eigen::FFT<double> library;
  int64_t length = 0;
  bool inverse = false;
  int64_t padded = 0;                      // of the convolution; 0 without one
  std::unique_ptr<ComplexNumber[]> chirp;  // e^(-pi i k^2 / length)
  std::unique_ptr<ComplexNumber[]> kernel; // the transform of its conjugate
  std::unique_ptr<ComplexNumber[]> work[2];
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_FOURIERTRANSFORM_H
