// Parser: operators, from `a if b else c` down to signs.
#include "frontend/text/syntax/Parser.h"

using namespace tfc::text;

const Expr *Parser::parseExpression() {
  Nesting nesting(*this);
  if (at(TokenKind::KeywordLambda))
    return parseLambda();
  const Expr *value = parseOr();
  SMLoc loc = token.loc;
  if (!consume(TokenKind::KeywordIf))
    return value;
  const Expr *condition = parseOr();
  expect(TokenKind::KeywordElse, "of the conditional value");
  return arena.make<ConditionalExpr>(loc, condition, value, parseExpression());
}

static bool endsExpressionList(TokenKind kind) {
  switch (kind) {
  case TokenKind::Newline:
  case TokenKind::Equal:
  case TokenKind::Semicolon:
  case TokenKind::Colon:
  case TokenKind::KeywordIn:
  case TokenKind::RightParen:
  case TokenKind::RightBracket:
  case TokenKind::RightBrace:
  case TokenKind::End:
    return true;
  default:
    return false;
  }
}

/// `a`, or a tuple `a, b, ..` without brackets.
const Expr *Parser::parseExpressionList() {
  SMLoc loc = token.loc;
  const Expr *first = parseExpression();
  if (!at(TokenKind::Comma))
    return first;
  std::vector<const Expr *> items = {first};
  while (consume(TokenKind::Comma) && !endsExpressionList(token.kind))
    items.push_back(parseExpression());
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseOr() {
  const Expr *first = parseAnd();
  SMLoc loc = token.loc;
  std::vector<const Expr *> operands = {first};
  while (consume(TokenKind::KeywordOr))
    operands.push_back(parseAnd());
  if (operands.size() == 1)
    return first;
  return arena.make<LogicalExpr>(loc, /*isAnd=*/false,
                                 arena.copy(ArrayRef(operands)));
}

const Expr *Parser::parseAnd() {
  const Expr *first = parseNot();
  SMLoc loc = token.loc;
  std::vector<const Expr *> operands = {first};
  while (consume(TokenKind::KeywordAnd))
    operands.push_back(parseNot());
  if (operands.size() == 1)
    return first;
  return arena.make<LogicalExpr>(loc, /*isAnd=*/true,
                                 arena.copy(ArrayRef(operands)));
}

const Expr *Parser::parseNot() {
  if (!at(TokenKind::KeywordNot))
    return parseComparison();
  Nesting nesting(*this);
  SMLoc loc = token.loc;
  advance();
  return arena.make<UnaryExpr>(loc, UnaryOp::Not, parseNot());
}

static std::optional<CompareOp> compareOperator(TokenKind kind) {
  switch (kind) {
  case TokenKind::Less:
    return CompareOp::Less;
  case TokenKind::LessEqual:
    return CompareOp::LessEqual;
  case TokenKind::Greater:
    return CompareOp::Greater;
  case TokenKind::GreaterEqual:
    return CompareOp::GreaterEqual;
  case TokenKind::EqualEqual:
    return CompareOp::Equal;
  case TokenKind::NotEqual:
    return CompareOp::NotEqual;
  case TokenKind::KeywordIn:
    return CompareOp::In;
  case TokenKind::KeywordNot:
    return CompareOp::NotIn;
  case TokenKind::KeywordIs:
    return CompareOp::Is;
  default:
    return std::nullopt;
  }
}

/// `a < b <= c` is one node: b is evaluated once.
const Expr *Parser::parseComparison() {
  const Expr *first = parseBinary(0);
  std::vector<CompareExpr::Link> links;
  while (std::optional<CompareOp> op = compareOperator(token.kind)) {
    SMLoc loc = token.loc;
    advance();
    if (*op == CompareOp::NotIn)
      expect(TokenKind::KeywordIn, "after 'not'");
    if (*op == CompareOp::Is && consume(TokenKind::KeywordNot))
      op = CompareOp::IsNot;
    links.push_back({loc, *op, parseBinary(0)});
  }
  if (links.empty())
    return first;
  return arena.make<CompareExpr>(links.front().loc, first,
                                 arena.copy(ArrayRef(links)));
}

namespace {
struct BinaryOperator {
  BinaryOp op;
  unsigned precedence;
};
} // namespace

static std::optional<BinaryOperator> binaryOperator(TokenKind kind) {
  switch (kind) {
  case TokenKind::Bar:
    return BinaryOperator{BinaryOp::BitOr, 1};
  case TokenKind::Caret:
    return BinaryOperator{BinaryOp::BitXor, 2};
  case TokenKind::Ampersand:
    return BinaryOperator{BinaryOp::BitAnd, 3};
  case TokenKind::ShiftLeft:
    return BinaryOperator{BinaryOp::ShiftLeft, 4};
  case TokenKind::ShiftRight:
    return BinaryOperator{BinaryOp::ShiftRight, 4};
  case TokenKind::Plus:
    return BinaryOperator{BinaryOp::Add, 5};
  case TokenKind::Minus:
    return BinaryOperator{BinaryOp::Sub, 5};
  case TokenKind::Star:
    return BinaryOperator{BinaryOp::Mul, 6};
  case TokenKind::Slash:
    return BinaryOperator{BinaryOp::Div, 6};
  case TokenKind::SlashSlash:
    return BinaryOperator{BinaryOp::FloorDiv, 6};
  case TokenKind::Percent:
    return BinaryOperator{BinaryOp::Mod, 6};
  case TokenKind::At:
    return BinaryOperator{BinaryOp::MatMul, 6};
  default:
    return std::nullopt;
  }
}

/// Precedence climbing; all these operators group to the left. In a + b * c the
/// call for a sees `+`, and lets the one for b take `* c`, which binds tighter.
const Expr *Parser::parseBinary(unsigned minimumPrecedence) {
  const Expr *left = parseUnary();
  for (;;) {
    std::optional<BinaryOperator> next = binaryOperator(token.kind);
    if (!next || next->precedence < minimumPrecedence)
      return left;
    SMLoc loc = token.loc;
    advance();
    const Expr *right = parseBinary(next->precedence + 1);
    left = arena.make<BinaryExpr>(loc, next->op, left, right);
  }
}

static std::optional<UnaryOp> sign(TokenKind kind) {
  switch (kind) {
  case TokenKind::Minus:
    return UnaryOp::Negate;
  case TokenKind::Plus:
    return UnaryOp::Plus;
  case TokenKind::Tilde:
    return UnaryOp::Invert;
  default:
    return std::nullopt;
  }
}

/// Signs, and `**`, which binds tighter on its left and groups to the right:
/// -a ** -b ** c is -(a ** (-(b ** c))).
const Expr *Parser::parseUnary() {
  SMLoc loc = token.loc;
  if (std::optional<UnaryOp> op = sign(token.kind)) {
    Nesting nesting(*this);
    advance();
    return arena.make<UnaryExpr>(loc, *op, parseUnary());
  }
  const Expr *base = parsePostfix();
  if (!at(TokenKind::StarStar))
    return base;
  Nesting nesting(*this);
  loc = token.loc;
  advance();
  return arena.make<BinaryExpr>(loc, BinaryOp::Pow, base, parseUnary());
}
