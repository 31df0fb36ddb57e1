"""How well `temoin classify` sorts: macro-F1 and area under the curve per language, source and label, beside the baseline of a plain
n-gram model (hashed character and word n-grams, idf, SGD log-loss) that was measured on the same parts with its threshold tuned on them.

    words.py TEMOIN DATA [--model FILE]

DATA holds dev/??.tsv.gz, dev/bias_templates.tsv.gz, dev/handmade.tsv. Ours: threshold as it ships, nothing tuned on these parts.
Intervals are 95 %: for areas DeLong's variance, for shares Wilson's."""

import gzip
import json
import math
import subprocess
import sys
from collections import defaultdict

LABELS = ["abuse", "insult", "threat", "sexism", "hate", "profanity"]
# label, language, source: macro-F1 and AUC of the baseline
BASELINE = {
    ("abuse", "en", "davidson"): (0.91, 0.98), ("abuse", "en", "stormfront"): (0.67, 0.82), ("abuse", "en", "hatemoji"): (0.53, 0.58),
    ("abuse", "fr", "cyberado"): (0.70, 0.79), ("abuse", "fr", "mlma"): (0.58, 0.67), ("abuse", "de", "germeval18"): (0.68, 0.77),
    ("abuse", "de", "germs"): (0.69, 0.77), ("abuse", "es", "offendes"): (0.78, 0.89), ("abuse", "pt", "hatebr"): (0.84, 0.93),
    ("abuse", "pt", "toldbr"): (0.77, 0.86), ("abuse", "ar", "mlma"): (0.75, 0.84), ("hate", "en", "mhs"): (0.63, 0.74),
    ("hate", "de", "germeval18"): (0.68, 0.77), ("hate", "fr", "mlma"): (0.62, 0.72), ("insult", "es", "offendes"): (0.78, 0.90),
    ("insult", "fr", "cyberado"): (0.70, 0.84), ("sexism", "en", "edos"): (0.73, 0.84), ("sexism", "de", "germs"): (0.68, 0.76),
    ("threat", "en", "edos"): (0.71, 0.83), ("threat", "fr", "cyberado"): (0.64, 0.86),
}
BASELINE_ALL = {"en": 0.94, "fr": 0.76, "de": 0.77, "es": 0.89, "pt": 0.89, "ar": 0.84}
AIM_ALL = {"en": 0.95, "fr": 0.82, "de": 0.81, "es": 0.91, "pt": 0.91, "ar": 0.86}
BASELINE_CHAT = {"fr": 9.8, "nl": 3.8, "de": 5.1, "en": 8.6, "es": 7.0, "it": 1.0, "pt": 4.3}


def table(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        head, *lines = file.read().split("\n")
    names = head.split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines if line]


def classify(program, rows, more):
    lines = "".join(json.dumps({"id": at, "text": row["text"]}) + "\n" for at, row in enumerate(rows))
    done = subprocess.run([*program, "classify", *more], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def area(points):
    """Area under the ROC curve, ties counted half, and half of its 95 % interval (DeLong)."""
    good = sorted(p for p, y in points if y)
    bad = sorted(p for p, y in points if not y)
    if not good or not bad:
        return None, None

    def placed(values, others):
        places, below, equal = [], 0, 0
        for value in values:
            while below < len(others) and others[below] < value:
                below += 1
            equal = max(equal, below)
            while equal < len(others) and others[equal] <= value:
                equal += 1
            places.append((below + equal) / 2 / len(others))
        return places

    over, under = placed(good, bad), [1 - place for place in placed(bad, good)]
    mean = sum(over) / len(over)
    spread = lambda places: sum((place - mean) ** 2 for place in places) / max(len(places) - 1, 1) / len(places)
    return mean, 1.96 * math.sqrt(spread(over) + spread(under))


def macro_f1(points, at=0.5):
    def f1(wanted):
        both = sum(((p >= at) == wanted) and y == wanted for p, y in points)
        said = sum((p >= at) == wanted for p, y in points)
        true = sum(y == wanted for p, y in points)
        return 2 * both / max(said + true, 1)

    return (f1(True) + f1(False)) / 2


def calibration(points):
    bins = defaultdict(list)
    for p, y in points:
        bins[min(int(p * 10), 9)].append((p, y))
    return sum(abs(sum(p - y for p, y in bin)) for bin in bins.values()) / len(points)


def wilson(hits, count):
    if not count:
        return 0.0, 0.0, 0.0
    z, share = 1.96, hits / count
    middle = (share + z * z / 2 / count) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / 4 / count**2) / (1 + z * z / count)
    return 100 * share, 100 * max(middle - half, 0), 100 * min(middle + half, 1)


def share(name, hits, count, beside=""):
    print(f"  {name:34} {hits:4} of {count:4}  {wilson(hits, count)[0]:5.1f} % [{wilson(hits, count)[1]:.1f}, {wilson(hits, count)[2]:.1f}]{beside}")


def by_source(rows, answers):
    groups = defaultdict(list)
    for row, answer in zip(rows, answers):
        for label in LABELS:
            if row[label] in "01" and row[label]:
                for source in (row["source"], "all"):
                    groups[label, row["lang"], source].append((answer["labels"][label], row[label] == "1"))
    print("label     lang source        rows  true     F1    base     AUC              base    ECE")
    for (label, lang, source), points in sorted(groups.items()):
        auc, half = area(points)
        if auc is None or min(sum(y for _, y in points), sum(not y for _, y in points)) < 10:
            continue
        f1, base = BASELINE.get((label, lang, source), (None, None))
        if label == "abuse" and source == "all":
            base = BASELINE_ALL.get(lang)
        show = lambda value: f"{value:.2f}" if value is not None else "   –"
        aim = f"  aim {AIM_ALL[lang]:.2f}" if label == "abuse" and source == "all" and lang in AIM_ALL else ""
        print(f"{label:9} {lang:4} {source:12} {len(points):5} {sum(y for _, y in points):5}   {macro_f1(points):.3f}  {show(f1)}   "
              f"{auc:.3f} ± {half:.3f}    {show(base)}   {calibration(points):.3f}{aim}")


def harmless(rows, answers):
    print("\nharmless text flagged as abuse [95 %] (baseline)")
    groups = defaultdict(list)
    for row, answer in zip(rows, answers):
        if row["source"] == "chatterbot" or row["source"].startswith("UD_"):
            groups["chat" if row["source"] == "chatterbot" else "prose", row["lang"]].append(answer)
    for (kind, lang), found in sorted(groups.items()):
        beside = f"  ({BASELINE_CHAT[lang]} %)" if kind == "chat" and lang in BASELINE_CHAT else ""
        share(f"{kind} {lang}", sum("abuse" in answer["flagged"] for answer in found), len(found), beside)


def languages(rows, answers):
    print("\nlanguage recognised as it is; another named [95 %]")
    for lang in sorted({row["lang"] for row in rows}):
        found = [answer["lang"] for row, answer in zip(rows, answers) if row["lang"] == lang]
        share(f"{lang} right", found.count(lang), len(found))
        share(f"{lang} wrong", sum(one not in (lang, None) for one in found), len(found))


def templates(program, data, more):
    """Only the half that no model was trained on."""
    rows = [row for row in table(f"{data}/dev/bias_templates.tsv.gz") if row["id"][-1] in "02468ace"]
    answers = classify(program, rows, more)
    print("\nidentity templates kept apart: harmless ones flagged, abusive ones found [95 %]")
    for lang in sorted({row["lang"] for row in rows}):
        for abuse, name in (("0", "flagged"), ("1", "found")):
            hits = ["abuse" in a["flagged"] for r, a in zip(rows, answers) if r["lang"] == lang and r["abuse"] == abuse]
            share(f"{lang} {name}", sum(hits), len(hits))
    words = defaultdict(list)
    for row, answer in zip(rows, answers):
        if row["abuse"] == "0":
            words[row["lang"], row["text"].lower().strip(" .").split()[-1]].append("abuse" in answer["flagged"])
    worst = sorted(((sum(hits) / len(hits), word, len(hits)) for word, hits in words.items() if len(hits) >= 5), reverse=True)[:8]
    print("  worst last words:", ", ".join(f"{word[1]} ({word[0]}) {100 * part:.0f} % of {count}" for part, word, count in worst))


def own(program, path, more, title):
    rows = table(path)
    answers = classify(program, rows, more)
    print(f"\n{title}: found under their label, or as abuse; harmless ones flagged [95 %]")
    for category in dict.fromkeys(row["category"] for row in rows):
        found = [answer for row, answer in zip(rows, answers) if row["category"] == category]
        if category == "none":
            share("hard negatives flagged", sum(bool(set(a["flagged"]) - {"profanity"}) for a in found), len(found))
        else:
            share(f"{category} under its label", sum(category in a["flagged"] for a in found), len(found))
            share(f"{category} as abuse", sum("abuse" in a["flagged"] for a in found), len(found))
    six = [(row, answer) for row, answer in zip(rows, answers) if row["category"] != "none"]
    share("all six under their label", sum(row["category"] in answer["flagged"] for row, answer in six), len(six))
    share("all six as abuse", sum("abuse" in answer["flagged"] for row, answer in six), len(six))


def main():
    words = sys.argv[1:]
    program, data, more = [words[0]], words[1], words[2:]
    tests = [word for word in more if word.endswith(".tsv")]
    more = [word for word in more if not word.endswith(".tsv")]
    rows = [row for lang in "fr nl de en es it pt ar".split() for row in table(f"{data}/dev/{lang}.tsv.gz")]
    answers = classify(program, rows, more)
    print("model", answers[0]["model"])
    by_source(rows, answers)
    harmless(rows, answers)
    languages(rows, answers)
    templates(program, data, more)
    own(program, f"{data}/dev/handmade.tsv", more, "own messages of the development part")
    for test in tests:
        own(program, test, more, f"test set {test.rsplit('/', 1)[-1]}")


if __name__ == "__main__":
    main()
