// Functions on windows over images: convolution, pooling, patches.
#include "frontend/text/builtins/Windows.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

FailureOr<Layout> tfc::text::layoutOf(Evaluator &ev, Call &call,
                                      unsigned spatial) {
  static constexpr StringRef last[] = {"NWC", "NHWC", "NDHWC"};
  static constexpr StringRef first[] = {"NCW", "NCHW", "NCDHW"};
  FailureOr<StringRef> format =
      ev.toString(call["data_format"], call.locOf("data_format"),
                  call.function() + ": data_format");
  if (failed(format))
    return failure();
  StringRef expected = last[spatial - 1], other = first[spatial - 1];
  if (*format != expected && *format != other)
    return ev.error(call.locOf("data_format"),
                    call.function() + ": data_format must be '" + expected +
                        "' or '" + other + "', not '" + *format + "'");
  return Layout{spatial, *format == other};
}

static Result transpose(Evaluator &ev, const Value &x,
                        llvm::ArrayRef<int64_t> perm, SMLoc loc) {
  std::vector<Value> dims;
  for (int64_t dim : perm)
    dims.push_back(Value::of(dim));
  return ev.op("transpose", {x, ev.heap.makeList(std::move(dims))}, loc);
}

Result tfc::text::toLayout(Evaluator &ev, const Value &x, Layout layout,
                           SMLoc loc) {
  if (!layout.channelsFirst)
    return x;
  llvm::SmallVector<int64_t> perm{0, int64_t(layout.spatial) + 1};
  for (unsigned i = 0; i < layout.spatial; ++i)
    perm.push_back(1 + i);
  return transpose(ev, x, perm, loc);
}

static Result toChannelsLast(Evaluator &ev, const Value &x, Layout layout,
                             SMLoc loc) {
  if (!layout.channelsFirst)
    return x;
  llvm::SmallVector<int64_t> perm{0};
  for (unsigned i = 0; i < layout.spatial; ++i)
    perm.push_back(2 + i);
  perm.push_back(1);
  return transpose(ev, x, perm, loc);
}

static FailureOr<Value> input(Evaluator &ev, Call &call, StringRef parameter) {
  FailureOr<mlir::Value> tensor =
      ev.toTensor(call[parameter], {}, parameter, call.locOf(parameter),
                  call.function() + ": '" + parameter + "'");
  if (failed(tensor))
    return failure();
  return Value::tensor(*tensor);
}

FailureOr<Value> tfc::text::imagesOf(Evaluator &ev, Call &call,
                                     StringRef parameter, Layout layout) {
  static constexpr StringRef counts[] = {"three", "four", "five"};
  FailureOr<Value> x = input(ev, call, parameter);
  if (failed(x))
    return failure();
  if (ev.typeOf(*x).getRank() != int64_t(layout.spatial) + 2)
    return ev.error(call.locOf(parameter),
                    "shape mismatch: " + call.function() + ": '" + parameter +
                        "' must have " + counts[layout.spatial - 1] +
                        " dimensions, its shape is " +
                        shapeText(ev.typeOf(*x).getShape()));
  return toChannelsLast(ev, *x, layout, call.loc);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// The spatial numbers of an argument: a list of all dimensions, in which batch
/// and channel must be 1, of the spatial ones, or one for all of them.
static FailureOr<Value> spatialInts(Evaluator &ev, Call &call,
                                    StringRef parameter, Layout layout) {
  auto ints = ev.toInts(call[parameter], call.locOf(parameter),
                        call.function() + ": '" + parameter + "'");
  if (failed(ints))
    return failure();
  unsigned spatial = layout.spatial, first = layout.channelsFirst ? 2 : 1;
  llvm::SmallVector<int64_t> numbers(*ints);
  if (numbers.size() == 1)
    numbers.assign(spatial, numbers.front());
  if (numbers.size() == spatial + 2) {
    if (numbers[0] != 1 || numbers[layout.channelsFirst ? 1 : spatial + 1] != 1)
      return ev.error(call.locOf(parameter),
                      call.function() + ": '" + parameter +
                          "' must be 1 for batch and channel");
    numbers = llvm::SmallVector<int64_t>(
        llvm::ArrayRef(numbers).slice(first, spatial));
  }
  if (numbers.size() != spatial ||
      llvm::any_of(numbers, [](int64_t number) { return number < 1; }))
    return ev.error(
        call.locOf(parameter),
        call.function() + ": '" + parameter + "' must be " +
            (spatial == 2 ? "four positive ints, batch and channel among them, "
                            "or height and width"
                          : "five positive ints, batch and channel among them, "
                            "or depth, height and width"));
  std::vector<Value> values;
  for (int64_t number : numbers)
    values.push_back(Value::of(number));
  return ev.heap.makeList(std::move(values));
}

namespace {
struct Padding {
  Value kind, pads;
};
} // namespace

/// 'SAME', 'VALID', or a list of [before, after] for every dimension.
static FailureOr<Padding> paddingOf(Evaluator &ev, Call &call, Layout layout) {
  const Value &padding = call["padding"];
  Padding result;
  if (padding.isString()) {
    std::string text = padding.asString().upper();
    if (text != "SAME" && text != "VALID")
      return ev.error(call.locOf("padding"),
                      call.function() +
                          ": padding must be 'SAME' or 'VALID', "
                          "not '" +
                          padding.asString() + "'");
    result.kind = ev.heap.makeString(text);
    return result;
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
    return ev.error(call.locOf("padding"),
                    call.function() +
                        ": padding must be 'SAME', 'VALID' or a list of " +
                        (rank == 4 ? "four" : "five") +
                        " [before, after], with zeros for batch and channel");
  result.kind = Value::of(StringRef("EXPLICIT"));
  result.pads = ev.heap.makeList(std::move(edges));
  return result;
}

static unsigned spatialOf(const Call &call) {
  return call.function().contains("3d") ? 3 : 2;
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

/// conv2d, conv3d and depthwise_conv2d of x, channels last; numbers of windows
/// are arguments of the call. `dilations` is the parameter's name.
static Result convolve(Evaluator &ev, Call &call, StringRef op, const Value &x,
                       const Value &filter, Layout layout,
                       StringRef dilations) {
  FailureOr<Value> strides = spatialInts(ev, call, "strides", layout);
  if (failed(strides))
    return failure();
  FailureOr<Padding> padding = paddingOf(ev, call, layout);
  if (failed(padding))
    return failure();
  Value rates;
  if (!call[dilations].isNone()) {
    FailureOr<Value> given = spatialInts(ev, call, dilations, layout);
    if (failed(given))
      return failure();
    rates = *given;
  }
  return ev.op(op, {x, filter, *strides, padding->kind, rates, padding->pads},
               call.loc);
}

/// What `make` makes of the images of an argument, channels last, under the
/// name of the call and back in its data_format.
static Result
onImages(Evaluator &ev, Call &call, StringRef kind, unsigned spatial,
         StringRef parameter,
         llvm::function_ref<Result(const Value &x, Layout layout)> make) {
  NodeScope scope(ev, call, kind);
  FailureOr<Layout> layout = layoutOf(ev, call, spatial);
  if (failed(layout))
    return failure();
  FailureOr<Value> x = imagesOf(ev, call, parameter, *layout);
  if (failed(x))
    return failure();
  Result y = make(*x, *layout);
  y = failed(y) ? y : toLayout(ev, *y, *layout, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

static Result conv(Evaluator &ev, Call &call) {
  bool isVolume = spatialOf(call) == 3;
  return onImages(ev, call, isVolume ? "Conv3D" : "Conv2D", spatialOf(call),
                  "input", [&](const Value &x, Layout layout) {
                    return convolve(ev, call, isVolume ? "conv3d" : "conv2d", x,
                                    call["filter"], layout, "dilations");
                  });
}

/// A row is an image of height 1.
static Result conv1d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "conv1d");
  FailureOr<Layout> layout = layoutOf(ev, call, 1);
  if (failed(layout))
    return failure();
  FailureOr<Value> x = imagesOf(ev, call, "value", *layout);
  FailureOr<Value> filter = input(ev, call, "filters");
  if (failed(x) || failed(filter))
    return failure();
  auto number = [&](StringRef parameter) -> FailureOr<Value> {
    auto ints = ev.toInts(call[parameter], call.locOf(parameter),
                          call.function() + ": '" + parameter + "'");
    if (failed(ints))
      return failure();
    if (ints->size() == 3)
      ints = llvm::SmallVector<int64_t>{(*ints)[layout->channelsFirst ? 2 : 1]};
    if (ints->size() != 1 || ints->front() < 1)
      return ev.error(call.locOf(parameter), call.function() + ": '" +
                                                 parameter +
                                                 "' must be a positive int");
    return ev.heap.makeList({Value::of(int64_t(1)), Value::of(ints->front())});
  };
  FailureOr<Value> strides = number("stride");
  if (failed(strides))
    return failure();
  FailureOr<Value> dilations = number("dilations");
  FailureOr<Padding> padding = paddingOf(ev, call, *layout);
  if (failed(dilations) || failed(padding))
    return failure();
  Value one = Value::of(int64_t(1)), zero = Value::of(int64_t(0));
  Result images = ev.op("expand_dims", {*x, one}, call.loc);
  Result weights = ev.op("expand_dims", {*filter, zero}, call.loc);
  if (failed(images) || failed(weights))
    return failure();
  if (!padding->pads.isNone())
    padding->pads = ev.heap.makeList(
        {zero, zero, padding->pads.items()[0], padding->pads.items()[1]});
  Result y = ev.op(
      "conv2d",
      {*images, *weights, *strides, padding->kind, *dilations, padding->pads},
      call.loc);
  y = failed(y) ? y : ev.op("squeeze", {*y, ev.heap.makeList({one})}, call.loc);
  y = failed(y) ? y : toLayout(ev, *y, *layout, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

/// The gradient of a convolution with respect to its input, forwards.
static Result convTranspose(Evaluator &ev, Call &call) {
  bool isVolume = spatialOf(call) == 3;
  NodeScope scope(ev, call, isVolume ? "conv3d_transpose" : "conv2d_transpose");
  FailureOr<Layout> layout = layoutOf(ev, call, spatialOf(call));
  if (failed(layout))
    return failure();
  FailureOr<Value> strides = spatialInts(ev, call, "strides", *layout);
  FailureOr<Padding> padding = paddingOf(ev, call, *layout);
  if (failed(strides) || failed(padding))
    return failure();
  FailureOr<Value> dy = imagesOf(ev, call, "value", *layout);
  if (failed(dy))
    return failure();
  Result like = ev.call(
      "tf.zeros", {call["output_shape"], Value::dtype(ev.elementType(*dy))},
      call.loc);
  like = failed(like) ? like : toChannelsLast(ev, *like, *layout, call.loc);
  if (failed(like))
    return failure();
  Result y = ev.op(isVolume ? "conv3d_backprop_input" : "conv2d_backprop_input",
                   {*like, call["filter"], *dy, *strides, padding->kind,
                    Value(), padding->pads},
                   call.loc);
  y = failed(y) ? y : toLayout(ev, *y, *layout, call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

static Result depthwiseConv2d(Evaluator &ev, Call &call) {
  return onImages(ev, call, "depthwise", 2, "input",
                  [&](const Value &x, Layout layout) {
                    return convolve(ev, call, "depthwise_conv2d", x,
                                    call["filter"], layout, "rate");
                  });
}

/// A depthwise convolution, then a 1x1 convolution over the channels.
static Result separableConv2d(Evaluator &ev, Call &call) {
  return onImages(ev, call, "separable_conv2d", 2, "input",
                  [&](const Value &x, Layout layout) -> Result {
                    Result y =
                        convolve(ev, call, "depthwise_conv2d", x,
                                 call["depthwise_filter"], layout, "rate");
                    Value one = Value::of(int64_t(1));
                    return failed(y) ? y
                                     : ev.op("conv2d",
                                             {*y, call["pointwise_filter"],
                                              ev.heap.makeList({one, one}),
                                              Value::of(StringRef("VALID"))},
                                             call.loc);
                  });
}

static Result atrousConv2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "convolution");
  Layout layout;
  FailureOr<Value> x = imagesOf(ev, call, "value", layout);
  FailureOr<Padding> padding = paddingOf(ev, call, layout);
  if (failed(x) || failed(padding))
    return failure();
  FailureOr<Value> rates = spatialInts(ev, call, "rate", layout);
  if (failed(rates))
    return failure();
  Value one = Value::of(int64_t(1));
  Result y = ev.op("conv2d",
                   {*x, call["filters"], ev.heap.makeList({one, one}),
                    padding->kind, *rates, padding->pads},
                   call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

//===----------------------------------------------------------------------===//
// Pooling and patches
//===----------------------------------------------------------------------===//

static Result pool(Evaluator &ev, Call &call) {
  bool isMax = call.function().contains("max");
  bool isVolume = spatialOf(call) == 3;
  StringRef kind = isVolume ? (isMax ? "MaxPool3D" : "AvgPool3D")
                            : (isMax ? "MaxPool" : "AvgPool");
  StringRef op = isVolume ? (isMax ? "max_pool3d" : "avg_pool3d")
                          : (isMax ? "max_pool" : "avg_pool");
  return onImages(
      ev, call, kind, spatialOf(call), "value",
      [&](const Value &x, Layout layout) -> Result {
        FailureOr<Value> strides = spatialInts(ev, call, "strides", layout);
        if (failed(strides))
          return failure();
        FailureOr<Padding> padding = paddingOf(ev, call, layout);
        if (failed(padding))
          return failure();
        FailureOr<Value> ksize = spatialInts(ev, call, "ksize", layout);
        if (failed(ksize))
          return failure();
        return ev.op(op, {x, *ksize, *strides, padding->kind, padding->pads},
                     call.loc);
      });
}

static Result maxPoolWithArgmax(Evaluator &ev, Call &call) {
  FailureOr<Layout> layout = layoutOf(ev, call, 2);
  if (failed(layout))
    return failure();
  if (layout->channelsFirst)
    return ev.error(call.locOf("data_format"),
                    call.function() + ": data_format must be 'NHWC'");
  FailureOr<Value> ksize = spatialInts(ev, call, "ksize", *layout);
  FailureOr<Value> strides = spatialInts(ev, call, "strides", *layout);
  FailureOr<Padding> padding = paddingOf(ev, call, *layout);
  if (failed(ksize) || failed(strides) || failed(padding))
    return failure();
  FailureOr<Value> x = imagesOf(ev, call, "input", *layout);
  if (failed(x))
    return failure();
  return ev.op("max_pool_with_argmax",
               {*x, *ksize, *strides, padding->kind, padding->pads,
                call["include_batch_in_index"], call["output_dtype"]},
               call.loc);
}

static Result dilation2d(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "Dilation2D");
  Layout layout;
  FailureOr<Value> x = imagesOf(ev, call, "input", layout);
  if (failed(x))
    return failure();
  Result y =
      convolve(ev, call, "dilation2d", *x, call["filter"], layout, "rates");
  return failed(y) ? y : Result(scope.finish(y));
}

static Result extractPatches(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "ExtractImagePatches");
  Layout layout;
  FailureOr<Value> x = imagesOf(ev, call, "images", layout);
  if (failed(x))
    return failure();
  FailureOr<Value> ksize = spatialInts(ev, call, "ksizes", layout);
  FailureOr<Value> strides = spatialInts(ev, call, "strides", layout);
  FailureOr<Value> rates = spatialInts(ev, call, "rates", layout);
  FailureOr<Padding> padding = paddingOf(ev, call, layout);
  if (failed(ksize) || failed(strides) || failed(rates) || failed(padding))
    return failure();
  Result y = ev.op("extract_image_patches",
                   {*x, *ksize, *strides, padding->kind, *rates, padding->pads},
                   call.loc);
  return failed(y) ? y : Result(scope.finish(y));
}

void tfc::text::addWindowFunctions(FunctionTable &table) {
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
  for (const char *signature :
       {"tf.nn.depthwise_conv2d(input, filter, strides, padding, rate=None, "
        "data_format='NHWC', dilations:rate=None)",
        "tf.nn.depthwise_conv2d_native(input, filter, strides, padding, "
        "data_format='NHWC', rate=None, dilations:rate=None)"})
    table.add(signature, depthwiseConv2d);
  table.add("tf.nn.separable_conv2d(input, depthwise_filter, pointwise_filter, "
            "strides, padding, rate=None, data_format='NHWC', "
            "dilations:rate=None)",
            separableConv2d);
  table.add("tf.nn.atrous_conv2d(value, filters, rate, padding)", atrousConv2d);
  for (const char *signature :
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
        "data_format='NDHWC', input:value=None)"})
    table.add(signature, pool);
  table.add("tf.nn.max_pool_with_argmax(input, ksize, strides, padding, "
            "data_format='NHWC', output_dtype=None, "
            "include_batch_in_index=False)",
            maxPoolWithArgmax);
  table.add("tf.nn.dilation2d(input, filter, strides, rates, padding, "
            "filters:filter=None, dilations:rates=None)",
            dilation2d);
  for (const char *signature :
       {"tf.extract_image_patches(images, ksizes, strides, rates, padding, "
        "sizes:ksizes=None)",
        "tf.image.extract_image_patches(images, ksizes, strides, rates, "
        "padding, sizes:ksizes=None)",
        "tf.image.extract_patches(images, ksizes, strides, rates, padding, "
        "sizes:ksizes=None)"})
    table.add(signature, extractPatches);
}
