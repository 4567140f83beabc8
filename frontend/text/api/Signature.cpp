// The parser of signatures.
#include "frontend/text/api/Signature.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tfc::text;

static bool isIdentifier(StringRef text) {
  return !text.empty() && !isDigit(text.front()) &&
         all_of(text, [](char c) { return isAlnum(c) || c == '_'; });
}

/// Takes the text up to the next comma outside brackets and quotes.
static StringRef takeParameter(StringRef &rest) {
  unsigned level = 0;
  char quote = 0;
  size_t i = 0;
  for (; i < rest.size(); ++i) {
    char c = rest[i];
    if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '\'' || c == '"')
      quote = c;
    else if (c == '[' || c == '(')
      ++level;
    else if (c == ']' || c == ')')
      --level;
    else if (c == ',' && level == 0)
      break;
  }
  StringRef parameter = rest.take_front(i).trim();
  rest = rest.drop_front(std::min(i + 1, rest.size())).trim();
  return parameter;
}

bool tfc::text::parseSignature(StringRef text, Signature &signature,
                               std::string &error) {
  auto [function, rest] = text.trim().split('(');
  signature.function = function;
  SmallVector<StringRef> parts;
  function.split(parts, '.');
  if (!all_of(parts, isIdentifier) || !rest.consume_back(")")) {
    error = ("expected 'name(parameters)', found '" + text + "'").str();
    return false;
  }
  while (!rest.empty()) {
    SignatureParameter parameter;
    StringRef head = takeParameter(rest);
    parameter.isRest = head.consume_front("*");
    // An '=' in a default comes after the one that begins it.
    std::tie(head, parameter.defaultText) = head.split('=');
    std::tie(parameter.name, parameter.argument) = head.split(':');
    if (parameter.argument.empty())
      parameter.argument = parameter.name;
    if (!isIdentifier(parameter.name) || !isIdentifier(parameter.argument)) {
      error = ("expected a parameter, found '" + head + "' in '" + text + "'")
                  .str();
      return false;
    }
    signature.namesNode &= parameter.name != "name";
    parameter.slot = signature.parameters.size();
    for (auto [i, other] : enumerate(signature.parameters)) {
      if (other.name == parameter.name) {
        error = ("parameter '" + parameter.name + "' twice in '" + text + "'")
                    .str();
        return false;
      }
      if (other.argument == parameter.argument)
        parameter.slot = std::min<unsigned>(parameter.slot, i);
    }
    signature.parameters.push_back(parameter);
  }
  return true;
}

std::string Signature::text() const {
  std::string result = (function + "(").str();
  for (auto [i, parameter] : enumerate(parameters)) {
    if (parameter.slot != i || parameter.name == "self")
      continue;
    if (result.back() != '(')
      result += ", ";
    result += parameter.isRest ? "*" : "";
    result += parameter.name;
    if (!parameter.defaultText.empty())
      result += "=" + parameter.defaultText.str();
  }
  return result + ")";
}
