// The grammar of the signatures that say how a function of .tfg is called, in
// the `api` facet of the ops (ir/Facets.td) and for hand-written functions:
//
//   signature ::= dotted-name '(' (parameter (', ' parameter)*)? ')'
//   parameter ::= '*'? name (':' argument)? ('=' default)?
//
// `name` is what the caller writes; `argument` is the op's operand or attribute
// that it sets, by default the one of the same name. A parameter that sets the
// same argument as an earlier one is another name for it. A parameter with
// neither a default nor another name must be given. `*name` takes all further
// positional arguments as a list; `*anything` takes keywords as well and drops
// them. Every function takes name='..' besides.
//
// A default is a Python literal: None, True, 1, -0.5, 'NHWC', [1, 1], tf.int64.
// None leaves the argument out.
//
// Depends on LLVM's Support library alone: tfc-tblgen checks the facets by it.
#ifndef TFC_FRONTEND_TEXT_API_SIGNATURE_H
#define TFC_FRONTEND_TEXT_API_SIGNATURE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace tfc::text {

struct SignatureParameter {
  llvm::StringRef name;
  llvm::StringRef argument;
  llvm::StringRef defaultText; // empty if there is none
  unsigned slot = 0;           // index of the first parameter of this argument
  bool isRest = false;         // *name

  bool isRequired() const { return defaultText.empty() && !isRest; }
};

struct Signature {
  llvm::StringRef function; // "tf.nn.relu"
  llvm::SmallVector<SignatureParameter> parameters;
  bool namesNode = true; // false if `name` is a parameter of its own

  /// The text as a user may want to see it, without op arguments.
  std::string text() const;
};

/// Parses `text`, which must outlive the result. On failure returns false and
/// says in `error` what is wrong.
bool parseSignature(llvm::StringRef text, Signature &signature,
                    std::string &error);

} // namespace tfc::text

#endif
