// Tokens of .tfg: Python's, less those of statements that tfc does not have.
#ifndef TFC_FRONTEND_TEXT_SYNTAX_TOKEN_H
#define TFC_FRONTEND_TEXT_SYNTAX_TOKEN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SMLoc.h"

#include <cstdint>

namespace tfc::text {

enum class TokenKind : uint8_t {
  End,
  Error, // reported already
  Newline,
  Indent,
  Dedent,
  Int,
  Float,
  String,
  Format, // f"..", text is the undecoded inside
  Name,
#define KEYWORD(NAME, SPELLING) Keyword##NAME,
#define PUNCTUATION(NAME, SPELLING) NAME,
#include "frontend/text/syntax/Tokens.def"
};

struct Token {
  TokenKind kind = TokenKind::End;
  llvm::SMLoc loc;
  llvm::StringRef text; // a name's or keyword's text, a string's value
  int64_t intValue = 0;
  double floatValue = 0;
  bool raw = false; // a Format token of prefix rf

  bool is(TokenKind other) const { return kind == other; }
};

/// How a token is called in an error: "'='", "a name", "end of line".
llvm::StringRef describe(TokenKind kind);

} // namespace tfc::text

#endif
