// tf.gradients.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Training.h"

#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"

#include "mlir/IR/TypeUtilities.h"

using namespace tfc::text;

/// Whether a gradient flows to tensors of this type, or of this element type.
static bool isDifferentiable(mlir::Type type) {
  return llvm::isa<mlir::FloatType, mlir::ComplexType>(
      mlir::getElementTypeOrSelf(type));
}

llvm::DenseSet<mlir::Value> tfc::text::dependencies(ArrayRef<mlir::Value> ys) {
  llvm::DenseSet<mlir::Value> seen;
  llvm::SmallVector<mlir::Value> work(ys);
  while (!work.empty()) {
    mlir::Value value = work.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    mlir::Operation *op = value.getDefiningOp();
    if (!op || llvm::isa<tfc::StopGradientOp>(op))
      continue;
    // The ops that a loop or a conditional holds count as it does.
    op->walk([&](mlir::Operation *part) {
      if (llvm::isa<tfc::ReadVariableOp>(part))
        seen.insert(part->getOperand(0));
      for (mlir::Value operand : part->getOperands())
        if (isDifferentiable(operand.getType()) && operand.getDefiningOp() &&
            !op->isProperAncestor(operand.getDefiningOp()))
          work.push_back(operand);
    });
  }
  return seen;
}

/// A y as a tensor whose sum can be differentiated.
static mlir::Value differentiated(Evaluator &ev, const Value &y, bool hasGradYs,
                                  StringRef function, SMLoc loc) {
  mlir::Value value =
      ev.toTensor(y, {}, "ys", loc, function + ": what is differentiated");
  mlir::Type type = mlir::getElementTypeOrSelf(value.getType());
  if (!isDifferentiable(type))
    ev.error(loc, "type mismatch: " + function +
                      ": what is differentiated must be a tensor of floats, "
                      "not of " +
                      dtypeName(type));
  if (!hasGradYs && llvm::isa<mlir::ComplexType>(type))
    ev.error(loc, "type mismatch: " + function +
                      ": a gradient of complex numbers needs grad_ys");
  return value;
}

/// The gradient of y that is given, as a tensor of its type.
static mlir::Value givenGradient(Evaluator &ev, const Value &gradY,
                                 mlir::Value y, StringRef function, SMLoc loc) {
  auto type = llvm::cast<mlir::RankedTensorType>(y.getType());
  mlir::Value value = ev.toTensor(gradY, type.getElementType(), "grad_ys", loc,
                                  function + ": grad_ys");
  auto given = llvm::cast<mlir::RankedTensorType>(value.getType());
  if (given.getElementType() != type.getElementType() ||
      mlir::failed(
          mlir::verifyCompatibleShape(given.getShape(), type.getShape())))
    ev.error(loc, "shape mismatch: " + function + ": grad_ys is " +
                      dtypeName(given.getElementType()) +
                      shapeText(given.getShape()) + ", ys " +
                      dtypeName(type.getElementType()) +
                      shapeText(type.getShape()));
  return value;
}

/// The value that stands for an x in tfc.gradients: of a variable its handle.
static mlir::Value sourceOf(Evaluator &ev, const Value &x, StringRef function,
                            SMLoc loc) {
  if (!x.isTensorLike())
    return ev.typeError(loc, function + ": what is differentiated by",
                        "a tensor or a variable", x);
  return x.is(ValueKind::Variable) ? x.asVariable()->handle : x.asGraphValue();
}

std::vector<Value> tfc::text::makeGradients(Evaluator &ev, ArrayRef<Value> ys,
                                            ArrayRef<Value> xs,
                                            ArrayRef<Value> gradYs,
                                            StringRef function, SMLoc loc) {
  llvm::SmallVector<mlir::Value> yValues, xValues, gradValues;
  for (const Value &y : ys)
    yValues.push_back(differentiated(ev, y, !gradYs.empty(), function, loc));
  if (yValues.empty())
    ev.error(loc, function + ": nothing to differentiate");
  for (auto [gradY, y] : llvm::zip(gradYs, yValues))
    gradValues.push_back(givenGradient(ev, gradY, y, function, loc));

  // An x that no y depends on has no gradient; tfc.gradients never sees it.
  llvm::DenseSet<mlir::Value> reached = dependencies(yValues);
  llvm::SmallVector<mlir::Type> types;
  llvm::SmallVector<size_t> connected; // indices of xs
  for (auto [i, x] : llvm::enumerate(xs)) {
    mlir::Value source = sourceOf(ev, x, function, loc);
    if (ev.hasFailed() || !reached.contains(source) ||
        !isDifferentiable(ev.elementType(x)))
      continue;
    connected.push_back(i);
    xValues.push_back(source);
    types.push_back(ev.typeOf(x));
  }
  std::vector<Value> gradients(xs.size());
  if (xValues.empty())
    return gradients;

  mlir::NamedAttrList attributes;
  attributes.set("operandSegmentSizes",
                 ev.graph.builder.getDenseI32ArrayAttr(
                     {int32_t(yValues.size()), int32_t(xValues.size()),
                      int32_t(gradValues.size())}));
  auto operands =
      llvm::to_vector(llvm::concat<mlir::Value>(yValues, xValues, gradValues));
  mlir::Operation *op =
      ev.graph.createTyped<tfc::GradientsOp>(types, operands, attributes, "");
  for (auto [i, gradient] : llvm::zip(connected, op->getResults()))
    gradients[i] = Value::tensor(gradient);
  return gradients;
}

/// One value, or the items of a list.
static std::vector<Value> listOf(const Value &value) {
  if (value.isSequence())
    return value.items();
  if (value.isNone())
    return {};
  return {value};
}

static Value gradients(Evaluator &ev, Call &call) {
  std::vector<Value> ys = listOf(call["ys"]), xs = listOf(call["xs"]),
                     gradYs = listOf(call["grad_ys"]);
  if (!gradYs.empty() && gradYs.size() != ys.size())
    return call.error("grad_ys", llvm::Twine(gradYs.size()) + " grad_ys for " +
                                     llvm::Twine(ys.size()) + " ys");
  std::string outer = ev.graph.names.enter("gradients");
  auto result = makeGradients(ev, ys, xs, gradYs, "tf.gradients", call.loc);
  ev.graph.names.leave(outer);
  return ev.heap.makeList(std::move(result));
}

void tfc::text::addGradients(FunctionTable &table) {
  table.add("tf.gradients(ys, xs, grad_ys=None, name='gradients', "
            "colocate_gradients_with_ops=False, gate_gradients=False, "
            "aggregation_method=None)",
            gradients);
}
