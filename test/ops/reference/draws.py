"""TensorFlow's random numbers (core/lib/random)."""
import numpy as np


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
