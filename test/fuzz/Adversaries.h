// Graphs made to hurt: each valid as a message, each wrong or huge in a way of
// its own.
#ifndef TFC_TEST_FUZZ_ADVERSARIES_H
#define TFC_TEST_FUZZ_ADVERSARIES_H

#include "frontend/import/read/Protos.h"

#include <functional>
#include <vector>

namespace tfc::fuzz {

struct Adversary {
  const char *name;
  std::function<void(tensorflow::GraphDef &)> build;
};

const std::vector<Adversary> &adversaries();

} // namespace tfc::fuzz

#endif // TFC_TEST_FUZZ_ADVERSARIES_H
