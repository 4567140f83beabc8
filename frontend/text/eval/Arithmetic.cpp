// Python's operators on numbers, and the order of its values.
#include "frontend/text/eval/Arithmetic.h"

#include <cmath>

using namespace tfc::text;

std::optional<int64_t> tfc::text::integerOperator(BinaryOp op, int64_t a,
                                                  int64_t b) {
  int64_t r = 0;
  switch (op) {
  case BinaryOp::Add:
    return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case BinaryOp::Sub:
    return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case BinaryOp::Mul:
    return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case BinaryOp::FloorDiv:
    if (b == 0 || (a == INT64_MIN && b == -1))
      return std::nullopt;
    return a / b - ((a % b != 0) && ((a < 0) != (b < 0)));
  case BinaryOp::Mod:
    if (b == 0)
      return std::nullopt;
    if (b == -1)
      return 0;
    r = a % b;
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
  case BinaryOp::Pow: {
    r = 1;
    if (a == 0 || a == 1)
      return b == 0 ? 1 : a;
    if (a == -1)
      return b % 2 ? -1 : 1;
    for (int64_t i = 0; i < b; ++i) // overflows after 63 rounds at the latest
      if (__builtin_mul_overflow(r, a, &r))
        return std::nullopt;
    return r;
  }
  case BinaryOp::BitAnd:
    return a & b;
  case BinaryOp::BitOr:
    return a | b;
  case BinaryOp::BitXor:
    return a ^ b;
  case BinaryOp::ShiftLeft:
    if (a == 0)
      return 0;
    if (b < 0 || b > 62 || __builtin_mul_overflow(a, int64_t(1) << b, &r))
      return std::nullopt;
    return r;
  case BinaryOp::ShiftRight:
    return b < 0 ? std::nullopt : std::optional(a >> std::min<int64_t>(b, 63));
  default:
    return std::nullopt;
  }
}

std::optional<double> tfc::text::floatOperator(BinaryOp op, double a,
                                               double b) {
  switch (op) {
  case BinaryOp::Add:
    return a + b;
  case BinaryOp::Sub:
    return a - b;
  case BinaryOp::Mul:
    return a * b;
  case BinaryOp::Div:
    return b == 0 ? std::nullopt : std::optional(a / b);
  case BinaryOp::FloorDiv:
    return b == 0 ? std::nullopt : std::optional(std::floor(a / b));
  case BinaryOp::Mod: {
    if (b == 0)
      return std::nullopt;
    double r = std::fmod(a, b);
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
  }
  case BinaryOp::Pow: {
    double r = std::pow(a, b);
    return std::isnan(r) && !std::isnan(a) && !std::isnan(b) ? std::nullopt
           : std::isinf(r) && std::isfinite(a) && std::isfinite(b)
               ? std::nullopt
               : std::optional(r);
  }
  default:
    return std::nullopt;
  }
}

std::optional<int> tfc::text::order(const Value &a, const Value &b,
                                    unsigned depth) {
  if (a.isIntegral() && b.isIntegral())
    return a.asInt() < b.asInt() ? -1 : a.asInt() > b.asInt();
  if (a.isNumber() && b.isNumber())
    return a.asFloat() < b.asFloat() ? -1 : a.asFloat() > b.asFloat();
  if (a.isString() && b.isString())
    return a.asString().compare(b.asString());
  if (!a.isSequence() || a.kind != b.kind || depth > 16)
    return std::nullopt;
  for (size_t i = 0; i < a.items().size() && i < b.items().size(); ++i) {
    std::optional<int> sign = order(a.items()[i], b.items()[i], depth + 1);
    if (!sign || *sign != 0)
      return sign;
  }
  return a.items().size() < b.items().size()
             ? -1
             : a.items().size() > b.items().size();
}
