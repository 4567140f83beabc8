//===- Placement.cpp - where the ops of a graph run -----------------------===//
#include "passes/partition/Placement.h"

#include "ir/InheritDevice.h"
#include "ir/ops/shape.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Debug.h"

#define DEBUG_TYPE "tfc-partition"

using namespace mlir;

namespace tfc {

/// The node that `op` comes from: cut-points leaves its name in the location.
static StringRef nodeName(Operation *op) {
  if (auto loc = dyn_cast<NameLoc>(op->getLoc()))
    return loc.getName().getValue();
  return op->getName().stripDialect();
}

/// The device that the graph gives `op`. An op on a variable has the
/// variable's, whatever the graph says, as TensorFlow colocates reads and
/// assigns with it.
static StringAttr deviceFor(Operation *op) {
  for (Value operand : op->getOperands())
    if (isa<VariableType>(operand.getType()) && operand.getDefiningOp())
      return deviceOf(operand.getDefiningOp());
  return deviceOf(op);
}

/// "/job:worker/task:1/device:GPU:0" is a place of its own by kind and index:
/// the job is that of this process, as long as there is one process.
FailureOr<unsigned> Placement::placeFor(Operation *op, StringAttr device) {
  if (!device)
    return 0u;
  std::string problem;
  std::optional<DeviceName> name =
      DeviceName::parse(device.getValue(), problem);
  if (!name)
    return op->emitError("node '") << nodeName(op) << "': " << problem;
  if (!name->type)
    return 0u;
  int64_t index = name->index.value_or(0);
  bool isHost = *name->type == "CPU" && index == 0;
  if (isHost)
    return 0u;
  bool isAvailable =
      *name->type != "CPU" && llvm::any_of(available, [&](StringRef kind) {
        return kind.equals_insensitive(*name->type);
      });
  if (isAvailable) {
    DeviceName local;
    local.type = name->type;
    local.index = index;
    devices.insert(StringAttr::get(op->getContext(), local.str()).getValue());
    auto found = llvm::find(devices, StringRef(local.str()));
    return unsigned(found - devices.begin()) + 1;
  }
  if (!soft)
    return op->emitError("cannot assign a device for node '")
           << nodeName(op) << "': it is for '" << device.getValue()
           << "', and this object has code for " << llvm::join(available, ", ");
  LLVM_DEBUG(llvm::dbgs() << "node '" << nodeName(op) << "' for "
                          << device.getValue() << " runs on the processor\n");
  if (!firstMoved)
    firstMoved = op;
  ++moved;
  return 0u;
}

LogicalResult Placement::place(GraphOp graph) {
  for (Operation &op : graph.getBody().front()) {
    // A constant is made again wherever it is used.
    if (isa<SignatureOp, ConstantOp>(op))
      continue;
    StringAttr device = deviceFor(&op);
    FailureOr<unsigned> place = placeFor(&op, device);
    if (failed(place))
      return failure();
    places[&op] = *place;
  }
  if (!firstMoved)
    return success();
  std::string others =
      moved > 1 ? " (and " + std::to_string(moved - 1) + " more)" : "";
  firstMoved->emitWarning("node '")
      << nodeName(firstMoved) << "'" << others << " is for device '"
      << deviceFor(firstMoved).getValue() << "', this object has code for "
      << llvm::join(available, ", ")
      << ": runs there (--soft-placement=false makes it an error)";
  return success();
}

} // namespace tfc
