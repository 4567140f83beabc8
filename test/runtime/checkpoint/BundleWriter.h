// Writes small checkpoints for tests: the index by LevelDB's own table builder,
// so that the reader is tested against the format and not against itself.
// Everything may be set to values that no honest writer would choose.
#ifndef TFC_TEST_CHECKPOINT_BUNDLEWRITER_H
#define TFC_TEST_CHECKPOINT_BUNDLEWRITER_H

#include "checkpoint/Crc32c.h"
#include "checkpoint/Slice.h"

#include "leveldb/env.h"
#include "leveldb/options.h"
#include "leveldb/table_builder.h"

#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace tfc::checkpoint {

inline void addVarint(std::string &to, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    to.push_back(char(value | 0x80));
  to.push_back(char(value));
}

inline void addNumberField(std::string &to, int number, uint64_t value) {
  addVarint(to, uint64_t(number) << 3);
  addVarint(to, value);
}

inline void addBytesField(std::string &to, int number,
                          const std::string &value) {
  addVarint(to, uint64_t(number) << 3 | 2);
  addVarint(to, value.size());
  to += value;
}

inline std::string floats(const std::vector<float> &values) {
  return {reinterpret_cast<const char *>(values.data()), values.size() * 4};
}

/// A BundleEntryProto to be.
struct TestEntry {
  uint64_t dtype = 1;
  std::vector<int64_t> shape;
  uint64_t shard = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
  uint32_t crc = 0;
  std::vector<TensorSlice> slices;

  std::string message() const {
    std::string text, shapeText;
    addNumberField(text, 1, dtype);
    for (int64_t dimension : shape) {
      std::string dim;
      addNumberField(dim, 1, uint64_t(dimension));
      addBytesField(shapeText, 2, dim);
    }
    addBytesField(text, 2, shapeText);
    if (shard)
      addNumberField(text, 3, shard);
    if (offset)
      addNumberField(text, 4, offset);
    if (size)
      addNumberField(text, 5, size);
    addVarint(text, 6 << 3 | 5);
    for (int i = 0; i < 4; ++i)
      text.push_back(char(crc >> 8 * i));
    for (const TensorSlice &slice : slices) {
      std::string sliceText;
      for (const Extent &extent : slice) {
        std::string extentText;
        if (extent.start)
          addNumberField(extentText, 1, uint64_t(extent.start));
        if (extent.length != -1)
          addNumberField(extentText, 2, uint64_t(extent.length));
        addBytesField(sliceText, 1, extentText);
      }
      addBytesField(text, 7, sliceText);
    }
    return text;
  }
};

/// A file in memory for LevelDB to write to.
class MemoryFile : public leveldb::WritableFile {
public:
  leveldb::Status Append(const leveldb::Slice &data) override {
    content.append(data.data(), data.size());
    return {};
  }
  leveldb::Status Close() override { return {}; }
  leveldb::Status Flush() override { return {}; }
  leveldb::Status Sync() override { return {}; }
  std::string content;
};

/// A table of these entries as LevelDB writes it.
inline std::string buildTable(const std::map<std::string, std::string> &entries,
                              bool compressed = false,
                              size_t blockSize = 262144,
                              int restartInterval = 16) {
  leveldb::Options options;
  options.compression =
      compressed ? leveldb::kSnappyCompression : leveldb::kNoCompression;
  options.block_size = blockSize;
  options.block_restart_interval = restartInterval;
  MemoryFile file;
  leveldb::TableBuilder builder(options, &file);
  for (auto &[key, value] : entries)
    builder.Add(key, value);
  builder.Finish();
  return file.content;
}

inline bool writeTestFile(const std::string &path, const std::string &content) {
  FILE *file = fopen(path.c_str(), "wb");
  if (!file)
    return false;
  bool done = fwrite(content.data(), 1, content.size(), file) == content.size();
  return fclose(file) == 0 && done;
}

class BundleWriter {
public:
  /// Appends `bytes` to the data of a shard and returns an entry of them.
  TestEntry place(uint64_t dtype, const std::vector<int64_t> &shape,
                  const std::string &bytes, uint64_t shard = 0) {
    if (data.size() <= shard)
      data.resize(shard + 1);
    TestEntry entry;
    entry.dtype = dtype;
    entry.shape = shape;
    entry.shard = shard;
    entry.offset = data[shard].size();
    entry.size = bytes.size();
    entry.crc = maskCrc32c(extendCrc32c(0, bytes.data(), bytes.size()));
    data[shard] += bytes;
    return entry;
  }

  void add(const std::string &name, uint64_t dtype,
           const std::vector<int64_t> &shape, const std::string &bytes,
           uint64_t shard = 0) {
    entries[name] = place(dtype, shape, bytes, shard).message();
  }

  void addStrings(const std::string &name,
                  const std::vector<std::string> &values) {
    std::string bytes, words;
    for (const std::string &value : values) {
      addVarint(bytes, value.size());
      uint32_t word = uint32_t(value.size());
      words.append(reinterpret_cast<char *>(&word), 4);
    }
    uint32_t sum = maskCrc32c(extendCrc32c(0, words.data(), words.size()));
    std::string sumBytes(reinterpret_cast<char *>(&sum), 4);
    bytes += sumBytes;
    words += sumBytes;
    for (const std::string &value : values) {
      bytes += value;
      words += value;
    }
    TestEntry entry = place(7, {int64_t(values.size())}, bytes);
    entry.crc = maskCrc32c(extendCrc32c(0, words.data(), words.size()));
    entries[name] = entry.message();
  }

  struct Contents {
    std::string index;
    std::vector<std::string> shards;
  };
  Contents contents() {
    if (data.empty())
      data.resize(1);
    if (!entries.count("")) {
      std::string header, version;
      addNumberField(header, 1, data.size());
      addNumberField(version, 1, 1);
      addBytesField(header, 3, version);
      entries[""] = header;
    }
    return {buildTable(entries, compressed, blockSize, restartInterval), data};
  }

  /// Writes PREFIX.index and the data files.
  bool write(const std::string &prefix) {
    Contents files = contents();
    size_t count = files.shards.size();
    for (size_t i = 0; i < count; ++i) {
      char suffix[48];
      snprintf(suffix, sizeof suffix, ".data-%05zu-of-%05zu", i, count);
      if (!writeTestFile(prefix + suffix, files.shards[i]))
        return false;
    }
    return writeTestFile(prefix + ".index", files.index);
  }

  std::map<std::string, std::string> entries; // messages by key
  std::vector<std::string> data;              // by shard
  bool compressed = false;
  size_t blockSize = 262144;
  int restartInterval = 16;
};

} // namespace tfc::checkpoint

#endif // TFC_TEST_CHECKPOINT_BUNDLEWRITER_H
