//===- KernelTarget.cpp - the processor of a module, for kernels ----------===//
#include "codegen/target/KernelTarget.h"
#include "codegen/target/Architecture.h"
#include "codegen/target/Target.h"

using namespace mlir;

namespace tfc {

/// "+a,-b,+c" -> {a, c}; the last word on a feature counts.
static llvm::StringSet<> presentFeatures(StringRef text) {
  llvm::StringSet<> present;
  for (StringRef item : llvm::split(text, ',')) {
    item = item.trim();
    if (item.consume_front("+"))
      present.insert(item);
    else if (item.consume_front("-"))
      present.erase(item);
  }
  return present;
}

KernelTarget KernelTarget::of(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  auto attribute = [&](StringRef name) {
    return module ? module->getAttrOfType<StringAttr>(name) : StringAttr();
  };
  StringAttr features = attribute(kFeaturesAttr);
  if (!features)
    return KernelTarget();
  StringAttr triple = attribute(kTripleAttr);
  return architectureFor(triple ? triple.getValue() : StringRef())
      .kernelTarget(presentFeatures(features.getValue()));
}

unsigned elementBytes(Type type) {
  if (type.isIndex())
    return 8;
  if (auto complex = dyn_cast<ComplexType>(type))
    return 2 * elementBytes(complex.getElementType());
  return type.isIntOrFloat()
             ? std::max(1u, (type.getIntOrFloatBitWidth() + 7) / 8)
             : 8;
}

unsigned KernelTarget::lanes(Type type) const {
  return std::max(1u, vectorBytes / elementBytes(type));
}

} // namespace tfc
