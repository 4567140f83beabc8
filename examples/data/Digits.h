// The 1,797 handwritten digits of digits.csv: 8x8 pixels of 0 to 16 and a
// label a row (UCI, Optical Recognition of Handwritten Digits, E. Alpaydin and
// C. Kaynak). Read and shuffled the same way on every machine.
#ifndef DIGITS_H
#define DIGITS_H

#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

struct Digits {
  static constexpr int64_t pixels = 64;
  std::vector<float> images; // size() x 64
  std::vector<int64_t> labels;

  int64_t size() const { return int64_t(labels.size()); }
  const float *image(int64_t row) const { return &images[row * pixels]; }
};

// The same numbers everywhere, unlike std::shuffle's.
class Shuffler {
public:
  explicit Shuffler(uint64_t seed) : state(seed) {}

  void shuffle(Digits &digits) {
    for (int64_t i = digits.size() - 1; i > 0; --i) {
      int64_t j = int64_t(next() % uint64_t(i + 1));
      std::swap(digits.labels[i], digits.labels[j]);
      for (int64_t p = 0; p < Digits::pixels; ++p)
        std::swap(digits.images[i * Digits::pixels + p],
                  digits.images[j * Digits::pixels + p]);
    }
  }

private:
  uint64_t next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state >> 33;
  }
  uint64_t state;
};

// False if the file is not there or not what it should be.
inline bool readDigits(const char *path, Digits &digits) {
  FILE *file = fopen(path, "r");
  if (!file)
    return false;
  int value, column = 0;
  char separator;
  bool good = true;
  while (good && fscanf(file, "%d%c", &value, &separator) == 2) {
    bool last = column == Digits::pixels;
    good = separator == (last ? '\n' : ',') && value >= 0 &&
           value <= (last ? 9 : 16);
    if (last)
      digits.labels.push_back(value);
    else
      digits.images.push_back(float(value));
    column = last ? 0 : column + 1;
  }
  fclose(file);
  return good && column == 0 && digits.size() > 0;
}

// The first `count` rows, and the others.
inline std::pair<Digits, Digits> split(const Digits &all, int64_t count) {
  Digits head, tail;
  head.labels.assign(all.labels.begin(), all.labels.begin() + count);
  tail.labels.assign(all.labels.begin() + count, all.labels.end());
  auto middle = all.images.begin() + count * Digits::pixels;
  head.images.assign(all.images.begin(), middle);
  tail.images.assign(middle, all.images.end());
  return {head, tail};
}

#endif
