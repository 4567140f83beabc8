//===- Facets.h - The facets of an op, read from its record ---------------===//
//
// Every backend shares these: the list of ops that have facets, and how a dag
// over the vocabulary of ir/Facets.td becomes a C++ expression.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_TBLGEN_FACETS_H
#define TFC_TBLGEN_FACETS_H

#include "mlir/TableGen/Operator.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Record.h"

#include <memory>
#include <optional>

namespace tfc {

/// An op with facets: a def derived from Tfc_Op.
class FacetOp {
public:
  explicit FacetOp(const llvm::Record *record)
      : record(record),
        op(std::make_shared<const mlir::tblgen::Operator>(record)) {}

  const llvm::Record &def() const { return *record; }
  const mlir::tblgen::Operator &ods() const { return *op; }

  /// "tfc::MatMulOp".
  std::string cppClass() const { return "tfc::" + op->getCppClassName().str(); }
  /// "matmul".
  llvm::StringRef mnemonic() const {
    return record->getValueAsString("opName");
  }

  bool flag(llvm::StringRef field) const {
    return record->getValueAsBit(field);
  }
  llvm::StringRef text(llvm::StringRef field) const {
    return record->getValueAsString(field);
  }
  /// The field's dag, or null where it is unset or there is no such field.
  const llvm::DagInit *dag(llvm::StringRef field) const;
  std::vector<const llvm::DagInit *> dags(llvm::StringRef field) const;
  /// The field's record, or null.
  const llvm::Record *optional(llvm::StringRef field) const;

  /// Where the operand or result of this name stands.
  std::optional<int> operand(llvm::StringRef name) const;
  std::optional<int> result(llvm::StringRef name) const;

  bool isReduction() const { return dag("combiner"); }
  /// A composition of other ops.
  bool hasExpansion() const {
    return !dags("expand").empty() || flag("customExpand");
  }
  /// Differentiated through its expansion, having no gradient of its own.
  bool differentiatesThroughExpansion() const;

private:
  const llvm::Record *record;
  // An Operator points into itself: it must not move.
  std::shared_ptr<const mlir::tblgen::Operator> op;
};

/// All ops with facets, by name. A def that breaks a rule of Facets.td is a
/// fatal error at its place.
std::vector<FacetOp> readFacetOps(const llvm::RecordKeeper &records);

/// How the leaves of a dag are written in C++.
struct DagWriter {
  /// The builder variable.
  std::string builder;
  /// `$name` where `name` is an operand, result or attribute, or a name that
  /// only this facet knows.
  llvm::function_ref<std::string(llvm::StringRef name)> leaf;
  /// Grad<index>; empty where there are none.
  llvm::function_ref<std::string(int index)> grad = nullptr;

  /// `(Mul $x, Number<"2">)` -> `b.mul(x, b.number(2))`.
  std::string write(const llvm::DagInit *dag, const FacetOp &op) const;
};

/// The C++ expression for `$name` when the op is the variable `op`:
/// `op.getX()`; float attributes as numbers, others as attributes.
std::string accessor(const FacetOp &op, llvm::StringRef name,
                     llvm::StringRef builder = "b");

/// The first lines of a generated file.
void emitHeader(llvm::StringRef what, llvm::raw_ostream &os);

} // namespace tfc

#endif // TFC_TBLGEN_FACETS_H
