//===- ElementTypes.cpp - MLIR's element types and TensorFlow's -----------===//
#include "ir/ElementTypes.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace tfc {

static constexpr ElementTypeInfo elementTypes[] = {
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, TENSORFLOW, NUMPY, MLIR)         \
  {NUMBER, BYTES, NAME, TENSORFLOW, MLIR},
#include "runtime/include/tfc/dtypes.def"
};

template <typename Predicate>
static const ElementTypeInfo *findIf(Predicate predicate) {
  const ElementTypeInfo *found = llvm::find_if(elementTypes, predicate);
  return found == std::end(elementTypes) ? nullptr : found;
}

static std::string print(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

const ElementTypeInfo *findElementType(uint32_t dtype) {
  return findIf([&](const auto &info) { return info.dtype == dtype; });
}

const ElementTypeInfo *findElementType(Type type) {
  std::string text = print(type);
  return findIf([&](const auto &info) { return info.mlir == text; });
}

const ElementTypeInfo *findElementType(StringRef name) {
  return findIf([&](const auto &info) {
    return info.name == name || info.tensorflow == name;
  });
}

Type elementTypeOf(uint32_t dtype, MLIRContext *context) {
  const ElementTypeInfo *info = findElementType(dtype);
  return info ? parseType(info->mlir, context) : Type();
}

std::string formatElementType(Type type) {
  if (auto shaped = dyn_cast<ShapedType>(type))
    type = shaped.getElementType();
  const ElementTypeInfo *info = findElementType(type);
  return info ? info->name.str() : print(type);
}

} // namespace tfc
