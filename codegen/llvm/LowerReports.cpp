//===- LowerReports.cpp - tfc.report to a call of tfc_report --------------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/RuntimeCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "ir/Program.h"
#include "runtime/include/tfc/abi.h"

namespace tfc {
#define GEN_PASS_DEF_LOWERREPORTS
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

void lowerReport(ReportOp op, ModuleOp module, Value context) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value wrong =
      arith::XOrIOp::create(builder, loc, op.getCondition(),
                            arith::ConstantIntOp::create(builder, loc, 1, 1));
  scf::IfOp::create(builder, loc, wrong, [&](OpBuilder &inside, Location at) {
    Value code = LLVM::ConstantOp::create(
        inside, at, inside.getI32Type(),
        inside.getI32IntegerAttr(TFC_INVALID_ARGUMENT));
    createReport(inside, at, module, context, code, op.getMessage(),
                 op.getValues());
    scf::YieldOp::create(inside, at);
  });
  op.erase();
}

struct LowerReports : tfc::impl::LowerReportsBase<LowerReports> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<ReportOp> reports;
    module.walk([&](ReportOp op) { reports.push_back(op); });
    for (ReportOp op : reports) {
      auto function = op->getParentOfType<func::FuncOp>();
      int context = function ? findArgument(function, kContextAttr) : -1;
      if (context < 0) {
        op.emitError("is not in a segment");
        return signalPassFailure();
      }
      function->setAttr(kReportsAttr, UnitAttr::get(&getContext()));
      lowerReport(op, module, function.getArgument(context));
    }
  }
};

} // namespace
