// Broken checkpoints for the reader: as bytes, as bytes with right checksums,
// and as well formed tables of broken entries. See Driver.h for the options.
#include "../runtime/checkpoint/BundleWriter.h"
#include "Driver.h"
#include "Mutate.h"
#include "checkpoint/Bundle.h"
#include "checkpoint/Wire.h"

namespace tfc::fuzz {

using checkpoint::BundleWriter;

/// Every kind of entry: numbers, strings, a partitioned tensor, two shards.
static BundleWriter sample() {
  BundleWriter writer;
  writer.blockSize = 128; // several blocks
  writer.add("dense/kernel", 1, {2, 2}, checkpoint::floats({1, 2, 3, 4}));
  writer.add("dense/bias", 1, {2}, checkpoint::floats({0, 1}), 1);
  writer.add("flag", 10, {2}, std::string("\0\1", 2));
  writer.add("step", 9, {}, std::string("\5\0\0\0\0\0\0\0", 8));
  writer.addStrings("names", {"one", "", "three"});
  checkpoint::TestEntry whole;
  whole.shape = {3, 2};
  whole.slices = {{{0, 2}, {0, -1}}, {{2, 1}, {0, -1}}};
  writer.add(checkpoint::sliceKey("parts", whole.slices[0]), 1, {2, 2},
             checkpoint::floats({1, 2, 3, 4}));
  writer.add(checkpoint::sliceKey("parts", whole.slices[1]), 1, {1, 2},
             checkpoint::floats({5, 6}));
  writer.entries["parts"] = whole.message();
  return writer;
}

/// The places of the blocks of a table: those of the index, and the index
/// itself.
static std::vector<std::pair<uint64_t, uint64_t>>
blocksOf(std::string_view table) {
  using namespace checkpoint;
  std::vector<std::pair<uint64_t, uint64_t>> blocks;
  std::string_view footer = table.substr(table.size() - 48);
  uint64_t skipped, offset, size;
  takeVarint(footer, skipped);
  takeVarint(footer, skipped);
  takeVarint(footer, offset);
  takeVarint(footer, size);
  blocks.push_back({offset, size});
  std::string_view index = table.substr(offset, size);
  uint64_t restarts;
  std::string_view tail = index.substr(index.size() - 4);
  takeFixed(tail, 4, restarts);
  index.remove_suffix(4 + 4 * restarts);
  while (!index.empty()) {
    uint64_t shared, rest, valueSize;
    std::string_view key, value;
    takeVarint(index, shared);
    takeVarint(index, rest);
    takeVarint(index, valueSize);
    takeBytes(index, rest, key);
    takeBytes(index, valueSize, value);
    takeVarint(value, offset);
    takeVarint(value, size);
    blocks.push_back({offset, size});
  }
  return blocks;
}

/// Changes bytes inside of blocks and puts right checksums behind them.
static void mutateBlocks(std::string &table, Random &random) {
  auto blocks = blocksOf(table);
  for (size_t i = 0, n = random.below(4) + 1; i < n; ++i) {
    auto [offset, size] = blocks[random.below(blocks.size())];
    // The byte behind the block says how it is compressed.
    size_t at = offset + random.below(size + 1);
    table[at] = random.oneIn(2) ? char(table[at] ^ 1 << random.below(8))
                                : char(extremeNumber(random));
  }
  for (auto [offset, size] : blocks) {
    uint32_t crc = checkpoint::maskCrc32c(
        checkpoint::extendCrc32c(0, table.data() + offset, size + 1));
    memcpy(table.data() + offset + size + 1, &crc, 4);
  }
}

struct CheckpointFuzzer : Fuzzer {
  CheckpointFuzzer() {
    kind = "checkpoint";
    limits.seconds = 5;
    limits.megabytes = 64;
  }

  Files make(uint64_t, Random &random) override {
    BundleWriter writer = sample();
    writer.compressed = random.oneIn(3);
    size_t way = random.below(4);
    if (way == 0)
      for (size_t i = 0, n = random.below(3) + 1; i < n; ++i) {
        auto entry = writer.entries.begin(), other = entry;
        std::advance(entry, random.below(writer.entries.size()));
        std::advance(other, random.below(writer.entries.size()));
        mutateBytes(entry->second, other->second, random);
        if (random.oneIn(8)) {
          std::string key = entry->first;
          mutateBytes(key, other->first, random);
          writer.entries[key] = entry->second;
        }
      }
    BundleWriter::Contents contents = writer.contents();
    if (way == 1)
      mutateBlocks(contents.index, random);
    if (way >= 2) {
      std::string &target =
          way == 2 ? contents.index
                   : contents.shards[random.below(contents.shards.size())];
      for (size_t i = 0, n = random.below(4) + 1; i < n; ++i)
        mutateBytes(target, contents.index, random);
    }
    return {{"c.index", contents.index},
            {"c.data-00000-of-00002", contents.shards[0]},
            {"c.data-00001-of-00002", contents.shards[1]}};
  }

  std::string run(const std::string &folder, uint64_t,
                  bool &accepted) override {
    checkpoint::Bundle bundle;
    if (auto status = bundle.open(folder + "/c"); !status.ok())
      return status.message;
    for (const checkpoint::Tensor &tensor : bundle.tensors()) {
      std::vector<std::string> strings;
      std::string bytes(size_t(tensor.bytes), '\0');
      auto status = tensor.dtype == TFC_STRING
                        ? bundle.readStrings(tensor.name, strings)
                        : bundle.read(tensor.name, bytes.data(), bytes.size());
      if (!status.ok())
        return status.message;
    }
    accepted = true;
    return "";
  }
};

} // namespace tfc::fuzz

int main(int argc, char **argv) {
  tfc::fuzz::CheckpointFuzzer fuzzer;
  return tfc::fuzz::fuzz(fuzzer, argc, argv);
}
