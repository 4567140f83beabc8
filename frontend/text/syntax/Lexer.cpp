#include "frontend/text/syntax/Lexer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ConvertUTF.h"

using namespace tfc::text;

/// More bracket or block levels than anyone writes; keeps the stack bounded.
static constexpr unsigned maxIndentations = 100;

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

Lexer::Lexer(const Source &source, Arena &arena)
    : source(source), arena(arena), cursor(source.text().begin()),
      end(source.text().end()) {
  indentations.push_back({});
  if (source.text().starts_with("\xEF\xBB\xBF")) // a byte order mark
    cursor += 3;
}

Lexer::Lexer(const Source &source, Arena &arena, StringRef text)
    : source(source), arena(arena), cursor(text.begin()), end(text.end()),
      insideFormat(true), atLineStart(false) {}

Token Lexer::make(TokenKind kind, const char *begin) const {
  Token token;
  token.kind = kind;
  token.loc = SMLoc::getFromPointer(begin);
  token.text = StringRef(begin, cursor - begin);
  return token;
}

Token Lexer::fail(const char *at, const llvm::Twine &message) {
  source.error(SMLoc::getFromPointer(at)) << message;
  failed = true;
  return make(TokenKind::Error, at);
}

void Lexer::skipLineBreak() {
  if (peek() == '\r' && peek(1) == '\n')
    ++cursor;
  ++cursor;
}

/// Skips blanks, comments and joined lines. False at a stray backslash.
bool Lexer::skipBlanks() {
  for (;;) {
    char c = peek();
    if (c == ' ' || c == '\t' || c == '\f') {
      ++cursor;
    } else if (c == '#') {
      while (cursor != end && !atLineBreak())
        ++cursor;
    } else if (c == '\\') {
      ++cursor;
      if (!atLineBreak())
        return false;
      skipLineBreak();
    } else if (atLineBreak() && (insideFormat || !brackets.empty())) {
      skipLineBreak();
    } else {
      return true;
    }
  }
}

/// Measures the indentation of the next line that is not blank.
Token Lexer::lexLineStart() {
  Indentation indentation;
  for (;;) {
    char c = peek();
    if (c == ' ') {
      ++indentation.wide;
      ++indentation.narrow;
    } else if (c == '\t') {
      indentation.wide = (indentation.wide / 8 + 1) * 8;
      ++indentation.narrow;
    } else if (c == '\f') {
      indentation = {};
    } else if (c == '#') {
      while (cursor != end && !atLineBreak())
        ++cursor;
      continue;
    } else if (atLineBreak()) {
      skipLineBreak();
      indentation = {};
      continue;
    } else {
      break;
    }
    ++cursor;
  }
  atLineStart = false;
  if (cursor == end)
    indentation = {};

  const Indentation &current = indentations.back();
  if (indentation.wide == current.wide) {
    if (indentation.narrow != current.narrow)
      return fail(cursor, "tabs and spaces of this line's indentation do not "
                          "match the line above");
    return next();
  }
  if (indentation.wide > current.wide) {
    if (indentation.narrow <= current.narrow)
      return fail(cursor, "tabs and spaces of this line's indentation do not "
                          "match the line above");
    if (indentations.size() > maxIndentations)
      return fail(cursor, "blocks are nested too deep: more than " +
                              llvm::Twine(maxIndentations) + " levels");
    indentations.push_back(indentation);
    return make(TokenKind::Indent, cursor);
  }
  while (indentation.wide < indentations.back().wide) {
    indentations.pop_back();
    ++pendingDedents;
  }
  if (indentation.wide != indentations.back().wide ||
      indentation.narrow != indentations.back().narrow)
    return fail(cursor, "indentation matches no block around this line");
  return next();
}

static TokenKind keywordOrName(StringRef text) {
  return llvm::StringSwitch<TokenKind>(text)
#define KEYWORD(NAME, SPELLING) .Case(SPELLING, TokenKind::Keyword##NAME)
#include "frontend/text/syntax/Tokens.def"
      .Default(TokenKind::Name);
}

static bool isNameStart(char c) { return llvm::isAlpha(c) || c == '_'; }
static bool isNamePart(char c) { return llvm::isAlnum(c) || c == '_'; }

Token Lexer::next() {
  if (failed)
    return make(TokenKind::End, cursor);
  if (pendingDedents) {
    --pendingDedents;
    return make(TokenKind::Dedent, cursor);
  }
  if (atLineStart)
    return lexLineStart();
  const char *before = cursor;
  if (!skipBlanks())
    return fail(cursor - 1, "expected the end of the line after '\\'");

  const char *begin = cursor;
  if (cursor == end) {
    if (!brackets.empty())
      return fail(brackets.back(),
                  "'" + llvm::Twine(*brackets.back()) + "' is never closed");
    if (lineHasTokens && !insideFormat) {
      lineHasTokens = false;
      cursor = before;
      Token newline = make(TokenKind::Newline, before);
      cursor = end;
      atLineStart = true;
      return newline;
    }
    if (indentations.size() > 1) {
      pendingDedents = indentations.size() - 1;
      indentations.resize(1);
      return next();
    }
    return make(TokenKind::End, cursor);
  }
  if (atLineBreak()) {
    // Where the line's text ends is a better place than behind a comment.
    Token newline = make(TokenKind::Newline, before);
    skipLineBreak();
    atLineStart = true;
    lineHasTokens = false;
    return newline;
  }
  lineHasTokens = true;

  if (isNameStart(*cursor)) {
    while (isNamePart(peek()))
      ++cursor;
    StringRef word(begin, cursor - begin);
    if ((peek() == '"' || peek() == '\'') && word.size() <= 2 &&
        word.find_first_not_of("rRbBuUfF") == StringRef::npos)
      return lexString(word);
    return make(keywordOrName(word), begin);
  }
  if (llvm::isDigit(*cursor) || (*cursor == '.' && llvm::isDigit(peek(1))))
    return lexNumber();
  if (*cursor == '"' || *cursor == '\'')
    return lexString("");
  return lexPunctuation();
}

Token Lexer::lexPunctuation() {
  const char *begin = cursor;
  StringRef rest(cursor, end - cursor);
  TokenKind kind = TokenKind::Error;
  auto match = [&](TokenKind candidate, StringRef spelling) {
    if (kind != TokenKind::Error || !rest.starts_with(spelling))
      return;
    kind = candidate;
    cursor += spelling.size();
  };
#define PUNCTUATION(NAME, SPELLING) match(TokenKind::NAME, SPELLING);
#include "frontend/text/syntax/Tokens.def"
  switch (kind) {
  case TokenKind::Error: {
    if (llvm::isPrint(*begin))
      return fail(begin, "unexpected character '" + llvm::Twine(*begin) + "'");
    return fail(begin, "unexpected character: names and operators are ASCII");
  }
  case TokenKind::LeftParen:
  case TokenKind::LeftBracket:
  case TokenKind::LeftBrace:
    brackets.push_back(begin);
    break;
  case TokenKind::RightParen:
  case TokenKind::RightBracket:
  case TokenKind::RightBrace: {
    char open = *begin == ')' ? '(' : *begin == ']' ? '[' : '{';
    if (brackets.empty())
      return fail(begin, "'" + llvm::Twine(*begin) + "' closes nothing");
    if (*brackets.back() != open)
      return fail(begin, "'" + llvm::Twine(*begin) + "' does not close '" +
                             llvm::Twine(*brackets.back()) + "'");
    brackets.pop_back();
    break;
  }
  default:
    break;
  }
  return make(kind, begin);
}

Token Lexer::lexNumber() {
  const char *begin = cursor;
  unsigned radix = 10;
  if (peek() == '0') {
    char letter = llvm::toLower(peek(1));
    radix = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
  }
  bool isFloat = false;
  if (radix != 10) {
    cursor += 2;
    while (isNamePart(peek()))
      ++cursor;
  } else {
    auto skipDigits = [&] {
      while (llvm::isDigit(peek()) || peek() == '_')
        ++cursor;
    };
    skipDigits();
    if (peek() == '.') {
      isFloat = true;
      ++cursor;
      skipDigits();
    }
    unsigned sign = peek(1) == '+' || peek(1) == '-';
    if (llvm::toLower(peek()) == 'e' && llvm::isDigit(peek(1 + sign))) {
      isFloat = true;
      cursor += 1 + sign;
      skipDigits();
    }
    if (isNamePart(peek())) {
      while (isNamePart(peek()))
        ++cursor;
      return fail(begin, "expected a number, found '" +
                             StringRef(begin, cursor - begin) + "'");
    }
  }

  Token token = make(isFloat ? TokenKind::Float : TokenKind::Int, begin);
  std::string digits;
  StringRef body = token.text.drop_front(radix == 10 ? 0 : 2);
  for (size_t i = 0; i < body.size(); ++i) {
    // Underscores stand between digits only.
    if (body[i] == '_' && i + 1 < body.size() && llvm::isAlnum(body[i + 1]) &&
        (i > 0 ? llvm::isAlnum(body[i - 1]) : radix != 10))
      continue;
    digits += body[i];
  }
  if (isFloat) {
    if (StringRef(digits).contains('_') ||
        !llvm::to_float(StringRef(digits), token.floatValue))
      return fail(begin, "expected a number, found '" + token.text + "'");
    return token;
  }
  unsigned long long value = 0;
  if (digits.find_first_not_of(radix == 16  ? "0123456789abcdefABCDEF"
                               : radix == 8 ? "01234567"
                               : radix == 2
                                   ? "01"
                                   : "0123456789") != std::string::npos ||
      digits.empty() ||
      (radix == 10 && digits.size() > 1 && digits[0] == '0' &&
       StringRef(digits).find_first_not_of('0') != StringRef::npos))
    return fail(begin, "expected a number, found '" + token.text + "'");
  if (StringRef(digits).getAsInteger(radix, value) ||
      value > uint64_t(INT64_MAX))
    return fail(begin, "integer is too large: 64 bits with sign are the most");
  token.intValue = value;
  return token;
}

Token Lexer::lexString(StringRef prefix) {
  const char *begin = prefix.empty() ? cursor : prefix.begin();
  bool raw = prefix.contains_insensitive('r');
  bool format = prefix.contains_insensitive('f');
  char quote = peek();
  bool triple = peek(1) == quote && peek(2) == quote;
  cursor += triple ? 3 : 1;

  const char *inside = cursor;
  for (;;) {
    if (cursor == end || (!triple && atLineBreak()))
      return fail(begin, triple ? "unterminated string: its \"\"\" or ''' is "
                                  "never closed"
                                : "unterminated string: expected " +
                                      StringRef(&quote, 1) +
                                      " before the end of the line");
    if (peek() == '\\' && cursor + 1 != end) {
      ++cursor;
      if (atLineBreak())
        skipLineBreak();
      else
        ++cursor;
      continue;
    }
    if (peek() == quote && (!triple || (peek(1) == quote && peek(2) == quote)))
      break;
    ++cursor;
  }
  StringRef text(inside, cursor - inside);
  cursor += triple ? 3 : 1;

  Token token = make(format ? TokenKind::Format : TokenKind::String, begin);
  token.raw = raw;
  token.text = text;
  if (raw || format)
    return token;
  if (!text.contains('\\') && !text.contains('\r'))
    return token;
  std::string decoded;
  if (const char *bad = decodeEscapes(text, decoded))
    return fail(bad, "this escape is not well formed; write '\\\\' for a "
                     "backslash");
  token.text = arena.copy(StringRef(decoded));
  return token;
}

/// Appends the character of `digits` hexadecimal digits at `text`'s front.
static bool decodeHex(StringRef &text, unsigned digits, bool isByte,
                      std::string &result) {
  unsigned code = 0;
  if (text.size() < digits || text.take_front(digits).getAsInteger(16, code))
    return false;
  text = text.drop_front(digits);
  char buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
  char *position = buffer;
  if (isByte && code > 127)
    return false; // a byte of its own would not be UTF-8
  if (!llvm::ConvertCodePointToUTF8(code, position))
    return false;
  result.append(buffer, position);
  return true;
}

const char *tfc::text::decodeEscapes(StringRef text, std::string &result) {
  while (!text.empty()) {
    const char *at = text.begin();
    char c = text.front();
    text = text.drop_front();
    if (c == '\r') { // Python reads every line break as \n
      text.consume_front("\n");
      result += '\n';
      continue;
    }
    if (c != '\\' || text.empty()) {
      result += c;
      continue;
    }
    char escape = text.front();
    text = text.drop_front();
    static const StringRef letters = "abfnrtv\\'\"";
    static const StringRef meanings = "\a\b\f\n\r\t\v\\'\"";
    if (size_t i = letters.find(escape); i != StringRef::npos) {
      result += meanings[i];
    } else if (escape == '\n') {
      continue;
    } else if (escape == '\r') {
      text.consume_front("\n");
    } else if (escape >= '0' && escape <= '7') {
      unsigned code = escape - '0';
      for (unsigned i = 0;
           i < 2 && !text.empty() && text[0] >= '0' && text[0] <= '7'; ++i) {
        code = code * 8 + (text[0] - '0');
        text = text.drop_front();
      }
      if (code == 0 || code > 127)
        return at;
      result += char(code);
    } else if (escape == 'x' || escape == 'u' || escape == 'U') {
      unsigned digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
      if (!decodeHex(text, digits, escape == 'x', result))
        return at;
    } else if (escape == 'N') {
      return at;
    } else { // as in Python, an unknown escape stands for itself
      result += '\\';
      result += escape;
    }
  }
  return nullptr;
}
