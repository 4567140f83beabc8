// tf.Assert and its relatives: conditions that a run checks, and what they say.
#include "frontend/text/eval/Evaluator.h"

#include "ir/Dialect.h"
#include "ir/Message.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {

/// A condition on tensors of any shape, and what is told if it does not hold for
/// every element.
struct Assertion {
  Value condition;
  std::vector<Value> data;
};

/// The number of elements to show, 3 if not given.
FailureOr<int64_t> summarize(Evaluator &ev, Call &call) {
  if (!call.has("summarize"))
    return 3;
  return ev.toInt(call["summarize"], call.locOf("summarize"),
                  call.function() + ": summarize");
}

/// Makes the node `full` that fails unless the condition, a scalar, holds.
Result makeAssert(Evaluator &ev, Call &call, const Assertion &assertion,
                  const std::string &full) {
  FailureOr<int64_t> limit = summarize(ev, call);
  FailureOr<mlir::Value> condition =
      ev.toTensor(assertion.condition, mlir::Type(), "condition", call.loc,
                  call.function() + ": condition");
  if (failed(limit) || failed(condition))
    return failure();
  auto type = llvm::cast<mlir::RankedTensorType>(condition->getType());
  if (type.getRank() != 0 || !type.getElementType().isInteger(1))
    return ev.error(call.loc, call.function() + ": the condition is " +
                                  dtypeName(type.getElementType()) +
                                  " of shape " + shapeText(type.getShape()) +
                                  ", expected a bool scalar");
  llvm::SmallVector<mlir::Value> operands{*condition};
  // The message holds the name: it stays.
  ev.graph.names.pin(full);
  tfc::AssertMessage message(full);
  for (const Value &item : assertion.data) {
    if (item.isNone())
      continue;
    if (item.isString()) {
      message.addText(item.asString());
      continue;
    }
    FailureOr<mlir::Value> value = ev.toTensor(
        item, mlir::Type(), "data", call.loc, call.function() + ": data");
    if (failed(value))
      return failure();
    auto given = llvm::cast<mlir::RankedTensorType>(value->getType());
    if (llvm::isa<tfc::StringType>(given.getElementType())) {
      message.addText("(strings)");
      continue;
    }
    message.addData();
    operands.push_back(*value);
  }
  mlir::NamedAttrList attributes;
  attributes.set("message", ev.graph.builder.getStringAttr(message.text()));
  attributes.set("summarize", ev.graph.builder.getI64IntegerAttr(*limit));
  FailureOr<mlir::Operation *> op =
      ev.graph.create("tfc.check", operands, attributes, "");
  if (failed(op))
    return failure();
  return makeGroup(ev, Value::operation((*op)->getResult(0)), full, call.loc);
}

Result assertThat(Evaluator &ev, Call &call) {
  Assertion assertion{call["condition"], {}};
  if (call["data"].isSequence())
    assertion.data = call["data"].items();
  else
    assertion.data = {call["data"]};
  std::string full = ev.graph.names.claim(
      call.name.text.empty() ? NodeName{"Assert", false} : call.name);
  return makeAssert(ev, call, assertion, full);
}

/// Reduces the condition, and adds what the call says in words and data.
Result finish(Evaluator &ev, Call &call, NodeScope &scope,
              const Value &condition, std::vector<Value> told) {
  FailureOr<mlir::Value> all = ev.tensorOp("reduce_all", condition, call.loc);
  if (failed(all))
    return failure();
  Assertion assertion{Value::tensor(*all), {}};
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

/// An operand of an assertion, "x", with what it is called in messages.
FailureOr<mlir::Value> operandOf(Evaluator &ev, Call &call, StringRef name,
                                 mlir::Type dtype = {}) {
  return ev.toTensor(call[name], dtype, name, call.locOf(name),
                     call.function() + ": " + name);
}

/// What a message says of an operand: its name, then its elements.
void tell(Evaluator &ev, StringRef name, mlir::Value value,
          std::vector<Value> &told) {
  StringRef node = ev.graph.nameOf(value);
  told.push_back(
      text(ev, node.empty() ? name + " = " : name + " (" + node + ") = "));
  told.push_back(Value::tensor(value));
}

/// How the relation that a call names is written, and the op that has it.
struct Relation {
  const char *name, *op, *sign;
};
const Relation &relationOf(const Call &call) {
  static constexpr Relation relations[] = {
      {"equal", "equal", "=="},
      {"none_equal", "not_equal", "!="},
      {"less", "less", "<"},
      {"less_equal", "less_equal", "<="},
      {"greater", "greater", ">"},
      {"greater_equal", "greater_equal", ">="},
      {"positive", "greater", ">"},
      {"negative", "less", "<"},
      {"non_negative", "greater_equal", ">="},
      {"non_positive", "less_equal", "<="}};
  StringRef name = call.function().rsplit("assert_").second;
  return *llvm::find_if(relations,
                        [&](const Relation &r) { return name == r.name; });
}

/// tf.assert_less(x, y) and the like; without a y it is 0.
template <bool hasY>
Result compare(Evaluator &ev, Call &call) {
  const Relation &relation = relationOf(call);
  NodeScope scope(ev, call, call.function().rsplit('.').second);
  FailureOr<mlir::Value> x = operandOf(ev, call, "x");
  if (failed(x))
    return failure();
  FailureOr<mlir::Value> y = mlir::Value();
  if (hasY)
    y = operandOf(ev, call, "y", mlir::getElementTypeOrSelf(x->getType()));
  if (failed(y))
    return failure();
  Result holds = ev.op(
      relation.op,
      {Value::tensor(*x), hasY ? Value::tensor(*y) : Value::of(int64_t(0))},
      call.loc);
  if (failed(holds))
    return failure();
  std::vector<Value> told{text(ev, llvm::Twine("x ") + relation.sign + " " +
                                       (hasY ? "y" : "0") +
                                       " does not hold for every element:")};
  tell(ev, "x", *x, told);
  if (hasY)
    tell(ev, "y", *y, told);
  return finish(ev, call, scope, *holds, told);
}

/// |x - y| <= atol + rtol * |y|
Result near(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "assert_near");
  FailureOr<mlir::Value> x = operandOf(ev, call, "x");
  if (failed(x))
    return failure();
  auto dtype =
      llvm::dyn_cast<mlir::FloatType>(mlir::getElementTypeOrSelf(x->getType()));
  if (!dtype)
    return ev.typeError(call.loc, "tf.debugging.assert_near: x",
                        "floating-point numbers", call["x"]);
  FailureOr<mlir::Value> y = operandOf(ev, call, "y", dtype);
  if (failed(y))
    return failure();
  // Ten times what the type resolves.
  int bits = dtype.getFPMantissaWidth() - 1;
  Value usual = Value::of(10.0 / double(int64_t(1) << bits));
  Value a = Value::tensor(*x), b = Value::tensor(*y);
  auto op = [&](const char *name, llvm::ArrayRef<Value> operands) {
    return ev.op(name, operands, call.loc);
  };
  Result difference = op("sub", {a, b});
  Result distance = failed(difference) ? difference : op("abs", *difference);
  Result size = op("abs", b);
  if (failed(distance) || failed(size))
    return failure();
  Result relative = op("mul", {*size, call.has("rtol") ? call["rtol"] : usual});
  Result limit =
      failed(relative)
          ? relative
          : op("add", {*relative, call.has("atol") ? call["atol"] : usual});
  Result holds = failed(limit) ? limit : op("less_equal", {*distance, *limit});
  if (failed(holds))
    return failure();
  std::vector<Value> told{text(ev, "x and y are not near for every element:")};
  tell(ev, "x", *x, told);
  tell(ev, "y", *y, told);
  return finish(ev, call, scope, *holds, told);
}

Result allFinite(Evaluator &ev, Call &call) {
  Value x = call.has("t") ? call["t"] : call["x"];
  Value message = call.has("msg") ? call["msg"] : call["message"];
  if (message.isNone())
    message = text(ev, "");
  NodeScope scope(ev, call, "VerifyFinite");
  Result result = ev.op("check_numerics", {x, message}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

//===----------------------------------------------------------------------===//
// What is known when compiling
//===----------------------------------------------------------------------===//

Result nothing(Evaluator &ev, Call &call) {
  StringRef fallback = call.function().rsplit('.').second;
  return makeGroup(ev, {},
                   ev.graph.names.claim(call.name.text.empty()
                                            ? NodeName{fallback, false}
                                            : call.name),
                   call.loc);
}

Result checkRank(Evaluator &ev, Call &call) {
  FailureOr<mlir::Value> x = operandOf(ev, call, "x");
  if (failed(x))
    return failure();
  FailureOr<int64_t> rank =
      ev.toInt(call["rank"], call.locOf("rank"), call.function() + ": rank");
  if (failed(rank))
    return failure();
  auto type = llvm::cast<mlir::RankedTensorType>(x->getType());
  bool atLeast = call.function().ends_with("at_least");
  if (type.getRank() == *rank || (atLeast && type.getRank() > *rank))
    return nothing(ev, call);
  return ev.error(call.loc, call.function() + ": x has shape " +
                                shapeText(type.getShape()) +
                                ", expected rank " + llvm::Twine(*rank) +
                                (atLeast ? " or more" : ""));
}

Result checkScalar(Evaluator &ev, Call &call) {
  FailureOr<mlir::Value> x = operandOf(ev, call, "tensor");
  if (failed(x))
    return failure();
  auto type = llvm::cast<mlir::RankedTensorType>(x->getType());
  if (type.getRank() == 0)
    return Value::tensor(*x);
  return ev.error(call.loc, call.function() + ": the tensor has shape " +
                                shapeText(type.getShape()) +
                                ", expected a scalar");
}

Result checkType(Evaluator &ev, Call &call) {
  FailureOr<mlir::Value> x = operandOf(ev, call, "tensor");
  if (failed(x))
    return failure();
  FailureOr<mlir::Type> dtype = ev.toDType(
      call["tf_type"], call.locOf("tf_type"), call.function() + ": tf_type");
  if (failed(dtype))
    return failure();
  mlir::Type element = mlir::getElementTypeOrSelf(x->getType());
  if (element == *dtype)
    return nothing(ev, call);
  return ev.error(call.loc, call.function() + ": the tensor is of " +
                                dtypeName(element) + ", expected " +
                                dtypeName(*dtype));
}

/// A dimension that only a run knows is checked there.
Result ensureShape(Evaluator &ev, Call &call) {
  FailureOr<mlir::Value> x = operandOf(ev, call, "x");
  if (failed(x))
    return failure();
  FailureOr<ShapeObject> shape =
      ev.toShape(call["shape"], call.locOf("shape"), "tf.ensure_shape: shape");
  if (failed(shape))
    return failure();
  if (!shape->ranked)
    return Value::tensor(*x);
  NodeScope scope(ev, call, "EnsureShape");
  mlir::NamedAttrList attributes;
  llvm::SmallVector<int64_t> sizes;
  for (int64_t size : shape->dims)
    sizes.push_back(size < 0 ? -1 : size);
  attributes.set("shape", ev.graph.builder.getDenseI64ArrayAttr(sizes));
  FailureOr<mlir::Operation *> op =
      ev.graph.create("tfc.ensure_shape", *x, attributes, "");
  if (failed(op))
    return failure();
  return scope.finish(Value::tensor((*op)->getResult(0)));
}

} // namespace

void tfc::text::addAssertionFunctions(FunctionTable &table) {
  for (const char *text : {"tf.Assert(condition, data, summarize=None)",
                           "tf.debugging.Assert(condition, data, "
                           "summarize=None)"})
    table.add(text, assertThat);
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
