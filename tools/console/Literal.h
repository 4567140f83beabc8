// Tensors as text: the nested-bracket literals of .tfg, and JSON.
#ifndef TFC_TOOLS_CONSOLE_LITERAL_H
#define TFC_TOOLS_CONSOLE_LITERAL_H

#include "tfc/tfc.hpp"

#include <string>
#include <string_view>

namespace tfc::console {

/// Reads "[[1, 2.5], [3, -4e2]]", "True", "7", "['a', 'b']": a number, a
/// boolean, a quoted string or a list of lists of one shape. As a string, what
/// begins with neither a bracket nor a quote is one by itself. Numbers must be
/// exact in an integer `dtype`, and within its range. INVALID_ARGUMENT says
/// what was expected at which column.
Status parseLiteral(std::string_view text, uint32_t dtype, Tensor &tensor);

/// A text that parseLiteral reads back to the same bits (NaNs apart). Above
/// 1000 elements a dimension longer than 6 shows its first and last three, as
/// numpy prints it; such a text does not read back.
std::string formatLiteral(const TensorView &tensor);

/// {"dtype": "float32", "shape": [2], "values": [1.0, 2.0]}, all values in
/// row-major order; what JSON cannot write is "NaN", "Infinity", "-Infinity".
/// Of a string that is no UTF-8 each byte is written as the character of its
/// number.
std::string formatJson(const TensorView &tensor);

} // namespace tfc::console

#endif
