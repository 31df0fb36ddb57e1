"""Hashes made JPEG files with the program HASH and with the reference's Python library, on one thread.

    bench/decode.py HASH SIZE      (by bench/decode.sh; SIZE small or large)

The hash of all values must be the library's but for a bit or two that another JPEG decoder moves; the others' distances are printed.
Times are CPU seconds, the least of some rounds in which one runs after the other.
"""

import io
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

from PIL import Image
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_bytes

from pictures import photograph

# Pixels, and how many times ours and the library hash the file in a round.
SIZES = [("512 px", 512, 512, 200, 20), ("1080p", 1920, 1080, 40, 3), ("12 MP", 4032, 3024, 10, 1)]
# The way, its goal at 12 MP, the most bits from the library's hash.
WAYS = [("stored", 8, 4), ("luma", 10, 6), ("screening", 25, 24)]


def ours(program: str, way: str, times: int, picture: pathlib.Path) -> tuple[float, str]:
    """Returns CPU seconds and the hash."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([program, way, str(times)], stdin=picture.open("rb"), capture_output=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, said.decode().split()[0]


def library(data: bytes, times: int) -> tuple[float, str]:
    before = time.process_time()
    for _ in range(times):
        hash, _ = pdq_from_bytes(data)
    return time.process_time() - before, hash


def main() -> None:
    program, rounds = sys.argv[1], 2 if sys.argv[2] == "small" else 5
    with tempfile.TemporaryDirectory() as folder:
        for name, width, height, times, times_library in SIZES:
            picture = pathlib.Path(folder) / "picture.jpg"
            Image.fromarray(photograph(width, height, width)).save(packed := io.BytesIO(), "JPEG", quality=90)
            picture.write_bytes(packed.getvalue())
            best, best_library = {way: float("inf") for way, _, _ in WAYS}, float("inf")
            for _ in range(rounds):
                seconds, expected = library(packed.getvalue(), times_library)
                best_library = min(best_library, seconds / times_library)
                far = {}
                for way, _, most in WAYS:
                    seconds, hash = ours(program, way, times, picture)
                    best[way] = min(best[way], seconds / times)
                    far[way] = (int(hash, 16) ^ int(expected, 16)).bit_count()
                    assert far[way] <= most, f"{name} {way}: {far[way]} bits from the library's hash"
            for way, goal, _ in WAYS:
                wanted = f" (at least {goal})" if name == "12 MP" else ""
                print(
                    f"decode {name} {way}: {1 / best[way]:.1f} a CPU second, threatexchange {1 / best_library:.1f}, "
                    f"ratio {best_library / best[way]:.1f}{wanted}, {far[way]} bits apart",
                    flush=True,
                )


main()
