//===- main.cpp - tfc-conformance: recorded results, compiled again -------===//
#include "conformance/RunCase.h"
#include "conformance/Summary.h"
#include "driver/Compiler.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"

#include <chrono>

namespace cl = llvm::cl;
using namespace tfc::conformance;

namespace {

cl::opt<std::string> folder(cl::Positional, cl::desc("FOLDER"),
                            cl::init(TFC_CONFORMANCE_DATA));
cl::opt<std::string> setNames("set",
                              cl::desc("Sets: tf_graphs, kernels, gradients"),
                              cl::init("tf_graphs,kernels,gradients"));
cl::opt<std::string> filter("filter", cl::desc("Only cases whose name matches"),
                            cl::value_desc("REGEX"));
cl::opt<unsigned> jobs("jobs", cl::desc("Workers side by side (default 2)"),
                       cl::init(2));
cl::opt<double> timeout("timeout", cl::desc("Seconds a case (default 10)"),
                        cl::init(10));
cl::opt<std::string> jsonPath("json", cl::desc("Write every result"),
                              cl::value_desc("FILE"));
cl::opt<bool> listFailed("list-failed", cl::desc("A line for each failure"));
cl::opt<bool>
    feedConstants("feed-constants",
                  cl::desc("Feed float constants, so that nothing is folded"));
cl::opt<bool> onlyExpected(
    "only-expected",
    cl::desc("Leave out the intermediates, so that everything may fuse"));
cl::opt<unsigned> level("O", cl::desc("LLVM's optimisation (default 3)"),
                        cl::Prefix, cl::init(3));
cl::opt<std::string> dump("dump", cl::desc("Write the first case's GraphDef"),
                          cl::value_desc("FILE"));

std::string nameOfCase(llvm::StringRef set, const llvm::json::Object &object) {
  if (set == "tf_graphs")
    return object.getString("path").value_or("").str();
  if (set == "gradients") {
    // "max cpu {} ties" -> "max 53a2112a1aba ties"
    auto [what, rest] = object.getString("spec").value_or("").split(" cpu {} ");
    return (what + " " + object.getString("id").value_or("") + " " + rest)
        .str();
  }
  return (object.getString("kernel").value_or("") + " " +
          object.getString("id").value_or("") + " " +
          object.getString("spec").value_or(""))
      .str();
}

struct Set {
  std::string name;
  std::vector<std::string> lines;
  std::vector<std::string> names;
};

llvm::Expected<Set> readSet(llvm::StringRef name) {
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, name + ".jsonl.xz");
  llvm::Expected<std::vector<std::string>> lines = readLines(path);
  if (!lines)
    return lines.takeError();
  Set set{name.str(), {}, {}};
  llvm::Regex wanted(filter.empty() ? "." : filter.c_str());
  for (std::string &line : *lines) {
    llvm::Expected<llvm::json::Value> value = llvm::json::parse(line);
    if (!value || !value->getAsObject())
      return failed(path + ": a line is no JSON object");
    std::string caseName = nameOfCase(name, *value->getAsObject());
    if (!filter.empty() && !wanted.match(caseName))
      continue;
    set.names.push_back(std::move(caseName));
    set.lines.push_back(std::move(line));
  }
  return set;
}

llvm::Expected<PreparedCase> prepare(const Set &set, size_t index,
                                     const KernelTable &table,
                                     mlir::MLIRContext &context) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(set.lines[index]);
  if (!value)
    return value.takeError();
  const llvm::json::Object &object = *value->getAsObject();
  if (set.name == "kernels")
    return prepareKernel(object, table);
  if (set.name == "gradients")
    return prepareGradient(object, table, context);
  return prepareGraph(object, !onlyExpected);
}

CaseResult run(const Set &set, size_t index, const KernelTable &table,
               mlir::MLIRContext &context, const Progress &progress) {
  auto start = std::chrono::steady_clock::now();
  CaseResult result;
  progress("the runner");
  llvm::Expected<PreparedCase> prepared = prepare(set, index, table, context);
  if (prepared) {
    RunOptions options;
    options.optLevel = level;
    options.feedConstants = feedConstants;
    result = runCase(*prepared, options, context, progress);
  } else {
    result.outcome = Outcome::Inexpressible;
    result.message = llvm::toString(prepared.takeError());
  }
  std::chrono::duration<double> spent =
      std::chrono::steady_clock::now() - start;
  result.seconds = spent.count();
  return result;
}

llvm::Expected<SetSummary> runSet(llvm::StringRef name,
                                  const KernelTable &table,
                                  AcceptedList &accepted,
                                  mlir::MLIRContext &context) {
  llvm::Expected<Set> set = readSet(name);
  if (!set)
    return set.takeError();
  SetSummary summary;
  summary.set = name.str();
  size_t count = set->lines.size(), finished = 0;
  summary.cases.resize(count);
  for (const std::string &line : set->lines)
    summary.random += llvm::StringRef(line).contains("\"random\": true");
  if (!dump.empty() && count) {
    llvm::Expected<PreparedCase> first = prepare(*set, 0, table, context);
    if (!first)
      return first.takeError();
    std::error_code error;
    llvm::raw_fd_ostream(dump, error) << first->graph;
  }
  WorkerOptions workers;
  workers.jobs = jobs;
  workers.timeout = timeout;
  bool terminal = llvm::sys::Process::StandardErrIsDisplayed();
  auto start = std::chrono::steady_clock::now();
  runCases(
      count, workers,
      [&](size_t index, const Progress &progress) {
        return run(*set, index, table, context, progress);
      },
      [&](size_t index, CaseResult result) {
        accepted.apply(name, set->names[index], result);
        summary.cases[index] = {set->names[index], std::move(result)};
        if (terminal && ++finished % 10 == 0)
          llvm::errs() << "\r" << name << " " << finished << "/" << count;
      });
  if (terminal)
    llvm::errs() << "\r\033[K";
  std::chrono::duration<double> spent =
      std::chrono::steady_clock::now() - start;
  summary.wallSeconds = spent.count();
  return summary;
}

int fail(llvm::Error error) {
  llvm::errs() << "tfc-conformance: " << llvm::toString(std::move(error))
               << "\n";
  return 1;
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(
      argc, argv,
      "Compiles and runs graphs of which TensorFlow's or TensorFlow.js's "
      "results are recorded, and compares.\n");
  if (!llvm::sys::fs::is_directory(folder)) {
    llvm::outs() << "conformance: no recorded results at " << folder
                 << "; nothing is checked\n";
    return 0;
  }
  std::string wrong;
  if (!filter.empty() && !llvm::Regex(filter).isValid(wrong))
    return fail(failed("--filter: " + wrong));
  llvm::Expected<KernelTable> table =
      readKernelTable(TFC_CONFORMANCE_SOURCE "/kernels.map");
  if (!table)
    return fail(table.takeError());
  llvm::Expected<AcceptedList> accepted =
      AcceptedList::read(TFC_CONFORMANCE_SOURCE "/accepted.txt");
  if (!accepted)
    return fail(accepted.takeError());

  // Workers are forked from this process: what is made here is theirs, too.
  std::unique_ptr<mlir::MLIRContext> context =
      tfc::driver::Compiler::makeContext(/*threads=*/false);
  std::vector<SetSummary> summaries;
  for (llvm::StringRef name : llvm::split(setNames, ',')) {
    llvm::Expected<SetSummary> summary =
        runSet(name, *table, *accepted, *context);
    if (!summary)
      return fail(summary.takeError());
    summary->print(llvm::outs(), listFailed);
    llvm::outs().flush();
    summaries.push_back(std::move(*summary));
  }
  if (!jsonPath.empty()) {
    llvm::json::Array all;
    for (const SetSummary &summary : summaries)
      all.push_back(summary.toJson());
    std::error_code error;
    llvm::raw_fd_ostream out(jsonPath, error);
    if (error)
      return fail(failed(jsonPath + ": " + error.message()));
    out << llvm::json::Value(std::move(all)) << "\n";
  }
  if (!filter.empty())
    return 0;
  llvm::Expected<bool> good = checkRatchet(
      TFC_CONFORMANCE_SOURCE "/expected.txt", summaries, llvm::outs());
  if (!good)
    return fail(good.takeError());
  return *good ? 0 : 1;
}
