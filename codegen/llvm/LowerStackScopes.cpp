//===- LowerStackScopes.cpp - memref.alloca_scope to stack intrinsics -----===//
#include "codegen/PassDetail.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tfc {
#define GEN_PASS_DEF_LOWERSTACKSCOPES
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;

namespace {

struct LowerStackScopes : tfc::impl::LowerStackScopesBase<LowerStackScopes> {
  void runOnOperation() override {
    SmallVector<memref::AllocaScopeOp> scopes;
    getOperation().walk(
        [&](memref::AllocaScopeOp scope) { scopes.push_back(scope); });
    for (memref::AllocaScopeOp scope : scopes)
      lower(scope);
  }

  static void lower(memref::AllocaScopeOp scope) {
    OpBuilder builder(scope);
    Value stack = LLVM::StackSaveOp::create(
        builder, scope.getLoc(),
        LLVM::LLVMPointerType::get(scope.getContext()));
    Block &body = scope.getBodyRegion().front();
    Operation *end = body.getTerminator();
    scope->getBlock()->getOperations().splice(scope->getIterator(),
                                              body.getOperations(),
                                              body.begin(), end->getIterator());
    LLVM::StackRestoreOp::create(builder, scope.getLoc(), stack);
    scope.replaceAllUsesWith(end->getOperands());
    scope.erase();
  }
};

} // namespace
