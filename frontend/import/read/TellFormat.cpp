//===- TellFormat.cpp - Formats by their content --------------------------===//
#include "frontend/import/read/Readers.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

using google::protobuf::internal::WireFormatLite;
using llvm::StringRef;

namespace tfc {

/// Calls use(number, wire type, bytes) for the fields of a message, `bytes` of
/// those that have a length, until it returns false or the bytes are no fields.
static void forEachField(
    StringRef message,
    llvm::function_ref<bool(int, WireFormatLite::WireType, StringRef)> use) {
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t *>(message.data()),
      int(std::min<size_t>(message.size(), INT32_MAX)));
  while (uint32_t tag = stream.ReadTag()) {
    int number = WireFormatLite::GetTagFieldNumber(tag);
    auto type = WireFormatLite::GetTagWireType(tag);
    StringRef bytes;
    if (type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      uint32_t size;
      if (!stream.ReadVarint32(&size) || size > INT32_MAX)
        return;
      bytes = message.substr(stream.CurrentPosition(), size);
      if (bytes.size() != size || !stream.Skip(int(size)))
        return;
    } else if (!WireFormatLite::SkipField(&stream, tag)) {
      return;
    }
    if (!use(number, type, bytes))
      return;
  }
}

/// Whether the first field of a MetaGraphDef or of a GraphDef is the former's.
/// A node has its op, a word, where MetaInfoDef has a list of ops.
static bool isMetaInfo(StringRef message) {
  bool hasOp = false;
  forEachField(message, [&](int number, auto, StringRef bytes) {
    hasOp |= number == 2 && !bytes.empty() && llvm::isPrint(bytes[0]);
    return !hasOp;
  });
  return !hasOp;
}

static ModelFormat tellBinary(StringRef content) {
  auto format = ModelFormat::GraphDef;
  forEachField(
      content, [&](int number, WireFormatLite::WireType type, StringRef bytes) {
        bool isBytes = type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
        if (number == 1 && !isBytes)
          format = ModelFormat::SavedModel; // its version
        else if ((number == 1 && isMetaInfo(bytes)) ||
                 (number == 3 && isBytes) || number >= 5)
          format = ModelFormat::MetaGraph;
        return number == 1 && format == ModelFormat::GraphDef;
      });
  return format;
}

/// Tells a format in text by the first field; comments run from # to the end of
/// the line.
static ModelFormat tellText(StringRef content) {
  while (true) {
    content = content.ltrim();
    if (!content.starts_with("#"))
      break;
    content = content.drop_until([](char c) { return c == '\n'; });
  }
  if (content.starts_with("{"))
    return ModelFormat::Tfjs;
  StringRef word =
      content.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
  return llvm::StringSwitch<ModelFormat>(word)
      .Cases({"saved_model_schema_version", "meta_graphs"},
             ModelFormat::SavedModel)
      .Cases({"meta_info_def", "graph_def", "saver_def", "collection_def",
              "signature_def", "asset_file_def", "object_graph_def"},
             ModelFormat::MetaGraph)
      .Default(ModelFormat::GraphDef);
}

ModelFormat tellFormat(StringRef content) {
  return looksLikeText(content) ? tellText(content) : tellBinary(content);
}

} // namespace tfc
