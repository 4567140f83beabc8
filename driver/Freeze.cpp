//===- Freeze.cpp - Variables become constants ----------------------------===//
#include "driver/Freeze.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"

#include "driver/LoadedProgram.h"
#include "runtime/include/tfc/tfc.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace tfc::driver {
namespace {

bool assignsInRun(Operation &op) {
  if (auto assign = dyn_cast<AssignOp>(op))
    return !assign.getInitializer();
  return isa<AssignAddOp, AssignSubOp>(op);
}

/// The ops that cannot happen in a frozen graph: assigns of a run and all that
/// uses them, in the order of the block.
SmallVector<Operation *> opsThatAssign(GraphOp graph) {
  llvm::DenseSet<Operation *> found;
  SmallVector<Operation *> ops;
  for (Operation &op : graph.getBody().front()) {
    bool uses = llvm::any_of(op.getOperands(), [&](Value operand) {
      return found.contains(operand.getDefiningOp());
    });
    if (!uses && !assignsInRun(op))
      continue;
    found.insert(&op);
    ops.push_back(&op);
  }
  return ops;
}

void eraseBackward(ArrayRef<Operation *> ops) {
  for (Operation *op : llvm::reverse(ops))
    op->erase();
}

/// A copy of the module that demands only the initialisers.
OwningOpRef<ModuleOp> keepInitializers(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = module.clone();
  for (GraphOp graph : copy->getOps<GraphOp>()) {
    llvm::StringSet<> initializers;
    for (auto variable : graph.getOps<VariableOp>())
      initializers.insert((variable.getName() + "/Assign").str());
    eraseBackward(opsThatAssign(graph));
    for (Operation &op : llvm::make_early_inc_range(graph.getBody().front())) {
      auto fetch = dyn_cast<FetchOp>(op);
      if (isa<SignatureOp>(op) ||
          (fetch && !initializers.contains(fetch.getName())))
        op.erase();
    }
  }
  return copy;
}

using Session = std::unique_ptr<tfc_session, void (*)(tfc_session *)>;

/// The value of every variable after initialisation.
class InitialValues {
public:
  static FailureOr<InitialValues> compute(ModuleOp module,
                                          CompileInitializers compile) {
    auto fail = [&](const llvm::Twine &message) -> LogicalResult {
      return mlir::emitError(module.getLoc(), "--freeze: " + message);
    };
    OwningOpRef<ModuleOp> initializers = keepInitializers(module);
    llvm::SmallVector<char, 0> object = compile(*initializers);
    if (object.empty())
      return failure();
    llvm::Expected<LoadedProgram> program = LoadedProgram::load(object);
    if (!program)
      return fail("the initialisers' object " +
                  llvm::toString(program.takeError()));
    tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
    options.seed = 1;
    tfc_session *session = nullptr;
    if (tfc_session_create(&program->get(), &options, &session) != TFC_OK)
      return fail(tfc_session_error(nullptr));
    InitialValues values(std::move(*program),
                         Session(session, tfc_session_destroy));
    if (tfc_session_initialize(session) != TFC_OK)
      return fail(tfc_session_error(session));
    return values;
  }

  FailureOr<DenseElementsAttr> get(VariableOp variable) const {
    tfc_tensor value;
    std::string name = variable.getName().str();
    if (tfc_session_get_variable(session.get(), name.c_str(), &value) != TFC_OK)
      return variable.emitError("--freeze: ")
             << tfc_session_error(session.get());
    auto type = cast<RankedTensorType>(
        cast<VariableType>(variable.getHandle().getType()).getTensor());
    if (type.getElementType().isInteger(1))
      return DenseElementsAttr::get(
          type, ArrayRef(static_cast<const bool *>(value.data), value.bytes));
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef(static_cast<const char *>(value.data), value.bytes));
  }

private:
  InitialValues(LoadedProgram program, Session session)
      : program(std::move(program)), session(std::move(session)) {}

  LoadedProgram program; // outlives its session
  Session session;
};

/// Drops what assigns variables, and tells which names go with it.
void dropAssigns(GraphOp graph) {
  SmallVector<Operation *> ops = opsThatAssign(graph);
  for (Operation *op : ops)
    if (auto signature = dyn_cast<SignatureOp>(op))
      op->emitRemark("--freeze leaves out the signature '")
          << signature.getName() << "', which assigns variables";
  eraseBackward(ops);
}

LogicalResult freezeGraph(GraphOp graph, const InitialValues &values) {
  for (VariableOp variable : llvm::to_vector(graph.getOps<VariableOp>())) {
    FailureOr<DenseElementsAttr> value = values.get(variable);
    if (failed(value))
      return failure();
    OpBuilder builder(variable);
    Value constant = ConstantOp::create(builder, variable.getLoc(),
                                        value->getType(), *value);
    // An initialiser's assign gives the value as a read does.
    SmallVector<Operation *> handled;
    for (Operation *user : variable->getUsers()) {
      if (!isa<ReadVariableOp, AssignOp>(user))
        continue;
      Value result = user->getResult(0);
      if (result.getType() != constant.getType()) {
        // The user's result may be less known than the variable.
        result.setType(cast<RankedTensorType>(constant.getType()));
      }
      result.replaceAllUsesWith(constant);
      handled.push_back(user);
    }
    for (Operation *user : handled)
      user->erase();
    variable.getHandle().replaceAllUsesWith(constant);
    variable.erase();
  }
  return success();
}

/// Targets that held only initialisers have nothing left to do.
void dropInitializerTargets(GraphOp graph) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(graph.getBody().front()))) {
    auto fetch = dyn_cast<FetchOp>(op);
    if (fetch && isa<ControlType>(fetch.getX().getType()) &&
        fetch.getName().ends_with("/Assign"))
      op.erase();
  }
}

} // namespace

LogicalResult freezeVariables(ModuleOp module, CompileInitializers compile) {
  bool hasVariables = false;
  for (GraphOp graph : module.getOps<GraphOp>())
    hasVariables |= !graph.getOps<VariableOp>().empty();
  if (!hasVariables)
    return success();
  FailureOr<InitialValues> values = InitialValues::compute(module, compile);
  if (failed(values))
    return failure();
  for (GraphOp graph : module.getOps<GraphOp>()) {
    dropAssigns(graph);
    if (failed(freezeGraph(graph, *values)))
      return failure();
    dropInitializerTargets(graph);
  }
  return success();
}

} // namespace tfc::driver
