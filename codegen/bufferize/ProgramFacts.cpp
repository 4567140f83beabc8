//===- ProgramFacts.cpp - what reports say of a program -------------------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/SegmentFunction.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/xxhash.h"

namespace tfc {
#define GEN_PASS_DEF_PROGRAMFACTS
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

/// Counts as one operation: arithmetic on floating-point numbers. A function
/// such as exp counts as one, too.
bool isFloatOperation(Operation *op) {
  Dialect *dialect = op->getDialect();
  return isa_and_nonnull<arith::ArithDialect, math::MathDialect>(dialect) &&
         op->getNumResults() == 1 && op->getNumOperands() > 0 &&
         isa<FloatType>(op->getResult(0).getType()) &&
         llvm::all_of(op->getOperandTypes(),
                      [](Type type) { return isa<FloatType>(type); }) &&
         !isa<arith::ExtFOp, arith::TruncFOp>(op);
}

/// Operations of one run of `function`, unknown dimensions taken as 1.
double countFlops(func::FuncOp function) {
  double total = 0;
  function.walk([&](linalg::LinalgOp op) {
    double iterations = 1;
    for (int64_t range : op.getStaticLoopRanges())
      iterations *= ShapedType::isDynamic(range) ? 1 : range;
    int64_t each = 0;
    op->getRegion(0).walk(
        [&](Operation *inner) { each += isFloatOperation(inner); });
    total += iterations * each;
  });
  return total;
}

/// A hash of the module's text without locations; large constants enter by
/// their bytes, not by their text.
uint64_t hashProgram(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  flags.elideLargeElementsAttrs(16).printGenericOpForm().enableDebugInfo(false);
  module->print(stream, flags);
  module->walk([&](Operation *op) {
    for (NamedAttribute attr : op->getAttrs())
      if (auto elements = dyn_cast<DenseElementsAttr>(attr.getValue()))
        stream << llvm::xxh3_64bits(ArrayRef(reinterpret_cast<const uint8_t *>(
                                                 elements.getRawData().data()),
                                             elements.getRawData().size()))
               << '\n';
      else if (auto resource =
                   dyn_cast<DenseResourceElementsAttr>(attr.getValue()))
        if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
          stream << llvm::xxh3_64bits(
                        ArrayRef(reinterpret_cast<const uint8_t *>(
                                     blob->getData().data()),
                                 blob->getData().size()))
                 << '\n';
  });
  return llvm::xxh3_64bits(text);
}

struct ProgramFacts : tfc::impl::ProgramFactsBase<ProgramFacts> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    Builder builder(&getContext());
    uint64_t hash = hashProgram(module);
    for (auto function : module.getOps<func::FuncOp>())
      if (isSegment(function))
        function->setAttr(kFlopsAttr,
                          builder.getF64FloatAttr(countFlops(function)));
    module->setAttr(kGraphHashAttr, builder.getI64IntegerAttr(hash));
  }
};

} // namespace
