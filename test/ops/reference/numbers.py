"""Sets of values and boxes, linear algebra, special functions."""
import math

import numpy as np


# ---- sets ------------------------------------------------------------------


def unique(x):
    """Different rows in the order of their first places, where each row is, and
    how often each one is there."""
    rows = [tuple(np.ravel(row)) for row in x]
    seen = list(dict.fromkeys(rows))
    places = np.array([seen.index(row) for row in rows], np.int64)
    first = [rows.index(row) for row in seen]
    return x[first], places, np.array([rows.count(row) for row in seen])


def stitch(indices, values, size=None):
    size = 1 + max(int(np.max(i)) for i in indices) if size is None else size
    result = None
    for i, value in zip(indices, values):
        rows = value.reshape((-1,) + value.shape[np.ndim(i):])
        if result is None:
            result = np.zeros((size,) + rows.shape[1:], value.dtype)
        for place, row in zip(np.ravel(i), rows):
            result[place] = row
    return result


def non_max_suppression(boxes, scores, size, iou_threshold=0.5,
                        score_threshold=-np.inf, sigma=0.0, pad=False):
    """Picks the best box that is left, and lowers or takes away what overlaps."""
    low = np.minimum(boxes[:, :2], boxes[:, 2:]).astype(np.float64)
    high = np.maximum(boxes[:, :2], boxes[:, 2:]).astype(np.float64)
    area = np.prod(high - low, axis=1)
    left = {i: float(s) for i, s in enumerate(scores) if s > score_threshold}
    picked, got = [], []
    while left and len(picked) < size:
        best = max(left, key=lambda i: (left[i], -i))
        picked.append(best)
        got.append(left.pop(best))
        for i in list(left):
            common = np.prod(np.maximum(0, np.minimum(high[i], high[best]) -
                                        np.maximum(low[i], low[best])))
            iou = common / (area[i] + area[best] - common)
            if sigma > 0:
                left[i] *= np.exp(-0.5 / sigma * iou * iou)
            if (sigma == 0 and iou > iou_threshold) or left[i] <= score_threshold:
                del left[i]
    count = len(picked)
    if pad:
        picked += [0] * (size - count)
        got += [0.0] * (size - count)
    return (np.array(picked, np.int32), np.array(got, np.float32),
            np.int32(count))


# ---- linear algebra, special functions -------------------------------------


def lu(x):
    """P x = L U by partial pivoting: both triangles in one, and P's rows."""
    x = np.array(x, np.float64)
    both, places = x.copy(), np.zeros(x.shape[:-1], np.int32)
    for at in np.ndindex(*x.shape[:-2]):
        a, p = both[at], np.arange(x.shape[-1])
        for k in range(len(a)):
            pivot = k + np.argmax(np.abs(a[k:, k]))
            a[[k, pivot]], p[[k, pivot]] = a[[pivot, k]], p[[pivot, k]]
            a[k + 1:, k] /= a[k, k]
            a[k + 1:, k + 1:] -= np.outer(a[k + 1:, k], a[k, k + 1:])
        places[at] = p
    return both, places


def zeta(s, q):
    """Hurwitz's: terms up to 2000, an integral and half a term for the rest."""
    k = np.arange(2000.0).reshape([-1] + [1] * np.ndim(q))
    end = q + 2000
    return ((q + k)**-s).sum(0) + end**(1 - s) / (s - 1) + end**-s / 2 \
        + s * end**(-s - 1) / 12


def polygamma(n, x):
    return (-1)**(n + 1) * math.factorial(n) * zeta(n + 1.0, x)


def digamma(x):
    """The sum of 1/(k+1) - 1/(k+x), the rest as that of the logarithms."""
    k = np.arange(2000.0).reshape([-1] + [1] * np.ndim(x))
    end = x + 2000
    return (-1 / (k + x)).sum(0) + np.log(end) - 1 / (2 * end) \
        - 1 / (12 * end**2)


def _integral(f, low, high, pieces=400):
    """Gauss-Legendre on each piece."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(0, 1, pieces + 1)
    total = 0
    for a, b in zip(edges[:-1], edges[1:]):
        t = (a + b) / 2 + (b - a) / 2 * nodes
        total += (b - a) / 2 * (weights * f(low + (high - low) * t)).sum()
    return total * (high - low)


def igamma(a, x):
    """With t = u^2, so that orders of 1/2 and more have no pole at 0."""
    def one(x):
        return _integral(lambda u: 2 * u**(2 * a - 1) * np.exp(-u * u), 0,
                         math.sqrt(x)) / math.gamma(a)
    return np.vectorize(one)(np.asarray(x, np.float64))


def betainc(a, b, x):
    """With t = sin(u)^2, for the same reason."""
    beta = math.gamma(a) * math.gamma(b) / math.gamma(a + b)

    def one(x):
        return _integral(
            lambda u: 2 * np.sin(u)**(2 * a - 1) * np.cos(u)**(2 * b - 1), 0,
            math.asin(math.sqrt(x))) / beta
    return np.vectorize(one)(np.asarray(x, np.float64))


def inverse(f, y, low, high):
    """Where a rising function has the values y, by bisection."""
    def one(y):
        a, b = low, high
        for _ in range(200):
            middle = (a + b) / 2
            a, b = (middle, b) if f(middle) < y else (a, middle)
        return (a + b) / 2
    return np.vectorize(one)(np.asarray(y, np.float64))
