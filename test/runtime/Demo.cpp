//===- Demo.cpp - a program written by hand -------------------------------===//
#include "Demo.h"

#include <cstring>

namespace demo {

std::atomic<int> executed[NumSegments];
const void *readFrom, *writtenTo;

void reset() {
  for (std::atomic<int> &n : executed)
    n = 0;
}

int executedInAll() {
  int sum = 0;
  for (std::atomic<int> &n : executed)
    sum += n;
  return sum;
}

namespace {

enum Tensor {
  X,
  H,
  S,
  Q,
  T,
  R,
  AssignW,
  AssignCount,
  BumpTarget,
  Counter,
  TrainTarget,
  CheckedValue,
  PairedValue,
  B,
  PickedValue,
  N,
  OnesValue,
  TwiceValue,
  NumTensors
};
enum Variable { W, Count, NumVariables };

template <typename E>
E *as(void *p) {
  return static_cast<E *>(p);
}

const int64_t pairs[] = {-1, 2}, rows[] = {-1}, two[] = {2}, five[] = {5};
constexpr uint32_t both = TFC_TENSOR_FETCHABLE | TFC_TENSOR_FEEDABLE;
constexpr uint32_t placeholder = both | TFC_TENSOR_PLACEHOLDER;

const tfc_tensor_info tensors[] = {
    {"x", TFC_FLOAT32, placeholder, TFC_HOST, 2, TFC_NONE, pairs, -1, -1},
    {"h", TFC_FLOAT32, both, TFC_HOST, 2, Double, pairs, -1, -1},
    {"s", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 2, Shift, pairs, -1, -1},
    {nullptr, TFC_FLOAT32, 0, TFC_HOST, 1, Shift, rows, -1, -1},
    {"t", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, Total, nullptr, 4,
     64},
    {"r", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 1, Draw, five, 20, 0},
    {"w/Assign", TFC_CONTROL, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, InitW, nullptr,
     0, -1},
    {"count/Assign", TFC_CONTROL, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, InitCount,
     nullptr, 0, -1},
    {"bump", TFC_CONTROL, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, Bump, nullptr, 0,
     -1},
    {"counter", TFC_INT64, both, TFC_HOST, 0, Bump, nullptr, 8, 128},
    {"train", TFC_CONTROL, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, Train, nullptr, 0,
     -1},
    {"checked", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 2, Checked, pairs,
     -1, -1},
    {"paired", TFC_FLOAT32, 0, TFC_HOST, 2, Paired, pairs, -1, -1},
    {"b", TFC_BOOL, placeholder, TFC_HOST, 0, TFC_NONE, nullptr, 1, -1},
    {"scope/picked", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, Picked,
     nullptr, 4, -1},
    {"n", TFC_INT64, placeholder, TFC_HOST, 0, TFC_NONE, nullptr, 8, -1},
    {"ones", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 1, Ones, rows, -1,
     -1},
    {"twice", TFC_FLOAT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 1, Twice, rows, -1,
     -1},
};
static_assert(sizeof tensors / sizeof tensors[0] == NumTensors, "");

const tfc_variable_info variables[] = {
    {"w", TFC_FLOAT32, 1, two, 8, AssignW, TFC_VARIABLE_TRAINABLE, TFC_HOST},
    {"count", TFC_INT64, 0, nullptr, 8, AssignCount, 0, TFC_HOST},
};

int32_t initW(tfc_context *, void *const *b, const int64_t *, void *) {
  ++executed[InitW];
  as<float>(b[0])[0] = 1;
  as<float>(b[0])[1] = 2;
  return TFC_OK;
}

int32_t initCount(tfc_context *, void *const *b, const int64_t *, void *) {
  ++executed[InitCount];
  *as<int64_t>(b[0]) = 0;
  return TFC_OK;
}

int32_t doubled(tfc_context *, void *const *b, const int64_t *dims, void *) {
  ++executed[Double];
  readFrom = b[0];
  writtenTo = b[1];
  for (int64_t i = 0; i < 2 * dims[0]; ++i)
    as<float>(b[1])[i] = 2 * as<float>(b[0])[i];
  return TFC_OK;
}

int32_t bump(tfc_context *, void *const *b, const int64_t *, void *) {
  ++executed[Bump];
  *as<int64_t>(b[1]) = ++*as<int64_t>(b[0]);
  return TFC_OK;
}

int32_t shift(tfc_context *, void *const *b, const int64_t *dims, void *) {
  ++executed[Shift];
  for (int64_t i = 0; i < dims[0]; ++i) {
    float *row = as<float>(b[2]) + 2 * i;
    row[0] = as<float>(b[0])[2 * i] + as<float>(b[1])[0];
    row[1] = as<float>(b[0])[2 * i + 1] + as<float>(b[1])[1];
    as<float>(b[3])[i] = row[0] + row[1];
  }
  return TFC_OK;
}

// Copies its input to the workspace, to see that there is one.
int32_t total(tfc_context *, void *const *b, const int64_t *dims,
              void *workspace) {
  ++executed[Total];
  memcpy(workspace, b[0], size_t(4 * dims[0]));
  float sum = 0;
  for (int64_t i = 0; i < dims[0]; ++i)
    sum += as<float>(workspace)[i];
  *as<float>(b[1]) = sum;
  return TFC_OK;
}

int32_t draw(tfc_context *context, void *const *b, const int64_t *, void *) {
  ++executed[Draw];
  tfc_tensor out = {TFC_FLOAT32, 1, five, b[0], 20};
  const int64_t stream = 0;
  return tfc_kernel_random_uniform(context, &out, &stream);
}

int32_t train(tfc_context *, void *const *b, const int64_t *, void *) {
  ++executed[Train];
  as<float>(b[0])[0] -= 1;
  as<float>(b[0])[1] -= 1;
  return TFC_OK;
}

int32_t checked(tfc_context *context, void *const *b, const int64_t *dims,
                void *) {
  ++executed[Checked];
  for (int64_t i = 0; i < 2 * dims[0]; ++i) {
    float value = as<float>(b[0])[i];
    if (value < 0)
      return tfc_report(context, TFC_OUT_OF_RANGE,
                        "100%s of element %lld is %lld, which is negative", i,
                        int64_t(value));
    as<float>(b[1])[i] = value;
  }
  return TFC_OK;
}

int32_t paired(tfc_context *, void *const *b, const int64_t *dims, void *) {
  ++executed[Paired];
  memcpy(b[1], b[0], size_t(8 * dims[0]));
  return TFC_OK;
}

int32_t picked(tfc_context *, void *const *b, const int64_t *, void *) {
  ++executed[Picked];
  *as<float>(b[1]) = *as<bool>(b[0]) ? 1 : 0;
  return TFC_OK;
}

int32_t predict(tfc_context *, void *const *b, const int64_t *dims, void *) {
  ++executed[PredictWhole];
  for (int64_t i = 0; i < 2 * dims[0]; ++i)
    as<float>(b[2])[i] = 2 * as<float>(b[0])[i] + as<float>(b[1])[i % 2];
  return TFC_OK;
}

int32_t ones(tfc_context *, void *const *b, const int64_t *dims, void *) {
  ++executed[Ones];
  for (int64_t i = 0; i < dims[0]; ++i)
    as<float>(b[1])[i] = 1;
  return TFC_OK;
}

int32_t onesShape(tfc_context *, void *const *buffers, int64_t *dims) {
  dims[0] = buffers[1] ? -1 : *as<int64_t>(buffers[0]);
  return TFC_OK;
}

int32_t twice(tfc_context *, void *const *b, const int64_t *dims, void *) {
  ++executed[Twice];
  for (int64_t i = 0; i < dims[0]; ++i)
    as<float>(b[1])[i] = 2 * as<float>(b[0])[i];
  return TFC_OK;
}

int32_t twiceShape(tfc_context *, void *const *, int64_t *dims) {
  dims[1] = dims[0];
  return TFC_OK;
}

// dims: x rows, 2, then the output's
int32_t likeInput(tfc_context *, void *const *, int64_t *dims) {
  dims[2] = dims[0];
  dims[3] = dims[1];
  return TFC_OK;
}

int32_t shiftShape(tfc_context *, void *const *, int64_t *dims) {
  dims[2] = dims[0];
  dims[3] = dims[1];
  dims[4] = dims[0];
  return TFC_OK;
}

int32_t totalShape(tfc_context *, void *const *, int64_t *dims) {
  dims[1] = 4 * dims[0];
  return TFC_OK;
}

int32_t pairedShape(tfc_context *context, void *const *, int64_t *dims) {
  if (dims[0] % 2)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "paired: %lld rows are not a multiple of %lld", dims[0],
                      2);
  return likeInput(context, nullptr, dims);
}

const uint32_t inN[] = {N}, outOnes[] = {OnesValue}, outTwice[] = {TwiceValue};
const uint32_t inX[] = {X}, inH[] = {H}, inQ[] = {Q}, inB[] = {B};
const uint32_t outH[] = {H}, outShift[] = {S, Q}, outT[] = {T}, outR[] = {R},
               outCounter[] = {Counter}, outS[] = {S},
               outChecked[] = {CheckedValue}, outPaired[] = {PairedValue},
               outPicked[] = {PickedValue};
const uint32_t useW[] = {W}, useCount[] = {Count};
const uint8_t reads[] = {TFC_ACCESS_READ}, writes[] = {TFC_ACCESS_WRITE},
              updates[] = {TFC_ACCESS_READ | TFC_ACCESS_WRITE};
const uint32_t afterBump[] = {BumpTarget};
const uint32_t reachAssignW[] = {AssignW}, reachAssignCount[] = {AssignCount},
               reachBump[] = {BumpTarget}, reachTrain[] = {TrainTarget};

// name, counts (inputs outputs variables dims), inputs, outputs, variables,
// accesses, after, targets, counts (after targets), shape, run, workspace,
// flops
const tfc_segment_info segments[] = {
    {"init_w",
     0,
     0,
     1,
     1,
     nullptr,
     nullptr,
     useW,
     writes,
     nullptr,
     reachAssignW,
     0,
     1,
     nullptr,
     initW,
     0,
     0,
     0,
     TFC_HOST,
     TFC_NONE},
    {"init_count",
     0,
     0,
     1,
     1,
     nullptr,
     nullptr,
     useCount,
     writes,
     nullptr,
     reachAssignCount,
     0,
     1,
     nullptr,
     initCount,
     0,
     0,
     0,
     TFC_HOST,
     TFC_NONE},
    {"double", 1,       1,       0,       5,        inX,     outH,
     nullptr,  nullptr, nullptr, nullptr, 0,        0,       likeInput,
     doubled,  0,       2,       0,       TFC_HOST, TFC_NONE},
    {"bump",   0,       1,       1,         1,        nullptr, outCounter,
     useCount, updates, nullptr, reachBump, 0,        1,       nullptr,
     bump,     0,       1,       0,         TFC_HOST, TFC_NONE},
    {"shift", 1, 2, 1,          6,     inH, outShift, useW, reads,    nullptr,
     nullptr, 0, 0, shiftShape, shift, 0,   3,        0,    TFC_HOST, TFC_NONE},
    {"total", 1, 1, 0,          2,     inQ, outT, nullptr, nullptr,  nullptr,
     nullptr, 0, 0, totalShape, total, -1,  1,    0,       TFC_HOST, TFC_NONE},
    {"draw",  0, 1, 0,       2,    nullptr, outR, nullptr, nullptr,  nullptr,
     nullptr, 0, 0, nullptr, draw, 0,       0,    0,       TFC_HOST, TFC_NONE},
    {"train", 0,       0,         1,          1,        nullptr, nullptr,
     useW,    updates, afterBump, reachTrain, 1,        1,       nullptr,
     train,   0,       2,         0,          TFC_HOST, TFC_NONE},
    {"checked", 1,       1,       0,       5,        inX,     outChecked,
     nullptr,   nullptr, nullptr, nullptr, 0,        0,       likeInput,
     checked,   0,       0,       0,       TFC_HOST, TFC_NONE},
    {"paired", 1,       1,       0,       5,        inX,     outPaired,
     nullptr,  nullptr, nullptr, nullptr, 0,        0,       pairedShape,
     paired,   0,       0,       0,       TFC_HOST, TFC_NONE},
    {"picked", 1,       1,       0,       1,        inB,     outPicked,
     nullptr,  nullptr, nullptr, nullptr, 0,        0,       nullptr,
     picked,   0,       0,       0,       TFC_HOST, TFC_NONE},
    {"ones",   1,         1,       0,       2,       inN,
     outOnes,  nullptr,   nullptr, nullptr, nullptr, 0,
     0,        onesShape, ones,    0,       0,       TFC_SEGMENT_SHAPE_READS,
     TFC_HOST, TFC_NONE},
    {"twice", 1,       1,       0,       3,        outOnes, outTwice,
     nullptr, nullptr, nullptr, nullptr, 0,        0,       twiceShape,
     twice,   0,       0,       0,       TFC_HOST, TFC_NONE},
};
static_assert(sizeof segments / sizeof segments[0] == NumSegments - 1, "");

const tfc_segment_info predictSegment = {"signature_predict",
                                         1,
                                         1,
                                         1,
                                         5,
                                         inX,
                                         outS,
                                         useW,
                                         reads,
                                         nullptr,
                                         nullptr,
                                         0,
                                         0,
                                         likeInput,
                                         predict,
                                         0,
                                         4,
                                         0,
                                         TFC_HOST,
                                         TFC_NONE};

const tfc_argument_info argumentX[] = {{"x", X, TFC_NONE}};
const tfc_argument_info resultS[] = {{"scores", S, TFC_NONE}};
const tfc_argument_info resultTrain[] = {{"total", T, TFC_NONE},
                                         {"w", TFC_NONE, W}};
const uint32_t trainTargets[] = {TrainTarget};

const tfc_signature_info signatures[] = {
    {"predict", 1, 1, 0, 0, argumentX, resultS, nullptr, &predictSegment},
    {"train", 1, 2, 1, 0, argumentX, resultTrain, trainTargets, nullptr},
};

const tfc_stream_info streams[] = {{87654321, 7}};

} // namespace

tfc_program program() {
#if defined(__x86_64__)
  const char *triple = "x86_64-pc-linux-gnu", *features = "+sse2,+cx8";
#else
  const char *triple = "aarch64-unknown-linux-gnu", *features = "";
#endif
  return {TFC_ABI_MAGIC,
          TFC_ABI_VERSION,
          sizeof(tfc_program),
          0,
          "demo",
          "test",
          nullptr,
          0x1234,
          triple,
          features,
          NumTensors,
          NumVariables,
          NumSegments - 1,
          2,
          1,
          0,
          0,
          0,
          tensors,
          variables,
          segments,
          signatures,
          streams,
          nullptr,
          nullptr,
          nullptr,
          192,
          0,
          0,
          nullptr,
          nullptr};
}

} // namespace demo
