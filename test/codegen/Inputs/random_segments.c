/* Runs each segment of a program by itself, on the values that
 * random_segments.py starts from, and prints every buffer. */
#include "tfc/abi.h"

#include <stdio.h>
#include <stdlib.h>

extern const tfc_program random_program;

int main(void) {
  for (uint32_t s = 0; s < random_program.num_segments; ++s) {
    const tfc_segment_info *segment = &random_program.segments[s];
    uint32_t count =
        segment->num_inputs + segment->num_variables + segment->num_outputs;
    void *buffers[8];
    for (uint32_t b = 0; b < count; ++b) {
      float *data = aligned_alloc(TFC_ALIGNMENT, 64);
      for (int i = 0; i < 16; ++i)
        data[i] = (float)((s * 7 + b * 5 + (uint32_t)i * (b + 3)) % 11) - 5;
      buffers[b] = data;
    }
    int64_t dims[17];
    for (int d = 0; d < 16; ++d)
      dims[d] = 4;
    void *workspace =
        aligned_alloc(TFC_ALIGNMENT, (size_t)segment->workspace_bytes + 64);
    if (segment->run(NULL, buffers, dims, workspace) != TFC_OK)
      return 1;
    for (uint32_t b = 0; b < count; ++b) {
      printf("%u %u:", s, b);
      for (int i = 0; i < 16; ++i)
        printf(" %g", ((float *)buffers[b])[i] + 0.0);
      printf("\n");
      free(buffers[b]);
    }
    free(workspace);
  }
  return 0;
}
