//===- main.cpp - tfc: compiles, runs, inspects and times graphs ----------===//
#include "tools/tfc/Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;
using namespace tfc::cli;

namespace {

struct Verb {
  llvm::StringRef name;
  int (*main)();
  llvm::StringRef example;
};

const Verb verbs[] = {
    {"compile", compileMain,
     "\nexample:\n"
     "  tfc compile digits.tfg -o digits.o        writes digits.o, digits.h\n"
     "  c++ main.cpp digits.o $(pkg-config --cflags --libs tfc) -o digits\n"},
    {"run", runMain,
     "\nexample:\n"
     "  tfc run counter.tfg --fetch=update --steps=3\n"
     "  tfc run product.tfg --fetch=z --feed x=[1,2] --feed y=rows.npy\n"},
    {"inspect", inspectMain,
     "\nexample:\n"
     "  tfc inspect digits.tfg --svg=digits.svg\n"
     "  tfc inspect digits.o --json\n"},
    {"bench", benchMain,
     "\nexample:\n"
     "  tfc bench mlp.tfg --freeze --batch=32 --threads=1\n"}};

void printUsage(llvm::raw_ostream &out) {
  out << "tfc " << tfc_compiler_version()
      << ": compiles TensorFlow-style graphs ahead of time\n\n"
         "usage: tfc VERB GRAPH [OPTIONS]\n\n"
         "  tfc compile GRAPH -o OUT.o     to an object and its header\n"
         "  tfc run     GRAPH --fetch=a,b  in this process\n"
         "  tfc inspect GRAPH|OBJECT       what it holds\n"
         "  tfc bench   GRAPH              how fast it is\n\n"
         "tfc VERB --help lists the options of a verb, with an example.\n"
         "GRAPH is a .tfg file, a SavedModel or its folder, a GraphDef or\n"
         "MetaGraphDef (binary or text), a model.json of TensorFlow.js, or "
         "MLIR\n"
         "in the tfc dialect; which of them is told by content.\n";
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::StringRef word = argc > 1 ? argv[1] : "";
  if (word == "--version") {
    llvm::outs() << "tfc " << tfc_compiler_version() << "\n";
    return kSuccess;
  }
  if (word == "--help" || word == "-h" || word == "help") {
    printUsage(llvm::outs());
    return kSuccess;
  }
  const Verb *verb = llvm::find_if(
      verbs, [&](const Verb &candidate) { return candidate.name == word; });
  if (verb == std::end(verbs)) {
    if (word.empty())
      printUsage(llvm::errs());
    else
      usageError("there is no verb '" + word +
                 "'; expected compile, run, inspect or bench");
    return kUsageError;
  }
  registerSharedOptions();
  cl::extrahelp example(verb->example);
  if (!cl::ParseCommandLineOptions(argc, argv, "", &llvm::errs()))
    return kUsageError;
  return verb->main();
}
