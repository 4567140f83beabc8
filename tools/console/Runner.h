// Runs a program from the command line: what `tfc run` and a program made by
// --emit=exe have in common. Independent of the compiler.
#ifndef TFC_TOOLS_CONSOLE_RUNNER_H
#define TFC_TOOLS_CONSOLE_RUNNER_H

#include "tfc/tfc.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tfc::console {

/// "x=FILE.npy" or "x=[1, 2]", split at the first '='.
using Assignment = std::pair<std::string, std::string>;

struct RunOptions {
  std::vector<std::string> fetches; ///< Printed, a line each and step.
  std::vector<Assignment> feeds;    ///< A literal or a path that ends in .npy.
  std::vector<Assignment> outputs;  ///< Files for the last step's values.
  uint64_t steps = 1;
  uint32_t threads = 0; ///< As tfc_session_options.
  uint64_t seed = 0;
  bool json = false;    ///< One object a step instead of lines.
  bool profile = false; ///< Time per segment, on stderr.
};

/// "a,b" and repeated options give one list. Commas split, nothing else.
std::vector<std::string> splitNames(const std::string &text);

/// Splits "NAME=VALUE"; false if there is no name or no '='.
bool splitAssignment(const std::string &text, Assignment &assignment);

/// The value of a feed as it is written: its own element type for a file,
/// float64 for a literal. Used to learn a shape before the program exists.
Status readFeed(const std::string &text, uint32_t literalType, Tensor &tensor);

/// Initialises the variables, runs the steps and prints. Returns the first
/// error, whose message names the feed or fetch.
Status run(const tfc_program &program, const RunOptions &options);

/// The whole command line of a program made by --emit=exe; the exit status.
int main(const tfc_program &program, int argc, char **argv);

} // namespace tfc::console

#endif
