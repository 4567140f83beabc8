// Trains lenet.tfg on 1,437 digits and tells how many of the other 360 it
// reads.
//
//   lenet DIGITS.CSV
#include "../data/Digits.h"
#include "lenet.h"

#include <algorithm>
#include <unistd.h>

static double trainEpoch(lenet::Model &model, const Digits &rows) {
  const int64_t batch = 32;
  const float keep = 0.5f;
  double sum = 0;
  for (int64_t at = 0; at < rows.size(); at += batch) {
    int64_t count = std::min(batch, rows.size() - at);
    auto step =
        model.train(rows.image(at), count, &rows.labels[at], count, &keep);
    if (!step.status) {
      fprintf(stderr, "train: %s\n", step.status.toString().c_str());
      return -1;
    }
    sum += step.loss.item<float>() * double(count);
  }
  return sum / double(rows.size());
}

int main(int argc, char **argv) {
  Digits all;
  if (argc != 2 || !readDigits(argv[1], all) || all.size() != 1797)
    return fprintf(stderr, "usage: %s digits.csv\n", argv[0]), 2;
  Shuffler(1).shuffle(all);
  auto [training, unseen] = split(all, 1437);

  lenet::Model model;
  if (tfc::Status status = model.initialize(); !status)
    return fprintf(stderr, "%s\n", status.toString().c_str()), 1;

  const int epochs = 15;
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

  auto result = model.predict(unseen.image(0), unseen.size());
  if (!result.status)
    return fprintf(stderr, "%s\n", result.status.toString().c_str()), 1;
  const int64_t *digit = result.digit.data<int64_t>();
  int64_t correct = 0;
  for (int64_t i = 0; i < unseen.size(); ++i)
    correct += digit[i] == unseen.labels[i];
  printf("accuracy on %lld unseen rows: %.2f %%\n", (long long)unseen.size(),
         100.0 * double(correct) / double(unseen.size()));
}
