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
    for (uint32_t i = 0; i < program.num_devices; ++i)
      if (!program.devices[i].name)
        return complain("device", i);
    for (uint32_t i = 0; i < program.num_images; ++i)
      if (!image(program.images[i]))
        return complain("image", i);
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
           list(program.streams, program.num_streams) &&
           list(program.devices, program.num_devices) &&
           list(program.images, program.num_images) &&
           (program.num_source_bytes == 0 ||
            (program.sources &&
             program.sources[program.num_source_bytes - 1] == '\0'));
  }

  static bool image(const tfc_image_info &info) {
    return info.architecture && info.bytes && info.size > 0;
  }

  /// Only who says so has anything on a device.
  bool place(uint32_t place) {
    return place == TFC_HOST || (program.features & TFC_FEATURE_DEVICE_CODE &&
                                 place <= program.num_devices);
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
    if ((info.producer != TFC_NONE && info.producer >= program.num_segments) ||
        !place(info.place))
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
           info.dtype != TFC_STRING && info.bytes >= 0 && place(info.place) &&
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
        !indices(info.targets, info.num_targets, program.num_tensors) ||
        !place(info.place) ||
        (info.source != TFC_NONE && info.source >= program.num_source_bytes))
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

/// The features that this runtime knows.
static constexpr uint32_t knownFeatures = 0;

/// Whether this runtime can read the program at all, from the part that is the
/// same in every version of the ABI.
static bool isReadable(const tfc_program &program, TextBase &error) {
  if (program.magic != TFC_ABI_MAGIC) {
    error.add("This is no tfc program: its magic number is %08x, expected %08x",
              program.magic, TFC_ABI_MAGIC);
    return false;
  }
  // Before version 4 the name was elsewhere.
  if (program.abi_version < TFC_ABI_VERSION) {
    error.add("The program was compiled for version %u of tfc's ABI, this "
              "runtime has version %u: compile it again",
              program.abi_version, TFC_ABI_VERSION);
    return false;
  }
  if (!program.name) {
    error.add("The program has no name");
    return false;
  }
  if (program.abi_version > TFC_ABI_VERSION) {
    error.add("Program %s needs version %u of tfc's ABI, this runtime has "
              "version %u: link a newer one",
              program.name, program.abi_version, TFC_ABI_VERSION);
    return false;
  }
  return true;
}

/// Names the first feature of the program that this runtime lacks.
static bool hasFeatures(const tfc_program &program, TextBase &error) {
  const char *name = program.feature_names ? program.feature_names : "";
  for (uint32_t bit = 1; bit; bit <<= 1) {
    if (!(program.features & bit))
      continue;
    size_t length = strcspn(name, ",");
    if (!(knownFeatures & bit)) {
      error.add("Program %s needs the feature '%.*s' (bit %08x), which this "
                "runtime lacks: link one that has it",
                program.name, int(length), name, bit);
      return false;
    }
    name += length;
    name += *name == ',';
  }
  return true;
}

tfc_code tfc::runtime::checkProgram(const tfc_program *program,
                                    TextBase &error) {
  if (!program) {
    error.add("The program is null");
    return TFC_INVALID_ARGUMENT;
  }
  if (!isReadable(*program, error))
    return TFC_INVALID_ARGUMENT;
  if (program->struct_size != sizeof(tfc_program)) {
    error.add("The program's descriptor has %u bytes, expected %zu",
              program->struct_size, sizeof(tfc_program));
    return TFC_INVALID_ARGUMENT;
  }
  if (!program->triple || !program->cpu_features) {
    error.add("Program %s has no triple or list of CPU features",
              program->name);
    return TFC_INVALID_ARGUMENT;
  }
  if (!hasFeatures(*program, error))
    return TFC_UNIMPLEMENTED;
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
