// The discrete Fourier transform of one row, in double precision.
#ifndef TFC_RUNTIME_KERNELS_FOURIERTRANSFORM_H
#define TFC_RUNTIME_KERNELS_FOURIERTRANSFORM_H

#include <cstdint>
#include <memory>

namespace tfc::runtime {

struct ComplexNumber {
  double real, imaginary;
};

/// A plan for rows of one length.
class FourierTransform {
public:
  /// False if there is no memory for it.
  bool prepare(int64_t length, bool inverse);
  /// In place. The inverse is divided by the length.
  void run(ComplexNumber *row);

private:
  void powerOfTwo(ComplexNumber *data, int64_t size) const;

  int64_t length = 0;
  int64_t padded = 0; // a power of two, of the convolution or the length itself
  bool inverse = false;
  std::unique_ptr<ComplexNumber[]> roots;  // e^(-2 pi i k / padded)
  std::unique_ptr<ComplexNumber[]> chirp;  // e^(-pi i k^2 / length)
  std::unique_ptr<ComplexNumber[]> kernel; // the transform of its conjugate
  std::unique_ptr<ComplexNumber[]> work;
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_FOURIERTRANSFORM_H
