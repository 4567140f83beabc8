// Functions that a .tfg program can call by name, and how calls reach them.
#ifndef TFC_FRONTEND_TEXT_EVAL_FUNCTIONS_H
#define TFC_FRONTEND_TEXT_EVAL_FUNCTIONS_H

#include "frontend/text/api/OpTable.h"
#include "frontend/text/api/Signature.h"
#include "frontend/text/eval/Failed.h"
#include "frontend/text/eval/Names.h"
#include "frontend/text/eval/Value.h"

#include "llvm/ADT/StringMap.h"

#include <deque>

namespace tfc::text {

class Evaluator;
class Call;

using Result = mlir::FailureOr<Value>;

/// Arguments as the caller wrote them.
struct CallArguments {
  struct Positional {
    Value value;
    SMLoc loc;
  };
  struct Keyword {
    StringRef name;
    Value value;
    SMLoc loc;
  };
  CallArguments() = default;
  /// Values one after the other, all from `loc`.
  CallArguments(ArrayRef<Value> values, SMLoc loc) {
    for (const Value &value : values)
      positional.push_back({value, loc});
  }
  llvm::SmallVector<Positional> positional;
  llvm::SmallVector<Keyword> keywords;
};

using BuiltinFunction = Value (*)(Evaluator &, Call &);

/// A function that is not a `def`: one op, or hand-written.
struct Builtin {
  Signature signature;
  const OpEntry *op = nullptr;
  BuiltinFunction function = nullptr;
};

/// A call of a Builtin with its arguments in their places.
class Call {
public:
  Call(Evaluator &evaluator, const Builtin &callee, SMLoc loc)
      : callee(callee), loc(loc), values(callee.signature.parameters.size()),
        evaluator(evaluator) {}

  /// The argument of a parameter, or its default; None if it has neither.
  const Value &operator[](StringRef parameter) const;
  Value &slot(StringRef parameter) {
    return const_cast<Value &>(std::as_const(*this)[parameter]);
  }
  bool has(StringRef parameter) const { return !(*this)[parameter].isNone(); }
  /// The place of the argument; of the call if it was not given.
  SMLoc locOf(StringRef parameter) const;
  StringRef function() const { return callee.signature.function; }

  // The argument converted (Arguments.cpp); an error names function and
  // parameter.

  /// As a tensor: a constant becomes one of `dtype`, its node called `name`, by
  /// default as the parameter.
  Value tensor(StringRef parameter, mlir::Type dtype = {},
               StringRef name = "") const;
  int64_t integer(StringRef parameter) const;
  double number(StringRef parameter) const;
  bool flag(StringRef parameter) const;
  StringRef text(StringRef parameter) const;
  mlir::Type dtype(StringRef parameter) const;
  llvm::SmallVector<int64_t> integers(StringRef parameter) const;
  ShapeObject shape(StringRef parameter) const;
  llvm::SmallVector<int64_t> staticShape(StringRef parameter) const;
  std::vector<Value> items(StringRef parameter) const;

  /// "tf.fill: 'dims'", to begin an error about the argument.
  std::string what(StringRef parameter) const;
  /// An error at the argument: "tf.fill: <message>".
  Failed error(StringRef parameter, const llvm::Twine &message) const;
  /// The same at the call.
  Failed error(const llvm::Twine &message) const;

  /// The name that the result should get; `fallback` if none was given.
  NodeName nameOr(StringRef fallback) const {
    return name.text.empty() ? NodeName{fallback, false} : name;
  }

  const Builtin &callee;
  SMLoc loc;
  /// The name that the result should get: name=, else the hint, else empty.
  NodeName name;

  struct Slot {
    Value value;
    SMLoc loc;
    bool given = false;
  };
  llvm::SmallVector<Slot> values; // one per parameter

private:
  Evaluator &evaluator;
};

/// All functions by name.
class FunctionTable {
public:
  /// A table of the ops' functions, those of the facet `api`.
  FunctionTable();

  const Builtin *find(StringRef name) const;
  /// The op tfc.<mnemonic> with the op's own arguments in order.
  const Builtin *findOp(StringRef op) const;
  /// The same by the op's index in opTable().
  const Builtin &op(unsigned index) const { return *ops[index]; }
  /// Whether some function's name begins with `path` and a dot.
  bool isModule(StringRef path) const { return modules.contains(path); }
  /// The known name that is nearest to `name`; empty if none is near.
  StringRef nearest(StringRef name) const;

  /// `signature` must outlive the table. The last one of a name counts.
  void add(const char *signature, BuiltinFunction function);
  /// One function under several signatures.
  void add(std::initializer_list<const char *> signatures,
           BuiltinFunction function) {
    for (const char *signature : signatures)
      add(signature, function);
  }

private:
  void add(Builtin builtin);

  std::deque<Builtin> builtins;
  std::vector<const Builtin *> ops;
  llvm::StringMap<const Builtin *> byName;
  llvm::StringMap<const Builtin *> byOp;
  llvm::StringMap<bool> modules;
};

/// The value of a literal as signatures write it.
Value literalValue(StringRef text, Heap &heap, mlir::MLIRContext *context);

/// "float32" and its like; null if it is none that tfc knows.
mlir::Type dtypeByName(StringRef name, mlir::MLIRContext *context);

} // namespace tfc::text

#endif
