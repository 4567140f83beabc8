#!/usr/bin/env python3
"""Runs every op's examples through `tfc run` and compares them with numpy.

usage: run.py REGISTRY [--tfc=PATH] [--op=NAME] [--shapes=static|dynamic]

REGISTRY is what `tfc-tblgen -gen-test-registry` wrote. Inputs are fed, so that
nothing is folded when compiling. With --shapes=dynamic the first dimension of
every input is known only in the run; where an op refuses that with an error,
only that of the first input. Examples of an op that test/known_gaps.txt lists
as `op NAME`, or for dynamic shapes as `dynamic op NAME`, may fail.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import reference as ref  # noqa: E402

NUMPY = {"f32": np.float32, "f64": np.float64, "i32": np.int32,
         "i64": np.int64, "bool": np.bool_, "f16": np.float16,
         "i8": np.int8, "i16": np.int16, "ui8": np.uint8, "str": np.str_}
TENSORFLOW = {"f32": "float32", "f64": "float64", "i32": "int32",
              "i64": "int64", "bool": "bool", "f16": "float16",
              "i8": "int8", "i16": "int16", "ui8": "uint8", "str": "string"}
TOLERANCE = {"float64": (1e-9, 1e-10), "float32": (3e-5, 3e-6),
             "float16": (2e-3, 2e-3)}

# Three steps of an optimiser from [1, -2]; the gradient of step i is i * x.
PRELUDE = """\
def ref_train(optimizer, x):
    v = tf.Variable([1.0, -2.0])
    count = tf.train.get_or_create_global_step()
    step = tf.assign(count, tf.zeros([], tf.int64))  # other examples count, too
    for i in [1.0, 2.0, 3.0]:
        with tf.control_dependencies([step]):
            step = optimizer.minimize(tf.reduce_sum(v * x) * i, global_step=count)
    with tf.control_dependencies([step]):
        return v.read_value()
"""


class Example:
    def __init__(self, op, number, data, dynamic):
        self.op, self.number = op, number
        self.dynamic = len(data["inputs"]) if dynamic else 0
        self.call, self.reference = data["call"], data["numpy"]
        self.inputs = data["inputs"]
        self.name = f"{op}_{number}"
        random = np.random.RandomState(number + sum(map(ord, op)))
        self.values = {i["name"]: self.draw(i, random) for i in self.inputs}

    @staticmethod
    def draw(spec, random):
        kind, low, high = spec["type"], spec["low"], spec["high"]
        if kind.startswith("f"):
            value = random.uniform(low, high, spec["shape"])
        elif kind == "str":  # of low to high characters
            count = int(np.prod(spec["shape"]))
            lengths = random.randint(int(low), int(high) + 1, count)
            value = ["".join(random.choice(list("aabBc "), n)) for n in lengths]
            value = np.reshape(np.array(value), spec["shape"])
        else:
            value = random.randint(int(low), int(high) + 1, spec["shape"])
        return np.array(value).astype(NUMPY[kind])

    def tfg(self):
        names = [i["name"] for i in self.inputs]
        lines = [f"def {self.name}({', '.join(names)}):",
                 f"    return {self.call}"]
        for place, i in enumerate(self.inputs):
            shape = list(i["shape"])
            if place < self.dynamic and shape:
                shape[0] = None
            lines.append(f"{self.feed(i['name'])} = tf.placeholder("
                         f"tf.{TENSORFLOW[i['type']]}, {shape})")
        arguments = ", ".join(self.feed(n) for n in names)
        lines.append(f"{self.result} = tf.identity({self.name}({arguments}), "
                     f"name='{self.result}')")
        return "\n".join(lines) + "\n"

    def feed(self, name):
        return f"{self.name}_{name}"

    @property
    def result(self):
        return f"result_{self.name}"

    def expected(self):
        names = dict(self.values, np=np, math=math, ref=ref)
        with np.errstate(all="ignore"):
            return np.asarray(eval(self.reference, names))

    def problem(self, got):
        """What is wrong with the result, or None."""
        want = self.expected()
        if got["shape"] != list(want.shape):
            return f"shape {got['shape']}, expected {list(want.shape)}"
        if got["dtype"] == "string":
            got["dtype"] = "str"
        kind = np.dtype(got["dtype"]).kind
        if kind != want.dtype.kind:
            return f"type {got['dtype']}, expected {want.dtype}"
        have = np.array(got["values"]).astype(got["dtype"])
        have = have.reshape(got["shape"])
        if kind != "f":
            if kind != "U" and have.dtype != want.dtype:
                return f"type {have.dtype}, expected {want.dtype}"
            equal = have == want
        else:
            relative, absolute = TOLERANCE[got["dtype"]]
            equal = np.isclose(have, want, relative, absolute, equal_nan=True)
        if np.all(equal):
            return None
        at = tuple(np.argwhere(~np.asarray(equal))[0])
        return f"{have[at]} at {list(at)}, expected {want[at]}"


def run(examples, tfc):
    """The results by name of one program of all `examples`, or its error."""
    with tempfile.TemporaryDirectory() as folder:
        graph = os.path.join(folder, "ops.tfg")
        with open(graph, "w") as out:
            out.write(PRELUDE + "".join(e.tfg() for e in examples))
        command = [tfc, "run", graph, "--json",
                   "--fetch=" + ",".join(e.result for e in examples)]
        for e in examples:
            for name, value in e.values.items():
                path = os.path.join(folder, e.feed(name) + ".npy")
                np.save(path, value)
                command += ["--feed", f"{e.feed(name)}={path}"]
        process = subprocess.run(command, capture_output=True, text=True,
                                 timeout=600)
        if process.returncode == 0:
            return json.loads(process.stdout.splitlines()[-1]), None
        return None, process.stderr.strip() or f"exit {process.returncode}"


def check(examples, tfc, report):
    """Checks many examples by one program; one by one where that fails."""
    results, error = run(examples, tfc)
    if results is not None:
        for e in examples:
            report(e, e.problem(results[e.result]))
    elif len(examples) == 1 and examples[0].dynamic > 1:
        examples[0].dynamic = 1
        check(examples, tfc, report)
    elif len(examples) == 1:
        report(examples[0], error)
    else:
        half = len(examples) // 2
        check(examples[:half], tfc, report)
        check(examples[half:], tfc, report)


def known_gaps(prefix):
    """The lines of known_gaps.txt `PREFIX NAME | what happens`, by op."""
    gaps = {}
    path = os.path.join(HERE, "..", "known_gaps.txt")
    for line in open(path):
        what, _, why = line.partition("|")
        if what.startswith(prefix + " "):
            gaps[what[len(prefix):].strip()] = why.strip()
    return gaps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("registry")
    parser.add_argument("--tfc", default="tfc")
    parser.add_argument("--op", help="only the examples of this op")
    parser.add_argument("--shapes", choices=["static", "dynamic"],
                        default="static")
    parser.add_argument("--batch", type=int, default=32,
                        help="examples per program")
    arguments = parser.parse_args()
    dynamic = arguments.shapes == "dynamic"

    registry = json.load(open(arguments.registry))
    examples = [Example(op["op"], i, data, dynamic)
                for op in registry
                if arguments.op in (None, op["op"])
                for i, data in enumerate(op["examples"])]
    gaps = known_gaps("op")
    if dynamic:
        gaps.update(known_gaps("dynamic op"))
    counts = {"passed": 0, "failed": 0, "known gap": 0}
    failures, needless = [], set(gaps) & {e.op for e in examples}

    def report(example, problem):
        if problem is None:
            counts["passed"] += 1
            return
        needless.discard(example.op)
        if example.op in gaps:
            counts["known gap"] += 1
        else:
            counts["failed"] += 1
            failures.append((example, problem))

    for i in range(0, len(examples), arguments.batch):
        check(examples[i:i + arguments.batch], arguments.tfc, report)

    for example, problem in failures:
        first = problem.splitlines()[0] if problem else ""
        print(f"FAILED   {example.op}: {example.call}\n         {first}")
    for op in sorted(gaps):
        print(f"gap      {op}: {gaps[op]}")
    for op in sorted(needless):
        print(f"FAILED   {op}: listed in known_gaps.txt, but passes")
    print(f"{len(registry)} ops, {len(examples)} examples, {arguments.shapes} "
          "shapes: " + ", ".join(f"{n} {k}" for k, n in counts.items()))
    return 1 if counts["failed"] or needless else 0


if __name__ == "__main__":
    sys.exit(main())
