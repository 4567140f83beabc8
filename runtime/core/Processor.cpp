// Whether this machine has what a program was compiled for.
#include "target/Processor.h"
#include "core/Program.h"

#include <cstring>

using namespace tfc::runtime;

tfc_code tfc::runtime::checkProcessor(const tfc_program &program,
                                      TextBase &error) {
  size_t length = strcspn(program.triple, "-");
  if (length != strlen(architectureName) ||
      memcmp(program.triple, architectureName, length) != 0) {
    error.add("Program %s was compiled for %s, this machine is %s",
              program.name, program.triple, architectureName);
    return TFC_FAILED_PRECONDITION;
  }
  for (const char *p = program.cpu_features; *p;) {
    size_t n = strcspn(p, ",");
    if (n > 1 && *p == '+') {
      Presence found = findFeature(p + 1, n - 1);
      if (found != Presence::Present) {
        error.add("Program %s needs the CPU feature %.*s, which this %s: "
                  "compile it with a --cpu that has less",
                  program.name, int(n - 1), p + 1,
                  found == Presence::Absent
                      ? "machine does not have"
                      : "version of the runtime does not know");
        return TFC_FAILED_PRECONDITION;
      }
    }
    p += n;
    p += *p == ',';
  }
  return TFC_OK;
}
