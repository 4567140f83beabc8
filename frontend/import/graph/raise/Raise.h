//===- Raise.h - Loops and conditionals of dataflow ops ---------*- C++ -*-===//
//
// TensorFlow 1 writes control flow as ops that pass or kill tensors: Enter,
// Merge, Switch, NextIteration, LoopCond and Exit of one frame are a loop; a
// Switch and a Merge a conditional. Raising finds what they mean. Each loop and
// conditional becomes one node whose inputs are what it takes from outside; the
// nodes inside are no longer needed by any other.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FRONTEND_IMPORT_GRAPH_RAISE_RAISE_H
#define TFC_FRONTEND_IMPORT_GRAPH_RAISE_RAISE_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringRef.h"

#include <vector>

namespace tfc {

class Graph;
struct Edge;
struct Node;

/// The ops of the nodes that raising makes.
constexpr llvm::StringLiteral kLoopOp = "_Loop";
constexpr llvm::StringLiteral kBranchOp = "_Branch";
/// Hands on an output and the index of the branch that it comes from.
constexpr llvm::StringLiteral kMergedOp = "_Merged";

/// A loop. Its node's first inputs are the initial values, in the order of the
/// variables, which are its outputs, too.
struct LoopParts {
  struct Variable {
    Node *merge;
    Node *next;                   // NextIteration
    std::vector<Node *> switches; // of the merge's value
  };
  std::vector<Variable> variables;
  Node *condition; // LoopCond
};

/// A conditional: the first input of its node is the predicate. Its outputs are
/// the values, then for each whether it is input 0 or 1 of its Merge.
struct BranchParts {
  struct Value {
    /// The value if the predicate is false and if it is true, with its place
    /// among the Merge's inputs.
    Node *node[2];
    unsigned output[2];
    int place[2];
  };
  std::vector<Value> values;
};

/// Raises all control flow of `graph`. Reports what has no structure.
llvm::LogicalResult raiseControlFlow(Graph &graph);

/// The two steps: frames, inner ones first, then Switch and Merge.
llvm::LogicalResult raiseLoops(Graph &graph);
llvm::LogicalResult raiseConditionals(Graph &graph);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_GRAPH_RAISE_RAISE_H
