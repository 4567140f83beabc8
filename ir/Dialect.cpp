//===- Dialect.cpp - The dialect and its types ---------------------------===//

#include "ir/Dialect.h"
#include "ir/ops/shape.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tfc;

#include "ir/Dialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "ir/Types.cpp.inc"

// Every family registers its own ops, in its own file.
namespace tfc {
#define TFC_FAMILY(name) void add_##name##_ops(TfcDialect &dialect);
#include "ir/Families.def"
#undef TFC_FAMILY
} // namespace tfc

void TfcDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "ir/Types.cpp.inc"
      >();
#define TFC_FAMILY(name) add_##name##_ops(*this);
#include "ir/Families.def"
#undef TFC_FAMILY
}

Operation *TfcDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                           Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}
