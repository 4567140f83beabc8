//===- EntryPoints.cpp - segments with the signatures of abi.h ------------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/KernelCalls.h"
#include "codegen/segment/RegionCalls.h"
#include "codegen/segment/RuntimeCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "ir/Program.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"

namespace tfc {
#define GEN_PASS_DEF_ENTRYPOINTS
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

/// Small helpers on the LLVM dialect, shared by both kinds of functions.
struct Emitter {
  Emitter(OpBuilder &builder, Location loc)
      : builder(builder), loc(loc), i32(builder.getI32Type()),
        i64(builder.getI64Type()),
        pointer(LLVM::LLVMPointerType::get(builder.getContext())) {}

  Value constant(Type type, int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, type,
                                    builder.getIntegerAttr(type, value));
  }
  Value element(Type type, Value array, int32_t index) {
    return LLVM::GEPOp::create(builder, loc, pointer, type, array,
                               LLVM::GEPArg(index));
  }
  Value load(Type type, Value array, int32_t index) {
    return LLVM::LoadOp::create(builder, loc, type,
                                element(type, array, index));
  }

  OpBuilder &builder;
  Location loc;
  Type i32, i64, pointer;
};

/// @segment(context, memrefs) becomes @segment_body(context, pointers, dims)
/// and a wrapper @segment of type tfc_run_function.
/// The function of a region, called from here alone, has only the first.
class SegmentEntry {
public:
  SegmentEntry(ModuleOp module, func::FuncOp segment)
      : module(module), segment(segment), converter(module.getContext()) {}

  void run();
  /// The arguments that a caller of the region's function passes.
  SmallVector<RegionArgument> runRegion();

private:
  void recordSymbols(func::FuncOp wrapper);
  void flattenArguments();
  func::FuncOp createWrapper();

  ModuleOp module;
  func::FuncOp segment;
  LLVMTypeConverter converter;
  /// Per argument of the body: what the wrapper passes.
  using Source = RegionArgument::Source;
  SmallVector<std::pair<Source, int32_t>> sources;
  SmallVector<RegionArgument> regionArguments;
};

/// Writes down what the tables need of the arguments, which no longer carry it.
void SegmentEntry::recordSymbols(func::FuncOp wrapper) {
  MLIRContext *context = module.getContext();
  Builder builder(context);
  SmallVector<Attribute> inputs, variables, outputs;
  SmallVector<int32_t> accesses;
  for (unsigned i = 0; i < segment.getNumArguments(); ++i) {
    if (Attribute symbol = segment.getArgAttr(i, kInputAttr))
      inputs.push_back(symbol);
    if (Attribute symbol = segment.getArgAttr(i, kOutputAttr))
      outputs.push_back(symbol);
    if (Attribute symbol = segment.getArgAttr(i, kVariableAttr)) {
      variables.push_back(symbol);
      auto access = segment.getArgAttrOfType<IntegerAttr>(i, kAccessAttr);
      accesses.push_back(access ? access.getInt() : TFC_ACCESS_READ);
    }
  }
  wrapper->setAttr(kInputsAttr, builder.getArrayAttr(inputs));
  wrapper->setAttr(kVariablesAttr, builder.getArrayAttr(variables));
  wrapper->setAttr(kAccessesAttr, builder.getDenseI32ArrayAttr(accesses));
  wrapper->setAttr(kOutputsAttr, builder.getArrayAttr(outputs));
}

/// Memrefs become noalias pointers and the dynamic ones of their dims; the
/// body puts the descriptors together again, which LLVM then takes apart.
void SegmentEntry::flattenArguments() {
  MLIRContext *context = module.getContext();
  Block &body = segment.front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  Location loc = segment.getLoc();
  Emitter emit(builder, loc);
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attrs;
  // Variables and the workspace are memory of the runtime's; an input or an
  // output may be a caller's.
  auto bufferAttrs = [&](int32_t argument) {
    bool isRuntimes = segment.getArgAttr(argument, kVariableAttr) ||
                      segment.getArgAttr(argument, kWorkspaceAttr);
    int64_t alignment = isRuntimes ? TFC_ALIGNMENT : TFC_CALLER_ALIGNMENT;
    return builder.getDictionaryAttr(
        {builder.getNamedAttr("llvm.noalias", builder.getUnitAttr()),
         builder.getNamedAttr("llvm.align",
                              builder.getI64IntegerAttr(alignment))});
  };
  auto add = [&](Type type, Source source, int32_t index, int32_t argument = 0,
                 int32_t dim = 0) {
    regionArguments.push_back({source, argument, dim});
    types.push_back(type);
    attrs.push_back(source == Source::Buffer || source == Source::Workspace
                        ? bufferAttrs(argument)
                        : DictionaryAttr::get(context));
    sources.push_back({source, index});
    return body.addArgument(type, loc);
  };

  unsigned count = body.getNumArguments();
  int32_t numBuffers = 0, inputDims = 0, outputDims = 0;
  for (unsigned i = 0; i < count; ++i)
    if (hasInputDims(segment, i))
      outputDims += cast<MemRefType>(body.getArgument(i).getType()).getRank();
  for (unsigned i = 0; i < count; ++i) {
    BlockArgument argument = body.getArgument(i);
    if (segment.getArgAttr(i, kContextAttr)) {
      argument.replaceAllUsesWith(add(emit.pointer, Source::Context, 0));
      continue;
    }
    auto type = cast<MemRefType>(argument.getType());
    bool isWorkspace = bool(segment.getArgAttr(i, kWorkspaceAttr));
    Value data = isWorkspace ? add(emit.pointer, Source::Workspace, 0, i)
                             : add(emit.pointer, Source::Buffer, numBuffers, i);
    numBuffers += !isWorkspace;
    int32_t *dims = hasInputDims(segment, i)             ? &inputDims
                    : segment.getArgAttr(i, kOutputAttr) ? &outputDims
                                                         : nullptr;
    auto descriptor =
        MemRefDescriptor::poison(builder, loc, converter.convertType(type));
    descriptor.setAllocatedPtr(builder, loc, data);
    descriptor.setAlignedPtr(builder, loc, data);
    descriptor.setConstantOffset(builder, loc, 0);
    SmallVector<Value> sizes;
    for (auto [d, size] : llvm::enumerate(type.getShape())) {
      if (!ShapedType::isDynamic(size))
        sizes.push_back(emit.constant(emit.i64, size));
      else if (isWorkspace)
        sizes.push_back(emit.constant(emit.i64, INT64_MAX));
      else
        sizes.push_back(add(emit.i64, Source::Dim, *dims + d, i, d));
    }
    if (dims)
      *dims += type.getRank();
    Value stride = emit.constant(emit.i64, 1);
    for (int64_t d = type.getRank() - 1; d >= 0; --d) {
      descriptor.setSize(builder, loc, d, sizes[d]);
      descriptor.setStride(builder, loc, d, stride);
      if (d > 0)
        stride = LLVM::MulOp::create(builder, loc, stride, sizes[d]);
    }
    Value memref = UnrealizedConversionCastOp::create(builder, loc, type,
                                                      Value(descriptor))
                       .getResult(0);
    argument.replaceAllUsesWith(memref);
  }
  body.eraseArguments(0, count);
  segment->removeAttr(segment.getArgAttrsAttrName());
  segment.setType(FunctionType::get(context, types, {}));
  segment.setAllArgAttrs(attrs);
}

func::FuncOp SegmentEntry::createWrapper() {
  MLIRContext *context = module.getContext();
  Location loc = segment.getLoc();
  OpBuilder builder(context);
  builder.setInsertionPointAfter(segment);
  Emitter emit(builder, loc);
  auto type = FunctionType::get(
      context, {emit.pointer, emit.pointer, emit.pointer, emit.pointer},
      {emit.i32});
  auto wrapper = func::FuncOp::create(builder, loc, segment.getName(), type);
  wrapper.setPrivate();
  Block *entry = wrapper.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  SmallVector<Value> arguments;
  for (auto [source, index] : sources) {
    switch (source) {
    case Source::Context:
      arguments.push_back(entry->getArgument(0));
      break;
    case Source::Buffer:
      arguments.push_back(
          emit.load(emit.pointer, entry->getArgument(1), index));
      break;
    case Source::Dim:
      arguments.push_back(emit.load(emit.i64, entry->getArgument(2), index));
      break;
    case Source::Workspace:
      arguments.push_back(entry->getArgument(3));
      break;
    }
  }
  std::string bodyName = (segment.getName() + "_body").str();
  func::CallOp::create(builder, loc, bodyName, TypeRange(), arguments);
  Value status = emit.constant(emit.i32, TFC_OK);
  if (segment->hasAttr(kReportsAttr)) {
    auto reported = declareRuntimeFunction(module, "tfc_reported", emit.i32,
                                           {emit.pointer});
    status = LLVM::CallOp::create(builder, loc, reported,
                                  ValueRange{entry->getArgument(0)})
                 .getResult();
  }
  func::ReturnOp::create(builder, loc, status);
  return wrapper;
}

SmallVector<RegionArgument> SegmentEntry::runRegion() {
  flattenArguments();
  return std::move(regionArguments);
}

void SegmentEntry::run() {
  SmallVector<NamedAttribute> facts;
  for (NamedAttribute attr : segment->getDiscardableAttrs())
    facts.push_back(attr);
  func::FuncOp symbols = segment.cloneWithoutRegions();
  flattenArguments();
  func::FuncOp wrapper = createWrapper();
  for (NamedAttribute attr : facts) {
    wrapper->setAttr(attr.getName(), attr.getValue());
    segment->removeDiscardableAttr(attr.getName());
  }
  std::swap(segment, symbols);
  recordSymbols(wrapper);
  std::swap(segment, symbols);
  symbols.erase();
  segment.setName((segment.getName() + "_body").str());
  segment.setPrivate();
}

/// @segment_shape(context, dims.., elements..) -> dims.. becomes a
/// tfc_shape_function; a tfc.require that does not hold leaves it. Whether it
/// reads buffers is returned.
bool convertShapeFunction(ModuleOp module, func::FuncOp shape) {
  MLIRContext *context = module.getContext();
  Location loc = shape.getLoc();
  Block *body = &shape.front();
  OpBuilder builder = OpBuilder::atBlockBegin(body);
  Emitter emit(builder, loc);
  Value report = body->getArgument(0);
  unsigned count = body->getNumArguments() - 1, inputDims = 0;
  while (inputDims < count && !shape.getArgAttr(1 + inputDims, kElementAttr))
    ++inputDims;
  Value buffers = body->addArgument(emit.pointer, loc);
  Value dims = body->addArgument(emit.pointer, loc);
  for (unsigned i = 0; i < inputDims; ++i) {
    BlockArgument argument = body->getArgument(i + 1);
    if (argument.use_empty())
      continue;
    Value dim = emit.load(emit.i64, dims, i);
    argument.replaceAllUsesWith(
        arith::IndexCastOp::create(builder, loc, builder.getIndexType(), dim));
  }
  LLVMTypeConverter converter(context);
  for (unsigned i = inputDims; i < count; ++i) {
    BlockArgument argument = body->getArgument(i + 1);
    auto place = shape.getArgAttrOfType<DenseI64ArrayAttr>(i + 1, kElementAttr);
    Value data = emit.load(emit.pointer, buffers, place[0]);
    Value element =
        emit.load(converter.convertType(argument.getType()), data, place[1]);
    argument.replaceAllUsesWith(element);
  }
  body->eraseArguments(1, count);

  auto returnOp = cast<func::ReturnOp>(body->getTerminator());
  builder.setInsertionPoint(returnOp);
  for (auto [i, value] : llvm::enumerate(returnOp.getOperands())) {
    Value dim = arith::IndexCastOp::create(builder, loc, emit.i64, value);
    LLVM::StoreOp::create(builder, loc, dim,
                          emit.element(emit.i64, dims, inputDims + i));
  }
  returnOp.getOperandsMutable().assign(emit.constant(emit.i32, TFC_OK));

  SmallVector<RequireOp> requires_;
  shape.walk([&](RequireOp op) { requires_.push_back(op); });
  for (RequireOp op : requires_) {
    Block *block = op->getBlock();
    Block *next = block->splitBlock(op->getNextNode());
    Block *wrong = builder.createBlock(&shape.getBody(), shape.end());
    Emitter fail(builder, op.getLoc());
    Value code = createReport(builder, op.getLoc(), module, report,
                              fail.constant(emit.i32, TFC_INVALID_ARGUMENT),
                              op.getMessage(), op.getValues());
    func::ReturnOp::create(builder, op.getLoc(), code);
    builder.setInsertionPointToEnd(block);
    cf::CondBranchOp::create(builder, op.getLoc(), op.getCondition(), next,
                             wrong);
    op.erase();
  }
  shape->removeAttr(shape.getArgAttrsAttrName());
  shape.setType(FunctionType::get(
      context, {emit.pointer, emit.pointer, emit.pointer}, {emit.i32}));
  return inputDims < count;
}

/// An empty input makes sizes zero, and a size that is divided by another must
/// not trap for it: what such a quotient is worth does not matter.
void guardSizeDivisions(func::FuncOp function) {
  function.walk([](Operation *op) {
    if (!isa<arith::DivUIOp, arith::DivSIOp, arith::RemUIOp, arith::RemSIOp,
             arith::CeilDivUIOp, arith::CeilDivSIOp, arith::FloorDivSIOp>(op) ||
        !op->getResult(0).getType().isIndex() ||
        matchPattern(op->getOperand(1), m_Constant()))
      return;
    OpBuilder builder(op);
    Value one = arith::ConstantIndexOp::create(builder, op->getLoc(), 1);
    op->setOperand(1, arith::MaxUIOp::create(builder, op->getLoc(),
                                             op->getOperand(1), one));
  });
}

struct EntryPoints : tfc::impl::EntryPointsBase<EntryPoints> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<func::FuncOp> segments;
    for (auto function : module.getOps<func::FuncOp>()) {
      guardSizeDivisions(function);
      if (isSegment(function))
        segments.push_back(function);
    }
    // Regions stand before their callers.
    RegionTable regions;
    for (func::FuncOp segment : segments) {
      lowerRegionCalls(module, segment, regions);
      auto symbol =
          segment->getAttrOfType<FlatSymbolRefAttr>(kShapeFunctionAttr);
      func::FuncOp shape;
      if (symbol)
        shape = module.lookupSymbol<func::FuncOp>(symbol.getAttr());
      if (isRegion(segment)) {
        regions[segment.getName()] = SegmentEntry(module, segment).runRegion();
        if (shape)
          shape.erase(); // its callers have what it says
        segment->removeAttr(kShapeFunctionAttr);
        continue;
      }
      if (shape && convertShapeFunction(module, shape))
        segment->setAttr(kShapeReadsAttr, UnitAttr::get(&getContext()));
      SegmentEntry(module, segment).run();
    }
    for (func::FuncOp segment : segments)
      segment->removeAttr(kRegionAttr);
    lowerKernelCalls(module);
  }
};

} // namespace
