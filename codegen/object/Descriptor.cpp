//===- Descriptor.cpp - <name>_program as LLVM constants ------------------===//
//
// The layouts below mirror runtime/include/tfc/abi.h; `row` checks each against
// the offsets that the C compiler gave it. Lists of numbers lie in one array
// for each type, equal ones once: as constants of their own each would cost a
// section and a symbol, some 100 bytes, for a number or two.
//
//===----------------------------------------------------------------------===//
#include "codegen/object/Descriptor.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

#include <cstddef>
#include <map>

using namespace tfc;
using llvm::Constant;

namespace {

constexpr const char *kProducer = "tfc 0.1";

/// The lists of one type of number, one behind the other in one constant.
template <typename T>
class ListPool {
public:
  /// A pointer to the elements of `list`, which get their memory by `finish`.
  /// Null for an empty list.
  Constant *add(llvm::ArrayRef<T> list, llvm::Module &module) {
    llvm::LLVMContext &context = module.getContext();
    if (list.empty())
      return llvm::ConstantPointerNull::get(
          llvm::PointerType::getUnqual(context));
    auto [found, isNew] =
        places.try_emplace(std::vector<T>(list), elements.size());
    if (isNew)
      elements.insert(elements.end(), list.begin(), list.end());
    llvm::Type *byte = llvm::IntegerType::get(context, 8);
    if (!placeholder)
      placeholder = new llvm::GlobalVariable(module, byte, /*isConstant=*/true,
                                             llvm::GlobalValue::ExternalLinkage,
                                             /*Initializer=*/nullptr);
    return llvm::ConstantExpr::getInBoundsGetElementPtr(
        byte, placeholder,
        llvm::ConstantInt::get(llvm::IntegerType::get(context, 64),
                               found->second * sizeof(T)));
  }

  void finish(llvm::Module &module, llvm::StringRef name) {
    if (!placeholder)
      return;
    Constant *value = llvm::ConstantDataArray::get(module.getContext(),
                                                   llvm::ArrayRef<T>(elements));
    auto *array = new llvm::GlobalVariable(
        module, value->getType(), /*isConstant=*/true,
        llvm::GlobalValue::InternalLinkage, value, name);
    placeholder->replaceAllUsesWith(array);
    placeholder->eraseFromParent();
  }

private:
  std::vector<T> elements;
  std::map<std::vector<T>, size_t> places;
  llvm::GlobalVariable *placeholder = nullptr;
};

class DescriptorEmitter {
public:
  DescriptorEmitter(const ProgramInfo &program, llvm::Module &module)
      : program(program), module(module), context(module.getContext()),
        pointer(llvm::PointerType::getUnqual(context)) {}

  llvm::Error run();

private:
  /// Constants of the C types that abi.h uses.
  Constant *u16(uint16_t v) { return integer(v, 16); }
  Constant *u32(uint32_t v) { return integer(v, 32); }
  Constant *i64(int64_t v) { return integer(v, 64); }
  Constant *f64(double v) {
    return llvm::ConstantFP::get(llvm::Type::getDoubleTy(context), v);
  }
  Constant *integer(uint64_t v, unsigned bits) {
    return llvm::ConstantInt::get(llvm::IntegerType::get(context, bits), v);
  }
  Constant *null() { return llvm::ConstantPointerNull::get(pointer); }

  Constant *string(llvm::StringRef text);
  Constant *function(llvm::StringRef name);
  Constant *list(const std::vector<uint32_t> &values) {
    return indices.add(values, module);
  }
  Constant *list(const std::vector<uint8_t> &values) {
    return bytes.add(values, module);
  }
  Constant *list(const std::vector<int64_t> &values) {
    std::vector<uint64_t> words(values.begin(), values.end());
    return sizes.add(words, module);
  }
  uint32_t source(llvm::StringRef text);
  Constant *table(llvm::ArrayRef<Constant *> rows, llvm::StringRef name);
  /// The address of the runtime's table `name` where the program needs it.
  Constant *runtimeTable(llvm::StringRef name, bool isNeeded);
  Constant *global(Constant *value, llvm::StringRef name);
  Constant *row(llvm::ArrayRef<Constant *> fields,
                llvm::ArrayRef<size_t> offsets, size_t size);

  Constant *tensor(const TensorInfo &info);
  Constant *variable(const VariableInfo &info);
  Constant *segment(const SegmentInfo &info);
  Constant *arguments(llvm::ArrayRef<ArgumentInfo> infos);
  Constant *signature(const SignatureInfo &info,
                      llvm::ArrayRef<Constant *> whole);
  Constant *device(const DeviceInfo &info);
  Constant *stream(const tfc_stream_info &info);
  Constant *programRow();

  const ProgramInfo &program;
  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;
  llvm::StringMap<Constant *> strings;
  ListPool<uint8_t> bytes;
  ListPool<uint32_t> indices;
  ListPool<uint64_t> sizes;
  std::string sources; ///< Texts with a zero behind each.
  llvm::StringMap<uint32_t> sourcePlaces;
  std::string missing;
};

Constant *DescriptorEmitter::global(Constant *value, llvm::StringRef name) {
  auto *variable =
      new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                               llvm::GlobalValue::InternalLinkage, value, name);
  return variable;
}

Constant *DescriptorEmitter::string(llvm::StringRef text) {
  Constant *&known = strings[text];
  if (!known) {
    known = global(llvm::ConstantDataArray::getString(context, text), "text");
    llvm::cast<llvm::GlobalVariable>(known)->setUnnamedAddr(
        llvm::GlobalValue::UnnamedAddr::Global);
  }
  return known;
}

Constant *DescriptorEmitter::function(llvm::StringRef name) {
  if (name.empty())
    return null();
  if (llvm::Function *found = module.getFunction(name))
    return found;
  missing = name.str();
  return null();
}

/// The place of `text` in the sources.
uint32_t DescriptorEmitter::source(llvm::StringRef text) {
  if (text.empty())
    return TFC_NONE;
  auto [found, isNew] = sourcePlaces.try_emplace(text, sources.size());
  if (isNew)
    sources.append(text.data(), text.size()).push_back('\0');
  return found->second;
}

Constant *DescriptorEmitter::table(llvm::ArrayRef<Constant *> rows,
                                   llvm::StringRef name) {
  if (rows.empty())
    return null();
  auto *type = llvm::ArrayType::get(rows.front()->getType(), rows.size());
  return global(llvm::ConstantArray::get(type, rows), name);
}

Constant *DescriptorEmitter::runtimeTable(llvm::StringRef name, bool isNeeded) {
  if (!isNeeded)
    return null();
  return new llvm::GlobalVariable(
      module, llvm::IntegerType::get(context, 8), /*isConstant=*/true,
      llvm::GlobalValue::ExternalLinkage, /*Initializer=*/nullptr, name);
}

/// A struct whose fields lie where abi.h has them.
Constant *DescriptorEmitter::row(llvm::ArrayRef<Constant *> fields,
                                 llvm::ArrayRef<size_t> offsets, size_t size) {
  Constant *value = llvm::ConstantStruct::getAnon(context, fields);
  const llvm::StructLayout *layout = module.getDataLayout().getStructLayout(
      llvm::cast<llvm::StructType>(value->getType()));
  bool same =
      layout->getSizeInBytes() == size && fields.size() == offsets.size();
  for (unsigned i = 0; same && i < fields.size(); ++i)
    same = layout->getElementOffset(i) == offsets[i];
  if (!same)
    missing = "a layout of abi.h on this target";
  return value;
}

#define AT(field) offsetof(Struct, field)

Constant *DescriptorEmitter::tensor(const TensorInfo &info) {
  using Struct = tfc_tensor_info;
  return row({info.name.empty() ? null() : string(info.name), u32(info.dtype),
              u16(info.flags), u16(info.place), u32(info.shape.size()),
              u32(info.producer), list(info.shape), i64(info.bytes),
              i64(info.arenaOffset)},
             {AT(name), AT(dtype), AT(flags), AT(place), AT(rank), AT(producer),
              AT(shape), AT(bytes), AT(arena_offset)},
             sizeof(Struct));
}

Constant *DescriptorEmitter::variable(const VariableInfo &info) {
  using Struct = tfc_variable_info;
  return row({string(info.name), u32(info.dtype), u32(info.shape.size()),
              list(info.shape), i64(info.bytes), u32(info.initializer),
              u16(info.flags), u16(info.place)},
             {AT(name), AT(dtype), AT(rank), AT(shape), AT(bytes),
              AT(initializer), AT(flags), AT(place)},
             sizeof(Struct));
}

Constant *DescriptorEmitter::segment(const SegmentInfo &info) {
  using Struct = tfc_segment_info;
  return row(
      {string(info.name),        u32(info.inputs.size()),
       u32(info.outputs.size()), u32(info.variables.size()),
       u32(info.numDims),        list(info.inputs),
       list(info.outputs),       list(info.variables),
       list(info.accesses),      list(info.after),
       list(info.targets),       u32(info.after.size()),
       u32(info.targets.size()), function(info.shapeSymbol),
       function(info.runSymbol), i64(info.workspaceBytes),
       f64(info.flops),          u16(info.flags),
       u16(info.place),          u32(source(info.source))},
      {AT(name),        AT(num_inputs), AT(num_outputs), AT(num_variables),
       AT(num_dims),    AT(inputs),     AT(outputs),     AT(variables),
       AT(accesses),    AT(after),      AT(targets),     AT(num_after),
       AT(num_targets), AT(shape),      AT(run),         AT(workspace_bytes),
       AT(flops),       AT(flags),      AT(place),       AT(source)},
      sizeof(Struct));
}

Constant *DescriptorEmitter::arguments(llvm::ArrayRef<ArgumentInfo> infos) {
  using Struct = tfc_argument_info;
  llvm::SmallVector<Constant *> rows;
  for (const ArgumentInfo &info : infos)
    rows.push_back(
        row({string(info.name), u32(info.tensor), u32(info.variable)},
            {AT(name), AT(tensor), AT(variable)}, sizeof(Struct)));
  return table(rows, "arguments");
}

Constant *DescriptorEmitter::signature(const SignatureInfo &info,
                                       llvm::ArrayRef<Constant *> whole) {
  using Struct = tfc_signature_info;
  return row({string(info.name), u32(info.inputs.size()),
              u32(info.outputs.size()), u32(info.targets.size()), u32(0),
              arguments(info.inputs), arguments(info.outputs),
              list(info.targets),
              info.segment < 0 ? null() : whole[info.segment]},
             {AT(name), AT(num_inputs), AT(num_outputs), AT(num_targets),
              AT(reserved), AT(inputs), AT(outputs), AT(targets), AT(segment)},
             sizeof(Struct));
}

Constant *DescriptorEmitter::device(const DeviceInfo &info) {
  using Struct = tfc_device_info;
  return row({string(info.name), u32(info.kind), u32(info.index)},
             {AT(name), AT(kind), AT(index)}, sizeof(Struct));
}

Constant *DescriptorEmitter::stream(const tfc_stream_info &info) {
  using Struct = tfc_stream_info;
  return row({i64(info.seed), i64(info.seed2)}, {AT(seed), AT(seed2)},
             sizeof(Struct));
}

Constant *DescriptorEmitter::programRow() {
  auto rows = [](const auto &infos, auto &&row) {
    llvm::SmallVector<Constant *> constants;
    for (const auto &info : infos)
      constants.push_back(row(info));
    return constants;
  };
  auto tensors =
      rows(program.tensors, [&](auto &info) { return tensor(info); });
  auto variables =
      rows(program.variables, [&](auto &info) { return variable(info); });
  auto segments =
      rows(program.segments, [&](auto &info) { return segment(info); });
  auto whole = rows(program.wholeSegments, [&](auto &info) {
    return global(segment(info), "segment");
  });
  auto signatures = rows(program.signatures,
                         [&](auto &info) { return signature(info, whole); });
  auto streams =
      rows(program.streams, [&](auto &info) { return stream(info); });
  auto devices =
      rows(program.devices, [&](auto &info) { return device(info); });
  bool hasDevices = !devices.empty();
  bool hasStrings = llvm::any_of(program.tensors, [](const TensorInfo &info) {
    return info.dtype == TFC_STRING;
  });
  using Struct = tfc_program;
  return row(
      {u32(TFC_ABI_MAGIC),
       u32(TFC_ABI_VERSION),
       u32(sizeof(Struct)),
       u32(hasDevices ? TFC_FEATURE_DEVICE_CODE : 0),
       string(program.name),
       string(kProducer),
       hasDevices ? string("device code") : null(),
       i64(program.graphHash),
       string(program.triple),
       string(program.cpuFeatures),
       u32(tensors.size()),
       u32(variables.size()),
       u32(segments.size()),
       u32(signatures.size()),
       u32(streams.size()),
       u32(devices.size()),
       u32(0),
       u32(sources.size()),
       table(tensors, "tensors"),
       table(variables, "variables"),
       table(segments, "segments"),
       table(signatures, "signatures"),
       table(streams, "streams"),
       table(devices, "devices"),
       null(),
       sources.empty() ? null() : string(llvm::StringRef(sources).drop_back()),
       i64(program.arenaBytes),
       i64(program.workspaceBytes),
       i64(program.constantBytes),
       runtimeTable("tfc_strings", hasStrings),
       runtimeTable("tfc_devices", hasDevices)},
      {AT(magic),           AT(abi_version),    AT(struct_size),
       AT(features),        AT(name),           AT(producer),
       AT(feature_names),   AT(graph_hash),     AT(triple),
       AT(cpu_features),    AT(num_tensors),    AT(num_variables),
       AT(num_segments),    AT(num_signatures), AT(num_streams),
       AT(num_devices),     AT(num_images),     AT(num_source_bytes),
       AT(tensors),         AT(variables),      AT(segments),
       AT(signatures),      AT(streams),        AT(devices),
       AT(images),          AT(sources),        AT(arena_bytes),
       AT(workspace_bytes), AT(constant_bytes), AT(strings),
       AT(device_functions)},
      sizeof(Struct));
}

llvm::Error DescriptorEmitter::run() {
  std::string symbol = program.name + "_program";
  // A graph may call a segment like the program; only the latter is seen.
  if (llvm::GlobalValue *taken = module.getNamedValue(symbol))
    taken->setName(symbol + "_");
  for (llvm::GlobalVariable &variable : module.globals())
    if (variable.hasInitializer()) {
      variable.setLinkage(llvm::GlobalValue::InternalLinkage);
      variable.setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    }
  auto *variable =
      llvm::cast<llvm::GlobalVariable>(global(programRow(), symbol));
  variable->setLinkage(llvm::GlobalValue::ExternalLinkage);
  // The lists move now that every constant is held by one of the module's.
  bytes.finish(module, "accesses");
  indices.finish(module, "indices");
  sizes.finish(module, "shapes");

  for (llvm::Function &function : module)
    if (!function.isDeclaration())
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  if (!missing.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "the object lacks " + missing);
  return llvm::Error::success();
}

} // namespace

llvm::Error tfc::emitDescriptor(const ProgramInfo &program,
                                llvm::Module &module) {
  return DescriptorEmitter(program, module).run();
}
