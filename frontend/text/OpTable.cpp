#include "frontend/text/OpTable.h"

using namespace tfc::text;

#include "frontend/text/OpTable.inc"

llvm::ArrayRef<OpEntry> tfc::text::opTable() { return opEntries; }
