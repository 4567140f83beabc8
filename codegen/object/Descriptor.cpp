//===- Descriptor.cpp - <name>_program as LLVM constants ------------------===//
//
// The layouts below mirror runtime/include/tfc/abi.h; `layoutOf` checks each
// against the offsets that the C compiler gave it.
//
//===----------------------------------------------------------------------===//
#include "codegen/object/Descriptor.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

#include "llvm/Support/Error.h"

#include <cstddef>

using namespace tfc;
using llvm::Constant;

namespace {

constexpr const char *kProducer = "tfc 0.1";

class DescriptorEmitter {
public:
  DescriptorEmitter(const ProgramInfo &program, llvm::Module &module)
      : program(program), module(module), context(module.getContext()),
        pointer(llvm::PointerType::getUnqual(context)) {}

  llvm::Error run();

private:
  /// Constants of the C types that abi.h uses.
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
  template <typename T>
  Constant *integers(llvm::ArrayRef<T> values, llvm::StringRef name);
  template <typename T>
  Constant *integers(const std::vector<T> &values, llvm::StringRef name) {
    return integers(llvm::ArrayRef<T>(values), name);
  }
  Constant *table(llvm::ArrayRef<Constant *> rows, llvm::StringRef name);
  Constant *stringFunctions();
  Constant *global(Constant *value, llvm::StringRef name);
  Constant *row(llvm::ArrayRef<Constant *> fields,
                llvm::ArrayRef<size_t> offsets, size_t size);

  Constant *tensor(const TensorInfo &info);
  Constant *variable(const VariableInfo &info);
  Constant *segment(const SegmentInfo &info);
  Constant *arguments(llvm::ArrayRef<ArgumentInfo> infos);
  Constant *signature(const SignatureInfo &info,
                      llvm::ArrayRef<Constant *> whole);

  const ProgramInfo &program;
  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;
  llvm::StringMap<Constant *> strings;
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

/// A null pointer for an empty list.
template <typename T>
Constant *DescriptorEmitter::integers(llvm::ArrayRef<T> values,
                                      llvm::StringRef name) {
  if (values.empty())
    return null();
  using Unsigned = std::make_unsigned_t<T>;
  llvm::SmallVector<Unsigned> copy(values.begin(), values.end());
  return global(
      llvm::ConstantDataArray::get(context, llvm::ArrayRef<Unsigned>(copy)),
      name);
}

Constant *DescriptorEmitter::table(llvm::ArrayRef<Constant *> rows,
                                   llvm::StringRef name) {
  if (rows.empty())
    return null();
  auto *type = llvm::ArrayType::get(rows.front()->getType(), rows.size());
  return global(llvm::ConstantArray::get(type, rows), name);
}

/// &tfc_strings if a tensor is of strings.
Constant *DescriptorEmitter::stringFunctions() {
  bool hasStrings = llvm::any_of(program.tensors, [](const TensorInfo &info) {
    return info.dtype == TFC_STRING;
  });
  if (!hasStrings)
    return null();
  return new llvm::GlobalVariable(
      module, llvm::IntegerType::get(context, 8), /*isConstant=*/true,
      llvm::GlobalValue::ExternalLinkage, /*Initializer=*/nullptr,
      "tfc_strings");
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
              u32(info.flags), u32(info.shape.size()), u32(info.producer),
              integers(info.shape, "shape"), i64(info.bytes),
              i64(info.arenaOffset)},
             {AT(name), AT(dtype), AT(flags), AT(rank), AT(producer), AT(shape),
              AT(bytes), AT(arena_offset)},
             sizeof(Struct));
}

Constant *DescriptorEmitter::variable(const VariableInfo &info) {
  using Struct = tfc_variable_info;
  return row({string(info.name), u32(info.dtype), u32(info.shape.size()),
              integers(info.shape, "shape"), i64(info.bytes),
              u32(info.initializer), u32(info.flags)},
             {AT(name), AT(dtype), AT(rank), AT(shape), AT(bytes),
              AT(initializer), AT(flags)},
             sizeof(Struct));
}

Constant *DescriptorEmitter::segment(const SegmentInfo &info) {
  using Struct = tfc_segment_info;
  return row(
      {string(info.name), u32(info.inputs.size()), u32(info.outputs.size()),
       u32(info.variables.size()), u32(info.numDims),
       integers(info.inputs, "inputs"), integers(info.outputs, "outputs"),
       integers(info.variables, "variables"),
       integers(info.accesses, "accesses"), integers(info.after, "after"),
       integers(info.targets, "targets"), u32(info.after.size()),
       u32(info.targets.size()), function(info.shapeSymbol),
       function(info.runSymbol), i64(info.workspaceBytes), f64(info.flops),
       u32(info.flags), u32(0)},
      {AT(name), AT(num_inputs), AT(num_outputs), AT(num_variables),
       AT(num_dims), AT(inputs), AT(outputs), AT(variables), AT(accesses),
       AT(after), AT(targets), AT(num_after), AT(num_targets), AT(shape),
       AT(run), AT(workspace_bytes), AT(flops), AT(flags), AT(reserved)},
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
              integers(info.targets, "targets"),
              info.segment < 0 ? null() : whole[info.segment]},
             {AT(name), AT(num_inputs), AT(num_outputs), AT(num_targets),
              AT(reserved), AT(inputs), AT(outputs), AT(targets), AT(segment)},
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

  llvm::SmallVector<Constant *> tensors, variables, segments, whole, signatures,
      streams;
  for (const TensorInfo &info : program.tensors)
    tensors.push_back(tensor(info));
  for (const VariableInfo &info : program.variables)
    variables.push_back(variable(info));
  for (const SegmentInfo &info : program.segments)
    segments.push_back(segment(info));
  for (const SegmentInfo &info : program.wholeSegments)
    whole.push_back(global(segment(info), "segment"));
  for (const SignatureInfo &info : program.signatures)
    signatures.push_back(signature(info, whole));
  for (const tfc_stream_info &info : program.streams) {
    using Struct = tfc_stream_info;
    streams.push_back(row({i64(info.seed), i64(info.seed2)},
                          {AT(seed), AT(seed2)}, sizeof(Struct)));
  }

  using Struct = tfc_program;
  Constant *value =
      row({u32(TFC_ABI_MAGIC),
           u32(TFC_ABI_VERSION),
           u32(sizeof(Struct)),
           u32(0),
           i64(program.graphHash),
           string(program.name),
           string(program.triple),
           string(program.cpuFeatures),
           string(kProducer),
           u32(tensors.size()),
           u32(variables.size()),
           u32(segments.size()),
           u32(signatures.size()),
           u32(streams.size()),
           u32(0),
           table(tensors, "tensors"),
           table(variables, "variables"),
           table(segments, "segments"),
           table(signatures, "signatures"),
           table(streams, "streams"),
           i64(program.arenaBytes),
           i64(program.workspaceBytes),
           i64(program.constantBytes),
           stringFunctions()},
          {AT(magic),           AT(abi_version),   AT(struct_size),
           AT(reserved),        AT(graph_hash),    AT(name),
           AT(triple),          AT(cpu_features),  AT(producer),
           AT(num_tensors),     AT(num_variables), AT(num_segments),
           AT(num_signatures),  AT(num_streams),   AT(reserved2),
           AT(tensors),         AT(variables),     AT(segments),
           AT(signatures),      AT(streams),       AT(arena_bytes),
           AT(workspace_bytes), AT(constant_bytes), AT(strings)},
          sizeof(Struct));
  auto *variable = llvm::cast<llvm::GlobalVariable>(global(value, symbol));
  variable->setLinkage(llvm::GlobalValue::ExternalLinkage);

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
