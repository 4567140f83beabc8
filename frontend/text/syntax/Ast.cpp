// How operators are written.
#include "frontend/text/syntax/Ast.h"

using namespace tfc::text;

StringRef tfc::text::spelling(UnaryOp op) {
  static const StringRef names[] = {"-", "+", "~", "not"};
  return names[unsigned(op)];
}

StringRef tfc::text::spelling(BinaryOp op) {
  static const StringRef names[] = {"+", "-", "*", "/", "//", "%", "**",
                                    "@", "&", "|", "^", "<<", ">>"};
  return names[unsigned(op)];
}

StringRef tfc::text::spelling(CompareOp op) {
  static const StringRef names[] = {
      "<", "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not"};
  return names[unsigned(op)];
}
