//===- FoldConstants.cpp - Ops on constants are evaluated -----------------===//
//
// An elementwise op is evaluated by what it lowers to: its scalar function is
// built once, aside, and run by the folders of arith and math, element by
// element. So a folded value has the meaning of the compiled one by itself.
//
//===----------------------------------------------------------------------===//

#include "ir/Ops.h"
#include "passes/simplify/Patterns.h"

#include "passes/scalar/ScalarBuilder.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

#include "passes/scalar/Scalars.h.inc"

/// More elements are left to the program: it computes them faster.
constexpr int64_t mostElements = 4096;

namespace {
/// The value of one element as a function of the operands' elements.
class ScalarFunction {
public:
  explicit ScalarFunction(Operation *op) {
    OpBuilder builder(op->getContext());
    builder.setInsertionPointToEnd(&body);
    Location loc = op->getLoc();
    for (Value operand : op->getOperands())
      body.addArgument(elementOf(operand), loc);
    if (auto cast = dyn_cast<CastOp>(op)) {
      result = ScalarBuilder::cast(builder, loc, body.getArgument(0),
                                   cast.getDtype());
      return;
    }
    SmallVector<Value> elements;
    for (BlockArgument argument : body.getArguments())
      elements.push_back(ScalarBuilder::load(builder, loc, argument));
    // Numbers have the type of the last operand: the first of select is a bool.
    ScalarBuilder scalars(builder, loc, elementOf(op->getOperands().back()));
    result =
        ScalarBuilder::store(builder, loc, emitScalar(op, scalars, elements),
                             elementOf(op->getResult(0)));
  }

  /// Null where a folder does not know the answer.
  Attribute operator()(ArrayRef<Attribute> arguments) {
    llvm::DenseMap<Value, Attribute> values;
    for (auto [argument, value] :
         llvm::zip_equal(body.getArguments(), arguments))
      values[argument] = value;
    for (Operation &op : body) {
      SmallVector<Attribute> operands;
      for (Value operand : op.getOperands())
        operands.push_back(values.lookup(operand));
      SmallVector<OpFoldResult> results;
      // A fold in place, without results, would change the function itself.
      if (op.getNumRegions() || failed(op.fold(operands, results)) ||
          results.size() != 1)
        return {};
      if (auto value = dyn_cast<Value>(results[0]))
        values[op.getResult(0)] = values.lookup(value);
      else
        values[op.getResult(0)] = cast<Attribute>(results[0]);
      if (!values.lookup(op.getResult(0)))
        return {};
    }
    return values.lookup(result);
  }

private:
  Block body;
  Value result;
};

/// The elements of a constant, read as broadcast to a shape.
class Operand {
public:
  static std::optional<Operand> of(Value value, ArrayRef<int64_t> shape) {
    DenseElementsAttr constant;
    if (!matchPattern(value, m_Constant(&constant)))
      return std::nullopt;
    Operand operand;
    operand.isSplat = constant.isSplat();
    if (operand.isSplat)
      operand.elements = {constant.getSplatValue<Attribute>()};
    else if (constant.getNumElements() <= mostElements)
      llvm::append_range(operand.elements, constant.getValues<Attribute>());
    else
      return std::nullopt;
    // Strides over the result's dimensions: 0 where it broadcasts.
    ArrayRef<int64_t> own = shapeOf(value);
    operand.strides.assign(shape.size(), 0);
    int64_t stride = 1;
    for (size_t i = own.size(); i-- > 0; stride *= own[i])
      if (own[i] != 1)
        operand.strides[i + shape.size() - own.size()] = stride;
    return operand;
  }

  Attribute at(ArrayRef<int64_t> place) const {
    int64_t index = 0;
    for (auto [i, stride] : llvm::zip_equal(place, strides))
      index += i * stride;
    return elements[isSplat ? 0 : index];
  }

  bool isSplat = false;

private:
  SmallVector<Attribute> elements;
  SmallVector<int64_t> strides;
};

// f(constants) = constant
struct FoldElementwise : RewritePattern {
  explicit FoldElementwise(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/2, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isElementwise(op) && !isa<CastOp>(op))
      return failure();
    // Complex numbers are not worth a folder of their own.
    auto isComplex = [](Type type) {
      return isa<ComplexType>(getElementTypeOrSelf(type));
    };
    if (llvm::any_of(op->getOperandTypes(), isComplex) ||
        llvm::any_of(op->getResultTypes(), isComplex))
      return failure();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (!type.hasStaticShape() || type.getNumElements() == 0)
      return failure();
    SmallVector<Operand> operands;
    for (Value value : op->getOperands()) {
      auto operand = Operand::of(value, type.getShape());
      if (!operand)
        return failure();
      operands.push_back(std::move(*operand));
    }
    bool isSplat = llvm::all_of(operands, [](auto &o) { return o.isSplat; });
    int64_t count = isSplat ? 1 : type.getNumElements();
    if (count > mostElements)
      return failure();

    ScalarFunction function(op);
    SmallVector<Attribute> elements, arguments(operands.size());
    SmallVector<int64_t> place(type.getRank(), 0);
    for (int64_t i = 0; i < count; ++i) {
      for (auto [argument, operand] : llvm::zip_equal(arguments, operands))
        argument = operand.at(place);
      Attribute element = function(arguments);
      if (!element)
        return failure();
      elements.push_back(element);
      for (int64_t axis = type.getRank(); axis-- > 0;) {
        if (++place[axis] < type.getDimSize(axis))
          break;
        place[axis] = 0;
      }
    }
    rewriter.replaceOpWithNewOp<ConstantOp>(
        op, DenseElementsAttr::get(type, elements));
    return success();
  }
};
} // namespace

// A constant in another shape of the same elements is a constant.
template <typename Op>
static LogicalResult foldReshape(Op op, PatternRewriter &rewriter) {
  DenseElementsAttr constant;
  if (!matchPattern(op.getX(), m_Constant(&constant)) ||
      !op.getType().hasStaticShape())
    return failure();
  rewriter.replaceOpWithNewOp<ConstantOp>(op, constant.reshape(op.getType()));
  return success();
}

// So is a repeated constant of one element.
template <typename Op>
static LogicalResult foldRepeat(Op op, PatternRewriter &rewriter) {
  SplatElementsAttr constant;
  if (!matchPattern(op.getX(), m_Constant(&constant)) ||
      !op.getType().hasStaticShape())
    return failure();
  rewriter.replaceOpWithNewOp<ConstantOp>(op,
                                          constant.resizeSplat(op.getType()));
  return success();
}

// range(start, limit, delta) of constant integers
static LogicalResult foldRange(RangeOp op, PatternRewriter &rewriter) {
  auto integer = dyn_cast<IntegerType>(op.getType().getElementType());
  auto start = knownElements(op.getStart()),
       delta = knownElements(op.getDelta());
  if (!integer || !op.getType().hasStaticShape() ||
      op.getType().getNumElements() > mostElements || !start || !delta ||
      !(*start)[0] || !(*delta)[0])
    return failure();
  SmallVector<APInt> elements;
  for (int64_t i = 0; i < op.getType().getNumElements(); ++i)
    elements.push_back(APInt(integer.getWidth(),
                             *(*start)[0] + i * *(*delta)[0],
                             /*isSigned=*/true, /*implicitTrunc=*/true));
  rewriter.replaceOpWithNewOp<ConstantOp>(
      op, DenseElementsAttr::get(op.getType(), elements));
  return success();
}

void addConstantFolding(RewritePatternSet &patterns) {
  patterns.add<FoldElementwise>(patterns.getContext());
  patterns.add(foldReshape<ExpandDimsOp>).add(foldReshape<SqueezeOp>);
  patterns.add(foldReshape<ReshapeLikeOp>);
  patterns.add(foldRepeat<BroadcastToOp>).add(foldRepeat<BroadcastLikeOp>);
  patterns.add(foldRepeat<TileOp>).add(foldRange);
}

} // namespace tfc
