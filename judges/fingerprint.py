"""Compares the fingerprints of pictures with the reference's, bit for bit.

    judges/fingerprint.py PDQ [FOLDER]

PDQ is the example program `pdq` of crates/fingerprint. FOLDER holds reference pictures with what the reference says of
them: expected.csv (file, hash, quality) and dihedral.csv (file, eight hashes). Files are decoded here, once, by Pillow, so
that no decoder can explain a difference. Without FOLDER, and after it, pictures made here by formulas are hashed by both.
Needs Pillow, numpy and the reference's Python binding (PyPI `pdqhash` 0.2.8).
"""

import csv
import pathlib
import subprocess
import sys

import numpy
import pdqhash
from PIL import Image

# Sides around each step of the algorithm: the least, the grid's, where a window grows, vectors and their remainders.
SIDES = [
    (5, 5), (5, 64), (64, 5), (4, 200), (200, 4), (7, 640), (640, 11), (63, 65), (64, 64), (64, 128), (65, 63), (97, 31),
    (127, 129), (128, 128), (129, 127), (136, 257), (255, 255), (256, 384), (301, 200), (512, 512), (513, 385), (777, 1031),
    (1280, 720), (2049, 130), (131, 2051), (6001, 17), (19, 6007), (9000, 40), (2016, 1512),
]  # fmt: skip


def hexadecimal(bits: numpy.ndarray) -> str:
    return f"{int(''.join(map(str, bits)), 2):064x}"


def reference(pixels: numpy.ndarray) -> list[str]:
    """Asks the binding: hash, quality, eight hashes."""
    bits, quality = pdqhash.compute(pixels)
    turned, _ = pdqhash.compute_dihedral(pixels)
    return [hexadecimal(bits), str(quality), *map(hexadecimal, turned)]


def ours(program: str, pictures: list[numpy.ndarray]) -> list[list[str]]:
    asked = b"".join(
        f"{p.shape[1]} {p.shape[0]} {1 if p.ndim == 2 else 3}\n".encode() + numpy.ascontiguousarray(p).tobytes() for p in pictures
    )
    said = subprocess.run([program], input=asked, capture_output=True, check=True).stdout.decode()
    return [line.split() for line in said.splitlines()]


def made(width: int, height: int, seed: int) -> dict[str, numpy.ndarray]:
    """Makes pictures of a size: like a photograph, noise, flat, a ramp, black and white."""
    random = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:height, 0:width]
    x, y = x[..., None] / width, y[..., None] / height
    waves = random.normal(size=(12, 5))
    smooth = sum(a * numpy.sin(9 * (b * x + c * y) + d + numpy.array([0, e, -e])) for a, b, c, d, e in waves)
    photo = 128 + 25 * smooth + random.normal(scale=6, size=(height, width, 3))
    ramp = numpy.broadcast_to(255 * (x + y) / 2, (height, width, 3))
    return {
        "photo": photo.clip(0, 255).astype("uint8"),
        "noise": random.integers(0, 256, (height, width, 3), dtype="uint8"),
        "flat": numpy.broadcast_to(random.integers(0, 256, 3, dtype="uint8"), (height, width, 3)).copy(),
        "ramp": ramp.astype("uint8"),
        "black and white": numpy.repeat(random.integers(0, 2, (height, width, 1), dtype="uint8") * 255, 3, axis=2),
    }


def compare(what: str, names: list[str], expected: list[list[str]], said: list[list[str]]) -> bool:
    """Prints how many lines are equal, and each that is not."""
    wrong = [(n, e, s) for n, e, s in zip(names, expected, said, strict=True) if e != s]
    for name, e, s in wrong:
        fields = [f"{at}: {a} not {b}" for at, (a, b) in enumerate(zip(s, e, strict=True)) if a != b]
        print(f"fingerprint: {name}: {'; '.join(fields)}")
    print(f"fingerprint: {what}: {len(names) - len(wrong)} of {len(names)} equal")
    return not wrong and bool(names)


def main() -> bool:
    program, sound = sys.argv[1], True
    for folder in map(pathlib.Path, sys.argv[2:]):
        rows = {row["file"]: row for row in csv.DictReader((folder / "expected.csv").open())}
        turned = {row.pop("file"): list(row.values()) for row in csv.DictReader((folder / "dihedral.csv").open())}
        pictures = [numpy.asarray(Image.open(folder / name).convert("RGB")) for name in rows]
        said = ours(program, pictures)
        hashes = [[row["pdq_hex"], row["quality"]] for row in rows.values()]
        sound &= compare("reference, hash and quality", list(rows), hashes, [line[:2] for line in said])
        sound &= compare("reference, eight symmetries", list(rows), [turned[name] for name in rows], [line[2:] for line in said])
        sound &= compare("reference, asked again", list(rows), [reference(picture) for picture in pictures], said)
    kinds: dict[str, list[numpy.ndarray]] = {}
    for seed, (width, height) in enumerate(SIDES):
        for kind, picture in made(width, height, seed).items():
            kinds.setdefault(kind, []).append(picture)
    kinds["grey"] = [picture[..., 1] for picture in kinds["photo"]]
    names = [f"{width} x {height}" for width, height in SIDES]
    for kind, pictures in kinds.items():
        expected = [reference(picture if picture.ndim == 3 else numpy.stack([picture] * 3, 2)) for picture in pictures]
        sound &= compare(kind, names, expected, ours(program, pictures))
    return sound


sys.exit(0 if main() else 1)
