//===- Importer.h - Nodes to ops --------------------------------*- C++ -*-===//
//
// Importer holds what the import of one model shares; NodeImport.h is what the
// importer of one op sees.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_OPS_IMPORTER_H
#define TFC_FRONTEND_IMPORT_OPS_IMPORTER_H

#include "frontend/import/Import.h"
#include "frontend/import/graph/Graph.h"
#include "frontend/import/ops/Output.h"
#include "frontend/import/ops/Types.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

namespace tfc {

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

  /// Whether anything takes output k; output 0 always counts as taken.
  bool takes(const Node &node, unsigned k) const {
    auto found = taken.find(&node);
    return k == 0 || takesAll ||
           (found != taken.end() && found->second.contains(k));
  }
  /// An output of a node that has been imported; null if it has none there.
  const Output *output(Edge edge) const {
    auto found = results.find(edge.node);
    return found == results.end() ||
                   edge.output >= found->second.outputs.size() ||
                   found->second.outputs[edge.output].isNone()
               ? nullptr
               : &found->second.outputs[edge.output];
  }
};

/// An error in the making. A function returns it instead of its result: it
/// turns into the value that stands for what could not be made.
class NodeError {
public:
  NodeError(mlir::InFlightDiagnostic report, mlir::Value poison)
      : report(std::move(report)), poison(poison) {}

  template <typename T>
  NodeError &operator<<(T &&part) {
    report << std::forward<T>(part);
    return *this;
  }
  operator mlir::Value() const { return poison; }
  operator Output() const { return poison; }
  template <typename T>
  operator T() const {
    return T();
  }

private:
  mlir::InFlightDiagnostic report;
  mlir::Value poison;
};

/// Whether a node of this op is a value that is fed.
inline bool isPlaceholder(llvm::StringRef op) {
  return op == "Placeholder" || op == "PlaceholderV2" ||
         op == "PlaceholderWithDefault";
}

class NodeImport;

class Importer {
public:
  Importer(const ImportedModel &model, mlir::MLIRContext *context,
           const ModelImportOptions &options);
  ~Importer();

  mlir::OwningOpRef<mlir::ModuleOp> run();

  /// Imports nodes in the given order.
  void importNodes(Scope &scope, llvm::ArrayRef<Node *> nodes);

  /// Puts a function's body here, as a call named by `caller`. Results are
  /// those of the function; `effects` takes what its control outputs, and
  /// effects that nothing takes, leave to wait for.
  Outputs
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
  mlir::Value makeVariable(const Node &node, llvm::StringRef key,
                           mlir::RankedTensorType type);
  /// The node of the main graph that first sets the variable of node
  /// `variable`; null if there is none, or the model has its initial value.
  const Node *initializerOf(const Node &variable) const {
    return initializers.lookup(&variable);
  }
  bool isInitializer(const Node &assign) const {
    return initializerNodes.contains(&assign);
  }
  /// The innermost scope, whose nodes are being imported.
  Scope &scope() { return *scopes.back(); }

  /// Whether there was an error. The first one is told, and all that is made
  /// after it thrown away.
  bool hasFailed() const { return ended; }
  /// An error at a node.
  NodeError error(const Node &node);
  /// An error, told by others, that ends the import like one of a node.
  void fail() { ended = true; }
  /// The result, or nothing if there was an error.
  template <typename T>
  T check(mlir::FailureOr<T> result) {
    ended |= mlir::failed(result);
    return mlir::failed(result) ? T() : std::move(*result);
  }
  /// A scalar of no op's, which stands for a value that could not be made.
  mlir::Value poison();

  const ImportedModel &model;
  const ModelImportOptions &options;
  mlir::OpBuilder builder;
  /// How many loops have been made once more, since they make lists longer.
  unsigned loopsMadeAgain = 0;

private:
  // Import.cpp
  mlir::LogicalResult importGraph(Graph &graph, mlir::Location loc);
  // Signatures.cpp
  mlir::LogicalResult chooseSignatures(Scope &scope);
  mlir::LogicalResult addSignature(Scope &scope,
                                   const ModelSignature &signature);
  // Demand.cpp
  /// The first node among those that `roots` need which cannot be imported;
  /// null if there is none.
  const Node *findUnsupported(const Graph &graph, llvm::ArrayRef<Node *> roots,
                              const llvm::DenseSet<const Node *> &cut) const;
  /// Cuts off a tensor that will be fed from what cannot be imported, if it
  /// needs such.
  mlir::LogicalResult cutFeed(Scope &scope, Node *node);
  mlir::FailureOr<std::vector<Node *>> chooseRoots(Scope &scope);
  void findInitializers(const Graph &graph);
  /// The nodes that `roots` and the initialisers of their variables need, in
  /// order.
  mlir::FailureOr<std::vector<Node *>>
  orderWithInitializers(Scope &scope, std::vector<Node *> roots);
  // Importer.cpp
  void importNode(Scope &scope, Node &node);
  Outputs makeOutputs(NodeImport &node);
  /// A node whose output is fed instead of computed.
  Outputs importFed(NodeImport &node);

  llvm::StringMap<const tensorflow::FunctionDef *> functions;
  llvm::StringMap<mlir::Value> variables;
  llvm::DenseMap<const Node *, const Node *> initializers;
  llvm::DenseSet<const Node *> initializerNodes;
  std::vector<const ModelSignature *> signatures;
  std::deque<SignatureArgument> fedArguments; // of feeds that are cut off
  std::vector<Scope *> scopes;
  std::vector<llvm::StringRef> calls;
  size_t inlinedNodes = 0, inlinedNames = 0;
  bool ended = false;
  mlir::Operation *poisonOp = nullptr;
};

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_IMPORTER_H
