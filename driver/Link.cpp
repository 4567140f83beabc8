//===- Link.cpp - Files written whole, programs and libraries -------------===//
#include "driver/Link.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <dlfcn.h>

using namespace llvm;

namespace tfc::driver {
namespace {

Error fail(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// The folders that tfc may be installed in: what holds the library with this
/// very code, and what holds the program that runs.
std::vector<std::string> prefixes() {
  static int anchor;
  std::vector<std::string> result;
  auto add = [&](StringRef file) {
    if (sys::path::is_absolute(file))
      result.push_back(
          sys::path::parent_path(sys::path::parent_path(file)).str());
  };
  Dl_info library;
  if (dladdr(&anchor, &library) && library.dli_fname)
    add(library.dli_fname);
  add(sys::fs::getMainExecutable("tfc", &anchor));
  return result;
}

/// A library of tfc's runtime, in a build tree or an installation.
Expected<std::string> findLibrary(StringRef name) {
  std::vector<std::string> folders = prefixes();
  for (StringRef prefix : folders)
    for (StringRef folder : {"lib", TFC_LIBDIR}) {
      SmallString<128> path(prefix);
      sys::path::append(path, folder, name);
      if (sys::fs::exists(path))
        return std::string(path);
    }
  return fail("there is no " + name + " in the folder lib of " +
              join(folders, " or ") + "; tfc needs it to link");
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

/// Runs the linker's command. Its own words become the error's.
static Error runLinker(ArrayRef<std::string> command) {
  SmallString<128> log;
  if (std::error_code code =
          sys::fs::createTemporaryFile("tfc-link", "log", log))
    return fail("temporary file: " + code.message());
  FileRemover removeLog(log);
  std::vector<StringRef> words(command.begin(), command.end());
  std::string message;
  std::optional<StringRef> redirects[] = {std::nullopt, std::nullopt,
                                          StringRef(log)};
  int status = sys::ExecuteAndWait(words[0], words, std::nullopt, redirects, 0,
                                   0, &message);
  if (status == 0)
    return Error::success();
  if (auto said = MemoryBuffer::getFile(log))
    message += (*said)->getBuffer().trim();
  return fail("linking failed: " + join(words, " ") +
              (message.empty() ? "" : ": " + message));
}

/// The linker's command for all but the compiler and the output: the object,
/// and what it needs of tfc's libraries.
static Expected<std::vector<std::string>>
linkArguments(StringRef object, const ProgramInfo &program, LinkKind kind) {
  std::vector<std::string> arguments = {object.str()};
  Error missing = Error::success();
  auto addLibrary = [&](StringRef name) {
    Expected<std::string> path = findLibrary(name);
    if (path)
      arguments.push_back(*path);
    else
      missing = joinErrors(std::move(missing), path.takeError());
  };
  if (kind == LinkKind::Program) {
    arguments.push_back("-Wl,--defsym=tfc_main_program=" + program.name +
                        "_program");
    arguments.push_back("-Wl,--gc-sections");
    addLibrary("libtfc_main.a");
  } else {
    arguments.push_back("-shared");
  }
  if (program.needsRegex()) {
    addLibrary("libtfc_regex.a");
    arguments.push_back("-lre2");
  }
  // A library exports all of the runtime's API.
  if (kind == LinkKind::Shared)
    arguments.push_back("-Wl,--whole-archive");
  addLibrary("libtfc_runtime.a");
  if (kind == LinkKind::Shared)
    arguments.push_back("-Wl,--no-whole-archive");
  arguments.insert(arguments.end(), {"-pthread", "-lm"});
  if (missing)
    return std::move(missing);
  return arguments;
}

Error linkObject(ArrayRef<char> object, const ProgramInfo &program,
                 LinkKind kind, StringRef path) {
  if (path == "-")
    return fail("a linked file cannot be written to stdout; give its path");
  Expected<std::vector<std::string>> command = compilerCommand();
  if (!command)
    return command.takeError();
  SmallString<128> objectPath;
  if (std::error_code code =
          sys::fs::createTemporaryFile(program.name, "o", objectPath))
    return fail("temporary file: " + code.message());
  FileRemover removeObject(objectPath);
  if (Error error = writeFile(objectPath, object))
    return error;
  Expected<std::vector<std::string>> arguments =
      linkArguments(objectPath, program, kind);
  if (!arguments)
    return arguments.takeError();
  command->insert(command->end(), arguments->begin(), arguments->end());
  // Beside the final place, so that it can be renamed into it.
  SmallString<128> linked;
  sys::fs::createUniquePath(path + ".%%%%%%", linked, /*MakeAbsolute=*/false);
  FileRemover removeLinked(linked);
  command->insert(command->end(), {"-o", std::string(linked)});
  if (Error error = runLinker(*command))
    return error;
  if (std::error_code code = sys::fs::rename(linked, path))
    return fail(path + ": " + code.message());
  removeLinked.releaseFile();
  return Error::success();
}

} // namespace tfc::driver
