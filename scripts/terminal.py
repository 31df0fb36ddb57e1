#!/usr/bin/env python3
"""Runs commands in a folder and draws the session as SVG: what was typed, and what was printed.

    scripts/terminal.py FOLDER OUT.svg COMMAND…
"""

import html
import pathlib
import shlex
import subprocess
import sys
import textwrap

COLUMNS, LINE, LEFT, TOP = 104, 19, 18, 44


def session(folder: str, commands: list[str]) -> list[tuple[str, str]]:
    """Returns the lines of the session, each with its colour."""
    lines = []
    for command in commands:
        lines.append(("#9cdcfe", f"$ {command}"))
        done = subprocess.run(shlex.split(command), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit(f"terminal: exit {done.returncode}: {command}\n{done.stdout}")
        for line in done.stdout.rstrip().splitlines():
            wrapped = textwrap.wrap(line, COLUMNS, drop_whitespace=False, replace_whitespace=False) or [""]
            lines += [("#d4d4d4", part) for part in wrapped]
        lines.append(("#d4d4d4", ""))
    return lines[:-1]


def svg(lines: list[tuple[str, str]]) -> str:
    width, height = LEFT * 2 + COLUMNS * 8, TOP + LINE * len(lines) + 14
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="ui-monospace, Consolas, DejaVu Sans Mono, monospace" font-size="13">',
        f'<rect width="{width}" height="{height}" rx="8" fill="#1e1e1e"/>',
    ]
    parts += [f'<circle cx="{20 + 18 * place}" cy="18" r="5.5" fill="{fill}"/>' for place, fill in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))]
    for number, (colour, text) in enumerate(lines):
        y = TOP + LINE * number
        parts.append(f'<text x="{LEFT}" y="{y}" fill="{colour}" xml:space="preserve">{html.escape(text)}</text>')
    return "\n".join(parts + ["</svg>", ""])


if __name__ == "__main__":
    pathlib.Path(sys.argv[2]).write_text(svg(session(sys.argv[1], sys.argv[3:])), encoding="utf-8")
