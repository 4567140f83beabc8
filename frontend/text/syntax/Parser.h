// Tokens to a syntax tree: a recursive descent over Python's grammar, as much
// of it as .tfg has. The first error ends it.
#ifndef TFC_FRONTEND_TEXT_SYNTAX_PARSER_H
#define TFC_FRONTEND_TEXT_SYNTAX_PARSER_H

#include "frontend/text/syntax/Ast.h"
#include "frontend/text/syntax/Lexer.h"

#include <optional>
#include <vector>

namespace tfc::text {

/// After the first error, which is told, the tokens are at their end for ever:
/// rules go on without a look back, find nothing more, and return nodes that
/// nobody reads.
class Parser {
public:
  Parser(const Source &source, Arena &arena);

  /// The statements of the file, or nothing after an error.
  std::optional<Block> parseFile();

private:
  Parser(const Source &source, Arena &arena, StringRef text, unsigned depth);

  // Statements (ParseStatements.cpp).
  void parseStatement(std::vector<const Stmt *> &statements);
  void parseSimpleStatements(std::vector<const Stmt *> &statements);
  const Stmt *parseSimpleStatement();
  const Stmt *parseReturn();
  const Stmt *parseAssert();
  const Stmt *parseExpressionStatement();
  const Stmt *parseImport();
  const Stmt *parseFromImport();
  StringRef parseDottedName();
  StringRef parseName(const char *where);
  Block parseBlock();
  Block parseElse();
  const Stmt *parseIf();
  const Stmt *parseFor();
  const Stmt *parseWhile();
  const Stmt *parseWith();
  void checkTarget(const Expr *target);

  // Functions and calls (ParseFunctions.cpp).
  const Stmt *parseDef();
  const Expr *parseLambda();
  ArrayRef<Parameter> parseParameters(TokenKind close);
  void parseParameter(TokenKind close, Parameter &parameter);
  void checkParameter(const Parameter &parameter, ArrayRef<Parameter> before);
  ArrayRef<Argument> parseArguments();
  Argument parseArgument();

  // Operators (ParseOperators.cpp).
  const Expr *parseExpression();
  const Expr *parseExpressionList();
  const Expr *parseOr();
  const Expr *parseAnd();
  const Expr *parseNot();
  const Expr *parseComparison();
  const Expr *parseBinary(unsigned minimumPrecedence);
  const Expr *parseUnary();

  // The values that operators join (ParseAtoms.cpp).
  const Expr *parsePostfix();
  const Expr *parseAtom();
  const Expr *parseParenthesis();
  const Expr *parseList();
  const Expr *parseDict();
  const Expr *parseTargetList();
  const Expr *parseSubscriptIndex();
  const Expr *parseSubscriptItem();
  const Expr *parseComprehension(SMLoc loc, const Expr *element);
  void parseItems(TokenKind close, std::vector<const Expr *> &items);

  // Strings (ParseStrings.cpp).
  const Expr *parseStrings();
  void parseFormat(const Token &token, std::vector<FormatExpr::Part> &parts,
                   std::string &text);
  size_t parseReplacement(const char *open, StringRef rest,
                          FormatExpr::Part &part);

  // Tokens.
  void advance();
  bool at(TokenKind kind) const { return token.is(kind); }
  bool consume(TokenKind kind) {
    if (!at(kind))
      return false;
    advance();
    return true;
  }
  void expect(TokenKind kind, const char *where);
  /// The error that ends it; returns a value that nobody reads.
  const Expr *error(SMLoc loc, const llvm::Twine &message);
  const Expr *expected(const llvm::Twine &what);
  /// Ends it, the error having been told.
  void fail();

  /// Counts one level of nesting while it lives; too many are an error.
  class Nesting {
  public:
    explicit Nesting(Parser &parser);
    ~Nesting() { --parser.depth; }

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
