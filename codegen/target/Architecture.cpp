//===- Architecture.cpp - the table of architectures ----------------------===//
#include "codegen/target/Architecture.h"

#include "llvm/TargetParser/Host.h"

// Architectures.inc holds TFC_ARCHITECTURE(name) for each folder that
// CMakeLists.txt lists; each defines the function declared here.
#define TFC_ARCHITECTURE(name)                                                 \
  namespace tfc::name {                                                        \
  const Architecture &architecture();                                          \
  }
#include "codegen/target/Architectures.inc"
#undef TFC_ARCHITECTURE

const tfc::Architecture &tfc::architectureFor(llvm::StringRef triple) {
  llvm::Triple parsed(triple.empty() ? llvm::sys::getDefaultTargetTriple()
                                     : llvm::Triple::normalize(triple));
#define TFC_ARCHITECTURE(name)                                                 \
  if (name::architecture().isFor(parsed))                                      \
    return name::architecture();
#include "codegen/target/Architectures.inc"
#undef TFC_ARCHITECTURE
  llvm_unreachable("target/generic is for any triple and stands last");
}
