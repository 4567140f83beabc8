// The text of a file, its lines, and whether it is text at all.
#include "frontend/text/syntax/Source.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

using namespace tfc::text;

Source::Source(const llvm::SourceMgr &sources, mlir::MLIRContext *context)
    : ctx(context) {
  const llvm::MemoryBuffer *buffer =
      sources.getMemoryBuffer(sources.getMainFileID());
  contents = buffer->getBuffer();
  name = buffer->getBufferIdentifier().str();
  nameAttr = mlir::StringAttr::get(ctx, name);
  lineStarts.push_back(contents.begin());
  for (const char *c = contents.begin(); c != contents.end(); ++c)
    if (*c == '\n')
      lineStarts.push_back(c + 1);
}

mlir::Location Source::location(llvm::SMLoc loc) const {
  if (!loc.isValid())
    return mlir::FileLineColLoc::get(nameAttr, 0, 0);
  auto next =
      std::upper_bound(lineStarts.begin(), lineStarts.end(), loc.getPointer());
  unsigned line = next - lineStarts.begin();
  unsigned column = loc.getPointer() - *(next - 1) + 1;
  return mlir::FileLineColLoc::get(nameAttr, line, column);
}

mlir::InFlightDiagnostic Source::error(llvm::SMLoc loc) const {
  return mlir::emitError(location(loc));
}

/// The length of the well-formed UTF-8 sequence at `c`; 0 if it is none.
static unsigned sequenceLength(const char *c, const char *end) {
  auto *first = reinterpret_cast<const llvm::UTF8 *>(c);
  unsigned length = llvm::getNumBytesForUTF8(*first);
  if (length > size_t(end - c) ||
      !llvm::isLegalUTF8Sequence(first, first + length))
    return 0;
  return length;
}

mlir::LogicalResult Source::checkIsText() const {
  for (const char *c = contents.begin(); c != contents.end();) {
    unsigned length = *c == 0 ? 0
                      : static_cast<signed char>(*c) > 0
                          ? 1
                          : sequenceLength(c, contents.end());
    if (length == 0) {
      // No line and caret: the line would be binary data on a terminal.
      return error(llvm::SMLoc())
             << llvm::formatv(
                    "expected a graph in text, but the byte at "
                    "offset {0} is 0x{1:x-2}, {2}",
                    c - contents.begin(), static_cast<unsigned char>(*c),
                    *c == 0 ? "which no text holds" : "which is not UTF-8")
                    .str();
    }
    c += length;
  }
  return mlir::success();
}
