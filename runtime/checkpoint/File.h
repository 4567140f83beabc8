// Reading files by position, with their sizes known before memory is taken.
#ifndef TFC_RUNTIME_CHECKPOINT_FILE_H
#define TFC_RUNTIME_CHECKPOINT_FILE_H

#include "checkpoint/Status.h"

#include <string>

namespace tfc::checkpoint {

/// A regular file, open for reading.
class File {
public:
  File() = default;
  File(const File &) = delete;
  File &operator=(const File &) = delete;
  ~File();

  /// NOT_FOUND when there is no such file, INVALID_ARGUMENT for what is no
  /// regular file.
  Status open(const std::string &path);
  uint64_t size() const { return length; }
  /// DATA_LOSS when the file ends before `size` bytes.
  Status read(uint64_t offset, void *data, size_t size) const;

private:
  std::string path;
  int descriptor = -1;
  uint64_t length = 0;
};

/// All of a file.
Status readFile(const std::string &path, std::string &content);

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_FILE_H
