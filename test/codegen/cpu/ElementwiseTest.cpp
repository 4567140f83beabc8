//===- ElementwiseTest.cpp - Elementwise ops against plain loops ----------===//

#include "test/codegen/cpu/KernelComparison.h"

#include <cmath>
#include <gtest/gtest.h>

namespace tfc::test {
namespace {

std::vector<Shape> vectors() {
  std::vector<Shape> runs;
  for (int64_t n : {0, 1, 3, 8, 15, 16, 17, 63, 64, 65, 200, 140000})
    runs.push_back({n});
  return runs;
}

const char *kId = "affine_map<(i) -> (i)>";

void unary(const std::string &type, const std::string &op,
           double tolerance = 1e-5) {
  compare(generic(std::string(kId) + ", " + kId, "\"parallel\"",
                  "ins($0 : $t0) outs($1 : $t1)",
                  "^bb0(%x: " + type + ", %o: " + type + "):\n %y = " + op +
                      " %x : " + type + "\n linalg.yield %y : " + type),
          {{type, {-1}, vectors()}, {type, {-1}, vectors()}}, tolerance);
}

TEST(Elementwise, Math) {
  for (const char *op :
       {"math.exp",   "math.tanh",  "math.erf",   "math.log",  "math.log1p",
        "math.expm1", "math.sin",   "math.cos",   "math.tan",  "math.sqrt",
        "math.rsqrt", "math.absf",  "math.floor", "math.ceil", "math.roundeven",
        "math.atan",  "math.asin",  "math.acos",  "math.sinh", "math.cosh",
        "math.asinh", "math.acosh", "math.atanh", "math.exp2", "math.log2",
        "math.cbrt",  "arith.negf"})
    unary("f32", op, 1e-6);
}

/// Distance in units of the last place of `expected`.
double ulps(float expected, float actual) {
  if (expected == actual || (std::isnan(expected) && std::isnan(actual)))
    return 0;
  if (!std::isfinite(expected) || !std::isfinite(actual))
    return std::numeric_limits<double>::infinity();
  int exponent;
  std::frexp(expected, &exponent);
  double unit = std::ldexp(1.0, std::max(exponent - 24, -149));
  return std::abs(static_cast<double>(expected) - actual) / unit;
}

TEST(Elementwise, MathAccuracy) {
  struct Function {
    const char *op;
    double (*exact)(double);
    double low, high, most; ///< units of the last place
  };
  const Function functions[] = {{"math.exp", std::exp, -87, 88, 2},
                                {"math.expm1", std::expm1, -20, 80, 4},
                                {"math.tanh", std::tanh, -12, 12, 8},
                                {"math.erf", std::erf, -5, 5, 8},
                                {"math.log", std::log, 1e-30, 1e30, 2},
                                {"math.log2", std::log2, 1e-30, 1e30, 4},
                                {"math.log1p", std::log1p, -0.9, 1e6, 4},
                                {"math.sin", std::sin, -3, 3, 4},
                                {"math.cos", std::cos, -1.5, 1.5, 4},
                                {"math.sin", std::sin, -1000, 1000, 1}};
  const double infinity = std::numeric_limits<double>::infinity();
  const double special[] = {0, -0.0, infinity, -infinity, std::nan("")};
  const int64_t n = 4096;
  for (const Function &f : functions) {
    std::string text = expand(
        "func.func @main(%ctx: !llvm.ptr {tfc.context}, %x: $t0, %y: $t0) {\n" +
            generic(std::string(kId) + ", " + kId, "\"parallel\"",
                    "ins(%x : $t0) outs(%y : $t0)",
                    std::string("^bb0(%a: f32, %o: f32):\n %r = ") + f.op +
                        " %a : f32\n linalg.yield %r : f32") +
            "return\n}\n",
        {fixed("f32", {n})});
    for (const std::string &cpu : targets()) {
      std::vector<Buffer> buffers = {randomBuffer("f32", {n}, 1),
                                     randomBuffer("f32", {n}, 2)};
      bool isLog = f.high > 1e20;
      for (int64_t i = 0; i < n; ++i) {
        double t = (i + 0.5) / n;
        buffers[0].set(
            i, isLog ? std::exp(std::log(f.low) + t * std::log(f.high / f.low))
                     : f.low + t * (f.high - f.low));
      }
      for (size_t i = 0; i < std::size(special); ++i)
        buffers[0].set(i, special[i]);
      Kernel(text, {cpu, true}).run(buffers);
      double worst = 0, at = 0;
      for (int64_t i = 0; i < n; ++i) {
        double x = buffers[0].at(i);
        double error = ulps(static_cast<float>(f.exact(x)),
                            static_cast<float>(buffers[1].at(i)));
        if (error > worst) {
          worst = error;
          at = x;
        }
      }
      EXPECT_LE(worst, f.most) << f.op << " at " << at << " on " << cpu;
    }
  }
}

TEST(Elementwise, MathF64) {
  for (const char *op : {"math.exp", "math.tanh", "math.erf", "math.log",
                         "math.sqrt", "math.sin", "math.rsqrt"})
    unary("f64", op, 1e-14);
}

TEST(Elementwise, Broadcasts) {
  std::string maps = "affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, 0)>, "
                     "affine_map<(i, j) -> (i, j)>";
  for (int64_t n : {1, 10, 33})
    compare(generic(maps, "\"parallel\", \"parallel\"",
                    "ins($0, $1 : $t0, $t1) outs($2 : $t2)",
                    "^bb0(%x: f32, %y: f32, %o: f32):\n%s = arith.subf %x, %y "
                    ": f32\n%t = arith.mulf %s, %o : f32\nlinalg.yield %t : "
                    "f32"),
            {fixed("f32", {n}),
             {"f32", {-1, 1}, {{1, 1}, {7, 1}}},
             {"f32", {-1, n}, {{1, n}, {7, n}}}});
}

TEST(Elementwise, ComparesAndSelects) {
  compare(generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, "
                  "affine_map<(i) -> (i)>",
                  "\"parallel\"", "ins($0, $1 : $t0, $t1) outs($2 : $t2)",
                  "^bb0(%x: f32, %y: f32, %o: i1):\n%c = arith.cmpf olt, %x, "
                  "%y : f32\nlinalg.yield %c : i1") +
              generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, "
                      "affine_map<(i) -> (i)>, affine_map<(i) -> (i)>",
                      "\"parallel\"",
                      "ins($2, $0, $1 : $t2, $t0, $t1) outs($3 : $t3)",
                      "^bb0(%c: i1, %x: f32, %y: f32, %o: f32):\n%s = "
                      "arith.select %c, %x, %y : f32\nlinalg.yield %s : f32"),
          {{"f32", {-1}, vectors()},
           {"f32", {-1}, vectors()},
           {"i1", {-1}, vectors()},
           {"f32", {-1}, vectors()}});
}

TEST(Elementwise, Casts) {
  struct Cast {
    const char *from, *to, *op;
  };
  for (Cast c : {Cast{"f32", "f64", "arith.extf"},
                 {"f64", "f32", "arith.truncf"},
                 {"f32", "i32", "arith.fptosi"},
                 {"i64", "f32", "arith.sitofp"},
                 {"i32", "i64", "arith.extsi"},
                 {"i1", "f32", "arith.uitofp"},
                 {"i8", "i32", "arith.extsi"}})
    compare(generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>",
                    "\"parallel\"", "ins($0 : $t0) outs($1 : $t1)",
                    std::string("^bb0(%x: ") + c.from + ", %o: " + c.to +
                        "):\n%y = " + c.op + " %x : " + c.from + " to " + c.to +
                        "\nlinalg.yield %y : " + c.to),
            {{c.from, {-1}, vectors()}, {c.to, {-1}, vectors()}});
}

TEST(Elementwise, IntegerDivisionDoesNotTrapInTails) {
  compare(generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, "
                  "affine_map<(i) -> (i)>",
                  "\"parallel\"", "ins($0, $1 : $t0, $t1) outs($2 : $t2)",
                  "^bb0(%x: i32, %y: i32, %o: i32):\n%one = arith.constant 1 : "
                  "i32\n%d = arith.ori %y, %one : i32\n%q = arith.divsi %x, %d "
                  ": i32\nlinalg.yield %q : i32"),
          {{"i32", {-1}, vectors()},
           {"i32", {-1}, vectors()},
           {"i32", {-1}, vectors()}});
}

TEST(Elementwise, Transposes) {
  for (auto [m, n] : {std::pair(1, 5), {16, 16}, {40, 33}, {7, 100}})
    compare(
        "linalg.transpose ins($0 : $t0) outs($1 : $t1) permutation = [1, 0]",
        {fixed("f32", {m, n}), fixed("f32", {n, m})});
  compare(
      "linalg.transpose ins($0 : $t0) outs($1 : $t1) permutation = [0, 2, 1]",
      {{"f32", {-1, 6, 20}, {{2, 6, 20}}}, {"f32", {-1, 20, 6}, {{2, 20, 6}}}});
  compare("linalg.transpose ins($0 : $t0) outs($1 : $t1) permutation = [1, 0]",
          {fixed("i1", {20, 33}), fixed("i1", {33, 20})});
}

TEST(Elementwise, Indices) {
  compare(generic("affine_map<(i, j) -> (i, j)>", "\"parallel\", \"parallel\"",
                  "outs($0 : $t0)",
                  "^bb0(%o: i64):\n%i = linalg.index 0 : index\n%j = "
                  "linalg.index 1 : index\n%c = arith.constant 100 : index\n%m "
                  "= arith.muli %i, %c : index\n%s = arith.addi %m, %j : "
                  "index\n%r = arith.index_cast %s : index to "
                  "i64\nlinalg.yield %r : i64"),
          {{"i64", {-1, 21}, {{1, 21}, {6, 21}}}});
}

TEST(Elementwise, Gathers) { // rows of %0 by the numbers in %1
  std::string body = R"(
    ^bb0(%i: i32, %o: f32):
      %row = arith.constant 7 : i32
      %a = arith.andi %i, %row : i32
      %b = arith.index_cast %a : i32 to index
      %j = linalg.index 1 : index
      %v = memref.load $0[%b, %j] : $t0
      linalg.yield %v : f32)";
  compare(generic("affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>",
                  "\"parallel\", \"parallel\"", "ins($1 : $t1) outs($2 : $t2)",
                  body),
          {fixed("f32", {8, 37}),
           {"i32", {-1}, {{1}, {20}}},
           {"f32", {-1, 37}, {{1, 37}, {20, 37}}}});
  // Each element from another place.
  compare(generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>",
                  "\"parallel\"", "ins($1 : $t1) outs($2 : $t2)",
                  R"(
    ^bb0(%i: i32, %o: f32):
      %row = arith.constant 7 : i32
      %a = arith.andi %i, %row : i32
      %b = arith.index_cast %a : i32 to index
      %v = memref.load $0[%b] : $t0
      linalg.yield %v : f32)"),
          {fixed("f32", {8}),
           {"i32", {-1}, {{5}, {70}}},
           {"f32", {-1}, {{5}, {70}}}});
}

TEST(Elementwise, StridedViews) {
  compare(R"(%v = memref.subview $0[2, 3] [5, 18] [1, 1]
      : $t0 to memref<5x18xf32, strided<[40, 1], offset: 83>>
    linalg.copy ins($1 : $t1)
      outs(%v : memref<5x18xf32, strided<[40, 1], offset: 83>>))",
          {fixed("f32", {9, 40}), fixed("f32", {5, 18})});
  compare(R"(%v = memref.subview $0[0, 1] [9, 20] [1, 2]
      : $t0 to memref<9x20xf32, strided<[41, 2], offset: 1>>
    linalg.copy ins(%v : memref<9x20xf32, strided<[41, 2], offset: 1>>)
      outs($1 : $t1))",
          {fixed("f32", {9, 41}), fixed("f32", {9, 20})}, 0);
}

TEST(Elementwise, ChainsInPlace) {
  std::string map = "affine_map<(i) -> (i)>";
  compare(generic(map + ", " + map, "\"parallel\"",
                  "ins($0 : $t0) outs($1 : $t1)",
                  "^bb0(%x: f32, %o: f32):\n%y = arith.addf %x, %x : "
                  "f32\nlinalg.yield %y : f32") +
              generic(map + ", " + map, "\"parallel\"",
                      "ins($0 : $t0) outs($1 : $t1)",
                      "^bb0(%x: f32, %o: f32):\n%y = arith.mulf %x, %o : "
                      "f32\nlinalg.yield %y : f32"),
          {{"f32", {-1}, vectors()}, {"f32", {-1}, vectors()}});
}

} // namespace
} // namespace tfc::test
