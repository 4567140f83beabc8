// Random tensors that are a function of a seed of two integers, scrambled to a
// stream as TensorFlow does (core/kernels/stateless_random_ops.cc).
#include "kernels/Draws.h"

using namespace tfc::runtime;

namespace {

Stream streamOf(const tfc_tensor &seed) {
  Stream stream;
  stream.key = uint64_t(0x02461e29) << 32 | 0x3ec8f720;
  stream.counterLow = uint64_t(indexAt(seed, 0));
  stream.counterHigh = uint64_t(indexAt(seed, 1));
  Block mix = Philox(stream)();
  stream.key = uint64_t(mix.words[1]) << 32 | mix.words[0];
  stream.counterLow = 0;
  stream.counterHigh = uint64_t(mix.words[3]) << 32 | mix.words[2];
  return stream;
}

/// The session's kernel on a stream of its own.
int32_t drawFrom(tfc_context *context, const tfc_tensor &seed,
                 const tfc_tensor &y, tfc_kernel_function kernel,
                 int64_t low = 0, int64_t high = 0) {
  if (numElements(seed) != 2)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "A seed of %lld integers, expected 2", numElements(seed),
                      0);
  Stream own = streamOf(seed), *streams = context->streams;
  auto count = context->numStreams;
  context->streams = &own;
  context->numStreams = 1;
  const int64_t parameters[] = {0, low, high};
  int32_t code = kernel(context, &y, parameters);
  context->streams = streams;
  context->numStreams = count;
  return code;
}

} // namespace

/// Operands: a shape, the seed, the result.
TFC_KERNEL_EXPORT int32_t tfc_kernel_stateless_random_uniform(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  return drawFrom(context, operands[1], operands[2], tfc_kernel_random_uniform);
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_stateless_random_normal(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  return drawFrom(context, operands[1], operands[2], tfc_kernel_random_normal);
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_stateless_truncated_normal(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  return drawFrom(context, operands[1], operands[2],
                  tfc_kernel_truncated_normal);
}
/// Operands: a shape, the seed, low, high, the result.
TFC_KERNEL_EXPORT int32_t tfc_kernel_stateless_random_uniform_int(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  return drawFrom(context, operands[1], operands[4],
                  tfc_kernel_random_uniform_int, indexAt(operands[2], 0),
                  indexAt(operands[3], 0));
}
