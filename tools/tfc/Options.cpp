//===- Options.cpp - The options that verbs share -------------------------===//
#include "tools/tfc/Options.h"

#include "llvm/Support/Process.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

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
  cl::opt<std::string> graph{cl::Positional,         cl::Required,
                             cl::desc("GRAPH"),      cl::sub(compileCommand()),
                             cl::sub(runCommand()),  cl::sub(inspectCommand()),
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
  cl::opt<bool> softPlacement{
      "soft-placement",
      cl::desc("Ops for devices that the object has no code for run on the "
               "processor (default); =false makes them an error"),
      cl::init(true),
      cl::sub(compileCommand()),
      cl::sub(runCommand()),
      cl::sub(inspectCommand()),
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

/// Prints "FILE:LINE:COLUMN: error: TEXT" with the line and a caret, in colours
/// on a terminal. A message about no file is tfc's own.
void printMessage(void *, const tfc_message *message) {
  constexpr llvm::SourceMgr::DiagKind kinds[] = {
      llvm::SourceMgr::DK_Error, llvm::SourceMgr::DK_Warning,
      llvm::SourceMgr::DK_Remark, llvm::SourceMgr::DK_Note};
  static const llvm::SourceMgr noSources;
  llvm::SMDiagnostic(
      noSources, llvm::SMLoc(), *message->file ? message->file : "tfc",
      message->line ? int(message->line) : -1, int(message->column) - 1,
      kinds[message->severity], message->text, message->source_line, {}, {})
      .print(nullptr, llvm::errs());
}

void printModule(void *, const char *phase, const char *text) {
  llvm::errs() << "// after phase " << phase << "\n" << text;
}

/// Shows the phase on a line that is overwritten.
int showPhase(void *, const char *phase) {
  llvm::errs() << "\r\033[K";
  if (phase)
    llvm::errs() << phase << "...\r";
  return 0;
}

std::vector<const char *> views(const std::vector<std::string> &names) {
  std::vector<const char *> result;
  for (const std::string &name : names)
    result.push_back(name.c_str());
  return result;
}

std::vector<tfc_named_shape>
views(const llvm::StringMap<std::vector<int64_t>> &shapes) {
  std::vector<tfc_named_shape> result;
  for (const auto &entry : shapes)
    result.push_back({entry.first().data(), entry.second.data(),
                      uint32_t(entry.second.size())});
  return result;
}

} // namespace

void registerSharedOptions() { shared(); }

const std::string &graphPath() { return shared().graph; }

Request::Request() {
  for (const std::string &text : shared().shapes) {
    auto [name, dims] = StringRef(text).split('=');
    std::vector<int64_t> shape;
    if (name.empty() || name.size() == text.size() || !parseShape(dims, shape))
      code = usageError("--shape expects NAME=SHAPE such as x=?x784, not '" +
                        text + "'");
    shapes[name] = shape;
  }
  if (shared().level > 3)
    code = usageError("-O expects 0 to 3, not " + llvm::Twine(shared().level));
}

tfc_compile_options Request::view() {
  SharedOptions &given = shared();
  tfc_compile_options options = TFC_COMPILE_OPTIONS_INIT;
  auto orNull = [](const std::string &text) {
    return text.empty() ? nullptr : text.c_str();
  };
  options.name = orNull(given.name);
  options.cpu = given.cpu.c_str();
  options.triple = orNull(given.triple);
  options.from = orNull(from);
  options.until = orNull(until);
  options.opt_level = given.level;
  options.flags = (given.freeze ? TFC_COMPILE_FREEZE : 0) |
                  (given.softPlacement ? 0 : TFC_COMPILE_HARD_PLACEMENT) |
                  (given.debug ? TFC_COMPILE_DEBUG_LINES : 0);
  auto set = [](const auto &items, auto &list, auto &pointer, uint32_t &count) {
    list = views(items);
    pointer = list.data();
    count = uint32_t(list.size());
  };
  set(fetches, fetchViews, options.fetches, options.num_fetches);
  set(feeds, feedViews, options.feeds, options.num_feeds);
  set(printAfter, printViews, options.print_after, options.num_print_after);
  set(shapes, shapeViews, options.shapes, options.num_shapes);
  set(feedShapes, feedShapeViews, options.feed_shapes, options.num_feed_shapes);
  options.message = printMessage;
  options.print = printModule;
  if (llvm::sys::Process::StandardErrIsDisplayed())
    options.progress = showPhase;
  return options;
}

Compilation Request::compile() {
  tfc_compile_options options = view();
  if (tfc_compile_options_check(&options) != TFC_OK) {
    code = usageError(llvm::Twine("--") + tfc_compiler_error());
    return nullptr;
  }
  tfc_compilation *graph = nullptr;
  if (tfc_compile_file(graphPath().c_str(), &options, &graph) != TFC_OK)
    code = kFailure;
  return Compilation(graph);
}

Loaded Request::load() {
  tfc_loaded *program = nullptr;
  if (Compilation graph = compile();
      graph && tfc_compilation_load(graph.get(), &program) != TFC_OK)
    code = kFailure;
  return Loaded(program);
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
