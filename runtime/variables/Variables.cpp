//===- Variables.cpp - the C API of a store of variables ------------------===//
#include "core/Program.h"
#include "variables/Store.h"

#include <new>

using namespace tfc::runtime;

tfc_code tfc_variables_create(const tfc_program *program,
                              tfc_variables **result) {
  TextBase &error = threadError();
  if (!result)
    return error.fail(TFC_INVALID_ARGUMENT,
                      "The place for the variables is null");
  *result = nullptr;
  error.clear();
  if (tfc_code code = checkProgram(program, error))
    return code;
  void *memory = malloc(sizeof(tfc_variables));
  if (!memory)
    return error.outOfMemory("the variables", sizeof(tfc_variables));
  auto *variables = new (memory) tfc_variables();
  variables->exported = true;
  Array<StoredVariable *> found;
  if (tfc_code code = variables->attach(*program, found, error)) {
    tfc_variables_release(variables);
    return code;
  }
  *result = variables;
  return TFC_OK;
}

void tfc_variables_retain(tfc_variables *variables) {
  if (variables)
    variables->references.fetch_add(1, std::memory_order_relaxed);
}

void tfc_variables_release(tfc_variables *variables) {
  if (!variables ||
      variables->references.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  variables->~tfc_variables();
  free(variables);
}

/// Finds the variables of a list of names.
static tfc_code findAll(tfc_variables *variables, const char *const *names,
                        const tfc_tensor *values, size_t count,
                        Array<StoredVariable *> &found, TextBase &error) {
  if (!variables || (count && (!names || !values)))
    return error.fail(TFC_INVALID_ARGUMENT,
                      "The variables, a list of names or a list of values is "
                      "null");
  for (size_t i = 0; i < count; ++i) {
    if (!names[i])
      return error.fail(TFC_INVALID_ARGUMENT,
                        "The name of variable %zu is null", i);
    StoredVariable *variable = variables->find(names[i]);
    if (!variable)
      return error.fail(TFC_NOT_FOUND, "Variable %s not found", names[i]);
    found.push(variable);
  }
  if (found.failed())
    return error.outOfMemory("the list of variables", int64_t(count));
  return TFC_OK;
}

tfc_code tfc_variables_set(tfc_variables *variables, const char *const *names,
                           const tfc_tensor *values, size_t count) {
  TextBase &error = threadError();
  Array<StoredVariable *> found;
  if (tfc_code code = findAll(variables, names, values, count, found, error))
    return code;
  for (size_t i = 0; i < count; ++i)
    if (tfc_code code = checkValue(*found[i], values[i], error))
      return code;
  Write write;
  write.variables = found.data();
  write.count = found.size();
  if (tfc_code code = variables->beginWrite(write, error))
    return code;
  for (size_t i = 0; i < count; ++i)
    found[i]->assign(values[i]);
  return variables->endWrite(write, true, error);
}

/// Copies a value of a version to where the caller has room for it.
static tfc_code copyOut(const StoredVariable &variable, const Value &from,
                        tfc_tensor &to, TextBase &error) {
  if (!from.initialized)
    return error.fail(TFC_FAILED_PRECONDITION,
                      "Attempting to use uninitialized value %s",
                      variable.name);
  if (to.data && to.bytes < variable.bytes)
    return error.fail(TFC_INVALID_ARGUMENT,
                      "The buffer for variable '%s' has %zu bytes, its value "
                      "needs %zu",
                      variable.name, to.bytes, variable.bytes);
  if (to.data && variable.bytes)
    memcpy(to.data, from.data, variable.bytes);
  to = {variable.dtype, variable.rank, variable.shape, to.data, variable.bytes};
  return TFC_OK;
}

tfc_code tfc_variables_get(tfc_variables *variables, const char *const *names,
                           tfc_tensor *values, size_t count) {
  TextBase &error = threadError();
  Array<StoredVariable *> found;
  if (tfc_code code = findAll(variables, names, values, count, found, error))
    return code;
  Reader reader;
  if (tfc_code code = variables->addReader(reader, error))
    return code;
  const Version &version = reader.pin(*variables);
  tfc_code code = TFC_OK;
  for (size_t i = 0; i < count && !code; ++i)
    code =
        copyOut(*found[i], version.values[found[i]->place], values[i], error);
  variables->removeReader(reader);
  return code;
}
