//===- LoadedProgram.cpp - An object's program in this process ------------===//
#include "driver/LoadedProgram.h"

#include "codegen/target/Target.h"

#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/TargetParser/Host.h"

extern "C" {
#define TFC_KERNEL(function)                                                   \
  int32_t function(tfc_context *, const tfc_tensor *, const int64_t *);
#include "driver/Kernels.inc"
#undef TFC_KERNEL
}

using namespace llvm;

namespace tfc::driver {
namespace {

struct Symbols {
  std::string program;                ///< <name>_program
  std::vector<std::string> undefined; ///< What the object calls.
};

Error fail(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

Expected<Symbols> readSymbols(MemoryBufferRef buffer) {
  Expected<std::unique_ptr<object::ObjectFile>> file =
      object::ObjectFile::createObjectFile(buffer);
  if (!file)
    return file.takeError();
  if (!(*file)->isRelocatableObject())
    return fail("is linked already; expected an object (.o)");
  Triple host(sys::getProcessTriple());
  if ((*file)->getArch() != host.getArch())
    return fail("is made for " + Triple::getArchTypeName((*file)->getArch()) +
                ", this machine is " + host.getArchName());
  Symbols symbols;
  for (const object::SymbolRef &symbol : (*file)->symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    Expected<StringRef> name = symbol.getName();
    if (!flags || !name)
      return joinErrors(flags.takeError(), name.takeError());
    if (*flags & object::SymbolRef::SF_Undefined)
      symbols.undefined.push_back(name->str());
    else if ((*flags & object::SymbolRef::SF_Global) &&
             name->ends_with("_program"))
      symbols.program = name->str();
  }
  if (symbols.program.empty())
    return fail("holds no program of tfc's");
  return symbols;
}

/// The address of a function of the session, or of a kernel that an op names.
void *findRuntimeFunction(StringRef name) {
  if (void *address = tfc_runtime_symbol(name.str().c_str()))
    return address;
  static const StringMap<tfc_kernel_function> kernels = {
#define TFC_KERNEL(function) {#function, &function},
#include "driver/Kernels.inc"
#undef TFC_KERNEL
  };
  auto found = kernels.find(name);
  return found == kernels.end() ? nullptr
                                : reinterpret_cast<void *>(found->second);
}

/// The runtime's functions stand in this program, out of the reach of dlsym.
Error defineRuntime(orc::LLJIT &jit, const Symbols &symbols) {
  orc::SymbolMap map;
  for (const std::string &name : symbols.undefined)
    if (void *address = findRuntimeFunction(name))
      map[jit.mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(address),
                                        JITSymbolFlags::Exported};
  return jit.getMainJITDylib().define(orc::absoluteSymbols(std::move(map)));
}

} // namespace

LoadedProgram::LoadedProgram(std::unique_ptr<orc::LLJIT> jit,
                             const tfc_program *program)
    : jit(std::move(jit)), program(program) {}
LoadedProgram::LoadedProgram(LoadedProgram &&) noexcept = default;
LoadedProgram &LoadedProgram::operator=(LoadedProgram &&) noexcept = default;
LoadedProgram::~LoadedProgram() = default;

Expected<LoadedProgram> LoadedProgram::load(ArrayRef<char> bytes) {
  initializeTargets();
  auto buffer = MemoryBuffer::getMemBufferCopy(
      StringRef(bytes.data(), bytes.size()), "object");
  Expected<Symbols> symbols = readSymbols(buffer->getMemBufferRef());
  if (!symbols)
    return symbols.takeError();
  Expected<std::unique_ptr<orc::LLJIT>> jit = orc::LLJITBuilder().create();
  if (!jit)
    return jit.takeError();
  // Every failure is returned, too; it is said once.
  (*jit)->getExecutionSession().setErrorReporter(
      [](Error error) { consumeError(std::move(error)); });
  if (Error error = defineRuntime(**jit, *symbols))
    return error;
  if (Error error = (*jit)->addObjectFile(std::move(buffer)))
    return error;
  Expected<orc::ExecutorAddr> address = (*jit)->lookup(symbols->program);
  if (!address)
    return address.takeError();
  auto *program = address->toPtr<const tfc_program *>();
  if (program->magic != TFC_ABI_MAGIC ||
      program->abi_version != TFC_ABI_VERSION)
    return fail("was written by another version of tfc");
  return LoadedProgram(std::move(*jit), program);
}

} // namespace tfc::driver
