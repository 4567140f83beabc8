//===- Runner.cpp - Feeds, runs and prints a program by its names ---------===//
#include "tools/console/Runner.h"
#include "tools/console/DType.h"
#include "tools/console/Literal.h"
#include "tools/console/NpyFile.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace tfc::console {

std::vector<std::string> splitNames(const std::string &text) {
  std::vector<std::string> names;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin)
      names.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

bool splitAssignment(const std::string &text, Assignment &assignment) {
  size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos)
    return false;
  assignment = {text.substr(0, equals), text.substr(equals + 1)};
  return true;
}

Status readFeed(const std::string &text, uint32_t literalType, Tensor &tensor) {
  constexpr std::string_view suffix = ".npy";
  if (text.size() > suffix.size() &&
      std::string_view(text).substr(text.size() - suffix.size()) == suffix)
    return readNpy(text, tensor);
  return parseLiteral(text, literalType, tensor);
}

namespace {

struct SegmentTime {
  int64_t calls = 0, nanoseconds = 0;
};
using Profile = std::map<const tfc_segment_info *, SegmentTime>;

void recordSegment(void *argument, const tfc_segment_info *segment,
                   int64_t nanoseconds) {
  SegmentTime &time = (*static_cast<Profile *>(argument))[segment];
  ++time.calls;
  time.nanoseconds += nanoseconds;
}

void printProfile(const Profile &profile) {
  std::vector<std::pair<const tfc_segment_info *, SegmentTime>> rows(
      profile.begin(), profile.end());
  std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
    return a.second.nanoseconds > b.second.nanoseconds;
  });
  int64_t total = 0;
  for (const auto &row : rows)
    total += row.second.nanoseconds;
  fprintf(stderr, "%-32s %8s %12s %12s %7s\n", "segment", "runs", "total ms",
          "mean ms", "share");
  for (const auto &[segment, time] : rows)
    fprintf(stderr, "%-32s %8lld %12.3f %12.4f %6.1f%%\n", segment->name,
            (long long)time.calls, time.nanoseconds * 1e-6,
            time.nanoseconds * 1e-6 / double(time.calls),
            total ? 100.0 * double(time.nanoseconds) / double(total) : 0.0);
}

Status inContext(const std::string &context, const Status &status) {
  return Status(status.code(), context + ": " + status.message());
}

Status prepareFeed(const tfc_program &program, const Assignment &feed,
                   Tensor &tensor) {
  std::string context = "--feed " + feed.first;
  uint32_t index = tfc_program_tensor(&program, feed.first.c_str());
  if (index == TFC_NONE)
    return Status(TFC_NOT_FOUND,
                  context + ": the graph has no tensor of this name that can "
                            "be fed");
  uint32_t dtype = program.tensors[index].dtype;
  Tensor given;
  if (Status status = readFeed(feed.second, dtype, given); !status)
    return inContext(context, status);
  if (Status status = convert(given, dtype, tensor); !status)
    return inContext(context, status);
  return Status();
}

void printStep(const std::vector<std::string> &names, const Outputs &values,
               bool json) {
  if (json)
    putchar('{');
  for (size_t i = 0; i < names.size(); ++i) {
    const TensorView &value = values[i];
    bool isTarget = value.dtype() == TFC_CONTROL;
    if (json)
      printf("%s\"%s\": %s", i ? ", " : "", names[i].c_str(),
             isTarget ? "null" : formatJson(value).c_str());
    else
      printf("%s = %s\n", names[i].c_str(),
             isTarget ? "None" : formatLiteral(value).c_str());
  }
  if (json)
    puts("}");
}

} // namespace

Status run(const tfc_program &program, const RunOptions &options) {
  std::vector<const char *> fetches;
  for (const std::string &name : options.fetches)
    fetches.push_back(name.c_str());
  for (const Assignment &output : options.outputs)
    fetches.push_back(output.first.c_str());

  std::vector<Tensor> fed(options.feeds.size());
  std::vector<Feed> feeds;
  for (size_t i = 0; i < fed.size(); ++i) {
    if (Status status = prepareFeed(program, options.feeds[i], fed[i]); !status)
      return status;
    feeds.push_back({options.feeds[i].first.c_str(), fed[i].view()});
  }

  Profile profile;
  Options sessionOptions;
  sessionOptions.threads = options.threads;
  sessionOptions.seed = options.seed;
  if (options.profile) {
    sessionOptions.profile = recordSegment;
    sessionOptions.profile_argument = &profile;
  }
  Session session(program, sessionOptions);
  if (Status status = session.status(); !status)
    return status;
  if (Status status = session.initialize(); !status)
    return inContext("initialisation of the variables", status);
  profile.clear();

  for (uint64_t step = 0; step < options.steps; ++step) {
    Outputs values = session.run(fetches, feeds);
    if (!values)
      return values.status();
    printStep(options.fetches, values, options.json);
    if (step + 1 < options.steps)
      continue;
    for (size_t i = 0; i < options.outputs.size(); ++i) {
      const Assignment &output = options.outputs[i];
      if (Status status =
              writeNpy(output.second, values[options.fetches.size() + i]);
          !status)
        return inContext("--out " + output.first, status);
    }
  }
  if (options.profile)
    printProfile(profile);
  if (fflush(stdout) != 0 || ferror(stdout))
    return Status(TFC_DATA_LOSS, "standard output cannot be written");
  return Status();
}

} // namespace tfc::console
