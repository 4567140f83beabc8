//===- Strings.cpp - Ops on strings that the table cannot say -------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/ops/strings.h"

using namespace mlir;

namespace tfc {

/// What is a tensor to other ops is an attribute of the Static... ones.
static FailureOr<Value> stringFrom(NodeImport &node, StringRef attribute) {
  FailureOr<StringRef> text = node.stringAttr(attribute);
  if (failed(text))
    return failure();
  return node.constant(text->str(), {});
}

static LogicalResult importStaticRegexFullMatch(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> x = node.tensor(0), pattern = stringFrom(node, "pattern");
  if (failed(x) || failed(pattern))
    return failure();
  return node.finish(node.make<RegexFullMatchOp>({*x, *pattern}));
}

static LogicalResult importStaticRegexReplace(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> x = node.tensor(0), pattern = stringFrom(node, "pattern"),
                   rewrite = stringFrom(node, "rewrite");
  FailureOr<bool> all = node.boolAttr("replace_global", true);
  if (failed(x) || failed(pattern) || failed(rewrite) || failed(all))
    return failure();
  return node.finish(node.make<RegexReplaceOp>(
      {*x, *pattern, *rewrite},
      node.attr("replace_global", node.builder.getBoolAttr(*all))));
}

/// Of UTF-8 only ASCII's letters would change.
template <typename Op>
static LogicalResult importCase(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<StringRef> encoding = node.stringAttr("encoding", StringRef());
  FailureOr<Value> x = node.tensor(0);
  if (failed(encoding) || failed(x))
    return failure();
  if (!encoding->empty())
    return node.error() << "encoding '" << *encoding
                        << "' is not supported, only bytes ('')";
  return node.finish(node.make<Op>(*x));
}

void addStringImporters(NodeImporters &importers) {
  importers["StaticRegexFullMatch"] = importStaticRegexFullMatch;
  importers["StaticRegexReplace"] = importStaticRegexReplace;
  importers["StringLower"] = importCase<StringLowerOp>;
  importers["StringUpper"] = importCase<StringUpperOp>;
}

} // namespace tfc
