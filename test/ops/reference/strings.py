"""Tensors of strings."""
import base64
import re

import numpy as np

__all__ = ["base64", "each_string", "ngrams", "re"]


def each_string(function, x):
    """An array of the texts that a function of one element gives."""
    x = np.asarray(x)
    texts = [function(v) for v in x.ravel().tolist()]
    return np.reshape(np.array(texts, np.str_), x.shape)


def ngrams(data, splits, separator, widths, left, right, pads):
    found = []
    for begin, end in zip(splits, splits[1:]):
        for width in widths:
            pad = min(pads, width - 1)
            row = [left] * pad + list(data[begin:end]) + [right] * pad
            found += [separator.join(row[i:i + width])
                      for i in range(len(row) - width + 1)]
    return np.array(found, np.str_)
