"""Reads rendered screenshots with three programs and says how well and how fast.

    bench/ocr.py READ WEIGHTS PICTURES [--only ours]      (by bench/ocr.sh)

A message counts as read when the lines whose middle lies in its bubble, in rows, say what the bubble shows; emoji and ticks are left
out on both sides, quotation marks, dashes and spaces are made equal. What the others said is kept in PICTURES for the next run.
CPU seconds: ours of the whole process with its start; the others without start and loading.
"""

import collections
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import time
import unicodedata

from PIL import Image

SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\u202f": " ", "\xa0": " "})
TESSERACT = {"fr": "fra", "nl": "nld", "de": "deu", "en": "eng"}


def plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(SAME).replace("...", "…").replace("…", "...")
    kept = "".join(sign for sign in text if sign.isalnum() or sign.isspace() or sign in "!\"#%&'()*+,-./:;<=>?@[]_€£$«»°~")
    return re.sub(r"\s+", " ", kept).strip()


def distance(one: str, other: str) -> int:
    """Returns the least number of characters to insert, delete or replace (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def beside(one: dict, line: dict) -> bool:
    """Says whether two lines stand in one row: the middle of the second within the first, and neither over the other."""
    (x, y, width, height), (other_x, other_y, other_width, other_height) = one["box"], line["box"]
    apart = x + width <= other_x + other_height or other_x + other_width <= x + other_height
    return apart and y <= other_y + other_height / 2 <= y + height


def in_rows(lines: list[dict]) -> list[dict]:
    """Sorts lines into rows: the same for all programs."""
    rows: list[list[dict]] = []
    for line in sorted(lines, key=lambda line: line["box"][1] + line["box"][3] / 2):
        if rows and any(beside(one, line) for one in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line["box"][0])]


def within(line: dict, box: list[float]) -> bool:
    x, y, width, height = line["box"]
    return box[0] <= x + width / 2 <= box[0] + box[2] and box[1] <= y + height / 2 <= box[1] + box[3]


def ours(program: str, weights: str, folder: pathlib.Path, facts: list[dict]) -> tuple[list, float]:
    paths = [str(folder / fact["ppm"]) for fact in facts]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([program, weights, *paths], capture_output=True, check=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [json.loads(line) for line in said.splitlines()], seconds


def package(folder: pathlib.Path, facts: list[dict]) -> tuple[list, float]:
    import cv2
    import numpy
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1, "Global.log_level": "error"})
    all, seconds = [], 0.0
    for fact in facts:
        picture = numpy.asarray(Image.open(folder / fact["ppm"]))[:, :, ::-1]
        before = time.process_time()
        said = engine(numpy.ascontiguousarray(picture))
        seconds += time.process_time() - before
        lines = []
        for box, text in zip(said.boxes if said.boxes is not None else [], said.txts or []):
            (left, top), (right, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
            lines.append({"text": text, "box": [left, top, right - left, bottom - top]})
        all.append({"lines": lines})
    return all, seconds


def tesseract(folder: pathlib.Path, facts: list[dict]) -> tuple[list, float]:
    all, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for fact in facts:
        command = ["tesseract", str(folder / fact["ppm"]), "stdout", "-l", TESSERACT[fact["language"]], "tsv"]
        said = subprocess.run(command, capture_output=True, check=True, text=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout
        lines = collections.defaultdict(list)
        for row in said.splitlines()[1:]:
            cells = row.split("\t")
            if cells[0] == "5" and cells[11].strip():
                lines[tuple(cells[1:5])].append(([int(cell) for cell in cells[6:10]], cells[11]))
        # Word by word: a line may run over two bubbles.
        all.append({"lines": [{"text": text, "box": box} for words in lines.values() for box, text in words]})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return all, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def errors(fact: dict, said: dict, worst: list) -> tuple[int, int]:
    """Returns wrong characters and all characters of one picture."""
    wrong = total = 0
    for message in fact["messages"]:
        expected = plain(message["shown"])
        if message["cut"] or not expected:
            continue
        found = plain(" ".join(line["text"] for line in in_rows([line for line in said["lines"] if within(line, message["box"])])))
        apart = distance(expected, found) if expected != found else 0
        wrong, total = wrong + apart, total + len(expected)
        if apart and not fact["kept_out"]:
            worst.append((apart, fact["picture"], fact["style"], expected, found))
    return wrong, total


def messages_right(facts: list[dict], all: list) -> None:
    """Says how many messages were found with their bubble, side and time."""
    counts = collections.defaultdict(collections.Counter)
    for fact, said in zip(facts, all):
        for message in fact["messages"]:
            if message["cut"]:
                continue
            x, y, width, height = message["box"]
            inside = [one for one in said.get("messages", []) if within(one, message["box"])]
            right = collections.Counter(all=1)
            if len(inside) == 1:
                one = inside[0]
                right["bubble"] = 1
                right["side"] = one["side"] == message["side"]
                right["time"] = plain(one["time_shown"] or "") == plain(message["time_shown"] or "")
                right["sender"] = plain(one["sender"] or "") == plain(message["sender"] or "")
                right["whole"] = right["side"] and right["time"]
                right["text"] = plain(one["text"]) == plain(" ".join([*(message["quote"] or []), message["text"]]))
            for key in ["all", fact["style"]]:
                counts[key].update(right)
            if os.environ.get("WORST") and not fact["kept_out"] and not (right["whole"] and right["text"] and right["sender"]):
                print("apart:", fact["picture"], fact["style"], message["side"], message["sender"], message["time_shown"], message["text"], "\n   for", [(one["side"], one["sender"], one["time_shown"], one["text"]) for one in inside])
    print(f"{'messages':12} {'count':>6} " + " ".join(f"{name:>7}" for name in ["bubble", "side", "time", "both", "sender", "text"]))
    for key, count in sorted(counts.items()):
        shares = [count[name] / count["all"] for name in ["bubble", "side", "time", "whole", "sender", "text"]]
        print(f"{key:12} {count['all']:6} " + " ".join(f"{share:7.1%}" for share in shares))


def main() -> None:
    program, weights, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    facts = [json.loads(path.read_text()) for path in sorted(folder.glob("[0-9]*.json"))]
    for fact in facts:
        fact["ppm"] = pathlib.Path(fact["picture"]).with_suffix(".ppm").name
        if not (folder / fact["ppm"]).exists():
            Image.open(folder / fact["picture"]).convert("RGB").save(folder / fact["ppm"])
    results = {"ours": ours(program, weights, folder, facts)}
    for name, run in [] if "--only" in sys.argv else [("rapidocr", package), ("tesseract", tesseract)]:
        kept = folder / f"said-{name}"
        if not kept.exists():
            kept.write_text(json.dumps(run(folder, facts)))
        results[name] = json.loads(kept.read_text())
    tables, worst = {}, []
    for name, (all, _) in results.items():
        table = tables[name] = collections.defaultdict(lambda: [0, 0])
        for fact, said in zip(facts, all):
            wrong, total = errors(fact, said, worst if name == "ours" else [])
            kept_out = " (kept out)" if fact["kept_out"] else ""
            size = "up to 1.3 px" if fact["scale"] <= 1.3 else "up to 2 px" if fact["scale"] <= 2 else "above 2 px"
            for key in ["all", fact["style"] + kept_out, fact["language"], "dark" if fact["dark"] else "light", size]:
                table[key][0] += wrong
                table[key][1] += total
    print(f"{'character error':24} {'signs':>7} " + " ".join(f"{name:>10}" for name in results))
    for key in sorted(tables["ours"]):
        shares = [table[key][0] / max(table[key][1], 1) for table in tables.values()]
        print(f"{key:24} {tables['ours'][key][1]:7} " + " ".join(f"{share:10.2%}" for share in shares))
    print(f"{'CPU s a picture':32} " + " ".join(f"{seconds / len(facts):10.3f}" for _, seconds in results.values()))
    messages_right(facts, results["ours"][0])
    if os.environ.get("WORST"):
        for apart, picture, style, expected, found in sorted(worst, reverse=True)[: int(os.environ["WORST"])]:
            print(f"{apart} {picture} {style}\n  {expected}\n  {found}")


if __name__ == "__main__":
    main()
