//===- Run.cpp - tfc run: compiles in memory and runs ---------------------===//
#include "tools/console/Runner.h"
#include "tools/tfc/Options.h"

namespace cl = llvm::cl;

namespace tfc::cli {
namespace {

cl::list<std::string>
    fetchNames("fetch",
               cl::desc("Tensors, variables or targets to run and print"),
               cl::value_desc("a,b"), cl::sub(runCommand()));
cl::list<std::string> feeds(
    "feed",
    cl::desc("A value: a literal such as [[1,2],[3,4]] or ['a','b'], or a "
             ".npy file"),
    cl::value_desc("NAME=VALUE"), cl::sub(runCommand()));
cl::list<std::string>
    outputs("out", cl::desc("Write the last step's value of a tensor"),
            cl::value_desc("NAME=FILE.npy"), cl::sub(runCommand()));
cl::opt<uint64_t> steps("steps", cl::desc("How often to run (default 1)"),
                        cl::value_desc("N"), cl::init(1),
                        cl::sub(runCommand()));
cl::opt<unsigned> threads("threads",
                          cl::desc("Threads to use (default: all CPUs)"),
                          cl::value_desc("N"), cl::init(0),
                          cl::sub(runCommand()));
cl::opt<uint64_t> seed("seed",
                       cl::desc("For random ops without a seed of their own"),
                       cl::value_desc("N"), cl::init(0), cl::sub(runCommand()));
cl::opt<bool> json("json", cl::desc("Print one JSON object a step, in full"),
                   cl::sub(runCommand()));
cl::opt<bool> profile("profile", cl::desc("Print time per segment to stderr"),
                      cl::sub(runCommand()));

bool readAssignments(const cl::list<std::string> &values, const char *option,
                     std::vector<console::Assignment> &assignments) {
  for (const std::string &value : values) {
    console::Assignment assignment;
    if (!console::splitAssignment(value, assignment)) {
      usageError(llvm::Twine("--") + option + " expects NAME=VALUE, not '" +
                 value + "'");
      return false;
    }
    assignments.push_back(std::move(assignment));
  }
  return true;
}

/// "x:0" -> "x": what names a node for the compiler.
std::string nodeName(const std::string &name) {
  llvm::StringRef node = name;
  node.consume_back(":0");
  return node.str();
}

/// Tells the compiler of the run: the names that it fetches and feeds, and the
/// shapes of the feeds, for placeholders of unknown rank.
void describeRun(const console::RunOptions &run, Request &request) {
  for (const std::string &name : run.fetches)
    request.fetches.push_back(nodeName(name));
  for (const console::Assignment &output : run.outputs)
    request.fetches.push_back(nodeName(output.first));
  for (const console::Assignment &feed : run.feeds) {
    std::string name = nodeName(feed.first);
    // A wrong value is refused when it is fed.
    Tensor tensor;
    if (console::readFeed(feed.second, TFC_FLOAT32, tensor) ||
        console::readFeed(feed.second, TFC_STRING, tensor)) {
      const Shape &shape = tensor.shape();
      request.feedShapes[name].assign(shape.begin(), shape.end());
    }
    request.feeds.push_back(std::move(name));
  }
}

} // namespace

int runMain() {
  Request request;
  if (!request.isGood())
    return request.exitCode();
  console::RunOptions run;
  run.fetches = splitLists(fetchNames);
  if (!readAssignments(feeds, "feed", run.feeds) ||
      !readAssignments(outputs, "out", run.outputs))
    return kUsageError;
  if (run.fetches.empty() && run.outputs.empty())
    return usageError("nothing to run: give --fetch=NAME[,NAME...]");
  run.steps = steps;
  run.threads = threads;
  run.seed = seed;
  run.json = json;
  run.profile = profile;
  describeRun(run, request);

  Loaded program = request.load();
  if (!program)
    return request.exitCode();
  if (Status status = console::run(*tfc_loaded_program(program.get()), run);
      !status)
    return failure(status.toString());
  return kSuccess;
}

} // namespace tfc::cli
