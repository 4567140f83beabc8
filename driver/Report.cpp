//===- Report.cpp - How a compilation went, to read -----------------------===//
#include "driver/Report.h"

#include "driver/Describe.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using llvm::format;

namespace tfc::driver {
namespace {

void printTimes(llvm::ArrayRef<PhaseTime> times, llvm::raw_ostream &out) {
  double total = 0;
  out << "phase              ms\n";
  for (const PhaseTime &phase : times) {
    total += phase.seconds;
    out << llvm::left_justify(phase.name, 12)
        << format("%9.1f\n", phase.seconds * 1e3);
  }
  out << llvm::left_justify("total", 12) << format("%9.1f\n", total * 1e3);
}

void printSegment(const SegmentInfo &segment, const ProgramInfo &program,
                  llvm::raw_ostream &out) {
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
}

void printProgram(const ProgramInfo &program, size_t objectBytes,
                  llvm::raw_ostream &out) {
  int64_t variableBytes = 0;
  for (const VariableInfo &variable : program.variables)
    variableBytes += variable.bytes;
  out << "\n" << program.name << ": ";
  if (objectBytes)
    out << formatBytes(int64_t(objectBytes)) << " ";
  out << "for " << program.triple << "; variables "
      << formatBytes(variableBytes) << ", arena "
      << formatBytes(program.arenaBytes) << ", workspace "
      << formatBytes(program.workspaceBytes) << "\n\n"
      << "segment                          flops  workspace  writes\n";
  for (const auto *segments : {&program.segments, &program.wholeSegments})
    for (const SegmentInfo &segment : *segments)
      printSegment(segment, program, out);
}

} // namespace

std::string renderReport(const Compiler &compiler, size_t objectBytes) {
  std::string text;
  llvm::raw_string_ostream out(text);
  printTimes(compiler.times(), out);
  if (const ProgramInfo *program = compiler.program())
    printProgram(*program, objectBytes, out);
  return text;
}

} // namespace tfc::driver
