/* The header that a compiler would write beside the object, in short. */
#include "tfc/abi.h"

#ifdef __cplusplus
extern "C" {
#endif
extern const tfc_program counter_program;
#ifdef __cplusplus
}
#endif
