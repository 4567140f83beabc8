// The tfc module under construction: creates ops with names, places and types.
#ifndef TFC_FRONTEND_TEXT_EVAL_GRAPH_H
#define TFC_FRONTEND_TEXT_EVAL_GRAPH_H

#include "frontend/text/eval/Failed.h"
#include "frontend/text/eval/Names.h"
#include "frontend/text/eval/Value.h"
#include "ir/Device.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseSet.h"

#include <set>

namespace tfc::text {

class Graph {
public:
  Graph(mlir::MLIRContext *context, StringRef moduleName,
        mlir::Location location);

  mlir::OwningOpRef<mlir::ModuleOp> takeModule() { return std::move(module); }

  /// New ops stand at this place of the source.
  void setLocation(mlir::Location loc) { location = loc; }
  mlir::Location getLocation() const { return location; }

  /// Tells an error unless one stands already: the first one ends the import,
  /// and what follows from it is not told.
  Failed fail(mlir::Location where, const llvm::Twine &message);
  /// Whether an error stands. Then the makers below return the poison op, which
  /// is none of the graph's and has one result, a scalar of float32.
  bool hasFailed() const { return failed; }
  Failed poison() const { return Failed(poisonOp->getResult(0)); }

  /// Creates `op`, its result types inferred. `full` is a name claimed from
  /// `names`, or empty. Fails, with an error, if operands or attributes are not
  /// what the op takes.
  mlir::Operation *create(StringRef op, mlir::ValueRange operands,
                          mlir::NamedAttrList attributes, StringRef full);

  template <typename Op>
  mlir::Operation *create(mlir::ValueRange operands,
                          mlir::NamedAttrList attributes, StringRef full) {
    return create(Op::getOperationName(), operands, std::move(attributes),
                  full);
  }

  /// The same with given result types.
  template <typename Op>
  mlir::Operation *createTyped(mlir::TypeRange types, mlir::ValueRange operands,
                               mlir::NamedAttrList attributes, StringRef full) {
    return createTyped(Op::getOperationName(), types, operands,
                       std::move(attributes), full);
  }

  /// Creates the op of `state`, whose regions are made already.
  mlir::Operation *createWithRegions(mlir::OperationState &state,
                                     StringRef full);

  /// A constant, its name made unique.
  mlir::Value constant(mlir::ElementsAttr value, NodeName name);
  /// One of strings: one for all elements, or as many as they are.
  mlir::Value constant(ArrayRef<StringRef> strings, ArrayRef<int64_t> shape,
                       NodeName name);

  /// The variable's value at this place of the program.
  mlir::Value read(VariableObject *variable);

  /// To be called for every variable that an op changes.
  void written(VariableObject *variable) { variable->lastRead = {}; }

  /// The elements of a constant; null if the value is none.
  mlir::ElementsAttr constantElements(mlir::Value value) const;

  void setName(mlir::Operation *op, StringRef full);
  /// The name of the op that makes `value`; empty if it has none. Pins it.
  StringRef nameOf(mlir::Value value);

  /// Nodes that TensorFlow would have made so far.
  int64_t nodeCount() const { return count; }
  void countNode() { ++count; }

  /// A `with tf.control_dependencies(..)`: values made in the scope run after
  /// `dependencies`.
  struct ControlScope {
    std::vector<mlir::Value> dependencies;
    llvm::DenseSet<mlir::Value> inside;
  };
  std::vector<ControlScope> controlScopes;
  /// The device of new ops, as the scopes of tf.device around them say
  /// together.
  DeviceName device;
  /// While it lives, new ops go into the block of a region. Nothing made or
  /// waited for outside is taken to hold inside, or the other way round.
  class RegionScope {
  public:
    RegionScope(Graph &graph, mlir::Block *block);
    ~RegionScope();

  private:
    Graph &graph;
    mlir::Block *outer;
    std::vector<std::pair<VariableObject *, mlir::Value>> reads;
    std::vector<ControlScope> controlScopes;
  };
  /// While it lives, new ops go to the end of the graph, in front of the
  /// regions that are being made.
  class TopScope {
  public:
    explicit TopScope(Graph &graph);
    ~TopScope();

  private:
    Graph &graph;
    mlir::Block *inner;
    unsigned depth;
  };
  /// Ends the region that new ops go into.
  void yield(mlir::ValueRange values);
  bool isInRegion() const { return regionDepth > 0; }
  /// The values that control scopes demand, innermost last; empty outside of
  /// all.
  llvm::SmallVector<mlir::Value> controlDependencies() const;
  /// The last op so far; ops after it are new.
  mlir::Operation *lastOp() const {
    return block->empty() ? nullptr : &block->back();
  }
  /// Whether `op` has been made since; null is what makes a loop's variable.
  bool isNewer(mlir::Operation *op, mlir::Operation *since) const {
    return op && op->getBlock() == block &&
           (!since || since->isBeforeInBlock(op));
  }
  /// In a control scope, makes `value`, if it is newer than `since`, wait for
  /// the scope's dependencies.
  mlir::Value applyControl(mlir::Value value, mlir::Operation *since);

  Names names;
  std::vector<VariableObject *> variables;
  std::set<std::string> signatures;
  std::optional<int64_t> seed;
  mlir::OpBuilder builder;

private:
  mlir::Operation *createTyped(StringRef op, mlir::TypeRange types,
                               mlir::ValueRange operands,
                               mlir::NamedAttrList attributes, StringRef full);
  template <typename Op>
  mlir::Value constantOp(mlir::NamedAttrList attributes, NodeName name);
  enum class Check { Op, Nested, None };
  mlir::Operation *finish(mlir::OperationState &state, StringRef full,
                          Check check = Check::Op);

  mlir::Block outside; // of the graph: holds the poison op
  mlir::Operation *poisonOp;
  bool failed = false;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::Block *block;
  mlir::Location location;
  int64_t count = 0;
  unsigned regionDepth = 0;
};

} // namespace tfc::text

#endif
