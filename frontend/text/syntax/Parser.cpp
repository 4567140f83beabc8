// Parser: tokens and errors, which all rules share.
#include "frontend/text/syntax/Parser.h"

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

std::optional<Block> Parser::parseFile() {
  std::vector<const Stmt *> statements;
  while (!at(TokenKind::End))
    if (!consume(TokenKind::Newline))
      parseStatement(statements);
  if (failed)
    return std::nullopt;
  return arena.copy(ArrayRef(statements));
}

void Parser::advance() {
  if (failed)
    return;
  token = lexer.next();
  if (at(TokenKind::Error)) // the lexer has told of it
    fail();
}

void Parser::fail() {
  failed = true;
  token.kind = TokenKind::End;
}

const Expr *Parser::error(SMLoc loc, const llvm::Twine &message) {
  if (!failed)
    source.error(loc) << message;
  fail();
  return arena.make<NoneExpr>(loc);
}

const Expr *Parser::expected(const llvm::Twine &what) {
  std::string found = at(TokenKind::Name) ? "'" + token.text.str() + "'"
                      : at(TokenKind::End) && insideFormat
                          ? "'}'"
                          : describe(token.kind).str();
  return error(token.loc, "expected " + what + ", found " + found);
}

void Parser::expect(TokenKind kind, const char *where) {
  if (!consume(kind))
    expected(describe(kind) + " " + where);
}

Parser::Nesting::Nesting(Parser &parser) : parser(parser) {
  if (++parser.depth > maxNesting)
    parser.error(parser.token.loc, "nesting is too deep: more than " +
                                       llvm::Twine(maxNesting) + " levels");
}
