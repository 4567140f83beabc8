// Pieces of partitioned variables, and the keys under which they are stored.
#ifndef TFC_RUNTIME_CHECKPOINT_SLICEKEY_H
#define TFC_RUNTIME_CHECKPOINT_SLICEKEY_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tfc::checkpoint {

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

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_SLICEKEY_H
