//===- Inspect.cpp - tfc inspect: what a graph or an object holds ---------===//
#include "tools/console/DType.h"
#include "ir/ops/state.h"
#include "tools/tfc/Drawing.h"
#include "driver/Input.h"
#include "driver/Link.h"
#include "driver/LoadedProgram.h"
#include "tools/tfc/Options.h"
#include "tools/tfc/Report.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>

namespace cl = llvm::cl;
using llvm::outs;

namespace tfc::cli {
namespace {

cl::opt<std::string> svgPath("svg", cl::desc("Draw the graph, by segments"),
                             cl::value_desc("FILE"),
                             cl::sub(inspectCommand()));
cl::opt<bool> json("json", cl::desc("Print one JSON object"),
                   cl::sub(inspectCommand()));

using OpCounts = std::map<std::string, int64_t>;

OpCounts countOps(mlir::ModuleOp module) {
  OpCounts counts;
  module.walk([&](mlir::Operation *op) {
    if (!llvm::isa<mlir::ModuleOp, GraphOp>(op))
      ++counts[op->getName().getStringRef().str()];
  });
  return counts;
}

std::string typeText(uint32_t dtype, const int64_t *shape, uint32_t rank) {
  if (dtype == TFC_CONTROL)
    return "target";
  const char *name = console::dtypeName(dtype);
  std::string text = name ? name : tfc_dtype_name(dtype);
  text += " [";
  for (uint32_t i = 0; i < rank; ++i)
    text += (i ? ", " : "") + (shape[i] < 0 ? "?" : std::to_string(shape[i]));
  return text + "]";
}

std::string tensorType(const tfc_tensor_info &tensor) {
  return typeText(tensor.dtype, tensor.shape, tensor.rank);
}

std::string tensorLabel(const tfc_program &program, uint32_t index) {
  const char *name = program.tensors[index].name;
  return name ? name : "#" + std::to_string(index);
}

std::string argumentText(const tfc_program &program,
                         const tfc_argument_info &argument) {
  std::string text = argument.name;
  if (argument.tensor != TFC_NONE)
    return text + ": " + tensorType(program.tensors[argument.tensor]);
  const tfc_variable_info &variable = program.variables[argument.variable];
  return text + ": " + typeText(variable.dtype, variable.shape, variable.rank);
}

template <typename Range, typename Function>
std::string joined(const Range &range, Function &&function) {
  std::string text;
  for (const auto &item : range)
    text += (text.empty() ? "" : ", ") + function(item);
  return text;
}

template <typename T>
llvm::ArrayRef<T> list(const T *items, uint32_t count) {
  return llvm::ArrayRef<T>(items, count);
}

int64_t variableBytes(const tfc_program &program) {
  int64_t bytes = 0;
  for (const auto &variable : list(program.variables, program.num_variables))
    bytes += variable.bytes;
  return bytes;
}

std::string flagsText(uint32_t flags) {
  std::vector<llvm::StringRef> words;
  if (flags & TFC_TENSOR_PLACEHOLDER)
    words.push_back("placeholder");
  else if (flags & TFC_TENSOR_FEEDABLE)
    words.push_back("feed");
  if (flags & TFC_TENSOR_FETCHABLE)
    words.push_back("fetch");
  return llvm::join(words, ", ");
}

void printText(const tfc_program &program, const OpCounts &ops) {
  auto label = [&](uint32_t index) { return tensorLabel(program, index); };
  auto argument = [&](const tfc_argument_info &info) {
    return argumentText(program, info);
  };
  outs() << program.name << ": " << program.producer << ", " << program.triple
         << ", graph 0x" << llvm::utohexstr(program.graph_hash, true, 16)
         << "\n  needs " << program.cpu_features << "\n";
  outs() << "\nsignatures\n";
  for (const auto &signature : list(program.signatures, program.num_signatures)) {
    outs() << "  " << signature.name << "("
           << joined(list(signature.inputs, signature.num_inputs), argument)
           << ") -> ("
           << joined(list(signature.outputs, signature.num_outputs), argument)
           << ")";
    if (signature.num_targets)
      outs() << " runs "
             << joined(list(signature.targets, signature.num_targets), label);
    outs() << "\n";
  }
  outs() << "\ntensors and targets\n";
  for (const auto &tensor : list(program.tensors, program.num_tensors))
    if (tensor.name)
      outs() << "  " << tensor.name << ": " << tensorType(tensor) << "  ("
             << flagsText(tensor.flags) << ")\n";
  outs() << "\nvariables\n";
  for (const auto &variable : list(program.variables, program.num_variables))
    outs() << "  " << variable.name << ": "
           << typeText(variable.dtype, variable.shape, variable.rank) << "  "
           << formatBytes(variable.bytes)
           << (variable.flags & TFC_VARIABLE_TRAINABLE ? "" : "  not trained")
           << "\n";
  outs() << "\nsegments                          flops  workspace\n";
  for (const auto &segment : list(program.segments, program.num_segments)) {
    std::string from = joined(list(segment.inputs, segment.num_inputs), label);
    std::string to = joined(list(segment.outputs, segment.num_outputs), label);
    if (segment.num_targets)
      to += (to.empty() ? "" : ", ") +
            joined(list(segment.targets, segment.num_targets), label);
    outs() << "  " << llvm::left_justify(segment.name, 24)
           << llvm::right_justify(formatCount(segment.flops), 13)
           << llvm::right_justify(formatBytes(segment.workspace_bytes), 11)
           << "  (" << from << ") -> (" << to << ")\n";
  }
  outs() << "  flops are counted with every unknown dimension 1\n";
  outs() << "\nmemory\n  variables " << formatBytes(variableBytes(program))
         << ", tensors between segments " << formatBytes(program.arena_bytes)
         << ", workspace " << formatBytes(program.workspace_bytes)
         << ", constants " << formatBytes(program.constant_bytes) << "\n";
  if (!ops.empty()) {
    outs() << "\nops of the source\n";
    for (const auto &[name, count] : ops)
      outs() << "  " << llvm::left_justify(name, 32) << count << "\n";
  }
}

class JsonWriter {
public:
  JsonWriter(const tfc_program &program) : program(program), out(outs(), 2) {}

  void write(const OpCounts &ops) {
    out.object([&] {
      out.attribute("name", program.name);
      out.attribute("producer", program.producer);
      out.attribute("triple", program.triple);
      out.attribute("cpu_features", program.cpu_features);
      out.attribute("graph_hash",
                    "0x" + llvm::utohexstr(program.graph_hash, true, 16));
      array("signatures", program.signatures, program.num_signatures,
            [&](const tfc_signature_info &signature) {
              out.attribute("name", signature.name);
              arguments("inputs", signature.inputs, signature.num_inputs);
              arguments("outputs", signature.outputs, signature.num_outputs);
              labels("targets", signature.targets, signature.num_targets);
            });
      array("tensors", program.tensors, program.num_tensors,
            [&](const tfc_tensor_info &tensor) {
              uint32_t index = uint32_t(&tensor - program.tensors);
              out.attribute("name", tensorLabel(program, index));
              type(tensor.dtype, tensor.shape, tensor.rank);
              out.attribute("fetchable",
                            (tensor.flags & TFC_TENSOR_FETCHABLE) != 0);
              out.attribute("feedable",
                            (tensor.flags & TFC_TENSOR_FEEDABLE) != 0);
              out.attribute("placeholder",
                            (tensor.flags & TFC_TENSOR_PLACEHOLDER) != 0);
            });
      array("variables", program.variables, program.num_variables,
            [&](const tfc_variable_info &variable) {
              out.attribute("name", variable.name);
              type(variable.dtype, variable.shape, variable.rank);
              out.attribute("bytes", variable.bytes);
              out.attribute("trainable",
                            (variable.flags & TFC_VARIABLE_TRAINABLE) != 0);
            });
      array("segments", program.segments, program.num_segments,
            [&](const tfc_segment_info &segment) {
              out.attribute("name", segment.name);
              labels("inputs", segment.inputs, segment.num_inputs);
              labels("outputs", segment.outputs, segment.num_outputs);
              labels("targets", segment.targets, segment.num_targets);
              out.attribute("flops", segment.flops);
              out.attribute("workspace_bytes", segment.workspace_bytes);
            });
      out.attributeObject("memory", [&] {
        out.attribute("variables", variableBytes(program));
        out.attribute("arena", program.arena_bytes);
        out.attribute("workspace", program.workspace_bytes);
        out.attribute("constants", program.constant_bytes);
      });
      out.attributeObject("ops", [&] {
        for (const auto &[name, count] : ops)
          out.attribute(name, count);
      });
    });
    outs() << "\n";
  }

private:
  template <typename T, typename Function>
  void array(const char *name, const T *items, uint32_t count,
             Function &&function) {
    out.attributeArray(name, [&] {
      for (const T &item : list(items, count))
        out.object([&] { function(item); });
    });
  }
  void labels(const char *name, const uint32_t *indices, uint32_t count) {
    out.attributeArray(name, [&] {
      for (uint32_t index : list(indices, count))
        out.value(tensorLabel(program, index));
    });
  }
  void type(uint32_t dtype, const int64_t *shape, uint32_t rank) {
    const char *name = console::dtypeName(dtype);
    out.attribute("dtype", name                  ? name
                           : dtype == TFC_CONTROL ? "target"
                                                  : tfc_dtype_name(dtype));
    out.attributeArray("shape", [&] {
      for (int64_t dim : list(shape, rank))
        out.value(dim);
    });
  }
  void arguments(const char *name, const tfc_argument_info *items,
                 uint32_t count) {
    array(name, items, count, [&](const tfc_argument_info &argument) {
      out.attribute("name", argument.name);
      if (argument.tensor != TFC_NONE) {
        const tfc_tensor_info &tensor = program.tensors[argument.tensor];
        out.attribute("tensor", tensorLabel(program, argument.tensor));
        type(tensor.dtype, tensor.shape, tensor.rank);
      } else {
        const tfc_variable_info &variable =
            program.variables[argument.variable];
        out.attribute("variable", variable.name);
        type(variable.dtype, variable.shape, variable.rank);
      }
    });
  }

  const tfc_program &program;
  llvm::json::OStream out;
};

int show(llvm::ArrayRef<char> object, const OpCounts &ops) {
  llvm::Expected<LoadedProgram> program = LoadedProgram::load(object);
  if (!program)
    return failure(graphPath() + " " + llvm::toString(program.takeError()));
  if (program->get().magic != TFC_ABI_MAGIC ||
      program->get().abi_version != TFC_ABI_VERSION)
    return failure(graphPath() + " was written by another version of tfc");
  if (json)
    JsonWriter(program->get()).write(ops);
  else
    printText(program->get(), ops);
  return kSuccess;
}

/// The bytes of an object, or null where the file is something else.
std::unique_ptr<llvm::MemoryBuffer> openObject() {
  auto file = llvm::MemoryBuffer::getFile(graphPath(), /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file || detectKind((*file)->getBuffer()) != InputKind::Object)
    return nullptr;
  return std::move(*file);
}

} // namespace

int inspectMain() {
  CompilerOptions options;
  if (!readSharedOptions(options))
    return kUsageError;
  if (std::unique_ptr<llvm::MemoryBuffer> object = openObject()) {
    if (!svgPath.empty())
      return usageError("--svg draws a graph; an object has none");
    return show(llvm::ArrayRef(object->getBufferStart(),
                               object->getBufferSize()),
                {});
  }
  Compiler compiler(std::move(options));
  if (failed(compiler.import(graphPath())))
    return kFailure;
  OpCounts ops = countOps(compiler.module());
  if (failed(compiler.runUntil("partition")))
    return kFailure;
  if (!svgPath.empty()) {
    std::string svg = drawSvg(compiler.module());
    if (llvm::Error error = writeFile(svgPath, svg))
      return failure(llvm::toString(std::move(error)));
  }
  if (failed(compiler.run()))
    return kFailure;
  llvm::SmallVector<char, 0> object = compiler.emitObject();
  return object.empty() ? kFailure : show(object, ops);
}

} // namespace tfc::cli
