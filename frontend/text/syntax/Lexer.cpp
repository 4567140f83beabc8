// Lexer: lines, indentation, names and punctuation.
#include "frontend/text/syntax/Lexer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace tfc::text;

/// More bracket or block levels than anyone writes; keeps the stack bounded.
static constexpr unsigned maxIndentations = 100;

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
    // The end of the line's text is a better place than behind a comment.
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
