// Every error: its code, its words, and that nothing has run.
#include "Fixture.h"

#include <cstring>
#include <thread>

// A sanitizer that stands for malloc must answer with null, too.
extern "C" __attribute__((visibility("default"))) const char *
__asan_default_options() {
  return "allocator_may_return_null=1";
}
extern "C" __attribute__((visibility("default"))) const char *
__tsan_default_options() {
  return "allocator_may_return_null=1";
}

namespace {

class ErrorTest : public SessionTest {
protected:
  /// Runs one fetch with one feed made by hand.
  tfc_code feed(const char *name, tfc_tensor value, const char *fetch = "h") {
    tfc_tensor out;
    return tfc_session_run(session, &name, &value, 1, &fetch, &out, 1, nullptr,
                           0);
  }

  /// The last call failed with this and nothing ran.
  void expectError(tfc_code expected, tfc_code code, const char *message) {
    EXPECT_EQ(tfc_code_name(code), std::string(tfc_code_name(expected)));
    EXPECT_EQ(error(), message);
    EXPECT_EQ(demo::executedInAll(), 0);
  }

  /// The demo's tensors with other flags for one.
  const tfc_tensor_info *withFlags(const char *name, uint32_t flags) {
    changed.assign(program.tensors, program.tensors + program.num_tensors);
    changed[tfc_program_tensor(&program, name)].flags = flags;
    return changed.data();
  }

  std::vector<tfc_tensor_info> changed;
  float data[4] = {1, 2, 3, 4};
  int64_t shape[2] = {2, 2};
};

TEST_F(ErrorTest, UnfedPlaceholder) {
  expectError(TFC_INVALID_ARGUMENT, tryRun({"h"}, {}),
              "You must feed a value for placeholder tensor 'x' with dtype "
              "float and shape [?,2]");
  expectError(TFC_INVALID_ARGUMENT, tryRun({"x"}, {}),
              "You must feed a value for placeholder tensor 'x' with dtype "
              "float and shape [?,2]");
  expectError(TFC_INVALID_ARGUMENT, tryRun({"scope/picked"}, {}),
              "You must feed a value for placeholder tensor 'b' with dtype "
              "bool");
}

TEST_F(ErrorTest, WrongShape) {
  expectError(TFC_INVALID_ARGUMENT, tryRun({"h"}, {{"x", {{1, 2, 3}}}}),
              "Cannot feed value of shape (1, 3) for Tensor 'x:0', which has "
              "shape '(?, 2)'");
  expectError(TFC_INVALID_ARGUMENT, feed("x", {TFC_FLOAT32, 1, shape, data, 8}),
              "Cannot feed value of shape (2,) for Tensor 'x:0', which has "
              "shape '(?, 2)'");
  expectError(TFC_INVALID_ARGUMENT,
              feed("b", {TFC_BOOL, 1, shape, data, 2}, "scope/picked"),
              "Cannot feed value of shape (2,) for Tensor 'b:0', which has "
              "shape '()'");
  shape[0] = -1;
  EXPECT_EQ(feed("x", {TFC_FLOAT32, 2, shape, data, 8}), TFC_INVALID_ARGUMENT);
}

TEST_F(ErrorTest, WrongType) {
  expectError(TFC_INVALID_ARGUMENT, feed("x", {TFC_INT32, 2, shape, data, 16}),
              "Cannot feed value of dtype int32 for Tensor 'x:0', which has "
              "dtype float");
  uint8_t two = 2;
  expectError(TFC_INVALID_ARGUMENT,
              feed("b", {TFC_BOOL, 0, nullptr, &two, 1}, "scope/picked"),
              "The value fed for Tensor 'b:0' has a bool that is neither 0 nor "
              "1");
}

TEST_F(ErrorTest, ShapeAndBytesDisagree) {
  expectError(TFC_INVALID_ARGUMENT,
              feed("x", {TFC_FLOAT32, 2, shape, data, 12}),
              "The value fed for Tensor 'x:0' has 12 bytes of data, its shape "
              "needs 16");
  expectError(TFC_INVALID_ARGUMENT,
              feed("x", {TFC_FLOAT32, 2, shape, nullptr, 16}),
              "The value fed for Tensor 'x:0' has 0 bytes of data, its shape "
              "needs 16");
  expectError(TFC_INVALID_ARGUMENT,
              feed("x", {TFC_FLOAT32, 2, nullptr, data, 16}),
              "The value fed for Tensor 'x:0' has rank 2 but no shape");
  shape[0] = INT64_MAX / 2;
  expectError(TFC_INVALID_ARGUMENT,
              feed("x", {TFC_FLOAT32, 2, shape, data, 16}),
              "Cannot feed value of shape (4611686018427387903, 2) for Tensor "
              "'x:0': its size overflows");
}

// A refused feed must not be taken for an accepted one the next time.
TEST_F(ErrorTest, ARunAfterAnErrorWorks) {
  EXPECT_EQ(tryRun({"h"}, {{"x", {{1, 2}}}}), TFC_OK);
  EXPECT_EQ(tryRun({"h"}, {{"x", {{1, 2, 3}}}}), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(feed("x", {TFC_FLOAT32, 2, shape, data, 12}), TFC_INVALID_ARGUMENT);
  EXPECT_EQ(floats(run({"h"}, {{"x", {{1, 2}, {3, 4}}}})[0]),
            (Floats{2, 4, 6, 8}));
}

TEST_F(ErrorTest, FedTwice) {
  expectError(TFC_INVALID_ARGUMENT,
              tryRun({"h"}, {{"x", {{1, 2}}}, {"x:0", {{1, 2}}}}),
              "Endpoint \"x\" fed more than once.");
}

TEST_F(ErrorTest, NothingRequested) {
  expectError(TFC_INVALID_ARGUMENT, tryRun({}, {{"x", {{1, 2}}}}),
              "Must specify at least one target to fetch or execute.");
}

TEST_F(ErrorTest, UnknownNames) {
  expectError(TFC_NOT_FOUND, tryRun({"conter"}, {}),
              "FetchOutputs node conter: not found; did you mean 'counter'?");
  expectError(TFC_NOT_FOUND, tryRun({"picked"}, {}),
              "FetchOutputs node picked: not found; did you mean "
              "'scope/picked'?");
  expectError(TFC_NOT_FOUND, tryRun({"nothing-like-it"}, {}),
              "FetchOutputs node nothing-like-it: not found");
  expectError(TFC_NOT_FOUND, tryRun({"h"}, {{"scope/x", {{1, 2}}}}),
              "FeedInputs: unable to find feed output scope/x; did you mean "
              "'x'?");
  expectError(TFC_NOT_FOUND, runTarget("trian"),
              "PruneForTargets: Some target nodes not found: trian; did you "
              "mean 'train'?");
  tfc_tensor value;
  expectError(TFC_NOT_FOUND, tfc_session_get_variable(session, "cuont", &value),
              "Variable cuont not found; did you mean 'count'?");
}

TEST_F(ErrorTest, NamesThatMayNotBeUsedSo) {
  expectError(TFC_INVALID_ARGUMENT, tryRun({"paired"}, {{"x", {{1, 2}}}}),
              "Tensor 'paired' may not be fetched: compile the graph with "
              "--fetch=paired");
  expectError(TFC_INVALID_ARGUMENT, tryRun({"t"}, {{"s", {{1, 2}}}}),
              "Tensor 's' may not be fed: compile the graph with --feed=s");
  expectError(TFC_INVALID_ARGUMENT, tryRun({"t"}, {{"w", {{1, 2}}}}),
              "Variable 'w' cannot be fed: set its value instead");
  expectError(TFC_INVALID_ARGUMENT, tryRun({"t"}, {{"bump", {{1, 2}}}}),
              "'bump' cannot be fed: it has no value");
}

TEST_F(ErrorTest, UninitializedVariables) {
  expectError(TFC_FAILED_PRECONDITION, tryRun({"s"}, {{"h", {{1, 2}}}}),
              "Attempting to use uninitialized value w");
  expectError(TFC_FAILED_PRECONDITION, tryRun({"w"}, {}),
              "Attempting to use uninitialized value w");
  tfc_tensor value;
  expectError(TFC_FAILED_PRECONDITION,
              tfc_session_get_variable(session, "count", &value),
              "Attempting to use uninitialized value count");
  // `bump` stands before `train`, but w is missing: neither runs.
  EXPECT_EQ(runTarget("count/Assign"), TFC_OK);
  demo::reset();
  expectError(TFC_FAILED_PRECONDITION, runTarget("train"),
              "Attempting to use uninitialized value w");
}

TEST_F(ErrorTest, SetVariable) {
  tfc_tensor value = {TFC_FLOAT64, 1, shape, data, 16};
  expectError(TFC_INVALID_ARGUMENT,
              tfc_session_set_variable(session, "w", &value),
              "Cannot set variable 'w' of dtype float to a value of dtype "
              "double");
  value = {TFC_FLOAT32, 2, shape, data, 16};
  expectError(TFC_INVALID_ARGUMENT,
              tfc_session_set_variable(session, "w", &value),
              "Cannot set variable 'w' of shape (2,) to a value of shape (2, "
              "2)");
  value = {TFC_FLOAT32, 1, shape, data, 4};
  expectError(TFC_INVALID_ARGUMENT,
              tfc_session_set_variable(session, "w", &value),
              "The value for variable 'w' has 4 bytes of data, its shape needs "
              "8");
}

TEST_F(ErrorTest, RequirementsOfShapes) {
  initialize();
  program.tensors = withFlags("paired", TFC_TENSOR_FETCHABLE);
  create(TFC_SESSION_OPTIONS_INIT);
  expectError(TFC_INVALID_ARGUMENT, tryRun({"h", "paired"}, {{"x", {{1, 2}}}}),
              "paired: 1 rows are not a multiple of 2");
  EXPECT_EQ(tryRun({"paired"}, {{"x", {{1, 2}, {3, 4}}}}), TFC_OK);
}

// The message is no format: only %lld is put in.
TEST_F(ErrorTest, FailureOnValues) {
  EXPECT_EQ(tryRun({"checked"}, {{"x", {{1, -7}}}}), TFC_OUT_OF_RANGE);
  EXPECT_EQ(error(), "100%s of element 1 is -7, which is negative");
  EXPECT_EQ(floats(run({"checked"}, {{"x", {{1, 7}}}})[0]), (Floats{1, 7}));
}

TEST_F(ErrorTest, OutputBufferTooSmall) {
  float out[1];
  tfc_tensor output = {0, 0, nullptr, out, sizeof out};
  tfc_tensor value = {TFC_FLOAT32, 2, shape, data, 16};
  const char *x = "x", *h = "h";
  expectError(
      TFC_INVALID_ARGUMENT,
      tfc_session_run_into(session, &x, &value, 1, &h, &output, 1, nullptr, 0),
      "The output buffer for 'h' has 4 bytes, its value needs 16");
}

TEST_F(ErrorTest, MemoryThatIsNotThere) {
  alignas(64) float aligned[2] = {};
  shape[0] = int64_t(1) << 45;
  // A feed that must be copied, and one that is used in place.
  EXPECT_EQ(feed("x", {TFC_FLOAT32, 2, shape, aligned + 1, size_t(1) << 48}),
            TFC_RESOURCE_EXHAUSTED);
  EXPECT_EQ(error(), "Out of memory: no 281474976710656 bytes for x");
  EXPECT_EQ(feed("x", {TFC_FLOAT32, 2, shape, aligned, size_t(1) << 48}),
            TFC_RESOURCE_EXHAUSTED);
  EXPECT_EQ(error(), "Out of memory: no 281474976710656 bytes for h");
  program.arena_bytes = int64_t(1) << 60;
  tfc_session *none = session;
  EXPECT_EQ(tfc_session_create(&program, nullptr, &none),
            TFC_RESOURCE_EXHAUSTED);
  EXPECT_EQ(none, nullptr);
  EXPECT_STREQ(tfc_session_error(nullptr),
               "Out of memory: no 1152921504606846976 bytes for the arena");
}

TEST_F(ErrorTest, ClosedSession) {
  initialize();
  ASSERT_EQ(tfc_session_close(session), TFC_OK);
  const char *closed = "Attempted to use a closed Session.";
  expectError(TFC_FAILED_PRECONDITION, tryRun({"counter"}, {}), closed);
  expectError(TFC_FAILED_PRECONDITION, tfc_session_initialize(session), closed);
  expectError(TFC_FAILED_PRECONDITION, tfc_session_close(session), closed);
  tfc_tensor out;
  expectError(TFC_FAILED_PRECONDITION,
              tfc_session_get_variable(session, "w", &out), closed);
  expectError(TFC_FAILED_PRECONDITION,
              tfc_session_run_signature(session, 0, &out, &out), closed);
}

TEST_F(ErrorTest, NullArguments) {
  EXPECT_EQ(tfc_session_initialize(nullptr), TFC_INVALID_ARGUMENT);
  EXPECT_STREQ(tfc_session_error(nullptr), "The session is null");
  const char *name = nullptr;
  tfc_tensor out;
  expectError(
      TFC_INVALID_ARGUMENT,
      tfc_session_run(session, nullptr, nullptr, 0, &name, &out, 1, nullptr, 0),
      "The name of fetch 0 is null");
  expectError(
      TFC_INVALID_ARGUMENT,
      tfc_session_run(session, nullptr, nullptr, 1, &name, &out, 1, nullptr, 0),
      "A list of the run is null but its length is not 0");
  expectError(TFC_INVALID_ARGUMENT,
              tfc_session_run_signature(session, 0, nullptr, nullptr),
              "Signature predict needs 1 inputs and 1 outputs; a list is null");
  tfc_session_destroy(nullptr);
}

TEST_F(ErrorTest, TwoThreadsAtOnce) {
  struct Inside {
    tfc_session *session;
    tfc_code code = TFC_OK;
    std::string message;
  } inside;
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  options.profile_argument = &inside;
  options.profile = [](void *argument, const tfc_segment_info *, int64_t) {
    auto *inside = static_cast<Inside *>(argument);
    std::thread([inside] {
      inside->code = tfc_session_initialize(inside->session);
      inside->message = tfc_session_error(nullptr);
    }).join();
  };
  create(options);
  inside.session = session;
  EXPECT_EQ(tryRun({"h"}, {{"x", {{1, 2}}}}), TFC_OK);
  EXPECT_EQ(inside.code, TFC_FAILED_PRECONDITION);
  EXPECT_EQ(inside.message,
            "The session is in use by another call; one thread at a time may "
            "use it");
}

// ---- creating
// ----------------------------------------------------------------

class CreateTest : public testing::Test {
protected:
  void expectRefused(tfc_code expected, const char *message) {
    tfc_session *session = nullptr;
    EXPECT_EQ(tfc_session_create(&program, &options, &session), expected);
    EXPECT_EQ(session, nullptr);
    EXPECT_STREQ(tfc_session_error(nullptr), message);
  }
  tfc_program program = demo::program();
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
};

TEST_F(CreateTest, NotAProgram) {
  program.magic = 0x464c457f;
  expectRefused(TFC_INVALID_ARGUMENT,
                "This is no tfc program: its magic number is 464c457f, "
                "expected 43465431");
}

TEST_F(CreateTest, OtherAbi) {
  program.abi_version = 3;
  expectRefused(TFC_INVALID_ARGUMENT,
                "The program was compiled for version 3 of tfc's ABI, this "
                "runtime has version 4: compile it again");
  program.abi_version = TFC_ABI_VERSION;
  program.struct_size = 144;
  expectRefused(TFC_INVALID_ARGUMENT,
                "The program's descriptor has 144 bytes, expected 200");
}

TEST_F(CreateTest, OtherProcessor) {
  program.triple = "sparc-sun-solaris";
  tfc_session *session = nullptr;
  EXPECT_EQ(tfc_session_create(&program, nullptr, &session),
            TFC_FAILED_PRECONDITION);
  EXPECT_EQ(std::string(tfc_session_error(nullptr))
                .find("Program demo was compiled for sparc-sun-solaris, this "
                      "machine is "),
            0u);
}

#if defined(__x86_64__)
TEST_F(CreateTest, MissingCpuFeature) {
  program.cpu_features = "+sse2,-avx512f,+future";
  expectRefused(TFC_FAILED_PRECONDITION,
                "Program demo needs the CPU feature future, which this version "
                "of the runtime does not know: compile it with a --cpu that "
                "has less");
  program.cpu_features = "+tbm,+xop,+avx512fp16"; // no machine has all
  tfc_session *session = nullptr;
  EXPECT_EQ(tfc_session_create(&program, nullptr, &session),
            TFC_FAILED_PRECONDITION);
  EXPECT_NE(strstr(tfc_session_error(nullptr), "machine does not have"),
            nullptr);
}

// Our table against the compiler's, where both know a feature.
TEST_F(CreateTest, CpuFeaturesAgreeWithTheCompiler) {
  auto accepted = [&](const char *features) {
    program.cpu_features = features;
    tfc_session *session = nullptr;
    tfc_code code = tfc_session_create(&program, nullptr, &session);
    tfc_session_destroy(session);
    return code == TFC_OK;
  };
#define SAME(NAME, BUILTIN)                                                    \
  EXPECT_EQ(accepted("+" NAME), bool(__builtin_cpu_supports(BUILTIN))) << NAME
  SAME("sse3", "sse3");
  SAME("ssse3", "ssse3");
  SAME("sse4.1", "sse4.1");
  SAME("sse4.2", "sse4.2");
  SAME("popcnt", "popcnt");
  SAME("avx", "avx");
  SAME("avx2", "avx2");
  SAME("fma", "fma");
  SAME("bmi", "bmi");
  SAME("bmi2", "bmi2");
  SAME("sse4a", "sse4a");
  SAME("xop", "xop");
  SAME("fma4", "fma4");
  SAME("avx512f", "avx512f");
  SAME("avx512vl", "avx512vl");
  SAME("avx512bw", "avx512bw");
  SAME("avx512dq", "avx512dq");
  SAME("avx512cd", "avx512cd");
  SAME("avx512vnni", "avx512vnni");
  SAME("avx512vbmi", "avx512vbmi");
  SAME("avx512bf16", "avx512bf16");
#undef SAME
}
#endif

TEST_F(CreateTest, BrokenDescriptors) {
  tfc_tensor_info tensors[32];
  memcpy(tensors, program.tensors, program.num_tensors * sizeof tensors[0]);
  const tfc_tensor_info *original = program.tensors;
  program.tensors = tensors;

  tensors[1].producer = 77;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: tensor 1");
  tensors[1] = original[1];
  tensors[4].arena_offset = 192; // 4 bytes beyond an arena of 192
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: tensor 4");
  tensors[4] = original[4];
  tensors[4].bytes = 8;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: tensor 4");
  tensors[4] = original[4];
  tensors[1].rank = 1; // then the number of dims is wrong
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: segment 2");
  tensors[1] = original[1];
  tensors[1].producer = demo::Shift; // made after it is used
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: segment 2");
  tensors[1] = original[1];

  tfc_variable_info variables[2] = {program.variables[0], program.variables[1]};
  variables[1].bytes = -8;
  program.variables = variables;
  expectRefused(TFC_INVALID_ARGUMENT, "Program demo is broken: variable 1");
  program.variables = nullptr;
  expectRefused(TFC_INVALID_ARGUMENT,
                "Program demo is broken: the lists of the program 0");
}

TEST_F(CreateTest, Options) {
  options.struct_size = 3;
  expectRefused(TFC_INVALID_ARGUMENT,
                "The options' struct_size is 3, expected 48: start from "
                "TFC_SESSION_OPTIONS_INIT");
  options = TFC_SESSION_OPTIONS_INIT;
  options.threads = 5000;
  expectRefused(TFC_INVALID_ARGUMENT,
                "The options ask for 5000 threads; at most 1024 are possible");
}

TEST_F(CreateTest, NullProgram) {
  tfc_session *session = nullptr;
  EXPECT_EQ(tfc_session_create(nullptr, nullptr, &session),
            TFC_INVALID_ARGUMENT);
  EXPECT_STREQ(tfc_session_error(nullptr), "The program is null");
  EXPECT_EQ(tfc_session_create(&program, nullptr, nullptr),
            TFC_INVALID_ARGUMENT);
}

} // namespace
