//===- Message.cpp - What an assertion says ------------------------------===//

#include "ir/Message.h"

#include "llvm/ADT/StringExtras.h"

namespace tfc {

/// A run cuts its messages off long before.
constexpr size_t kMostCharacters = 2000;

AssertMessage::AssertMessage(llvm::StringRef node) {
  message = "node '";
  escape(node);
  message += "': assertion failed:";
}

void AssertMessage::escape(llvm::StringRef text) {
  for (char c : text) {
    if (message.size() >= kMostCharacters)
      return;
    if (c == '{')
      message += '{';
    message += llvm::isPrint(c) || (c & 0x80) ? c : ' ';
  }
}

void AssertMessage::addTexts(llvm::ArrayRef<std::string> texts, int64_t limit) {
  message += " [";
  for (size_t i = 0; i < texts.size(); ++i) {
    if (limit >= 0 && i >= size_t(limit)) {
      message += "...";
      break;
    }
    message += i ? " " : "";
    escape(texts[i]);
  }
  message += "]";
}

} // namespace tfc
