// Trains digits.tfg on 1,437 rows and tells how many of the other 360 it reads.
//
//   digits DIGITS.CSV
#include "../data/Digits.h"
#include "digits.h"

#include <algorithm>
#include <unistd.h>

// One pass over the rows; the mean loss, or less than 0 after an error.
static double trainEpoch(digits::Model &model, const Digits &rows) {
  const int64_t batch = 32;
  double sum = 0;
  // 1,437 is no multiple of 32: the last batch is smaller.
  for (int64_t at = 0; at < rows.size(); at += batch) {
    int64_t count = std::min(batch, rows.size() - at);
    auto step = model.train(rows.image(at), count, &rows.labels[at], count);
    if (!step.status) {
      fprintf(stderr, "train: %s\n", step.status.toString().c_str());
      return -1;
    }
    sum += step.loss.item<float>() * double(count);
  }
  return sum / double(rows.size());
}

static int64_t countCorrect(digits::Model &model, const Digits &rows) {
  auto result = model.predict(rows.image(0), rows.size());
  if (!result.status) {
    fprintf(stderr, "predict: %s\n", result.status.toString().c_str());
    return -1;
  }
  const int64_t *digit = result.digit.data<int64_t>();
  int64_t correct = 0;
  for (int64_t i = 0; i < rows.size(); ++i)
    correct += digit[i] == rows.labels[i];
  return correct;
}

int main(int argc, char **argv) {
  Digits all;
  if (argc != 2 || !readDigits(argv[1], all) || all.size() != 1797)
    return fprintf(stderr, "usage: %s digits.csv\n", argv[0]), 2;
  Shuffler(1).shuffle(all);
  auto [training, unseen] = split(all, 1437);

  digits::Model model;
  if (tfc::Status status = model.initialize(); !status)
    return fprintf(stderr, "%s\n", status.toString().c_str()), 1;

  const int epochs = 30;
  const bool terminal = isatty(STDOUT_FILENO);
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    Shuffler(uint64_t(epoch) + 1).shuffle(training);
    double loss = trainEpoch(model, training);
    if (loss < 0)
      return 1;
    if (terminal || epoch % 5 == 0)
      printf("%sepoch %2d of %d  loss %.4f%s", terminal ? "\r" : "", epoch,
             epochs, loss, terminal && epoch < epochs ? "" : "\n");
    fflush(stdout);
  }
  int64_t correct = countCorrect(model, unseen);
  if (correct < 0)
    return 1;
  printf("accuracy on %lld unseen rows: %.2f %%\n", (long long)unseen.size(),
         100.0 * double(correct) / double(unseen.size()));
}
