//===- Strings.cpp - Ops on strings that the table cannot say -------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/ops/strings.h"

using namespace mlir;

namespace tfc {

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

const NodeImporter imports::StringLower = importCase<StringLowerOp>;
const NodeImporter imports::StringUpper = importCase<StringUpperOp>;

} // namespace tfc
