// The C++ wrapper. Compiled without exceptions too, see CMakeLists.txt.
#include "Demo.h"
#include "tfc/tfc.hpp"

#include <gtest/gtest.h>

namespace {

using tfc::Tensor;
using tfc::TensorView;

class CppApiTest : public testing::Test {
protected:
  tfc_program program = demo::program();
  tfc::Session session{program};
};

TEST_F(CppApiTest, Run) {
  ASSERT_TRUE(session.status());
  ASSERT_TRUE(session.initialize());
  Tensor x = Tensor::of<float>({2, 2}, {1, 2, 3, 4});
  auto out = session.run({"s", "t", "train"}, {{"x", x}}, {"bump"});
  ASSERT_TRUE(out) << out.status().toString();
  EXPECT_EQ(out[0].toVector<float>(), (std::vector<float>{3, 6, 7, 10}));
  EXPECT_EQ(out[0].shape(), (tfc::Shape{2, 2}));
  EXPECT_EQ(out[1].item<float>(), 26);
  EXPECT_EQ(out[2].dtype(), uint32_t(TFC_CONTROL));
  EXPECT_EQ(session.get("count")[0].item<int64_t>(), 1);
}

TEST_F(CppApiTest, ListsOfAnyKind) {
  ASSERT_TRUE(session.initialize());
  std::vector<float> data = {1, 2};
  std::vector<const char *> fetches = {"h", "counter"};
  std::vector<tfc::Feed> feeds = {{"x", TensorView(data.data(), {1, 2})}};
  auto out = session.run(fetches, feeds);
  ASSERT_TRUE(out) << out.status().toString();
  EXPECT_EQ(out[0].toVector<float>(), (std::vector<float>{2, 4}));
  EXPECT_TRUE(session.runTarget("bump"));
}

TEST_F(CppApiTest, Errors) {
  auto out = session.run({"h"});
  EXPECT_FALSE(out);
  EXPECT_EQ(out.status().toString(),
            "INVALID_ARGUMENT: You must feed a value for placeholder tensor "
            "'x' with dtype float and shape [?,2]");
  EXPECT_EQ(session.get("w").status().code(), TFC_FAILED_PRECONDITION);
  EXPECT_EQ(session.call("predikt", {}).status().code(), TFC_NOT_FOUND);
  EXPECT_EQ(session.call("predict", {}).status().message(),
            "Signature predict has 1 inputs, 0 are given");
  program.magic = 0;
  tfc::Session broken(program);
  EXPECT_EQ(broken.status().code(), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(broken.initialize().code(), TFC_INVALID_ARGUMENT);
}

TEST_F(CppApiTest, Signatures) {
  ASSERT_TRUE(session.initialize());
  Tensor x = Tensor::of<float>({1, 2}, {1, 2});
  auto out = session.call("predict", {x});
  ASSERT_TRUE(out) << out.status().toString();
  EXPECT_EQ(out[0].toVector<float>(), (std::vector<float>{3, 6}));
}

TEST_F(CppApiTest, Variables) {
  EXPECT_EQ(session.variables(), (std::vector<std::string_view>{"w", "count"}));
  EXPECT_FALSE(session.isInitialized("w"));
  EXPECT_FALSE(session.isInitialized("no such"));
  ASSERT_TRUE(session.set("w", Tensor::of<float>({2}, {5, 6})));
  ASSERT_TRUE(session.set("count", Tensor::scalar<int64_t>(9)));
  EXPECT_TRUE(session.isInitialized("w"));
  Tensor copy(session.get("w")[0]);
  ASSERT_TRUE(session.runTarget("train"));
  EXPECT_EQ(copy.view().toVector<float>(), (std::vector<float>{5, 6}));
  EXPECT_EQ(session.get("w")[0].toVector<float>(), (std::vector<float>{4, 5}));
}

TEST_F(CppApiTest, CloseAndMove) {
  ASSERT_TRUE(session.initialize());
  tfc::Session moved = std::move(session);
  EXPECT_TRUE(moved.run({"w"}));
  EXPECT_EQ(session.run({"w"}).status().message(),
            "Attempted to use a closed Session.");
  moved.close();
  EXPECT_EQ(moved.initialize().message(), "Attempted to use a closed Session.");
}

TEST(CppTensor, OwnsItsMemory) {
  Tensor a = Tensor::of<int32_t>({3}, {1, 2, 3});
  Tensor b = a;
  a.data<int32_t>()[0] = 7;
  EXPECT_EQ(b.view().toVector<int32_t>(), (std::vector<int32_t>{1, 2, 3}));
  b = std::move(a);
  EXPECT_EQ(b.data<int32_t>()[0], 7);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(b.data<int32_t>()) % TFC_ALIGNMENT, 0u);
  tfc::Shape deep({1, 2, 1, 2, 1, 2, 1, 2});
  EXPECT_EQ(Tensor(TFC_FLOAT32, deep).elements(), 16);
  EXPECT_EQ(Tensor(TFC_FLOAT32, deep).shape(), deep);
}

} // namespace
