//===- Link.cpp - Files written whole, programs and libraries -------------===//
#include "driver/Link.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace tfc {
namespace {

Error fail(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// A library of tfc's: beside this program in a build tree or an installation.
Expected<std::string> findLibrary(StringRef name) {
  static int anchor;
  std::string self = sys::fs::getMainExecutable("tfc", &anchor);
  StringRef prefix = sys::path::parent_path(sys::path::parent_path(self));
  for (StringRef folder : {"lib", TFC_LIBDIR}) {
    SmallString<128> path(prefix);
    sys::path::append(path, folder, name);
    if (sys::fs::exists(path))
      return std::string(path);
  }
  return fail("there is no " + name + " in " + prefix + "/lib; tfc needs it "
                                                        "to link");
}

/// The words of $CXX, or c++.
Expected<std::vector<std::string>> compilerCommand() {
  std::string text = sys::Process::GetEnv("CXX").value_or("");
  std::vector<std::string> words;
  for (StringRef word : split(text, ' '))
    if (!word.empty())
      words.push_back(word.str());
  if (words.empty())
    words.push_back("c++");
  ErrorOr<std::string> found = sys::findProgramByName(words[0]);
  if (!found)
    return fail("cannot link: there is no program " + words[0] +
                "; set CXX to a C++ compiler");
  words[0] = *found;
  return words;
}

} // namespace

Error writeFile(StringRef path, ArrayRef<char> bytes) {
  Error error = writeToOutput(path, [&](raw_ostream &out) {
    out.write(bytes.data(), bytes.size());
    return Error::success();
  });
  // "PATH: why", however the library says it.
  return handleErrors(
      std::move(error),
      [&](const FileError &file) {
        return fail(path + ": " + file.messageWithoutFileInfo());
      },
      [&](const ErrorInfoBase &other) {
        return fail(path + ": " + other.message());
      });
}

Error linkObject(ArrayRef<char> object, StringRef name, LinkKind kind,
                 StringRef path) {
  if (path == "-")
    return fail("a linked file cannot be written to stdout; give -o");
  Expected<std::vector<std::string>> command = compilerCommand();
  if (!command)
    return command.takeError();
  Expected<std::string> runtime = findLibrary("libtfc_runtime.a");
  if (!runtime)
    return runtime.takeError();

  SmallString<128> objectPath;
  if (std::error_code code =
          sys::fs::createTemporaryFile(name, "o", objectPath))
    return fail("temporary file: " + code.message());
  FileRemover removeObject(objectPath);
  if (Error error = writeFile(objectPath, object))
    return error;
  // Beside the final place, so that it can be renamed into it.
  SmallString<128> linked;
  sys::fs::createUniquePath(path + ".%%%%%%", linked, /*MakeAbsolute=*/false);
  FileRemover removeLinked(linked);

  std::vector<std::string> arguments = *command;
  auto add = [&](std::initializer_list<std::string> words) {
    arguments.insert(arguments.end(), words);
  };
  bool hasRegex = StringRef(object.data(), object.size())
                      .contains("tfc_kernel_regex_");
  std::vector<std::string> regex;
  if (hasRegex) {
    Expected<std::string> archive = findLibrary("libtfc_regex.a");
    if (!archive)
      return archive.takeError();
    regex = {*archive, "-lre2"};
  }
  if (kind == LinkKind::Shared) {
    add({"-shared", "-o", std::string(linked), std::string(objectPath),
         "-Wl,--whole-archive", *runtime, "-Wl,--no-whole-archive"});
    arguments.insert(arguments.end(), regex.begin(), regex.end());
  } else {
    Expected<std::string> main = findLibrary("libtfc_main.a");
    if (!main)
      return main.takeError();
    add({"-o", std::string(linked), std::string(objectPath),
         ("-Wl,--defsym=tfc_main_program=" + name + "_program").str(), *main});
    arguments.insert(arguments.end(), regex.begin(), regex.end());
    add({*runtime, "-Wl,--gc-sections"});
  }
  add({"-pthread", "-lm"});
  std::vector<StringRef> views(arguments.begin(), arguments.end());
  std::string message;
  int status = sys::ExecuteAndWait(arguments[0], views, std::nullopt, {}, 0, 0,
                                   &message);
  if (status != 0)
    return fail("linking failed: " + join(arguments, " ") +
                (message.empty() ? "" : ": " + message));
  if (std::error_code code = sys::fs::rename(linked, path))
    return fail(path + ": " + code.message());
  removeLinked.releaseFile();
  return Error::success();
}

} // namespace tfc
