// Checks of a program before it is used, and look-ups in it.
#include "core/Program.h"
#include "core/Types.h"

#include <cstring>

using namespace tfc::runtime;

namespace {

/// Walks a program and describes the first thing that is wrong with it, so that
/// a broken descriptor is refused instead of followed.
class Checker {
public:
  Checker(const tfc_program &program, TextBase &error)
      : program(program), error(error) {}

  bool run() {
    if (program.arena_bytes < 0 || !lists())
      return complain("the lists of the program", 0);
    for (uint32_t i = 0; i < program.num_tensors; ++i)
      if (!tensor(program.tensors[i]))
        return complain("tensor", i);
    for (uint32_t i = 0; i < program.num_variables; ++i)
      if (!variable(program.variables[i]))
        return complain("variable", i);
    for (uint32_t i = 0; i < program.num_segments; ++i)
      if (!segment(program.segments[i], i))
        return complain("segment", i);
    for (uint32_t i = 0; i < program.num_signatures; ++i)
      if (!signature(program.signatures[i]))
        return complain("signature", i);
    return true;
  }

private:
  bool complain(const char *what, uint32_t index) {
    error.add("Program %s is broken: %s %u", program.name, what, index);
    return false;
  }

  template <typename T>
  static bool list(const T *items, uint32_t n) {
    return n == 0 || items;
  }
  template <typename T>
  static bool indices(const T *items, uint32_t n, uint32_t limit) {
    if (!list(items, n))
      return false;
    for (uint32_t i = 0; i < n; ++i)
      if (items[i] >= limit)
        return false;
    return true;
  }

  bool lists() {
    return list(program.tensors, program.num_tensors) &&
           list(program.variables, program.num_variables) &&
           list(program.segments, program.num_segments) &&
           list(program.signatures, program.num_signatures) &&
           list(program.streams, program.num_streams);
  }

  /// The bytes that go with the shape: -1 where a dimension is unknown.
  static bool bytesMatch(uint32_t dtype, uint32_t rank, const int64_t *shape,
                         int64_t bytes) {
    if (rank > 0 && !shape)
      return false;
    for (uint32_t i = 0; i < rank; ++i)
      if (shape[i] < 0)
        return shape[i] == -1 && bytes == -1;
    return byteSize(dtype, rank, shape) == bytes && bytes >= 0;
  }

  bool tensor(const tfc_tensor_info &info) {
    if (info.producer != TFC_NONE && info.producer >= program.num_segments)
      return false;
    if (info.dtype == TFC_CONTROL)
      return info.rank == 0;
    if (tfc_dtype_size(info.dtype) == 0 ||
        (info.dtype == TFC_STRING && !program.strings) ||
        !bytesMatch(info.dtype, info.rank, info.shape, info.bytes))
      return false;
    if (info.arena_offset < 0 || info.bytes < 0)
      return true;
    return info.arena_offset % TFC_ALIGNMENT == 0 &&
           info.arena_offset <= program.arena_bytes &&
           info.bytes <= program.arena_bytes - info.arena_offset;
  }

  bool variable(const tfc_variable_info &info) {
    return info.name && tfc_dtype_size(info.dtype) != 0 &&
           info.dtype != TFC_STRING && info.bytes >= 0 &&
           bytesMatch(info.dtype, info.rank, info.shape, info.bytes) &&
           (info.initializer == TFC_NONE ||
            info.initializer < program.num_tensors);
  }

  bool values(const uint32_t *items, uint32_t n) {
    if (!indices(items, n, program.num_tensors))
      return false;
    for (uint32_t i = 0; i < n; ++i)
      if (program.tensors[items[i]].dtype == TFC_CONTROL)
        return false;
    return true;
  }

  uint64_t dimensions(const uint32_t *items, uint32_t n) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n; ++i)
      sum += program.tensors[items[i]].rank;
    return sum;
  }

  /// Checks what holds for signatures' segments, too.
  bool function(const tfc_segment_info &info) {
    if (!info.run || !values(info.inputs, info.num_inputs) ||
        !values(info.outputs, info.num_outputs) ||
        !indices(info.variables, info.num_variables, program.num_variables) ||
        !list(info.accesses, info.num_variables) ||
        !indices(info.after, info.num_after, program.num_tensors) ||
        !indices(info.targets, info.num_targets, program.num_tensors))
      return false;
    if (info.num_dims != dimensions(info.inputs, info.num_inputs) +
                             dimensions(info.outputs, info.num_outputs) + 1)
      return false;
    if (info.shape)
      return true;
    // Without a shape function everything must be known.
    if (info.workspace_bytes < 0)
      return false;
    for (uint32_t i = 0; i < info.num_outputs; ++i)
      if (program.tensors[info.outputs[i]].bytes < 0)
        return false;
    return true;
  }

  /// Producers stand before consumers: the order of execution.
  bool segment(const tfc_segment_info &info, uint32_t index) {
    if (!function(info))
      return false;
    for (uint32_t i = 0; i < info.num_inputs; ++i) {
      uint32_t producer = program.tensors[info.inputs[i]].producer;
      if (producer != TFC_NONE && producer >= index)
        return false;
    }
    for (uint32_t i = 0; i < info.num_after; ++i) {
      uint32_t producer = program.tensors[info.after[i]].producer;
      if (producer != TFC_NONE && producer >= index)
        return false;
    }
    for (uint32_t i = 0; i < info.num_outputs; ++i)
      if (program.tensors[info.outputs[i]].producer != index)
        return false;
    return true;
  }

  bool arguments(const tfc_argument_info *items, uint32_t n, bool inputs) {
    if (!list(items, n))
      return false;
    for (uint32_t i = 0; i < n; ++i) {
      bool isVariable = items[i].tensor == TFC_NONE;
      if (isVariable && (inputs || items[i].variable >= program.num_variables))
        return false;
      if (!isVariable && !values(&items[i].tensor, 1))
        return false;
    }
    return true;
  }

  bool signature(const tfc_signature_info &info) {
    return info.name && arguments(info.inputs, info.num_inputs, true) &&
           arguments(info.outputs, info.num_outputs, false) &&
           indices(info.targets, info.num_targets, program.num_tensors) &&
           (!info.segment || function(*info.segment));
  }

  const tfc_program &program;
  TextBase &error;
};

} // namespace

tfc_code tfc::runtime::checkProgram(const tfc_program *program,
                                    TextBase &error) {
  if (!program) {
    error.add("The program is null");
    return TFC_INVALID_ARGUMENT;
  }
  if (program->magic != TFC_ABI_MAGIC) {
    error.add("This is no tfc program: its magic number is %08x, expected %08x",
              program->magic, TFC_ABI_MAGIC);
    return TFC_INVALID_ARGUMENT;
  }
  if (program->abi_version != TFC_ABI_VERSION) {
    error.add("The program was compiled for version %u of tfc's ABI, this "
              "runtime has version %u: compile it again",
              program->abi_version, TFC_ABI_VERSION);
    return TFC_INVALID_ARGUMENT;
  }
  if (program->struct_size != sizeof(tfc_program)) {
    error.add("The program's descriptor has %u bytes, expected %zu",
              program->struct_size, sizeof(tfc_program));
    return TFC_INVALID_ARGUMENT;
  }
  if (!program->name || !program->triple || !program->cpu_features) {
    error.add("The program has no name, triple or list of CPU features");
    return TFC_INVALID_ARGUMENT;
  }
  return Checker(*program, error).run() ? TFC_OK : TFC_INVALID_ARGUMENT;
}

uint32_t tfc_program_signature(const tfc_program *program, const char *name) {
  for (uint32_t i = 0; i < program->num_signatures; ++i)
    if (strcmp(program->signatures[i].name, name) == 0)
      return i;
  return TFC_NONE;
}

uint32_t tfc_program_tensor(const tfc_program *program, const char *name) {
  size_t length = strlen(name);
  if (length > 2 && strcmp(name + length - 2, ":0") == 0)
    length -= 2;
  for (uint32_t i = 0; i < program->num_tensors; ++i) {
    const char *other = program->tensors[i].name;
    if (other && strncmp(other, name, length) == 0 &&
        (!other[length] || strcmp(other + length, ":0") == 0))
      return i;
  }
  return TFC_NONE;
}

uint32_t tfc_program_variable(const tfc_program *program, const char *name) {
  for (uint32_t i = 0; i < program->num_variables; ++i)
    if (strcmp(program->variables[i].name, name) == 0)
      return i;
  return TFC_NONE;
}
