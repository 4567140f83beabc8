#!/usr/bin/env python3
"""Checks the gradient of every op by finite differences.

usage: run.py REGISTRY [--tfc=PATH] [--op=NAME] [--order=1|2]
              [--shapes=static|dynamic] [--table]

REGISTRY is what `tfc-tblgen -gen-test-registry` wrote; its examples are those
of test/ops. For each example the loss is sum(call * r) with a random r, and
tf.gradients(loss, inputs) is compared with central differences of the same
compiled program: input = base + row of a table of perturbations, a row a step.
With --order=2 the loss is a random projection of the gradients themselves, so
that gradients of gradients are checked.

Inputs are float64 where the example compiles so, else float32 with coarser
steps. With --shapes=dynamic the first dimension of every input is known only in
the run; where an op refuses that with an error, only that of the first input.
Examples that test/known_gaps.txt lists as `gradient OP` (or `second gradient
OP`), for dynamic shapes also as `dynamic gradient OP`, may fail.
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
sys.path.insert(0, os.path.join(HERE, "..", "ops"))
import reference as ref  # noqa: E402

INTEGERS = {"i32": np.int32, "i64": np.int64, "bool": np.bool_, "i8": np.int8,
            "i16": np.int16, "ui8": np.uint8}
TENSORFLOW = {"i32": "int32", "i64": "int64", "bool": "bool", "i8": "int8",
              "i16": "int16", "ui8": "uint8"}
# Per type of the inputs: the step, relative and absolute tolerance.
PRECISION = {"float64": (1e-5, 1e-5, 1e-6), "float32": (1e-2, 2e-2, 5e-3)}
SINGLE, DENSE = 24, 4  # perturbations of one input: single elements, all at once


class Example:
    """One example of an op, in one type, as part of a program."""

    def __init__(self, op, number, data, options):
        self.op, self.call = op, data["call"]
        self.order = options.order
        # How many inputs have a first dimension that only the run knows.
        self.dynamic = len(data["inputs"]) if options.shapes == "dynamic" else 0
        # What the call itself computes in float32 allows coarse steps alone.
        narrow = "float32" in self.call or "complex64" in self.call
        self.kind = "float32" if narrow else "float64"
        self.name = f"{op}_{number}"
        self.inputs = data["inputs"]
        self.random = np.random.RandomState(number + sum(map(ord, op)))
        self.values = {i["name"]: self.draw(i) for i in self.inputs}
        self.floats = [i["name"] for i in self.inputs
                       if i["type"].startswith("f")]
        names = dict(self.values, np=np, math=math, ref=ref)
        with np.errstate(all="ignore"):
            value = np.asarray(eval(data["numpy"], names))
        self.differentiable = value.dtype.kind == "f" and bool(self.floats)
        self.projection = self.random.uniform(0.5, 1.5, value.shape)
        self.seeds = {n: self.random.uniform(0.5, 1.5, self.values[n].shape)
                      for n in self.floats}
        self.directions = [d for n in self.floats for d in self.perturb(n)]

    def draw(self, spec):
        low, high = spec["low"], spec["high"]
        if spec["type"].startswith("f"):
            return self.random.uniform(low, high, spec["shape"])
        return np.array(self.random.randint(int(low), int(high) + 1,
                                            spec["shape"])).astype(
                                                INTEGERS[spec["type"]])

    def perturb(self, name):
        """Directions in the space of one input: {name: array}."""
        shape, size = self.values[name].shape, self.values[name].size
        places = np.arange(size)
        if size > SINGLE:
            places = self.random.choice(size, SINGLE, replace=False)
        for place in places:
            direction = np.zeros(size)
            direction[place] = 1
            yield name, direction.reshape(shape)
        if size > SINGLE:
            for _ in range(DENSE):
                yield name, self.random.uniform(-1, 1, shape)

    # The program.

    def id(self, what):
        return f"{self.name}_{what}"

    def tfg(self, rows):
        names = [i["name"] for i in self.inputs]
        total = sum(self.values[n].size for n in self.floats)
        lines = [f"def {self.name}({', '.join(names)}):",
                 f"    return {self.call}",
                 f"{self.id('the_table')} = tf.placeholder(tf.float64, "
                 f"[{rows}, {total}])",
                 f"{self.id('the_r')} = tf.placeholder(tf.float64, "
                 f"{list(self.projection.shape)})",
                 f"{self.id('the_row')} = tf.gather({self.id('the_table')}, now)"]
        offset = 0
        for place, spec in enumerate(self.inputs):
            name, shape = spec["name"], list(spec["shape"])
            declared = list(shape)
            if place < self.dynamic and shape:
                declared[0] = None
            if name not in self.floats:
                lines.append(f"{self.id(name)} = tf.placeholder("
                             f"tf.{TENSORFLOW[spec['type']]}, {declared})")
                continue
            size = self.values[name].size
            lines += [
                f"{self.id('base_' + name)} = tf.placeholder("
                f"tf.{self.kind}, {declared})",
                f"{self.id(name)} = {self.id('base_' + name)} + tf.reshape("
                f"tf.cast({self.id('the_row')}[{offset}:{offset + size}], "
                f"tf.{self.kind}), tf.shape({self.id('base_' + name)}))"]
            offset += size
        arguments = ", ".join(self.id(n) for n in names)
        xs = ", ".join(self.id(n) for n in self.floats)
        lines += [f"{self.id('the_y')} = tf.cast({self.name}({arguments}), "
                  "tf.float64)",
                  f"{self.id('the_first')} = tf.reduce_sum({self.id('the_y')} * "
                  f"{self.id('the_r')})"]
        loss = self.id("the_first")
        if self.order == 2:
            lines.append(f"{self.id('the_dy')} = tf.gradients({loss}, [{xs}])")
            terms = []
            for i, name in enumerate(self.floats):
                lines.append(f"{self.id('q_' + name)} = tf.placeholder("
                             f"tf.float64, {list(self.values[name].shape)})")
                terms.append(f"tf.reduce_sum(tf.cast({self.id('the_dy')}[{i}], "
                             f"tf.float64) * {self.id('q_' + name)})")
            loss = " + ".join(terms)
        lines += [f"{self.id('the_loss')} = tf.identity({loss}, "
                  f"name='{self.id('the_loss')}')",
                  f"{self.id('the_g')} = tf.gradients({self.id('the_loss')}, [{xs}])"]
        for i, name in enumerate(self.floats):
            lines.append(f"{self.id('d' + name)} = tf.identity("
                         f"{self.id('the_g')}[{i}], name='{self.id('d' + name)}')")
        return "\n".join(lines) + "\n"

    def feeds(self, rows):
        """What is fed: the table, the base values, the projections."""
        step = PRECISION[self.kind][0]
        table = []
        for name, direction in self.directions:
            row = np.concatenate([
                (direction if n == name else np.zeros_like(self.values[n]))
                .ravel() for n in self.floats])
            table += [row * step, -row * step]
        while len(table) < rows:
            table.append(np.zeros_like(table[0]))
        yield self.id("the_table"), np.array(table)
        yield self.id("the_r"), self.projection
        for name, value in self.values.items():
            if name not in self.floats:
                yield self.id(name), value
                continue
            yield self.id("base_" + name), value.astype(self.kind)
            if self.order == 2:
                yield self.id("q_" + name), self.seeds[name]

    def problem(self, losses, gradients):
        """What is wrong, or None; `losses` is one value per row."""
        step, relative, absolute = PRECISION[self.kind]
        for i, (name, direction) in enumerate(self.directions):
            want = (losses[2 * i] - losses[2 * i + 1]) / (2 * step)
            given = gradients[name]
            if given.shape != direction.shape:
                return f"d{name}: shape {given.shape}, not {direction.shape}"
            have = float(np.sum(given * direction))
            scale = max(abs(want), float(np.sum(np.abs(given * direction))))
            if not abs(have - want) <= absolute + relative * scale:
                kind = ("along a random direction" if np.count_nonzero(direction)
                        > 1 else f"at {list(np.argwhere(direction)[0])}")
                return f"d{name} {kind}: {have:.9g}, differences {want:.9g}"
        return None


def run(examples, options):
    """Losses per row and gradients by example name; or the program's error."""
    rows = 1 + max(2 * len(e.directions) for e in examples)
    with tempfile.TemporaryDirectory() as folder:
        graph = os.path.join(folder, "gradients.tfg")
        with open(graph, "w") as out:
            out.write("step = tf.Variable(-1, trainable=False)\n"
                      "now = tf.assign_add(step, 1)\n")
            out.write("".join(e.tfg(rows) for e in examples))
        command = [options.tfc, "run", graph, "--json", f"--steps={rows}",
                   "-O1",
                   "--fetch=" + ",".join(e.id("the_loss") for e in examples)]
        for e in examples:
            for name, value in e.feeds(rows):
                path = os.path.join(folder, name + ".npy")
                np.save(path, value)
                command += ["--feed", f"{name}={path}"]
            for name in e.floats:
                path = os.path.join(folder, "out_" + e.id(name) + ".npy")
                command += ["--out", f"{e.id('d' + name)}={path}"]
        process = subprocess.run(command, capture_output=True, text=True,
                                 timeout=900)
        if process.returncode:
            return None, process.stderr.strip() or f"exit {process.returncode}"
        steps = [json.loads(line) for line in process.stdout.splitlines()
                 if line.startswith("{")]
        results = {}
        for e in examples:
            losses = [s[e.id("the_loss")]["values"][0] for s in steps]
            gradients = {n: np.load(os.path.join(
                folder, "out_" + e.id(n) + ".npy")) for n in e.floats}
            results[e.name] = losses, gradients
        return results, None


def check(examples, options, report):
    """Checks many examples by one program; one by one where that fails."""
    results, error = run(examples, options)
    if results is not None:
        for e in examples:
            report(e, e.problem(*results[e.name]))
    elif len(examples) > 1:
        half = len(examples) // 2
        check(examples[:half], options, report)
        check(examples[half:], options, report)
    elif examples[0].dynamic > 1:
        examples[0].dynamic = 1
        check(examples, options, report)
    elif examples[0].kind == "float64":
        examples[0].kind = "float32"
        results, _ = run(examples, options)
        report(examples[0], error if results is None else
               examples[0].problem(*results[examples[0].name]))
    else:
        report(examples[0], error)


def known_gaps(prefix):
    """Lines of known_gaps.txt `PREFIX OP | what happens`, by op."""
    gaps = {}
    for line in open(os.path.join(HERE, "..", "known_gaps.txt")):
        what, _, why = line.partition("|")
        if what.startswith(prefix + " "):
            gaps[what[len(prefix):].strip()] = why.strip()
    return gaps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("registry")
    parser.add_argument("--tfc", default="tfc")
    parser.add_argument("--op", help="only the examples of this op")
    parser.add_argument("--order", type=int, choices=[1, 2], default=1)
    parser.add_argument("--shapes", choices=["static", "dynamic"],
                        default="static")
    parser.add_argument("--batch", type=int, default=16,
                        help="examples per program")
    parser.add_argument("--table", action="store_true",
                        help="a line for every op")
    options = parser.parse_args()

    registry = json.load(open(options.registry))
    status = {}  # op -> what to print
    examples = []
    for op in registry:
        if options.op not in (None, op["op"]):
            continue
        if op["not_differentiable"]:
            status[op["op"]] = "constant: " + op["not_differentiable"]
            continue
        if op["gradient_missing"]:
            status[op["op"]] = "known gap: its definition says gradientMissing"
            continue
        own = [Example(op["op"], i, data, options)
               for i, data in enumerate(op["examples"])]
        own = [e for e in own if e.differentiable]
        status[op["op"]] = (f"{len(own)} examples" if own
                            else "FAILED: no example with floats")
        examples += own
    kind = "gradient" if options.order == 1 else "second gradient"
    gaps = known_gaps(kind)
    if options.shapes == "dynamic":
        gaps.update(known_gaps("dynamic " + kind))
    failed = sum(s.startswith("FAILED") for s in status.values())
    passed, needless = 0, set(gaps) & {e.op for e in examples}

    def report(example, problem):
        nonlocal passed, failed
        if problem is None:
            passed += 1
        elif example.op in gaps:
            needless.discard(example.op)
            status[example.op] = "known gap: " + gaps[example.op]
        else:
            failed += 1
            line = problem.splitlines()[0]
            status[example.op] = f"FAILED: {example.call}: {line}"
            print(f"FAILED   {example.op}: {example.call}\n         {line}",
                  flush=True)

    for i in range(0, len(examples), options.batch):
        check(examples[i:i + options.batch], options, report)
    for op in sorted(needless):
        print(f"FAILED   {op}: listed in known_gaps.txt, but passes")
    for op, line in sorted(status.items()):
        if options.table or line.startswith(("known gap", "FAILED: no")):
            print(f"{op:32} {line}")
    constant = sum(s.startswith("constant") for s in status.values())
    print(f"gradients of order {options.order}, {options.shapes} shapes: "
          f"{len(status)} ops, of them {constant} constant; {passed} examples "
          f"passed, {failed} failed, {len(gaps)} known gaps")
    return 1 if failed or needless else 0


if __name__ == "__main__":
    sys.exit(main())
