//===- Report.cpp - What --report prints ----------------------------------===//
#include "tools/tfc/Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using llvm::format;

namespace tfc::cli {

std::string formatBytes(int64_t bytes) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (bytes < 0)
    return "in a run";
  if (bytes < 1024)
    out << bytes << " B";
  else if (bytes < 1024 * 1024)
    out << format("%.1f KB", double(bytes) / 1024);
  else
    out << format("%.1f MB", double(bytes) / (1024 * 1024));
  return text;
}

std::string formatCount(double count) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (count < 1e4)
    out << format("%.0f", count);
  else if (count < 1e6)
    out << format("%.1f k", count / 1e3);
  else if (count < 1e9)
    out << format("%.1f M", count / 1e6);
  else
    out << format("%.1f G", count / 1e9);
  return text;
}

void printReport(const Compiler &compiler, llvm::StringRef path,
                 size_t objectBytes, llvm::raw_ostream &out) {
  double total = 0;
  out << "phase              ms\n";
  for (const PhaseTime &phase : compiler.times()) {
    total += phase.seconds;
    out << llvm::left_justify(phase.name, 12)
        << format("%9.1f\n", phase.seconds * 1e3);
  }
  out << llvm::left_justify("total", 12) << format("%9.1f\n", total * 1e3);
  const ProgramInfo &program = compiler.program();
  int64_t variableBytes = 0;
  for (const VariableInfo &variable : program.variables)
    variableBytes += variable.bytes;
  out << "\n" << path << ": " << formatBytes(int64_t(objectBytes)) << " for "
      << program.triple << "; variables " << formatBytes(variableBytes)
      << ", arena " << formatBytes(program.arenaBytes) << ", workspace "
      << formatBytes(program.workspaceBytes) << "\n\n";
  out << "segment                          flops  workspace  writes\n";
  auto print = [&](const SegmentInfo &segment) {
    out << llvm::left_justify(segment.name, 26)
        << llvm::right_justify(formatCount(segment.flops), 12)
        << llvm::right_justify(formatBytes(segment.workspaceBytes), 11) << "  ";
    std::vector<std::string> names;
    for (uint32_t index : segment.outputs)
      if (!program.tensors[index].name.empty())
        names.push_back(program.tensors[index].name);
    for (uint32_t index : segment.targets)
      names.push_back(program.tensors[index].name);
    out << llvm::join(names, " ") << "\n";
  };
  for (const SegmentInfo &segment : program.segments)
    print(segment);
  for (const SegmentInfo &segment : program.wholeSegments)
    print(segment);
}

} // namespace tfc::cli
