//===- KernelTable.cpp - kernels.map, read and applied --------------------===//
#include "conformance/KernelCase.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using llvm::StringRef;

namespace tfc::conformance {

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

llvm::Expected<KernelTable> readKernelTable(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return failed(path + ": " + buffer.getError().message());
  KernelTable table;
  unsigned number = 0;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
    ++number;
    line = line.trim();
    if (line.empty() || line.starts_with("#"))
      continue;
    auto wrong = [&](const llvm::Twine &what) {
      return failed(path + ":" + llvm::Twine(number) + ": " + what);
    };
    auto [kernel, rest] = line.split(' ');
    rest = rest.ltrim();
    size_t open = rest.find('('), close = 0;
    if (open == StringRef::npos)
      return wrong("expected OP(INPUT, ...)");
    unsigned depth = 0;
    for (close = open; close < rest.size(); ++close) {
      depth += rest[close] == '(';
      if (rest[close] == ')' && --depth == 0)
        break;
    }
    if (close == rest.size())
      return wrong("a parenthesis is not closed");
    KernelMapping mapping;
    mapping.op = rest.take_front(open).str();
    for (StringRef input : llvm::split(rest.slice(open + 1, close), ','))
      if (!input.trim().empty())
        mapping.inputs.push_back(input.trim().str());
    llvm::SmallVector<StringRef> words;
    llvm::SplitString(rest.drop_front(close + 1), words);
    for (StringRef word : words) {
      auto [name, source] = word.split('=');
      if (word == "wide")
        mapping.wide = true;
      else if (word == "random")
        mapping.random = true;
      else if (source.empty())
        return wrong("expected ATTRIBUTE=SOURCE, not '" + word + "'");
      else
        mapping.attributes.emplace_back(name, source);
    }
    if (!table.emplace(kernel.str(), std::move(mapping)).second)
      return wrong("'" + kernel + "' stands here twice");
  }
  return table;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// [2, 3] -> {2}, [[1, 1]] -> {1, 2}, 4 -> {}.
static std::vector<int64_t> shapeOf(const llvm::json::Value &value) {
  std::vector<int64_t> shape;
  const llvm::json::Value *inner = &value;
  while (const llvm::json::Array *list = inner->getAsArray()) {
    shape.push_back(list->size());
    if (list->empty())
      break;
    inner = &list->front();
  }
  return shape;
}

static llvm::Expected<std::string>
constantFrom(KernelCase &kernel, StringRef type, StringRef name, bool vector) {
  uint32_t dtype = TFC_INT32;
  if (type == "f32")
    dtype = TFC_FLOAT32;
  else if (type == "T")
    dtype = kernel.firstType();
  else if (type == "D")
    dtype = dtypeFromName(kernel.text("dtype"));
  const llvm::json::Value *value = kernel.attribute(name);
  if (type == "axes" && !value) {
    std::vector<std::string> names = kernel.inputNames();
    llvm::Expected<Record> record = kernel.record(names.front());
    if (!record)
      return record.takeError();
    std::vector<int64_t> axes;
    for (size_t i = 0; i < record->shape.size(); ++i)
      axes.push_back(i);
    return kernel.graph.vector(axes);
  }
  // JSON has no infinities; which one it was is lost.
  if (!value && (type == "T" || type == "D"))
    return llvm::make_error<Inexpressible>("the value of attribute " + name +
                                           " was recorded as null");
  std::vector<double> numbers =
      value ? kernel.numbers(name) : std::vector<double>{0};
  std::vector<int64_t> shape = value ? shapeOf(*value) : std::vector<int64_t>();
  if (dtype == TFC_STRING)
    return kernel.graph.constant(shape, {kernel.text(name).str()});
  if (vector && shape.empty())
    shape = {1};
  return kernel.graph.constant(dtype, shape, numbers);
}

static llvm::Expected<std::string> makeInput(KernelCase &kernel,
                                             StringRef source) {
  size_t open = source.find_first_of("([");
  if (open != StringRef::npos)
    return constantFrom(kernel, source.take_front(open),
                        source.slice(open + 1, source.size() - 1),
                        source[open] == '[');
  auto [name, type] = source.split(':');
  return kernel.input(name, type.empty() ? uint32_t(TFC_CONTROL)
                                         : dtypeFromName(type));
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static void copyAttribute(Node &node, const std::string &name,
                          const llvm::json::Value &value,
                          const KernelCase &kernel, StringRef source) {
  if (std::optional<bool> flag = value.getAsBoolean()) {
    node.flag(name, *flag);
  } else if (std::optional<StringRef> text = value.getAsString()) {
    node.text(name, *text);
  } else if (value.getAsArray()) {
    node.integers(name, kernel.integers(source));
  } else if (std::optional<double> number = value.getAsNumber()) {
    // JSON does not tell 1 from 1.0; these are TensorFlow's float attributes.
    static constexpr StringRef kFloats[] = {"alpha", "beta", "bias",
                                            "extrapolation_value"};
    if (llvm::is_contained(kFloats, name))
      node.number(name, *number);
    else
      node.integer(name, int64_t(*number));
  }
}

static llvm::Error setAttribute(Node &node, const std::string &name,
                                StringRef source, const KernelCase &kernel) {
  if (source.consume_front("upper(")) {
    node.text(name, kernel.text(source.drop_back()).upper());
  } else if (source.consume_front("type(")) {
    node.type(name, dtypeFromName(kernel.text(source.drop_back())));
  } else if (source.consume_front("t:")) {
    node.type(name, source == "T" ? kernel.firstType() : dtypeFromName(source));
  } else if (source.consume_front("i:")) {
    int64_t value = 0;
    source.getAsInteger(10, value);
    node.integer(name, value);
  } else if (source.consume_front("f:")) {
    double value = 0;
    source.getAsDouble(value);
    node.number(name, value);
  } else if (source.consume_front("b:")) {
    node.flag(name, source == "1");
  } else if (source.consume_front("s:")) {
    node.text(name, source);
  } else if (const llvm::json::Value *value = kernel.attribute(source)) {
    copyAttribute(node, name, *value, kernel, source);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// A case
//===----------------------------------------------------------------------===//

static FormResult applyMapping(KernelCase &kernel,
                               const KernelMapping &mapping) {
  std::vector<std::string> inputs;
  size_t all = 0;
  for (StringRef source : mapping.inputs) {
    std::vector<std::string> names =
        source == "*" ? kernel.inputNames() : std::vector{source.str()};
    if (source == "*")
      all = names.size();
    for (const std::string &name : names) {
      llvm::Expected<std::string> input = makeInput(kernel, name);
      if (!input)
        return input.takeError();
      inputs.push_back(*input);
    }
  }
  Node node = kernel.graph.node(mapping.op, kernel.firstType(), inputs);
  if (all)
    node.integer("N", all);
  for (const auto &[name, source] : mapping.attributes)
    if (llvm::Error error = setAttribute(node, name, source, kernel))
      return error;
  std::vector<std::string> results;
  for (size_t i = 0, e = kernel.numOutputs(); i < e; ++i)
    results.push_back(node.output(i));
  return results;
}

FormResult applyKernel(KernelCase &kernel, const KernelTable &table) {
  auto found = table.find(kernel.kernel());
  if (found == table.end())
    return llvm::make_error<Inexpressible>("kernels.map has no '" +
                                           kernel.kernel() + "'");
  StringRef name = found->second.op;
  if (!name.consume_front("@"))
    return applyMapping(kernel, found->second);
  Form form = findForm(name);
  if (!form)
    return failed("there is no form @" + name);
  return form(kernel);
}

llvm::Expected<PreparedCase> prepareKernel(const llvm::json::Object &object,
                                           const KernelTable &table) {
  KernelCase kernel(object);
  FormResult results = applyKernel(kernel, table);
  if (!results)
    return results.takeError();
  std::vector<Record> records = kernel.outputs();
  if (records.empty() || results->size() != records.size())
    return llvm::make_error<Inexpressible>(
        "the outputs are recorded in a form that the runner does not know");
  PreparedCase prepared;
  prepared.graph = kernel.graph.serialize();
  prepared.feeds = std::move(kernel.feeds);
  const KernelMapping &mapping = table.find(kernel.kernel())->second;
  prepared.compare.random = mapping.random;
  prepared.compare.wideIntegers = mapping.wide;
  for (auto [name, record] : llvm::zip(*results, records))
    prepared.checks.push_back({name, std::move(record)});
  return prepared;
}

} // namespace tfc::conformance
