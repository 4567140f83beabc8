//===- Importer.h - Nodes to ops --------------------------------*- C++ -*-===//
//
// Importer holds what the import of one model shares; NodeImport is what the
// importer of one op sees. An op is imported by the table that comes from the
// facet `tf`, or by a function that a file in ops/ adds by the op's name, which
// wins over the table.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_OPS_IMPORTER_H
#define TFC_FRONTEND_IMPORT_OPS_IMPORTER_H

#include "frontend/import/graph/Graph.h"
#include "frontend/import/Import.h"
#include "frontend/import/ops/Types.h"

#include "ir/Dialect.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"

namespace tfc {

/// What an output of a node is when it is no tensor and no variable: known to
/// the importer alone.
struct ImportedObject {
  enum class Kind { Strings, GradientAxes, List, Items, Growing, Grown, Other };
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
  mlir::Value value;
  std::shared_ptr<ImportedObject> object;

  bool isTensor() const {
    return value && llvm::isa<mlir::RankedTensorType>(value.getType());
  }
  bool isVariable() const {
    return value && llvm::isa<VariableType>(value.getType());
  }
  bool isNone() const { return !value && !object; }
};

/// What became of a node.
struct NodeResult {
  llvm::SmallVector<Output, 1> outputs;
  /// A value that is there when the node has run; null if there is nothing to
  /// wait for.
  mlir::Value done;
  /// Whether to run it changes anything: itself or what it needs.
  bool hasEffect = false;
};

/// A graph with what became of its nodes so far.
struct Scope {
  explicit Scope(Graph &graph) : graph(graph) {}
  Graph &graph;
  llvm::DenseMap<const Node *, NodeResult> results;
  /// Outputs that another node or the outside takes, by node.
  llvm::DenseMap<const Node *, llvm::SmallDenseSet<unsigned, 2>> taken;
  /// Nodes whose outputs are fed, so that they need no inputs, and what their
  /// signature says of them.
  llvm::DenseSet<const Node *> cut;
  llvm::DenseMap<const Node *, const SignatureArgument *> fedTypes;
  /// Loops and conditionals whose bodies are being imported.
  llvm::DenseSet<const Node *> open;
  bool takesAll = false;
};

class NodeImport;

class Importer {
public:
  Importer(const ImportedModel &model, mlir::MLIRContext *context,
           const ModelImportOptions &options);

  mlir::OwningOpRef<mlir::ModuleOp> run();

  /// Imports nodes in the given order.
  mlir::LogicalResult importNodes(Scope &scope, llvm::ArrayRef<Node *> nodes);

  /// Puts a function's body here, as a call named by `caller`. Results are
  /// those of the function; `effects` takes what its control outputs, and effects
  /// that nothing takes, leave to wait for.
  mlir::FailureOr<llvm::SmallVector<Output>>
  importCall(const Node &caller, llvm::StringRef function,
             const google::protobuf::Map<std::string, tensorflow::AttrValue>
                 &attributes,
             llvm::ArrayRef<Output> arguments,
             llvm::SmallVectorImpl<mlir::Value> &effects);

  const tensorflow::FunctionDef *function(llvm::StringRef name) const {
    return functions.lookup(name);
  }

  /// The handle of the variable `key`; null if there is none yet.
  mlir::Value variable(llvm::StringRef key) const {
    return variables.lookup(key);
  }
  /// Makes a variable for `node`, with its initial value if the model has one.
  mlir::FailureOr<mlir::Value> makeVariable(const Node &node,
                                            llvm::StringRef key,
                                            mlir::RankedTensorType type);
  /// The node of the main graph that first sets the variable of node `variable`;
  /// null if there is none, or the model has its initial value.
  const Node *initializerOf(const Node &variable) const {
    return initializers.lookup(&variable);
  }
  bool isInitializer(const Node &assign) const {
    return initializerNodes.contains(&assign);
  }
  /// The innermost scope, whose nodes are being imported.
  Scope &scope() { return *scopes.back(); }

  const ImportedModel &model;
  const ModelImportOptions &options;
  mlir::OpBuilder builder;
  /// How many loops have been made once more, since they make lists longer.
  unsigned loopsMadeAgain = 0;

private:
  mlir::LogicalResult chooseSignatures(Scope &scope);
  /// Cuts off a tensor that will be fed from what cannot be imported, if it
  /// needs such.
  mlir::LogicalResult cutFeed(Scope &scope, Node *node);
  mlir::FailureOr<std::vector<Node *>> chooseRoots(Scope &scope);
  void findInitializers(const Graph &graph);
  /// What `roots` and the initialisers of their variables need, in order.
  mlir::FailureOr<std::vector<Node *>>
  orderWithInitializers(Scope &scope, std::vector<Node *> roots);
  mlir::LogicalResult addSignature(Scope &scope,
                                   const ModelSignature &signature);
  mlir::LogicalResult importNode(Scope &scope, Node &node);
  /// A node whose output is fed instead of computed.
  mlir::LogicalResult importFed(NodeImport &node);

  llvm::StringMap<const tensorflow::FunctionDef *> functions;
  llvm::StringMap<mlir::Value> variables;
  llvm::DenseMap<const Node *, const Node *> initializers;
  llvm::DenseSet<const Node *> initializerNodes;
  std::vector<const ModelSignature *> signatures;
  std::deque<SignatureArgument> fedArguments; // of feeds that are cut off
  std::vector<Scope *> scopes;
  std::vector<llvm::StringRef> calls;
  size_t inlinedNodes = 0, inlinedNames = 0;
};

/// Imports one node. Functions that fail have reported an error at the node.
class NodeImport {
public:
  NodeImport(Importer &importer, Scope &scope, const Node &node)
      : importer(importer), scope(scope), node(node),
        builder(importer.builder) {}

  Importer &importer;
  Scope &scope;
  const Node &node;
  mlir::OpBuilder &builder;
  NodeResult result;

  mlir::MLIRContext *context() { return builder.getContext(); }
  /// "node 'n': op 'X': ".
  mlir::InFlightDiagnostic error() const;

  //===--------------------------------------------------------------------===//
  // Inputs. A negative k counts from the end.
  //===--------------------------------------------------------------------===//

  unsigned numInputs() const { return node.inputs.size(); }
  mlir::LogicalResult expectInputs(unsigned count) const;
  mlir::LogicalResult expectInputsAtLeast(unsigned count) const;
  /// What input k is; null if there is no such input.
  const Output *input(int k) const;
  /// Input k as a tensor: a reference to a variable is read here.
  mlir::FailureOr<mlir::Value> tensor(int k);
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> tensors(unsigned begin,
                                                          unsigned end);
  /// Input k as the handle of a variable.
  mlir::FailureOr<mlir::Value> variable(int k);
  /// Input k as a constant of strings.
  mlir::FailureOr<llvm::ArrayRef<std::string>> strings(int k);
  /// The elements of input k, which must be integers or bools known when
  /// compiling.
  mlir::FailureOr<llvm::SmallVector<int64_t>> constantInts(int k);
  mlir::FailureOr<int64_t> constantInt(int k);
  mlir::FailureOr<llvm::SmallVector<double>> constantFloats(int k);
  mlir::FailureOr<double> constantFloat(int k);
  /// Whether that would succeed.
  bool isConstant(int k);

  //===--------------------------------------------------------------------===//
  // Attributes. Without a default an absent one is an error; one of another kind
  // always is.
  //===--------------------------------------------------------------------===//

  bool hasAttribute(llvm::StringRef name) const {
    return node.attribute(name) != nullptr;
  }
  mlir::FailureOr<int64_t> intAttr(llvm::StringRef name,
                                   std::optional<int64_t> absent = {});
  mlir::FailureOr<double> floatAttr(llvm::StringRef name,
                                    std::optional<double> absent = {});
  mlir::FailureOr<bool> boolAttr(llvm::StringRef name,
                                 std::optional<bool> absent = {});
  mlir::FailureOr<llvm::StringRef>
  stringAttr(llvm::StringRef name, std::optional<llvm::StringRef> absent = {});
  mlir::FailureOr<llvm::SmallVector<int64_t>>
  intsAttr(llvm::StringRef name,
           std::optional<llvm::ArrayRef<int64_t>> absent = {});
  /// An element type that tensors can have.
  mlir::FailureOr<mlir::Type> typeAttr(llvm::StringRef name);
  mlir::FailureOr<tensorflow::DataType> dataTypeAttr(llvm::StringRef name);
  /// A shape, kDynamic where unknown; nothing if the rank is unknown or the
  /// attribute is absent.
  mlir::FailureOr<std::optional<llvm::SmallVector<int64_t>>>
  shapeAttr(llvm::StringRef name);
  /// "NHWC" if absent.
  mlir::FailureOr<llvm::StringRef> dataFormat();
  mlir::FailureOr<const tensorflow::NameAttrList *>
  functionAttr(llvm::StringRef name);

  //===--------------------------------------------------------------------===//
  // Ops and results
  //===--------------------------------------------------------------------===//

  /// Makes an op; result types are inferred. An error of its shape rule or
  /// verifier is reported as one of the node.
  mlir::FailureOr<mlir::Operation *> create(llvm::StringRef op,
                                            mlir::ValueRange operands,
                                            mlir::NamedAttrList attributes = {});
  mlir::FailureOr<mlir::Operation *>
  createTyped(llvm::StringRef op, mlir::TypeRange types,
              mlir::ValueRange operands, mlir::NamedAttrList attributes = {});
  /// The only result of an op.
  template <typename Op>
  mlir::FailureOr<mlir::Value> make(mlir::ValueRange operands,
                                    mlir::NamedAttrList attributes = {}) {
    mlir::FailureOr<mlir::Operation *> op =
        create(Op::getOperationName(), operands, std::move(attributes));
    if (failed(op))
      return mlir::failure();
    return (*op)->getResult(0);
  }
  mlir::FailureOr<mlir::Value> constant(mlir::ElementsAttr value);
  /// One string for all elements, or as many as the shape has.
  mlir::FailureOr<mlir::Value> constant(llvm::ArrayRef<std::string> strings,
                                        llvm::ArrayRef<int64_t> shape);
  /// A constant of strings as the next output.
  mlir::LogicalResult addStrings(std::vector<std::string> strings,
                                 llvm::ArrayRef<int64_t> shape);
  /// A vector of int64.
  mlir::FailureOr<mlir::Value> constantVector(llvm::ArrayRef<int64_t> values);
  mlir::FailureOr<mlir::Value> scalar(double value, mlir::Type element);
  /// Zeros (or another value) of the shape that a vector says.
  mlir::FailureOr<mlir::Value> filled(mlir::Value shape, double value,
                                      mlir::Type element);
  mlir::FailureOr<mlir::Value> transposed(mlir::Value x,
                                          llvm::ArrayRef<int64_t> perm);
  mlir::FailureOr<mlir::Value> cast(mlir::Value x, mlir::Type element);

  mlir::NamedAttribute attr(llvm::StringRef name, mlir::Attribute value) {
    return builder.getNamedAttr(name, value);
  }
  mlir::NamedAttribute attr(llvm::StringRef name, int64_t value) {
    return attr(name, builder.getI64IntegerAttr(value));
  }
  mlir::NamedAttribute attr(llvm::StringRef name,
                            llvm::ArrayRef<int64_t> value) {
    return attr(name, builder.getDenseI64ArrayAttr(value));
  }

  /// Whether anything takes output k; output 0 always counts as taken.
  bool takes(unsigned k) const;
  void addOutput(Output output) { result.outputs.push_back(std::move(output)); }
  void addOutput(mlir::Value value) { addOutput(Output{value, nullptr}); }
  void addOutputs(mlir::ValueRange values) {
    for (mlir::Value value : values)
      addOutput(value);
  }
  /// The node's only output. For use at a function's end.
  mlir::LogicalResult finish(mlir::FailureOr<mlir::Value> value) {
    if (failed(value))
      return mlir::failure();
    addOutput(*value);
    return mlir::success();
  }
};

/// Imports a node of a known op.
using NodeImporter = mlir::LogicalResult (*)(NodeImport &);

/// The importers written by hand, named after the ops of their nodes: facet `tf`
/// and families/Nodes.td say which there are. A file in families/ defines each as
/// `const NodeImporter imports::Reverse = importReverse;`.
namespace imports {
#include "frontend/import/ops/Importers.inc"
} // namespace imports

/// What imports nodes of this op; null if nothing does.
struct TableEntry;
const TableEntry *findTableEntry(llvm::StringRef op);
/// Imports a node as the table says.
mlir::LogicalResult importNode(const TableEntry &entry, NodeImport &node);
/// Imports a node by the data of its facet.
mlir::LogicalResult importByTable(NodeImport &node);

/// The elements of a constant, seen through what keeps values; null if `value`
/// is none.
mlir::DenseElementsAttr constantElements(mlir::Value value);

/// Splits of an axis or into sizes that only a run knows (ops/Dynamic.cpp).
mlir::LogicalResult importDynamicSplit(NodeImport &node, mlir::Value x,
                                       int64_t count, int64_t axis);
mlir::LogicalResult importDynamicSplitV(NodeImport &node, mlir::Value x,
                                        int64_t axis);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_IMPORTER_H
