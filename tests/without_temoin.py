#!/usr/bin/env python3
"""Opens a case with ordinary tools, as docs/without-temoin.md says: `age` and PyPI sqlcipher3-binary.

without_temoin.py CASE PASSPHRASE_FILE

Prints a line for each item, its name read from the database and its SHA-256 recomputed from the decrypted bytes,
then the number of messages and statements. Exit 0 when every item's bytes have the hash that the database and its leaf in
the log say, 1 when one has not, 2 when the case cannot be opened.
"""

import hashlib
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlcipher3


def ask_age(command, answer):
    """Runs age, which asks for a passphrase on a terminal only, and answers it there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    shown = b""
    answered = False
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # Linux ends a closed terminal so.
            break
        if not chunk:
            break
        shown += chunk
        if not answered and b":" in shown:
            os.write(terminal, answer.encode() + b"\n")
            answered = True
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown


def database_key(case, passphrase):
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "key"
        code, _ = ask_age(["age", "-d", "-o", str(out), str(case / "keys/passphrase.age")], passphrase)
        if code != 0:
            sys.exit(2)
        key = out.read_text().strip()
    assert re.fullmatch("[0-9a-f]{64}", key), "the wrapped file holds 64 hexadecimal digits"
    return key


def original(case, name, identity, size):
    """Decrypts a blob with its own key and keeps its first `size` bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        key = Path(scratch) / "key.txt"
        key.write_text(identity + "\n")
        blob = case / "blobs" / name[:2] / f"{name}.age"
        padded = subprocess.run(["age", "-d", "-i", str(key), str(blob)], check=True, capture_output=True).stdout
    assert len(padded) >= size and not any(padded[size:]), "only zeros lie behind the bytes"
    return padded[:size]


def leaf_hash(db, index):
    """Makes a leaf's hash again from its nonce and salted fields (spec/seal.md §4)."""
    kind, nonce = db.execute("SELECT kind, lower(hex(nonce)) FROM leaf WHERE number = ?", (index,)).fetchone()
    digests = []
    rows = db.execute("SELECT lower(hex(salt)), name, value FROM disclosure WHERE leaf = ? ORDER BY place", (index,))
    for salt, name, value in rows:
        field = json.dumps([salt, name, json.loads(value)], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digests.append(hashlib.sha256(field.encode()).hexdigest())
    assert digests == sorted(digests)
    leaf = {"fields": digests, "kind": kind, "nonce": nonce, "v": "temoin-leaf/1"}
    text = json.dumps(leaf, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"\0" + text.encode()).hexdigest()


def main():
    case = Path(sys.argv[1])
    passphrase = Path(sys.argv[2]).read_text().rstrip("\r\n")
    db = sqlcipher3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True)
    db.execute(f"PRAGMA key = \"x'{database_key(case, passphrase)}'\"")
    items = db.execute(
        "SELECT item.number, item.name, item.leaf, blob.name, blob.identity, blob.size, lower(hex(blob.sha256)) "
        "FROM item JOIN blob ON item.blob = blob.number ORDER BY item.number"
    ).fetchall()
    sound = True
    for number, name, leaf, blob, identity, size, sha256 in items:
        found = hashlib.sha256(original(case, blob, identity, size)).hexdigest()
        kept = db.execute("SELECT lower(hex(hash)) FROM leaf WHERE number = ?", (leaf,)).fetchone()[0]
        said = db.execute("SELECT value FROM disclosure WHERE leaf = ? AND name = 'sha256'", (leaf,)).fetchone()[0]
        agrees = found == sha256 == json.loads(said) and leaf_hash(db, leaf) == kept
        sound = sound and agrees
        records = db.execute("SELECT count(*) FROM record WHERE item = ?", (number,)).fetchone()[0]
        print("ok" if agrees else "DIFFERS", found, size, records, name, sep="\t")
    statements = db.execute("SELECT count(*) FROM entry").fetchone()[0]
    print(f"{len(items)} items, {statements} statements")
    sys.exit(0 if sound and items else 1)


main()
