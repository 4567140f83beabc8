//===- LowerKernel.cpp - Ops that a function of the runtime computes ------===//

#include "ir/Program.h"
#include "passes/lower/KernelSizes.h"

#include <cstring>

using namespace mlir;

namespace tfc {

static int64_t bitsOf(double number) {
  int64_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

/// Appends an attribute as facet RuntimeKernel says.
static LogicalResult pack(Attribute attribute,
                          SmallVectorImpl<int64_t> &parameters) {
  if (!attribute) {
    parameters.push_back(0);
  } else if (auto truth = dyn_cast<BoolAttr>(attribute)) {
    parameters.push_back(truth.getValue());
  } else if (auto integer = dyn_cast<IntegerAttr>(attribute)) {
    parameters.push_back(integer.getInt());
  } else if (auto number = dyn_cast<FloatAttr>(attribute)) {
    parameters.push_back(bitsOf(number.getValueAsDouble()));
  } else if (auto array = dyn_cast<DenseI64ArrayAttr>(attribute)) {
    parameters.push_back(array.size());
    llvm::append_range(parameters, array.asArrayRef());
  } else if (auto text = dyn_cast<StringAttr>(attribute)) {
    StringRef bytes = text.getValue();
    parameters.push_back(bytes.size());
    for (size_t i = 0; i < bytes.size(); i += sizeof(int64_t)) {
      StringRef piece = bytes.substr(i, sizeof(int64_t));
      int64_t word = 0;
      std::memcpy(&word, piece.data(), piece.size());
      parameters.push_back(word);
    }
  } else if (auto list = dyn_cast<ArrayAttr>(attribute)) {
    parameters.push_back(list.size());
    for (Attribute item : list)
      if (!isa<StringAttr>(item) || failed(pack(item, parameters)))
        return failure();
  } else {
    return failure();
  }
  return success();
}

static Value toCompute(Value x, Lowering &l) {
  return l.elementwise(x, l.shape(x), l.b.getF32Type(),
                       [](OpBuilder &b, Location loc, ValueRange elements) {
                         return ScalarBuilder::load(b, loc, elements[0]);
                       });
}

LogicalResult lowerKernel(Operation *op, StringRef symbol,
                          ArrayRef<Attribute> attributes,
                          ArrayRef<SizeList> sizes, Lowering &l) {
  SmallVector<int64_t> parameters;
  for (Attribute attribute : attributes)
    if (failed(pack(attribute, parameters)))
      return op->emitOpError("attribute ")
             << attribute << " cannot go to the runtime";
  // Kernels compute half and bfloat16 as float.
  SmallVector<Value> ins;
  for (Value operand : op->getOperands()) {
    Type stored = getElementTypeOrSelf(operand.getType());
    ins.push_back(isa<Float16Type, BFloat16Type>(stored) ? toCompute(operand, l)
                                                         : operand);
  }
  SmallVector<Value> outs;
  for (OpResult result : op->getResults()) {
    auto type = cast<RankedTensorType>(result.getType());
    SizeList shape;
    if (!sizes.empty()) {
      shape = sizes[result.getResultNumber()];
    } else if (type.hasStaticShape()) {
      for (int64_t dim : type.getShape())
        shape.push_back(l.sizes.constant(dim));
    } else {
      shape = l.shape(op->getOperand(0));
      if (int64_t(shape.size()) != type.getRank())
        return op->emitOpError("has a result whose sizes are not known; give "
                               "its operands static shapes (--shape)");
    }
    Type element = type.getElementType();
    if (isa<Float16Type, BFloat16Type>(element))
      element = l.b.getF32Type();
    outs.push_back(l.empty(shape, element));
  }
  SmallVector<Type> types;
  for (Value out : outs)
    types.push_back(out.getType());
  auto call = RuntimeCallOp::create(l.b, l.loc, types, symbol, ins, outs,
                                    l.b.getDenseI64ArrayAttr(parameters));
  SmallVector<Value> results;
  for (auto [computed, result] :
       llvm::zip(call.getResults(), op->getResults())) {
    Type element = getElementTypeOrSelf(result.getType());
    results.push_back(getElementTypeOrSelf(computed.getType()) == element
                          ? computed
                          : l.fromCompute(computed, element));
  }
  l.replace(results);
  return success();
}

Size checkedSize(Value operand, ArrayRef<Size> rest, Lowering &l) {
  Size size = l.shapeOperand(operand)[0];
  SizeList shape{size};
  llvm::append_range(shape, rest);
  l.requireShape(shape);
  return size;
}

Size sameRows(Value x, Value y, Lowering &l) {
  return l.requireEqual(l.dim(x, 0), l.dim(y, 0),
                        "'" + l.name() + "' has %lld rows and %lld rows");
}

} // namespace tfc
