// The command line of a program made by `tfc compile --emit=exe`.
#include "tools/console/Runner.h"

#include <charconv>
#include <cstdio>

namespace tfc::console {
namespace {

void printHelp(const tfc_program &program, const char *self) {
  printf(
      "usage: %s --fetch=NAME[,NAME...] [--feed NAME=FILE.npy|LITERAL]...\n"
      "       [--out NAME=FILE.npy]... [--steps=N] [--threads=N] [--seed=N]\n"
      "       [--json] [--profile]\n\n"
      "Runs the graph %s, compiled by %s.\n",
      self, program.name, program.producer);
  auto list = [&](const char *title, uint32_t flag) {
    printf("%s:", title);
    for (uint32_t i = 0; i < program.num_tensors; ++i)
      if (program.tensors[i].name && (program.tensors[i].flags & flag))
        printf(" %s", program.tensors[i].name);
    putchar('\n');
  };
  list("to fetch", TFC_TENSOR_FETCHABLE);
  list("to feed", TFC_TENSOR_FEEDABLE);
  printf("variables:");
  for (uint32_t i = 0; i < program.num_variables; ++i)
    printf(" %s", program.variables[i].name);
  putchar('\n');
}

int usageError(const char *self, const std::string &message) {
  fprintf(stderr, "%s: %s; try --help\n", self, message.c_str());
  return 2;
}

template <typename Number>
bool parseNumber(const std::string &text, Number &value) {
  auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc() && end == text.data() + text.size();
}

} // namespace

int main(const tfc_program &program, int argc, char **argv) {
  RunOptions options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--help") {
      printHelp(program, argv[0]);
      return 0;
    }
    if (argument == "--json" || argument == "--profile") {
      (argument == "--json" ? options.json : options.profile) = true;
      continue;
    }
    // --name=value or --name value
    size_t equals = argument.find('=');
    std::string name = argument.substr(0, equals), value;
    if (equals != std::string::npos)
      value = argument.substr(equals + 1);
    else if (i + 1 < argc)
      value = argv[++i];
    else
      return usageError(argv[0],
                        argument + " is not an option, or has no value");
    Assignment assignment;
    if (name == "--fetch") {
      for (std::string &fetch : splitNames(value))
        options.fetches.push_back(std::move(fetch));
    } else if (name == "--feed" || name == "--out") {
      if (!splitAssignment(value, assignment))
        return usageError(argv[0],
                          name + " expects NAME=VALUE, not '" + value + "'");
      (name == "--feed" ? options.feeds : options.outputs)
          .push_back(std::move(assignment));
    } else if (name == "--steps" || name == "--threads" || name == "--seed") {
      bool good = name == "--steps"     ? parseNumber(value, options.steps)
                  : name == "--threads" ? parseNumber(value, options.threads)
                                        : parseNumber(value, options.seed);
      if (!good)
        return usageError(argv[0],
                          name + " expects a number, not '" + value + "'");
    } else {
      return usageError(argv[0], "unknown option " + name);
    }
  }
  if (options.fetches.empty() && options.outputs.empty())
    return usageError(argv[0], "nothing to run: --fetch=NAME is missing");
  if (Status status = run(program, options); !status) {
    fprintf(stderr, "%s: %s\n", argv[0], status.toString().c_str());
    return 1;
  }
  return 0;
}

} // namespace tfc::console

// Given to the linker: --defsym=tfc_main_program=<name>_program.
extern "C" const tfc_program tfc_main_program;

int main(int argc, char **argv) {
  return tfc::console::main(tfc_main_program, argc, argv);
}
