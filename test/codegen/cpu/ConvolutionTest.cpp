//===- ConvolutionTest.cpp - Convolutions and pooling against plain loops -===//

#include "test/codegen/cpu/KernelComparison.h"

#include <gtest/gtest.h>

namespace tfc::test {
namespace {

void convolution(int64_t n, int64_t h, int64_t w, int64_t ic, int64_t oc,
                 int64_t kh, int64_t kw, int64_t stride, int64_t dilation) {
  int64_t oh = (h - (kh - 1) * dilation - 1) / stride + 1,
          ow = (w - (kw - 1) * dilation - 1) / stride + 1;
  std::string attributes = "{strides = dense<" + std::to_string(stride) +
                           "> : vector<2xi64>, dilations = dense<" +
                           std::to_string(dilation) + "> : vector<2xi64>}";
  compare("%z = arith.constant 0.0 : f32\n"
          "linalg.fill ins(%z : f32) outs($2 : $t2)\n"
          "linalg.conv_2d_nhwc_hwcf " +
              attributes + R"( ins($0, $1 : $t0, $t1) outs($2 : $t2)
    linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (d)>,
        affine_map<(a, b, c, d) -> (a, b, c, d)>],
        iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
        ins($3 : $t3) outs($2 : $t2) {
    ^bb0(%x: f32, %y: f32):
      %q = arith.addf %x, %y : f32
      %r = arith.maximumf %q, %z : f32
      linalg.yield %r : f32
    })",
          {{"f32", {-1, h, w, ic}, {{1, h, w, ic}, {n, h, w, ic}}},
           fixed("f32", {kh, kw, ic, oc}),
           {"f32", {-1, oh, ow, oc}, {{1, oh, ow, oc}, {n, oh, ow, oc}}},
           fixed("f32", {oc})});
}

TEST(Convolution, Dense) {
  convolution(2, 10, 10, 3, 16, 3, 3, 1, 1);
  convolution(2, 11, 9, 5, 33, 3, 2, 2, 1);
  convolution(3, 12, 12, 4, 7, 3, 3, 1, 2);
  convolution(2, 8, 8, 20, 24, 1, 1, 1, 1);
  convolution(2, 9, 9, 8, 40, 1, 1, 2, 1);
}

TEST(Convolution, Depthwise) {
  compare(R"(%z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($2 : $t2)
    linalg.depthwise_conv_2d_nhwc_hwc {strides = dense<2> : vector<2xi64>,
        dilations = dense<1> : vector<2xi64>}
        ins($0, $1 : $t0, $t1) outs($2 : $t2))",
          {{"f32", {-1, 9, 13, 19}, {{1, 9, 13, 19}, {3, 9, 13, 19}}},
           fixed("f32", {3, 3, 19}),
           {"f32", {-1, 4, 6, 19}, {{1, 4, 6, 19}, {3, 4, 6, 19}}}});
}

TEST(Convolution, Pooling) {
  for (const char *name : {"max", "sum"})
    compare(std::string("%z = arith.constant -1.0 : f32\n"
                        "linalg.fill ins(%z : f32) outs($2 : $t2)\n"
                        "linalg.pooling_nhwc_") +
                name +
                " {strides = dense<2> : vector<2xi64>, dilations = dense<1> : "
                "vector<2xi64>} ins($0, $1 : $t0, $t1) outs($2 : $t2)",
            {{"f32", {-1, 8, 8, 37}, {{1, 8, 8, 37}, {3, 8, 8, 37}}},
             fixed("f32", {2, 2}),
             {"f32", {-1, 4, 4, 37}, {{1, 4, 4, 37}, {3, 4, 4, 37}}}});
}

/// z += x * y over seven loops, the last three reducing, from z = 0.
std::string sumOfProducts(const std::string &loops, const std::string &x,
                          const std::string &y, const std::string &z) {
  auto map = [&](const std::string &place) {
    return "affine_map<(" + loops + ") -> (" + place + ")>";
  };
  return R"(%z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($2 : $t2)
    )" + generic(map(x) + ", " + map(y) + ", " + map(z),
                 R"("parallel", "parallel", "parallel", "parallel",
                    "reduction", "reduction", "reduction")",
                 "ins($0, $1 : $t0, $t1) outs($2 : $t2)", R"(
    ^bb0(%x: f32, %y: f32, %o: f32):
      %p = arith.mulf %x, %y : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32)");
}

TEST(Convolution, FilterGradient) {
  compare(sumOfProducts("kh, kw, i, o, n, h, w", "n, h * 2 + kh, w * 2 + kw, i",
                        "n, h, w, o", "kh, kw, i, o"),
          {{"f32", {-1, 9, 9, 5}, {{1, 9, 9, 5}, {4, 9, 9, 5}}},
           {"f32", {-1, 4, 4, 18}, {{1, 4, 4, 18}, {4, 4, 4, 18}}},
           fixed("f32", {3, 3, 5, 18})});
}

TEST(Convolution, InputGradient) { // of the padded output gradient
  compare(sumOfProducts("n, h, w, i, kh, kw, o", "n, h + kh, w + kw, o",
                        "kh, kw, i, o", "n, h, w, i"),
          {{"f32", {-1, 8, 8, 18}, {{1, 8, 8, 18}, {3, 8, 8, 18}}},
           fixed("f32", {3, 3, 5, 18}),
           {"f32", {-1, 6, 6, 5}, {{1, 6, 6, 5}, {3, 6, 6, 5}}}});
}

} // namespace
} // namespace tfc::test
