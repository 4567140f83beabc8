// The syntax tree of a .tfg file. Nodes live in one Arena, hold views only and
// are never freed one by one. Every node knows where it stands in the source.
#ifndef TFC_FRONTEND_TEXT_SYNTAX_AST_H
#define TFC_FRONTEND_TEXT_SYNTAX_AST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Casting.h"
#include "llvm/Support/SMLoc.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tfc::text {

using llvm::ArrayRef;
using llvm::SMLoc;
using llvm::StringRef;

enum class ExprKind : uint8_t {
  None,
  Bool,
  Int,
  Float,
  String,
  Format,
  Ellipsis,
  Name,
  List,
  Tuple,
  Dict,
  Unary,
  Binary,
  Logical,
  Compare,
  Conditional,
  Attribute,
  Subscript,
  Slice,
  Call,
  Comprehension,
  Lambda,
};

enum class UnaryOp : uint8_t { Negate, Plus, Invert, Not };

enum class BinaryOp : uint8_t {
  Add,
  Sub,
  Mul,
  Div,
  FloorDiv,
  Mod,
  Pow,
  MatMul,
  BitAnd,
  BitOr,
  BitXor,
  ShiftLeft,
  ShiftRight,
};

enum class CompareOp : uint8_t {
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual,
  In,
  NotIn,
  Is,
  IsNot,
};

/// The operator as it is written: "+", "//", "not in".
StringRef spelling(UnaryOp op);
StringRef spelling(BinaryOp op);
StringRef spelling(CompareOp op);

struct Expr {
  ExprKind kind;
  SMLoc loc;

protected:
  Expr(ExprKind kind, SMLoc loc) : kind(kind), loc(loc) {}
};

template <ExprKind K>
struct ExprOf : Expr {
  explicit ExprOf(SMLoc loc) : Expr(K, loc) {}
  static bool classof(const Expr *e) { return e->kind == K; }
};

struct NoneExpr : ExprOf<ExprKind::None> {
  using ExprOf::ExprOf;
};

struct EllipsisExpr : ExprOf<ExprKind::Ellipsis> {
  using ExprOf::ExprOf;
};

struct BoolExpr : ExprOf<ExprKind::Bool> {
  BoolExpr(SMLoc loc, bool value) : ExprOf(loc), value(value) {}
  bool value;
};

struct IntExpr : ExprOf<ExprKind::Int> {
  IntExpr(SMLoc loc, int64_t value) : ExprOf(loc), value(value) {}
  int64_t value;
};

struct FloatExpr : ExprOf<ExprKind::Float> {
  FloatExpr(SMLoc loc, double value) : ExprOf(loc), value(value) {}
  double value;
};

struct StringExpr : ExprOf<ExprKind::String> {
  StringExpr(SMLoc loc, StringRef value) : ExprOf(loc), value(value) {}
  StringRef value;
};

/// f"..{a:spec}..": the pieces in order.
struct FormatExpr : ExprOf<ExprKind::Format> {
  struct Part {
    StringRef text;    // stands before the value
    const Expr *value; // may be null in the last part
    StringRef spec;
    bool repr; // {a!r}
  };
  FormatExpr(SMLoc loc, ArrayRef<Part> parts) : ExprOf(loc), parts(parts) {}
  ArrayRef<Part> parts;
};

struct NameExpr : ExprOf<ExprKind::Name> {
  NameExpr(SMLoc loc, StringRef name) : ExprOf(loc), name(name) {}
  StringRef name;
};

struct ListExpr : ExprOf<ExprKind::List> {
  ListExpr(SMLoc loc, ArrayRef<const Expr *> items)
      : ExprOf(loc), items(items) {}
  ArrayRef<const Expr *> items;
};

struct TupleExpr : ExprOf<ExprKind::Tuple> {
  TupleExpr(SMLoc loc, ArrayRef<const Expr *> items)
      : ExprOf(loc), items(items) {}
  ArrayRef<const Expr *> items;
};

struct DictExpr : ExprOf<ExprKind::Dict> {
  using Item = std::pair<const Expr *, const Expr *>;
  DictExpr(SMLoc loc, ArrayRef<Item> items) : ExprOf(loc), items(items) {}
  ArrayRef<Item> items;
};

struct UnaryExpr : ExprOf<ExprKind::Unary> {
  UnaryExpr(SMLoc loc, UnaryOp op, const Expr *operand)
      : ExprOf(loc), op(op), operand(operand) {}
  UnaryOp op;
  const Expr *operand;
};

/// `loc` is the operator's place. A long chain `a + b + c` leans left without
/// bound: walk `left` in a loop.
struct BinaryExpr : ExprOf<ExprKind::Binary> {
  BinaryExpr(SMLoc loc, BinaryOp op, const Expr *left, const Expr *right)
      : ExprOf(loc), op(op), left(left), right(right) {}
  BinaryOp op;
  const Expr *left, *right;
};

/// `a and b and c`, or the same with `or`.
struct LogicalExpr : ExprOf<ExprKind::Logical> {
  LogicalExpr(SMLoc loc, bool isAnd, ArrayRef<const Expr *> operands)
      : ExprOf(loc), isAnd(isAnd), operands(operands) {}
  bool isAnd;
  ArrayRef<const Expr *> operands;
};

/// `first op rest[0] op rest[1] ..`, chained as in Python.
struct CompareExpr : ExprOf<ExprKind::Compare> {
  struct Link {
    SMLoc loc;
    CompareOp op;
    const Expr *right;
  };
  CompareExpr(SMLoc loc, const Expr *first, ArrayRef<Link> rest)
      : ExprOf(loc), first(first), rest(rest) {}
  const Expr *first;
  ArrayRef<Link> rest;
};

/// `a if condition else b`.
struct ConditionalExpr : ExprOf<ExprKind::Conditional> {
  ConditionalExpr(SMLoc loc, const Expr *condition, const Expr *ifTrue,
                  const Expr *ifFalse)
      : ExprOf(loc), condition(condition), ifTrue(ifTrue), ifFalse(ifFalse) {}
  const Expr *condition, *ifTrue, *ifFalse;
};

struct AttributeExpr : ExprOf<ExprKind::Attribute> {
  AttributeExpr(SMLoc loc, const Expr *base, StringRef name)
      : ExprOf(loc), base(base), name(name) {}
  const Expr *base;
  StringRef name;
};

struct SubscriptExpr : ExprOf<ExprKind::Subscript> {
  SubscriptExpr(SMLoc loc, const Expr *base, const Expr *index)
      : ExprOf(loc), base(base), index(index) {}
  const Expr *base, *index;
};

/// `begin:end:step` inside a subscript; absent parts are null.
struct SliceExpr : ExprOf<ExprKind::Slice> {
  SliceExpr(SMLoc loc, const Expr *begin, const Expr *end, const Expr *step)
      : ExprOf(loc), begin(begin), end(end), step(step) {}
  const Expr *begin, *end, *step;
};

struct Argument {
  enum Kind : uint8_t { Positional, Keyword, Star, DoubleStar };
  Kind kind;
  StringRef name; // of a Keyword
  SMLoc loc;
  const Expr *value;
};

struct CallExpr : ExprOf<ExprKind::Call> {
  CallExpr(SMLoc loc, const Expr *callee, ArrayRef<Argument> arguments)
      : ExprOf(loc), callee(callee), arguments(arguments) {}
  const Expr *callee;
  ArrayRef<Argument> arguments;
};

/// `[element for target in iterable if condition ..]`, and the same with `(`.
struct ComprehensionExpr : ExprOf<ExprKind::Comprehension> {
  struct Clause {
    const Expr *target, *iterable;
    ArrayRef<const Expr *> conditions;
  };
  ComprehensionExpr(SMLoc loc, const Expr *element, ArrayRef<Clause> clauses)
      : ExprOf(loc), element(element), clauses(clauses) {}
  const Expr *element;
  ArrayRef<Clause> clauses;
};

struct Parameter {
  enum Kind : uint8_t { Plain, KeywordOnly, Rest, KeywordRest };
  Kind kind;
  StringRef name;
  SMLoc loc;
  const Expr *defaultValue; // null if there is none
};

struct Stmt;

/// The parts that `def` and `lambda` share: a lambda has `result` and no body.
struct FunctionSyntax {
  StringRef name;
  SMLoc loc;
  ArrayRef<Parameter> parameters;
  ArrayRef<const Stmt *> body;
  const Expr *result;
};

struct LambdaExpr : ExprOf<ExprKind::Lambda> {
  LambdaExpr(SMLoc loc, const FunctionSyntax *function)
      : ExprOf(loc), function(function) {}
  const FunctionSyntax *function;
};

enum class StmtKind : uint8_t {
  Expression,
  Assign,
  AugmentedAssign,
  Def,
  Return,
  For,
  While,
  If,
  With,
  Import,
  Assert,
  Pass,
  Break,
  Continue,
};

struct Stmt {
  StmtKind kind;
  SMLoc loc;

protected:
  Stmt(StmtKind kind, SMLoc loc) : kind(kind), loc(loc) {}
};

template <StmtKind K>
struct StmtOf : Stmt {
  explicit StmtOf(SMLoc loc) : Stmt(K, loc) {}
  static bool classof(const Stmt *s) { return s->kind == K; }
};

using Block = ArrayRef<const Stmt *>;

struct PassStmt : StmtOf<StmtKind::Pass> {
  using StmtOf::StmtOf;
};

struct BreakStmt : StmtOf<StmtKind::Break> {
  using StmtOf::StmtOf;
};

struct ContinueStmt : StmtOf<StmtKind::Continue> {
  using StmtOf::StmtOf;
};

struct ExpressionStmt : StmtOf<StmtKind::Expression> {
  ExpressionStmt(SMLoc loc, const Expr *value) : StmtOf(loc), value(value) {}
  const Expr *value;
};

/// `a = b = value`: the targets from left to right.
struct AssignStmt : StmtOf<StmtKind::Assign> {
  AssignStmt(SMLoc loc, ArrayRef<const Expr *> targets, const Expr *value)
      : StmtOf(loc), targets(targets), value(value) {}
  ArrayRef<const Expr *> targets;
  const Expr *value;
};

struct AugmentedAssignStmt : StmtOf<StmtKind::AugmentedAssign> {
  AugmentedAssignStmt(SMLoc loc, BinaryOp op, const Expr *target,
                      const Expr *value)
      : StmtOf(loc), op(op), target(target), value(value) {}
  BinaryOp op;
  const Expr *target, *value;
};

struct DefStmt : StmtOf<StmtKind::Def> {
  DefStmt(SMLoc loc, const FunctionSyntax *function)
      : StmtOf(loc), function(function) {}
  const FunctionSyntax *function;
};

struct ReturnStmt : StmtOf<StmtKind::Return> {
  ReturnStmt(SMLoc loc, const Expr *value) : StmtOf(loc), value(value) {}
  const Expr *value; // null if there is none
};

struct ForStmt : StmtOf<StmtKind::For> {
  ForStmt(SMLoc loc, const Expr *target, const Expr *iterable, Block body,
          Block orElse)
      : StmtOf(loc), target(target), iterable(iterable), body(body),
        orElse(orElse) {}
  const Expr *target, *iterable;
  Block body, orElse;
};

struct WhileStmt : StmtOf<StmtKind::While> {
  WhileStmt(SMLoc loc, const Expr *condition, Block body, Block orElse)
      : StmtOf(loc), condition(condition), body(body), orElse(orElse) {}
  const Expr *condition;
  Block body, orElse;
};

/// if/elif/else: the branches in order.
struct IfStmt : StmtOf<StmtKind::If> {
  using Branch = std::pair<const Expr *, Block>;
  IfStmt(SMLoc loc, ArrayRef<Branch> branches, Block orElse)
      : StmtOf(loc), branches(branches), orElse(orElse) {}
  ArrayRef<Branch> branches;
  Block orElse;
};

struct WithStmt : StmtOf<StmtKind::With> {
  using Item = std::pair<const Expr *, const Expr *>; // context, target or null
  WithStmt(SMLoc loc, ArrayRef<Item> items, Block body)
      : StmtOf(loc), items(items), body(body) {}
  ArrayRef<Item> items;
  Block body;
};

/// `import module as name`, or `from module import member as name`.
struct ImportStmt : StmtOf<StmtKind::Import> {
  struct Item {
    SMLoc loc;
    StringRef module, member, name;
  };
  ImportStmt(SMLoc loc, ArrayRef<Item> items) : StmtOf(loc), items(items) {}
  ArrayRef<Item> items;
};

struct AssertStmt : StmtOf<StmtKind::Assert> {
  AssertStmt(SMLoc loc, const Expr *condition, const Expr *message)
      : StmtOf(loc), condition(condition), message(message) {}
  const Expr *condition, *message; // message may be null
};

/// Owns the nodes and strings of one tree.
class Arena {
public:
  template <typename T, typename... Args>
  const T *make(Args &&...args) {
    return new (allocator.Allocate<T>()) T(std::forward<Args>(args)...);
  }

  template <typename T>
  ArrayRef<T> copy(ArrayRef<T> items) {
    T *memory = allocator.Allocate<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), memory);
    return {memory, items.size()};
  }

  StringRef copy(StringRef text) { return text.copy(allocator); }

private:
  llvm::BumpPtrAllocator allocator;
};

} // namespace tfc::text

#endif
