// Walks the syntax tree and builds the graph: Python's statements are carried
// out, calls of TensorFlow's functions make ops. The first error ends it.
#ifndef TFC_FRONTEND_TEXT_EVAL_EVALUATOR_H
#define TFC_FRONTEND_TEXT_EVAL_EVALUATOR_H

#include "frontend/text/api/Functions.h"
#include "frontend/text/eval/Graph.h"
#include "frontend/text/Import.h"
#include "frontend/text/eval/Objects.h"
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
  Evaluator(const Source &source, const ImportOptions &options,
            StringRef moduleName);

  mlir::LogicalResult run(Block statements);

  const ImportOptions &options;
  Graph graph;
  Heap heap;
  FunctionTable functions;

  // Errors. All return failure.
  mlir::LogicalResult error(SMLoc loc, const llvm::Twine &message);
  mlir::LogicalResult typeError(SMLoc loc, const llvm::Twine &what,
                                const llvm::Twine &expected,
                                const Value &found);
  /// Fails once too much has been made.
  mlir::LogicalResult reserve(SMLoc loc, size_t items);

  // Calls (Calls.cpp).
  Result call(const Value &callee, const CallArguments &arguments, SMLoc loc,
              StringRef hint = "");
  /// Calls the function of this name; for hand-written functions.
  Result call(StringRef function, llvm::ArrayRef<Value> arguments, SMLoc loc,
              StringRef name = "");
  /// Makes the op `tfc.<mnemonic>`: its operands and attributes in order, None
  /// for the default. The node is named `name`, else by TensorFlow's op.
  Result op(StringRef mnemonic, llvm::ArrayRef<Value> arguments, SMLoc loc,
            StringRef name = "");
  /// The same for an op that is known to have one result.
  mlir::FailureOr<mlir::Value> tensorOp(StringRef mnemonic,
                                        llvm::ArrayRef<Value> arguments,
                                        SMLoc loc, StringRef name = "");
  Result makeOp(const Builtin &builtin, const Call &call);

  // Expressions (EvalExpressions.cpp, Operators.cpp, Subscript.cpp,
  // Attributes.cpp). `hint` names the node that the expression makes.
  Result evaluate(const Expr *e, StringRef hint = "");
  Result binary(BinaryOp op, const Value &left, const Value &right, SMLoc loc,
                StringRef hint = "");
  Result unary(UnaryOp op, const Value &operand, SMLoc loc,
               StringRef hint = "");
  Result compare(CompareOp op, const Value &left, const Value &right, SMLoc loc,
                 StringRef hint = "");
  Result subscript(const Value &base, const Value &index, SMLoc loc,
                   StringRef hint = "");
  Result attribute(const Value &base, StringRef name, SMLoc loc);
  Result callMethod(const Value &receiver, StringRef name,
                    const CallArguments &arguments, SMLoc loc, StringRef hint);
  mlir::FailureOr<bool> truth(const Value &value, SMLoc loc);
  /// The items of a list, tuple, dict (keys), shape or string.
  mlir::FailureOr<std::vector<Value>> iterate(const Value &value, SMLoc loc);
  /// `format % arguments` and str.format.
  Result formatPercent(StringRef format, const Value &arguments, SMLoc loc);
  Result formatBraces(StringRef format, const CallArguments &arguments,
                      SMLoc loc);
  mlir::FailureOr<std::string> formatValue(const Value &value, StringRef spec,
                                           SMLoc loc);

  // Conversions (Convert.cpp). `what` begins the error: "tf.fill: dims".
  mlir::FailureOr<mlir::Value> toTensor(const Value &value, mlir::Type dtype,
                                        StringRef name, SMLoc loc,
                                        const llvm::Twine &what);
  /// Strings, or lists of them of one shape, as a constant of `shape`, which
  /// the last one fills; of their own shape if it is null.
  mlir::FailureOr<mlir::Value> toStrings(const Value &value,
                                         const ArrayRef<int64_t> *shape,
                                         NodeName name, SMLoc loc,
                                         const llvm::Twine &what);
  mlir::FailureOr<mlir::DenseElementsAttr> toElements(const Value &value,
                                                      mlir::Type dtype,
                                                      SMLoc loc,
                                                      const llvm::Twine &what);
  mlir::FailureOr<int64_t> toInt(const Value &value, SMLoc loc,
                                 const llvm::Twine &what);
  mlir::FailureOr<double> toDouble(const Value &value, SMLoc loc,
                                   const llvm::Twine &what);
  mlir::FailureOr<bool> toBool(const Value &value, SMLoc loc,
                               const llvm::Twine &what);
  mlir::FailureOr<StringRef> toString(const Value &value, SMLoc loc,
                                      const llvm::Twine &what);
  mlir::FailureOr<mlir::Type> toDType(const Value &value, SMLoc loc,
                                      const llvm::Twine &what);
  mlir::FailureOr<llvm::SmallVector<int64_t>>
  toInts(const Value &value, SMLoc loc, const llvm::Twine &what);
  mlir::FailureOr<ShapeObject> toShape(const Value &value, SMLoc loc,
                                       const llvm::Twine &what);
  /// A shape whose dimensions are all known.
  mlir::FailureOr<llvm::SmallVector<int64_t>>
  toStaticShape(const Value &value, SMLoc loc, const llvm::Twine &what);
  /// The Python value of a constant tensor: a number or nested lists.
  std::optional<Value> constantValue(mlir::Value tensor);

  /// The location of new ops: `loc`, within the calls that lead here.
  mlir::Location location(SMLoc loc) const;
  mlir::RankedTensorType typeOf(const Value &tensorLike) const;
  mlir::Type elementType(const Value &tensorLike) const {
    return typeOf(tensorLike).getElementType();
  }
  /// The element type of the first tensor in nested lists; null if there is
  /// none.
  mlir::Type findElementType(const Value &value) const;
  mlir::MLIRContext *context() const { return source.context(); }
  /// Counts a step; fails once there are too many.
  mlir::LogicalResult step(SMLoc loc);

  /// Variables of tf.get_variable by full name, and its scope (Scopes.cpp).
  struct VariableScope {
    std::string path; // "a/b/"
    Value initializer;
    bool mayReuse = false, mustReuse = false;
  };
  VariableScope variableScope;
  llvm::StringMap<VariableObject *> sharedVariables;

private:
  // Statements (EvalStatements.cpp).
  enum class Flow { Next, Break, Continue, Return, Error };
  Flow execute(Block block);
  Flow execute(const Stmt *statement);
  Flow executeFor(const ForStmt *statement);
  Flow executeWhile(const WhileStmt *statement);
  Flow executeIf(const IfStmt *statement);
  Flow executeWith(const WithStmt *statement, size_t item);
  Flow executeImport(const ImportStmt *statement);
  mlir::LogicalResult executeAssign(const AssignStmt *statement);
  mlir::LogicalResult nameResults(const Expr *target, Value &value);
  mlir::LogicalResult executeAugmented(const AugmentedAssignStmt *statement);
  mlir::LogicalResult assign(const Expr *target, const Value &value);
  mlir::LogicalResult assignItem(const SubscriptExpr *target,
                                 const Value &value);

  Result evaluateCall(const CallExpr *e, StringRef hint);
  Result evaluateBinary(const BinaryExpr *e, StringRef hint);
  Result evaluateCompare(const CompareExpr *e, StringRef hint);
  Result evaluateLogical(const LogicalExpr *e);
  Result evaluateComprehension(const ComprehensionExpr *e);
  mlir::LogicalResult comprehend(const ComprehensionExpr *e, size_t clause,
                                 std::vector<Value> &items);
  Result evaluateFormat(const FormatExpr *e);
  Result evaluateItems(ArrayRef<const Expr *> items, bool isTuple,
                       ArrayRef<StringRef> hints = {});
  Result evaluateDict(const DictExpr *e);
  Result evaluateSlice(const SliceExpr *e);
  Result lookUp(const NameExpr *e);
  Result makeFunction(const FunctionSyntax *syntax);
  Result moduleMember(StringRef module, StringRef name, SMLoc loc);

  Result callFunction(FunctionObject *function, const CallArguments &arguments,
                      SMLoc loc, StringRef hint);
  Result callBuiltin(const Builtin &builtin, const CallArguments &arguments,
                     SMLoc loc, StringRef hint);
  mlir::LogicalResult bind(const CallArguments &arguments, Call &call);
  Result tensorBinary(StringRef op, StringRef name, const Value &left,
                      const Value &right, SMLoc loc, StringRef hint);
  Result tensorSubscript(const Value &base, const Value &index, SMLoc loc,
                         StringRef hint);

  const Source &source;
  std::deque<Environment> environments;
  Environment *environment;
  std::vector<mlir::Location> callSites; // innermost last
  Value returned;
  StringRef returnHint;
  unsigned callDepth = 0, evalDepth = 0;
  size_t steps = 0;
};

/// Names the nodes that a hand-written function makes: they stand in a scope,
/// called as the result is to be called, and the result gets that name.
class NodeScope {
public:
  /// `fallback` is the name without name= and hint.
  NodeScope(Evaluator &evaluator, const Call &call, StringRef fallback);
  ~NodeScope();
  /// Gives the scope's name to the op that makes `result`.
  Value finish(Result result);
  StringRef name() const { return full; }

private:
  Evaluator &evaluator;
  std::string full, previous;
  bool isHint;
  mlir::Operation *before;
};

} // namespace tfc::text

#endif
