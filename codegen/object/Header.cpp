//===- Header.cpp - the typed C and C++ header of a program ---------------===//
#include "codegen/object/Header.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace tfc;
using llvm::formatv;
using llvm::StringRef;

namespace {

/// An element's type in C, and TensorFlow's name of it.
struct ElementType {
  const char *c;
  const char *tensorflow;
};

ElementType elementType(uint32_t dtype) {
  switch (dtype) {
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, ...)                             \
  case NUMBER:                                                                 \
    return {#C, NAME};
#include "runtime/include/tfc/dtypes.def"
  default:
    return {"void", "unknown"};
  }
}

/// One argument of a signature as the header spells it.
struct Argument {
  std::string id;   ///< Parameter name.
  std::string name; ///< The signature's name for it.
  uint32_t dtype;
  std::vector<int64_t> shape;
  std::vector<std::string> dims; ///< Per dimension: "64", or a parameter.
  int64_t bytes;                 ///< -1: dynamic.

  bool isDynamic() const { return bytes < 0; }
  const char *elementType() const { return ::elementType(dtype).c; }
  /// The element type without the const that stands before it.
  const char *cType() const {
    return dtype == TFC_STRING ? "tfc_string *const" : elementType();
  }
  /// "float32 [x_dim0, 64]"
  std::string describe() const {
    return formatv("{0} [{1}]", ::elementType(dtype).tensorflow,
                   llvm::join(dims, ", "));
  }
};

bool isKeyword(StringRef id) {
  // Keywords of C and C++, and names that the generated functions use.
  static const llvm::StringSet<> words = {
      "alignas",     "alignof",      "and",          "and_eq",
      "asm",         "auto",         "bitand",       "bitor",
      "bool",        "break",        "case",         "catch",
      "char",        "class",        "compl",        "concept",
      "const",       "consteval",    "constexpr",    "constinit",
      "const_cast",  "continue",     "co_await",     "co_return",
      "co_yield",    "decltype",     "default",      "delete",
      "do",          "double",       "dynamic_cast", "else",
      "enum",        "explicit",     "export",       "extern",
      "false",       "float",        "for",          "friend",
      "goto",        "if",           "inline",       "int",
      "long",        "mutable",      "namespace",    "new",
      "noexcept",    "not",          "not_eq",       "nullptr",
      "operator",    "or",           "or_eq",        "private",
      "protected",   "public",       "register",     "reinterpret_cast",
      "requires",    "restrict",     "return",       "short",
      "signed",      "sizeof",       "static",       "static_assert",
      "static_cast", "struct",       "switch",       "template",
      "this",        "thread_local", "throw",        "true",
      "try",         "typedef",      "typeid",       "typename",
      "union",       "unsigned",     "using",        "virtual",
      "void",        "volatile",     "wchar_t",      "while",
      "xor",         "xor_eq",       "NULL",         "EOF",
      "errno",       "assert",       "linux",        "unix",
      "main",        "tfc",          "session",      "inputs",
      "outputs",     "status",       "result",       "initialize",
      "Model",       "self"};
  return words.contains(id);
}

/// A C identifier like `name` that is not in `taken`, which it joins.
std::string makeIdentifier(StringRef name, llvm::StringSet<> &taken) {
  std::string id;
  for (char c : name)
    id.push_back(llvm::isAlnum(c) ? c : '_');
  if (id.empty() || llvm::isDigit(id.front()))
    id.insert(0, "v");
  // Names that start with an underscore, or have two, belong to the compiler.
  while (id.find("__") != std::string::npos)
    id.erase(id.find("__"), 1);
  if (id.front() == '_')
    id.insert(0, "v");
  if (isKeyword(id))
    id += '_';
  std::string unique = id;
  for (int i = 1; !taken.insert(unique).second; ++i)
    unique = id + std::to_string(i);
  return unique;
}

/// 1234567 -> "1,234,567".
std::string grouped(int64_t value) {
  std::string digits = std::to_string(value);
  for (int64_t i = static_cast<int64_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(i, ",");
  return digits;
}

/// Text of a graph's author inside a C comment.
std::string inComment(StringRef text) {
  std::string safe;
  for (char c : text)
    safe.push_back(llvm::isPrint(c) || (c & 0x80) ? c : '?');
  for (size_t at; (at = safe.find("*/")) != std::string::npos;)
    safe.replace(at, 2, "* /");
  return safe;
}

/// A signature as the header spells it.
struct Function {
  const SignatureInfo *info;
  uint32_t index;
  std::string id;
  std::string resultType;
  std::vector<Argument> inputs, outputs;
  std::vector<std::string> targets;
};

class HeaderWriter {
public:
  explicit HeaderWriter(const ProgramInfo &program)
      : program(program), out(text) {}
  std::string run();

private:
  void readSignatures();
  Argument readArgument(const ArgumentInfo &info, llvm::StringSet<> &taken);
  void writeTop();
  void writeMemory();
  void writeExample();
  void describe(const Function &f, StringRef indent);
  void writeCFunction(const Function &f);
  void writeClass();
  void writeMethod(const Function &f);
  std::string parameters(const std::vector<Argument> &arguments);
  void fillInputs(const Function &f, StringRef indent);

  const ProgramInfo &program;
  std::vector<Function> functions;
  std::string text;
  llvm::raw_string_ostream out;
};

Argument HeaderWriter::readArgument(const ArgumentInfo &info,
                                    llvm::StringSet<> &taken) {
  Argument argument;
  argument.name = info.name;
  argument.id = makeIdentifier(info.name, taken);
  if (info.tensor != TFC_NONE) {
    const TensorInfo &tensor = program.tensors[info.tensor];
    argument.dtype = tensor.dtype;
    argument.shape = tensor.shape;
    argument.bytes = tensor.bytes;
  } else {
    const VariableInfo &variable = program.variables[info.variable];
    argument.dtype = variable.dtype;
    argument.shape = variable.shape;
    argument.bytes = variable.bytes;
  }
  for (auto [d, size] : llvm::enumerate(argument.shape))
    argument.dims.push_back(
        size >= 0 ? std::to_string(size)
                  : makeIdentifier(formatv("{0}_dim{1}", argument.id, d).str(),
                                   taken));
  return argument;
}

void HeaderWriter::readSignatures() {
  llvm::StringSet<> ids;
  ids.insert("program");
  for (auto [i, info] : llvm::enumerate(program.signatures)) {
    Function f;
    f.info = &info;
    f.index = i;
    f.id = makeIdentifier(info.name, ids);
    f.resultType = f.id + "Result";
    f.resultType.front() = llvm::toUpper(f.resultType.front());
    f.resultType = makeIdentifier(f.resultType, ids);
    llvm::StringSet<> taken;
    for (const ArgumentInfo &argument : info.inputs)
      f.inputs.push_back(readArgument(argument, taken));
    for (const ArgumentInfo &argument : info.outputs) {
      f.outputs.push_back(readArgument(argument, taken));
      // Only a run tells the dynamic ones.
      for (auto [size, dim] :
           llvm::zip(f.outputs.back().shape, f.outputs.back().dims))
        if (size < 0)
          dim = "?";
    }
    for (uint32_t target : info.targets)
      f.targets.push_back(program.tensors[target].name);
    functions.push_back(std::move(f));
  }
}

/// "const float *x, int64_t x_dim0, "
std::string HeaderWriter::parameters(const std::vector<Argument> &arguments) {
  std::string list;
  for (const Argument &a : arguments) {
    list += formatv(", const {0} *{1}", a.cType(), a.id);
    for (auto [size, dim] : llvm::zip(a.shape, a.dims))
      if (size < 0)
        list += ", int64_t " + dim;
  }
  return list;
}

void HeaderWriter::describe(const Function &f, StringRef indent) {
  size_t width = 0;
  for (const auto *list : {&f.inputs, &f.outputs})
    for (const Argument &a : *list)
      width = std::max(width, a.id.size());
  for (const auto *list : {&f.inputs, &f.outputs})
    for (const Argument &a : *list) {
      out << indent << ' ' << llvm::left_justify(a.id, width)
          << (list == &f.inputs ? "  in   " : "  out  ") << a.describe();
      if (a.name != a.id)
        out << "  (" << inComment(a.name) << ")";
      out << '\n';
    }
  if (!f.targets.empty())
    out << indent << " runs " << inComment(llvm::join(f.targets, ", ")) << '\n';
}

void HeaderWriter::writeMemory() {
  int64_t variables = 0;
  for (const VariableInfo &variable : program.variables)
    variables += variable.bytes;
  out << " * Memory of a session, in bytes: variables " << grouped(variables)
      << ", values between\n * segments " << grouped(program.arenaBytes)
      << ", workspace " << grouped(program.workspaceBytes);
  bool dynamic = llvm::any_of(program.segments, [](const SegmentInfo &s) {
    return s.workspaceBytes < 0 || !s.shapeSymbol.empty();
  });
  if (dynamic)
    out << ", and what the sizes\n * of dynamic dimensions add";
  out << ". Constants in the object: " << grouped(program.constantBytes)
      << ".\n";
}

void HeaderWriter::writeExample() {
  const std::string &name = program.name;
  out << " * In C++:\n *\n"
      << " *   " << name << "::Model model;\n"
      << " *   if (tfc::Status status = model.initialize(); !status)\n"
      << " *     return fail(status.message());\n";
  if (!functions.empty()) {
    auto serving = llvm::find_if(functions, [](const Function &f) {
      return f.info->name == "serving_default";
    });
    const Function &f =
        serving == functions.end() ? functions.front() : *serving;
    std::string arguments;
    for (const Argument &a : f.inputs) {
      arguments += (arguments.empty() ? "" : ", ") + a.id;
      for (auto [size, dim] : llvm::zip(a.shape, a.dims))
        if (size < 0)
          arguments += ", " + dim;
    }
    out << " *   auto result = model." << f.id << '(' << arguments << ");\n"
        << " *   if (!result.status)\n"
        << " *     return fail(result.status.message());\n";
    if (!f.outputs.empty())
      out << " *   // result." << f.outputs.front().id << ".data<"
          << f.outputs.front().elementType()
          << ">() holds the values until the next call\n";
  }
  out << " *\n"
      << " * In C, a session is made by tfc_session_create(&" << name
      << "_program, NULL,\n"
      << " * &session), its variables by tfc_session_initialize(session); see "
         "tfc/tfc.h.\n";
}

void HeaderWriter::writeTop() {
  const std::string &name = program.name;
  std::string guard = StringRef(name).upper() + "_TFC_H";
  out << "/* " << name << ": a program compiled by tfc. Generated, do not edit."
      << "\n *\n"
      << " * Link with " << name << ".o and tfc's runtime: "
      << (program.needsRegex() ? "libtfc_regex.a -lre2 " : "")
      << "libtfc_runtime.a -lpthread -lm -lstdc++\n"
      << formatv(" * Graph {0:x16}, for {1}.\n *\n", program.graphHash,
                 program.triple);
  writeExample();
  out << " *\n";
  writeMemory();
  out << " */\n#ifndef " << guard << "\n#define " << guard << "\n\n"
      << "#include \"tfc/tfc.h\"\n\n"
      << "#ifdef __cplusplus\nextern \"C\" {\n#else\n"
      << "#include <stdbool.h>\n#endif\n\n"
      << "extern const tfc_program " << name << "_program;\n";
}

/// The tfc_tensors of the inputs.
void HeaderWriter::fillInputs(const Function &f, StringRef indent) {
  for (const Argument &a : f.inputs)
    if (!a.shape.empty())
      out << indent << "const int64_t shape_of_" << a.id << "[] = {"
          << llvm::join(a.dims, ", ") << "};\n";
  if (f.inputs.empty()) {
    out << indent << "const tfc_tensor *const inputs_ = 0;\n";
    return;
  }
  out << indent << "const tfc_tensor inputs_[] = {\n";
  for (const Argument &a : f.inputs) {
    std::string bytes = formatv("sizeof *{0}", a.id);
    for (const std::string &dim : a.dims)
      bytes += " * (size_t)" + dim;
    std::string shape = a.shape.empty() ? "0" : "shape_of_" + a.id;
    out << indent
        << formatv("    {{{0}u, {1}u, {2}, (void *){3}, {4}},\n", a.dtype,
                   a.shape.size(), shape, a.id, bytes);
  }
  out << indent << "};\n";
}

void HeaderWriter::writeCFunction(const Function &f) {
  out << "\n/* Signature " << inComment(f.info->name) << ".\n";
  describe(f, " * ");
  bool dynamic =
      llvm::any_of(f.outputs, [](const Argument &a) { return a.isDynamic(); });
  if (dynamic)
    out << " * An output of dynamic shape has room for `<output>_capacity` "
           "elements; too little\n * is TFC_INVALID_ARGUMENT.\n";
  out << " * Returns a tfc_code; tfc_session_error(session) names the tensor "
         "that is wrong. */\n";
  out << "static inline tfc_code " << program.name << "_" << f.id
      << "(tfc_session *session" << parameters(f.inputs);
  for (const Argument &a : f.outputs) {
    out << ", " << a.elementType() << " *" << a.id;
    if (a.isDynamic())
      out << ", size_t " << a.id << "_capacity";
  }
  out << ") {\n";
  fillInputs(f, "  ");
  if (f.outputs.empty())
    out << "  tfc_tensor *const outputs_ = 0;\n";
  else {
    out << "  tfc_tensor outputs_[] = {\n";
    for (const Argument &a : f.outputs) {
      std::string bytes =
          a.isDynamic() ? formatv("sizeof *{0} * {0}_capacity", a.id).str()
                        : std::to_string(a.bytes);
      out << formatv("      {{{0}u, {1}u, 0, {2}, {3}},\n", a.dtype,
                     a.shape.size(), a.id, bytes);
    }
    out << "  };\n";
  }
  out << "  return tfc_session_run_signature(session, " << f.index
      << "u, inputs_, outputs_);\n}\n";
}

void HeaderWriter::writeMethod(const Function &f) {
  const std::string &type = f.resultType;
  out << "\n  /// What " << f.id
      << " gives; the views stay valid until the next call.\n"
      << "  struct " << type << " {\n    tfc::Status status;\n";
  for (const Argument &a : f.outputs)
    out << "    tfc::TensorView " << a.id << "; ///< " << a.describe() << '\n';
  out << "  };\n\n  /// Signature " << inComment(f.info->name) << ".\n";
  describe(f, "  /// ");
  StringRef list = "";
  std::string all = parameters(f.inputs);
  if (!all.empty())
    list = StringRef(all).drop_front(2);
  out << "  " << type << " " << f.id << "(" << list << ") {\n";
  fillInputs(f, "    ");
  if (f.outputs.empty())
    out << "    tfc_tensor *const outputs_ = nullptr;\n";
  else
    out << "    tfc_tensor outputs_[" << f.outputs.size() << "] = {};\n";
  out << "    " << type << " result_;\n    result_.status = session_.call("
      << f.index << "u, inputs_, outputs_);\n";
  if (!f.outputs.empty()) {
    out << "    if (result_.status) {\n";
    for (auto [i, a] : llvm::enumerate(f.outputs))
      out << "      result_." << a.id << " = tfc::TensorView(outputs_[" << i
          << "]);\n";
    out << "    }\n";
  }
  out << "    return result_;\n  }\n";
}

void HeaderWriter::writeClass() {
  const std::string &name = program.name;
  out << "\n#ifdef __cplusplus\n} /* extern \"C\" */\n\n"
      << "#include \"tfc/tfc.hpp\"\n\n"
      << "namespace " << name << " {\n\n"
      << "/// A session of the program with a method per signature. Used by "
         "one "
         "thread at a\n/// time.\n"
      << "class Model {\npublic:\n"
      << "  explicit Model(const tfc::Options &options = tfc::Options())\n"
      << "      : session_(" << name << "_program, options) {}\n\n"
      << "  /// Whether the session could be made.\n"
      << "  tfc::Status status() const { return session_.status(); }\n"
      << "  /// Runs every variable's initialiser.\n"
      << "  tfc::Status initialize() { return session_.initialize(); }\n"
      << "  /// Variables, single fetches, and the rest of tfc.hpp.\n"
      << "  tfc::Session &session() { return session_; }\n";
  for (const Function &f : functions)
    writeMethod(f);
  out << "\nprivate:\n  tfc::Session session_;\n};\n\n"
      << "} // namespace " << name << "\n#endif\n";
}

std::string HeaderWriter::run() {
  readSignatures();
  writeTop();
  for (const Function &f : functions)
    writeCFunction(f);
  writeClass();
  out << "\n#endif\n";
  return text;
}

} // namespace

std::string tfc::renderHeader(const ProgramInfo &program) {
  return HeaderWriter(program).run();
}
