//===- Strings.cpp - Ops on strings that the table cannot say -------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/ops/strings.h"

using namespace mlir;

namespace tfc {

/// Bytes alone: in UTF-8 TensorFlow changes more letters than ASCII's.
template <typename Op>
static Outputs importCase(NodeImport &node) {
  node.expectInputs(1);
  StringRef encoding = node.stringAttr("encoding", StringRef());
  if (!encoding.empty())
    return node.error() << "encoding '" << encoding
                        << "' is not supported, only bytes ('')";
  return node.make<Op>(node.tensor(0));
}

const NodeImporter imports::StringLower = importCase<StringLowerOp>;
const NodeImporter imports::StringUpper = importCase<StringUpperOp>;

} // namespace tfc
