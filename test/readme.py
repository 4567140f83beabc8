#!/usr/bin/python3
"""Keeps README.md to what the code does.

usage: readme.py [--write] SOURCE_ROOT [TFC]

What README.md says of ops between the marks in README.md must be what ir/OPS.md says,
which is generated and checked by another test; --write renews it. With TFC, the
README's example is written out and run as it stands.
"""
import os
import re
import subprocess
import sys
import tempfile
import textwrap

BEGIN, END = "<!-- ops: test/readme.py --write -->", "<!-- end of ops -->"


def ops_table(root):
    """How many ops each family of ir/OPS.md has."""
    counts, total, family, names = [], 0, None, []

    def close():
        if family:
            counts.append(f"{family} {len(names)}")

    with open(os.path.join(root, "ir", "OPS.md"), encoding="utf-8") as text:
        for line in text:
            if line.startswith("## "):
                close()
                family, names = line[3:].strip(), []
            match = re.match(r"\| (\w+) \|", line)
            if family and match and match.group(1) != "op":
                names.append(match.group(1))
                total += 1
    close()
    lead = (f"{total} ops; [ir/OPS.md](ir/OPS.md) has each with its names in .tfg and "
            "TensorFlow and its gradient. By family: ")
    return textwrap.fill(lead + ", ".join(counts) + ".", 80,
                         break_long_words=False, break_on_hyphens=False)


def run_example(readme, tfc, root):
    """Runs the three blocks of the README's example in an empty folder: the
    graph, the program and the commands, with this build in place of the
    README's."""
    section = readme.split("## An example", 1)[1].split("\n## ", 1)[0]
    graph, program, commands = re.findall(r"```(?:python|cpp|sh)\n(.*?)```",
                                          section, re.S)[:3]
    expected = re.findall(r"```text\n(.*?)```", section, re.S)[0]
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("line.tfg", graph), ("main.cpp", program)):
            with open(os.path.join(folder, name), "w") as out:
                out.write(text)
        commands = commands.replace("$TFC", root)
        build = os.path.dirname(os.path.dirname(tfc))
        commands = commands.replace(root + "/build/release", build)
        done = subprocess.run(["bash", "-ec", commands], cwd=folder, text=True,
                              capture_output=True)
    if done.returncode or done.stdout != expected:
        print("README.md: the example printed\n" + done.stdout + done.stderr +
              "where it says\n" + expected)
        return False
    return True


def main():
    arguments = [a for a in sys.argv[1:] if a != "--write"]
    root = os.path.abspath(arguments[0])
    path = os.path.join(root, "README.md")
    with open(path, encoding="utf-8") as text:
        readme = text.read()
    head, rest = readme.split(BEGIN)
    tail = rest.split(END)[1]
    current = head + BEGIN + "\n" + ops_table(root) + "\n" + END + tail
    if "--write" in sys.argv:
        with open(path, "w", encoding="utf-8") as out:
            out.write(current)
    elif current != readme:
        print("README.md: what stands of ops is not what ir/OPS.md says; run "
              "test/readme.py --write .")
        return 1
    if len(arguments) > 1 and not run_example(readme, arguments[1], root):
        return 1
    print("README.md is current")
    return 0


if __name__ == "__main__":
    sys.exit(main())
