// Parser: expressions.
#include "frontend/text/syntax/Parser.h"

using namespace tfc::text;

/// `a.b(c)[d]..`: links of one such chain.
static constexpr unsigned maxPostfixLinks = 100;

const Expr *Parser::parseExpression() {
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  if (at(TokenKind::KeywordLambda))
    return parseLambda();
  const Expr *value = parseOr();
  if (!value || !at(TokenKind::KeywordIf))
    return value;
  SMLoc loc = token.loc;
  advance();
  const Expr *condition = parseOr();
  if (!condition || !expect(TokenKind::KeywordElse, "of the conditional value"))
    return nullptr;
  const Expr *ifFalse = parseExpression();
  if (!ifFalse)
    return nullptr;
  return arena.make<ConditionalExpr>(loc, condition, value, ifFalse);
}

static bool endsExpressionList(TokenKind kind) {
  switch (kind) {
  case TokenKind::Newline:
  case TokenKind::Equal:
  case TokenKind::Semicolon:
  case TokenKind::Colon:
  case TokenKind::KeywordIn:
  case TokenKind::RightParen:
  case TokenKind::RightBracket:
  case TokenKind::RightBrace:
  case TokenKind::End:
    return true;
  default:
    return false;
  }
}

/// `a`, or a tuple `a, b, ..` without brackets.
const Expr *Parser::parseExpressionList() {
  SMLoc loc = token.loc;
  const Expr *first = parseExpression();
  if (!first || !at(TokenKind::Comma))
    return first;
  std::vector<const Expr *> items = {first};
  while (consume(TokenKind::Comma) && !endsExpressionList(token.kind)) {
    const Expr *item = parseExpression();
    if (!item)
      return nullptr;
    items.push_back(item);
  }
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

/// The targets of `for`, which end at `in`.
const Expr *Parser::parseTargetList() {
  SMLoc loc = token.loc;
  const Expr *first = parsePostfix();
  if (!first || !checkTarget(first) || !at(TokenKind::Comma))
    return failed ? nullptr : first;
  std::vector<const Expr *> items = {first};
  while (consume(TokenKind::Comma) && !at(TokenKind::KeywordIn)) {
    const Expr *item = parsePostfix();
    if (!item || !checkTarget(item))
      return nullptr;
    items.push_back(item);
  }
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseOr() {
  const Expr *first = parseAnd();
  if (!first || !at(TokenKind::KeywordOr))
    return first;
  SMLoc loc = token.loc;
  std::vector<const Expr *> operands = {first};
  while (consume(TokenKind::KeywordOr)) {
    const Expr *operand = parseAnd();
    if (!operand)
      return nullptr;
    operands.push_back(operand);
  }
  return arena.make<LogicalExpr>(loc, /*isAnd=*/false,
                                 arena.copy(ArrayRef(operands)));
}

const Expr *Parser::parseAnd() {
  const Expr *first = parseNot();
  if (!first || !at(TokenKind::KeywordAnd))
    return first;
  SMLoc loc = token.loc;
  std::vector<const Expr *> operands = {first};
  while (consume(TokenKind::KeywordAnd)) {
    const Expr *operand = parseNot();
    if (!operand)
      return nullptr;
    operands.push_back(operand);
  }
  return arena.make<LogicalExpr>(loc, /*isAnd=*/true,
                                 arena.copy(ArrayRef(operands)));
}

const Expr *Parser::parseNot() {
  if (!at(TokenKind::KeywordNot))
    return parseComparison();
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  SMLoc loc = token.loc;
  advance();
  const Expr *operand = parseNot();
  return operand ? arena.make<UnaryExpr>(loc, UnaryOp::Not, operand) : nullptr;
}

static std::optional<CompareOp> compareOperator(TokenKind kind) {
  switch (kind) {
  case TokenKind::Less:
    return CompareOp::Less;
  case TokenKind::LessEqual:
    return CompareOp::LessEqual;
  case TokenKind::Greater:
    return CompareOp::Greater;
  case TokenKind::GreaterEqual:
    return CompareOp::GreaterEqual;
  case TokenKind::EqualEqual:
    return CompareOp::Equal;
  case TokenKind::NotEqual:
    return CompareOp::NotEqual;
  case TokenKind::KeywordIn:
    return CompareOp::In;
  case TokenKind::KeywordNot:
    return CompareOp::NotIn;
  case TokenKind::KeywordIs:
    return CompareOp::Is;
  default:
    return std::nullopt;
  }
}

const Expr *Parser::parseComparison() {
  const Expr *first = parseBinary(0);
  if (!first)
    return nullptr;
  std::vector<CompareExpr::Link> links;
  while (std::optional<CompareOp> op = compareOperator(token.kind)) {
    SMLoc loc = token.loc;
    advance();
    if (*op == CompareOp::NotIn && !expect(TokenKind::KeywordIn, "after 'not'"))
      return nullptr;
    if (*op == CompareOp::Is && consume(TokenKind::KeywordNot))
      op = CompareOp::IsNot;
    const Expr *right = parseBinary(0);
    if (!right)
      return nullptr;
    links.push_back({loc, *op, right});
  }
  if (links.empty())
    return first;
  return arena.make<CompareExpr>(links.front().loc, first,
                                 arena.copy(ArrayRef(links)));
}

struct BinaryOperator {
  BinaryOp op;
  unsigned precedence;
};

static std::optional<BinaryOperator> binaryOperator(TokenKind kind) {
  switch (kind) {
  case TokenKind::Bar:
    return BinaryOperator{BinaryOp::BitOr, 1};
  case TokenKind::Caret:
    return BinaryOperator{BinaryOp::BitXor, 2};
  case TokenKind::Ampersand:
    return BinaryOperator{BinaryOp::BitAnd, 3};
  case TokenKind::ShiftLeft:
    return BinaryOperator{BinaryOp::ShiftLeft, 4};
  case TokenKind::ShiftRight:
    return BinaryOperator{BinaryOp::ShiftRight, 4};
  case TokenKind::Plus:
    return BinaryOperator{BinaryOp::Add, 5};
  case TokenKind::Minus:
    return BinaryOperator{BinaryOp::Sub, 5};
  case TokenKind::Star:
    return BinaryOperator{BinaryOp::Mul, 6};
  case TokenKind::Slash:
    return BinaryOperator{BinaryOp::Div, 6};
  case TokenKind::SlashSlash:
    return BinaryOperator{BinaryOp::FloorDiv, 6};
  case TokenKind::Percent:
    return BinaryOperator{BinaryOp::Mod, 6};
  case TokenKind::At:
    return BinaryOperator{BinaryOp::MatMul, 6};
  default:
    return std::nullopt;
  }
}

/// Precedence climbing; all these operators group to the left.
const Expr *Parser::parseBinary(unsigned minimumPrecedence) {
  const Expr *left = parseUnary();
  if (!left)
    return nullptr;
  for (;;) {
    std::optional<BinaryOperator> next = binaryOperator(token.kind);
    if (!next || next->precedence < minimumPrecedence)
      return left;
    SMLoc loc = token.loc;
    advance();
    const Expr *right = parseBinary(next->precedence + 1);
    if (!right)
      return nullptr;
    left = arena.make<BinaryExpr>(loc, next->op, left, right);
  }
}

/// Signs, and `**`, which binds tighter on its left and groups to the right.
const Expr *Parser::parseUnary() {
  SMLoc loc = token.loc;
  std::optional<UnaryOp> sign;
  if (at(TokenKind::Minus))
    sign = UnaryOp::Negate;
  else if (at(TokenKind::Plus))
    sign = UnaryOp::Plus;
  else if (at(TokenKind::Tilde))
    sign = UnaryOp::Invert;
  if (sign) {
    Nesting nesting(*this);
    if (!nesting.check())
      return nullptr;
    advance();
    const Expr *operand = parseUnary();
    return operand ? arena.make<UnaryExpr>(loc, *sign, operand) : nullptr;
  }
  const Expr *base = parsePostfix();
  if (!base || !at(TokenKind::StarStar))
    return base;
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  loc = token.loc;
  advance();
  const Expr *exponent = parseUnary();
  return exponent ? arena.make<BinaryExpr>(loc, BinaryOp::Pow, base, exponent)
                  : nullptr;
}

static bool isDottedName(const Expr *e) {
  while (auto *attribute = llvm::dyn_cast<AttributeExpr>(e))
    e = attribute->base;
  return llvm::isa<NameExpr>(e);
}

/// Calls, subscripts and attributes after an atom. `tf.f(x)` stands at `tf`;
/// in `f(x).g(y)` the call of g stands at `g`.
const Expr *Parser::parsePostfix() {
  const Expr *value = parseAtom();
  for (unsigned links = 0; value; ++links) {
    if (links == maxPostfixLinks)
      return error(token.loc, "nesting is too deep: more than " +
                                  llvm::Twine(maxPostfixLinks) +
                                  " calls, items and attributes in a chain");
    if (at(TokenKind::LeftParen)) {
      std::optional<ArrayRef<Argument>> arguments = parseArguments();
      if (!arguments)
        return nullptr;
      value = arena.make<CallExpr>(value->loc, value, *arguments);
    } else if (at(TokenKind::LeftBracket)) {
      SMLoc loc = token.loc;
      advance();
      const Expr *index = parseSubscriptIndex();
      if (!index || !expect(TokenKind::RightBracket, "after the index"))
        return nullptr;
      value = arena.make<SubscriptExpr>(loc, value, index);
    } else if (consume(TokenKind::Dot)) {
      SMLoc loc = isDottedName(value) ? value->loc : token.loc;
      StringRef name = token.text;
      if (!expect(TokenKind::Name, "after '.'"))
        return nullptr;
      value = arena.make<AttributeExpr>(loc, value, name);
    } else {
      break;
    }
  }
  return value;
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

/// Items up to and with `close`, a comma between and perhaps behind them.
bool Parser::parseItems(TokenKind close, std::vector<const Expr *> &items) {
  while (!at(close)) {
    const Expr *item = parseExpression();
    if (!item)
      return false;
    items.push_back(item);
    if (!consume(TokenKind::Comma))
      break;
  }
  return expect(close, "after the items");
}

const Expr *Parser::parseParenthesis() {
  SMLoc loc = token.loc;
  advance();
  if (consume(TokenKind::RightParen))
    return arena.make<TupleExpr>(loc, ArrayRef<const Expr *>());
  const Expr *first = parseExpression();
  if (!first)
    return nullptr;
  if (at(TokenKind::KeywordFor)) {
    const Expr *value = parseComprehension(loc, first);
    return value && expect(TokenKind::RightParen, "after the comprehension")
               ? value
               : nullptr;
  }
  if (!at(TokenKind::Comma))
    return expect(TokenKind::RightParen, "after the value") ? first : nullptr;
  advance();
  std::vector<const Expr *> items = {first};
  if (!parseItems(TokenKind::RightParen, items))
    return nullptr;
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseList() {
  SMLoc loc = token.loc;
  advance();
  std::vector<const Expr *> items;
  if (!at(TokenKind::RightBracket)) {
    const Expr *first = parseExpression();
    if (!first)
      return nullptr;
    if (at(TokenKind::KeywordFor)) {
      const Expr *value = parseComprehension(loc, first);
      return value && expect(TokenKind::RightBracket, "after the comprehension")
                 ? value
                 : nullptr;
    }
    items.push_back(first);
    if (!at(TokenKind::RightBracket) &&
        !expect(TokenKind::Comma, "between the items"))
      return nullptr;
  }
  if (!parseItems(TokenKind::RightBracket, items))
    return nullptr;
  return arena.make<ListExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseDict() {
  SMLoc loc = token.loc;
  advance();
  std::vector<DictExpr::Item> items;
  while (!at(TokenKind::RightBrace)) {
    const Expr *key = parseExpression();
    if (!key || !expect(TokenKind::Colon, "after the key"))
      return nullptr;
    const Expr *value = parseExpression();
    if (!value)
      return nullptr;
    items.push_back({key, value});
    if (!consume(TokenKind::Comma))
      break;
  }
  if (!expect(TokenKind::RightBrace, "after the items"))
    return nullptr;
  return arena.make<DictExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseLambda() {
  SMLoc loc = token.loc;
  advance();
  FunctionSyntax function = {"<lambda>", loc, {}, {}, nullptr};
  std::optional<ArrayRef<Parameter>> parameters =
      parseParameters(TokenKind::Colon);
  if (!parameters || !expect(TokenKind::Colon, "after the parameters"))
    return nullptr;
  function.parameters = *parameters;
  if (!(function.result = parseExpression()))
    return nullptr;
  return arena.make<LambdaExpr>(loc, arena.make<FunctionSyntax>(function));
}

/// The `for .. in .. if ..` clauses after `element`.
const Expr *Parser::parseComprehension(SMLoc loc, const Expr *element) {
  std::vector<ComprehensionExpr::Clause> clauses;
  while (consume(TokenKind::KeywordFor)) {
    ComprehensionExpr::Clause clause = {parseTargetList(), nullptr, {}};
    if (!clause.target ||
        !expect(TokenKind::KeywordIn, "after the loop's variable") ||
        !(clause.iterable = parseOr()))
      return nullptr;
    std::vector<const Expr *> conditions;
    while (consume(TokenKind::KeywordIf)) {
      const Expr *condition = parseOr();
      if (!condition)
        return nullptr;
      conditions.push_back(condition);
    }
    clause.conditions = arena.copy(ArrayRef(conditions));
    clauses.push_back(clause);
    if (clauses.size() > maxPostfixLinks)
      return error(token.loc, "nesting is too deep: too many 'for' in one "
                              "comprehension");
  }
  return arena.make<ComprehensionExpr>(loc, element,
                                       arena.copy(ArrayRef(clauses)));
}

std::optional<ArrayRef<Argument>> Parser::parseArguments() {
  advance();
  std::vector<Argument> arguments;
  bool sawKeyword = false;
  while (!at(TokenKind::RightParen)) {
    Argument argument = {Argument::Positional, "", token.loc, nullptr};
    if (consume(TokenKind::Star))
      argument.kind = Argument::Star;
    else if (consume(TokenKind::StarStar))
      argument.kind = Argument::DoubleStar;
    if (!(argument.value = parseExpression()))
      return std::nullopt;
    if (argument.kind == Argument::Positional && at(TokenKind::Equal)) {
      auto *name = llvm::dyn_cast<NameExpr>(argument.value);
      if (!name) {
        error(argument.loc, "expected a name before '='");
        return std::nullopt;
      }
      advance();
      argument.kind = Argument::Keyword;
      argument.name = name->name;
      if (!(argument.value = parseExpression()))
        return std::nullopt;
    }
    if (argument.kind == Argument::Positional && at(TokenKind::KeywordFor) &&
        !(argument.value = parseComprehension(argument.loc, argument.value)))
      return std::nullopt;
    if (argument.kind == Argument::Positional && sawKeyword) {
      error(argument.loc, "positional argument follows a keyword argument");
      return std::nullopt;
    }
    sawKeyword |= argument.kind == Argument::Keyword ||
                  argument.kind == Argument::DoubleStar;
    arguments.push_back(argument);
    if (!consume(TokenKind::Comma))
      break;
  }
  if (!expect(TokenKind::RightParen, "after the arguments"))
    return std::nullopt;
  return arena.copy(ArrayRef(arguments));
}

/// One index, or a tuple of them; each may be a slice.
const Expr *Parser::parseSubscriptIndex() {
  SMLoc loc = token.loc;
  const Expr *first = parseSubscriptItem();
  if (!first || !at(TokenKind::Comma))
    return first;
  std::vector<const Expr *> items = {first};
  while (consume(TokenKind::Comma) && !at(TokenKind::RightBracket)) {
    const Expr *item = parseSubscriptItem();
    if (!item)
      return nullptr;
    items.push_back(item);
  }
  return arena.make<TupleExpr>(loc, arena.copy(ArrayRef(items)));
}

const Expr *Parser::parseSubscriptItem() {
  SMLoc loc = token.loc;
  const Expr *parts[3] = {};
  unsigned colons = 0;
  for (;;) {
    bool ends = at(TokenKind::Colon) || at(TokenKind::Comma) ||
                at(TokenKind::RightBracket);
    if ((!ends || (colons == 0 && !at(TokenKind::Colon))) &&
        !(parts[colons] = parseExpression()))
      return nullptr;
    if (colons == 2 || !consume(TokenKind::Colon))
      break;
    ++colons;
  }
  return colons == 0 ? parts[0]
                     : arena.make<SliceExpr>(loc, parts[0], parts[1], parts[2]);
}

/// One or more string literals, which join.
const Expr *Parser::parseStrings() {
  SMLoc loc = token.loc;
  std::vector<FormatExpr::Part> parts;
  std::string text; // after the last part
  bool isFormat = false;
  while (at(TokenKind::String) || at(TokenKind::Format)) {
    if (at(TokenKind::String)) {
      text += token.text;
    } else {
      isFormat = true;
      if (!parseFormat(token, parts, text))
        return nullptr;
    }
    advance();
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

bool Parser::parseFormat(const Token &format,
                         std::vector<FormatExpr::Part> &parts,
                         std::string &text) {
  StringRef rest = format.text;
  auto fail = [&](const char *place, const char *message) {
    error(SMLoc::getFromPointer(place), message);
    return false;
  };
  while (!rest.empty()) {
    size_t brace = std::min(rest.find_first_of("{}"), rest.size());
    StringRef plain = rest.take_front(brace);
    if (format.raw)
      text += plain;
    else if (const char *bad = decodeEscapes(plain, text))
      return fail(bad, "this escape is not well formed; write '\\\\' for a "
                       "backslash");
    rest = rest.drop_front(brace);
    if (rest.empty())
      return true;
    if (rest.starts_with("{{") || rest.starts_with("}}")) {
      text += rest.front();
      rest = rest.drop_front(2);
      continue;
    }
    const char *open = rest.begin();
    if (rest.front() == '}')
      return fail(open, "'}' closes nothing; write '}}' for the character");
    rest = rest.drop_front();
    size_t length = findExpressionEnd(rest);
    if (length == StringRef::npos)
      return fail(open, "'{' is never closed; write '{{' for the character");

    Parser inner(source, arena, rest.take_front(length), depth + 1);
    const Expr *value = inner.parseExpressionList();
    if (value && !inner.at(TokenKind::End))
      inner.expected("'}' after the value");
    if (!value || inner.failed || inner.at(TokenKind::Error)) {
      failed = true;
      return false;
    }
    FormatExpr::Part part = {arena.copy(StringRef(text)), value, "", false};
    rest = rest.drop_front(length);
    if (rest.consume_front("!")) {
      part.repr = rest.starts_with("r");
      if (!rest.consume_front("r") && !rest.consume_front("s"))
        return fail(rest.begin(), "expected 'r' or 's' after '!'");
    }
    if (rest.consume_front(":")) {
      size_t end = std::min(rest.find('}'), rest.size());
      part.spec = rest.take_front(end);
      rest = rest.drop_front(end);
    }
    if (!rest.consume_front("}"))
      return fail(open, "'{' is never closed; write '{{' for the character");
    text.clear();
    parts.push_back(part);
  }
  return true;
}
