//===- KernelComparison.cpp -----------------------------------------------===//

#include "test/codegen/cpu/KernelComparison.h"

#include <gtest/gtest.h>

namespace tfc::test {
namespace {

std::string typeOf(const Argument &argument) {
  std::string text = "memref<";
  for (int64_t d : argument.declared)
    text += (d < 0 ? "?" : std::to_string(d)) + "x";
  return text + argument.type + ">";
}

} // namespace

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

Argument fixed(const std::string &type, Shape shape) {
  return {type, shape, {shape}};
}

void compare(const std::string &body, const std::vector<Argument> &arguments,
             double tolerance, const std::string &globals,
             std::vector<std::string> cpus) {
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
  return "linalg.generic {indexing_maps = [" + maps + "], iterator_types = [" +
         iterators + "]} " + operands + " {\n" + body + "\n}\n";
}

} // namespace tfc::test
