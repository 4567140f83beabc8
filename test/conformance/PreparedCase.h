//===- PreparedCase.h - A recorded case, ready to compile -------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_PREPAREDCASE_H
#define TFC_TEST_CONFORMANCE_PREPAREDCASE_H

#include "conformance/Compare.h"

#include <map>
#include <optional>

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace tfc::conformance {

struct Feed {
  std::string name;
  Tensor value;
  /// The graph does not say the placeholder's shape: it is this one's.
  bool givesShape = false;
};

/// A tensor to fetch and what it must be.
struct Check {
  std::string name; ///< "node" or "node:k".
  Record record;
  /// Compared where the compiled graph still has such a tensor.
  bool optional = false;
  /// A gradient that TensorFlow gives as None: zeros are recorded for it.
  bool none = false;
};

/// The names of the tensors that tf.gradients is asked for once the graph is
/// imported.
/// The gradients are fetched as "gradients", "gradients:1", ...
struct GradientRequest {
  std::string y;
  std::vector<std::string> xs;
  std::string dy; ///< Empty for ones.
};

struct PreparedCase {
  std::string graph; ///< A binary GraphDef.
  std::optional<GradientRequest> gradients;
  std::vector<Feed> feeds;
  std::vector<Check> checks;
  CompareOptions compare;
};

/// A mapping of kernels.map.
struct KernelMapping {
  std::string op; ///< Or "@form".
  std::vector<std::string> inputs;
  std::vector<std::pair<std::string, std::string>> attributes;
  bool wide = false, random = false;
};
using KernelTable = std::map<std::string, KernelMapping, std::less<>>;

llvm::Expected<KernelTable> readKernelTable(llvm::StringRef path);

/// A case that this runner cannot put as a TensorFlow graph: not a failure of
/// the compiler's, counted apart.
class Inexpressible : public llvm::ErrorInfo<Inexpressible> {
public:
  static char ID;
  explicit Inexpressible(const llvm::Twine &why) : why(why.str()) {}
  void log(llvm::raw_ostream &out) const override { out << why; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

private:
  std::string why;
};

/// Prepare the cases of the sets "kernels", "gradients" and "tf_graphs". With
/// `everything` a graph's recorded intermediates are checked, too.
llvm::Expected<PreparedCase> prepareKernel(const llvm::json::Object &object,
                                           const KernelTable &table);
llvm::Expected<PreparedCase> prepareGradient(const llvm::json::Object &object,
                                             const KernelTable &table,
                                             mlir::MLIRContext &context);
llvm::Expected<PreparedCase> prepareGraph(const llvm::json::Object &object,
                                          bool everything);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_PREPAREDCASE_H
