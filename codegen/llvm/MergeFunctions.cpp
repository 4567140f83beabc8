//===- MergeFunctions.cpp - one body for functions that do the same -------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/KernelCalls.h"
#include "codegen/segment/SegmentFunction.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"

namespace tfc {
#define GEN_PASS_DEF_MERGEFUNCTIONS
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

/// Private code that nothing outside the module names.
bool isMergeable(Operation &op, bool kernelsOnly) {
  if (kernelsOnly)
    return op.hasAttr(kKernelAttr);
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function || function.isExternal())
    return false;
  if (auto segment = dyn_cast<func::FuncOp>(op))
    return segment.isPrivate() && !isSegment(segment);
  auto native = dyn_cast<LLVM::LLVMFuncOp>(op);
  return native && native.getLinkage() == LLVM::Linkage::Internal;
}

/// Everything of the function but its name.
DictionaryAttr attributesOf(Operation *function) {
  NamedAttrList attrs(function->getAttrDictionary());
  attrs.erase(SymbolTable::getSymbolAttrName());
  return attrs.getDictionary(function->getContext());
}

/// Equal functions have equal hashes; names of other functions do not count,
/// because those may be merged, too.
llvm::hash_code hashOf(Operation *function) {
  llvm::hash_code hash =
      llvm::hash_value(attributesOf(function).getAsOpaquePointer());
  function->walk([&](Operation *op) {
    if (op == function)
      return;
    hash = llvm::hash_combine(hash, op->getName().getAsOpaquePointer(),
                              op->getNumOperands());
    for (Type type : op->getResultTypes())
      hash = llvm::hash_combine(hash, type.getAsOpaquePointer());
  });
  return hash;
}

struct MergeFunctions : tfc::impl::MergeFunctionsBase<MergeFunctions> {
  using MergeFunctionsBase::MergeFunctionsBase;

  void runOnOperation() override {
    // Callers become equal when what they call is one.
    while (mergeOnce())
      ;
  }

private:
  bool mergeOnce() {
    ModuleOp module = getOperation();
    llvm::DenseMap<size_t, SmallVector<Operation *, 1>> byHash;
    llvm::DenseMap<StringAttr, StringAttr> merged;
    SmallVector<Operation *> duplicates;
    for (Operation &op : module.getOps()) {
      if (!isMergeable(op, kernelsOnly))
        continue;
      auto &candidates = byHash[hashOf(&op)];
      Operation *twin = nullptr;
      for (Operation *candidate : candidates)
        if (isSame(candidate, &op)) {
          twin = candidate;
          break;
        }
      if (!twin) {
        candidates.push_back(&op);
        continue;
      }
      merged[SymbolTable::getSymbolName(&op)] =
          SymbolTable::getSymbolName(twin);
      duplicates.push_back(&op);
    }
    if (duplicates.empty())
      return false;
    for (Operation *duplicate : duplicates)
      duplicate->erase();
    AttrTypeReplacer replacer;
    replacer.addReplacement([&](FlatSymbolRefAttr symbol) -> Attribute {
      auto found = merged.find(symbol.getAttr());
      return found == merged.end() ? symbol
                                   : FlatSymbolRefAttr::get(found->second);
    });
    replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true);
    return true;
  }

  static bool isSame(Operation *one, Operation *other) {
    return one->getName() == other->getName() &&
           attributesOf(one) == attributesOf(other) &&
           OperationEquivalence::isRegionEquivalentTo(
               &one->getRegion(0), &other->getRegion(0),
               OperationEquivalence::IgnoreLocations);
  }
};

} // namespace
