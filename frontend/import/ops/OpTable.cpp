//===- OpTable.cpp - Imports by the table of the facet `tf` ---------------===//
#include "frontend/import/ops/OpTable.h"

#include "frontend/import/ops/Importer.h"

#include "mlir/AsmParser/AsmParser.h"

using namespace mlir;
using llvm::StringRef;
using tensorflow::AttrValue;

namespace tfc {

#include "frontend/import/ops/OpTable.inc"

const TableEntry *findTableEntry(StringRef op) {
  static const llvm::StringMap<const TableEntry *> byName = [] {
    llvm::StringMap<const TableEntry *> entries;
    for (const TableEntry &entry : tableEntries)
      entries[entry.tensorflow] = &entry;
    return entries;
  }();
  return byName.lookup(op);
}

/// Attribute `ours` from a constant input.
static FailureOr<Attribute> fromInput(AttributeKind kind, int input,
                                      NodeImport &node) {
  Builder &b = node.builder;
  switch (kind) {
  case AttributeKind::Int64:
  case AttributeKind::Int32:
  case AttributeKind::Bool: {
    FailureOr<int64_t> value = node.constantInt(input);
    if (failed(value))
      return failure();
    if (kind == AttributeKind::Bool)
      return Attribute(b.getBoolAttr(*value != 0));
    if (kind == AttributeKind::Int64)
      return Attribute(b.getI64IntegerAttr(*value));
    if (*value != int32_t(*value))
      return node.error() << "input " << input << " is too large: " << *value;
    return Attribute(b.getI32IntegerAttr(*value));
  }
  case AttributeKind::Float32:
  case AttributeKind::Float64: {
    FailureOr<double> value = node.constantFloat(input);
    if (failed(value))
      return failure();
    return Attribute(kind == AttributeKind::Float32 ? b.getF32FloatAttr(*value)
                                                    : b.getF64FloatAttr(*value));
  }
  case AttributeKind::Ints: {
    FailureOr<SmallVector<int64_t>> values = node.constantInts(input);
    if (failed(values))
      return failure();
    return Attribute(b.getDenseI64ArrayAttr(*values));
  }
  case AttributeKind::Floats32:
  case AttributeKind::Floats64: {
    FailureOr<SmallVector<double>> values = node.constantFloats(input);
    if (failed(values))
      return failure();
    if (kind == AttributeKind::Floats64)
      return Attribute(b.getDenseF64ArrayAttr(*values));
    SmallVector<float> narrow(values->begin(), values->end());
    return Attribute(b.getDenseF32ArrayAttr(narrow));
  }
  case AttributeKind::String: {
    FailureOr<ArrayRef<std::string>> values = node.strings(input);
    if (failed(values))
      return failure();
    if (values->size() != 1)
      return node.error() << "input " << input << " must be one string";
    return Attribute(b.getStringAttr(values->front()));
  }
  default:
    return node.error() << "input " << input
                        << " gives an attribute of a kind that no input can";
  }
}

/// Our attribute from their attribute `name`, which the node has.
static FailureOr<Attribute> fromAttribute(AttributeKind kind, StringRef name,
                                          NodeImport &node) {
  Builder &b = node.builder;
  auto wrap = [](auto value, auto make) -> FailureOr<Attribute> {
    if (failed(value))
      return failure();
    return Attribute(make(*value));
  };
  const AttrValue &value = *node.node.attribute(name);
  auto expected = [&](const char *what) {
    return node.error() << "attribute '" << name << "' must be " << what;
  };
  switch (kind) {
  case AttributeKind::Int64:
    return wrap(node.intAttr(name),
                [&](int64_t i) { return b.getI64IntegerAttr(i); });
  case AttributeKind::Int32: {
    FailureOr<int64_t> number = node.intAttr(name);
    if (failed(number))
      return failure();
    if (*number != int32_t(*number))
      return expected("a 32-bit integer");
    return Attribute(b.getI32IntegerAttr(*number));
  }
  case AttributeKind::Float32:
    return wrap(node.floatAttr(name),
                [&](double f) { return b.getF32FloatAttr(f); });
  case AttributeKind::Float64:
    return wrap(node.floatAttr(name),
                [&](double f) { return b.getF64FloatAttr(f); });
  case AttributeKind::Bool:
    return wrap(node.boolAttr(name), [&](bool x) { return b.getBoolAttr(x); });
  case AttributeKind::Unit:
    return wrap(node.boolAttr(name), [&](bool x) {
      return x ? b.getUnitAttr() : UnitAttr();
    });
  case AttributeKind::String:
    return wrap(node.stringAttr(name),
                [&](StringRef s) { return b.getStringAttr(s); });
  case AttributeKind::Type:
    return wrap(node.typeAttr(name),
                [&](Type type) { return TypeAttr::get(type); });
  case AttributeKind::Ints:
    if (value.value_case() == AttrValue::kShape) {
      FailureOr<std::optional<SmallVector<int64_t>>> shape =
          node.shapeAttr(name);
      if (failed(shape))
        return failure();
      if (!*shape)
        return expected("a shape of known rank");
      return Attribute(b.getDenseI64ArrayAttr(**shape));
    }
    return wrap(node.intsAttr(name), [&](const SmallVector<int64_t> &values) {
      return b.getDenseI64ArrayAttr(values);
    });
  case AttributeKind::Floats32: {
    if (value.value_case() != AttrValue::kList)
      return expected("a list of numbers");
    SmallVector<float> list(value.list().f().begin(), value.list().f().end());
    return Attribute(b.getDenseF32ArrayAttr(list));
  }
  case AttributeKind::Floats64: {
    if (value.value_case() != AttrValue::kList)
      return expected("a list of numbers");
    SmallVector<double> list(value.list().f().begin(), value.list().f().end());
    return Attribute(b.getDenseF64ArrayAttr(list));
  }
  case AttributeKind::Bools: {
    if (value.value_case() != AttrValue::kList)
      return expected("a list of truth values");
    SmallVector<bool> list(value.list().b().begin(), value.list().b().end());
    return Attribute(b.getDenseBoolArrayAttr(list));
  }
  case AttributeKind::Strings: {
    if (value.value_case() != AttrValue::kList)
      return expected("a list of strings");
    SmallVector<StringRef> list(value.list().s().begin(),
                                value.list().s().end());
    return Attribute(b.getStrArrayAttr(list));
  }
  case AttributeKind::Types: {
    if (value.value_case() != AttrValue::kList)
      return expected("a list of types");
    SmallVector<Type> list;
    for (int dtype : value.list().type()) {
      list.push_back(
          elementType(tensorflow::DataType(dtype), node.context()));
      if (!list.back())
        return node.error()
               << "type " << formatDataType(tensorflow::DataType(dtype))
               << " is not supported";
    }
    return Attribute(b.getTypeArrayAttr(list));
  }
  case AttributeKind::Other:
    return Attribute();
  }
  llvm_unreachable("every kind is handled");
}

/// The first rule for `ours` whose attribute the node has, else one that says what
/// stands for an absent one; null if there is none.
static const RuleEntry *findRule(const TableEntry &entry, StringRef ours,
                                 const NodeImport &node) {
  const RuleEntry *absent = nullptr;
  for (const RuleEntry &rule : entry.rules) {
    if (rule.ours != ours)
      continue;
    if (rule.theirs.empty() || node.hasAttribute(rule.theirs))
      return &rule;
    if (!rule.value.empty())
      absent = &rule;
  }
  return absent;
}

static FailureOr<NamedAttrList> attributesOf(const TableEntry &entry,
                                             NodeImport &node) {
  NamedAttrList attributes;
  for (const AttributeEntry &attribute : entry.attributes) {
    FailureOr<Attribute> value = Attribute();
    const RuleEntry *rule = findRule(entry, attribute.name, node);
    StringRef theirs = rule ? rule->theirs : attribute.name;
    if (rule && rule->source == RuleSource::Input)
      value = fromInput(attribute.kind, rule->input, node);
    else if (!theirs.empty() && node.hasAttribute(theirs))
      value = fromAttribute(attribute.kind, theirs, node);
    else if (rule)
      value = parseAttribute(rule->value, node.context());
    if (failed(value))
      return failure();
    if (*value)
      attributes.set(attribute.name, *value);
  }
  return attributes;
}

/// A scalar constant for an operand of ours from their attribute.
static FailureOr<Value> constantFrom(const RuleEntry &rule, NodeImport &node) {
  if (!node.hasAttribute(rule.theirs)) {
    auto number =
        dyn_cast_if_present<TypedAttr>(parseAttribute(rule.value,
                                                      node.context()));
    if (!number)
      return node.error() << "lacks attribute '" << rule.theirs << "'";
    auto type = RankedTensorType::get({}, number.getType());
    return node.constant(DenseElementsAttr::get(type, Attribute(number)));
  }
  switch (node.node.attribute(rule.theirs)->value_case()) {
  case AttrValue::kI: {
    FailureOr<int64_t> value = node.intAttr(rule.theirs);
    return node.scalar(double(*value), node.builder.getI64Type());
  }
  case AttrValue::kF: {
    FailureOr<double> value = node.floatAttr(rule.theirs);
    return node.scalar(*value, node.builder.getF32Type());
  }
  case AttrValue::kS: {
    FailureOr<StringRef> value = node.stringAttr(rule.theirs);
    return node.constant(value->str(), {});
  }
  default:
    return node.error() << "attribute '" << rule.theirs
                        << "' must be a number or a string";
  }
}

static FailureOr<SmallVector<Value>> operandsOf(const TableEntry &entry,
                                                NodeImport &node) {
  int numInputs = node.numInputs();
  llvm::SmallDenseSet<int> used;
  llvm::StringMap<int> placed;
  int needed = 0;
  llvm::StringMap<const RuleEntry *> constants;
  for (const RuleEntry &rule : entry.rules) {
    if (rule.source == RuleSource::Operand)
      constants[rule.ours] = &rule;
    if (rule.source != RuleSource::Input)
      continue;
    int input = rule.input < 0 ? numInputs + rule.input : rule.input;
    if (input < 0 || input >= numInputs)
      return node.error() << "takes more inputs than the " << numInputs
                          << " that it has";
    used.insert(input);
    placed[rule.ours] = input;
  }
  int numVariadic = 0;
  for (const OperandEntry &operand : entry.operands) {
    numVariadic += operand.isVariadic;
    needed += !operand.isVariadic && !placed.contains(operand.name) &&
              !constants.contains(operand.name);
  }
  int rest = numInputs - int(used.size()) - needed;
  bool hasVariadic = numVariadic > 0;
  if (rest < 0 || (rest > 0 && !hasVariadic))
    return node.error() << "takes " << numInputs - rest << " inputs"
                        << (hasVariadic ? " at least" : "") << ", got "
                        << numInputs;

  // Several lists are of one length.
  int each = hasVariadic ? rest / numVariadic : 0;
  if (hasVariadic && each * numVariadic != rest)
    return node.error() << "takes " << numVariadic
                        << " lists of one length, got " << rest << " inputs";

  SmallVector<Value> operands;
  int next = 0;
  auto add = [&](const OperandEntry &operand, int input) -> LogicalResult {
    FailureOr<Value> value =
        operand.isVariable ? node.variable(input) : node.tensor(input);
    if (failed(value))
      return failure();
    operands.push_back(*value);
    return success();
  };
  for (const OperandEntry &operand : entry.operands) {
    if (auto place = placed.find(operand.name); place != placed.end()) {
      if (failed(add(operand, place->second)))
        return failure();
      continue;
    }
    if (auto rule = constants.find(operand.name); rule != constants.end()) {
      FailureOr<Value> value = constantFrom(*rule->second, node);
      if (failed(value))
        return failure();
      operands.push_back(*value);
      continue;
    }
    int count = operand.isVariadic ? each : 1;
    for (; count > 0; --count) {
      while (used.contains(next))
        ++next;
      if (failed(add(operand, next++)))
        return failure();
    }
  }
  return operands;
}

LogicalResult importNode(const TableEntry &entry, NodeImport &node) {
  return entry.importer ? (*entry.importer)(node) : importByTable(node);
}

LogicalResult importByTable(NodeImport &node) {
  const TableEntry &entry = *findTableEntry(node.node.op());
  bool knowsFormat =
      llvm::any_of(entry.attributes, [](const AttributeEntry &attribute) {
        return attribute.name == "data_format";
      });
  if (!knowsFormat && node.hasAttribute("data_format")) {
    FailureOr<StringRef> format = node.dataFormat();
    if (failed(format))
      return failure();
    if (*format != "NHWC" && *format != "NDHWC" && !format->empty())
      return node.error() << "data format '" << *format
                          << "' is not supported here";
  }
  FailureOr<SmallVector<Value>> operands = operandsOf(entry, node);
  if (failed(operands))
    return failure();
  FailureOr<NamedAttrList> attributes = attributesOf(entry, node);
  if (failed(attributes))
    return failure();
  FailureOr<Operation *> op = node.create(entry.op, *operands, *attributes);
  if (failed(op))
    return failure();
  ValueRange results = (*op)->getResults();
  if (entry.isEffect)
    node.result.done = results.front();
  else
    node.addOutputs(entry.numOutputs ? results.take_front(entry.numOutputs)
                                     : results);
  return success();
}

} // namespace tfc
