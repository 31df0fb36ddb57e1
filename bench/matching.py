"""Asks Témoin's bank and faiss for the same hashes, and compares what they find and what it costs; or looks for planted ones alone.

    bench/matching.py SEARCH FOLDER large|small|planted      (by bench/matching.sh)

SEARCH is the example of that name of `crates/matching`, FOLDER takes 1.5 GB. Times are CPU seconds on one thread, the least of some
rounds in which one runs after the other.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

import numpy

RADIUS = 31
# The most distance at which neighbours are planted: from 32 on they are not to be found.
FARTHEST = 40
# Goals: how many times faster than each peer, and the rest of them at ten million hashes.
FLAT, MULTI = 30, 100
BUILD, LOAD, APPEND, MEMORY = 10, 1, 1, 1.2e9
# What faiss's index of 16 tables takes at ten million, and as much again while its tables grow.
MULTI_MEMORY = 6e9

SEARCH, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
missed: list[str] = []


def judge(what: str, good: bool) -> str:
    """Returns what is to be printed of a goal, and keeps it if it was missed."""
    if not good:
        missed.append(what)
    return what if good else f"{what} MISSED"


# What is searched for, and where.


def random_words(random: numpy.random.Generator, count: int) -> numpy.ndarray:
    return random.integers(0, 256, (count, 32), dtype=numpy.uint8)


def skewed_words(random: numpy.random.Generator, count: int) -> numpy.ndarray:
    """Makes hashes as they are in practice: near a few centres, equal, alike in long stretches, nearly black, and some others."""
    words, kind = random_words(random, count), random.integers(0, 20, count)
    centres = random_words(random, 50)[random.integers(0, 50, count)]
    turned = few_bits(random, count, random.integers(0, 25, count))
    words = numpy.where((kind < 7)[:, None], centres ^ turned, words)
    words = numpy.where(((kind >= 7) & (kind < 10))[:, None], centres, words)
    alike = numpy.concatenate((centres[:, :24], words[:, 24:]), axis=1)
    words = numpy.where(((kind >= 10) & (kind < 13))[:, None], alike, words)
    black = few_bits(random, count, random.integers(0, 6, count))
    words = numpy.where(((kind >= 13) & (kind < 16))[:, None], black, words)
    return numpy.ascontiguousarray(words)


def few_bits(random: numpy.random.Generator, count: int, bits: numpy.ndarray) -> numpy.ndarray:
    """Returns words with so many different bits set, at random places."""
    words = numpy.zeros((count, 32), numpy.uint8)
    for start in range(0, count, 100_000):
        some = slice(start, start + 100_000)
        here = numpy.zeros((len(bits[some]), 256), numpy.uint8)
        left = bits[some].copy()
        while left.any():
            which = numpy.flatnonzero(left)
            places = random.integers(0, 256, len(which))
            left[which] -= here[which, places] == 0
            here[which, places] = 1
        words[some] = numpy.packbits(here, axis=1)
    return words


def plant(random: numpy.random.Generator, words: numpy.ndarray, distances: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Returns queries at those distances from words, and the rows of those words."""
    rows = random.integers(0, len(words), len(distances))
    return words[rows] ^ few_bits(random, len(distances), distances), rows


# Ours.


def search(*arguments: object) -> dict:
    return json.loads(subprocess.run([SEARCH, *map(str, arguments)], check=True, capture_output=True).stdout)


def lay(words: numpy.ndarray, queries: numpy.ndarray, threads: int) -> dict:
    """Lays hashes, queries and a bank of the hashes into the folder, and returns what the bank cost."""
    words.tofile(FOLDER / "words")
    queries.tofile(FOLDER / "queries")
    return search("build", FOLDER / "words", FOLDER / "bank", threads)


def ours(how: str, radius: int) -> tuple[dict, numpy.ndarray]:
    """Returns what the queries cost, and of each match the query, the row and the distance."""
    act = {"mapped": "open", "in memory": "read"}[how]
    said = search("query", FOLDER / "bank", act, FOLDER / "queries", radius, FOLDER / "answers")
    return said, numpy.fromfile(FOLDER / "answers", "<u4").reshape(-1, 3).astype(numpy.int64)


def in_order(matches: numpy.ndarray) -> numpy.ndarray:
    """Returns a number for each match (query, row and distance), in order."""
    return numpy.sort((matches[:, 0] << 42) | (matches[:, 1] << 10) | matches[:, 2])


def columns(*parts: numpy.ndarray) -> numpy.ndarray:
    return numpy.stack([part.astype(numpy.int64) for part in parts], axis=1)


# Planted neighbours.


def brute(words: numpy.ndarray, queries: numpy.ndarray) -> numpy.ndarray:
    """Compares each query with each word, by numpy, and returns the matches."""
    numbers, found = words.view(numpy.uint64), []
    for number, query in enumerate(queries.view(numpy.uint64)):
        apart = numpy.bitwise_count(numbers ^ query).sum(axis=1)
        near = numpy.flatnonzero(apart <= FARTHEST)
        found.append(columns(numpy.full(len(near), number), near, apart[near]))
    return numpy.concatenate(found)


def faults(found: numpy.ndarray, expected: numpy.ndarray) -> tuple[int, int]:
    """Counts what is wrong (also what stands twice) and what is missing."""
    if numpy.array_equal(found, expected):
        return 0, 0
    wrong = len(numpy.setdiff1d(found, expected)) + len(found) - len(numpy.unique(found))
    return wrong, len(numpy.setdiff1d(expected, found))


def planted() -> None:
    count, each = 1_000_000, 6
    for name, make in (("random", random_words), ("skewed", skewed_words)):
        random = numpy.random.default_rng(40)
        words = make(random, count)
        distances = numpy.repeat(numpy.arange(FARTHEST + 1), each)
        queries, rows = plant(random, words, distances)
        lay(words, queries, os.cpu_count())
        expected = brute(words, queries)
        pairs = columns(numpy.arange(len(rows)), rows, distances)
        assert numpy.isin(in_order(pairs), in_order(expected)).all(), "the planted ones lie where they were planted"
        for radius, how in ((RADIUS, "mapped"), (FARTHEST, "in memory")):
            found = in_order(ours(how, radius)[1])
            wrong, lost = faults(found, in_order(expected[expected[:, 2] <= radius]))
            print(
                f"matching {count:,} {name}, {len(rows)} queries planted at 0 to {FARTHEST}, radius {radius}, {how}: "
                f"{len(found):,} pairs, {judge(f'{wrong} wrong, {lost} missing', wrong + lost == 0)}",
                flush=True,
            )


# Beside peers.


class Peer:
    """Is an index of faiss with the hashes, how many queries it answers in a round, and how many times faster we are to be."""

    def __init__(self, name: str, index: object, words: numpy.ndarray, asked: int, floor: int | None) -> None:
        self.name, self.index, self.asked, self.floor = name, index, asked, floor
        resident, before = memory("VmRSS"), time.process_time()
        index.add(words)
        self.built, self.resident = time.process_time() - before, memory("VmRSS") - resident
        self.best = float("inf")

    def ask(self, queries: numpy.ndarray, matches: numpy.ndarray) -> None:
        """Answers the first queries, and compares with our matches. faiss finds what is nearer than the radius, we what is at most as far."""
        before = time.process_time()
        limits, apart, found = self.index.range_search(queries[: self.asked], RADIUS + 1)
        self.best = min(self.best, (time.process_time() - before) / self.asked)
        number = numpy.repeat(numpy.arange(self.asked), numpy.diff(limits.astype(numpy.int64)))
        same = numpy.array_equal(in_order(columns(number, found, apart)), in_order(matches[matches[:, 0] < self.asked]))
        assert same, f"{self.name} and Témoin differ"


def compare(title: str, queries: numpy.ndarray, peers: list[Peer], rounds: int) -> tuple[dict, numpy.ndarray]:
    """Asks the bank that was laid and the peers in turn, prints the ratios, and returns what ours cost, and the matches."""
    best = {}
    for _ in range(rounds):
        for how in ("mapped", "in memory"):
            said, matches = ours(how, RADIUS)
            best[how] = min(best.get(how, said), said, key=lambda said: said["query"]["cpu"])
        for peer in peers:
            peer.ask(queries, matches)
    for how, said in best.items():
        each = said["query"]["cpu"] / len(queries)
        print(f"matching {title}, {how}: {1 / each:,.0f} queries a CPU second, {said['matches'] / len(queries):,.1f} matches each")
        for peer in peers:
            ratio = f"ratio {peer.best / each:,.1f}"
            if peer.floor:
                ratio = judge(f"{ratio} (at least {peer.floor})", peer.best / each >= peer.floor)
            print(f"matching {title}, {how}: beside {peer.name} {1 / peer.best:,.1f}, {ratio}", flush=True)
    return best, matches


def beside_peers(large: bool) -> None:
    import faiss

    faiss.omp_set_num_threads(1)
    count, rounds = (10_000_000, 3) if large else (1_000_000, 2)
    # How many queries each answers in a round: a second of work and more.
    asked, asked_flat, asked_multi = (40_000, 200, 100) if large else (100_000, 1000, 600)
    title = f"{count // 1_000_000} million"
    random = numpy.random.default_rng(31)
    words = random_words(random, count)
    # Half of them are near a hash, at each distance up to 40; the others near none.
    distances = numpy.arange(asked // 2) % (FARTHEST + 1)
    near, rows = plant(random, words, distances)
    queries = numpy.stack((near, random_words(random, asked // 2)), axis=1).reshape(-1, 32)
    built = lay(words, queries, 1)

    # The goals are for ten million.
    flat_floor, multi_floor = (FLAT, MULTI) if large else (None, None)
    peers = [Peer("BinaryFlat", faiss.IndexBinaryFlat(256), words, asked_flat, flat_floor)]
    if memory("MemAvailable") > (MULTI_MEMORY if large else MULTI_MEMORY / 10):
        multi = faiss.IndexBinaryMultiHash(256, 16, 16)
        multi.nflip = 1
        peers.append(Peer("BinaryMultiHash 16x16", multi, words, asked_multi, multi_floor))
    else:
        print("matching: BinaryMultiHash is left out: too little memory", flush=True)
    best, matches = compare(f"{title} random", queries, peers, rounds)
    pairs = in_order(columns(2 * numpy.arange(len(rows)), rows, distances)[distances <= RADIUS])
    recall = numpy.isin(pairs, in_order(matches)).mean()
    recall_said = judge(f"recall {recall:.6f}", recall == 1)
    print(f"matching {title} random: {recall_said} of {len(pairs):,} planted within {RADIUS}; the peers find the same pairs")
    for peer in peers:
        print(f"matching {title} random: {peer.name} takes {peer.built:.1f} CPU s to build, {peer.resident / 1e6:,.0f} MB")
    costs(title, built, best)

    # No goals here: where queries have thousands of matches each, to write them down costs more than to find them.
    # The index of 16 tables is left out: hashes that agree share its buckets, and it takes seconds a query.
    peers.clear()
    words = skewed_words(random, count)
    few = plant(random, words, numpy.repeat(numpy.arange(FARTHEST + 1), 5))[0]
    for name, queries in (("near", few), ("far", random_words(random, asked))):
        lay(words, queries, 1)
        flat = Peer("BinaryFlat", faiss.IndexBinaryFlat(256), words, min(len(queries), asked_flat), None)
        compare(f"{title} skewed, queries {name}", queries, [flat], 1)


def costs(title: str, built: dict, best: dict) -> None:
    """Prints what a bank that was just built and asked costs but for the queries, and what it costs to append to it."""
    appended = search("append", FOLDER / "bank", 20_000)
    forget(FOLDER / "bank")
    disk = ours("mapped", RADIUS)[0]["load"]["wall"]
    build, save, load = built["build"]["cpu"], built["save"]["wall"], best["mapped"]["load"]["wall"]
    slowest, again = appended["slowest_wall"], appended["open"]["wall"]
    peak = max(built["peak"], appended["peak"], *(said["peak"] for said in best.values()))
    for line in (
        f"built in {judge(f'{build:.1f} CPU s (at most {BUILD})', build <= BUILD)} on one thread, saved and synced in {save:.1f} s",
        f"loaded by mapping in {judge(f'{load:.2f} s (at most {LOAD})', load <= LOAD)}, in {disk:.2f} s where none of it is in the system's cache",
        f"{appended['appended']:,} appended, the slowest found {judge(f'{slowest:.4f} s (at most {APPEND})', slowest <= APPEND)} after it was given; "
        f"with their records the file is loaded in {again:.2f} s",
        f"resident at most {judge(f'{peak / 1e6:,.0f} MB (at most {MEMORY / 1e6:,.0f})', peak <= MEMORY)}: "
        + f"building {built['peak'] / 1e6:,.0f}, mapped {best['mapped']['peak'] / 1e6:,.0f}, in memory {best['in memory']['peak'] / 1e6:,.0f}, "
        + f"appending {appended['peak'] / 1e6:,.0f}; the file is {built['bytes'] / 1e6:,.0f} MB",
    ):
        print(f"matching {title} random: {line}", flush=True)


def memory(name: str) -> int:
    """Returns a line of what Linux says of this process's memory or of the machine's, in bytes."""
    path = "/proc/meminfo" if name.startswith("Mem") else "/proc/self/status"
    line = next(line for line in pathlib.Path(path).read_text().splitlines() if line.startswith(f"{name}:"))
    return 1024 * int(line.split()[1])


def forget(path: pathlib.Path) -> None:
    """Takes a synced file's pages out of the system's cache."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if sys.argv[3] != "planted":
    beside_peers(sys.argv[3] != "small")
if sys.argv[3] != "small":
    planted()
if missed:
    sys.exit(f"matching: missed: {'; '.join(missed)}")
