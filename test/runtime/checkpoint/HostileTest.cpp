// Checkpoints that are broken or forged: each gives one line, and no memory is
// taken for what a file only claims.
#include "BundleWriter.h"
#include "checkpoint/Bundle.h"
#include "checkpoint/File.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sys/stat.h>

using namespace tfc::checkpoint;

namespace {

class HostileTest : public ::testing::Test {
protected:
  void SetUp() override {
    folder = ::testing::TempDir() + "tfc_hostile_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    prefix = folder + "/model";
    writer.add("a", 1, {2}, floats({1, 2}));
    writer.addStrings("s", {"one", "two"});
  }

  /// Opens and reads all there is; the first failure.
  Status readAll() {
    Bundle bundle;
    if (Status status = bundle.open(prefix); !status.ok())
      return status;
    for (const Tensor &tensor : bundle.tensors()) {
      std::vector<std::string> strings;
      std::string bytes(size_t(tensor.bytes), '\0');
      Status status =
          tensor.dtype == TFC_STRING
              ? bundle.readStrings(tensor.name, strings)
              : bundle.read(tensor.name, bytes.data(), bytes.size());
      if (!status.ok())
        return status;
    }
    return {};
  }

  /// The failure with this code, and words of its message.
  void expectError(tfc_code code, const std::string &words) {
    Status status = readAll();
    EXPECT_EQ(status.code, code) << status.message;
    EXPECT_NE(status.message.find(words), std::string::npos)
        << "got: " << status.message << "\nexpected: " << words;
    EXPECT_EQ(status.message.find('\n'), std::string::npos);
  }

  /// An entry "x" like this beside good ones.
  void expectEntryError(const TestEntry &entry, const std::string &words) {
    BundleWriter copy = writer;
    copy.entries["x"] = entry.message();
    ASSERT_TRUE(copy.write(prefix));
    expectError(TFC_DATA_LOSS, words);
  }

  std::string indexContent() {
    std::string content;
    EXPECT_TRUE(readFile(prefix + ".index", content).ok());
    return content;
  }

  std::string folder, prefix;
  BundleWriter writer;
};

TEST_F(HostileTest, MissingFiles) {
  expectError(TFC_NOT_FOUND, "model.index: No such file");
  ASSERT_TRUE(writer.write(prefix));
  std::filesystem::remove(prefix + ".data-00000-of-00001");
  expectError(TFC_NOT_FOUND, "model.data-00000-of-00001: No such file");
}

TEST_F(HostileTest, NoFiles) {
  std::filesystem::create_directories(prefix + ".index");
  expectError(TFC_INVALID_ARGUMENT, "not a regular file");
  std::filesystem::remove_all(prefix + ".index");
  ASSERT_EQ(mkfifo((prefix + ".index").c_str(), 0600), 0);
  expectError(TFC_INVALID_ARGUMENT, "not a regular file");
}

TEST_F(HostileTest, MissingKey) {
  ASSERT_TRUE(writer.write(prefix));
  Bundle bundle;
  ASSERT_TRUE(bundle.open(prefix).ok());
  Status status = bundle.read("b", nullptr, 0);
  EXPECT_EQ(status.code, TFC_NOT_FOUND);
  EXPECT_EQ(status.message, "Key b not found in checkpoint");
  std::vector<std::string> strings;
  EXPECT_EQ(bundle.readStrings("", strings).code, TFC_NOT_FOUND);
  status = bundle.read("a", nullptr, 4);
  EXPECT_EQ(status.code, TFC_INVALID_ARGUMENT);
  EXPECT_EQ(status.message, "tensor a has 8 bytes, not 4");
}

TEST_F(HostileTest, EveryTruncation) {
  ASSERT_TRUE(writer.write(prefix));
  std::string index = indexContent(), data = writer.data[0];
  for (size_t size = 0; size < index.size(); ++size) {
    ASSERT_TRUE(writeTestFile(prefix + ".index", index.substr(0, size)));
    ASSERT_EQ(readAll().code, TFC_DATA_LOSS) << size;
  }
  ASSERT_TRUE(writeTestFile(prefix + ".index", index));
  for (size_t size = 0; size < data.size(); ++size) {
    ASSERT_TRUE(
        writeTestFile(prefix + ".data-00000-of-00001", data.substr(0, size)));
    ASSERT_EQ(readAll().code, TFC_DATA_LOSS) << size;
  }
}

TEST_F(HostileTest, EveryFlippedBit) {
  ASSERT_TRUE(writer.write(prefix));
  std::string index = indexContent(), data = writer.data[0];
  // The block of facts, the footer's padding and unused blocks may change.
  size_t failures = 0;
  for (size_t bit = 0; bit < index.size() * 8; ++bit) {
    std::string changed = index;
    changed[bit / 8] ^= char(1 << bit % 8);
    ASSERT_TRUE(writeTestFile(prefix + ".index", changed));
    Status status = readAll();
    failures += !status.ok();
    if (bit / 8 < writer.entries.size() * 20) { // the block of the entries
      ASSERT_EQ(status.code, TFC_DATA_LOSS) << bit;
    }
  }
  EXPECT_GT(failures, index.size() * 8 / 2);
  ASSERT_TRUE(writeTestFile(prefix + ".index", index));
  for (size_t bit = 0; bit < data.size() * 8; ++bit) {
    std::string changed = data;
    changed[bit / 8] ^= char(1 << bit % 8);
    ASSERT_TRUE(writeTestFile(prefix + ".data-00000-of-00001", changed));
    ASSERT_EQ(readAll().code, TFC_DATA_LOSS) << bit;
  }
}

TEST_F(HostileTest, Sizes) {
  TestEntry good;
  good.shape = {2};
  good.size = 8;
  TestEntry entry = good;
  entry.offset = 1000;
  expectEntryError(entry, "8 bytes at offset 1000 do not lie in the");
  entry.offset = ~uint64_t(0) - 3;
  expectEntryError(entry, "do not lie in the");
  entry = good;
  entry.size = uint64_t(1) << 62;
  expectEntryError(entry, "do not lie in the");
  entry = good;
  entry.shape = {1000000000};
  expectEntryError(entry, "tensor x: the shape needs 4000000000 bytes, there "
                          "are 8");
  entry.shape = {int64_t(1) << 40, int64_t(1) << 40};
  expectEntryError(entry, "the shape has too many elements");
  entry.shape = {-2};
  expectEntryError(entry, "the entry of x is broken");
  entry = good;
  entry.shard = 7;
  expectEntryError(entry, "in data file 7 of 1");
  entry.shard = ~uint64_t(0);
  expectEntryError(entry, "the entry of x is broken");
  entry = good;
  entry.shape.assign(300, 1);
  expectEntryError(entry, "300 dimensions, the limit is 254");
  entry = good;
  entry.dtype = TFC_STRING;
  entry.shape = {1000};
  expectEntryError(entry, "1000 strings do not fit into 8 bytes");
}

TEST_F(HostileTest, SlicesThatAlias) {
  // A tensor of a terabyte whose slices all name the same few bytes.
  TestEntry whole;
  whole.shape = {int64_t(1) << 40};
  whole.slices = {{{0, 2}}, {{2, 2}}};
  for (const TensorSlice &slice : whole.slices)
    writer.add(sliceKey("x", slice), 1, {2}, floats({1, 2}));
  expectEntryError(whole, "tensor x: larger than the data files");
  whole.shape = {2};
  whole.slices = {{{0, 3}}};
  expectEntryError(whole, "a slice is missing");
  whole.dtype = TFC_STRING;
  expectEntryError(whole, "slices of a type that is not supported");
}

TEST_F(HostileTest, TensorsThatAlias) {
  TestEntry entry = writer.place(1, {100}, std::string(400, '\0'));
  for (int i = 0; i < 100; ++i)
    writer.entries["same_" + std::to_string(i)] = entry.message();
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_DATA_LOSS, "the tensors are larger than the data files");
}

TEST_F(HostileTest, Headers) {
  writer.entries[""] = "\x08\x01\x10\x01";
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_UNIMPLEMENTED, "big-endian");
  writer.entries[""] = "\x08\x01\x1a\x02\x10\x09";
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_UNIMPLEMENTED, "needs a reader of version 9");
  writer.entries[""] = "\xff";
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_DATA_LOSS, "the header is broken");
  std::map<std::string, std::string> entries = writer.entries;
  entries.erase("");
  ASSERT_TRUE(writeTestFile(prefix + ".index", buildTable(entries)));
  expectError(TFC_DATA_LOSS, "the header is missing");
  ASSERT_TRUE(writeTestFile(prefix + ".index", buildTable({})));
  expectError(TFC_DATA_LOSS, "the header is missing");
}

TEST_F(HostileTest, KeysOfManyBytes) {
  // Each key costs few bytes of the file and shares thousands.
  writer.restartInterval = 1000;
  std::string common(8000, 'k');
  std::string message = TestEntry().message();
  for (int i = 0; i < 20000; ++i)
    writer.entries[common + std::to_string(100000 + i)] =
        TestEntry{1, {0}, 0, 0, 0, maskCrc32c(0), {}}.message();
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_DATA_LOSS, "the keys take more than 64 times");
  writer.entries[std::string(9000, 'l')] = message;
  for (auto it = writer.entries.begin(); it != writer.entries.end();)
    it = it->first.size() > 8000 && it->first[0] == 'k'
             ? writer.entries.erase(it)
             : std::next(it);
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_DATA_LOSS, "a key of 9000 bytes, the limit is 8192");
}

TEST_F(HostileTest, Bools) {
  writer.add("flags", TFC_BOOL, {3}, std::string("\0\1\2", 3));
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_DATA_LOSS, "flags: a bool that is neither 0 nor 1");
}

TEST_F(HostileTest, UnknownTypes) {
  writer.add("variant", 21, {1}, "whatever");
  ASSERT_TRUE(writer.write(prefix));
  expectError(TFC_UNIMPLEMENTED,
              "tensor variant: elements of type 21 are not supported");
}

} // namespace
