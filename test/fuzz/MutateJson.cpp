//===- MutateJson.cpp - Changes a JSON value within its syntax ------------===//
#include "Mutate.h"

#include "llvm/Support/JSON.h"

#include <vector>

namespace json = llvm::json;

namespace tfc::fuzz {

static void collect(json::Value &value, std::vector<json::Value *> &values) {
  values.push_back(&value);
  if (json::Array *array = value.getAsArray())
    for (json::Value &element : *array)
      collect(element, values);
  if (json::Object *object = value.getAsObject())
    for (auto &member : *object)
      collect(member.second, values);
}

void mutateJson(json::Value &root, Random &random) {
  static const char *const texts[] = {
      "",     "float16",   "string",    "bool", "complex64", "uint8",
      "../a", "/dev/zero", ".",         "-1",   "1e400",     "999999999999",
      "!!!",  "x:0",       "DT_STRING", "VALID"};
  std::vector<json::Value *> values;
  collect(root, values);
  json::Value &value = *values[random.below(values.size())];
  switch (random.below(9)) {
  case 0:
    value = nullptr;
    return;
  case 1:
    value = extremeNumber(random);
    return;
  case 2:
    value = double(extremeNumber(random)) / 3;
    return;
  case 3:
    value = texts[random.below(std::size(texts))];
    return;
  case 4:
    value = json::Array{json::Value(value)};
    return;
  case 5:
    if (json::Array *array = value.getAsArray(); array && !array->empty()) {
      size_t i = random.below(array->size());
      if (random.oneIn(2))
        array->erase(array->begin() + long(i));
      else
        array->push_back(json::Value((*array)[i]));
      return;
    }
    value = json::Object();
    return;
  case 6:
    if (json::Object *object = value.getAsObject();
        object && !object->empty()) {
      auto member = object->begin();
      std::advance(member, random.below(object->size()));
      object->erase(member);
      return;
    }
    value = random.oneIn(2);
    return;
  default:
    // A copy is needed: one may hold the other.
    json::Value copy = *values[random.below(values.size())];
    value = std::move(copy);
    return;
  }
}

} // namespace tfc::fuzz
