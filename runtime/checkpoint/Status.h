// How the functions of this folder fail.
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

inline Status error(tfc_code code, std::string message) {
  return {code, std::move(message)};
}

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_STATUS_H
