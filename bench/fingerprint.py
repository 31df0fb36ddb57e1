"""Hashes made pictures with the program PDQ and with the reference's Python binding, on one thread, decoded already.

    bench/fingerprint.py PDQ SIZE      (by bench/fingerprint.sh; SIZE small or large)

Both must say the same. Times are CPU seconds, the least of some rounds in which one runs after the other.
"""

import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy
import pdqhash

from pictures import photograph

# Pixels, the goal, how many times ours and the binding hash it in a round.
SIZES = [
    ("512 px", 512, 512, 5, 2000, 120),
    ("1080p", 1920, 1080, 7, 300, 20),
    ("12 MP", 4032, 3024, 15, 60, 2),
]


def ours(program: str, picture: pathlib.Path, times: int) -> tuple[float, str]:
    """Returns CPU seconds and what was said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([program, str(times)], stdin=picture.open("rb"), capture_output=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, said.decode().strip()


def binding(pixels: numpy.ndarray, times: int) -> tuple[float, str]:
    before = time.process_time()
    for _ in range(times):
        bits, quality = pdqhash.compute(pixels)
    return time.process_time() - before, f"{int(''.join(map(str, bits)), 2):064x} {quality}"


def main() -> None:
    program, rounds = sys.argv[1], 2 if sys.argv[2] == "small" else 5
    with tempfile.TemporaryDirectory() as folder:
        for name, width, height, goal, times, times_binding in SIZES:
            pixels = photograph(width, height, width)
            raw = pathlib.Path(folder) / "picture"
            raw.write_bytes(f"{width} {height} 3\n".encode() + pixels.tobytes())
            best, best_binding = float("inf"), float("inf")
            for _ in range(rounds):
                reading, _ = ours(program, raw, 0)
                seconds, said = ours(program, raw, times)
                seconds_binding, expected = binding(pixels, times_binding)
                assert said == expected, f"{name}: {said}, the binding {expected}"
                best = min(best, (seconds - reading) / times)
                best_binding = min(best_binding, seconds_binding / times_binding)
            print(
                f"fingerprint {name}: {1 / best:.0f} a CPU second, pdqhash {1 / best_binding:.1f}, "
                f"ratio {best_binding / best:.1f} (at least {goal})",
                flush=True,
            )


main()
