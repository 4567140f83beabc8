//===- Adversaries.cpp - Graphs that are made to break the importer -------===//
#include "Adversaries.h"

#include "llvm/ADT/ArrayRef.h"

namespace tfc::fuzz {

using tensorflow::DataType;
using tensorflow::FunctionDef;
using tensorflow::GraphDef;
using tensorflow::NodeDef;
using Names = std::vector<std::string>;

static NodeDef &node(GraphDef &graph, const std::string &name, const char *op,
                     const Names &inputs,
                     DataType type = tensorflow::DT_FLOAT) {
  NodeDef &made = *graph.add_node();
  made.set_name(name);
  made.set_op(op);
  for (const std::string &input : inputs)
    made.add_input(input);
  (*made.mutable_attr())["T"].set_type(type);
  return made;
}

/// A constant of one value however large its shape.
static NodeDef &constant(GraphDef &graph, const std::string &name,
                         const std::vector<int64_t> &shape,
                         DataType type = tensorflow::DT_FLOAT,
                         int64_t value = 1) {
  NodeDef &made = *graph.add_node();
  made.set_name(name);
  made.set_op("Const");
  auto &attributes = *made.mutable_attr();
  attributes["dtype"].set_type(type);
  auto *tensor = attributes["value"].mutable_tensor();
  tensor->set_dtype(type);
  for (int64_t size : shape)
    tensor->mutable_tensor_shape()->add_dim()->set_size(size);
  tensor->mutable_tensor_shape();
  if (type == tensorflow::DT_FLOAT)
    tensor->add_float_val(float(value));
  else if (type == tensorflow::DT_INT64)
    tensor->add_int64_val(value);
  else
    tensor->add_int_val(int(value));
  return made;
}

static void placeholder(GraphDef &graph, const std::string &name,
                        const std::vector<int64_t> &shape) {
  NodeDef &made = *graph.add_node();
  made.set_name(name);
  made.set_op("Placeholder");
  auto &attributes = *made.mutable_attr();
  attributes["dtype"].set_type(tensorflow::DT_FLOAT);
  attributes["shape"].mutable_shape();
  for (int64_t size : shape)
    attributes["shape"].mutable_shape()->add_dim()->set_size(size);
}

static FunctionDef &function(GraphDef &graph, const std::string &name) {
  FunctionDef &made = *graph.mutable_library()->add_function();
  made.mutable_signature()->set_name(name);
  auto *argument = made.mutable_signature()->add_input_arg();
  argument->set_name("a");
  argument->set_type(tensorflow::DT_FLOAT);
  auto *result = made.mutable_signature()->add_output_arg();
  result->set_name("r");
  result->set_type(tensorflow::DT_FLOAT);
  return made;
}

/// A node in a function that calls another.
static void call(FunctionDef &in, const std::string &name,
                 const std::string &callee, const std::string &input) {
  NodeDef &made = *in.add_node_def();
  made.set_name(name);
  made.set_op("PartitionedCall");
  made.add_input(input);
  auto &attributes = *made.mutable_attr();
  attributes["f"].mutable_func()->set_name(callee);
  attributes["Tin"].mutable_list()->add_type(tensorflow::DT_FLOAT);
  attributes["Tout"].mutable_list()->add_type(tensorflow::DT_FLOAT);
}

static void callFromGraph(GraphDef &graph, const std::string &callee) {
  placeholder(graph, "x", {2});
  NodeDef &made = node(graph, "call", "PartitionedCall", {"x"});
  auto &attributes = *made.mutable_attr();
  attributes["f"].mutable_func()->set_name(callee);
  attributes["Tin"].mutable_list()->add_type(tensorflow::DT_FLOAT);
  attributes["Tout"].mutable_list()->add_type(tensorflow::DT_FLOAT);
}

/// Functions f0 .. fn, each calling the next `times` times; the last one calls
/// `last`, or returns its argument.
static void functionChain(GraphDef &graph, int n, int times,
                          const std::string &last) {
  for (int i = 0; i <= n; ++i) {
    FunctionDef &f = function(graph, "f" + std::to_string(i));
    std::string next = i < n ? "f" + std::to_string(i + 1) : last;
    std::string value = "a";
    for (int k = 0; k < times && !next.empty(); ++k) {
      call(f, "c" + std::to_string(k), next, value);
      value = "c" + std::to_string(k) + ":output:0";
    }
    (*f.mutable_ret())["r"] = value;
  }
  callFromGraph(graph, "f0");
}

static constexpr int64_t kBillion = 1000000000;

const std::vector<Adversary> &adversaries() {
  static const std::vector<Adversary> all = {
      {"nothing", [](GraphDef &) {}},
      {"a cycle",
       [](GraphDef &g) {
         node(g, "a", "Neg", {"b"});
         node(g, "b", "Neg", {"a"});
       }},
      {"a node of itself",
       [](GraphDef &g) { node(g, "a", "Add", {"a", "a"}); }},
      {"a cycle of control",
       [](GraphDef &g) {
         node(g, "a", "NoOp", {"^b"});
         node(g, "b", "NoOp", {"^a"});
       }},
      {"a missing input", [](GraphDef &g) { node(g, "a", "Neg", {"gone"}); }},
      {"no inputs", [](GraphDef &g) { node(g, "a", "MatMul", {}); }},
      {"too many inputs",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         node(g, "a", "Neg", Names(10000, "x"));
       }},
      {"an output that is not there",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         node(g, "a", "Neg", {"x:4000000000"});
       }},
      {"a name twice",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         placeholder(g, "x", {3});
       }},
      {"a name with a line end",
       [](GraphDef &g) { node(g, "a\nb", "Nonsense\n\n", {}); }},
      {"a name of a megabyte",
       [](GraphDef &g) { node(g, std::string(1 << 20, 'a'), "Nonsense", {}); }},
      {"a constant of a billion elements",
       [](GraphDef &g) {
         constant(g, "c", {kBillion});
         node(g, "a", "Neg", {"c"});
       }},
      {"a constant of a billion elements, alone",
       [](GraphDef &g) { constant(g, "c", {kBillion}); }},
      {"a constant of more elements than can be counted",
       [](GraphDef &g) { constant(g, "c", {INT64_MAX, INT64_MAX, 4}); }},
      {"a constant of a negative shape",
       [](GraphDef &g) { constant(g, "c", {-5, 3}); }},
      {"a constant of a hundred thousand dimensions",
       [](GraphDef &g) { constant(g, "c", std::vector<int64_t>(100000, 1)); }},
      {"a constant with too little content",
       [](GraphDef &g) {
         auto *tensor = (*constant(g, "c", {100}).mutable_attr())["value"]
                            .mutable_tensor();
         tensor->clear_float_val();
         tensor->set_tensor_content("abc");
       }},
      {"strings as numbers",
       [](GraphDef &g) {
         auto *tensor =
             (*constant(g, "c", {2}).mutable_attr())["value"].mutable_tensor();
         tensor->set_dtype(tensorflow::DT_STRING);
         tensor->add_string_val("x");
       }},
      {"a placeholder of a huge shape",
       [](GraphDef &g) {
         placeholder(g, "x", {int64_t(1) << 40, int64_t(1) << 40});
         node(g, "a", "Neg", {"x"});
       }},
      {"a placeholder of a negative shape",
       [](GraphDef &g) {
         placeholder(g, "x", {-7});
         node(g, "a", "Neg", {"x"});
       }},
      {"reshape to a billion",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         constant(g, "s", {3}, tensorflow::DT_INT32, 1000);
         node(g, "a", "Reshape", {"x", "s"});
       }},
      {"fill with a trillion",
       [](GraphDef &g) {
         constant(g, "d", {4}, tensorflow::DT_INT32, 1000);
         constant(g, "v", {});
         node(g, "f", "Fill", {"d", "v"});
         node(g, "a", "Neg", {"f"});
       }},
      {"range to a billion",
       [](GraphDef &g) {
         constant(g, "from", {}, tensorflow::DT_INT32, 0);
         constant(g, "to", {}, tensorflow::DT_INT32, kBillion);
         constant(g, "by", {}, tensorflow::DT_INT32, 1);
         NodeDef &range = node(g, "r", "Range", {"from", "to", "by"});
         (*range.mutable_attr())["Tidx"].set_type(tensorflow::DT_INT32);
         node(g, "a", "Neg", {"r"}, tensorflow::DT_INT32);
       }},
      {"range by nothing",
       [](GraphDef &g) {
         constant(g, "from", {}, tensorflow::DT_INT32, 0);
         constant(g, "to", {}, tensorflow::DT_INT32, 9);
         constant(g, "by", {}, tensorflow::DT_INT32, 0);
         NodeDef &range = node(g, "r", "Range", {"from", "to", "by"});
         (*range.mutable_attr())["Tidx"].set_type(tensorflow::DT_INT32);
       }},
      {"tile a million times a million",
       [](GraphDef &g) {
         constant(g, "x", {1000, 1000});
         constant(g, "n", {2}, tensorflow::DT_INT32, 1000000);
         NodeDef &tile = node(g, "t", "Tile", {"x", "n"});
         (*tile.mutable_attr())["Tmultiples"].set_type(tensorflow::DT_INT32);
       }},
      {"a product of constants too large to fold",
       [](GraphDef &g) {
         constant(g, "x", {30000, 30000});
         node(g, "m", "MatMul", {"x", "x"});
       }},
      {"concat of nothing",
       [](GraphDef &g) {
         constant(g, "axis", {}, tensorflow::DT_INT32, 0);
         (*node(g, "c", "ConcatV2", {"axis"}).mutable_attr())["N"].set_i(0);
       }},
      {"pack with a wrong count",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         (*node(g, "p", "Pack", {"x"}).mutable_attr())["N"].set_i(kBillion);
       }},
      {"split into a billion",
       [](GraphDef &g) {
         placeholder(g, "x", {kBillion});
         constant(g, "axis", {}, tensorflow::DT_INT32, 0);
         (*node(g, "s", "Split", {"axis", "x"}).mutable_attr())["num_split"]
             .set_i(kBillion);
         node(g, "a", "Neg", {"s:7"});
       }},
      {"a window of nothing",
       [](GraphDef &g) {
         placeholder(g, "x", {1, 8, 8, 3});
         NodeDef &pool = node(g, "p", "MaxPool", {"x"});
         auto &attributes = *pool.mutable_attr();
         for (int i = 0; i < 4; ++i) {
           attributes["ksize"].mutable_list()->add_i(0);
           attributes["strides"].mutable_list()->add_i(0);
         }
         attributes["padding"].set_s("VALID");
       }},
      {"a convolution of huge strides",
       [](GraphDef &g) {
         placeholder(g, "x", {1, 8, 8, 3});
         constant(g, "w", {3, 3, 3, 4});
         NodeDef &conv = node(g, "c", "Conv2D", {"x", "w"});
         auto &attributes = *conv.mutable_attr();
         for (int64_t stride : {int64_t(1), INT64_MAX, int64_t(-1), int64_t(1)})
           attributes["strides"].mutable_list()->add_i(stride);
         attributes["padding"].set_s("SAME");
       }},
      {"a function that calls itself",
       [](GraphDef &g) { functionChain(g, 0, 1, "f0"); }},
      {"functions that call each other",
       [](GraphDef &g) { functionChain(g, 5, 1, "f0"); }},
      {"functions a thousand deep",
       [](GraphDef &g) { functionChain(g, 1000, 1, ""); }},
      {"functions that double forty times",
       [](GraphDef &g) { functionChain(g, 40, 2, ""); }},
      {"a call of nothing", [](GraphDef &g) { callFromGraph(g, "gone"); }},
      {"a chain of fifty thousand",
       [](GraphDef &g) {
         placeholder(g, "n0", {2});
         for (int i = 1; i <= 50000; ++i)
           node(g, "n" + std::to_string(i), "Identity",
                {"n" + std::to_string(i - 1)});
       }},
      {"a chain of fifty thousand, last first",
       [](GraphDef &g) {
         for (int i = 50000; i >= 1; --i)
           node(g, "n" + std::to_string(i), "Identity",
                {"n" + std::to_string(i - 1)});
         placeholder(g, "n0", {2});
       }},
      {"an attribute of another kind",
       [](GraphDef &g) {
         placeholder(g, "x", {2, 2});
         NodeDef &product = node(g, "m", "MatMul", {"x", "x"});
         (*product.mutable_attr())["transpose_a"].set_s("yes");
         (*product.mutable_attr())["T"].set_i(1);
       }},
      {"a type that is none",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         node(g, "a", "Neg", {"x"}, DataType(99));
       }},
      {"a step that ends nowhere",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         node(g, "n", "NextIteration", {"x"});
         node(g, "m", "Merge", {"n", "n"});
       }},
      {"an exit without a loop",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         node(g, "e", "Exit", {"x"});
       }},
      {"an assign to no variable",
       [](GraphDef &g) {
         placeholder(g, "x", {2});
         node(g, "a", "Assign", {"x", "x"});
       }},
      {"a variable of a billion",
       [](GraphDef &g) {
         NodeDef &v = node(g, "v", "VariableV2", {});
         auto &attributes = *v.mutable_attr();
         attributes["dtype"].set_type(tensorflow::DT_FLOAT);
         attributes["shape"].mutable_shape()->add_dim()->set_size(kBillion);
         constant(g, "c", {kBillion});
         node(g, "i", "Assign", {"v", "c"});
       }},
  };
  return all;
}

} // namespace tfc::fuzz
