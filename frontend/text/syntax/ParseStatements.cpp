// Parser: statements.
#include "frontend/text/syntax/Parser.h"

#include "llvm/ADT/StringSwitch.h"

using namespace tfc::text;

void Parser::parseStatement(std::vector<const Stmt *> &statements) {
  Nesting nesting(*this);
  switch (token.kind) {
  case TokenKind::Indent:
    error(token.loc, "unexpected indentation: no block begins here");
    return;
  case TokenKind::At:
    error(token.loc, "decorators are not part of .tfg");
    return;
  case TokenKind::KeywordDef:
    return statements.push_back(parseDef());
  case TokenKind::KeywordIf:
    return statements.push_back(parseIf());
  case TokenKind::KeywordFor:
    return statements.push_back(parseFor());
  case TokenKind::KeywordWhile:
    return statements.push_back(parseWhile());
  case TokenKind::KeywordWith:
    return statements.push_back(parseWith());
  default:
    return parseSimpleStatements(statements);
  }
}

//===----------------------------------------------------------------------===//
// On one line
//===----------------------------------------------------------------------===//

/// `a; b; c` up to the end of the line.
void Parser::parseSimpleStatements(std::vector<const Stmt *> &statements) {
  do
    statements.push_back(parseSimpleStatement());
  while (consume(TokenKind::Semicolon) && !at(TokenKind::Newline));
  expect(TokenKind::Newline, "after the statement");
}

static bool isPythonOnly(StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases({"class", "try", "except", "finally", "raise", "yield"}, true)
      .Cases({"global", "nonlocal", "del", "async", "await"}, true)
      .Default(false);
}

const Stmt *Parser::parseSimpleStatement() {
  SMLoc loc = token.loc;
  switch (token.kind) {
  case TokenKind::KeywordPass:
    advance();
    return arena.make<PassStmt>(loc);
  case TokenKind::KeywordBreak:
    advance();
    return arena.make<BreakStmt>(loc);
  case TokenKind::KeywordContinue:
    advance();
    return arena.make<ContinueStmt>(loc);
  case TokenKind::KeywordImport:
    return parseImport();
  case TokenKind::KeywordFrom:
    return parseFromImport();
  case TokenKind::KeywordReturn:
    return parseReturn();
  case TokenKind::KeywordAssert:
    return parseAssert();
  case TokenKind::Name:
    if (isPythonOnly(token.text))
      error(loc, "'" + token.text +
                     "' is not part of .tfg, which describes a graph and "
                     "executes nothing");
    return parseExpressionStatement();
  default:
    return parseExpressionStatement();
  }
}

const Stmt *Parser::parseReturn() {
  SMLoc loc = token.loc;
  advance();
  bool isBare = at(TokenKind::Newline) || at(TokenKind::Semicolon);
  return arena.make<ReturnStmt>(loc, isBare ? nullptr : parseExpressionList());
}

const Stmt *Parser::parseAssert() {
  SMLoc loc = token.loc;
  advance();
  const Expr *condition = parseExpression(), *message = nullptr;
  if (consume(TokenKind::Comma))
    message = parseExpression();
  return arena.make<AssertStmt>(loc, condition, message);
}

static std::optional<BinaryOp> augmentedOperator(TokenKind kind) {
  switch (kind) {
  case TokenKind::PlusEqual:
    return BinaryOp::Add;
  case TokenKind::MinusEqual:
    return BinaryOp::Sub;
  case TokenKind::StarEqual:
    return BinaryOp::Mul;
  case TokenKind::SlashEqual:
    return BinaryOp::Div;
  case TokenKind::SlashSlashEqual:
    return BinaryOp::FloorDiv;
  case TokenKind::PercentEqual:
    return BinaryOp::Mod;
  case TokenKind::StarStarEqual:
    return BinaryOp::Pow;
  case TokenKind::AtEqual:
    return BinaryOp::MatMul;
  case TokenKind::AmpersandEqual:
    return BinaryOp::BitAnd;
  case TokenKind::BarEqual:
    return BinaryOp::BitOr;
  case TokenKind::CaretEqual:
    return BinaryOp::BitXor;
  case TokenKind::ShiftLeftEqual:
    return BinaryOp::ShiftLeft;
  case TokenKind::ShiftRightEqual:
    return BinaryOp::ShiftRight;
  default:
    return std::nullopt;
  }
}

/// Tells an error unless `target` is something that can be assigned to.
void Parser::checkTarget(const Expr *target) {
  if (llvm::isa<NameExpr, SubscriptExpr>(target))
    return;
  ArrayRef<const Expr *> items;
  if (auto *tuple = llvm::dyn_cast<TupleExpr>(target))
    items = tuple->items;
  else if (auto *list = llvm::dyn_cast<ListExpr>(target))
    items = list->items;
  else
    error(target->loc, "cannot assign to this: expected a name, an item or a "
                       "tuple of them");
  for (const Expr *item : items)
    checkTarget(item);
}

/// `a += b`, `a = b = c`, or an expression alone.
const Stmt *Parser::parseExpressionStatement() {
  SMLoc loc = token.loc;
  const Expr *value = parseExpressionList();
  if (std::optional<BinaryOp> op = augmentedOperator(token.kind)) {
    SMLoc opLoc = token.loc;
    if (!llvm::isa<NameExpr, SubscriptExpr>(value))
      error(value->loc, "cannot assign to this: expected a name or an item");
    advance();
    return arena.make<AugmentedAssignStmt>(opLoc, *op, value,
                                           parseExpressionList());
  }
  if (!at(TokenKind::Equal))
    return arena.make<ExpressionStmt>(loc, value);
  std::vector<const Expr *> targets;
  while (consume(TokenKind::Equal)) {
    checkTarget(value);
    targets.push_back(value);
    value = parseExpressionList();
  }
  return arena.make<AssignStmt>(loc, arena.copy(ArrayRef(targets)), value);
}

//===----------------------------------------------------------------------===//
// Imports
//===----------------------------------------------------------------------===//

StringRef Parser::parseName(const char *where) {
  StringRef name = token.text;
  expect(TokenKind::Name, where);
  return name;
}

StringRef Parser::parseDottedName() {
  const char *begin = token.text.begin(), *end = begin;
  do
    end = parseName("of a module").end();
  while (consume(TokenKind::Dot));
  return StringRef(begin, end - begin);
}

/// `import a.b as c, d`
const Stmt *Parser::parseImport() {
  SMLoc loc = token.loc;
  advance();
  std::vector<ImportStmt::Item> items;
  do {
    SMLoc itemLoc = token.loc;
    StringRef module = parseDottedName();
    StringRef first = module.split('.').first;
    if (consume(TokenKind::KeywordAs))
      items.push_back({itemLoc, module, "", parseName("after 'as'")});
    else
      items.push_back({itemLoc, first, "", first});
  } while (consume(TokenKind::Comma));
  return arena.make<ImportStmt>(loc, arena.copy(ArrayRef(items)));
}

/// `from a.b import (c as d, e)`
const Stmt *Parser::parseFromImport() {
  SMLoc loc = token.loc;
  advance();
  StringRef module = parseDottedName();
  expect(TokenKind::KeywordImport, "after the module's name");
  bool isBracketed = consume(TokenKind::LeftParen);
  std::vector<ImportStmt::Item> items;
  do {
    SMLoc itemLoc = token.loc;
    StringRef member = parseName("to import"), name = member;
    if (consume(TokenKind::KeywordAs))
      name = parseName("after 'as'");
    items.push_back({itemLoc, module, member, name});
  } while (consume(TokenKind::Comma) && !at(TokenKind::RightParen));
  if (isBracketed)
    expect(TokenKind::RightParen, "after the imported names");
  return arena.make<ImportStmt>(loc, arena.copy(ArrayRef(items)));
}

//===----------------------------------------------------------------------===//
// With blocks
//===----------------------------------------------------------------------===//

/// The block after a colon: indented, or statements on the same line.
Block Parser::parseBlock() {
  expect(TokenKind::Colon, "before the block");
  std::vector<const Stmt *> statements;
  if (!consume(TokenKind::Newline)) {
    parseSimpleStatements(statements);
    return arena.copy(ArrayRef(statements));
  }
  if (!consume(TokenKind::Indent))
    expected("an indented block");
  while (!at(TokenKind::Dedent) && !at(TokenKind::End))
    parseStatement(statements);
  consume(TokenKind::Dedent);
  return arena.copy(ArrayRef(statements));
}

Block Parser::parseElse() {
  return consume(TokenKind::KeywordElse) ? parseBlock() : Block();
}

const Stmt *Parser::parseIf() {
  SMLoc loc = token.loc;
  std::vector<IfStmt::Branch> branches;
  do {
    advance();
    const Expr *condition = parseExpression();
    branches.push_back({condition, parseBlock()});
  } while (at(TokenKind::KeywordElif));
  return arena.make<IfStmt>(loc, arena.copy(ArrayRef(branches)), parseElse());
}

const Stmt *Parser::parseFor() {
  SMLoc loc = token.loc;
  advance();
  const Expr *target = parseTargetList();
  expect(TokenKind::KeywordIn, "after the loop's variable");
  const Expr *iterable = parseExpressionList();
  Block body = parseBlock();
  return arena.make<ForStmt>(loc, target, iterable, body, parseElse());
}

const Stmt *Parser::parseWhile() {
  SMLoc loc = token.loc;
  advance();
  const Expr *condition = parseExpression();
  Block body = parseBlock();
  return arena.make<WhileStmt>(loc, condition, body, parseElse());
}

const Stmt *Parser::parseWith() {
  SMLoc loc = token.loc;
  advance();
  std::vector<WithStmt::Item> items;
  do {
    const Expr *context = parseExpression(), *target = nullptr;
    if (consume(TokenKind::KeywordAs)) {
      target = parsePostfix();
      checkTarget(target);
    }
    items.push_back({context, target});
  } while (consume(TokenKind::Comma));
  Block body = parseBlock();
  return arena.make<WithStmt>(loc, arena.copy(ArrayRef(items)), body);
}
