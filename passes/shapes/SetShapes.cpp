//===- SetShapes.cpp - --shape x=?x784 ------------------------------------===//

#include "ir/Shape.h"
#include "ir/ops/state.h"
#include "passes/shapes/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_SETSHAPES
#include "passes/shapes/Passes.h.inc"
} // namespace tfc

using namespace tfc;

/// "?x784" -> {dynamic, 784}; nothing for what is no shape.
static std::optional<SmallVector<int64_t>> parseShape(StringRef text) {
  SmallVector<int64_t> shape;
  if (text.empty())
    return shape;
  SmallVector<StringRef> parts;
  text.split(parts, 'x');
  for (StringRef part : parts) {
    int64_t size = ShapedType::kDynamic;
    if (part != "?" && (part.getAsInteger(10, size) || size < 0))
      return std::nullopt;
    shape.push_back(size);
  }
  return shape;
}

namespace {
struct SetShapes : tfc::impl::SetShapesBase<SetShapes> {
  using SetShapesBase::SetShapesBase;

  void runOnOperation() override {
    for (StringRef entry : shapes)
      if (failed(set(entry)))
        return signalPassFailure();
  }

private:
  LogicalResult set(StringRef entry) {
    StringRef name = entry.split('=').first;
    auto shape = parseShape(entry.split('=').second);
    if (!entry.contains('=') || !shape)
      return getOperation().emitError("--shape ")
             << entry << ": expected NAME=DIMxDIM..., such as x=?x784";
    PlaceholderOp found;
    getOperation().walk([&](PlaceholderOp op) {
      if (op.getName() == name)
        found = op;
    });
    if (!found)
      return getOperation().emitError(
                 "--shape: there is no placeholder named '")
             << name << "'";
    auto type = cast<RankedTensorType>(found.getType());
    if (failed(verifyCompatibleShape(type.getShape(), *shape)))
      return found.emitError("--shape gives '")
             << name << "' the shape " << formatShape(*shape)
             << ", which its own shape " << formatShape(type) << " contradicts";
    for (auto [mine, given] : llvm::zip(*shape, type.getShape()))
      if (ShapedType::isDynamic(mine))
        mine = given;
    found.getY().setType(type.clone(*shape));
    return success();
  }
};
} // namespace
