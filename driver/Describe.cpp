//===- Describe.cpp - What a program holds, as text and as JSON -----------===//
#include "driver/Describe.h"

#include "tools/console/DType.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

namespace tfc::driver {

std::string formatBytes(int64_t bytes) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (bytes < 0)
    return "in a run";
  if (bytes < 1024)
    out << bytes << " B";
  else if (bytes < 1024 * 1024)
    out << llvm::format("%.1f KB", double(bytes) / 1024);
  else
    out << llvm::format("%.1f MB", double(bytes) / (1024 * 1024));
  return text;
}

std::string formatCount(double count) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (count < 1e4)
    out << llvm::format("%.0f", count);
  else if (count < 1e6)
    out << llvm::format("%.1f k", count / 1e3);
  else if (count < 1e9)
    out << llvm::format("%.1f M", count / 1e6);
  else
    out << llvm::format("%.1f G", count / 1e9);
  return text;
}

namespace {

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

class TextWriter {
public:
  TextWriter(const tfc_program &program, llvm::raw_ostream &out)
      : program(program), out(out) {}

  void write(const OpCounts &ops) {
    out << program.name << ": " << program.producer << ", " << program.triple
        << ", graph 0x" << llvm::utohexstr(program.graph_hash, true, 16)
        << "\n  needs " << program.cpu_features << "\n";
    writeSignatures();
    writeTensors();
    writeVariables();
    writeSegments();
    out << "\nmemory\n  variables " << formatBytes(variableBytes(program))
        << ", tensors between segments " << formatBytes(program.arena_bytes)
        << ", workspace " << formatBytes(program.workspace_bytes)
        << ", constants " << formatBytes(program.constant_bytes) << "\n";
    if (ops.empty())
      return;
    out << "\nops of the source\n";
    for (const auto &[name, count] : ops)
      out << "  " << llvm::left_justify(name, 32) << count << "\n";
  }

private:
  std::string labels(const uint32_t *indices, uint32_t count) {
    return joined(list(indices, count),
                  [&](uint32_t index) { return tensorLabel(program, index); });
  }
  std::string arguments(const tfc_argument_info *items, uint32_t count) {
    return joined(list(items, count), [&](const tfc_argument_info &info) {
      return argumentText(program, info);
    });
  }

  void writeSignatures() {
    out << "\nsignatures\n";
    for (const auto &signature :
         list(program.signatures, program.num_signatures)) {
      out << "  " << signature.name << "("
          << arguments(signature.inputs, signature.num_inputs) << ") -> ("
          << arguments(signature.outputs, signature.num_outputs) << ")";
      if (signature.num_targets)
        out << " runs " << labels(signature.targets, signature.num_targets);
      out << "\n";
    }
  }

  void writeTensors() {
    out << "\ntensors and targets\n";
    for (const auto &tensor : list(program.tensors, program.num_tensors))
      if (tensor.name)
        out << "  " << tensor.name << ": " << tensorType(tensor) << "  ("
            << flagsText(tensor.flags) << ")\n";
  }

  void writeVariables() {
    out << "\nvariables\n";
    for (const auto &variable : list(program.variables, program.num_variables))
      out << "  " << variable.name << ": "
          << typeText(variable.dtype, variable.shape, variable.rank) << "  "
          << formatBytes(variable.bytes)
          << (variable.flags & TFC_VARIABLE_TRAINABLE ? "" : "  not trained")
          << "\n";
  }

  void writeSegments() {
    out << "\nsegments                          flops  workspace\n";
    for (const auto &segment : list(program.segments, program.num_segments)) {
      std::string to = labels(segment.outputs, segment.num_outputs);
      if (segment.num_targets)
        to += (to.empty() ? "" : ", ") +
              labels(segment.targets, segment.num_targets);
      out << "  " << llvm::left_justify(segment.name, 24)
          << llvm::right_justify(formatCount(segment.flops), 13)
          << llvm::right_justify(formatBytes(segment.workspace_bytes), 11)
          << "  (" << labels(segment.inputs, segment.num_inputs) << ") -> ("
          << to << ")\n";
    }
    out << "  flops are counted with every unknown dimension 1\n";
  }

  const tfc_program &program;
  llvm::raw_ostream &out;
};

class JsonWriter {
public:
  JsonWriter(const tfc_program &program, llvm::raw_ostream &stream)
      : program(program), out(stream, 2) {}

  void write(const OpCounts &ops) {
    out.object([&] {
      out.attribute("name", program.name);
      out.attribute("producer", program.producer);
      out.attribute("triple", program.triple);
      out.attribute("cpu_features", program.cpu_features);
      out.attribute("graph_hash",
                    "0x" + llvm::utohexstr(program.graph_hash, true, 16));
      writeSignatures();
      writeTensors();
      writeVariables();
      writeSegments();
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
  }

private:
  void writeSignatures() {
    array("signatures", program.signatures, program.num_signatures,
          [&](const tfc_signature_info &signature) {
            out.attribute("name", signature.name);
            arguments("inputs", signature.inputs, signature.num_inputs);
            arguments("outputs", signature.outputs, signature.num_outputs);
            labels("targets", signature.targets, signature.num_targets);
          });
  }
  void writeTensors() {
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
  }
  void writeVariables() {
    array("variables", program.variables, program.num_variables,
          [&](const tfc_variable_info &variable) {
            out.attribute("name", variable.name);
            type(variable.dtype, variable.shape, variable.rank);
            out.attribute("bytes", variable.bytes);
            out.attribute("trainable",
                          (variable.flags & TFC_VARIABLE_TRAINABLE) != 0);
          });
  }
  void writeSegments() {
    array("segments", program.segments, program.num_segments,
          [&](const tfc_segment_info &segment) {
            out.attribute("name", segment.name);
            labels("inputs", segment.inputs, segment.num_inputs);
            labels("outputs", segment.outputs, segment.num_outputs);
            labels("targets", segment.targets, segment.num_targets);
            if (segment.source != TFC_NONE)
              out.attribute("source", program.sources + segment.source);
            out.attribute("flops", segment.flops);
            out.attribute("workspace_bytes", segment.workspace_bytes);
          });
  }

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
    out.attribute("dtype", name                   ? name
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

} // namespace

std::string describeText(const tfc_program &program, const OpCounts &ops) {
  std::string text;
  llvm::raw_string_ostream out(text);
  TextWriter(program, out).write(ops);
  return text;
}

std::string describeJson(const tfc_program &program, const OpCounts &ops) {
  std::string text;
  llvm::raw_string_ostream out(text);
  JsonWriter(program, out).write(ops);
  out << "\n";
  return text;
}

} // namespace tfc::driver
