// Python's backslash escapes.
#include "frontend/text/syntax/Lexer.h"

#include "llvm/Support/ConvertUTF.h"

using namespace tfc::text;

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
