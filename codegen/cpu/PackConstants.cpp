//===- PackConstants.cpp - weights laid out as kernels read them ---------===//

#include "codegen/cpu/PackConstants.h"
#include "codegen/target/KernelTarget.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace tfc {

memref::GlobalOp constantBehind(Value memref, SymbolTable &symbols) {
  while (Operation *def = memref.getDefiningOp()) {
    if (auto get = dyn_cast<memref::GetGlobalOp>(def)) {
      auto global = symbols.lookup<memref::GlobalOp>(get.getName());
      return global && global.getConstant() && global.getInitialValue() &&
                     !global.isExternal()
                 ? global
                 : memref::GlobalOp();
    }
    if (!isa<memref::CastOp, memref::CollapseShapeOp, memref::ExpandShapeOp,
             memref::ReinterpretCastOp, memref::SubViewOp>(def))
      return {};
    memref = cast<ViewLikeOpInterface>(def).getViewSource();
  }
  return {};
}

/// The raw elements of a constant, and whether there is just one for all.
static std::optional<std::pair<ArrayRef<char>, bool>> rawData(Attribute value) {
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    if (!dense.getElementType().isIntOrFloat() ||
        dense.getElementType().getIntOrFloatBitWidth() % 8)
      return std::nullopt;
    return std::pair(dense.getRawData(), dense.isSplat());
  }
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return std::pair(blob->getData(), false);
  return std::nullopt;
}

FailureOr<FlatAccess> packConstant(OpBuilder &b, SymbolTable &symbols,
                                   const FlatNest &nest,
                                   const FlatAccess &access,
                                   ArrayRef<unsigned> order, unsigned panelLoop,
                                   int64_t bound) {
  memref::GlobalOp global = constantBehind(access.operand, symbols);
  if (!global)
    return failure();
  auto raw = rawData(*global.getInitialValue());
  if (!raw || raw->second)
    return failure();
  ArrayRef<char> data = raw->first;
  int64_t width = elementBytes(access.elementType);

  int64_t offset = 0;
  for (const Product &p : access.offsets) {
    if (!p.isStatic())
      return failure();
    offset += p.factor;
  }
  SmallVector<int64_t> extents, sourceStrides;
  int64_t total = 1;
  std::string name = (global.getSymName() + "_packed").str();
  for (unsigned loop : order) {
    const Product &extent = nest.loops[loop].extent;
    const Product &stride = access.strides[loop];
    if (!extent.isStatic() || !stride.isStatic())
      return failure();
    extents.push_back(extent.factor);
    sourceStrides.push_back(stride.factor);
    total *= extent.factor;
    name += "_" + std::to_string(extent.factor) + "s" +
            std::to_string(stride.factor);
  }
  if (offset)
    name += "_o" + std::to_string(offset);

  FlatAccess packed = access;
  packed.offsets.clear();
  packed.isPadded = true;
  int64_t stride = 1;
  for (unsigned i = order.size(); i-- > 0;) {
    packed.strides[order[i]] = Product(stride);
    stride *= extents[i];
  }

  if (!symbols.lookup(name)) {
    std::vector<char> bytes(static_cast<size_t>(total * width), 0);
    SmallVector<int64_t> index(order.size(), 0);
    int64_t panel = extents.back();
    for (int64_t to = 0; to < total; ++to) {
      int64_t from = offset, outer = 0;
      for (auto [i, loop] : llvm::enumerate(order)) {
        from += index[i] * sourceStrides[i];
        if (loop == panelLoop)
          outer = index[i];
      }
      if (outer * panel + index.back() < bound)
        std::memcpy(&bytes[to * width], &data[from * width], width);
      for (unsigned i = order.size(); i-- > 0;) {
        if (++index[i] < extents[i])
          break;
        index[i] = 0;
      }
    }
    auto tensorType = RankedTensorType::get({total}, access.elementType);
    auto value = DenseElementsAttr::getFromRawBuffer(tensorType, bytes);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(global);
    auto created = memref::GlobalOp::create(
        b, global.getLoc(), name, b.getStringAttr("private"),
        MemRefType::get({total}, access.elementType), value,
        /*constant=*/true, b.getI64IntegerAttr(64));
    symbols.insert(created);
  }
  auto created = symbols.lookup<memref::GlobalOp>(name);
  packed.operand = packed.buffer = memref::GetGlobalOp::create(
      b, nest.op->getLoc(), created.getType(), created.getSymName());
  return packed;
}

void dropUnusedConstants(ModuleOp module) {
  // Views and reads of a constant that a kernel no longer needs.
  SmallVector<Operation *> dead;
  bool changed = true;
  while (changed) {
    changed = false;
    module.walk([&](Operation *op) {
      if (isa<memref::GetGlobalOp, ViewLikeOpInterface, memref::DimOp>(op) &&
          op->use_empty())
        dead.push_back(op);
    });
    changed = !dead.empty();
    for (Operation *op : dead)
      op->erase();
    dead.clear();
  }
  llvm::StringSet<> used;
  module.walk([&](memref::GetGlobalOp get) { used.insert(get.getName()); });
  for (auto global :
       llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
    if (global.isPrivate() && global.getConstant() &&
        !used.contains(global.getSymName()))
      global.erase();
}

} // namespace tfc
