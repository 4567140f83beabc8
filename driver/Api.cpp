//===- Api.cpp - The C API of compiler.h over the class Compiler ----------===//
//
// Options are checked (ApiOptions.cpp), and so is whether the compilation has
// an output yet.
//
//===----------------------------------------------------------------------===//
#include "driver/include/tfc/compiler.h"

#include "codegen/object/Header.h"
#include "driver/ApiOptions.h"
#include "driver/Compiler.h"
#include "driver/Describe.h"
#include "driver/Drawing.h"
#include "driver/Link.h"
#include "driver/LoadedProgram.h"
#include "driver/Report.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace tfc;
using namespace tfc::driver;
using llvm::StringRef;

/// The phase at whose end a module still shows segments of the graph's ops.
static constexpr llvm::StringLiteral kDrawnAfter = "partition";

struct tfc_compilation {
  tfc_compilation(CompilerOptions options,
                  std::shared_ptr<std::string> firstError)
      : compiler(std::move(options)), firstError(std::move(firstError)) {}

  Compiler compiler;
  /// The outputs that were asked for, by tfc_output; each ends with a zero.
  std::map<uint32_t, llvm::SmallVector<char, 0>> outputs;
  /// The first error of the call that is on; options.message writes it.
  std::shared_ptr<std::string> firstError;
  /// A phase has failed, and left the module half done.
  bool isBroken = false;
};

struct tfc_loaded {
  LoadedProgram program;
  OpCounts ops;
  std::string text, json; ///< Written when they are asked for.
};

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

/// An error that has no place in the graph: to the message function, too.
static tfc_code failAloud(tfc_compilation &compilation, tfc_code code,
                          const llvm::Twine &text) {
  Message message;
  message.text = text.str();
  if (const MessageFunction &function = compilation.compiler.given().message)
    function(message);
  return fail(code, text);
}

/// The end of a call that ran phases and was told no.
static tfc_code failPhase(tfc_compilation &compilation) {
  const Compiler &compiler = compilation.compiler;
  if (compiler.wasCancelled())
    return fail(TFC_CANCELLED, "cancelled");
  const std::string &error = *compilation.firstError;
  if (error.empty())
    return failAloud(compilation, TFC_INTERNAL,
                     "the compiler failed and gave no reason");
  return fail(TFC_INVALID_ARGUMENT, error);
}

//===----------------------------------------------------------------------===//
// About the compiler
//===----------------------------------------------------------------------===//

const char *tfc_compiler_version(void) { return TFC_VERSION; }

tfc_code tfc_compiler_phase(uint32_t index, const char **name,
                            const char **summary) {
  if (index >= allPhases().size())
    return fail(TFC_OUT_OF_RANGE, "there is no such phase");
  // Both are literals, so a zero stands behind them.
  *name = allPhases()[index].name.data();
  *summary = allPhases()[index].summary.data();
  return TFC_OK;
}

int tfc_is_object(const void *bytes, size_t size) {
  return tellKind({static_cast<const char *>(bytes), size}) ==
         SourceKind::Object;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// Every call that ran phases ends here, whatever its result.
static tfc_code finish(const tfc_compilation &compilation, tfc_code code) {
  // The progress function tells the end by null; it cannot stop it.
  if (const auto &progress = compilation.compiler.given().progress)
    progress(StringRef());
  return code;
}

static tfc_code run(tfc_compilation &compilation, StringRef until) {
  compilation.firstError->clear();
  compilation.outputs.clear();
  if (succeeded(compilation.compiler.runUntil(until)))
    return TFC_OK;
  compilation.isBroken = true;
  return failPhase(compilation);
}

static tfc_code checkIntact(tfc_compilation &compilation) {
  return compilation.isBroken
             ? failAloud(compilation, TFC_FAILED_PRECONDITION,
                         "a phase of this compilation has failed before")
             : TFC_OK;
}

/// Makes a compilation of what `open` puts into a Source; its result is an
/// error message, or "".
static tfc_code compile(StringRef name, const tfc_compile_options *given,
                        llvm::function_ref<std::string(Source &)> open,
                        tfc_compilation **result) {
  *result = nullptr;
  if (tfc_code code = tfc_compile_options_check(given); code != TFC_OK)
    return code;
  tfc_compile_options options;
  readOptions(given, options);

  CompilerOptions translated = translate(options, name);
  addCallbacks(options, translated);
  // The first error is kept for tfc_compiler_error().
  auto firstError = std::make_shared<std::string>();
  translated.message = [options, firstError](const Message &message) {
    if (message.severity == mlir::DiagnosticSeverity::Error &&
        firstError->empty())
      *firstError = message.toString();
    send(options, message);
  };
  auto compilation =
      std::make_unique<tfc_compilation>(std::move(translated), firstError);

  Source source;
  if (std::string error = open(source); !error.empty())
    return failAloud(*compilation, TFC_NOT_FOUND, error);
  if (failed(compilation->compiler.import(std::move(source))))
    return finish(*compilation, failPhase(*compilation));
  if (tfc_code code = run(*compilation, text(options.until)); code != TFC_OK)
    return finish(*compilation, code);
  finish(*compilation, TFC_OK);
  *result = compilation.release();
  return TFC_OK;
}

tfc_code tfc_compile_file(const char *path, const tfc_compile_options *options,
                          tfc_compilation **compilation) {
  return compile(
      text(path), options,
      [&](Source &source) { return openSource(text(path), source); },
      compilation);
}

tfc_code tfc_compile_bytes(const void *bytes, size_t size, const char *name,
                           const tfc_compile_options *options,
                           tfc_compilation **compilation) {
  return compile(
      text(name), options,
      [&](Source &source) {
        takeBytes({static_cast<const char *>(bytes), size}, text(name), source);
        return std::string();
      },
      compilation);
}

tfc_code tfc_compilation_continue(tfc_compilation *compilation,
                                  const char *until) {
  if (until && !findPhase(until))
    return fail(TFC_INVALID_ARGUMENT, "until: there is no phase '" +
                                          llvm::Twine(until) + "'; expected " +
                                          phaseNames());
  if (tfc_code code = checkIntact(*compilation); code != TFC_OK)
    return code;
  return finish(*compilation, run(*compilation, text(until)));
}

void tfc_compilation_destroy(tfc_compilation *compilation) {
  delete compilation;
}

tfc_code tfc_compilation_op(const tfc_compilation *compilation, uint32_t index,
                            const char **name, int64_t *count) {
  const OpCounts &ops = compilation->compiler.sourceOps();
  if (index >= ops.size())
    return fail(TFC_OUT_OF_RANGE, "the source has no further kind of op");
  auto op = std::next(ops.begin(), index);
  *name = op->first.c_str();
  *count = op->second;
  return TFC_OK;
}

tfc_code tfc_compilation_phase(const tfc_compilation *compilation,
                               uint32_t index, const char **name,
                               double *seconds) {
  const std::vector<PhaseTime> &times = compilation->compiler.times();
  if (index >= times.size())
    return fail(TFC_OUT_OF_RANGE, "no further phase has run");
  *name = times[index].name.c_str();
  *seconds = times[index].seconds;
  return TFC_OK;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

using Bytes = llvm::SmallVector<char, 0>;

static void assign(Bytes &bytes, StringRef text) {
  bytes.assign(text.begin(), text.end());
}

/// Makes an output that the compilation can give at its phase.
static tfc_code makeOutput(tfc_compilation &compilation, tfc_output output,
                           Bytes &bytes) {
  Compiler &compiler = compilation.compiler;
  auto emit = [&](EmitKind kind) {
    llvm::raw_svector_ostream stream(bytes);
    if (succeeded(compiler.emit(kind, stream)))
      return TFC_OK;
    return failPhase(compilation);
  };
  switch (output) {
  case TFC_OUTPUT_OBJECT:
    return emit(EmitKind::Object);
  case TFC_OUTPUT_ASSEMBLY:
    return emit(EmitKind::Assembly);
  case TFC_OUTPUT_LLVM:
    return emit(EmitKind::LLVM);
  case TFC_OUTPUT_HEADER:
    assign(bytes, renderHeader(*compiler.program()));
    return TFC_OK;
  case TFC_OUTPUT_MLIR: {
    llvm::raw_svector_ostream stream(bytes);
    compiler.module().print(stream);
    stream << "\n";
    return TFC_OK;
  }
  case TFC_OUTPUT_DRAWING:
    assign(bytes, drawSvg(compiler.module()));
    return TFC_OK;
  case TFC_OUTPUT_REPORT: {
    auto object = compilation.outputs.find(TFC_OUTPUT_OBJECT);
    size_t size =
        object == compilation.outputs.end() ? 0 : object->second.size();
    assign(bytes, renderReport(compiler, size));
    return TFC_OK;
  }
  case TFC_OUTPUT_PROGRAM:
  case TFC_OUTPUT_LIBRARY:
    break;
  }
  return failAloud(compilation, TFC_INVALID_ARGUMENT,
                   "a linked output can be written to a file only");
}

/// Whether the compilation is at a phase that has the output.
static tfc_code checkPhase(tfc_compilation &compilation, tfc_output output) {
  if (tfc_code code = checkIntact(compilation); code != TFC_OK)
    return code;
  const Compiler &compiler = compilation.compiler;
  StringRef wanted;
  if (output == TFC_OUTPUT_DRAWING)
    wanted = kDrawnAfter;
  else if (output != TFC_OUTPUT_MLIR && output != TFC_OUTPUT_REPORT)
    wanted = allPhases().back().name;
  bool isThere = wanted == allPhases().back().name
                     ? compiler.program() != nullptr
                     : compiler.phase().name == wanted;
  if (wanted.empty() || isThere)
    return TFC_OK;
  return failAloud(compilation, TFC_FAILED_PRECONDITION,
                   "the output needs the end of phase " + wanted +
                       "; the compilation is at that of " +
                       compiler.phase().name);
}

static tfc_code findOutput(tfc_compilation &compilation, tfc_output output,
                           llvm::ArrayRef<char> &result) {
  if (output < TFC_OUTPUT_OBJECT || output > TFC_OUTPUT_LIBRARY)
    return failAloud(compilation, TFC_INVALID_ARGUMENT,
                     "there is no output " + llvm::Twine(int(output)));
  if (tfc_code code = checkPhase(compilation, output); code != TFC_OK)
    return code;
  auto found = compilation.outputs.find(output);
  if (found == compilation.outputs.end()) {
    compilation.firstError->clear();
    Bytes bytes;
    if (tfc_code code =
            finish(compilation, makeOutput(compilation, output, bytes));
        code != TFC_OK)
      return code;
    bytes.push_back('\0');
    found = compilation.outputs.emplace(output, std::move(bytes)).first;
  }
  result = llvm::ArrayRef(found->second).drop_back();
  return TFC_OK;
}

tfc_code tfc_compilation_output(tfc_compilation *compilation, tfc_output output,
                                const void **bytes, size_t *size) {
  llvm::ArrayRef<char> found;
  tfc_code code = findOutput(*compilation, output, found);
  *bytes = found.data();
  *size = found.size();
  return code;
}

tfc_code tfc_compilation_write(tfc_compilation *compilation, tfc_output output,
                               const char *path) {
  bool isLinked = output == TFC_OUTPUT_PROGRAM || output == TFC_OUTPUT_LIBRARY;
  llvm::ArrayRef<char> bytes;
  if (tfc_code code = findOutput(*compilation,
                                 isLinked ? TFC_OUTPUT_OBJECT : output, bytes);
      code != TFC_OK)
    return code;
  llvm::Error error =
      isLinked ? linkObject(bytes, *compilation->compiler.program(),
                            output == TFC_OUTPUT_PROGRAM ? LinkKind::Program
                                                         : LinkKind::Shared,
                            text(path))
               : writeFile(text(path), bytes);
  if (error)
    return failAloud(*compilation, TFC_UNAVAILABLE,
                     llvm::toString(std::move(error)));
  return TFC_OK;
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

static tfc_code load(llvm::ArrayRef<char> object, StringRef name, OpCounts ops,
                     tfc_loaded **result) {
  *result = nullptr;
  llvm::Expected<LoadedProgram> program = LoadedProgram::load(object);
  if (!program)
    return fail(TFC_INVALID_ARGUMENT,
                name + " " + llvm::toString(program.takeError()));
  *result = new tfc_loaded{std::move(*program), std::move(ops), "", ""};
  return TFC_OK;
}

tfc_code tfc_compilation_load(tfc_compilation *compilation,
                              tfc_loaded **loaded) {
  *loaded = nullptr;
  llvm::ArrayRef<char> object;
  if (tfc_code code = findOutput(*compilation, TFC_OUTPUT_OBJECT, object);
      code != TFC_OK)
    return code;
  const Compiler &compiler = compilation->compiler;
  tfc_code code =
      load(object, compiler.program()->name, compiler.sourceOps(), loaded);
  if (code == TFC_OK)
    return TFC_OK;
  return failAloud(*compilation, code, std::string(tfc_compiler_error()));
}

tfc_code tfc_load_file(const char *path, tfc_loaded **loaded) {
  *loaded = nullptr;
  auto file = llvm::MemoryBuffer::getFile(text(path), /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file)
    return fail(TFC_NOT_FOUND, text(path) + ": " + file.getError().message());
  StringRef content = (*file)->getBuffer();
  return load(llvm::ArrayRef(content.begin(), content.end()), text(path), {},
              loaded);
}

tfc_code tfc_load_bytes(const void *bytes, size_t size, tfc_loaded **loaded) {
  return load({static_cast<const char *>(bytes), size}, "the object", {},
              loaded);
}

const tfc_program *tfc_loaded_program(const tfc_loaded *loaded) {
  return &loaded->program.get();
}

const char *tfc_loaded_text(tfc_loaded *loaded) {
  if (loaded->text.empty())
    loaded->text = describeText(loaded->program.get(), loaded->ops);
  return loaded->text.c_str();
}

const char *tfc_loaded_json(tfc_loaded *loaded) {
  if (loaded->json.empty())
    loaded->json = describeJson(loaded->program.get(), loaded->ops);
  return loaded->json.c_str();
}

void tfc_unload(tfc_loaded *loaded) { delete loaded; }
