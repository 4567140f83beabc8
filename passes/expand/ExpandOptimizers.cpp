//===- ExpandOptimizers.cpp - Optimisers' updates as ops ------------------===//
//
// One function per optimiser; each is its formula in TensorFlow's
// core/kernels/training_ops.cc. To add one, write its overload of `update` and
// name its op in the list at the end.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/state.h"
#include "ir/ops/training.h"
#include "passes/expand/Passes.h"

#include "ir/Builder.h"
#include "ir/Shape.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

#define GEN_PASS_DEF_EXPANDOPTIMIZERS
#include "passes/expand/Passes.h.inc"

namespace {

/// A tensor in a formula.
struct Term {
  TfcBuilder *b;
  Value value;
};
Term operator+(Term x, Term y) { return {x.b, x.b->add(x.value, y.value)}; }
Term operator-(Term x, Term y) { return {x.b, x.b->sub(x.value, y.value)}; }
Term operator*(Term x, Term y) { return {x.b, x.b->mul(x.value, y.value)}; }
Term operator/(Term x, Term y) { return {x.b, x.b->realdiv(x.value, y.value)}; }
Term sqrt(Term x) { return {x.b, x.b->sqrt(x.value)}; }
Term square(Term x) { return {x.b, x.b->square(x.value)}; }
Term sign(Term x) { return {x.b, x.b->sign(x.value)}; }
Term abs(Term x) { return {x.b, x.b->abs(x.value)}; }

/// Builds one update: formulas over terms, then assigns.
class Updater {
public:
  Updater(OpBuilder &builder, Operation *op)
      : b(builder, op->getLoc(), elementOf(op->getResult(0))) {}

  Term term(Value value) { return {&b, value}; }
  Term number(double value) { return {&b, b.number(value)}; }
  Term read(Value variable) { return {&b, b.read_variable(variable)}; }
  Term select(Term x, Term limit, Term above, Term otherwise) {
    return {&b, b.select(b.greater(x.value, limit.value), above.value,
                         otherwise.value)};
  }

  void assignSlot(Value variable, Term value) {
    slots.push_back(b.assign(variable, value.value));
  }
  /// The last step: the op's own variable.
  Value assign(Value variable, Term value) {
    return finish(b.assign(variable, value.value));
  }
  Value subtract(Value variable, Term value) {
    return finish(b.assign_sub(variable, value.value));
  }

private:
  Value finish(Value updated) {
    if (slots.empty())
      return updated;
    return WithDependenciesOp::create(b.builder, b.loc, updated.getType(),
                                      updated, slots);
  }

  TfcBuilder b;
  SmallVector<Value> slots;
};

} // namespace

//===----------------------------------------------------------------------===//
// The optimisers
//===----------------------------------------------------------------------===//

// v -= lr g
static Value update(ApplyGradientDescentOp op, Updater &u) {
  return u.subtract(op.getVariable(),
                    u.term(op.getLr()) * u.term(op.getGradient()));
}

// a = a mu + g;  v -= lr a, or (Nesterov) v -= lr g + lr mu a
static Value update(ApplyMomentumOp op, Updater &u) {
  Term lr = u.term(op.getLr()), mu = u.term(op.getMomentum()),
       g = u.term(op.getGradient());
  Term a = u.read(op.getAccumulator()) * mu + g;
  u.assignSlot(op.getAccumulator(), a);
  return u.subtract(op.getVariable(),
                    op.getUseNesterov() ? lr * g + lr * mu * a : lr * a);
}

// a += g^2;  v -= lr g / sqrt(a)
static Value update(ApplyAdagradOp op, Updater &u) {
  Term lr = u.term(op.getLr()), g = u.term(op.getGradient());
  Term a = u.read(op.getAccumulator()) + square(g);
  u.assignSlot(op.getAccumulator(), a);
  return u.subtract(op.getVariable(), lr * g / sqrt(a));
}

// a = rho a + (1-rho) g^2;  d = sqrt(au+eps) / sqrt(a+eps) g;  v -= lr d;
// au = rho au + (1-rho) d^2
static Value update(ApplyAdadeltaOp op, Updater &u) {
  Term lr = u.term(op.getLr()), rho = u.term(op.getRho()),
       epsilon = u.term(op.getEpsilon()), g = u.term(op.getGradient());
  Term rest = u.number(1) - rho;
  Term oldUpdate = u.read(op.getAccumulatedUpdate());
  Term a = rho * u.read(op.getAccumulator()) + rest * square(g);
  Term d = sqrt(oldUpdate + epsilon) / sqrt(a + epsilon) * g;
  u.assignSlot(op.getAccumulator(), a);
  u.assignSlot(op.getAccumulatedUpdate(), rho * oldUpdate + rest * square(d));
  return u.subtract(op.getVariable(), lr * d);
}

// ms += (g^2 - ms)(1-rho);  mom = mu mom + lr g / sqrt(ms + eps);  v -= mom
static Value update(ApplyRMSPropOp op, Updater &u) {
  Term lr = u.term(op.getLr()), g = u.term(op.getGradient());
  Term ms = u.read(op.getMeanSquare()), mom = u.read(op.getMomentumSlot());
  ms = ms + (square(g) - ms) * (u.number(1) - u.term(op.getRho()));
  mom = u.term(op.getMomentum()) * mom +
        lr * g / sqrt(ms + u.term(op.getEpsilon()));
  u.assignSlot(op.getMeanSquare(), ms);
  u.assignSlot(op.getMomentumSlot(), mom);
  return u.subtract(op.getVariable(), mom);
}

// As RMSProp, with mg += (g - mg)(1-rho) and ms - mg^2 + eps under the root
static Value update(ApplyCenteredRMSPropOp op, Updater &u) {
  Term lr = u.term(op.getLr()), g = u.term(op.getGradient());
  Term ms = u.read(op.getMeanSquare()), mg = u.read(op.getMeanGradient()),
       mom = u.read(op.getMomentumSlot());
  Term rest = u.number(1) - u.term(op.getRho());
  ms = ms + (square(g) - ms) * rest;
  mg = mg + (g - mg) * rest;
  mom = u.term(op.getMomentum()) * mom +
        lr * g / sqrt(ms - square(mg) + u.term(op.getEpsilon()));
  u.assignSlot(op.getMeanSquare(), ms);
  u.assignSlot(op.getMeanGradient(), mg);
  u.assignSlot(op.getMomentumSlot(), mom);
  return u.subtract(op.getVariable(), mom);
}

// alpha = lr sqrt(1 - b2^t) / (1 - b1^t);  m += (g - m)(1-b1);
// v += (g^2 - v)(1-b2);  variable -= alpha m / (sqrt(v) + eps)
static Value update(ApplyAdamOp op, Updater &u) {
  Term one = u.number(1), g = u.term(op.getGradient());
  Term m = u.read(op.getM()), v = u.read(op.getV());
  Term alpha = u.term(op.getLr()) *
               sqrt(one - u.term(op.getBeta2Power())) /
               (one - u.term(op.getBeta1Power()));
  m = m + (g - m) * (one - u.term(op.getBeta1()));
  v = v + (square(g) - v) * (one - u.term(op.getBeta2()));
  u.assignSlot(op.getM(), m);
  u.assignSlot(op.getV(), v);
  return u.subtract(op.getVariable(),
                    alpha * m / (sqrt(v) + u.term(op.getEpsilon())));
}

// n' = n + g^2;  z += g - (sqrt(n') - sqrt(n)) / lr v;
// v = |z| > l1 ? (l1 sign(z) - z) / (sqrt(n') / lr + 2 l2) : 0
static Value update(ApplyFtrlOp op, Updater &u) {
  Term lr = u.term(op.getLr()), l1 = u.term(op.getL1()),
       l2 = u.term(op.getL2()), g = u.term(op.getGradient());
  Term v = u.read(op.getVariable()), n = u.read(op.getAccumulator());
  Term newN = n + square(g);
  Term z = u.read(op.getLinear()) + g - (sqrt(newN) - sqrt(n)) / lr * v;
  u.assignSlot(op.getAccumulator(), newN);
  u.assignSlot(op.getLinear(), z);
  Term shrunk =
      (l1 * sign(z) - z) / (sqrt(newN) / lr + u.number(2) * l2);
  return u.assign(op.getVariable(),
                  u.select(abs(z), l1, shrunk, u.number(0)));
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Slots, gradient and scalars must fit the variable.
static LogicalResult checkOperands(Operation *op, ValueRange scalars) {
  auto expected = cast<VariableType>(op->getOperand(0).getType()).getTensor();
  auto describe = [](Type type) {
    return formatElementType(type) + " of shape " + formatShape(type);
  };
  for (Value operand : op->getOperands()) {
    Type given = operand.getType();
    if (auto slot = dyn_cast<VariableType>(given))
      given = slot.getTensor();
    Type wanted = expected;
    if (llvm::is_contained(scalars, operand))
      wanted = RankedTensorType::get({}, expected.getElementType());
    if (!shape::compatible({wanted}, {given}))
      return op->emitError()
             << op->getName().stripDialect() << ": an operand is "
             << describe(given) << ", expected " << describe(wanted)
             << " for a variable that is " << describe(expected);
  }
  return success();
}

template <typename Op>
static LogicalResult expand(Op op) {
  SmallVector<Value> scalars;
  for (Value operand : op->getOperands())
    if (operand != op.getGradient() && !isa<VariableType>(operand.getType()))
      scalars.push_back(operand);
  if (failed(checkOperands(op, scalars)))
    return failure();
  OpBuilder builder(op);
  Updater updater(builder, op);
  Value updated = update(op, updater);
  if (Attribute name = op->getAttr(nameAttr))
    updated.getDefiningOp()->setAttr(nameAttr, name);
  op->replaceAllUsesWith(ValueRange(updated));
  op->erase();
  return success();
}

template <typename... Ops>
static LogicalResult expandAny(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<Ops...>([](auto op) { return expand(op); })
      .Default([](Operation *) { return success(); });
}

namespace {
struct ExpandOptimizers : impl::ExpandOptimizersBase<ExpandOptimizers> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([](Operation *op) {
      return WalkResult(
          expandAny<ApplyGradientDescentOp, ApplyMomentumOp, ApplyAdagradOp,
                    ApplyAdadeltaOp, ApplyRMSPropOp, ApplyCenteredRMSPropOp,
                    ApplyAdamOp, ApplyFtrlOp>(op));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace

} // namespace tfc
