//===- ProgramInfo.h - the tables of a program, as plain data ---*- C++ -*-===//
//
// It holds what the descriptor ops of ir/Program.td and the attributes of the
// segments' functions say, resolved to the indices of abi.h. The descriptor and
// the header are both written from this.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_OBJECT_PROGRAMINFO_H
#define TFC_CODEGEN_OBJECT_PROGRAMINFO_H

#include "runtime/include/tfc/abi.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace tfc {

struct TensorInfo {
  std::string name; ///< Empty for one that is only passed on.
  uint32_t dtype = TFC_CONTROL;
  uint16_t flags = 0;
  uint16_t place = TFC_HOST;
  uint32_t producer = TFC_NONE;
  std::vector<int64_t> shape; ///< -1 for a dynamic dimension.
  int64_t bytes = 0;          ///< -1 when the shape is dynamic.
  int64_t arenaOffset = -1;
};

struct VariableInfo {
  std::string name;
  uint32_t dtype = 0;
  std::vector<int64_t> shape;
  int64_t bytes = 0;
  uint32_t initializer = TFC_NONE;
  uint16_t flags = 0;
  uint16_t place = TFC_HOST;
};

struct SegmentInfo {
  std::string name;
  std::string runSymbol;
  std::string shapeSymbol; ///< Empty: every shape is static.
  std::vector<uint32_t> inputs, outputs, variables, after, targets;
  std::vector<uint8_t> accesses;
  uint32_t numDims = 0;
  int64_t workspaceBytes = 0;
  double flops = 0;
  uint16_t flags = 0; ///< TFC_SEGMENT_*
  uint16_t place = TFC_HOST;
  std::string source; ///< The lines of the graph that it comes from.
};

struct ArgumentInfo {
  std::string name;
  uint32_t tensor = TFC_NONE;
  uint32_t variable = TFC_NONE;
};

struct SignatureInfo {
  std::string name;
  std::vector<ArgumentInfo> inputs, outputs;
  std::vector<uint32_t> targets;
  int segment = -1; ///< Index into wholeSegments, or -1.
};

/// A device beside the processor that the runtime is on; it is place 1 + its
/// index in the table.
struct DeviceInfo {
  std::string name; ///< As TensorFlow writes it.
  uint32_t kind = TFC_DEVICE_CPU;
  uint32_t index = 0;
};

struct ProgramInfo {
  std::string name; ///< A C identifier.
  std::string triple, cpuFeatures;
  uint64_t graphHash = 0;
  std::vector<TensorInfo> tensors; ///< Targets among them.
  std::vector<VariableInfo> variables;
  std::vector<SegmentInfo> segments;
  std::vector<SegmentInfo> wholeSegments; ///< Of signatures.
  std::vector<SignatureInfo> signatures;
  std::vector<tfc_stream_info> streams;
  std::vector<DeviceInfo> devices;
  int64_t arenaBytes = 0;           ///< Of tensors of static shape.
  int64_t workspaceBytes = 0;       ///< The largest static one.
  int64_t constantBytes = 0;        ///< Of weights and other constant tensors.
  std::vector<std::string> kernels; ///< Of the runtime that it calls.

  /// Whether it calls kernels of the archive tfc_regex, which needs RE2.
  bool needsRegex() const;
};

/// Reads the tables of a module that has been through phase llvm, and plans the
/// arena. Inconsistent tables are errors at the op.
mlir::FailureOr<ProgramInfo> collectProgramInfo(mlir::ModuleOp module,
                                                llvm::StringRef name);

} // namespace tfc

#endif // TFC_CODEGEN_OBJECT_PROGRAMINFO_H
