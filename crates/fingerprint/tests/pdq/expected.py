#!/usr/bin/env python3
"""Writes expected.csv: what the reference says of the pictures that tests/pdq.rs draws, through its Python binding.

    expected.py > expected.csv      (needs numpy and PyPI `pdqhash` 0.2.8)
"""

import numpy
import pdqhash

SIZES = [
    (4, 200), (5, 5), (5, 64), (19, 700), (48, 300), (63, 65), (64, 64), (65, 63), (97, 31), (127, 129), (128, 128),
    (129, 127), (257, 191), (300, 200), (512, 512), (640, 11), (801, 533), (1031, 250), (2049, 40),
]  # fmt: skip
KINDS = ["hills", "noise", "ramp", "flat"]


def slope(at, period):
    """Rises from 0 to 255 and falls again over a period."""
    place = at % period
    return numpy.abs(2 * place - period) * 255 // period


def drawn(kind: str, width: int, height: int) -> numpy.ndarray:
    """Draws with whole numbers alone, so that any language draws the same."""
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3].astype("int64")
    grain = (x * 7919 + y * 104729 + c * 1299709 + 17) & 0xFFFFFFFF
    for _ in range(2):
        grain = ((grain ^ (grain >> 15)) * 2246822519) & 0xFFFFFFFF
    grain = grain >> 24
    match kind:
        case "hills":
            u, v = x * 4096 // width, y * 4096 // height
            value = slope(u, 1500) * 5 + slope(v + 300 * c, 2300) * 4 + slope(u + v, 900) * 3 + slope(u - 2 * v + 9999, 700) * 2 + grain * 2
            return (value // 16).astype("uint8")
        case "noise":
            return grain.astype("uint8")
        case "ramp":
            return ((x * (3 - c) + y * (c + 1)) * 255 // (3 * width + 3 * height)).astype("uint8")
        case _:
            return (c * 40 + 90).astype("uint8")


def hexadecimal(bits) -> str:
    return f"{int(''.join(map(str, bits)), 2):064x}"


print("kind,width,height,quality,hash,orig,rot90,rot180,rot270,flipx,flipy,flipplus1,flipminus1")
for width, height in SIZES:
    for kind in KINDS:
        pixels = drawn(kind, width, height)
        bits, quality = pdqhash.compute(pixels)
        turned, _ = pdqhash.compute_dihedral(pixels)
        print(kind, width, height, quality, hexadecimal(bits), *map(hexadecimal, turned), sep=",")
