// A session of the demo program with short ways to run it.
#ifndef TFC_TEST_RUNTIME_FIXTURE_H
#define TFC_TEST_RUNTIME_FIXTURE_H

#include "Demo.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

using Floats = std::vector<float>;

inline Floats floats(const tfc_tensor &tensor) {
  const float *data = static_cast<const float *>(tensor.data);
  return Floats(data, data + tensor.bytes / 4);
}

class SessionTest : public testing::Test {
protected:
  using Matrix = std::vector<Floats>;

  void SetUp() override {
    tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
    options.threads = 1;
    create(options);
  }
  void TearDown() override { tfc_session_destroy(session); }

  void create(const tfc_session_options &options) {
    tfc_session_destroy(session);
    session = nullptr;
    ASSERT_EQ(tfc_session_create(&program, &options, &session), TFC_OK)
        << tfc_session_error(nullptr);
    demo::reset();
  }

  void initialize() {
    ASSERT_EQ(tfc_session_initialize(session), TFC_OK)
        << tfc_session_error(session);
    demo::reset();
  }

  /// Runs with matrices for feeds and expects success.
  std::vector<tfc_tensor>
  run(std::vector<const char *> fetches,
      const std::vector<std::pair<const char *, Matrix>> &feeds) {
    std::vector<tfc_tensor> outputs(fetches.size());
    EXPECT_EQ(tryRun(fetches, feeds, outputs), TFC_OK)
        << tfc_session_error(session);
    return outputs;
  }

  tfc_code tryRun(std::vector<const char *> fetches,
                  const std::vector<std::pair<const char *, Matrix>> &feeds) {
    std::vector<tfc_tensor> outputs(fetches.size());
    return tryRun(fetches, feeds, outputs);
  }

  tfc_code tryRun(std::vector<const char *> &fetches,
                  const std::vector<std::pair<const char *, Matrix>> &feeds,
                  std::vector<tfc_tensor> &outputs) {
    std::vector<const char *> names;
    std::vector<tfc_tensor> tensors;
    fed.clear();
    shapes.clear();
    fed.reserve(feeds.size());
    shapes.reserve(feeds.size());
    for (auto &[name, matrix] : feeds) {
      Floats flat;
      for (auto &row : matrix)
        flat.insert(flat.end(), row.begin(), row.end());
      fed.push_back(flat);
      shapes.push_back({int64_t(matrix.size()), int64_t(matrix[0].size())});
      names.push_back(name);
      tensors.push_back({TFC_FLOAT32, 2, shapes.back().data(),
                         fed.back().data(), flat.size() * 4});
    }
    return tfc_session_run(session, names.data(), tensors.data(), names.size(),
                           fetches.data(), outputs.data(), fetches.size(),
                           nullptr, 0);
  }

  tfc_code runTarget(const char *name) {
    return tfc_session_run(session, nullptr, nullptr, 0, nullptr, nullptr, 0,
                           &name, 1);
  }

  /// The message of the last error.
  std::string error() { return tfc_session_error(session); }

  tfc_program program = demo::program();
  tfc_session *session = nullptr;
  std::vector<Floats> fed; // alive as long as views of fed values may be
  std::vector<std::vector<int64_t>> shapes;
};

#endif // TFC_TEST_RUNTIME_FIXTURE_H
