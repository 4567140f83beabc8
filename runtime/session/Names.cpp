//===- Names.cpp - from a name to what it stands for in a program ---------===//
#include "session/Names.h"

using namespace tfc::runtime;

static uint32_t hashName(const char *name, uint32_t length) {
  uint32_t hash = 2166136261u; // FNV-1a
  for (uint32_t i = 0; i < length; ++i)
    hash = (hash ^ uint8_t(name[i])) * 16777619u;
  return hash ^ hash >> 15;
}

bool Names::build(const tfc_program &program) {
  size_t names = size_t(program.num_tensors) + program.num_variables;
  size_t size = 16;
  while (size < 2 * names)
    size *= 2;
  if (!entries.reserve(names) || !slots.resize(size))
    return false;
  for (uint32_t i = 0; i < program.num_tensors; ++i) {
    const tfc_tensor_info &tensor = program.tensors[i];
    if (!tensor.name)
      continue;
    NameEntry *entry = insert(tensor.name);
    uint32_t &index =
        tensor.dtype == TFC_CONTROL ? entry->target : entry->value;
    if (index == TFC_NONE)
      index = i;
  }
  for (uint32_t i = 0; i < program.num_variables; ++i) {
    NameEntry *entry = insert(program.variables[i].name);
    if (entry->variable == TFC_NONE)
      entry->variable = i;
  }
  return true;
}

NameEntry *Names::insert(const char *name) {
  uint32_t length = uint32_t(nameLength(name));
  size_t mask = slots.size() - 1;
  size_t slot = hashName(name, length) & mask;
  for (; slots[slot]; slot = (slot + 1) & mask) {
    NameEntry &entry = entries[slots[slot] - 1];
    if (entry.length == length && memcmp(entry.name, name, length) == 0)
      return &entry;
  }
  entries.push({name, length, TFC_NONE, TFC_NONE, TFC_NONE});
  slots[slot] = uint32_t(entries.size());
  return entries.end() - 1;
}

const NameEntry *Names::find(const char *name) const {
  uint32_t length = uint32_t(nameLength(name));
  size_t mask = slots.size() - 1;
  for (size_t slot = hashName(name, length) & mask; slots[slot];
       slot = (slot + 1) & mask) {
    const NameEntry &entry = entries[slots[slot] - 1];
    if (entry.length == length && memcmp(entry.name, name, length) == 0)
      return &entry;
  }
  return nullptr;
}

/// Levenshtein's distance; names longer than the table are never close.
static uint32_t distance(const char *a, uint32_t m, const char *b, uint32_t n) {
  constexpr uint32_t limit = 64;
  if (m >= limit || n >= limit)
    return UINT32_MAX;
  uint32_t row[limit];
  for (uint32_t j = 0; j <= n; ++j)
    row[j] = j;
  for (uint32_t i = 1; i <= m; ++i) {
    uint32_t diagonal = row[0];
    row[0] = i;
    for (uint32_t j = 1; j <= n; ++j) {
      uint32_t best = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      if (row[j] + 1 < best)
        best = row[j] + 1;
      if (row[j - 1] + 1 < best)
        best = row[j - 1] + 1;
      row[j] = best;
    }
  }
  return row[n];
}

/// "loss" is the last part of "train/loss".
static bool isLastPart(const char *part, uint32_t m, const char *whole,
                       uint32_t n) {
  return m > 0 && m < n && whole[n - m - 1] == '/' &&
         memcmp(whole + n - m, part, m) == 0;
}

void Names::addNearest(TextBase &text, const char *name) const {
  constexpr uint32_t most = 3;
  const NameEntry *best[most] = {};
  uint32_t scores[most] = {UINT32_MAX, UINT32_MAX, UINT32_MAX};
  uint32_t length = uint32_t(nameLength(name));
  for (const NameEntry &entry : entries) {
    uint32_t score = isLastPart(name, length, entry.name, entry.length) ||
                             isLastPart(entry.name, entry.length, name, length)
                         ? 1
                         : distance(name, length, entry.name, entry.length);
    if (score > (length + 1) / 3 || score >= length)
      continue;
    for (uint32_t i = 0; i < most; ++i) {
      if (score >= scores[i])
        continue;
      for (uint32_t j = most - 1; j > i; --j) {
        best[j] = best[j - 1];
        scores[j] = scores[j - 1];
      }
      best[i] = &entry;
      scores[i] = score;
      break;
    }
  }
  for (uint32_t i = 0; i < most && best[i]; ++i) {
    bool last = i + 1 == most || !best[i + 1];
    text.add("%s'%.*s'",
             i == 0 ? "; did you mean "
             : last ? " or "
                    : ", ",
             int(best[i]->length), best[i]->name);
  }
  if (best[0])
    text.add("?");
}
