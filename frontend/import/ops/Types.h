//===- Types.h - TensorFlow's types and tensors as MLIR's -------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_TYPES_H
#define TFC_FRONTEND_IMPORT_OPS_TYPES_H

#include "frontend/import/read/Model.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SmallVector.h"

namespace tfc {

/// "float32"; of a reference, the type referred to.
std::string formatDataType(tensorflow::DataType dtype);

/// The type without the reference.
tensorflow::DataType withoutReference(tensorflow::DataType dtype);

/// Bytes of an element; 0 for what has no fixed size (strings, resources).
unsigned sizeOf(tensorflow::DataType dtype);

/// Null if tensors of this type cannot be computed with. Quantised integers are
/// integers.
mlir::Type elementType(tensorflow::DataType dtype, mlir::MLIRContext *context);

/// The number of elements; nothing if a dimension is negative or there are more
/// than TFC_MAX_ELEMENTS.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// The dimensions, -1 where unknown; nothing if the rank is unknown. An error
/// names what is wrong in `problem`.
std::optional<llvm::SmallVector<int64_t>>
readShape(const tensorflow::TensorShapeProto &shape, std::string &problem);

/// The value of a tensor that is no string. Null on error: `problem` says what
/// is wrong. Nothing is allocated before sizes are checked, and not more than
/// the file's own size except for lists whose last element fills the rest.
mlir::DenseElementsAttr toElements(const tensorflow::TensorProto &tensor,
                                   mlir::MLIRContext *context,
                                   std::string &problem);
mlir::DenseElementsAttr toElements(const TensorData &tensor,
                                   mlir::MLIRContext *context,
                                   std::string &problem);

/// The elements of a tensor of strings, filled up; nothing on error.
std::optional<std::vector<std::string>>
toStrings(const tensorflow::TensorProto &tensor, std::string &problem);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_TYPES_H
