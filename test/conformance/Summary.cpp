//===- Summary.cpp - The table of a run -----------------------------------===//
#include "conformance/Summary.h"

#include "conformance/Records.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using llvm::StringRef;

namespace tfc::conformance {

//===----------------------------------------------------------------------===//
// accepted.txt
//===----------------------------------------------------------------------===//

llvm::Expected<AcceptedList> AcceptedList::read(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return failed(path + ": " + buffer.getError().message());
  AcceptedList list;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
    line = line.trim();
    if (line.empty() || line.starts_with("#"))
      continue;
    auto [set, rest] = line.split(" | ");
    auto [name, reason] = rest.split(" | ");
    llvm::Regex regex(name);
    std::string wrong;
    if (reason.empty() || !regex.isValid(wrong))
      return failed(path + ": expected SET | REGEX | REASON, not '" + line +
                    "' " + wrong);
    list.entries.push_back({set.str(), reason.str(), std::move(regex)});
  }
  return list;
}

void AcceptedList::apply(StringRef set, StringRef name, CaseResult &result) {
  if (result.outcome != Outcome::WrongValue &&
      result.outcome != Outcome::WrongShape)
    return;
  for (const Entry &entry : entries)
    if (entry.set == set && entry.name.match(name)) {
      result.outcome = Outcome::Accepted;
      result.message = entry.reason;
      return;
    }
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

size_t SetSummary::count(Outcome outcome) const {
  return llvm::count_if(cases, [&](const auto &entry) {
    return entry.second.outcome == outcome;
  });
}

namespace {

using Counts = std::map<std::string, unsigned>;

std::vector<std::pair<std::string, unsigned>> sorted(const Counts &counts) {
  std::vector<std::pair<std::string, unsigned>> rows(counts.begin(),
                                                     counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
    return a.second > b.second;
  });
  return rows;
}

/// A message without what differs from case to case: names and numbers.
std::string kindOf(StringRef message) {
  std::string kind;
  bool quoted = false, digits = false;
  for (char c : message.take_front(160)) {
    if (c == '\'') {
      quoted = !quoted;
      kind += quoted ? "'.." : "'";
      continue;
    }
    if (quoted)
      continue;
    if (llvm::isDigit(c)) {
      if (!digits)
        kind += '#';
      digits = true;
      continue;
    }
    digits = false;
    kind += c;
  }
  return kind;
}

void printRows(llvm::raw_ostream &out, const Counts &counts, size_t most) {
  auto rows = sorted(counts);
  for (const auto &[name, number] : llvm::ArrayRef(rows).take_front(most))
    out << llvm::format("  %5u  ", number) << name << "\n";
}

struct Blocking {
  Counts only, first, any;
  explicit Blocking(const SetSummary &set) {
    for (const auto &[name, result] : set.cases) {
      if (result.outcome != Outcome::Unsupported)
        continue;
      for (const std::string &op : result.ops)
        any[op]++;
      if (result.ops.size() == 1)
        only[result.ops[0]]++;
      if (!result.ops.empty())
        first[result.ops[0]]++;
    }
  }
};

} // namespace

void SetSummary::print(llvm::raw_ostream &out, bool listFailed) const {
  size_t passed = count(Outcome::Passed), accepted = count(Outcome::Accepted);
  size_t total = cases.size();
  out << "\n== " << set << ": " << passed << " of " << total << " passed ("
      << llvm::format("%.1f %%", total ? 100.0 * passed / total : 0.0);
  if (random)
    out << "; " << random << " are random: shape, type and range only";
  out << ")\n";
  for (size_t i = 1; i < kOutcomes; ++i)
    if (size_t number = count(Outcome(i)))
      out << llvm::format("  %5zu  ", number) << nameOf(Outcome(i)) << "\n";
  unsigned compared = 0, absent = 0;
  std::map<std::string, double> phases;
  double seconds = 0;
  for (const auto &[name, result] : cases) {
    compared += result.compared;
    absent += result.absent;
    seconds += result.seconds;
    for (const auto &[phase, time] : result.phases)
      phases[phase] += time;
  }
  out << "  tensors compared: " << compared;
  if (absent)
    out << "; recorded ones that the imported graphs lack: " << absent;
  out << "\n  wall time "
      << llvm::format("%.1f s, %.1f cases a second", wallSeconds,
                      wallSeconds > 0 ? total / wallSeconds : 0.0)
      << "\n  time by phase, all workers:";
  std::vector<std::pair<std::string, double>> rows(phases.begin(),
                                                   phases.end());
  std::sort(rows.begin(), rows.end(),
            [](const auto &a, const auto &b) { return a.second > b.second; });
  for (const auto &[phase, time] : rows)
    if (time >= 0.05)
      out << " " << phase << llvm::format(" %.1f s", time);
  out << "\n";

  if (accepted) {
    Counts reasons;
    for (const auto &[name, result] : cases)
      if (result.outcome == Outcome::Accepted)
        reasons[result.message]++;
    out << "accepted, each with its reason:\n";
    printRows(out, reasons, reasons.size());
  }
  Blocking blocking(*this);
  if (!blocking.any.empty()) {
    out << "ops that block most: as the only one, as the first, in how many\n";
    Counts order;
    for (const auto &[op, number] : blocking.any)
      order[op] = blocking.only[op] * 10000 + blocking.first[op] * 100 + number;
    auto rows = sorted(order);
    for (const auto &[op, rank] :
         llvm::ArrayRef(rows).take_front(listFailed ? 400 : 10))
      out << llvm::format("  %5u %5u %5u  ", blocking.only[op],
                          blocking.first[op], blocking.any[op])
          << op << "\n";
  }
  for (Outcome outcome :
       {Outcome::Refused, Outcome::WrongShape, Outcome::WrongValue,
        Outcome::Crash, Outcome::Timeout, Outcome::Inexpressible}) {
    Counts kinds;
    for (const auto &[name, result] : cases)
      if (result.outcome == outcome)
        kinds[outcome == Outcome::WrongValue
                  ? StringRef(name).split(' ').first.split('/').first.str()
                  : kindOf(result.message)]++;
    if (kinds.empty())
      continue;
    out << nameOf(outcome) << ", by kind:\n";
    printRows(out, kinds, listFailed ? 200 : 10);
  }
  if (!listFailed)
    return;
  out << "every failure:\n";
  for (const auto &[name, result] : cases)
    if (result.outcome != Outcome::Passed &&
        result.outcome != Outcome::Accepted) {
      out << "  " << name << " | " << nameOf(result.outcome) << " | "
          << StringRef(result.message).take_front(300);
      if (result.outcome == Outcome::Unsupported)
        out << " | " << llvm::join(result.ops, " ");
      out << "\n";
    }
}

llvm::json::Value SetSummary::toJson() const {
  llvm::json::Object counts;
  for (size_t i = 0; i < kOutcomes; ++i)
    counts[nameOf(Outcome(i))] = int64_t(count(Outcome(i)));
  llvm::json::Array list;
  for (const auto &[name, result] : cases) {
    llvm::json::Value entry = result.toJson();
    (*entry.getAsObject())["name"] = llvm::json::fixUTF8(name);
    list.push_back(std::move(entry));
  }
  return llvm::json::Object{{"set", set},
                            {"counts", std::move(counts)},
                            {"wall_seconds", wallSeconds},
                            {"cases", std::move(list)}};
}

//===----------------------------------------------------------------------===//
// The ratchet
//===----------------------------------------------------------------------===//

llvm::Expected<bool> checkRatchet(StringRef path,
                                  const std::vector<SetSummary> &sets,
                                  llvm::raw_ostream &out) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return failed(path + ": " + buffer.getError().message());
  bool good = true;
  for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
    auto [set, text] = line.trim().split(' ');
    size_t least = 0;
    if (set.empty() || set.starts_with("#"))
      continue;
    if (text.trim().getAsInteger(10, least))
      return failed(path + ": expected SET NUMBER, not '" + line + "'");
    for (const SetSummary &summary : sets) {
      if (summary.set != set)
        continue;
      size_t passed = summary.count(Outcome::Passed);
      if (passed < least) {
        out << "FAILED: " << passed << " of " << set << " pass, " << path
            << " asks for " << least << "\n";
        good = false;
      } else if (passed > least) {
        out << "raise " << set << " in " << path << " from " << least << " to "
            << passed << "\n";
      }
    }
  }
  return good;
}

} // namespace tfc::conformance
