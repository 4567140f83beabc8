// Walks the syntax tree and builds the graph: Python's statements are carried
// out, calls of TensorFlow's functions make ops. The first error ends it.
#ifndef TFC_FRONTEND_TEXT_EVAL_EVALUATOR_H
#define TFC_FRONTEND_TEXT_EVAL_EVALUATOR_H

#include "frontend/text/Import.h"
#include "frontend/text/eval/Functions.h"
#include "frontend/text/eval/Graph.h"
#include "frontend/text/syntax/Source.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/ScopeExit.h"

#include <deque>

namespace tfc::text {

/// The names of one function's call, or of the file.
struct Environment {
  llvm::DenseMap<StringRef, Value> names;
  Environment *outer = nullptr; // where the function stands
  bool isCaptured = false;      // a function that lives on refers to it
};

class Evaluator {
public:
  /// `functions` are all that a program can call.
  Evaluator(const Source &source, const ImportOptions &options,
            const FunctionTable &functions, StringRef moduleName);

  mlir::LogicalResult run(Block statements);

  const ImportOptions &options;
  const FunctionTable &functions;
  Graph graph;
  Heap heap;

  // Errors. The first one sticks, see Failed.
  bool hasFailed() const { return graph.hasFailed(); }
  Failed error(SMLoc loc, const llvm::Twine &message);
  /// "<what> must be <expected>, not <found>".
  Failed typeError(SMLoc loc, const llvm::Twine &what,
                   const llvm::Twine &expected, const Value &found);
  /// Counts what is made, before it is made: false once it is too much.
  bool reserve(SMLoc loc, size_t items);
  /// Counts a step: false once there are too many, or an error stands.
  bool step(SMLoc loc);

  // Calls (Calls.cpp).
  Value call(const Value &callee, const CallArguments &arguments, SMLoc loc,
             StringRef hint = "");
  /// Calls a function by its name; for hand-written ones that build on it.
  Value call(StringRef function, llvm::ArrayRef<Value> arguments, SMLoc loc,
             StringRef name = "");
  /// Runs `make` as the body of a call that stands at `loc`: the ops are placed
  /// there, and what it returns waits for the control scopes around.
  Value inCall(SMLoc loc, llvm::function_ref<Value()> make);
  /// Makes the op that the callee stands for (MakeOp.cpp); poison if it fails.
  mlir::Operation *makeOp(const Call &call);

  // Expressions (EvalExpressions.cpp, Operators.cpp, Subscript.cpp,
  // Attributes.cpp). `hint` names the node that the expression makes.
  Value evaluate(const Expr *e, StringRef hint = "");
  Value binary(BinaryOp op, const Value &left, const Value &right, SMLoc loc,
               StringRef hint = "");
  Value unary(UnaryOp op, const Value &operand, SMLoc loc, StringRef hint = "");
  Value compare(CompareOp op, const Value &left, const Value &right, SMLoc loc,
                StringRef hint = "");
  Value subscript(const Value &base, const Value &index, SMLoc loc,
                  StringRef hint = "");
  Value attribute(const Value &base, StringRef name, SMLoc loc);
  Value callMethod(const Value &receiver, StringRef name,
                   const CallArguments &arguments, SMLoc loc, StringRef hint);
  bool truth(const Value &value, SMLoc loc);
  /// The items of a list, tuple, dict (keys), shape or string.
  std::vector<Value> iterate(const Value &value, SMLoc loc);
  /// `format % arguments` and str.format.
  Value formatPercent(StringRef format, const Value &arguments, SMLoc loc);
  Value formatBraces(StringRef format, const CallArguments &arguments,
                     SMLoc loc);
  std::string formatValue(const Value &value, StringRef spec, SMLoc loc);
  /// A str of its own.
  Value makeText(const std::string &text, SMLoc loc);

  // Conversions (Convert.cpp, Tensors.cpp). `what` begins the error:
  // "tf.fill: 'dims'".
  int64_t toInt(const Value &value, SMLoc loc, const llvm::Twine &what);
  double toDouble(const Value &value, SMLoc loc, const llvm::Twine &what);
  bool toBool(const Value &value, SMLoc loc, const llvm::Twine &what);
  StringRef toString(const Value &value, SMLoc loc, const llvm::Twine &what);
  mlir::Type toDType(const Value &value, SMLoc loc, const llvm::Twine &what);
  llvm::SmallVector<int64_t> toInts(const Value &value, SMLoc loc,
                                    const llvm::Twine &what);
  ShapeObject toShape(const Value &value, SMLoc loc, const llvm::Twine &what);
  /// A shape whose dimensions are all known.
  llvm::SmallVector<int64_t> toStaticShape(const Value &value, SMLoc loc,
                                           const llvm::Twine &what);
  mlir::Value toTensor(const Value &value, mlir::Type dtype, StringRef name,
                       SMLoc loc, const llvm::Twine &what);
  /// Strings, or lists of them of one shape, as a constant of `shape`, which
  /// the last one fills; of their own shape if it is null.
  mlir::Value toStrings(const Value &value, const ArrayRef<int64_t> *shape,
                        NodeName name, SMLoc loc, const llvm::Twine &what);
  /// Numbers, or lists of them of one shape.
  mlir::DenseElementsAttr toElements(const Value &value, mlir::Type dtype,
                                     SMLoc loc, const llvm::Twine &what);
  /// The Python value of a constant tensor: a number or nested lists.
  std::optional<Value> constantValue(mlir::Value tensor);
  /// The Python value if `value` is a constant tensor, else the value itself.
  Value knownValue(const Value &value);
  /// A list of ints.
  Value ints(ArrayRef<int64_t> numbers);

  /// The location of new ops: `loc`, within the calls that lead here.
  mlir::Location location(SMLoc loc) const;
  mlir::RankedTensorType typeOf(const Value &tensorLike) const;
  int64_t rankOf(const Value &tensorLike) const {
    return typeOf(tensorLike).getRank();
  }
  mlir::Type elementType(const Value &tensorLike) const {
    return typeOf(tensorLike).getElementType();
  }
  /// The element type of the first tensor in nested lists; null if there is
  /// none.
  mlir::Type findElementType(const Value &value) const;
  mlir::MLIRContext *context() const { return source.context(); }

  /// The scope of tf.get_variable, and its variables by full name.
  struct VariableScope {
    std::string path; // "a/b/"
    Value initializer;
    bool mayReuse = false, mustReuse = false;
  };
  VariableScope variableScope;
  llvm::StringMap<VariableObject *> sharedVariables;

private:
  // Statements (EvalStatements.cpp, Assign.cpp).
  enum class Flow { Next, Break, Continue, Return, Error };
  Flow execute(Block block);
  Flow execute(const Stmt *statement);
  Flow executeFor(const ForStmt *statement);
  Flow executeWhile(const WhileStmt *statement);
  Flow executeIf(const IfStmt *statement);
  Flow executeWith(const WithStmt *statement, size_t item);
  Flow executeReturn(const ReturnStmt *statement);
  void executeAssert(const AssertStmt *statement);
  void executeImport(const ImportStmt *statement);
  void executeAssign(const AssignStmt *statement);
  void executeAugmented(const AugmentedAssignStmt *statement);
  Value nameResults(const Expr *target, const Value &value);
  void assign(const Expr *target, const Value &value);
  void assignItem(const SubscriptExpr *target, const Value &value);

  Value evaluateCall(const CallExpr *e, StringRef hint);
  void addArgument(const Argument &argument, CallArguments &arguments);
  Value evaluateBinary(const BinaryExpr *e, StringRef hint);
  Value evaluateCompare(const CompareExpr *e, StringRef hint);
  Value evaluateLogical(const LogicalExpr *e);
  Value evaluateComprehension(const ComprehensionExpr *e);
  void comprehend(const ComprehensionExpr *e, size_t clause,
                  std::vector<Value> &items);
  Value evaluateFormat(const FormatExpr *e);
  Value evaluateItems(ArrayRef<const Expr *> items, bool isTuple,
                      ArrayRef<StringRef> hints = {});
  Value evaluateDict(const DictExpr *e);
  Value evaluateSlice(const SliceExpr *e);
  Value lookUp(const NameExpr *e);
  Value makeFunction(const FunctionSyntax *syntax);
  Value moduleMember(StringRef module, StringRef name, SMLoc loc);

  Value callFunction(FunctionObject *function, const CallArguments &arguments,
                     SMLoc loc, StringRef hint);
  Value callBuiltin(const Builtin &builtin, const CallArguments &arguments,
                    SMLoc loc, StringRef hint);
  // Arguments to parameters (Bind.cpp): of a builtin, of a `def`.
  void bind(const CallArguments &arguments, Call &call);
  void bind(const FunctionObject &function, const CallArguments &arguments,
            SMLoc loc, llvm::DenseMap<StringRef, Value> &names);
  Value tensorSubscript(const Value &base, const Value &index, SMLoc loc,
                        StringRef hint);
  /// The frame of a function's call or a comprehension, left at its end.
  class Frame;

  const Source &source;
  std::deque<Environment> environments;
  Environment *environment;
  std::vector<mlir::Location> callSites; // innermost last
  Value returned;
  StringRef returnHint;
  unsigned callDepth = 0, evalDepth = 0;
  size_t steps = 0;
};

} // namespace tfc::text

#endif
