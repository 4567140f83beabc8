// Placeholders.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"

#include "ir/ops/state.h"

using namespace tfc::text;

/// Whether a tensor can have both shapes, in which -1 stands for any size.
static bool fits(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  return a.size() == b.size() && llvm::all_of(llvm::zip(a, b), [](auto pair) {
           auto [x, y] = pair;
           return x < 0 || y < 0 || x == y;
         });
}

/// `shape`, refined by what --shape says of the node.
static llvm::SmallVector<int64_t> placeholderShape(Evaluator &ev, Call &call,
                                                   const ShapeObject &shape,
                                                   StringRef full) {
  auto given = ev.options.shapes.find(full);
  if (given == ev.options.shapes.end()) {
    if (!shape.ranked)
      ev.error(call.loc, "placeholder '" + full +
                             "' has no shape: give one here or by --shape " +
                             full + "=..x..");
    return llvm::to_vector(shape.dims);
  }
  llvm::SmallVector<int64_t> refined = llvm::to_vector(given->second);
  if (!shape.ranked)
    return refined;
  if (!fits(shape.dims, refined))
    return ev.error(call.loc, "shape mismatch: --shape gives " +
                                  shapeText(refined) + " for placeholder '" +
                                  full + "', whose shape is " +
                                  shapeText(shape.dims));
  for (auto [dim, own] : llvm::zip(refined, shape.dims))
    if (dim < 0)
      dim = own;
  return refined;
}

/// Makes the op, called `full`, which `name` asked for.
template <typename Op>
static Value makePlaceholder(Evaluator &ev, llvm::SmallVector<int64_t> dims,
                             mlir::Type dtype, mlir::ValueRange operands,
                             NodeName name, StringRef full) {
  for (int64_t &dim : dims)
    if (dim < 0)
      dim = mlir::ShapedType::kDynamic;
  mlir::NamedAttrList attributes;
  attributes.set("name", ev.graph.builder.getStringAttr(full));
  mlir::Operation *op =
      ev.graph.createTyped<Op>(mlir::RankedTensorType::get(dims, dtype),
                               operands, attributes, /*full=*/"");
  if (name.isHint)
    ev.graph.names.holdWeakly(full, op);
  return Value::tensor(op->getResult(0));
}

static Value placeholder(Evaluator &ev, Call &call) {
  mlir::Type dtype = call.dtype("dtype");
  ShapeObject shape =
      ev.toShape(call["shape"], call.locOf("shape"), "tf.placeholder: shape");
  NodeName name = call.nameOr("Placeholder");
  std::string full = ev.graph.names.claim(name);
  return makePlaceholder<tfc::PlaceholderOp>(
      ev, placeholderShape(ev, call, shape, full), dtype, {}, name, full);
}

static Value placeholderWithDefault(Evaluator &ev, Call &call) {
  ShapeObject shape = call.shape("shape");
  NodeName name = call.nameOr("PlaceholderWithDefault");
  std::string full = ev.graph.names.claim(name);
  std::string outer = ev.graph.names.enterFull(full);
  Value input = call.tensor("input");
  ev.graph.names.leave(outer);
  mlir::RankedTensorType type = ev.typeOf(input);
  if (!shape.ranked)
    shape = {/*ranked=*/true,
             llvm::SmallVector<int64_t, 4>(type.getRank(), -1)};
  auto dims = placeholderShape(ev, call, shape, full);
  if (!fits(dims, type.getShape()))
    ev.error(call.loc, "shape mismatch: the default has shape " +
                           shapeText(type.getShape()) + ", the placeholder " +
                           shapeText(dims));
  return makePlaceholder<tfc::PlaceholderWithDefaultOp>(
      ev, dims, type.getElementType(), input.asGraphValue(), name, full);
}

void tfc::text::addPlaceholders(FunctionTable &table) {
  table.add("tf.placeholder(dtype, shape=None)", placeholder);
  table.add("tf.placeholder_with_default(input, shape)",
            placeholderWithDefault);
}
