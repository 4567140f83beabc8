#!/usr/bin/python3
"""Checks that the IR shown in docs/ is what the compiler writes today.

A page holds blocks of this form, whose first line says what they show:

    <!-- ir: life.tfg after partition, @segment_1, first 8 -->
    ```mlir
    ...
    ```

The graph stands beside the page. `@NAME` cuts the function of that name out of
the module, with the function `NAME` of LLVM's dialect counting too; without it
the whole module is shown. `first N` keeps N lines and shows the rest as "...".
Lines are cut at 100 columns.

usage: ir.py TFC PAGE [--write]     --write puts today's IR into the page
"""
import os
import re
import subprocess
import sys
import tempfile

# One processor and one system, so that the page is the same everywhere.
TARGET = ["--cpu=x86-64-v3", "--triple=x86_64-unknown-linux-gnu"]
WIDTH = 100
BLOCK = re.compile(
    r"(<!-- ir: (?P<graph>\S+) after (?P<phase>[\w-]+)(?:, @(?P<symbol>\w+))?"
    r"(?:, first (?P<first>\d+))? -->\n```mlir\n)(?P<text>.*?)(```\n)", re.S)


def module_after(tfc, graph, phase, cache={}):
    if (graph, phase) not in cache:
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.mlir")
            subprocess.run([tfc, "compile", graph, f"--until={phase}",
                            "--emit=mlir", "-o", out, *TARGET], check=True)
            with open(out, encoding="utf-8") as file:
                cache[graph, phase] = file.read().splitlines()
    return cache[graph, phase]


def cut_function(lines, symbol):
    """The lines of the function `symbol`, its closing brace included."""
    start = next(i for i, line in enumerate(lines)
                 if re.search(rf"func(\.func)? .*@{symbol}\(", line)
                 and line.startswith("  ") and not line.startswith("   "))
    end = next(i for i in range(start, len(lines)) if lines[i] == "  }")
    return [line[2:] for line in lines[start:end + 1]]


def shown(match, folder, tfc):
    lines = module_after(tfc, os.path.join(folder, match["graph"]),
                         match["phase"])
    lines = [line for line in lines if line.strip()]
    if match["symbol"]:
        lines = cut_function(lines, match["symbol"])
    if match["first"] and int(match["first"]) < len(lines):
        lines = lines[:int(match["first"])] + ["..."]
    return "".join((line if len(line) <= WIDTH else line[:WIDTH - 3] + "...")
                   + "\n" for line in lines)


def main():
    tfc, page = sys.argv[1:3]
    folder = os.path.dirname(os.path.abspath(page))
    with open(page, encoding="utf-8") as file:
        text = file.read()
    stale = []

    def renew(match):
        now = shown(match, folder, tfc)
        if now != match["text"]:
            stale.append(match["phase"])
        return match[1] + now + "```\n"

    renewed, count = BLOCK.subn(renew, text)
    if not count:
        print(f"{page}: no block of IR")
        return 1
    if "--write" in sys.argv:
        with open(page, "w", encoding="utf-8") as file:
            file.write(renewed)
    elif stale:
        print(f"{page}: not what the compiler writes after {', '.join(stale)}; "
              "test/docs/ir.py TFC PAGE --write renews it")
        return 1
    print(f"{page}: {count} blocks, {len(stale)} renewed or stale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
