// The table of functions, and what signatures say of them.
#include "frontend/text/eval/Functions.h"

#include "ir/ElementTypes.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace tfc::text;

mlir::Type tfc::text::dtypeByName(StringRef name, mlir::MLIRContext *context) {
  name.consume_back("_ref");
  if (name == "bool_")
    name = "bool";
  const ElementTypeInfo *info = findElementType(name);
  return info ? elementTypeOf(info->dtype, context) : mlir::Type();
}

Value tfc::text::literalValue(StringRef text, Heap &heap,
                              mlir::MLIRContext *context) {
  int64_t integer;
  double floating;
  if (text.empty() || text == "None")
    return Value();
  if (text == "True" || text == "False")
    return Value::of(text == "True");
  if (!text.getAsInteger(10, integer))
    return Value::of(integer);
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"'))
    return Value::of(text.drop_front().drop_back());
  if (text.front() == '[') {
    std::vector<Value> items;
    llvm::SmallVector<StringRef> parts;
    text.drop_front().drop_back().split(parts, ',', -1, /*KeepEmpty=*/false);
    for (StringRef part : parts)
      items.push_back(literalValue(part.trim(), heap, context));
    return heap.makeList(std::move(items));
  }
  if (text.consume_front("tf."))
    if (mlir::Type type = dtypeByName(text, context))
      return Value::dtype(type);
  if (llvm::to_float(text, floating))
    return Value::of(floating);
  llvm::report_fatal_error("not a literal in a signature: " + text);
}

static Signature parse(StringRef text) {
  Signature signature;
  std::string error;
  if (!parseSignature(text, signature, error))
    llvm::report_fatal_error(StringRef(error));
  return signature;
}

/// The op's own function, "tfc.matmul": its arguments by their own names.
static Signature ownSignature(const OpEntry &op) {
  Signature signature;
  // Errors call it by the name that people know.
  signature.function = op.signatures.empty()
                           ? StringRef(op.op)
                           : StringRef(op.signatures[0]).split('(').first;
  for (auto [i, argument] : llvm::enumerate(op.arguments))
    signature.parameters.push_back({argument.name, argument.name,
                                    argument.isOptional ? "None" : "",
                                    unsigned(i), false});
  return signature;
}

FunctionTable::FunctionTable() {
  for (const OpEntry &op : opTable()) {
    for (const char *text : op.signatures)
      add(Builtin{parse(text), &op, nullptr});
    builtins.push_back({ownSignature(op), &op, nullptr});
    ops.push_back(&builtins.back());
    byOp[op.op] = &builtins.back();
  }
}

void FunctionTable::add(const char *signature, BuiltinFunction function) {
  add(Builtin{parse(signature), nullptr, function});
}

void FunctionTable::add(Builtin builtin) {
  StringRef name = builtin.signature.function;
  builtins.push_back(std::move(builtin));
  byName[name] = &builtins.back();
  for (size_t dot = name.rfind('.'); dot != StringRef::npos;
       dot = name.take_front(dot).rfind('.'))
    modules[name.take_front(dot)] = true;
}

const Builtin *FunctionTable::find(StringRef name) const {
  return byName.lookup(name);
}

const Builtin *FunctionTable::findOp(StringRef op) const {
  return byOp.lookup(op);
}

StringRef FunctionTable::nearest(StringRef name) const {
  // tf.relu is known as tf.nn.relu: the same last part counts as near.
  StringRef best, last = name.substr(name.rfind('.') + 1);
  unsigned bestDistance = 1 + std::min<size_t>(last.size() / 3 + 1, 4);
  for (const Builtin &builtin : builtins) {
    StringRef candidate = builtin.signature.function;
    if (byName.lookup(candidate) != &builtin)
      continue;
    unsigned distance = name.edit_distance(candidate, true, bestDistance + 1);
    if (candidate.contains('.') &&
        candidate.substr(candidate.rfind('.') + 1) == last)
      distance = std::min(distance, 1u);
    if (distance < bestDistance ||
        (distance == bestDistance && !best.empty() && candidate < best)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}
