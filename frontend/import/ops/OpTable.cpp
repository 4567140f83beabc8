//===- OpTable.cpp - Imports by the data of the facet `tf` ----------------===//
//
// An example, of ir/ops/reduction.td: with
//
//   let tf = TensorFlow<"Max", ["keep_dims=keepdims", "$1=axes"]>;
//
// a node "Max" of inputs (x, 1) and keep_dims = true becomes
// `tfc.reduce_max %x {axes = array<i64: 1>, keepdims = true}`: input 1 is used
// by a rule, so that the operand takes what is left, input 0.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/OpTable.h"

#include "ir/Shape.h"

#include "mlir/AsmParser/AsmParser.h"
#include "llvm/ADT/StringSet.h"

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

Outputs importNode(const TableEntry &entry, NodeImport &node) {
  return entry.importer ? (*entry.importer)(node) : importByTable(node);
}

/// The first rule for `ours` whose attribute the node has, else one that says
/// what stands for an absent one; null if there is none.
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

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// A number as an attribute of a kind; null if it is too large for it.
static Attribute number(AttributeKind kind, int64_t value, Builder &b) {
  if (kind == AttributeKind::Bool)
    return b.getBoolAttr(value != 0);
  if (kind == AttributeKind::Int64)
    return b.getI64IntegerAttr(value);
  return value == int32_t(value) ? b.getI32IntegerAttr(value) : IntegerAttr();
}

/// An attribute of ours from a constant input.
static Attribute fromInput(AttributeKind kind, int input, NodeImport &node) {
  Builder &b = node.builder;
  switch (kind) {
  case AttributeKind::Int64:
  case AttributeKind::Int32:
  case AttributeKind::Bool: {
    int64_t value = node.constantInt(input);
    Attribute result = number(kind, value, b);
    if (!result)
      node.error() << "input " << input << " is too large: " << value;
    return result;
  }
  case AttributeKind::Float32:
    return b.getF32FloatAttr(node.constantFloat(input));
  case AttributeKind::Float64:
    return b.getF64FloatAttr(node.constantFloat(input));
  case AttributeKind::Ints:
    return b.getDenseI64ArrayAttr(node.constantInts(input));
  case AttributeKind::Floats32:
    return b.getDenseF32ArrayAttr(
        llvm::to_vector_of<float>(node.constantFloats(input)));
  case AttributeKind::Floats64:
    return b.getDenseF64ArrayAttr(node.constantFloats(input));
  case AttributeKind::String: {
    ArrayRef<std::string> values = node.strings(input);
    if (values.size() == 1)
      return b.getStringAttr(values.front());
    return node.error() << "input " << input << " must be one string";
  }
  default:
    return node.error() << "input " << input
                        << " gives an attribute of a kind that no input can";
  }
}

/// A list of types; null with an error if one is none of ours.
static Attribute typesAttr(const AttrValue::ListValue &list, NodeImport &node) {
  SmallVector<Type> types;
  for (int number : list.type()) {
    auto dtype = tensorflow::DataType(number);
    types.push_back(elementType(dtype, node.context()));
    if (!types.back())
      return node.error() << "type " << formatDataType(dtype)
                          << " is not supported";
  }
  return node.builder.getTypeArrayAttr(types);
}

/// A list of theirs as an attribute of ours.
static Attribute fromList(AttributeKind kind, StringRef name,
                          NodeImport &node) {
  Builder &b = node.builder;
  const AttrValue &value = *node.node.attribute(name);
  auto expected = [&](const char *what) -> Attribute {
    return node.error() << "attribute '" << name << "' must be a list of "
                        << what;
  };
  bool isList = value.value_case() == AttrValue::kList;
  const AttrValue::ListValue &list = value.list();
  switch (kind) {
  case AttributeKind::Floats32:
    return isList ? b.getDenseF32ArrayAttr(llvm::to_vector_of<float>(list.f()))
                  : expected("numbers");
  case AttributeKind::Floats64:
    return isList ? b.getDenseF64ArrayAttr(llvm::to_vector_of<double>(list.f()))
                  : expected("numbers");
  case AttributeKind::Bools:
    return isList ? b.getDenseBoolArrayAttr(llvm::to_vector_of<bool>(list.b()))
                  : expected("truth values");
  case AttributeKind::Strings:
    return isList ? b.getStrArrayAttr(llvm::to_vector_of<StringRef>(list.s()))
                  : expected("strings");
  case AttributeKind::Types:
    return isList ? typesAttr(list, node) : expected("types");
  default:
    llvm_unreachable("not a list");
  }
}

/// Our attribute from their attribute `name`, which the node has; null if it is
/// left out.
static Attribute fromAttribute(AttributeKind kind, StringRef name,
                               NodeImport &node) {
  Builder &b = node.builder;
  switch (kind) {
  case AttributeKind::Int64:
    return b.getI64IntegerAttr(node.intAttr(name));
  case AttributeKind::Int32: {
    Attribute result = number(kind, node.intAttr(name), b);
    if (!result)
      node.error() << "attribute '" << name << "' must be a 32-bit integer";
    return result;
  }
  case AttributeKind::Float32:
    return b.getF32FloatAttr(node.floatAttr(name));
  case AttributeKind::Float64:
    return b.getF64FloatAttr(node.floatAttr(name));
  case AttributeKind::Bool:
    return b.getBoolAttr(node.boolAttr(name));
  case AttributeKind::Unit:
    return node.boolAttr(name) ? b.getUnitAttr() : UnitAttr();
  case AttributeKind::String:
    return b.getStringAttr(node.stringAttr(name));
  case AttributeKind::Type:
    return TypeAttr::get(node.typeAttr(name));
  case AttributeKind::Ints: {
    bool isShape = node.node.attribute(name)->value_case() == AttrValue::kShape;
    if (!isShape)
      return b.getDenseI64ArrayAttr(node.intsAttr(name));
    if (auto shape = node.shapeAttr(name))
      return b.getDenseI64ArrayAttr(*shape);
    return node.error() << "attribute '" << name
                        << "' must be a shape of known rank";
  }
  case AttributeKind::Floats32:
  case AttributeKind::Floats64:
  case AttributeKind::Bools:
  case AttributeKind::Strings:
  case AttributeKind::Types:
    return fromList(kind, name, node);
  case AttributeKind::Other:
    return Attribute();
  }
  llvm_unreachable("every kind is handled");
}

NamedAttrList attributesByTable(const TableEntry &entry, NodeImport &node) {
  NamedAttrList attributes;
  for (const AttributeEntry &attribute : entry.attributes) {
    Attribute value;
    const RuleEntry *rule = findRule(entry, attribute.name, node);
    StringRef theirs = rule ? rule->theirs : attribute.name;
    if (rule && rule->source == RuleSource::Input)
      value = fromInput(attribute.kind, rule->input, node);
    else if (!theirs.empty() && node.hasAttribute(theirs))
      value = fromAttribute(attribute.kind, theirs, node);
    else if (rule)
      value = parseAttribute(rule->value, node.context());
    if (value)
      attributes.set(attribute.name, value);
  }
  return attributes;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

/// A scalar constant for an operand of ours from an attribute of theirs.
static Value constantFrom(const RuleEntry &rule, NodeImport &node) {
  if (!node.hasAttribute(rule.theirs) && !rule.value.empty()) {
    auto number = cast<TypedAttr>(parseAttribute(rule.value, node.context()));
    auto type = RankedTensorType::get({}, number.getType());
    return node.constant(DenseElementsAttr::get(type, Attribute(number)));
  }
  const AttrValue *value = node.node.attribute(rule.theirs);
  switch (value ? value->value_case() : AttrValue::VALUE_NOT_SET) {
  case AttrValue::kI:
    return node.scalar(double(value->i()), node.builder.getI64Type());
  case AttrValue::kF:
    return node.scalar(value->f(), node.builder.getF32Type());
  case AttrValue::kS:
    return node.constant(value->s(), {});
  case AttrValue::VALUE_NOT_SET:
    return node.error() << "lacks attribute '" << rule.theirs << "'";
  default:
    return node.error() << "attribute '" << rule.theirs
                        << "' must be a number or a string";
  }
}

namespace {
/// Which input is which operand.
class Operands {
public:
  Operands(const TableEntry &entry, NodeImport &node)
      : entry(entry), node(node), numInputs(node.numInputs()) {}

  SmallVector<Value> run() {
    readRules();
    countLists();
    if (node.hasFailed())
      return {};
    for (const OperandEntry &operand : entry.operands)
      add(operand);
    fillShapes();
    return operands;
  }

private:
  void readRules() {
    for (const RuleEntry &rule : entry.rules) {
      if (rule.source == RuleSource::Operand)
        constants[rule.ours] = &rule;
      if (rule.source == RuleSource::Shape)
        shapes.insert(rule.ours);
      else if (rule.source != RuleSource::Input)
        continue;
      int input = rule.input < 0 ? numInputs + rule.input : rule.input;
      if (input < 0 || input >= numInputs) {
        node.error() << "takes more inputs than the " << numInputs
                     << " that it has";
        return;
      }
      used.insert(input);
      placed[rule.ours] = input;
    }
  }

  /// How long the lists are, which are of one length: what inputs the others
  /// leave.
  void countLists() {
    int numLists = 0, needed = 0;
    for (const OperandEntry &operand : entry.operands) {
      numLists += operand.isVariadic;
      needed += !operand.isVariadic && !placed.contains(operand.name) &&
                !constants.contains(operand.name);
    }
    int rest = numInputs - int(used.size()) - needed;
    if (rest < 0 || (rest > 0 && numLists == 0))
      node.error() << "takes " << numInputs - rest << " inputs"
                   << (numLists ? " at least" : "") << ", got " << numInputs;
    length = numLists ? rest / numLists : 0;
    if (length * numLists != rest)
      node.error() << "takes " << numLists << " lists of one length, got "
                   << rest << " inputs";
  }

  void add(const OperandEntry &operand) {
    auto take = [&](int input) {
      operands.push_back(operand.isVariable ? node.variable(input)
                                            : node.tensor(input));
    };
    if (auto place = placed.find(operand.name); place != placed.end())
      return take(place->second);
    if (const RuleEntry *rule = constants.lookup(operand.name))
      return operands.push_back(constantFrom(*rule, node));
    for (int count = operand.isVariadic ? length : 1; count > 0; --count) {
      while (used.contains(next))
        ++next;
      take(next++);
    }
  }

  /// Puts zeros in the place of operands of which only the shape is there, of
  /// the type of the first other operand.
  void fillShapes() {
    if (shapes.empty() || node.hasFailed())
      return;
    auto pairs = llvm::zip_equal(entry.operands, operands);
    auto other = llvm::find_if(pairs, [&](auto pair) {
      return !shapes.contains(std::get<0>(pair).name);
    });
    Type element = shape::elementOf(std::get<1>(*other));
    for (auto [operand, value] : pairs)
      if (shapes.contains(operand.name))
        value = node.filled(value, 0, element);
  }

  const TableEntry &entry;
  NodeImport &node;
  int numInputs, next = 0, length = 0;
  llvm::SmallDenseSet<int> used;                // inputs that rules name
  llvm::StringMap<int> placed;                  // by our operand or attribute
  llvm::StringMap<const RuleEntry *> constants; // by our operand
  llvm::StringSet<> shapes; // our operands of which an input is the shape
  SmallVector<Value> operands;
};
} // namespace

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// An op that knows no layouts takes images whose channels are last.
static void checkLayout(const TableEntry &entry, NodeImport &node) {
  bool knowsFormat =
      llvm::any_of(entry.attributes, [](const AttributeEntry &attribute) {
        return attribute.name == "data_format";
      });
  if (knowsFormat || !node.hasAttribute("data_format"))
    return;
  StringRef format = node.dataFormat();
  if (format != "NHWC" && format != "NDHWC" && !format.empty())
    node.error() << "data format '" << format << "' is not supported here";
}

Outputs importByTable(NodeImport &node) {
  const TableEntry &entry = *findTableEntry(node.op());
  checkLayout(entry, node);
  SmallVector<Value> operands = Operands(entry, node).run();
  NamedAttrList attributes = attributesByTable(entry, node);
  SmallVector<Value> results = node.create(entry.op, operands, attributes, 1);
  if (entry.isEffect)
    return node.effect(results.front());
  if (entry.numOutputs)
    results.truncate(entry.numOutputs);
  return results;
}

} // namespace tfc
