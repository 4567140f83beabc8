//===- Fourier.cpp - fourier transforms over the last axes of a tensor --===//
#include "kernels/FourierTransform.h"
#include "kernels/Kernel.h"

#include <algorithm>
#include <new>

using namespace tfc::runtime;

namespace {

int32_t noMemory(tfc_context *context) {
  return tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                    "No memory for a Fourier transform", 0, 0);
}

/// Whether the parts of the numbers of a tensor are doubles.
bool isDouble(const tfc_tensor &x) {
  return x.dtype == TFC_COMPLEX128 || x.dtype == TFC_FLOAT64;
}
bool isComplex(const tfc_tensor &x) {
  return x.dtype == TFC_COMPLEX128 || x.dtype == TFC_COMPLEX64;
}

ComplexNumber numberAt(const tfc_tensor &x, int64_t i) {
  auto read = [&](int64_t at) {
    return isDouble(x) ? dataOf<const double>(x)[at]
                       : double(dataOf<const float>(x)[at]);
  };
  if (isComplex(x))
    return {read(2 * i), read(2 * i + 1)};
  return {read(i), 0};
}
void setNumber(const tfc_tensor &x, int64_t i, ComplexNumber value) {
  auto write = [&](int64_t at, double number) {
    if (isDouble(x))
      dataOf<double>(x)[at] = number;
    else
      dataOf<float>(x)[at] = float(number);
  };
  write(isComplex(x) ? 2 * i : i, value.real());
  if (isComplex(x))
    write(2 * i + 1, value.imag());
}

/// One item of the batch: a block of at most three axes in double precision.
class Block {
public:
  Block(int rank, const int64_t *shape) : rank(rank) {
    for (int i = 0; i < rank; ++i)
      size *= dims[i] = shape[i];
  }
  bool allocate() {
    numbers.reset(new (std::nothrow) ComplexNumber[size_t(size) + 1]);
    return bool(numbers);
  }
  /// Over one axis; false if there is no memory.
  bool transform(int axis, bool inverse) {
    FourierTransform plan;
    int64_t length = dims[axis], stride = 1;
    for (int i = axis + 1; i < rank; ++i)
      stride *= dims[i];
    std::unique_ptr<ComplexNumber[]> rows(
        new (std::nothrow) ComplexNumber[2 * size_t(length)]);
    if (!rows || !plan.prepare(length, inverse))
      return false;
    ComplexNumber *row = rows.get(), *transformed = row + length;
    for (int64_t start = 0; start < size; ++start) {
      if (start / stride % length != 0)
        continue;
      for (int64_t k = 0; k < length; ++k)
        row[k] = numbers[start + k * stride];
      plan.run(row, transformed);
      for (int64_t k = 0; k < length; ++k)
        numbers[start + k * stride] = transformed[k];
    }
    return true;
  }

  int rank;
  int64_t dims[3] = {1, 1, 1};
  int64_t size = 1;
  std::unique_ptr<ComplexNumber[]> numbers;
};

/// Complex to complex over the last `rank` axes.
int32_t transform(tfc_context *context, const tfc_tensor *operands, int rank,
                  bool inverse) {
  const tfc_tensor &x = operands[0], &y = operands[1];
  Block block(rank, x.shape + x.rank - rank);
  if (numElements(x) == 0)
    return TFC_OK;
  if (!block.allocate())
    return noMemory(context);
  for (int64_t item = 0, n = batchCount(x, rank); item < n; ++item) {
    for (int64_t i = 0; i < block.size; ++i)
      block.numbers[i] = numberAt(x, item * block.size + i);
    for (int axis = 0; axis < rank; ++axis)
      if (!block.transform(axis, inverse))
        return noMemory(context);
    for (int64_t i = 0; i < block.size; ++i)
      setNumber(y, item * block.size + i, block.numbers[i]);
  }
  return TFC_OK;
}

/// Reads item `item` of x into the block, cut or filled with zeros.
void readCut(const tfc_tensor &x, int64_t item, Block &block) {
  const int64_t *shape = x.shape + x.rank - block.rank;
  int64_t whole = 1;
  for (int d = 0; d < block.rank; ++d)
    whole *= shape[d];
  for (int64_t i = 0; i < block.size; ++i) {
    int64_t rest = i, from = 0, stride = 1;
    bool inside = true;
    for (int d = block.rank; d-- > 0;) {
      int64_t at = rest % block.dims[d];
      rest /= block.dims[d];
      inside &= at < shape[d];
      from += at * stride;
      stride *= shape[d];
    }
    block.numbers[i] =
        inside ? numberAt(x, item * whole + from) : ComplexNumber{0, 0};
  }
}

/// Real numbers to the first half of their spectrum. The length of the rows is
/// that of the result, where it is given.
int32_t realTransform(tfc_context *context, const tfc_tensor *operands,
                      const int64_t *parameters, int rank) {
  const tfc_tensor &x = operands[0], &y = operands[1];
  int64_t given;
  const int64_t *length = Parameters(parameters).array(given);
  Block block(rank, given == rank ? length : x.shape + x.rank - rank);
  if (numElements(y) == 0)
    return TFC_OK;
  if (!block.allocate())
    return noMemory(context);
  int64_t row = block.dims[rank - 1], half = lastDim(y, 0);
  for (int64_t item = 0, n = batchCount(y, rank); item < n; ++item) {
    readCut(x, item, block);
    for (int axis = 0; axis < rank; ++axis)
      if (!block.transform(axis, false))
        return noMemory(context);
    int64_t rows = block.size / row;
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t k = 0; k < half; ++k)
        setNumber(y, (item * rows + i) * half + k, block.numbers[i * row + k]);
  }
  return TFC_OK;
}

int32_t inverseRealTransform(tfc_context *context, const tfc_tensor *operands,
                             int rank) {
  const tfc_tensor &x = operands[0], &y = operands[1];
  if (numElements(y) == 0)
    return TFC_OK;
  int64_t shape[3], row = lastDim(y, 0), half = row / 2 + 1;
  for (int d = 0; d < rank; ++d)
    shape[d] = y.shape[y.rank - rank + d];
  shape[rank - 1] = half;
  Block spectrum(rank, shape);
  shape[rank - 1] = row;
  Block block(rank, shape);
  if (!spectrum.allocate() || !block.allocate())
    return noMemory(context);
  for (int64_t item = 0, n = batchCount(y, rank); item < n; ++item) {
    readCut(x, item, spectrum);
    for (int axis = 0; axis + 1 < rank; ++axis)
      if (!spectrum.transform(axis, true))
        return noMemory(context);
    // The second half of a row mirrors the first.
    for (int64_t i = 0; i < block.size / row; ++i)
      for (int64_t k = 0; k < row; ++k) {
        bool mirrored = k >= half;
        ComplexNumber z = spectrum.numbers[i * half + (mirrored ? row - k : k)];
        block.numbers[i * row + k] = mirrored ? std::conj(z) : z;
      }
    if (!block.transform(rank - 1, true))
      return noMemory(context);
    for (int64_t i = 0; i < block.size; ++i)
      setNumber(y, item * block.size + i, block.numbers[i]);
  }
  return TFC_OK;
}

} // namespace

/// Operands: x, the result.
#define TFC_FOURIER(name, rank, inverse)                                       \
  TFC_KERNEL_EXPORT int32_t tfc_kernel_##name(                                 \
      tfc_context *context, const tfc_tensor *operands, const int64_t *) {     \
    return transform(context, operands, rank, inverse);                        \
  }
TFC_FOURIER(fft, 1, false)
TFC_FOURIER(ifft, 1, true)
TFC_FOURIER(fft2d, 2, false)
TFC_FOURIER(ifft2d, 2, true)
TFC_FOURIER(fft3d, 3, false)
TFC_FOURIER(ifft3d, 3, true)
#undef TFC_FOURIER

/// Operands: x, the result. Parameters: fft_length.
#define TFC_REAL_FOURIER(name, rank)                                           \
  TFC_KERNEL_EXPORT int32_t tfc_kernel_r##name(tfc_context *context,           \
                                               const tfc_tensor *operands,     \
                                               const int64_t *parameters) {    \
    return realTransform(context, operands, parameters, rank);                 \
  }                                                                            \
  TFC_KERNEL_EXPORT int32_t tfc_kernel_ir##name(                               \
      tfc_context *context, const tfc_tensor *operands, const int64_t *) {     \
    return inverseRealTransform(context, operands, rank);                      \
  }
TFC_REAL_FOURIER(fft, 1)
TFC_REAL_FOURIER(fft2d, 2)
#undef TFC_REAL_FOURIER
