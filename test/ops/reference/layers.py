"""Normalisation, quantisation, recurrent cells, softmax, one step of an optimiser."""
import numpy as np


# ---- normalisation, quantisation, recurrent cells --------------------------


def _around(x, radius):
    channels = x.shape[-1]
    return np.stack([x[..., max(0, c - radius):c + radius + 1].sum(-1)
                     for c in range(channels)], -1)


def lrn(x, radius, bias, alpha, beta):
    x = x.astype(np.float64)
    return x / (bias + alpha * _around(x * x, radius)) ** beta


def lrn_grad(dy, x, radius, bias, alpha, beta):
    x = x.astype(np.float64)
    norm = bias + alpha * _around(x * x, radius)
    y = x / norm ** beta
    return (dy / norm ** beta
            - 2 * alpha * beta * x * _around(dy * y / norm, radius))


def fake_quant(x, low, high, bits, narrow):
    first, last = int(narrow), 2 ** bits - 1
    low, high = np.float64(np.float32(low)), np.float64(np.float32(high))
    scale = (high - low) / (last - first)
    zero = np.clip(np.floor(first - low / scale + 0.5), first, last)
    low, high = (first - zero) * scale, (last - zero) * scale
    steps = np.floor((np.clip(x, low, high) - low) / scale + 0.5)
    return steps * scale + low


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, c, h, w, peep, b, bias, clip, peephole, gates="ICFO"):
    parts = np.split(np.concatenate([x, h], 1).astype(np.float64) @ w + b, 4, 1)
    gate = dict(zip(gates, parts))
    peep = peep if peephole else 0
    i = _sigmoid(gate["I"] + c * peep)
    f = _sigmoid(gate["F"] + bias + c * peep)
    ci = np.tanh(gate["C"])
    cs = ci * i + c * f
    if clip > 0:
        cs = np.clip(cs, -clip, clip)
    o = _sigmoid(gate["O"] + cs * peep)
    return i, cs, f, o, ci, np.tanh(cs), np.tanh(cs) * o


def block_lstm(length, x, c, h, w, peep, b, bias, clip, peephole,
               gates="ICFO"):
    steps = []
    for t in range(len(x)):
        step = lstm(x[t], c, h, w, peep, b, bias, clip, peephole, gates)
        c, h = step[1], step[6]
        steps.append([part if t < length else part * 0 for part in step])
    return [np.stack(parts) for parts in zip(*steps)]


def gru(x, h, w_ru, w_c, b_ru, b_c):
    gates = _sigmoid(np.concatenate([x, h], 1).astype(np.float64) @ w_ru + b_ru)
    r, u = np.split(gates, 2, 1)
    c = np.tanh(np.concatenate([x, r * h], 1) @ w_c + b_c)
    return u * h + (1 - u) * c


# ---- softmax, scattering ---------------------------------------------------


def softmax(x, axis=-1):
    e = np.exp(x.astype(np.float64) - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def scatter_add(into, indices, x):
    into = np.array(into, np.float64)
    np.add.at(into, indices, x)
    return into


def put(into, where, x):
    into[where] = x
    return into


def scatter_nd(x, indices, updates, combine):
    """x with `updates` combined into the slices that the rows of `indices`
    name, one row after the other."""
    x = np.array(x)
    for at in np.ndindex(indices.shape[:-1]):
        place = tuple(indices[at])
        x[place] = combine(x[place], updates[at])
    return x


def segments(x, ids, count, combine, empty):
    """Reduces the slices of x that share a number; negative ones are left out."""
    y = np.full((count,) + x.shape[ids.ndim:], empty, x.dtype)
    for at in np.ndindex(ids.shape):
        if ids[at] >= 0:
            y[ids[at]] = combine(y[ids[at]], x[at])
    return y


def reverse_sequence(x, lengths):
    """Rows x[i] with their first lengths[i] elements in the opposite order."""
    y = np.array(x)
    for row, length in enumerate(lengths):
        y[row, :length] = x[row, :length][::-1]
    return y


# ---- one step of an optimiser from [1, -2] with gradient g -----------------


def train(optimizer, x, lr, mu=0.0, l1=0.0, l2=0.0, power=-0.5):
    """Three steps from [1, -2], by the formulas of TF_SEMANTICS: the gradient of
    step t = 1, 2, 3 is t * x. AdagradDA's and Adam's first step is number 0 and 1."""
    v = np.array([1.0, -2.0])
    a, b, c = np.zeros(2), np.zeros(2), np.zeros(2)  # what lasts between steps
    b1, b2 = 0.9, 0.999
    for t in (1, 2, 3):
        g = t * x.astype(np.float64)
        if optimizer == "GradientDescent":
            v = v - lr * g
        elif optimizer in ("Momentum", "Nesterov"):
            a = mu * a + g
            v = v - lr * (a if optimizer == "Momentum" else g + mu * a)
        elif optimizer == "Adagrad":
            a = a + g ** 2
            v = v - lr * g / np.sqrt(0.1 + a)
        elif optimizer == "AdagradDA":  # begins with 0.2
            a, b = a + g, b + g ** 2
            shrunk = np.where(np.abs(a) > l1 * (t - 1), a - np.sign(a) * l1 * (t - 1), 0)
            v = -lr * shrunk / (l2 * (t - 1) * lr + np.sqrt(0.2 + b))
        elif optimizer == "Adadelta":
            a = 0.95 * a + 0.05 * g ** 2
            u = g * np.sqrt((b + 1e-8) / (a + 1e-8))
            b = 0.95 * b + 0.05 * u ** 2
            v = v - lr * u
        elif optimizer in ("RMSProp", "CenteredRMSProp"):
            a = 0.9 * (a if t > 1 else 1) + 0.1 * g ** 2
            b = 0.9 * b + 0.1 * g if optimizer == "CenteredRMSProp" else b
            c = mu * c + lr * g / np.sqrt(a - b ** 2 + 1e-10)
            v = v - c
        elif optimizer in ("Adam", "Nadam"):
            a, b = b1 * a + (1 - b1) * g, b2 * b + (1 - b2) * g ** 2
            m = a if optimizer == "Adam" else b1 * a + (1 - b1) * g
            alpha = lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t)
            v = v - alpha * m / (np.sqrt(b) + 1e-8)
        elif optimizer == "AdaMax":
            a, b = b1 * a + (1 - b1) * g, np.maximum(b2 * b, np.abs(g))
            v = v - lr / (1 - b1 ** t) * a / (b + 1e-8)
        elif optimizer == "Ftrl":
            old = (0.1 + a) ** -power
            a = a + g ** 2
            new = (0.1 + a) ** -power
            b = b + g - (new - old) / lr * v
            v = np.where(np.abs(b) > l1, (l1 * np.sign(b) - b) / (new / lr + 2 * l2), 0)
        elif optimizer in ("ProximalGradientDescent", "ProximalAdagrad"):
            a = a + g ** 2
            rate = lr if optimizer == "ProximalGradientDescent" else lr / np.sqrt(0.1 + a)
            p = v - rate * g
            v = np.where(np.abs(p) > rate * l1, p - np.sign(p) * rate * l1, 0) / (1 + rate * l2)
        else:
            raise ValueError(optimizer)
    return v
