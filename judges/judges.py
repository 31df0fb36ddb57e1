"""Asks each outside judge about the package in OUT, whole and damaged; one line a judgement.

    judges.py OUT TEMOIN        (by judges/run.sh)

A judge must accept the package as it is, and refuse it after each damage that it claims to see.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field

import asked
from asked import Refused

OUT, TEMOIN = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()


@dataclass
class Judge:
    name: str
    ask: Callable[[pathlib.Path], str]
    """Returns what the judge said, or raises Refused."""
    sees: list[tuple[str, Callable[[bytes], bytes]]] = field(default_factory=list)
    """Damages that it must refuse: a file of the folder (a pattern), and what happens to its bytes."""
    of: str = "package"
    """The folder it is asked about."""
    demo: bool = False
    """Whether it is asked about what `temoin demo` makes, too."""


def flip(data: bytes) -> bytes:
    """Turns one bit in the middle."""
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def cut(data: bytes) -> bytes:
    """Cuts the last tenth."""
    return data[: len(data) * 9 // 10]


def flip_hash(data: bytes) -> bytes:
    """Turns a bit in a letter of the first hash or signature: of its last line but one."""
    place = data.rstrip(b"\n").rfind(b"\n") - 6
    other = b"B" if data[place : place + 1] != b"B" else b"C"
    return data[:place] + other + data[place + 1 :]


def other_class(data: bytes) -> bytes:
    """Names a class that the ontology does not have."""
    return data.replace(b"ObservableObject", b"ObservableObjekt", 1)


def untagged(data: bytes) -> bytes:
    """Takes the pages alone into a new PDF: the tags of the document stay behind."""
    with tempfile.TemporaryDirectory() as folder:
        tagged, pages = pathlib.Path(folder, "tagged.pdf"), pathlib.Path(folder, "pages.pdf")
        tagged.write_bytes(data)
        subprocess.run(["qpdf", "--empty", "--pages", tagged, "1-z", "--", pages], check=True, capture_output=True)
        return pages.read_bytes()


JUDGES = [
    Judge("bagit.py", asked.bagit, [("data/dossier.pdf", flip), ("manifest-sha256.txt", flip), ("bag-info.txt", flip)], demo=True),
    Judge("sha256sum", asked.sha256sum, [("data/timeline.csv", flip), ("temoin/log/checkpoint", flip)], demo=True),
    Judge(
        "openssl ts",
        lambda bag: asked.openssl_ts(bag, OUT),
        [("temoin/log/checkpoint", flip), ("temoin/log/checkpoints/*", flip), ("temoin/time/*.tsr", flip)],
    ),
    Judge(
        "rfc3161-client",
        lambda bag: asked.rfc3161_client(bag, OUT),
        [("temoin/log/checkpoint", flip), ("temoin/log/checkpoints/*", flip), ("temoin/time/*.tsr", flip)],
    ),
    Judge("case_validate", asked.case_validate, [("data/case.jsonld", other_class)], demo=True),
    Judge(
        "Go sumdb note and tlog",
        lambda bag: asked.notecheck(bag, OUT / "notecheck"),
        [
            ("temoin/log/checkpoint", flip),
            ("temoin/log/checkpoints/*", flip),
            ("temoin/log/consistency/*", flip_hash),
            ("temoin/log/leaves/*.json", flip),
            ("temoin/log/proofs/*.tlog-proof", flip_hash),
            ("temoin-seal.note", flip),
        ],
        demo=True,
    ),
    Judge("qpdf --check", asked.qpdf, [("data/dossier.pdf", cut)], demo=True),
    Judge("pdfinfo", asked.pdfinfo, [("data/dossier.pdf", untagged)], demo=True),
    Judge(
        "second verifier (JavaScript)",
        asked.second_verifier,
        [
            ("data/dossier.pdf", flip),
            ("temoin/log/checkpoint", flip),
            ("temoin/log/proofs/*.tlog-proof", flip_hash),
            ("data/records/*.bin", flip),
            ("tagmanifest-sha256.txt", flip),
            ("temoin-seal.note", flip),
        ],
        demo=True,
    ),
    Judge(
        "age and SQLCipher (tests/without_temoin.py)",
        lambda case: asked.without_temoin(case, OUT),
        [("blobs/*/*.age", flip)],
        of="case",
    ),
    Judge("temoin verify", lambda bag: asked.temoin(bag, OUT, TEMOIN)),
]


def damaged(folder: pathlib.Path, pattern: str, change: Callable[[bytes], bytes], copy: pathlib.Path) -> str:
    """Copies a folder with one file changed, the first of the pattern; returns that file's path."""
    paths = sorted(path for path in folder.glob(pattern) if path.is_file())
    if not paths:
        raise SystemExit(f"judges: there is no {pattern}")
    path = paths[0]
    shutil.copytree(folder, copy)
    there = copy / path.relative_to(folder)
    data = path.read_bytes()
    changed = change(data)
    if changed == data:
        raise SystemExit(f"judges: {pattern} could not be damaged")
    there.write_bytes(changed)
    return str(path.relative_to(folder))


class Count:
    """Prints the judgements and counts those that are as they must be."""

    passed = failed = 0

    def line(self, name: str, wanted: bool, ask: Callable[[], str], of: str) -> None:
        try:
            said, accepted = ask(), True
        except Refused as why:
            said, accepted = str(why), False
        right = accepted == wanted
        self.passed, self.failed = self.passed + right, self.failed + (not right)
        verdict = "accepted" if accepted else "refused"
        print(f"judge {name}: {verdict} {of}: {said}{'' if right else '   WRONG'}", flush=True)

    def damage(self, judge: Judge, pattern: str, change: Callable[[bytes], bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder, judge.of)
            path = damaged(OUT / judge.of, pattern, change, copy)
            self.line(judge.name, False, lambda: judge.ask(copy), f"{path} after {change.__name__}")


def main() -> int:
    count = Count()
    for judge in JUDGES:
        count.line(judge.name, True, lambda: judge.ask(OUT / judge.of), f"the {judge.of}")
        for pattern, change in judge.sees:
            count.damage(judge, pattern, change)
    for judge in JUDGES:
        if judge.demo:
            count.line(judge.name, True, lambda: judge.ask(OUT / "demo-package"), "the demo")
    # Whatever another judge sees, the verifier sees.
    ours = JUDGES[-1]
    for pattern, change in dict.fromkeys(damage for judge in JUDGES if judge.of == ours.of for damage in judge.sees):
        count.damage(ours, pattern, change)
    print(f"judges: {count.passed} passed, {count.failed} failed")
    return 1 if count.failed else 0


if __name__ == "__main__":
    sys.exit(main())
