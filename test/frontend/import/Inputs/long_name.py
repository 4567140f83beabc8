"""A GraphDef of one placeholder whose name fills what a reader looks at, and
has a length that could be text."""
import sys


def field(number, data):
    size, prefix = len(data), bytes([number << 3 | 2])
    while size > 127:
        prefix, size = prefix + bytes([size & 127 | 128]), size >> 7
    return prefix + bytes([size]) + data


def attribute(name, value):
    return field(5, field(1, name) + field(2, value))


FLOAT = bytes([6 << 3, 1])
SCALAR = field(7, b"")
sys.stdout.buffer.write(field(1, field(1, b"n" * 1160) + field(2, b"Placeholder") +
                              attribute(b"dtype", FLOAT) +
                              attribute(b"shape", SCALAR)) +
                        field(4, bytes([8, 27])))
