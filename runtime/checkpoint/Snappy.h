// Snappy's block format, in which old checkpoints may hold their index.
#ifndef TFC_RUNTIME_CHECKPOINT_SNAPPY_H
#define TFC_RUNTIME_CHECKPOINT_SNAPPY_H

#include <string>
#include <string_view>

namespace tfc::checkpoint {

/// Decodes `input` into `output`; false when it is not Snappy data. Output is
/// at most 64 times as long as the input: no valid data expands further.
bool decodeSnappy(std::string_view input, std::string &output);

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_SNAPPY_H
