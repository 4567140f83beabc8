//===- Boxes.cpp - boxes in images: the best of those that overlap ------===//
#include "kernels/Kernel.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

using namespace tfc::runtime;

namespace {

/// Overlap of two boxes by the area of their union; 0 where one has no area.
template <typename T>
double overlap(const T *a, const T *b) {
  auto corners = [](const T *box, double &low, double &high, int axis) {
    low = std::min<double>(box[axis], box[axis + 2]);
    high = std::max<double>(box[axis], box[axis + 2]);
  };
  double lowA[2], highA[2], lowB[2], highB[2], common = 1;
  for (int axis = 0; axis < 2; ++axis) {
    corners(a, lowA[axis], highA[axis], axis);
    corners(b, lowB[axis], highB[axis], axis);
    common *= std::max(0.0, std::min(highA[axis], highB[axis]) -
                                std::max(lowA[axis], lowB[axis]));
  }
  double areaA = (highA[0] - lowA[0]) * (highA[1] - lowA[1]);
  double areaB = (highB[0] - lowB[0]) * (highB[1] - lowB[1]);
  if (areaA <= 0 || areaB <= 0)
    return 0;
  return common / (areaA + areaB - common);
}

struct Candidate {
  double score;
  int32_t box;
  int32_t compared; // with how many of the selected boxes
};

/// The better candidate last: a higher score, or the lower index.
bool worse(const Candidate &a, const Candidate &b) {
  return a.score != b.score ? a.score < b.score : a.box > b.box;
}

struct Suppression {
  double iouThreshold, scoreThreshold, sigma;
};

template <typename T>
bool suppress(const tfc_tensor *operands, const Suppression &rule) {
  const T *boxes = dataOf<const T>(operands[0]);
  const T *scores = dataOf<const T>(operands[1]);
  int32_t *indices = dataOf<int32_t>(operands[3]);
  T *selectedScores = dataOf<T>(operands[4]);
  int64_t n = operands[1].shape[0], room = operands[3].shape[0];
  std::unique_ptr<Candidate[]> heap(new (std::nothrow)
                                        Candidate[size_t(n) + 1]);
  if (!heap)
    return false;
  Candidate *end = heap.get();
  for (int64_t i = 0; i < n; ++i)
    if (double(scores[i]) > rule.scoreThreshold)
      *end++ = {double(scores[i]), static_cast<int32_t>(i), 0};
  std::make_heap(heap.get(), end, worse);
  bool soft = rule.sigma > 0;
  int64_t found = 0;
  while (end != heap.get() && found < room) {
    std::pop_heap(heap.get(), end, worse);
    Candidate next = *--end;
    double before = next.score;
    bool gone = false;
    // Compares it with the boxes that were selected since it was last looked
    // at, the latest first.
    for (int64_t j = found; j-- > next.compared && !gone;) {
      double iou = overlap(boxes + 4 * next.box, boxes + 4 * indices[j]);
      if (soft)
        next.score *= iou <= rule.iouThreshold
                          ? std::exp(-0.5 / rule.sigma * iou * iou)
                          : 0;
      else
        gone = iou > rule.iouThreshold;
      gone |= next.score <= rule.scoreThreshold;
    }
    if (gone)
      continue;
    next.compared = static_cast<int32_t>(found);
    if (next.score != before) {
      *end++ = next;
      std::push_heap(heap.get(), end, worse);
      continue;
    }
    indices[found] = next.box;
    selectedScores[found++] = T(next.score);
  }
  setIndex(operands[5], 0, found);
  for (; found < room; ++found) {
    indices[found] = 0;
    selectedScores[found] = 0;
  }
  return true;
}

} // namespace

/// Operands: boxes [n, 4], scores [n], size; indices [size] (int32), scores
/// [size], count (int32). Parameters: thresholds of overlap and score, sigma.
TFC_KERNEL_EXPORT int32_t
tfc_kernel_non_max_suppression(tfc_context *context, const tfc_tensor *operands,
                               const int64_t *parameters) {
  Parameters next(parameters);
  Suppression rule;
  rule.iouThreshold = next.number();
  rule.scoreThreshold = next.number();
  rule.sigma = next.number();
  bool enough = true;
  bool known = visitFloat(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = suppress<T>(operands, rule);
  });
  if (!known)
    return unsupportedType(context, "non_max_suppression: not for this dtype");
  return enough
             ? TFC_OK
             : tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                          "non_max_suppression: no memory for its boxes", 0, 0);
}
