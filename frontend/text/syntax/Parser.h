// Tokens to a syntax tree: a recursive descent over Python's grammar, as much
// of it as .tfg has. The first error ends it.
#ifndef TFC_FRONTEND_TEXT_SYNTAX_PARSER_H
#define TFC_FRONTEND_TEXT_SYNTAX_PARSER_H

#include "frontend/text/syntax/Ast.h"
#include "frontend/text/syntax/Lexer.h"

#include <optional>
#include <vector>

namespace tfc::text {

class Parser {
public:
  Parser(const Source &source, Arena &arena);

  /// The statements of the file, or nothing after an error.
  std::optional<Block> parseFile();

private:
  Parser(const Source &source, Arena &arena, StringRef text, unsigned depth);

  // Statements (ParseStatements.cpp). False, or null, after an error.
  bool parseStatement(std::vector<const Stmt *> &statements);
  bool parseSimpleStatements(std::vector<const Stmt *> &statements);
  const Stmt *parseSimpleStatement();
  const Stmt *parseExpressionStatement();
  const Stmt *parseImport();
  const Stmt *parseFromImport();
  std::optional<StringRef> parseDottedName();
  std::optional<Block> parseBlock();
  const Stmt *parseDef();
  const Stmt *parseIf();
  const Stmt *parseFor();
  const Stmt *parseWhile();
  const Stmt *parseWith();
  std::optional<ArrayRef<Parameter>> parseParameters(TokenKind close);
  std::optional<Block> parseElse();
  bool checkTarget(const Expr *target);

  // Expressions (ParseExpressions.cpp).
  const Expr *parseExpression();
  const Expr *parseExpressionList();
  const Expr *parseTargetList();
  const Expr *parseOr();
  const Expr *parseAnd();
  const Expr *parseNot();
  const Expr *parseComparison();
  const Expr *parseBinary(unsigned minimumPrecedence);
  const Expr *parseUnary();
  const Expr *parsePostfix();
  const Expr *parseAtom();
  const Expr *parseParenthesis();
  const Expr *parseList();
  const Expr *parseDict();
  const Expr *parseLambda();
  const Expr *parseStrings();
  const Expr *parseSubscriptIndex();
  const Expr *parseSubscriptItem();
  bool parseFormat(const Token &token, std::vector<FormatExpr::Part> &parts,
                   std::string &text);
  const Expr *parseComprehension(SMLoc loc, const Expr *element);
  std::optional<ArrayRef<Argument>> parseArguments();
  bool parseItems(TokenKind close, std::vector<const Expr *> &items);

  // Tokens.
  void advance() { token = lexer.next(); }
  bool at(TokenKind kind) const { return token.is(kind); }
  bool consume(TokenKind kind) {
    if (!at(kind))
      return false;
    advance();
    return true;
  }
  bool expect(TokenKind kind, const char *where);
  std::nullptr_t error(SMLoc loc, const llvm::Twine &message);
  std::nullptr_t expected(const llvm::Twine &what);

  /// Counts one level of nesting while it lives.
  class Nesting {
  public:
    explicit Nesting(Parser &parser) : parser(parser) { ++parser.depth; }
    ~Nesting() { --parser.depth; }
    /// False, with an error, when the source is nested too deep.
    bool check();

  private:
    Parser &parser;
  };

  const Source &source;
  Arena &arena;
  Lexer lexer;
  Token token;
  unsigned depth = 0;
  bool insideFormat = false;
  bool failed = false;
};

} // namespace tfc::text

#endif
