// Philox against the vectors of its authors, the distributions against their
// moments, and the streams of a session.
#include "Fixture.h"
#include "random/Philox.h"

#include <cmath>
#include <cstring>

namespace {

using namespace tfc::runtime;

std::vector<uint32_t> block(Stream stream) {
  Block b = Philox(stream)();
  return {b.words, b.words + 4};
}

// kat_vectors of Random123 1.14, philox4x32 10.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(block({0, 0, 0}), (std::vector<uint32_t>{0x6627e8d5, 0xe169c58d,
                                                     0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      block({UINT64_MAX, UINT64_MAX, UINT64_MAX}),
      (std::vector<uint32_t>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      block({0x299f31d0a4093822u, 0x85a308d3243f6a88u, 0x0370734413198a2eu}),
      (std::vector<uint32_t>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, TheCounterCarries) {
  Stream stream = {1, UINT64_MAX - 1, 5};
  advance(stream, 3);
  EXPECT_EQ(stream.counterLow, 1u);
  EXPECT_EQ(stream.counterHigh, 6u);
}

/// A context as kernels see it.
struct Kernels {
  explicit Kernels(uint64_t key, uint32_t threads = 1) : stream{key, 0, 0} {
    context.streams = &stream;
    context.numStreams = 1;
    context.threads = threads;
  }
  ~Kernels() {
    if (context.pool)
      context.destroyPool(context.pool);
  }
  template <typename T>
  std::vector<T> draw(tfc_kernel_function kernel, uint32_t dtype, size_t n,
                      int64_t low = 0, int64_t high = 0) {
    std::vector<T> values(n + 1, T(99)); // the last one must stay
    const int64_t shape[] = {int64_t(n)};
    tfc_tensor out = {dtype, 1, shape, values.data(), n * sizeof(T)};
    const int64_t attributes[] = {0, low, high};
    EXPECT_EQ(kernel(&context, &out, attributes), TFC_OK);
    EXPECT_EQ(values[n], T(99));
    values.pop_back();
    return values;
  }
  tfc_context context;
  Stream stream;
};

template <typename T>
void expectMoments(const std::vector<T> &values, double mean, double variance) {
  double sum = 0, squares = 0;
  for (T value : values) {
    sum += double(value);
    squares += double(value) * double(value);
  }
  double n = double(values.size());
  // Five standard errors.
  EXPECT_NEAR(sum / n, mean, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(squares / n - sum / n * sum / n, variance,
              variance * 10 / std::sqrt(n));
}

constexpr size_t many = 200000;

TEST(Random, Uniform) {
  auto check = [](auto values) {
    for (auto value : values) {
      ASSERT_GE(value, 0);
      ASSERT_LT(value, 1);
    }
    expectMoments(values, 0.5, 1.0 / 12);
  };
  check(Kernels(1).draw<float>(tfc_kernel_random_uniform, TFC_FLOAT32, many));
  check(Kernels(1).draw<double>(tfc_kernel_random_uniform, TFC_FLOAT64, many));
}

TEST(Random, Normal) {
  expectMoments(
      Kernels(2).draw<float>(tfc_kernel_random_normal, TFC_FLOAT32, many), 0,
      1);
  expectMoments(
      Kernels(2).draw<double>(tfc_kernel_random_normal, TFC_FLOAT64, many), 0,
      1);
}

TEST(Random, TruncatedNormal) {
  // Variance of a standard normal cut at 2: 1 - 4 phi(2) / (2 Phi(2) - 1).
  double variance = 1 - 4 * 0.05399096651318806 / 0.9544997361036416;
  auto check = [&](auto values) {
    for (auto value : values)
      ASSERT_LT(std::fabs(value), 2);
    expectMoments(values, 0, variance);
  };
  check(Kernels(3).draw<float>(tfc_kernel_truncated_normal, TFC_FLOAT32, many));
  check(
      Kernels(3).draw<double>(tfc_kernel_truncated_normal, TFC_FLOAT64, many));
}

TEST(Random, UniformIntegers) {
  auto ints = Kernels(4).draw<int32_t>(tfc_kernel_random_uniform_int, TFC_INT32,
                                       many, -3, 7);
  int seen[10] = {};
  for (int32_t value : ints) {
    ASSERT_GE(value, -3);
    ASSERT_LT(value, 7);
    ++seen[value + 3];
  }
  for (int n : seen)
    EXPECT_NEAR(n, int(many) / 10, 700);
  // A range that no signed number holds.
  for (int64_t value :
       Kernels(4).draw<int64_t>(tfc_kernel_random_uniform_int, TFC_INT64, many,
                                INT64_MIN, INT64_MAX - 1))
    ASSERT_LT(value, INT64_MAX - 1);
}

// TensorFlow's layout: element i comes from block i / 4 of the run, a run of n
// elements takes 256 n blocks, and a group of truncated normals starts 256
// blocks after the one before.
TEST(Random, Layout) {
  Kernels kernels(5);
  auto first = kernels.draw<float>(tfc_kernel_random_uniform, TFC_FLOAT32, 6);
  Stream expected = {5, 0, 0};
  for (size_t i = 0; i < 6; ++i) {
    expected.counterLow = i / 4;
    uint32_t word = block(expected)[i % 4];
    EXPECT_EQ(first[i], float(word & 0x7fffff) / 8388608.0f) << i;
  }
  EXPECT_EQ(kernels.stream.counterLow, 6u * 256);

  auto doubles =
      kernels.draw<double>(tfc_kernel_random_uniform, TFC_FLOAT64, 3);
  expected.counterLow = 6 * 256 + 1;
  auto words = block(expected);
  EXPECT_EQ(doubles[2],
            double(uint64_t(words[0] & 0xfffff) << 32 | words[1]) * 0x1p-52);
  EXPECT_EQ(kernels.stream.counterLow, 9u * 256);

  auto integers = kernels.draw<int64_t>(tfc_kernel_random_uniform_int,
                                        TFC_INT64, 2, 0, 1000);
  expected.counterLow = 9 * 256;
  words = block(expected);
  EXPECT_EQ(integers[1], int64_t((words[2] | uint64_t(words[3]) << 32) % 1000));

  // Group 1 on its own equals elements 4 to 7.
  Kernels whole(6), shifted(6);
  auto eight = whole.draw<float>(tfc_kernel_truncated_normal, TFC_FLOAT32, 8);
  shifted.stream.counterLow = 256;
  auto four = shifted.draw<float>(tfc_kernel_truncated_normal, TFC_FLOAT32, 4);
  EXPECT_EQ(std::vector<float>(eight.begin() + 4, eight.end()), four);
}

// Values that TensorFlow itself printed for seed=12345 and the given seed2.
TEST(Random, TensorFlowsOwnValues) {
  Kernels doubles(12345);
  doubles.stream.counterHigh = 1;
  const double expectedDoubles[] = {0.82788747, 0.54196982, 0.11127723,
                                    0.76539488, 0.86351554, 0.20807522};
  auto d = doubles.draw<double>(tfc_kernel_random_uniform, TFC_FLOAT64, 6);
  for (size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(d[i], expectedDoubles[i], 5e-9);

  const float expectedFloats[] = {0.95503247, 0.99933827, 0.58270466,
                                  0.31823349, 0.42508423, 0.87962008};
  auto f =
      Kernels(12345).draw<float>(tfc_kernel_random_uniform, TFC_FLOAT32, 6);
  for (size_t i = 0; i < 6; ++i)
    EXPECT_FLOAT_EQ(f[i], expectedFloats[i]);

  EXPECT_EQ(Kernels(12345).draw<int32_t>(tfc_kernel_random_uniform_int,
                                         TFC_INT32, 10, 1, 10),
            (std::vector<int32_t>{6, 1, 1, 4, 8, 9, 5, 1, 1, 5}));
}

TEST(Random, ThreadsChangeNothing) {
  const tfc_kernel_function kernels[] = {tfc_kernel_random_uniform,
                                         tfc_kernel_random_normal,
                                         tfc_kernel_truncated_normal};
  for (tfc_kernel_function kernel : kernels) {
    auto expected = Kernels(7).draw<float>(kernel, TFC_FLOAT32, 100003);
    for (uint32_t threads : {2u, 5u})
      EXPECT_EQ(Kernels(7, threads).draw<float>(kernel, TFC_FLOAT32, 100003),
                expected);
  }
}

TEST(Random, Errors) {
  Kernels kernels(8);
  int64_t value = 0;
  tfc_tensor out = {TFC_INT64, 0, nullptr, &value, 8};
  const int64_t empty[] = {0, 5, 5};
  EXPECT_EQ(tfc_kernel_random_uniform_int(&kernels.context, &out, empty),
            TFC_INVALID_ARGUMENT);
  EXPECT_STREQ(kernels.context.reportText.str(),
               "Need minval < maxval, got 5 >= 5");
  EXPECT_EQ(tfc_kernel_random_normal(&kernels.context, &out, empty),
            TFC_UNIMPLEMENTED);
  const int64_t noStream[] = {1, 0, 10};
  EXPECT_EQ(tfc_kernel_random_uniform_int(&kernels.context, &out, noStream),
            TFC_INTERNAL);
}

class StreamTest : public SessionTest {
protected:
  Floats draw() { return floats(run({"r"}, {})[0]); }
};

TEST_F(StreamTest, AdvancesWithEachRun) {
  Floats first = draw(), second = draw();
  EXPECT_NE(first, second);
  create(TFC_SESSION_OPTIONS_INIT);
  EXPECT_EQ(draw(), first);
  EXPECT_EQ(draw(), second);
  auto both = run({"r", "r"}, {});
  EXPECT_EQ(both[0].data, both[1].data);
}

TEST_F(StreamTest, WithoutSeedsTheSessionDrawsThem) {
  const tfc_stream_info unseeded = {0, 0};
  program.streams = &unseeded;
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  create(options);
  Floats first = draw();
  create(options);
  EXPECT_NE(draw(), first);
  options.seed = 42;
  create(options);
  first = draw();
  create(options);
  EXPECT_EQ(draw(), first);
}

} // namespace
