"""Values of ops by numpy alone, independently of tfc: what the facet `numpy` of
ir/ops/*.td calls as `ref`. Loops where they are clearer than array tricks."""
import colorsys
import itertools
import math

import numpy as np

# ---- windows --------------------------------------------------------------


def _windows(size, kernel, stride, padding, dilation=1):
    """How many windows, and the padding before and after."""
    effective = (kernel - 1) * dilation + 1
    if padding == "VALID":
        return (size - effective) // stride + 1, 0, 0
    count = -(-size // stride)
    total = max(0, (count - 1) * stride + effective - size)
    return count, total // 2, total - total // 2


def _each_window(shape, kernel, strides, padding, dilations=(1, 1)):
    """For each window: its place and, for each of its cells that is no
    padding, the cell's place in the window and in the image."""
    rows, top, _ = _windows(shape[1], kernel[0], strides[0], padding,
                            dilations[0])
    columns, left, _ = _windows(shape[2], kernel[1], strides[1], padding,
                                dilations[1])
    for i in range(rows):
        for j in range(columns):
            cells = []
            for p in range(kernel[0]):
                for q in range(kernel[1]):
                    y = i * strides[0] + p * dilations[0] - top
                    x = j * strides[1] + q * dilations[1] - left
                    if 0 <= y < shape[1] and 0 <= x < shape[2]:
                        cells.append(((p, q), (y, x)))
            yield (i, j), cells


def _result(shape, kernel, strides, padding, channels, dilations=(1, 1)):
    rows = _windows(shape[1], kernel[0], strides[0], padding, dilations[0])[0]
    columns = _windows(shape[2], kernel[1], strides[1], padding,
                       dilations[1])[0]
    return np.zeros((shape[0], rows, columns, channels))


def conv2d(x, w, strides, padding, dilations=(1, 1)):
    y = _result(x.shape, w.shape, strides, padding, w.shape[3], dilations)
    for (i, j), cells in _each_window(x.shape, w.shape, strides, padding,
                                      dilations):
        for (p, q), (r, c) in cells:
            y[:, i, j] += x[:, r, c].astype(np.float64) @ w[p, q]
    return y


def conv2d_backprop_input(shape, w, dy, strides, padding, dilations=(1, 1)):
    dx = np.zeros(shape)
    for (i, j), cells in _each_window(shape, w.shape, strides, padding,
                                      dilations):
        for (p, q), (r, c) in cells:
            dx[:, r, c] += dy[:, i, j].astype(np.float64) @ w[p, q].T
    return dx


def conv2d_backprop_filter(x, shape, dy, strides, padding, dilations=(1, 1)):
    dw = np.zeros(shape)
    for (i, j), cells in _each_window(x.shape, shape, strides, padding,
                                      dilations):
        for (p, q), (r, c) in cells:
            dw[p, q] += x[:, r, c].astype(np.float64).T @ dy[:, i, j]
    return dw


def max_pool(x, kernel, strides, padding):
    y = _result(x.shape, kernel, strides, padding, x.shape[3])
    for (i, j), cells in _each_window(x.shape, kernel, strides, padding):
        y[:, i, j] = np.max([x[:, r, c] for _, (r, c) in cells], axis=0)
    return y


def max_pool_grad(x, dy, kernel, strides, padding):
    dx = np.zeros(x.shape)
    for (i, j), cells in _each_window(x.shape, kernel, strides, padding):
        values = np.array([x[:, r, c] for _, (r, c) in cells])
        first = np.argmax(values, axis=0)
        for n in range(x.shape[0]):
            for ch in range(x.shape[3]):
                r, c = cells[first[n, ch]][1]
                dx[n, r, c, ch] += dy[n, i, j, ch]
    return dx


def avg_pool(x, kernel, strides, padding):
    y = _result(x.shape, kernel, strides, padding, x.shape[3])
    for (i, j), cells in _each_window(x.shape, kernel, strides, padding):
        y[:, i, j] = np.mean([x[:, r, c] for _, (r, c) in cells], axis=0)
    return y


def avg_pool_grad(shape, dy, kernel, strides, padding):
    dx = np.zeros(shape)
    for (i, j), cells in _each_window(shape, kernel, strides, padding):
        for _, (r, c) in cells:
            dx[:, r, c] += dy[:, i, j] / len(cells)
    return dx


# ---- windows over images and volumes: cells by itertools ---------------------


def _cells(shape, kernel, strides, padding, dilations=None):
    """For each window: its place and its cells that are no padding, each as
    (place in the window, place in the image)."""
    dilations = dilations or (1,) * len(kernel)
    axes = [_windows(n, k, s, padding, d) for n, k, s, d in
            zip(shape[1:-1], kernel, strides, dilations)]
    for at in itertools.product(*(range(count) for count, _, _ in axes)):
        cells = []
        for cell in itertools.product(*map(range, kernel)):
            place = tuple(a * s + c * d - before for a, s, c, d, (_, before, _)
                          in zip(at, strides, cell, dilations, axes))
            if all(0 <= p < n for p, n in zip(place, shape[1:-1])):
                cells.append((cell, place))
        yield at, cells


def _empty(shape, kernel, strides, padding, channels, dilations=None):
    dilations = dilations or (1,) * len(kernel)
    counts = [_windows(n, k, s, padding, d)[0] for n, k, s, d in
              zip(shape[1:-1], kernel, strides, dilations)]
    return np.zeros((shape[0], *counts, channels))


def _at(x, place):
    return x[(slice(None), *place)]


def conv(x, w, strides, padding):
    kernel = w.shape[:-2]
    y = _empty(x.shape, kernel, strides, padding, w.shape[-1])
    for at, cells in _cells(x.shape, kernel, strides, padding):
        for cell, place in cells:
            _at(y, at)[:] += _at(x, place).astype(np.float64) @ w[cell]
    return y


def conv_backprop_input(shape, w, dy, strides, padding):
    dx = np.zeros(shape)
    for at, cells in _cells(shape, w.shape[:-2], strides, padding):
        for cell, place in cells:
            _at(dx, place)[:] += _at(dy, at).astype(np.float64) @ w[cell].T
    return dx


def conv_backprop_filter(x, shape, dy, strides, padding):
    dw = np.zeros(shape)
    for at, cells in _cells(x.shape, shape[:-2], strides, padding):
        for cell, place in cells:
            dw[cell] += _at(x, place).astype(np.float64).T @ _at(dy, at)
    return dw


def depthwise_conv2d(x, w, strides, padding, dilations=(1, 1)):
    channels = w.shape[2] * w.shape[3]
    y = _empty(x.shape, w.shape[:2], strides, padding, channels, dilations)
    for at, cells in _cells(x.shape, w.shape[:2], strides, padding, dilations):
        for cell, place in cells:
            product = _at(x, place)[:, :, None] * w[cell]
            _at(y, at)[:] += product.reshape(len(x), channels)
    return y


def depthwise_conv2d_backprop_input(shape, w, dy, strides, padding):
    dx = np.zeros(shape)
    for at, cells in _cells(shape, w.shape[:2], strides, padding):
        for cell, place in cells:
            apart = _at(dy, at).reshape(-1, *w.shape[2:])
            _at(dx, place)[:] += (apart * w[cell]).sum(-1)
    return dx


def depthwise_conv2d_backprop_filter(x, shape, dy, strides, padding):
    dw = np.zeros(shape)
    for at, cells in _cells(x.shape, shape[:2], strides, padding):
        for cell, place in cells:
            apart = _at(dy, at).reshape(-1, *shape[2:])
            dw[cell] += (_at(x, place)[:, :, None] * apart).sum(0)
    return dw


def pool(x, kernel, strides, padding, combine):
    y = _empty(x.shape, kernel, strides, padding, x.shape[-1])
    for at, cells in _cells(x.shape, kernel, strides, padding):
        _at(y, at)[:] = combine([_at(x, place) for _, place in cells], axis=0)
    return y


def _first_maxima(x, kernel, strides, padding):
    """For each window, image and channel the place of the first maximum."""
    for at, cells in _cells(x.shape, kernel, strides, padding):
        values = np.array([_at(x, place) for _, place in cells])
        first = np.argmax(values, axis=0)
        for n, c in np.ndindex(first.shape):
            yield (n, *at, c), (n, *cells[first[n, c]][1], c)


def max_pool3d_grad(x, dy, kernel, strides, padding):
    dx = np.zeros(x.shape)
    for at, place in _first_maxima(x, kernel, strides, padding):
        dx[place] += dy[at]
    return dx


def max_pool_grad_grad(x, dy, kernel, strides, padding):
    y = _empty(x.shape, kernel, strides, padding, x.shape[-1])
    for at, place in _first_maxima(x, kernel, strides, padding):
        y[at] = dy[place]
    return y


def max_pool_places(x, kernel, strides, padding, with_batch=False):
    y = _empty(x.shape, kernel, strides, padding, x.shape[-1])
    for at, place in _first_maxima(x, kernel, strides, padding):
        if not with_batch:
            place = (0, *place[1:])
        y[at] = np.ravel_multi_index(place, x.shape)
    return y.astype(np.int64)


def avg_pool3d_grad(shape, dy, kernel, strides, padding):
    dx = np.zeros(shape)
    for at, cells in _cells(shape, kernel, strides, padding):
        for _, place in cells:
            _at(dx, place)[:] += _at(dy, at) / len(cells)
    return dx


def patches(x, kernel, strides, padding, dilations=(1, 1)):
    y = _empty(x.shape, kernel, strides, padding, x.shape[-1], dilations)
    y = np.repeat(y[:, :, :, None], kernel[0] * kernel[1], 3)
    for at, cells in _cells(x.shape, kernel, strides, padding, dilations):
        for (p, q), place in cells:
            _at(y, at)[:, p * kernel[1] + q] = _at(x, place)
    return y


def patches_grad(shape, dy, kernel, strides, padding):
    dx = np.zeros(shape)
    for at, cells in _cells(shape, kernel, strides, padding):
        for (p, q), place in cells:
            _at(dx, place)[:] += _at(dy, at)[:, p * kernel[1] + q]
    return dx


def dilation2d(x, w, strides, padding, dilations=(1, 1)):
    y = _empty(x.shape, w.shape[:2], strides, padding, x.shape[-1], dilations)
    for at, cells in _cells(x.shape, w.shape[:2], strides, padding, dilations):
        _at(y, at)[:] = np.max([_at(x, place) + w[cell]
                                for cell, place in cells], axis=0)
    return y


def dilation2d_grad(x, w, dy, strides, padding):
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for at, cells in _cells(x.shape, w.shape[:2], strides, padding):
        sums = np.array([_at(x, place) + w[cell] for cell, place in cells])
        first = np.argmax(sums, axis=0)
        for n, c in np.ndindex(first.shape):
            cell, place = cells[first[n, c]]
            dx[(n, *place, c)] += dy[(n, *at, c)]
            dw[(*cell, c)] += dy[(n, *at, c)]
    return dx, dw


# ---- images ---------------------------------------------------------------


def _cubic(x, a):
    x = abs(x)
    if x <= 1:
        return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1
    if x < 2:
        return a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a
    return 0


def _resize_weights(size, out, method, align, half):
    """The matrix [out, size] that resizes one axis."""
    scale = (size - 1) / (out - 1) if align and out > 1 else size / out
    matrix = np.zeros((out, size))

    def clip(place):
        return int(min(max(place, 0), size - 1))

    for i in range(out):
        place = (i + 0.5) * scale - 0.5 if half else i * scale
        low = math.floor(place)
        if method == "nearest":
            place = place + 0.5 if align or half else place
            matrix[i, clip(math.floor(place))] = 1
        elif method == "bilinear":
            matrix[i, clip(low)] += 1 - (place - low)
            matrix[i, clip(low + 1)] += place - low
        elif method == "bicubic":
            part = round((place - low) * 1024) / 1024
            for tap in range(-1, 3):
                weight = _cubic(part - tap, -0.5 if half else -0.75)
                if not half or 0 <= low + tap < size:
                    matrix[i, clip(low + tap)] += weight
            matrix[i] /= matrix[i].sum()
        elif method == "area":
            for j in range(size):
                overlap = min(j + 1, (i + 1) * scale) - max(j, i * scale)
                matrix[i, j] = max(overlap, 0) / scale
    return matrix


def resize(x, height, width, method, align=False, half=False):
    rows = _resize_weights(x.shape[1], height, method, align, half)
    columns = _resize_weights(x.shape[2], width, method, align, half)
    return np.einsum("ab,nbcd,ec->naed", rows, x.astype(np.float64), columns)


def resize_grad(dy, shape, method, align=False, half=False):
    rows = _resize_weights(shape[1], dy.shape[1], method, align, half)
    columns = _resize_weights(shape[2], dy.shape[2], method, align, half)
    return np.einsum("ab,naed,ec->nbcd", rows, dy.astype(np.float64), columns)


def _pixel(image, y, x, fill):
    if 0 <= y < image.shape[0] and 0 <= x < image.shape[1]:
        return image[int(y), int(x)].astype(np.float64)
    return np.full(image.shape[2], fill, np.float64)


def _interpolate(image, y, x, fill):
    top, left = math.floor(y), math.floor(x)
    down, across = y - top, x - left
    return ((1 - down) * ((1 - across) * _pixel(image, top, left, fill)
                          + across * _pixel(image, top, left + 1, fill))
            + down * ((1 - across) * _pixel(image, top + 1, left, fill)
                      + across * _pixel(image, top + 1, left + 1, fill)))


def crop_and_resize(images, boxes, which, height, width, method, fill):
    crops = np.full((len(boxes), height, width, images.shape[3]), fill,
                    np.float64)

    def places(low, high, size, count):
        if count == 1:
            return [0.5 * (low + high) * (size - 1)]
        return [(low + i * (high - low) / (count - 1)) * (size - 1)
                for i in range(count)]

    for n, (y1, x1, y2, x2) in enumerate(boxes.astype(np.float64)):
        image = images[which[n]]
        for i, y in enumerate(places(y1, y2, image.shape[0], height)):
            for j, x in enumerate(places(x1, x2, image.shape[1], width)):
                if not (0 <= y <= image.shape[0] - 1
                        and 0 <= x <= image.shape[1] - 1):
                    continue
                crops[n, i, j] = (
                    _interpolate(image, y, x, 0) if method == "bilinear" else
                    image[math.floor(y + 0.5), math.floor(x + 0.5)])
    return crops


def transform(images, maps, height, width, method, fill):
    result = np.zeros((len(images), height, width, images.shape[3]))
    for n, i, j in np.ndindex(result.shape[:3]):
        a = maps[n % len(maps)].astype(np.float64)
        depth = a[6] * j + a[7] * i + 1
        x = (a[0] * j + a[1] * i + a[2]) / depth
        y = (a[3] * j + a[4] * i + a[5]) / depth
        result[n, i, j] = (
            _interpolate(images[n], y, x, fill) if method == "BILINEAR" else
            _pixel(images[n], math.floor(y + 0.5), math.floor(x + 0.5), fill))
    return result


def rgb_to_hsv(x):
    return np.apply_along_axis(lambda c: colorsys.rgb_to_hsv(*c), -1,
                               x.astype(np.float64))


def hsv_to_rgb(x):
    return np.apply_along_axis(lambda c: colorsys.hsv_to_rgb(*c), -1,
                               x.astype(np.float64))


def adjust(x, channel, change):
    x = x.copy()
    x[..., channel] = change(x[..., channel])
    return x


# ---- normalisation, quantisation, recurrent cells ----------------------------


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


# ---- softmax, scattering --------------------------------------------------


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


# ---- TensorFlow's random numbers (core/lib/random) --------------------------

_GRAPH_SEED = 87654321  # of an op with a seed in a graph without one
_MASK = 0xFFFFFFFF


def _philox(seed, seed2, counter=0):
    """Blocks of four 32-bit numbers of Philox4x32-10."""
    while True:
        key = [seed & _MASK, seed >> 32 & _MASK]
        block = [counter & _MASK, counter >> 32 & _MASK,
                 seed2 & _MASK, seed2 >> 32 & _MASK]
        for _ in range(10):
            a, b = 0xD2511F53 * block[0], 0xCD9E8D57 * block[2]
            block = [(b >> 32) ^ block[1] ^ key[0], b & _MASK,
                     (a >> 32) ^ block[3] ^ key[1], a & _MASK]
            key = [key[0] + 0x9E3779B9 & _MASK, key[1] + 0xBB67AE85 & _MASK]
        yield block
        counter += 1


def _float(bits):
    """In [0, 1): 23 bits as the mantissa of a float in [1, 2)."""
    word = np.array([(127 << 23) | (bits & 0x7FFFFF)], np.uint32)
    return word.view(np.float32)[0] - np.float32(1)


def _normal_pair(a, b):
    u = max(float(_float(a)), 1e-7)
    angle = 2 * np.pi * float(_float(b))
    radius = np.sqrt(-2 * np.log(u))
    return radius * np.sin(angle), radius * np.cos(angle)


def _fill(shape, numbers):
    count = int(np.prod(shape))
    values = []
    while len(values) < count:
        values.extend(next(numbers))
    return np.array(values[:count]).reshape(shape)


def random_uniform(shape, seed):
    blocks = _philox(_GRAPH_SEED, seed)
    return _fill(shape, ([_float(n) for n in b] for b in blocks))


def stateless_uniform(shape, seed, seed2):
    # The seeds are scrambled to the key and half of the counter.
    key = 0x02461e29 << 32 | 0x3ec8f720
    mix = next(_philox(key, seed2, seed))
    blocks = _philox(mix[1] << 32 | mix[0], mix[3] << 32 | mix[2])
    return _fill(shape, ([_float(n) for n in b] for b in blocks))


def random_uniform_int(shape, low, high, seed):
    blocks = _philox(_GRAPH_SEED, seed)
    span = high - low
    values = _fill(shape, ([low + n % span for n in b] for b in blocks))
    return values.astype(np.int32)


def random_normal(shape, seed):
    blocks = _philox(_GRAPH_SEED, seed)
    return _fill(shape, ([*_normal_pair(b[0], b[1]), *_normal_pair(b[2], b[3])]
                         for b in blocks))


def truncated_normal(shape, seed):
    # A group of four results draws pairs until it is full; each group has 256
    # blocks to itself (core/kernels/random_op.cc).
    def group(index):
        full = []
        for b in _philox(_GRAPH_SEED, seed, 256 * index):
            pairs = [*_normal_pair(b[0], b[1]), *_normal_pair(b[2], b[3])]
            full += [x for x in pairs if abs(x) < 2]
            if len(full) >= 4:
                return full[:4]

    count = int(np.prod(shape))
    return _fill(shape, (group(i) for i in range(count)))


# ---- one step of an optimiser from [1, -2] with gradient g ------------------


def train(optimizer, g, lr, mu=0.0):
    v = np.array([1.0, -2.0])
    g = g.astype(np.float64)
    if optimizer == "GradientDescent":
        return v - lr * g
    if optimizer == "Momentum":
        return v - lr * g
    if optimizer == "Nesterov":
        return v - (lr * g + lr * mu * g)
    if optimizer == "Adagrad":
        return v - lr * g / np.sqrt(0.1 + g ** 2)
    if optimizer == "Adadelta":
        rho, eps = 0.95, 1e-8
        a = (1 - rho) * g ** 2
        return v - lr * np.sqrt(eps) / np.sqrt(a + eps) * g
    if optimizer in ("RMSProp", "CenteredRMSProp"):
        rho, eps = 0.9, 1e-10
        ms = 1 + (g ** 2 - 1) * (1 - rho)
        mg = (1 - rho) * g if optimizer == "CenteredRMSProp" else 0
        return v - lr * g / np.sqrt(ms - mg ** 2 + eps)
    if optimizer == "Adam":
        b1, b2, eps = 0.9, 0.999, 1e-8
        alpha = lr * np.sqrt(1 - b2) / (1 - b1)
        m, u = (1 - b1) * g, (1 - b2) * g ** 2
        return v - alpha * m / (np.sqrt(u) + eps)
    if optimizer == "Ftrl":
        n = 0.1 + g ** 2
        z = g - (np.sqrt(n) - np.sqrt(0.1)) / lr * v
        return np.where(np.abs(z) > 0, -z / (np.sqrt(n) / lr), 0)
    raise ValueError(optimizer)


# ---- sets -----------------------------------------------------------------


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


# ---- linear algebra, special functions ------------------------------------


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
