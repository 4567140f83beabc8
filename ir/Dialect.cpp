//===- Dialect.cpp --------------------------------------------------------===//

#include "ir/Dialect.h"
#include "ir/Shape.h"

#include "llvm/ADT/TypeSwitch.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace tfc;

#include "ir/Dialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "ir/Types.cpp.inc"

#define GET_OP_CLASSES
#include "ir/Ops.cpp.inc"

#include "ir/InferTypes.cpp.inc"

void TfcDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "ir/Types.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "ir/Ops.cpp.inc"
      >();
}

Operation *TfcDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                           Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, elements);
}
