//===- Processor.cpp - a processor without a folder of its own ----------===//
#include "target/Processor.h"

using namespace tfc::runtime;

// CMake gives the name; where LLVM has another one for this processor, programs
// are refused.
const char *const tfc::runtime::architectureName = TFC_PROCESSOR;

// Programs are compiled for the base line of the family, or on the machine that
// runs them: every feature that one names is there.
Presence tfc::runtime::findFeature(const char *, size_t) {
  return Presence::Present;
}

void tfc::runtime::pauseThread() {}
