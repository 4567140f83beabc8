//===- Gradients.cpp - Facets grad, customGrad, notDifferentiable ---------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"

using namespace llvm;
using namespace tfc;

static bool emitGradients(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Gradients", os);
  std::vector<FacetOp> ops = readFacetOps(records);

  os << "#ifdef TFC_GRADIENT_DECLARATIONS\n";
  for (const FacetOp &op : ops)
    if (op.flag("customGrad"))
      os << "llvm::LogicalResult gradient(" << op.cppClass()
         << " op, mlir::ValueRange grads, TfcBuilder &b, "
            "llvm::MutableArrayRef<mlir::Value> result);\n";

  os << "#endif\n#ifdef TFC_GRADIENT_DEFINITIONS\n"
        "Differentiability differentiability(mlir::Operation *operation) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "Differentiability>(operation)\n";
  for (const FacetOp &op : ops) {
    StringRef kind = !op.text("notDifferentiable").empty() ? "Constant"
                     : op.flag("gradientMissing")          ? "Missing"
                     : op.differentiatesThroughExpansion() ? "ThroughExpansion"
                                                           : "Gradient";
    os << "    .Case([](" << op.cppClass()
       << ") { return Differentiability::" << kind << "; })\n";
  }
  os << "    .Default([](auto) { return Differentiability::Constant; });\n}\n\n"
        "llvm::LogicalResult gradientOf(mlir::Operation *operation, "
        "mlir::ValueRange grads, TfcBuilder &b, "
        "llvm::MutableArrayRef<mlir::Value> result) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "llvm::LogicalResult>(operation)\n";
  for (const FacetOp &op : ops) {
    if (op.flag("customGrad")) {
      os << "    .Case([&](" << op.cppClass()
         << " op) { return gradient(op, grads, b, result); })\n";
      continue;
    }
    std::vector<const DagInit *> dags = op.dags("grad");
    if (dags.empty())
      continue;
    os << "    .Case([&](" << op.cppClass() << " op) {\n";
    auto leaf = [&](StringRef name) { return accessor(op, name); };
    auto grad = [](int i) { return "grads[" + std::to_string(i) + "]"; };
    for (auto [i, dag] : enumerate(dags)) {
      const auto *head = dyn_cast<DefInit>(dag->getOperator());
      if (head && head->getDef()->getName() == "NoGrad")
        continue;
      os << "      result[" << i
         << "] = " << DagWriter{"b", leaf, grad}.write(dag, op) << ";\n";
    }
    os << "      return llvm::success();\n    })\n";
  }
  os << "    .Default([](auto) { return llvm::failure(); });\n}\n#endif\n";
  return false;
}

static mlir::GenRegistration gen("gen-gradients", "Gradients of every op",
                                 emitGradients);
