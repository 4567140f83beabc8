"""Checks what a shared library exports: all that compiler.h and tfc.h declare,
and nothing whose name does not begin with tfc_.

usage: exports.py LIBRARY NM SOURCE_ROOT
"""
import re
import subprocess
import sys


def declared(path):
    """The functions that a header of the C API declares."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    return set(re.findall(r"^[a-z][\w *]*?\b(tfc_\w+)\(", text, flags=re.M))


def main():
    library, nm, root = sys.argv[1:]
    lines = subprocess.run([nm, "-D", "--defined-only", library], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    exported = {line.split()[-1].split("@")[0] for line in lines}
    wanted = (declared(root + "/driver/include/tfc/compiler.h") |
              declared(root + "/runtime/include/tfc/tfc.h"))
    assert len(wanted) > 30, wanted
    missing = sorted(wanted - exported)
    foreign = sorted(name for name in exported if not name.startswith("tfc_"))
    if missing or foreign:
        sys.exit(f"missing: {missing}\nforeign: {foreign}")
    print(f"{len(wanted)} functions of the C API, nothing foreign")


main()
