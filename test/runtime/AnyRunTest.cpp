// Random combinations of feeds, fetches, targets and batches against the same
// graph computed by hand: no combination disturbs another's plan or memory.
#include "Fixture.h"

#include <random>

namespace {

struct Reference {
  float w[2] = {1, 2};
  int64_t count = 0;
};

class AnyRunTest : public SessionTest {
protected:
  bool flip(int oneIn = 2) { return random() % uint32_t(oneIn) == 0; }

  std::mt19937 random{2024};
};

TEST_F(AnyRunTest, EqualsTheGraphByHand) {
  initialize();
  Reference state;
  // Memory with room to start a feed off its alignment.
  std::vector<float> x(2 * 64 + 16), h(2 * 64 + 16);
  for (int turn = 0; turn < 5000; ++turn) {
    demo::reset();
    int64_t rows = flip(20) ? 0 : 1 + int64_t(random() % 40);
    size_t n = size_t(2 * rows);
    float *fedX = x.data() + random() % 16, *fedH = h.data() + random() % 16;
    for (size_t i = 0; i < n; ++i) {
      fedX[i] = float(random() % 100);
      fedH[i] = float(random() % 100);
    }
    bool feedH = flip(), feedX = !feedH || flip(), train = flip(4);
    int64_t fedCounter = 1000 + turn;
    bool feedCounter = flip(4);
    const int64_t shape[] = {rows, 2};

    std::vector<const char *> feeds, fetches, targets;
    std::vector<tfc_tensor> values;
    auto feed = [&](const char *name, tfc_tensor value) {
      feeds.push_back(name);
      values.push_back(value);
    };
    if (feedX)
      feed("x", {TFC_FLOAT32, 2, shape, fedX, n * 4});
    if (feedH)
      feed(flip() ? "h" : "h:0", {TFC_FLOAT32, 2, shape, fedH, n * 4});
    if (feedCounter)
      feed("counter", {TFC_INT64, 0, nullptr, &fedCounter, 8});
    if (train)
      targets.push_back("train");
    for (const char *name : {"h", "s", "t", "counter", "w", "count", "s"})
      if (flip())
        fetches.push_back(name);
    if (fetches.empty() && targets.empty())
      fetches.push_back("t");

    std::vector<tfc_tensor> out(fetches.size());
    ASSERT_EQ(tfc_session_run(session, feeds.data(), values.data(),
                              feeds.size(), fetches.data(), out.data(),
                              out.size(), targets.data(), targets.size()),
              TFC_OK)
        << tfc_session_error(session);

    auto fetched = [&](const char *name) {
      for (const char *fetch : fetches)
        if (std::string(fetch) == name)
          return true;
      return false;
    };
    bool bumped = train || (fetched("counter") && !feedCounter);
    state.count += bumped;
    float oldW[] = {state.w[0], state.w[1]};
    if (train) {
      state.w[0] -= 1;
      state.w[1] -= 1;
    }
    Floats wantH(n), wantS(n);
    float wantT = 0;
    for (size_t i = 0; i < n; ++i) {
      wantH[i] = feedH ? fedH[i] : 2 * fedX[i];
      wantS[i] = wantH[i] + oldW[i % 2]; // `train` stands after `shift`
      wantT += wantS[i];
    }
    for (size_t i = 0; i < fetches.size(); ++i) {
      std::string name = fetches[i];
      if (name == "h" || name == "s")
        ASSERT_EQ(floats(out[i]), name == "h" ? wantH : wantS) << turn;
      else if (name == "t")
        ASSERT_FLOAT_EQ(floats(out[i])[0], wantT) << turn;
      else if (name == "w")
        ASSERT_EQ(floats(out[i]), (Floats{state.w[0], state.w[1]})) << turn;
      else if (name == "count" || !feedCounter)
        ASSERT_EQ(*static_cast<int64_t *>(out[i].data), state.count) << turn;
      else
        ASSERT_EQ(*static_cast<int64_t *>(out[i].data), fedCounter) << turn;
    }
    bool needS = fetched("s") || fetched("t");
    EXPECT_EQ(demo::executed[demo::Double],
              (needS || fetched("h")) && !feedH ? 1 : 0);
    EXPECT_EQ(demo::executed[demo::Shift], needS);
    EXPECT_EQ(demo::executed[demo::Total], fetched("t"));
    EXPECT_EQ(demo::executed[demo::Bump], bumped);
    EXPECT_EQ(demo::executed[demo::Train], train);
  }
}

} // namespace
