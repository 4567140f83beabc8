//===- ApiOptions.h - The options and errors of the C API -------*- C++ -*-===//
#ifndef TFC_DRIVER_APIOPTIONS_H
#define TFC_DRIVER_APIOPTIONS_H

#include "driver/Options.h"
#include "driver/include/tfc/compiler.h"

#include "llvm/ADT/Twine.h"

namespace tfc::driver {

/// A null stands for nothing said.
inline llvm::StringRef text(const char *given) { return given ? given : ""; }

/// Keeps the message, as one line, for tfc_compiler_error(); returns the code.
tfc_code fail(tfc_code code, const llvm::Twine &message);

/// Copies the options of this version out of the caller's, which may be older
/// and shorter, or newer and longer with nothing said in what is new. Null
/// stands for the defaults.
tfc_code readOptions(const tfc_compile_options *given,
                     tfc_compile_options &options);

/// The options as the class Compiler takes them, without the callbacks.
/// `source` names the model by default.
CompilerOptions translate(const tfc_compile_options &given,
                          llvm::StringRef source);

/// Makes the compiler call `progress` and `print`.
void addCallbacks(const tfc_compile_options &given, CompilerOptions &options);

/// Calls options.message, if there is one.
void send(const tfc_compile_options &options, const Message &message);

} // namespace tfc::driver

#endif // TFC_DRIVER_APIOPTIONS_H
