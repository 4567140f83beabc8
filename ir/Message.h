//===- Message.h - What an assertion says ---------------------------------===//

#ifndef TFC_IR_MESSAGE_H
#define TFC_IR_MESSAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace tfc {

/// Writes the message of tfc.check in TensorFlow's form: one line, every piece
/// of data in brackets.
class AssertMessage {
public:
  explicit AssertMessage(llvm::StringRef node);

  /// The first `limit` of strings, all if that is negative.
  void addTexts(llvm::ArrayRef<std::string> texts, int64_t limit);
  void addText(llvm::StringRef text) { addTexts(text.str(), 1); }
  /// The op's next operand.
  void addData() { message += " [{}]"; }

  const std::string &text() const { return message; }

private:
  void escape(llvm::StringRef text);

  std::string message;
};

} // namespace tfc

#endif // TFC_IR_MESSAGE_H
