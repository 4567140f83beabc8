// Functions on windows over images: convolution, pooling, patches. They give
// ops the attributes of TensorFlow's nodes, for which Python has shorter forms;
// whether these are right the ops say (ir/ops/Windows.h).
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "ir/ops/Windows.h"

using namespace tfc::text;
using tfc::DataFormat;

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// The layout that argument data_format says of images, volumes or rows.
static DataFormat formatOf(Call &call, unsigned spatial) {
  std::string problem;
  auto format = DataFormat::parse(call.text("data_format"), spatial, problem);
  if (!format)
    call.error("data_format", problem);
  return format.value_or(DataFormat{spatial, false});
}

/// A number for every dimension, from such a list, one of the spatial
/// dimensions, or one number for all of them.
static llvm::SmallVector<int64_t> numbersOf(Call &call, StringRef parameter,
                                            const DataFormat &format) {
  llvm::SmallVector<int64_t> numbers = call.integers(parameter);
  if (numbers.size() == 1)
    numbers.assign(format.spatial, numbers.front());
  if (numbers.size() == format.spatial)
    numbers = format.join(1, numbers, 1);
  return numbers;
}

namespace {
struct Padding {
  Value kind, pads;
};
} // namespace

/// A word, or a list of [before, after] for every dimension.
static Padding paddingOf(Evaluator &ev, Call &call, const DataFormat &format) {
  const Value &padding = call["padding"];
  if (padding.isString()) {
    std::string word = padding.asString().upper(), problem;
    if (!tfc::isPadding(word, problem))
      call.error("padding", problem);
    return {ev.heap.makeString(word), Value()};
  }
  auto isPair = [](const Value &pair) {
    return pair.isSequence() && pair.items().size() == 2;
  };
  std::vector<Value> edges;
  if (!padding.isSequence() || padding.items().size() != format.rank() ||
      !llvm::all_of(padding.items(), isPair)) {
    call.error("padding", "padding must be 'SAME', 'VALID' or a list of " +
                              llvm::Twine(format.rank()) + " [before, after]");
  } else {
    for (const Value &pair : padding.items())
      llvm::append_range(edges, pair.items());
  }
  return {Value::of(StringRef("EXPLICIT")), ev.heap.makeList(std::move(edges))};
}

/// Two for the functions on images, three for those on volumes.
static unsigned spatialOf(const Call &call) {
  return call.function().contains("3d") ? 3 : 2;
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// conv2d, conv3d and their like; numbers of windows are arguments of the call.
/// `dilations` is the parameter's name.
using ConvolutionMaker = Value (OpMaker::*)(
    const OperandArgument &, const OperandArgument &, const IntsArgument &,
    const StringArgument &, const IntsArgument &, const IntsArgument &,
    const StringArgument &) const;
static Value convolve(Evaluator &ev, Call &call, ConvolutionMaker maker,
                      const Value &x, const Value &filter,
                      const DataFormat &format, StringRef dilations) {
  OpMaker make(ev, call.loc);
  auto strides = numbersOf(call, "strides", format);
  Padding padding = paddingOf(ev, call, format);
  IntsArgument rates;
  if (call.has(dilations))
    rates = numbersOf(call, dilations, format);
  return (make.*maker)(x, filter, strides, padding.kind, rates, padding.pads,
                       format.name());
}

static Value conv(Evaluator &ev, Call &call) {
  bool isVolume = spatialOf(call) == 3;
  NodeScope scope(ev, call, isVolume ? "Conv3D" : "Conv2D");
  DataFormat format = formatOf(call, spatialOf(call));
  return scope.finish(
      convolve(ev, call, isVolume ? &OpMaker::conv3d : &OpMaker::conv2d,
               call["input"], call["filter"], format, "dilations"));
}

static Value depthwiseConv2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "depthwise");
  return scope.finish(convolve(ev, call, &OpMaker::depthwise_conv2d,
                               call["input"], call["filter"], formatOf(call, 2),
                               "rate"));
}

/// A depthwise convolution, then a 1x1 convolution over the channels.
static Value separableConv2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "separable_conv2d");
  DataFormat format = formatOf(call, 2);
  Value y = convolve(ev, call, &OpMaker::depthwise_conv2d, call["input"],
                     call["depthwise_filter"], format, "rate");
  return scope.finish(OpMaker(ev, call.loc)
                          .conv2d(y, call["pointwise_filter"], {1, 1, 1, 1},
                                  "VALID", {}, {}, format.name()));
}

static Value atrousConv2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "convolution");
  DataFormat format;
  Padding padding = paddingOf(ev, call, format);
  return scope.finish(OpMaker(ev, call.loc)
                          .conv2d(call["value"], call["filters"], {1, 1, 1, 1},
                                  padding.kind, numbersOf(call, "rate", format),
                                  padding.pads));
}

/// The gradient of a convolution with respect to its input, forwards.
static Value convTranspose(Evaluator &ev, Call &call) {
  bool isVolume = spatialOf(call) == 3;
  NodeScope scope(ev, call, isVolume ? "conv3d_transpose" : "conv2d_transpose");
  DataFormat format = formatOf(call, spatialOf(call));
  auto strides = numbersOf(call, "strides", format);
  Padding padding = paddingOf(ev, call, format);
  Value dy = call.tensor("value");
  Value like = ev.call("tf.zeros",
                       {call["output_shape"], Value::dtype(ev.elementType(dy))},
                       call.loc);
  auto maker = isVolume ? &OpMaker::conv3d_backprop_input
                        : &OpMaker::conv2d_backprop_input;
  OpMaker make(ev, call.loc);
  return scope.finish((make.*maker)(like, call["filter"], dy, strides,
                                    padding.kind, {}, padding.pads,
                                    format.name()));
}

/// A row is an image of height 1: [batch, width, channels] becomes [batch, 1,
/// width, channels], and so do the numbers of its windows.
static Value conv1d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "conv1d");
  OpMaker make(ev, call.loc);
  DataFormat rows = formatOf(call, 1), images{2, rows.channelsFirst};
  int64_t height = rows.firstSpatialAxis();
  auto withHeight = [&](StringRef parameter) {
    auto list = numbersOf(call, parameter, rows);
    list.insert(list.begin() + std::min<size_t>(height, list.size()), 1);
    return list;
  };
  auto strides = withHeight("stride"), dilations = withHeight("dilations");
  Padding padding = paddingOf(ev, call, rows);
  if (padding.pads.isSequence() && !ev.hasFailed()) {
    std::vector<Value> edges = padding.pads.items();
    edges.insert(edges.begin() + 2 * height, 2, Value::number(0));
    padding.pads = ev.heap.makeList(std::move(edges));
  }
  Value x = make.expand_dims(call["value"], height);
  Value w = make.expand_dims(call["filters"], 0);
  Value y = make.conv2d(x, w, strides, padding.kind, dilations, padding.pads,
                        images.name());
  return scope.finish(make.squeeze(y, {height}));
}

//===----------------------------------------------------------------------===//
// Pooling and patches
//===----------------------------------------------------------------------===//

static Value pool(Evaluator &ev, Call &call) {
  bool isMax = call.function().contains("max");
  bool isVolume = spatialOf(call) == 3;
  StringRef kind = isVolume ? (isMax ? "MaxPool3D" : "AvgPool3D")
                            : (isMax ? "MaxPool" : "AvgPool");
  auto maker = isVolume ? (isMax ? &OpMaker::max_pool3d : &OpMaker::avg_pool3d)
                        : (isMax ? &OpMaker::max_pool : &OpMaker::avg_pool);
  NodeScope scope(ev, call, kind);
  OpMaker make(ev, call.loc);
  DataFormat format = formatOf(call, spatialOf(call));
  Padding padding = paddingOf(ev, call, format);
  return scope.finish((make.*maker)(call["value"],
                                    numbersOf(call, "ksize", format),
                                    numbersOf(call, "strides", format),
                                    padding.kind, padding.pads, format.name()));
}

static Value maxPoolWithArgmax(Evaluator &ev, Call &call) {
  DataFormat format = formatOf(call, 2);
  if (format.channelsFirst)
    call.error("data_format", "data_format must be 'NHWC'");
  Padding padding = paddingOf(ev, call, format);
  auto [y, places] =
      OpMaker(ev, call.loc, call.name)
          .max_pool_with_argmax(
              call["input"], numbersOf(call, "ksize", format),
              numbersOf(call, "strides", format), padding.kind, padding.pads,
              call["include_batch_in_index"], call["output_dtype"]);
  return ev.heap.makeList({y, places});
}

static Value dilation2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Dilation2D");
  DataFormat format;
  Padding padding = paddingOf(ev, call, format);
  return scope.finish(
      OpMaker(ev, call.loc)
          .dilation2d(call["input"], call["filter"],
                      numbersOf(call, "strides", format), padding.kind,
                      numbersOf(call, "rates", format), padding.pads));
}

static Value extractPatches(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "ExtractImagePatches");
  DataFormat format;
  Padding padding = paddingOf(ev, call, format);
  return scope.finish(OpMaker(ev, call.loc)
                          .extract_image_patches(
                              call["images"], numbersOf(call, "ksizes", format),
                              numbersOf(call, "strides", format), padding.kind,
                              numbersOf(call, "rates", format), padding.pads));
}

void tfc::text::addWindows(FunctionTable &table) {
  table.add("tf.nn.conv1d(value, filters, stride, padding, "
            "use_cudnn_on_gpu=True, data_format='NWC', dilations=1, "
            "input:value=None)",
            conv1d);
  table.add("tf.nn.conv2d(input, filter, strides, padding, "
            "use_cudnn_on_gpu=True, data_format='NHWC', dilations=[1,1,1,1], "
            "filters:filter=None)",
            conv);
  table.add("tf.nn.conv3d(input, filter, strides, padding, "
            "data_format='NDHWC', dilations=[1,1,1,1,1], filters:filter=None)",
            conv);
  table.add("tf.nn.conv2d_transpose(value, filter, output_shape, strides, "
            "padding='SAME', data_format='NHWC', input:value=None, "
            "filters:filter=None)",
            convTranspose);
  table.add("tf.nn.conv3d_transpose(value, filter, output_shape, strides, "
            "padding='SAME', data_format='NDHWC', input:value=None, "
            "filters:filter=None)",
            convTranspose);
  table.add(
      {"tf.nn.depthwise_conv2d(input, filter, strides, padding, rate=None, "
       "data_format='NHWC', dilations:rate=None)",
       "tf.nn.depthwise_conv2d_native(input, filter, strides, padding, "
       "data_format='NHWC', rate=None, dilations:rate=None)"},
      depthwiseConv2d);
  table.add("tf.nn.separable_conv2d(input, depthwise_filter, pointwise_filter, "
            "strides, padding, rate=None, data_format='NHWC', "
            "dilations:rate=None)",
            separableConv2d);
  table.add("tf.nn.atrous_conv2d(value, filters, rate, padding)", atrousConv2d);
  table.add(
      {"tf.nn.max_pool(value, ksize, strides, padding, data_format='NHWC', "
       "input:value=None)",
       "tf.nn.avg_pool(value, ksize, strides, padding, data_format='NHWC', "
       "input:value=None)",
       "tf.nn.max_pool2d(value, ksize, strides, padding, "
       "data_format='NHWC', input:value=None)",
       "tf.nn.avg_pool2d(value, ksize, strides, padding, "
       "data_format='NHWC', input:value=None)",
       "tf.nn.max_pool3d(value, ksize, strides, padding, "
       "data_format='NDHWC', input:value=None)",
       "tf.nn.avg_pool3d(value, ksize, strides, padding, "
       "data_format='NDHWC', input:value=None)"},
      pool);
  table.add("tf.nn.max_pool_with_argmax(input, ksize, strides, padding, "
            "data_format='NHWC', output_dtype=None, "
            "include_batch_in_index=False)",
            maxPoolWithArgmax);
  table.add("tf.nn.dilation2d(input, filter, strides, rates, padding, "
            "filters:filter=None, dilations:rates=None)",
            dilation2d);
  table.add(
      {"tf.extract_image_patches(images, ksizes, strides, rates, padding, "
       "sizes:ksizes=None)",
       "tf.image.extract_image_patches(images, ksizes, strides, rates, "
       "padding, sizes:ksizes=None)",
       "tf.image.extract_patches(images, ksizes, strides, rates, padding, "
       "sizes:ksizes=None)"},
      extractPatches);
}
