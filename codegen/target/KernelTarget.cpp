//===- KernelTarget.cpp ---------------------------------------------------===//

#include "codegen/target/KernelTarget.h"
#include "codegen/target/Target.h"

using namespace mlir;

namespace tfc {

KernelTarget KernelTarget::fromFeatures(StringRef features) {
  llvm::StringMap<bool> has;
  SmallVector<StringRef> items;
  features.split(items, ',', -1, /*KeepEmpty=*/false);
  for (StringRef item : items) {
    item = item.trim();
    if (item.consume_front("+"))
      has[item] = true;
    else if (item.consume_front("-"))
      has[item] = false;
  }
  KernelTarget target;
  bool avx512 = has.lookup("avx512f") && has.lookup("avx512vl");
  if (avx512) {
    target.vectorRegisters = 32;
    target.vectorBytes = has.lookup("prefer-256-bit") ? 32 : 64;
  } else if (has.lookup("avx")) {
    target.vectorBytes = 32;
  }
  if (has.lookup("avx"))
    target.maskedBytes = has.lookup("avx512bw") && avx512 ? 1 : 4;
  target.hasFma = has.lookup("fma") || avx512;
  if (has.lookup("neon")) { // AArch64: 32 registers of 16 bytes, always with FMA
    target.vectorRegisters = 32;
    target.hasFma = true;
  }
  return target;
}

KernelTarget KernelTarget::of(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  if (module)
    if (auto features = module->getAttrOfType<StringAttr>(kFeaturesAttr))
      return fromFeatures(features.getValue());
  return KernelTarget();
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
