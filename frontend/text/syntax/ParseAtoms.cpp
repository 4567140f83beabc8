// Parser: the values that operators join: names, literals, brackets, and what
// follows them.
#include "frontend/text/syntax/Parser.h"

using namespace tfc::text;

/// `a.b(c)[d]..`: links of one such chain, and `for`s of a comprehension.
static constexpr unsigned maxLinks = 100;

static bool isDottedName(const Expr *e) {
  while (auto *attribute = llvm::dyn_cast<AttributeExpr>(e))
    e = attribute->base;
  return llvm::isa<NameExpr>(e);
}

/// Calls, subscripts and attributes after an atom. `tf.f(x)` stands at `tf`;
/// in `f(x).g(y)` the call of g stands at `g`.
const Expr *Parser::parsePostfix() {
  const Expr *value = parseAtom();
  for (unsigned links = 0;; ++links) {
    SMLoc loc = token.loc;
    if (links == maxLinks)
      return error(loc, "nesting is too deep: more than " +
                            llvm::Twine(maxLinks) +
                            " calls, items and attributes in a chain");
    if (at(TokenKind::LeftParen)) {
      value = arena.make<CallExpr>(value->loc, value, parseArguments());
    } else if (consume(TokenKind::LeftBracket)) {
      const Expr *index = parseSubscriptIndex();
      expect(TokenKind::RightBracket, "after the index");
      value = arena.make<SubscriptExpr>(loc, value, index);
    } else if (consume(TokenKind::Dot)) {
      loc = isDottedName(value) ? value->loc : token.loc;
      value = arena.make<AttributeExpr>(loc, value, parseName("after '.'"));
    } else {
      return value;
    }
  }
}

const Expr *Parser::parseAtom() {
  Token current = token;
  switch (current.kind) {
  case TokenKind::KeywordNone:
    advance();
    return arena.make<NoneExpr>(current.loc);
  case TokenKind::KeywordTrue:
  case TokenKind::KeywordFalse:
    advance();
    return arena.make<BoolExpr>(current.loc,
                                current.is(TokenKind::KeywordTrue));
  case TokenKind::Int:
    advance();
    return arena.make<IntExpr>(current.loc, current.intValue);
  case TokenKind::Float:
    advance();
    return arena.make<FloatExpr>(current.loc, current.floatValue);
  case TokenKind::Ellipsis:
    advance();
    return arena.make<EllipsisExpr>(current.loc);
  case TokenKind::Name:
    advance();
    return arena.make<NameExpr>(current.loc, current.text);
  case TokenKind::String:
  case TokenKind::Format:
    return parseStrings();
  case TokenKind::LeftParen:
    return parseParenthesis();
  case TokenKind::LeftBracket:
    return parseList();
  case TokenKind::LeftBrace:
    return parseDict();
  default:
    return expected("a value");
  }
}

//===----------------------------------------------------------------------===//
// Brackets
//===----------------------------------------------------------------------===//

/// Items up to and with `close`, a comma between and perhaps behind them.
void Parser::parseItems(TokenKind close, std::vector<const Expr *> &items) {
  while (!at(close)) {
    items.push_back(parseExpression());
    if (!consume(TokenKind::Comma))
      break;
  }
  expect(close, "after the items");
}

const Expr *Parser::parseParenthesis() {
  SMLoc loc = token.loc;
  advance();
  if (consume(TokenKind::RightParen))
    return arena.make<TupleExpr>(loc, ArrayRef<const Expr *>());
  const Expr *first = parseExpression();
  if (at(TokenKind::KeywordFor)) {
    const Expr *value = parseComprehension(loc, first);
    expect(TokenKind::RightParen, "after the comprehension");
    return value;
  }
  if (!consume(TokenKind::Comma)) {
    expect(TokenKind::RightParen, "after the value");
    return first;
  }
  std::vector<const Expr *> items = {first};
  parseItems(TokenKind::RightParen, items);
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseList() {
  SMLoc loc = token.loc;
  advance();
  std::vector<const Expr *> items;
  if (!at(TokenKind::RightBracket)) {
    const Expr *first = parseExpression();
    if (at(TokenKind::KeywordFor)) {
      const Expr *value = parseComprehension(loc, first);
      expect(TokenKind::RightBracket, "after the comprehension");
      return value;
    }
    items.push_back(first);
    if (!at(TokenKind::RightBracket))
      expect(TokenKind::Comma, "between the items");
  }
  parseItems(TokenKind::RightBracket, items);
  return arena.make<ListExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseDict() {
  SMLoc loc = token.loc;
  advance();
  std::vector<DictExpr::Item> items;
  while (!at(TokenKind::RightBrace)) {
    const Expr *key = parseExpression();
    expect(TokenKind::Colon, "after the key");
    items.push_back({key, parseExpression()});
    if (!consume(TokenKind::Comma))
      break;
  }
  expect(TokenKind::RightBrace, "after the items");
  return arena.make<DictExpr>(loc, arena.copy(ArrayRef(items)));
}

/// The targets of `for`, which end at `in`.
const Expr *Parser::parseTargetList() {
  SMLoc loc = token.loc;
  const Expr *first = parsePostfix();
  checkTarget(first);
  if (!at(TokenKind::Comma))
    return first;
  std::vector<const Expr *> items = {first};
  while (consume(TokenKind::Comma) && !at(TokenKind::KeywordIn)) {
    items.push_back(parsePostfix());
    checkTarget(items.back());
  }
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

/// The `for .. in .. if ..` clauses after `element`.
const Expr *Parser::parseComprehension(SMLoc loc, const Expr *element) {
  std::vector<ComprehensionExpr::Clause> clauses;
  while (consume(TokenKind::KeywordFor)) {
    ComprehensionExpr::Clause clause = {parseTargetList(), nullptr, {}};
    expect(TokenKind::KeywordIn, "after the loop's variable");
    clause.iterable = parseOr();
    std::vector<const Expr *> conditions;
    while (consume(TokenKind::KeywordIf))
      conditions.push_back(parseOr());
    clause.conditions = arena.copy(ArrayRef(conditions));
    clauses.push_back(clause);
    if (clauses.size() > maxLinks)
      error(token.loc, "nesting is too deep: too many 'for' in one "
                       "comprehension");
  }
  return arena.make<ComprehensionExpr>(loc, element,
                                       arena.copy(ArrayRef(clauses)));
}

//===----------------------------------------------------------------------===//
// Subscripts
//===----------------------------------------------------------------------===//

/// One index, or a tuple of them; each may be a slice.
const Expr *Parser::parseSubscriptIndex() {
  SMLoc loc = token.loc;
  const Expr *first = parseSubscriptItem();
  if (!at(TokenKind::Comma))
    return first;
  std::vector<const Expr *> items = {first};
  while (consume(TokenKind::Comma) && !at(TokenKind::RightBracket))
    items.push_back(parseSubscriptItem());
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

/// `a`, or a slice `a:b:c` with parts that may be left out.
const Expr *Parser::parseSubscriptItem() {
  SMLoc loc = token.loc;
  const Expr *parts[3] = {};
  unsigned colons = 0;
  for (;;) {
    bool ends = at(TokenKind::Colon) || at(TokenKind::Comma) ||
                at(TokenKind::RightBracket);
    if (!ends || (colons == 0 && !at(TokenKind::Colon)))
      parts[colons] = parseExpression();
    if (colons == 2 || !consume(TokenKind::Colon))
      break;
    ++colons;
  }
  return colons == 0 ? parts[0]
                     : arena.make<SliceExpr>(loc, parts[0], parts[1], parts[2]);
}
