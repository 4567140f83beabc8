//===- Tasks.h - Work split into tasks ------------------------------------===//
#ifndef TFC_CODEGEN_CPU_TASKS_H
#define TFC_CODEGEN_CPU_TASKS_H

#include "mlir/IR/Builders.h"

namespace tfc {

/// Work worth a task of its own: below this a fork costs more than it saves.
inline constexpr int64_t kTaskFlops = 1 << 20;
/// The same for memory that is read or written once, in bytes.
inline constexpr int64_t kTaskBytes = 256 * 1024;

/// Emits a loop over the product of `counts`: as tasks of threads with
/// `parallel`, else in order. The decomposition is the caller's, so it cannot
/// depend on the number of threads.
void emitTasks(
    mlir::OpBuilder &b, mlir::Location loc, llvm::ArrayRef<mlir::Value> counts,
    bool parallel,
    llvm::function_ref<void(mlir::OpBuilder &, llvm::ArrayRef<mlir::Value>)>
        body);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_TASKS_H
