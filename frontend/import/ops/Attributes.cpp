//===- Attributes.cpp - Attributes of a node, by kind ---------------------===//
#include "frontend/import/ops/NodeImport.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;
using tensorflow::AttrValue;

namespace tfc {

/// The attribute; null if it is absent or of another kind. The latter is an
/// error, and so is an absent one unless it may be.
static const AttrValue *find(const NodeImport &node, StringRef name,
                             AttrValue::ValueCase kind, const char *what,
                             bool mayBeAbsent) {
  const AttrValue *value = node.node.attribute(name);
  if (value && value->value_case() == kind)
    return value;
  if (value)
    node.error() << "attribute '" << name << "' must be " << what;
  else if (!mayBeAbsent)
    node.error() << "lacks attribute '" << name << "'";
  return nullptr;
}

int64_t NodeImport::intAttr(StringRef name, std::optional<int64_t> absent) {
  const AttrValue *value =
      find(*this, name, AttrValue::kI, "an integer", absent.has_value());
  return value ? value->i() : absent.value_or(0);
}

double NodeImport::floatAttr(StringRef name, std::optional<double> absent) {
  const AttrValue *value =
      find(*this, name, AttrValue::kF, "a number", absent.has_value());
  return value ? double(value->f()) : absent.value_or(0);
}

bool NodeImport::boolAttr(StringRef name, std::optional<bool> absent) {
  const AttrValue *value =
      find(*this, name, AttrValue::kB, "true or false", absent.has_value());
  return value ? value->b() : absent.value_or(false);
}

StringRef NodeImport::stringAttr(StringRef name,
                                 std::optional<StringRef> absent) {
  const AttrValue *value =
      find(*this, name, AttrValue::kS, "a string", absent.has_value());
  return value ? StringRef(value->s()) : absent.value_or(StringRef());
}

SmallVector<int64_t>
NodeImport::intsAttr(StringRef name, std::optional<ArrayRef<int64_t>> absent) {
  const AttrValue *value = find(*this, name, AttrValue::kList,
                                "a list of integers", absent.has_value());
  if (!value)
    return llvm::to_vector(absent.value_or(ArrayRef<int64_t>()));
  const auto &list = value->list();
  if (list.s_size() || list.f_size() || list.b_size() || list.type_size() ||
      list.shape_size() || list.tensor_size() || list.func_size())
    return error() << "attribute '" << name << "' must be a list of integers";
  return SmallVector<int64_t>(list.i().begin(), list.i().end());
}

Type NodeImport::typeAttr(StringRef name, Type absent) {
  const AttrValue *value =
      find(*this, name, AttrValue::kType, "a type", bool(absent));
  if (!value)
    return absent ? absent : builder.getF32Type();
  if (Type type = elementType(value->type(), context()))
    return type;
  error() << "type " << formatDataType(value->type()) << " is not supported";
  return builder.getF32Type();
}

std::optional<SmallVector<int64_t>> NodeImport::shapeAttr(StringRef name) {
  const AttrValue *value =
      find(*this, name, AttrValue::kShape, "a shape", /*mayBeAbsent=*/true);
  if (!value)
    return std::nullopt;
  std::string problem;
  auto shape = readShape(value->shape(), problem);
  if (!problem.empty())
    error() << "attribute '" << name << "': " << problem;
  if (shape)
    for (int64_t &size : *shape)
      size = size < 0 ? ShapedType::kDynamic : size;
  return shape;
}

StringRef NodeImport::dataFormat() {
  return stringAttr("data_format", StringRef("NHWC"));
}

const tensorflow::NameAttrList &NodeImport::functionAttr(StringRef name) {
  const AttrValue *value = find(*this, name, AttrValue::kFunc, "a function",
                                /*mayBeAbsent=*/false);
  return value ? value->func() : tensorflow::NameAttrList::default_instance();
}

} // namespace tfc
