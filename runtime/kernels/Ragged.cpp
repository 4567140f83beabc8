//===- Ragged.cpp - ragged tensors to dense ones ------------------------===//
#include "kernels/Kernel.h"

#include <algorithm>
#include <memory>
#include <new>

using namespace tfc::runtime;

namespace {

// How the rows of one level are told, as ir/ops/ragged.td numbers them.
enum Partition { FirstDimSize, ValueRowIds, RowSplits };

int32_t outside(tfc_context *context, const char *message, int64_t place,
                int64_t size) {
  return tfc_report(context, TFC_INVALID_ARGUMENT, message, place, size);
}

struct Level {
  const tfc_tensor &tensor;
  int64_t kind;

  int64_t elements() const { return numElements(tensor); }
  /// How many rows it tells of, or -1 for row numbers, which leave empty ones
  /// out.
  int64_t rows() const {
    return kind == FirstDimSize ? indexAt(tensor, 0)
           : kind == RowSplits  ? elements() - 1
                                : -1;
  }
};

/// The length of the longest row; -1 after an error.
int64_t widest(tfc_context *context, const Level &level) {
  int64_t width = 0, n = level.elements();
  if (level.kind == RowSplits) {
    for (int64_t i = 0; i + 1 < n; ++i)
      width = std::max(width,
                       indexAt(level.tensor, i + 1) - indexAt(level.tensor, i));
    return width;
  }
  int64_t run = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (i && indexAt(level.tensor, i) < indexAt(level.tensor, i - 1)) {
      outside(context, "ragged_to_tensor: row %lld after row %lld",
              indexAt(level.tensor, i), indexAt(level.tensor, i - 1));
      return -1;
    }
    run = i && indexAt(level.tensor, i) == indexAt(level.tensor, i - 1)
              ? run + 1
              : 1;
    width = std::max(width, run);
  }
  return width;
}

/// Places of the elements of the rows, from the places of the rows; -1 for what
/// the result has no room for. Null after an error; `count` gets how many.
std::unique_ptr<int64_t[]> descend(tfc_context *context, const Level &level,
                                   const int64_t *rows, int64_t numRows,
                                   int64_t width, int64_t step,
                                   int64_t &count) {
  int64_t n = level.elements();
  count = level.kind == RowSplits ? (n ? indexAt(level.tensor, n - 1) : 0) : n;
  std::unique_ptr<int64_t[]> places;
  bool fits = level.kind != RowSplits ||
              (n == numRows + 1 && count >= 0 && indexAt(level.tensor, 0) == 0);
  if (!fits || count > TFC_MAX_ELEMENTS) {
    outside(context, "ragged_to_tensor: %lld splits for %lld rows", n, numRows);
    return places;
  }
  places.reset(new (std::nothrow) int64_t[size_t(count) + 1]);
  if (!places) {
    tfc_report(context, TFC_RESOURCE_EXHAUSTED,
               "ragged_to_tensor: no memory for its places", 0, 0);
    return places;
  }
  auto place = [&](int64_t row, int64_t at) {
    return rows[row] < 0 || at >= width ? -1 : rows[row] + at * step;
  };
  if (level.kind == RowSplits) {
    for (int64_t row = 0; row < numRows; ++row) {
      int64_t from = indexAt(level.tensor, row),
              to = indexAt(level.tensor, row + 1);
      if (from > to || to > count) {
        outside(context, "ragged_to_tensor: a split of %lld after %lld", to,
                from);
        return nullptr;
      }
      for (int64_t i = from; i < to; ++i)
        places[i] = place(row, i - from);
    }
    return places;
  }
  int64_t at = 0;
  for (int64_t i = 0; i < count; ++i) {
    int64_t row = indexAt(level.tensor, i);
    if (row < 0 || row >= numRows) {
      outside(context,
              "ragged_to_tensor: a row of %lld, expected 0 to less than %lld",
              row, numRows);
      return nullptr;
    }
    at = i && row == indexAt(level.tensor, i - 1) ? at + 1 : 0;
    places[i] = place(row, at);
  }
  return places;
}

} // namespace

/// Operands: the shape that is asked for ([k] with -1 where it is open, or a
/// scalar -1), partitions; sizes [levels] (int64). Parameters: their kinds.
TFC_KERNEL_EXPORT int32_t tfc_kernel_ragged_extents(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *parameters) {
  int64_t count;
  const int64_t *kinds = Parameters(parameters).array(count);
  const tfc_tensor &shape = operands[0], &sizes = operands[1 + count];
  auto asked = [&](int64_t d) {
    return shape.rank == 1 && d < shape.shape[0] ? indexAt(shape, d) : -1;
  };
  Level first{operands[1], kinds[0]};
  int64_t *out = dataOf<int64_t>(sizes);
  int64_t levels = sizes.shape[0];
  std::fill(out, out + levels, 0);
  if (first.rows() < 0)
    return outside(context,
                   "ragged_to_tensor: the first dimension has a size of %lld",
                   first.rows(), 0);
  int64_t from = count - (levels - 1);
  for (int64_t d = 0; d < levels; ++d) {
    int64_t known = asked(d);
    if (known >= 0)
      out[d] = known;
    else if (d == 0)
      out[d] = first.rows();
    else if ((out[d] = widest(context, {operands[1 + from + d - 1],
                                        kinds[from + d - 1]})) < 0)
      return TFC_INVALID_ARGUMENT;
  }
  return TFC_OK;
}

/// Operands: values [n, ...], default (one, or [...]), partitions, sizes
/// [levels]; y [sizes, ...]. Parameters: the kinds of the partitions.
TFC_KERNEL_EXPORT int32_t
tfc_kernel_ragged_to_tensor(tfc_context *context, const tfc_tensor *operands,
                            const int64_t *parameters) {
  int64_t count;
  const int64_t *kinds = Parameters(parameters).array(count);
  const tfc_tensor &values = operands[0], &fallback = operands[1],
                   &y = operands[3 + count];
  int64_t levels = operands[2 + count].shape[0], from = count - (levels - 1);
  // Bytes of what stands at one place.
  int64_t total = numElements(y), places = 1;
  for (int64_t d = 0; d < levels; ++d)
    places *= y.shape[d];
  if (total == 0)
    return TFC_OK;
  int64_t inner = total / places;
  size_t element = y.bytes / size_t(total);
  bool single = numElements(fallback) == 1;
  for (int64_t i = 0; i < total; ++i)
    std::memcpy(dataOf<char>(y) + size_t(i) * element,
                dataOf<const char>(fallback) +
                    (single ? 0 : size_t(i % inner) * element),
                element);

  Level first{operands[2], kinds[0]};
  int64_t numRows = first.rows(), step = places / y.shape[0];
  if (numRows < 0 || numRows > TFC_MAX_ELEMENTS)
    return outside(context,
                   "ragged_to_tensor: the first dimension has a size of %lld",
                   numRows, 0);
  std::unique_ptr<int64_t[]> rows(new (std::nothrow)
                                      int64_t[size_t(numRows) + 1]);
  if (!rows)
    return tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                      "ragged_to_tensor: no memory for its rows", 0, 0);
  for (int64_t i = 0; i < numRows; ++i)
    rows[i] = i < y.shape[0] ? i * step : -1;
  for (int64_t d = 1; d < levels; ++d) {
    step /= y.shape[d];
    int64_t next;
    rows = descend(context, {operands[2 + from + d - 1], kinds[from + d - 1]},
                   rows.get(), numRows, y.shape[d], step, next);
    if (!rows)
      return TFC_INVALID_ARGUMENT;
    numRows = next;
  }
  if (numRows != values.shape[0])
    return outside(context, "ragged_to_tensor: %lld values for %lld places",
                   values.shape[0], numRows);
  size_t bytes = size_t(inner) * element;
  for (int64_t i = 0; i < numRows; ++i)
    if (rows[i] >= 0)
      std::memcpy(dataOf<char>(y) + size_t(rows[i]) * bytes,
                  dataOf<const char>(values) + size_t(i) * bytes, bytes);
  return TFC_OK;
}
