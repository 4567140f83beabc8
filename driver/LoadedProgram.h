//===- LoadedProgram.h - An object's program in this process ----*- C++ -*-===//
#ifndef TFC_DRIVER_LOADEDPROGRAM_H
#define TFC_DRIVER_LOADEDPROGRAM_H

#include "runtime/include/tfc/tfc.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace tfc::driver {

/// The program of an object that `tfc compile` wrote, linked into this process
/// with the runtime that this process holds.
class LoadedProgram {
public:
  /// `bytes` is a relocatable object for this machine with one symbol
  /// <name>_program; it is copied.
  static llvm::Expected<LoadedProgram> load(llvm::ArrayRef<char> bytes);

  LoadedProgram(LoadedProgram &&) noexcept;
  LoadedProgram &operator=(LoadedProgram &&) noexcept;
  ~LoadedProgram();

  /// Valid as long as this object.
  const tfc_program &get() const { return *program; }

private:
  LoadedProgram(std::unique_ptr<llvm::orc::LLJIT> jit,
                const tfc_program *program);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  const tfc_program *program;
};

} // namespace tfc::driver

#endif // TFC_DRIVER_LOADEDPROGRAM_H
