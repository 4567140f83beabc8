//===- Demo.h - a program written by hand ---------------------------------===//
//
// As the compiler would emit it:
//
//   x = placeholder(float, [?, 2])        b = placeholder(bool, [])
//   w = Variable([1, 2])                  count = Variable(int64 0)
//   h = 2 * x                             (feedable)
//   counter = assign_add(count, 1)        (target "bump")
//   s = h + w;  q = row sums of s         (q only passed on)
//   t = sum(q)                            (dynamic workspace)
//   r = random_uniform([5])
//   train: w -= 1, after bump
//   checked = x, fails in the run on a negative value
//   paired = x, fails in the shape function on an odd number of rows
//   picked = b ? 1 : 0                    (float)
//   n = placeholder(int64, [])
//   ones = [1] * n                        (shape from a value)
//   twice = 2 * ones                      (shape from ones)
//
//===----------------------------------------------------------------------===//
#ifndef TFC_TEST_RUNTIME_DEMO_H
#define TFC_TEST_RUNTIME_DEMO_H

#include "tfc/tfc.h"

#include <atomic>

namespace demo {

enum Segment {
  InitW,
  InitCount,
  Double,
  Bump,
  Shift,
  Total,
  Draw,
  Train,
  Checked,
  Paired,
  Picked,
  Ones,
  Twice,
  PredictWhole,
  NumSegments
};

/// How often each segment has run since reset().
extern std::atomic<int> executed[NumSegments];
void reset();
int executedInAll();

/// The memory of x that `double` last read, and of h that it wrote.
extern const void *readFrom, *writtenTo;

/// A copy, for tests that break it.
tfc_program program();

} // namespace demo

#endif // TFC_TEST_RUNTIME_DEMO_H
