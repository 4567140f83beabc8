//===- SessionTest.cpp - what a run computes ----------------------------===//
//
// Tests of pruning, feeds, fetches, variables and signatures.
//
//===----------------------------------------------------------------------===//
#include "Fixture.h"

#include <cmath>

namespace {

TEST_F(SessionTest, RunsOnlyWhatTheFetchesNeed) {
  initialize();
  EXPECT_EQ(floats(run({"h"}, {{"x", {{1, 2}, {3, 4}}}})[0]),
            (Floats{2, 4, 6, 8}));
  EXPECT_EQ(demo::executed[demo::Double], 1);
  EXPECT_EQ(demo::executedInAll(), 1);
}

TEST_F(SessionTest, RunsEachSegmentOnce) {
  initialize();
  auto values = run({"t", "s", "h", "t", "s:0"}, {{"x", {{1, 2}}}});
  EXPECT_EQ(floats(values[0]), (Floats{9}));
  EXPECT_EQ(floats(values[1]), (Floats{3, 6}));
  EXPECT_EQ(floats(values[2]), (Floats{2, 4}));
  EXPECT_EQ(values[0].data, values[3].data);
  EXPECT_EQ(values[1].data, values[4].data);
  EXPECT_EQ(demo::executed[demo::Double], 1);
  EXPECT_EQ(demo::executed[demo::Shift], 1);
  EXPECT_EQ(demo::executed[demo::Total], 1);
  EXPECT_EQ(demo::executedInAll(), 3);
}

TEST_F(SessionTest, AFeedCutsOffWhatLiesBehindIt) {
  initialize();
  EXPECT_EQ(floats(run({"s"}, {{"h", {{10, 20}}}})[0]), (Floats{11, 22}));
  EXPECT_EQ(demo::executed[demo::Double], 0);
  EXPECT_EQ(demo::executed[demo::Shift], 1);
}

TEST_F(SessionTest, FedAndFetchedReturnsTheFedValue) {
  initialize();
  auto values = run({"h", "x", "s"}, {{"h", {{5, 6}}}, {"x", {{1, 1}}}});
  EXPECT_EQ(floats(values[0]), (Floats{5, 6}));
  EXPECT_EQ(floats(values[1]), (Floats{1, 1}));
  EXPECT_EQ(floats(values[2]), (Floats{6, 8}));
  EXPECT_EQ(demo::executed[demo::Double], 0);
}

// The segment that makes `counter` runs for its effect; who reads `counter`
// sees what was fed.
TEST_F(SessionTest, AFedOutputOfASegmentThatRunsKeepsTheFedValue) {
  initialize();
  int64_t fed = 40;
  tfc_tensor counter = {TFC_INT64, 0, nullptr, &fed, 8}, out[2];
  const char *feeds[] = {"counter"}, *fetches[] = {"counter", "count"},
             *targets[] = {"bump"};
  ASSERT_EQ(
      tfc_session_run(session, feeds, &counter, 1, fetches, out, 2, targets, 1),
      TFC_OK);
  EXPECT_EQ(*static_cast<int64_t *>(out[0].data), 40);
  EXPECT_EQ(*static_cast<int64_t *>(out[1].data), 1);
  EXPECT_EQ(fed, 40);
}

TEST_F(SessionTest, VariablesAreFetchedAfterTheRun) {
  initialize();
  auto values = run({"w", "train", "count"}, {});
  EXPECT_EQ(floats(values[0]), (Floats{0, 1}));
  EXPECT_EQ(values[1].dtype, uint32_t(TFC_CONTROL));
  EXPECT_EQ(values[1].data, nullptr);
  EXPECT_EQ(*static_cast<int64_t *>(values[2].data), 1);
}

TEST_F(SessionTest, ATargetBringsItsControlInputs) {
  initialize();
  EXPECT_EQ(runTarget("train"), TFC_OK);
  EXPECT_EQ(demo::executed[demo::Bump], 1);
  EXPECT_EQ(demo::executed[demo::Train], 1);
  EXPECT_EQ(demo::executedInAll(), 2);
}

TEST_F(SessionTest, TheBatchMayChange) {
  initialize();
  for (int n : {1, 7, 3, 1000, 2, 0, 5}) {
    std::vector<float> x(size_t(2 * n), 1.0f);
    const int64_t shape[] = {n, 2};
    tfc_tensor feed = {TFC_FLOAT32, 2, shape, x.data(), x.size() * 4}, out[2];
    const char *feeds[] = {"x"}, *fetches[] = {"t", "s"};
    ASSERT_EQ(
        tfc_session_run(session, feeds, &feed, 1, fetches, out, 2, nullptr, 0),
        TFC_OK)
        << tfc_session_error(session);
    EXPECT_EQ(*static_cast<float *>(out[0].data), 7.0f * float(n));
    EXPECT_EQ(out[1].shape[0], n);
    EXPECT_EQ(out[1].bytes, size_t(8 * n));
  }
}

// A view is session memory; fed back it must not be what the run overwrites.
TEST_F(SessionTest, AViewMayBeFedToTheNextRun) {
  initialize();
  auto first = run({"h"}, {{"x", {{1, 2}, {3, 4}}}});
  const char *feeds[] = {"x"}, *fetches[] = {"h"};
  tfc_tensor view = first[0];
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(tfc_session_run(session, feeds, &view, 1, fetches, &view, 1,
                              nullptr, 0),
              TFC_OK);
  EXPECT_EQ(floats(view), (Floats{16, 32, 48, 64}));
}

TEST_F(SessionTest, RunIntoWritesTheCallersMemory) {
  initialize();
  float x[] = {1, 2}, s[4] = {0, 0, -1, -1};
  const int64_t shape[] = {1, 2};
  tfc_tensor feed = {TFC_FLOAT32, 2, shape, x, sizeof x};
  tfc_tensor out[] = {{0, 0, nullptr, s, sizeof s},
                      {0, 0, nullptr, nullptr, 0}};
  const char *feeds[] = {"x"}, *fetches[] = {"s", "h"};
  ASSERT_EQ(tfc_session_run_into(session, feeds, &feed, 1, fetches, out, 2,
                                 nullptr, 0),
            TFC_OK);
  EXPECT_EQ(out[0].data, s);
  EXPECT_EQ(out[0].bytes, 8u);
  EXPECT_EQ(out[0].rank, 2u);
  EXPECT_EQ(out[0].shape[0], 1);
  EXPECT_EQ(s[0], 3);
  EXPECT_EQ(s[1], 6);
  EXPECT_EQ(s[2], -1);
  EXPECT_EQ(floats(out[1]), (Floats{2, 4}));
}

TEST_F(SessionTest, SignaturesRunWholeOrBySegments) {
  initialize();
  const int64_t shape[] = {2, 2};
  float x[] = {1, 2, 3, 4}, scores[4];
  tfc_tensor in = {TFC_FLOAT32, 2, shape, x, sizeof x};
  tfc_tensor out = {0, 0, nullptr, scores, sizeof scores};
  uint32_t predict = tfc_program_signature(&program, "predict");
  ASSERT_EQ(tfc_session_run_signature(session, predict, &in, &out), TFC_OK);
  EXPECT_EQ(scores[3], 10);
  EXPECT_EQ(demo::executed[demo::PredictWhole], 1);
  EXPECT_EQ(demo::executedInAll(), 1);

  tfc_tensor results[2] = {};
  uint32_t train = tfc_program_signature(&program, "train");
  ASSERT_EQ(tfc_session_run_signature(session, train, &in, results), TFC_OK);
  EXPECT_EQ(floats(results[0]), (Floats{26}));
  EXPECT_EQ(floats(results[1]), (Floats{0, 1}));
  EXPECT_EQ(demo::executed[demo::Train], 1);
  EXPECT_EQ(tfc_session_run_signature(session, 2, &in, &out), TFC_NOT_FOUND);
  EXPECT_STREQ(tfc_session_error(session),
               "There is no signature 2; program demo has 2");
}

TEST_F(SessionTest, VariablesByName) {
  int initialized = -1;
  EXPECT_EQ(tfc_session_is_initialized(session, "w", &initialized), TFC_OK);
  EXPECT_EQ(initialized, 0);
  float value[] = {10, 20};
  const int64_t shape[] = {2};
  tfc_tensor tensor = {TFC_FLOAT32, 1, shape, value, sizeof value};
  ASSERT_EQ(tfc_session_set_variable(session, "w", &tensor), TFC_OK);
  EXPECT_EQ(tfc_session_is_initialized(session, "w:0", &initialized), TFC_OK);
  EXPECT_EQ(initialized, 1);
  EXPECT_EQ(floats(run({"s"}, {{"h", {{1, 1}}}})[0]), (Floats{11, 21}));
  tfc_tensor view;
  ASSERT_EQ(tfc_session_get_variable(session, "w", &view), TFC_OK);
  EXPECT_EQ(floats(view), (Floats{10, 20}));
}

// One run: the initialiser of the counter, then the op that counts.
TEST_F(SessionTest, AVariableMayBeInitialisedAndUsedInOneRun) {
  const char *targets[] = {"count/Assign", "bump"}, *fetches[] = {"count"};
  tfc_tensor out;
  ASSERT_EQ(tfc_session_run(session, nullptr, nullptr, 0, fetches, &out, 1,
                            targets, 2),
            TFC_OK);
  EXPECT_EQ(*static_cast<int64_t *>(out.data), 1);
}

TEST_F(SessionTest, SessionsOfOneProgramAreIndependent) {
  tfc_session *other = nullptr;
  ASSERT_EQ(tfc_session_create(&program, nullptr, &other), TFC_OK);
  initialize();
  EXPECT_EQ(runTarget("bump"), TFC_OK);
  EXPECT_EQ(runTarget("bump"), TFC_OK);
  tfc_tensor value;
  EXPECT_EQ(tfc_session_get_variable(other, "count", &value),
            TFC_FAILED_PRECONDITION);
  ASSERT_EQ(tfc_session_initialize(other), TFC_OK);
  ASSERT_EQ(tfc_session_get_variable(other, "count", &value), TFC_OK);
  EXPECT_EQ(*static_cast<int64_t *>(value.data), 0);
  ASSERT_EQ(tfc_session_get_variable(session, "count", &value), TFC_OK);
  EXPECT_EQ(*static_cast<int64_t *>(value.data), 2);
  tfc_session_destroy(other);
}

// More combinations than the session keeps plans for.
TEST_F(SessionTest, AnyNumberOfFetchesInTurn) {
  initialize();
  for (int repeat = 1; repeat <= 300; ++repeat) {
    std::vector<const char *> fetches(size_t(repeat), "counter");
    std::vector<tfc_tensor> out(fetches.size());
    ASSERT_EQ(tfc_session_run(session, nullptr, nullptr, 0, fetches.data(),
                              out.data(), out.size(), nullptr, 0),
              TFC_OK);
    EXPECT_EQ(*static_cast<int64_t *>(out.back().data), repeat);
  }
}

TEST_F(SessionTest, BooleansAreFed) {
  for (bool value : {true, false}) {
    tfc_tensor feed = {TFC_BOOL, 0, nullptr, &value, 1}, out;
    const char *feeds[] = {"b:0"}, *fetches[] = {"scope/picked"};
    ASSERT_EQ(
        tfc_session_run(session, feeds, &feed, 1, fetches, &out, 1, nullptr, 0),
        TFC_OK);
    EXPECT_EQ(floats(out), (Floats{value ? 1.0f : 0.0f}));
  }
}

struct Profile {
  std::vector<std::string> names;
  int64_t nanoseconds = 0;
};

TEST_F(SessionTest, TheProfileHookSeesEverySegment) {
  Profile profile;
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  options.profile_argument = &profile;
  options.profile = [](void *argument, const tfc_segment_info *segment,
                       int64_t nanoseconds) {
    static_cast<Profile *>(argument)->names.push_back(segment->name);
    static_cast<Profile *>(argument)->nanoseconds += nanoseconds;
    EXPECT_GE(nanoseconds, 0);
  };
  create(options);
  initialize();
  profile.names.clear();
  run({"t"}, {{"x", {{1, 2}}}});
  EXPECT_EQ(profile.names,
            (std::vector<std::string>{"double", "shift", "total"}));
}

} // namespace
