//===- Weights.h - The weights of a TensorFlow.js model ---------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_READ_WEIGHTS_H
#define TFC_FRONTEND_IMPORT_READ_WEIGHTS_H

#include "frontend/import/read/Model.h"

#include "llvm/Support/JSON.h"

namespace tfc {

/// Reads the weights that the `weightsManifest` of a model.json lists, from the
/// files beside it. Quantised ones are expanded to their type. Paths must stay
/// in `folder`, each may occur once, and every weight must lie in its files.
llvm::Expected<llvm::StringMap<TensorData>>
readWeights(const llvm::json::Array &manifest, llvm::StringRef folder,
            llvm::StringRef path);

/// The weight as a value of `dtype`: the converter stores 64-bit integers with
/// 32 bits and doubles as floats. Nothing if there is no such way.
std::optional<TensorData> convertWeight(const TensorData &weight,
                                        tensorflow::DataType dtype);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_READ_WEIGHTS_H
