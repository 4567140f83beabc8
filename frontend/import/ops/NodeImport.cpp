//===- NodeImport.cpp - Making the ops of a node --------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/CreateOp.h"
#include "ir/Message.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"
#include "ir/ops/state.h"
#include "ir/ops/strings.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;
using tfc::shape::elementOf;

namespace tfc {

NodeError NodeImport::error() const {
  NodeError report = importer.error(node);
  report << "op '" << node.op() << "': ";
  return report;
}

/// Makes a valid op, else null; then `problem` says why.
static Operation *tryCreate(OpBuilder &builder, OperationState state,
                            std::string &problem) {
  ScopedDiagnosticHandler collect(builder.getContext(),
                                  [&](Diagnostic &diagnostic) {
                                    if (problem.empty())
                                      problem = diagnostic.str();
                                    return success();
                                  });
  if (failed(inferResultTypes(state)))
    return nullptr;
  Operation *op = builder.create(state);
  if (succeeded(verify(op, /*verifyRecursively=*/false)))
    return op;
  op->erase();
  return nullptr;
}

SmallVector<Value> NodeImport::create(StringRef name, ValueRange operands,
                                      ArrayRef<NamedAttribute> attributes,
                                      unsigned count) {
  if (hasFailed())
    return SmallVector<Value>(count, importer.poison());
  OperationState state(node.loc, name);
  state.addOperands(operands);
  state.addAttributes(attributes);
  std::string problem;
  if (Operation *op = tryCreate(builder, std::move(state), problem))
    return llvm::to_vector_of<Value>(op->getResults());
  // The verifier lists all the types that there might be.
  bool hasStrings = llvm::any_of(operands, [](Value operand) {
    return isa<StringType>(getElementTypeOrSelf(operand.getType()));
  });
  StringRef text = problem;
  if (hasStrings && text.contains("must be ranked tensor"))
    text = "takes no tensors of strings";
  else if (text.consume_front(("'" + name + "' op ").str()))
    text.consume_front("failed to verify that ");
  error() << (text.empty() ? StringRef("is not valid") : text);
  return SmallVector<Value>(count, importer.poison());
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value NodeImport::constant(ElementsAttr value) {
  return make<ConstantOp>({}, attr("value", value));
}

Value NodeImport::constant(ArrayRef<std::string> strings,
                           ArrayRef<int64_t> shape) {
  SmallVector<StringRef> values(strings.begin(), strings.end());
  return make<StringConstantOp>(
      {},
      {attr("values", builder.getStrArrayAttr(values)), attr("shape", shape)});
}

Output NodeImport::strings(std::vector<std::string> strings,
                           ArrayRef<int64_t> shape) {
  Value value = constant(strings, shape);
  auto object = std::make_shared<StringsObject>();
  object->values = std::move(strings);
  return Output(value, std::move(object));
}

Value NodeImport::constantVector(ArrayRef<int64_t> values) {
  return constant(DenseElementsAttr::get(
      RankedTensorType::get(values.size(), builder.getI64Type()), values));
}

/// A splat of `value`; integers are cut to their range.
static DenseElementsAttr splat(RankedTensorType type, double value) {
  Type element = type.getElementType();
  if (auto number = dyn_cast<FloatType>(element)) {
    APFloat converted(value);
    bool lost = false;
    converted.convert(number.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                      &lost);
    return DenseElementsAttr::get(type, converted);
  }
  unsigned width = element.getIntOrFloatBitWidth();
  return DenseElementsAttr::get(
      type, APInt(64, uint64_t(int64_t(value)), true).sextOrTrunc(width));
}

Value NodeImport::scalar(double value, Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return cast(scalar(value, complex.getElementType()), element);
  if (isa<StringType>(element) && value == 0)
    return constant(std::string(), {});
  if (!element.isIntOrFloat())
    return error() << "cannot stand on " << formatElementType(element);
  return constant(splat(RankedTensorType::get({}, element), value));
}

Value NodeImport::filled(Value shape, double value, Type element) {
  return make<FillOp>({shape, scalar(value, element)});
}

//===----------------------------------------------------------------------===//
// Ops that many importers make
//===----------------------------------------------------------------------===//

Value NodeImport::cast(Value x, Type element) {
  if (elementOf(x) == element)
    return x;
  return make<CastOp>(x, attr("dtype", element));
}

Value NodeImport::transposed(Value x, ArrayRef<int64_t> perm) {
  return make<TransposeOp>(x, attr("perm", perm));
}

Value NodeImport::reshaped(Value x, ArrayRef<int64_t> sizes) {
  return make<ReshapeOp>({x, constantVector(sizes)});
}

Value NodeImport::shapeVector(Value x, Type element) {
  return make<ShapeOp>(
      x, attr("out_type", element ? element : builder.getI64Type()));
}

Value NodeImport::slice(Value vector, int64_t from, int64_t to) {
  return make<StridedSliceOp>(vector, {attr("begin", ArrayRef<int64_t>(from)),
                                       attr("end", ArrayRef<int64_t>(to)),
                                       attr("strides", ArrayRef<int64_t>(1))});
}

Value NodeImport::joined(ArrayRef<Value> values, int64_t axis) {
  return make<ConcatOp>(values, attr("axis", axis));
}

Value NodeImport::after(Value x, Value before) {
  return WithDependenciesOp::create(builder, node.loc, x.getType(), x, before)
      .getY();
}

Value NodeImport::check(Value condition, ArrayRef<Value> data,
                        StringRef message) {
  SmallVector<Value> operands{condition};
  llvm::append_range(operands, data);
  return make<CheckOp>(operands, attr("message", message));
}

} // namespace tfc
