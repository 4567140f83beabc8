//===- Graph.h - Nodes with their inputs resolved ---------------*- C++ -*-===//
//
// Between GraphDef (or a function's body) and ops. Rewrites of a graph as a
// whole, such as loops made of Switch and Merge, work on this.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_GRAPH_GRAPH_H
#define TFC_FRONTEND_IMPORT_GRAPH_GRAPH_H

#include "frontend/import/graph/raise/Raise.h"
#include "frontend/import/read/Model.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

#include <deque>
#include <memory>

namespace tfc {

struct Node;

/// An output of a node, taken as an input of another.
struct Edge {
  Node *node = nullptr;
  unsigned output = 0;
};

struct Node {
  /// Attributes and op. Names in it are local to the function, if any.
  const tensorflow::NodeDef *def;
  /// The name that users know, unique in the model: in a function's body with
  /// the name of the call before it.
  std::string name;
  llvm::SmallVector<Edge, 3> inputs;
  llvm::SmallVector<Node *, 0> controls;
  mlir::Location loc;

  llvm::StringRef op() const { return def->op(); }
  /// Null if the node has no such attribute.
  const tensorflow::AttrValue *attribute(llvm::StringRef name) const;
  /// An error at the node: "node 'n': ".
  mlir::InFlightDiagnostic error() const;
};

/// The op of a node that stands for an argument of a function. Its output is
/// bound by the caller.
constexpr llvm::StringLiteral kArgumentOp = "_Arg";

/// The op of a node that stands for an input which the graph does not have:
/// that matters only if the input is needed. Its device holds the error.
constexpr llvm::StringLiteral kMissingOp = "_Missing";

class Graph {
public:
  /// The nodes of the model's graph. Reports duplicate names.
  static mlir::FailureOr<std::unique_ptr<Graph>>
  build(const ImportedModel &model, mlir::MLIRContext *context);

  /// The body of `function` for a call named `prefix`; `attributes` are the
  /// call's, which replace placeholders. The library is asked for the outputs
  /// of nodes that call functions.
  static mlir::FailureOr<std::unique_ptr<Graph>>
  buildFunction(const tensorflow::FunctionDef &function,
                const google::protobuf::Map<std::string, tensorflow::AttrValue>
                    &attributes,
                const llvm::StringMap<const tensorflow::FunctionDef *> &library,
                llvm::StringRef prefix, mlir::Location loc);

  /// `roots` and what they need, once each: those that a node needs before it,
  /// otherwise in the order of the file. Nodes in `cut` need nothing: their
  /// outputs are fed. Reports cycles.
  mlir::FailureOr<std::vector<Node *>>
  order(llvm::ArrayRef<Node *> roots,
        const llvm::DenseSet<const Node *> &cut = {}) const;

  /// The node of this name in the file or function; null if there is none.
  Node *find(llvm::StringRef name) const { return byName.lookup(name); }
  llvm::ArrayRef<std::unique_ptr<Node>> nodes() const { return all; }

  /// The arguments and results of a function, and the nodes that a call of it
  /// runs for their effect.
  std::vector<Node *> arguments;
  std::vector<Edge> results;
  std::vector<Node *> effects;

  /// Raising (raise/) finds loops and conditionals, by their nodes; the nodes
  /// that stand inside of one; the Merges of loops, whose values come from the
  /// loop.
  llvm::DenseMap<const Node *, std::unique_ptr<LoopParts>> loops;
  llvm::DenseMap<const Node *, std::unique_ptr<BranchParts>> branches;
  llvm::DenseSet<const Node *> inner;
  llvm::DenseSet<const Node *> carried;

  /// Gives a node another op and other attributes.
  void redefine(Node *node, tensorflow::NodeDef def) {
    owned.push_back(std::move(def));
    node->def = &owned.back();
  }

  /// Adds a node that the file does not have. Null if the name is taken.
  Node *add(tensorflow::NodeDef def, mlir::Location loc);
  /// Adds a node of the file, which outlives the graph.
  Node *add(const tensorflow::NodeDef *def, llvm::StringRef name,
            mlir::Location loc);

private:
  std::vector<std::unique_ptr<Node>> all;
  llvm::StringMap<Node *> byName;
  std::deque<tensorflow::NodeDef> owned;
};

/// Splits "n:k" into "n" and k; without a number k is 0.
std::pair<llvm::StringRef, unsigned> splitTensorName(llvm::StringRef name);

/// The place among a node's outputs of `index` in its output `name`, as bodies
/// of functions refer to them ("node:name:index").
unsigned outputIndex(llvm::StringRef op, llvm::StringRef name, unsigned index);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_GRAPH_GRAPH_H
