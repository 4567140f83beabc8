// Checkpoints that are as they should be, and real ones where there are any.
#include "checkpoint/Bundle.h"
#include "BundleWriter.h"
#include "checkpoint/Snappy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

using namespace tfc::checkpoint;

namespace {

class BundleTest : public ::testing::Test {
protected:
  /// The test may write here. Each test has a folder, as they run at once.
  std::string prefix(const std::string &name = "model") {
    std::string folder =
        ::testing::TempDir() + "tfc_bundle_" +
        ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder);
    return folder + "/" + name;
  }

  std::vector<float> readFloats(const Bundle &bundle, const std::string &name) {
    const Tensor *tensor = bundle.find(name);
    if (!tensor)
      return {};
    std::vector<float> values(size_t(tensor->elements));
    Status status = bundle.read(name, values.data(), values.size() * 4);
    EXPECT_TRUE(status.ok()) << status.message;
    return values;
  }
};

TEST_F(BundleTest, ListsAndReads) {
  BundleWriter writer;
  writer.add("dense/bias", 1, {2}, floats({0.5f, -1}));
  writer.add("dense/kernel", 1, {2, 2}, floats({1, 2, 3, 4}));
  int64_t step = 1234567890123;
  writer.add("global_step", 9, {}, {reinterpret_cast<char *>(&step), 8});
  writer.add("empty", 3, {0, 7}, "");
  ASSERT_TRUE(writer.write(prefix()));

  Bundle bundle;
  Status status = bundle.open(prefix());
  ASSERT_TRUE(status.ok()) << status.message;
  std::vector<std::string> names;
  for (const Tensor &tensor : bundle.tensors())
    names.push_back(tensor.name);
  EXPECT_EQ(names, (std::vector<std::string>{"dense/bias", "dense/kernel",
                                             "empty", "global_step"}));
  const Tensor *kernel = bundle.find("dense/kernel");
  ASSERT_TRUE(kernel);
  EXPECT_EQ(kernel->dtype, uint32_t(TFC_FLOAT32));
  EXPECT_EQ(kernel->shape, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(kernel->bytes, 16);
  EXPECT_EQ(readFloats(bundle, "dense/kernel"),
            (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(readFloats(bundle, "dense/bias"), (std::vector<float>{0.5f, -1}));
  int64_t read = 0;
  EXPECT_TRUE(bundle.read("global_step", &read, 8).ok());
  EXPECT_EQ(read, step);
  EXPECT_TRUE(bundle.read("empty", nullptr, 0).ok());
}

TEST_F(BundleTest, ManyBlocksSnappyAndShards) {
  BundleWriter writer;
  writer.compressed = true;
  writer.blockSize = 512;
  for (int i = 0; i < 1000; ++i)
    writer.add("layer_" + std::to_string(i) + "/a_long_common_name", 1, {1},
               floats({float(i)}), uint64_t(i % 3));
  ASSERT_TRUE(writer.write(prefix()));
  Bundle bundle;
  Status status = bundle.open(prefix());
  ASSERT_TRUE(status.ok()) << status.message;
  ASSERT_EQ(bundle.tensors().size(), 1000u);
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(readFloats(bundle,
                         "layer_" + std::to_string(i) + "/a_long_common_name"),
              std::vector<float>{float(i)});
}

TEST_F(BundleTest, Strings) {
  BundleWriter writer;
  std::vector<std::string> values = {"", "one", std::string(300, 'x'),
                                     std::string("\0\xff", 2)};
  writer.addStrings("names", values);
  ASSERT_TRUE(writer.write(prefix()));
  Bundle bundle;
  ASSERT_TRUE(bundle.open(prefix()).ok());
  std::vector<std::string> read;
  Status status = bundle.readStrings("names", read);
  EXPECT_TRUE(status.ok()) << status.message;
  EXPECT_EQ(read, values);
  EXPECT_EQ(bundle.read("names", nullptr, 0).code, TFC_UNIMPLEMENTED);
}

/// The partitioned variable w, 4x3, in rows 0..2 and 3, and in columns beyond.
TestEntry addPartitioned(BundleWriter &writer, const std::string &name,
                         const std::vector<TensorSlice> &slices) {
  TestEntry whole;
  whole.shape = {4, 3};
  whole.slices = slices;
  for (const TensorSlice &slice : slices) {
    std::vector<int64_t> shape;
    for (size_t i = 0; i < slice.size(); ++i)
      shape.push_back(slice[i].length < 0 ? whole.shape[i] : slice[i].length);
    std::vector<float> values;
    for (int64_t row = 0; row < shape[0]; ++row)
      for (int64_t column = 0; column < shape[1]; ++column)
        values.push_back(
            float(10 * (slice[0].start + row) + slice[1].start + column));
    writer.add(sliceKey(name, slice), 1, shape, floats(values));
  }
  writer.entries[name] = whole.message();
  return whole;
}

TEST_F(BundleTest, Slices) {
  BundleWriter writer;
  addPartitioned(writer, "rows", {{{0, 3}, {0, -1}}, {{3, 1}, {0, -1}}});
  addPartitioned(writer, "boxes",
                 {{{0, -1}, {2, 1}}, {{0, 1}, {0, 2}}, {{1, 3}, {0, 2}}});
  ASSERT_TRUE(writer.write(prefix()));
  Bundle bundle;
  Status status = bundle.open(prefix());
  ASSERT_TRUE(status.ok()) << status.message;
  EXPECT_EQ(bundle.tensors().size(), 2u); // the slices are no tensors
  std::vector<float> expected = {0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32};
  EXPECT_EQ(readFloats(bundle, "rows"), expected);
  EXPECT_EQ(readFloats(bundle, "boxes"), expected);
}

TEST_F(BundleTest, ReadsASlice) {
  BundleWriter writer;
  writer.add("w", 1, {2, 3}, floats({0, 1, 2, 3, 4, 5}));
  ASSERT_TRUE(writer.write(prefix()));
  Bundle bundle;
  ASSERT_TRUE(bundle.open(prefix()).ok());
  Shape shape;
  TensorSlice slice;
  ASSERT_TRUE(parseShapeAndSlice("2 3 -:1,2", shape, slice));
  EXPECT_EQ(shape, (Shape{2, 3}));
  std::vector<float> values(4);
  Status status = bundle.readSlice("w", slice, values.data(), 16);
  EXPECT_TRUE(status.ok()) << status.message;
  EXPECT_EQ(values, (std::vector<float>{1, 2, 4, 5}));
  EXPECT_EQ(bundle.readSlice("w", {{0, 1}, {2, 2}}, values.data(), 8).code,
            TFC_INVALID_ARGUMENT);
  for (const char *bad :
       {"", "2", "2 3", "2 3 0,1", "2 3 0,1:", "2 -3 -:-", "2 3 0,1:-1,2",
        "2 3  -:-", "2 3 -:- ", "a b -:-", "99999999999999999999 -"})
    EXPECT_FALSE(parseShapeAndSlice(bad, shape, slice)) << bad;
}

TEST_F(BundleTest, BrokenSlices) {
  auto openError = [&](const std::vector<TensorSlice> &slices) {
    BundleWriter writer;
    writer.add("other", 1, {12}, std::string(48, '\0'));
    addPartitioned(writer, "w", slices);
    EXPECT_TRUE(writer.write(prefix()));
    Bundle bundle;
    Status status = bundle.open(prefix());
    std::vector<float> values(12);
    if (status.ok())
      status = bundle.read("w", values.data(), 48);
    EXPECT_EQ(status.code, TFC_DATA_LOSS);
    return status.message;
  };
  EXPECT_NE(openError({{{0, 3}, {0, -1}}}).find("9 elements of 12"),
            std::string::npos);
  EXPECT_NE(
      openError({{{0, 3}, {0, -1}}, {{1, 1}, {0, -1}}}).find("slices overlap"),
      std::string::npos);
  EXPECT_NE(openError({{{0, 3}, {0, -1}}, {{4, 1}, {0, -1}}})
                .find("does not lie in the tensor"),
            std::string::npos);
}

// Worked out by hand from the description of the ordered code.
TEST_F(BundleTest, SliceKeys) {
  EXPECT_EQ(sliceKey("ab", {{0, -1}}), std::string("\0ab\0\1\1\1\x80\x7f", 9));
  EXPECT_EQ(sliceKey("", {{64, 300}}),
            std::string("\0\0\1\1\1\xc0\x40\xc1\x2c", 9));
  EXPECT_EQ(sliceKey(std::string("\0\xff", 2), {}),
            std::string("\0\0\xff\xff\0\0\1\0", 8));
}

TEST_F(BundleTest, Crc32c) {
  // RFC 3720, B.4.
  EXPECT_EQ(extendCrc32c(0, std::string(32, '\0').data(), 32), 0x8a9136aau);
  EXPECT_EQ(extendCrc32c(0, std::string(32, '\xff').data(), 32), 0x62a8ab43u);
  EXPECT_EQ(extendCrc32c(extendCrc32c(0, "1234", 4), "56789", 5), 0xe3069283u);
}

TEST_F(BundleTest, SnappyData) {
  std::string output;
  // "ab", then a copy of 6 from 2 back: it reads what it writes.
  EXPECT_TRUE(decodeSnappy(std::string("\x08\x04"
                                       "ab\x09\x02",
                                       6),
                           output));
  EXPECT_EQ(output, "abababab");
  EXPECT_FALSE(decodeSnappy(std::string("\x08\x04"
                                        "ab\x09\x03",
                                        6),
                            output));
  EXPECT_FALSE(decodeSnappy(std::string("\x07\x04"
                                        "ab\x09\x02",
                                        6),
                            output));
  EXPECT_FALSE(decodeSnappy("\xff\xff\xff\xff\x0f", output));
  EXPECT_FALSE(decodeSnappy("", output));
}

/// Every checkpoint below TFC_MODELS, of which the build knows a default.
TEST_F(BundleTest, RealCheckpoints) {
  const char *given = getenv("TFC_MODELS");
  std::string folder = given ? given : TFC_MODELS;
  if (!std::filesystem::is_directory(folder))
    GTEST_SKIP() << "no folder " << folder << " (set TFC_MODELS)";
  int count = 0;
  for (auto &file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() != ".index")
      continue;
    std::string path = file.path().string();
    Bundle bundle;
    Status status = bundle.open(path.substr(0, path.size() - 6));
    ASSERT_TRUE(status.ok()) << status.message;
    EXPECT_FALSE(bundle.tensors().empty()) << path;
    for (const Tensor &tensor : bundle.tensors()) {
      std::vector<std::string> strings;
      std::string bytes(size_t(tensor.bytes), '\0');
      status = tensor.dtype == TFC_STRING
                   ? bundle.readStrings(tensor.name, strings)
                   : bundle.read(tensor.name, bytes.data(), bytes.size());
      EXPECT_TRUE(status.ok()) << path << ": " << status.message;
    }
    if (path.find("half_plus_two/") != std::string::npos) {
      EXPECT_EQ(readFloats(bundle, "a"), std::vector<float>{0.5f});
      EXPECT_EQ(readFloats(bundle, "b"), std::vector<float>{2});
    }
    ++count;
  }
  EXPECT_GT(count, 0) << folder;
}

} // namespace
