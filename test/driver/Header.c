/* compiler.h is C11: its options can be set, and its functions called, from C.
 */
#include "tfc/compiler.h"
#include "tfc/tfc.h"

#include <string.h>

/* Compiles `text` and runs it once; the fetched float, or -1. */
float runFromC(const char *text, const char *fetch) {
  tfc_compile_options options = TFC_COMPILE_OPTIONS_INIT;
  tfc_compilation *graph;
  tfc_loaded *loaded;
  tfc_session *session;
  tfc_tensor value;
  float result = -1;
  options.fetches = &fetch;
  options.num_fetches = 1;
  options.opt_level = 1;
  if (tfc_compile_bytes(text, strlen(text), "c.tfg", &options, &graph) !=
      TFC_OK)
    return -1;
  if (tfc_compilation_load(graph, &loaded) == TFC_OK) {
    if (tfc_session_create(tfc_loaded_program(loaded), NULL, &session) ==
        TFC_OK) {
      if (tfc_session_run(session, NULL, NULL, 0, &fetch, &value, 1, NULL, 0) ==
          TFC_OK)
        result = *(const float *)value.data;
      tfc_session_destroy(session);
    }
    tfc_unload(loaded);
  }
  tfc_compilation_destroy(graph);
  return result;
}
