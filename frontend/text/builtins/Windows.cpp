// Functions on windows over images: convolution, pooling, patches.
#include "frontend/text/builtins/Windows.h"
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

Layout tfc::text::layoutOf(Evaluator &ev, Call &call, unsigned spatial) {
  static constexpr StringRef last[] = {"NWC", "NHWC", "NDHWC"};
  static constexpr StringRef first[] = {"NCW", "NCHW", "NCDHW"};
  StringRef format = call.text("data_format");
  StringRef expected = last[spatial - 1], other = first[spatial - 1];
  if (format != expected && format != other)
    call.error("data_format", "data_format must be '" + expected + "' or '" +
                                  other + "', not '" + format + "'");
  return Layout{spatial, format == other};
}

Value tfc::text::toLayout(Evaluator &ev, const Value &x, Layout layout,
                          SMLoc loc) {
  if (!layout.channelsFirst)
    return x;
  llvm::SmallVector<int64_t> perm{0, int64_t(layout.spatial) + 1};
  for (unsigned i = 0; i < layout.spatial; ++i)
    perm.push_back(1 + i);
  return OpMaker(ev, loc).transpose(x, perm);
}

static Value toChannelsLast(Evaluator &ev, const Value &x, Layout layout,
                            SMLoc loc) {
  if (!layout.channelsFirst)
    return x;
  llvm::SmallVector<int64_t> perm{0};
  for (unsigned i = 0; i < layout.spatial; ++i)
    perm.push_back(2 + i);
  perm.push_back(1);
  return OpMaker(ev, loc).transpose(x, perm);
}

Value tfc::text::imagesOf(Evaluator &ev, Call &call, StringRef parameter,
                          Layout layout) {
  static constexpr StringRef counts[] = {"three", "four", "five"};
  Value x = call.tensor(parameter);
  if (ev.rankOf(x) != int64_t(layout.spatial) + 2)
    return ev.error(call.locOf(parameter),
                    "shape mismatch: " + call.function() + ": '" + parameter +
                        "' must have " + counts[layout.spatial - 1] +
                        " dimensions, its shape is " +
                        shapeText(ev.typeOf(x).getShape()));
  return toChannelsLast(ev, x, layout, call.loc);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// The spatial numbers of an argument: a list of all dimensions, in which batch
/// and channel must be 1, of the spatial ones, or one for all of them.
static llvm::SmallVector<int64_t> spatialInts(Call &call, StringRef parameter,
                                              Layout layout) {
  llvm::SmallVector<int64_t> numbers = call.integers(parameter);
  unsigned spatial = layout.spatial, first = layout.channelsFirst ? 2 : 1;
  if (numbers.size() == 1)
    numbers.assign(spatial, numbers.front());
  if (numbers.size() == spatial + 2) {
    if (numbers[0] != 1 || numbers[layout.channelsFirst ? 1 : spatial + 1] != 1)
      call.error(parameter,
                 "'" + parameter + "' must be 1 for batch and channel");
    numbers = llvm::to_vector(llvm::ArrayRef(numbers).slice(first, spatial));
  }
  if (numbers.size() != spatial ||
      llvm::any_of(numbers, [](int64_t number) { return number < 1; }))
    call.error(parameter,
               "'" + parameter + "' must be " +
                   (spatial == 2
                        ? "four positive ints, batch and channel among them, "
                          "or height and width"
                        : "five positive ints, batch and channel among them, "
                          "or depth, height and width"));
  return numbers;
}

namespace {
struct Padding {
  Value kind, pads;
};
} // namespace

/// 'SAME', 'VALID', or a list of [before, after] for every dimension.
static Padding paddingOf(Evaluator &ev, Call &call, Layout layout) {
  const Value &padding = call["padding"];
  if (padding.isString()) {
    std::string text = padding.asString().upper();
    if (text != "SAME" && text != "VALID")
      call.error("padding", "padding must be 'SAME' or 'VALID', not '" +
                                padding.asString() + "'");
    return {ev.heap.makeString(text), Value()};
  }
  unsigned rank = layout.spatial + 2, first = layout.channelsFirst ? 2 : 1;
  bool isRight = padding.isSequence() && padding.items().size() == rank;
  std::vector<Value> edges;
  for (unsigned i = 0; isRight && i < rank; ++i) {
    const Value &pair = padding.items()[i];
    bool isInside = i >= first && i < first + layout.spatial;
    isRight = pair.isSequence() && pair.items().size() == 2 &&
              llvm::all_of(pair.items(), [&](const Value &v) {
                return v.isIntegral() && v.asInt() >= 0 &&
                       (isInside || v.asInt() == 0);
              });
    if (isRight && isInside)
      llvm::append_range(edges, pair.items());
  }
  if (!isRight)
    call.error("padding",
               "padding must be 'SAME', 'VALID' or a list of " +
                   llvm::Twine(rank == 4 ? "four" : "five") +
                   " [before, after], with zeros for batch and channel");
  return {Value::of(StringRef("EXPLICIT")), ev.heap.makeList(std::move(edges))};
}

static unsigned spatialOf(const Call &call) {
  return call.function().contains("3d") ? 3 : 2;
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// conv2d, conv3d and their like of x, channels last; numbers of windows are
/// arguments of the call. `dilations` is the parameter's name.
using ConvolutionMaker = Value (OpMaker::*)(
    const OperandArgument &, const OperandArgument &, const IntsArgument &,
    const StringArgument &, const IntsArgument &, const IntsArgument &) const;
static Value convolve(Evaluator &ev, Call &call, ConvolutionMaker maker,
                      const Value &x, const Value &filter, Layout layout,
                      StringRef dilations) {
  OpMaker make(ev, call.loc);
  auto strides = spatialInts(call, "strides", layout);
  Padding padding = paddingOf(ev, call, layout);
  IntsArgument rates;
  if (call.has(dilations))
    rates = spatialInts(call, dilations, layout);
  return (make.*maker)(x, filter, strides, padding.kind, rates, padding.pads);
}

/// The value that `make` makes of the images of an argument, channels last,
/// under the name of the call and back in its data_format.
static Value
onImages(Evaluator &ev, Call &call, StringRef kind, unsigned spatial,
         StringRef parameter,
         llvm::function_ref<Value(const Value &x, Layout layout)> make) {
  NodeScope scope(ev, call, kind);
  Layout layout = layoutOf(ev, call, spatial);
  Value x = imagesOf(ev, call, parameter, layout);
  return scope.finish(toLayout(ev, make(x, layout), layout, call.loc));
}

static Value conv(Evaluator &ev, Call &call) {
  bool isVolume = spatialOf(call) == 3;
  return onImages(ev, call, isVolume ? "Conv3D" : "Conv2D", spatialOf(call),
                  "input", [&](const Value &x, Layout layout) {
                    return convolve(ev, call,
                                    isVolume ? &OpMaker::conv3d
                                             : &OpMaker::conv2d,
                                    x, call["filter"], layout, "dilations");
                  });
}

/// An int, or three of them, as [1, width].
static IntsArgument rowInts(Call &call, StringRef parameter, Layout layout) {
  llvm::SmallVector<int64_t> ints = call.integers(parameter);
  if (ints.size() == 3)
    ints = {ints[layout.channelsFirst ? 2 : 1]};
  if (ints.size() != 1 || ints.front() < 1) {
    call.error(parameter, "'" + parameter + "' must be a positive int");
    return {};
  }
  return {1, ints.front()};
}

/// A row is an image of height 1.
static Value conv1d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "conv1d");
  OpMaker make(ev, call.loc);
  Layout layout = layoutOf(ev, call, 1);
  Value x = imagesOf(ev, call, "value", layout);
  Value filter = call.tensor("filters");
  IntsArgument strides = rowInts(call, "stride", layout);
  IntsArgument dilations = rowInts(call, "dilations", layout);
  Padding padding = paddingOf(ev, call, layout);
  Value images = make.expand_dims(x, 1);
  Value weights = make.expand_dims(filter, 0);
  if (padding.pads.isSequence() && !ev.hasFailed()) {
    Value zero = Value::number(0);
    const std::vector<Value> &edges = padding.pads.items();
    padding.pads = ev.heap.makeList({zero, zero, edges[0], edges[1]});
  }
  Value y = make.conv2d(images, weights, strides, padding.kind, dilations,
                        padding.pads);
  return scope.finish(toLayout(ev, make.squeeze(y, {1}), layout, call.loc));
}

/// The gradient of a convolution with respect to its input, forwards.
static Value convTranspose(Evaluator &ev, Call &call) {
  bool isVolume = spatialOf(call) == 3;
  NodeScope scope(ev, call, isVolume ? "conv3d_transpose" : "conv2d_transpose");
  OpMaker make(ev, call.loc);
  Layout layout = layoutOf(ev, call, spatialOf(call));
  auto strides = spatialInts(call, "strides", layout);
  Padding padding = paddingOf(ev, call, layout);
  Value dy = imagesOf(ev, call, "value", layout);
  Value like = ev.call("tf.zeros",
                       {call["output_shape"], Value::dtype(ev.elementType(dy))},
                       call.loc);
  like = toChannelsLast(ev, like, layout, call.loc);
  Value y = isVolume
                ? make.conv3d_backprop_input(like, call["filter"], dy, strides,
                                             padding.kind, {}, padding.pads)
                : make.conv2d_backprop_input(like, call["filter"], dy, strides,
                                             padding.kind, {}, padding.pads);
  return scope.finish(toLayout(ev, y, layout, call.loc));
}

static Value depthwiseConv2d(Evaluator &ev, Call &call) {
  return onImages(ev, call, "depthwise", 2, "input",
                  [&](const Value &x, Layout layout) {
                    return convolve(ev, call, &OpMaker::depthwise_conv2d, x,
                                    call["filter"], layout, "rate");
                  });
}

/// A depthwise convolution, then a 1x1 convolution over the channels.
static Value separableConv2d(Evaluator &ev, Call &call) {
  return onImages(ev, call, "separable_conv2d", 2, "input",
                  [&](const Value &x, Layout layout) {
                    Value y =
                        convolve(ev, call, &OpMaker::depthwise_conv2d, x,
                                 call["depthwise_filter"], layout, "rate");
                    return OpMaker(ev, call.loc)
                        .conv2d(y, call["pointwise_filter"], {1, 1}, "VALID");
                  });
}

static Value atrousConv2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "convolution");
  Layout layout;
  Value x = imagesOf(ev, call, "value", layout);
  Padding padding = paddingOf(ev, call, layout);
  auto rates = spatialInts(call, "rate", layout);
  return scope.finish(OpMaker(ev, call.loc)
                          .conv2d(x, call["filters"], {1, 1}, padding.kind,
                                  rates, padding.pads));
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
  OpMaker make(ev, call.loc);
  return onImages(ev, call, kind, spatialOf(call), "value",
                  [&](const Value &x, Layout layout) {
                    auto strides = spatialInts(call, "strides", layout);
                    Padding padding = paddingOf(ev, call, layout);
                    return (make.*maker)(x, spatialInts(call, "ksize", layout),
                                         strides, padding.kind, padding.pads);
                  });
}

static Value maxPoolWithArgmax(Evaluator &ev, Call &call) {
  Layout layout = layoutOf(ev, call, 2);
  if (layout.channelsFirst)
    call.error("data_format", "data_format must be 'NHWC'");
  auto ksize = spatialInts(call, "ksize", layout);
  auto strides = spatialInts(call, "strides", layout);
  Padding padding = paddingOf(ev, call, layout);
  Value x = imagesOf(ev, call, "input", layout);
  auto [y, places] =
      OpMaker(ev, call.loc, call.name)
          .max_pool_with_argmax(x, ksize, strides, padding.kind, padding.pads,
                                call["include_batch_in_index"],
                                call["output_dtype"]);
  return ev.heap.makeList({y, places});
}

static Value dilation2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Dilation2D");
  Layout layout;
  Value x = imagesOf(ev, call, "input", layout);
  return scope.finish(convolve(ev, call, &OpMaker::dilation2d, x,
                               call["filter"], layout, "rates"));
}

static Value extractPatches(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "ExtractImagePatches");
  Layout layout;
  Value x = imagesOf(ev, call, "images", layout);
  auto ksize = spatialInts(call, "ksizes", layout);
  auto strides = spatialInts(call, "strides", layout);
  auto rates = spatialInts(call, "rates", layout);
  Padding padding = paddingOf(ev, call, layout);
  return scope.finish(OpMaker(ev, call.loc)
                          .extract_image_patches(x, ksize, strides,
                                                 padding.kind, rates,
                                                 padding.pads));
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
