// Lexer: numbers and strings.
#include "frontend/text/syntax/Lexer.h"

#include "llvm/ADT/StringExtras.h"

using namespace tfc::text;

/// The radix of a number: 16, 8 or 2 behind 0x, 0o and 0b, else 10.
static unsigned radixOf(char first, char second) {
  char letter = first == '0' ? llvm::toLower(second) : 0;
  return letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
}

/// The digits of a number without the underscores that stand between them; an
/// underscore that stands elsewhere stays, and is no digit.
static std::string digitsOf(StringRef body, unsigned radix) {
  std::string digits;
  for (size_t i = 0; i < body.size(); ++i) {
    bool isBetween = i + 1 < body.size() && llvm::isAlnum(body[i + 1]) &&
                     (i > 0 ? llvm::isAlnum(body[i - 1]) : radix != 10);
    if (body[i] != '_' || !isBetween)
      digits += body[i];
  }
  return digits;
}

/// Whether Python takes `digits` for an int: 007 is none, but 000 is.
static bool isInt(StringRef digits, unsigned radix) {
  StringRef valid = "0123456789abcdefABCDEF";
  if (radix != 16)
    valid = valid.take_front(radix);
  bool hasLeadingZero = radix == 10 && digits.size() > 1 && digits[0] == '0' &&
                        digits.find_first_not_of('0') != StringRef::npos;
  return !digits.empty() && !hasLeadingZero &&
         digits.find_first_not_of(valid) == StringRef::npos;
}

/// Goes past `1_000.5e-3`; whether that is a float.
bool Lexer::skipDecimal() {
  bool isFloat = false;
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
  return isFloat;
}

Token Lexer::lexNumber() {
  const char *begin = cursor;
  unsigned radix = radixOf(peek(), peek(1));
  bool isFloat = false;
  if (radix == 10)
    isFloat = skipDecimal();
  else
    cursor += 2;
  const char *end = cursor;
  while (isNamePart(peek()))
    ++cursor;

  Token token = make(isFloat ? TokenKind::Float : TokenKind::Int, begin);
  std::string digits =
      digitsOf(token.text.drop_front(radix == 10 ? 0 : 2), radix);
  bool isRight = isFloat ? !StringRef(digits).contains('_') &&
                               llvm::to_float(digits, token.floatValue)
                         : isInt(digits, radix);
  if (!isRight || (radix == 10 && cursor != end))
    return fail(begin, "expected a number, found '" + token.text + "'");
  unsigned long long value = 0;
  if (!isFloat && (StringRef(digits).getAsInteger(radix, value) ||
                   value > uint64_t(INT64_MAX)))
    return fail(begin, "integer is too large: 64 bits with sign are the most");
  token.intValue = value;
  return token;
}

/// The text between the quotes; escapes in it stay where `raw` or a format has
/// to see them.
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
