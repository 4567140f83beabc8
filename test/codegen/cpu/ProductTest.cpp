//===- ProductTest.cpp - Matrix products against plain loops --------------===//

#include "test/codegen/cpu/KernelComparison.h"

#include <gtest/gtest.h>
#include <sstream>

namespace tfc::test {
namespace {

/// C = relu(A * B + bias), A and B perhaps transposed; `mask` bit 0 makes M, 1
/// N and 2 K dynamic.
void product(const std::string &type, std::vector<int64_t> ms, int64_t n,
             int64_t k, int dynamic, int transposed) {
  bool isFloat = type[0] == 'f';
  auto shapes = [](std::vector<int64_t> as, std::vector<int64_t> bs) {
    std::vector<Shape> result;
    for (size_t i = 0; i < as.size(); ++i)
      result.push_back({as[i], bs[i]});
    return result;
  };
  std::vector<int64_t> ns(ms.size(), n), ks(ms.size(), k);
  int64_t dm = dynamic & 1 ? -1 : ms[0], dn = dynamic & 2 ? -1 : n,
          dk = dynamic & 4 ? -1 : k;
  std::vector<Argument> arguments = {
      transposed == 1 ? Argument{type, {dk, dm}, shapes(ks, ms)}
                      : Argument{type, {dm, dk}, shapes(ms, ks)},
      transposed == 2 ? Argument{type, {dn, dk}, shapes(ns, ks)}
                      : Argument{type, {dk, dn}, shapes(ks, ns)},
      {type, {dn}, {{n}}},
      {type, {dm, dn}, shapes(ms, ns)}};
  std::string add = isFloat ? "arith.addf" : "arith.addi";
  std::string mul = isFloat ? "arith.mulf" : "arith.muli";
  std::string max = isFloat ? "arith.maximumf" : "arith.maxsi";
  std::string body = "%z = arith.constant " +
                     std::string(isFloat ? "0.0" : "0") + " : " + type + R"(
    linalg.fill ins(%z : )" +
                     type + R"() outs($3 : $t3)
    linalg.generic {indexing_maps = [
        affine_map<(m, n, k) -> ()" +
                     (transposed == 1 ? "k, m" : "m, k") + R"()>,
        affine_map<(m, n, k) -> ()" +
                     (transposed == 2 ? "n, k" : "k, n") + R"()>,
        affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins($0, $1 : $t0, $t1) outs($3 : $t3) {
    ^bb0(%x: T, %y: T, %o: T):
      %p = MUL %x, %y : T
      %q = ADD %o, %p : T
      linalg.yield %q : T
    }
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>,
        affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
        ins($2 : $t2) outs($3 : $t3) {
    ^bb0(%x: T, %y: T):
      %q = ADD %x, %y : T
      %r = MAX %q, %z : T
      linalg.yield %r : T
    })";
  auto replace = [&](const std::string &from, const std::string &to) {
    for (size_t at = body.find(from); at != std::string::npos;
         at = body.find(from, at + to.size()))
      body.replace(at, from.size(), to);
  };
  replace("MUL", mul);
  replace("ADD", add);
  replace("MAX", max);
  for (const char *mark : {": T", " T)", ", T"})
    replace(mark,
            std::string(mark).replace(std::string(mark).find('T'), 1, type));
  compare(body, arguments);
}

const std::vector<int64_t> kRows = {1, 2, 3, 5, 7, 12, 13, 24, 31, 100};

TEST(Product, DynamicRows) {
  for (auto [n, k] : {std::pair(1, 1), {10, 5}, {33, 64}, {100, 7}, {64, 16}})
    for (int transposed : {0, 1, 2})
      product("f32", kRows, n, k, 1, transposed);
}

TEST(Product, EverythingDynamic) {
  for (int transposed : {0, 1, 2})
    for (auto [n, k] : {std::pair(1, 3), {70, 20}})
      product("f32", kRows, n, k, 7, transposed);
}

TEST(Product, DynamicDepth) { // dW = X^T dY: the batch is the depth
  for (int64_t k : {1, 3, 50, 500})
    product("f32", {20}, 33, k, 4, 1);
}

TEST(Product, EmptyDepth) {
  for (int transposed : {0, 1, 2})
    product("f32", {1, 3, 14}, 9, 0, 7, transposed);
}

TEST(Product, StaticRows) {
  for (int64_t m : {1, 4, 13})
    for (int transposed : {0, 1, 2})
      product("f32", {m}, 40, 9, 0, transposed);
}

TEST(Product, OtherTypes) {
  for (const char *type : {"f64", "i32", "i64"})
    for (int transposed : {0, 2})
      product(type, {1, 6, 29}, 37, 11, 1, transposed);
}

TEST(Product, BlockedDepth) {
  product("f32", {1, 7, 40}, 40, 1600, 1, 0);
  product("f32", {1, 7, 40}, 40, 1601, 1, 2);
}

TEST(Product, ManyTasks) {
  int64_t before = Kernel::tasks();
  product("f32", {1, 200, 333}, 300, 400, 1, 0);
  EXPECT_GT(Kernel::tasks() - before, 6);
}

TEST(Product, SmallWorkHasNoTasks) {
  int64_t before = Kernel::tasks();
  product("f32", {16}, 16, 16, 0, 0);
  EXPECT_EQ(Kernel::tasks(), before);
}

/// Loops of one block that multiply vectors and touch the stack: spills.
int countSpillingLoops(const std::string &assembly, int &loops) {
  std::istringstream lines(assembly);
  std::string line, label;
  bool multiplies = false, spills = false;
  int count = 0;
  loops = 0;
  while (std::getline(lines, line)) {
    if (line.rfind(".LBB", 0) == 0) {
      label = line.substr(0, line.find(':'));
      multiplies = spills = false;
      continue;
    }
    multiplies |= line.find("fmadd") != std::string::npos ||
                  line.find("mulps") != std::string::npos;
    spills |= line.find("(%rsp") != std::string::npos;
    bool jumpsBack = line.find("\tj") == 0 && !label.empty() &&
                     line.substr(line.rfind('\t') + 1) == label;
    if (jumpsBack && multiplies) {
      ++loops;
      count += spills;
    }
  }
  return count;
}

TEST(Product, InnerLoopsHoldNoSpill) {
  const std::string text = R"(
    func.func @main(%ctx: !llvm.ptr {tfc.context}, %a: memref<?x300xf32>,
                    %b: memref<300x512xf32>, %c: memref<?x512xf32>) {
      %z = arith.constant 0.0 : f32
      linalg.fill ins(%z : f32) outs(%c : memref<?x512xf32>)
      linalg.matmul ins(%a, %b : memref<?x300xf32>, memref<300x512xf32>)
        outs(%c : memref<?x512xf32>)
      return
    })";
  for (const std::string &cpu : targets()) {
    int loops;
    Kernel kernel(text, {cpu, true, true});
    EXPECT_EQ(countSpillingLoops(kernel.assembly(), loops), 0) << cpu;
    EXPECT_GT(loops, 2) << cpu; // the check found what it looks for
  }
}

TEST(Product, Batched) {
  compare(R"(%z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($2 : $t2)
    linalg.batch_matmul ins($0, $1 : $t0, $t1) outs($2 : $t2))",
          {{"f32", {-1, 5, 17}, {{1, 5, 17}, {4, 5, 17}}},
           {"f32", {-1, 17, 20}, {{1, 17, 20}, {4, 17, 20}}},
           {"f32", {-1, 5, 20}, {{1, 5, 20}, {4, 5, 20}}}});
}

TEST(Product, KeepsAccumulator) {
  compare("linalg.matmul ins($0, $1 : $t0, $t1) outs($2 : $t2)",
          {fixed("f32", {9, 6}), fixed("f32", {6, 18}), fixed("f32", {9, 18})});
}

TEST(Product, ConstantWeights) {
  std::string rows;
  for (int i = 0; i < 20; ++i) {
    rows += i ? ", [" : "[";
    for (int j = 0; j < 37; ++j)
      rows += (j ? ", " : "") + std::to_string((i * 37 + j) % 23 - 11) + ".0";
    rows += "]";
  }
  std::string global =
      "memref.global \"private\" constant @w : memref<20x37xf32> = dense<[" +
      rows + "]>\n";
  std::vector<Shape> a, c;
  for (int64_t m : kRows) {
    a.push_back({m, 20});
    c.push_back({m, 37});
  }
  compare(R"(%w = memref.get_global @w : memref<20x37xf32>
    %z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($1 : $t1)
    linalg.matmul ins($0, %w : $t0, memref<20x37xf32>) outs($1 : $t1))",
          {{"f32", {-1, 20}, a}, {"f32", {-1, 37}, c}}, 1e-5, global);
  // The same weights the other way round, as a gradient reads them.
  std::vector<Shape> d, e;
  for (int64_t m : kRows) {
    d.push_back({m, 37});
    e.push_back({m, 20});
  }
  compare(R"(%w = memref.get_global @w : memref<20x37xf32>
    %z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($1 : $t1)
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
        affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins($0, %w : $t0, memref<20x37xf32>) outs($1 : $t1) {
    ^bb0(%x: f32, %y: f32, %o: f32):
      %p = arith.mulf %x, %y : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    })",
          {{"f32", {-1, 37}, d}, {"f32", {-1, 20}, e}}, 1e-5, global);
}

// The update of a weight by its gradient: the gradient is never stored.
TEST(Product, ResultMovesToAnArgument) {
  compare(R"(%z = arith.constant 0.0 : f32
    %r = arith.constant 0.5 : f32
    %g = memref.alloc() : memref<20x33xf32>
    linalg.fill ins(%z : f32) outs(%g : memref<20x33xf32>)
    linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (k, m)>,
        affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins($0, $1 : $t0, $t1) outs(%g : memref<20x33xf32>) {
    ^bb0(%x: f32, %y: f32, %o: f32):
      %p = arith.mulf %x, %y : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    }
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>,
        affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
        ins(%g : memref<20x33xf32>) outs($2 : $t2) {
    ^bb0(%d: f32, %w: f32):
      %s = arith.mulf %d, %r : f32
      %t = arith.subf %w, %s : f32
      linalg.yield %t : f32
    })",
          {{"f32", {-1, 20}, {{1, 20}, {30, 20}}},
           {"f32", {-1, 33}, {{1, 33}, {30, 33}}},
           fixed("f32", {20, 33})});
}

// Ops between a product and what it absorbs: one that the absorbed op must come
// after (the product sinks) and one that reads what is written (it stays).
TEST(Product, OpsInBetween) {
  const std::string id = "affine_map<(i, j) -> (i, j)>";
  auto pointwise = [&](const std::string &ins, const std::string &outs,
                       const std::string &body) {
    return generic(id + ", " + id + ", " + id, "\"parallel\", \"parallel\"",
                   "ins(" + ins + ") outs(" + outs + ")",
                   "^bb0(%x: f32, %y: f32, %o: f32):\n %r = " + body +
                       " : f32\n linalg.yield %r : f32");
  };
  const std::string type = "memref<?x20xf32>";
  compare(
      "%z = arith.constant 0.0 : f32\n%c0 = arith.constant 0 : index\n"
      "%d = memref.dim $0, %c0 : $t0\n"
      "%c = memref.alloc(%d) : " +
          type + "\n%m = memref.alloc(%d) : " + type +
          "\nlinalg.fill ins(%z : f32) outs(%c : " + type +
          ")\n"
          "linalg.matmul ins($0, $1 : $t0, $t1) outs(%c : " +
          type + ")\n" +
          pointwise("$2, $2 : $t2, $t2", "%m : " + type, "arith.mulf %x, %y") +
          pointwise("%c, %m : " + type + ", " + type, "%c : " + type,
                    "arith.addf %x, %y") +
          pointwise("$2, $2 : $t2, $t2", "$3 : $t3", "arith.addf %x, %y") +
          pointwise("%c, $2 : " + type + ", $t2", "$2 : $t2",
                    "arith.subf %y, %x"),
      {{"f32", {-1, 9}, {{1, 9}, {14, 9}}},
       fixed("f32", {9, 20}),
       {"f32", {-1, 20}, {{1, 20}, {14, 20}}},
       {"f32", {-1, 20}, {{1, 20}, {14, 20}}}});
}

} // namespace
} // namespace tfc::test
