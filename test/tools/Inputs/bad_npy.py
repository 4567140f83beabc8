"""Writes .npy files that are not what they say into the folder given."""
import os
import struct
import sys

import numpy


def write(name, header, data=b""):
    with open(os.path.join(sys.argv[1], name), "wb") as out:
        out.write(b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) +
                  header.encode() + data)


def dict_of(shape):
    return f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n"


write("short.npy", dict_of("(8,)"), b"\0" * 8)
write("huge.npy", dict_of("(4611686018427387904, 4611686018427387904)"))
write("header.npy", "[1, 2, 3]\n")
open(os.path.join(sys.argv[1], "text.npy"), "w").write("hello\n")
numpy.save(os.path.join(sys.argv[1], "object.npy"),
           numpy.array([{}], dtype=object), allow_pickle=True)
