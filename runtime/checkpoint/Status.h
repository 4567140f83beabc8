//===- Status.h - how the functions of this folder fail -----------------===//
#ifndef TFC_RUNTIME_CHECKPOINT_STATUS_H
#define TFC_RUNTIME_CHECKPOINT_STATUS_H

#include "tfc/abi.h"

#include <string>
#include <utility>

namespace tfc::checkpoint {

/// A code and, unless it is TFC_OK, one line that names the file or tensor.
struct [[nodiscard]] Status {
  tfc_code code = TFC_OK;
  std::string message;

  bool ok() const { return code == TFC_OK; }
};

/// Names in a message come from files: what is no letter is shown as '?'.
inline Status error(tfc_code code, std::string message) {
  for (char &c : message)
    if (uint8_t(c) < 0x20 || c == 0x7f)
      c = '?';
  return {code, std::move(message)};
}

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_STATUS_H
