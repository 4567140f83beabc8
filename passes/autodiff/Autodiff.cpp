//===- Autodiff.cpp - Expands tfc.gradients by reverse accumulation -------===//

#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"
#include "passes/autodiff/ControlFlow.h"
#include "passes/autodiff/Gradient.h"
#include "passes/autodiff/Passes.h"

#include "ir/Expand.h"
#include "ir/InheritDevice.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

#define GEN_PASS_DEF_AUTODIFF
#include "passes/autodiff/Passes.h.inc"

namespace {

bool isComplex(Value value) { return isa<ComplexType>(elementOf(value)); }

/// The name of a node: cut-points leaves it in the location.
StringRef nodeName(Operation *op) {
  if (auto name = op->getAttrOfType<StringAttr>(nameAttr))
    return name.getValue();
  if (auto loc = dyn_cast<NameLoc>(op->getLoc()))
    return loc.getName().getValue();
  return "(unnamed)";
}

/// Ops of the graph's structure whose value is their first operand.
bool handsOn(Operation *op) {
  return isa<WithDependenciesOp, PlaceholderWithDefaultOp, FeedableOp>(op);
}

/// The operands of `op` to which a gradient may flow; of a conditional or loop,
/// the values that its regions take from outside, too.
SmallVector<Value> sourcesOf(Operation *op) {
  if (isa<IfOp, WhileOp>(op))
    return differentiableSources(op).takeVector();
  if (handsOn(op))
    return {op->getOperand(0)};
  if (differentiability(op) == Differentiability::Constant)
    return {};
  return SmallVector<Value>(op->getOperands());
}

/// The expansion of one tfc.gradients. `isInner`: it is made by the gradient of
/// a region, and its complex gradients are those of Gradient.h.
class ReverseSweep {
public:
  explicit ReverseSweep(GradientsOp request, bool isInner = false)
      : request(request), isInner(isInner), builder(request, &inherit),
        lastBefore(request->getPrevNode()) {}
  LogicalResult run();

private:
  LogicalResult checkYs();
  void findActive();
  bool isActive(Operation *op);
  /// Puts expansions in place of active ops that have nothing else.
  bool expandActive();
  LogicalResult propagate(Operation *op);
  LogicalResult propagateControl(Operation *op, ArrayRef<Value> grads);
  void accumulate(Value value, Value gradient, Location loc);
  Value sumBroadcast(TfcBuilder &b, Value gradient, Value value);
  Value withShapeOf(TfcBuilder &b, Value gradient, Value value);
  LogicalResult finish();
  void eraseUnused();

  /// The ops that may lead to the ys: those before the request in its block,
  /// and before the regions around it.
  SmallVector<Operation *> opsBefore();
  /// The blocks of these, from the request's outwards, each with the op that
  /// the request is or stands in.
  SmallVector<std::pair<Block *, Operation *>> blocks();

  bool isMade(Operation *op) {
    return op->getBlock() == request->getBlock() &&
           (!lastBefore || lastBefore->isBeforeInBlock(op));
  }
  TfcBuilder at(Location loc, Value like) {
    return TfcBuilder(builder, loc, elementOf(like));
  }
  /// Between TensorFlow's gradients of complex numbers and those here.
  Value conjugated(Value gradient) {
    if (isInner || !isComplex(gradient))
      return gradient;
    return at(request.getLoc(), gradient).conj(gradient);
  }
  /// The reads of a variable that the request sees.
  SmallVector<Value> readsOf(Value variable);

  GradientsOp request;
  bool isInner;
  InheritDevice inherit;
  OpBuilder builder;
  Operation *lastBefore;
  llvm::DenseSet<Value> active; // depend on an x, and a y depends on them
  llvm::DenseMap<Value, Value> gradients;
};

} // namespace

LogicalResult ReverseSweep::checkYs() {
  ValueRange seeds = request.getGradYs();
  if (!seeds.empty() && seeds.size() != request.getYs().size())
    return request.emitError() << "tf.gradients: " << request.getYs().size()
                               << " ys but " << seeds.size() << " grad_ys";
  for (auto [i, y] : llvm::enumerate(request.getYs())) {
    if (!isDifferentiable(y))
      return request.emitError()
             << "tf.gradients: ys[" << i << "] has type "
             << formatElementType(y.getType()) << ", expected a float type";
    if (seeds.empty() && isComplex(y))
      return request.emitError()
             << "tf.gradients: ys[" << i << "] has type "
             << formatElementType(y.getType()) << ", which needs grad_ys";
    if (!seeds.empty() && !shape::compatible(y.getType(), seeds[i].getType()))
      return request.emitError()
             << "tf.gradients: grad_ys[" << i << "] has shape "
             << formatShape(seeds[i].getType()) << " and type "
             << formatElementType(seeds[i].getType()) << ", ys[" << i
             << "] has shape " << formatShape(y.getType()) << " and type "
             << formatElementType(y.getType());
  }
  return success();
}

SmallVector<std::pair<Block *, Operation *>> ReverseSweep::blocks() {
  SmallVector<std::pair<Block *, Operation *>> found;
  for (Operation *op = request; !isa<GraphOp>(op); op = op->getParentOp()) {
    found.push_back({op->getBlock(), op});
    if (isInner)
      break;
  }
  return found;
}

SmallVector<Operation *> ReverseSweep::opsBefore() {
  SmallVector<Operation *> ops;
  for (auto [block, end] : llvm::reverse(blocks()))
    for (Operation &op : llvm::make_range(block->begin(), Block::iterator(end)))
      ops.push_back(&op);
  return ops;
}

SmallVector<Value> ReverseSweep::readsOf(Value variable) {
  SmallVector<Value> reads;
  for (auto [block, end] : llvm::reverse(blocks())) {
    size_t outer = reads.size();
    for (Operation *user : variable.getUsers())
      if (isa<ReadVariableOp>(user) && user->getBlock() == block &&
          user->isBeforeInBlock(end))
        reads.push_back(user->getResult(0));
    std::sort(reads.begin() + outer, reads.end(), [](Value a, Value b) {
      return a.getDefiningOp()->isBeforeInBlock(b.getDefiningOp());
    });
  }
  return reads;
}

void ReverseSweep::findActive() {
  llvm::DenseSet<Value> dependent, needed;
  for (Value x : request.getXs()) {
    if (isa<VariableType>(x.getType())) {
      for (Value read : readsOf(x))
        if (isDifferentiable(read))
          dependent.insert(read);
    } else if (isDifferentiable(x)) {
      dependent.insert(x);
    }
  }
  SmallVector<Operation *> reached;
  for (Operation *op : opsBefore()) {
    if (llvm::none_of(sourcesOf(op),
                      [&](Value v) { return dependent.contains(v); }))
      continue;
    reached.push_back(op);
    for (Value result : op->getResults())
      if (isDifferentiable(result))
        dependent.insert(result);
  }
  active.clear();
  for (Value y : request.getYs())
    if (dependent.contains(y))
      active.insert(y);
  for (Operation *op : llvm::reverse(reached)) {
    if (llvm::none_of(op->getResults(),
                      [&](Value v) { return active.contains(v); }))
      continue;
    for (Value operand : sourcesOf(op))
      if (dependent.contains(operand))
        active.insert(operand);
  }
}

bool ReverseSweep::isActive(Operation *op) {
  auto isIn = [&](Value value) { return active.contains(value); };
  return llvm::any_of(op->getResults(), isIn) &&
         llvm::any_of(sourcesOf(op), isIn);
}

bool ReverseSweep::expandActive() {
  bool changed = false;
  for (Operation *op : opsBefore()) {
    if (differentiability(op) != Differentiability::ThroughExpansion ||
        !isActive(op))
      continue;
    changed |= succeeded(expandInPlace(op));
  }
  return changed;
}

/// Sums a gradient over the axes along which `value` was broadcast. Which they
/// are is known when compiling: a dynamic dimension broadcasts with nothing but
/// a 1 (ir/Shape.h, broadcastShapes).
Value ReverseSweep::sumBroadcast(TfcBuilder &b, Value gradient, Value value) {
  ArrayRef<int64_t> from = shapeOf(gradient), to = shapeOf(value);
  if (from.size() < to.size())
    return b.broadcastLike(gradient, value);
  int64_t missing = from.size() - to.size();
  auto leading = llvm::to_vector(llvm::seq<int64_t>(0, missing));
  SmallVector<int64_t> ones;
  bool tooSmall = false;
  for (auto [i, size] : llvm::enumerate(to)) {
    int64_t given = from[i + missing];
    if (size == 1 && given != 1)
      ones.push_back(i);
    tooSmall |= given == 1 && size != 1;
  }
  if (!leading.empty())
    gradient = b.reduce_sum(gradient, b.axesAttr(leading));
  if (!ones.empty())
    gradient =
        b.reduce_sum(gradient, b.axesAttr(ones), b.builder.getBoolAttr(true));
  return tooSmall ? b.broadcastLike(gradient, value) : gradient;
}

/// Lets a gradient's type say no less of its shape than that of `value`.
Value ReverseSweep::withShapeOf(TfcBuilder &b, Value gradient, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(shapeOf(gradient));
  for (auto [known, size] : llvm::zip_equal(type.getShape(), shape))
    if (!ShapedType::isDynamic(known))
      size = known;
  if (ArrayRef<int64_t>(shape) == shapeOf(gradient))
    return gradient;
  Operation *op = gradient.getDefiningOp();
  if (!op || !isMade(op))
    return b.reshape_like(gradient, value);
  gradient.setType(type.clone(shape));
  return gradient;
}

void ReverseSweep::accumulate(Value value, Value gradient, Location loc) {
  TfcBuilder b = at(loc, value);
  gradient = withShapeOf(b, sumBroadcast(b, gradient, value), value);
  Value &sum = gradients[value];
  sum = sum ? b.add(sum, gradient) : gradient;
}

LogicalResult ReverseSweep::propagateControl(Operation *op,
                                             ArrayRef<Value> grads) {
  SmallVector<Value> sources;
  for (Value source : sourcesOf(op))
    if (active.contains(source))
      sources.push_back(source);
  auto expand = [](GradientsOp nested) {
    return ReverseSweep(nested, /*isInner=*/true).run();
  };
  FailureOr<GradientList> parts;
  SmallVector<Value> replaced;
  if (auto conditional = dyn_cast<IfOp>(op))
    parts =
        gradientOfIf(conditional, grads, sources, builder, expand, replaced);
  else
    parts = gradientOfWhile(cast<WhileOp>(op), grads, sources, builder, expand,
                            replaced);
  if (failed(parts))
    return failure();
  for (auto [source, gradient] : *parts)
    if (active.contains(source))
      accumulate(source, gradient, op->getLoc());
  if (replaced.empty())
    return success();
  for (auto [result, value] : llvm::zip_equal(op->getResults(), replaced)) {
    if (Value known = gradients.lookup(result))
      gradients[value] = known;
    result.replaceAllUsesWith(value);
  }
  op->erase();
  return success();
}

LogicalResult ReverseSweep::propagate(Operation *op) {
  SmallVector<Value> grads;
  for (Value result : op->getResults())
    grads.push_back(gradients.lookup(result));
  if (llvm::none_of(grads, [](Value v) { return bool(v); }))
    return success();
  if (isa<IfOp, WhileOp>(op))
    return propagateControl(op, grads);
  if (handsOn(op)) {
    accumulate(op->getOperand(0), grads[0], op->getLoc());
    return success();
  }
  TfcBuilder b =
      at(op->getLoc(), *llvm::find_if(grads, [](Value v) { return bool(v); }));
  for (auto [result, grad] : llvm::zip_equal(op->getResults(), grads))
    if (!grad)
      grad = b.zerosLike(result);

  SmallVector<Value> result(op->getNumOperands());
  if (failed(gradientOf(op, grads, b, result)))
    return differentiability(op) == Differentiability::Gradient
               ? failure() // It has said why.
               : op->emitError()
                     << "no gradient defined for operation '" << nodeName(op)
                     << "' (op type: " << op->getName().stripDialect() << ")";
  for (auto [operand, grad] : llvm::zip_equal(op->getOperands(), result)) {
    if (!grad || !active.contains(operand))
      continue;
    // `(Identity G)` in a rule says G.
    if (auto same = grad.getDefiningOp<IdentityOp>(); same && isMade(same))
      grad = same.getX();
    accumulate(operand, grad, op->getLoc());
  }
  return success();
}

LogicalResult ReverseSweep::finish() {
  SmallVector<Value> results;
  Location loc = request.getLoc();
  for (auto [i, x] : llvm::enumerate(request.getXs())) {
    auto type = cast<RankedTensorType>(request.getResult(i).getType());
    Value gradient;
    if (isa<VariableType>(x.getType())) {
      TfcBuilder b(builder, loc, type.getElementType());
      for (Value read : readsOf(x))
        if (Value part = gradients.lookup(read))
          gradient = gradient ? b.add(gradient, part) : part;
      if (!gradient && !request.getRequired())
        gradient = b.constant(DenseElementsAttr::get(
            type, builder.getZeroAttr(type.getElementType())));
    } else {
      gradient = gradients.lookup(x);
      if (!gradient && !request.getRequired())
        gradient = at(loc, x).zerosLike(x);
    }
    if (!gradient)
      return request.emitError()
             << "tf.gradients: no y depends on xs[" << i << "]"
             << ", or only through integers or tf.stop_gradient";
    gradient = conjugated(gradient);
    if (gradient.getType() != type)
      gradient = at(loc, gradient).identity(gradient);
    if (auto name = request->getAttrOfType<StringAttr>(nameAttr)) {
      gradient = at(loc, gradient).identity(gradient);
      std::string suffix = i ? ":" + std::to_string(i) : std::string();
      gradient.getDefiningOp()->setAttr(
          nameAttr, builder.getStringAttr(name.getValue() + suffix));
    }
    if (gradient.getType() != type)
      gradient.setType(type);
    results.push_back(gradient);
  }
  request.replaceAllUsesWith(results);
  return success();
}

/// Gradients of operands that need none were made too.
void ReverseSweep::eraseUnused() {
  Operation *op = request->getPrevNode();
  while (op && op != lastBefore) {
    Operation *previous = op->getPrevNode();
    if (isOpTriviallyDead(op))
      op->erase();
    op = previous;
  }
}

LogicalResult ReverseSweep::run() {
  if (failed(checkYs()))
    return failure();
  for (auto [block, end] : blocks())
    hoistReads(*block);
  do
    findActive();
  while (expandActive());
  lastBefore = request->getPrevNode();

  SmallVector<Operation *> path;
  for (Operation *op : opsBefore())
    if (isActive(op))
      path.push_back(op);
  inherit.follow(request);
  for (auto [i, y] : llvm::enumerate(request.getYs())) {
    if (!active.contains(y))
      continue;
    Value seed = request.getGradYs().empty()
                     ? at(request.getLoc(), y).onesLike(y)
                     : conjugated(request.getGradYs()[i]);
    accumulate(y, seed, request.getLoc());
  }
  // As TensorFlow has it: the gradient of an op is on the device that
  // tf.gradients was called for, or on the op's where that was none.
  StringAttr device = deviceOf(request);
  for (Operation *op : llvm::reverse(path)) {
    inherit.follow(device ? device : deviceOf(op));
    if (failed(propagate(op)))
      return failure();
  }
  inherit.follow(device);
  if (failed(finish()))
    return failure();
  eraseUnused();
  request.erase();
  return success();
}

namespace {
struct Autodiff : impl::AutodiffBase<Autodiff> {
  void runOnOperation() override {
    SmallVector<GradientsOp> requests;
    getOperation().walk([&](GradientsOp op) { requests.push_back(op); });
    for (GradientsOp request : requests)
      if (failed(ReverseSweep(request).run()))
        return signalPassFailure();
  }
};
} // namespace

} // namespace tfc
