// Parser: string literals, and the expressions inside of format strings.
#include "frontend/text/syntax/Parser.h"

using namespace tfc::text;

/// One or more string literals, which join.
const Expr *Parser::parseStrings() {
  SMLoc loc = token.loc;
  std::vector<FormatExpr::Part> parts;
  std::string text; // after the last part
  bool isFormat = false;
  for (; at(TokenKind::String) || at(TokenKind::Format); advance()) {
    if (at(TokenKind::String)) {
      text += token.text;
      continue;
    }
    isFormat = true;
    parseFormat(token, parts, text);
  }
  if (!isFormat)
    return arena.make<StringExpr>(loc, arena.copy(StringRef(text)));
  if (!text.empty())
    parts.push_back({arena.copy(StringRef(text)), nullptr, "", false});
  return arena.make<FormatExpr>(loc, arena.copy(ArrayRef(parts)));
}

/// The end of the expression that stands after '{' in a format string.
static size_t findExpressionEnd(StringRef text) {
  unsigned level = 0;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote) {
      if (c == quote)
        quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++level;
    } else if (level > 0 && (c == ')' || c == ']' || c == '}')) {
      --level;
    } else if (level == 0 && (c == '}' || c == ':' ||
                              (c == '!' && text.substr(i + 1, 1) != "="))) {
      return i;
    }
  }
  return StringRef::npos;
}

/// Parses `value!r:spec}`, which stands at the front of `rest`, into `part`.
/// Returns its length.
size_t Parser::parseReplacement(const char *open, StringRef rest,
                                FormatExpr::Part &part) {
  const char *begin = rest.begin();
  SMLoc loc = SMLoc::getFromPointer(open);
  size_t length = findExpressionEnd(rest);
  if (length == StringRef::npos) {
    error(loc, "'{' is never closed; write '{{' for the character");
    return rest.size();
  }
  Parser inner(source, arena, rest.take_front(length), depth + 1);
  part.value = inner.parseExpressionList();
  if (!inner.at(TokenKind::End))
    inner.expected("'}' after the value");
  if (inner.failed)
    fail();
  rest = rest.drop_front(length);
  if (rest.consume_front("!")) {
    part.repr = rest.starts_with("r");
    if (!rest.consume_front("r") && !rest.consume_front("s"))
      error(SMLoc::getFromPointer(rest.begin()), "expected 'r' or 's' after "
                                                 "'!'");
  }
  if (rest.consume_front(":")) {
    size_t end = std::min(rest.find('}'), rest.size());
    part.spec = rest.take_front(end);
    rest = rest.drop_front(end);
  }
  if (!rest.consume_front("}"))
    error(loc, "'{' is never closed; write '{{' for the character");
  return rest.begin() - begin;
}

/// Adds the parts of a format string; `text` holds what stands before the next
/// one. f"a{x}b{y:.2f}c" adds ("a", x) and ("b", y, ".2f") and leaves "c".
void Parser::parseFormat(const Token &format,
                         std::vector<FormatExpr::Part> &parts,
                         std::string &text) {
  StringRef rest = format.text;
  while (!rest.empty() && !failed) {
    size_t brace = std::min(rest.find_first_of("{}"), rest.size());
    StringRef plain = rest.take_front(brace);
    if (format.raw)
      text += plain;
    else if (const char *bad = decodeEscapes(plain, text))
      error(SMLoc::getFromPointer(bad), "this escape is not well formed; write "
                                        "'\\\\' for a backslash");
    rest = rest.drop_front(brace);
    if (rest.empty())
      return;
    if (rest.starts_with("{{") || rest.starts_with("}}")) {
      text += rest.front();
      rest = rest.drop_front(2);
      continue;
    }
    const char *open = rest.begin();
    rest = rest.drop_front();
    if (*open == '}') {
      error(SMLoc::getFromPointer(open),
            "'}' closes nothing; write '}}' for the character");
      return;
    }
    FormatExpr::Part part = {arena.copy(StringRef(text)), nullptr, "", false};
    rest = rest.drop_front(parseReplacement(open, rest, part));
    text.clear();
    parts.push_back(part);
  }
}
