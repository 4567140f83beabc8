"""Values of ops by numpy alone, independently of tfc: what the facet `numpy` of
ir/ops/*.td calls as `ref`. Loops where they are clearer than array tricks."""
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
