// Parser: statements and what is common to all rules.
#include "frontend/text/syntax/Parser.h"

#include "llvm/ADT/StringSwitch.h"

using namespace tfc::text;

/// Levels of brackets, operators and blocks inside each other. The recursion of
/// parser and evaluator stays far from the end of a common 8 MB stack.
static constexpr unsigned maxNesting = 100;

Parser::Parser(const Source &source, Arena &arena)
    : source(source), arena(arena), lexer(source, arena) {
  advance();
}

Parser::Parser(const Source &source, Arena &arena, StringRef text,
               unsigned depth)
    : source(source), arena(arena), lexer(source, arena, text), depth(depth),
      insideFormat(true) {
  advance();
}

std::nullptr_t Parser::error(SMLoc loc, const llvm::Twine &message) {
  // The lexer has told of its own errors.
  if (!failed && !at(TokenKind::Error))
    source.error(loc) << message;
  failed = true;
  return nullptr;
}

std::nullptr_t Parser::expected(const llvm::Twine &what) {
  std::string found = at(TokenKind::Name) ? "'" + token.text.str() + "'"
                      : at(TokenKind::End) && insideFormat
                          ? "'}'"
                          : describe(token.kind).str();
  return error(token.loc, "expected " + what + ", found " + found);
}

bool Parser::expect(TokenKind kind, const char *where) {
  if (consume(kind))
    return true;
  expected(describe(kind) + " " + where);
  return false;
}

bool Parser::Nesting::check() {
  if (parser.depth <= maxNesting)
    return true;
  parser.error(parser.token.loc, "nesting is too deep: more than " +
                                     llvm::Twine(maxNesting) + " levels");
  return false;
}

std::optional<Block> Parser::parseFile() {
  std::vector<const Stmt *> statements;
  while (!at(TokenKind::End)) {
    if (at(TokenKind::Newline)) {
      advance();
      continue;
    }
    if (!parseStatement(statements))
      return std::nullopt;
  }
  return arena.copy(ArrayRef(statements));
}

bool Parser::parseStatement(std::vector<const Stmt *> &statements) {
  Nesting nesting(*this);
  if (!nesting.check())
    return false;
  const Stmt *statement = nullptr;
  switch (token.kind) {
  case TokenKind::Error:
    return false;
  case TokenKind::Indent:
    error(token.loc, "unexpected indentation: no block begins here");
    return false;
  case TokenKind::At:
    error(token.loc, "decorators are not part of .tfg");
    return false;
  case TokenKind::KeywordDef:
    statement = parseDef();
    break;
  case TokenKind::KeywordIf:
    statement = parseIf();
    break;
  case TokenKind::KeywordFor:
    statement = parseFor();
    break;
  case TokenKind::KeywordWhile:
    statement = parseWhile();
    break;
  case TokenKind::KeywordWith:
    statement = parseWith();
    break;
  default:
    return parseSimpleStatements(statements);
  }
  if (!statement)
    return false;
  statements.push_back(statement);
  return true;
}

/// `a; b; c` up to the end of the line.
bool Parser::parseSimpleStatements(std::vector<const Stmt *> &statements) {
  do {
    const Stmt *statement = parseSimpleStatement();
    if (!statement)
      return false;
    statements.push_back(statement);
  } while (consume(TokenKind::Semicolon) && !at(TokenKind::Newline));
  return expect(TokenKind::Newline, "after the statement");
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
  case TokenKind::KeywordReturn: {
    advance();
    if (at(TokenKind::Newline) || at(TokenKind::Semicolon))
      return arena.make<ReturnStmt>(loc, nullptr);
    const Expr *value = parseExpressionList();
    return value ? arena.make<ReturnStmt>(loc, value) : nullptr;
  }
  case TokenKind::KeywordAssert: {
    advance();
    const Expr *condition = parseExpression(), *message = nullptr;
    if (!condition ||
        (consume(TokenKind::Comma) && !(message = parseExpression())))
      return nullptr;
    return arena.make<AssertStmt>(loc, condition, message);
  }
  case TokenKind::Name:
    if (isPythonOnly(token.text))
      return error(loc, "'" + token.text +
                            "' is not part of .tfg, which describes a graph "
                            "and executes nothing");
    return parseExpressionStatement();
  default:
    return parseExpressionStatement();
  }
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

bool Parser::checkTarget(const Expr *target) {
  if (llvm::isa<NameExpr, SubscriptExpr>(target))
    return true;
  ArrayRef<const Expr *> items;
  if (auto *tuple = llvm::dyn_cast<TupleExpr>(target))
    items = tuple->items;
  else if (auto *list = llvm::dyn_cast<ListExpr>(target))
    items = list->items;
  else
    return error(target->loc, "cannot assign to this: expected a name, an "
                              "item or a tuple of them"),
           false;
  return llvm::all_of(items, [&](auto *item) { return checkTarget(item); });
}

const Stmt *Parser::parseExpressionStatement() {
  SMLoc loc = token.loc;
  const Expr *value = parseExpressionList();
  if (!value)
    return nullptr;
  if (std::optional<BinaryOp> op = augmentedOperator(token.kind)) {
    SMLoc opLoc = token.loc;
    if (!llvm::isa<NameExpr, SubscriptExpr>(value))
      return error(value->loc, "cannot assign to this: expected a name or an "
                               "item");
    advance();
    const Expr *right = parseExpressionList();
    return right ? arena.make<AugmentedAssignStmt>(opLoc, *op, value, right)
                 : nullptr;
  }
  if (!at(TokenKind::Equal))
    return arena.make<ExpressionStmt>(loc, value);
  std::vector<const Expr *> targets;
  while (consume(TokenKind::Equal)) {
    if (!checkTarget(value))
      return nullptr;
    targets.push_back(value);
    if (!(value = parseExpressionList()))
      return nullptr;
  }
  return arena.make<AssignStmt>(loc, arena.copy(ArrayRef(targets)), value);
}

std::optional<StringRef> Parser::parseDottedName() {
  const char *begin = token.text.begin(), *end = begin;
  do {
    end = token.text.end();
    if (!expect(TokenKind::Name, "of a module"))
      return std::nullopt;
  } while (consume(TokenKind::Dot));
  return StringRef(begin, end - begin);
}

const Stmt *Parser::parseImport() {
  SMLoc loc = token.loc;
  advance();
  std::vector<ImportStmt::Item> items;
  do {
    SMLoc itemLoc = token.loc;
    std::optional<StringRef> module = parseDottedName();
    if (!module)
      return nullptr;
    StringRef name = module->split('.').first;
    bool renamed = consume(TokenKind::KeywordAs);
    if (renamed) {
      name = token.text;
      if (!expect(TokenKind::Name, "after 'as'"))
        return nullptr;
    }
    items.push_back({itemLoc, renamed ? *module : name, "", name});
  } while (consume(TokenKind::Comma));
  return arena.make<ImportStmt>(loc, arena.copy(ArrayRef(items)));
}

const Stmt *Parser::parseFromImport() {
  SMLoc loc = token.loc;
  advance();
  std::optional<StringRef> module = parseDottedName();
  if (!module || !expect(TokenKind::KeywordImport, "after the module's name"))
    return nullptr;
  bool bracketed = consume(TokenKind::LeftParen);
  std::vector<ImportStmt::Item> items;
  do {
    ImportStmt::Item item = {token.loc, *module, token.text, token.text};
    if (!expect(TokenKind::Name, "to import"))
      return nullptr;
    if (consume(TokenKind::KeywordAs)) {
      item.name = token.text;
      if (!expect(TokenKind::Name, "after 'as'"))
        return nullptr;
    }
    items.push_back(item);
  } while (consume(TokenKind::Comma) && !at(TokenKind::RightParen));
  if (bracketed && !expect(TokenKind::RightParen, "after the imported names"))
    return nullptr;
  return arena.make<ImportStmt>(loc, arena.copy(ArrayRef(items)));
}

/// What follows a colon: an indented block, or statements on the same line.
std::optional<Block> Parser::parseBlock() {
  if (!expect(TokenKind::Colon, "before the block"))
    return std::nullopt;
  std::vector<const Stmt *> statements;
  if (!at(TokenKind::Newline)) {
    if (!parseSimpleStatements(statements))
      return std::nullopt;
    return arena.copy(ArrayRef(statements));
  }
  advance();
  if (!at(TokenKind::Indent)) {
    expected("an indented block");
    return std::nullopt;
  }
  advance();
  while (!at(TokenKind::Dedent) && !at(TokenKind::End))
    if (!parseStatement(statements))
      return std::nullopt;
  consume(TokenKind::Dedent);
  return arena.copy(ArrayRef(statements));
}

std::optional<Block> Parser::parseElse() {
  if (!consume(TokenKind::KeywordElse))
    return Block();
  return parseBlock();
}

/// Parameters up to and with `close`: ')' of a def, ':' of a lambda (stays).
std::optional<ArrayRef<Parameter>> Parser::parseParameters(TokenKind close) {
  bool isDef = close == TokenKind::RightParen;
  std::vector<Parameter> parameters;
  bool keywordOnly = false, sawDefault = false, sawRest = false;
  while (!at(close)) {
    Parameter parameter = {Parameter::Plain, "", token.loc, nullptr};
    if (!parameters.empty() &&
        parameters.back().kind == Parameter::KeywordRest) {
      error(token.loc,
            "no parameter can follow '**" + parameters.back().name + "'");
      return std::nullopt;
    }
    if (consume(TokenKind::StarStar)) {
      parameter.kind = Parameter::KeywordRest;
    } else if (consume(TokenKind::Star)) {
      if (sawRest) {
        error(parameter.loc, "a second '*' in the parameters");
        return std::nullopt;
      }
      sawRest = keywordOnly = true;
      if (at(TokenKind::Comma)) { // a bare star
        advance();
        continue;
      }
      parameter.kind = Parameter::Rest;
    } else if (keywordOnly) {
      parameter.kind = Parameter::KeywordOnly;
    }
    parameter.name = token.text;
    parameter.loc = token.loc;
    if (!expect(TokenKind::Name, "of a parameter"))
      return std::nullopt;
    for (const Parameter &other : parameters)
      if (other.name == parameter.name) {
        error(parameter.loc, "duplicate name: a parameter '" + parameter.name +
                                 "' stands here twice");
        return std::nullopt;
      }
    if (isDef && consume(TokenKind::Colon) && !parseExpression())
      return std::nullopt; // an annotation says nothing here
    bool mayDefault = parameter.kind == Parameter::Plain ||
                      parameter.kind == Parameter::KeywordOnly;
    if (mayDefault && consume(TokenKind::Equal)) {
      if (!(parameter.defaultValue = parseExpression()))
        return std::nullopt;
      sawDefault |= parameter.kind == Parameter::Plain;
    } else if (parameter.kind == Parameter::Plain && sawDefault) {
      error(parameter.loc, "parameter '" + parameter.name +
                               "' without a default follows one with a "
                               "default");
      return std::nullopt;
    }
    parameters.push_back(parameter);
    if (!consume(TokenKind::Comma))
      break;
  }
  if (isDef && !expect(close, "after the parameters"))
    return std::nullopt;
  return arena.copy(ArrayRef(parameters));
}

const Stmt *Parser::parseDef() {
  SMLoc loc = token.loc;
  advance();
  FunctionSyntax function = {token.text, token.loc, {}, {}, nullptr};
  if (!expect(TokenKind::Name, "of the function") ||
      !expect(TokenKind::LeftParen, "after the function's name"))
    return nullptr;
  std::optional<ArrayRef<Parameter>> parameters =
      parseParameters(TokenKind::RightParen);
  if (!parameters || (consume(TokenKind::Arrow) && !parseExpression()))
    return nullptr;
  std::optional<Block> body = parseBlock();
  if (!body)
    return nullptr;
  function.parameters = *parameters;
  function.body = *body;
  return arena.make<DefStmt>(loc, arena.make<FunctionSyntax>(function));
}

const Stmt *Parser::parseIf() {
  SMLoc loc = token.loc;
  std::vector<IfStmt::Branch> branches;
  do {
    advance();
    const Expr *condition = parseExpression();
    if (!condition)
      return nullptr;
    std::optional<Block> body = parseBlock();
    if (!body)
      return nullptr;
    branches.push_back({condition, *body});
  } while (at(TokenKind::KeywordElif));
  std::optional<Block> orElse = parseElse();
  if (!orElse)
    return nullptr;
  return arena.make<IfStmt>(loc, arena.copy(ArrayRef(branches)), *orElse);
}

const Stmt *Parser::parseFor() {
  SMLoc loc = token.loc;
  advance();
  const Expr *target = parseTargetList();
  if (!target || !expect(TokenKind::KeywordIn, "after the loop's variable"))
    return nullptr;
  const Expr *iterable = parseExpressionList();
  if (!iterable)
    return nullptr;
  std::optional<Block> body = parseBlock();
  if (!body)
    return nullptr;
  std::optional<Block> orElse = parseElse();
  if (!orElse)
    return nullptr;
  return arena.make<ForStmt>(loc, target, iterable, *body, *orElse);
}

const Stmt *Parser::parseWhile() {
  SMLoc loc = token.loc;
  advance();
  const Expr *condition = parseExpression();
  if (!condition)
    return nullptr;
  std::optional<Block> body = parseBlock();
  if (!body)
    return nullptr;
  std::optional<Block> orElse = parseElse();
  if (!orElse)
    return nullptr;
  return arena.make<WhileStmt>(loc, condition, *body, *orElse);
}

const Stmt *Parser::parseWith() {
  SMLoc loc = token.loc;
  advance();
  std::vector<WithStmt::Item> items;
  do {
    const Expr *context = parseExpression(), *target = nullptr;
    if (!context)
      return nullptr;
    if (consume(TokenKind::KeywordAs)) {
      target = parsePostfix();
      if (!target || !checkTarget(target))
        return nullptr;
    }
    items.push_back({context, target});
  } while (consume(TokenKind::Comma));
  std::optional<Block> body = parseBlock();
  if (!body)
    return nullptr;
  return arena.make<WithStmt>(loc, arena.copy(ArrayRef(items)), *body);
}
