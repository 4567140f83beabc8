//===- Types.h - element types, shapes and their printed forms ------------===//
#ifndef TFC_RUNTIME_CORE_TYPES_H
#define TFC_RUNTIME_CORE_TYPES_H

#include "core/Text.h"

namespace tfc::runtime {

/// The length of a name without ":0": TensorFlow names the first output of op
/// w "w:0", and here both name it.
size_t nameLength(const char *name);

/// The bytes of a tensor, or -1 if a dimension is negative, the product
/// overflows int64_t, or the type has no fixed element size.
int64_t byteSize(uint32_t dtype, uint32_t rank, const int64_t *shape);

/// False for a tensor of bools with a byte that is neither 0 nor 1, which
/// compiled code must never see.
bool hasValidElements(const tfc_tensor &value);

/// Appends the shape as Python prints it: (2, 3), (10,), (); -1 is ?.
void addPythonShape(TextBase &text, uint32_t rank, const int64_t *shape);

/// Appends the shape as TensorFlow's C++ prints it: [?,784].
void addShape(TextBase &text, uint32_t rank, const int64_t *shape);

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_TYPES_H
