// Does this machine have what a program was compiled for? The names are LLVM's.
#include "session/Session.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

using namespace tfc::runtime;

#if defined(__x86_64__)
#define TFC_ARCHITECTURE "x86_64"
#elif defined(__aarch64__)
#define TFC_ARCHITECTURE "aarch64"
#elif defined(__riscv) && __riscv_xlen == 64
#define TFC_ARCHITECTURE "riscv64"
#else
#define TFC_ARCHITECTURE "unknown"
#endif

#if defined(__x86_64__)

namespace {

enum Register : uint8_t { EAX, EBX, ECX, EDX };

/// What the operating system must save for a feature to be usable.
enum State : uint8_t { NoState, Avx, Avx512, Amx };

struct Feature {
  const char *name;
  uint32_t leaf;
  uint8_t subleaf;
  Register reg;
  uint8_t bit;
  State state;
};

} // namespace

constexpr uint32_t Extended1 = 0x80000001u;
constexpr uint32_t Extended8 = 0x80000008u;

static const Feature features[] = {
    {"cx8", 1, 0, EDX, 8, NoState},
    {"cmov", 1, 0, EDX, 15, NoState},
    {"mmx", 1, 0, EDX, 23, NoState},
    {"fxsr", 1, 0, EDX, 24, NoState},
    {"sse", 1, 0, EDX, 25, NoState},
    {"sse2", 1, 0, EDX, 26, NoState},
    {"sse3", 1, 0, ECX, 0, NoState},
    {"pclmul", 1, 0, ECX, 1, NoState},
    {"ssse3", 1, 0, ECX, 9, NoState},
    {"fma", 1, 0, ECX, 12, Avx},
    {"cx16", 1, 0, ECX, 13, NoState},
    {"sse4.1", 1, 0, ECX, 19, NoState},
    {"sse4.2", 1, 0, ECX, 20, NoState},
    {"crc32", 1, 0, ECX, 20, NoState},
    {"movbe", 1, 0, ECX, 22, NoState},
    {"popcnt", 1, 0, ECX, 23, NoState},
    {"aes", 1, 0, ECX, 25, NoState},
    {"xsave", 1, 0, ECX, 27, NoState},
    {"avx", 1, 0, ECX, 28, Avx},
    {"f16c", 1, 0, ECX, 29, Avx},
    {"rdrnd", 1, 0, ECX, 30, NoState},
    {"fsgsbase", 7, 0, EBX, 0, NoState},
    {"bmi", 7, 0, EBX, 3, NoState},
    {"avx2", 7, 0, EBX, 5, Avx},
    {"bmi2", 7, 0, EBX, 8, NoState},
    {"avx512f", 7, 0, EBX, 16, Avx512},
    {"avx512dq", 7, 0, EBX, 17, Avx512},
    {"rdseed", 7, 0, EBX, 18, NoState},
    {"adx", 7, 0, EBX, 19, NoState},
    {"avx512ifma", 7, 0, EBX, 21, Avx512},
    {"clflushopt", 7, 0, EBX, 23, NoState},
    {"clwb", 7, 0, EBX, 24, NoState},
    {"avx512cd", 7, 0, EBX, 28, Avx512},
    {"sha", 7, 0, EBX, 29, NoState},
    {"avx512bw", 7, 0, EBX, 30, Avx512},
    {"avx512vl", 7, 0, EBX, 31, Avx512},
    {"avx512vbmi", 7, 0, ECX, 1, Avx512},
    {"avx512vbmi2", 7, 0, ECX, 6, Avx512},
    {"gfni", 7, 0, ECX, 8, NoState},
    {"vaes", 7, 0, ECX, 9, Avx},
    {"vpclmulqdq", 7, 0, ECX, 10, Avx},
    {"avx512vnni", 7, 0, ECX, 11, Avx512},
    {"avx512bitalg", 7, 0, ECX, 12, Avx512},
    {"avx512vpopcntdq", 7, 0, ECX, 14, Avx512},
    {"avx512vp2intersect", 7, 0, EDX, 8, Avx512},
    {"amx-bf16", 7, 0, EDX, 22, Amx},
    {"avx512fp16", 7, 0, EDX, 23, Avx512},
    {"amx-tile", 7, 0, EDX, 24, Amx},
    {"amx-int8", 7, 0, EDX, 25, Amx},
    {"avxvnni", 7, 1, EAX, 4, Avx},
    {"avx512bf16", 7, 1, EAX, 5, Avx512},
    {"amx-fp16", 7, 1, EAX, 21, Amx},
    {"avxifma", 7, 1, EAX, 23, Avx},
    {"avxvnniint8", 7, 1, EDX, 4, Avx},
    {"avxneconvert", 7, 1, EDX, 5, Avx},
    {"avxvnniint16", 7, 1, EDX, 10, Avx},
    {"sahf", Extended1, 0, ECX, 0, NoState},
    {"lzcnt", Extended1, 0, ECX, 5, NoState},
    {"sse4a", Extended1, 0, ECX, 6, NoState},
    {"prfchw", Extended1, 0, ECX, 8, NoState},
    {"xop", Extended1, 0, ECX, 11, Avx},
    {"fma4", Extended1, 0, ECX, 16, Avx},
    {"tbm", Extended1, 0, ECX, 21, NoState},
    {"clzero", Extended8, 0, EBX, 0, NoState},
    {"xsaveopt", 0xd, 1, EAX, 0, NoState},
    {"xsavec", 0xd, 1, EAX, 1, NoState},
    {"xsaves", 0xd, 1, EAX, 3, NoState},
};

/// Features that no code generator uses unasked: nothing to check.
static const char *const harmless[] = {
    "64bit",   "x87",       "nopl",     "invpcid",   "mwaitx",    "pku",
    "rdpid",   "rdpru",     "shstk",    "sgx",       "wbnoinvd",  "waitpkg",
    "ptwrite", "serialize", "movdiri",  "movdir64b", "cldemote",  "uintr",
    "enqcmd",  "pconfig",   "tsxldtrk", "hreset",    "prefetchi", "rtm",
    "lwp",     "kl",        "widekl",   "invlpgb"};

static bool osSaves(State state) {
  if (state == NoState)
    return true;
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 27)) // OSXSAVE
    return false;
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  uint32_t wanted = state == Avx ? 0x6 : state == Avx512 ? 0xe6 : 0x60000;
  return (low & wanted) == wanted;
}

static bool hasFeature(const char *name, size_t length, bool &known) {
  known = true;
  for (const Feature &feature : features) {
    if (strlen(feature.name) != length || memcmp(feature.name, name, length))
      continue;
    uint32_t r[4];
    return __get_cpuid_count(feature.leaf, feature.subleaf, &r[0], &r[1], &r[2],
                             &r[3]) &&
           r[feature.reg] >> feature.bit & 1 && osSaves(feature.state);
  }
  for (const char *other : harmless)
    if (strlen(other) == length && memcmp(other, name, length) == 0)
      return true;
  known = false;
  return false;
}

#else

// Programs for other architectures are compiled for their base line, or on the
// machine that runs them.
static bool hasFeature(const char *, size_t, bool &known) {
  known = true;
  return true;
}

#endif

tfc_code tfc::runtime::checkProcessor(const tfc_program &program,
                                      TextBase &error) {
  size_t length = strcspn(program.triple, "-");
  if (length != strlen(TFC_ARCHITECTURE) ||
      memcmp(program.triple, TFC_ARCHITECTURE, length) != 0) {
    error.add("Program %s was compiled for %s, this machine is " //
              TFC_ARCHITECTURE,
              program.name, program.triple);
    return TFC_FAILED_PRECONDITION;
  }
  for (const char *p = program.cpu_features; *p;) {
    size_t n = strcspn(p, ",");
    if (n > 1 && *p == '+') {
      bool known;
      if (!hasFeature(p + 1, n - 1, known)) {
        error.add("Program %s needs the CPU feature %.*s, which this %s: "
                  "compile it with a --cpu that has less",
                  program.name, int(n - 1), p + 1,
                  known ? "machine does not have"
                        : "version of the runtime does not know");
        return TFC_FAILED_PRECONDITION;
      }
    }
    p += n;
    p += *p == ',';
  }
  return TFC_OK;
}
