//===- InPlaceTest.cpp - feeds and results that are not copied ------------===//
#include "Fixture.h"

namespace {

class InPlaceTest : public SessionTest {
protected:
  void SetUp() override {
    SessionTest::SetUp();
    initialize();
    for (int i = 0; i < 64; ++i)
      memory[i] = float(i);
  }

  /// Runs h = 2 * x on one row at `x`, into `h` where it is not null.
  tfc_code run(float *x, float *h, const char *fetch = "h") {
    const int64_t shape[] = {1, 2};
    tfc_tensor feed = {TFC_FLOAT32, 2, shape, x, 8};
    const char *feeds[] = {"x"};
    out = {0, 0, nullptr, h, h ? 8u : 0u};
    return tfc_session_run_into(session, feeds, &feed, 1, &fetch, &out, 1,
                                nullptr, 0);
  }

  alignas(64) float memory[64];
  tfc_tensor out;
};

TEST_F(InPlaceTest, AlignedFeedsAreReadInPlace) {
  for (int offset : {0, 4, 8, 12, 16}) { // multiples of 16 bytes
    ASSERT_EQ(run(memory + offset, nullptr), TFC_OK);
    EXPECT_EQ(demo::readFrom, memory + offset);
    EXPECT_EQ(floats(out), (Floats{2.0f * offset, 2.0f * offset + 2}));
  }
  for (int offset : {1, 2, 3, 5}) {
    ASSERT_EQ(run(memory + offset, nullptr), TFC_OK);
    EXPECT_NE(demo::readFrom, memory + offset);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(demo::readFrom) % TFC_ALIGNMENT, 0u);
    EXPECT_EQ(floats(out), (Floats{2.0f * offset, 2.0f * offset + 2}));
  }
}

TEST_F(InPlaceTest, AlignedResultsAreWrittenInPlace) {
  for (int offset : {4, 8, 12, 4}) {
    ASSERT_EQ(run(memory, memory + offset), TFC_OK);
    EXPECT_EQ(demo::writtenTo, memory + offset);
    EXPECT_EQ(out.data, memory + offset);
    EXPECT_EQ(floats(out), (Floats{0, 2}));
  }
  ASSERT_EQ(run(memory, memory + 5), TFC_OK);
  EXPECT_NE(demo::writtenTo, memory + 5);
  EXPECT_EQ(floats(out), (Floats{0, 2}));
  // The same plan again without memory of the caller's.
  memory[4] = -1;
  ASSERT_EQ(run(memory, nullptr), TFC_OK);
  EXPECT_NE(demo::writtenTo, memory + 4);
  EXPECT_EQ(out.data, demo::writtenTo);
  EXPECT_EQ(memory[4], -1);
}

TEST_F(InPlaceTest, AResultMayReplaceItsFeed) {
  ASSERT_EQ(run(memory + 4, memory + 4), TFC_OK);
  EXPECT_NE(demo::writtenTo, demo::readFrom);
  EXPECT_EQ(memory[4], 8);
  EXPECT_EQ(memory[5], 10);
}

TEST_F(InPlaceTest, LaterStepsReadTheCallersMemory) {
  const int64_t shape[] = {1, 2};
  float x[] = {1, 2};
  tfc_tensor feed = {TFC_FLOAT32, 2, shape, x, 8};
  tfc_tensor outputs[] = {{0, 0, nullptr, memory, 8},
                          {0, 0, nullptr, memory + 4, 8},
                          {0, 0, nullptr, memory + 8, 8},
                          {0, 0, nullptr, nullptr, 0}};
  const char *feeds[] = {"x"}, *fetches[] = {"h", "s", "h", "h"};
  ASSERT_EQ(tfc_session_run_into(session, feeds, &feed, 1, fetches, outputs, 4,
                                 nullptr, 0),
            TFC_OK);
  EXPECT_EQ(demo::writtenTo, memory);
  EXPECT_EQ(floats(outputs[0]), (Floats{2, 4}));
  EXPECT_EQ(floats(outputs[1]), (Floats{3, 6}));
  EXPECT_EQ(outputs[2].data, memory + 8);
  EXPECT_EQ(floats(outputs[2]), (Floats{2, 4}));
  EXPECT_EQ(floats(outputs[3]), (Floats{2, 4}));
}

TEST_F(InPlaceTest, OutputsThatOverlapAreCopied) {
  const int64_t shape[] = {1, 2};
  float x[] = {1, 2};
  tfc_tensor feed = {TFC_FLOAT32, 2, shape, x, 8};
  tfc_tensor outputs[] = {{0, 0, nullptr, memory, 8},
                          {0, 0, nullptr, memory + 1, 8}};
  const char *feeds[] = {"x"}, *fetches[] = {"h", "s"};
  ASSERT_EQ(tfc_session_run_into(session, feeds, &feed, 1, fetches, outputs, 2,
                                 nullptr, 0),
            TFC_OK);
  EXPECT_NE(demo::writtenTo, memory);
  EXPECT_EQ(memory[0], 2);
  EXPECT_EQ(memory[1], 3);
  EXPECT_EQ(memory[2], 6);
}

// A view of a session is not memory of the caller's.
TEST_F(InPlaceTest, AViewIsNotWrittenInPlace) {
  ASSERT_EQ(run(memory + 4, nullptr), TFC_OK);
  float *view = static_cast<float *>(out.data);
  ASSERT_EQ(run(view, view), TFC_OK);
  EXPECT_NE(demo::readFrom, view);
  EXPECT_EQ(view[0], 16);
  EXPECT_EQ(view[1], 20);
}

} // namespace
