//===- GraphBuilder.cpp - Makes GraphDefs ---------------------------------===//
#include "conformance/GraphBuilder.h"

using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc::conformance {

static tensorflow::DataType dataType(uint32_t dtype) {
  return tensorflow::DataType(dtype); // abi.h numbers them as TensorFlow does
}

static void setShape(tensorflow::TensorShapeProto &proto,
                     ArrayRef<int64_t> shape) {
  for (int64_t dim : shape)
    proto.add_dim()->set_size(dim);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

tensorflow::AttrValue &Node::attribute(const std::string &name) {
  return (*def.mutable_attr())[name];
}

Node &Node::type(const std::string &name, uint32_t dtype) {
  attribute(name).set_type(dataType(dtype));
  return *this;
}
Node &Node::integer(const std::string &name, int64_t value) {
  attribute(name).set_i(value);
  return *this;
}
Node &Node::number(const std::string &name, double value) {
  attribute(name).set_f(float(value));
  return *this;
}
Node &Node::flag(const std::string &name, bool value) {
  attribute(name).set_b(value);
  return *this;
}
Node &Node::text(const std::string &name, StringRef value) {
  attribute(name).set_s(value.str());
  return *this;
}
Node &Node::integers(const std::string &name, ArrayRef<int64_t> values) {
  auto *list = attribute(name).mutable_list();
  for (int64_t value : values)
    list->add_i(value);
  return *this;
}
Node &Node::texts(const std::string &name, ArrayRef<std::string> values) {
  auto *list = attribute(name).mutable_list();
  for (const std::string &value : values)
    list->add_s(value);
  return *this;
}
Node &Node::types(const std::string &name, ArrayRef<uint32_t> dtypes) {
  auto *list = attribute(name).mutable_list();
  for (uint32_t dtype : dtypes)
    list->add_type(dataType(dtype));
  return *this;
}

std::string Node::output(unsigned index) const {
  return index ? def.name() + ":" + std::to_string(index) : def.name();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

std::string GraphBuilder::unique(StringRef stem) {
  return stem.str() + "_" + std::to_string(count++);
}

std::string GraphBuilder::placeholder(const std::string &name, uint32_t dtype,
                                      ArrayRef<int64_t> shape) {
  tensorflow::NodeDef *node = graph.add_node();
  node->set_name(name);
  node->set_op("Placeholder");
  (*node->mutable_attr())["dtype"].set_type(dataType(dtype));
  setShape(*(*node->mutable_attr())["shape"].mutable_shape(), shape);
  return name;
}

tensorflow::NodeDef *GraphBuilder::constantNode(uint32_t dtype,
                                                ArrayRef<int64_t> shape) {
  tensorflow::NodeDef *node = graph.add_node();
  node->set_name(unique("const"));
  node->set_op("Const");
  (*node->mutable_attr())["dtype"].set_type(dataType(dtype));
  auto *tensor = (*node->mutable_attr())["value"].mutable_tensor();
  tensor->set_dtype(dataType(dtype));
  setShape(*tensor->mutable_tensor_shape(), shape);
  return node;
}

std::string GraphBuilder::constant(uint32_t dtype, ArrayRef<int64_t> shape,
                                   ArrayRef<double> values) {
  tensorflow::NodeDef *node = constantNode(dtype, shape);
  Record record;
  record.dtype = dtype;
  record.shape.assign(shape.begin(), shape.end());
  record.values.assign(values.begin(), values.end());
  llvm::Expected<Tensor> tensor = record.tensor(dtype);
  if (!tensor) {
    llvm::consumeError(tensor.takeError());
    return node->name();
  }
  (*node->mutable_attr())["value"].mutable_tensor()->set_tensor_content(
      tensor->view().raw(), tensor->bytes());
  return node->name();
}

std::string GraphBuilder::constant(ArrayRef<int64_t> shape,
                                   ArrayRef<std::string> texts) {
  tensorflow::NodeDef *node = constantNode(TFC_STRING, shape);
  for (const std::string &text : texts)
    (*node->mutable_attr())["value"].mutable_tensor()->add_string_val(text);
  return node->name();
}

std::string GraphBuilder::vector(ArrayRef<int64_t> values) {
  std::vector<double> numbers(values.begin(), values.end());
  return constant(TFC_INT32, {int64_t(values.size())}, numbers);
}

std::string GraphBuilder::scalar(uint32_t dtype, double value) {
  return constant(dtype, {}, {value});
}

Node GraphBuilder::node(StringRef op, uint32_t dtype,
                        ArrayRef<std::string> inputs, const std::string &name) {
  tensorflow::NodeDef *def = graph.add_node();
  def->set_name(name.empty() ? unique(op.ltrim('_')) : name);
  def->set_op(op.str());
  for (const std::string &input : inputs)
    def->add_input(input);
  Node node(*def);
  if (dtype != TFC_CONTROL)
    node.type("T", dtype);
  return node;
}

} // namespace tfc::conformance
