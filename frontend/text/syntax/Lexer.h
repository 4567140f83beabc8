// Text to tokens, with Python's rules for lines, brackets and indentation.
#ifndef TFC_FRONTEND_TEXT_SYNTAX_LEXER_H
#define TFC_FRONTEND_TEXT_SYNTAX_LEXER_H

#include "frontend/text/syntax/Ast.h"
#include "frontend/text/syntax/Source.h"
#include "frontend/text/syntax/Token.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

namespace tfc::text {

class Lexer {
public:
  /// The whole of a source.
  Lexer(const Source &source, Arena &arena);

  /// An expression inside a format string: `text` is part of the source, and
  /// line breaks in it mean nothing.
  Lexer(const Source &source, Arena &arena, llvm::StringRef text);

  /// The next token. An Error token is followed by End for ever.
  Token next();

private:
  /// How deep a line stands, counted with tabs to columns of eight and with
  /// tabs as one space: lines must compare the same under both.
  struct Indentation {
    unsigned wide = 0, narrow = 0;
  };

  Token lexLineStart();
  Token lexNumber();
  bool skipDecimal();
  Token lexString(llvm::StringRef prefix);
  Token lexPunctuation();
  Token make(TokenKind kind, const char *begin) const;
  Token fail(const char *at, const llvm::Twine &message);

  char peek(unsigned ahead = 0) const {
    return ahead < size_t(end - cursor) ? cursor[ahead] : 0;
  }
  bool atLineBreak() const { return peek() == '\n' || peek() == '\r'; }
  void skipLineBreak();
  bool skipBlanks();

  const Source &source;
  Arena &arena;
  const char *cursor, *end;
  llvm::SmallVector<Indentation> indentations;
  llvm::SmallVector<const char *> brackets;
  unsigned pendingDedents = 0;
  bool insideFormat = false;
  bool atLineStart = true;
  bool lineHasTokens = false;
  bool failed = false;
};

/// Whether a character may stand in a name, behind its first.
inline bool isNamePart(char c) { return llvm::isAlnum(c) || c == '_'; }

/// Replaces Python's backslash escapes in `text`, into `result`. Returns null,
/// or the place of an escape that is not well formed.
const char *decodeEscapes(llvm::StringRef text, std::string &result);

} // namespace tfc::text

#endif
