//===- in_place.cpp - what the alignment of feeds and results costs -------===//
//
// Times calls of a signature of floats to floats, with the feed and the result
// at several distances from an address aligned to 64 bytes. A tool, no test:
//
//   tfc compile test/bench/in_place.tfg -o measured.o --name=measured
//   g++ -O2 -std=c++17 -Iruntime/include test/bench/in_place.cpp measured.o
//     build/release/lib/libtfc_runtime.a -lpthread -lm -o in_place
//   ./in_place linear 1000000
//
//===----------------------------------------------------------------------===//
#include "measured.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace {

constexpr int notGiven = -1; // the result is a view

/// Microseconds of a call, at best.
double measure(tfc_session *session, uint32_t signature, float *x, float *y,
               int64_t count) {
  using Clock = std::chrono::steady_clock;
  const size_t bytes = size_t(count) * sizeof *x;
  const int calls = count > 100000 ? 3 : 30;
  double best = 1e9;
  for (int round = 0; round < 400; ++round) {
    auto start = Clock::now();
    for (int call = 0; call < calls; ++call) {
      tfc_tensor in = {TFC_FLOAT32, 1, &count, x, bytes};
      tfc_tensor out = {0, 0, nullptr, y, y ? bytes : 0};
      if (tfc_session_run_signature(session, signature, &in, &out))
        exit((puts(tfc_session_error(session)), 1));
    }
    std::chrono::duration<double, std::micro> time = Clock::now() - start;
    best = std::min(best, time.count() / calls);
  }
  return best;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3)
    return puts("usage: in_place SIGNATURE COUNT"), 2;
  tfc::Options options;
  options.threads = 1;
  tfc::Session session(measured_program, options);
  if (tfc::Status status = session.status(); !status)
    return puts(status.message().c_str()), 1;
  uint32_t signature = tfc_program_signature(&measured_program, argv[1]);
  int64_t count = atoll(argv[2]);
  tfc::Tensor x(TFC_FLOAT32, {count + 16}), y(TFC_FLOAT32, {count + 16});
  const int bytes[][2] = {{0, notGiven}, {16, notGiven}, {4, notGiven},
                          {0, 0},        {16, 16},       {4, 4}};
  for (auto [in, out] : bytes) {
    float *result = out == notGiven ? nullptr : y.data<float>() + out / 4;
    double time = measure(session.c(), signature, x.data<float>() + in / 4,
                          result, count);
    if (result)
      printf("feed at 64 + %-2d  result at 64 + %-2d  %9.3f us\n", in, out,
             time);
    else
      printf("feed at 64 + %-2d  result a view      %9.3f us\n", in, time);
  }
}
