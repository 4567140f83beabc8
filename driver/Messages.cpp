//===- Messages.cpp - What is said of a graph, with its place -------------===//
#include "driver/Messages.h"

#include "mlir/IR/Location.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc::driver {
namespace {

/// A line that no one could read, as of a damaged file, is not shown.
constexpr size_t kLongestLine = 1000;
/// A stack of calls is cut below so many.
constexpr int kDeepestCall = 10;

/// The call that a place within a function was inlined by, if any. A name or a
/// second place around it does not hide it.
CallSiteLoc callSite(Location place) {
  if (auto named = dyn_cast<NameLoc>(place))
    return callSite(named.getChildLoc());
  if (auto fused = dyn_cast<FusedLoc>(place)) {
    for (Location part : fused.getLocations())
      if (CallSiteLoc found = callSite(part))
        return found;
    return {};
  }
  return dyn_cast<CallSiteLoc>(place);
}

/// The line and column that a place stands for: of a call, where it went.
FileLineColLoc lineOf(Location place) {
  if (CallSiteLoc call = callSite(place))
    return lineOf(call.getCallee());
  return place->findInstanceOf<FileLineColLoc>();
}

} // namespace

std::string Message::toString() const {
  std::string place = file;
  for (unsigned number : {line, column})
    if (number)
      place += ":" + std::to_string(number);
  return place.empty() ? text : place + ": " + text;
}

MessageHandler::MessageHandler(MLIRContext &context, llvm::SourceMgr &sources,
                               MessageFunction function)
    : ScopedDiagnosticHandler(&context), sources(sources),
      function(std::move(function)) {
  setHandler([this](Diagnostic &diagnostic) { handle(diagnostic); });
}

void MessageHandler::handle(Diagnostic &diagnostic) {
  Location place = diagnostic.getLocation();
  send(place, diagnostic.str(), diagnostic.getSeverity());
  Location shown = place;
  for (int depth = 0; depth < kDeepestCall; ++depth) {
    CallSiteLoc call = callSite(place);
    if (!call)
      break;
    place = call.getCaller();
    send(place, "called from", DiagnosticSeverity::Note);
  }
  for (Diagnostic &note : diagnostic.getNotes()) {
    send(note.getLocation(), note.str(), note.getSeverity(),
         /*showsLine=*/note.getLocation() != shown);
    shown = note.getLocation();
  }
}

void MessageHandler::send(Location place, StringRef text,
                          DiagnosticSeverity severity, bool showsLine) {
  if (!function)
    return;
  Message message;
  message.severity = severity;
  message.text = text.str();
  if (FileLineColLoc line = lineOf(place)) {
    message.file = line.getFilename().str();
    message.line = line.getLine();
    message.column = line.getColumn();
    if (showsLine)
      message.sourceLine = sourceLine(message);
  }
  function(message);
}

/// Only the main file is looked at: other names come from the graph, which may
/// name any file.
std::string MessageHandler::sourceLine(const Message &message) const {
  if (!message.line || sources.getNumBuffers() == 0)
    return "";
  unsigned main = sources.getMainFileID();
  if (sources.getMemoryBuffer(main)->getBufferIdentifier() != message.file)
    return "";
  llvm::SMLoc start =
      sources.FindLocForLineAndColumn(main, message.line, /*ColNo=*/1);
  if (!start.isValid())
    return "";
  const char *end = sources.getMemoryBuffer(main)->getBufferEnd();
  StringRef line =
      StringRef(start.getPointer(), end - start.getPointer())
          .take_until([](char c) { return c == '\n' || c == '\r' || !c; });
  return line.size() > kLongestLine ? "" : line.str();
}

void reportReaderError(MLIRContext &context, StringRef error) {
  auto [head, text] = error.split(": ");
  unsigned line = 0, column = 0;
  auto [beforeColumn, columnText] = head.rsplit(':');
  auto [path, lineText] = beforeColumn.rsplit(':');
  if (lineText.getAsInteger(10, line) || columnText.getAsInteger(10, column)) {
    line = column = 0;
    path = head;
  }
  emitError(FileLineColLoc::get(&context, path, line, column)) << text;
}

} // namespace tfc::driver
