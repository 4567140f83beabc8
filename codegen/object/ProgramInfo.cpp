//===- ProgramInfo.cpp - the tables of a program, as plain data -----------===//
#include "codegen/object/ProgramInfo.h"
#include "codegen/segment/Packing.h"
#include "codegen/segment/RuntimeCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "codegen/segment/SourceLines.h"
#include "codegen/target/Target.h"
#include "ir/Device.h"
#include "ir/ElementTypes.h"
#include "ir/Program.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace tfc;

namespace {

/// A type as the tables hold it: dtype, shape with -1, bytes.
LogicalResult describeType(Operation *op, Type type, uint32_t &dtype,
                           std::vector<int64_t> &shape, int64_t &bytes) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  const ElementTypeInfo *known =
      tensor ? findElementType(tensor.getElementType()) : nullptr;
  if (!known)
    return op->emitError("has type ")
           << type
           << ", which has no place in an object; expected a ranked "
              "tensor of bool, integers or floating-point numbers";
  dtype = known->dtype;
  bytes = known->bytes;
  for (int64_t size : tensor.getShape()) {
    bool dynamic = ShapedType::isDynamic(size);
    shape.push_back(dynamic ? -1 : size);
    if (dynamic || bytes < 0)
      bytes = -1;
    else if (__builtin_mul_overflow(bytes, size, &bytes))
      return op->emitError("has type ")
             << type << ", which is larger than any memory";
  }
  return success();
}

class Collector {
public:
  Collector(ModuleOp module, ProgramInfo &program)
      : module(module), program(program) {}

  LogicalResult run();

private:
  LogicalResult number();
  LogicalResult readStates();
  LogicalResult readPlace(Operation *op, uint16_t &place);
  LogicalResult readSegment(LLVM::LLVMFuncOp function, bool whole);
  LogicalResult readSignature(ExportedSignatureOp op);
  LogicalResult lookup(Operation *user, Attribute symbol,
                       const llvm::StringMap<uint32_t> &table, StringRef what,
                       uint32_t &index);
  LogicalResult lookupAll(Operation *user, StringRef attr,
                          const llvm::StringMap<uint32_t> &table,
                          StringRef what, std::vector<uint32_t> &indices);
  void planArena();

  ModuleOp module;
  ProgramInfo &program;
  llvm::StringMap<uint32_t> tensors, variables, wholeSegments;
};

/// Tensors and targets share one index space, in the order of their ops.
LogicalResult Collector::number() {
  for (Operation &op : module.getOps()) {
    if (auto tensor = dyn_cast<TensorOp>(op)) {
      TensorInfo info;
      info.name = tensor.getName().value_or("").str();
      info.flags = (tensor.getFetchable() ? TFC_TENSOR_FETCHABLE : 0) |
                   (tensor.getFeedable() ? TFC_TENSOR_FEEDABLE : 0) |
                   (tensor.getPlaceholder() ? TFC_TENSOR_PLACEHOLDER : 0);
      if (failed(describeType(&op, tensor.getType(), info.dtype, info.shape,
                              info.bytes)))
        return failure();
      tensors[tensor.getSymName()] = program.tensors.size();
      program.tensors.push_back(std::move(info));
    } else if (auto target = dyn_cast<TargetOp>(op)) {
      TensorInfo info;
      info.name = target.getName().value_or("").str();
      info.flags = info.name.empty() ? 0 : TFC_TENSOR_FETCHABLE;
      tensors[target.getSymName()] = program.tensors.size();
      program.tensors.push_back(std::move(info));
    } else if (auto state = dyn_cast<StateOp>(op)) {
      variables[state.getSymName()] = variables.size();
    } else if (auto stream = dyn_cast<StreamOp>(op)) {
      program.streams.push_back({static_cast<int64_t>(stream.getSeed()),
                                 static_cast<int64_t>(stream.getSeed2())});
    }
  }
  return success();
}

/// The place that the attribute deviceAttr names, which joins the table of
/// devices. Without the attribute it is the host.
LogicalResult Collector::readPlace(Operation *op, uint16_t &place) {
  auto attribute = op->getAttrOfType<StringAttr>(deviceAttr);
  if (!attribute)
    return success();
  std::string problem;
  std::optional<DeviceName> device =
      DeviceName::parse(attribute.getValue(), problem);
  if (!device)
    return op->emitError(problem);
  if (device->type == "CPU")
    return success();
  if (device->type != "GPU")
    return op->emitError("is for ") << attribute << "; expected CPU or GPU";
  std::string name = device->str();
  auto found = llvm::find_if(program.devices, [&](const DeviceInfo &known) {
    return known.name == name;
  });
  place = found - program.devices.begin() + 1;
  if (found == program.devices.end())
    program.devices.push_back(
        {name, TFC_DEVICE_GPU,
         static_cast<uint32_t>(device->index.value_or(0))});
  return success();
}

LogicalResult Collector::readStates() {
  for (auto state : module.getOps<StateOp>()) {
    VariableInfo info;
    info.name = state.getName().str();
    info.flags = state.getTrainable() ? TFC_VARIABLE_TRAINABLE : 0;
    if (failed(describeType(state, state.getType(), info.dtype, info.shape,
                            info.bytes)) ||
        failed(readPlace(state, info.place)))
      return failure();
    if (info.dtype == TFC_STRING)
      return state.emitError("is a variable of strings; variables hold numbers "
                             "and truth values");
    if (info.bytes < 0)
      return state.emitError("has type ")
             << state.getType() << "; expected a static shape";
    if (state.getInitializerAttr() &&
        failed(lookup(state, state.getInitializerAttr(), tensors, "target",
                      info.initializer)))
      return failure();
    program.variables.push_back(std::move(info));
  }
  return success();
}

LogicalResult Collector::lookup(Operation *user, Attribute symbol,
                                const llvm::StringMap<uint32_t> &table,
                                StringRef what, uint32_t &index) {
  auto reference = dyn_cast<FlatSymbolRefAttr>(symbol);
  auto found = reference ? table.find(reference.getValue()) : table.end();
  if (found == table.end())
    return user->emitError("refers to ")
           << symbol << ", which is no " << what << " of this program";
  index = found->second;
  return success();
}

LogicalResult Collector::lookupAll(Operation *user, StringRef attr,
                                   const llvm::StringMap<uint32_t> &table,
                                   StringRef what,
                                   std::vector<uint32_t> &indices) {
  auto array = user->getAttrOfType<ArrayAttr>(attr);
  for (Attribute symbol : array ? array.getValue() : ArrayRef<Attribute>())
    if (failed(lookup(user, symbol, table, what, indices.emplace_back())))
      return failure();
  return success();
}

LogicalResult Collector::readSegment(LLVM::LLVMFuncOp function, bool whole) {
  SegmentInfo info;
  info.name = info.runSymbol = function.getSymName().str();
  if (failed(
          lookupAll(function, kInputsAttr, tensors, "tensor", info.inputs)) ||
      failed(
          lookupAll(function, kOutputsAttr, tensors, "tensor", info.outputs)) ||
      failed(lookupAll(function, kVariablesAttr, variables, "variable",
                       info.variables)) ||
      failed(lookupAll(function, kAfterAttr, tensors, "target", info.after)) ||
      failed(
          lookupAll(function, kTargetsAttr, tensors, "target", info.targets)) ||
      failed(readPlace(function, info.place)))
    return failure();
  info.source = sourceLines(function.getLoc());
  if (auto accesses = function->getAttrOfType<DenseI32ArrayAttr>(kAccessesAttr))
    info.accesses.assign(accesses.asArrayRef().begin(),
                         accesses.asArrayRef().end());
  if (auto shape =
          function->getAttrOfType<FlatSymbolRefAttr>(kShapeFunctionAttr))
    info.shapeSymbol = shape.getValue().str();
  auto bytes = function->getAttrOfType<IntegerAttr>(kWorkspaceBytesAttr);
  info.workspaceBytes = bytes ? bytes.getInt() : -1;
  if (function->hasAttr(kShapeReadsAttr))
    info.flags |= TFC_SEGMENT_SHAPE_READS;
  if (auto flops = function->getAttrOfType<FloatAttr>(kFlopsAttr))
    info.flops = flops.getValueAsDouble();
  info.numDims = 1;
  for (const auto *list : {&info.inputs, &info.outputs})
    for (uint32_t tensor : *list)
      info.numDims += program.tensors[tensor].shape.size();
  program.workspaceBytes =
      std::max(program.workspaceBytes, info.workspaceBytes);
  if (whole) {
    wholeSegments[info.runSymbol] = program.wholeSegments.size();
    program.wholeSegments.push_back(std::move(info));
    return success();
  }
  uint32_t index = program.segments.size();
  for (const auto *list : {&info.outputs, &info.targets})
    for (uint32_t tensor : *list) {
      program.tensors[tensor].producer = index;
      program.tensors[tensor].place = info.place;
    }
  program.segments.push_back(std::move(info));
  return success();
}

LogicalResult Collector::readSignature(ExportedSignatureOp op) {
  SignatureInfo info;
  info.name = op.getName().str();
  auto readArguments = [&](ArrayAttr names, ArrayAttr symbols,
                           std::vector<ArgumentInfo> &arguments) {
    if (names.size() != symbols.size())
      return op.emitError("has ") << names.size() << " names for "
                                  << symbols.size() << " arguments",
             failure();
    for (auto [name, symbol] : llvm::zip(names, symbols)) {
      ArgumentInfo argument;
      argument.name = cast<StringAttr>(name).str();
      auto reference = dyn_cast<FlatSymbolRefAttr>(symbol);
      bool isVariable = reference && variables.count(reference.getValue());
      if (isVariable
              ? failed(lookup(op, symbol, variables, "variable",
                              argument.variable))
              : failed(lookup(op, symbol, tensors, "tensor", argument.tensor)))
        return failure();
      arguments.push_back(std::move(argument));
    }
    return success();
  };
  if (failed(readArguments(op.getInputNames(), op.getInputs(), info.inputs)) ||
      failed(readArguments(op.getOutputNames(), op.getOutputs(), info.outputs)))
    return failure();
  for (Attribute symbol : op.getTargets())
    if (failed(
            lookup(op, symbol, tensors, "target", info.targets.emplace_back())))
      return failure();
  if (FlatSymbolRefAttr symbol = op.getSegmentAttr()) {
    uint32_t index;
    if (failed(
            lookup(op, symbol, wholeSegments, "signature's function", index)))
      return failure();
    info.segment = index;
  }
  program.signatures.push_back(std::move(info));
  return success();
}

/// Places for the tensors of static shape that segments make. What can be
/// fetched is kept to the end of a run, what is only passed on until its last
/// reader.
void Collector::planArena() {
  int64_t end = program.segments.size();
  std::vector<int64_t> lastReader(program.tensors.size(), 0);
  for (auto [i, segment] : llvm::enumerate(program.segments))
    for (uint32_t input : segment.inputs)
      lastReader[input] = i;
  std::vector<Lifetime> lifetimes;
  std::vector<uint32_t> owners;
  for (auto [i, tensor] : llvm::enumerate(program.tensors)) {
    if (tensor.producer == TFC_NONE || tensor.bytes < 0 ||
        tensor.dtype == TFC_CONTROL)
      continue;
    bool kept = tensor.flags & TFC_TENSOR_FETCHABLE;
    lifetimes.push_back(
        {tensor.producer,
         kept ? end : std::max<int64_t>(lastReader[i], tensor.producer),
         static_cast<int64_t>(llvm::alignTo(tensor.bytes, TFC_ALIGNMENT)), 0});
    owners.push_back(i);
  }
  program.arenaBytes = pack(lifetimes);
  for (auto [owner, lifetime] : llvm::zip(owners, lifetimes))
    program.tensors[owner].arenaOffset = lifetime.offset;
}

LogicalResult Collector::run() {
  if (failed(number()) || failed(readStates()))
    return failure();
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    if (function.getName().starts_with("tfc_kernel_"))
      program.kernels.push_back(function.getName().str());
    bool whole = function->hasAttr(kSignatureSegmentAttr);
    if ((whole || function->hasAttr(kSegmentAttr)) &&
        failed(readSegment(function, whole)))
      return failure();
  }
  for (auto op : module.getOps<ExportedSignatureOp>())
    if (failed(readSignature(op)))
      return failure();
  planArena();
  DataLayout layout(module);
  SymbolTableCollection symbols;
  SymbolUserMap users(symbols, module);
  for (auto global : module.getOps<LLVM::GlobalOp>())
    if (global.getConstant() && !isRuntimeArgument(global.getSymName()) &&
        !users.useEmpty(global))
      program.constantBytes += layout.getTypeSize(global.getGlobalType());
  auto text = [&](StringRef attr) {
    auto value = module->getAttrOfType<StringAttr>(attr);
    return value ? value.str() : std::string();
  };
  program.triple = text(kTripleAttr);
  program.cpuFeatures = text(kFeaturesAttr);
  if (auto hash = module->getAttrOfType<IntegerAttr>(kGraphHashAttr))
    program.graphHash = hash.getInt();
  return success();
}

} // namespace

bool ProgramInfo::needsRegex() const {
  return llvm::any_of(kernels, [](StringRef kernel) {
    return kernel.starts_with("tfc_kernel_regex_");
  });
}

FailureOr<ProgramInfo> tfc::collectProgramInfo(ModuleOp module,
                                               StringRef name) {
  // It becomes a symbol, a namespace and part of the names of functions.
  if (name.empty() || llvm::isDigit(name.front()) ||
      !llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; }))
    return mlir::emitError(module.getLoc(), "the program's name is '")
           << name << "'; expected a C identifier";
  ProgramInfo program;
  program.name = name.str();
  if (failed(Collector(module, program).run()))
    return failure();
  return program;
}
