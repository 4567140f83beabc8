// Hands broken .tfg programs to importText: files of a corpus with bytes,
// words and lines changed at random. Each must either import, and verify, or
// fail with one error at a place; none may crash or take long. The same seed
// gives the same programs on every machine.
//
//   text_fuzzer CORPUS_FOLDER [--seed=N] [--runs=N] [--seconds=N] [--print]
//
// The failing program is written to text_fuzzer_failure.tfg before it runs, so
// that it is there after a crash.
#include "Random.h"
#include "frontend/text/Import.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

using tfc::fuzz::Random;

namespace {

/// Texts that break a program where random bytes would not: tokens, large
/// numbers, names that exist, and deep or endless things.
const char *const dictionary[] = {
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "=",
    "==",
    "+=",
    "-",
    "~",
    "*",
    "**",
    "//",
    "%",
    "@",
    "...",
    ".",
    ";",
    "\\\n",
    "\n",
    "\n    ",
    "\n\t",
    "\r",
    "'",
    "\"",
    "\"\"\"",
    "f\"{",
    "r'",
    "0",
    "1",
    "-1",
    "2.5",
    "1e400",
    "0x",
    "9223372036854775807",
    "10 ** 18",
    "None",
    "True",
    "if ",
    "else ",
    "for ",
    " in ",
    "while True:",
    "def f(x): return f(x)\n",
    "f(f)",
    "lambda x: x",
    "return ",
    "with ",
    "import ",
    "not ",
    "and ",
    "is ",
    "range(10 ** 9)",
    "[0] * 10 ** 9",
    "tf.",
    "tf.float32",
    "tf.int32",
    "tf.bool",
    "tf.newaxis",
    "tf.constant(",
    "tf.Variable(",
    "tf.placeholder(tf.float32, [None])",
    "tf.zeros([2 ** 31, 2 ** 31])",
    "tf.zeros([0])",
    "tf.gradients(",
    ".shape",
    ".name",
    "[::-1]",
    "[..., 1]",
    "name=",
    "axis=",
    "dtype=",
    "*x",
    "**d",
    "\xc3\xa9",
    "\xff",
    "#",
    "    ",
    "\t",
    "%s",
    "x",
    "y",
    "w",
    "self",
};

/// Texts that can stand where a value stands.
const char *const values[] = {
    "-1",
    "0",
    "1",
    "2",
    "100000",
    "10 ** 18",
    "-0.5",
    "2.5",
    "None",
    "True",
    "[]",
    "()",
    "{}",
    "[1, 2]",
    "[[1.0], [2.0]]",
    "[None, 3]",
    "'a'",
    "''",
    "tf",
    "tf.nn",
    "tf.float32",
    "tf.int64",
    "tf.bool",
    "tf.nn.relu",
    "tf.matmul",
    "tf.zeros([2, 3])",
    "tf.constant(1)",
    "tf.constant([True])",
    "tf.placeholder(tf.float32, [None, 2])",
    "tf.Variable([1.0, 2.0])",
    "tf.Variable(1)",
    "tf.no_op()",
    "tf.train.AdamOptimizer()",
    "tf.zeros_initializer()",
    "tf.name_scope('s')",
    "lambda a: a",
    "range(3)",
    "tf.zeros([1, 4, 4, 2])",
    "tf.ones([0, 3])",
    "tf.range(4)",
    "x",
    "y",
    "w",
    "a.shape",
    "...",
    "tf.newaxis",
    "x[0]",
    "-x",
    "f(x)",
    "'SAME'",
    "int",
};

/// Programs that stay close to right ones: a word gives way to another word or
/// value, a line goes, comes twice or comes from another program.
std::string mutateWords(const std::vector<std::string> &corpus,
                        Random &random) {
  std::string text = corpus[random.below(corpus.size())];
  size_t changes = 1 + random.below(3);
  for (size_t i = 0; i < changes; ++i) {
    auto isWord = [](char c) {
      return llvm::isAlnum(c) || c == '_' || c == '.';
    };
    auto pickWord = [&](const std::string &from) -> std::pair<size_t, size_t> {
      size_t begin = random.below(from.size());
      while (begin < from.size() && !isWord(from[begin]))
        ++begin;
      while (begin > 0 && begin < from.size() && isWord(from[begin - 1]))
        --begin;
      size_t end = begin;
      while (end < from.size() && isWord(from[end]))
        ++end;
      return {begin, end - begin};
    };
    auto pickLine = [&](const std::string &from) -> std::pair<size_t, size_t> {
      size_t at = random.below(from.size());
      size_t begin = at ? from.rfind('\n', at - 1) + 1 : 0;
      size_t end = std::min(from.find('\n', at), from.size() - 1);
      return {begin, end + 1 - begin};
    };
    if (text.empty())
      break;
    const std::string &other = corpus[random.below(corpus.size())];
    auto [word, wordLength] = pickWord(text);
    auto [line, lineLength] = pickLine(text);
    switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      text.replace(word, wordLength, values[random.below(std::size(values))]);
      break;
    case 3: {
      auto [from, length] = pickWord(text);
      text.replace(word, wordLength, text.substr(from, length));
      break;
    }
    case 4: {
      auto [from, length] = pickWord(other);
      text.replace(word, wordLength, other.substr(from, length));
      break;
    }
    case 5:
      text.erase(line, lineLength);
      break;
    case 6:
      text.insert(line, text.substr(line, lineLength));
      break;
    case 7: {
      auto [from, length] = pickLine(other);
      text.insert(line, other.substr(from, length));
      break;
    }
    }
  }
  return text;
}

std::string mutateText(const std::vector<std::string> &corpus, Random &random) {
  std::string text = corpus[random.below(corpus.size())];
  size_t changes = 1 + random.below(5);
  for (size_t i = 0; i < changes; ++i) {
    size_t at = random.below(text.size() + 1);
    size_t length = std::min(random.below(20) + 1, text.size() - at);
    switch (random.below(8)) {
    case 0: // a byte, not often one that ends everything
      if (at < text.size())
        text[at] = char((random.next() >> 32) & (random.below(4) ? 127 : 255));
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
    case 3: // a word
      text.insert(at, dictionary[random.below(std::size(dictionary))]);
      break;
    case 4: // something again
      text.insert(
          at, text.substr(random.below(text.size() + 1), random.below(60) + 1));
      break;
    case 5: { // a part of another program
      const std::string &other = corpus[random.below(corpus.size())];
      text.insert(at, other.substr(random.below(other.size() + 1),
                                   random.below(200) + 1));
      break;
    }
    case 6: { // many times
      std::string word = dictionary[random.below(std::size(dictionary))];
      size_t count = size_t(1) << random.below(11);
      std::string many;
      for (size_t k = 0; k < count; ++k)
        many += word;
      text.insert(at, many);
      break;
    }
    case 7: { // two lines change places
      size_t line = text.find('\n', at);
      if (line != std::string::npos)
        std::rotate(text.begin() + at, text.begin() + line + 1, text.end());
      break;
    }
    }
    if (text.size() > 20000)
      text.resize(20000);
  }
  return text;
}

struct Outcome {
  bool imported = false;
  bool isRight = true; // one error came with a failure, none with a success
  unsigned errors = 0;
  std::string message; // of the first error
};

Outcome import(const std::string &text, mlir::MLIRContext &context) {
  Outcome outcome;
  mlir::ScopedDiagnosticHandler handler(&context,
                                        [&](mlir::Diagnostic &diagnostic) {
                                          if (!outcome.errors++)
                                            outcome.message = diagnostic.str();
                                          return mlir::success();
                                        });
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(text, "fuzz.tfg"), llvm::SMLoc());
  mlir::OwningOpRef<mlir::ModuleOp> module = tfc::importText(sources, &context);
  outcome.imported = bool(module);
  if (module)
    outcome.isRight =
        outcome.errors == 0 && mlir::succeeded(mlir::verify(*module));
  else
    outcome.isRight = outcome.errors == 1;
  return outcome;
}

std::vector<std::string> readCorpus(llvm::StringRef folder) {
  std::vector<std::string> names, corpus;
  std::error_code error;
  for (llvm::sys::fs::recursive_directory_iterator file(folder, error), end;
       file != end && !error; file.increment(error))
    if (llvm::StringRef(file->path()).ends_with(".tfg"))
      names.push_back(file->path());
  std::sort(names.begin(), names.end()); // folders have no order
  for (const std::string &name : names)
    if (auto buffer = llvm::MemoryBuffer::getFile(name)) {
      std::string text;
      llvm::SmallVector<llvm::StringRef> lines;
      (*buffer)->getBuffer().split(lines, '\n');
      for (llvm::StringRef line : lines)
        if (!line.starts_with("# RUN") && !line.starts_with("# CHECK"))
          text += (line + "\n").str();
      corpus.push_back(text);
    }
  return corpus;
}

} // namespace

int main(int argc, char **argv) {
  uint64_t seed = 1, runs = 2000;
  uint64_t mostSeconds = 60; // with sanitizers on a busy machine
  bool prints = false;
  std::string folder;
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef argument = argv[i];
    if (argument.consume_front("--seed=")) {
      if (argument.getAsInteger(10, seed))
        folder.clear();
    } else if (argument.consume_front("--runs=")) {
      if (argument.getAsInteger(10, runs))
        folder.clear();
    } else if (argument.consume_front("--seconds=")) {
      if (argument.getAsInteger(10, mostSeconds))
        folder.clear();
    } else if (argument == "--print") {
      prints = true;
    } else {
      folder = argument.str();
    }
  }
  std::vector<std::string> corpus = readCorpus(folder);
  if (corpus.empty()) {
    llvm::errs() << "usage: text_fuzzer CORPUS_FOLDER [--seed=N] [--runs=N] "
                    "[--seconds=N] [--print]: no .tfg file in '"
                 << folder << "'\n";
    return 2;
  }
  const char *failure = "text_fuzzer_failure.tfg";
  Random random(seed);
  std::optional<mlir::MLIRContext> context;
  size_t imported = 0;
  double slowest = 0;
  for (uint64_t run = 0; run < runs; ++run) {
    if (run % 100 == 0) // attributes stay in a context for ever
      context.emplace(mlir::MLIRContext::Threading::DISABLED);
    std::string text = random.below(4) ? mutateWords(corpus, random)
                                       : mutateText(corpus, random);
    {
      std::error_code error;
      llvm::raw_fd_ostream file(failure, error);
      file << text;
    }
    auto begin = std::chrono::steady_clock::now();
    Outcome outcome = import(text, *context);
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
            .count();
    slowest = std::max(slowest, seconds);
    imported += outcome.imported;
    if (prints)
      llvm::outs() << run << ": " << outcome.message << "\n";
    if (!outcome.isRight || seconds > mostSeconds) {
      llvm::errs() << "run " << run << " of seed " << seed << ": "
                   << (outcome.isRight    ? "too slow"
                       : outcome.imported ? "imports a module that is wrong"
                       : outcome.errors   ? "tells more than one error"
                                          : "fails without an error")
                   << ", see " << failure << "\n"
                   << outcome.message << "\n";
      return 1;
    }
  }
  llvm::sys::fs::remove(failure);
  llvm::outs() << runs << " programs, " << imported << " import, the slowest "
               << llvm::format("%.1f", slowest) << " s\n";
  return 0;
}
