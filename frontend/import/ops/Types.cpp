//===- Types.cpp - TensorFlow's types and tensors as MLIR's ---------------===//
#include "frontend/import/ops/Types.h"

#include "ir/Dialect.h"
#include "ir/ElementTypes.h"
#include "ir/Shape.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace mlir;
using llvm::ArrayRef;
using tensorflow::DataType;
using tensorflow::TensorProto;

namespace tfc {

/// A tensor is refused if its list of fewer values than elements would be
/// filled up to more bytes than this.
constexpr int64_t kMaxFilledBytes = int64_t(1) << 28;

DataType withoutReference(DataType dtype) {
  return dtype > 100 ? DataType(dtype - 100) : dtype;
}

std::string formatDataType(DataType dtype) {
  dtype = withoutReference(dtype);
  if (!tensorflow::DataType_IsValid(dtype))
    return "type " + std::to_string(int(dtype));
  if (const ElementTypeInfo *info = findElementType(uint32_t(dtype)))
    return info->name.str();
  return StringRef(tensorflow::DataType_Name(dtype)).drop_front(3).lower();
}

/// The type whose elements stand in the tensor: quantised integers are
/// integers, a reference is what it refers to.
static DataType storedType(DataType dtype) {
  switch (withoutReference(dtype)) {
  case tensorflow::DT_QINT8:
    return tensorflow::DT_INT8;
  case tensorflow::DT_QUINT8:
    return tensorflow::DT_UINT8;
  case tensorflow::DT_QINT16:
    return tensorflow::DT_INT16;
  case tensorflow::DT_QUINT16:
    return tensorflow::DT_UINT16;
  case tensorflow::DT_QINT32:
    return tensorflow::DT_INT32;
  default:
    return withoutReference(dtype);
  }
}

unsigned sizeOf(DataType dtype) {
  const ElementTypeInfo *info = findElementType(uint32_t(storedType(dtype)));
  return info && info->dtype != TFC_STRING ? info->bytes : 0;
}

Type elementType(DataType dtype, MLIRContext *context) {
  return elementTypeOf(uint32_t(storedType(dtype)), context);
}

std::optional<int64_t> countElements(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  bool isEmpty = false;
  for (int64_t size : shape) {
    if (size < 0 || size > TFC_MAX_ELEMENTS)
      return std::nullopt;
    if (size == 0) {
      isEmpty = true;
      continue;
    }
    if (llvm::MulOverflow(count, size, count) || count > TFC_MAX_ELEMENTS)
      return std::nullopt;
  }
  return isEmpty ? 0 : count;
}

std::optional<SmallVector<int64_t>>
readShape(const tensorflow::TensorShapeProto &shape, std::string &problem) {
  if (shape.unknown_rank())
    return std::nullopt;
  if (shape.dim_size() > 254) {
    problem = "a shape has " + std::to_string(shape.dim_size()) +
              " dimensions, more than 254";
    return std::nullopt;
  }
  SmallVector<int64_t> result;
  for (const auto &dim : shape.dim()) {
    if (dim.size() < -1 || dim.size() > TFC_MAX_ELEMENTS) {
      problem = "a shape has a dimension of " + std::to_string(dim.size());
      return std::nullopt;
    }
    result.push_back(dim.size());
  }
  return result;
}

/// The value lists of `tensor` as bytes of elements.
static std::string listBytes(const TensorProto &tensor) {
  std::string bytes;
  auto append = [&](auto value) {
    bytes.append(reinterpret_cast<const char *>(&value), sizeof(value));
  };
  switch (tensor.dtype()) {
  case tensorflow::DT_FLOAT:
    for (float value : tensor.float_val())
      append(value);
    break;
  case tensorflow::DT_DOUBLE:
    for (double value : tensor.double_val())
      append(value);
    break;
  case tensorflow::DT_HALF:
  case tensorflow::DT_BFLOAT16:
    for (int32_t value : tensor.half_val())
      append(uint16_t(value));
    break;
  case tensorflow::DT_INT32:
  case tensorflow::DT_QINT32:
    for (int32_t value : tensor.int_val())
      append(value);
    break;
  case tensorflow::DT_INT16:
  case tensorflow::DT_UINT16:
  case tensorflow::DT_QINT16:
  case tensorflow::DT_QUINT16:
    for (int32_t value : tensor.int_val())
      append(uint16_t(value));
    break;
  case tensorflow::DT_INT8:
  case tensorflow::DT_UINT8:
  case tensorflow::DT_QINT8:
  case tensorflow::DT_QUINT8:
    for (int32_t value : tensor.int_val())
      append(uint8_t(value));
    break;
  case tensorflow::DT_INT64:
    for (int64_t value : tensor.int64_val())
      append(value);
    break;
  case tensorflow::DT_UINT32:
    for (uint32_t value : tensor.uint32_val())
      append(value);
    break;
  case tensorflow::DT_UINT64:
    for (uint64_t value : tensor.uint64_val())
      append(value);
    break;
  case tensorflow::DT_BOOL:
    for (bool value : tensor.bool_val())
      append(uint8_t(value));
    break;
  case tensorflow::DT_COMPLEX64:
    for (float value : tensor.scomplex_val())
      append(value);
    break;
  case tensorflow::DT_COMPLEX128:
    for (double value : tensor.dcomplex_val())
      append(value);
    break;
  default:
    break;
  }
  return bytes;
}

/// `bytes` hold all elements or, as a splat, one.
static DenseElementsAttr makeElements(RankedTensorType type,
                                      llvm::StringRef bytes) {
  if (!type.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef(bytes.data(), bytes.size()));
  llvm::SmallVector<bool> values;
  values.reserve(bytes.size());
  for (char byte : bytes)
    values.push_back(byte != 0);
  return DenseElementsAttr::get(type, values);
}

static std::string elements(int64_t count) {
  return std::to_string(count) + (count == 1 ? " element" : " elements");
}

/// The type of a tensor with a value; null if it has none.
static RankedTensorType valueType(DataType dtype, ArrayRef<int64_t> shape,
                                  MLIRContext *context, std::string &problem) {
  Type element = elementType(dtype, context);
  if (!element || isa<StringType>(element)) {
    problem = "tensors of type " + formatDataType(dtype) + " are not supported";
    return {};
  }
  if (!countElements(shape)) {
    problem = "a tensor cannot have shape " + formatShape(shape);
    return {};
  }
  return RankedTensorType::get(shape, element);
}

DenseElementsAttr toElements(const TensorProto &tensor, MLIRContext *context,
                             std::string &problem) {
  auto shape = readShape(tensor.tensor_shape(), problem);
  if (!shape) {
    if (problem.empty())
      problem = "the shape of its value is unknown";
    return {};
  }
  RankedTensorType type = valueType(tensor.dtype(), *shape, context, problem);
  if (!type)
    return {};
  int64_t count = type.getNumElements();
  size_t size = sizeOf(tensor.dtype());
  if (!tensor.tensor_content().empty()) {
    size_t given = tensor.tensor_content().size();
    if (given / size != size_t(count) || given % size != 0) {
      problem = "its value of shape " + formatShape(*shape) + " and type " +
                formatDataType(tensor.dtype()) + " needs " +
                std::to_string(count * size) + " bytes, the content has " +
                std::to_string(given);
      return {};
    }
    return makeElements(type, tensor.tensor_content());
  }
  std::string bytes = listBytes(tensor);
  int64_t given = bytes.size() / size;
  if (given > count) {
    problem = "its value of shape " + formatShape(*shape) + " needs " +
              elements(count) + ", the list has " + std::to_string(given);
    return {};
  }
  if (count == 0)
    return makeElements(type, "");
  if (given == 0)
    bytes.assign(size, '\0');
  if (given <= 1 || given == count)
    return makeElements(type, bytes);
  if (count > kMaxFilledBytes / int64_t(size)) {
    problem = "its value of shape " + formatShape(*shape) + " needs " +
              elements(count) + ", the list has only " + std::to_string(given);
    return {};
  }
  std::string last = bytes.substr(bytes.size() - size);
  bytes.reserve(count * size);
  for (int64_t i = given; i < count; ++i)
    bytes += last;
  return makeElements(type, bytes);
}

DenseElementsAttr toElements(const TensorData &tensor, MLIRContext *context,
                             std::string &problem) {
  RankedTensorType type =
      valueType(tensor.dtype, tensor.shape, context, problem);
  if (!type)
    return {};
  size_t size = sizeOf(tensor.dtype), given = tensor.bytes.size();
  if (given / size != size_t(type.getNumElements()) || given % size != 0) {
    problem = "its value of shape " + formatShape(tensor.shape) + " and type " +
              formatDataType(tensor.dtype) + " needs " +
              std::to_string(type.getNumElements() * size) +
              " bytes, the file has " + std::to_string(given);
    return {};
  }
  return makeElements(type, tensor.bytes);
}

std::optional<std::vector<std::string>> toStrings(const TensorProto &tensor,
                                                  std::string &problem) {
  auto shape = readShape(tensor.tensor_shape(), problem);
  std::optional<int64_t> count =
      shape ? countElements(*shape) : std::optional<int64_t>();
  if (!count || *count > (1 << 20) || tensor.string_val_size() > *count) {
    if (problem.empty())
      problem = "its value of strings does not fit its shape";
    return std::nullopt;
  }
  std::vector<std::string> result(tensor.string_val().begin(),
                                  tensor.string_val().end());
  result.resize(*count, result.empty() ? std::string() : result.back());
  return result;
}

} // namespace tfc
