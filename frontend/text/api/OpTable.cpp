// The generated table of ops.
#include "frontend/text/api/OpTable.h"

using namespace tfc::text;

#include "frontend/text/api/OpTable.inc"

llvm::ArrayRef<OpEntry> tfc::text::opTable() { return opEntries; }
