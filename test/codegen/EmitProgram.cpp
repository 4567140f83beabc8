// tfc-emit: the codegen pipeline by itself, for the tests of this folder.
//
//   tfc-emit IN.mlir -o OUT --emit=obj|asm|llvm|header [--name=ID] [--cpu=CPU]
//
// IN.mlir is what the partition leaves: descriptor ops and linalg on tensors.
#include "codegen/Codegen.h"
#include "codegen/object/EmitObject.h"
#include "codegen/object/Header.h"
#include "ir/Dialect.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ToolOutputFile.h"

namespace cl = llvm::cl;

static cl::opt<std::string> input(cl::Positional, cl::Required);
static cl::opt<std::string> output("o", cl::init("-"));
static cl::opt<std::string> emit("emit", cl::init("obj"));
static cl::opt<std::string> name("name", cl::init("model"));
static cl::opt<std::string> cpu("cpu", cl::init("native"));
static cl::opt<std::string> triple("triple");
static cl::opt<unsigned> level("O", cl::Prefix, cl::init(3));
static cl::opt<bool> debug("g");

static mlir::LogicalResult run(mlir::ModuleOp module, llvm::raw_pwrite_stream &out) {
  tfc::CodegenOptions options;
  options.name = name;
  options.cpu = cpu;
  options.triple = triple;
  options.optLevel = level;
  options.debugLines = debug;
  mlir::PassManager pm(module.getContext());
  tfc::buildCodegenPipeline(pm, options);
  if (failed(pm.run(module)))
    return mlir::failure();
  mlir::FailureOr<tfc::ProgramInfo> program =
      tfc::collectProgramInfo(module, name);
  if (failed(program))
    return mlir::failure();
  if (emit == "header") {
    out << tfc::renderHeader(*program);
    return mlir::success();
  }
  tfc::EmitKind kind = emit == "asm"    ? tfc::EmitKind::Assembly
                       : emit == "llvm" ? tfc::EmitKind::LLVM
                                        : tfc::EmitKind::Object;
  return tfc::emitProgram(module, *program, options, kind, out);
}

int main(int argc, char **argv) {
  cl::ParseCommandLineOptions(argc, argv, "tfc-emit\n");
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<tfc::TfcDialect>();
  tfc::registerCodegenExtensions(registry);
  mlir::MLIRContext context(registry);
  llvm::SourceMgr sources;
  std::string error;
  auto buffer = mlir::openInputFile(input, &error);
  if (!buffer) {
    llvm::errs() << error << '\n';
    return 1;
  }
  sources.AddNewSourceBuffer(std::move(buffer), {});
  mlir::SourceMgrDiagnosticHandler handler(sources, &context);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(sources, &context);
  llvm::SmallString<0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  if (!module || failed(run(*module, stream)))
    return 1;
  auto file = mlir::openOutputFile(output, &error);
  if (!file) {
    llvm::errs() << error << '\n';
    return 1;
  }
  file->os() << bytes;
  file->keep();
  return 0;
}
