// Names of nodes: scopes, and making unique as TensorFlow does (x, x_1, x_2).
#ifndef TFC_FRONTEND_TEXT_EVAL_NAMES_H
#define TFC_FRONTEND_TEXT_EVAL_NAMES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace mlir {
class Operation;
}

namespace tfc::text {

/// The name that a node should get, before scopes and making unique.
struct NodeName {
  llvm::StringRef text;
  /// It is only the .tfg variable that the node is assigned to: it gives way to
  /// a later node which is named so explicitly.
  bool isHint = false;
};

class Names {
public:
  /// The current scope, "a/b/" or "".
  llvm::StringRef scope() const { return current; }

  /// `name` in the current scope, made unique and taken.
  std::string claim(NodeName name);

  /// The same for a name that is complete already.
  std::string claimFull(llvm::StringRef full, bool isHint = false);

  /// Whether a node of this full name exists.
  bool isTaken(llvm::StringRef full) const { return uses.contains(full); }

  /// Says that `op` carries `full` as a hint and may be renamed. No effect if
  /// the name has been taken from it since.
  void holdWeakly(llvm::StringRef full, mlir::Operation *op);

  /// The name has gone over to another op.
  void moveHint(llvm::StringRef full, mlir::Operation *from,
                mlir::Operation *to);

  /// The name has been looked at: it stays.
  void pin(llvm::StringRef full) { weak.erase(full); }

  /// Enters a scope: "" is the root, a name ending in '/' is meant literally,
  /// others are made unique. Left by restoring the value returned.
  std::string enter(llvm::StringRef name);
  /// Enters the scope of this full name.
  std::string enterFull(llvm::StringRef full);
  void leave(std::string previous) { current = std::move(previous); }

private:
  std::string current;
  llvm::StringMap<unsigned> uses;
  llvm::StringMap<mlir::Operation *> weak;
};

/// The attribute that holds the name of a node: placeholders and variables keep
/// it as one of their own.
llvm::StringRef nameAttributeOf(mlir::Operation *op);

/// Says why `name` is no name or path of TensorFlow; nothing if it is one.
std::optional<std::string> checkNodeName(llvm::StringRef name);

} // namespace tfc::text

#endif
