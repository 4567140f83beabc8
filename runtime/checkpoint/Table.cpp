//===- Table.cpp - a reader of LevelDB's tables -------------------------===//
#include "checkpoint/Table.h"
#include "checkpoint/Crc32c.h"
#include "checkpoint/Snappy.h"
#include "checkpoint/Wire.h"

using namespace tfc::checkpoint;

static constexpr size_t footerSize = 48;
static constexpr uint64_t magic = 0xdb4775248b80fb57u;
/// After each block: how it is compressed, and a checksum of both.
static constexpr size_t trailerSize = 5;
enum Compression : uint8_t { None, Snappy };

/// A longer key is no tensor's name; without a limit, entries of a few bytes
/// that share one long key would fill the memory.
static constexpr size_t maxKeySize = 8192;

namespace {

/// The place of a block in the file, without its trailer.
struct BlockHandle {
  uint64_t offset;
  uint64_t size;
};

class TableReader {
public:
  TableReader(std::string_view file, const TableVisitor &visit)
      : file(file), visit(visit), keyBytesLeft(file.size() * 64) {}

  Status read();

private:
  /// The bytes of a block: of the file, or decompressed into `storage`.
  Status readBlock(BlockHandle handle, std::string &storage,
                   std::string_view &block);
  /// Calls `use` for the entries of a block.
  Status forEachEntry(std::string_view block, const TableVisitor &use);
  Status visitDataBlock(std::string_view handleBytes);

  std::string_view file;
  const TableVisitor &visit;
  size_t keyBytesLeft;
  uint64_t dataEnd = 0; // where the last data block ended
  std::string lastKey;
  bool hasLastKey = false;
};

} // namespace

static Status corrupt(std::string message) {
  return error(TFC_DATA_LOSS, std::move(message));
}

static bool takeHandle(std::string_view &bytes, BlockHandle &handle) {
  return takeVarint(bytes, handle.offset) && takeVarint(bytes, handle.size);
}

Status TableReader::readBlock(BlockHandle handle, std::string &storage,
                              std::string_view &block) {
  size_t limit = file.size() - footerSize;
  if (handle.offset > limit || handle.size > limit - handle.offset ||
      limit - handle.offset - handle.size < trailerSize)
    return corrupt("a block of " + std::to_string(handle.size) +
                   " bytes at offset " + std::to_string(handle.offset) +
                   " does not lie in the file's " +
                   std::to_string(file.size()) + " bytes");
  block = file.substr(handle.offset, handle.size);
  std::string_view trailer = file.substr(handle.offset + handle.size);
  auto compression = uint8_t(trailer[0]);
  trailer.remove_prefix(1);
  uint64_t stored = 0;
  (void)takeFixed(trailer, 4, stored);
  uint32_t crc = extendCrc32c(0, block.data(), block.size() + 1);
  if (maskCrc32c(crc) != stored)
    return corrupt("checksum mismatch in the block at offset " +
                   std::to_string(handle.offset));
  if (compression == None)
    return {};
  if (compression != Snappy)
    return corrupt("unknown compression " + std::to_string(compression) +
                   " of the block at offset " + std::to_string(handle.offset));
  if (!decodeSnappy(block, storage))
    return corrupt("broken Snappy data in the block at offset " +
                   std::to_string(handle.offset));
  block = storage;
  return {};
}

Status TableReader::forEachEntry(std::string_view block,
                                 const TableVisitor &use) {
  // At the end stand the restart points, for searches, and their number.
  std::string_view tail =
      block.size() < 4 ? block : block.substr(block.size() - 4);
  uint64_t restarts;
  if (!takeFixed(tail, 4, restarts) || restarts > (block.size() - 4) / 4)
    return corrupt("a block without room for its restart points");
  block.remove_suffix(4 + 4 * restarts);

  std::string key;
  while (!block.empty()) {
    uint64_t shared, rest, valueSize;
    std::string_view suffix, value;
    if (!takeVarint(block, shared) || !takeVarint(block, rest) ||
        !takeVarint(block, valueSize) || !takeBytes(block, rest, suffix) ||
        !takeBytes(block, valueSize, value) || shared > key.size())
      return corrupt("a broken entry in a block");
    size_t size = shared + rest;
    if (size > maxKeySize)
      return corrupt("a key of " + std::to_string(size) +
                     " bytes, the limit is " + std::to_string(maxKeySize));
    if (size > keyBytesLeft)
      return corrupt("the keys take more than 64 times the file's size");
    keyBytesLeft -= size;
    key.resize(shared);
    key.append(suffix);
    if (Status status = use(key, value); !status.ok())
      return status;
  }
  return {};
}

Status TableReader::visitDataBlock(std::string_view handleBytes) {
  BlockHandle handle;
  if (!takeHandle(handleBytes, handle))
    return corrupt("a broken entry in the index of blocks");
  // In order and apart from each other, so that no byte is read twice.
  if (handle.offset < dataEnd)
    return corrupt("the block at offset " + std::to_string(handle.offset) +
                   " overlaps the one before it");
  std::string storage;
  std::string_view block;
  if (Status status = readBlock(handle, storage, block); !status.ok())
    return status;
  dataEnd = handle.offset + handle.size;
  return forEachEntry(block, [&](std::string_view key, std::string_view value) {
    if (hasLastKey && key <= lastKey)
      return corrupt("the keys are not in order");
    lastKey.assign(key);
    hasLastKey = true;
    return visit(key, value);
  });
}

Status TableReader::read() {
  if (file.size() < footerSize)
    return corrupt("too short for a table: " + std::to_string(file.size()) +
                   " bytes");
  std::string_view footer = file.substr(file.size() - footerSize);
  std::string_view end = footer.substr(footerSize - 8);
  uint64_t found = 0;
  (void)takeFixed(end, 8, found);
  if (found != magic)
    return corrupt("not a table (bad magic number), or truncated");
  // The first block, of a table's own facts, holds nothing for us.
  BlockHandle facts, index;
  if (!takeHandle(footer, facts) || !takeHandle(footer, index))
    return corrupt("a broken footer");
  std::string storage;
  std::string_view block;
  if (Status status = readBlock(index, storage, block); !status.ok())
    return status;
  return forEachEntry(block,
                      [&](std::string_view, std::string_view handleBytes) {
                        return visitDataBlock(handleBytes);
                      });
}

Status tfc::checkpoint::readTable(std::string_view file,
                                  const TableVisitor &visit) {
  return TableReader(file, visit).read();
}
