// The names of tokens in errors.
#include "frontend/text/syntax/Token.h"

#include "llvm/Support/ErrorHandling.h"

using llvm::StringRef;
using namespace tfc::text;

StringRef tfc::text::describe(TokenKind kind) {
  switch (kind) {
  case TokenKind::End:
    return "the end of the file";
  case TokenKind::Error:
    return "an error";
  case TokenKind::Newline:
    return "the end of the line";
  case TokenKind::Indent:
    return "an indented line";
  case TokenKind::Dedent:
    return "the end of the block";
  case TokenKind::Int:
  case TokenKind::Float:
    return "a number";
  case TokenKind::String:
  case TokenKind::Format:
    return "a string";
  case TokenKind::Name:
    return "a name";
#define KEYWORD(NAME, SPELLING)                                                \
  case TokenKind::Keyword##NAME:                                               \
    return "'" SPELLING "'";
#define PUNCTUATION(NAME, SPELLING)                                            \
  case TokenKind::NAME:                                                        \
    return "'" SPELLING "'";
#include "frontend/text/syntax/Tokens.def"
  }
  llvm_unreachable("covered above");
}
