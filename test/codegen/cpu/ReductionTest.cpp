//===- ReductionTest.cpp - Reductions against plain loops -----------------===//

#include "test/codegen/cpu/KernelComparison.h"

#include <gtest/gtest.h>

namespace tfc::test {
namespace {

struct Combiner {
  const char *type, *start, *op;
};
const Combiner kCombiners[] = {
    {"f32", "0.0", "arith.addf"},
    {"f32", "1.0", "arith.mulf"},
    {"f32", "0xFF800000", "arith.maximumf"},
    {"f32", "0x7F800000", "arith.minnumf"},
    {"i32", "0", "arith.addi"},
    {"i64", "-9223372036854775808", "arith.maxsi"},
    {"i1", "true", "arith.andi"},
    {"i1", "false", "arith.ori"},
    {"f64", "0.0", "arith.addf"},
};

void reduction(const Combiner &c, const std::string &inMap,
               const std::string &outMap, const std::string &iterators,
               Argument in, Argument out) {
  std::string type = c.type;
  in.type = out.type = type;
  std::string start =
      type == "i1" ? std::string(c.start) : c.start + std::string(" : ") + type;
  compare("%z = arith.constant " + start + "\nlinalg.fill ins(%z : " + type +
              ") outs($1 : $t1)\n" +
              generic(inMap + ", " + outMap, iterators,
                      "ins($0 : $t0) outs($1 : $t1)",
                      "^bb0(%x: " + type + ", %o: " + type +
                          "):\n%y = " + c.op + " %o, %x : " + type +
                          "\nlinalg.yield %y : " + type),
          {in, out}, 1e-4);
}

TEST(Reduction, LastAxis) {
  for (const Combiner &c : kCombiners)
    for (int64_t n : {1, 10, 16, 100})
      reduction(c, "affine_map<(i, j) -> (i, j)>", "affine_map<(i, j) -> (i)>",
                "\"parallel\", \"reduction\"",
                {"", {-1, n}, {{1, n}, {3, n}, {9, n}}},
                {"", {-1}, {{1}, {3}, {9}}});
}

TEST(Reduction, FirstAxis) {
  for (const Combiner &c : kCombiners)
    for (int64_t n : {1, 10, 100})
      reduction(c, "affine_map<(i, j) -> (j, i)>", "affine_map<(i, j) -> (i)>",
                "\"parallel\", \"reduction\"", {"", {-1, n}, {{1, n}, {9, n}}},
                {"", {n}, {{n}}});
}

TEST(Reduction, AllAxes) {
  for (const Combiner &c : kCombiners)
    reduction(c, "affine_map<(i, j) -> (i, j)>", "affine_map<(i, j) -> ()>",
              "\"reduction\", \"reduction\"",
              {"", {-1, -1}, {{1, 1}, {3, 5}, {9, 100}, {500, 700}}},
              {"", {}, {{}}});
}

TEST(Reduction, MiddleAxis) {
  for (int64_t n : {5, 20})
    reduction(kCombiners[0], "affine_map<(i, j, k) -> (i, k, j)>",
              "affine_map<(i, j, k) -> (i, j)>",
              "\"parallel\", \"parallel\", \"reduction\"",
              {"", {-1, 7, n}, {{2, 7, n}}}, {"", {-1, n}, {{2, n}}});
}

TEST(Reduction, ArgMax) {
  for (int64_t n : {1, 10, 40})
    compare(
        "%z = arith.constant 0xFF800000 : f32\n%c = arith.constant 0 : i64\n"
        "linalg.fill ins(%z : f32) outs($1 : $t1)\n"
        "linalg.fill ins(%c : i64) outs($2 : $t2)\n" +
            generic("affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> "
                    "(i)>, affine_map<(i, j) -> (i)>",
                    "\"parallel\", \"reduction\"",
                    "ins($0 : $t0) outs($1, $2 : $t1, $t2)", R"(
    ^bb0(%x: f32, %m: f32, %a: i64):
      %j = linalg.index 1 : index
      %k = arith.index_cast %j : index to i64
      %gt = arith.cmpf ogt, %x, %m : f32
      %nm = arith.select %gt, %x, %m : f32
      %na = arith.select %gt, %k, %a : i64
      linalg.yield %nm, %na : f32, i64)"),
        {{"f32", {-1, n}, {{1, n}, {7, n}}},
         {"f32", {-1}, {{1}, {7}}},
         {"i64", {-1}, {{1}, {7}}}});
}

TEST(Reduction, SumOfSquaresThenScaled) { // what follows in place is absorbed
  compare(
      "%z = arith.constant 0.0 : f32\n%h = arith.constant 0.5 : f32\n"
      "linalg.fill ins(%z : f32) outs($1 : $t1)\n" +
          generic("affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>",
                  "\"parallel\", \"reduction\"", "ins($0 : $t0) outs($1 : $t1)",
                  "^bb0(%x: f32, %o: f32):\n%s = arith.mulf %x, %x : "
                  "f32\n%y = arith.addf %s, %o : f32\nlinalg.yield %y : "
                  "f32") +
          generic("affine_map<(i) -> (i)>", "\"parallel\"", "outs($1 : $t1)",
                  "^bb0(%o: f32):\n%y = arith.mulf %o, %h : "
                  "f32\nlinalg.yield %y : f32"),
      {{"f32", {-1, 50}, {{1, 50}, {13, 50}}}, {"f32", {-1}, {{1}, {13}}}});
}

} // namespace
} // namespace tfc::test
