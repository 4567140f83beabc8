//===- GraphBuilder.h - Makes GraphDefs -------------------------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_GRAPHBUILDER_H
#define TFC_TEST_CONFORMANCE_GRAPHBUILDER_H

#include "conformance/Records.h"
#include "frontend/import/read/Protos.h"

namespace tfc::conformance {

/// A node's attributes; each setter returns the node.
class Node {
public:
  explicit Node(tensorflow::NodeDef &def) : def(def) {}

  Node &type(const std::string &name, uint32_t dtype);
  Node &integer(const std::string &name, int64_t value);
  Node &number(const std::string &name, double value);
  Node &flag(const std::string &name, bool value);
  Node &text(const std::string &name, llvm::StringRef value);
  Node &integers(const std::string &name, llvm::ArrayRef<int64_t> values);
  Node &texts(const std::string &name, llvm::ArrayRef<std::string> values);
  Node &types(const std::string &name, llvm::ArrayRef<uint32_t> dtypes);

  /// As other nodes name its output `index`.
  std::string output(unsigned index = 0) const;

private:
  tensorflow::AttrValue &attribute(const std::string &name);
  tensorflow::NodeDef &def;
};

/// Builds a GraphDef node by node. Tensors go by their names.
class GraphBuilder {
public:
  /// The version is one of TensorFlow 2's: before version 24 a scalar
  /// placeholder was one of unknown shape.
  GraphBuilder() { graph.mutable_versions()->set_producer(1395); }

  std::string placeholder(const std::string &name, uint32_t dtype,
                          llvm::ArrayRef<int64_t> shape);
  std::string constant(uint32_t dtype, llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<double> values);
  std::string constant(llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<std::string> texts);
  /// An int32 vector, and a scalar of any type.
  std::string vector(llvm::ArrayRef<int64_t> values);
  std::string scalar(uint32_t dtype, double value);

  /// A node named `name`, or by its op when that is empty. `dtype` is its T.
  Node node(llvm::StringRef op, uint32_t dtype,
            llvm::ArrayRef<std::string> inputs, const std::string &name = "");

  /// As a file holds it.
  std::string serialize() const { return graph.SerializeAsString(); }

private:
  std::string unique(llvm::StringRef stem);
  tensorflow::NodeDef *constantNode(uint32_t dtype,
                                    llvm::ArrayRef<int64_t> shape);

  tensorflow::GraphDef graph;
  unsigned count = 0;
};

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_GRAPHBUILDER_H
