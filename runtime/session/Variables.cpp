// Variables by name.
#include "session/Session.h"

using namespace tfc::runtime;

static tfc_code findVariable(tfc_session &session, const char *name,
                             uint32_t &index) {
  if (!name)
    return session.fail(TFC_INVALID_ARGUMENT, "The variable's name is null");
  const NameEntry *entry = session.names.find(name);
  if (entry && entry->variable != TFC_NONE) {
    index = entry->variable;
    return TFC_OK;
  }
  Text<512> nearest;
  session.names.addNearest(nearest, name);
  return session.fail(TFC_NOT_FOUND, "Variable %s not found%s", name,
                      nearest.str());
}

tfc_code tfc_session_get_variable(tfc_session *session, const char *name,
                                  tfc_tensor *value) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  uint32_t index;
  if (tfc_code code = findVariable(*session, name, index))
    return code;
  const tfc_variable_info &info = session->program->variables[index];
  if (!session->variables[index].initialized)
    return session->fail(TFC_FAILED_PRECONDITION,
                         "Attempting to use uninitialized value %s", info.name);
  *value = {info.dtype, info.rank, info.shape, session->variables[index].data,
            size_t(info.bytes)};
  return TFC_OK;
}

static tfc_code checkValue(tfc_session &session, const tfc_variable_info &info,
                           const tfc_tensor &value) {
  if (value.dtype != info.dtype)
    return session.fail(TFC_INVALID_ARGUMENT,
                        "Cannot set variable '%s' of dtype %s to a value of "
                        "dtype %s",
                        info.name, tfc_dtype_name(info.dtype),
                        tfc_dtype_name(value.dtype));
  bool same = value.rank == info.rank && (value.rank == 0 || value.shape);
  for (uint32_t i = 0; same && i < info.rank; ++i)
    same = value.shape[i] == info.shape[i];
  if (!same) {
    Text<256> given, wanted;
    addPythonShape(wanted, info.rank, info.shape);
    addPythonShape(given, value.shape ? value.rank : 0, value.shape);
    return session.fail(TFC_INVALID_ARGUMENT,
                        "Cannot set variable '%s' of shape %s to a value of "
                        "shape %s",
                        info.name, wanted.str(), given.str());
  }
  if (value.bytes != size_t(info.bytes) || (info.bytes && !value.data))
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The value for variable '%s' has %zu bytes of data, "
                        "its shape needs %lld",
                        info.name, value.data ? value.bytes : 0,
                        static_cast<long long>(info.bytes));
  if (info.bytes && !hasValidElements(value))
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The value for variable '%s' has a bool that is "
                        "neither 0 nor 1",
                        info.name);
  return TFC_OK;
}

tfc_code tfc_session_set_variable(tfc_session *session, const char *name,
                                  const tfc_tensor *value) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  uint32_t index;
  if (tfc_code code = findVariable(*session, name, index))
    return code;
  const tfc_variable_info &info = session->program->variables[index];
  if (!value)
    return session->fail(TFC_INVALID_ARGUMENT,
                         "The value for variable '%s' is null", name);
  if (tfc_code code = checkValue(*session, info, *value))
    return code;
  Variable &variable = session->variables[index];
  if (info.bytes)
    memmove(variable.data, value->data, size_t(info.bytes));
  session->numUninitialized -= !variable.initialized;
  variable.initialized = true;
  return TFC_OK;
}

tfc_code tfc_session_is_initialized(tfc_session *session, const char *name,
                                    int *initialized) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  uint32_t index;
  if (tfc_code code = findVariable(*session, name, index))
    return code;
  *initialized = session->variables[index].initialized;
  return TFC_OK;
}
