//===- Driver.cpp - The loop of every fuzzer: make, run, keep what fails --===//
#include "Driver.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace fs = std::filesystem;

namespace tfc::fuzz {

namespace {

struct Options {
  uint64_t seed = 1;
  uint64_t runs = 200;
  double seconds = 0; // 0: as many runs as there are to be
  bool single = false;
  uint64_t number = 0;
  bool verbose = false;
};

} // namespace

static bool parse(Options &options, const char *argument) {
  auto number = [&](const char *name, uint64_t &value) {
    size_t size = strlen(name);
    char *end;
    if (strncmp(argument, name, size) != 0)
      return false;
    value = strtoull(argument + size, &end, 10);
    return end != argument + size && *end == 0;
  };
  uint64_t seconds = 0;
  if (number("--seconds=", seconds)) {
    options.seconds = double(seconds);
    return true;
  }
  if (number("--case=", options.number))
    return options.single = true;
  if (strcmp(argument, "--verbose") == 0)
    return options.verbose = true;
  return number("--seed=", options.seed) || number("--runs=", options.runs);
}

static void writeFiles(const fs::path &folder, const Files &files) {
  fs::remove_all(folder);
  for (auto &[name, content] : files) {
    fs::path path = folder / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(content.data(), std::streamsize(content.size()));
  }
}

int fuzz(Fuzzer &fuzzer, int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i)
    if (!parse(options, argv[i])) {
      fprintf(stderr,
              "usage: %s [--seed=N] [--runs=N] [--seconds=N] [--case=N] "
              "[--verbose]\n",
              argv[0]);
      return 2;
    }
  using Clock = std::chrono::steady_clock;
  auto begin = Clock::now();
  auto elapsed = [&] {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  fs::path folder = fs::temp_directory_path() /
                    ("tfc_fuzz_" + fuzzer.kind + std::to_string(getpid()));
  uint64_t counts[3] = {0, 0, 0};
  uint64_t number = options.single ? options.number : 0;
  for (; options.single        ? number == options.number
         : options.seconds > 0 ? elapsed() < options.seconds
                               : number < options.runs;
       ++number) {
    Random random(options.seed * 1000003 + number * 7919);
    Files files = fuzzer.make(number, random);
    writeFiles(folder, files);
    Outcome outcome = runConfined(fuzzer.limits, [&](bool &accepted) {
      return fuzzer.run(folder.string(), number, accepted);
    });
    ++counts[outcome.kind];
    if (outcome.kind == Outcome::Failed) {
      fs::path kept = fs::path("fuzz_failures") /
                      (fuzzer.kind + "-" + std::to_string(options.seed) + "-" +
                       std::to_string(number));
      writeFiles(kept, files);
      printf("case %llu: %.2000s\n  kept in %s\n",
             static_cast<unsigned long long>(number), outcome.text.c_str(),
             kept.c_str());
    } else if (options.verbose) {
      printf("case %llu: %s %s\n", static_cast<unsigned long long>(number),
             outcome.kind == Outcome::Accepted ? "accepted" : "refused:",
             outcome.text.c_str());
    }
    if (counts[Outcome::Failed] == 20)
      break;
  }
  fs::remove_all(folder);
  printf("%s: %llu accepted, %llu refused, %llu failed, in %.1f s\n",
         fuzzer.kind.c_str(), static_cast<unsigned long long>(counts[0]),
         static_cast<unsigned long long>(counts[1]),
         static_cast<unsigned long long>(counts[2]), elapsed());
  return counts[Outcome::Failed] ? 1 : 0;
}

} // namespace tfc::fuzz
