// LevelDB's table format, in which the index of a checkpoint is stored: sorted
// keys with values, in blocks, each with a checksum.
//
// Own code, since LevelDB's reader trusts the sizes that it finds in a file.
#ifndef TFC_RUNTIME_CHECKPOINT_TABLE_H
#define TFC_RUNTIME_CHECKPOINT_TABLE_H

#include "checkpoint/Status.h"

#include <functional>
#include <string_view>

namespace tfc::checkpoint {

/// Takes a key and its value, which live only for the call.
using TableVisitor =
    std::function<Status(std::string_view key, std::string_view value)>;

/// Calls `visit` for every entry of the table that `file` holds, in the order
/// of the keys, until it fails. Every byte used is checked. DATA_LOSS when the
/// file is no table, or a broken one; messages do not name the file. Memory
/// and time are bounded by 64 times the size of the file.
Status readTable(std::string_view file, const TableVisitor &visit);

} // namespace tfc::checkpoint

#endif // TFC_RUNTIME_CHECKPOINT_TABLE_H
