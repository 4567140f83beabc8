/* The object of examples/digits from C: trains on made-up digits, a bright row
 * of pixels whose place is the label, and reads them back. */
#include "digits.h"

#include <stdio.h>

enum { ROWS = 8 };

static int fail(const tfc_session *session) {
  fprintf(stderr, "%s\n", tfc_session_error(session));
  return 1;
}

int main(void) {
  tfc_session *session;
  if (tfc_session_create(&digits_program, NULL, &session) != TFC_OK)
    return fail(NULL);
  if (tfc_session_initialize(session) != TFC_OK)
    return fail(session);

  float images[ROWS][64] = {{0}};
  int64_t labels[ROWS];
  for (int row = 0; row < ROWS; ++row) {
    labels[row] = row;
    for (int column = 0; column < 8; ++column)
      images[row][8 * row + column] = 16;
  }

  float loss = 0;
  for (int step = 0; step < 200; ++step)
    if (digits_train(session, images[0], ROWS, labels, ROWS, &loss) != TFC_OK)
      return fail(session);
  printf("loss below 0.1: %s\n", loss < 0.1f ? "yes" : "no");

  int64_t digit[ROWS];
  float probabilities[ROWS][10];
  if (digits_predict(session, images[0], ROWS, digit, ROWS, probabilities[0],
                     ROWS * 10) != TFC_OK)
    return fail(session);
  for (int row = 0; row < ROWS; ++row)
    printf("%d ", (int)digit[row]);
  printf("\n");
  tfc_session_destroy(session);
  return 0;
}
