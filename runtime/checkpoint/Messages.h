//===- Messages.h - the messages that the index of a checkpoint holds ---===//
#ifndef TFC_RUNTIME_CHECKPOINT_MESSAGES_H
#define TFC_RUNTIME_CHECKPOINT_MESSAGES_H

#include "checkpoint/Bundle.h"

namespace tfc::checkpoint {

/// BundleHeaderProto.
struct BundleHeader {
  uint64_t numShards = 0;
  uint64_t endianness = 0;  // 0: little
  uint64_t minConsumer = 0; // the lowest version of a reader
};

/// False when the bytes are not such a message.
bool parseHeader(std::string_view message, BundleHeader &header);

/// Parses a BundleEntryProto into dtype, shape and place. False when the bytes
/// are not such a message, or a number has no place in its field.
bool parseEntry(std::string_view message, Tensor &tensor);

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_MESSAGES_H
