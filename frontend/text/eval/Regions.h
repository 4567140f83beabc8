// Ops with regions from functions of the text: structures of values and the
// bodies of tfc.if and tfc.while.
#ifndef TFC_FRONTEND_TEXT_EVAL_REGIONS_H
#define TFC_FRONTEND_TEXT_EVAL_REGIONS_H

#include "frontend/text/eval/NodeScope.h"

namespace tfc::text {

using Tensors = llvm::SmallVector<mlir::Value>;

/// Makes the ops of a region: a function of `arguments`.
using RegionBody =
    llvm::function_ref<Tensors(llvm::ArrayRef<mlir::Value> arguments)>;
using Condition =
    llvm::function_ref<mlir::Value(llvm::ArrayRef<mlir::Value> arguments)>;

/// A structure like `structure`, of `tensors`.
Value pack(Evaluator &ev, const Value &structure,
           llvm::ArrayRef<mlir::Value> tensors);

/// A structure's leaves as tensors. `like` says what numbers become.
Tensors toTensors(Evaluator &ev, const Value &structure,
                  llvm::ArrayRef<mlir::Value> like, SMLoc loc,
                  const llvm::Twine &what);

/// Adds a region to the op that `state` describes; returns what it yields.
Tensors makeRegion(Evaluator &ev, mlir::OperationState &state,
                   mlir::TypeRange arguments, RegionBody body);

/// Makes the op of `state`, when its regions are made.
mlir::Operation *finish(Evaluator &ev, mlir::OperationState &state,
                        mlir::TypeRange types, mlir::ValueRange operands,
                        StringRef full);

/// Makes tfc.while, whose loop variables are of `types`; returns their last
/// values.
Tensors makeWhile(Evaluator &ev, llvm::ArrayRef<mlir::Value> inits,
                  mlir::TypeRange types, Condition condition, RegionBody body,
                  SMLoc loc, const llvm::Twine &what);

/// Tells an error unless `predicate` is a bool scalar.
void checkPredicate(Evaluator &ev, mlir::Value predicate, SMLoc loc,
                    const llvm::Twine &what);

/// A type as errors name it.
std::string typeText(mlir::Type type);

/// Gives the scope's name to the op that `result` comes from, if it has
/// regions.
Value named(Evaluator &ev, const Call &call, NodeScope &scope,
            const Value &result);

} // namespace tfc::text

#endif
