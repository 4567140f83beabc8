// tf.Assert and its relatives: conditions that a run checks, and what they say.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Groups.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "ir/Message.h"
#include "ir/ops/control.h"
#include "ir/ops/shape.h"

using namespace tfc::text;

namespace {

/// A condition on tensors of any shape, and what is told if it does not hold
/// for every element.
struct Assertion {
  Value condition;
  std::vector<Value> data;
};

/// Adds to the message the text, or the place of the elements, of one item that
/// is told; the latter become an operand.
void addDatum(Evaluator &ev, Call &call, const Value &item,
              tfc::AssertMessage &message,
              llvm::SmallVectorImpl<mlir::Value> &operands) {
  if (item.isNone())
    return;
  if (item.isString()) {
    message.addText(item.asString());
    return;
  }
  mlir::Value value = ev.toTensor(item, mlir::Type(), "data", call.loc,
                                  call.function() + ": data");
  if (llvm::isa<tfc::StringType>(mlir::getElementTypeOrSelf(value.getType()))) {
    message.addText("(strings)");
    return;
  }
  message.addData();
  operands.push_back(value);
}

/// Makes the node `full` that fails unless the condition, a scalar, holds.
Value makeAssert(Evaluator &ev, Call &call, const Assertion &assertion,
                 const std::string &full) {
  int64_t limit = call.has("summarize") ? call.integer("summarize") : 3;
  mlir::Value condition =
      ev.toTensor(assertion.condition, mlir::Type(), "condition", call.loc,
                  call.function() + ": condition");
  auto type = llvm::cast<mlir::RankedTensorType>(condition.getType());
  if (type.getRank() != 0 || !type.getElementType().isInteger(1))
    call.error("the condition is " + dtypeName(type.getElementType()) +
               " of shape " + shapeText(type.getShape()) +
               ", expected a bool scalar");
  // The message holds the name: it stays.
  ev.graph.names.pin(full);
  tfc::AssertMessage message(full);
  llvm::SmallVector<mlir::Value> operands{condition};
  for (const Value &item : assertion.data)
    addDatum(ev, call, item, message, operands);
  mlir::NamedAttrList attributes;
  attributes.set("message", ev.graph.builder.getStringAttr(message.text()));
  attributes.set("summarize", ev.graph.builder.getI64IntegerAttr(limit));
  mlir::Operation *op =
      ev.graph.create<tfc::CheckOp>(operands, attributes, /*full=*/"");
  return makeGroup(ev, Value::operation(op->getResult(0)), full, call.loc);
}

Value assertThat(Evaluator &ev, Call &call) {
  Assertion assertion{call["condition"], {call["data"]}};
  if (call["data"].isSequence())
    assertion.data = call["data"].items();
  std::string full = ev.graph.names.claim(call.nameOr("Assert"));
  return makeAssert(ev, call, assertion, full);
}

/// Reduces the condition, and adds what the call says in words and data.
Value finish(Evaluator &ev, Call &call, NodeScope &scope,
             const Value &condition, std::vector<Value> told) {
  Assertion assertion{OpMaker(ev, call.loc).reduce_all(condition), {}};
  // tf.debugging has the message in the place of the data.
  bool isMessage = call["data"].isString();
  assertion.data.push_back(isMessage ? call["data"] : call["message"]);
  if (call["data"].isSequence())
    told = call["data"].items();
  llvm::append_range(assertion.data, told);
  return makeAssert(ev, call, assertion, scope.name().str());
}

Value text(Evaluator &ev, const llvm::Twine &words) {
  return ev.heap.makeString(words.str());
}

/// Tells of an operand: its name, then its elements.
void tell(Evaluator &ev, StringRef name, const Value &tensor,
          std::vector<Value> &told) {
  StringRef node = ev.graph.nameOf(tensor.asGraphValue());
  told.push_back(
      text(ev, node.empty() ? name + " = " : name + " (" + node + ") = "));
  told.push_back(tensor);
}

/// The relation that a call names: how it is written, and the op that has it.
struct Relation {
  const char *name;
  Value (OpMaker::*maker)(const OperandArgument &,
                          const OperandArgument &) const;
  const char *sign;
};
const Relation &relationOf(const Call &call) {
  static constexpr Relation relations[] = {
      {"equal", &OpMaker::equal, "=="},
      {"none_equal", &OpMaker::not_equal, "!="},
      {"less", &OpMaker::less, "<"},
      {"less_equal", &OpMaker::less_equal, "<="},
      {"greater", &OpMaker::greater, ">"},
      {"greater_equal", &OpMaker::greater_equal, ">="},
      {"positive", &OpMaker::greater, ">"},
      {"negative", &OpMaker::less, "<"},
      {"non_negative", &OpMaker::greater_equal, ">="},
      {"non_positive", &OpMaker::less_equal, "<="}};
  StringRef name = call.function().rsplit("assert_").second;
  return *llvm::find_if(relations,
                        [&](const Relation &r) { return name == r.name; });
}

/// tf.assert_less(x, y) and the like; without a y it is 0.
template <bool hasY>
Value compare(Evaluator &ev, Call &call) {
  const Relation &relation = relationOf(call);
  NodeScope scope(ev, call, call.function().rsplit('.').second);
  OpMaker make(ev, call.loc);
  Value x = call.tensor("x"), y;
  if (hasY)
    y = call.tensor("y", ev.elementType(x));
  Value holds = (make.*relation.maker)(x, hasY ? y : Value::number(0));
  std::vector<Value> told{text(ev, llvm::Twine("x ") + relation.sign + " " +
                                       (hasY ? "y" : "0") +
                                       " does not hold for every element:")};
  tell(ev, "x", x, told);
  if (hasY)
    tell(ev, "y", y, told);
  return finish(ev, call, scope, holds, told);
}

/// |x - y| <= atol + rtol * |y|
Value near(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "assert_near");
  OpMaker make(ev, call.loc);
  Value x = call.tensor("x");
  auto dtype = llvm::dyn_cast<mlir::FloatType>(ev.elementType(x));
  if (!dtype)
    return ev.typeError(call.loc, "tf.debugging.assert_near: x",
                        "floating-point numbers", call["x"]);
  Value y = call.tensor("y", dtype);
  // Ten times what the type resolves.
  int bits = dtype.getFPMantissaWidth() - 1;
  Value usual = Value::of(10.0 / double(int64_t(1) << bits));
  Value distance = make.abs(make.sub(x, y));
  Value size = make.abs(y);
  Value relative = make.mul(size, call.has("rtol") ? call["rtol"] : usual);
  Value limit = make.add(relative, call.has("atol") ? call["atol"] : usual);
  Value holds = make.less_equal(distance, limit);
  std::vector<Value> told{text(ev, "x and y are not near for every element:")};
  tell(ev, "x", x, told);
  tell(ev, "y", y, told);
  return finish(ev, call, scope, holds, told);
}

Value allFinite(Evaluator &ev, Call &call) {
  Value x = call.has("t") ? call["t"] : call["x"];
  Value message = call.has("msg") ? call["msg"] : call["message"];
  if (message.isNone())
    message = text(ev, "");
  NodeScope scope(ev, call, "VerifyFinite");
  return scope.finish(OpMaker(ev, call.loc).check_numerics(x, message));
}

//===----------------------------------------------------------------------===//
// Assertions that hold, or not, when compiling
//===----------------------------------------------------------------------===//

Value nothing(Evaluator &ev, Call &call) {
  StringRef fallback = call.function().rsplit('.').second;
  return makeGroup(ev, {}, ev.graph.names.claim(call.nameOr(fallback)),
                   call.loc);
}

Value checkRank(Evaluator &ev, Call &call) {
  mlir::RankedTensorType type = ev.typeOf(call.tensor("x"));
  int64_t rank = call.integer("rank");
  bool atLeast = call.function().ends_with("at_least");
  if (type.getRank() == rank || (atLeast && type.getRank() > rank))
    return nothing(ev, call);
  return call.error("x has shape " + shapeText(type.getShape()) +
                    ", expected rank " + llvm::Twine(rank) +
                    (atLeast ? " or more" : ""));
}

Value checkScalar(Evaluator &ev, Call &call) {
  Value x = call.tensor("tensor");
  if (ev.rankOf(x) == 0)
    return x;
  return call.error("the tensor has shape " +
                    shapeText(ev.typeOf(x).getShape()) + ", expected a scalar");
}

Value checkType(Evaluator &ev, Call &call) {
  mlir::Type element = ev.elementType(call.tensor("tensor"));
  mlir::Type dtype = call.dtype("tf_type");
  if (element == dtype)
    return nothing(ev, call);
  return call.error("the tensor is of " + dtypeName(element) + ", expected " +
                    dtypeName(dtype));
}

/// A dimension that only a run knows is checked there.
Value ensureShape(Evaluator &ev, Call &call) {
  Value x = call.tensor("x");
  ShapeObject shape = call.shape("shape");
  if (!shape.ranked)
    return x;
  NodeScope scope(ev, call, "EnsureShape");
  mlir::NamedAttrList attributes;
  attributes.set("shape", ev.graph.builder.getDenseI64ArrayAttr(shape.dims));
  mlir::Operation *op = ev.graph.create<tfc::EnsureShapeOp>(
      x.asGraphValue(), attributes, /*full=*/"");
  return scope.finish(Value::tensor(op->getResult(0)));
}

} // namespace

void tfc::text::addAssertions(FunctionTable &table) {
  table.add({"tf.Assert(condition, data, summarize=None)",
             "tf.debugging.Assert(condition, data, "
             "summarize=None)"},
            assertThat);
#define TFC_BOTH(arguments, function)                                          \
  table.add("tf.assert_" arguments, function);                                 \
  table.add("tf.debugging.assert_" arguments, function)
#define TFC_TWO(name)                                                          \
  TFC_BOTH(name "(x, y, data=None, summarize=None, message=None)",             \
           compare<true>)
  TFC_TWO("equal");
  TFC_TWO("none_equal");
  TFC_TWO("less");
  TFC_TWO("less_equal");
  TFC_TWO("greater");
  TFC_TWO("greater_equal");
#undef TFC_TWO
#define TFC_ONE(name)                                                          \
  TFC_BOTH(name "(x, data=None, summarize=None, message=None)", compare<false>)
  TFC_ONE("positive");
  TFC_ONE("negative");
  TFC_ONE("non_negative");
  TFC_ONE("non_positive");
#undef TFC_ONE
  TFC_BOTH("near(x, y, rtol=None, atol=None, data=None, summarize=None, "
           "message=None)",
           near);
  TFC_BOTH("rank(x, rank, data=None, summarize=None, message=None)", checkRank);
  TFC_BOTH("rank_at_least(x, rank, data=None, summarize=None, message=None)",
           checkRank);
  TFC_BOTH("scalar(tensor, message=None)", checkScalar);
  TFC_BOTH("type(tensor, tf_type, message=None)", checkType);
#undef TFC_BOTH
  table.add("tf.debugging.assert_all_finite(t=None, msg=None, x=None, "
            "message=None)",
            allFinite);
  table.add("tf.verify_tensor_all_finite(t=None, msg=None, x=None, "
            "message=None)",
            allFinite);
  table.add("tf.ensure_shape(x, shape)", ensureShape);
}
