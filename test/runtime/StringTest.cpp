// Who owns strings, and for how long, on a program written by hand:
//   upper = string_upper(x), same = x's elements themselves,
//   number = string_to_number(x)
#include "tfc/tfc.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <memory>

extern "C" {
int32_t tfc_kernel_string_upper(tfc_context *, const tfc_tensor *,
                                const int64_t *);
int32_t tfc_kernel_string_to_number(tfc_context *, const tfc_tensor *,
                                    const int64_t *);
}

namespace {

enum { X, Upper, Same, Number, NumTensors };

const int64_t anyLength[] = {-1};
constexpr uint32_t both = TFC_TENSOR_FETCHABLE | TFC_TENSOR_FEEDABLE;
const tfc_tensor_info tensors[] = {
    {"x", TFC_STRING, both | TFC_TENSOR_PLACEHOLDER, TFC_HOST, 1, TFC_NONE,
     anyLength, -1, -1},
    {"upper", TFC_STRING, both, TFC_HOST, 1, 0, anyLength, -1, -1},
    {"same", TFC_STRING, both, TFC_HOST, 1, 1, anyLength, -1, -1},
    {"number", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 1, 2, anyLength, -1,
     -1}};

int32_t likeInput(tfc_context *, void *const *, int64_t *dims) {
  dims[1] = dims[0];
  dims[2] = 0;
  return TFC_OK;
}

int32_t callKernel(tfc_kernel_function kernel, uint32_t dtype,
                   tfc_context *context, void *const *buffers,
                   const int64_t *dims) {
  size_t n = size_t(dims[0]);
  tfc_tensor operands[] = {{TFC_INT64, 1, dims, buffers[0], 8 * n},
                           {dtype, 1, dims, buffers[1], 8 * n}};
  return kernel(context, operands, nullptr);
}
int32_t runUpper(tfc_context *context, void *const *buffers,
                 const int64_t *dims, void *) {
  return callKernel(tfc_kernel_string_upper, TFC_INT64, context, buffers, dims);
}
int32_t runSame(tfc_context *, void *const *buffers, const int64_t *dims,
                void *) {
  memcpy(buffers[1], buffers[0], size_t(dims[0]) * 8);
  return TFC_OK;
}
int32_t runNumber(tfc_context *context, void *const *buffers,
                  const int64_t *dims, void *) {
  return callKernel(tfc_kernel_string_to_number, TFC_FLOAT32, context, buffers,
                    dims);
}

const uint32_t x[] = {X}, upper[] = {Upper}, same[] = {Same},
               number[] = {Number};
tfc_segment_info segment(const char *name, const uint32_t *output,
                         tfc_run_function run) {
  tfc_segment_info info = {};
  info.name = name;
  info.num_inputs = info.num_outputs = 1;
  info.num_dims = 3;
  info.inputs = x;
  info.outputs = output;
  info.shape = likeInput;
  info.run = run;
  info.source = TFC_NONE;
  return info;
}

tfc_program makeProgram() {
  static const tfc_segment_info segments[] = {
      segment("upper", upper, runUpper), segment("same", same, runSame),
      segment("number", number, runNumber)};
  tfc_program program = {};
  program.magic = TFC_ABI_MAGIC;
  program.abi_version = TFC_ABI_VERSION;
  program.struct_size = sizeof(tfc_program);
  program.name = "strings";
#if defined(__x86_64__)
  program.triple = "x86_64-pc-linux-gnu";
#else
  program.triple = "aarch64-unknown-linux-gnu";
#endif
  program.cpu_features = "";
  program.producer = "test";
  program.num_tensors = NumTensors;
  program.num_segments = 3;
  program.tensors = tensors;
  program.segments = segments;
  program.strings = &tfc_strings;
  return program;
}

class StringTest : public testing::Test {
protected:
  using Texts = std::vector<std::string>;

  /// The value of one fetch, copied.
  Texts run(const char *fetch, const tfc::TensorView &feed) {
    auto out = session.run({fetch}, {{"x", feed}});
    EXPECT_TRUE(out) << out.status().toString();
    return out ? texts(out[0]) : Texts();
  }
  static Texts texts(const tfc::TensorView &view) {
    Texts all;
    for (int64_t i = 0; i < view.elements(); ++i)
      all.emplace_back(view.text(i));
    return all;
  }
  std::string errorOf(const char *fetch, const tfc::TensorView &feed) {
    return session.run({fetch}, {{"x", feed}}).status().toString();
  }
  static tfc::Tensor strings(std::vector<std::string_view> given) {
    return tfc::Tensor::strings({int64_t(given.size())}, given);
  }

  tfc_program program = makeProgram();
  tfc::Session session{program};
};

TEST_F(StringTest, AnyBytesAndNone) {
  ASSERT_TRUE(session.status()) << session.status().message();
  std::string_view zero("a\0b", 3);
  EXPECT_EQ(run("upper", strings({"one", "", zero})),
            (Texts{"ONE", "", std::string("A\0B", 3)}));
  EXPECT_EQ(run("upper", strings({})), Texts());
}

TEST_F(StringTest, Large) {
  std::string megabyte(1 << 20, 'x');
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(run("upper", strings({megabyte, "y"})),
              (Texts{std::string(1 << 20, 'X'), "Y"}));
}

TEST_F(StringTest, NullAndSizeZeroAreEmpty) {
  tfc_string empty = {0, {}};
  const tfc_string *elements[] = {nullptr, &empty};
  EXPECT_EQ(run("upper", tfc::TensorView(elements, {2})), (Texts{"", ""}));
  EXPECT_EQ(run("same", tfc::TensorView(elements, {2})), (Texts{"", ""}));
}

// Fetched strings outlive the fed ones that they may be copies of.
TEST_F(StringTest, FedStringsMayGoAfterTheRun) {
  auto fed = std::make_unique<tfc::Tensor>(strings({"first", "second"}));
  auto out = session.run({"same"}, {{"x", *fed}});
  ASSERT_TRUE(out);
  fed.reset();
  EXPECT_EQ(texts(out[0]), (Texts{"first", "second"}));
}

// Fetched strings are fed to the next run, again and again.
TEST_F(StringTest, FetchedStringsMayBeFed) {
  auto out = session.run({"upper"}, {{"x", strings({"around", "it goes"})}});
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(out) << out.status().message();
    tfc::TensorView last = out[0];
    out = session.run({i % 2 ? "upper" : "same"}, {{"x", last}});
  }
  ASSERT_TRUE(out);
  EXPECT_EQ(texts(out[0]), (Texts{"AROUND", "IT GOES"}));
}

TEST_F(StringTest, FedAndFetched) {
  tfc::Tensor fed = strings({"a", "b"});
  EXPECT_EQ(run("x", fed), (Texts{"a", "b"}));
  EXPECT_EQ(run("upper", strings({"q"})), Texts{"Q"});
}

TEST_F(StringTest, SessionsSideBySide) {
  tfc::Session other(program);
  auto mine = session.run({"upper"}, {{"x", strings({"mine"})}});
  auto theirs = other.run({"upper"}, {{"x", strings({"theirs"})}});
  other.close();
  ASSERT_TRUE(mine);
  EXPECT_EQ(texts(mine[0]), Texts{"MINE"});
}

TEST_F(StringTest, TensorsCopyTheirStrings) {
  tfc::Tensor copy;
  {
    tfc::Tensor first = strings({"deep", ""});
    copy = first;
  }
  EXPECT_EQ(texts(copy), (Texts{"deep", ""}));
  tfc::Tensor kept(session.run({"upper"}, {{"x", copy}})[0]);
  EXPECT_EQ(run("upper", strings({"else"})), Texts{"ELSE"});
  EXPECT_EQ(texts(kept), (Texts{"DEEP", ""}));
}

TEST_F(StringTest, Errors) {
  const float numbers[] = {1, 2};
  EXPECT_EQ(errorOf("upper", tfc::TensorView(numbers, {2})),
            "INVALID_ARGUMENT: Cannot feed value of dtype float for Tensor "
            "'x:0', which has dtype string");
  tfc_string broken = {-5, {}};
  const tfc_string *elements[] = {&broken};
  EXPECT_EQ(errorOf("upper", tfc::TensorView(elements, {1})),
            "INVALID_ARGUMENT: The value fed for Tensor 'x:0' has a string of "
            "-5 bytes");
  EXPECT_EQ(errorOf("number", strings({"1.5", "2,5%\n"})),
            "INVALID_ARGUMENT: StringToNumberOp could not correctly convert "
            "string: '2,5\\x25\\x0a'");
  EXPECT_EQ(run("upper", strings({"goes on"})), Texts{"GOES ON"});
}

TEST_F(StringTest, Numbers) {
  auto out = session.run({"number"},
                         {{"x", strings({" 1.5 ", "-2e3", "inf", "0x10"})}});
  ASSERT_TRUE(out) << out.status().message();
  EXPECT_EQ(out[0].toVector<float>(),
            (std::vector<float>{1.5f, -2000, INFINITY, 16}));
}

TEST_F(StringTest, ProgramsWithoutStringFunctionsAreRefused) {
  program.strings = nullptr;
  tfc::Session refused(program);
  EXPECT_EQ(refused.status().message(), "Program strings is broken: tensor 0");
}

} // namespace
