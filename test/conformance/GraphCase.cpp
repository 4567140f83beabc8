//===- GraphCase.cpp - A recorded TensorFlow graph ------------------------===//
#include "conformance/PreparedCase.h"
#include "frontend/import/read/Protos.h"

#include "llvm/Support/Base64.h"

using llvm::StringRef;

namespace tfc::conformance {

/// "node.3" -> "node:3", "node.0" and "node" -> "node".
static std::string tensorName(StringRef name) {
  auto [node, index] = name.rsplit('.');
  unsigned number;
  if (index.empty() || index.getAsInteger(10, number))
    return name.str();
  return number ? (node + ":" + index).str() : node.str();
}

/// Whether the graph says nothing of a placeholder's shape. In old graphs a
/// scalar's shape says nothing.
static bool lacksShape(const tensorflow::GraphDef &graph, StringRef name) {
  for (const tensorflow::NodeDef &node : graph.node())
    if (node.name() == name) {
      auto found = node.attr().find("shape");
      return found == node.attr().end() ||
             found->second.shape().unknown_rank() ||
             found->second.shape().dim_size() == 0;
    }
  return false;
}

/// The type of a placeholder of the graph.
static uint32_t placeholderType(const tensorflow::GraphDef &graph,
                                StringRef name) {
  for (const tensorflow::NodeDef &node : graph.node())
    if (node.name() == name) {
      auto found = node.attr().find("dtype");
      return found == node.attr().end() ? uint32_t(TFC_FLOAT32)
                                        : uint32_t(found->second.type());
    }
  return TFC_FLOAT32;
}

/// Intermediates whose recorded value says nothing: what orders the uses of a
/// tensor array, and singular vectors, whose signs are free (those not asked
/// for were recorded as scalars).
static bool saysNothing(const tensorflow::GraphDef &graph, StringRef tensor) {
  for (unsigned steps = 0; steps < 8; ++steps) {
    auto [name, output] = tensor.split(':');
    auto node = llvm::find_if(
        graph.node(), [&](const auto &def) { return def.name() == name; });
    if (node == graph.node().end())
      return false;
    StringRef op = node->op();
    // A loop carries what orders the uses from its entry to its exit.
    if ((op == "Exit" || op == "Switch" || op == "Merge" || op == "Enter") &&
        node->input_size()) {
      tensor = node->input(0);
      continue;
    }
    if (op == "Svd")
      return !output.empty();
    if (!op.starts_with("TensorArray"))
      return false;
    return !output.empty() || op.contains("Write") || op.contains("Scatter") ||
           op.contains("Unpack") || op.contains("Split");
  }
  return false;
}

llvm::Expected<PreparedCase> prepareGraph(const llvm::json::Object &object,
                                          bool everything) {
  PreparedCase prepared;
  std::vector<char> bytes;
  if (llvm::Error error = llvm::decodeBase64(
          object.getString("graphdef_b64").value_or(""), bytes))
    return error;
  prepared.graph.assign(bytes.begin(), bytes.end());
  tensorflow::GraphDef graph;
  if (!graph.ParseFromString(prepared.graph))
    return failed("the recorded GraphDef is broken");
  prepared.compare.random = object.getBoolean("random").value_or(false);
  if (const llvm::json::Array *dtypes = object.getArray("dtypes"))
    prepared.compare.hasFloat32 =
        llvm::is_contained(*dtypes, llvm::json::Value("DT_FLOAT"));
  if (const llvm::json::Object *feeds = object.getObject("feeds");
      feeds && !feeds->empty()) {
    for (const auto &[name, value] : *feeds) {
      llvm::Expected<Record> record = parseRecord(value);
      if (!record)
        return record.takeError();
      std::string tensor = tensorName(name);
      llvm::Expected<Tensor> fed = record->tensor(
          record->dtype == TFC_CONTROL ? placeholderType(graph, tensor)
                                       : record->dtype);
      if (!fed)
        return fed.takeError();
      prepared.feeds.push_back(
          {tensor, std::move(*fed), lacksShape(graph, tensor)});
    }
  }
  auto addChecks = [&](StringRef section, bool optional) {
    const llvm::json::Object *tensors = object.getObject(section);
    if (!tensors)
      return;
    for (const auto &[name, value] : *tensors) {
      if (optional && saysNothing(graph, tensorName(name)))
        continue;
      llvm::Expected<Record> record = parseRecord(value);
      if (!record) { // A handle, which has no value.
        llvm::consumeError(record.takeError());
        continue;
      }
      prepared.checks.push_back(
          {tensorName(name), std::move(*record), optional});
    }
  };
  addChecks("expected", false);
  if (everything)
    addChecks("intermediates", true);
  return prepared;
}

} // namespace tfc::conformance
