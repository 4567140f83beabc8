//===- KernelTest.cpp - Kernels against plain loops -----------------------===//
//
// Every case is compiled twice, by the kernels and by linalg-to-loops alone, and
// run on the same numbers, for each instruction set that this machine has.
//
//===----------------------------------------------------------------------===//

#include "test/codegen/cpu/KernelHarness.h"
#include <cmath>
#include <gtest/gtest.h>
#include <sstream>

namespace tfc::test {
namespace {

using Shape = std::vector<int64_t>;

/// An argument %0, %1, ...: its type as declared, -1 for `?`, and the shape of
/// each run.
struct Argument {
  std::string type;
  Shape declared;
  std::vector<Shape> runs;
};

std::string typeOf(const Argument &argument) {
  std::string text = "memref<";
  for (int64_t d : argument.declared)
    text += (d < 0 ? "?" : std::to_string(d)) + "x";
  return text + argument.type + ">";
}

/// Replaces $i by %i and $ti by the type of argument i.
std::string expand(std::string text, const std::vector<Argument> &arguments) {
  for (size_t i = arguments.size(); i-- > 0;) {
    auto replace = [&](const std::string &from, const std::string &to) {
      for (size_t at = text.find(from); at != std::string::npos;
           at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    };
    replace("$t" + std::to_string(i), typeOf(arguments[i]));
    replace("$" + std::to_string(i), "%" + std::to_string(i));
  }
  return text;
}

std::vector<std::string> targets() {
  std::vector<std::string> result;
  for (const char *cpu : {"x86-64", "x86-64-v3", "x86-64-v4"})
    if (canRun(cpu))
      result.push_back(cpu);
  return result;
}

void compare(const std::string &body, const std::vector<Argument> &arguments,
             double tolerance = 1e-5, const std::string &globals = "",
             std::vector<std::string> cpus = targets()) {
  std::string text = globals + "func.func @main(%ctx: !llvm.ptr {tfc.context}";
  for (size_t i = 0; i < arguments.size(); ++i)
    text += ", %" + std::to_string(i) + ": " + typeOf(arguments[i]);
  text += ") {\n" + expand(body, arguments) + "\nreturn\n}\n";
  // SSA names that are numbers must come in order; letters need not.
  for (size_t i = arguments.size(); i-- > 0;) {
    std::string from = "%" + std::to_string(i);
    for (size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at))
      text.replace(at, from.size(), std::string("%arg_") + char('a' + i));
  }
  Kernel reference(text, {"x86-64", false});
  for (const std::string &cpu : cpus) {
    Kernel kernel(text, {cpu, true});
    for (size_t run = 0; run < arguments[0].runs.size(); ++run) {
      std::vector<Buffer> expected;
      std::string shapes;
      for (size_t i = 0; i < arguments.size(); ++i) {
        const Argument &a = arguments[i];
        const Shape &shape = a.runs[std::min(run, a.runs.size() - 1)];
        expected.push_back(randomBuffer(a.type, shape, 100 * run + i));
        for (int64_t d : shape)
          shapes += std::to_string(d) + " ";
        shapes += "| ";
      }
      std::vector<Buffer> actual = expected;
      reference.run(expected);
      kernel.run(actual);
      for (size_t i = 0; i < arguments.size(); ++i)
        EXPECT_LE(difference(expected[i], actual[i]), tolerance)
            << cpu << ", argument " << i << ", shapes " << shapes << "\n"
            << text;
    }
  }
}

std::string generic(const std::string &maps, const std::string &iterators,
                    const std::string &operands, const std::string &body) {
  return "linalg.generic {indexing_maps = [" + maps +
         "], iterator_types = [" + iterators + "]} " + operands + " {\n" + body +
         "\n}\n";
}

Argument fixed(const std::string &type, Shape shape) {
  return {type, shape, {shape}};
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

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
    linalg.fill ins(%z : )" + type + R"() outs($3 : $t3)
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
    replace(mark, std::string(mark).replace(std::string(mark).find('T'), 1, type));
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
  compare("%z = arith.constant 0.0 : f32\n%c0 = arith.constant 0 : index\n"
          "%d = memref.dim $0, %c0 : $t0\n"
          "%c = memref.alloc(%d) : " + type + "\n%m = memref.alloc(%d) : " +
              type + "\nlinalg.fill ins(%z : f32) outs(%c : " + type + ")\n"
          "linalg.matmul ins($0, $1 : $t0, $t1) outs(%c : " + type + ")\n" +
              pointwise("$2, $2 : $t2, $t2", "%m : " + type,
                        "arith.mulf %x, %y") +
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

//===----------------------------------------------------------------------===//
// Convolutions and pooling
//===----------------------------------------------------------------------===//

void convolution(int64_t n, int64_t h, int64_t w, int64_t ic, int64_t oc,
                 int64_t kh, int64_t kw, int64_t stride, int64_t dilation) {
  int64_t oh = (h - (kh - 1) * dilation - 1) / stride + 1,
          ow = (w - (kw - 1) * dilation - 1) / stride + 1;
  std::string attributes =
      "{strides = dense<" + std::to_string(stride) +
      "> : vector<2xi64>, dilations = dense<" + std::to_string(dilation) +
      "> : vector<2xi64>}";
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

TEST(Convolution, FilterGradient) {
  compare(R"(%z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($2 : $t2)
    linalg.generic {indexing_maps = [
        affine_map<(kh, kw, i, o, n, h, w) -> (n, h * 2 + kh, w * 2 + kw, i)>,
        affine_map<(kh, kw, i, o, n, h, w) -> (n, h, w, o)>,
        affine_map<(kh, kw, i, o, n, h, w) -> (kh, kw, i, o)>],
        iterator_types = ["parallel", "parallel", "parallel", "parallel",
                          "reduction", "reduction", "reduction"]}
        ins($0, $1 : $t0, $t1) outs($2 : $t2) {
    ^bb0(%x: f32, %y: f32, %o: f32):
      %p = arith.mulf %x, %y : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    })",
          {{"f32", {-1, 9, 9, 5}, {{1, 9, 9, 5}, {4, 9, 9, 5}}},
           {"f32", {-1, 4, 4, 18}, {{1, 4, 4, 18}, {4, 4, 4, 18}}},
           fixed("f32", {3, 3, 5, 18})});
}

TEST(Convolution, InputGradient) { // of the padded output gradient
  compare(R"(%z = arith.constant 0.0 : f32
    linalg.fill ins(%z : f32) outs($2 : $t2)
    linalg.generic {indexing_maps = [
        affine_map<(n, h, w, i, kh, kw, o) -> (n, h + kh, w + kw, o)>,
        affine_map<(n, h, w, i, kh, kw, o) -> (kh, kw, i, o)>,
        affine_map<(n, h, w, i, kh, kw, o) -> (n, h, w, i)>],
        iterator_types = ["parallel", "parallel", "parallel", "parallel",
                          "reduction", "reduction", "reduction"]}
        ins($0, $1 : $t0, $t1) outs($2 : $t2) {
    ^bb0(%x: f32, %y: f32, %o: f32):
      %p = arith.mulf %x, %y : f32
      %q = arith.addf %o, %p : f32
      linalg.yield %q : f32
    })",
          {{"f32", {-1, 8, 8, 18}, {{1, 8, 8, 18}, {3, 8, 8, 18}}},
           fixed("f32", {3, 3, 5, 18}),
           {"f32", {-1, 6, 6, 5}, {{1, 6, 6, 5}, {3, 6, 6, 5}}}});
}

//===----------------------------------------------------------------------===//
// Elementwise ops
//===----------------------------------------------------------------------===//

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
       {"math.exp", "math.tanh", "math.erf", "math.log", "math.log1p",
        "math.expm1", "math.sin", "math.cos", "math.tan", "math.sqrt",
        "math.rsqrt", "math.absf", "math.floor", "math.ceil", "math.roundeven",
        "math.atan", "math.asin", "math.acos", "math.sinh", "math.cosh",
        "math.asinh", "math.acosh", "math.atanh", "math.exp2", "math.log2",
        "math.cbrt", "arith.negf"})
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
  const Function functions[] = {
      {"math.exp", std::exp, -87, 88, 2},
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
        buffers[0].set(i, isLog ? std::exp(std::log(f.low) +
                                           t * std::log(f.high / f.low))
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
    compare("linalg.transpose ins($0 : $t0) outs($1 : $t1) permutation = [1, 0]",
            {fixed("f32", {m, n}), fixed("f32", {n, m})});
  compare("linalg.transpose ins($0 : $t0) outs($1 : $t1) permutation = [0, 2, 1]",
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
          {fixed("f32", {8}), {"i32", {-1}, {{5}, {70}}}, {"f32", {-1}, {{5}, {70}}}});
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
  compare(generic(map + ", " + map, "\"parallel\"", "ins($0 : $t0) outs($1 : $t1)",
                  "^bb0(%x: f32, %o: f32):\n%y = arith.addf %x, %x : "
                  "f32\nlinalg.yield %y : f32") +
              generic(map + ", " + map, "\"parallel\"",
                      "ins($0 : $t0) outs($1 : $t1)",
                      "^bb0(%x: f32, %o: f32):\n%y = arith.mulf %x, %o : "
                      "f32\nlinalg.yield %y : f32"),
          {{"f32", {-1}, vectors()}, {"f32", {-1}, vectors()}});
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

struct Combiner {
  const char *type, *start, *op;
};
const Combiner kCombiners[] = {
    {"f32", "0.0", "arith.addf"},      {"f32", "1.0", "arith.mulf"},
    {"f32", "0xFF800000", "arith.maximumf"}, {"f32", "0x7F800000", "arith.minnumf"},
    {"i32", "0", "arith.addi"},        {"i64", "-9223372036854775808", "arith.maxsi"},
    {"i1", "true", "arith.andi"},      {"i1", "false", "arith.ori"},
    {"f64", "0.0", "arith.addf"},
};

void reduction(const Combiner &c, const std::string &inMap,
               const std::string &outMap, const std::string &iterators,
               Argument in, Argument out) {
  std::string type = c.type;
  in.type = out.type = type;
  std::string start = type == "i1" ? std::string(c.start)
                                   : c.start + std::string(" : ") + type;
  compare("%z = arith.constant " + start + "\nlinalg.fill ins(%z : " + type +
              ") outs($1 : $t1)\n" +
              generic(inMap + ", " + outMap, iterators,
                      "ins($0 : $t0) outs($1 : $t1)",
                      "^bb0(%x: " + type + ", %o: " + type + "):\n%y = " +
                          c.op + " %o, %x : " + type + "\nlinalg.yield %y : " +
                          type),
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
                "\"parallel\", \"reduction\"",
                {"", {-1, n}, {{1, n}, {9, n}}}, {"", {n}, {{n}}});
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
    compare("%z = arith.constant 0xFF800000 : f32\n%c = arith.constant 0 : i64\n"
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
  compare("%z = arith.constant 0.0 : f32\n%h = arith.constant 0.5 : f32\n"
          "linalg.fill ins(%z : f32) outs($1 : $t1)\n" +
              generic("affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>",
                      "\"parallel\", \"reduction\"",
                      "ins($0 : $t0) outs($1 : $t1)",
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
