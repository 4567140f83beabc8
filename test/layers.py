#!/usr/bin/python3
"""Checks who includes whom: ir <- frontend, passes, codegen <- driver <- tools, and
runtime is a leaf, of which the compiler's libraries see the ABI and the reader of
checkpoints alone. Within a layer the rooms have walls, too.

usage: layers.py SOURCE_ROOT        prints each wrong include, exits 1 if any
"""
import os
import re
import sys

RUNTIME_API = "runtime/include/tfc/"
ABI = RUNTIME_API + "abi.h"
CHECKPOINT = "runtime/checkpoint/"
# Tables of processors' features, which the compiler writes and the runtime checks.
FEATURES = "runtime/target/x86_64/Features.def"
# Beside the ABI stand its table of element types and the 16-bit floats.
EVERYWHERE = [RUNTIME_API + "dtypes.def", RUNTIME_API + "half.hpp"]
COMPILER_API = "driver/include/tfc/"

# What a folder may include of the project beside itself, as prefixes of paths
# from the root. A row is for all beneath it that has no longer row; a star is any
# one folder, each of them a room of its own.
ALLOWED = {
    "ir": [ABI],

    # No frontend knows another one; each is a pipeline of rooms. The tables of
    # the text language's functions (api/) are data for what evaluates it.
    "frontend/text": ["ir/", ABI],
    "frontend/text/syntax": ["ir/", ABI],
    "frontend/text/api": ["ir/", ABI],
    "frontend/text/eval": ["frontend/text/Import.h", "frontend/text/syntax/",
                           "frontend/text/api/", "ir/", ABI],
    "frontend/text/builtins": ["frontend/text/", "ir/", ABI],
    "frontend/import": ["ir/", ABI, CHECKPOINT],
    "frontend/import/read": ["ir/", ABI, CHECKPOINT],
    "frontend/import/graph": ["frontend/import/read/", "ir/", ABI],
    "frontend/import/ops": ["frontend/import/", "ir/", ABI],

    # A pass knows no other pass; scalar/ is the vocabulary that some share.
    "passes/*": ["ir/", ABI],
    "passes/layout": ["passes/scalar/", "passes/lower/Reductions.h.inc", "ir/",
                      ABI],
    "passes/lower": ["passes/scalar/", "ir/", ABI],
    "passes/simplify": ["passes/scalar/", "ir/", ABI],

    # The phases share segment/ and target/, and nothing of one another. The table
    # of targets knows what makes their kernels.
    "codegen": ["ir/", ABI],
    "codegen/segment": ["codegen/PassDetail.h", "ir/", ABI],
    "codegen/target": ["codegen/Codegen.h", "ir/", ABI, FEATURES],
    "codegen/target/*": ["codegen/target/", "codegen/cpu/", "codegen/gpu/", "ir/",
                        ABI, FEATURES],
    "codegen/kernels": ["codegen/PassDetail.h", "codegen/Passes.h.inc",
                        "codegen/segment/", "codegen/target/", "ir/", ABI],
    "codegen/cpu": ["codegen/kernels/", "codegen/segment/", "codegen/target/",
                    "ir/", ABI],
    "codegen/gpu": ["codegen/kernels/", "codegen/segment/", "codegen/target/",
                    "ir/", ABI],
    "codegen/bufferize": ["codegen/PassDetail.h", "codegen/Passes.h.inc",
                          "codegen/segment/", "codegen/target/", "ir/", ABI],
    "codegen/plan": ["codegen/PassDetail.h", "codegen/Passes.h.inc",
                     "codegen/segment/", "codegen/target/", "ir/", ABI],
    "codegen/llvm": ["codegen/PassDetail.h", "codegen/Passes.h.inc",
                     "codegen/segment/", "codegen/target/", "ir/", ABI],
    "codegen/object": ["codegen/Codegen.h", "codegen/segment/",
                       "codegen/target/", "ir/", ABI],

    "driver": ["frontend/", "passes/", "codegen/", "ir/", RUNTIME_API, CHECKPOINT,
               "tools/console/"],
    "driver/include": [RUNTIME_API],

    # The command line has the API that any other front has; tools for work on the
    # compiler itself see the driver's inside.
    "tools/tfc": ["tools/console/", COMPILER_API, RUNTIME_API],
    "tools/console": [RUNTIME_API],
    "tools/tfc-opt": ["driver/"],
    "tools/tfc-lsp": ["driver/"],
    "tools/tfc-tblgen": ["frontend/text/api/Signature.h"],
    "tools/cmake": [],
    "runtime": [],
}

# Wrong includes that are known, to be taken away: (file, what it includes). One
# that is no more in the tree is an error here, so the list only shrinks.
KNOWN = set()

# System headers that must not reach a folder.
FORBIDDEN_SYSTEM = {"runtime": ("llvm/", "mlir/", "clang/")}
LAYERS = {key.split("/")[0] for key in ALLOWED}
SOURCES = (".h", ".hpp", ".c", ".cc", ".cpp", ".inc", ".td")
INCLUDE = re.compile(r'^\s*#?\s*include\s+(["<])([^">]+)[">]')


def resolve(root, path, name):
    """The path from the root of what `path` includes as `name`, or None when
    it is none of the project's files."""
    for base in (os.path.dirname(path), "", "runtime", "runtime/include",
                 "driver/include"):
        candidate = os.path.normpath(os.path.join(base, name))
        if os.path.exists(os.path.join(root, candidate)):
            return candidate
    # Generated files stand in the build folder under the same path.
    first = name.split("/")[0]
    return name if name.endswith(".inc") and first in LAYERS else None


def row(path):
    """The row of ALLOWED for a file: (key, the folder that it stands for)."""
    folders = path.split("/")[:-1]
    best = (None, None)
    for key in ALLOWED:
        parts = key.split("/")
        if len(parts) <= len(folders) and all(
                part in ("*", folder) for part, folder in zip(parts, folders)):
            depth = (len(parts), "*" not in parts)
            if best[0] is None or depth > best[0]:
                best = depth, key
    key = best[1]
    return key, key and "/".join(folders[:len(key.split("/"))]) + "/"


def is_allowed(path, target):
    key, own = row(path)
    return key is not None and target.startswith(
        (own, *ALLOWED[key], *EVERYWHERE))


def includes(root):
    """(path, line, name, target) of every include of the project's files."""
    for layer in sorted(LAYERS):
        for where, _, files in os.walk(os.path.join(root, layer)):
            for file in sorted(files):
                if not file.endswith(SOURCES):
                    continue
                path = os.path.relpath(os.path.join(where, file), root)
                with open(os.path.join(root, path), encoding="utf-8") as text:
                    for number, line in enumerate(text, 1):
                        if match := INCLUDE.match(line):
                            name = match.group(2)
                            yield path, number, name, resolve(root, path, name)


def violations(root, known=KNOWN):
    """Wrong includes that are not known."""
    for path, number, name, target in includes(root):
        if target is None:
            layer = path.split("/")[0]
            wrong = name.startswith(FORBIDDEN_SYSTEM.get(layer, ("\0",)))
        else:
            wrong = not is_allowed(path, target)
        if not wrong:
            continue
        if (path, target) in known:
            continue
        yield f"{path}:{number}: {row(path)[0] or 'no row'}: may not include {target or name}"


def stale(root, known=KNOWN):
    """Known wrong includes that are gone."""
    present = {(path, target) for path, _, _, target in includes(root)}
    return sorted(known - present)


def self_test():
    """The check must be able to fail."""
    import tempfile
    with tempfile.TemporaryDirectory() as root:
        for path, text in {
                "ir/A.h": '#include "passes/lower/B.h"\n',
                "passes/lower/B.h": '#include "ir/A.h"\n#include "runtime/include/tfc/tfc.h"\n',
                "passes/lower/ops/D.h": '#include "passes/lower/B.h"\n#include "passes/shapes/E.h"\n',
                "passes/shapes/E.h": '#include "passes/lower/B.h"\n',
                "codegen/plan/F.h": '#include "codegen/segment/G.h"\n',
                "codegen/segment/G.h": '#include "codegen/plan/F.h"\n',
                "tools/tfc/H.cpp": '#include "driver/I.h"\n#include "tfc/compiler.h"\n',
                "driver/I.h": "",
                "driver/include/tfc/compiler.h": '#include "tfc/abi.h"\n',
                "runtime/include/tfc/tfc.h": '#include "tfc/abi.h"\n',
                "runtime/include/tfc/abi.h": "#include <stdint.h>\n",
                "runtime/core/C.cpp": '#include "llvm/ADT/ArrayRef.h"\n',
        }.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w") as file:
                file.write(text)
        known = {("codegen/segment/G.h", "codegen/plan/F.h"), ("ir/A.h", "ir/B.h")}
        found = sorted(line.split(": ")[0] for line in violations(root, known))
        assert stale(root, known) == [("ir/A.h", "ir/B.h")], stale(root, known)
        assert found == ["ir/A.h:1", "passes/lower/B.h:2",
                         "passes/lower/ops/D.h:2", "passes/shapes/E.h:1",
                         "runtime/core/C.cpp:1", "tools/tfc/H.cpp:1"], found


def main():
    self_test()
    found = list(violations(sys.argv[1]))
    found += [f"{path}: does not include {target} any more; drop it from KNOWN"
              for path, target in stale(sys.argv[1])]
    print("\n".join(found) or f"includes follow the layers; {len(KNOWN)} known not to")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
