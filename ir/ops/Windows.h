//===- Windows.h - Windows over images: layouts, attributes, shapes -------===//
//
// The one reader of the attributes that ops on windows have (ir/ops/window.td).
// Frontends, shape rules, which verify ops too, and lowerings all ask it, so
// that they agree on every word. Its errors are TensorFlow's.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_OPS_WINDOWS_H
#define TFC_IR_OPS_WINDOWS_H

#include "ir/Shape.h"

#include "llvm/ADT/STLExtras.h"

#include <optional>
#include <string>

namespace tfc {

/// How the dimensions of a batch of images, volumes or rows are ordered: the
/// batch first, and the channels either last (NHWC) or second (NCHW).
struct DataFormat {
  unsigned spatial = 2; // 1: rows; 2: images; 3: volumes
  bool channelsFirst = false;

  /// The format that TensorFlow calls `name`; nothing, with `problem` set, if
  /// images of that many spatial dimensions cannot have it.
  static std::optional<DataFormat> parse(llvm::StringRef name, unsigned spatial,
                                         std::string &problem);

  /// "NHWC".
  llvm::StringRef name() const;
  /// "[batch, height, width, channels]".
  std::string describe() const;
  /// "height, width", the order of a filter's first dimensions.
  llvm::StringRef describeSpatial() const;

  unsigned rank() const { return spatial + 2; }
  unsigned channelAxis() const { return channelsFirst ? 1 : spatial + 1; }
  unsigned firstSpatialAxis() const { return channelsFirst ? 2 : 1; }

  /// The numbers for the spatial dimensions out of a list with `each` of them
  /// for every dimension.
  llvm::ArrayRef<int64_t> spatialPart(llvm::ArrayRef<int64_t> list,
                                      unsigned each = 1) const {
    return list.slice(each * firstSpatialAxis(), each * spatial);
  }
  /// A list for every dimension from its parts.
  llvm::SmallVector<int64_t> join(int64_t batch,
                                  llvm::ArrayRef<int64_t> spatialNumbers,
                                  int64_t channels) const;

  /// The transposition from this order to channels last, and back from it.
  llvm::SmallVector<int64_t> toChannelsLast() const;
  llvm::SmallVector<int64_t> fromChannelsLast() const;
};

/// Whether `word` is a kind of padding; `problem` is set if not.
bool isPadding(llvm::StringRef word, std::string &problem);

/// The attributes of an op on windows, checked: lists hold the spatial
/// dimensions alone.
struct WindowAttributes {
  DataFormat format;
  llvm::SmallVector<int64_t, 3> ksize; // none where a filter gives the size
  llvm::SmallVector<int64_t, 3> strides, dilations;
  llvm::StringRef padding;
  llvm::SmallVector<int64_t, 6> explicitPaddings; // none unless EXPLICIT

  /// Before and after spatial dimension i.
  llvm::ArrayRef<int64_t> explicitPair(unsigned i) const {
    llvm::ArrayRef<int64_t> all = explicitPaddings;
    return all.empty() ? all : all.slice(2 * i, 2);
  }
};

/// The attributes as they stand at an op; null for one that it does not have.
struct GivenWindow {
  std::optional<llvm::StringRef> dataFormat;
  std::optional<llvm::ArrayRef<int64_t>> ksize, dilations;
  llvm::ArrayRef<int64_t> strides, explicitPaddings;
  llvm::StringRef padding;
};

/// Checks all that does not depend on the image; nothing, with `problem` set,
/// if TensorFlow would refuse it.
std::optional<WindowAttributes>
readWindow(const GivenWindow &given, unsigned spatial, std::string &problem);

namespace detail {
template <typename Op>
using KsizeOf = decltype(std::declval<Op>().getKsize());
template <typename Op>
using DilationsOf = decltype(std::declval<Op>().getDilations());
template <typename Op>
using DataFormatOf = decltype(std::declval<Op>().getDataFormat());
} // namespace detail

/// The same for an op, or an adaptor of one, with attributes of window.td.
template <typename Op>
std::optional<WindowAttributes> readWindow(Op op, unsigned spatial,
                                           std::string &problem) {
  GivenWindow given;
  if constexpr (llvm::is_detected<detail::DataFormatOf, Op>::value)
    given.dataFormat = op.getDataFormat();
  if constexpr (llvm::is_detected<detail::KsizeOf, Op>::value)
    given.ksize = op.getKsize();
  if constexpr (llvm::is_detected<detail::DilationsOf, Op>::value)
    given.dilations = op.getDilations();
  given.strides = op.getStrides();
  given.explicitPaddings = op.getExplicitPaddings();
  given.padding = op.getPadding();
  return readWindow(given, spatial, problem);
}

/// The padding of one spatial dimension and how many windows there are.
struct WindowPadding {
  int64_t before = 0;
  int64_t after = 0;
  int64_t output = 0; // dynamic with a dynamic input
};
/// The windows along a dimension of size `input`. For a dynamic input before
/// and after are meaningful for VALID and EXPLICIT only. Nothing, with
/// `problem` set, if no window fits.
std::optional<WindowPadding> windowPadding(int64_t input, int64_t kernel,
                                           int64_t stride, int64_t dilation,
                                           llvm::StringRef padding,
                                           llvm::ArrayRef<int64_t> explicitPair,
                                           std::string &problem);

/// Checks that `image` has the rank of the format; the error says what it was
/// expected to be.
llvm::LogicalResult checkImage(const DataFormat &format,
                               llvm::ArrayRef<int64_t> image,
                               InferredTypes &types);

/// The shape of the result of an op on windows, in the image's layout: a window
/// for each place, and `channels`. An error where a window does not fit.
std::optional<llvm::SmallVector<int64_t>>
windowShape(const WindowAttributes &window, llvm::ArrayRef<int64_t> image,
            llvm::ArrayRef<int64_t> kernel, int64_t channels,
            InferredTypes &types);

/// The gradient `dy` must be compatible with what windowShape says.
llvm::LogicalResult
gradientShape(mlir::Value dy,
              const std::optional<llvm::SmallVector<int64_t>> &expected,
              InferredTypes &types);

/// readWindow for shape rules, which report to `types`.
template <typename Adaptor>
std::optional<WindowAttributes> inferWindow(Adaptor op, unsigned spatial,
                                            InferredTypes &types) {
  std::string problem;
  auto window = readWindow(op, spatial, problem);
  if (!window)
    (void)types.error(problem);
  return window;
}

} // namespace tfc

#endif // TFC_IR_OPS_WINDOWS_H
