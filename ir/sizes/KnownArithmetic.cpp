//===- KnownArithmetic.cpp - The vocabulary of `scalar` on known integers -===//

#include "ir/sizes/KnownArithmetic.h"
#include "ir/Ops.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tfc {

#define TFC_KNOWN_SCALARS
#include "ir/sizes/Sizes.cpp.inc"

bool holds(Type element, int64_t value) {
  unsigned width = element.getIntOrFloatBitWidth();
  if (width >= 64)
    return !element.isUnsignedInteger() || value >= 0;
  if (element.isUnsignedInteger() || width == 1)
    return value >= 0 && value < (int64_t(1) << width);
  return llvm::isIntN(width, value);
}

KnownElement KnownArithmetic::fitting(int64_t value) const {
  return holds(element, value) ? KnownElement(value) : KnownElement();
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

KnownElement KnownArithmetic::neg(KnownElement x) const { return sub(0, x); }

KnownElement KnownArithmetic::abs(KnownElement x) const {
  return x && *x < 0 ? neg(x) : x;
}

KnownElement KnownArithmetic::sign(KnownElement x) const {
  return x ? KnownElement((*x > 0) - (*x < 0)) : x;
}

KnownElement KnownArithmetic::add(KnownElement x, KnownElement y) const {
  int64_t value;
  if (!x || !y || llvm::AddOverflow(*x, *y, value))
    return std::nullopt;
  return fitting(value);
}

KnownElement KnownArithmetic::sub(KnownElement x, KnownElement y) const {
  int64_t value;
  if (!x || !y || llvm::SubOverflow(*x, *y, value))
    return std::nullopt;
  return fitting(value);
}

KnownElement KnownArithmetic::mul(KnownElement x, KnownElement y) const {
  int64_t value;
  if (!x || !y || llvm::MulOverflow(*x, *y, value))
    return std::nullopt;
  return fitting(value);
}

KnownElement KnownArithmetic::pow(KnownElement x, KnownElement y) const {
  // More factors overflow, but for 0, 1 and -1, whose powers nobody asks for.
  if (!x || !y || *y < 0 || *y > 64)
    return std::nullopt;
  KnownElement power = 1;
  for (int64_t i = 0; i < *y; ++i)
    power = mul(power, x);
  return power;
}

KnownElement KnownArithmetic::maximum(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(std::max(*x, *y)) : KnownElement();
}

KnownElement KnownArithmetic::minimum(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(std::min(*x, *y)) : KnownElement();
}

//===----------------------------------------------------------------------===//
// Division
//===----------------------------------------------------------------------===//

bool KnownArithmetic::isPlainDivision(KnownElement x, KnownElement y) const {
  // The lowest integer divided by -1 overflows.
  return x && y && *y != 0 && *y != -1;
}

KnownElement KnownArithmetic::floordiv(KnownElement x, KnownElement y) const {
  if (!isPlainDivision(x, y))
    return std::nullopt;
  return llvm::divideFloorSigned(*x, *y);
}

KnownElement KnownArithmetic::floormod(KnownElement x, KnownElement y) const {
  if (!isPlainDivision(x, y))
    return std::nullopt;
  return *x - *y * llvm::divideFloorSigned(*x, *y);
}

KnownElement KnownArithmetic::truncatediv(KnownElement x,
                                          KnownElement y) const {
  return isPlainDivision(x, y) ? KnownElement(*x / *y) : KnownElement();
}

KnownElement KnownArithmetic::truncatemod(KnownElement x,
                                          KnownElement y) const {
  return isPlainDivision(x, y) ? KnownElement(*x % *y) : KnownElement();
}

//===----------------------------------------------------------------------===//
// Truth values
//===----------------------------------------------------------------------===//

KnownElement KnownArithmetic::equal(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(*x == *y) : KnownElement();
}
KnownElement KnownArithmetic::not_equal(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(*x != *y) : KnownElement();
}
KnownElement KnownArithmetic::less(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(*x < *y) : KnownElement();
}
KnownElement KnownArithmetic::less_equal(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(*x <= *y) : KnownElement();
}
KnownElement KnownArithmetic::greater(KnownElement x, KnownElement y) const {
  return less(y, x);
}
KnownElement KnownArithmetic::greater_equal(KnownElement x,
                                            KnownElement y) const {
  return less_equal(y, x);
}
KnownElement KnownArithmetic::logical_and(KnownElement x,
                                          KnownElement y) const {
  return x && y ? KnownElement(*x && *y) : KnownElement();
}
KnownElement KnownArithmetic::logical_or(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(*x || *y) : KnownElement();
}
KnownElement KnownArithmetic::logical_xor(KnownElement x,
                                          KnownElement y) const {
  return not_equal(x, y);
}
KnownElement KnownArithmetic::logical_not(KnownElement x) const {
  return x ? KnownElement(!*x) : KnownElement();
}
KnownElement KnownArithmetic::select(KnownElement condition, KnownElement x,
                                     KnownElement y) const {
  if (!condition)
    return std::nullopt;
  return *condition ? x : y;
}

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

KnownElement KnownArithmetic::bitwise_and(KnownElement x,
                                          KnownElement y) const {
  return x && y ? KnownElement(*x & *y) : KnownElement();
}
KnownElement KnownArithmetic::bitwise_or(KnownElement x, KnownElement y) const {
  return x && y ? KnownElement(*x | *y) : KnownElement();
}
KnownElement KnownArithmetic::bitwise_xor(KnownElement x,
                                          KnownElement y) const {
  return x && y ? KnownElement(*x ^ *y) : KnownElement();
}
KnownElement KnownArithmetic::invert(KnownElement x) const {
  return x ? fitting(~*x) : x;
}

bool KnownArithmetic::isShift(KnownElement y) const {
  return y && *y >= 0 && *y < int64_t(element.getIntOrFloatBitWidth()) - 1;
}

KnownElement KnownArithmetic::left_shift(KnownElement x, KnownElement y) const {
  return isShift(y) ? mul(x, int64_t(1) << *y) : KnownElement();
}

KnownElement KnownArithmetic::right_shift(KnownElement x,
                                          KnownElement y) const {
  return x && isShift(y) ? KnownElement(*x >> *y) : KnownElement();
}

} // namespace tfc
