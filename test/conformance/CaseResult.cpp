//===- CaseResult.cpp - What became of a case -----------------------------===//
#include "conformance/CaseResult.h"

#include "conformance/Records.h"

namespace tfc::conformance {

static constexpr llvm::StringLiteral kNames[kOutcomes] = {
    "passed",  "accepted",    "unsupported op",
    "refused", "wrong value", "wrong shape or type",
    "crash",   "timeout",     "not expressible"};

llvm::StringRef nameOf(Outcome outcome) { return kNames[size_t(outcome)]; }

llvm::json::Value CaseResult::toJson() const {
  llvm::json::Object times;
  for (const auto &[phase, time] : phases)
    times[phase] = time;
  return llvm::json::Object{{"outcome", nameOf(outcome)},
                            {"message", llvm::json::fixUTF8(message)},
                            {"ops", llvm::json::Array(ops)},
                            {"compared", compared},
                            {"absent", absent},
                            {"seconds", seconds},
                            {"phases", std::move(times)}};
}

llvm::Expected<CaseResult> CaseResult::fromJson(llvm::StringRef text) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  if (!object)
    return failed("a worker's answer is no object");
  CaseResult result;
  llvm::StringRef outcome = object->getString("outcome").value_or("");
  for (size_t i = 0; i < kOutcomes; ++i)
    if (kNames[i] == outcome)
      result.outcome = Outcome(i);
  result.message = object->getString("message").value_or("").str();
  if (const llvm::json::Array *ops = object->getArray("ops"))
    for (const llvm::json::Value &op : *ops)
      result.ops.push_back(op.getAsString().value_or("").str());
  result.compared = object->getInteger("compared").value_or(0);
  result.absent = object->getInteger("absent").value_or(0);
  result.seconds = object->getNumber("seconds").value_or(0);
  if (const llvm::json::Object *times = object->getObject("phases"))
    for (const auto &[phase, time] : *times)
      result.phases[phase.str()] = time.getAsNumber().value_or(0);
  return result;
}

} // namespace tfc::conformance
