"""Windows of rows: convolution and pooling with their gradients."""
import itertools

import numpy as np


# ---- windows ---------------------------------------------------------------


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


# ---- windows over images and volumes: cells by itertools -------------------


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
