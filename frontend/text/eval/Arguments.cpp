// Call: the arguments that a hand-written function asks for, converted.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;

const Value &Call::operator[](StringRef parameter) const {
  for (const SignatureParameter &p : callee.signature.parameters)
    if (p.name == parameter)
      return values[p.slot].value;
  llvm_unreachable("no such parameter in the signature");
}

SMLoc Call::locOf(StringRef parameter) const {
  for (const SignatureParameter &p : callee.signature.parameters)
    if (p.name == parameter && values[p.slot].given)
      return values[p.slot].loc;
  return loc;
}

std::string Call::what(StringRef parameter) const {
  return (function() + ": '" + parameter + "'").str();
}

Failed Call::error(StringRef parameter, const llvm::Twine &message) const {
  return evaluator.error(locOf(parameter), function() + ": " + message);
}

Failed Call::error(const llvm::Twine &message) const {
  return evaluator.error(loc, function() + ": " + message);
}

Value Call::tensor(StringRef parameter, mlir::Type dtype,
                   StringRef name) const {
  return Value::tensor(evaluator.toTensor((*this)[parameter], dtype,
                                          name.empty() ? parameter : name,
                                          locOf(parameter), what(parameter)));
}

int64_t Call::integer(StringRef parameter) const {
  return evaluator.toInt((*this)[parameter], locOf(parameter), what(parameter));
}

double Call::number(StringRef parameter) const {
  return evaluator.toDouble((*this)[parameter], locOf(parameter),
                            what(parameter));
}

bool Call::flag(StringRef parameter) const {
  return evaluator.toBool((*this)[parameter], locOf(parameter),
                          what(parameter));
}

StringRef Call::text(StringRef parameter) const {
  return evaluator.toString((*this)[parameter], locOf(parameter),
                            what(parameter));
}

mlir::Type Call::dtype(StringRef parameter) const {
  return evaluator.toDType((*this)[parameter], locOf(parameter),
                           what(parameter));
}

llvm::SmallVector<int64_t> Call::integers(StringRef parameter) const {
  return evaluator.toInts((*this)[parameter], locOf(parameter),
                          what(parameter));
}

ShapeObject Call::shape(StringRef parameter) const {
  return evaluator.toShape((*this)[parameter], locOf(parameter),
                           what(parameter));
}

llvm::SmallVector<int64_t> Call::staticShape(StringRef parameter) const {
  return evaluator.toStaticShape((*this)[parameter], locOf(parameter),
                                 what(parameter));
}

std::vector<Value> Call::items(StringRef parameter) const {
  return evaluator.iterate((*this)[parameter], locOf(parameter));
}
