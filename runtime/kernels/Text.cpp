//===- Text.cpp - reports that quote a string ---------------------------===//
#include "kernels/Text.h"

using namespace tfc::runtime;

int32_t tfc::runtime::reportText(tfc_context *context, const char *message,
                                 std::string_view text) {
  Text<512> line;
  line.add("%s'", message);
  for (char byte : text.substr(0, 64)) {
    // A % would be one of tfc_report's.
    bool isPlain = byte >= ' ' && byte <= '~' && byte != '%';
    line.add(isPlain ? "%c" : "\\x%02x",
             static_cast<unsigned>(static_cast<unsigned char>(byte)));
  }
  line.add(text.size() > 64 ? "...'" : "'");
  return tfc_report(context, TFC_INVALID_ARGUMENT, line.str(), 0, 0);
}
