// Reads TensorFlow's checkpoints (V2, "tensor bundles"): PREFIX.index and the
// data files PREFIX.data-00000-of-0000N.
//
//   Bundle bundle;
//   if (Status status = bundle.open("model.ckpt"); !status.ok())
//     ...
//   for (const Tensor &tensor : bundle.tensors())
//     ... bundle.read(tensor.name, data, tensor.bytes)
//
// Nothing in the files is trusted: a broken checkpoint gives a Status that
// names the file and what is wrong. No exceptions, and no memory beyond a
// multiple of the sizes of the files. Needs the C++ library and POSIX only.
#ifndef TFC_RUNTIME_CHECKPOINT_BUNDLE_H
#define TFC_RUNTIME_CHECKPOINT_BUNDLE_H

#include "checkpoint/Slice.h"
#include "checkpoint/Status.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tfc::checkpoint {

/// The place of a tensor's elements, which only the reader uses.
struct Place {
  uint32_t shard = 0;
  uint32_t crc = 0; // masked
  uint64_t offset = 0;
  uint64_t size = 0;
  std::vector<TensorSlice> slices; // if any, they hold the elements instead
};

/// A tensor of a checkpoint.
struct Tensor {
  std::string name;
  uint32_t dtype = 0; // tfc_dtype, or one of TensorFlow's that tfc_dtype lacks
  Shape shape;        // no dimension is negative
  int64_t elements = 0; // their product
  /// Size of the elements; 0 for strings, whose sizes stand in the data, and
  /// for types that tfc_dtype lacks.
  int64_t bytes = 0;
  Place place;
};

/// A checkpoint open for reading. Reads may run at the same time.
class Bundle {
public:
  /// Reads the index and checks every entry against the sizes of the data
  /// files; the data themselves are checked when they are read. NOT_FOUND
  /// when a file is missing; DATA_LOSS when one is broken; UNIMPLEMENTED for
  /// big-endian data. Opening again replaces what was open.
  Status open(const std::string &prefix);

  /// Sorted by name.
  const std::vector<Tensor> &tensors() const { return allTensors; }
  /// Null when there is none of this name.
  const Tensor *find(std::string_view name) const;

  /// Reads a tensor, a partitioned one as a whole. `bytes` must be the
  /// tensor's. NOT_FOUND "Key X not found in checkpoint"; DATA_LOSS when the
  /// checksum differs, and then `data` holds nothing of use.
  Status read(std::string_view name, void *data, size_t bytes) const;

  /// Reads a box out of a tensor. INVALID_ARGUMENT when it does not lie in it
  /// or has another size.
  Status readSlice(std::string_view name, const TensorSlice &slice, void *data,
                   size_t bytes) const;

  /// Reads a tensor of strings.
  Status readStrings(std::string_view name,
                     std::vector<std::string> &values) const;

private:
  Status readHeader(std::string_view message);
  Status addEntry(std::string_view key, std::string_view message);
  /// The place and the size against the shape and the data file.
  Status checkPlace(Tensor &tensor);
  /// All tensors together against all data files.
  Status checkSizes() const;
  /// That the slices of a partitioned tensor are there and fit.
  Status checkSlices(const Tensor &tensor, uint64_t allData) const;

  Status findKey(std::string_view name, const Tensor *&tensor) const;
  /// The elements of a tensor without slices.
  Status readPlace(const Tensor &tensor, void *data) const;
  Status readSlices(const Tensor &tensor, char *data) const;
  std::string indexPath() const { return prefix + ".index"; }
  std::string shardPath(uint32_t shard) const;

  std::string prefix;
  uint32_t numShards = 0;
  std::map<uint32_t, uint64_t> shardSizes; // of those that entries name
  std::vector<Tensor> allTensors;
  std::map<std::string, Tensor, std::less<>> slices; // by their keys
};

/// The size of an element; 0 for strings and what tfc_dtype does not have.
size_t elementSize(uint32_t dtype);

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_BUNDLE_H
