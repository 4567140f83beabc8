// Shapes that depend on values: settled in every run, right before the segment.
#include "Fixture.h"

namespace {

class ValueShapeTest : public SessionTest {
protected:
  tfc_code fetch(const char *name, int64_t n, tfc_tensor &output) {
    const char *feed = "n";
    tfc_tensor fed = {TFC_INT64, 0, nullptr, &n, sizeof n};
    output = {};
    return tfc_session_run(session, &feed, &fed, 1, &name, &output, 1, nullptr,
                           0);
  }
};

TEST_F(ValueShapeTest, FollowsTheValueFromRunToRun) {
  for (int64_t n : {3, 5, 0, 2, 5000, 1}) {
    tfc_tensor output;
    ASSERT_EQ(fetch("twice", n, output), TFC_OK) << error();
    ASSERT_EQ(output.rank, 1u);
    EXPECT_EQ(output.shape[0], n);
    EXPECT_EQ(floats(output), Floats(size_t(n), 2.0f));
  }
  EXPECT_EQ(demo::executed[demo::Ones], 6);
}

TEST_F(ValueShapeTest, FetchesOfSeveralShapesTakeTurns) {
  tfc_tensor output;
  ASSERT_EQ(fetch("ones", 4, output), TFC_OK) << error();
  EXPECT_EQ(floats(output), Floats(4, 1.0f));
  ASSERT_EQ(fetch("twice", 2, output), TFC_OK) << error();
  EXPECT_EQ(floats(output), Floats(2, 2.0f));
  ASSERT_EQ(fetch("ones", 3, output), TFC_OK) << error();
  EXPECT_EQ(floats(output), Floats(3, 1.0f));
}

TEST_F(ValueShapeTest, RefusesHostileSizes) {
  tfc_tensor output;
  EXPECT_EQ(fetch("ones", -1, output), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "Tensor 'ones' would have a dimension of -1");
  EXPECT_EQ(fetch("ones", INT64_MAX, output), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(fetch("ones", (int64_t(1) << 40) + 1, output),
            TFC_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "Tensor 'ones' would have shape [1099511627777], whose "
                     "size is beyond 2^40 elements");
  EXPECT_EQ(demo::executed[demo::Ones], 0);
  // The session goes on.
  ASSERT_EQ(fetch("twice", 1, output), TFC_OK) << error();
  EXPECT_EQ(floats(output), Floats(1, 2.0f));
}

TEST_F(ValueShapeTest, ChecksTheCallersRoomWhenTheSizeIsKnown) {
  const char *feed = "n", *name = "ones";
  int64_t n = 8;
  tfc_tensor fed = {TFC_INT64, 0, nullptr, &n, sizeof n};
  float room[8];
  tfc_tensor output = {TFC_FLOAT32, 0, nullptr, room, 4};
  EXPECT_EQ(tfc_session_run_into(session, &feed, &fed, 1, &name, &output, 1,
                                 nullptr, 0),
            TFC_INVALID_ARGUMENT);
  EXPECT_EQ(error(), "The output buffer for 'ones' has 4 bytes, its value "
                     "needs 32");
  output = {TFC_FLOAT32, 0, nullptr, room, sizeof room};
  ASSERT_EQ(tfc_session_run_into(session, &feed, &fed, 1, &name, &output, 1,
                                 nullptr, 0),
            TFC_OK)
      << error();
  EXPECT_EQ(room[7], 1.0f);
}

} // namespace
