# How lit finds and runs the tests of this tree: `ninja check-lit`, or
#   /usr/lib/llvm-22/bin/lit -v build/release/test [--filter=passes/]
#
# A test is a .mlir, .tfg, .pbtxt or .test file with RUN lines; what it reads beside
# itself stands in a folder Inputs. The tools of the build and LLVM's FileCheck,
# not, count and split-file are on the PATH.
import os

import lit.formats

config.name = "tfc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".tfg", ".pbtxt", ".test"]
config.excludes = ["Inputs", "bench", "fuzz", "package"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = config.tfc_test_build

# A rewrite that never ends fails its test and not the whole run.
lit_config.maxIndividualTestTime = 120

config.environment["PATH"] = os.pathsep.join(
    [config.tfc_bin, config.llvm_bin, "/usr/local/bin", "/usr/bin", "/bin"])
# Results are to be the same on every machine and in every order.
config.environment["LC_ALL"] = "C"
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "HOME"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

runtime = config.tfc_source + "/runtime/include"
link = " ".join([config.runtime_library, "-lpthread", "-lm"])
config.substitutions += [
    # A user's compilers, not tfc's, with the sanitizers of this build if any.
    ("%cc", "gcc " + config.sanitizer_flags),
    ("%cxx", "g++ " + config.sanitizer_flags),
    ("%runtime_include", runtime),
    ("%runtime_library", config.runtime_library),
    # Everything that a link needs beside the objects, for %cxx and %cc.
    ("%link_runtime", "-I" + runtime + " " + link + " -lstdc++"),
    ("%python", config.python),
    ("%llvm_include", os.path.join(config.llvm_bin, "..", "include")),
    ("%examples", config.tfc_source + "/examples"),
    ("%source", config.tfc_source),
    ("%build", config.tfc_build),
]

config.available_features.add("x86_64" if os.uname().machine == "x86_64"
                              else os.uname().machine)
if config.sanitizer_flags:
    config.available_features.add("sanitizers")
