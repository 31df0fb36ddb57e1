#!/usr/bin/env python3
"""Writes a large WhatsApp export (Android, French) and prints what it holds, as JSON: the truth for bench/chat.sh.

    bench/chat.py OUT LINES        the same arguments give the same bytes
"""

import datetime
import json
import random
import sys

NAMES = ["Amélie", "Jean-Luc P.", "Sofie Van den Broeck", "Zoë 🌸", "+32 470 00 00 01", "Cédric: boulot", "王小明", "ليلى"]
WORDS = "tu vas voir ok merci demain ici pourquoi jamais photo école maison ik kom morgen niet s'il te plaît 😂 100% <b>non</b>".split()
NOTICE = "Les messages et les appels sont chiffrés de bout en bout. Aucun tiers, pas même WhatsApp, ne peut les lire ou les écouter."


def main() -> None:
    chance = random.Random(7)
    time = datetime.datetime(2021, 1, 4, 7, 30)
    counts = {"messages": 0, "system": 0, "deleted": 0, "edited": 0, "media_omitted": 0, "attachments": 0}

    def words(most: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))

    with open(sys.argv[1], "w", encoding="utf-8", newline="") as out:
        for line in range(int(sys.argv[2])):
            head, name, draw = f"{time:%d/%m/%Y, %H:%M} - ", chance.choice(NAMES), chance.random()
            if line == 0 or draw < 0.005:
                counts["system"] += 1
                out.write(f"{head}{NOTICE if line == 0 else name + ' a rejoint le groupe'}\n")
                continue
            counts["messages"] += 1
            body = words(24)
            if draw < 0.015:
                counts["deleted"] += 1
                body = "Ce message a été supprimé"
            elif draw < 0.06:
                counts["media_omitted"] += 1
                body = "<Médias omis>"
            elif draw < 0.09:
                counts["attachments"] += 1
                body = f"\u200eIMG-{time:%Y%m%d}-WA{line % 10000:04}.jpg (fichier joint)"
            elif draw < 0.10:
                counts["edited"] += 1
                body += " <Ce message a été modifié>"
            elif draw < 0.15:
                # A line inside a message may begin with a date: it is no header.
                body += f"\n{words(6)}\n{time:%d/%m/%Y %H:%M} rendez-vous chez {chance.choice(NAMES)}"
            out.write(f"{head}{name}: {body}\n")
            time += datetime.timedelta(seconds=chance.choice((0, 3, 11, 40, 70, 300, 900)))
    counts["participants"] = len(NAMES)
    print(json.dumps(counts))


main()
