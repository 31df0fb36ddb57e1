#!/usr/bin/env python3
"""Lays the vectors of spec/ and the demo's evidence into fuzz/corpus, where each fuzzer begins."""

import base64
import hashlib
import json
import pathlib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
VECTORS = ROOT / "spec/vectors"

# The vectors of a kind: the field that holds the bytes, whether it is in hex, and the targets that read such bytes.
FIELDS = {
    "bag-info": ("file", False, ["bag_info"]),
    "canonical-json": ("bytes", True, ["canonical"]),
    "checkpoint": ("note", False, ["checkpoint", "note"]),
    "cosignature": ("file", False, ["cosignature", "note"]),
    "index": ("file", False, ["index", "canonical"]),
    "keys": ("file", False, ["keys"]),
    "leaf": ("document", False, ["shown_leaf", "canonical"]),
    "manifest": ("file", False, ["manifest"]),
    "note": ("note", True, ["note"]),
    "pieces": ("file", False, ["pieces_file"]),
    "seal": ("note", False, ["seal_text", "note"]),
    "tlog-proof": ("file", False, ["tlog_proof"]),
    "verifier-key": ("key", False, ["verifier_key"]),
    "zip": ("zip", True, ["zip", "archive", "package"]),
}


def plant(target: str, data: bytes) -> None:
    folder = ROOT / "fuzz/corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:20]).write_bytes(data)


def parts_of(data: bytes) -> bytes:
    """Returns the text of a signed note: what stands before its signatures."""
    return data.split(b"\n\n\xe2\x80\x94")[0] + b"\n"


for kind, (field, in_hex, targets) in FIELDS.items():
    for case in json.loads((VECTORS / f"{kind}.json").read_text())["cases"]:
        data = bytes.fromhex(case[field]) if in_hex else case[field].encode()
        for target in targets:
            plant(target, parts_of(data) if target in ("checkpoint", "seal_text") else data)
        if kind == "leaf" and case["expected"] == "accepted":
            plant("leaf", json.dumps(json.loads(data)["leaf"], separators=(",", ":"), sort_keys=True).encode())
for case in json.loads((VECTORS / "consistency.json").read_text())["cases"]:
    hashes = [base64.b64encode(bytes.fromhex(hash)).decode() for hash in case["proof"]]
    plant("consistency", "".join(f"{line}\n" for line in hashes).encode())
for path in (VECTORS / "timestamp").iterdir():
    plant("certificate" if path.suffix == ".pem" else "timestamp", path.read_bytes())
for path in (ROOT / "fixtures/demo/evidence").iterdir():
    if path.suffix == ".txt":
        plant("whatsapp", path.read_bytes())
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            plant("whatsapp", archive.read("_chat.txt")[:3000])
    if path.suffix in (".PNG", ".JPG"):
        plant("picture", path.read_bytes())
    if path.stat().st_size < 30_000:
        plant("any_file", path.read_bytes())
        plant("archive", path.read_bytes())

# The samples of each source are the beginning of its readers' targets: those that bear its folder's name, alone or with
# more behind it (telegram, telegram_html), and those named here; what lies inside an archive is one of them too.
TARGETS = [path.stem for path in (ROOT / "fuzz/fuzz_targets").glob("*.rs")]
OTHERS = {
    "databases": ["imessage_database", "sms_database"],
    "msg": ["msg"],
    "documents": ["pdf"],
    "email": ["mbox"],
    "fediverse": ["mastodon", "car", "gzip", "tar"],
    "media": ["picture", "picture_headers", "film"],
    "threads": ["page", "mhtml"],
    "web": ["page", "mhtml", "har", "warc", "gzip"],
}
LARGEST = 100_000


def samples(path: pathlib.Path):
    """Yields the bytes of a sample and, of a ZIP, of its members."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.file_size <= LARGEST and not member.flag_bits & 1:
                    try:
                        yield archive.read(member)
                    except (zipfile.BadZipFile, NotImplementedError):
                        continue  # broken on purpose


for folder in (ROOT / "fixtures/intake").iterdir():
    targets = [name for name in TARGETS if name == folder.name or name.startswith(f"{folder.name}_")]
    targets += OTHERS.get(folder.name, [])
    assert folder.name == "hostile" or targets, f"no target begins with the samples of {folder.name}"
    for path in folder.rglob("*"):
        if not path.is_file() or path.name == "expected.json" or path.stat().st_size > LARGEST:
            continue
        for data in samples(path):
            for target in [*targets, "any_file"]:
                plant(target, data)
PICTURES = {".jpg": "picture_light", ".tiff": "picture_tiff", ".heic": "picture_heic", ".avif": "picture_avif"}
PICTURES |= dict.fromkeys((".gif", ".png", ".webp"), "animation")
for path in (ROOT / "fixtures/pictures").rglob("*.*"):
    if path.suffix not in (".py", ".json"):
        plant("picture", path.read_bytes())
        if path.suffix in PICTURES:
            plant(PICTURES[path.suffix], path.read_bytes())
mails = ROOT / "fixtures/intake/email"
plant("dkim", (mails / "signe.eml").read_bytes() + b"\0" + (mails / "cles-dkim.txt").read_bytes())
for row in (ROOT / "crates/fingerprint/tests/pdq/expected.csv").read_text().splitlines()[1:9]:
    quality, hash = row.split(",")[3:5]
    plant("pdq_hash", hash.encode())
    plant("vpdq", f"0,{quality},{hash},0.000\n1,{quality},{hash},0.040\n".encode())
    plant("vpdq", json.dumps({"0": {"quality": int(quality), "hash": hash, "timestamp": 0.04}}).encode())
    plant("vpdq", json.dumps([f"{hash},{quality},0.04"]).encode())
bank = (ROOT / "fixtures/bank/small.bank").read_bytes()
plant("bank_file", bank)
plant("bank_file", bank[:-96])  # without its two records
plant("bank_tables", bytes(range(100)))
for path in (ROOT / "crates/exchange/tests/good").iterdir():
    plant("bank_rows", path.read_bytes())
for path in (ROOT / "crates/language/rules").glob("*.rules"):
    plant("rules_file", path.read_bytes())
for path in (ROOT / "crates/language/corpus").glob("??.tsv"):
    for line in path.read_text(encoding="utf-8").split("\n")[1::20]:
        plant("words", line.split("\t")[1].encode() if "\t" in line else b"")
plant("model_file", (ROOT / "crates/language/model/free.model").read_bytes()[:8192])
# A screen 180 wide and 261 high: a bubble at the left with two lines, one at the right with a line and its time, the field below.
PAGE, BUBBLE, WORDS, TIME, ANSWER, FIELD = 0, 2, 1, 3, 5, 9
for things in [
    [(BUBBLE, 10, 20, 120, 40, 90), (WORDS, 16, 26, 90, 10, 250), (WORDS, 16, 44, 60, 10, 240), (BUBBLE, 110, 100, 230, 30, 30), (ANSWER, 120, 106, 200, 12, 255)],
    [(PAGE, 0, 0, 255, 255, 20), (BUBBLE, 10, 20, 120, 30, 90), (WORDS, 16, 26, 90, 20, 250), (TIME, 90, 60, 40, 10, 250), (BUBBLE, 8, 230, 240, 200, 200), (FIELD, 20, 236, 90, 90, 255)],
]:
    plant("chat", bytes([179, 130]) + b"".join(map(bytes, things)))
