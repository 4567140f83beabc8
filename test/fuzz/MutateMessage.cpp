#include "Mutate.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cmath>
#include <memory>
#include <vector>

namespace pb = google::protobuf;

namespace tfc::fuzz {

namespace {

/// A field of a message somewhere in the tree.
struct Spot {
  pb::Message *message;
  const pb::FieldDescriptor *field;
};

/// What a message holds, so that one part can be put in the place of another.
struct Inventory {
  std::vector<Spot> spots;
  std::vector<std::string> strings;
};

} // namespace

static void collect(pb::Message &message, Inventory &inventory, int depth) {
  const pb::Reflection *reflection = message.GetReflection();
  std::vector<const pb::FieldDescriptor *> fields;
  reflection->ListFields(message, &fields);
  for (const pb::FieldDescriptor *field : fields) {
    inventory.spots.push_back({&message, field});
    int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING) {
        inventory.strings.push_back(
            field->is_repeated()
                ? reflection->GetRepeatedString(message, field, i)
                : reflection->GetString(message, field));
      } else if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE &&
                 depth > 0) {
        collect(*(field->is_repeated()
                      ? reflection->MutableRepeatedMessage(&message, field, i)
                      : reflection->MutableMessage(&message, field)),
                inventory, depth - 1);
      }
    }
  }
}

/// Another name of the model, or a text that only looks like one.
static std::string strangeString(const Inventory &inventory, Random &random) {
  static const char *const texts[] = {
      "",     "^",    "x:1",    "x:4294967296", "x:-1", ":",     "::0",
      "^x:0", "/",    "a b",    "\n",           "NaN",  "gone",  "VALID",
      "SAME", "NCHW", "NCDHW",  "Placeholder",  "Const", "Switch", "Merge",
      "Enter", "NextIteration", "If", "While", "VarHandleOp", "Assign",
      "Identity", "Pack", "Fill", "Reshape", "Range", "Tile", "Conv2D",
      "MaxPool", "ConcatV2", "StridedSlice", "Split", "Cast", "_Arg"};
  std::string other =
      inventory.strings[random.below(inventory.strings.size())];
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

/// Sets element `i` of a repeated field, or a single one, to something else.
static void setStrange(Spot spot, int i, const Inventory &inventory,
                       Random &random) {
  auto [message, field] = spot;
  const pb::Reflection *reflection = message->GetReflection();
  int64_t number = extremeNumber(random);
  static const double reals[] = {0, -0.0, 1, -1, 1e-40, 1e30, 1e300,
                                 INFINITY, -INFINITY, NAN};
  double real = reals[random.below(std::size(reals))];
#define TFC_SET(KIND, VALUE)                                                   \
  do {                                                                         \
    if (field->is_repeated())                                                  \
      reflection->SetRepeated##KIND(message, field, i, VALUE);                 \
    else                                                                       \
      reflection->Set##KIND(message, field, VALUE);                            \
  } while (false)
  switch (field->cpp_type()) {
  case pb::FieldDescriptor::CPPTYPE_INT32:
    TFC_SET(Int32, int32_t(number));
    return;
  case pb::FieldDescriptor::CPPTYPE_INT64:
    TFC_SET(Int64, number);
    return;
  case pb::FieldDescriptor::CPPTYPE_UINT32:
    TFC_SET(UInt32, uint32_t(number));
    return;
  case pb::FieldDescriptor::CPPTYPE_UINT64:
    TFC_SET(UInt64, uint64_t(number));
    return;
  case pb::FieldDescriptor::CPPTYPE_FLOAT:
    TFC_SET(Float, float(real));
    return;
  case pb::FieldDescriptor::CPPTYPE_DOUBLE:
    TFC_SET(Double, real);
    return;
  case pb::FieldDescriptor::CPPTYPE_BOOL:
    TFC_SET(Bool, random.oneIn(2));
    return;
  case pb::FieldDescriptor::CPPTYPE_ENUM:
    TFC_SET(EnumValue, int(random.oneIn(4) ? number : int(random.below(24))));
    return;
  case pb::FieldDescriptor::CPPTYPE_STRING:
    TFC_SET(String, strangeString(inventory, random));
    return;
  case pb::FieldDescriptor::CPPTYPE_MESSAGE: {
    // A message of the same kind from elsewhere.
    pb::Message *to = field->is_repeated()
                          ? reflection->MutableRepeatedMessage(message, field, i)
                          : reflection->MutableMessage(message, field);
    std::vector<pb::Message *> others;
    for (const Spot &other : inventory.spots)
      if (other.message->GetDescriptor() == to->GetDescriptor() &&
          other.message != to)
        others.push_back(other.message);
    std::unique_ptr<pb::Message> copy(to->New());
    if (!others.empty() && !random.oneIn(4))
      copy->CopyFrom(*others[random.below(others.size())]);
    to->CopyFrom(*copy);
    return;
  }
  }
#undef TFC_SET
}

/// Sets a field of the message that has no value yet.
static void setAbsent(Spot spot, const Inventory &inventory, Random &random) {
  const pb::Descriptor *type = spot.message->GetDescriptor();
  if (type->field_count() == 0)
    return;
  const pb::FieldDescriptor *field =
      type->field(int(random.below(size_t(type->field_count()))));
  const pb::Reflection *reflection = spot.message->GetReflection();
  if (!field->is_repeated()) {
    setStrange({spot.message, field}, 0, inventory, random);
    return;
  }
  switch (field->cpp_type()) {
  case pb::FieldDescriptor::CPPTYPE_MESSAGE:
    reflection->AddMessage(spot.message, field);
    return;
  case pb::FieldDescriptor::CPPTYPE_STRING:
    reflection->AddString(spot.message, field,
                          strangeString(inventory, random));
    return;
  case pb::FieldDescriptor::CPPTYPE_INT64:
    reflection->AddInt64(spot.message, field, extremeNumber(random));
    return;
  default:
    return;
  }
}

void mutateMessage(pb::Message &message, Random &random) {
  Inventory inventory;
  collect(message, inventory, 20);
  if (inventory.spots.empty())
    return;
  if (inventory.strings.empty())
    inventory.strings.push_back("");
  Spot spot = inventory.spots[random.below(inventory.spots.size())];
  const pb::Reflection *reflection = spot.message->GetReflection();
  size_t choice = random.below(10);
  if (choice == 0) {
    reflection->ClearField(spot.message, spot.field);
    return;
  }
  if (choice == 1) {
    setAbsent(spot, inventory, random);
    return;
  }
  if (!spot.field->is_repeated()) {
    setStrange(spot, 0, inventory, random);
    return;
  }
  int count = reflection->FieldSize(*spot.message, spot.field);
  int i = int(random.below(size_t(count)));
  if (choice == 2) {
    reflection->SwapElements(spot.message, spot.field, i, count - 1);
    reflection->RemoveLast(spot.message, spot.field);
  } else if (choice == 3) {
    reflection->SwapElements(spot.message, spot.field, i,
                             int(random.below(size_t(count))));
  } else if (choice == 4 && spot.field->cpp_type() ==
                                pb::FieldDescriptor::CPPTYPE_MESSAGE &&
             !spot.field->is_map()) {
    std::unique_ptr<pb::Message> copy(
        reflection->GetRepeatedMessage(*spot.message, spot.field, i).New());
    copy->CopyFrom(
        reflection->GetRepeatedMessage(*spot.message, spot.field, i));
    reflection->AddAllocatedMessage(spot.message, spot.field, copy.release());
  } else {
    setStrange(spot, i, inventory, random);
  }
}

} // namespace tfc::fuzz
