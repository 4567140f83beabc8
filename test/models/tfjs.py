"""Runs a graph model of TensorFlow.js by numpy in double precision: the kinds of
ops that image and audio models use, one node after the other."""
import base64
import json
import os

import numpy as np

WEIGHT_TYPES = {"float16": np.float16, "uint8": np.uint8, "uint16": np.uint16,
                "float32": np.float32, "int32": np.int32}


def _read_weights(folder, manifest):
    """Format: tfjs-core's io/types.ts, WeightsManifestEntry."""
    weights = {}
    for group in manifest:
        data = b"".join(open(os.path.join(folder, path), "rb").read()
                        for path in group["paths"])
        at = 0
        for entry in group["weights"]:
            stored = entry.get("quantization", entry)["dtype"]
            kind = np.dtype(WEIGHT_TYPES[stored])
            count = int(np.prod(entry["shape"], dtype=int))
            value = np.frombuffer(data, kind, count, at)
            at += count * kind.itemsize
            if "scale" in entry.get("quantization", {}):
                value = (value * np.float64(entry["quantization"]["scale"]) +
                         entry["quantization"]["min"])
            kind = np.int64 if entry["dtype"] == "int32" else np.float64
            weights[entry["name"]] = value.astype(kind).reshape(entry["shape"])
    return weights


def _padding(size, kernel, stride, dilation, kind):
    reach = (kernel - 1) * dilation + 1
    if kind == "VALID":
        return (size - reach) // stride + 1, 0, 0
    out = -(-size // stride)
    total = max(0, (out - 1) * stride + reach - size)
    return out, total // 2, total - total // 2


def _windows(x, kernel, strides, dilations, kind, fill=0.0):
    """(i, j, the pixel at (i, j) of every window)."""
    out, pads = [0, 0], [(0, 0)] * 4
    for k in range(2):
        out[k], *pads[1 + k] = _padding(x.shape[1 + k], kernel[k], strides[k],
                                        dilations[k], kind)
    x = np.pad(x, pads, constant_values=fill)
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            rows = i * dilations[0] + np.arange(out[0]) * strides[0]
            columns = j * dilations[1] + np.arange(out[1]) * strides[1]
            yield i, j, x[:, rows[:, None], columns]


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Node:
    def __init__(self, node):
        self.name, self.op = node["name"], node["op"]
        self.inputs = [i.split(":")[0] for i in node.get("input", [])
                       if not i.startswith("^")]
        self.attr = node.get("attr", {})

    def ints(self, name, otherwise=()):
        given = self.attr.get(name, {}).get("list", {}).get("i", otherwise)
        return [int(i) for i in given]

    def number(self, name):
        return int(self.attr.get(name, {}).get("i", 0))

    def text(self, name):
        return base64.b64decode(self.attr[name]["s"]).decode()

    def texts(self, name):
        texts = self.attr[name]["list"].get("s", [])
        return [base64.b64decode(text).decode() for text in texts]

    def convolve(self, x, filters):
        result = 0.0
        isDepthwise = "epthwise" in self.op
        for i, j, pixels in _windows(x, filters.shape, self.ints("strides")[1:3],
                                     self.ints("dilations", (1, 1, 1, 1))[1:3],
                                     self.text("padding")):
            if isDepthwise:
                part = pixels[..., None] * filters[i, j]
                result = result + part.reshape(*part.shape[:3], -1)
            else:
                result = result + pixels @ filters[i, j]
        return result

    def fused(self, y, extra):
        extra = list(extra)
        for op in self.texts("fused_ops"):
            if op == "BiasAdd":
                y = y + extra.pop(0)
            elif op == "Prelu":
                slope = extra.pop(0)
                y = np.where(y < 0, y * slope, y)
            else:
                y = UNARY[op](y)
        return y

    def reduce(self, function, x, axes):
        keep = self.attr.get("keep_dims", {}).get("b", False)
        return function(x, tuple(np.atleast_1d(axes)), keepdims=keep)

    def strided_slice(self, x, begin, end, strides):
        def masked(name, i):
            return self.number(name + "_mask") >> i & 1
        index = []
        for i, (first, last, step) in enumerate(zip(begin, end, strides)):
            if masked("ellipsis", i):
                index.append(Ellipsis)
            elif masked("new_axis", i):
                index.append(None)
            elif masked("shrink_axis", i):
                index.append(int(first))
            else:
                index.append(slice(None if masked("begin", i) else int(first),
                                   None if masked("end", i) else int(last),
                                   int(step)))
        return x[tuple(index)]

    def evaluate(self, x):
        """The value; `x` are those of the inputs."""
        op = self.op
        if op in UNARY:
            return UNARY[op](x[0])
        if op in BINARY:
            return BINARY[op](x[0], x[1])
        if op in REDUCTIONS:
            return self.reduce(REDUCTIONS[op], x[0], x[1])
        if op in ("Conv2D", "DepthwiseConv2dNative"):
            return self.convolve(x[0], x[1])
        if op in ("_FusedConv2D", "FusedDepthwiseConv2dNative"):
            return self.fused(self.convolve(x[0], x[1]), x[2:])
        if op == "MaxPool":
            kernel, strides = self.ints("ksize")[1:3], self.ints("strides")[1:3]
            return np.max([pixels for _, _, pixels in
                           _windows(x[0], kernel, strides, (1, 1),
                                    self.text("padding"), -np.inf)], axis=0)
        if op == "Softmax":
            e = np.exp(x[0] - x[0].max(-1, keepdims=True))
            return e / e.sum(-1, keepdims=True)
        if op == "Pad":
            return np.pad(x[0], x[1])
        if op == "MirrorPad":
            return np.pad(x[0], x[1], mode=self.text("mode").lower())
        if op == "ExpandDims":
            return np.expand_dims(x[0], int(np.ravel(x[1])[0]))
        if op == "Squeeze":
            return np.squeeze(x[0], tuple(self.ints("squeeze_dims")) or None)
        if op == "Pack":
            return np.stack(x, self.number("axis"))
        if op == "ConcatV2":
            return np.concatenate(x[:-1], int(x[-1]))
        if op == "StridedSlice":
            return self.strided_slice(*x)
        raise NotImplementedError("node '%s': op %s" % (self.name, op))


UNARY = {"Relu": lambda x: np.maximum(x, 0), "Relu6": lambda x: np.clip(x, 0, 6),
         "Sigmoid": _sigmoid, "Identity": lambda x: x, "Neg": np.negative,
         "Square": np.square, "Sqrt": np.sqrt, "Log": np.log,
         "Shape": lambda x: np.array(x.shape)}
BINARY = {"Add": np.add, "AddV2": np.add, "Mul": np.multiply,
          "Sub": np.subtract, "Reshape": np.reshape, "Transpose": np.transpose,
          "DivNoNan": lambda x, y: np.where(
              y == 0, 0, x / np.where(y == 0, 1, y))}
REDUCTIONS = {"Sum": np.sum, "Mean": np.mean, "Min": np.min, "Max": np.max}


class Model:
    def __init__(self, path):
        """`path`: a model.json."""
        with open(path) as file:
            model = json.load(file)
        self.nodes = [Node(n) for n in model["modelTopology"]["node"]]
        self.weights = _read_weights(os.path.dirname(path),
                                     model["weightsManifest"])
        used = {name for node in self.nodes for name in node.inputs}
        self.inputs = [n.name for n in self.nodes if n.op == "Placeholder"]
        self.outputs = [n.name for n in self.nodes if n.name not in used]

    def run(self, feeds):
        """The outputs by name."""
        by_name = {node.name: node for node in self.nodes}
        values = dict(self.weights)
        values.update({k: v.astype(np.float64) for k, v in feeds.items()})
        waiting = list(self.outputs)
        while waiting:
            node = by_name[waiting[-1]]
            missing = [i for i in node.inputs if i not in values]
            if node.name not in values and not missing:
                values[node.name] = node.evaluate(
                    [values[i] for i in node.inputs])
            if node.name in values:
                waiting.pop()
            waiting += missing if node.name not in values else []
        return {name: values[name] for name in self.outputs}
