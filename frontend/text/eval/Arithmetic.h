// Python's operators on numbers, and the order of its values.
#ifndef TFC_FRONTEND_TEXT_EVAL_ARITHMETIC_H
#define TFC_FRONTEND_TEXT_EVAL_ARITHMETIC_H

#include "frontend/text/eval/Value.h"

#include <optional>

namespace tfc::text {

/// `a op b` on ints of 64 bits; nothing on overflow or a zero divisor.
std::optional<int64_t> integerOperator(BinaryOp op, int64_t a, int64_t b);

/// `a op b` on floats; nothing if that is no finite number.
std::optional<double> floatOperator(BinaryOp op, double a, double b);

/// -1, 0, 1 as a sorts before, with or after b; nothing if they do not compare.
std::optional<int> order(const Value &a, const Value &b, unsigned depth = 0);

} // namespace tfc::text

#endif
