//===- WindowForms.cpp - Convolutions and pooling of TensorFlow.js --------===//
//
// TensorFlow.js writes strides and filter sizes as a number or a list of the
// spatial dimensions, and padding as "same", "valid", a number for all sides
// or a list of pairs for all dimensions.
//
//===----------------------------------------------------------------------===//
#include "conformance/KernelCase.h"

using llvm::StringRef;

namespace tfc::conformance {
namespace {

struct Window {
  unsigned spatial = 2;
  bool channelsFirst = false;
  std::vector<int64_t> strides, dilations; ///< Of all dimensions.
  std::string padding;                     ///< SAME, VALID or EXPLICIT.
  std::vector<int64_t> pads;               ///< Pairs of all dimensions.

  StringRef format() const {
    if (spatial == 3)
      return channelsFirst ? "NCDHW" : "NDHWC";
    return channelsFirst ? "NCHW" : "NHWC";
  }
  /// A number or a list of the spatial dimensions, as a list of all of them.
  std::vector<int64_t> whole(std::vector<int64_t> values) const {
    if (values.empty())
      values = {1};
    if (values.size() == 1)
      values.resize(spatial, values[0]);
    if (values.size() == spatial + 2)
      return values;
    values.insert(values.begin(), 1);
    values.insert(channelsFirst ? values.begin() + 1 : values.end(), 1);
    return values;
  }
};

llvm::Expected<Window> readWindow(const KernelCase &kernel) {
  Window window;
  StringRef name = kernel.kernel();
  window.spatial = name.contains("3D") ? 3 : 2;
  window.channelsFirst = kernel.text("dataFormat").starts_with("NC");
  window.strides = window.whole(kernel.integers("strides"));
  window.dilations = window.whole(kernel.integers("dilations"));
  std::vector<int64_t> pads = kernel.integers("pad");
  StringRef rounding = kernel.text("dimRoundingMode");
  if (!pads.empty() && (rounding == "round" || rounding == "ceil"))
    return llvm::make_error<Inexpressible>(
        "TensorFlow rounds output sizes down only, this case asks for " +
        rounding);
  if (StringRef word = kernel.text("pad"); !word.empty()) {
    window.padding = word.upper();
  } else if (llvm::all_of(pads, [](int64_t pad) { return pad == 0; })) {
    window.padding = "VALID";
  } else {
    window.padding = "EXPLICIT";
    if (pads.size() == 1) {
      window.pads.assign(2 * (window.spatial + 2), pads[0]);
      size_t channels = window.channelsFirst ? 2 : 2 * (window.spatial + 1);
      for (size_t i : {size_t(0), size_t(1), channels, channels + 1})
        window.pads[i] = 0;
    } else {
      window.pads = pads;
    }
  }
  return window;
}

void setWindow(Node &node, const Window &window) {
  node.integers("strides", window.strides)
      .text("padding", window.padding)
      .text("data_format", window.format());
  if (window.padding == "EXPLICIT")
    node.integers("explicit_paddings", window.pads);
}

std::string padded(KernelCase &kernel, const Window &window,
                   const std::string &x, uint32_t dtype, double value) {
  std::vector<double> pads(window.pads.begin(), window.pads.end());
  int64_t rank = pads.size() / 2;
  std::string sizes = kernel.graph.constant(TFC_INT32, {rank, 2}, pads);
  return kernel.graph
      .node("PadV2", dtype, {x, sizes, kernel.graph.scalar(dtype, value)})
      .output();
}

/// Explicit padding where TensorFlow's op has none: a node before it. `value`
/// is what the window's operation ignores.
std::string padBefore(KernelCase &kernel, Window &window, std::string x,
                      uint32_t dtype, double value) {
  if (window.padding != "EXPLICIT")
    return x;
  window.padding = "VALID";
  return padded(kernel, window, x, dtype, value);
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

llvm::Expected<std::string> convolution(KernelCase &kernel) {
  llvm::Expected<Window> window = readWindow(kernel);
  if (!window)
    return window.takeError();
  llvm::Expected<std::string> x = kernel.input("x");
  llvm::Expected<std::string> filter = kernel.input("filter");
  if (!x || !filter)
    return llvm::joinErrors(x.takeError(), filter.takeError());
  uint32_t dtype = kernel.firstType();
  if (window->spatial == 3)
    *x = padBefore(kernel, *window, *x, dtype, 0);
  StringRef op = kernel.kernel().contains("Depthwise")
                     ? "DepthwiseConv2dNative"
                     : (window->spatial == 3 ? "Conv3D" : "Conv2D");
  Node node = kernel.graph.node(op, dtype, {*x, *filter});
  setWindow(node, *window);
  node.integers("dilations", window->dilations);
  return node.output();
}

FormResult conv(KernelCase &kernel) {
  llvm::Expected<std::string> y = convolution(kernel);
  if (!y)
    return y.takeError();
  return std::vector{*y};
}

FormResult convGradient(KernelCase &kernel, StringRef first, StringRef second,
                        StringRef shape, bool sizesFirst) {
  llvm::Expected<Window> window = readWindow(kernel);
  if (!window)
    return window.takeError();
  llvm::Expected<std::string> a = kernel.input(first), b = kernel.input(second);
  if (!a || !b)
    return llvm::joinErrors(a.takeError(), b.takeError());
  std::string sizes = kernel.graph.vector(kernel.integers(shape));
  std::vector<std::string> inputs =
      sizesFirst ? std::vector{sizes, *b, *a} : std::vector{*a, sizes, *b};
  Node node = kernel.graph.node(kernel.kernel(), kernel.firstType(), inputs);
  setWindow(node, *window);
  node.integers("dilations", window->dilations);
  return std::vector{node.output()};
}
FormResult convInput(KernelCase &kernel) {
  return convGradient(kernel, "dy", "filter", "inputShape", true);
}
FormResult convFilter(KernelCase &kernel) {
  return convGradient(kernel, "x", "dy", "filterShape", false);
}

std::string activated(KernelCase &kernel, std::string x, uint32_t dtype,
                      llvm::Expected<std::string> prelu) {
  StringRef name = kernel.text("activation");
  GraphBuilder &graph = kernel.graph;
  if (name == "relu")
    return graph.node("Relu", dtype, {x}).output();
  if (name == "relu6")
    return graph.node("Relu6", dtype, {x}).output();
  if (name == "elu")
    return graph.node("Elu", dtype, {x}).output();
  if (name == "sigmoid")
    return graph.node("Sigmoid", dtype, {x}).output();
  if (name == "leakyrelu") {
    std::vector<double> alpha = kernel.numbers("leakyreluAlpha");
    return graph.node("LeakyRelu", dtype, {x})
        .number("alpha", alpha.empty() ? 0.2 : alpha[0])
        .output();
  }
  if (name == "prelu" && prelu) {
    // relu(x) - alpha * relu(-x), as Keras writes it.
    std::string negative = graph.node("Neg", dtype, {x}).output();
    std::string below = graph.node("Relu", dtype, {negative}).output();
    std::string scaled = graph.node("Mul", dtype, {*prelu, below}).output();
    std::string above = graph.node("Relu", dtype, {x}).output();
    return graph.node("Sub", dtype, {above, scaled}).output();
  }
  llvm::consumeError(prelu.takeError());
  return x;
}

/// The weights of prelu, and a bias, as they are broadcast. In NCHW a vector
/// stands for the channels.
llvm::Expected<std::string> perChannel(KernelCase &kernel, StringRef name,
                                       bool channelsFirst) {
  llvm::Expected<Record> record = kernel.record(name);
  llvm::Expected<std::string> input = kernel.input(name);
  if (!record || !input)
    return llvm::joinErrors(record.takeError(), input.takeError());
  if (!channelsFirst || record->shape.size() != 1)
    return input;
  std::string shape = kernel.graph.vector({record->shape[0], 1, 1});
  return kernel.graph.node("Reshape", record->dtype, {*input, shape}).output();
}

FormResult fusedConv(KernelCase &kernel) {
  bool channelsFirst = kernel.text("dataFormat") == "NCHW";
  uint32_t dtype = TFC_FLOAT32;
  StringRef activation = kernel.text("activation");
  std::vector<std::string> fused;
  if (kernel.has("bias"))
    fused.push_back("BiasAdd");
  if (activation == "relu" || activation == "elu" || activation == "relu6")
    fused.push_back(activation == "relu"  ? "Relu"
                    : activation == "elu" ? "Elu"
                                          : "Relu6");
  else if (activation == "leakyrelu")
    fused.push_back("LeakyRelu");
  bool vectorBias = false;
  if (kernel.has("bias")) {
    llvm::Expected<Record> bias = kernel.record("bias");
    if (!bias)
      return bias.takeError();
    vectorBias = bias->shape.size() == 1;
  }
  // TensorFlow's grappler makes one op of a convolution, a bias and an
  // activation.
  if (vectorBias && !channelsFirst && kernel.kernel() == "FusedConv2D" &&
      (activation == "linear" || fused.size() == 2)) {
    llvm::Expected<Window> window = readWindow(kernel);
    llvm::Expected<std::string> x = kernel.input("x"),
                                filter = kernel.input("filter"),
                                bias = kernel.input("bias");
    if (!window || !x || !filter || !bias)
      return llvm::joinErrors(
          window.takeError(),
          llvm::joinErrors(x.takeError(), llvm::joinErrors(filter.takeError(),
                                                           bias.takeError())));
    Node node = kernel.graph.node("_FusedConv2D", dtype, {*x, *filter, *bias});
    setWindow(node, *window);
    node.integers("dilations", window->dilations)
        .texts("fused_ops", fused)
        .integer("num_args", 1);
    std::vector<double> alpha = kernel.numbers("leakyreluAlpha");
    if (activation == "leakyrelu")
      node.number("leakyrelu_alpha", alpha.empty() ? 0.2 : alpha[0]);
    return std::vector{node.output()};
  }
  llvm::Expected<std::string> y = convolution(kernel);
  if (!y)
    return y.takeError();
  if (kernel.has("bias")) {
    llvm::Expected<std::string> bias =
        perChannel(kernel, "bias", channelsFirst);
    if (!bias)
      return bias.takeError();
    *y = kernel.graph.node("AddV2", dtype, {*y, *bias}).output();
  }
  if (activation != "prelu")
    return std::vector{activated(kernel, *y, dtype, std::string())};
  llvm::Expected<std::string> prelu =
      perChannel(kernel, "preluActivationWeights", channelsFirst);
  if (!prelu)
    return prelu.takeError();
  return std::vector{activated(kernel, *y, dtype, *prelu)};
}

FormResult fusedMatmul(KernelCase &kernel) {
  llvm::Expected<std::string> a = kernel.input("a"), b = kernel.input("b");
  llvm::Expected<Record> shape = kernel.record("a");
  if (!a || !b || !shape)
    return llvm::joinErrors(a.takeError(),
                            llvm::joinErrors(b.takeError(), shape.takeError()));
  uint32_t dtype = kernel.firstType();
  std::string y = kernel.graph.node("BatchMatMulV2", dtype, {*a, *b})
                      .flag("adj_x", kernel.flag("transposeA"))
                      .flag("adj_y", kernel.flag("transposeB"))
                      .output();
  if (kernel.has("bias")) {
    llvm::Expected<std::string> bias = kernel.input("bias");
    if (!bias)
      return bias.takeError();
    y = kernel.graph.node("AddV2", dtype, {y, *bias}).output();
  }
  if (!kernel.has("preluActivationWeights"))
    return std::vector{activated(kernel, y, dtype, std::string())};
  llvm::Expected<std::string> prelu = kernel.input("preluActivationWeights");
  if (!prelu)
    return prelu.takeError();
  return std::vector{activated(kernel, y, dtype, *prelu)};
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

FormResult pool(KernelCase &kernel) {
  llvm::Expected<Window> window = readWindow(kernel);
  if (!window)
    return window.takeError();
  llvm::Expected<std::string> x = kernel.input("x");
  llvm::Expected<Record> record = kernel.record("x");
  if (!x || !record)
    return llvm::joinErrors(x.takeError(), record.takeError());
  uint32_t dtype = kernel.firstType();
  StringRef op = kernel.kernel();
  bool average = op.starts_with("Avg");
  std::vector<int64_t> size = window->whole(kernel.integers("filterSize"));
  auto poolNode = [&](const std::string &input) {
    Node node = kernel.graph.node(op, dtype, {input});
    setWindow(node, *window);
    node.integers("ksize", size);
    return node;
  };
  for (size_t i = 0; i < window->pads.size(); ++i)
    if (window->pads[i] >= size[i / 2] && window->pads[i])
      return llvm::make_error<Inexpressible>(
          "TensorFlow wants padding below the size of the window");
  if (average && window->padding == "EXPLICIT") {
    // The mean of the cells that are no padding, as a quotient of two means.
    std::vector<double> ones(record->elements(), 1);
    std::string cells = kernel.graph.constant(dtype, record->shape, ones);
    cells = padded(kernel, *window, cells, dtype, 0);
    *x = padBefore(kernel, *window, *x, dtype, 0);
    std::string share = poolNode(cells).output();
    std::string mean = poolNode(*x).output();
    return std::vector{
        kernel.graph.node("RealDiv", dtype, {mean, share}).output()};
  }
  if (window->spatial == 3 || op == "MaxPoolWithArgmax")
    *x = padBefore(kernel, *window, *x, dtype, -INFINITY);
  Node node = poolNode(*x);
  std::vector<std::string> results{node.output()};
  if (op == "MaxPoolWithArgmax") {
    node.type("Targmax", TFC_INT32)
        .flag("include_batch_in_index", kernel.flag("includeBatchInIndex"));
    results.push_back(node.output(1));
  }
  return results;
}

FormResult poolGradient(KernelCase &kernel) {
  llvm::Expected<Window> window = readWindow(kernel);
  if (!window)
    return window.takeError();
  llvm::Expected<std::string> dy = kernel.input("dy");
  llvm::Expected<Record> input = kernel.record("input");
  if (!dy || !input)
    return llvm::joinErrors(dy.takeError(), input.takeError());
  bool average = kernel.kernel().starts_with("Avg");
  if (window->padding == "EXPLICIT" && (average || window->spatial == 3))
    return llvm::make_error<Inexpressible>(
        "TensorFlow's op has no explicit padding");
  std::vector<std::string> inputs;
  if (average) {
    inputs = {kernel.graph.vector(input->shape), *dy};
  } else {
    llvm::Expected<std::string> x = kernel.input("input"),
                                y = kernel.input("output");
    if (!x || !y)
      return llvm::joinErrors(x.takeError(), y.takeError());
    inputs = {*x, *y, *dy};
  }
  Node node = kernel.graph.node(kernel.kernel(), TFC_FLOAT32, inputs);
  setWindow(node, *window);
  node.integers("ksize", window->whole(kernel.integers("filterSize")));
  return std::vector{node.output()};
}

FormResult dilation(KernelCase &kernel) {
  llvm::Expected<Window> window = readWindow(kernel);
  if (!window)
    return window.takeError();
  std::vector<std::string> inputs;
  for (const char *name : {"x", "filter", "dy"}) {
    if (!kernel.has(name))
      continue;
    llvm::Expected<std::string> input = kernel.input(name);
    if (!input)
      return input.takeError();
    inputs.push_back(*input);
  }
  Node node = kernel.graph.node(kernel.kernel(), TFC_FLOAT32, inputs);
  node.integers("strides", window->strides)
      .integers("rates", window->dilations)
      .text("padding", window->padding);
  return std::vector{node.output()};
}

} // namespace

Form findWindowForm(StringRef name) {
  static const std::pair<StringRef, Form> forms[] = {
      {"conv", conv},
      {"conv_input", convInput},
      {"conv_filter", convFilter},
      {"fused_conv", fusedConv},
      {"fused_matmul", fusedMatmul},
      {"pool", pool},
      {"pool_grad", poolGradient},
      {"dilation", dilation}};
  for (auto [known, form] : forms)
    if (known == name)
      return form;
  return nullptr;
}

} // namespace tfc::conformance
