//===- RunCase.cpp - Compiles a case, runs it and compares ----------------===//
#include "conformance/RunCase.h"
#include "conformance/ImportedTensors.h"

#include "driver/Compiler.h"
#include "driver/LoadedProgram.h"
#include "frontend/import/Import.h"
#include "frontend/import/read/Model.h"
#include "ir/Ops.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringSet.h"

#include <chrono>

using namespace mlir;
using llvm::StringRef;

namespace tfc::conformance {

using driver::Compiler;
using driver::CompilerOptions;
using driver::LoadedProgram;

namespace {

/// Adds the time that it lives to result.phases[name].
class Stopwatch {
public:
  Stopwatch(CaseResult &result, const Progress &progress, const char *name)
      : result(result), name(name), start(std::chrono::steady_clock::now()) {
    progress(name);
  }
  ~Stopwatch() {
    std::chrono::duration<double> spent =
        std::chrono::steady_clock::now() - start;
    result.phases[name] += spent.count();
  }

private:
  CaseResult &result;
  const char *name;
  std::chrono::steady_clock::time_point start;
};

/// The first error that MLIR reports, with the note that follows it.
class FirstError {
public:
  explicit FirstError(MLIRContext &context)
      : handler(&context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != DiagnosticSeverity::Error ||
              !message.empty())
            return success();
          message = diagnostic.str();
          for (const Diagnostic &note : diagnostic.getNotes())
            message += "; " + note.str();
          return success();
        }) {}
  std::string take(StringRef otherwise) {
    std::string text = message.empty() ? otherwise.str() : message;
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }

private:
  std::string message;
  ScopedDiagnosticHandler handler;
};

/// The op kinds behind `fetches` that nothing imports, in the order of the
/// file.
std::vector<std::string> unsupportedOps(const ImportedModel &model,
                                        llvm::ArrayRef<std::string> fetches) {
  llvm::StringMap<const tensorflow::NodeDef *> nodes;
  for (const tensorflow::NodeDef &node : model.graph.node())
    nodes[node.name()] = &node;
  llvm::StringSet<> functions, reached, kinds;
  for (const tensorflow::FunctionDef &function :
       model.graph.library().function())
    functions.insert(function.signature().name());
  std::vector<std::string> pending(fetches.begin(), fetches.end());
  while (!pending.empty()) {
    StringRef name = pending.back();
    name.consume_front("^");
    std::string node = name.split(':').first.str();
    pending.pop_back();
    auto found = nodes.find(node);
    if (found == nodes.end() || !reached.insert(node).second)
      continue;
    for (const std::string &input : found->second->input())
      pending.push_back(input);
  }
  std::vector<std::string> ops;
  auto add = [&](const std::string &op) {
    if (!isSupportedOp(op) && !functions.contains(op) &&
        kinds.insert(op).second)
      ops.push_back(op);
  };
  for (const tensorflow::NodeDef &node : model.graph.node())
    if (reached.contains(node.name()))
      add(node.op());
  for (const tensorflow::FunctionDef &function :
       model.graph.library().function())
    for (const tensorflow::NodeDef &node : function.node_def())
      add(node.op());
  return ops;
}

std::vector<std::string> floatConstants(ModuleOp module) {
  std::vector<std::string> names;
  for (GraphOp graph : module.getOps<GraphOp>())
    for (ConstantOp constant : graph.getOps<ConstantOp>())
      if (auto name = constant->getAttrOfType<StringAttr>(nameAttr))
        if (isa<FloatType>(
                cast<ShapedType>(constant.getType()).getElementType()))
          names.push_back(name.str());
  return names;
}

void refuse(CaseResult &result, std::string message) {
  result.outcome = Outcome::Refused;
  result.message = std::move(message);
}

/// Asks for the gradients behind everything that the graph has. The names are
/// those of tensors that were imported.
void addGradients(ModuleOp module, const GradientRequest &wanted,
                  const llvm::StringMap<Value> &tensors) {
  GraphOp graph = *module.getOps<GraphOp>().begin();
  OpBuilder builder = OpBuilder::atBlockEnd(&graph.getBody().front());
  SmallVector<Value> xs, seeds;
  SmallVector<Type> types;
  for (const std::string &x : wanted.xs) {
    xs.push_back(tensors.lookup(x));
    types.push_back(xs.back().getType());
  }
  if (!wanted.dy.empty())
    seeds.push_back(tensors.lookup(wanted.dy));
  auto request =
      GradientsOp::create(builder, graph.getLoc(), types,
                          ValueRange(tensors.lookup(wanted.y)), xs, seeds,
                          /*required=*/false);
  request->setAttr(nameAttr, builder.getStringAttr("gradients"));
}

/// A gradient that is None stands for zeros.
void compareNones(CaseResult &result, const PreparedCase &prepared) {
  for (const Check &check : prepared.checks) {
    if (!check.none)
      continue;
    result.compared++;
    if (llvm::any_of(check.record.values, [](double v) { return v != 0; })) {
      result.outcome = Outcome::WrongValue;
      result.message = check.name + ": TensorFlow's gradient is None, of y or "
                                    "x that is no float";
      return;
    }
  }
}

void compareAll(CaseResult &result, const PreparedCase &prepared,
                llvm::ArrayRef<const Check *> checks, const Outputs &values) {
  for (auto [i, check] : llvm::enumerate(checks)) {
    Comparison comparison = compare(values[i], check->record, prepared.compare);
    result.compared++;
    if (comparison.match == Match::Same)
      continue;
    if (result.outcome != Outcome::Passed && check->optional)
      continue;
    result.outcome = comparison.match == Match::WrongShape
                         ? Outcome::WrongShape
                         : Outcome::WrongValue;
    result.message = check->name + " " + comparison.message;
    if (!check->optional)
      return;
  }
}

/// The float constants' values, to feed them back: `held` keeps the memory.
Status holdConstants(Session &session, llvm::ArrayRef<std::string> constants,
                     std::vector<Tensor> &held, std::vector<tfc::Feed> &feeds) {
  std::vector<const char *> names;
  for (const std::string &name : constants)
    names.push_back(name.c_str());
  Outputs values = session.run(names, feeds);
  if (!values)
    return values.status();
  for (const TensorView &value : values)
    held.emplace_back(value);
  for (auto [name, tensor] : llvm::zip(names, held))
    feeds.emplace_back(name, tensor.view());
  return Status();
}

/// One case on its way through import, compiler and a run.
class CaseRun {
public:
  CaseRun(const PreparedCase &prepared, const RunOptions &options,
          MLIRContext &context, const Progress &progress, CaseResult &result)
      : prepared(prepared), options(options), context(context),
        progress(progress), result(result), errors(context) {}

  /// Each step returns whether to go on; else `result` says why not.
  bool import();
  bool addRequest();
  bool compile();
  bool load();
  void execute();

private:
  bool refuse(std::string message) {
    conformance::refuse(result, std::move(message));
    return false;
  }
  /// The names of the tensors that the case is about.
  std::vector<std::string> wantedTensors() const;
  bool chooseChecks(CompilerOptions &compilerOptions);

  const PreparedCase &prepared;
  const RunOptions &options;
  MLIRContext &context;
  const Progress &progress;
  CaseResult &result;
  FirstError errors;
  OwningOpRef<ModuleOp> module;
  std::vector<const Check *> checks;
  std::vector<std::string> constants; ///< To be fed, if options say so.
  llvm::SmallVector<char, 0> object;
  std::optional<LoadedProgram> program;
};

std::vector<std::string> CaseRun::wantedTensors() const {
  std::vector<std::string> wanted;
  if (!prepared.gradients) {
    for (const Check &check : prepared.checks)
      if (!check.optional)
        wanted.push_back(check.name);
    return wanted;
  }
  wanted = prepared.gradients->xs;
  wanted.push_back(prepared.gradients->y);
  if (!prepared.gradients->dy.empty())
    wanted.push_back(prepared.gradients->dy);
  return wanted;
}

bool CaseRun::import() {
  Stopwatch watch(result, progress, "import");
  llvm::Expected<ImportedModel> model =
      readGraphDef(prepared.graph, "graph.pb");
  if (!model)
    return refuse(llvm::toString(model.takeError()));
  ModelImportOptions importOptions;
  importOptions.fetches = wantedTensors();
  for (const Feed &feed : prepared.feeds) {
    importOptions.feeds.push_back(feed.name);
    const Shape &shape = feed.value.shape();
    if (feed.givesShape)
      importOptions.shapes[feed.name].assign(shape.begin(), shape.end());
  }
  result.ops = unsupportedOps(*model, importOptions.fetches);
  module = importModel(*model, &context, importOptions);
  if (module)
    return true;
  refuse(errors.take("the importer gave no reason"));
  if (!result.ops.empty())
    result.outcome = Outcome::Unsupported;
  return false;
}

/// Asks for the gradients of a case that is about some.
bool CaseRun::addRequest() {
  if (!prepared.gradients)
    return true;
  llvm::StringMap<Value> tensors = tensorsOf(*module);
  for (const std::string &name : wantedTensors())
    if (!tensors.contains(name))
      return refuse("the imported graph has no " + name);
  addGradients(*module, *prepared.gradients, tensors);
  return true;
}

/// Fetches what is in the graph and recorded. An intermediate may be absent.
bool CaseRun::chooseChecks(CompilerOptions &compilerOptions) {
  llvm::StringMap<Value> present = tensorsOf(*module);
  for (const Check &check : prepared.checks) {
    if (check.none)
      continue;
    if (present.contains(check.name)) {
      checks.push_back(&check);
      compilerOptions.fetches.push_back(check.name);
      continue;
    }
    if (!check.optional)
      return refuse("the imported graph has no " + check.name);
    result.absent++;
  }
  return true;
}

bool CaseRun::compile() {
  CompilerOptions compilerOptions;
  compilerOptions.codegen.optLevel = options.optLevel;
  if (!chooseChecks(compilerOptions))
    return false;
  for (const Feed &feed : prepared.feeds)
    compilerOptions.feeds.push_back(feed.name);
  if (options.feedConstants)
    constants = floatConstants(*module);
  for (auto *list : {&compilerOptions.feeds, &compilerOptions.fetches})
    list->insert(list->end(), constants.begin(), constants.end());

  Compiler compiler(std::move(compilerOptions), context);
  compiler.adopt(std::move(module));
  progress("the compiler");
  if (succeeded(compiler.run())) {
    progress("LLVM");
    object = compiler.emitObject();
  }
  for (const driver::PhaseTime &phase : compiler.times())
    result.phases[phase.name] += phase.seconds;
  return !object.empty() || refuse(errors.take("the compiler gave no reason"));
}

bool CaseRun::load() {
  Stopwatch watch(result, progress, "load");
  llvm::Expected<LoadedProgram> loaded = LoadedProgram::load(object);
  if (!loaded)
    return refuse(llvm::toString(loaded.takeError()));
  program.emplace(std::move(*loaded));
  return true;
}

void CaseRun::execute() {
  Stopwatch watch(result, progress, "run");
  Options sessionOptions;
  sessionOptions.threads = 1;
  sessionOptions.seed = 1;
  Session session(program->get(), sessionOptions);
  Status status = session.status();
  if (status && program->get().num_variables)
    status = session.initialize();
  std::vector<tfc::Feed> feeds;
  for (const Feed &feed : prepared.feeds)
    feeds.emplace_back(feed.name.c_str(), feed.value.view());
  std::vector<Tensor> held;
  if (status && !constants.empty())
    status = holdConstants(session, constants, held, feeds);
  if (!status) {
    refuse(status.toString());
    return;
  }
  std::vector<const char *> fetches;
  for (const Check *check : checks)
    fetches.push_back(check->name.c_str());
  Outputs values = session.run(fetches, feeds);
  if (values)
    return compareAll(result, prepared, checks, values);
  refuse(values.status().toString());
  // A feed that was not recorded.
  if (StringRef(result.message).contains("You must feed a value"))
    result.outcome = Outcome::Inexpressible;
}

} // namespace

CaseResult runCase(const PreparedCase &prepared, const RunOptions &options,
                   MLIRContext &context, const Progress &progress) {
  CaseResult result;
  compareNones(result, prepared);
  if (result.outcome != Outcome::Passed || prepared.graph.empty())
    return result;
  CaseRun run(prepared, options, context, progress, result);
  if (run.import() && run.addRequest() && run.compile() && run.load())
    run.execute();
  return result;
}

} // namespace tfc::conformance
