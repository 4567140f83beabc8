//===- Store.cpp - the variables of a store -------------------------------===//
#include "variables/Store.h"

#include "variables/Lock.h"

#include <new>

using namespace tfc::runtime;

tfc_variables::tfc_variables() {
  pthread_mutex_init(&lock, nullptr);
  pthread_cond_init(&quiet, nullptr);
}

tfc_variables::~tfc_variables() {
  for (Version *version : versions) {
    version->~Version();
    free(version);
  }
  for (StoredVariable *variable : variables) {
    for (void *memory : variable->memories)
      free(memory);
    variable->~StoredVariable();
  }
  for (void *block : blocks)
    free(block);
  pthread_cond_destroy(&quiet);
  pthread_mutex_destroy(&lock);
}

static bool bearsName(const StoredVariable &variable, const char *name,
                      size_t length) {
  return strncmp(variable.name, name, length) == 0 && !variable.name[length];
}

StoredVariable *tfc_variables::find(const char *name) {
  Lock held(lock);
  size_t length = nameLength(name);
  for (StoredVariable *variable : variables)
    if (bearsName(*variable, name, length))
      return variable;
  return nullptr;
}

static tfc_code checkMatch(const tfc_program &program,
                           const tfc_variable_info &wanted,
                           const StoredVariable &there, TextBase &error) {
  bool same = there.dtype == wanted.dtype && there.rank == wanted.rank;
  for (uint32_t i = 0; same && i < wanted.rank; ++i)
    same = there.shape[i] == wanted.shape[i];
  if (same)
    return TFC_OK;
  Text<256> has, needs;
  addPythonShape(has, there.rank, there.shape);
  addPythonShape(needs, wanted.rank, wanted.shape);
  return error.fail(TFC_INVALID_ARGUMENT,
                    "Variable '%s' of program %s has dtype %s and shape %s, "
                    "in the store it has dtype %s and shape %s",
                    wanted.name, program.name, tfc_dtype_name(wanted.dtype),
                    needs.str(), tfc_dtype_name(there.dtype), has.str());
}

tfc_code tfc_variables::attach(const tfc_program &program,
                               Array<StoredVariable *> &found,
                               TextBase &error) {
  Lock held(lock);
  if (!found.resize(program.num_variables))
    return error.outOfMemory("the list of variables", program.num_variables);
  // Programs that share a store mostly have their variables in one order, so
  // that the search begins where the last one ended. An empty store is not
  // searched: names differ within a program.
  size_t count = variables.size(), next = 0;
  for (uint32_t i = 0; i < program.num_variables; ++i) {
    const tfc_variable_info &wanted = program.variables[i];
    for (size_t tried = 0; tried < count && !found[i]; ++tried, ++next)
      if (strcmp(variables[next % count]->name, wanted.name) == 0)
        found[i] = variables[next % count];
    if (found[i])
      if (tfc_code code = checkMatch(program, wanted, *found[i], error))
        return code;
  }
  if (!add(program, found))
    return error.outOfMemory("the variables", INT64_MAX);
  const Version *version = latest.load();
  if (version && version->values.size() < variables.size() && !publishAll())
    return error.outOfMemory("a version of the variables", INT64_MAX);
  return TFC_OK;
}

static size_t roundedUp(size_t bytes) {
  return (bytes + TFC_ALIGNMENT - 1) & ~size_t(TFC_ALIGNMENT - 1);
}

/// Copies name and shape behind each other to `next`.
static void describe(StoredVariable &variable, const tfc_variable_info &info,
                     char *&next) {
  variable.dtype = info.dtype;
  variable.rank = info.rank;
  variable.bytes = size_t(info.bytes);
  variable.shape = reinterpret_cast<int64_t *>(next);
  if (info.rank)
    memcpy(next, info.shape, info.rank * sizeof *info.shape);
  next += info.rank * sizeof *info.shape;
  variable.name = next;
  size_t length = strlen(info.name) + 1;
  memcpy(next, info.name, length);
  next += (length + 7) & ~size_t(7);
}

/// Adds the variables that `found` lacks: one block describes them, another is
/// their memory.
bool tfc_variables::add(const tfc_program &program,
                        Array<StoredVariable *> &found) {
  size_t count = 0, described = 0, total = 0;
  for (uint32_t i = 0; i < program.num_variables; ++i) {
    if (found[i])
      continue;
    const tfc_variable_info &info = program.variables[i];
    ++count;
    described += sizeof(StoredVariable) + info.rank * sizeof *info.shape +
                 ((strlen(info.name) + 8) & ~size_t(7));
    if (size_t(info.bytes) > size_t(PTRDIFF_MAX) - TFC_ALIGNMENT - total)
      return false;
    total += roundedUp(size_t(info.bytes));
  }
  if (count == 0)
    return true;
  bool isFirst = !first.data();
  char *description = static_cast<char *>(malloc(described));
  void *memory = isFirst ? nullptr : allocateAligned(total);
  if (!description || !(isFirst ? first.grow(total) : memory != nullptr) ||
      !blocks.reserve(blocks.size() + 2) ||
      !variables.reserve(variables.size() + count)) {
    free(description);
    free(memory);
    return false;
  }
  blocks.push(description);
  if (memory)
    blocks.push(memory);
  char *place = static_cast<char *>(isFirst ? first.data() : memory);
  auto *next = reinterpret_cast<StoredVariable *>(description);
  description += count * sizeof(StoredVariable);
  for (uint32_t i = 0; i < program.num_variables; ++i) {
    if (found[i])
      continue;
    StoredVariable *variable = new (next++) StoredVariable();
    describe(*variable, program.variables[i], description);
    variable->place = uint32_t(variables.size());
    variable->firstMemory = place;
    variable->data.store(place, std::memory_order_relaxed);
    place += roundedUp(variable->bytes);
    variables.push(variable);
    found[i] = variable;
  }
  return true;
}

tfc_code tfc::runtime::checkValue(const StoredVariable &variable,
                                  const tfc_tensor &value, TextBase &error) {
  if (value.dtype != variable.dtype)
    return error.fail(TFC_INVALID_ARGUMENT,
                      "Cannot set variable '%s' of dtype %s to a value of "
                      "dtype %s",
                      variable.name, tfc_dtype_name(variable.dtype),
                      tfc_dtype_name(value.dtype));
  bool same = value.rank == variable.rank && (value.rank == 0 || value.shape);
  for (uint32_t i = 0; same && i < variable.rank; ++i)
    same = value.shape[i] == variable.shape[i];
  if (!same) {
    Text<256> given, wanted;
    addPythonShape(wanted, variable.rank, variable.shape);
    addPythonShape(given, value.shape ? value.rank : 0, value.shape);
    return error.fail(TFC_INVALID_ARGUMENT,
                      "Cannot set variable '%s' of shape %s to a value of "
                      "shape %s",
                      variable.name, wanted.str(), given.str());
  }
  if (value.bytes != variable.bytes || (variable.bytes && !value.data))
    return error.fail(TFC_INVALID_ARGUMENT,
                      "The value for variable '%s' has %zu bytes of data, its "
                      "shape needs %zu",
                      variable.name, value.data ? value.bytes : 0,
                      variable.bytes);
  if (variable.bytes && !hasValidElements(value))
    return error.fail(TFC_INVALID_ARGUMENT,
                      "The value for variable '%s' has a bool that is neither "
                      "0 nor 1",
                      variable.name);
  return TFC_OK;
}
