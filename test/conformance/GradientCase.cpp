//===- GradientCase.cpp - A recorded gradient as a graph ------------------===//
//
// {"nodes": kernel calls in order, inputs and outputs by numbers, "leaves": the
// values that no node gives, "y", "xs", "dy": null for ones, "grads"}.
//
//===----------------------------------------------------------------------===//
#include "conformance/ImportedTensors.h"
#include "conformance/KernelCase.h"

#include "frontend/import/Import.h"
#include "ir/Shape.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

using llvm::StringRef;

namespace tfc::conformance {
namespace {

bool isFloating(uint32_t dtype) {
  return dtype == TFC_FLOAT32 || dtype == TFC_FLOAT64 ||
         dtype == TFC_COMPLEX64 || dtype == TFC_COMPLEX128;
}

/// A forward graph while it is built.
class ForwardGraph {
public:
  ForwardGraph(const llvm::json::Object &object, const KernelTable &table,
               mlir::MLIRContext &context)
      : object(object), table(table), context(context) {}

  llvm::Error build();
  /// The tensor of a number; what is wrong if there is none.
  llvm::Expected<std::string> tensor(int64_t number) const;
  /// The type of a leaf.
  uint32_t leafType(int64_t number) const;

  GraphBuilder graph;
  std::vector<Feed> feeds;

private:
  llvm::Error addLeaf(int64_t number, const llvm::json::Value &value);
  llvm::Error addNode(const llvm::json::Object &node);
  /// {"dtype", "shape", no values} of a tensor, by tfc's own shape inference.
  llvm::Expected<llvm::json::Value> typeOf(const std::string &tensor);

  const llvm::json::Object &object;
  const KernelTable &table;
  mlir::MLIRContext &context;
  std::map<int64_t, std::string> names;
  std::map<int64_t, llvm::json::Value> types;
  std::map<int64_t, uint32_t> leafTypes;
};

llvm::Error ForwardGraph::addLeaf(int64_t number,
                                  const llvm::json::Value &value) {
  llvm::Expected<Record> record = parseRecord(value);
  if (!record)
    return record.takeError();
  llvm::Expected<Tensor> tensor = record->tensor(record->dtype);
  if (!tensor)
    return tensor.takeError();
  std::string name = "leaf_" + std::to_string(number);
  feeds.push_back({name, std::move(*tensor)});
  names[number] = graph.placeholder(name, record->dtype, record->shape);
  types.emplace(number, value);
  leafTypes[number] = record->dtype;
  return llvm::Error::success();
}

llvm::Expected<llvm::json::Value>
ForwardGraph::typeOf(const std::string &tensor) {
  std::string message = "the importer gave no reason";
  mlir::ScopedDiagnosticHandler handler(&context,
                                        [&](mlir::Diagnostic &diagnostic) {
                                          message = diagnostic.str();
                                          return mlir::success();
                                        });
  llvm::Expected<ImportedModel> model =
      readGraphDef(graph.serialize(), "graph.pb");
  if (!model)
    return model.takeError();
  ModelImportOptions options;
  options.fetches.push_back(tensor);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importModel(*model, &context, options);
  if (!module)
    return failed(message);
  mlir::Value value = tensorsOf(*module).lookup(tensor);
  if (!value)
    return failed("the imported graph has no " + tensor);
  llvm::json::Array shape;
  for (int64_t size : shape::shapeOf(value))
    shape.push_back(size);
  return llvm::json::Object{{"dtype", formatElementType(value.getType())},
                            {"shape", std::move(shape)},
                            {"values", llvm::json::Array()}};
}

llvm::Error ForwardGraph::addNode(const llvm::json::Object &node) {
  const llvm::json::Object *given = node.getObject("inputs");
  const llvm::json::Array *outputs = node.getArray("outputs");
  if (!given || !outputs)
    return failed("a node without inputs or outputs");
  llvm::json::Object inputs;
  std::map<std::string, std::string> tensors;
  for (const auto &[name, value] : *given) {
    std::optional<int64_t> number = value.getAsInteger();
    if (!number)
      return llvm::make_error<Inexpressible>("input " + name.str() +
                                             " is no tensor");
    llvm::Expected<std::string> input = tensor(*number);
    if (!input)
      return input.takeError();
    auto type = types.find(*number);
    if (type == types.end()) {
      llvm::Expected<llvm::json::Value> inferred = typeOf(*input);
      if (!inferred)
        return inferred.takeError();
      type = types.emplace(*number, std::move(*inferred)).first;
    }
    tensors[name.str()] = *input;
    inputs[name] = type->second;
  }
  llvm::json::Object call(node);
  call["inputs"] = std::move(inputs);
  KernelCase kernel(call, std::move(graph), std::move(tensors));
  FormResult results = applyKernel(kernel, table);
  graph = std::move(kernel.graph);
  if (!results)
    return results.takeError();
  for (auto [name, number] : llvm::zip(*results, *outputs))
    names[number.getAsInteger().value_or(-1)] = name;
  return llvm::Error::success();
}

llvm::Error ForwardGraph::build() {
  const llvm::json::Object *leaves = object.getObject("leaves");
  const llvm::json::Array *nodes = object.getArray("nodes");
  if (!leaves || !nodes)
    return failed("a case without leaves or nodes");
  for (const auto &[name, value] : *leaves) {
    int64_t number;
    if (StringRef(name).getAsInteger(10, number))
      return failed("a leaf without a number");
    if (llvm::Error error = addLeaf(number, value))
      return error;
  }
  for (const llvm::json::Value &node : *nodes) {
    if (!node.getAsObject())
      return failed("a node is no JSON object");
    if (llvm::Error error = addNode(*node.getAsObject()))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<std::string> ForwardGraph::tensor(int64_t number) const {
  auto found = names.find(number);
  if (found == names.end())
    return llvm::make_error<Inexpressible>(
        "tensor " + llvm::Twine(number) +
        " is neither a leaf nor made by a node");
  return found->second;
}

uint32_t ForwardGraph::leafType(int64_t number) const {
  auto found = leafTypes.find(number);
  return found == leafTypes.end() ? uint32_t(TFC_CONTROL) : found->second;
}

Check noneFor(int64_t number, Record record) {
  Check check{"x " + std::to_string(number), std::move(record)};
  check.none = true;
  return check;
}

} // namespace

llvm::Expected<PreparedCase> prepareGradient(const llvm::json::Object &object,
                                             const KernelTable &table,
                                             mlir::MLIRContext &context) {
  const llvm::json::Value *value = object.get("value"), *dy = object.get("dy");
  const llvm::json::Array *xs = object.getArray("xs"),
                          *grads = object.getArray("grads");
  std::optional<int64_t> y = object.getInteger("y");
  if (!value || !y || !xs || !grads || xs->size() != grads->size())
    return failed("a case without y, xs or their gradients");
  llvm::Expected<Record> forward = parseRecord(*value);
  if (!forward)
    return forward.takeError();
  std::vector<Record> records;
  for (const llvm::json::Value &item : *grads) {
    llvm::Expected<Record> record = parseRecord(item);
    if (!record)
      return record.takeError();
    records.push_back(std::move(*record));
  }

  // TensorFlow differentiates floats only: of others the gradient is None.
  PreparedCase prepared;
  if (!isFloating(forward->dtype)) {
    for (auto [x, record] : llvm::zip(*xs, records))
      prepared.checks.push_back(
          noneFor(x.getAsInteger().value_or(-1), std::move(record)));
    return prepared;
  }
  ForwardGraph built(object, table, context);
  if (llvm::Error error = built.build())
    return error;
  llvm::Expected<std::string> result = built.tensor(*y);
  if (!result)
    return result.takeError();
  GradientRequest request;
  request.y = *result;
  prepared.checks.push_back({*result, std::move(*forward)});
  for (auto [x, record] : llvm::zip(*xs, records)) {
    int64_t number = x.getAsInteger().value_or(-1);
    llvm::Expected<std::string> tensor = built.tensor(number);
    if (!tensor)
      return tensor.takeError();
    if (uint32_t type = built.leafType(number);
        type != TFC_CONTROL && !isFloating(type)) {
      prepared.checks.push_back(noneFor(number, std::move(record)));
      continue;
    }
    size_t place = request.xs.size();
    std::string name = "gradients";
    prepared.checks.push_back(
        {place ? name + ":" + std::to_string(place) : name, std::move(record)});
    request.xs.push_back(*tensor);
  }
  prepared.feeds = std::move(built.feeds);
  if (dy && dy->kind() != llvm::json::Value::Null) {
    llvm::Expected<Record> record = parseRecord(*dy);
    if (!record)
      return record.takeError();
    llvm::Expected<Tensor> tensor = record->tensor(record->dtype);
    if (!tensor)
      return tensor.takeError();
    request.dy = built.graph.placeholder("dy", record->dtype, record->shape);
    prepared.feeds.push_back({request.dy, std::move(*tensor)});
  }
  prepared.graph = built.graph.serialize();
  prepared.gradients = std::move(request);
  return prepared;
}

} // namespace tfc::conformance
