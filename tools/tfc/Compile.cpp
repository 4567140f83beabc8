//===- Compile.cpp - tfc compile: a graph to an object --------------------===//
#include "driver/Link.h"
#include "tools/tfc/Options.h"
#include "tools/tfc/Report.h"

#include "codegen/object/Header.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

namespace cl = llvm::cl;
using llvm::StringRef;

namespace tfc::cli {
namespace {

enum class Output { Object, Shared, Program, Header, Mlir, LLVM, Assembly };

cl::opt<std::string> outputPath("o", cl::desc("The file to write; - is stdout"),
                                cl::value_desc("OUT"),
                                cl::sub(compileCommand()));
cl::list<std::string> fetchNames(
    "fetch", cl::desc("Further tensors that a run may fetch; * for all"),
    cl::value_desc("a,b"), cl::sub(compileCommand()));
cl::list<std::string>
    feedNames("feed", cl::desc("Further tensors that a run may feed"),
              cl::value_desc("a,b"), cl::sub(compileCommand()));
cl::opt<std::string>
    emitName("emit",
             cl::desc("What to write: obj (default, with a header beside it), "
                      "shared, exe, header, mlir, llvm or asm"),
             cl::value_desc("KIND"), cl::sub(compileCommand()));
cl::opt<std::string>
    untilName("until",
              cl::desc("Stop after this phase and write MLIR (--until=help "
                       "lists the phases)"),
              cl::value_desc("PHASE"), cl::sub(compileCommand()));
cl::opt<std::string> fromName(
    "from",
    cl::desc("Begin with this phase: GRAPH is MLIR that --until=PHASE wrote"),
    cl::value_desc("PHASE"), cl::sub(compileCommand()));
cl::list<std::string>
    printAfterNames("print-after",
                    cl::desc("Print the module after these phases, to stderr"),
                    cl::value_desc("PHASE"), cl::sub(compileCommand()));
cl::opt<bool> wantsReport("report",
                          cl::desc("Print phases, times, sizes and segments"),
                          cl::sub(compileCommand()));

std::optional<Output> parseOutput(StringRef name) {
  return llvm::StringSwitch<std::optional<Output>>(name)
      .Case("obj", Output::Object)
      .Case("shared", Output::Shared)
      .Case("exe", Output::Program)
      .Case("header", Output::Header)
      .Case("mlir", Output::Mlir)
      .Case("llvm", Output::LLVM)
      .Case("asm", Output::Assembly)
      .Default(std::nullopt);
}

int listPhases() {
  for (const Phase &phase : allPhases())
    llvm::outs() << llvm::left_justify(phase.name, 12) << phase.summary << "\n";
  return kSuccess;
}

/// OUT, or the graph's name with the kind's suffix; text goes to stdout.
std::string outputFor(Output output) {
  if (!outputPath.empty())
    return outputPath;
  std::string stem = llvm::sys::path::stem(graphPath()).str();
  switch (output) {
  case Output::Object:
    return stem + ".o";
  case Output::Shared:
    return "lib" + stem + ".so";
  case Output::Program:
    return stem;
  default:
    return "-";
  }
}

int write(Compiler &compiler, Output output, const std::string &path) {
  auto bytesOf = [&](EmitKind kind, llvm::SmallVector<char, 0> &bytes) {
    llvm::raw_svector_ostream stream(bytes);
    return compiler.emit(kind, stream);
  };
  llvm::SmallVector<char, 0> bytes;
  switch (output) {
  case Output::Mlir: {
    llvm::raw_svector_ostream stream(bytes);
    compiler.module().print(stream);
    stream << "\n";
    break;
  }
  case Output::Header: {
    std::string header = renderHeader(compiler.program());
    bytes.append(header.begin(), header.end());
    break;
  }
  case Output::LLVM:
    if (failed(bytesOf(EmitKind::LLVM, bytes)))
      return kFailure;
    break;
  case Output::Assembly:
    if (failed(bytesOf(EmitKind::Assembly, bytes)))
      return kFailure;
    break;
  case Output::Object:
  case Output::Shared:
  case Output::Program:
    if (failed(bytesOf(EmitKind::Object, bytes)))
      return kFailure;
    break;
  }
  llvm::Error error =
      output == Output::Shared || output == Output::Program
          ? linkObject(bytes, compiler.program().name,
                       output == Output::Shared ? LinkKind::Shared
                                                : LinkKind::Program,
                       path)
          : writeFile(path, bytes);
  if (!error && output == Output::Object && path != "-") {
    llvm::SmallString<128> header(path);
    llvm::sys::path::replace_extension(header, "h");
    std::string text = renderHeader(compiler.program());
    error = writeFile(header.str(), text);
  }
  if (error)
    return failure(llvm::toString(std::move(error)));
  if (wantsReport)
    printReport(compiler, path, bytes.size(), llvm::errs());
  return kSuccess;
}

} // namespace

int compileMain() {
  if (untilName == "help")
    return listPhases();
  CompilerOptions options;
  if (!readSharedOptions(options))
    return kUsageError;
  options.fetches = splitLists(fetchNames);
  options.feeds = splitLists(feedNames);
  options.printAfter = splitLists(printAfterNames);
  options.from = fromName;
  options.until = untilName;

  std::string kind = emitName;
  if (kind.empty())
    kind = untilName.empty() ? "obj" : "mlir";
  std::optional<Output> output = parseOutput(kind);
  if (!output)
    return usageError("--emit expects obj, shared, exe, header, mlir, llvm or "
                      "asm, not '" +
                      kind + "'");
  if (*output == Output::Mlir && untilName.empty())
    options.until = "linalg";
  if (*output != Output::Mlir && !untilName.empty())
    return usageError("--until writes MLIR; leave out --emit=" + kind);
  std::vector<std::string> named = options.printAfter;
  for (const std::string &name : {options.from, options.until})
    if (!name.empty())
      named.push_back(name);
  for (const std::string &phase : named)
    if (!findPhase(phase))
      return usageError("there is no phase '" + phase + "'; expected " +
                        phaseNames());

  Compiler compiler(std::move(options));
  if (failed(compiler.import(graphPath())) || failed(compiler.run()))
    return kFailure;
  return write(compiler, *output, outputFor(*output));
}

} // namespace tfc::cli
