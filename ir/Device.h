//===- Device.h - devices as TensorFlow names them --------------*- C++ -*-===//
//
// A graph may say of each op where it is to run: "/job:ps/task:1/device:GPU:0",
// any field of which may be absent. Both frontends put that on the op as the
// attribute deviceAttr; the partition decides what it means for this object.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_IR_DEVICE_H
#define TFC_IR_DEVICE_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tfc {

/// The discardable attribute of an op, a string: the device that the graph
/// gives it, as DeviceName::str writes it. Of a segment's function and of a
/// variable's row in the tables: where it is placed, absent for this process's
/// processor.
constexpr llvm::StringLiteral deviceAttr = "tfc.device";

struct DeviceName {
  std::optional<std::string> job;
  std::optional<int64_t> replica, task;
  /// "CPU", "GPU", or what else the graph says. CPU and GPU are in capitals.
  std::optional<std::string> type;
  std::optional<int64_t> index;

  /// Reads a device as tf.device does: fields between slashes in any order, the
  /// type as "device:GPU:0", "gpu:0" or "gpu", "*" for any index. Without a
  /// result `problem` says why, in TensorFlow's words.
  static std::optional<DeviceName> parse(llvm::StringRef text,
                                         std::string &problem);

  /// "/job:ps/replica:0/task:1/device:GPU:0", absent fields left out, "*" for
  /// an absent index. Empty where all are absent.
  std::string str() const;

  /// Takes the fields that `inner` has: what tf.device does to the device
  /// around it. The type and its index are fields of their own, as in
  /// TensorFlow.
  void mergeFrom(const DeviceName &inner);
};

} // namespace tfc

#endif // TFC_IR_DEVICE_H
