//===- ReadModel.cpp - Tells formats apart; reads GraphDefs ---------------===//
#include "frontend/import/read/Readers.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

namespace pb = google::protobuf;
using llvm::StringRef;

namespace tfc {

static llvm::Error error(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// Messages within messages that a file may hold, and no more.
constexpr int kNesting = 100;

namespace {
/// Keeps the first error of a text.
class FirstError : public pb::io::ErrorCollector {
public:
  void AddError(int line, pb::io::ColumnNumber column,
                const std::string &text) override {
    if (!message.empty())
      return;
    message =
        (llvm::Twine(line + 1) + ":" + llvm::Twine(column + 1) + ": " + text)
            .str();
  }
  void AddWarning(int, pb::io::ColumnNumber, const std::string &) override {}
  std::string message;
};
} // namespace

llvm::Error parseTextProto(StringRef content, StringRef path,
                           pb::Message &message, std::vector<int> *lines) {
  FirstError collector;
  pb::TextFormat::ParseInfoTree places;
  pb::TextFormat::Parser parser;
  parser.AllowUnknownField(true);
  parser.SetRecursionLimit(kNesting);
  parser.RecordErrorsTo(&collector);
  if (lines)
    parser.WriteLocationsTo(&places);
  if (content.size() > INT32_MAX)
    return error(path + ": is larger than 2 GiB");
  pb::io::ArrayInputStream stream(content.data(), content.size());
  pb::LogSilencer silent; // our error is the only line
  if (!parser.Parse(&stream, &message))
    return error(path + ":" +
                 (collector.message.empty() ? "1:1: is not a text proto"
                                            : collector.message));
  if (!lines)
    return llvm::Error::success();
  const pb::FieldDescriptor *node =
      message.GetDescriptor()->FindFieldByName("node");
  int count = message.GetReflection()->FieldSize(message, node);
  lines->reserve(count);
  for (int i = 0; i < count; ++i)
    lines->push_back(places.GetLocation(node, i).line + 1);
  return llvm::Error::success();
}

llvm::Error parseBinaryProto(StringRef content, StringRef path, StringRef what,
                             pb::Message &message) {
  if (content.size() > INT32_MAX)
    return error(path + ": is larger than 2 GiB");
  pb::io::ArrayInputStream stream(content.data(), content.size());
  pb::io::CodedInputStream coded(&stream);
  pb::LogSilencer silent; // our error is the only line
  coded.SetRecursionLimit(kNesting);
  if (!message.ParseFromCodedStream(&coded) || !coded.ConsumedEntireMessage())
    return error(path + ": is no " + what + ", or is damaged");
  return llvm::Error::success();
}

bool looksLikeText(StringRef content) {
  // The first node of a binary GraphDef, of which only a long name is seen.
  if (content.size() > 1 && content[0] == '\n' && (content[1] & 0x80))
    return false;
  return llvm::none_of(content.take_front(512), [](unsigned char c) {
    return c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
}

llvm::Expected<ImportedModel> readGraphDef(StringRef content, StringRef path) {
  ImportedModel model;
  model.path = path.str();
  if (llvm::Error failed =
          looksLikeText(content)
              ? parseTextProto(content, path, model.graph, &model.nodeLines)
              : parseBinaryProto(content, path, "GraphDef", model.graph))
    return std::move(failed);
  return std::move(model);
}

static bool holds(StringRef folder, StringRef name) {
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, name);
  return llvm::sys::fs::exists(path);
}

/// The folder of the greatest version, as TensorFlow Serving lays models out:
/// its name is the version's number. Empty if there is none.
static std::string newestVersion(StringRef folder) {
  std::string newest;
  uint64_t greatest = 0;
  std::error_code failed;
  for (llvm::sys::fs::directory_iterator entry(folder, failed), end;
       !failed && entry != end; entry.increment(failed)) {
    uint64_t version;
    if (llvm::sys::path::filename(entry->path()).getAsInteger(10, version) ||
        !llvm::sys::fs::is_directory(entry->path()) ||
        std::pair(version, entry->path()) <= std::pair(greatest, newest))
      continue;
    greatest = version;
    newest = entry->path();
  }
  return newest;
}

static llvm::Expected<ImportedModel> readFolder(StringRef folder) {
  auto isSavedModel = [](StringRef folder) {
    return holds(folder, "saved_model.pb") ||
           holds(folder, "saved_model.pbtxt");
  };
  if (!isSavedModel(folder)) {
    if (holds(folder, "model.json"))
      return readModel((folder + "/model.json").str());
    if (std::string version = newestVersion(folder);
        !version.empty() && isSavedModel(version))
      return readSavedModel(version);
  }
  return readSavedModel(folder);
}

llvm::Expected<ImportedModel> readModel(StringRef path) {
  if (llvm::sys::fs::is_directory(path))
    return readFolder(path);
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!buffer)
    return error(path + ": " + buffer.getError().message());
  StringRef content = (*buffer)->getBuffer();
  switch (tellFormat(content)) {
  case ModelFormat::GraphDef:
    return readGraphDef(content, path);
  case ModelFormat::MetaGraph:
    return readMetaGraph(content, path);
  case ModelFormat::SavedModel:
    return readSavedModel(llvm::sys::path::parent_path(path));
  case ModelFormat::Tfjs:
    return readTfjs(content, path);
  }
  llvm_unreachable("every format is handled");
}

} // namespace tfc
