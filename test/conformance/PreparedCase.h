//===- PreparedCase.h - A recorded case, ready to compile -------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_PREPAREDCASE_H
#define TFC_TEST_CONFORMANCE_PREPAREDCASE_H

#include "conformance/Compare.h"

#include <map>

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
};

struct PreparedCase {
  std::string graph; ///< A binary GraphDef.
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

/// Prepare the cases of the sets "kernels" and "tf_graphs". With `everything`
/// a graph's recorded intermediates are checked, too.
llvm::Expected<PreparedCase> prepareKernel(const llvm::json::Object &object,
                                           const KernelTable &table);
llvm::Expected<PreparedCase> prepareGraph(const llvm::json::Object &object,
                                          bool everything);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_PREPAREDCASE_H
