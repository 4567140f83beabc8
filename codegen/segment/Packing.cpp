//===- Packing.cpp - places for things that live for a while --------------===//
#include "codegen/segment/Packing.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace tfc;

int64_t tfc::pack(llvm::MutableArrayRef<Lifetime> lifetimes) {
  llvm::SmallVector<Lifetime *> order;
  for (Lifetime &lifetime : lifetimes)
    order.push_back(&lifetime);
  llvm::sort(order, [](const Lifetime *a, const Lifetime *b) {
    return a->size != b->size ? a->size > b->size : a < b;
  });
  llvm::SmallVector<Lifetime *> placed; // By offset.
  int64_t total = 0;
  for (Lifetime *lifetime : order) {
    lifetime->offset = 0;
    for (Lifetime *other : placed) {
      bool together =
          lifetime->begin <= other->end && other->begin <= lifetime->end;
      if (!together || lifetime->offset >= other->offset + other->size)
        continue;
      if (lifetime->offset + lifetime->size <= other->offset)
        break; // The gap before `other` is wide enough.
      lifetime->offset = other->offset + other->size;
    }
    total = std::max(total, lifetime->offset + lifetime->size);
    placed.insert(llvm::upper_bound(placed, lifetime,
                                    [](const Lifetime *a, const Lifetime *b) {
                                      return a->offset < b->offset;
                                    }),
                  lifetime);
  }
  return total;
}
