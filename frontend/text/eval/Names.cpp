// Names of nodes: scopes, and making unique.
#include "frontend/text/eval/Names.h"

#include "ir/Dialect.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringExtras.h"

using namespace tfc::text;
using llvm::StringRef;

StringRef tfc::text::nameAttributeOf(mlir::Operation *op) {
  if (op->hasAttr(tfc::nameAttr) || !op->hasAttr("name"))
    return tfc::nameAttr;
  return "name";
}

std::string Names::claim(NodeName name) {
  return claimFull(current + name.text.str(), name.isHint);
}

/// As Graph.unique_name of tensorflow/python/framework/ops.py.
std::string Names::claimFull(StringRef full, bool isHint) {
  if (!isHint) {
    if (auto holder = weak.find(full); holder != weak.end()) {
      mlir::Operation *op = holder->second;
      weak.erase(holder);
      std::string other = claimFull(full, /*isHint=*/true);
      op->setAttr(nameAttributeOf(op),
                  mlir::StringAttr::get(op->getContext(), other));
      weak[other] = op;
      return full.str();
    }
  }
  unsigned count = uses[full]++;
  if (count == 0)
    return full.str();
  std::string unique;
  do
    unique = (full + "_" + llvm::Twine(count++)).str();
  while (uses.contains(unique));
  uses[full] = count; // so that many equal names take linear time
  uses[unique] = 1;
  return unique;
}

void Names::holdWeakly(StringRef full, mlir::Operation *op) { weak[full] = op; }

void Names::moveHint(StringRef full, mlir::Operation *from,
                     mlir::Operation *to) {
  if (auto holder = weak.find(full);
      holder != weak.end() && holder->second == from)
    holder->second = to;
}

std::string Names::enter(StringRef name) {
  if (name.empty())
    return enterFull("");
  if (name.ends_with("/"))
    return enterFull(name.drop_back());
  return enterFull(claim({name}));
}

std::string Names::enterFull(StringRef full) {
  std::string previous = current;
  current = full.empty() ? "" : full.str() + "/";
  return previous;
}

std::optional<std::string> tfc::text::checkNodeName(StringRef name) {
  if (name.empty())
    return "a name cannot be empty";
  if (name.size() > 1000)
    return "a name cannot be longer than 1000 characters";
  if (!llvm::isAlnum(name.front()) && name.front() != '.')
    return "a name begins with a letter, a digit or '.'";
  for (char c : name)
    if (!llvm::isAlnum(c) && !StringRef("_./-\\>").contains(c))
      return "a name consists of letters, digits and _ . / - \\ >";
  return std::nullopt;
}
