//===- Session.cpp - making, closing and asking sessions ------------------===//
#include "session/Session.h"

#include "core/Program.h"
#include "core/Strings.h"

#include <cstdio>
#include <new>
#include <sched.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/random.h>
#endif

using namespace tfc::runtime;

Value tfc_session::valueOf(uint32_t variable) const {
  const StoredVariable &stored = *variables[variable];
  if (!isSnapshot())
    return {stored.data.load(std::memory_order_acquire),
            stored.initialized.load(std::memory_order_acquire)};
  const Version *version = reader.version();
  return version ? version->values[stored.place] : Value{nullptr, false};
}

bool tfc_session::owns(const void *pointer) const {
  if (arena.contains(pointer))
    return true;
  for (const Buffer *buffer : live)
    if (buffer->contains(pointer))
      return true;
  if (!store->exported)
    return store->owns(pointer);
  auto address = reinterpret_cast<uintptr_t>(pointer);
  for (uint32_t i = 0; i < variables.size(); ++i) {
    auto begin = reinterpret_cast<uintptr_t>(valueOf(i).data);
    if (address >= begin && address - begin < variables[i]->bytes)
      return true;
  }
  return false;
}

bool tfc_session::growLive(Buffer &buffer, size_t bytes) {
  if (buffer.data() && bytes <= buffer.capacity())
    return true;
  if (!buffer.data()) {
    live.push(&buffer);
    if (live.failed())
      return false;
  }
  return buffer.grow(bytes);
}

void *tfc_session::storageOf(uint32_t tensor) {
  const tfc_tensor_info &info = program->tensors[tensor];
  if (info.arena_offset >= 0 && info.bytes >= 0)
    return static_cast<char *>(arena.data()) + info.arena_offset;
  return storage[tensor].data();
}

template <typename T>
static T *createArray(size_t n) {
  void *memory = calloc(n ? n : 1, sizeof(T));
  if (!memory)
    return nullptr;
  for (size_t i = 0; i < n; ++i)
    new (static_cast<T *>(memory) + i) T();
  return static_cast<T *>(memory);
}

template <typename T>
static void destroyArray(T *&items, size_t n) {
  for (size_t i = 0; items && i < n; ++i)
    items[i].~T();
  free(items);
  items = nullptr;
}

void tfc_session::release() {
  if (pool)
    destroyPool(pool);
  pool = nullptr;
  if (strings)
    strings->release(this);
  for (Plan *plan : plans)
    destroyPlan(plan);
  plans.clear();
  for (Plan *plan : signaturePlans)
    destroyPlan(plan);
  signaturePlans.clear();
  destroyPlan(initializerPlan);
  initializerPlan = nullptr;
  live.clear();
  if (program) {
    destroyArray(storage, program->num_tensors);
    destroyArray(staging, program->num_tensors);
  }
  arena.release();
  workspace.release();
  if (isReader)
    store->removeReader(reader);
  isReader = false;
  tfc_variables_release(store);
  store = nullptr;
  variables.clear();
}

/// One CPU per thread as far as the process's affinity allows.
static uint32_t availableThreads() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
    return uint32_t(CPU_COUNT(&set));
#endif
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? uint32_t(n) : 1;
}

static uint64_t systemSeed() {
  uint64_t seed = 0;
#if defined(__linux__)
  if (getrandom(&seed, sizeof seed, 0) == sizeof seed)
    return seed;
#endif
  FILE *file = fopen("/dev/urandom", "rb");
  if (!file || fread(&seed, sizeof seed, 1, file) != 1)
    seed ^= uint64_t(getpid()) << 32 ^ reinterpret_cast<uintptr_t>(&seed);
  if (file)
    fclose(file);
  return seed;
}

/// SplitMix64: turns one seed into as many independent ones as are needed.
static uint64_t nextSeed(uint64_t &state) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static bool setUpStreams(tfc_session &session) {
  const tfc_program &program = *session.program;
  if (!session.streamStates.resize(program.num_streams))
    return false;
  uint64_t state = session.options.seed;
  bool drawn = state != 0;
  for (uint32_t i = 0; i < program.num_streams; ++i) {
    const tfc_stream_info &info = program.streams[i];
    Stream &stream = session.streamStates[i];
    stream = {uint64_t(info.seed), 0, uint64_t(info.seed2)};
    if (info.seed == 0 && info.seed2 == 0) {
      if (!drawn)
        state = systemSeed();
      drawn = true;
      stream.key = nextSeed(state);
      stream.counterHigh = nextSeed(state);
    }
  }
  session.streams = session.streamStates.data();
  session.numStreams = program.num_streams;
  return true;
}

/// The store of the options, or one of the session's own.
static tfc_code setUpVariables(tfc_session &session) {
  session.store = session.options.variables;
  if (session.store)
    tfc_variables_retain(session.store);
  else if (!(session.store = createArray<tfc_variables>(1)))
    return session.error.outOfMemory("the variables", sizeof(tfc_variables));
  if (tfc_code code = session.store->attach(*session.program, session.variables,
                                            session.error))
    return code;
  if (!session.writtenIn.resize(session.variables.size()))
    return session.error.outOfMemory("the list of variables",
                                     int64_t(session.variables.size()));
  if (!session.isSnapshot())
    return TFC_OK;
  if (!session.store->exported)
    session.store->exported = true;
  tfc_code code = session.store->addReader(session.reader, session.error);
  session.isReader = !code;
  return code;
}

static tfc_code setUp(tfc_session &session) {
  const tfc_program &program = *session.program;
  session.threads =
      session.options.threads ? session.options.threads : availableThreads();
  if (!session.names.build(program) || !setUpStreams(session) ||
      !session.needed.resize(program.num_segments) ||
      !session.feedOf.resize(program.num_tensors) ||
      !session.tensorDims.resize(program.num_tensors) ||
      !session.signaturePlans.resize(program.num_signatures) ||
      !(session.storage = createArray<Buffer>(program.num_tensors)) ||
      !(session.staging = createArray<Buffer>(program.num_tensors)))
    return session.error.outOfMemory("the session",
                                     int64_t(sizeof(tfc_session)));
  for (uint32_t &feed : session.feedOf)
    feed = TFC_NONE;
  if (tfc_code code = setUpVariables(session))
    return code;
  if (!session.arena.grow(size_t(program.arena_bytes)))
    return session.error.outOfMemory("the arena", program.arena_bytes);
  return TFC_OK;
}

static tfc_code checkOptions(const tfc_session_options *given,
                             tfc_session_options &options) {
  if (!given)
    return TFC_OK;
  if (given->struct_size < offsetof(tfc_session_options, seed) ||
      given->struct_size > sizeof options) {
    threadError().add("The options' struct_size is %zu, expected %zu: start "
                      "from TFC_SESSION_OPTIONS_INIT",
                      given->struct_size, sizeof options);
    return TFC_INVALID_ARGUMENT;
  }
  memcpy(&options, given, given->struct_size);
  if (options.mode > TFC_SESSION_SNAPSHOT) {
    threadError().add("The options' mode is %u, which is neither shared nor "
                      "snapshot",
                      options.mode);
    return TFC_INVALID_ARGUMENT;
  }
  if (options.threads > 1024) {
    threadError().add("The options ask for %u threads; at most 1024 are "
                      "possible",
                      options.threads);
    return TFC_INVALID_ARGUMENT;
  }
  return TFC_OK;
}

tfc_code tfc_session_create(const tfc_program *program,
                            const tfc_session_options *given,
                            tfc_session **result) {
  threadError().clear();
  if (!result) {
    threadError().add("The place for the session is null");
    return TFC_INVALID_ARGUMENT;
  }
  *result = nullptr;
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  if (tfc_code code = checkOptions(given, options))
    return code;
  if (tfc_code code = checkProgram(program, threadError()))
    return code;
  if (tfc_code code = checkProcessor(*program, threadError()))
    return code;
  tfc_session *session = createArray<tfc_session>(1);
  if (!session) {
    threadError().add("Out of memory for the session");
    return TFC_RESOURCE_EXHAUSTED;
  }
  session->program = program;
  session->options = options;
  session->strings = program->strings;
  if (tfc_code code = setUp(*session)) {
    threadError().add("%s", session->error.str());
    destroyArray(session, 1);
    return code;
  }
  *result = session;
  return TFC_OK;
}

void tfc_session_destroy(tfc_session *session) {
  if (session)
    destroyArray(session, 1);
}

tfc_code tfc_session_close(tfc_session *session) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  session->closed = true;
  session->release();
  return TFC_OK;
}

tfc_code tfc_session_variables(tfc_session *session, tfc_variables **result) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  if (!result)
    return session->error.fail(TFC_INVALID_ARGUMENT,
                               "The place for the variables is null");
  if (!session->store->exported) // else others may be reading it
    session->store->exported = true;
  tfc_variables_retain(session->store);
  *result = session->store;
  return TFC_OK;
}

const char *tfc_session_error(const tfc_session *session) {
  return session ? session->error.str() : threadError().str();
}

const tfc_program *tfc_session_program(const tfc_session *session) {
  return session ? session->program : nullptr;
}

Entry::Entry(tfc_session *session) {
  if (!session) {
    threadError().clear();
    threadError().add("The session is null");
    status = TFC_INVALID_ARGUMENT;
    return;
  }
  if (session->busy.exchange(true, std::memory_order_acquire)) {
    // Not into the session's error: the call that holds it may write there.
    threadError().clear();
    threadError().add("The session is in use by another call; one thread at a "
                      "time may use it");
    status = TFC_FAILED_PRECONDITION;
    return;
  }
  held = session;
  status = session->closed
               ? session->error.fail(TFC_FAILED_PRECONDITION,
                                     "Attempted to use a closed Session.")
               : TFC_OK;
}

Entry::~Entry() {
  if (held)
    held->busy.store(false, std::memory_order_release);
}
