//===- Windows.cpp - Windows over images: layouts, attributes, shapes -----===//

#include "ir/ops/Windows.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral lastNames[] = {"NWC", "NHWC", "NDHWC"};
static constexpr llvm::StringLiteral firstNames[] = {"NCW", "NCHW", "NCDHW"};

/// TensorFlow's sentence about an attribute that must be one of few words.
static std::string notAllowed(StringRef attribute, StringRef given,
                              ArrayRef<StringRef> allowed) {
  std::string text = ("Value for attr '" + attribute + "' of \"" + given +
                      "\" is not in the list of allowed values: ")
                         .str();
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(allowed, os,
                        [&](StringRef word) { os << '"' << word << '"'; });
  return text;
}

std::optional<DataFormat> DataFormat::parse(StringRef name, unsigned spatial,
                                            std::string &problem) {
  StringRef last = lastNames[spatial - 1], first = firstNames[spatial - 1];
  if (name == last || name == first)
    return DataFormat{spatial, name == first};
  problem = notAllowed("data_format", name, {last, first});
  return std::nullopt;
}

StringRef DataFormat::name() const {
  return channelsFirst ? firstNames[spatial - 1] : lastNames[spatial - 1];
}

StringRef DataFormat::describeSpatial() const {
  static constexpr llvm::StringLiteral names[] = {"width", "height, width",
                                                  "depth, height, width"};
  return names[spatial - 1];
}

std::string DataFormat::describe() const {
  return (channelsFirst ? "[batch, channels, " + describeSpatial() + "]"
                        : "[batch, " + describeSpatial() + ", channels]")
      .str();
}

SmallVector<int64_t> DataFormat::join(int64_t batch,
                                      ArrayRef<int64_t> spatialNumbers,
                                      int64_t channels) const {
  SmallVector<int64_t> list{batch};
  llvm::append_range(list, spatialNumbers);
  list.insert(list.begin() + channelAxis(), channels);
  return list;
}

SmallVector<int64_t> DataFormat::toChannelsLast() const {
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(0, spatial + 2));
  std::rotate(axes.begin() + 1, axes.begin() + 1 + channelsFirst, axes.end());
  return axes;
}

SmallVector<int64_t> DataFormat::fromChannelsLast() const {
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(0, spatial + 2));
  std::rotate(axes.begin() + 1, axes.end() - channelsFirst, axes.end());
  return axes;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

bool isPadding(StringRef word, std::string &problem) {
  StringRef words[] = {"SAME", "VALID", "EXPLICIT"};
  if (llvm::is_contained(words, word))
    return true;
  problem = notAllowed("padding", word, words);
  return false;
}

namespace {
/// Reads the attributes of one op; the first problem stays.
class Reader {
public:
  Reader(const GivenWindow &given, unsigned spatial, std::string &problem)
      : given(given), problem(problem) {
    window.format.spatial = spatial;
  }

  std::optional<WindowAttributes> read() {
    if (!readFormat() || !readNumbers("strides", given.strides, window.strides))
      return std::nullopt;
    if (!given.dilations)
      window.dilations.assign(window.format.spatial, 1);
    else if (!readNumbers("dilations", *given.dilations, window.dilations))
      return std::nullopt;
    if (given.ksize && !readNumbers("ksize", *given.ksize, window.ksize))
      return std::nullopt;
    return readPadding() ? std::optional(window) : std::nullopt;
  }

private:
  bool wrong(const llvm::Twine &text) {
    problem = text.str();
    return false;
  }

  bool readFormat() {
    if (!given.dataFormat)
      return true;
    auto format =
        DataFormat::parse(*given.dataFormat, window.format.spatial, problem);
    if (!format)
      return false;
    window.format = *format;
    return true;
  }

  /// TensorFlow's words for a window that moves over batch or channels.
  std::string notSpatial(StringRef name) const {
    if (given.ksize && given.dilations)
      return ("Only support " + name + " across space").str();
    if (given.ksize)
      return "Pooling is not yet supported on the batch nor channel dimension";
    return ("Current implementation does not yet support " + name +
            " in the batch and depth dimensions")
        .str();
  }

  bool readNumbers(StringRef name, ArrayRef<int64_t> list,
                   SmallVectorImpl<int64_t> &numbers) {
    const DataFormat &format = window.format;
    if (list.size() != format.rank())
      return wrong("Sliding window " + name + " field must specify " +
                   llvm::Twine(format.rank()) + " dimensions, got " +
                   formatShape(list));
    if (list[0] != 1 || list[format.channelAxis()] != 1)
      return wrong(notSpatial(name) + ", got " + formatShape(list));
    llvm::append_range(numbers, format.spatialPart(list));
    if (llvm::any_of(numbers, [](int64_t number) { return number < 1; }))
      return wrong("Sliding window " + name + " should be larger than 0, got " +
                   formatShape(list));
    return true;
  }

  bool readPadding() {
    if (!isPadding(given.padding, problem))
      return false;
    window.padding = given.padding;
    ArrayRef<int64_t> pads = given.explicitPaddings;
    if (given.padding != "EXPLICIT")
      return pads.empty() ||
             wrong("explicit_paddings attribute must be empty if the padding "
                   "attribute is not EXPLICIT");
    const DataFormat &format = window.format;
    if (pads.size() != 2 * format.rank())
      return wrong("explicit_paddings attribute must contain " +
                   llvm::Twine(2 * format.rank()) +
                   " values, but got: " + llvm::Twine(pads.size()));
    if (llvm::any_of(pads, [](int64_t pad) { return pad < 0; }))
      return wrong("All elements of explicit_paddings must be nonnegative");
    for (unsigned axis : {0u, format.channelAxis()})
      if (pads[2 * axis] != 0 || pads[2 * axis + 1] != 0)
        return wrong("Nonzero explicit padding in the batch or depth "
                     "dimensions is not supported");
    llvm::append_range(window.explicitPaddings, format.spatialPart(pads, 2));
    return true;
  }

  const GivenWindow &given;
  std::string &problem;
  WindowAttributes window;
};
} // namespace

std::optional<WindowAttributes>
readWindow(const GivenWindow &given, unsigned spatial, std::string &problem) {
  return Reader(given, spatial, problem).read();
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

// A window of k cells that are d apart spans (k - 1) * d + 1 elements. SAME has
// a window for every stride begun, and pads what the windows reach beyond the
// input, an odd element behind it. For k = 3, d = 1, stride 2:
//
//   input 5: ceil(5 / 2) = 3 windows reach 2 * 2 + 3 = 7, so 1 before, 1 behind
//            p 0 1 2 3 4 p
//            [---]               window 0: p 0 1
//                [---]           window 1: 1 2 3
//                    [---]       window 2: 3 4 p
//   input 6: 3 windows reach 7 too, so 0 before, 1 behind
//
// VALID has the windows that fit, ceil((input - span + 1) / stride). So says
// core/framework/kernel_shape_util.cc of TensorFlow.
std::optional<WindowPadding> windowPadding(int64_t input, int64_t kernel,
                                           int64_t stride, int64_t dilation,
                                           StringRef padding,
                                           ArrayRef<int64_t> explicitPair,
                                           std::string &problem) {
  constexpr int64_t limit = int64_t(1) << 31;
  WindowPadding result;
  if (kernel < 1 || stride < 1 || dilation < 1 || kernel > limit ||
      dilation > limit || stride > limit ||
      llvm::any_of(explicitPair, [](int64_t pad) { return pad > limit; })) {
    problem = "sizes, strides, dilations and paddings of windows are 1 to 2^31";
    return std::nullopt;
  }
  bool isDynamic = input == ShapedType::kDynamic;
  int64_t span = (kernel - 1) * dilation + 1;
  if (padding == "SAME") {
    if (isDynamic) {
      result.output = ShapedType::kDynamic;
      return result;
    }
    result.output = llvm::divideCeilSigned(input, stride);
    int64_t total =
        std::max<int64_t>(0, (result.output - 1) * stride + span - input);
    result.before = total / 2;
    result.after = total - result.before;
    return result;
  }
  if (padding == "EXPLICIT") {
    result.before = explicitPair[0];
    result.after = explicitPair[1];
  }
  if (isDynamic) {
    result.output = ShapedType::kDynamic;
    return result;
  }
  int64_t padded = input + result.before + result.after;
  if (padded < span) {
    problem = "Negative dimension size caused by subtracting " +
              std::to_string(span) + " from " + std::to_string(padded);
    return std::nullopt;
  }
  result.output = (padded - span) / stride + 1;
  return result;
}

LogicalResult checkImage(const DataFormat &format, ArrayRef<int64_t> image,
                         InferredTypes &types) {
  if (image.size() == format.rank())
    return success();
  return types.error("expected " + llvm::Twine(format.rank()) + " dimensions " +
                     format.describe() + ", got " + formatShape(image));
}

std::optional<SmallVector<int64_t>>
windowShape(const WindowAttributes &window, ArrayRef<int64_t> image,
            ArrayRef<int64_t> kernel, int64_t channels, InferredTypes &types) {
  const DataFormat &format = window.format;
  if (failed(checkImage(format, image, types)))
    return std::nullopt;
  if (ShapedType::isDynamicShape(kernel)) {
    (void)types.error("the filter's size must be known when compiling");
    return std::nullopt;
  }
  SmallVector<int64_t> places;
  for (auto [i, size] : llvm::enumerate(format.spatialPart(image))) {
    std::string problem;
    auto padding =
        windowPadding(size, kernel[i], window.strides[i], window.dilations[i],
                      window.padding, window.explicitPair(i), problem);
    if (!padding) {
      (void)types.error(problem + ": a window of " + formatShape(kernel) +
                        " does not fit an image of shape " +
                        formatShape(image) + " with padding " + window.padding);
      return std::nullopt;
    }
    places.push_back(padding->output);
  }
  return format.join(image.front(), places, channels);
}

LogicalResult gradientShape(Value dy,
                            const std::optional<SmallVector<int64_t>> &expected,
                            InferredTypes &types) {
  if (!expected)
    return failure();
  if (succeeded(verifyCompatibleShape(*expected, shapeOf(dy))))
    return success();
  return types.error("the gradient has shape " + formatShape(dy.getType()) +
                     ", expected " + formatShape(*expected));
}

} // namespace tfc
