//===- Variables.cpp - a session's variables by name ----------------------===//
#include "session/Session.h"

using namespace tfc::runtime;

static tfc_code findVariable(tfc_session &session, const char *name,
                             uint32_t &index) {
  if (!name)
    return session.error.fail(TFC_INVALID_ARGUMENT,
                              "The variable's name is null");
  const NameEntry *entry = session.names.find(name);
  if (entry && entry->variable != TFC_NONE) {
    index = entry->variable;
    return TFC_OK;
  }
  Text<512> nearest;
  session.names.addNearest(nearest, name);
  return session.error.fail(TFC_NOT_FOUND, "Variable %s not found%s", name,
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
  if (session->isSnapshot())
    session->reader.pin(*session->store);
  const StoredVariable &variable = *session->variables[index];
  const Value current = session->valueOf(index);
  if (!current.initialized)
    return session->error.fail(TFC_FAILED_PRECONDITION,
                               "Attempting to use uninitialized value %s",
                               variable.name);
  *value = {variable.dtype, variable.rank, variable.shape, current.data,
            variable.bytes};
  return TFC_OK;
}

/// As a run that writes the variable, where others may use the store.
static tfc_code assign(tfc_session &session, StoredVariable *variable,
                       const tfc_tensor &value) {
  if (!session.store->exported) {
    variable->assign(value);
    return TFC_OK;
  }
  Write write;
  write.variables = &variable;
  write.count = 1;
  if (tfc_code code = session.store->beginWrite(write, session.error))
    return code;
  variable->assign(value);
  return session.store->endWrite(write, true, session.error);
}

tfc_code tfc_session_set_variable(tfc_session *session, const char *name,
                                  const tfc_tensor *value) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  uint32_t index;
  if (tfc_code code = findVariable(*session, name, index))
    return code;
  StoredVariable *variable = session->variables[index];
  if (!value)
    return session->error.fail(TFC_INVALID_ARGUMENT,
                               "The value for variable '%s' is null", name);
  if (session->isSnapshot())
    return session->error.fail(
        TFC_FAILED_PRECONDITION,
        "Cannot set variable '%s' in a snapshot session, "
        "which only reads",
        variable->name);
  if (tfc_code code = checkValue(*variable, *value, session->error))
    return code;
  return assign(*session, variable, *value);
}

tfc_code tfc_session_is_initialized(tfc_session *session, const char *name,
                                    int *initialized) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  uint32_t index;
  if (tfc_code code = findVariable(*session, name, index))
    return code;
  if (session->isSnapshot())
    session->reader.pin(*session->store);
  *initialized = session->valueOf(index).initialized;
  return TFC_OK;
}
