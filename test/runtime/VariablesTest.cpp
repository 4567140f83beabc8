//===- VariablesTest.cpp - stores of variables and their versions ---------===//
#include "Fixture.h"
#include "tfc/tfc.hpp"

#include <atomic>
#include <thread>

namespace {

using tfc::Options;
using tfc::Session;
using tfc::Tensor;
using tfc::Variables;

class VariablesTest : public testing::Test {
protected:
  /// A session of one thread on the store.
  Session session(uint32_t mode = TFC_SESSION_SHARED) {
    return session(program, mode);
  }
  Session session(const tfc_program &of, uint32_t mode = TFC_SESSION_SHARED) {
    Options options(variables, mode);
    options.threads = 1;
    return Session(of, options);
  }

  static std::vector<float> w(Session &session) {
    auto value = session.get("w");
    return value ? value[0].toVector<float>() : Floats();
  }
  static const void *memoryOfW(Session &session) {
    return session.get("w")[0].raw();
  }

  tfc_program program = demo::program();
  Variables variables{program};
};

// ---- sharing ---------------------------------------------------------------

TEST_F(VariablesTest, SharedSessionsSeeWritesAsTheyCome) {
  Session first = session(), second = session();
  ASSERT_TRUE(first.initialize());
  EXPECT_EQ(w(second), (Floats{1, 2}));
  EXPECT_EQ(memoryOfW(first), memoryOfW(second));
  ASSERT_TRUE(second.runTarget("train"));
  EXPECT_EQ(w(first), (Floats{0, 1}));
  ASSERT_TRUE(first.set("w", Tensor::of<float>({2}, {7, 8})));
  EXPECT_EQ(second.run({"w"})[0].toVector<float>(), (Floats{7, 8}));
  EXPECT_TRUE(second.isInitialized("count"));
}

TEST_F(VariablesTest, ASessionGivesItsStoreToOthers) {
  Session first(program);
  ASSERT_TRUE(first.initialize());
  variables = first.store();
  ASSERT_TRUE(variables.status());
  Session second = session();
  EXPECT_EQ(w(second), (Floats{1, 2}));
  first.close();
  ASSERT_TRUE(second.runTarget("train"));
  EXPECT_EQ(w(second), (Floats{0, 1}));
  variables = Variables();
  EXPECT_EQ(w(second), (Floats{0, 1})); // the session has a reference
}

/// The demo with other variables.
class OtherProgramTest : public VariablesTest {
protected:
  OtherProgramTest()
      : infos(program.variables, program.variables + program.num_variables),
        other(program) {
    other.name = "other";
    other.variables = infos.data();
  }
  std::vector<tfc_variable_info> infos;
  tfc_program other;
};

TEST_F(OtherProgramTest, VariablesAreMatchedByName) {
  infos[1].name = "steps";
  Session trainer = session(), user = session(other);
  ASSERT_TRUE(user.status());
  ASSERT_TRUE(trainer.initialize());
  EXPECT_EQ(w(user), (Floats{1, 2}));
  EXPECT_FALSE(user.isInitialized("steps"));
  EXPECT_EQ(user.get("count").status().code(), TFC_NOT_FOUND);
  ASSERT_TRUE(user.initialize());
  ASSERT_TRUE(trainer.runTarget("train"));
  EXPECT_EQ(w(user), (Floats{0, 1}));
  EXPECT_EQ(user.get("steps")[0].item<int64_t>(), 0);
  EXPECT_EQ(trainer.get("count")[0].item<int64_t>(), 1);
}

TEST_F(OtherProgramTest, TheStoreOutlivesTheProgram) {
  variables = Variables();
  {
    std::string name = "w";
    infos[0].name = name.c_str();
    Variables made(other);
    variables = made;
    name = "?";
  }
  ASSERT_TRUE(variables.set("w", Tensor::of<float>({2}, {3, 4})));
  Session user = session();
  EXPECT_EQ(w(user), (Floats{3, 4}));
}

TEST_F(OtherProgramTest, ADifferentVariableIsRefused) {
  const int64_t three[] = {3};
  infos[0].shape = three;
  infos[0].bytes = 12;
  EXPECT_EQ(session(other).status().toString(),
            "INVALID_ARGUMENT: Variable 'w' of program other has dtype float "
            "and shape (3,), in the store it has dtype float and shape (2,)");
  infos[0] = program.variables[0];
  infos[1].dtype = TFC_UINT64;
  EXPECT_EQ(session(other, TFC_SESSION_SNAPSHOT).status().message(),
            "Variable 'count' of program other has dtype uint64 and shape (), "
            "in the store it has dtype int64 and shape ()");
}

TEST_F(OtherProgramTest, AProgramComesWhileThereAreVersions) {
  infos[1].name = "steps";
  Session trainer = session(), server = session(TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(trainer.initialize());
  Session late = session(other),
          lateServer = session(other, TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(late.initialize());
  ASSERT_TRUE(trainer.runTarget("train"));
  EXPECT_EQ(w(server), (Floats{0, 1}));
  EXPECT_EQ(w(lateServer), (Floats{0, 1}));
  EXPECT_EQ(lateServer.get("steps")[0].item<int64_t>(), 0);
}

// ---- snapshots -------------------------------------------------------------

TEST_F(VariablesTest, ASnapshotSeesCompleteRuns) {
  Session trainer = session(), server = session(TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(server.status());
  EXPECT_EQ(server.run({"w"}).status().message(),
            "Attempting to use uninitialized value w");
  ASSERT_TRUE(trainer.initialize());
  auto before = server.run({"w", "count"});
  ASSERT_TRUE(before) << before.status().toString();
  // The view keeps its version, whatever the trainer does.
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(trainer.runTarget("train"));
  EXPECT_EQ(before[0].toVector<float>(), (Floats{1, 2}));
  EXPECT_EQ(before[1].item<int64_t>(), 0);
  EXPECT_EQ(w(trainer), (Floats{-4, -3}));
  auto after = server.run({"w", "count"});
  EXPECT_EQ(after[0].toVector<float>(), (Floats{-4, -3}));
  EXPECT_EQ(after[1].item<int64_t>(), 5);
  Tensor x = Tensor::of<float>({1, 2}, {10, 20});
  EXPECT_EQ(server.call("predict", {x})[0].toVector<float>(), (Floats{16, 37}));
}

TEST_F(VariablesTest, WhatIsNotWrittenIsThereOnce) {
  Session trainer = session(), first = session(TFC_SESSION_SNAPSHOT),
          second = session(TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(trainer.initialize());
  EXPECT_EQ(memoryOfW(first), memoryOfW(trainer));
  EXPECT_EQ(memoryOfW(second), memoryOfW(trainer));
  ASSERT_TRUE(trainer.runTarget("bump")); // writes another variable
  EXPECT_EQ(memoryOfW(first), memoryOfW(trainer));
}

TEST_F(VariablesTest, ASnapshotOnlyReads) {
  Session trainer = session(), server = session(TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(trainer.initialize());
  const char *message = "The run would write variable 'count', and a snapshot "
                        "session only reads: run it in a shared session";
  demo::reset();
  tfc::Status status = server.runTarget("bump");
  EXPECT_EQ(status.code(), TFC_FAILED_PRECONDITION);
  EXPECT_EQ(status.message(), message);
  EXPECT_EQ(server.initialize().code(), TFC_FAILED_PRECONDITION);
  EXPECT_EQ(demo::executedInAll(), 0);
  EXPECT_EQ(server.set("w", Tensor::of<float>({2}, {7, 8})).message(),
            "Cannot set variable 'w' in a snapshot session, which only reads");
}

TEST_F(VariablesTest, AFailedRunIsNoVersionAndIsUndone) {
  Session trainer = session(), server = session(TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(trainer.initialize());
  Tensor wrong = Tensor::of<float>({1, 2}, {1, -1});
  for (int i = 0; i < 3; ++i) {
    // `checked` fails when `train` has written.
    EXPECT_EQ(
        trainer.run({"checked"}, {{"x", wrong}}, {"train"}).status().code(),
        TFC_OUT_OF_RANGE);
    EXPECT_EQ(w(server), (Floats{1, 2}));
    EXPECT_EQ(w(trainer), (Floats{1, 2}));
    EXPECT_EQ(trainer.get("count")[0].item<int64_t>(), 0);
  }
  ASSERT_TRUE(trainer.runTarget("train"));
  EXPECT_EQ(w(server), (Floats{0, 1}));
}

TEST_F(VariablesTest, WithoutSnapshotsAFailedRunKeepsItsWrites) {
  Session trainer = session();
  ASSERT_TRUE(trainer.initialize());
  Tensor wrong = Tensor::of<float>({1, 2}, {1, -1});
  EXPECT_FALSE(trainer.run({"checked"}, {{"x", wrong}}, {"train"}));
  EXPECT_EQ(w(trainer), (Floats{0, 1}));
  {
    Session server = session(TFC_SESSION_SNAPSHOT);
    ASSERT_TRUE(trainer.runTarget("train"));
  }
  // The last snapshot session is gone.
  EXPECT_FALSE(trainer.run({"checked"}, {{"x", wrong}}, {"train"}));
  EXPECT_EQ(w(trainer), (Floats{-2, -1}));
}

TEST_F(VariablesTest, AFailedFirstWriteLeavesNothingInitialised) {
  Session trainer = session(), server = session(TFC_SESSION_SNAPSHOT);
  Tensor wrong = Tensor::of<float>({1, 2}, {1, -1});
  EXPECT_FALSE(trainer.run({"checked"}, {{"x", wrong}}, {"w/Assign"}));
  EXPECT_FALSE(trainer.isInitialized("w"));
  EXPECT_EQ(trainer.run({"w"}).status().code(), TFC_FAILED_PRECONDITION);
}

TEST_F(VariablesTest, AViewOfAVersionMayBeFed) {
  Session trainer = session(), server = session(TFC_SESSION_SNAPSHOT);
  ASSERT_TRUE(trainer.initialize());
  auto view = server.run({"w"});
  for (int i = 0; i < 4; ++i)
    ASSERT_TRUE(trainer.runTarget("train"));
  tfc::TensorView row(view[0].data<float>(), {1, 2});
  auto out = server.run({"s", "h"}, {{"h", row}});
  ASSERT_TRUE(out) << out.status().toString();
  EXPECT_EQ(out[0].toVector<float>(), (Floats{-2, 0}));
  EXPECT_EQ(out[1].toVector<float>(), (Floats{1, 2}));
}

// ---- the store itself ------------------------------------------------------

TEST_F(VariablesTest, SetAndGetAreOfOneVersion) {
  Session server = session(TFC_SESSION_SNAPSHOT);
  EXPECT_EQ(variables.set("v", Tensor::scalar<float>(1)).message(),
            "Variable v not found");
  EXPECT_EQ(variables.set("w", Tensor::scalar<float>(1)).message(),
            "Cannot set variable 'w' of shape (2,) to a value of shape ()");
  std::vector<Tensor> values;
  EXPECT_EQ(variables.get({"count", "w"}, values).message(),
            "Attempting to use uninitialized value count");
  ASSERT_TRUE(variables.set({{"w:0", Tensor::of<float>({2}, {3, 4})},
                             {"count", Tensor::scalar<int64_t>(5)}}));
  EXPECT_EQ(w(server), (Floats{3, 4}));
  ASSERT_TRUE(variables.get({"count", "w"}, values));
  EXPECT_EQ(values[0].data<int64_t>()[0], 5);
  EXPECT_EQ(values[1].view().toVector<float>(), (Floats{3, 4}));
  float small[1];
  tfc_tensor value = {0, 0, nullptr, small, sizeof small};
  const char *name = "w";
  EXPECT_EQ(tfc_variables_get(variables.c(), &name, &value, 1),
            TFC_INVALID_ARGUMENT);
  EXPECT_STREQ(tfc_session_error(nullptr),
               "The buffer for variable 'w' has 4 bytes, its value needs 8");
}

TEST_F(VariablesTest, BrokenProgramsAndModes) {
  tfc_program broken = program;
  broken.magic = 0;
  EXPECT_EQ(Variables(broken).status().code(), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(session(7).status().message(),
            "The options' mode is 7, which is neither shared nor snapshot");
  EXPECT_EQ(Session().store().status().message(), "There are no variables");
}

// ---- threads ---------------------------------------------------------------

/// One thread trains; w is {1 - count, 2 - count} after every step. Readers
/// check that in each run, and that time does not go back.
TEST_F(VariablesTest, SnapshotsOfATrainingRunAreConsistent) {
  Session trainer = session();
  ASSERT_TRUE(trainer.initialize());
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0}, checked{0};
  auto read = [&] {
    Session server = session(TFC_SESSION_SNAPSHOT);
    Tensor zero = Tensor::of<float>({1, 2}, {0, 0});
    int64_t last = 0;
    while (!stop) {
      auto out = server.run({"w", "count", "s"}, {{"h", zero}});
      if (!out) {
        ++wrong;
        continue;
      }
      int64_t count = out[1].item<int64_t>();
      const float *w = out[0].data<float>(), *s = out[2].data<float>();
      wrong += count < last || w[0] != float(1 - count) || w[1] != w[0] + 1 ||
               s[0] != w[0] || s[1] != w[1];
      last = count;
      ++checked;
    }
  };
  // Comes and goes, so that versions begin and end while others run.
  auto save = [&] {
    std::vector<Tensor> values;
    while (!stop) {
      if (!variables.get({"w", "count"}, values) ||
          values[0].data<float>()[0] != float(1 - values[1].data<int64_t>()[0]))
        ++wrong;
      std::this_thread::yield();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back(read);
  threads.emplace_back(save);
  Tensor wrongFeed = Tensor::of<float>({1, 2}, {1, -1});
  for (int step = 0; step < 20000 || checked < 2000; ++step) {
    ASSERT_TRUE(trainer.runTarget("train"));
    if (step % 16 == 0)
      ASSERT_FALSE(trainer.run({"checked"}, {{"x", wrongFeed}}, {"train"}));
    if (step % 64 == 0)
      std::this_thread::yield();
  }
  stop = true;
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

} // namespace
