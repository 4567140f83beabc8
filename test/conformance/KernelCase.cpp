//===- KernelCase.cpp - A recorded kernel call as a graph -----------------===//
#include "conformance/KernelCase.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

using llvm::StringRef;

namespace tfc::conformance {

char Inexpressible::ID = 0;

KernelCase::KernelCase(const llvm::json::Object &object) : object(object) {
  static const llvm::json::Object none;
  inputs = object.getObject("inputs");
  attributes = object.getObject("attrs");
  if (!inputs)
    inputs = &none;
  if (!attributes)
    attributes = &none;
}

KernelCase::KernelCase(const llvm::json::Object &object, GraphBuilder graph,
                       std::map<std::string, std::string> tensors)
    : KernelCase(object) {
  this->graph = std::move(graph);
  this->tensors = std::move(tensors);
}

StringRef KernelCase::kernel() const {
  return object.getString("kernel").value_or("");
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

bool KernelCase::has(StringRef name) const {
  const llvm::json::Value *value = inputs->get(name);
  return value && value->kind() != llvm::json::Value::Null;
}

std::vector<std::string> KernelCase::inputNames() const {
  std::vector<std::string> names;
  for (const auto &entry : *inputs)
    names.push_back(entry.first.str());
  // "0", "1", ..., "10" in the order of their numbers.
  std::sort(names.begin(), names.end(), [](StringRef a, StringRef b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return names;
}

uint32_t KernelCase::firstType() const {
  for (const std::string &name : inputNames())
    if (const llvm::json::Object *input = inputs->getObject(name))
      return dtypeFromName(input->getString("dtype").value_or("float32"));
  return TFC_FLOAT32;
}

llvm::Expected<Record> KernelCase::record(StringRef name) const {
  if (!has(name))
    return failed("no input '" + name + "' is recorded");
  return parseRecord(*inputs->get(name));
}

static llvm::Expected<std::string> feed(KernelCase &kernel,
                                        const std::string &name,
                                        const Record &record, uint32_t as) {
  uint32_t dtype = as == TFC_CONTROL ? record.dtype : as;
  // Names in a GraphDef begin with a letter.
  std::string placeholder = "in_" + name;
  bool known = llvm::any_of(
      kernel.feeds, [&](const Feed &feed) { return feed.name == placeholder; });
  if (known)
    return placeholder;
  if (dtype == TFC_STRING && !record.isWhole())
    return failed("the recorded values do not fill the recorded shape");
  llvm::Expected<Tensor> tensor = record.tensor(dtype);
  if (!tensor)
    return tensor.takeError();
  kernel.feeds.push_back({placeholder, std::move(*tensor)});
  return kernel.graph.placeholder(placeholder, dtype, record.shape);
}

llvm::Expected<std::string> KernelCase::input(StringRef name, uint32_t as) {
  llvm::Expected<Record> recorded = record(name);
  if (!recorded)
    return recorded.takeError();
  auto known = tensors.find(name.str());
  if (known == tensors.end())
    return feed(*this, name.str(), *recorded, as);
  if (as == TFC_CONTROL || as == recorded->dtype)
    return known->second;
  return graph.node("Cast", TFC_CONTROL, {known->second})
      .type("SrcT", recorded->dtype)
      .type("DstT", as)
      .output();
}

llvm::Expected<std::vector<std::string>> KernelCase::inputList(StringRef name) {
  std::vector<std::string> names;
  const llvm::json::Array *list = inputs->getArray(name);
  if (!list)
    return failed("no list of inputs '" + name + "' is recorded");
  for (auto [i, item] : llvm::enumerate(*list)) {
    llvm::Expected<Record> recorded = parseRecord(item);
    if (!recorded)
      return recorded.takeError();
    llvm::Expected<std::string> fed = feed(
        *this, (name + "_" + llvm::Twine(i)).str(), *recorded, TFC_CONTROL);
    if (!fed)
      return fed.takeError();
    names.push_back(*fed);
  }
  return names;
}

std::vector<Record> KernelCase::outputs() const {
  std::vector<Record> records;
  if (const llvm::json::Array *list = object.getArray("outputs"))
    for (const llvm::json::Value &item : *list) {
      llvm::Expected<Record> record = parseRecord(item);
      if (!record) {
        llvm::consumeError(record.takeError());
        return {};
      }
      records.push_back(std::move(*record));
    }
  return records;
}

size_t KernelCase::numOutputs() const {
  const llvm::json::Array *list = object.getArray("outputs");
  return list ? list->size() : 0;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

const llvm::json::Value *KernelCase::attribute(StringRef name) const {
  const llvm::json::Value *value = attributes->get(name);
  return value && value->kind() != llvm::json::Value::Null ? value : nullptr;
}

static void flatten(const llvm::json::Value &value,
                    std::vector<double> &numbers) {
  if (std::optional<double> number = value.getAsNumber())
    numbers.push_back(*number);
  else if (std::optional<bool> flag = value.getAsBoolean())
    numbers.push_back(*flag);
  else if (std::optional<StringRef> text = value.getAsString()) {
    double number;
    if (*text == "-0")
      numbers.push_back(-0.0);
    else if (*text == "Infinity")
      numbers.push_back(INFINITY);
    else if (*text == "-Infinity")
      numbers.push_back(-INFINITY);
    else if (*text == "NaN")
      numbers.push_back(NAN);
    else if (!text->getAsDouble(number))
      numbers.push_back(number);
  } else if (const llvm::json::Array *list = value.getAsArray())
    for (const llvm::json::Value &item : *list)
      flatten(item, numbers);
}

std::vector<double> KernelCase::numbers(StringRef name) const {
  std::vector<double> numbers;
  if (const llvm::json::Value *value = attribute(name))
    flatten(*value, numbers);
  return numbers;
}

std::vector<int64_t> KernelCase::integers(StringRef name) const {
  std::vector<double> given = numbers(name);
  return std::vector<int64_t>(given.begin(), given.end());
}

StringRef KernelCase::text(StringRef name) const {
  return attributes->getString(name).value_or("");
}

bool KernelCase::flag(StringRef name) const {
  return attributes->getBoolean(name).value_or(false);
}

} // namespace tfc::conformance
