"""Images: resizing, crops, transforms, colours."""
import colorsys
import math

import numpy as np


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
