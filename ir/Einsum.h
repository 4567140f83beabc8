//===- Einsum.h - Sums of products over named axes ------------------------===//

#ifndef TFC_IR_EINSUM_H
#define TFC_IR_EINSUM_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace tfc {

/// 'ij,jk->ik' applied to tensors of known shapes. Names are numbered: `inputs`
/// and `result` hold the number of each axis, `sizes` the size of each name.
struct EinsumEquation {
  llvm::SmallVector<llvm::SmallVector<int>> inputs;
  llvm::SmallVector<int> result;
  llvm::SmallVector<int64_t> sizes;

  /// Nothing where the equation is none or does not fit the shapes: `problem`
  /// says why.
  static std::optional<EinsumEquation>
  parse(llvm::StringRef text, llvm::ArrayRef<llvm::SmallVector<int64_t>> shapes,
        std::string &problem);
};

} // namespace tfc

#endif // TFC_IR_EINSUM_H
