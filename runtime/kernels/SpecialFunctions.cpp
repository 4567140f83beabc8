// Algorithms, all in double precision:
// - digamma and zeta: upward recurrence, then the asymptotic (Euler-Maclaurin)
//   series with Bernoulli numbers (Abramowitz and Stegun 6.3.18, 23.2.9);
// - incomplete gamma: series for x < a + 1, else Lentz's form of the continued
//   fraction (A&S 6.5.29, 6.5.31; Numerical Recipes 6.2);
// - incomplete beta: Lentz's form of the continued fraction (A&S 26.5.8;
//   Numerical Recipes 6.4);
// - inverses of the normal distribution and erf: M. Wichura, algorithm AS 241
//   (Applied Statistics 37, 1988), and a Newton step.
#include "kernels/SpecialFunctions.h"

#include <cfloat>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace tfc::runtime {

static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
static constexpr double kInfinity = std::numeric_limits<double>::infinity();
static constexpr double kPi = 3.14159265358979323846;

double logGamma(double x) {
  int sign; // lgamma itself writes a global
  return lgamma_r(x, &sign);
}

double digamma(double x) {
  if (x == -kInfinity || std::isnan(x))
    return kNaN;
  double result = 0;
  if (x <= 0) {
    if (x == std::floor(x))
      return x == 0 ? std::copysign(kInfinity, -x) : kNaN;
    // psi(1 - x) - psi(x) = pi / tan(pi x), by the fraction of x alone.
    double fraction = x - std::floor(x);
    result = -kPi / std::tan(kPi * fraction);
    x = 1 - x;
  }
  for (; x < 10; ++x)
    result -= 1 / x;
  double s = 1 / (x * x);
  double series =
      s *
      (1.0 / 12 -
       s * (1.0 / 120 -
            s * (1.0 / 252 -
                 s * (1.0 / 240 - s * (1.0 / 132 - s * (691.0 / 32760 -
                                                        s * (1.0 / 12)))))));
  return result + std::log(x) - 0.5 / x - series;
}

double zeta(double x, double q) {
  if (std::isnan(x) || std::isnan(q) || x < 1)
    return kNaN;
  if (x == 1)
    return kInfinity;
  if (q <= 0) {
    if (q == std::floor(q))
      return kInfinity;
    if (x != std::floor(x))
      return kNaN; // a negative number to a broken power
  }
  // (2k)! / B2k
  static const double factors[] = {12.0,
                                   -720.0,
                                   30240.0,
                                   -1209600.0,
                                   47900160.0,
                                   -1.8924375803183791606e9,
                                   7.47242496e10,
                                   -2.950130727918164224e12,
                                   1.1646782814350067249e14,
                                   -4.5979787224074726105e15,
                                   1.8152105401943546773e17,
                                   -7.1661652561756670113e18};
  double sum = std::pow(q, -x), a = q, term = 0;
  for (int i = 0; i < 9 || a <= 9; ++i) {
    a += 1;
    term = std::pow(a, -x);
    sum += term;
    if (std::fabs(term) < DBL_EPSILON * std::fabs(sum))
      return sum;
  }
  sum += term * a / (x - 1) - 0.5 * term;
  double factor = 1, k = 0;
  for (double bernoulli : factors) {
    factor *= x + k;
    term /= a;
    double next = factor * term / bernoulli;
    sum += next;
    if (std::fabs(next) < DBL_EPSILON * std::fabs(sum))
      break;
    k += 1;
    factor *= x + k;
    term /= a;
    k += 1;
  }
  return sum;
}

double polygamma(double n, double x) {
  if (n != std::floor(n) || n < 0)
    return kNaN;
  if (n == 0)
    return digamma(x);
  double factorial = std::exp(logGamma(n + 1));
  double sign = std::fmod(n, 2) == 0 ? -1 : 1;
  return sign * factorial * zeta(n + 1, x);
}

/// x^a e^-x / gamma(a)
static double gammaFactor(double a, double x) {
  double exponent = a * std::log(x) - x - logGamma(a);
  return exponent < -745 ? 0 : std::exp(exponent);
}
static double gammaSeries(double a, double x) {
  double term = 1 / a, sum = term;
  for (double n = a + 1; std::fabs(term) > std::fabs(sum) * DBL_EPSILON; ++n)
    sum += term *= x / n;
  return sum * gammaFactor(a, x);
}
static constexpr double kTiny = 1e-300;
static double gammaFraction(double a, double x) {
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int i = 1; i < 100000; ++i) {
    double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    c = b + an / c;
    if (std::fabs(d) < kTiny)
      d = kTiny;
    if (std::fabs(c) < kTiny)
      c = kTiny;
    d = 1 / d;
    double delta = d * c;
    h *= delta;
    if (std::fabs(delta - 1) < DBL_EPSILON)
      break;
  }
  return h * gammaFactor(a, x);
}

double gammaP(double a, double x) {
  if (!(x >= 0) || !(a > 0))
    return kNaN;
  if (x == 0)
    return 0;
  if (std::isinf(a))
    return std::isinf(x) ? kNaN : 0;
  if (std::isinf(x))
    return 1;
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
}
double gammaQ(double a, double x) {
  if (!(x >= 0) || !(a > 0))
    return kNaN;
  if (x == 0)
    return 1;
  if (std::isinf(a))
    return std::isinf(x) ? kNaN : 1;
  if (std::isinf(x))
    return 0;
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x);
}

static double betaFraction(double a, double b, double x) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  if (std::fabs(d) < kTiny)
    d = kTiny;
  d = 1 / d;
  double h = d;
  for (int m = 1; m < 100000; ++m) {
    double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    double delta = 1;
    for (double factor : {even, odd}) {
      d = 1 + factor * d;
      c = 1 + factor / c;
      if (std::fabs(d) < kTiny)
        d = kTiny;
      if (std::fabs(c) < kTiny)
        c = kTiny;
      d = 1 / d;
      delta = d * c;
      h *= delta;
    }
    if (std::fabs(delta - 1) < DBL_EPSILON)
      break;
  }
  return h;
}

double betaI(double a, double b, double x) {
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1))
    return kNaN;
  if (x == 0 || x == 1)
    return x;
  double factor = std::exp(logGamma(a + b) - logGamma(a) - logGamma(b) +
                           a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2))
    return factor * betaFraction(a, b, x) / a;
  return 1 - factor * betaFraction(b, a, 1 - x) / b;
}

static double polynomial(const double (&coefficients)[8], double x) {
  double result = 0;
  for (int i = 8; i-- > 0;)
    result = result * x + coefficients[i];
  return result;
}

/// The quantile of p, given q = p - 1/2 and tail = min(p, 1 - p), each exact.
static double quantile(double q, double tail) {
  static const double centreTop[8] = {
      3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
      3.3430575583588128105e4, 2.5090809287301226727e3};
  static const double centreBottom[8] = {1.0,
                                         4.2313330701600911252e1,
                                         6.8718700749205790830e2,
                                         5.3941960214247511077e3,
                                         2.1213794301586595867e4,
                                         3.9307895800092710610e4,
                                         2.8729085735721942674e4,
                                         5.2264952788528545610e3};
  static const double middleTop[8] = {
      1.42343711074968357734e0,  4.63033784615654529590e0,
      5.76949722146069140550e0,  3.64784832476320460504e0,
      1.27045825245236838258e0,  2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static const double middleBottom[8] = {1.0,
                                         2.05319162663775882187e0,
                                         1.67638483018380384940e0,
                                         6.89767334985100004550e-1,
                                         1.48103976427480074590e-1,
                                         1.51986665636164571966e-2,
                                         5.47593808499534494600e-4,
                                         1.05075007164441684324e-9};
  static const double farTop[8] = {
      6.65790464350110377720e0,  5.46378491116411436990e0,
      1.78482653991729133580e0,  2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static const double farBottom[8] = {1.0,
                                      5.99832206555887937690e-1,
                                      1.36929880922735805310e-1,
                                      1.48753612908506148525e-2,
                                      7.86869131145613259100e-4,
                                      1.84631831751005468180e-5,
                                      1.42151175831644588870e-7,
                                      2.04426310338993978564e-15};
  if (std::fabs(q) <= 0.425) {
    double r = 0.180625 - q * q;
    return q * polynomial(centreTop, r) / polynomial(centreBottom, r);
  }
  double r = std::sqrt(-std::log(tail)), result;
  if (r <= 5)
    result = polynomial(middleTop, r - 1.6) / polynomial(middleBottom, r - 1.6);
  else
    result = polynomial(farTop, r - 5) / polynomial(farBottom, r - 5);
  return q < 0 ? -result : result;
}

double inverseNormal(double p) {
  if (!(p >= 0 && p <= 1))
    return kNaN;
  if (p == 0 || p == 1)
    return p == 0 ? -kInfinity : kInfinity;
  return quantile(p - 0.5, p < 0.5 ? p : 1 - p);
}

double inverseErf(double x) {
  double a = std::fabs(x);
  if (!(a <= 1))
    return kNaN;
  if (a == 1 || x == 0)
    return a == 1 ? std::copysign(kInfinity, x) : x;
  double y = quantile(x / 2, (1 - a) / 2) * 0.70710678118654752440;
  // One Newton step on erfc, which keeps the digits of the tail.
  double error = std::erfc(std::fabs(y)) - (1 - a);
  if (a > 0.5)
    y += std::copysign(error * 0.88622692545275801365 * std::exp(y * y), x);
  return y;
}

} // namespace tfc::runtime
