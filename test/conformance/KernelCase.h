//===- KernelCase.h - A recorded kernel call as a graph ---------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_KERNELCASE_H
#define TFC_TEST_CONFORMANCE_KERNELCASE_H

#include "conformance/GraphBuilder.h"
#include "conformance/PreparedCase.h"

namespace tfc::conformance {

/// One recorded call of a TensorFlow.js kernel while its graph is built: what
/// was recorded, and the graph so far.
class KernelCase {
public:
  explicit KernelCase(const llvm::json::Object &object);
  /// A call within a graph: its inputs are tensors of `graph`, by their names
  /// in `object`, which still says their types and shapes.
  KernelCase(const llvm::json::Object &object, GraphBuilder graph,
             std::map<std::string, std::string> tensors);

  llvm::StringRef kernel() const;

  /// The recorded input as a placeholder that is fed, or the tensor of the
  /// graph that it is. `as` makes it another type.
  llvm::Expected<std::string> input(llvm::StringRef name,
                                    uint32_t as = TFC_CONTROL);
  llvm::Expected<Record> record(llvm::StringRef name) const;
  /// False for an input that is null or absent.
  bool has(llvm::StringRef name) const;
  std::vector<std::string> inputNames() const;
  /// The placeholders of an input that is a list of tensors.
  llvm::Expected<std::vector<std::string>> inputList(llvm::StringRef name);
  /// The type of the first input that there is, else TFC_FLOAT32.
  uint32_t firstType() const;

  /// Attributes. A number counts as a list of one, nested lists flatten.
  const llvm::json::Value *attribute(llvm::StringRef name) const;
  std::vector<double> numbers(llvm::StringRef name) const;
  std::vector<int64_t> integers(llvm::StringRef name) const;
  llvm::StringRef text(llvm::StringRef name) const;
  bool flag(llvm::StringRef name) const;

  std::vector<Record> outputs() const;
  size_t numOutputs() const;

  GraphBuilder graph;
  std::vector<Feed> feeds;

private:
  const llvm::json::Object &object;
  const llvm::json::Object *inputs, *attributes;
  std::map<std::string, std::string> tensors;
};

/// A form: a mapping that needs more than kernels.map can say. Returns the
/// tensors of the results in order.
using FormResult = llvm::Expected<std::vector<std::string>>;
using Form = FormResult (*)(KernelCase &);

/// Puts the call into its graph as `table` says.
FormResult applyKernel(KernelCase &kernel, const KernelTable &table);

/// The form of this name ("conv" for @conv); null if there is none.
Form findForm(llvm::StringRef name);

/// The forms of windows: convolutions and pooling.
Form findWindowForm(llvm::StringRef name);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_KERNELCASE_H
