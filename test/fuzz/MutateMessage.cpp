//===- MutateMessage.cpp - Changes a binary protobuf field by field -------===//
#include "Mutate.h"
#include "checkpoint/Wire.h"

#include <memory>
#include <vector>

using tfc::checkpoint::takeField;
using tfc::checkpoint::WireField;

namespace tfc::fuzz {

namespace {

/// A message as its fields, without knowledge of its type: bytes that can be
/// read as fields are a message. Independent of the order in which a library
/// keeps maps.
struct Field {
  uint32_t number = 0;
  WireField::Type type = WireField::Varint;
  uint64_t value = 0;
  std::string bytes;
  bool isMessage = false;
  std::vector<Field> fields;
};

/// A field with the list that it stands in.
struct Spot {
  std::vector<Field> *list;
  size_t index;
  Field &field() const { return (*list)[index]; }
};

} // namespace

static bool parse(std::string_view bytes, std::vector<Field> &fields,
                  int depth) {
  while (!bytes.empty()) {
    WireField wire;
    if (!takeField(bytes, wire) || wire.number > 30)
      return false;
    Field field;
    field.number = wire.number;
    field.type = wire.type;
    field.value = wire.value;
    if (wire.type == WireField::Bytes) {
      field.isMessage = depth > 0 && !wire.bytes.empty() &&
                        parse(wire.bytes, field.fields, depth - 1);
      if (!field.isMessage)
        field.fields.clear();
      field.bytes = wire.bytes;
    }
    fields.push_back(std::move(field));
  }
  return true;
}

static void addVarint(std::string &to, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    to.push_back(char(value | 0x80));
  to.push_back(char(value));
}

static std::string serialize(const std::vector<Field> &fields) {
  static const uint32_t wireTypes[] = {0, 1, 2, 5};
  std::string text;
  for (const Field &field : fields) {
    addVarint(text, field.number << 3 | wireTypes[field.type]);
    if (field.type == WireField::Varint) {
      addVarint(text, field.value);
    } else if (field.type == WireField::Bytes) {
      std::string bytes =
          field.isMessage ? serialize(field.fields) : field.bytes;
      addVarint(text, bytes.size());
      text += bytes;
    } else {
      for (int i = 0, n = field.type == WireField::Fixed32 ? 4 : 8; i < n; ++i)
        text.push_back(char(field.value >> 8 * i));
    }
  }
  return text;
}

static void collect(std::vector<Field> &fields, std::vector<Spot> &spots) {
  for (size_t i = 0; i < fields.size(); ++i) {
    spots.push_back({&fields, i});
    collect(fields[i].fields, spots);
  }
}

/// Another name of the model, or a text that only looks like one.
static std::string strangeString(const std::vector<Spot> &spots,
                                 Random &random) {
  static const char *const texts[] = {
      "",         "^",      "x:1",        "x:4294967296",
      "x:-1",     ":",      "::0",        "^x:0",
      "/",        "a b",    "\n",         "NaN",
      "gone",     "VALID",  "SAME",       "NCHW",
      "NCDHW",    "Const",  "Switch",     "Placeholder",
      "Merge",    "Enter",  "If",         "NextIteration",
      "While",    "Exit",   "Assign",     "VarHandleOp",
      "Identity", "Pack",   "Fill",       "StridedSlice",
      "Range",    "Tile",   "Conv2D",     "MaxPool",
      "ConcatV2", "Split",  "Cast",       "_Arg",
      "Reshape",  "Gather", "MatMul",     "PartitionedCall",
      "Sum",      "AddN",   "ExpandDims", "Transpose"};
  std::string other;
  for (int i = 0; i < 20 && other.empty(); ++i) {
    const Field &field = spots[random.below(spots.size())].field();
    if (field.type == WireField::Bytes && !field.isMessage)
      other = field.bytes;
  }
  switch (random.below(6)) {
  case 0:
    return texts[random.below(std::size(texts))];
  case 1:
    return "^" + other;
  case 2:
    return other + ":" + std::to_string(extremeNumber(random));
  default:
    return other;
  }
}

/// Gives a field another content of the same kind.
static void setStrange(Field &field, const std::vector<Spot> &spots,
                       Random &random) {
  static const uint64_t reals[] = {0,          0x80000000, 0x3f800000,
                                   0xbf800000, 0x00000001, 0x7f7fffff,
                                   0x7f800000, 0x7fc00000}; // of 32 bits
  switch (field.type) {
  case WireField::Varint:
    // Small ones too: types, and whether.
    field.value =
        random.oneIn(2) ? random.below(24) : uint64_t(extremeNumber(random));
    return;
  case WireField::Fixed32:
    field.value = reals[random.below(std::size(reals))];
    return;
  case WireField::Fixed64:
    field.value = reals[random.below(std::size(reals))] << 32;
    return;
  case WireField::Bytes:
    break;
  }
  if (!field.isMessage) {
    if (random.oneIn(5))
      mutateBytes(field.bytes, field.bytes, random);
    else
      field.bytes = strangeString(spots, random);
    return;
  }
  // A message from elsewhere, of a field of this number if there is one.
  for (int i = 0; i < 50; ++i) {
    const Field &other = spots[random.below(spots.size())].field();
    if (other.isMessage && other.number == field.number && &other != &field) {
      std::vector<Field> copy = other.fields;
      field.fields = std::move(copy);
      return;
    }
  }
  field.fields.clear();
}

void mutateMessage(std::string &message, Random &random) {
  std::vector<Field> root;
  std::vector<Spot> spots;
  if (!parse(message, root, 20) || root.empty())
    return;
  collect(root, spots);
  Spot spot = spots[random.below(spots.size())];
  std::vector<Field> &list = *spot.list;
  switch (random.below(10)) {
  case 0:
    list.erase(list.begin() + long(spot.index));
    break;
  case 1: { // twice
    Field copy = spot.field();
    list.insert(list.begin() + long(random.below(list.size() + 1)),
                std::move(copy));
    break;
  }
  case 2: // the order
    std::swap(spot.field(), list[random.below(list.size())]);
    break;
  case 3: { // in the place of another field of the message
    spot.field().number = uint32_t(random.below(16) + 1);
    break;
  }
  default:
    setStrange(spot.field(), spots, random);
  }
  message = serialize(root);
}

} // namespace tfc::fuzz
