//===- KernelForms.cpp - Kernels of TensorFlow.js that need a composition -===//
#include "conformance/KernelCase.h"

#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;

namespace tfc::conformance {
namespace {

/// The placeholders of `names`, in order.
llvm::Expected<std::vector<std::string>>
inputs(KernelCase &kernel, llvm::ArrayRef<StringRef> names) {
  std::vector<std::string> all;
  for (StringRef name : names) {
    llvm::Expected<std::string> input = kernel.input(name);
    if (!input)
      return input.takeError();
    all.push_back(*input);
  }
  return all;
}

std::vector<std::string> outputsOf(const KernelCase &kernel, const Node &node) {
  std::vector<std::string> results;
  for (size_t i = 0, e = kernel.numOutputs(); i < e; ++i)
    results.push_back(node.output(i));
  return results;
}

/// relu(x) - alpha * relu(-x), as Keras writes it.
FormResult prelu(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("x", TFC_FLOAT32),
                              alpha = kernel.input("alpha");
  if (!x || !alpha)
    return llvm::joinErrors(x.takeError(), alpha.takeError());
  GraphBuilder &graph = kernel.graph;
  std::string negative = graph.node("Neg", TFC_FLOAT32, {*x}).output();
  std::string below = graph.node("Relu", TFC_FLOAT32, {negative}).output();
  std::string scaled = graph.node("Mul", TFC_FLOAT32, {*alpha, below}).output();
  std::string above = graph.node("Relu", TFC_FLOAT32, {*x}).output();
  return std::vector{graph.node("Sub", TFC_FLOAT32, {above, scaled}).output()};
}

/// 1 above zero, alpha elsewhere, NaN for NaN.
FormResult step(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("x");
  if (!x)
    return x.takeError();
  std::vector<double> alpha = kernel.numbers("alpha");
  GraphBuilder &graph = kernel.graph;
  uint32_t dtype = TFC_FLOAT32;
  std::string zero = graph.scalar(dtype, 0), one = graph.scalar(dtype, 1);
  std::string low = graph.scalar(dtype, alpha.empty() ? 0 : alpha[0]);
  std::string above = graph.node("Greater", dtype, {*x, zero}).output();
  std::string chosen =
      graph.node("SelectV2", dtype, {above, one, low}).output();
  std::string nan = graph.node("IsNan", dtype, {*x}).output();
  return std::vector{graph.node("SelectV2", dtype, {nan, *x, chosen}).output()};
}

/// TensorFlow.js takes the mean of integers and bools in float32.
FormResult mean(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("x");
  llvm::Expected<Record> record = kernel.record("x");
  if (!x || !record)
    return llvm::joinErrors(x.takeError(), record.takeError());
  if (record->dtype != TFC_FLOAT32)
    *x = kernel.graph.node("Cast", TFC_CONTROL, {*x})
             .type("SrcT", record->dtype)
             .type("DstT", TFC_FLOAT32)
             .output();
  std::vector<int64_t> axes = kernel.integers("axis");
  if (!kernel.attribute("axis"))
    for (size_t i = 0; i < record->shape.size(); ++i)
      axes.push_back(i);
  Node node =
      kernel.graph.node("Mean", TFC_FLOAT32, {*x, kernel.graph.vector(axes)});
  node.flag("keep_dims", kernel.flag("keepDims"));
  return std::vector{node.output()};
}

FormResult flipLeftRight(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("image");
  if (!x)
    return x.takeError();
  return std::vector{
      kernel.graph
          .node("ReverseV2", TFC_FLOAT32, {*x, kernel.graph.vector({2})})
          .output()};
}

FormResult split(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("x");
  if (!x)
    return x.takeError();
  std::vector<int64_t> sizes = kernel.integers("numOrSizeSplits");
  std::string axis = kernel.graph.scalar(TFC_INT32, kernel.numbers("axis")[0]);
  const llvm::json::Value *given = kernel.attribute("numOrSizeSplits");
  bool isList = given && given->getAsArray();
  Node node = isList
                  ? kernel.graph.node("SplitV", kernel.firstType(),
                                      {*x, kernel.graph.vector(sizes), axis})
                  : kernel.graph.node("Split", kernel.firstType(), {axis, *x});
  node.integer("num_split", isList ? int64_t(sizes.size()) : sizes[0]);
  if (isList)
    node.type("Tlen", TFC_INT32);
  return outputsOf(kernel, node);
}

/// TensorFlow.js lets dimensions go: begin 0 and the rest (-1) are meant. A
/// size of null means the rest, too.
FormResult slice(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("x");
  llvm::Expected<Record> record = kernel.record("x");
  if (!x || !record)
    return llvm::joinErrors(x.takeError(), record.takeError());
  std::vector<int64_t> begin = kernel.integers("begin"), size;
  const llvm::json::Value *given = kernel.attribute("size");
  if (const llvm::json::Array *list = given ? given->getAsArray() : nullptr) {
    for (const llvm::json::Value &item : *list)
      size.push_back(item.getAsInteger().value_or(-1));
  } else if (given) {
    size = kernel.integers("size");
  }
  begin.resize(record->shape.size(), 0);
  size.resize(record->shape.size(), -1);
  Node node = kernel.graph.node(
      "Slice", kernel.firstType(),
      {*x, kernel.graph.vector(begin), kernel.graph.vector(size)});
  node.type("Index", TFC_INT32);
  return std::vector{node.output()};
}

/// TensorFlow.js turns a step of 1 around where the stop lies below the start.
FormResult range(KernelCase &kernel) {
  uint32_t dtype = dtypeFromName(kernel.text("dtype"));
  std::vector<double> numbers;
  for (const char *name : {"start", "stop", "step"}) {
    std::vector<double> given = kernel.numbers(name);
    if (given.empty())
      return llvm::make_error<Inexpressible>("a range without limits");
    numbers.push_back(given[0]);
  }
  if (numbers[1] < numbers[0] && numbers[2] == 1)
    numbers[2] = -1;
  GraphBuilder &graph = kernel.graph;
  Node node = graph.node("Range", TFC_CONTROL,
                         {graph.scalar(dtype, numbers[0]),
                          graph.scalar(dtype, numbers[1]),
                          graph.scalar(dtype, numbers[2])});
  node.type("Tidx", dtype);
  return std::vector{node.output()};
}

FormResult unpack(KernelCase &kernel) {
  llvm::Expected<std::string> x = kernel.input("value");
  if (!x)
    return x.takeError();
  Node node = kernel.graph.node("Unpack", kernel.firstType(), {*x});
  node.integer("num", kernel.numOutputs())
      .integer("axis", kernel.integers("axis")[0]);
  return outputsOf(kernel, node);
}

FormResult searchSorted(KernelCase &kernel) {
  auto names = inputs(kernel, {"sortedSequence", "values"});
  if (!names)
    return names.takeError();
  StringRef op = kernel.text("side") == "left" ? "LowerBound" : "UpperBound";
  Node node = kernel.graph.node(op, kernel.firstType(), *names);
  node.type("out_type", TFC_INT32);
  return std::vector{node.output()};
}

/// (x - mean) * rsqrt(variance + epsilon) * scale + offset; as TensorFlow's op
/// where its operands have the ranks that it wants.
FormResult batchNorm(KernelCase &kernel) {
  auto names = inputs(kernel, {"x", "mean", "variance"});
  llvm::Expected<Record> x = kernel.record("x"), mean = kernel.record("mean");
  if (!names || !x || !mean)
    return llvm::joinErrors(names.takeError(),
                            llvm::joinErrors(x.takeError(), mean.takeError()));
  GraphBuilder &graph = kernel.graph;
  uint32_t dtype = TFC_FLOAT32;
  double epsilon = kernel.numbers("varianceEpsilon")[0];
  bool whole = kernel.has("scale") && kernel.has("offset");
  if (whole && x->shape.size() == 4 && mean->shape.size() == 1) {
    auto more = inputs(kernel, {"scale", "offset"});
    if (!more)
      return more.takeError();
    Node node = graph.node(
        "FusedBatchNormV3", dtype,
        {(*names)[0], (*more)[0], (*more)[1], (*names)[1], (*names)[2]});
    node.type("U", TFC_FLOAT32)
        .number("epsilon", epsilon)
        .flag("is_training", false)
        .text("data_format", "NHWC");
    return std::vector{node.output()};
  }
  std::string shifted =
      graph.node("AddV2", dtype, {(*names)[2], graph.scalar(dtype, epsilon)})
          .output();
  std::string factor = graph.node("Rsqrt", dtype, {shifted}).output();
  std::string centred =
      graph.node("Sub", dtype, {(*names)[0], (*names)[1]}).output();
  std::string y = graph.node("Mul", dtype, {centred, factor}).output();
  for (auto [name, op] : {std::pair("scale", "Mul"), {"offset", "AddV2"}}) {
    if (!kernel.has(name))
      continue;
    llvm::Expected<std::string> input = kernel.input(name);
    if (!input)
      return input.takeError();
    y = graph.node(op, dtype, {y, *input}).output();
  }
  return std::vector{y};
}

FormResult resizeNearestGradient(KernelCase &kernel) {
  llvm::Expected<std::string> dy = kernel.input("dy");
  llvm::Expected<Record> images = kernel.record("images");
  if (!dy || !images)
    return llvm::joinErrors(dy.takeError(), images.takeError());
  std::string size = kernel.graph.vector({images->shape[1], images->shape[2]});
  Node node =
      kernel.graph.node("ResizeNearestNeighborGrad", TFC_FLOAT32, {*dy, size});
  node.flag("align_corners", kernel.flag("alignCorners"))
      .flag("half_pixel_centers", kernel.flag("halfPixelCenters"));
  return std::vector{node.output()};
}

FormResult transform(KernelCase &kernel) {
  auto names = inputs(kernel, {"image", "transforms"});
  llvm::Expected<Record> image = kernel.record("image");
  if (!names || !image)
    return llvm::joinErrors(names.takeError(), image.takeError());
  std::vector<int64_t> size = kernel.integers("outputShape");
  if (size.empty())
    size = {image->shape[1], image->shape[2]};
  std::vector<double> fill = kernel.numbers("fillValue");
  names->push_back(kernel.graph.vector(size));
  names->push_back(
      kernel.graph.scalar(TFC_FLOAT32, fill.empty() ? 0 : fill[0]));
  Node node =
      kernel.graph.node("ImageProjectiveTransformV3", TFC_CONTROL, *names);
  node.type("dtype", TFC_FLOAT32)
      .text("interpolation", kernel.text("interpolation").upper())
      .text("fill_mode", kernel.text("fillMode").upper());
  return std::vector{node.output()};
}

FormResult raggedGather(KernelCase &kernel) {
  auto splits = kernel.inputList("paramsNestedSplits");
  auto rest = inputs(kernel, {"paramsDenseValues", "indices"});
  llvm::Expected<Record> values = kernel.record("paramsDenseValues");
  if (!splits || !rest || !values)
    return llvm::joinErrors(
        splits.takeError(),
        llvm::joinErrors(rest.takeError(), values.takeError()));
  int64_t rank = splits->size();
  llvm::append_range(*splits, *rest);
  Node node = kernel.graph.node("RaggedGather", TFC_CONTROL, *splits);
  node.type("Tvalues", values->dtype)
      .type("Tindices", TFC_INT32)
      .type("Tsplits", TFC_INT32)
      .integer("PARAMS_RAGGED_RANK", rank)
      .integer("OUTPUT_RAGGED_RANK", kernel.integers("outputRaggedRank")[0]);
  return outputsOf(kernel, node);
}

FormResult raggedToTensor(KernelCase &kernel) {
  auto head = inputs(kernel, {"shape", "values", "defaultValue"});
  auto partitions = kernel.inputList("rowPartitionTensors");
  llvm::Expected<Record> values = kernel.record("values");
  if (!head || !partitions || !values)
    return llvm::joinErrors(
        head.takeError(),
        llvm::joinErrors(partitions.takeError(), values.takeError()));
  int64_t count = partitions->size();
  llvm::append_range(*head, *partitions);
  std::vector<std::string> types;
  if (const llvm::json::Value *list = kernel.attribute("rowPartitionTypes"))
    if (const llvm::json::Array *items = list->getAsArray())
      for (const llvm::json::Value &item : *items)
        types.push_back(item.getAsString().value_or("").str());
  Node node = kernel.graph.node("RaggedTensorToTensor", values->dtype, *head);
  node.type("Tindex", TFC_INT32)
      .type("Tshape", TFC_INT32)
      .integer("num_row_partition_tensors", count)
      .texts("row_partition_types", types);
  return outputsOf(kernel, node);
}

} // namespace

Form findForm(StringRef name) {
  static const std::pair<StringRef, Form> forms[] = {
      {"prelu", prelu},
      {"step", step},
      {"mean", mean},
      {"flip_left_right", flipLeftRight},
      {"slice", slice},
      {"split", split},
      {"unpack", unpack},
      {"search_sorted", searchSorted},
      {"batch_norm", batchNorm},
      {"resize_nearest_grad", resizeNearestGradient},
      {"transform", transform},
      {"range", range},
      {"ragged_gather", raggedGather},
      {"ragged_to_tensor", raggedToTensor}};
  for (auto [known, form] : forms)
    if (known == name)
      return form;
  return findWindowForm(name);
}

} // namespace tfc::conformance
