//===- InheritDevice.h - new ops run where the old ones did -----*- C++ -*-===//
#ifndef TFC_IR_INHERITDEVICE_H
#define TFC_IR_INHERITDEVICE_H

#include "ir/Device.h"

#include "mlir/IR/PatternMatch.h"

namespace tfc {

/// The device that the graph gives `op`; null where it gives none.
inline mlir::StringAttr deviceOf(mlir::Operation *op) {
  return op->getAttrOfType<mlir::StringAttr>(deviceAttr);
}

/// Gives every op that is made the device of the op that it is made for: of the
/// one that a rewrite pattern matches, or of what `follow` named. A pass that
/// makes ops sets it as the listener of its builder or driver, so that no
/// pattern need know of devices.
class InheritDevice : public mlir::RewriterBase::Listener {
public:
  void follow(mlir::Operation *op) { device = deviceOf(op); }
  void follow(mlir::StringAttr given) { device = given; }

  void notifyPatternBegin(const mlir::Pattern &, mlir::Operation *op) override {
    follow(op);
  }
  void notifyOperationInserted(mlir::Operation *op,
                               mlir::OpBuilder::InsertPoint previous) override {
    bool isNew = !previous.isSet();
    if (isNew && device && !op->hasAttr(deviceAttr))
      op->setAttr(deviceAttr, device);
  }

private:
  mlir::StringAttr device;
};

} // namespace tfc

#endif // TFC_IR_INHERITDEVICE_H
