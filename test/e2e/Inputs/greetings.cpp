#include "greetings.h"

#include <cstdio>

int main() {
  greetings::Model model;
  tfc::Tensor names = tfc::Tensor::strings({2}, {"Ada", "Grace Hopper"});
  auto result = model.greet(names.data<const tfc_string *>(), 2);
  if (!result.status)
    return std::printf("%s\n", result.status.message().c_str()), 1;
  for (int i = 0; i < 2; ++i) {
    std::string_view text = result.greeting.text(i);
    std::printf("%.*s %d\n", int(text.size()), text.data(),
                result.length.data<int32_t>()[i]);
  }
  for (int64_t i = 0; i < result.words.elements(); ++i)
    std::printf("%s ", std::string(result.words.text(i)).c_str());
  std::printf("\n");
}
