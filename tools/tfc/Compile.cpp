//===- Compile.cpp - tfc compile: a graph to an object --------------------===//
#include "tools/tfc/Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;

namespace tfc::cli {
namespace {

struct Kind {
  llvm::StringRef name;
  tfc_output output;
  llvm::StringRef prefix, suffix; ///< Of the file's default name, if it is one.
  bool isFile;                    ///< Else it is written to stdout by default.
};

constexpr Kind kKinds[] = {{"obj", TFC_OUTPUT_OBJECT, "", ".o", true},
                           {"shared", TFC_OUTPUT_LIBRARY, "lib", ".so", true},
                           {"exe", TFC_OUTPUT_PROGRAM, "", "", true},
                           {"header", TFC_OUTPUT_HEADER, "", "", false},
                           {"mlir", TFC_OUTPUT_MLIR, "", "", false},
                           {"llvm", TFC_OUTPUT_LLVM, "", "", false},
                           {"asm", TFC_OUTPUT_ASSEMBLY, "", "", false}};

cl::opt<std::string> outputPath("o", cl::desc("The file to write; - is stdout"),
                                cl::value_desc("OUT"),
                                cl::sub(compileCommand()));
cl::list<std::string>
    fetchNames("fetch",
               cl::desc("Further tensors that a run may fetch; * for all"),
               cl::value_desc("a,b"), cl::sub(compileCommand()));
cl::list<std::string> feedNames("feed",
                                cl::desc("Further tensors that a run may feed"),
                                cl::value_desc("a,b"),
                                cl::sub(compileCommand()));
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

int listPhases() {
  const char *name, *summary;
  for (uint32_t i = 0; tfc_compiler_phase(i, &name, &summary) == TFC_OK; ++i)
    llvm::outs() << llvm::formatv("{0,-12}{1}\n", name, summary);
  return kSuccess;
}

/// OUT, or the graph's name with the kind's suffix; text goes to stdout.
std::string outputFor(const Kind &kind) {
  if (!outputPath.empty())
    return outputPath;
  if (!kind.isFile)
    return "-";
  return (kind.prefix + llvm::sys::path::stem(graphPath()) + kind.suffix).str();
}

/// Writes the output, with the header beside an object. Errors are printed.
bool write(tfc_compilation *graph, const Kind &kind, const std::string &path) {
  if (tfc_compilation_write(graph, kind.output, path.c_str()) != TFC_OK)
    return false;
  if (kind.output != TFC_OUTPUT_OBJECT || path == "-")
    return true;
  llvm::SmallString<128> header(path);
  llvm::sys::path::replace_extension(header, "h");
  return tfc_compilation_write(graph, TFC_OUTPUT_HEADER, header.c_str()) ==
         TFC_OK;
}

bool printReport(tfc_compilation *graph) {
  const void *text;
  size_t size;
  if (tfc_compilation_output(graph, TFC_OUTPUT_REPORT, &text, &size) != TFC_OK)
    return false;
  llvm::errs() << static_cast<const char *>(text);
  return true;
}

} // namespace

int compileMain() {
  if (untilName == "help")
    return listPhases();
  Request request;
  if (!request.isGood())
    return request.exitCode();
  request.fetches = splitLists(fetchNames);
  request.feeds = splitLists(feedNames);
  request.printAfter = splitLists(printAfterNames);
  request.from = fromName;
  request.until = untilName;

  std::string name = emitName;
  if (name.empty())
    name = untilName.empty() ? "obj" : "mlir";
  const Kind *kind = llvm::find_if(
      kKinds, [&](const Kind &known) { return known.name == name; });
  if (kind == std::end(kKinds))
    return usageError("--emit expects obj, shared, exe, header, mlir, llvm or "
                      "asm, not '" +
                      name + "'");
  if (kind->output == TFC_OUTPUT_MLIR && untilName.empty())
    request.until = "linalg";
  if (kind->output != TFC_OUTPUT_MLIR && !untilName.empty())
    return usageError("--until writes MLIR; leave out --emit=" + name);

  Compilation graph = request.compile();
  if (!graph)
    return request.exitCode();
  bool good = write(graph.get(), *kind, outputFor(*kind)) &&
              (!wantsReport || printReport(graph.get()));
  return good ? kSuccess : kFailure;
}

} // namespace tfc::cli
