// Makers of ops: their common part, and the generated methods.
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

mlir::Operation *OpMaker::makeOp(unsigned index,
                                 ArrayRef<Value> arguments) const {
  const Builtin &builtin = evaluator.functions.op(index);
  Call call(evaluator, builtin, loc);
  for (auto [slot, value] : llvm::zip_equal(call.values, arguments))
    slot = {value, loc, true};
  call.name = name;
  return evaluator.makeOp(call);
}

static void take(mlir::Operation *op, Value &result) {
  result = Value::tensor(op->getResult(0));
}

static void take(mlir::Operation *op, std::vector<Value> &results) {
  for (mlir::Value result : op->getResults())
    results.push_back(Value::tensor(result));
}

/// A poison op has one result, which then stands for all.
template <size_t N>
static void take(mlir::Operation *op, std::array<Value, N> &results) {
  for (auto [i, result] : llvm::enumerate(results))
    result = Value::tensor(
        op->getResult(op->getNumResults() == N ? unsigned(i) : 0));
}

template <typename Results>
Results OpMaker::make(unsigned index, ArrayRef<Value> arguments) const {
  Results results;
  take(makeOp(index, arguments), results);
  return results;
}

#include "frontend/text/eval/OpMaker.cpp.inc"
