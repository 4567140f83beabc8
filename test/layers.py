#!/usr/bin/python3
"""Checks who includes whom: ir <- frontend, passes, codegen <- driver <- tools; runtime is
a leaf, of which the compiler's libraries see the ABI and the reader of
checkpoints alone.

usage: layers.py SOURCE_ROOT        prints each wrong include, exits 1 if any
"""
import os
import re
import sys

# What a folder may include of the project, as prefixes of paths from the root.
RUNTIME_API = "runtime/include/tfc/"
ABI = RUNTIME_API + "abi.h"
CHECKPOINT = "runtime/checkpoint/"
# Tables of processors' features, which the compiler writes and the runtime checks.
FEATURES = "runtime/target/x86_64/Features.def"
ALLOWED = {
    "ir": ["ir/", ABI],
    "frontend": ["frontend/", "ir/", ABI, CHECKPOINT],
    "passes": ["passes/", "ir/", ABI],
    "codegen": ["codegen/", "ir/", ABI, FEATURES],
    "driver": ["driver/", "frontend/", "passes/", "codegen/", "ir/", RUNTIME_API,
               CHECKPOINT, "tools/console/"],
    "tools": ["tools/", "driver/", "frontend/", "passes/", "codegen/", "ir/",
              RUNTIME_API, CHECKPOINT],
    "runtime": ["runtime/"],
}
# Beside the ABI stand its table of element types and the 16-bit floats.
for allowed in ALLOWED.values():
    allowed += [RUNTIME_API + "dtypes.def", RUNTIME_API + "half.hpp"]
# System headers that must not reach a folder.
FORBIDDEN_SYSTEM = {"runtime": ("llvm/", "mlir/", "clang/")}
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
    return name if first in ALLOWED and name.endswith(".inc") else None


def violations(root):
    for folder, allowed in ALLOWED.items():
        for where, _, files in os.walk(os.path.join(root, folder)):
            for file in sorted(files):
                if not file.endswith(SOURCES):
                    continue
                path = os.path.relpath(os.path.join(where, file), root)
                with open(os.path.join(root, path), encoding="utf-8") as text:
                    for number, line in enumerate(text, 1):
                        match = INCLUDE.match(line)
                        if not match:
                            continue
                        name = match.group(2)
                        target = resolve(root, path, name)
                        wrong = (target is not None and
                                 not target.startswith(tuple(allowed)))
                        if target is None:
                            wrong = name.startswith(
                                FORBIDDEN_SYSTEM.get(folder, ("\0",)))
                        if wrong:
                            yield f"{path}:{number}: {folder}/ may not include {target or name}"


def self_test():
    """The check must be able to fail."""
    import tempfile
    with tempfile.TemporaryDirectory() as root:
        for path, text in {
                "ir/A.h": '#include "passes/B.h"\n',
                "passes/B.h": '#include "ir/A.h"\n#include "runtime/include/tfc/tfc.h"\n',
                "runtime/include/tfc/tfc.h": '#include "tfc/abi.h"\n',
                "runtime/include/tfc/abi.h": "#include <stdint.h>\n",
                "runtime/core/C.cpp": '#include "llvm/ADT/ArrayRef.h"\n',
        }.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w") as file:
                file.write(text)
        found = [line.split(": ")[0] for line in violations(root)]
        assert found == ["ir/A.h:1", "passes/B.h:2", "runtime/core/C.cpp:1"], found


def main():
    self_test()
    found = list(violations(sys.argv[1]))
    print("\n".join(found) or "includes follow the layers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
