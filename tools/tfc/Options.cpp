//===- Options.cpp - The options that verbs share -------------------------===//
#include "tools/tfc/Options.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

namespace cl = llvm::cl;
using llvm::StringRef;

namespace tfc::cli {

cl::SubCommand &compileCommand() {
  static cl::SubCommand command("compile", "Compile a graph to an object");
  return command;
}
cl::SubCommand &runCommand() {
  static cl::SubCommand command("run", "Compile a graph in memory and run it");
  return command;
}
cl::SubCommand &inspectCommand() {
  static cl::SubCommand command("inspect",
                                "Show what a graph or an object holds");
  return command;
}
cl::SubCommand &benchCommand() {
  static cl::SubCommand command("bench", "Time a graph's signatures");
  return command;
}

namespace {

struct SharedOptions {
  cl::opt<std::string> graph{
      cl::Positional,          cl::Required,
      cl::desc("GRAPH"),       cl::sub(compileCommand()),
      cl::sub(runCommand()),   cl::sub(inspectCommand()),
      cl::sub(benchCommand())};
  cl::list<std::string> shapes{
      "shape",
      cl::desc("Shape of a placeholder; ? is a dimension known in a run only"),
      cl::value_desc("x=?x784"),
      cl::sub(compileCommand()),
      cl::sub(runCommand()),
      cl::sub(inspectCommand()),
      cl::sub(benchCommand())};
  cl::opt<std::string> name{
      "name",
      cl::desc("Name of the model, a C identifier (default: from the file)"),
      cl::value_desc("ID"), cl::sub(compileCommand())};
  cl::opt<std::string> cpu{
      "cpu",
      cl::desc("Processor: native (default), x86-64-v3 for shipping, or a "
               "name of LLVM's"),
      cl::value_desc("CPU"),
      cl::init("native"),
      cl::sub(compileCommand()),
      cl::sub(runCommand()),
      cl::sub(inspectCommand()),
      cl::sub(benchCommand())};
  cl::opt<std::string> triple{"triple",
                              cl::desc("Target triple (default: this machine)"),
                              cl::value_desc("T"), cl::sub(compileCommand())};
  cl::opt<unsigned> level{"O",
                          cl::desc("LLVM's optimisation, 0 to 3 (default)"),
                          cl::Prefix,
                          cl::init(3),
                          cl::sub(compileCommand()),
                          cl::sub(runCommand()),
                          cl::sub(inspectCommand()),
                          cl::sub(benchCommand())};
  cl::opt<bool> debug{"g", cl::desc("Line tables that point into the graph"),
                      cl::sub(compileCommand()), cl::sub(runCommand()),
                      cl::sub(benchCommand())};
  cl::opt<bool> freeze{
      "freeze",
      cl::desc("Run the initialisers now; variables become constants"),
      cl::sub(compileCommand()),
      cl::sub(runCommand()),
      cl::sub(inspectCommand()),
      cl::sub(benchCommand())};
};

SharedOptions &shared() {
  static SharedOptions options;
  return options;
}

/// "?x784" -> {-1, 784}; "" -> a scalar.
bool parseShape(StringRef text, std::vector<int64_t> &shape) {
  while (!text.empty()) {
    auto [dim, rest] = text.split('x');
    int64_t value = -1;
    if (dim != "?" && (dim.getAsInteger(10, value) || value < 0))
      return false;
    shape.push_back(value);
    if (rest.empty() && text.ends_with("x"))
      return false;
    text = rest;
  }
  return true;
}

bool isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// A C identifier from a file's name: "my-net.tfg" -> my_net.
std::string identifierFrom(StringRef path) {
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return isIdentifier(name) ? name : "model_" + name;
}

} // namespace

void registerSharedOptions() { shared(); }

const std::string &graphPath() { return shared().graph; }

bool readSharedOptions(CompilerOptions &options) {
  SharedOptions &given = shared();
  for (const std::string &text : given.shapes) {
    auto [name, dims] = StringRef(text).split('=');
    std::vector<int64_t> shape;
    if (name.empty() || name.size() == text.size() ||
        !parseShape(dims, shape)) {
      usageError("--shape expects NAME=SHAPE such as x=?x784, not '" + text +
                 "'");
      return false;
    }
    options.shapes[name] = shape;
  }
  options.codegen.name =
      given.name.empty() ? identifierFrom(graphPath()) : given.name;
  if (!isIdentifier(options.codegen.name)) {
    usageError("--name expects a C identifier, not '" + options.codegen.name +
               "'");
    return false;
  }
  if (given.level > 3) {
    usageError("-O expects 0 to 3, not " + llvm::Twine(given.level));
    return false;
  }
  options.codegen.cpu = given.cpu;
  options.codegen.triple = given.triple;
  options.codegen.optLevel = given.level;
  options.codegen.debugLines = given.debug;
  options.freeze = given.freeze;
  options.progress = llvm::sys::Process::StandardErrIsDisplayed();
  return true;
}

std::optional<LoadedProgram> loadGraph(CompilerOptions options) {
  Compiler compiler(std::move(options));
  if (mlir::failed(compiler.import(graphPath())) ||
      mlir::failed(compiler.run()))
    return std::nullopt;
  llvm::SmallVector<char, 0> object = compiler.emitObject();
  if (object.empty())
    return std::nullopt;
  llvm::Expected<LoadedProgram> program = LoadedProgram::load(object);
  if (!program) {
    failure(graphPath() + " " + llvm::toString(program.takeError()));
    return std::nullopt;
  }
  return std::move(*program);
}

std::vector<std::string> splitLists(const cl::list<std::string> &values) {
  std::vector<std::string> names;
  for (const std::string &value : values)
    for (StringRef name : llvm::split(value, ','))
      if (!name.empty())
        names.push_back(name.str());
  return names;
}

int usageError(const llvm::Twine &message) {
  llvm::errs() << "tfc: " << message << "; see --help\n";
  return kUsageError;
}

int failure(const llvm::Twine &message) {
  llvm::errs() << "tfc: " << message << "\n";
  return kFailure;
}

} // namespace tfc::cli
