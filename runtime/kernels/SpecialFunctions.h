//===- SpecialFunctions.h - special functions in double precision -------===//
#ifndef TFC_RUNTIME_KERNELS_SPECIALFUNCTIONS_H
#define TFC_RUNTIME_KERNELS_SPECIALFUNCTIONS_H

namespace tfc::runtime {

double logGamma(double x);
double digamma(double x);
/// Hurwitz's: the sum of (q + k)^-x; NaN for x < 1.
double zeta(double x, double q);
/// The derivative of order n of digamma; NaN for an n that is not 0, 1, 2, ...
double polygamma(double n, double x);
/// Regularised incomplete gamma functions, lower and upper.
double gammaP(double a, double x);
double gammaQ(double a, double x);
/// The regularised incomplete beta function.
double betaI(double a, double b, double x);
double inverseErf(double x);
double inverseNormal(double p);

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_SPECIALFUNCTIONS_H
