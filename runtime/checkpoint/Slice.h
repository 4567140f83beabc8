// Boxes out of tensors: the pieces of partitioned variables, the keys under
// which they are stored, and the text that names them in a graph.
#ifndef TFC_RUNTIME_CHECKPOINT_SLICE_H
#define TFC_RUNTIME_CHECKPOINT_SLICE_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tfc::checkpoint {

using Shape = std::vector<int64_t>;

/// A range of one dimension; a length of -1 is all of the dimension.
struct Extent {
  int64_t start = 0;
  int64_t length = -1;
};

/// A box out of a tensor: an extent per dimension.
using TensorSlice = std::vector<Extent>;

/// The key of a slice of `tensor`: byte strings that sort as the (name, box)
/// pairs do (TensorFlow's ordered code), starting with a zero byte, which no
/// name of a tensor does.
std::string sliceKey(std::string_view tensor, const TensorSlice &slice);

/// Parses what a RestoreV2 op says of a slice: the dimensions of the whole
/// tensor and an extent for each, "4 3 0,2:-". False when the text is not that.
bool parseShapeAndSlice(std::string_view text, Shape &shape,
                        TensorSlice &slice);

/// The shape of a slice of a tensor; false when it does not lie in it.
bool shapeOfSlice(const Shape &tensor, const TensorSlice &slice,
                  Shape &sliceShape);

/// Calls use(element, row) for the rows of a slice that has elements, in order:
/// where the row begins in the tensor and how long it is. Stops at false and
/// returns that.
template <typename Use>
bool forEachRow(const Shape &tensor, const TensorSlice &slice,
                const Shape &sliceShape, Use use) {
  size_t rank = sliceShape.size();
  int64_t row = rank ? sliceShape[rank - 1] : 1;
  Shape index(rank, 0);
  for (;;) {
    int64_t element = 0;
    for (size_t i = 0; i < rank; ++i)
      element = element * tensor[i] + slice[i].start + index[i];
    if (!use(element, row))
      return false;
    // The next row: an odometer over all dimensions but the last.
    size_t i = rank ? rank - 1 : 0;
    while (i > 0 && ++index[i - 1] == sliceShape[i - 1])
      index[--i] = 0;
    if (i == 0)
      return true;
  }
}

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_SLICE_H
