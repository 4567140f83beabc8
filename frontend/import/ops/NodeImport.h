//===- NodeImport.h - What the importer of one op sees ----------*- C++ -*-===//
//
// An importer is a function from a node to its outputs, written as one straight
// line:
//
//   static Outputs importReverse(NodeImport &node) {
//     node.expectInputs(2);
//     Value x = node.tensor(0);
//     SmallVector<int64_t> axes = node.constantInts(1);
//     return node.make<ReverseOp>(x, node.attr("axes", axes));
//   }
//   const NodeImporter imports::Reverse = importReverse;
//
// The first error of an import is told and ends it: from there on inputs and
// results are a value that stands for them (Importer::poison, a scalar), `make`
// makes nothing, further errors are told nobody, and what the importer returns
// is thrown away. So an importer asks hasFailed() only where it would otherwise
// count on what an input is: before it takes the third size of a shape, or
// repeats something until it holds.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_OPS_NODEIMPORT_H
#define TFC_FRONTEND_IMPORT_OPS_NODEIMPORT_H

#include "frontend/import/ops/Importer.h"

namespace tfc {

/// Imports one node.
class NodeImport {
public:
  NodeImport(Importer &importer, Scope &scope, const Node &node)
      : importer(importer), scope(scope), node(node),
        builder(importer.builder) {}

  Importer &importer;
  Scope &scope;
  const Node &node;
  mlir::OpBuilder &builder;
  /// A value that is there when the node has run, of a node that has an effect
  /// which none of its outputs comes from.
  mlir::Value done;

  mlir::MLIRContext *context() { return builder.getContext(); }
  llvm::StringRef op() const { return node.op(); }

  /// "node 'n': op 'X': ".
  NodeError error() const;
  bool hasFailed() const { return importer.hasFailed(); }

  //===--------------------------------------------------------------------===//
  // Inputs. A negative k counts from the end.
  //===--------------------------------------------------------------------===//

  unsigned numInputs() const { return node.inputs.size(); }
  void expectInputs(unsigned count) const;
  void expectInputsAtLeast(unsigned count) const;
  /// Input k as it is; an Output that is none if there is no such input.
  const Output &input(int k) const;
  /// The inputs from `first` on.
  Outputs inputsFrom(unsigned first) const;
  /// Input k as a tensor: a reference to a variable is read here.
  mlir::Value tensor(int k);
  llvm::SmallVector<mlir::Value> tensors(unsigned begin, unsigned end);
  /// Input k as the handle of a variable.
  mlir::Value variable(int k);
  /// Input k as a constant of strings.
  llvm::ArrayRef<std::string> strings(int k);
  /// The elements of input k, which must be integers or bools known when
  /// compiling.
  llvm::SmallVector<int64_t> constantInts(int k);
  int64_t constantInt(int k);
  llvm::SmallVector<double> constantFloats(int k);
  double constantFloat(int k);
  /// Whether these would succeed.
  bool isConstant(int k) const;

  //===--------------------------------------------------------------------===//
  // Attributes. Without a default an absent one is an error; one of another
  // kind always is.
  //===--------------------------------------------------------------------===//

  bool hasAttribute(llvm::StringRef name) const {
    return node.attribute(name) != nullptr;
  }
  int64_t intAttr(llvm::StringRef name, std::optional<int64_t> absent = {});
  double floatAttr(llvm::StringRef name, std::optional<double> absent = {});
  bool boolAttr(llvm::StringRef name, std::optional<bool> absent = {});
  llvm::StringRef stringAttr(llvm::StringRef name,
                             std::optional<llvm::StringRef> absent = {});
  llvm::SmallVector<int64_t>
  intsAttr(llvm::StringRef name,
           std::optional<llvm::ArrayRef<int64_t>> absent = {});
  /// An element type that tensors can have; without the attribute `absent`,
  /// unless that is null.
  mlir::Type typeAttr(llvm::StringRef name, mlir::Type absent = {});
  /// A shape, kDynamic where unknown; nothing if the rank is unknown or the
  /// attribute is absent.
  std::optional<llvm::SmallVector<int64_t>> shapeAttr(llvm::StringRef name);
  /// The attribute data_format, "NHWC" if absent.
  llvm::StringRef dataFormat();
  const tensorflow::NameAttrList &functionAttr(llvm::StringRef name);

  /// The outputs of a call of `function` with all inputs as its arguments. What
  /// the call changes has happened when the node is done.
  Outputs call(llvm::StringRef function,
               const google::protobuf::Map<std::string, tensorflow::AttrValue>
                   &attributes);

  //===--------------------------------------------------------------------===//
  // Ops
  //===--------------------------------------------------------------------===//

  /// The `count` results of an op, whose types are inferred. An error of its
  /// shape rule or verifier is one of the node.
  llvm::SmallVector<mlir::Value>
  create(llvm::StringRef op, mlir::ValueRange operands,
         llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned count);
  template <typename Op>
  llvm::SmallVector<mlir::Value>
  makeAll(unsigned count, mlir::ValueRange operands,
          llvm::ArrayRef<mlir::NamedAttribute> attributes = {}) {
    return create(Op::getOperationName(), operands, attributes, count);
  }
  /// The only result, or the first one.
  template <typename Op>
  mlir::Value make(mlir::ValueRange operands,
                   llvm::ArrayRef<mlir::NamedAttribute> attributes = {}) {
    return makeAll<Op>(1, operands, attributes).front();
  }
  mlir::Value constant(mlir::ElementsAttr value);
  /// One string for all elements, or as many as the shape has.
  mlir::Value constant(llvm::ArrayRef<std::string> strings,
                       llvm::ArrayRef<int64_t> shape);
  /// A constant of strings, for importers that must know them as well.
  Output strings(std::vector<std::string> strings,
                 llvm::ArrayRef<int64_t> shape);
  /// A vector of int64.
  mlir::Value constantVector(llvm::ArrayRef<int64_t> values);
  mlir::Value scalar(double value, mlir::Type element);
  /// Zeros (or another value) of the shape that a vector says.
  mlir::Value filled(mlir::Value shape, double value, mlir::Type element);
  mlir::Value cast(mlir::Value x, mlir::Type element);
  mlir::Value transposed(mlir::Value x, llvm::ArrayRef<int64_t> perm);
  /// x with the shape [sizes...], one of which may be -1.
  mlir::Value reshaped(mlir::Value x, llvm::ArrayRef<int64_t> sizes);
  /// The shape of x as a vector; of int64 unless `element` is another type.
  mlir::Value shapeVector(mlir::Value x, mlir::Type element = {});
  /// Elements [from, to) of a vector; a negative `to` counts from the end.
  mlir::Value slice(mlir::Value vector, int64_t from, int64_t to);
  /// Values one behind the other along an axis.
  mlir::Value joined(llvm::ArrayRef<mlir::Value> values, int64_t axis = 0);
  /// x, which is there after `before`.
  mlir::Value after(mlir::Value x, mlir::Value before);
  /// That a run fails where `condition` does not hold; `data` is what the
  /// message shows.
  mlir::Value check(mlir::Value condition, llvm::ArrayRef<mlir::Value> data,
                    llvm::StringRef message);

  mlir::NamedAttribute attr(llvm::StringRef name, mlir::Attribute value) {
    return builder.getNamedAttr(name, value);
  }
  mlir::NamedAttribute attr(llvm::StringRef name, mlir::Type value) {
    return attr(name, mlir::TypeAttr::get(value));
  }
  mlir::NamedAttribute attr(llvm::StringRef name, llvm::StringRef value) {
    return attr(name, builder.getStringAttr(value));
  }
  mlir::NamedAttribute attr(llvm::StringRef name, float value) {
    return attr(name, builder.getF32FloatAttr(value));
  }
  template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  mlir::NamedAttribute attr(llvm::StringRef name, T value) {
    if constexpr (std::is_same_v<T, bool>)
      return attr(name, mlir::Attribute(builder.getBoolAttr(value)));
    else
      return attr(name, mlir::Attribute(builder.getI64IntegerAttr(value)));
  }
  mlir::NamedAttribute attr(llvm::StringRef name,
                            llvm::ArrayRef<int64_t> value) {
    return attr(name, builder.getDenseI64ArrayAttr(value));
  }

  /// Whether anything takes output k; output 0 always counts as taken.
  bool takes(unsigned k) const { return scope.takes(node, k); }
  /// The result of an importer whose node has no outputs and has run when
  /// `value` is there.
  Outputs effect(mlir::Value value) {
    done = value;
    return {};
  }
};

/// The size of an axis, which counts from the end where it is negative:
/// kDynamic if only a run knows it, or x has no such axis.
int64_t sizeOf(mlir::Value x, int64_t axis);

/// The elements of a constant, seen through what keeps values; null if `value`
/// is none.
mlir::DenseElementsAttr constantElements(mlir::Value value);

/// Imports a node of a known op.
using NodeImporter = Outputs (*)(NodeImport &);

/// The importers written by hand, named after the ops of their nodes: facet
/// `tf` and families/Nodes.td say which there are. A file in families/ defines
/// each as `const NodeImporter imports::Reverse = importReverse;`.
namespace imports {
#include "frontend/import/ops/Importers.inc"
} // namespace imports

/// The entry that says how nodes of this op are imported; null if none does.
struct TableEntry;
const TableEntry *findTableEntry(llvm::StringRef op);
/// Imports a node as the table says.
Outputs importNode(const TableEntry &entry, NodeImport &node);
/// Imports a node by the data of its facet.
Outputs importByTable(NodeImport &node);
/// Only the attributes, for a node that is the op of the entry and more.
mlir::NamedAttrList attributesByTable(const TableEntry &entry,
                                      NodeImport &node);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_NODEIMPORT_H
