// Fills a tensor from a distribution, group by group, each group a function of
// its index alone: any number of threads gives the same values.
//
// A distribution has `Element`, `groupSize` (elements made together) and either
// `void fill(const Block &block, Element *group)`, a group from each block, or
// `void draw(Philox generator, Element *group)`, a group from any number of
// blocks, whose starts are `blockStride` blocks apart.
#ifndef TFC_RUNTIME_RANDOM_RANDOMFILL_H
#define TFC_RUNTIME_RANDOM_RANDOMFILL_H

#include "random/Philox.h"

#include <cstring>

namespace tfc::runtime {

/// Takes the op's share of its stream: `attributes[0]` names it. Reports a
/// stream that does not exist.
inline bool reserve(tfc_context *context, const tfc_tensor &output,
                    const int64_t *attributes, Stream &start) {
  if (attributes[0] < 0 || attributes[0] >= int64_t(context->numStreams)) {
    tfc_report(context, TFC_INTERNAL, "There is no random stream %lld",
               attributes[0], 0);
    return false;
  }
  Stream &stream = context->streams[attributes[0]];
  start = stream;
  advance(stream,
          output.bytes / tfc_dtype_size(output.dtype) * blocksPerElement);
  return true;
}

template <typename Distribution>
class FillTask {
public:
  using Element = typename Distribution::Element;
  static constexpr int64_t groupSize = Distribution::groupSize;
  /// About 20 microseconds of work.
  static constexpr int64_t groupsPerTask = 1024;

  Stream start = {};
  Distribution distribution;
  Element *data;
  int64_t size;

  FillTask(const tfc_tensor &output, Distribution distribution)
      : distribution(distribution), data(static_cast<Element *>(output.data)),
        size(int64_t(output.bytes / sizeof(Element))) {}

  static void run(void *argument, int64_t index) {
    static_cast<FillTask *>(argument)->fill(index * groupsPerTask);
  }

  void fill(int64_t group) {
    int64_t numGroups = (size + groupSize - 1) / groupSize;
    int64_t end = group + groupsPerTask;
    if (end > numGroups)
      end = numGroups;
    if constexpr (Distribution::blockStride == 1) {
      constexpr int batch = 8;
      Block blocks[batch];
      for (; group + batch < end; group += batch) {
        makeBlocks<batch>(at(group), blocks);
        for (int i = 0; i < batch; ++i)
          distribution.fill(blocks[i], data + (group + i) * groupSize);
      }
    }
    for (; group < end; ++group) {
      Element elements[groupSize];
      if constexpr (Distribution::blockStride == 1)
        distribution.fill(Philox(at(group))(), elements);
      else
        distribution.draw(Philox(at(group)), elements);
      int64_t left = size - group * groupSize; // the last group may be cut
      memcpy(data + group * groupSize, elements,
             size_t(left < groupSize ? left : groupSize) * sizeof(Element));
    }
  }

private:
  /// The stream where a group starts.
  Stream at(int64_t group) const {
    Stream stream = start;
    advance(stream, uint64_t(group) * Distribution::blockStride);
    return stream;
  }
};

template <typename Distribution>
int32_t fillRandom(tfc_context *context, const tfc_tensor &output,
                   const int64_t *attributes, Distribution distribution) {
  using Task = FillTask<Distribution>;
  Task task(output, distribution);
  if (!reserve(context, output, attributes, task.start))
    return TFC_INTERNAL;
  int64_t perTask = Task::groupsPerTask * Distribution::groupSize;
  tfc_parallel_for(context, Task::run, (task.size + perTask - 1) / perTask,
                   &task);
  return TFC_OK;
}

inline int32_t unsupportedRandom(tfc_context *context) {
  return tfc_report(context, TFC_UNIMPLEMENTED,
                    "Random kernel for an element type it does not make", 0, 0);
}

/// In [0, 1): the low 23 bits as the mantissa of a number in [1, 2), less 1.
inline float uniformFloat(uint32_t word) {
  uint32_t bits = 127u << 23 | (word & 0x7fffffu);
  float result;
  memcpy(&result, &bits, sizeof result);
  return result - 1.0f;
}

/// In [0, 1): 20 bits of the first word above 32 of the second.
inline double uniformDouble(uint32_t first, uint32_t second) {
  uint64_t bits =
      uint64_t(1023) << 52 | uint64_t(first & 0xfffffu) << 32 | second;
  double result;
  memcpy(&result, &bits, sizeof result);
  return result - 1.0;
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_RANDOM_RANDOMFILL_H
