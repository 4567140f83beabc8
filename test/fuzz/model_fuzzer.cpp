// Broken models for the readers and the importer, and for a part of them the
// whole compiler.
//
//   model_fuzzer graphdef|savedmodel|tfjs [--seed=N] [--runs=N] [--seconds=N]
//                [--case=N] [--verbose]
#include "Adversaries.h"
#include "Driver.h"
#include "Mutate.h"
#include "Samples.h"

#include "driver/Compiler.h"
#include "frontend/import/Import.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>

#include <cstdio>

namespace tfc::fuzz {

using driver::Compiler;
using driver::CompilerOptions;

/// Reads, imports and compiles in the child. The context is the parent's: it
/// takes longer to make than most cases.
struct ModelFuzzer : Fuzzer {
  ModelFuzzer() : context(Compiler::makeContext(/*threads=*/false)) {
    limits.seconds = 20;
  }

  std::string path; // in the folder
  /// One case in so many is compiled as well.
  uint64_t compiled = 8;

  std::string run(const std::string &folder, uint64_t number,
                  bool &accepted) override {
    auto model = readModel(path.empty() ? folder : folder + "/" + path);
    if (!model)
      return llvm::toString(model.takeError());
    std::string error, wrong;
    auto handle = [&](mlir::Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error) {
        if (error.empty())
          error = diagnostic.str();
        if (error.find('\n') != std::string::npos || error.empty())
          wrong = "\nnot one line: " + error;
      }
      return mlir::success();
    };
    mlir::ScopedDiagnosticHandler handler(context.get(), handle);
    mlir::OwningOpRef<mlir::ModuleOp> module =
        importModel(*model, context.get());
    if (!wrong.empty())
      return wrong;
    if (!module)
      return error;
    if (!error.empty())
      return "\nimported in spite of an error: " + error;
    if (failed(mlir::verify(*module)))
      return "\nimported a module that is not valid: " + error;
    if (number % compiled == 0) {
      CompilerOptions options;
      Compiler compiler(options, *context);
      compiler.adopt(std::move(module));
      if (failed(compiler.runUntil("llvm")))
        return wrong.empty() ? error : wrong;
    }
    accepted = true;
    return "";
  }

  std::unique_ptr<mlir::MLIRContext> context;
};

/// The same bytes on every machine: maps have no order of their own.
static std::string serialize(const google::protobuf::Message &message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

/// The text form of what is still a message; otherwise the bytes.
template <typename Message>
static std::string asText(const std::string &bytes) {
  Message message;
  return message.ParseFromString(bytes) ? message.DebugString() : bytes;
}

struct GraphDefFuzzer : ModelFuzzer {
  GraphDefFuzzer() {
    kind = "graphdef";
    path = "graph";
    samples = {samples::graph(), samples::loops(),
               samples::metaGraph1().graph_def()};
  }

  Files make(uint64_t number, Random &random) override {
    if (number < adversaries().size()) {
      tensorflow::GraphDef graph;
      adversaries()[number].build(graph);
      return {{"graph", graph.SerializeAsString()}};
    }
    const tensorflow::GraphDef &graph = samples[random.below(samples.size())];
    const tensorflow::GraphDef &other = samples[random.below(samples.size())];
    std::string bytes = serialize(graph);
    if (random.oneIn(4)) {
      if (random.oneIn(2))
        bytes = asText<tensorflow::GraphDef>(bytes);
      for (size_t i = 0, n = random.below(6) + 1; i < n; ++i)
        mutateBytes(bytes, serialize(other), random);
      return {{"graph", bytes}};
    }
    if (random.oneIn(10)) // nodes of two graphs
      bytes += serialize(other);
    for (size_t i = 0, n = random.below(4) + 1; i < n; ++i)
      mutateMessage(bytes, random);
    if (random.oneIn(8))
      bytes = asText<tensorflow::GraphDef>(bytes);
    return {{"graph", bytes}};
  }

  std::vector<tensorflow::GraphDef> samples;
};

struct SavedModelFuzzer : ModelFuzzer {
  SavedModelFuzzer() { kind = "savedmodel"; }

  Files make(uint64_t, Random &random) override {
    bool version2 = random.oneIn(2);
    std::string saved = serialize(samples::savedModel(
        version2 ? samples::metaGraph2() : samples::metaGraph1()));
    Files files = samples::variables(version2);
    bool isText = random.oneIn(8);
    if (!random.oneIn(4))
      for (size_t i = 0, n = random.below(4) + 1; i < n; ++i)
        mutateMessage(saved, random);
    files[isText ? "saved_model.pbtxt" : "saved_model.pb"] =
        isText ? asText<tensorflow::SavedModel>(saved) : saved;
    if (random.oneIn(3)) {
      auto file = files.begin(), other = files.begin();
      std::advance(file, random.below(files.size()));
      std::advance(other, random.below(files.size()));
      for (size_t i = 0, n = random.below(3) + 1; i < n; ++i)
        mutateBytes(file->second, other->second, random);
      if (random.oneIn(10))
        files.erase(file);
    }
    return files;
  }
};

struct TfjsFuzzer : ModelFuzzer {
  TfjsFuzzer() {
    kind = "tfjs";
    path = "model.json";
  }

  Files make(uint64_t number, Random &random) override {
    Files files = samples::tfjsFiles();
    std::string &text = files["model.json"];
    if (number == 0)
      text = "{\"modelTopology\":" + std::string(1000000, '[');
    else if (random.oneIn(5))
      for (size_t i = 0, n = random.below(4) + 1; i < n; ++i)
        mutateBytes(text, text, random);
    else if (auto value = llvm::json::parse(text)) {
      for (size_t i = 0, n = random.below(4) + 1; i < n; ++i)
        mutateJson(*value, random);
      text.clear();
      llvm::raw_string_ostream(text) << *value;
    } else {
      llvm::consumeError(value.takeError());
    }
    if (random.oneIn(5)) {
      std::string &weights = files["group1-shard2of2.bin"];
      mutateBytes(weights, text, random);
    }
    return files;
  }
};

} // namespace tfc::fuzz

int main(int argc, char **argv) {
  using namespace tfc::fuzz;
  google::protobuf::LogSilencer silent; // broken messages are the purpose
  llvm::StringRef kind = argc > 1 ? argv[1] : "";
  std::unique_ptr<ModelFuzzer> fuzzer;
  if (kind == "graphdef")
    fuzzer = std::make_unique<GraphDefFuzzer>();
  else if (kind == "savedmodel")
    fuzzer = std::make_unique<SavedModelFuzzer>();
  else if (kind == "tfjs")
    fuzzer = std::make_unique<TfjsFuzzer>();
  if (!fuzzer) {
    fprintf(stderr, "usage: model_fuzzer graphdef|savedmodel|tfjs ...\n");
    return 2;
  }
  return fuzz(*fuzzer, argc - 1, argv + 1);
}
