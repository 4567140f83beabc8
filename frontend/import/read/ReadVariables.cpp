//===- ReadVariables.cpp - Values of variables from a checkpoint ----------===//
#include "frontend/import/read/Readers.h"

#include "checkpoint/Bundle.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using llvm::Error;
using llvm::StringMap;
using llvm::StringRef;
using llvm::Twine;
using tensorflow::AttrValue;
using tensorflow::NodeDef;
using tensorflow::TrackableObjectGraph;

namespace tfc {

/// The children of an object by name.
template <typename Object>
static StringMap<int> childrenOf(const Object &object) {
  StringMap<int> children;
  for (const auto &child : object.children())
    children.try_emplace(child.local_name(), child.node_id());
  return children;
}

/// The keys of variables by their own names: walks from the root, by the same
/// names, over the objects of the model and those that the checkpoint lists.
static StringMap<std::string>
matchObjects(const tensorflow::SavedObjectGraph &objects,
             const TrackableObjectGraph &saved) {
  StringMap<std::string> keys;
  if (objects.nodes_size() == 0 || saved.nodes_size() == 0)
    return keys;
  std::vector<bool> seen(objects.nodes_size());
  llvm::SmallVector<std::pair<int, int>> work{{0, 0}};
  seen[0] = true;
  while (!work.empty()) {
    auto [objectId, savedId] = work.pop_back_val();
    const tensorflow::SavedObject &object = objects.nodes(objectId);
    const auto &savedObject = saved.nodes(savedId);
    if (object.kind_case() == tensorflow::SavedObject::kVariable) {
      for (const auto &attribute : savedObject.attributes())
        if (attribute.name() == "VARIABLE_VALUE")
          keys.try_emplace(object.variable().name(),
                           attribute.checkpoint_key());
      continue;
    }
    StringMap<int> savedChildren = childrenOf(savedObject);
    for (const auto &child : object.children()) {
      auto found = savedChildren.find(child.local_name());
      if (found == savedChildren.end() || child.node_id() < 0 ||
          child.node_id() >= objects.nodes_size() || found->second < 0 ||
          found->second >= saved.nodes_size() || seen[child.node_id()])
        continue;
      seen[child.node_id()] = true;
      work.push_back({child.node_id(), found->second});
    }
  }
  return keys;
}

namespace {

class VariableReader {
public:
  VariableReader(StringRef prefix, ImportedModel &model)
      : prefix(prefix), model(model) {}

  Error read(const tensorflow::SavedObjectGraph &objects);

private:
  Error fail(const NodeDef &node, const Twine &what) const {
    return readError(prefix, "variable '" + node.name() + "': " + what);
  }
  StringMap<std::string>
  keysOfObjects(const tensorflow::SavedObjectGraph &objects);
  Error readVariable(const NodeDef &node, const CheckpointPlace &place);
  Error readValue(const NodeDef &node, const checkpoint::Tensor &tensor,
                  const CheckpointPlace &place, TensorData &value);

  std::string prefix;
  ImportedModel &model;
  checkpoint::Bundle bundle;
  uint64_t bytesLeft = 0;
};

} // namespace

Error VariableReader::readValue(const NodeDef &node,
                                const checkpoint::Tensor &tensor,
                                const CheckpointPlace &place,
                                TensorData &value) {
  checkpoint::Status status;
  if (!place.slice.empty()) {
    checkpoint::Shape whole;
    checkpoint::TensorSlice slice;
    if (!checkpoint::parseShapeAndSlice(place.slice, whole, slice) ||
        whole != tensor.shape ||
        !checkpoint::shapeOfSlice(tensor.shape, slice, value.shape))
      return fail(node, "the checkpoint has no slice '" + place.slice +
                            "' of '" + place.key + "'");
    size_t size = checkpoint::elementSize(tensor.dtype);
    for (int64_t dimension : value.shape)
      size *= size_t(dimension);
    value.bytes.resize(size);
    status = bundle.readSlice(tensor.name, slice, value.bytes.data(), size);
  } else if (tensor.dtype == TFC_STRING) {
    status = bundle.readStrings(tensor.name, value.strings);
  } else {
    value.bytes.resize(tensor.bytes);
    status = bundle.read(tensor.name, value.bytes.data(), value.bytes.size());
  }
  if (!status.ok())
    return fail(node, status.message);
  return Error::success();
}

Error VariableReader::readVariable(const NodeDef &node,
                                   const CheckpointPlace &place) {
  const checkpoint::Tensor *tensor = bundle.find(place.key);
  if (!tensor)
    return fail(node, "Key " + place.key + " not found in checkpoint");
  const AttrValue *dtype = findAttribute(node, "dtype", AttrValue::kType);
  if (!dtype || uint32_t(dtype->type()) != tensor->dtype)
    return fail(node,
                "the checkpoint has another type under '" + place.key + "'");
  // Variables that share a key must not multiply the memory.
  uint64_t cost = tensor->place.size + uint64_t(tensor->bytes);
  if (cost > bytesLeft)
    return fail(node, "the variables are many times larger than the "
                      "checkpoint");
  bytesLeft -= cost;

  TensorData value;
  value.dtype = dtype->type();
  value.shape = tensor->shape;
  if (Error failed = readValue(node, *tensor, place, value))
    return failed;
  if (const AttrValue *shape = findAttribute(node, "shape", AttrValue::kShape))
    if (auto expected = shapeOf(shape->shape())) {
      bool fits = expected->size() == value.shape.size();
      for (size_t i = 0; fits && i < expected->size(); ++i)
        fits = (*expected)[i] < 0 || (*expected)[i] == value.shape[i];
      if (!fits)
        return fail(node, "the checkpoint has another shape under '" +
                              place.key + "'");
    }
  model.variables.try_emplace(node.name(), std::move(value));
  return Error::success();
}

/// The keys that TensorFlow 2 lists in the checkpoint itself. A list that is
/// damaged is none: only a variable that needs it makes that an error.
StringMap<std::string>
VariableReader::keysOfObjects(const tensorflow::SavedObjectGraph &objects) {
  std::vector<std::string> texts;
  TrackableObjectGraph saved;
  if (!bundle.find("_CHECKPOINTABLE_OBJECT_GRAPH") ||
      !bundle.readStrings("_CHECKPOINTABLE_OBJECT_GRAPH", texts).ok() ||
      texts.size() != 1)
    return {};
  if (Error failed =
          parseBinaryProto(texts[0], prefix, "TrackableObjectGraph", saved)) {
    llvm::consumeError(std::move(failed));
    return {};
  }
  return matchObjects(objects, saved);
}

Error VariableReader::read(const tensorflow::SavedObjectGraph &objects) {
  if (checkpoint::Status status = bundle.open(prefix); !status.ok()) {
    auto [file, what] = StringRef(status.message).split(": ");
    return readError(file, what);
  }
  for (const checkpoint::Tensor &tensor : bundle.tensors())
    bytesLeft += 2 * tensor.place.size + uint64_t(tensor.bytes);
  // Room for variables that share a value, and for slices, which are read from
  // the whole.
  bytesLeft = bytesLeft * 16 + (1 << 20);

  StringMap<CheckpointPlace> restored = findRestored(model.graph);
  StringMap<std::string> keys = keysOfObjects(objects);
  for (const NodeDef &node : model.graph.node()) {
    if (!isVariable(node) || model.variables.contains(node.name()))
      continue;
    CheckpointPlace place;
    const AttrValue *shared = findAttribute(node, "shared_name", AttrValue::kS);
    std::string name =
        shared && !shared->s().empty() ? shared->s() : node.name();
    if (auto found = restored.find(node.name()); found != restored.end())
      place = found->second;
    else if (auto key = keys.find(name); key != keys.end())
      place.key = key->second;
    else if (bundle.find(name))
      place.key = name;
    else
      continue; // not saved: it has only its initial value
    if (Error failed = readVariable(node, place))
      return failed;
  }
  return Error::success();
}

Error readVariables(StringRef prefix,
                    const tensorflow::SavedObjectGraph &objects,
                    ImportedModel &model) {
  return VariableReader(prefix, model).read(objects);
}

} // namespace tfc
