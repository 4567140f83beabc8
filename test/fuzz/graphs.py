#!/usr/bin/env python3
"""Random graphs, each compiled and run in three ways that must agree.

usage: graphs.py [--tfc=PATH] [--seed=N] [--runs=N] [--nodes=N]

A graph's only fetch is compiled fused, on one thread. The same with two threads
must give the same bytes. With every node fetchable each op is a segment of its
own and nothing fuses: the values must be equal within rounding. The programs of
a seed are always the same; a failing one is printed.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

import numpy as np

UNARY = ["tf.nn.relu({})", "tf.tanh({})", "tf.sigmoid({})", "-{}", "tf.abs({})",
         "tf.square({}) * 0.25", "tf.exp(-tf.abs({}))", "tf.nn.elu({})",
         "tf.nn.softplus({})", "tf.sin({})", "tf.stop_gradient({})"]
BINARY = ["{} + {}", "{} - {}", "{} * {}", "tf.maximum({}, {})",
          "tf.minimum({}, {})", "tf.where({} > {}, {}, {})"]


class Graph:
    """Nodes of rank 2, so that every op finds operands."""

    def __init__(self, seed, count):
        self.random = random.Random(seed)
        self.lines, self.shapes = [], {}
        self.feeds = {}
        for i in range(3):
            self.placeholder(i, self.random.choice([1, 2, 5, 9]), self.size())
        while len(self.lines) < count:
            self.random.choice([self.unary, self.unary, self.binary,
                                self.binary, self.matmul, self.reduction,
                                self.transpose, self.softmax, self.concat,
                                self.slice])()

    def size(self):
        return self.random.choice([1, 3, 4, 8, 17, 33])

    def add(self, text, shape):
        name = f"n{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        self.shapes[name] = shape

    def pick(self):
        # Late nodes more often: deep graphs rather than wide ones.
        names = list(self.shapes)
        return names[max(self.random.randrange(len(names)),
                         self.random.randrange(len(names)))]

    def placeholder(self, i, rows, columns):
        name = f"x{i}"
        values = np.random.RandomState(self.random.randrange(1 << 30))
        self.feeds[name] = values.uniform(-1, 1, (rows, columns)).astype(
            np.float32)
        self.lines.append(
            f'{name} = tf.placeholder(tf.float32, [{rows}, {columns}])')
        self.shapes[name] = (rows, columns)

    def unary(self):
        x = self.pick()
        self.add(self.random.choice(UNARY).format(x), self.shapes[x])

    def binary(self):
        x = self.pick()
        fits = [n for n, s in self.shapes.items()
                if all(a == b or 1 in (a, b)
                       for a, b in zip(s, self.shapes[x]))]
        y = self.random.choice(fits)
        shape = tuple(max(a, b) for a, b in zip(self.shapes[x], self.shapes[y]))
        self.add(self.random.choice(BINARY).format(x, y, x, y), shape)

    def matmul(self):
        x = self.pick()
        m, k = self.shapes[x]
        fits = [n for n, s in self.shapes.items() if k in s]
        y = self.random.choice(fits)
        transpose = self.shapes[y][0] != k
        n = self.shapes[y][0 if transpose else 1]
        self.add(f"tf.matmul({x}, {y}, transpose_b={transpose}) * {1 / k}",
                 (m, n))

    def reduction(self):
        x, axis = self.pick(), self.random.randrange(2)
        name = self.random.choice(["reduce_sum", "reduce_mean", "reduce_max"])
        shape = list(self.shapes[x])
        scale = f" * {1 / shape[axis]}" if name == "reduce_sum" else ""
        shape[axis] = 1
        self.add(f"tf.{name}({x}, {axis}, keepdims=True){scale}", tuple(shape))

    def transpose(self):
        x = self.pick()
        self.add(f"tf.transpose({x})", self.shapes[x][::-1])

    def softmax(self):
        x = self.pick()
        self.add(f"tf.nn.softmax({x})", self.shapes[x])

    def concat(self):
        x = self.pick()
        rows, columns = self.shapes[x]
        if rows * columns < 400:
            self.add(f"tf.concat([{x}, -{x}], 1)", (rows, 2 * columns))

    def slice(self):
        x = self.pick()
        rows, columns = self.shapes[x]
        begin = self.random.randrange(columns)
        self.add(f"{x}[:, {begin}:]", (rows, columns - begin))

    def program(self):
        return "import tensorflow as tf\n" + "\n".join(self.lines) + "\n"


def run(tfc, path, fetches, feeds, threads):
    command = [tfc, "run", path, "--json", f"--threads={threads}",
               "--fetch=" + ",".join(fetches)]
    for name, file in feeds.items():
        command += ["--feed", f"{name}={file}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout.splitlines()[-1])


def check(tfc, graph, folder):
    path = os.path.join(folder, "graph.tfg")
    with open(path, "w") as file:
        file.write(graph.program())
    feeds = {}
    for name, value in graph.feeds.items():
        feeds[name] = os.path.join(folder, name + ".npy")
        np.save(feeds[name], value)
    nodes = [n for n in graph.shapes if n.startswith("n")]
    last = nodes[-1]
    fused = run(tfc, path, [last], feeds, 1)[last]
    threaded = run(tfc, path, [last], feeds, 2)[last]
    if fused != threaded:
        return "one thread and two differ"
    apart = run(tfc, path, nodes, feeds, 1)[last]
    if fused["shape"] != apart["shape"]:
        return f"shapes {fused['shape']} and {apart['shape']}"
    a, b = (np.array(v["values"], np.float64) for v in (fused, apart))
    if not np.allclose(a, b, rtol=1e-4, atol=1e-5, equal_nan=True):
        return f"fused and unfused differ by {np.abs(a - b).max():.3g}"
    return None


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tfc", default="tfc")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--nodes", type=int, default=24)
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.runs):
            graph = Graph(seed, options.nodes)
            try:
                problem = check(options.tfc, graph, folder)
            except (RuntimeError, ValueError) as error:
                problem = str(error)
            if problem:
                failed += 1
                print(f"seed {seed}: {problem}\n{graph.program()}")
    print(f"{options.runs - failed} graphs agree, {failed} do not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
