// Functions that a .tfg program can call by name, and how calls reach them.
#ifndef TFC_FRONTEND_TEXT_API_FUNCTIONS_H
#define TFC_FRONTEND_TEXT_API_FUNCTIONS_H

#include "frontend/text/eval/Names.h"
#include "frontend/text/api/OpTable.h"
#include "frontend/text/api/Signature.h"
#include "frontend/text/eval/Value.h"

#include "mlir/Support/LogicalResult.h"
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
  llvm::SmallVector<Positional> positional;
  llvm::SmallVector<Keyword> keywords;
};

using BuiltinFunction = Result (*)(Evaluator &, Call &);

/// A function that is not a `def`: one op, or hand-written.
struct Builtin {
  Signature signature;
  const OpEntry *op = nullptr;
  BuiltinFunction function = nullptr;
};

/// A call of a Builtin with its arguments in their places.
class Call {
public:
  Call(const Builtin &callee, SMLoc loc)
      : callee(callee), loc(loc), values(callee.signature.parameters.size()) {}

  /// The argument of a parameter, or its default; None if it has neither.
  const Value &operator[](StringRef parameter) const;
  bool has(StringRef parameter) const { return !(*this)[parameter].isNone(); }
  /// Where the argument stands; the call itself if it was not given.
  SMLoc locOf(StringRef parameter) const;
  StringRef function() const { return callee.signature.function; }

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
};

/// All functions by name.
class FunctionTable {
public:
  FunctionTable();

  const Builtin *find(StringRef name) const;
  /// The op tfc.<mnemonic> with the op's own arguments in order.
  const Builtin *findOp(StringRef op) const;
  /// Whether some function's name begins with `path` and a dot.
  bool isModule(StringRef path) const { return modules.contains(path); }
  /// The known name that is nearest to `name`; empty if none is near.
  StringRef nearest(StringRef name) const;

  /// `signature` must outlive the table. The last one of a name counts.
  void add(const char *signature, BuiltinFunction function);

private:
  void add(Builtin builtin);

  std::deque<Builtin> builtins;
  std::deque<std::string> texts;
  llvm::StringMap<const Builtin *> byName;
  llvm::StringMap<const Builtin *> byOp;
  llvm::StringMap<bool> modules;
};

/// The value of a literal as signatures write it.
Value literalValue(StringRef text, Heap &heap, mlir::MLIRContext *context);

/// "float32" and its like; null if it is none that tfc knows.
mlir::Type dtypeByName(StringRef name, mlir::MLIRContext *context);

// The hand-written functions, by idea (builtins/*.cpp).
void addAssertionFunctions(FunctionTable &table);
void addPythonFunctions(FunctionTable &table);
void addMathFunctions(FunctionTable &table);
void addConstantFunctions(FunctionTable &table);
void addShapeFunctions(FunctionTable &table);
void addSetFunctions(FunctionTable &table);
void addArrayFunctions(FunctionTable &table);
void addRandomFunctions(FunctionTable &table);
void addSamplingFunctions(FunctionTable &table);
void addVariableFunctions(FunctionTable &table);
void addInitializerFunctions(FunctionTable &table);
void addScopeFunctions(FunctionTable &table);
void addControlFunctions(FunctionTable &table);
void addItemLoopFunctions(FunctionTable &table);
void addNeuralFunctions(FunctionTable &table);
void addLayerFunctions(FunctionTable &table);
void addTrainingFunctions(FunctionTable &table);
void addOptimizerFunctions(FunctionTable &table);
void addSignatureFunctions(FunctionTable &table);
void addSessionFunctions(FunctionTable &table);
void addWindowFunctions(FunctionTable &table);

} // namespace tfc::text

#endif
