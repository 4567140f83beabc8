// numpy's .npy files (numpy.lib.format, versions 1 to 3).
#ifndef TFC_TOOLS_CONSOLE_NPYFILE_H
#define TFC_TOOLS_CONSOLE_NPYFILE_H

#include "tfc/tfc.hpp"

#include <string>

namespace tfc::console {

/// Reads a file of little-endian numbers or booleans, in C or Fortran order.
/// Nothing in the file is trusted: its size is compared with the shape before
/// memory is taken. Messages begin with the path.
Status readNpy(const std::string &path, Tensor &tensor);

/// Writes through a temporary file beside `path`: whoever reads `path` sees the
/// old file or the new one.
Status writeNpy(const std::string &path, const TensorView &tensor);

/// `tensor` as `dtype`, if each value is one of `dtype` up to rounding between
/// floating-point types: what TensorFlow does with a fed array.
Status convert(const Tensor &tensor, uint32_t dtype, Tensor &result);

} // namespace tfc::console

#endif
