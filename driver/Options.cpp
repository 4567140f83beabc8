//===- Options.cpp - What can be said of compiling a graph ----------------===//
#include "driver/Options.h"

#include "driver/Phases.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using llvm::StringRef;

namespace tfc::driver {

static bool isIdentifier(StringRef name) {
  return !name.empty() && !llvm::isDigit(name[0]) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

std::string identifierFrom(StringRef path) {
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return isIdentifier(name) ? name : "model_" + name;
}

/// The first shape that is none: "x".
static std::string wrongShape(const Shapes &shapes) {
  for (const auto &entry : shapes)
    if (entry.first().empty() ||
        llvm::any_of(entry.second, [](int64_t size) { return size < -1; }))
      return entry.first().str();
  return "";
}

std::string checkOptions(const CompilerOptions &options) {
  auto noPhase = [](StringRef option, StringRef phase) {
    return (option + ": there is no phase '" + phase + "'; expected " +
            phaseNames())
        .str();
  };
  if (!isIdentifier(options.codegen.name))
    return "name expects a C identifier, not '" + options.codegen.name + "'";
  if (options.codegen.optLevel > 3)
    return "opt_level expects 0 to 3, not " +
           std::to_string(options.codegen.optLevel);
  for (const Shapes *shapes : {&options.shapes, &options.feedShapes})
    if (std::string name = wrongShape(*shapes);
        !name.empty() || shapes->contains(""))
      return (shapes == &options.shapes ? "shapes" : "feed_shapes") +
             std::string(" expects names with dimensions from -1 on, not '") +
             name + "'";
  if (!options.from.empty() && !findPhase(options.from))
    return noPhase("from", options.from);
  if (!options.until.empty() && !findPhase(options.until))
    return noPhase("until", options.until);
  for (const std::string &phase : options.printAfter)
    if (!findPhase(phase))
      return noPhase("print-after", phase);
  return "";
}

} // namespace tfc::driver
