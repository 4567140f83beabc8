//===- Processor.cpp - Arm, 64 bits -------------------------------------===//
#include "target/Processor.h"

using namespace tfc::runtime;

const char *const tfc::runtime::architectureName = "aarch64";

// Programs are compiled for the base line of the family, or on the machine that
// runs them: every feature that one names is there.
Presence tfc::runtime::findFeature(const char *, size_t) {
  return Presence::Present;
}

void tfc::runtime::pauseThread() { __asm__ volatile("yield"); }
