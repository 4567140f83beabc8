//===- CreateOp.cpp - Ops by their names ---------------------------------===//
#include "ir/CreateOp.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "llvm/ADT/ScopeExit.h"

namespace tfc {

llvm::LogicalResult inferResultTypes(mlir::OperationState &state) {
  mlir::MLIRContext *context = state.getContext();
  auto emit = [&] { return mlir::emitError(state.location); };
  std::optional<mlir::RegisteredOperationName> info =
      state.name.getRegisteredInfo();
  auto *inference =
      info ? info->getInterface<mlir::InferTypeOpInterface>() : nullptr;
  if (!inference)
    return emit() << "'" << state.name << "' is not an op that can stand here";

  mlir::DictionaryAttr attributes = state.attributes.getDictionary(context);
  size_t size = info->getOpPropertyByteSize();
  llvm::SmallVector<uint64_t> storage(size / sizeof(uint64_t) + 1);
  mlir::OpaqueProperties properties(size ? storage.data() : nullptr);
  if (size)
    info->initOpProperties(properties, nullptr);
  llvm::scope_exit destroy([&] {
    if (size)
      info->destroyOpProperties(properties);
  });
  if (size && mlir::failed(info->setOpPropertiesFromAttribute(
                  state.name, properties, attributes, emit)))
    return mlir::failure();
  return inference->inferReturnTypes(context, state.location, state.operands,
                                     attributes, properties, state.regions,
                                     state.types);
}

} // namespace tfc
