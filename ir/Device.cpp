//===- Device.cpp - devices as TensorFlow names them ----------------------===//
//
// The grammar is that of DeviceSpec.parse_from_string
// (tensorflow/python/framework/device.py, version 1).
//
//===----------------------------------------------------------------------===//
#include "ir/Device.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace tfc;
using llvm::StringRef;

/// Reads an index or the number of a task. False, with `problem`, if it is
/// none.
static bool parseNumber(StringRef text, std::optional<int64_t> &number,
                        std::string &problem) {
  int64_t value = 0;
  if (text.trim().getAsInteger(10, value)) {
    problem = ("invalid literal for int() with base 10: '" + text + "'").str();
    return false;
  }
  number = value;
  return true;
}

std::optional<DeviceName> DeviceName::parse(StringRef text,
                                            std::string &problem) {
  DeviceName device;
  auto setType = [&](StringRef type, StringRef index) {
    if (device.type) {
      problem = ("Cannot specify multiple device types: " + text).str();
      return false;
    }
    std::string capitals = type.upper();
    device.type =
        capitals == "CPU" || capitals == "GPU" ? capitals : type.str();
    return index == "*" || parseNumber(index, device.index, problem);
  };
  for (StringRef field : llvm::split(text, '/')) {
    llvm::SmallVector<StringRef, 3> parts;
    field.split(parts, ':');
    StringRef name = parts[0];
    bool isShort =
        name.equals_insensitive("CPU") || name.equals_insensitive("GPU");
    bool isRead = true;
    if (parts.size() == 2 && name == "job")
      device.job = parts[1].str();
    else if (parts.size() == 2 && name == "replica")
      isRead = parseNumber(parts[1], device.replica, problem);
    else if (parts.size() == 2 && name == "task")
      isRead = parseNumber(parts[1], device.task, problem);
    else if (parts.size() <= 2 && isShort)
      isRead = setType(name, parts.size() == 2 ? parts[1] : "*");
    else if (parts.size() == 3 && name == "device")
      isRead = setType(parts[1], parts[2]);
    else if (!name.empty()) {
      problem = ("Unknown attribute: '" + name + "' in '" + text + "'").str();
      isRead = false;
    }
    if (!isRead)
      return std::nullopt;
  }
  return device;
}

std::string DeviceName::str() const {
  std::string text;
  if (job)
    text += "/job:" + *job;
  if (replica)
    text += "/replica:" + std::to_string(*replica);
  if (task)
    text += "/task:" + std::to_string(*task);
  if (type)
    text += "/device:" + *type + ":" + (index ? std::to_string(*index) : "*");
  return text;
}

void DeviceName::mergeFrom(const DeviceName &inner) {
  auto take = [](auto &mine, const auto &other) {
    if (other)
      mine = other;
  };
  take(job, inner.job);
  take(replica, inner.replica);
  take(task, inner.task);
  take(type, inner.type);
  take(index, inner.index);
}
