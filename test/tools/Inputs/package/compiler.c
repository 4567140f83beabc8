/* Compiles the graph that the command line names, and says what it exports. */
#include "tfc/compiler.h"

#include <stdio.h>

int main(int argc, char **argv) {
  tfc_compilation *graph;
  tfc_loaded *program;
  if (argc != 2 || tfc_compile_file(argv[1], NULL, &graph) != TFC_OK ||
      tfc_compilation_load(graph, &program) != TFC_OK) {
    fprintf(stderr, "%s\n", tfc_compiler_error());
    return 1;
  }
  printf("compiled %s\n", tfc_loaded_program(program)->name);
  tfc_unload(program);
  tfc_compilation_destroy(graph);
  return 0;
}
