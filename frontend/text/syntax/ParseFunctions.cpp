// Parser: functions and calls: parameters and arguments.
#include "frontend/text/syntax/Parser.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

const Stmt *Parser::parseDef() {
  SMLoc loc = token.loc;
  advance();
  FunctionSyntax function = {"", token.loc, {}, {}, nullptr};
  function.name = parseName("of the function");
  expect(TokenKind::LeftParen, "after the function's name");
  function.parameters = parseParameters(TokenKind::RightParen);
  if (consume(TokenKind::Arrow))
    parseExpression(); // an annotation says nothing here
  function.body = parseBlock();
  return arena.make<DefStmt>(loc, arena.make<FunctionSyntax>(function));
}

const Expr *Parser::parseLambda() {
  SMLoc loc = token.loc;
  advance();
  FunctionSyntax function = {"<lambda>", loc, {}, {}, nullptr};
  function.parameters = parseParameters(TokenKind::Colon);
  expect(TokenKind::Colon, "after the parameters");
  function.result = parseExpression();
  return arena.make<LambdaExpr>(loc, arena.make<FunctionSyntax>(function));
}

/// Parameters up to and with `close`: ')' of a def, ':' of a lambda (stays). As
/// in `a, b=1, *rest, c, **others`.
ArrayRef<Parameter> Parser::parseParameters(TokenKind close) {
  std::vector<Parameter> parameters;
  bool keywordOnly = false; // a star has been seen
  while (!at(close)) {
    bool isBareStar = false;
    SMLoc loc = token.loc;
    if (!parameters.empty() && parameters.back().kind == Parameter::KeywordRest)
      error(loc, "no parameter can follow '**" + parameters.back().name + "'");
    if (at(TokenKind::Star) && keywordOnly)
      error(loc, "a second '*' in the parameters");
    Parameter parameter = {Parameter::Plain, "", loc, nullptr};
    if (consume(TokenKind::StarStar)) {
      parameter.kind = Parameter::KeywordRest;
    } else if (consume(TokenKind::Star)) {
      parameter.kind = Parameter::Rest;
      keywordOnly = true;
      isBareStar = consume(TokenKind::Comma);
    } else if (keywordOnly) {
      parameter.kind = Parameter::KeywordOnly;
    }
    if (isBareStar)
      continue;
    parseParameter(close, parameter);
    checkParameter(parameter, parameters);
    parameters.push_back(parameter);
    if (!consume(TokenKind::Comma))
      break;
  }
  if (close == TokenKind::RightParen)
    expect(close, "after the parameters");
  return arena.copy(ArrayRef(parameters));
}

/// The name of a parameter, with an annotation and a default if it has them.
void Parser::parseParameter(TokenKind close, Parameter &parameter) {
  parameter.loc = token.loc;
  parameter.name = parseName("of a parameter");
  if (close == TokenKind::RightParen && consume(TokenKind::Colon))
    parseExpression(); // an annotation says nothing here
  bool mayDefault = parameter.kind == Parameter::Plain ||
                    parameter.kind == Parameter::KeywordOnly;
  if (mayDefault && consume(TokenKind::Equal))
    parameter.defaultValue = parseExpression();
}

/// Tells an error if a parameter cannot stand behind those before it.
void Parser::checkParameter(const Parameter &parameter,
                            ArrayRef<Parameter> before) {
  bool sawDefault = false;
  for (const Parameter &other : before) {
    sawDefault |= other.kind == Parameter::Plain && other.defaultValue;
    if (other.name == parameter.name)
      error(parameter.loc, "duplicate name: a parameter '" + parameter.name +
                               "' stands here twice");
  }
  if (sawDefault && parameter.kind == Parameter::Plain &&
      !parameter.defaultValue)
    error(parameter.loc, "parameter '" + parameter.name +
                             "' without a default follows one with a default");
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// The arguments from '(' up to and with ')'.
ArrayRef<Argument> Parser::parseArguments() {
  advance();
  std::vector<Argument> arguments;
  bool sawKeyword = false;
  while (!at(TokenKind::RightParen)) {
    Argument argument = parseArgument();
    if (argument.kind == Argument::Positional && sawKeyword)
      error(argument.loc, "positional argument follows a keyword argument");
    sawKeyword |= argument.kind == Argument::Keyword ||
                  argument.kind == Argument::DoubleStar;
    arguments.push_back(argument);
    if (!consume(TokenKind::Comma))
      break;
  }
  expect(TokenKind::RightParen, "after the arguments");
  return arena.copy(ArrayRef(arguments));
}

/// `a`, `name=a`, `*a`, `**a`, or a comprehension without brackets of its own.
Argument Parser::parseArgument() {
  Argument argument = {Argument::Positional, "", token.loc, nullptr};
  if (consume(TokenKind::Star))
    argument.kind = Argument::Star;
  else if (consume(TokenKind::StarStar))
    argument.kind = Argument::DoubleStar;
  argument.value = parseExpression();
  if (argument.kind != Argument::Positional)
    return argument;
  if (at(TokenKind::Equal)) {
    auto *name = llvm::dyn_cast<NameExpr>(argument.value);
    if (!name) {
      error(argument.loc, "expected a name before '='");
      return argument;
    }
    advance();
    argument.kind = Argument::Keyword;
    argument.name = name->name;
    argument.value = parseExpression();
  } else if (at(TokenKind::KeywordFor)) {
    argument.value = parseComprehension(argument.loc, argument.value);
  }
  return argument;
}
