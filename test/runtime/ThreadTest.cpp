// tfc_parallel_for: each index once, on any number of threads, nested, often.
#include "core/Context.h"

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace {

struct Context : tfc_context {
  explicit Context(uint32_t n) { threads = n; }
  ~Context() {
    if (pool)
      destroyPool(pool);
  }
};

struct Counts {
  std::vector<std::atomic<int>> times;
  tfc_context *context = nullptr;
  explicit Counts(size_t n) : times(n) {}
  static void add(void *counts, int64_t i) {
    ++static_cast<Counts *>(counts)->times[size_t(i)];
  }
  void expectEach(int expected) {
    for (auto &n : times)
      ASSERT_EQ(n, expected);
  }
};

TEST(ThreadPool, EachIndexOnce) {
  for (uint32_t threads : {1u, 2u, 3u, 8u}) {
    Context context(threads);
    for (size_t n : {0, 1, 2, 3, 7, 100, 10000}) {
      Counts counts(n);
      tfc_parallel_for(&context, Counts::add, int64_t(n), &counts);
      counts.expectEach(1);
    }
  }
}

TEST(ThreadPool, OneThreadMakesNoPool) {
  Context context(1);
  Counts counts(100);
  tfc_parallel_for(&context, Counts::add, 100, &counts);
  EXPECT_EQ(context.pool, nullptr);
}

TEST(ThreadPool, ManyLoopsInARow) {
  Context context(4);
  Counts counts(5);
  for (int i = 0; i < 20000; ++i)
    tfc_parallel_for(&context, Counts::add, 5, &counts);
  counts.expectEach(20000);
}

// Helpers go to sleep between these, and must wake.
TEST(ThreadPool, LoopsWithPauses) {
  Context context(3);
  Counts counts(64);
  for (int i = 0; i < 30; ++i) {
    tfc_parallel_for(&context, Counts::add, 64, &counts);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  counts.expectEach(30);
}

TEST(ThreadPool, UsesItsThreads) {
  Context context(2);
  struct Meeting {
    std::atomic<int> arrived{0};
    static void meet(void *argument, int64_t) {
      auto *meeting = static_cast<Meeting *>(argument);
      ++meeting->arrived;
      while (meeting->arrived < 2)
        std::this_thread::yield();
    }
  } meeting; // ends only when two threads are there at once
  tfc_parallel_for(&context, Meeting::meet, 2, &meeting);
  EXPECT_EQ(meeting.arrived, 2);
}

TEST(ThreadPool, LoopsInLoops) {
  Context context(3);
  Counts counts(50);
  counts.context = &context;
  auto outer = [](void *argument, int64_t) {
    auto *counts = static_cast<Counts *>(argument);
    tfc_parallel_for(counts->context, Counts::add, 50, counts);
  };
  tfc_parallel_for(&context, outer, 8, &counts);
  counts.expectEach(8);
}

TEST(ThreadPool, TheFirstReportIsKept) {
  Context context(4);
  auto fail = [](void *argument, int64_t i) {
    tfc_report(static_cast<tfc_context *>(argument), TFC_OUT_OF_RANGE,
               "index %lld of %lld", i, 100);
  };
  tfc_parallel_for(&context, fail, 100, static_cast<tfc_context *>(&context));
  EXPECT_EQ(tfc_reported(&context), TFC_OUT_OF_RANGE);
  int index = -1;
  EXPECT_EQ(sscanf(context.reportText.str(), "index %d of 100", &index), 1);
  context.clearReport();
  EXPECT_EQ(tfc_reported(&context), TFC_OK);
}

} // namespace
