// Ops with regions from functions of the text: structures of values and the
// bodies of tfc.if and tfc.while.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_REGIONS_H
#define TFC_FRONTEND_TEXT_BUILTINS_REGIONS_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

using Tensors = llvm::SmallVector<mlir::Value>;
using TensorsOr = mlir::FailureOr<Tensors>;

/// Makes the ops of a region: a function of `arguments`.
using RegionBody =
    llvm::function_ref<TensorsOr(llvm::ArrayRef<mlir::Value> arguments)>;
using Condition = llvm::function_ref<mlir::FailureOr<mlir::Value>(
    llvm::ArrayRef<mlir::Value>)>;

/// A structure like `structure`, of `tensors`.
Value pack(Evaluator &ev, const Value &structure,
           llvm::ArrayRef<mlir::Value> tensors);

/// A structure's leaves as tensors. `like` says what numbers become.
TensorsOr toTensors(Evaluator &ev, const Value &structure,
                    llvm::ArrayRef<mlir::Value> like, SMLoc loc,
                    const llvm::Twine &what);

/// Adds a region to the op that `state` describes; what it yields.
TensorsOr makeRegion(Evaluator &ev, mlir::OperationState &state,
                     mlir::TypeRange arguments, RegionBody body);

/// The op of `state`, when its regions are made.
mlir::FailureOr<mlir::Operation *>
finish(Evaluator &ev, mlir::OperationState &state, mlir::TypeRange types,
       mlir::ValueRange operands, StringRef full);

/// Makes tfc.while. `types` are those of what is carried.
TensorsOr makeWhile(Evaluator &ev, llvm::ArrayRef<mlir::Value> inits,
                    mlir::TypeRange types, Condition condition, RegionBody body,
                    SMLoc loc, const llvm::Twine &what);

/// An error unless `predicate` is a bool scalar.
mlir::LogicalResult checkPredicate(Evaluator &ev, mlir::Value predicate,
                                   SMLoc loc, const llvm::Twine &what);

/// A type as errors name it.
std::string typeText(mlir::Type type);

/// Gives the scope's name to the op that `result` comes from.
Result named(Evaluator &ev, const Call &call, NodeScope &scope,
             const Result &result);

} // namespace tfc::text

#endif
