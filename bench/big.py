#!/usr/bin/env python3
"""Writes a large export and prints what it holds, as JSON: the truth for bench/intake.sh.

    bench/big.py telegram|mbox|stored|deflated OUT COUNT        the same arguments give the same bytes
"""

import base64
import datetime
import email.utils
import json
import random
import sys
import zipfile

WORDS = "tu vas voir ok merci demain ici pourquoi jamais photo école maison ik kom morgen niet s'il te plaît 😂 100% <b>non</b>".split()
NAMES = ["Amélie", "Jean-Luc P.", "Sofie Van den Broeck", "Zoë 🌸", "王小明", "ليلى"]


def words(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))


def telegram(out: str, count: int) -> dict:
    chance, seconds, system = random.Random(7), 1_600_000_000, 0
    with open(out, "w", encoding="utf-8") as file:
        file.write('{\n "name": "Groupe",\n "type": "private_supergroup",\n "id": 1,\n "messages": [\n')
        for number in range(count):
            seconds += chance.choice((0, 3, 11, 40, 300))
            who = chance.randrange(len(NAMES))
            text = words(chance, 24)
            message = {"id": number + 1, "type": "message", "date": datetime.datetime.fromtimestamp(seconds).isoformat(),
                       "date_unixtime": str(seconds), "from": NAMES[who], "from_id": f"user{who}", "text": text,
                       "text_entities": [{"type": "plain", "text": text}]}
            if number % 100 == 0:
                system += 1
                message = {"id": number + 1, "type": "service", "date": message["date"], "date_unixtime": str(seconds),
                           "actor": NAMES[who], "actor_id": f"user{who}", "action": "pin_message", "text": "", "text_entities": []}
            file.write(("" if number == 0 else ",\n") + "  " + json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n  "))
        file.write("\n ]\n}\n")
    return {"messages": count - system, "system": system}


def mbox(out: str, count: int) -> dict:
    chance, attachments = random.Random(7), 0
    with open(out, "w", encoding="utf-8") as file:
        for number in range(count):
            stamp = 1_600_000_000 + 60 * number
            file.write(f"From a{number % 9}@exemple.invalid {datetime.datetime.fromtimestamp(stamp, datetime.timezone.utc):%a %b %d %H:%M:%S %Y}\n")
            file.write(f"From: A <a{number % 9}@exemple.invalid>\nTo: b@exemple.invalid\nDate: {email.utils.formatdate(stamp)}\n")
            file.write(f"Message-ID: <{number}@exemple.invalid>\nSubject: {number}\nMIME-Version: 1.0\n")
            body = "\n".join(words(chance, 24) for _ in range(12))
            if number % 7 == 0:
                attachments += 1
                data = base64.encodebytes(chance.randbytes(1500)).decode()
                file.write('Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n')
                file.write(f"{body}\n--x\nContent-Type: image/jpeg; name=\"p.jpg\"\nContent-Disposition: attachment; filename=\"p.jpg\"\n")
                file.write(f"Content-Transfer-Encoding: base64\n\n{data}\n--x--\n\n")
            else:
                file.write(f"Content-Type: text/plain; charset=utf-8\n\n{body}\n\n")
    return {"messages": count, "attachments": attachments}


def many(out: str, count: int, packing: int) -> dict:
    with zipfile.ZipFile(out, "w", packing) as archive:
        for number in range(count):
            archive.writestr(f"f/{number:06}.bin", b"\x00\x01%d" % number)
    return {"members": count}


def stored(out: str, count: int) -> dict:
    return many(out, count, zipfile.ZIP_STORED)


def deflated(out: str, count: int) -> dict:
    return many(out, count, zipfile.ZIP_DEFLATED)


KINDS = {"telegram": telegram, "mbox": mbox, "stored": stored, "deflated": deflated}
print(json.dumps(KINDS[sys.argv[1]](sys.argv[2], int(sys.argv[3]))))
