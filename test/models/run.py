#!/usr/bin/env python3
"""Runs the models of a folder, made by others, and checks what they compute.

usage: run.py FOLDER [--tfc=PATH] [--model=NAME]

FOLDER holds tfjs/, savedmodel/ and graphdef/. Models of TensorFlow.js are
compared with numpy in double precision: the greatest difference of each output,
relative to its greatest value, is printed and may be 2e-5. Of the others the
values are known.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tfjs  # noqa: E402

TOLERANCE = 2e-5


class Runner:
    def __init__(self, tfc, folder, scratch):
        self.tfc, self.folder, self.scratch = tfc, folder, scratch

    def run(self, model, feeds, outputs, options=()):
        """The outputs of `tfc run`, after its last step."""
        command = [self.tfc, "run", os.path.join(self.folder, model), *options]
        files = {}
        for i, (name, value) in enumerate(feeds.items()):
            path = os.path.join(self.scratch, "feed%d.npy" % i)
            np.save(path, value)
            command += ["--feed", "%s=%s" % (name, path)]
        for i, name in enumerate(outputs):
            files[name] = os.path.join(self.scratch, "out%d.npy" % i)
            command += ["--out", "%s=%s" % (name, files[name])]
        done = subprocess.run(command, capture_output=True, text=True,
                              timeout=300)
        if done.returncode != 0:
            raise AssertionError(done.stderr.strip())
        return {name: np.load(path) for name, path in files.items()}


def compare(found, expected):
    """The greatest difference, relative to the greatest expected value."""
    if found.shape != expected.shape:
        raise AssertionError("shape %s, expected %s" %
                             (found.shape, expected.shape))
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def input_of(shape):
    """Numbers in [-1, 1) that no pattern of the model meets."""
    k = np.arange(1, np.prod(shape) + 1, dtype=np.uint64)
    bits = (k * np.uint64(2654435761) & np.uint64(0xffffffff)) >> np.uint64(8)
    return (bits / 2.0**23 - 1).astype(np.float32).reshape(shape)


def of_tfjs(name, shape):
    def check(runner):
        model = tfjs.Model(os.path.join(runner.folder, "tfjs", name,
                                        "model.json"))
        feeds = {model.inputs[0]: input_of(shape)}
        found = runner.run("tfjs/" + name, feeds, model.outputs)
        return max(compare(found[output], value)
                   for output, value in model.run(feeds).items())
    return check


def of_values(model, feeds, expected, options=()):
    def check(runner):
        found = runner.run(model, feeds, expected, options)
        return max(compare(found[name], np.asarray(value))
                   for name, value in expected.items())
    return check


def descent(model, x, y, w, b, step, rate):
    """Steps of gradient descent on the mean of (w x + b - y)^2, from the values
    that the model starts with; `rate` is the tensor with the learning rate."""
    def check(runner):
        xs, ys = np.float32([0.1, 0.2, 0.3, 0.5]), np.float32([3, 5, 7, 9])
        feeds, seed = {x: xs, y: ys}, ["--seed=1"]
        start = runner.run(model, feeds, [w, b, rate], seed)
        weight, bias = (start[name].astype(np.float64) for name in (w, b))
        speed, steps = float(start[rate]), 5
        for _ in range(steps):
            error = 2 * (weight * xs + bias - ys)
            weight = weight - speed * (error * xs).mean()
            bias = bias - speed * error.mean()
        return of_values(model, feeds, {w: weight, b: bias},
                         seed + ["--fetch=" + step, "--steps=%d" % steps])(
                             runner)
    return check


def long_short_term_memory(runner):
    """Five steps of a padded cell whose state is kept within [-1, 1]; the
    weights of the four gates stand side by side."""
    batch, size, steps = 128, 1024, 5
    weights = input_of((2 * size, 4 * size)) / 16
    xs = [input_of((batch, size)) * (t + 1) / steps for t in range(steps)]
    pads = [(np.arange(batch) % (t + 3) == 0).astype(np.float32)[:, None]
            for t in range(steps)]
    m, c = input_of((batch, size)) / 2, input_of((batch, size))[::-1]
    feeds = {"weights/read": weights, "init_m": m, "init_c": c}
    expected = {}
    for t in range(steps):
        feeds["inputs/x_seq_%d/read" % t] = xs[t]
        feeds["inputs/pad_seq_%d/read" % t] = pads[t]
        gates = np.concatenate([xs[t], m], 1).astype(np.float64) @ weights
        value, enter, keep, leave = np.split(gates, 4, 1)
        value = np.tanh(value)
        enter, keep, leave = (1 / (1 + np.exp(-g)) for g in (enter, keep, leave))
        new = np.clip(np.clip(keep * c, -1, 1) + np.clip(enter * value, -1, 1),
                      -1, 1)
        m = m * pads[t] + np.clip(leave * new, -1, 1) * (1 - pads[t])
        c = c * pads[t] + new * (1 - pads[t])
        expected["lstm_%d/out" % t] = m
    found = runner.run("graphdef/lstm_layer_inference.pbtxt", feeds, expected)
    return max(compare(found[name], value) for name, value in expected.items())


def softmax_regression(runner):
    """Two steps on images of digits, from weights of 0, by the summed cross
    entropy; then the share that is told right."""
    data = os.path.join(runner.folder, "..", "data", "mnist1200-")
    x = np.fromfile(data + "images-idx3-ubyte", np.uint8)[16:]
    x = (x.reshape(-1, 784)[:64] / 255).astype(np.float32)
    y = np.eye(10, dtype=np.float32)[
        np.fromfile(data + "labels-idx1-ubyte", np.uint8)[8:][:64]]
    weights, bias = np.zeros((784, 10)), np.zeros(10)

    def predict():
        logits = np.exp(x @ weights + bias)
        return logits / logits.sum(1, keepdims=True)
    for _ in range(2):
        slope = predict() - y
        weights, bias = weights - 0.01 * x.T @ slope, bias - 0.01 * slope.sum(0)
    right = (predict().argmax(1) == y.argmax(1)).mean()
    feeds = {"x-input": x, "y-input": y}
    step = ["--fetch=train/GradientDescent", "--steps=2"]
    found = runner.run("graphdef/mnist_haskell.pb", feeds,
                       ["weights", "Variable"], step)
    told = runner.run("graphdef/mnist_haskell.pb",
                      {**feeds, "weights/read": found["weights"],
                       "Variable/read": found["Variable"]},
                      ["test/Mean", "xent/Neg"])
    entropy = -(y * np.log(predict())).sum()
    return max(compare(found["weights"], weights),
               compare(found["Variable"], bias),
               compare(told["test/Mean"], right),
               compare(told["xent/Neg"], entropy))


ROWS = np.float32([[1], [2], [-3]])
MODELS = {
    "emotion": of_tfjs("emotion", (1, 64, 64, 1)),
    "blazeface": of_tfjs("blazeface", (1, 256, 256, 3)),
    "basic_pitch": of_tfjs("basic_pitch", (1, 43844, 1)),
    "half_plus_two": of_values("savedmodel/half_plus_two",
                               {"x": ROWS, "x2": ROWS},
                               {"y": ROWS / 2 + 2, "y3": ROWS / 2 + 3}),
    "half_plus_two_pbtxt": of_values("savedmodel/half_plus_two_pbtxt",
                                     {"x": ROWS}, {"y": ROWS / 2 + 2}),
    "half_plus_three": of_values("savedmodel/half_plus_three", {"x": ROWS},
                                 {"y": ROWS / 2 + 3}),
    "regression_train": descent("savedmodel/regression_train", "train_x",
                                "train_y", "w", "b",
                                "StatefulPartitionedCall_1",
                                "SGD/learning_rate"),
    "addition": of_values("graphdef/addition.pb",
                          {"x": np.int32(40), "y": np.int32(2)}, {"z": 42}),
    "regression_sgd": descent("graphdef/regression_sgd.pb", "x", "y", "w", "b",
                              "train", "train/learning_rate"),
    "while_loop": of_values("graphdef/while_loop.pbtxt", {},
                            {"while/Exit": 10, "while/Exit_1": np.ones((2048, 2))}),
    "nested_loop": of_values("graphdef/nested_loop.pbtxt", {},
                             {"while/Exit": 3, "while/Exit_1": np.ones((8, 1, 1))}),
    "merge_without_loops": of_values(
        "graphdef/merge_without_loops.pbtxt", {},
        {"concat": np.ones((1, 2, 2)), "cond/Merge:1": 1}),
    "lstm_layer_inference": long_short_term_memory,
    "mnist_haskell": softmax_regression,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--tfc", default="tfc")
    parser.add_argument("--model", help="only this one")
    arguments = parser.parse_args()
    if not os.path.isdir(arguments.folder):
        print("no models at " + arguments.folder)
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(arguments.tfc, arguments.folder, scratch)
        for name, check in MODELS.items():
            if arguments.model not in (None, name):
                continue
            try:
                difference = check(runner)
                problem = ("" if difference <= TOLERANCE else
                           "  FAILED: at most %.1e expected" % TOLERANCE)
                print("%-24s %.1e%s" % (name, difference, problem))
            except (AssertionError, NotImplementedError) as error:
                problem = str(error)
                print("%-24s FAILED: %s" % (name, problem))
            failed += bool(problem)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
