//===- Origin.cpp - Names of nodes, and where they come from --------------===//
#include "frontend/import/graph/Origin.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;
using mlir::Location;
using tensorflow::NodeDef;

namespace tfc {

/// Names of debug info that are kept of one node.
constexpr size_t kMostOrigins = 8;

bool isName(StringRef name) {
  return !name.empty() && name.size() <= 4096 &&
         llvm::all_of(name,
                      [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

Location originOf(const NodeDef &def, StringRef name, Location place) {
  mlir::MLIRContext *context = place.getContext();
  auto text = [&](StringRef text) {
    return mlir::StringAttr::get(context, text);
  };
  llvm::SmallVector<Location> within{place};
  const auto &debug = def.experimental_debug_info();
  for (const auto &names :
       {debug.original_node_names(), debug.original_func_names()})
    for (const std::string &original : names)
      if (isName(original) && original != def.name() &&
          within.size() <= kMostOrigins)
        within.push_back(mlir::NameLoc::get(text(original)));
  mlir::Attribute device;
  if (isName(def.device()))
    device = text(def.device());
  if (within.size() > 1 || device)
    place = mlir::FusedLoc::get(context, within, device);
  return mlir::NameLoc::get(text(name), place);
}

std::string describeOrigin(Location loc) {
  auto named = llvm::dyn_cast<mlir::NameLoc>(loc);
  auto fused = named ? llvm::dyn_cast<mlir::FusedLoc>(named.getChildLoc())
                     : mlir::FusedLoc();
  std::string text;
  if (!fused)
    return text;
  for (Location within : fused.getLocations())
    if (auto original = llvm::dyn_cast<mlir::NameLoc>(within);
        original && llvm::isa<mlir::UnknownLoc>(original.getChildLoc()))
      text +=
          (text.empty() ? "from '" : ", '") + original.getName().str() + "'";
  if (auto device =
          llvm::dyn_cast_if_present<mlir::StringAttr>(fused.getMetadata()))
    text += (text.empty() ? "for device '" : ", for device '") +
            device.getValue().str() + "'";
  return text;
}

} // namespace tfc
