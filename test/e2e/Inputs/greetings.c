#include "greetings.h"

#include <stdio.h>

int main(void) {
  static const tfc_string ada = {3, "Ada"};
  const tfc_string *const names[] = {&ada, NULL};
  const tfc_string *greeting[2], *words[4];
  int32_t length[2];
  tfc_session *session;
  if (tfc_session_create(&greetings_program, NULL, &session) != TFC_OK)
    return printf("%s\n", tfc_session_error(NULL)), 1;
  if (greetings_greet(session, names, 2, greeting, 2, length, 2, words, 4))
    return printf("%s\n", tfc_session_error(session)), 1;
  for (int i = 0; i < 2; ++i)
    printf("%.*s %d\n", (int)greeting[i]->size, greeting[i]->bytes, length[i]);
  tfc_session_destroy(session);
  return 0;
}
