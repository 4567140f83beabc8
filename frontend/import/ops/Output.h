//===- Output.h - What outputs of nodes become ------------------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_OUTPUT_H
#define TFC_FRONTEND_IMPORT_OPS_OUTPUT_H

#include "ir/Dialect.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "mlir/IR/ValueRange.h"
#include "llvm/ADT/SmallVector.h"

#include <memory>
#include <string>
#include <vector>

namespace tfc {

/// An output of a node that is no tensor and no variable: the importer alone
/// knows it.
struct ImportedObject {
  enum class Kind { Strings, GradientAxes, List, Items, Growing, Grown };
  explicit ImportedObject(Kind kind) : kind(kind) {}
  virtual ~ImportedObject() = default;
  const Kind kind;
};

/// A constant of strings, beside the tensor of them.
struct StringsObject : ImportedObject {
  StringsObject() : ImportedObject(Kind::Strings) {}
  static bool classof(const ImportedObject *o) {
    return o->kind == Kind::Strings;
  }
  std::vector<std::string> values;
};

/// An output of a node: a tensor, the handle of a variable, or an object. A
/// constant of strings is both, and has a name only where that is fetched: most
/// are but messages and names of files.
struct Output {
  Output() = default;
  Output(mlir::Value value) : value(value) {}
  template <typename Object>
  Output(std::shared_ptr<Object> object) : object(std::move(object)) {}
  Output(mlir::Value value, std::shared_ptr<ImportedObject> object)
      : value(value), object(std::move(object)) {}

  mlir::Value value;
  std::shared_ptr<ImportedObject> object;

  bool isTensor() const {
    return value && llvm::isa<mlir::RankedTensorType>(value.getType());
  }
  bool isVariable() const {
    return value && llvm::isa<VariableType>(value.getType());
  }
  bool isNone() const { return !value && !object; }
  /// The object, if it is of this kind; else null.
  template <typename Object>
  Object *as() const {
    return llvm::dyn_cast_if_present<Object>(object.get());
  }
};

/// The outputs of a node, in TensorFlow's order.
class Outputs : public llvm::SmallVector<Output, 1> {
public:
  Outputs() = default;
  explicit Outputs(size_t count) { resize(count); }
  Outputs(std::initializer_list<Output> outputs) { append(outputs); }
  Outputs(llvm::ArrayRef<Output> outputs) {
    append(outputs.begin(), outputs.end());
  }
  Outputs(Output output) { push_back(std::move(output)); }
  Outputs(mlir::Value value) { push_back(value); }
  Outputs(mlir::ValueRange values) {
    for (mlir::Value value : values)
      push_back(value);
  }
  Outputs(llvm::ArrayRef<mlir::Value> values)
      : Outputs(mlir::ValueRange(values)) {}
  Outputs(const llvm::SmallVector<mlir::Value> &values)
      : Outputs(mlir::ValueRange(values)) {}
};

/// The ops of a node as others see them.
struct NodeResult {
  Outputs outputs;
  /// A value that is there when the node has run; null if there is nothing to
  /// wait for.
  mlir::Value done;
  /// Whether to run it changes anything: itself or what it needs.
  bool hasEffect = false;
};

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_OUTPUT_H
