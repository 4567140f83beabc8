// Predicts while it trains: digits.tfg's variables are in one store, which one
// session trains in a thread of its own and another one reads by snapshots.
//
//   train_and_serve DIGITS.CSV
#include "../data/Digits.h"
#include "digits.h"

#include <algorithm>
#include <atomic>
#include <thread>

static bool report(const char *what, const tfc::Status &status) {
  if (!status)
    fprintf(stderr, "%s: %s\n", what, status.toString().c_str());
  return status.ok();
}

// Trains for 30 passes over the rows.
static bool train(digits::Model &trainer, const Digits &rows) {
  const int64_t batch = 32;
  for (int epoch = 0; epoch < 30; ++epoch)
    for (int64_t at = 0; at < rows.size(); at += batch) {
      int64_t count = std::min(batch, rows.size() - at);
      auto step = trainer.train(rows.image(at), count, &rows.labels[at], count);
      if (!report("train", step.status))
        return false;
    }
  return true;
}

// The share of the rows that are read right, in percent, or less than 0. All
// layers of one prediction are of one training step.
static double accuracy(digits::Model &server, const Digits &rows) {
  auto result = server.predict(rows.image(0), rows.size());
  if (!report("predict", result.status))
    return -1;
  const int64_t *digit = result.digit.data<int64_t>();
  int64_t correct = 0;
  for (int64_t i = 0; i < rows.size(); ++i)
    correct += digit[i] == rows.labels[i];
  return 100.0 * double(correct) / double(rows.size());
}

int main(int argc, char **argv) {
  Digits all;
  if (argc != 2 || !readDigits(argv[1], all) || all.size() != 1797)
    return fprintf(stderr, "usage: %s digits.csv\n", argv[0]), 2;
  Shuffler(1).shuffle(all);
  auto [training, unseen] = split(all, 1437);

  tfc::Variables variables(digits_program);
  digits::Model trainer(variables);
  digits::Model server(tfc::Options(variables, TFC_SESSION_SNAPSHOT));
  if (!report("variables", variables.status()) ||
      !report("server", server.status()) ||
      !report("initialize", trainer.initialize()))
    return 1;

  double before = accuracy(server, unseen), during = before;
  std::atomic<bool> done{false};
  bool trained = false;
  std::thread thread([&, &rows = training] {
    trained = train(trainer, rows);
    done = true;
  });
  int64_t predictions = 0;
  do {
    during = accuracy(server, unseen);
    ++predictions;
  } while (!done && during >= 0);
  thread.join();
  double after = accuracy(server, unseen);
  if (!trained || before < 0 || during < 0 || after < 0)
    return 1;
  printf("accuracy before training: %.2f %%\n", before);
  printf("predictions while it trained: %lld\n", (long long)predictions);
  printf("accuracy after training: %.2f %%\n", after);
}
