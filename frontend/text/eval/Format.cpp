// Evaluator: text from values, by `%`, str.format and f-strings.
#include "frontend/text/eval/Evaluator.h"

#include "llvm/ADT/StringExtras.h"

using namespace tfc::text;

namespace {
/// [[fill]align][sign][0][width][.precision][type]
struct Spec {
  char fill = ' ', align = 0, sign = '-', type = 0;
  unsigned width = 0;
  int precision = -1;
};
} // namespace

static bool parseSpec(StringRef text, Spec &spec) {
  auto isAlign = [](char c) { return StringRef("<>^").contains(c); };
  if (text.size() >= 2 && isAlign(text[1])) {
    spec.fill = text[0];
    spec.align = text[1];
    text = text.drop_front(2);
  } else if (!text.empty() && isAlign(text[0])) {
    spec.align = text[0];
    text = text.drop_front();
  }
  if (!text.empty() && StringRef("+- ").contains(text[0])) {
    spec.sign = text[0];
    text = text.drop_front();
  }
  if (text.starts_with("0")) {
    spec.fill = '0';
    if (!spec.align)
      spec.align = '=';
    text = text.drop_front();
  }
  text.consumeInteger(10, spec.width);
  if (text.consume_front(".") && text.consumeInteger(10, spec.precision))
    return false;
  if (!text.empty()) {
    spec.type = text[0];
    text = text.drop_front();
  }
  return text.empty() && spec.width <= 1000 && spec.precision <= 100;
}

std::string Evaluator::formatValue(const Value &value, StringRef text,
                                   SMLoc loc) {
  if (text.empty())
    return toText(value, /*repr=*/false);
  Spec spec;
  if (!parseSpec(text, spec))
    return error(loc, "'" + text + "' is no format of a value");
  std::string body;
  bool isNumber = value.isNumber();
  char buffer[512];
  switch (spec.type) {
  case 'd':
  case 'x':
  case 'i': {
    if (!isNumber)
      return typeError(loc, "what '" + text + "' formats", "a number", value);
    double f = value.asFloat();
    int64_t i = value.isIntegral()      ? value.asInt()
                : f > -9e18 && f < 9e18 ? int64_t(f)
                                        : 0;
    body = spec.type == 'x' ? llvm::utohexstr(i, /*LowerCase=*/true)
                            : std::to_string(i);
    break;
  }
  case 'e':
  case 'f':
  case 'g': {
    if (!isNumber)
      return typeError(loc, "what '" + text + "' formats", "a number", value);
    const char format[] = {'%', '.', '*', spec.type, 0};
    snprintf(buffer, sizeof(buffer), format,
             spec.precision < 0 ? 6 : spec.precision, value.asFloat());
    body = buffer;
    break;
  }
  case 'r':
  case 's':
  case 0:
    body = toText(value, spec.type == 'r');
    if (spec.precision >= 0 && !isNumber)
      body.resize(std::min<size_t>(body.size(), spec.precision));
    break;
  default:
    return error(loc, "'" + text + "' is no format of a value");
  }
  if (isNumber && spec.sign != '-' && body[0] != '-')
    body.insert(body.begin(), spec.sign);
  if (body.size() >= spec.width)
    return body;
  size_t pad = spec.width - body.size();
  char align = spec.align ? spec.align : isNumber ? '>' : '<';
  if (align == '=') { // zeros between sign and digits
    size_t at = !body.empty() && (body[0] == '-' || body[0] == '+');
    body.insert(at, pad, spec.fill);
  } else {
    size_t before = align == '>' ? pad : align == '^' ? pad / 2 : 0;
    body = std::string(before, spec.fill) + body +
           std::string(pad - before, spec.fill);
  }
  return body;
}

Value Evaluator::makeText(const std::string &text, SMLoc loc) {
  reserve(loc, text.size() / sizeof(Value));
  return heap.makeString(text);
}

Value Evaluator::formatPercent(StringRef format, const Value &arguments,
                               SMLoc loc) {
  std::vector<Value> values = {arguments};
  if (arguments.is(ValueKind::Tuple))
    values = arguments.items();
  std::string text;
  size_t next = 0;
  while (!format.empty()) {
    size_t percent = std::min(format.find('%'), format.size());
    text += format.take_front(percent);
    format = format.drop_front(percent);
    if (!format.consume_front("%"))
      break;
    if (format.consume_front("%")) {
      text += '%';
      continue;
    }
    size_t end = format.find_first_not_of("+- 0123456789.");
    if (end == StringRef::npos)
      return error(loc, "the format ends after '%'");
    if (next == values.size())
      return error(loc, "not enough values for the format");
    std::string spec = format.take_front(end + 1).str();
    if (spec[0] == '-')
      spec[0] = '<';
    else if (llvm::isDigit(spec[0]) && spec[0] != '0')
      spec = ">" + spec;
    text += formatValue(values[next++], spec, loc);
    format = format.drop_front(end + 1);
  }
  if (next != values.size() && !arguments.is(ValueKind::Dict))
    return error(loc, "more values than the format takes");
  return makeText(text, loc);
}

Value Evaluator::formatBraces(StringRef format, const CallArguments &arguments,
                              SMLoc loc) {
  std::string text;
  size_t next = 0;
  while (!format.empty()) {
    size_t brace = std::min(format.find_first_of("{}"), format.size());
    text += format.take_front(brace);
    format = format.drop_front(brace);
    if (format.empty())
      break;
    if (format.consume_front("{{") || format.consume_front("}}")) {
      text += format.data()[-1];
      continue;
    }
    size_t close = format.find('}');
    if (format[0] == '}' || close == StringRef::npos)
      return error(loc, "'{' and '}' of the format do not match");
    auto [field, spec] = format.slice(1, close).split(':');
    format = format.drop_front(close + 1);
    const Value *value = nullptr;
    size_t index;
    if (field.empty())
      index = next++;
    else if (field.getAsInteger(10, index)) {
      index = SIZE_MAX;
      for (const CallArguments::Keyword &keyword : arguments.keywords)
        if (keyword.name == field)
          value = &keyword.value;
    }
    if (!value && index < arguments.positional.size())
      value = &arguments.positional[index].value;
    if (!value)
      return error(loc, "the format wants '{" + field +
                            "}', which is not among the arguments");
    text += formatValue(*value, spec, loc);
  }
  return makeText(text, loc);
}
