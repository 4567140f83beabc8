//===- TextApi.cpp - Facet api -> the tables of frontend/text -------------===//
//
// Three outputs, over the same list of ops in the same order:
//
//   --gen-text-api           the table by which a call becomes an op
//   --gen-text-makers-decls  a method of OpMaker for every op of that table
//   --gen-text-makers-defs   their bodies, which name the op by its index
//
//===----------------------------------------------------------------------===//
#include "frontend/text/api/Signature.h"

#include "mlir/TableGen/GenInfo.h"
#include "mlir/TableGen/Operator.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Error.h"
#include "llvm/TableGen/Record.h"

using namespace llvm;

namespace {
struct Argument {
  StringRef name;
  StringRef kind;     // of ArgumentKind in api/OpTable.h
  StringRef elements; // of ElementClass there
  bool isOptional;
};

/// An op that .tfg can make: all of its arguments are of known kinds.
struct TextOp {
  explicit TextOp(const Record *def) : def(def), op(def) {}
  const Record *def;
  mlir::tblgen::Operator op;
  SmallVector<Argument> arguments;
  std::vector<StringRef> signatures; // of the facet api
};
} // namespace

static StringRef elementClass(StringRef constraint) {
  return StringSwitch<StringRef>(constraint)
      .Case("Tensor", "Any")
      .Case("ElementTensor", "Element")
      .Case("OrderedTensor", "Ordered")
      .Case("StringTensor", "String")
      .Case("ArithmeticTensor", "Arithmetic")
      .Case("AnalyticTensor", "Analytic")
      .Case("ComplexTensor", "Complex")
      .Cases({"NumberTensor", "SizeNumber"}, "Number")
      .Case("FloatTensor", "Float")
      .Case("IntTensor", "Int")
      .Case("BoolTensor", "Bool")
      .Cases({"IndexTensor", "ShapeTensor", "SizesTensor"}, "Index")
      .Default("");
}

static StringRef attributeKind(StringRef constraint) {
  return StringSwitch<StringRef>(constraint)
      .Cases({"I64Attr", "I32Attr"}, "Int")
      .Case("F32Attr", "Float32")
      .Case("F64Attr", "Float64")
      .Case("BoolAttr", "Bool")
      .Case("UnitAttr", "Unit")
      .Case("StrAttr", "String")
      .Case("DenseI64ArrayAttr", "Ints")
      .Case("StrArrayAttr", "Strings")
      .Case("TypeAttr", "DType")
      .Default("");
}

/// The arguments of `op`; false if one is of a kind that the table cannot say.
static bool collectArguments(const mlir::tblgen::Operator &op,
                             SmallVectorImpl<Argument> &arguments) {
  for (const mlir::tblgen::NamedTypeConstraint &operand : op.getOperands()) {
    const Record *def = &operand.constraint.getDef();
    bool variadic = operand.isVariadic();
    if (variadic)
      def = def->getValueAsDef("baseType");
    if (def->getName() == "Tfc_VariableType" && !variadic) {
      arguments.push_back({operand.name, "Variable", "Any", false});
      continue;
    }
    StringRef elements = elementClass(def->getName());
    if (elements.empty() || operand.isOptional())
      return false;
    arguments.push_back(
        {operand.name, variadic ? "Tensors" : "Tensor", elements, false});
  }
  for (const mlir::tblgen::NamedAttribute &attribute : op.getAttributes()) {
    mlir::tblgen::Attribute attr = attribute.attr;
    bool isOptional = attr.isOptional() || attr.hasDefaultValue();
    StringRef kind = attributeKind(attr.getBaseAttr().getAttrDefName());
    if (kind.empty())
      return false;
    arguments.push_back({attribute.name, kind, "Any", isOptional});
  }
  return true;
}

static void checkSignature(const Record &def, StringRef text,
                           ArrayRef<Argument> arguments) {
  tfc::text::Signature signature;
  std::string error;
  if (!tfc::text::parseSignature(text, signature, error))
    PrintFatalError(&def, "api: " + error);
  for (const tfc::text::SignatureParameter &parameter : signature.parameters)
    if (none_of(arguments, [&](const Argument &argument) {
          return argument.name == parameter.argument;
        }))
      PrintFatalError(&def, "api: '" + text + "' sets '" + parameter.argument +
                                "', which the op does not have");
  for (const Argument &argument : arguments)
    if (!argument.isOptional &&
        none_of(signature.parameters, [&](auto &parameter) {
          return parameter.argument == argument.name;
        }))
      PrintFatalError(&def, "api: '" + text + "' does not set '" +
                                argument.name + "'");
}

/// The ops whose arguments .tfg can give, in the order of all outputs.
static std::vector<std::unique_ptr<TextOp>>
readTextOps(const RecordKeeper &records) {
  std::vector<std::unique_ptr<TextOp>> ops;
  for (const Record *def : records.getAllDerivedDefinitions("Tfc_Op")) {
    // An Operator points into itself: it must not move.
    auto op = std::make_unique<TextOp>(def);
    op->signatures = def->getValueAsListOfStrings("api");
    if (!collectArguments(op->op, op->arguments)) {
      if (!op->signatures.empty())
        PrintFatalError(def, "api: an argument is of a kind that cannot be "
                             "given in .tfg");
      continue;
    }
    for (StringRef signature : op->signatures)
      checkSignature(*def, signature, op->arguments);
    ops.push_back(std::move(op));
  }
  return ops;
}

static bool emitTextApi(const RecordKeeper &records, raw_ostream &os) {
  os << "// Generated by tfc-tblgen --gen-text-api.\n\n";
  std::string entries;
  raw_string_ostream entry(entries);
  for (auto &op : readTextOps(records)) {
    std::string id = op->op.getCppClassName().str();
    if (!op->arguments.empty()) {
      os << "static constexpr OpArgument " << id << "Arguments[] = {\n";
      for (const Argument &a : op->arguments)
        os << "    {\"" << a.name << "\", ArgumentKind::" << a.kind
           << ", ElementClass::" << a.elements << ", "
           << (a.isOptional ? "true" : "false") << "},\n";
      os << "};\n";
    }
    if (!op->signatures.empty()) {
      os << "static const char *const " << id << "Signatures[] = {\n";
      for (StringRef signature : op->signatures) {
        os << "    \"";
        os.write_escaped(signature) << "\",\n";
      }
      os << "};\n";
    }
    StringRef tensorflow = op->op.getCppClassName();
    tensorflow.consume_back("Op");
    if (const Record *tf = op->def->getValueAsOptionalDef("tf"))
      tensorflow = tf->getValueAsString("name");
    entry << "    {\"" << op->op.getOperationName() << "\", \"" << tensorflow
          << "\", " << (op->arguments.empty() ? "{}" : id + "Arguments") << ", "
          << (op->signatures.empty() ? "{}" : id + "Signatures") << "},\n";
  }
  os << "\nstatic const OpEntry opEntries[] = {\n" << entries << "};\n";
  return false;
}

//===----------------------------------------------------------------------===//
// Makers
//===----------------------------------------------------------------------===//

/// The class by which OpMaker takes an argument (eval/OpMaker.h).
static StringRef argumentClass(StringRef kind) {
  return StringSwitch<StringRef>(kind)
      .Case("Tensor", "OperandArgument")
      .Case("Tensors", "OperandsArgument")
      .Case("Variable", "VariableArgument")
      .Case("Int", "IntArgument")
      .Cases({"Float32", "Float64"}, "FloatArgument")
      .Cases({"Bool", "Unit"}, "BoolArgument")
      .Case("String", "StringArgument")
      .Case("Ints", "IntsArgument")
      .Case("Strings", "StringsArgument")
      .Case("DType", "TypeArgument");
}

/// The class of a maker's result: the op's only result, as many as the op
/// always has, or a list where their number differs from op to op.
static std::string resultClass(const mlir::tblgen::Operator &op) {
  if (op.getNumVariableLengthResults())
    return "std::vector<Value>";
  if (op.getNumResults() == 1)
    return "Value";
  return "std::array<Value, " + std::to_string(op.getNumResults()) + ">";
}

/// `Value mul(const OperandArgument &x, const OperandArgument &y) const`.
/// Arguments that may be absent default to it where none that must be given
/// follows.
static void emitMakers(const RecordKeeper &records, raw_ostream &os,
                       bool declare) {
  os << "// Generated by tfc-tblgen --gen-text-makers-*.\n\n";
  for (auto [index, op] : enumerate(readTextOps(records))) {
    size_t firstOptional = op->arguments.size();
    while (firstOptional > 0 && op->arguments[firstOptional - 1].isOptional)
      --firstOptional;
    std::string parameters, arguments;
    for (auto [i, argument] : enumerate(op->arguments)) {
      StringRef separator = i ? ", " : "";
      parameters +=
          (separator + "const " + argumentClass(argument.kind) + " &" +
           argument.name + (declare && i >= firstOptional ? " = {}" : ""))
              .str();
      arguments += (separator + "this->value(" + argument.name + ")").str();
    }
    std::string result = resultClass(op->op);
    StringRef mnemonic = op->def->getValueAsString("opName");
    if (declare)
      os << result << " " << mnemonic << "(" << parameters << ") const;\n";
    else
      os << result << " OpMaker::" << mnemonic << "(" << parameters
         << ") const {\n  return this->make<" << result << ">(" << index
         << ", {" << arguments << "});\n}\n";
  }
}

static bool emitMakerDeclarations(const RecordKeeper &records,
                                  raw_ostream &os) {
  emitMakers(records, os, /*declare=*/true);
  return false;
}
static bool emitMakerDefinitions(const RecordKeeper &records, raw_ostream &os) {
  emitMakers(records, os, /*declare=*/false);
  return false;
}

static mlir::GenRegistration
    registration("gen-text-api", "Generate the op table of frontend/text",
                 emitTextApi);
static mlir::GenRegistration makerDeclarations("gen-text-makers-decls",
                                               "Declare OpMaker's methods",
                                               emitMakerDeclarations);
static mlir::GenRegistration makerDefinitions("gen-text-makers-defs",
                                              "Define OpMaker's methods",
                                              emitMakerDefinitions);
