#!/usr/bin/python3
"""Checks that what is written by hand for an op stands in the file of its family.

An op is a def in ir/ops/<family>.td. Its overloads (the shape rule, the composition,
the lowering, the sizes of its kernel's results, the gradient, the places of its
elements) stand in <family>.cpp of ir/ops, passes/lower/ops and passes/autodiff/ops, so
that from a def one knows the file.

usage: families.py SOURCE_ROOT      prints each overload elsewhere, exits 1 if any
"""
import os
import re
import sys

DEF = re.compile(r"^def Tfc_(\w+)\b", re.M)
OVERLOAD = re.compile(r"\b(expand|gradient|inferShape|kernelSizes|lower|origins)\(\s*"
                      r"(?:tfc::)?([\w#]+Op)(?:::Adaptor)?\s+op\b")
MACRO = re.compile(r"^#define (\w+)\(([^)]*)\)((?:.*\\\n)*.*)", re.M)


def families(root):
    """The family of each op, by its class."""
    folder = os.path.join(root, "ir", "ops")
    result = {}
    for file in sorted(os.listdir(folder)):
        if file.endswith(".td"):
            with open(os.path.join(folder, file), encoding="utf-8") as text:
                for name in DEF.findall(text.read()):
                    result[name] = file[:-len(".td")]
    return result


def overloads(text):
    """(kind, class) of each overload in a source text. A macro that defines
    overloads gives those of each of its uses: with NAME = Conv2D, NAME##Op is
    Conv2DOp."""
    for name, parameters, body in MACRO.findall(text):
        parameters = [each.strip() for each in parameters.split(",")]
        for use in re.findall(rf"^{name}\(([^)]*)\)", text, re.M):
            given = dict(zip(parameters, (each.strip() for each in use.split(","))))
            for kind, pasted in OVERLOAD.findall(body):
                yield kind, "".join(given.get(each, each) for each in pasted.split("##"))
    for kind, name in OVERLOAD.findall(MACRO.sub("", text)):
        yield kind, name


def misplaced(root):
    known = families(root)
    for folder in ("ir", "passes"):
        for where, _, files in sorted(os.walk(os.path.join(root, folder))):
            for file in sorted(files):
                if not file.endswith(".cpp"):
                    continue
                path = os.path.join(where, file)
                with open(path, encoding="utf-8") as text:
                    found = list(overloads(text.read()))
                for kind, name in found:
                    family = known.get(name)
                    in_place = os.path.basename(where) == "ops" and file == f"{family}.cpp"
                    if family and not in_place:
                        yield (f"{os.path.relpath(path, root)}: {kind}({name}) belongs "
                               f"to ops/{family}.cpp, where its def's family is")


def self_test():
    """The check must be able to fail."""
    import tempfile
    with tempfile.TemporaryDirectory() as root:
        for path, text in {
                "ir/ops/linear.td": "def Tfc_MatMulOp : Tfc_Op<\"matmul\"> {\n",
                "ir/ops/pool.td": "def Tfc_MaxPoolOp : Tfc_Op<\"max_pool\"> {\n",
                "ir/ops/linear.cpp": "LogicalResult inferShape(MatMulOp::Adaptor op, T &t) {\n",
                "ir/Rules.cpp": "LogicalResult expand(MatMulOp op, T &t) {\n",
                "passes/lower/ops/pool.cpp": "LogicalResult lower(\n    MatMulOp op, Lowering &l) {\n",
                "passes/autodiff/ops/linear.cpp":
                    "#define RULE(NAME, CALL) \\\n  LogicalResult gradient(NAME##Op op) { \\\n"
                    "    CALL; }\nRULE(MatMul, a)\nRULE(MaxPool, b)\n",
        }.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w") as file:
                file.write(text)
        found = [line.split(" belongs")[0] for line in misplaced(root)]
        assert found == ["ir/Rules.cpp: expand(MatMulOp)",
                         "passes/autodiff/ops/linear.cpp: gradient(MaxPoolOp)",
                         "passes/lower/ops/pool.cpp: lower(MatMulOp)"], found


def main():
    self_test()
    found = list(misplaced(sys.argv[1]))
    print("\n".join(found) or "overloads stand in their families' files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
