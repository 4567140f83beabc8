//===- Records.h - Recorded results, as the sets hold them ------*- C++ -*-===//
//
// A set is FOLDER/NAME.jsonl.xz: one case a line, each a JSON object.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_TEST_CONFORMANCE_RECORDS_H
#define TFC_TEST_CONFORMANCE_RECORDS_H

#include "runtime/include/tfc/tfc.hpp"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace tfc::conformance {

/// A tensor as another implementation gave it.
struct Record {
  /// TFC_CONTROL: the type was not recorded.
  uint32_t dtype = TFC_CONTROL;
  std::vector<int64_t> shape;
  /// Real parts, or the value of any number or bool.
  std::vector<double> values;
  std::vector<double> imaginary; ///< For complex types.
  /// Integers that a double cannot hold are kept here beside `values`, and
  /// strings instead of them.
  std::vector<std::string> texts;

  int64_t elements() const;
  /// As many values as the shape says.
  bool isWhole() const;
  /// The record as an input; an error for types that have no bytes here.
  llvm::Expected<Tensor> tensor(uint32_t as) const;
};

/// "float32" -> TFC_FLOAT32, ...; TFC_CONTROL for an unknown name.
uint32_t dtypeFromName(llvm::StringRef name);

/// {"dtype": ..., "shape": [...], "values": [...]}. Values are numbers or their
/// text, "NaN", "-inf", "True"; those of complex types a list of real and one
/// of imaginary parts.
llvm::Expected<Record> parseRecord(const llvm::json::Value &value);

/// The lines of an .xz file, whole in memory.
llvm::Expected<std::vector<std::string>> readLines(llvm::StringRef path);

llvm::Error failed(const llvm::Twine &message);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_RECORDS_H
