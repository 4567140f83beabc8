//===- Packing.h - places for things that live for a while ------*- C++ -*-===//
#ifndef TFC_CODEGEN_SEGMENT_PACKING_H
#define TFC_CODEGEN_SEGMENT_PACKING_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>

namespace tfc {

/// Something of `size` units that is needed from step `begin` to step `end`,
/// both included.
struct Lifetime {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t size = 0;
  int64_t offset = 0; ///< Filled in by pack.
};

/// Gives each lifetime an offset so that no two that overlap in time overlap in
/// space; returns the total. Greedy by size: large ones first, each at the
/// lowest free place ("Efficient Memory Management for Deep Neural Net
/// Inference", arXiv:2001.03288). Offsets are sums of sizes: sizes that are
/// multiples of an alignment give aligned offsets. Deterministic.
int64_t pack(llvm::MutableArrayRef<Lifetime> lifetimes);

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_PACKING_H
