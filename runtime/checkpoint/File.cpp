//===- File.cpp - reading files by position -----------------------------===//
#include "checkpoint/File.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tfc::checkpoint;

File::~File() {
  if (descriptor >= 0)
    close(descriptor);
}

Status File::open(const std::string &name) {
  path = name;
  // Without O_NONBLOCK, a pipe of this name would wait for a writer.
  descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return error(errno == ENOENT || errno == ENOTDIR ? TFC_NOT_FOUND
                 : errno == EACCES                   ? TFC_PERMISSION_DENIED
                                                     : TFC_INVALID_ARGUMENT,
                 path + ": " + strerror(errno));
  struct stat facts;
  if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
    return error(TFC_INVALID_ARGUMENT, path + ": not a regular file");
  length = uint64_t(facts.st_size);
  return {};
}

Status File::read(uint64_t offset, void *data, size_t size) const {
  char *to = static_cast<char *>(data);
  while (size) {
    ssize_t n = pread(descriptor, to, size, off_t(offset));
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return error(TFC_UNKNOWN, path + ": " + strerror(errno));
    if (n == 0)
      return error(TFC_DATA_LOSS, path + ": the file ends at byte " +
                                      std::to_string(offset) + ", " +
                                      std::to_string(size) + " bytes early");
    to += n;
    offset += uint64_t(n);
    size -= size_t(n);
  }
  return {};
}

Status tfc::checkpoint::readFile(const std::string &path,
                                 std::string &content) {
  File file;
  if (Status status = file.open(path); !status.ok())
    return status;
  content.resize(file.size());
  return file.read(0, content.data(), content.size());
}
