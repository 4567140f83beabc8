"""Random segments that read and write variables in every order, with the values
they must give: a check that no buffer is overwritten too early.

usage: random_segments.py SEED COUNT OUT.mlir OUT.expected

Tensors are 4x4 f32 with small integers, so that results are exact. A segment
has variables v0..v2, inputs x0, x1 and outputs; input k of segment s holds what
`initial` says. The C driver (random_segments.c) fills in the same values and
prints what comes out.
"""
import random
import sys

N = 4
T = "tensor<4x4xf32>"
ID = "affine_map<(i, j) -> (i, j)>"
TRANSPOSED = "affine_map<(i, j) -> (j, i)>"
ROW = "affine_map<(i, j) -> (0, j)>"


def initial(segment, buffer):
    return [(segment * 7 + buffer * 5 + i * (buffer + 3)) % 11 - 5
            for i in range(N * N)]


def clamp(v):
    return max(-9, min(9, v))


class Segment:
    def __init__(self, rng, number):
        self.rng, self.number, self.lines, self.count = rng, number, [], 0
        self.values = []  # (name, list of 16 numbers)
        self.arguments = ["x0", "x1", "v0", "v1", "v2"]
        for i, name in enumerate(self.arguments):
            self.values.append(("%" + name, initial(number, i)))
        for _ in range(rng.randint(1, 9)):
            rng.choice([self.binary, self.binary, self.unary, self.transpose,
                        self.row, self.matmul, self.insert, self.flat])()
        self.outputs = [self.pick() for _ in range(rng.randint(0, 2))]
        self.assigned = sorted(rng.sample(range(3), rng.randint(1, 3)))
        self.new = [self.pick() for _ in self.assigned]

    def pick(self):
        # Late values more often, so that chains arise.
        if self.rng.random() < 0.5:
            return self.rng.choice(self.values[-3:])
        return self.rng.choice(self.values)

    def name(self):
        self.count += 1
        return f"%t{self.count}"

    def empty(self):
        e = self.name()
        self.lines.append(f"{e} = tensor.empty() : {T}")
        return e

    def generic(self, maps, inputs, body, values):
        r, e = self.name(), self.empty()
        arguments = ", ".join(f"%a{i}: f32" for i in range(len(inputs)))
        types = ", ".join([T] * len(inputs))
        self.lines += [
            f"{r} = linalg.generic {{indexing_maps = [{', '.join(maps + [ID])}], "
            f'iterator_types = ["parallel", "parallel"]}} '
            f"ins({', '.join(inputs)} : {types}) outs({e} : {T}) {{",
            f"^bb0({arguments}, %o: f32):", *body,
            "%low = arith.maximumf %r, %minus : f32",
            "%high = arith.minimumf %low, %plus : f32",
            "linalg.yield %high : f32", f"}} -> {T}"]
        self.values.append((r, [clamp(v) for v in values]))

    def binary(self):
        (a, va), (b, vb) = self.pick(), self.pick()
        if self.rng.random() < 0.5:
            self.generic([ID, ID], [a, b], ["%r = arith.addf %a0, %a1 : f32"],
                         [p + q for p, q in zip(va, vb)])
        else:
            self.generic([ID, ID], [a, b], ["%r = arith.subf %a0, %a1 : f32"],
                         [p - q for p, q in zip(va, vb)])

    def unary(self):
        a, va = self.pick()
        self.generic([ID], [a], ["%r = arith.addf %a0, %one : f32"],
                     [p + 1 for p in va])

    def transpose(self):
        a, va = self.pick()
        b, vb = self.pick()
        self.generic([TRANSPOSED, ID], [a, b],
                     ["%r = arith.subf %a0, %a1 : f32"],
                     [va[j * N + i] - vb[i * N + j]
                      for i in range(N) for j in range(N)])

    def row(self):
        a, va = self.pick()
        b, vb = self.pick()
        self.generic([ROW, ID], [a, b], ["%r = arith.addf %a0, %a1 : f32"],
                     [va[j] + vb[i * N + j]
                      for i in range(N) for j in range(N)])

    def matmul(self):
        """A product that is added to a value, and the clamp as its epilogue."""
        (a, va), (b, vb), (c, vc) = self.pick(), self.pick(), self.pick()
        r = self.name()
        self.lines.append(f"{r} = linalg.matmul ins({a}, {b} : {T}, {T}) "
                          f"outs({c} : {T}) -> {T}")
        product = [vc[i * N + j] + sum(va[i * N + k] * vb[k * N + j]
                                       for k in range(N))
                   for i in range(N) for j in range(N)]
        self.generic([ID], [r], ["%r = arith.addf %a0, %one : f32"],
                     [v + 1 for v in product])

    def insert(self):
        """The first row of a becomes the last of b."""
        (a, va), (b, vb) = self.pick(), self.pick()
        s, r = self.name(), self.name()
        self.lines += [
            f"{s} = tensor.extract_slice {a}[0, 0] [1, 4] [1, 1] : {T} to tensor<1x4xf32>",
            f"{r} = tensor.insert_slice {s} into {b}[3, 0] [1, 4] [1, 1] : tensor<1x4xf32> into {T}"]
        self.values.append((r, vb[:12] + va[:4]))

    def flat(self):
        """The same numbers by way of another shape."""
        a, va = self.pick()
        f, r = self.name(), self.name()
        self.lines += [
            f"{f} = tensor.collapse_shape {a} [[0, 1]] : {T} into tensor<16xf32>",
            f"{r} = tensor.expand_shape {f} [[0, 1]] output_shape [4, 4] : tensor<16xf32> into {T}"]
        self.values.append((r, list(va)))

    def text(self):
        n = self.number
        arguments = [f"%x{i}: {T} {{tfc.input = @x{i}}}" for i in range(2)]
        arguments += [f"%v{i}: {T} {{tfc.variable = @v{i}}}" for i in range(3)]
        results = [f"{T} {{tfc.output = @y{i}}}" for i in range(len(self.outputs))]
        results += [f"{T} {{tfc.assigned = @v{i}}}" for i in self.assigned]
        values = [v for v, _ in self.outputs + self.new]
        return "\n".join([
            f"func.func private @segment_{n}({', '.join(arguments)}) -> ({', '.join(results)})",
            "    attributes {tfc.segment, tfc.after = [], tfc.targets = []} {",
            "%one = arith.constant 1.0 : f32",
            "%minus = arith.constant -9.0 : f32",
            "%plus = arith.constant 9.0 : f32", *self.lines,
            f"return {', '.join(values)} : {', '.join([T] * len(values))}", "}"])

    def expected(self):
        lines = []
        variables = [list(v) for _, v in self.values[2:5]]
        for i, (_, value) in zip(self.assigned, self.new):
            variables[i] = value
        # The driver prints inputs (unchanged), variables, outputs.
        buffers = [v for _, v in self.values[:2]] + variables
        buffers += [v for _, v in self.outputs]
        for i, value in enumerate(buffers):
            lines.append(f"{self.number} {i}: " + " ".join(str(v) for v in value))
        return "\n".join(lines)


def main():
    rng = random.Random(int(sys.argv[1]))
    segments = [Segment(rng, i) for i in range(int(sys.argv[2]))]
    with open(sys.argv[3], "w") as out:
        out.write("module {\n")
        for i in range(2):
            out.write(f'tfc.tensor @x{i} {{name = "x{i}", feedable, placeholder}} : {T}\n')
            out.write(f'tfc.tensor @y{i} {{name = "y{i}", fetchable}} : {T}\n')
        for i in range(3):
            out.write(f'tfc.state @v{i} {{name = "v{i}"}} : {T}\n')
        out.write("\n".join(s.text() for s in segments))
        out.write("\n}\n")
    with open(sys.argv[4], "w") as out:
        out.write("\n".join(s.expected() for s in segments) + "\n")


main()
